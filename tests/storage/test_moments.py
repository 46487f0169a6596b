"""Moments of the book: kept once, never changed behind a person's back, told when their time is over."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.moment import KeptMoment, Moment, MomentCode, MomentState
from advisor_desk.domain.records import ContactChannel
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import standings
from advisor_desk.storage.desk import DeskBook
from tests.builders import TODAY, Builder, open_desk


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            builder = Builder(connection)
            made = [builder.client(client_no=f"K{number}", name="诸葛青") for number in (1, 2)]
            opened.refresh(connection, made)
        yield opened


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def moment(code: MomentCode = MomentCode.MATURITY, event_on: date = TODAY, **changes: Any) -> Moment:
    values: dict[str, Any] = {
        "client_id": 1,
        "client_no": "K1",
        "due_on": event_on,
        "evidence": (("value_fen", 120_000_00), ("product", "P1")),
        **changes,
    }
    return Moment(code=code, event_on=event_on, **values)


def kept(desk: DeskBook, *states: MomentState) -> list[KeptMoment]:
    return desk.moments(states or tuple(MomentState))


def keep(desk: DeskBook, *found: Moment) -> int:
    return desk.keep_moments(found, days(-900), TODAY)


def test_what_the_rules_found_is_kept_once_with_its_evidence(desk: DeskBook) -> None:
    later = moment(event_on=days(-2), due_on=days(3), subject="P2", client_id=2, client_no="K2")
    assert keep(desk, later, moment()) == 2
    assert keep(desk, moment(), later) == 0
    first, second = kept(desk)
    assert first.moment == moment()
    assert (first.state, first.name, first.rules_version) == (
        MomentState.OPEN,
        "诸葛青",
        desk.service.version,
    )
    assert second.moment.key == "MATURITY|K2|2026-11-18|P2"


def test_a_client_who_left_since_the_rules_looked_stops_nothing(desk: DeskBook) -> None:
    gone = moment(subject="P2", client_id=99, client_no="K99")
    assert keep(desk, gone, moment()) == 1
    assert [each.moment for each in kept(desk)] == [moment()]


def test_days_outside_the_run_and_after_today_are_not_shown(desk: DeskBook) -> None:
    desk.keep_moments([moment(event_on=days(-9)), moment()], days(-5), TODAY)
    assert [each.moment.event_on for each in kept(desk)] == [TODAY]
    desk.keep_moments([moment(event_on=days(4))], TODAY, days(4))
    assert len(kept(desk)) == 1


def test_what_a_rule_keeps_back_is_kept_with_its_reason(desk: DeskBook) -> None:
    keep(desk, moment(suppressed_by="OPT_OUT"))
    (found,) = kept(desk, MomentState.SUPPRESSED)
    assert (found.reason, found.moment.suppressed_by) == ("OPT_OUT", "OPT_OUT")
    assert kept(desk, MomentState.OPEN) == []


def test_what_is_kept_back_is_counted_by_reason_while_it_would_be_in_sight(desk: DeskBook) -> None:
    stays = desk.service.moments[MomentCode.MATURITY].expire_days
    keep(
        desk,
        moment(subject="a", suppressed_by="NO_CONSENT"),
        moment(subject="b", suppressed_by="OPT_OUT"),
        moment(subject="c", suppressed_by="OPT_OUT", due_on=days(-stays)),
        moment(subject="d", suppressed_by="OPT_OUT", due_on=days(-stays - 1)),
        moment(subject="e"),
    )
    assert list(desk.held_back().items()) == [("OPT_OUT", 2), ("NO_CONSENT", 1)]
    (own,) = kept(desk, MomentState.OPEN)
    desk.close_moment(own.moment.key, MomentState.SUPPRESSED, "不适合")
    assert sum(desk.held_back().values()) == 3, "what a person keeps back is no rule's"


def test_a_moment_that_a_person_closed_stays_closed_when_the_rules_run_again(desk: DeskBook) -> None:
    keep(desk, moment())
    desk.close_moment(moment().key, MomentState.DONE, "已电话说明")
    keep(desk, moment())
    (found,) = kept(desk)
    assert (found.state, found.reason, found.closed_on) == (MomentState.DONE, "已电话说明", TODAY)
    desk.reopen_moment(moment().key)
    assert [each.state for each in kept(desk)] == [MomentState.OPEN]


def test_a_person_keeps_back_or_puts_off_with_a_reason(desk: DeskBook) -> None:
    keep(desk, moment(), moment(MomentCode.BIRTHDAY))
    desk.close_moment(moment().key, MomentState.SUPPRESSED, "客户不需要")
    desk.snooze_moment(moment(MomentCode.BIRTHDAY).key, days(3), "在外地")
    by_code = {each.moment.code: each for each in kept(desk)}
    assert by_code[MomentCode.MATURITY].reason == "客户不需要"
    assert by_code[MomentCode.MATURITY].moment.suppressed_by == ""
    assert by_code[MomentCode.BIRTHDAY].snoozed_until == days(3)
    with pytest.raises(UserCanFix, match=r"snooze\.reason_needed"):
        desk.snooze_moment(moment().key, days(3), "")
    deeds: tuple[Callable[[], None], ...] = (
        lambda: desk.close_moment("nobody", MomentState.DONE, ""),
        lambda: desk.reopen_moment("nobody"),
        lambda: desk.snooze_moment("nobody", days(3), "在外地"),
    )
    for deed in deeds:
        with pytest.raises(UserCanFix, match=r"record\.unknown"):
            deed()


def test_a_moment_past_its_time_is_expired_unless_it_was_put_off(desk: DeskBook) -> None:
    limit = desk.service.moments[MomentCode.MATURITY].expire_days
    old = moment(event_on=days(-limit - 1))
    edge = moment(event_on=days(-limit))
    put_off = moment(event_on=days(-limit - 3), subject="P2")
    desk.keep_moments([put_off], days(-900), TODAY - timedelta(days=1))
    keep(desk, moment())
    with desk.sql.change() as connection:
        connection.execute("UPDATE moment SET state = 'OPEN', closed_on = NULL WHERE subject = 'P2'")
    desk.snooze_moment(put_off.key, days(2), "等客户回国")
    keep(desk, old, edge)
    states = {each.moment.key: (each.state, each.closed_on) for each in kept(desk)}
    assert states == {
        old.key: (MomentState.EXPIRED, days(-1)),
        edge.key: (MomentState.OPEN, None),
        put_off.key: (MomentState.OPEN, None),
        moment().key: (MomentState.OPEN, None),
    }


def test_a_clock_that_ran_ahead_leaves_open_what_is_open(desk: DeskBook) -> None:
    limit = desk.service.moments[MomentCode.MATURITY].expire_days
    old, new = moment(event_on=days(-limit - 1)), moment()
    history = moment(event_on=days(-3), subject="P3")
    desk.keep_moments([history], days(-900), TODAY, past={history.key})
    keep(desk, old, new)
    before = {each.moment.key: (each.state, each.closed_on) for each in kept(desk)}
    desk.roll(days(400))
    desk.expire_moments()
    assert {each.state for each in kept(desk)} == {MomentState.EXPIRED}
    desk.roll(TODAY)
    desk.expire_moments()
    assert {each.moment.key: (each.state, each.closed_on) for each in kept(desk)} == before
    assert before[new.key] == (MomentState.OPEN, None)
    assert before[history.key][0] is MomentState.EXPIRED


def test_the_book_knows_how_far_the_rules_have_been_run(desk: DeskBook) -> None:
    assert desk.moments_found_until() is None
    _, mark = desk.moments_changed()
    desk.keep_moments_found_until(TODAY, mark)
    desk.keep_moments_found_until(days(-5), mark)
    assert desk.moments_found_until() == TODAY


def test_what_came_in_since_the_last_run_is_known_with_its_day(desk: DeskBook) -> None:
    _, mark = desk.moments_changed()
    desk.keep_moments_found_until(TODAY, mark)
    assert desk.moments_changed()[0] == {}
    desk.record(
        Interaction(
            attendees=(Attendee("K1"),),
            on=days(-30),
            channel=ContactChannel.EVENT,
            outcome=Outcome.REACHED,
            purpose=Purpose.CARE,
        )
    )
    desk.edit_client(2, {"region": "哈尔滨"})
    changed, mark = desk.moments_changed()
    assert changed[1] == days(-30)
    assert changed[2] < days(-9_000)
    desk.keep_moments_found_until(TODAY, mark)
    assert desk.moments_changed()[0] == {}


def test_what_is_no_longer_so_is_not_shown_as_open(desk: DeskBook) -> None:
    keep(
        desk,
        moment(MomentCode.KYC_EXPIRED, days(-3), due_on=TODAY),
        moment(MomentCode.LONG_UNCONTACTED, days(-2), due_on=TODAY),
        moment(MomentCode.ID_EXPIRING, days(-1), due_on=TODAY, subject="30"),
        moment(MomentCode.COMPLAINT, days(-1), due_on=TODAY),
    )
    assert {each.moment.code for each in kept(desk, MomentState.OPEN)} == {
        MomentCode.KYC_EXPIRED,
        MomentCode.LONG_UNCONTACTED,
        MomentCode.ID_EXPIRING,
    }
    contact = desk.record(
        Interaction(
            attendees=(Attendee("K1"),),
            on=TODAY,
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.CARE,
        )
    )
    with desk.sql.change() as connection:
        Builder(connection).assessment(1, TODAY)
        connection.execute("UPDATE client SET id_expires_on = ? WHERE id = 1", (to_day(days(3_000)),))
    assert kept(desk, MomentState.OPEN) == []
    assert desk.open_marks() == []
    desk.withdraw(contact, "记错")
    assert [mark.code for mark in desk.open_marks()] == ["LONG_UNCONTACTED"]


def test_open_moments_in_few_words_are_those_in_sight(desk: DeskBook) -> None:
    keep(desk, moment(), moment(MomentCode.BIRTHDAY), moment(MomentCode.NO_TRADE_90, suppressed_by="OPT_OUT"))
    desk.snooze_moment(moment().key, days(2), "等客户回来")
    (mark,) = desk.open_marks()
    assert (mark.key, mark.client_no, mark.due_day) == (moment(MomentCode.BIRTHDAY).key, "K1", to_day(TODAY))
    (whole,) = desk.moments_of_keys([mark.key])
    assert whole.moment == moment(MomentCode.BIRTHDAY)


def test_a_client_that_an_import_brought_can_go_again_with_its_moments(desk: DeskBook) -> None:
    keep(desk, moment())
    with desk.sql.change() as connection:
        standings.forget(connection, [1])
        connection.execute("DELETE FROM client WHERE id = 1")
    assert kept(desk) == []
