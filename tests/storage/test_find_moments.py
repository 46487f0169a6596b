"""Moments of real books: running again adds nothing, late records leave no gap, days are days of one run."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from advisor_desk.assembly.demo import DEMO_PASSPHRASE, open_or_make_demo
from advisor_desk.assembly.desk import open_desk as open_by_path
from advisor_desk.demo.book import DemoPlan
from advisor_desk.domain.client import ClientType
from advisor_desk.domain.interaction import Attendee, Interaction, InteractionKind, Outcome, Purpose
from advisor_desk.domain.moment import KeptMoment, Moment, MomentCode, MomentFacts, MomentState
from advisor_desk.domain.records import ContactChannel
from advisor_desk.rules.moments.engine import moments_of
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.find_moments import FIRST_BACK, MorningRun, find_moments, refresh_moments
from advisor_desk.usecases.import_ports import Watch
from tests.builders import TODAY, Builder, open_desk
from tests.moments import day_by_day, known_on, shuffled, world

END = date(2026, 6, 30)
PLAN = DemoPlan(clients=60, trades=2_400, end=END)
THREE_YEARS = timedelta(days=1095)


@pytest.fixture(scope="module")
def demo() -> Iterator[Path]:
    """A demo book that the tests copy or only read."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "demo.book"
        open_or_make_demo(path, PLAN, DEMO_PASSPHRASE).close()
        yield path


@pytest.fixture(scope="module")
def facts(demo: Path) -> list[MomentFacts]:
    """What the rules look at of every client, the whole past."""
    desk = open_by_path(demo, DEMO_PASSPHRASE, END)
    desk.roll()
    found = list(desk.book.moment_facts())
    desk.close()
    assert len(found) == PLAN.clients
    assert [one.client_no for one in found] == sorted(one.client_no for one in found)
    return found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def days(count: int) -> date:
    return TODAY + timedelta(days=count)


def kept(book: DeskBook) -> dict[str, KeptMoment]:
    return {one.moment.key: one for one in book.moments(tuple(MomentState))}


def table(book: DeskBook) -> list[tuple[Any, ...]]:
    with book.sql.read() as connection:
        return connection.execute("SELECT * FROM moment ORDER BY key").fetchall()


# The demo book.


def lived_through(facts: list[MomentFacts]) -> set[MomentCode]:
    """Three years of every client day by day, in one run and with shuffled rows, without a difference."""
    first, draw = END - THREE_YEARS, Random(20_260)
    seen: set[MomentCode] = set()
    for one in facts:
        once = moments_of(one, first, END, world())
        assert day_by_day(partial(known_on, one), first, END, world()) == once
        assert moments_of(shuffled(one, draw.shuffle), first, END, world()) == once
        keys = [moment.key for moment in once]
        assert len(keys) == len(set(keys))
        seen |= {moment.code for moment in once}
    return seen


def test_three_years_of_a_demo_book_day_by_day_are_one_run(facts: list[MomentFacts]) -> None:
    assert len(lived_through(facts)) >= 20


@pytest.mark.soak
def test_three_years_of_the_whole_demo_book_day_by_day_are_one_run(tmp_path: Path) -> None:
    open_or_make_demo(tmp_path / "whole.book", DemoPlan(end=END), DEMO_PASSPHRASE).close()
    desk = open_by_path(tmp_path / "whole.book", DEMO_PASSPHRASE, END)
    desk.roll()
    whole = list(desk.book.moment_facts())
    desk.close()
    assert lived_through(whole) == set(MomentCode)


def test_a_rule_keeps_still_for_its_cool_down_and_speaks_again_after_it(facts: list[MomentFacts]) -> None:
    rules = world().service.moments
    for one in facts:
        by_place: dict[tuple[MomentCode, str], list[date]] = {}
        for moment in moments_of(one, END - timedelta(days=400), END, world()):
            by_place.setdefault((moment.code, moment.subject), []).append(moment.event_on)
        for (code, _), on in by_place.items():
            assert all((after - before).days >= rules[code].cooldown_days for before, after in pairwise(on))


