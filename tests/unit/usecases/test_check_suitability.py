"""A suitability check, recorded with all its inputs, gives the same verdict years later; tampering shows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.product import LegalFloor, Qualification, Regime, RiskGrade, SaleChannel, Variety
from advisor_desk.domain.records import Capacity, InvestorClass, Permission
from advisor_desk.domain.suitability import (
    CheckCode,
    Initiator,
    InvestorFacts,
    Order,
    SaleTerms,
    SuitabilityOutcome,
)
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.suitability import check
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.events import verify_chain
from advisor_desk.usecases.advice_json import plain, rebuilt
from advisor_desk.usecases.check_suitability import check_body, check_product
from advisor_desk.usecases.replay_check import comes_out_again, recorded_verdict, replay
from advisor_desk.usecases.rules_catalog import AdviceCatalog, shipped_advice, shipped_catalog
from tests.builders import TODAY, Builder, open_desk

WAN = 1_000_000
CATALOGS = (shipped_catalog(), shipped_advice())
ORDER = Order(amount_fen=WAN, initiator=Initiator.CLIENT, channel=SaleChannel.ONLINE)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


def fill(book: DeskBook, **values: Any) -> int:
    """A client of level C2 with money, who holds some of a bond fund; an equity fund is on the shelf too."""
    with book.sql.change() as connection:
        put = Builder(connection)
        usual = {"born_on": date(1980, 1, 1), "id_expires_on": date(2030, 1, 1), "capacity": "FULL"}
        client = put.client(**{**usual, **values})
        put.assessment(client, TODAY - timedelta(30), "C2", horizon_months=36, varieties="BOND,EQUITY")
        put.insert("daily_asset", client_id=client, on_day=to_day(TODAY), aum_fen=50 * WAN, cash_fen=20 * WAN)
        shared: dict[str, Any] = {
            "regime": "CSRC",
            "shelf_status": "ON_SALE",
            "min_first_fen": 1_000,
            "step_fen": 100,
        }
        bond = put.product("B1", variety="BOND", **shared)
        put.product("E1", product_type="EQUITY_FUND", r_level="R4", variety="EQUITY", **shared)
        put.insert("holding", client_id=client, product_id=bond, as_of_day=to_day(TODAY), value_fen=7 * WAN)
        book.refresh(connection, [client])
    return client


def test_a_check_takes_client_product_and_what_is_held_from_the_book(book: DeskBook) -> None:
    client = fill(book)
    made = check_product(book, client, "B1", ORDER)
    assert made.verdict.outcome is SuitabilityOutcome.ALLOW
    assert made.order == replace(ORDER, held_fen=7 * WAN)
    assert (made.investor.c_level, made.investor.available_cash_fen) == (RiskLevel.C2, 20 * WAN)
    assert (made.terms.code, made.terms.r_level) == ("B1", RiskGrade.R2)
    assert (made.on, made.advice_version, made.rules_version) == (
        TODAY, book.advice.version, book.rules.version,
    )  # fmt: skip
    told = check_product(book, client, "B1", replace(ORDER, held_fen=1))
    assert told.order.held_fen == 1
    above = check_product(book, client, "E1", ORDER)
    assert (above.verdict.outcome, above.verdict.primary) == (
        SuitabilityOutcome.WARN, CheckCode.R_CLIENT_ABOVE,
    )  # fmt: skip


def test_unknown_clients_and_products_are_told(book: DeskBook) -> None:
    client = fill(book)
    for client_id, code, told in ((99, "B1", "client.unknown"), (client, "Z9", "product.unknown")):
        with pytest.raises(UserCanFix) as caught:
            check_product(book, client_id, code, ORDER)
        assert caught.value.code == told


@pytest.mark.parametrize("code", ["B1", "E1"])
@pytest.mark.parametrize("initiator", list(Initiator))
def test_a_recorded_check_comes_out_again_from_the_book_alone(
    book: DeskBook, code: str, initiator: Initiator
) -> None:
    client = fill(book, permissions="STAR,GEM")
    made = check_product(book, client, code, replace(ORDER, initiator=initiator))
    book.record_check(client, code, check_body(made, evidence="录音 2026-11-20 10:31"))
    with book.sql.change() as connection:
        connection.execute("UPDATE client SET capacity = 'NONE', aml_restricted = 1")
        connection.execute("UPDATE product SET r_level = 'R5', shelf_status = 'EXPIRED'")
    (kept,) = book.recorded_checks(client)
    of_the_book = AdviceCatalog(book.advice_texts())
    assert replay(kept.body, shipped_catalog(), of_the_book) == made.verdict
    assert recorded_verdict(kept.body) == made.verdict
    assert comes_out_again(kept.body, shipped_catalog(), of_the_book)
    assert (kept.body["initiator"], kept.body["evidence"]) == (initiator.value, "录音 2026-11-20 10:31")


def test_a_verdict_or_an_input_that_was_changed_does_not_come_out_again(book: DeskBook) -> None:
    client = fill(book)
    body: dict[str, Any] = check_body(check_product(book, client, "E1", ORDER))
    assert comes_out_again(body, *CATALOGS)
    better = {**body, "verdict": {**body["verdict"], "outcome": "ALLOW", "findings": []}}
    assert not comes_out_again(better, *CATALOGS)
    higher = {**body, "investor": {**body["investor"], "c_level": "C5"}}
    assert not comes_out_again(higher, *CATALOGS)
    with pytest.raises(UserCanFix) as caught:
        replay({**body, "advice_version": "1999-01"}, *CATALOGS)
    assert caught.value.code == "rules.unknown_version"
    with pytest.raises(ValueError, match="C9"):
        replay({**body, "investor": {**body["investor"], "c_level": "C9"}}, *CATALOGS)
    with pytest.raises(KeyError):
        replay({name: value for name, value in body.items() if name != "order"}, *CATALOGS)


def test_a_body_that_was_tampered_with_breaks_the_chain(book: DeskBook) -> None:
    client = fill(book)
    made = check_product(book, client, "E1", ORDER)
    book.record_check(client, "E1", check_body(made))
    with book.sql.change() as connection:
        assert verify_chain(connection).ok
        connection.execute("DROP TRIGGER event_is_unchanged")
        (text,) = connection.execute("SELECT body FROM event").fetchone()
        body = json.loads(text)
        body["investor"]["c_level"] = "C5"
        body["verdict"] = plain(
            check(rebuilt(InvestorFacts, body["investor"]), made.terms, made.order, TODAY, book.advice)
        )
        connection.execute(
            "UPDATE event SET body = ?",
            (json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")),),
        )
        assert not verify_chain(connection).ok
    (kept,) = book.recorded_checks(client)
    assert comes_out_again(kept.body, *CATALOGS)


def maybe(values: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | values


DAYS = st.dates(date(1930, 1, 1), date(2099, 1, 1))
FEN = st.integers(0, 10**14)
INVESTORS = st.builds(
    InvestorFacts,
    client_type=st.sampled_from(ClientType),
    investor_class=st.sampled_from(InvestorClass),
    c_level=maybe(st.sampled_from(RiskLevel)),
    age=maybe(st.integers(0, 120)),
    capacity=maybe(st.sampled_from(Capacity)),
    financial_assets_fen=maybe(FEN),
    concentration_base_fen=maybe(FEN),
    income_3y_fen=maybe(FEN),
    net_assets_fen=maybe(FEN),
    invest_months=maybe(st.integers(0, 600)),
    household_net_fen=maybe(FEN),
    household_fin_fen=maybe(FEN),
    household_income_fen=maybe(FEN),
    assessed_on=maybe(DAYS),
    assessment_until=maybe(DAYS),
    is_info_refused=st.booleans(),
    missing=st.lists(st.sampled_from(["born_on", "id_expires_on"]), unique=True).map(tuple),
    id_expires_on=maybe(DAYS),
    is_aml_restricted=st.booleans(),
    horizon_months=maybe(st.integers(0, 600)),
    varieties=maybe(st.frozensets(st.sampled_from(Variety))),
    permissions=st.frozensets(st.sampled_from(Permission)),
    available_cash_fen=maybe(FEN),
)
TERMS = st.builds(
    SaleTerms,
    code=st.text(max_size=8),
    regime=st.sampled_from(Regime),
    r_level=maybe(st.sampled_from(RiskGrade)),
    is_insurance=st.booleans(),
    qualified_only=st.sampled_from(Qualification),
    legal_floor=maybe(st.sampled_from(LegalFloor)),
    min_first_fen=maybe(FEN),
    required_permission=maybe(st.sampled_from([one.value for one in Permission])),
    product_months=maybe(st.integers(0, 120)),
    variety=maybe(st.sampled_from(Variety)),
    sale_problem=maybe(st.just("not_on_sale")),
    missing=st.lists(st.just("variety"), max_size=1).map(tuple),
    quota_left_fen=maybe(FEN),
)
ORDERS = st.builds(
    Order,
    amount_fen=st.integers(1, 10**14),
    held_fen=FEN,
    initiator=st.sampled_from(Initiator),
    channel=st.sampled_from(SaleChannel),
    premium_years=maybe(st.integers(1, 40)),
)


@given(investor=INVESTORS, terms=TERMS, order=ORDERS)
def test_facts_terms_orders_and_verdicts_go_through_json_unchanged(
    investor: InvestorFacts, terms: SaleTerms, order: Order
) -> None:
    def through(value: Any) -> Any:
        return rebuilt(type(value), json.loads(json.dumps(plain(value))))

    assert through(investor) == investor
    assert through(terms) == terms
    assert through(order) == order
    verdict = check(investor, terms, order, TODAY, shipped_advice().in_force(TODAY))
    assert through(verdict) == verdict
