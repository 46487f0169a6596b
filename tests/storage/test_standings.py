"""Kept standings equal a count from the raw rows, whatever was done to the book, and stay what they were."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType, Group, LifeState, Tag, Tier
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.standing import PurchaseFacts
from advisor_desk.rules.purchases import Bought, Earned, purchase_facts
from advisor_desk.rules.tier import AssetHistory, tier_effective
from advisor_desk.storage import standings
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recount import Recount
from advisor_desk.storage.standings_trades import refresh_after_trades
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules

YUAN = 100


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Builder]:
    with raw_book(tmp_path) as builder:
        yield builder


def roll(book: Builder, as_of: date = TODAY) -> list[int]:
    return standings.roll(book.connection, as_of, rules(), WEEKDAYS)


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def counted(book: Builder, as_of: date = TODAY) -> list[object]:
    return list(standings.as_of(book.connection, as_of, rules(), WEEKDAYS))


def test_a_purchase_on_the_first_day_of_the_window_does_not_count_and_one_on_the_last_does(
    book: Builder,
) -> None:
    client = book.client()
    book.trade(client, date(2025, 11, 20), 100 * YUAN)
    book.trade(client, date(2025, 11, 21), 200 * YUAN)
    book.trade(client, TODAY, 400 * YUAN)
    book.trade(client, TODAY + timedelta(days=1), 800 * YUAN)
    roll(book)
    facts = standings.current(book.connection)[0].purchases
    assert (facts.window_purchases, facts.window_amount_fen) == (2, 600 * YUAN)
    assert (facts.lifetime_purchases, facts.last_purchase_on) == (3, TODAY)


def test_a_plan_counts_once_a_month_with_all_of_its_money(book: Builder) -> None:
    client = book.client()
    for day in (1, 8, 15):
        book.trade(client, date(2026, 10, day), 500 * YUAN, trade_kind="SIP", plan_no="P1")
    book.trade(client, date(2026, 10, 8), 500 * YUAN, trade_kind="SIP", plan_no="P2")
    book.trade(client, date(2026, 11, 2), 500 * YUAN, trade_kind="SIP", plan_no="P1")
    book.trade(client, date(2026, 11, 3), 500 * YUAN, trade_kind="SIP")
    roll(book)
    facts = standings.current(book.connection)[0].purchases
    assert facts.window_purchases == 4
    assert facts.lifetime_purchases == 4
    assert facts.window_amount_fen == 3_000 * YUAN


def test_a_plan_month_that_the_window_cuts_counts_by_what_lies_inside(book: Builder) -> None:
    client = book.client()
    book.trade(client, date(2025, 11, 10), trade_kind="SIP", plan_no="P1")
    book.trade(client, date(2025, 11, 28), trade_kind="SIP", plan_no="P1")
    roll(book)
    facts = standings.current(book.connection)[0].purchases
    assert (facts.window_purchases, facts.lifetime_purchases) == (1, 1)


@pytest.mark.parametrize("values", [{"status": "CANCELLED"}, {"status": "PENDING"}, {"trade_kind": "REDEEM"}])
def test_what_is_no_confirmed_purchase_counts_for_nothing(book: Builder, values: dict[str, Any]) -> None:
    client = book.client()
    book.trade(client, back(3), **values)
    roll(book)
    assert standings.current(book.connection)[0].purchases == PurchaseFacts(date(2020, 1, 6))


def test_refunds_lower_the_benefit_and_estimates_are_flagged(book: Builder) -> None:
    client = book.client()
    book.revenue(client, back(10), 5_000 * YUAN)
    book.revenue(client, back(5), -6_000 * YUAN, is_estimated=1)
    book.revenue(client, back(400), 9_000 * YUAN)
    roll(book)
    found = standings.current(book.connection)[0]
    assert found.purchases.window_benefit_fen == -1_000 * YUAN
    assert found.purchases.benefit_is_estimated
    assert Tag.NEG_BENEFIT in found.tags


def test_a_monthly_figure_of_assets_holds_until_the_next(book: Builder) -> None:
    client = book.client()
    book.assets(client, date(2026, 6, 30), 80_000_000)
    book.assets(client, date(2026, 11, 13), 120_000_000)
    roll(book)
    found = standings.current(book.connection)[0]
    held = sum(1 for day in WEEKDAYS.last(to_day(TODAY), 20) if day >= to_day(date(2026, 11, 13)))
    assert found.assets.sum20_fen == held * 120_000_000 + (20 - held) * 80_000_000
    assert found.assets.aum_on == date(2026, 11, 13)
    assert found.assets.change30_bp == 5_000


def test_assets_far_back_still_hold_a_tier_on_its_slow_way_down(book: Builder) -> None:
    client = book.client()
    book.assets(client, back(700), 120_000_000)
    book.assets(client, back(600), 95_000_000)
    roll(book)
    found = standings.current(book.connection)[0]
    assert found.tier is Tier.HNW
    assert found.reasons[0][0] == "tier.held"


def test_the_rhythm_of_the_client_is_looked_at_only_where_the_state_hangs_on_it(book: Builder) -> None:
    silent, steady = book.client("甲"), book.client("乙")
    for days in (160, 130, 100):
        book.trade(silent, back(days))
    for days in (70, 40, 10):
        book.trade(steady, back(days))
    roll(book)
    first, second = standings.current(book.connection)
    assert (first.purchases.median_gap_x2, first.state) == (60, LifeState.AT_RISK)
    assert (second.purchases.median_gap_x2, second.state) == (None, LifeState.ACTIVE)


def test_one_trade_touches_one_client(book: Builder) -> None:
    clients = [book.client(f"客户{number}") for number in range(5)]
    roll(book)
    before = book.connection.total_changes
    book.trade(clients[2], TODAY, 20_000_000)
    changed = standings.refresh(book.connection, [clients[2]], TODAY, rules(), WEEKDAYS)
    assert changed == [clients[2]]
    # The trade and the one row.
    assert book.connection.total_changes - before == 2
    assert standings.one(book.connection, clients[2]).group is Group.KEY_DEVELOP  # type: ignore[union-attr]


def test_a_refresh_that_changes_nothing_writes_nothing(book: Builder) -> None:
    client = book.client()
    book.trade(client, back(3))
    roll(book)
    before = book.connection.total_changes
    assert standings.refresh(book.connection, [client], TODAY, rules(), WEEKDAYS) == []
    assert refresh_after_trades(book.connection, [client], TODAY, rules(), WEEKDAYS) == []
    assert book.connection.total_changes == before


def test_the_next_day_counts_everyone_so_that_no_list_mixes_days(book: Builder) -> None:
    first, second = book.client("甲"), book.client("乙")
    book.trade(first, back(90))
    book.trade(second, back(1))
    roll(book)
    tomorrow = TODAY + timedelta(days=1)
    for refresh in (standings.refresh, refresh_after_trades):
        roll(book)
        refresh(book.connection, [second], tomorrow, rules(), WEEKDAYS)
        found = standings.current(book.connection)
        assert {each.as_of for each in found} == {tomorrow}
        assert [each.group for each in found] == [Group.LONG_TAIL, Group.POTENTIAL]


def test_a_new_rules_version_counts_everyone(book: Builder) -> None:
    client = book.client()
    other = replace(rules(), version="2027-01")
    roll(book)
    standings.refresh(book.connection, [client], TODAY, other, WEEKDAYS)
    assert standings.current(book.connection)[0].rules_version == "2027-01"
    assert standings.basis(book.connection) == standings.Basis(TODAY, "2027-01")


def test_a_client_that_is_gone_leaves_no_standing(book: Builder) -> None:
    gone, stays = book.client("甲"), book.client("乙")
    roll(book)
    standings.forget(book.connection, [gone])
    book.connection.execute("DELETE FROM client WHERE id = ?", (gone,))
    roll(book)
    assert [each.client_id for each in standings.current(book.connection)] == [stays]


def test_the_past_does_not_move_when_later_records_arrive(book: Builder) -> None:
    random_records(book, Random(7), clients=12, until=120)
    june = date(2026, 6, 30)
    before = counted(book, june)
    for client in range(1, 13):
        book.trade(client, date(2026, 7, 1), 90_000_000)
        book.assets(client, date(2026, 7, 1), 900_000_000)
        book.revenue(client, date(2026, 7, 1), 90_000_000)
        book.assessment(client, date(2026, 7, 1), "C5")
    assert counted(book, june) == before


def test_an_override_holds_on_its_days_only(book: Builder) -> None:
    client = book.client()
    book.insert(
        "tier_override",
        client_id=client,
        tier="INST",
        reason="家族资产转入在途",
        approver="王主任",
        from_day=to_day(back(5)),
        until_day=to_day(back(1)),
    )
    tiers = [standings.as_of(book.connection, back(days), rules(), WEEKDAYS)[0].tier for days in (6, 5, 1, 0)]
    assert tiers == [Tier.RETAIL, Tier.INST, Tier.INST, Tier.RETAIL]


def test_only_contacts_that_reached_the_client_restart_the_rhythm(book: Builder) -> None:
    client = book.client()
    book.interaction(client, back(20), "REACHED")
    book.interaction(client, back(2), "NOT_REACHED")
    book.assessment(client, date(2024, 2, 29), "C2")
    book.assessment(client, date(2025, 12, 10), "C4")
    roll(book)
    row = book.connection.execute(
        "SELECT last_contact_on, next_due_on, c_level, c_level_expires_on FROM standing"
    ).fetchone()
    assert row[0] == to_day(back(20))
    assert row[1] == to_day(back(20)) + 90
    assert row[2:] == ("C4", to_day(date(2026, 12, 10)))


Step = tuple[str, int, int, int]

steps = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "trade",
                "plan",
                "undo trade",
                "assets",
                "drop assets",
                "revenue",
                "undo revenue",
                "contact",
                "born",
            ]
        ),
        st.integers(0, 3),
        st.one_of(st.integers(0, 30), st.integers(0, 420)),
        st.one_of(
            st.integers(0, 5_000_000), st.sampled_from([89_999_999, 90_000_000, 100_000_000, 500_000_000])
        ),
    ),
    max_size=40,
)


def do(book: Builder, clients: list[int], step: Step) -> int:
    """Carry out a step; returns the client that it touched."""
    kind, which, days, fen = step
    client, on, connection = clients[which], back(days), book.connection
    if kind == "trade":
        book.trade(client, on, fen)
    elif kind == "plan":
        book.trade(client, on, fen, trade_kind="SIP", plan_no=f"P{fen % 3}")
    elif kind == "undo trade":
        connection.execute(
            "DELETE FROM trade WHERE client_id = ?1 AND trade_no = "
            "(SELECT max(trade_no) FROM trade WHERE client_id = ?1)",
            (client,),
        )
    elif kind == "assets":
        book.assets(client, on, fen)
    elif kind == "drop assets":
        connection.execute("DELETE FROM daily_asset WHERE client_id = ? AND on_day > ?", (client, to_day(on)))
    elif kind == "revenue":
        book.revenue(client, on, fen - 2_000_000, is_estimated=fen % 2)
    elif kind == "undo revenue":
        connection.execute("UPDATE revenue SET amount_fen = amount_fen / 2 WHERE client_id = ?", (client,))
    elif kind == "contact":
        book.interaction(client, on, "REACHED" if fen % 2 else "NOT_REACHED")
    else:
        connection.execute("UPDATE client SET born_on = ? WHERE id = ?", (to_day(on) - 9_000, client))
    return client


@settings(max_examples=40)
@given(steps)
def test_kept_equals_counted_after_any_changes(done: list[Step]) -> None:
    with TemporaryDirectory() as folder, raw_book(Path(folder)) as book:
        clients = [book.client(f"客户{number}") for number in range(3)] + [
            book.client("远航公司", client_type="ENTERPRISE", opened_on=back(45))
        ]
        roll(book)
        for step in done:
            client = do(book, clients, step)
            is_trade = step[0] in ("trade", "plan", "undo trade")
            refresh = refresh_after_trades if is_trade else standings.refresh
            refresh(book.connection, [client], TODAY, rules(), WEEKDAYS)
        assert standings.current(book.connection) == counted(book)
        assert (
            standings.scores(book.connection) == Recount(book.connection, TODAY, rules(), WEEKDAYS).scores()
        )
        kept = list_rows(book.connection)
        book.connection.execute("DELETE FROM standing")
        roll(book)
        assert list_rows(book.connection) == kept


def list_rows(connection: Connection) -> list[tuple[object, ...]]:
    return connection.execute("SELECT * FROM standing ORDER BY client_id").fetchall()


@settings(max_examples=30)
@given(st.integers(0, 2**32))
def test_counting_in_sql_equals_the_plain_rules(seed: int) -> None:
    with TemporaryDirectory() as folder, raw_book(Path(folder)) as book:
        random_records(book, Random(seed), clients=4, until=0)
        for found in standings.as_of(book.connection, TODAY, rules(), WEEKDAYS):
            plain = plain_facts(book.connection, found.client_id)
            if found.purchases.median_gap_x2 is None:
                plain = replace(plain, median_gap_x2=None)
            assert found.purchases == plain
            points = book.connection.execute(
                "SELECT on_day, aum_fen FROM daily_asset WHERE client_id = ? ORDER BY on_day",
                (found.client_id,),
            ).fetchall()
            tier = tier_effective(ClientType.PERSON, AssetHistory(points, WEEKDAYS), TODAY, rules())
            assert (found.tier, found.assets.sum20_fen, found.assets.days20) == (
                tier.tier,
                tier.sum20_fen,
                tier.days20,
            )


def plain_facts(connection: Connection, client_id: int) -> PurchaseFacts:
    bought = [
        Bought(from_day(day), fen, plan if kind == "SIP" else None)
        for day, fen, plan, kind in connection.execute(
            "SELECT on_day, amount_fen, plan_no, trade_kind FROM trade "
            "WHERE is_purchase = 1 AND client_id = ?",
            (client_id,),
        )
    ]
    earned = [
        Earned(from_day(day), fen, bool(estimated))
        for day, fen, estimated in connection.execute(
            "SELECT on_day, amount_fen, is_estimated FROM revenue WHERE client_id = ?", (client_id,)
        )
    ]
    return purchase_facts(bought, earned, date(2020, 1, 6), TODAY, rules())


def random_records(book: Builder, draw: Random, clients: int, until: int) -> None:
    """Clients with purchases, plans, revenue and assets up to `until` days ago."""
    for number in range(clients):
        client = book.client(f"客户{number}")
        for _ in range(draw.randrange(30)):
            plan = {"trade_kind": "SIP", "plan_no": f"P{draw.randrange(3)}"} if draw.random() < 0.5 else {}
            book.trade(client, back(until + draw.randrange(800)), draw.randrange(1, 20_000_000), **plan)
        for _ in range(draw.randrange(10)):
            book.revenue(client, back(until + draw.randrange(500)), draw.randrange(-500_000, 3_000_000))
        level = draw.choice([0, 93_000_000, 100_000_000, 470_000_000, 500_000_000])
        for _ in range(draw.randrange(60)):
            book.assets(
                client, back(until + draw.randrange(400)), level + draw.randrange(-20_000_000, 20_000_000)
            )