def test_facts_that_reach_back_less_give_the_same_moments(demo: Path, facts: list[MomentFacts]) -> None:
    since = END - timedelta(days=3)
    desk = open_by_path(demo, DEMO_PASSPHRASE, END)
    short = list(desk.book.moment_facts(None, since))
    some = list(desk.book.moment_facts([facts[7].client_id, facts[3].client_id], since))
    desk.close()
    assert sum(len(one.assets) for one in short) < sum(len(one.assets) for one in facts)
    assert [moments_of(one, since, END, world()) for one in short] == [
        moments_of(one, since, END, world()) for one in facts
    ]
    assert some == [short[3], short[7]]


def test_a_book_run_every_morning_has_what_one_run_after_weeks_finds(demo: Path, tmp_path: Path) -> None:
    """The rhythm of a client is that of the day it is asked, so silence is left out of the comparison."""
    first = END - timedelta(days=24)

    def run(name: str, mornings: list[date]) -> dict[str, Moment]:
        for suffix in ("", ".key"):
            (tmp_path / f"{name}{suffix}").write_bytes(Path(f"{demo}{suffix}").read_bytes())
        for morning in mornings:
            desk = open_by_path(tmp_path / name, DEMO_PASSPHRASE, morning)
            desk.roll()
            assert find_moments(desk.book).is_complete
            found = kept(desk.book)
            desk.close()
        return {
            key: replace(one.moment, suppressed_by="")
            for key, one in found.items()
            if one.moment.event_on > first and one.moment.code is not MomentCode.LONG_UNCONTACTED
        }

    daily = run("daily.book", [first + timedelta(days=count) for count in range(0, 25, 2)])
    once = run("once.book", [first, END])
    assert daily == once
    assert len(once) > 50


def test_running_again_changes_nothing_at_all(demo: Path, tmp_path: Path) -> None:
    for suffix in ("", ".key"):
        (tmp_path / f"again.book{suffix}").write_bytes(Path(f"{demo}{suffix}").read_bytes())
    desk = open_by_path(tmp_path / "again.book", DEMO_PASSPHRASE, END)
    desk.roll()
    told: list[tuple[int, int]] = []
    first = find_moments(desk.book, Watch(lambda done, total: told.append((done, total))))
    assert (first.clients, first.is_complete) == (PLAN.clients, True)
    assert told[-1] == (PLAN.clients, PLAN.clients)
    before = table(desk.book)
    assert first.added == len(before) > 100
    for _ in range(2):
        assert find_moments(desk.book).added == 0
    assert refresh_moments(desk.book, list(desk.book.client_names())).added == 0
    assert table(desk.book) == before
    desk.close()


def test_a_run_in_steps_finds_what_one_run_finds_and_on_the_same_day_only_what_is_new(
    demo: Path, tmp_path: Path
) -> None:
    def opened(name: str) -> Any:
        for suffix in ("", ".key"):
            (tmp_path / f"{name}{suffix}").write_bytes(Path(f"{demo}{suffix}").read_bytes())
        desk = open_by_path(tmp_path / name, DEMO_PASSPHRASE, END)
        desk.roll()
        return desk

    whole, parted = opened("whole.book"), opened("parted.book")
    find_moments(whole.book)
    run = MorningRun(parted.book)
    while run.step():
        pass
    assert (run.done, run.total) == (PLAN.clients, PLAN.clients)
    assert run.added == len(table(parted.book))
    assert table(parted.book) == table(whole.book)
    again = MorningRun(parted.book)
    while again.step():
        pass
    assert (again.total, again.added) == (0, 0)
    parted.book.record(
        Interaction(
            attendees=(Attendee(_first_number(parted.book)),),
            on=END,
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.COMPLAINT,
        )
    )
    third = MorningRun(parted.book)
    while third.step():
        pass
    assert (third.total, third.added) == (1, 1)
    whole.close()
    parted.close()


