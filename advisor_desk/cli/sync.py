"""`enroll`, `sync`, `sync status`, `sync export`, `sync import`."""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Final

from advisor_desk.assembly.desk import Desk
from advisor_desk.assembly.sync import sync_around
from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import unlocked_desk
from advisor_desk.cli.session import book_path, passphrase
from advisor_desk.domain.sync_view import RefusalView, SyncView
from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.storage.desk_sync import DeskSync
from advisor_desk.sync.clock_skew import is_off
from advisor_desk.sync.figures import CANCELLED, DONE, Progress, RoundResult, Wishes
from advisor_desk.sync.push_only import BOOK_IS_DAMAGED, BOOK_IS_NEWER
from advisor_desk.usecases import run_sync
from advisor_desk.usecases.received_rules import RulesTrouble
from advisor_desk.wire.messages import ItemAnswer
from advisor_desk.words import sync as words_sync
from advisor_desk.words.sync_flags import FLAGGED_OTHERWISE, FLAGS

ENDED = 0
ATTENTION = 1
_MOST_SHOWN: Final = 5
_ONLY_SENT = {"book.from_newer_version": BOOK_IS_NEWER, "book.damaged": BOOK_IS_DAMAGED}
"""Books that may not be read: what waits in them goes all the same."""


def enroll(options: argparse.Namespace, output: Output) -> int:
    """Make the book an advisor's, with a one-time code of head office."""
    say = output.words.say
    with _opened(options, output) as book:
        identity = run_sync.enroll(book, options.hub, options.code, again=options.again)
    output.result(
        {
            "hub": identity.hub_url,
            "device_id": identity.device_id,
            "advisor": identity.advisor,
            "branch": identity.branch,
        },
        [
            say("已登记：顾问 {advisor}，网点 {branch}。").format(
                advisor=identity.advisor, branch=identity.branch
            ),
            say("接下来用 advisor-desk sync 同步。"),
        ],
    )
    return ENDED


def sync(options: argparse.Namespace, output: Output) -> int:
    """One round with head office; exit 1 when something came back that a person has to look at."""
    wishes = _wishes(output)
    try:
        with _interruptible(), unlocked_desk(options, output) as desk:
            result = run_sync.sync(DeskSync(desk.book), sync_around(), wishes)
            _bring_up_to_date(desk, result)
    except UserCanFix as error:
        why = _ONLY_SENT.get(error.code)
        if why is None:
            raise
        with _interruptible():
            result = _send_only(options, output, wishes, why)
    return _told(result, output)


def status(options: argparse.Namespace, output: Output) -> int:
    """What waits, what came back, how old the data is; exit 1 when something came back."""
    with unlocked_desk(options, output) as desk:
        view, troubles = DeskSync(desk.book).view(), desk.rules_troubles
    told = [(one.name, one.code, _trouble(one, output)) for one in troubles]
    rules = [{"name": name, "code": code, "message": said} for name, code, said in told]
    document = {**_status_json(view, output), "rules_troubles": rules}
    output.result(document, [*_status_lines(view, output), *(said for *_, said in told)])
    return ATTENTION if view.refusals or document["conflicts"] or troubles else ENDED


def _trouble(one: RulesTrouble, output: Output) -> str:
    """Why rules of head office are not in force here."""
    return output.words.error(UserCanFix(one.code, version=one.name))


def export(options: argparse.Namespace, output: Output) -> int:
    """Write what waits to a sealed file for head office, or tell what would stand in it."""
    from advisor_desk.sync.courier_file import outgoing

    say = output.words.say
    with _opened(options, output) as book:
        if options.preview:
            made, path = outgoing(book, sync_around()), None
        else:
            made, path = run_sync.export_file(book, options.file, sync_around()), str(options.file)
    said = say("封装文件里有 {events} 条记录、{attachments} 个附件。").format(
        events=made.events, attachments=made.attachments
    )
    lines = [said]
    if path is not None:
        lines.append(say("已写好：{path}。请带到总部，再把总部给的回执文件读入。").format(path=path))
    output.result(
        {
            "path": path,
            "events": made.events,
            "attachments": made.attachments,
            "first_recorded_at": made.first_recorded_at or None,
            "bytes": len(made.content),
        },
        lines,
    )
    return ENDED


def take_in(options: argparse.Namespace, output: Output) -> int:
    """Take in head office's answer to a sealed file, or tell what it would do."""
    with unlocked_desk(options, output) as desk:
        book = DeskSync(desk.book)
        file = run_sync.read_reply(book, options.file)
        if options.preview:
            return _told_preview(run_sync.preview(file), output)
        result = run_sync.import_file(book, file, sync_around(), _wishes(output))
        _bring_up_to_date(desk, result)
    return _told(result, output)


