"""`log`, `history` and `history verify`."""

import argparse
from dataclasses import replace
from datetime import date

from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import note_viewed, opened_desk
from advisor_desk.cli.session import book_path, passphrase
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Interaction,
    NextStep,
    Outcome,
    Purpose,
    RecordedInteraction,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.history_check import BrokenLink, HistoryReport
from advisor_desk.usecases.log_contact import usual_kind
from advisor_desk.usecases.review_client import plain

DONE = 0
ATTENTION = 1

_FAULTS = {
    "ALTERED": "第 {seq} 条记录的内容被改动过。",
    "MISSING": "第 {seq} 条记录之前缺 {missing} 条。",
    "CUT": "第 {seq} 条起缺 {missing} 条：记录的末尾不见了。",
    "ORDER": "第 {seq} 条记录原来写在第 {place} 条：次序被调换过。",
    "DAY": "第 {seq} 条记录的日期或时间与内容不符。",
    "CLIENT": "第 {seq} 条记录被挂到了另一位客户名下。",
    "FORK": "第 {seq} 条记录不接在前一条之后：前一条被换过。",
    "EPOCH": "记录链在第 {seq} 条处另起或接错。",
    "EXTRA": "第 {seq} 条记录是多出来的。",
}


def log(options: argparse.Namespace, output: Output) -> int:
    """Record a contact with one client or several; prints the id of the record."""
    with opened_desk(options, output) as desk:
        book = desk.book
        made = _made(options, book)
        record_id = book.record(made)
    output.result({"id": record_id}, [record_id])
    return DONE


def history(options: argparse.Namespace, output: Output) -> int:
    """The service file of a client: every record, those corrected and taken back too."""
    if options.pdf is not None:
        from advisor_desk.cli.service_file import write_file

        return write_file(options, output)
    with opened_desk(options, output) as desk:
        book = desk.book
        client_id = book.client_id(options.client)
        if options.unlock is None:
            note_viewed(book, client_id)
        else:
            _unlock(book, client_id, options.unlock)
        records = book.service_file(client_id)
        if options.unlock is None:
            records = [_kept_back(record) for record in records]
        document = {
            "client_no": options.client,
            "as_of": book.as_of,
            "records": [_record_json(record) for record in records],
            "tasks": plain(book.tasks(client_id=client_id, is_open_only=False)),
            "entitlements": plain(book.entitlement_entries(client_id)),
            "life_events": plain(book.life_events(client_id)),
            "care": plain(dict(book.care(client_id))),
        }
    output.result(document, [_line(record) for record in records] or [output.words.say("还没有记录。")])
    return DONE


def verify(options: argparse.Namespace, output: Output) -> int:
    """Walk the chain of records and name the first broken link; exit 1 when there is one."""
    from advisor_desk.storage.book import SqlBook
    from advisor_desk.storage.history_check import check

    say = output.words.say
    with SqlBook.open(book_path(options), passphrase(say("口令："))) as book:
        report = check(book)
    output.result(_report_json(report), _report_lines(report, output))
    return DONE if report.ok else ATTENTION


def rebuild(options: argparse.Namespace, output: Output) -> int:
    """Make everything that follows from the records anew; the records themselves are not touched."""
    from advisor_desk.storage import projections

    with opened_desk(options, output) as desk, desk.book.sql.change() as connection:
        projections.rebuild(connection)
        desk.book.refresh(connection, None)
    output.result({"rebuilt": True}, [output.words.say("服务档案已按记录链重建。")])
    return DONE


def _made(options: argparse.Namespace, book: DeskBook) -> Interaction:
    on: date = options.on or book.as_of
    hits = [
        hit.word
        for text in (options.note, options.next_what or "")
        for hit in forbidden_in(text, book.advice)
    ]
    reason = options.wording_reason.strip()
    if hits and not reason:
        raise UserCanFix("record.forbidden_word", word=hits[0])
    channel = ContactChannel(options.channel)
    return Interaction(
        attendees=tuple(Attendee(number) for number in options.client),
        on=on,
        channel=channel,
        kind=usual_kind(channel),
        outcome=Outcome(options.outcome),
        purpose=Purpose(options.purpose),
        note=options.note.strip(),
        next_step=_next_step(options, on, book.trading),
        wording_reason=reason if hits else "",
    )


def _next_step(options: argparse.Namespace, on: date, trading: TradingDays) -> NextStep | None:
    asked: int | date | None = options.next_day
    if asked is None:
        return None
    day = asked if isinstance(asked, date) else from_day(trading.add(to_day(on), asked))
    if day < on:
        raise UserCanFix("record.next_before", on=on.isoformat())
    return NextStep(options.next_what.strip(), day)


def _unlock(book: DeskBook, client_id: int, reason: str) -> None:
    """What is strictly confidential is read for a reason that stays on record."""
    said = reason.strip()
    if not said:
        raise UserCanFix("record.reason_needed")
    note_viewed(book, client_id, strict=True, reason=said)


def _kept_back(record: RecordedInteraction) -> RecordedInteraction:
    """The record without its words, where they are strictly confidential."""
    if record.made.confidentiality is not Confidentiality.STRICT:
        return record
    attendees = tuple(replace(one, line="") for one in record.made.attendees)
    return replace(
        record, made=replace(record.made, attendees=attendees, note="", client_words="", judgement="")
    )


def _record_json(record: RecordedInteraction) -> object:
    document = plain(record)
    assert isinstance(document, dict)  # noqa: S101 - a dataclass
    made = document["made"]
    return {**document, "made": {**made, "is_effective": record.made.is_effective}}


def _line(record: RecordedInteraction) -> str:
    made = record.made
    state = "WITHDRAWN" if record.is_withdrawn else "REPLACED" if record.replaced_by else ""
    cells = (
        made.on.isoformat(),
        made.channel.value,
        made.purpose.value,
        made.outcome.value,
        state,
        " ".join(made.note.split()),
        record.id,
    )
    return "\t".join(cells)


def _report_json(report: HistoryReport) -> dict[str, object]:
    chain = report.chain
    return {
        "ok": report.ok,
        "events": None if chain is None else chain.events,
        "head": None if chain is None else chain.head.hex(),
        "broken": None if chain is None else plain(chain.broken),
        "pages_damaged": report.pages_damaged,
        "records_astray": report.records_astray,
    }


def _report_lines(report: HistoryReport, output: Output) -> list[str]:
    say, chain = output.words.say, report.chain
    lines = []
    if report.pages_damaged:
        lines.append(output.words.fault("check.pages_damaged", {"pages": report.pages_damaged}))
    if report.records_astray:
        lines.append(output.words.fault("check.records", {"rows": report.records_astray}))
    if chain is None:
        lines.append(output.words.fault("check.chain_unreadable", {}))
    elif chain.broken is not None:
        lines.append(_broken_line(chain.broken, output))
    if report.ok and chain is not None:
        lines.append(
            say("{count} 条记录首尾相接，没有改动。链尾 {head}").format(
                count=chain.events, head=chain.head.hex()
            )
        )
    return lines


def _broken_line(broken: BrokenLink, output: Output) -> str:
    sentence = output.words.say(_FAULTS[broken.fault.value]).format(
        seq=broken.device_seq, missing=broken.missing, place=broken.place
    )
    return f"{sentence} [{broken.fault.value} {broken.event_id}]".replace(" ]", "]")