def _first_number(book: DeskBook) -> str:
    return min(number for number, _ in book.client_names().values())


def test_what_was_over_before_the_first_run_is_history_unless_it_weighs(desk: DeskBook) -> None:
    """Whoever brings a book of years is not met by weeks of lateness that nobody could have prevented."""
    with desk.sql.change() as connection:
        put = Builder(connection)
        made = put.client(client_no="K1", name="慕容远", opened_on=days(-2_000), id_expires_on=days(20))
        put.assessment(made, days(-330))
        desk.refresh(connection, [made])
    desk.record(
        Interaction(
            attendees=(Attendee("K1"),),
            on=days(-30),
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.COMPLAINT,
        )
    )
    find_moments(desk)
    found = {(one.moment.code, one.state) for one in kept(desk).values() if one.moment.due_on < TODAY}
    assert (MomentCode.KYC_EXPIRING, MomentState.EXPIRED) in found
    assert (MomentCode.COMPLAINT, MomentState.OPEN) in found
    assert not {code for code, state in found if state is MomentState.OPEN} & {MomentCode.KYC_EXPIRING}


# One client.


def client(desk: DeskBook, **values: Any) -> int:
    with desk.sql.change() as connection:
        made = Builder(connection).client(client_no="K1", name="慕容远", opened_on=days(-2_000), **values)
        desk.refresh(connection, [made])
    return made


def brought(desk: DeskBook, kind: str, number: int) -> None:
    """An import of a kind that the book has seen."""
    with desk.sql.change() as connection:
        Builder(connection).insert(
            "import_batch",
            id=number,
            uuid=f"batch-{number}",
            kind=kind,
            file_name="迟到.csv",
            mode="both",
            started_at="2026-11-20T01:00:00.000000+00:00",
        )


def test_a_record_that_an_import_brings_late_leaves_no_gap(desk: DeskBook) -> None:
    made = client(desk)
    find_moments(desk)
    before = set(kept(desk))
    brought(desk, "trades", 7)
    with desk.sql.change() as connection:
        builder = Builder(connection)
        product = builder.product("P1")
        builder.trade(made, days(-33), 500_000_00, product_id=product, trade_kind="DIVIDEND_CASH", added_by=7)
        desk.refresh(connection, [made])
    assert find_moments(desk).added == 1
    (new,) = set(kept(desk)) - before
    assert new == f"INTEREST_PAID|K1|{days(-33).isoformat()}|P1"
    assert find_moments(desk).added == 0


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("signals", {"signal_kind": "ENQUIRY", "topic": "家族信托", "on": -40}),
        ("assessments", {"taken": -400}),
        ("clients", {"born": date(1980, 11, 10)}),
    ],
)
def test_late_rows_of_other_kinds_are_found_too(desk: DeskBook, kind: str, values: dict[str, Any]) -> None:
    made = client(desk)
    find_moments(desk)
    before = set(kept(desk))
    brought(desk, kind, 3)
    with desk.sql.change() as connection:
        builder = Builder(connection)
        if kind == "signals":
            on = (days(values["on"]) - date(1970, 1, 1)).days
            builder.insert(
                "signal", client_id=made, on_day=on, signal_kind="ENQUIRY", topic=values["topic"], added_by=3
            )
        elif kind == "assessments":
            builder.assessment(made, days(values["taken"]), added_by=3)
        else:
            born = (values["born"] - date(1970, 1, 1)).days
            connection.execute("UPDATE client SET born_on = ?, changed_by = 3 WHERE id = ?", (born, made))
        desk.refresh(connection, [made])
    assert find_moments(desk).added > 0
    new = {key.split("|")[0] for key in set(kept(desk)) - before}
    assert new & {"ONLINE_ENQUIRY", "KYC_EXPIRED", "BIRTHDAY"}