@contextmanager
def _opened(options: argparse.Namespace, output: Output) -> Iterator[DeskSync]:
    """The book of the run as a round sees it, closed afterwards. Raises as `SqlBook.open`."""
    with unlocked_desk(options, output) as desk:
        yield DeskSync(desk.book)


def _bring_up_to_date(desk: Desk, result: RoundResult) -> None:
    """Let the figures follow what came: rules may be among it."""
    if result.pulled:
        desk.roll()


@contextmanager
def _interruptible() -> Iterator[None]:
    """Ctrl+C in a round loses nothing, and says so."""
    try:
        yield
    except KeyboardInterrupt:
        raise OutsideFailed("sync.interrupted") from None


def _send_only(options: argparse.Namespace, output: Output, wishes: Wishes, why: str) -> RoundResult:
    """What waits in a book that may not be read goes all the same; nothing else of it is touched."""
    from advisor_desk.storage.pending import open_for_push_only

    book = open_for_push_only(book_path(options), passphrase(output.words.say("口令：")))
    try:
        return run_sync.send_what_waits(book, sync_around(), wishes, why=why)
    finally:
        book.close()


def _wishes(output: Output) -> Wishes:
    draw = output.progress()
    if draw is None:
        return Wishes()
    return Wishes(progress=_drawn(draw))


def _drawn(draw: Callable[[int, int], None]) -> Callable[[Progress], None]:
    return lambda progress: draw(progress.done, progress.total)


