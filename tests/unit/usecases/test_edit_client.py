"""A client typed in by hand: how fields are read, who is found to be there already, edits taken back."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor_desk.domain.client import ClientType, Gender
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.edits import TwinSign
from advisor_desk.domain.kinds import Cell
from advisor_desk.domain.suitability import KycFacts
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases import edit_client as form
from tests.builders import TODAY, open_desk


@pytest.fixture
def book(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        yield opened


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("born_on", "1985年3月2日", to_day(date(1985, 3, 2))),
        ("born_on", "1985.3.2", to_day(date(1985, 3, 2))),
        ("born_on", "１９８５/３/２", to_day(date(1985, 3, 2))),
        ("annual_income_fen", "50万", 50_000_000),
        ("annual_income_fen", "￥1,234.50", 123_450),
        ("phone", "+86 138-0013 8000", "13800138000"),
        ("phone", "02012345678", "020-12345678"),
        ("id_no", "11010519491231002x", "11010519491231002X"),
        ("id_expires_on", "长期", to_day(date(9999, 12, 31))),
        ("client_no", "Ｃ００１", "C001"),
        ("region", "   ", None),
    ],
)
def test_fields_are_read_as_people_type_them(name: str, typed: str, value: Cell) -> None:
    assert form.read_field(name, typed, TODAY) == value


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("name", " ", "intake.required"),
        ("born_on", "1985-2-30", "intake.date"),
        ("born_on", "2026-11-21", "intake.date_in_future"),
        ("annual_income_fen", "很多", "intake.number"),
        ("annual_income_fen", "1.234", "intake.too_precise"),
        ("phone", "1380013800", "intake.phone"),
        ("id_no", "110105194912310021", "intake.id_no"),
        ("name", "=cmd", "intake.formula"),
        ("name", "长" * 101, "intake.too_long"),
    ],
)
def test_what_cannot_be_taken_says_why(name: str, typed: str, code: str) -> None:
    assert form.read_field(name, typed, TODAY) == form.FieldProblem(name, code)


@given(fen=st.integers(-(10**12), 10**12), day=st.integers(to_day(date(1900, 1, 1)), to_day(TODAY)))
def test_what_is_written_into_a_field_reads_back(fen: int, day: int) -> None:
    for name, value in (("annual_income_fen", fen), ("born_on", day)):
        assert form.read_field(name, form.written(name, value), TODAY) == value


def test_dates_that_contradict_each_other_are_a_problem_of_the_later_one() -> None:
    reading = form.read_form({"born_on": "1990-01-02", "opened_on": "1990-01-01"}, TODAY)
    assert reading.problems == (form.FieldProblem("opened_on", form.OPENED_BEFORE_BORN),)


def test_a_resident_number_tells_birth_and_gender_other_documents_nothing() -> None:
    read = form.read_field("id_no", "11010519491231002X", TODAY)
    assert not isinstance(read, form.FieldProblem)
    assert form.facts_of_id(read) == form.IdFacts(date(1949, 12, 31), Gender.FEMALE)
    assert form.facts_of_id("E12345678") is None
    assert form.facts_of_id(None) is None


def test_fields_of_organisations_and_persons_are_apart() -> None:
    assert form.is_shown("born_on", ClientType.PERSON)
    assert not form.is_shown("born_on", ClientType.ENTERPRISE)
    assert form.is_shown("org_subtype", ClientType.GOV)
    assert not form.is_shown("org_subtype", ClientType.PERSON)
    assert form.is_shown("phone", ClientType.PERSON)
    assert form.is_shown("phone", ClientType.FIN_INST)
    assert form.SPECS.keys() > form.PERSON_ONLY | form.ORGANISATION_ONLY


def test_twins_are_found_by_number_document_phone_and_name_with_birth(book: DeskBook) -> None:
    known: dict[str, Cell] = {
        "client_no": "N1",
        "name": "王芳",
        "phone": "13800138000",
        "id_no": "E12345678",
        "born_on": 7_000,
    }
    first = form.make_client(book, known)
    second = form.make_client(book, {"client_no": "N2", "name": "王芳", "phone": "13800138000"})

    def signs(**values: Cell) -> dict[int, tuple[TwinSign, ...]]:
        return {one.client_id: one.signs for one in form.find_twins(book, form.probe_of(values))}

    assert signs(client_no="N1") == {first: (TwinSign.CLIENT_NO,)}
    assert signs(id_no="E12345678") == {first: (TwinSign.ID_NO,)}
    assert signs(phone="13800138000") == {first: (TwinSign.PHONE,), second: (TwinSign.PHONE,)}
    assert signs(name="王芳", born_on=7_000) == {first: (TwinSign.NAME_BORN,)}
    assert signs(name="王芳") == {}
    assert signs() == {}
    both = form.find_twins(book, form.probe_of({"client_no": "N2", "id_no": "E12345678"}))
    assert [one.client_id for one in both] == [second, first]
    itself = form.find_twins(book, form.probe_of(known, except_id=first))
    assert [one.client_id for one in itself] == [second]


def test_an_edit_is_taken_back_but_not_what_was_changed_since(book: DeskBook) -> None:
    client = form.make_client(book, {"client_no": "N1", "name": "王芳", "region": "上海市"})
    edit = form.change_client(book, client, {"name": "王方", "region": None, "phone": "13800138000"})
    assert edit.before == {"name": "王芳", "region": "上海市", "phone": None}
    book.edit_client(client, {"region": "北京市"})
    assert set(form.take_back(book, edit)) == {"name", "phone"}
    (profile,) = book.profiles([client])
    assert (profile.name, profile.region, profile.phone) == ("王芳", "北京市", None)
    assert book.find("wangfang").ids == (client,)


def test_an_edit_of_a_client_who_has_left_says_so_and_that_the_text_is_kept(book: DeskBook) -> None:
    with pytest.raises(UserCanFix) as caught:
        form.change_client(book, 404, {"name": "王方"})
    assert caught.value.code == "client.gone"
    with pytest.raises(UserCanFix) as caught:
        form.take_back(book, form.ClientEdit(404, {"name": "王芳"}, {"name": "王方"}))
    assert caught.value.code == "client.unknown", "an undo has no text to keep"


def test_values_of_a_profile_are_typed_as_fields(book: DeskBook) -> None:
    given: dict[str, Cell] = {
        "client_no": "N1",
        "name": "王芳",
        "gender": "F",
        "born_on": 7_000,
        "annual_income_fen": 100,
    }
    client = form.make_client(book, given)
    (profile,) = book.profiles([client])
    values = form.values_of(profile)
    assert {name: value for name, value in values.items() if value is not None} == {
        **given,
        "client_type": "PERSON",
    }
    assert set(values) == set(form.SPECS) - form.KYC


def test_facts_of_suitability_are_edited_and_taken_back_like_any_other(book: DeskBook) -> None:
    client = form.make_client(book, {"client_no": "N1", "name": "王芳"})
    given: dict[str, Cell] = {
        "capacity": "FULL",
        "income_3y_fen": 50_000_000,
        "invest_since": 15_000,
        "permissions": "GEM,STAR",
        "is_certified": 1,
        "aml_restricted": 0,
    }
    edit = form.change_client(book, client, given)
    assert set(edit.after) == set(given) - {"aml_restricted"}
    values = form.values_of_kyc(book.kyc(client))
    assert set(values) == form.KYC
    assert values == {
        **dict.fromkeys(form.KYC),
        **given,
        "permissions": "STAR,GEM",
        "info_refused": 0,
        "is_senior_manager": 0,
    }
    assert book.kyc(client).invest_since == from_day(15_000)
    assert set(form.take_back(book, edit)) == set(edit.after)
    assert book.kyc(client) == KycFacts()


@pytest.mark.parametrize(
    ("name", "value"),
    [("permissions", "STAR,MOON"), ("capacity", "SOME"), ("is_certified", "yes"), ("income_3y_fen", "1")],
)
def test_a_fact_of_suitability_of_a_wrong_form_is_refused(book: DeskBook, name: str, value: Cell) -> None:
    client = form.make_client(book, {"client_no": "N1", "name": "王芳"})
    with pytest.raises(UserCanFix) as caught:
        form.change_client(book, client, {name: value})
    assert (caught.value.code, caught.value.params["field"]) == ("client.field_invalid", name)
    assert book.kyc(client) == KycFacts()
