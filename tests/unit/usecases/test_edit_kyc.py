"""Facts of suitability typed in by hand: read as typed, judged together, saved, taken back, tried out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.fields import Cell
from advisor_desk.domain.records import Capacity, InvestorClass, Permission
from advisor_desk.domain.suitability import KycFacts
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases import edit_kyc as deed
from advisor_desk.usecases.edit_client import change_client, take_back
from tests.builders import TODAY, Builder, open_desk

FACTS = KycFacts(
    capacity=Capacity.FULL,
    aml_restricted=True,
    income_3y_fen=60_000_000,
    invest_since=date(2015, 3, 1),
    proof="工资流水",
    proof_on=date(2026, 10, 1),
    permissions=frozenset({Permission.STAR, Permission.GEM}),
    investor_class=InvestorClass.PRO_B,
    class_evidence="认定书",
    class_until=date(2027, 12, 31),
)


@pytest.fixture
def book(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            Builder(connection).client("王芳", client_no="N1", id_expires_on=date(9999, 12, 31))
            opened.refresh(connection, None)
        yield opened


def the_client(book: DeskBook) -> int:
    return book.client_id("N1")


def test_facts_come_back_as_they_were_typed(book: DeskBook) -> None:
    client = the_client(book)
    (profile,) = book.profiles([client])
    texts = deed.recorded(profile, FACTS).texts
    assert texts["id_expires_on"] == "长期"
    assert texts["income_3y_fen"] == "600,000"
    assert texts["permissions"] == "STAR,GEM"
    assert (texts["aml_restricted"], texts["info_refused"]) == ("1", "")
    reading = deed.read_kyc(texts, TODAY)
    assert reading.problems == ()
    assert reading.values == deed.recorded(profile, FACTS).values
    change_client(book, client, reading.values)
    assert book.kyc(client) == FACTS
    assert deed.tried(book.advice_client(client), reading.values).kyc == FACTS


def test_every_fact_is_a_field(book: DeskBook) -> None:
    assert set(KycFacts.__dataclass_fields__) | set(deed.OF_PROFILE) == set(deed.NAMES)
    (profile,) = book.profiles([the_client(book)])
    assert set(deed.recorded(profile, KycFacts()).texts) == set(deed.NAMES)


@pytest.mark.parametrize(
    ("texts", "problems"),
    [
        ({"income_3y_fen": "很多"}, {"income_3y_fen": "intake.number"}),
        ({"invest_since": "2030-1-1"}, {"invest_since": "intake.date_in_future"}),
        ({"proof": "", "proof_on": "2026-10-1"}, {"proof": deed.NO_PROOF}),
        ({"proof": "流水", "proof_on": ""}, {"proof_on": deed.NO_PROOF_DAY}),
        ({"investor_class": "PRO_C", "class_evidence": ""}, {"class_evidence": deed.NO_EVIDENCE}),
        ({"investor_class": "ORD", "class_evidence": ""}, {}),
        ({"class_from": "2026-1-2", "class_until": "2026-1-1"}, {"class_until": deed.ENDS_FIRST}),
        ({"class_from": "2026-1-1", "class_until": "2026-1-1"}, {}),
        ({"proof": "流水", "proof_on": "昨天"}, {"proof_on": "intake.date"}),
    ],
)
def test_what_cannot_be_taken_says_why(texts: dict[str, str], problems: dict[str, str]) -> None:
    found = deed.read_kyc(texts, TODAY).problems
    assert {problem.name: problem.code for problem in found} == problems


def test_an_edit_is_taken_back_but_not_what_was_changed_since(book: DeskBook) -> None:
    client = the_client(book)
    values: dict[str, Cell] = {
        "proof": "流水", "proof_on": to_day(date(2026, 10, 1)), "id_expires_on": to_day(date(2030, 1, 1)),
    }  # fmt: skip
    edit = change_client(book, client, values)
    assert set(edit.before) == set(values)
    change_client(book, client, {"proof": "审计报告"})
    assert set(take_back(book, edit)) == {"proof_on", "id_expires_on"}
    facts, (profile,) = book.kyc(client), book.profiles([client])
    assert (facts.proof, facts.proof_on) == ("审计报告", None)
    assert profile.id_expires_on == date(9999, 12, 31)


def test_a_client_who_is_not_there(book: DeskBook) -> None:
    with pytest.raises(UserCanFix) as caught:
        change_client(book, 999, {"proof": "流水"})
    assert caught.value.code == "client.gone"


def test_which_facts_belong_to_whom() -> None:
    assert deed.is_shown("capacity", is_person=True)
    assert not deed.is_shown("capacity", is_person=False)
    assert not deed.is_shown("net_assets_fen", is_person=True)
    assert deed.is_shown("proof", is_person=False)