def _told(result: RoundResult, output: Output) -> int:
    """Print what a round did. The keys are a contract with scripts."""
    document = {
        "pushed": result.pushed,
        "duplicates": result.duplicates,
        "quarantined": _refused_json(result.quarantined, output),
        "pulled": result.pulled,
        "conflicts": result.conflicts,
        "purged_clients": result.purged_clients,
        "outbox": result.outbox,
        "receipt": None if result.receipt is None else asdict(result.receipt),
    }
    output.result(document, _round_lines(result, output))
    if result.outcome not in {DONE, CANCELLED}:
        output.note(output.words.error(UserCanFix(result.outcome)))
    if is_off(result.skew):
        said = UserCanFix("sync.clock_off", minutes=abs(result.skew) // 60)
        output.note(output.words.error(said))
    return ATTENTION if result.needs_attention else ENDED


def _told_preview(reply: run_sync.Reply, output: Output) -> int:
    document = {
        "made_at": reply.made_at,
        "applied": reply.applied,
        "duplicates": reply.duplicates,
        "quarantined": _refused_json(reply.quarantined, output),
        "rows": reply.rows,
        "attachments": reply.attachments,
    }
    said = output.words.say("回执：总部收下 {applied} 条，退回 {refused} 条；带来 {rows} 项更新。")
    lines = [said.format(applied=reply.applied, refused=len(reply.quarantined), rows=reply.rows)]
    output.result(document, [*lines, *_refused_lines(reply.quarantined, output)])
    return ATTENTION if reply.quarantined else ENDED


def _round_lines(result: RoundResult, output: Output) -> list[str]:
    if result.was_known:
        said = output.words.say("这份回执的内容先前都已收下，没有重复计入；待发送 {outbox} 条。")
        return [said.format(outbox=result.outbox), *_refused_lines(result.quarantined, output)]
    said = output.words.say(
        "发送 {sent} 条：收下 {pushed}，重复 {duplicates}，退回 {refused}；"
        "收到 {pulled} 项更新；待发送 {outbox} 条。"
    ).format(
        sent=result.pushed + result.duplicates + len(result.quarantined),
        pushed=result.pushed,
        duplicates=result.duplicates,
        refused=len(result.quarantined),
        pulled=result.pulled,
        outbox=result.outbox,
    )
    lines = [said, *_refused_lines(result.quarantined, output), *_flagged_lines(result.flagged, output)]
    lines += _conflict_lines(result.conflicts, output)
    if result.purged_clients:
        lines.append(
            output.words.say("{count} 位客户已转给其他顾问，资料已从本机移除。").format(
                count=result.purged_clients
            )
        )
    return lines


def _refused_json(refused: Sequence[ItemAnswer], output: Output) -> list[dict[str, object]]:
    return [
        {
            "id": one.id,
            "code": one.code,
            "params": dict(one.params),
            "message": _refusal(one.code, output),
        }
        for one in refused
    ]


def _refused_lines(refused: Sequence[ItemAnswer], output: Output) -> list[str]:
    """One line for each reason, with how many records came back for it; each record is in the JSON."""
    counts = Counter(one.code for one in refused)
    return [_refusal_line(code, count, output) for code, count in counts.most_common()]


def _refusal_line(code: str, count: int, output: Output) -> str:
    said = output.words.say("退回 {count} 条：").format(count=count)
    return f"  {said}{_refusal(code, output)}"


def _conflict_lines(count: int, output: Output) -> list[str]:
    if not count:
        return []
    return [output.words.say("有 {count} 处修改与总部不一致，请在“同步与数据”里选择。").format(count=count)]


def _flagged_lines(flagged: Sequence[ItemAnswer], output: Output) -> list[str]:
    """One line for each thing that head office noticed, with how many records it is about."""
    counts = Counter(flag for one in flagged for flag in one.flags)
    lines = []
    for flag, count in sorted(counts.items()):
        why, what = (output.words.say(text) for text in FLAGS.get(flag, FLAGGED_OTHERWISE))
        lines.append("  " + output.words.say("{count} 条：").format(count=count) + f"{why} {what}")
    return lines


def _refusal(code: str, output: Output) -> str:
    why, what = words_sync.REFUSALS.get(code, words_sync.REFUSED_OTHERWISE)
    return " ".join(output.words.say(text) for text in (why, what))


def _status_json(view: SyncView, output: Output) -> dict[str, object]:
    identity = view.identity
    return {
        "enrolled": identity is not None,
        "hub": None if identity is None else identity.hub_url,
        "advisor": None if identity is None else identity.advisor,
        "branch": None if identity is None else identity.branch,
        "outbox": view.waiting,
        "waiting": [asdict(line) for line in view.outbox],
        "receipt": None if view.receipt is None else asdict(view.receipt),
        "quarantined": [
            {
                "id": one.event_id,
                "type": one.type,
                "client_no": one.client_no or None,
                "code": one.code,
                "message": _refusal(one.code, output),
                "told_at": one.told_at,
            }
            for one in view.refusals
        ],
        "conflicts": sum(one.chosen is None for one in view.conflicts),
        "scopes": [{"scope": one.scope, "as_of": one.as_of or None} for one in view.scopes],
        "rounds": [
            {"at": one.at, "outcome": one.outcome, "figures": dict(one.figures)} for one in view.rounds
        ],
    }


def _status_lines(view: SyncView, output: Output) -> list[str]:
    say = output.words.say
    if view.identity is None:
        return [say("还没有登记到总部。")]
    lines = [
        say("顾问 {advisor}，网点 {branch}，总部 {hub}").format(
            advisor=view.identity.advisor, branch=view.identity.branch, hub=view.identity.hub_url
        ),
        say("待发送 {count} 条").format(count=view.waiting),
    ]
    for line in view.outbox:
        family = say(words_sync.FAMILIES.get(line.family, line.family))
        lines.append(f"  {family}\t{line.total}")
    if view.scopes:
        lines.append(say("数据截至"))
    for scope in view.scopes:
        name = say(words_sync.SCOPES.get(scope.scope.partition(":")[0], scope.scope))
        lines.append(f"  {name}\t{_local(scope.as_of) or say('还没有收全')}")
    lines += _conflict_lines(sum(one.chosen is None for one in view.conflicts), output)
    return [*lines, *_came_back_lines(view.refusals, output)]


def _came_back_lines(refusals: Sequence[RefusalView], output: Output) -> list[str]:
    """By reason: how many, why, what to do, and the newest of them by kind and client."""
    say, lines = output.words.say, []
    for code, count in Counter(one.code for one in refusals).most_common():
        lines.append(_refusal_line(code, count, output))
        shown = [one for one in refusals if one.code == code][:_MOST_SHOWN]
        for one in shown:
            what = say(words_sync.FAMILIES.get(one.type.partition(".")[0], one.type))
            lines.append(f"    {_local(one.told_at)}\t{what}\t{one.client_no}".rstrip())
        others = count - len(shown)
        if others:
            lines.append("    " + say("另有 {count} 条，用 --json 查看全部。").format(count=others))
    return lines


def _local(at: str) -> str:
    """A stored time as this machine's clock shows it."""
    return f"{datetime.fromisoformat(at).astimezone():%Y-%m-%d %H:%M}" if at else ""
