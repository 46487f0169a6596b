"""One client's page: complete, in few statements, its history equal to counting the book on those dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random

import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.product import AssetClass, RiskGrade
from advisor_desk.domain.review import ClientReview, RevenueLine
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.storage import review, snapshots, standings, timeline
from tests.builders import TODAY, WEEKDAYS, Builder, raw_book, rules


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Builder]:
    with raw_book(tmp_path) as builder:
        yield builder


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def always(_: date) -> RuleSet:
    return rules()


def page(book: Builder, client: int) -> ClientReview:
    standings.roll(book.connection, TODAY, rules(), WEEKDAYS)
    found = review.read(book.connection, client, always, WEEKDAYS)
    assert found is not None
    return found


def test_holds_what_is_recorded_of_the_client_and_nothing_of_another(book: Builder) -> None:
    client, other = book.client("李明亮", phone="13812345678", born_on=date(1980, 2, 29)), book.client("王芳")
    product = book.product("000001", "稳健债券")
    book.insert("product_exposure", product_id=product, asset_class="CN_BOND", weight_bp=9_000)
    for owner, value in ((client, 5_000_000), (other, 7_000_000)):
        book.insert(
            "holding",
            client_id=owner,
            product_id=product,
            as_of_day=to_day(back(3)),
            value_fen=value,
            cost_fen=1,
        )
        book.insert("account", client_id=owner, account_no=f"A{owner}", account_kind="FUND")
        book.insert("consent", client_id=owner, purpose="MARKETING", given_on=to_day(back(50)))
        book.assets(owner, back(2), value)
        book.revenue(owner, back(4), value // 100)
        book.assessment(owner, back(30), "C4", varieties="FUND")
        book.trade(owner, back(6), value, product_id=product)
        book.interaction(owner, back(1), note=f"谈话{owner}")
    book.insert("holding", client_id=client, product_id=product, as_of_day=to_day(back(90)), value_fen=1)
    book.insert(
        "relation", client_id=client, other_client_id=other, other_client_no="C000002", relation_kind="SPOUSE"
    )
    found = page(book, client)
    assert (found.profile.phone, found.profile.born_on) == ("13812345678", date(1980, 2, 29))
    assert [(line.account_no, line.kind) for line in found.accounts] == [(f"A{client}", "FUND")]
    held = found.holdings[0]
    assert len(found.holdings) == 1
    assert (held.value_fen, held.r_level, held.as_of) == (5_000_000, RiskGrade.R2, back(3))
    assert held.exposure_bp == {AssetClass.CN_BOND: 9_000}
    assert [(line.c_level, line.varieties) for line in found.assessments] == [(RiskLevel.C4, "FUND")]
    assert found.assessments[0].expires_on == date(2027, 10, 21)
    assert [(line.other_name, line.kind) for line in found.relations] == [("王芳", "SPOUSE")]
    assert found.consents == [("MARKETING", back(50), None)]
    assert found.revenue == [RevenueLine("COMMISSION", 50_000)]
    assert found.assets == [(back(2), 5_000_000)]
    assert found.row.last_contact_on == back(1)
    assert [(entry.kind, entry.text) for entry in found.timeline] == [
        ("INTERACTION", f"谈话{client}"),
        ("REVENUE", ""),
        ("TRADE", "稳健债券"),
        ("ASSESSMENT", ""),
        ("CONSENT", ""),
    ]


def test_what_is_recorded_for_a_later_day_is_not_shown(book: Builder) -> None:
    client = book.client()
    later = TODAY + timedelta(days=1)
    book.trade(client, later)
    book.assets(client, later, 5)
    book.assessment(client, later)
    book.interaction(client, later)
    found = page(book, client)
    assert (found.timeline, found.assets, found.assessments, found.snapshots) == ([], [], [], [])


def test_an_unknown_client_gives_nothing(book: Builder) -> None:
    assert review.read(book.connection, 77, always, WEEKDAYS) is None


def test_the_timeline_comes_in_pages_newest_first(book: Builder) -> None:
    client = book.client()
    for days in range(450):
        book.trade(client, back(days), trade_kind="OTHER")
        book.trade(client, back(days), status="FAILED")
    found = page(book, client)
    assert len(found.timeline) == 200
    rest = [
        entry
        for offset in (200, 400)
        for entry in timeline.read(book.connection, client, TODAY, timeline.Part(offset))
    ]
    assert [entry.on for entry in (*found.timeline, *rest)] == [back(days) for days in range(450)]


@pytest.mark.parametrize("seed", range(6))
def test_the_history_equals_counting_the_book_on_each_date(book: Builder, seed: int) -> None:
    draw = Random(seed)
    client = book.client(born_on=date(1995, 5, 5), opened_on=back(draw.randrange(100, 2_000)))
    book.revenue(client, back(780), 1_000)
    for _ in range(60):
        plan = {"trade_kind": "SIP", "plan_no": f"P{draw.randrange(2)}"} if draw.random() < 0.5 else {}
        book.trade(client, back(draw.randrange(700)), draw.randrange(1, 30_000_000), **plan)
        book.revenue(client, back(draw.randrange(700)), draw.randrange(-90_000, 900_000))
        book.assets(client, back(draw.randrange(700)), draw.choice([91_000_000, 100_000_000, 505_000_000]))
    book.insert(
        "tier_override",
        client_id=client,
        tier="INST",
        reason="r",
        approver="a",
        from_day=to_day(back(200)),
        until_day=to_day(back(120)),
    )
    history = page(book, client).snapshots
    assert len(history) == snapshots.CHART_MONTHS
    for point in history:
        counted = standings.as_of(book.connection, point.as_of, rules(), WEEKDAYS, client)[0]
        assert (point.tier, point.a, point.f, point.b, point.group, point.state, point.avg20_fen) == (
            counted.tier,
            counted.a,
            counted.f,
            counted.b,
            counted.group,
            counted.state,
            counted.avg20_fen,
        )


def test_month_ends_include_today_when_it_is_one() -> None:
    assert snapshots.month_ends(date(2026, 3, 31), 2) == [date(2026, 2, 28), date(2026, 3, 31)]
    assert snapshots.month_ends(date(2026, 3, 30), 2) == [date(2026, 1, 31), date(2026, 2, 28)]
    assert snapshots.month_ends(date(2024, 3, 1), 1) == [date(2024, 2, 29)]


def test_snapshots_of_the_book_are_kept_once_and_only_where_there_are_records(book: Builder) -> None:
    first = book.client()
    book.client()
    book.trade(first, date(2026, 9, 15), 60_000_000)
    kept = snapshots.keep(book.connection, TODAY, always, WEEKDAYS, months=12)
    assert kept == [date(2026, 9, 30), date(2026, 10, 31)]
    assert snapshots.keep(book.connection, TODAY, always, WEEKDAYS, months=12) == []
    rows = book.connection.execute(
        "SELECT client_id, a, group_code, rules_version FROM score_snapshot "
        "WHERE as_of = ? ORDER BY client_id",
        (to_day(date(2026, 9, 30)),),
    ).fetchall()
    assert rows == [(1, 5, "KEY_DEVELOP", rules().version), (2, 1, "LONG_TAIL", rules().version)]