def test_a_contact_logged_for_an_earlier_day_is_found_at_once(desk: DeskBook) -> None:
    made = client(desk)
    find_moments(desk)
    desk.record(
        Interaction(
            attendees=(Attendee("K1"),),
            on=days(-20),
            channel=ContactChannel.EVENT,
            outcome=Outcome.REACHED,
            purpose=Purpose.EDUCATION,
            kind=InteractionKind.EVENT,
        )
    )
    assert refresh_moments(desk, [made]).added == 1
    assert f"EVENT_FOLLOW_UP|K1|{days(-20).isoformat()}|" in kept(desk)


def test_a_run_that_is_cancelled_is_finished_by_the_next(desk: DeskBook) -> None:
    client(desk, born_on=TODAY.replace(year=1980))
    assert not find_moments(desk, Watch(cancelled=lambda: True)).is_complete
    assert desk.moments_found_until() is None
    assert find_moments(desk).is_complete
    assert desk.moments_found_until() == TODAY


def test_a_day_long_before_the_last_run_is_looked_at_whole(desk: DeskBook, tmp_path: Path) -> None:
    client(desk, born_on=TODAY.replace(year=1980))
    find_moments(desk)
    desk.roll(days(-FIRST_BACK * 3))
    assert find_moments(desk).is_complete
    assert desk.moments_found_until() == TODAY


# Facts.


def test_facts_are_those_known_on_the_day_and_of_all_that_counts(desk: DeskBook) -> None:
    made = client(desk, investor_class="PRO_A")
    with desk.sql.change() as connection:
        builder = Builder(connection)
        child = builder.client(client_no="K2", name="慕容小", born_on=date(2015, 3, 1))
        other = builder.client(client_no="K3", name="慕容大", born_on=date(1999, 3, 1))
        fixed = builder.product("P1", product_type="INCOME_NOTE_FIXED", term_days=90, r_level="R2")
        advice = builder.product("P2", product_type="FUND_ADVISORY", term_days=365)
        builder.trade(made, days(-30), product_id=fixed)
        builder.trade(made, days(-300), product_id=advice, trade_kind="ADVISORY_SIGN")
        builder.trade(made, days(5), product_id=fixed)
        builder.trade(made, days(-9), product_id=fixed, status="PENDING")
        day = (days(-1) - date(1970, 1, 1)).days
        builder.insert(
            "holding", client_id=made, product_id=fixed, as_of_day=day, value_fen=9_00, cost_fen=8_00
        )
        builder.insert(
            "relation", client_id=made, other_client_id=child, other_client_no="K2", relation_kind="CHILD"
        )
        builder.insert(
            "relation", client_id=other, other_client_id=made, other_client_no="K1", relation_kind="PARENT"
        )
        desk.refresh(connection, [made, child, other])
    desk.set_lunar_birthday(made, is_lunar=True)
    desk.set_rhythm(made, 20, "约定")
    complaint = Interaction(
        attendees=(Attendee("K1"),),
        on=days(-2),
        channel=ContactChannel.CALL,
        outcome=Outcome.REACHED,
        purpose=Purpose.COMPLAINT,
    )
    desk.record(complaint)
    desk.close_complaint(made, "已答复")
    (facts,) = desk.moment_facts([made])
    assert [(trade.on, trade.kind, trade.product_code) for trade in facts.trades] == [
        (days(-300), "ADVISORY_SIGN", "P2"),
        (days(-30), "SUBSCRIBE", "P1"),
    ]
    assert [(held.ends_on, held.value_fen, held.cost_fen) for held in facts.holdings] == [
        (days(60), 9_00, 8_00)
    ]
    assert facts.agreements == [(days(65), "P2")]
    assert facts.children_born == [date(1999, 3, 1), date(2015, 3, 1)]
    assert (facts.is_lunar_birthday, facts.cadence_days, facts.is_qualified) == (True, 20, True)
    assert facts.client_type is ClientType.PERSON
    assert facts.complaints == [(days(-2), TODAY)]
    (contact,) = facts.contacts
    assert (contact.purpose, contact.is_effective) == ("COMPLAINT", True)
