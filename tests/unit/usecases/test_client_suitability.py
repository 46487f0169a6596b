"""How a client stands in suitability, from the book: the same from the review and from advice."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from advisor_desk.domain.product import Qualification
from advisor_desk.domain.records import InvestorClass, Permission
from advisor_desk.rules.assessment import AssessmentState
from advisor_desk.rules.papers import PaperState
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.client_suitability import (
    SuitabilityStanding,
    class_options,
    client_of,
    standing_of,
)
from tests.builders import TODAY, Builder, open_desk

RICH_FEN = 520_000_000


@pytest.fixture
def book(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            builder = Builder(connection)
            rich = builder.client(
                "王芳",
                client_no="N1",
                born_on=date(1970, 5, 1),
                id_expires_on=TODAY + timedelta(days=10),
                invest_since=date(2015, 1, 1),
                permissions="GEM",
            )
            for back in range(40):
                builder.assets(rich, TODAY - timedelta(days=back), RICH_FEN)
            builder.assessment(rich, TODAY - timedelta(days=340), "C4", horizon_months=36)
            builder.client("李明", client_no="N2")
            opened.refresh(connection, None)
        yield opened


def standing(book: DeskBook, client_no: str) -> SuitabilityStanding:
    client = client_of(book.review(book.client_id(client_no)))
    return standing_of(client, TODAY, book.rules, book.advice)


def test_a_wealthy_client_whose_papers_are_about_to_end(book: DeskBook) -> None:
    found = standing(book, "N1")
    assert found.investor_class is InvestorClass.ORD
    assert found.assessment_state is AssessmentState.EXPIRING
    assert found.id_state is PaperState.EXPIRING
    assert found.is_proven is None
    assert {one.kind: one.is_met for one in found.qualified} == {
        Qualification.PRIVATE: True,
        Qualification.AMP: False,
    }
    by_code = {one.permission: one for one in found.permissions}
    assert by_code[Permission.GEM].is_open
    assert not by_code[Permission.STAR].is_open
    assert not by_code[Permission.STAR].lacks_figures
    assert found.stops == ()


def test_a_client_of_whom_nothing_is_known_may_be_offered_nothing(book: DeskBook) -> None:
    found = standing(book, "N2")
    assert found.assessment_state is AssessmentState.NONE
    assert found.id_state is PaperState.UNKNOWN
    assert [one.code.value for one in found.stops] == ["K_INFO_REFUSED", "A_NONE"]
    assert all(one.lacks_figures for one in found.permissions if one.permission is not Permission.HK_CONNECT)


def test_the_review_and_advice_give_the_same_standing(book: DeskBook) -> None:
    for number in ("N1", "N2"):
        client = book.advice_client(book.client_id(number))
        assert standing_of(client, TODAY, book.rules, book.advice) == standing(book, number)


def test_classes_that_a_client_may_apply_for(book: DeskBook) -> None:
    options = dict(class_options(client_of(book.review(book.client_id("N1"))), TODAY, book.advice))
    assert options == {InvestorClass.PRO_B: (), InvestorClass.PRO_C: ()}
    poor = dict(class_options(client_of(book.review(book.client_id("N2"))), TODAY, book.advice))
    assert [code for code, _ in poor[InvestorClass.PRO_B]] == ["class.figures", "class.experience"]
