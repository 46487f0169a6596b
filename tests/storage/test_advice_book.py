"""Advice in the book: clients with their facts, what was checked, suggested, set by hand and answered."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk.domain.advice import ContactLine, LineOverride, PlanDraft, SignalLine
from advisor_desk.domain.batch import BatchHead, ReadCounts
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.kinds import Kind
from advisor_desk.domain.product import AssetClass
from advisor_desk.domain.records import Capacity, InvestorClass, Permission
from advisor_desk.domain.suitability import KycFacts
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.storage.merge_session import SqlImports
from advisor_desk.usecases.rules_catalog import AdviceCatalog, shipped_advice
from tests.builders import TODAY, Builder, open_desk
from tests.storage.imports import Moments, Row, chunk

SHELF: tuple[Row, ...] = (
    {"code": "B1", "name": "安心纯债", "product_type": "BOND_FUND", "quota_left_fen": 1_000_000},
    {"code": "M1", "name": "天天现金", "product_type": "MONEY_FUND"},
)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def bring(desk: DeskBook, kind: Kind, *rows: Row) -> str:
    door = SqlImports(desk.sql, desk.refresh, Moments(), sealer=desk)
    with door.import_session() as session:
        sink = session.sink(BatchHead(kind, "f.csv"))
        sink.put(chunk(kind, rows, 2))
        return sink.finish(ReadCounts(len(rows))).batch


def client_with(desk: DeskBook, **values: Any) -> int:
    """One client in a change of its own."""
    with desk.sql.change() as connection:
        client = Builder(connection).client(**values)
        desk.refresh(connection, [client])
    return client


def add(desk: DeskBook, table: str, **values: Any) -> None:
    with desk.sql.change() as connection:
        Builder(connection).insert(
            table, **{name: to_day(each) if isinstance(each, date) else each for name, each in values.items()}
        )


def events(desk: DeskBook) -> list[tuple[str, dict[str, Any]]]:
    with desk.sql.read() as connection:
        assert verify_chain(connection).ok
        rows = connection.execute("SELECT type, body FROM event ORDER BY device_seq").fetchall()
        assert connection.execute("SELECT count(*) FROM outbox").fetchone() == (len(rows),)
    return [(kind, json.loads(body)) for kind, body in rows]


# What advice sees of a client.


def test_a_client_of_whom_nothing_is_known_is_seen_with_nothing(desk: DeskBook) -> None:
    client = client_with(desk)
    found = desk.advice_client(client)
    assert found.kyc == KycFacts() == desk.kyc(client)
    assert (found.assessment, found.holdings, found.signals, found.contacts) == (None, (), (), ())
    assert (found.assets_on, found.aum_fen, found.cash_fen) == (None, None, None)
    assert not found.has_opted_out
    assert (found.profile.client_no, found.row.client_id) == ("C000001", client)
    for ask in (desk.advice_client, desk.kyc):
        with pytest.raises(UserCanFix) as caught:
            ask(99)
        assert caught.value.code == "client.unknown"


def test_facts_of_suitability_are_read_as_recorded(desk: DeskBook) -> None:
    client = client_with(
        desk,
        capacity="LIMITED",
        aml_restricted=1,
        info_refused=0,
        income_3y_fen=5,
        invest_since=date(2019, 2, 3),
        proof="银行流水",
        proof_on=date(2026, 1, 2),
        permissions="STAR,OPTION",
        investor_class="PRO_C",
        class_evidence="书面申请",
        class_until=date(2026, 12, 31),
        is_certified=1,
    )
    assert desk.advice_client(client).kyc == KycFacts(
        capacity=Capacity.LIMITED,
        aml_restricted=True,
        income_3y_fen=5,
        invest_since=date(2019, 2, 3),
        proof="银行流水",
        proof_on=date(2026, 1, 2),
        permissions=frozenset({Permission.STAR, Permission.OPTION}),
        investor_class=InvestorClass.PRO_C,
        class_evidence="书面申请",
        class_until=date(2026, 12, 31),
        is_certified=True,
    )


def test_money_is_of_the_newest_day_and_cash_of_the_newest_that_tells_it(desk: DeskBook) -> None:
    client = client_with(desk)
    for on, aum, cash in (
        (ago(9), 900, 90),
        (ago(5), 500, 50),
        (ago(2), 200, None),
        (TODAY + timedelta(days=1), 1, 1),
    ):
        add(desk, "daily_asset", client_id=client, on_day=on, aum_fen=aum, cash_fen=cash)
    found = desk.advice_client(client)
    assert (found.assets_on, found.aum_fen, found.cash_fen) == (ago(2), 200, 50)


def test_papers_holdings_and_signals_are_those_of_the_day(desk: DeskBook) -> None:
    bring(desk, Kind.PRODUCTS, {**SHELF[0], "exposure": "CN_BOND:95;CASH:5", "r_level": "R2"}, SHELF[1])
    client = client_with(desk)
    for taken, level in ((ago(400), "C2"), (ago(30), "C4"), (TODAY + timedelta(days=3), "C5")):
        add(desk, "assessment", client_id=client, taken_on=taken, c_level=level, varieties="债券")
    for product, on, fen in (
        (1, ago(8), 8),
        (1, ago(1), 100),
        (2, ago(1), 300),
        (2, TODAY + timedelta(1), 9),
    ):
        add(desk, "holding", client_id=client, product_id=product, as_of_day=on, value_fen=fen)
    for on, topic in (
        (ago(89), "黄金"),
        (ago(90), "旧"),
        (TODAY, "量化投资"),
        (TODAY + timedelta(1), "明天"),
    ):
        add(desk, "signal", client_id=client, on_day=on, signal_kind="VIEW", topic=topic, times=2)
    found = desk.advice_client(client)
    assert found.assessment is not None
    assert (found.assessment.taken_on, found.assessment.c_level) == (ago(30), RiskLevel.C4)
    assert [(one.product_code, one.value_fen) for one in found.holdings] == [("M1", 300), ("B1", 100)]
    assert found.holdings[1].exposure_bp == {AssetClass.CN_BOND: 9_500, AssetClass.CASH: 500}
    assert found.signals == (
        SignalLine(TODAY, "VIEW", "量化投资", 2),
        SignalLine(ago(89), "VIEW", "黄金", 2),
    )
    assert list(desk.advice_clients()) == [found]


def test_the_newest_twenty_contacts_are_seen_of_one_client_alone(desk: DeskBook) -> None:
    client = client_with(desk)
    with desk.sql.change() as connection:
        put = Builder(connection)
        for day in range(25):
            put.interaction(client, ago(day), purpose="REVIEW", note=f"第{day}天", outcome="DONE")
        put.interaction(client, TODAY + timedelta(days=1))
    found = desk.advice_client(client).contacts
    assert len(found) == 20
    assert found[0] == ContactLine(TODAY, "CALL", "DONE", "REVIEW", "第0天")
    assert [one.contacts for one in desk.advice_clients()] == [()]


@pytest.mark.parametrize(
    ("consents", "opted_out"),
    [
        ([("MARKETING", 50, None)], False),
        ([("MARKETING", 50, 1)], True),
        ([("MARKETING", 50, 0)], True),
        ([("MARKETING", 50, -1)], False),
        ([("MARKETING", 50, 20), ("MARKETING", 10, None)], False),
        ([("MARKETING", 50, 20), ("MARKETING", 10, 5)], True),
        ([("MARKETING", 50, 20), ("MARKETING", -1, None)], True),
        ([("SERVICE", 50, 1)], False),
    ],
)
def test_who_has_withdrawn_marketing_and_not_given_it_again_has_opted_out(
    desk: DeskBook, consents: list[tuple[str, int, int | None]], opted_out: bool
) -> None:
    client = client_with(desk)
    for purpose, given, withdrawn in consents:
        ended = None if withdrawn is None else ago(withdrawn)
        add(desk, "consent", client_id=client, purpose=purpose, given_on=ago(given), withdrawn_on=ended)
    assert desk.advice_client(client).has_opted_out is opted_out


def test_every_client_is_seen_by_number_however_many_there_are(
    desk: DeskBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("advisor_desk.storage.desk_advice._AT_ONCE", 2)
    with desk.sql.change() as connection:
        put = Builder(connection)
        for number in (3, 1, 5, 2, 4):
            put.client(client_no=f"N{number}")
        desk.refresh(connection, None)
    assert [one.profile.client_no for one in desk.advice_clients()] == ["N1", "N2", "N3", "N4", "N5"]


# What is set by hand.


def test_a_draft_is_kept_and_only_what_is_new_in_it_is_an_event(desk: DeskBook) -> None:
    client = client_with(desk)
    assert desk.plan_draft(client) == PlanDraft(client_id=client)
    first = LineOverride(code="B1", amount_fen=100, reason="客户要求")
    desk.keep_draft(PlanDraft(client_id=client, overrides=(first,), goal="三年后购房"))
    kept = desk.plan_draft(client)
    assert kept.goal == "三年后购房"
    (one,) = kept.overrides
    assert (one.code, one.amount_fen, one.reason, one.author) == ("B1", 100, "客户要求", "tester")
    assert one.at
    desk.keep_draft(PlanDraft(client_id=client, overrides=(first,), goal="两年后购房"))
    changed = LineOverride(code="B1", amount_fen=0, reason="改主意")
    added = LineOverride(code="M1", amount_fen=7, reason="留作备用")
    desk.keep_draft(PlanDraft(client_id=client, overrides=(changed, added)))
    assert [(one.code, one.amount_fen) for one in desk.plan_draft(client).overrides] == [("B1", 0), ("M1", 7)]
    told = [(kind, body["code"], body["amount_fen"], body["reason"]) for kind, body in events(desk)]
    assert told == [
        ("allocation.overridden", "B1", 100, "客户要求"),
        ("allocation.overridden", "B1", 0, "改主意"),
        ("allocation.overridden", "M1", 7, "留作备用"),
    ]


def test_an_amount_without_a_reason_is_not_kept(desk: DeskBook) -> None:
    client = client_with(desk)
    with pytest.raises(UserCanFix) as caught:
        desk.keep_draft(
            PlanDraft(client_id=client, overrides=(LineOverride(code="B1", amount_fen=1, reason=" "),))
        )
    assert (caught.value.code, caught.value.params) == ("suggestion.reason_needed", {"product": "B1"})
    assert desk.plan_draft(client).overrides == ()
    with pytest.raises(UserCanFix) as caught:
        desk.keep_draft(PlanDraft(client_id=99, goal="x"))
    assert caught.value.code == "client.unknown"
    assert events(desk) == []


# What is recorded.


def test_a_check_is_an_event_that_names_its_rules_and_their_text_is_kept(desk: DeskBook) -> None:
    client = client_with(desk)
    first = desk.record_check(client, "B1", {"verdict": {"outcome": "ALLOW"}})
    second = desk.record_check(client, "M1", {"evidence": "录音 17"})
    newest, oldest = desk.recorded_checks(client)
    assert (newest.event_id, oldest.event_id) == (second, first)
    assert (oldest.product_code, oldest.on, oldest.author) == ("B1", TODAY, "tester")
    assert oldest.body["verdict"] == {"outcome": "ALLOW"}
    assert oldest.body["advice_version"] == desk.advice.version
    assert oldest.body["rules_version"] == desk.rules.version
    (kept,) = desk.advice_texts()
    assert kept == (f"advice-{desk.advice.version}", shipped_advice().text(desk.advice.version))
    assert AdviceCatalog([kept]).get(desk.advice.version).version == desk.advice.version
    assert [kind for kind, _ in events(desk)] == ["suitability.checked"] * 2
    with pytest.raises(UserCanFix):
        desk.record_check(99, "B1", {})


def test_a_suggestion_is_given_with_its_checks_and_holds_quota(desk: DeskBook) -> None:
    bring(desk, Kind.PRODUCTS, *SHELF)
    client = client_with(desk)
    event_id = desk.give_suggestion(
        client,
        {"comment": "按客户的目标", "lines": [1]},
        [("B1", {"outcome": "ALLOW"}), ("M1", {"outcome": "ALLOW"})],
        [("B1", 600_000), ("M1", 5)],
    )
    (given,) = desk.given_suggestions(client)
    assert (given.event_id, given.comment, given.on, given.author) == (
        event_id, "按客户的目标", TODAY, "tester",
    )  # fmt: skip
    assert given.body["advice_version"] == desk.advice.version
    assert [one.product_code for one in desk.recorded_checks(client)] == ["M1", "B1"]
    assert {one.body["suggestion"] for one in desk.recorded_checks(client)} == {event_id}
    bond, money = desk.shelf()
    assert (bond.reserved_fen, bond.free_quota_fen) == (600_000, 400_000)
    assert (money.reserved_fen, money.free_quota_fen) == (5, None)
    last = TODAY + timedelta(days=desk.advice.shelf.intent_days)
    desk.roll(last)
    assert desk.product("B1").free_quota_fen == 400_000
    desk.roll(last + timedelta(days=1))
    assert desk.product("B1").free_quota_fen == 1_000_000


def test_a_quota_that_is_gone_leaves_no_trace_of_the_suggestion(desk: DeskBook) -> None:
    bring(desk, Kind.PRODUCTS, *SHELF)
    client, other = client_with(desk), client_with(desk, client_no="N2")
    desk.give_suggestion(other, {"comment": "c"}, [], [("B1", 600_000)])
    before = events(desk)
    for intents in ([("M1", 1), ("B1", 400_001)], [("B1", 200_000), ("B1", 200_001)]):
        with pytest.raises(UserCanFix) as caught:
            desk.give_suggestion(client, {"comment": "c"}, [("B1", {})], intents)
        assert (caught.value.code, caught.value.params) == ("suggestion.quota_gone", {"product": "B1"})
    with pytest.raises(UserCanFix) as caught:
        desk.give_suggestion(client, {"comment": "c"}, [], [("Z9", 1)])
    assert caught.value.code == "product.unknown"
    assert events(desk) == before
    assert desk.given_suggestions(client) == []
    assert desk.product("M1").reserved_fen == 0
    desk.give_suggestion(client, {"comment": "c"}, [], [("B1", 400_000)])
    assert desk.product("B1").free_quota_fen == 0


def test_records_of_later_days_are_not_seen_on_an_earlier_one(desk: DeskBook) -> None:
    client = client_with(desk)
    desk.record_check(client, "B1", {})
    desk.give_suggestion(client, {"comment": "c"}, [], [])
    desk.roll(ago(1))
    assert (desk.recorded_checks(client), desk.given_suggestions(client)) == ([], [])
