"""The log of contacts: recorded whole, put right and taken back by later records, counted at once."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Initiator,
    InteractionKind,
    NextStep,
    Outcome,
    OutletFacts,
    ProductMention,
    Promise,
    Purpose,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.errors import DeskBug, DeskError, UserCanFix
from advisor_desk.storage import fault_points
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.standing_facets import CONTACT_OVERDUE
from advisor_desk.storage.standings_trades import refresh_after_trades
from tests.builders import TODAY, Builder, open_desk
from tests.contacts import contact

YESTERDAY = TODAY - timedelta(days=1)
LONG_AGO = TODAY - timedelta(days=200)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    """A book with three clients, N1 to N3."""
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            builder = Builder(connection)
            ids = [builder.client(client_no=f"N{number}") for number in (1, 2, 3)]
            opened.refresh(connection, ids)
        yield opened


def rows(desk: DeskBook, statement: str) -> list[tuple[Any, ...]]:
    with desk.sql.read() as connection:
        return list(connection.execute(statement).fetchall())


def bodies(desk: DeskBook) -> list[tuple[str, int, dict[str, Any]]]:
    with desk.sql.read() as connection:
        assert verify_chain(connection).ok
    found = rows(desk, "SELECT type, v, body FROM event ORDER BY device_seq")
    return [(kind, v, json.loads(body)) for kind, v, body in found]


def last_contact(desk: DeskBook, client_no: str = "N1") -> date | None:
    """What list, page and a count from the raw rows agree on."""
    client_id = desk.client_id(client_no)
    listed = {row.client_no: row for row in desk.page(ClientQuery(), 0, 10)}[client_no]
    shown = desk.review(client_id).row
    assert (shown.last_contact_on, shown.next_due_on) == (listed.last_contact_on, listed.next_due_on)
    kept = standing_rows(desk)
    with desk.sql.change() as connection:
        desk.refresh(connection, None)
    assert standing_rows(desk) == kept, "what a contact moved equals a count of the whole book"
    return listed.last_contact_on


def standing_rows(desk: DeskBook) -> list[tuple[Any, ...]]:
    return rows(desk, "SELECT * FROM standing ORDER BY client_id")


def is_overdue(desk: DeskBook, client_no: str = "N1") -> bool:
    number = desk.client_id(client_no)
    ((facets,),) = rows(desk, f"SELECT facets FROM standing WHERE client_id = {number}")
    return bool(facets & CONTACT_OVERDUE)


def test_everything_that_was_told_is_read_back(desk: DeskBook) -> None:
    made = contact(
        "N1",
        on=YESTERDAY,
        channel=ContactChannel.VISIT,
        outcome=Outcome.APPOINTED,
        purpose=Purpose.PRODUCT,
        kind=InteractionKind.REFERRAL,
        effective=True,
        initiator=Initiator.CLIENT,
        attendees=(Attendee("N1", "单独的一句"),),
        note="资金安排",
        client_words="想稳一点",
        judgement="可以谈债券",
        products=(ProductMention("000001", "ALLOW", "check-1"),),
        promises=(Promise("寄资料", TODAY + timedelta(3)),),
        next_step=NextStep("面谈", TODAY + timedelta(5), 600),
        confidentiality=Confidentiality.STRICT,
        attachments=("ab" * 32,),
        wording_reason="客户原话",
        outlet=OutletFacts("示例银行", "一支行", "周经理", "理财", datetime(2026, 11, 19, 3, tzinfo=UTC)),
        seconds=21,
        happened_at=datetime(2026, 11, 19, 2, 30, tzinfo=UTC),
    )
    record_id = desk.record(made)
    found = desk.recorded(record_id)
    assert found.made == made
    assert (found.id, found.author, found.client_id) == (record_id, "tester", desk.client_id("N1"))
    assert (found.together, found.attendees, found.corrects, found.replaced_by) == ("", 1, "", "")
    assert [task.title for task in desk.tasks(client_id=found.client_id)] == ["寄资料", "面谈"]


def test_the_body_has_the_keys_of_its_second_form(desk: DeskBook) -> None:
    desk.record(contact("N1", note="谈话"))
    ((kind, v, body),) = bodies(desk)
    assert (kind, v) == ("interaction.recorded", 2)
    assert set(body) == {
        "at", "attachments", "attendees", "channel", "confidentiality", "effective", "happened_at",
        "initiator", "judgement", "kind", "line", "next", "note", "on", "outcome", "outlet", "products",
        "promises", "purpose", "seconds", "wording_reason", "words",
    }  # fmt: skip


@pytest.mark.parametrize(
    "channel", [ContactChannel.CALL, ContactChannel.VISIT, ContactChannel.ONLINE, ContactChannel.BRANCH]
)
def test_a_contact_by_phone_in_person_or_online_starts_the_rhythm_anew_at_once(
    desk: DeskBook, channel: ContactChannel
) -> None:
    assert is_overdue(desk)
    desk.record(contact("N1", channel=channel))
    assert last_contact(desk) == TODAY
    assert not is_overdue(desk)
    assert is_overdue(desk, "N2")


@pytest.mark.parametrize(
    "changes",
    [
        {"kind": InteractionKind.MASS_PUSH},
        {"kind": InteractionKind.ENQUIRY, "initiator": Initiator.CLIENT},
        {"outcome": Outcome.NOT_REACHED},
        {"effective": False},
    ],
)
def test_a_mass_push_an_open_enquiry_and_an_empty_call_start_nothing(
    desk: DeskBook, changes: dict[str, Any]
) -> None:
    desk.record(contact("N1", on=YESTERDAY))
    desk.record(contact("N1", **changes))
    assert last_contact(desk) == YESTERDAY
    assert len(desk.service_file(desk.client_id("N1"))) == 2


def test_twenty_attendees_are_one_change_and_none_names_another(desk: DeskBook) -> None:
    with desk.sql.change() as connection:
        builder = Builder(connection)
        numbers = [f"E{number:02}" for number in range(20)]
        desk.refresh(connection, [builder.client(client_no=number) for number in numbers])
    commits = []
    with fault_points.watching(lambda point: commits.append(point) if point == "book.after_commit" else None):
        record_id = desk.record(contact(*numbers, kind=InteractionKind.EVENT, channel=ContactChannel.EVENT))
    assert len(commits) == 1
    told = bodies(desk)
    assert [body["together"] for _, _, body in told] == [record_id] * 20
    assert {body["attendees"] for _, _, body in told} == {20}
    texts = [text for (text,) in rows(desk, "SELECT body FROM event ORDER BY device_seq")]
    assert [[number for number in numbers if number in text] for text in texts] == [[]] * 20
    assert {desk.service_file(desk.client_id(number))[0].together for number in numbers} == {record_id}
    assert {row.last_contact_on for row in desk.page(ClientQuery(), 0, 30) if row.client_no in numbers} == {
        TODAY
    }
    assert len(rows(desk, "SELECT * FROM outbox")) == 20


@pytest.mark.parametrize(
    ("numbers", "changes", "code"),
    [
        ((), {}, "record.nobody"),
        (("N1", "N2", "N1"), {}, "record.client_twice"),
        (("N1", "N9"), {}, "client.unknown"),
        (("N1",), {"on": TODAY + timedelta(days=1)}, "record.in_future"),
        (("N1",), {"on": date(1989, 12, 31)}, "record.too_old"),
        (("N1", "N2"), {"note": "长" * 90_000}, "event.too_large"),
    ],
)
def test_what_cannot_be_recorded_leaves_nothing_and_keeps_the_draft(
    desk: DeskBook, numbers: tuple[str, ...], changes: dict[str, Any], code: str
) -> None:
    desk.keep_typed("quick_log", {"note": "半句"})
    with pytest.raises(UserCanFix) as refused:
        desk.record(contact(*numbers, **changes), draft="quick_log")
    assert refused.value.code == code
    assert (
        rows(desk, "SELECT 1 FROM event UNION ALL SELECT 1 FROM interaction UNION ALL SELECT 1 FROM task")
        == []
    )
    assert desk.typed("quick_log") == {"note": "半句"}


def test_a_saved_record_takes_its_draft_along(desk: DeskBook) -> None:
    desk.keep_typed("quick_log", {"note": "一"})
    desk.keep_typed("quick_log", {"note": "二"})
    desk.keep_typed("other", {"a": [1, None]})
    desk.record(contact("N1"), draft="quick_log")
    assert desk.typed("quick_log") is None
    assert desk.typed("other") == {"a": [1, None]}
    desk.drop_typed("other")
    assert desk.typed("other") is None


def test_a_correction_keeps_both_and_counts_alone(desk: DeskBook) -> None:
    promise = Promise("寄资料", TODAY + timedelta(3))
    first = desk.record(contact("N1", note="旧", promises=(promise,)))
    second = desk.correct(first, contact("N1", note="新", on=YESTERDAY), " 日期写错 ")
    client = desk.client_id("N1")
    newer, older = (desk.recorded(one) for one in (second, first))
    assert [record.id for record in desk.service_file(client)] == [first, second]
    assert (older.replaced_by, older.made.note) == (second, "旧")
    assert (newer.corrects, newer.reason, newer.made.note) == (first, "日期写错", "新")
    assert last_contact(desk) == YESTERDAY
    assert desk.tasks(client_id=client) == []
    assert [contact.note for contact in desk.advice_client(client).contacts] == ["新"]


@pytest.mark.parametrize(
    ("made", "reason", "code"),
    [
        (contact("N2"), "客户错了", "record.other_client"),
        (contact("N1", "N2"), "多一位", "record.other_client"),
        (contact("N1"), "  ", "record.reason_needed"),
        (contact("N1", on=TODAY + timedelta(days=1)), "改期", "record.in_future"),
    ],
)
def test_a_correction_is_about_the_same_client_and_has_a_reason(
    desk: DeskBook, made: Any, reason: str, code: str
) -> None:
    record_id = desk.record(contact("N1"))
    with pytest.raises(UserCanFix) as refused:
        desk.correct(record_id, made, reason)
    assert refused.value.code == code
    assert len(bodies(desk)) == 1


def test_a_record_is_taken_back_with_all_its_attendees_and_their_corrections(desk: DeskBook) -> None:
    desk.record(contact("N1", on=LONG_AGO))
    record_id = desk.record(contact("N1", "N2", next_step=NextStep("回电", TODAY + timedelta(2))))
    other = next(one for one in desk.service_file(desk.client_id("N2")) if one.together)
    corrected = desk.correct(other.id, contact("N2", note="改"), "补充")
    desk.withdraw(record_id, "记错了会")
    assert last_contact(desk) == LONG_AGO
    assert last_contact(desk, "N2") is None
    struck = {one: desk.recorded(one) for one in (record_id, other.id, corrected)}
    assert [one.is_withdrawn for one in struck.values()] == [True, False, True]
    assert struck[record_id].reason == "记错了会"
    assert struck[corrected].together == record_id
    assert desk.tasks() == []
    assert [kind for kind, _, _ in bodies(desk)].count("interaction.withdrawn") == 2


def test_what_is_replaced_or_taken_back_is_not_changed_again(desk: DeskBook) -> None:
    first = desk.record(contact("N1"))
    second = desk.correct(first, contact("N1", note="新"), "补充")
    desk.withdraw(second, "误记")
    for record_id in (first, second):
        with pytest.raises(UserCanFix, match=r"record\.does_not_stand"):
            desk.correct(record_id, contact("N1"), "再改")
        with pytest.raises(UserCanFix, match=r"record\.does_not_stand"):
            desk.withdraw(record_id, "再撤")
    with pytest.raises(UserCanFix, match=r"record\.reason_needed"):
        desk.withdraw(desk.record(contact("N1")), "")
    for deed in (lambda: desk.recorded("no"), lambda: desk.withdraw("no", "x")):
        with pytest.raises(UserCanFix, match=r"record\.unknown"):
            deed()


def test_early_records_stay_readable_and_count(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    with desk.sql.change() as connection:
        event_id = Builder(connection).interaction(client, YESTERDAY, "DONE", channel="VISIT", note="旧式")
        desk.refresh(connection, [client])
    found = desk.recorded(event_id).made
    assert (found.channel, found.outcome, found.note) == (ContactChannel.VISIT, Outcome.DONE, "旧式")
    assert (found.kind, found.purpose, found.is_effective) == (
        InteractionKind.CONTACT,
        Purpose.SERVICE,
        True,
    )
    assert last_contact(desk) == YESTERDAY


def test_a_rhythm_of_ones_own_counts_from_the_last_contact(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    desk.record(contact("N1", on=TODAY - timedelta(days=10)))
    by_rules = desk.review(client).row.next_due_on
    desk.set_rhythm(client, 7, "客户要求")
    assert last_contact(desk) == TODAY - timedelta(days=10)
    assert desk.review(client).row.next_due_on == TODAY - timedelta(days=3)
    assert is_overdue(desk)
    with desk.sql.change() as connection:
        Builder(connection).trade(client, TODAY)
        refresh_after_trades(connection, [client], TODAY, desk.rules, desk.trading)
    assert last_contact(desk) == TODAY - timedelta(days=10)
    assert desk.review(client).row.next_due_on == TODAY - timedelta(days=3)
    assert desk.review(client).own_days == 7
    desk.set_rhythm(client, None, "恢复")
    assert desk.review(client).row.next_due_on != TODAY - timedelta(days=3)
    assert by_rules is not None


def test_an_open_complaint_suspends_the_rhythm_until_it_is_settled(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    desk.record(contact("N1", on=LONG_AGO))
    desk.record(contact("N1", on=YESTERDAY, purpose=Purpose.COMPLAINT, effective=False))
    assert desk.open_complaint(client) == YESTERDAY
    assert last_contact(desk) == LONG_AGO
    due = desk.review(client).row.next_due_on
    assert due is not None
    assert due < TODAY, "the day is told, and nobody is late"
    assert not is_overdue(desk)
    with desk.sql.change() as connection:
        Builder(connection).trade(client, TODAY - timedelta(days=400))
        refresh_after_trades(connection, [client], TODAY, desk.rules, desk.trading)
    assert not is_overdue(desk)
    desk.close_complaint(client, "已道歉")
    assert desk.open_complaint(client) is None
    assert last_contact(desk) == LONG_AGO
    assert is_overdue(desk)
    with pytest.raises(UserCanFix, match=r"record\.unknown"):
        desk.close_complaint(client, "")


def test_a_settled_complaint_that_is_put_right_is_no_new_one(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    first = desk.record(contact("N1", on=LONG_AGO, purpose=Purpose.COMPLAINT))
    desk.close_complaint(client, "已处理")
    desk.correct(first, contact("N1", on=LONG_AGO, purpose=Purpose.COMPLAINT, note="细节"), "补充")
    assert desk.open_complaint(client) is None
    (facts,) = desk.moment_facts([client])
    assert facts.complaints == [(LONG_AGO, TODAY)]
    again = desk.record(contact("N1", purpose=Purpose.COMPLAINT))
    assert desk.open_complaint(client) == TODAY
    desk.correct(again, contact("N1", purpose=Purpose.CARE), "不是投诉")
    assert desk.open_complaint(client) is None


def test_a_complaint_taken_back_leaves_the_next_open_one(desk: DeskBook) -> None:
    client = desk.client_id("N1")
    first = desk.record(contact("N1", on=YESTERDAY, purpose=Purpose.COMPLAINT))
    desk.record(contact("N1", purpose=Purpose.COMPLAINT))
    desk.withdraw(first, "重复")
    assert desk.open_complaint(client) == TODAY


def test_those_of_today_come_first_then_those_contacted_last(desk: DeskBook) -> None:
    one, two, three = (desk.client_id(f"N{number}") for number in (1, 2, 3))
    desk.record(contact("N3", on=YESTERDAY))
    desk.record(contact("N1", on=TODAY - timedelta(days=3)))
    assert desk.recent_clients(5) == [three, one]
    appointed = contact("N2", on=LONG_AGO, outcome=Outcome.APPOINTED, next_step=NextStep("面谈", TODAY, 600))
    desk.record(appointed)
    assert desk.recent_clients(5) == [two, three, one]
    assert desk.recent_clients(1) == [two]


def test_choices_stay_in_the_book(desk: DeskBook) -> None:
    assert desk.preference("outlet") is None
    desk.keep_preference("outlet", "示例银行")
    desk.keep_preference("outlet", "示例银行二支行")
    assert desk.preference("outlet") == "示例银行二支行"
    desk.keep_preference("outlet", None)
    assert desk.preference("outlet") is None


def test_an_audit_fact_is_an_event_and_nothing_else_passes_as_one(desk: DeskBook) -> None:
    event_id = desk.record_fact("audit.viewed", desk.client_id("N1"), {"page": "client360"})
    assert rows(desk, "SELECT id, type FROM event") == [(event_id, "audit.viewed")]
    with pytest.raises(DeskBug):
        desk.record_fact("interaction.recorded", None, {})


def test_a_record_of_a_day_shown_earlier_is_not_in_sight(desk: DeskBook) -> None:
    desk.record(contact("N1"))
    desk.roll(YESTERDAY)
    assert desk.service_file(desk.client_id("N1")) == []
    with pytest.raises(DeskError, match=r"record\.in_future"):
        desk.record(contact("N1"))


def test_a_private_line_stands_in_one_file_alone(desk: DeskBook) -> None:
    made = replace(contact(), attendees=(Attendee("N1", "甲的私语"), Attendee("N2", "乙的私语")))
    desk.record(made)
    lines = [desk.service_file(desk.client_id(number))[0].made.attendees[0].line for number in ("N1", "N2")]
    assert lines == ["甲的私语", "乙的私语"]
