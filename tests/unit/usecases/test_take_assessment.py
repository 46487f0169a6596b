"""Taking the questionnaire: limits, what it comes to, the client's confirmation, holdings above the level."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import cast

import pytest

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.client import ClientType, RiskLevel
from advisor_desk.domain.product import ProductType, Regime, RiskGrade, Variety
from advisor_desk.domain.questionnaire import FilledForm
from advisor_desk.domain.records import Capacity
from advisor_desk.domain.review import AssessmentLine, ClientProfile, HoldingLine
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.standing import ClientRow
from advisor_desk.domain.suitability import CheckCode, KycFacts
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.usecases import take_assessment as deed
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_catalog

ON = date(2026, 11, 20)
CALM = dict.fromkeys(("Q01", "Q02", "Q03", "Q04", "Q05", "Q06", "Q07"), ("A",)) | {
    "Q08": ("B",), "Q09": ("A", "B"), "Q10": ("C",), "Q11": ("B",), "Q12": ("C",), "Q13": ("B",),
}  # fmt: skip
FEARFUL = {**CALM, "Q11": ("A",)}


class _NoAssets:
    avg20_fen = None


def profile(kind: ClientType = ClientType.PERSON) -> ClientProfile:
    empty = dict.fromkeys(ClientProfile.__dataclass_fields__)
    known = {**empty, "client_no": "N1", "name": "王芳", "client_type": kind}
    return ClientProfile(**known)  # type: ignore[arg-type]


def holding(code: str, grade: RiskGrade | None, value_fen: int) -> HoldingLine:
    return HoldingLine(code, f"产品{code}", grade, ON, None, value_fen, None, None, {})


def product(code: str, grade: RiskGrade | None, managers: RiskGrade | None = None) -> Product:
    return Product(
        product_id=1,
        code=code,
        name=f"产品{code}",
        product_type=ProductType.BOND_FUND,
        regime=Regime.CSRC,
        r_level=grade,
        r_level_manager=managers,
        exposure_bp={},
    )


@dataclass
class FakeBook:
    """As much of a book as the deed asks for."""

    before: RiskLevel | None = RiskLevel.C4
    holdings: tuple[HoldingLine, ...] = ()
    products: tuple[Product, ...] = ()
    capacity: Capacity | None = Capacity.FULL
    born_on: date | None = date(1980, 1, 1)
    taken: list[date] = field(default_factory=list)
    stored: list[FilledForm] = field(default_factory=list)
    as_of: date = ON

    @property
    def advice(self) -> AdviceRules:
        return shipped_advice().in_force(self.as_of)

    @property
    def rules(self) -> RuleSet:
        return shipped_catalog().in_force(self.as_of)

    def advice_client(self, client_id: int) -> AdviceClient:
        then = date(2025, 12, 1)
        until, stated = date(2026, 12, 1), "CASH,BOND,EQUITY"
        line = AssessmentLine(then, until, self.before, 48, stated, None) if self.before else None
        return AdviceClient(
            client_id=client_id,
            row=cast(ClientRow, _NoAssets()),
            profile=replace(profile(), born_on=self.born_on),
            kyc=KycFacts(capacity=self.capacity),
            assessment=line,
            holdings=self.holdings,
            assets_on=None,
            aum_fen=None,
            cash_fen=None,
        )

    def shelf(self) -> list[Product]:
        return list(self.products)

    def assessments_taken(self, _client_id: int, since: date) -> list[date]:
        return [day for day in self.taken if day >= since]

    def take_assessment(self, _client_id: int, filled: FilledForm) -> None:
        if filled.sitting not in [one.sitting for one in self.stored]:
            self.taken.append(filled.taken_on)
        self.stored.append(filled)

    def confirmed(self) -> list[FilledForm]:
        return [one for one in self.stored if one.confirmed_by_client]


def as_book(fake: FakeBook) -> AdviceBook:
    return cast(AdviceBook, fake)


def refusal(run: object) -> UserCanFix:
    with pytest.raises(UserCanFix) as caught:
        run()  # type: ignore[operator]
    return caught.value


def test_a_sitting_shows_the_form_without_what_answers_are_worth() -> None:
    sitting = deed.open_sitting(as_book(FakeBook()), 1)
    assert sitting.form.version == "2026-A"
    assert "score" not in repr(sitting.form)
    assert sitting.refused == ()
    assert sitting.before is not None
    assert sitting.before.c_level is RiskLevel.C4


def taken(fake: FakeBook, answers: dict[str, tuple[str, ...]], name: str = "王芳") -> deed.Result:
    seen = deed.see_result(as_book(fake), 1, answers)
    deed.confirm(as_book(fake), 1, answers, seen, name)
    return seen


def test_a_result_that_was_seen_is_recorded_and_changes_no_level() -> None:
    fake = FakeBook()
    result = deed.see_result(as_book(fake), 1, CALM)
    assert (result.level, result.highest) == (RiskLevel.C3, RiskGrade.R3)
    assert result.horizon_months == 36
    assert result.varieties == (Variety.CASH, Variety.BOND)
    assert (result.valid_until, result.tell_by) == (date(2027, 11, 20), date(2026, 11, 27))
    assert result.is_changed
    assert "score" not in set(type(result).__dataclass_fields__)
    assert len(fake.stored) == 1
    assert fake.confirmed() == []


def test_no_level_without_the_clients_confirmation() -> None:
    fake = FakeBook()
    seen = deed.see_result(as_book(fake), 1, CALM)
    for name in ("", "  ", "长" * 41):
        error = refusal(lambda name=name: deed.confirm(as_book(fake), 1, CALM, seen, name))
        assert error.code == "questionnaire.not_confirmed"
    assert fake.confirmed() == []


def test_a_confirmed_result_is_stored_with_answers_version_and_who_confirmed() -> None:
    fake = FakeBook()
    result = taken(fake, CALM, " 王芳 ")
    (filled,) = fake.confirmed()
    assert filled.confirmed_by == "王芳"
    assert (filled.form_version, filled.taken_on, dict(filled.answers)) == ("2026-A", ON, CALM)
    assert filled.c_level is result.level
    assert filled.score == 0 + 6 + 0 + 10 + 3 + 0 + 6 + 5 + 3 + 3 + 3 + 3 + 4
    assert fake.taken == [ON], "seen and confirmed is taken once"


def test_who_looks_twice_without_confirming_has_used_up_the_day() -> None:
    fake = FakeBook()
    deed.see_result(as_book(fake), 1, CALM)
    deed.see_result(as_book(fake), 1, FEARFUL)
    assert {one.sitting for one in fake.stored} == {"2026-11-20#1", "2026-11-20#2"}
    assert refusal(lambda: deed.see_result(as_book(fake), 1, CALM)).code == "questionnaire.day_limit"
    assert fake.confirmed() == []


def test_limits_refuse_with_the_day_on_which_it_may_be_taken_again() -> None:
    fake = FakeBook(taken=[ON, ON])
    (told,) = deed.open_sitting(as_book(fake), 1).refused
    assert (told.code, told.params["most"], told.params["again_on"]) == (
        "questionnaire.day_limit",
        2,
        "2026-11-21",
    )
    assert refusal(lambda: deed.see_result(as_book(fake), 1, CALM)).code == "questionnaire.day_limit"
    year = FakeBook(taken=[ON - timedelta(days=30 * back) for back in range(1, 9)])
    error = refusal(lambda: deed.see_result(as_book(year), 1, CALM))
    assert (error.code, error.params["most"]) == ("questionnaire.year_limit", 8)
    assert fake.stored == year.stored == []


def test_open_questions_are_counted() -> None:
    error = refusal(lambda: deed.see_result(as_book(FakeBook()), 1, {"Q01": ("A",)}))
    assert (error.code, error.params["count"], error.params["question"]) == (
        "questionnaire.incomplete",
        12,
        "Q02",
    )


def test_who_bears_no_loss_or_lacks_capacity_has_the_lowest_class() -> None:
    fearful = deed.see_result(as_book(FakeBook()), 1, FEARFUL)
    assert (fearful.level, fearful.highest, fearful.is_lowest) == (RiskLevel.C1_MIN, RiskGrade.R1, True)
    child = FakeBook(capacity=None, born_on=date(2012, 1, 1))
    assert deed.see_result(as_book(child), 1, CALM).level is RiskLevel.C1_MIN
    minor = FakeBook(capacity=Capacity.LIMITED)
    assert taken(minor, CALM, "监护人").level is RiskLevel.C1_MIN
    assert minor.confirmed()[0].c_level is RiskLevel.C1_MIN


def test_every_holding_that_does_not_fit_is_named_the_largest_first() -> None:
    fake = FakeBook(
        holdings=(
            holding("P1", RiskGrade.R2, 500),
            holding("P2", RiskGrade.R4, 100),
            holding("P3", RiskGrade.R5, 300),
            holding("P4", None, 200),
            holding("P5", RiskGrade.R3, 50),
            holding("P6", RiskGrade.R2, 40),
            holding("P7", RiskGrade.R2, 30),
        ),
        products=(
            product("P1", RiskGrade.R2),
            product("P2", RiskGrade.R4),
            product("P3", RiskGrade.R5),
            product("P4", None),
            product("P5", RiskGrade.R3, RiskGrade.R4),
            replace(product("P6", RiskGrade.R2), term_days=5 * 365),
            replace(product("P7", RiskGrade.R2), variety=Variety.EQUITY),
        ),
    )
    found = deed.see_result(as_book(fake), 1, CALM).misfits
    assert [(one.code, one.codes, one.is_new) for one in found] == [
        ("P3", (CheckCode.R_CLIENT_ABOVE,), False),
        ("P4", (CheckCode.P_UNRATED,), False),
        ("P2", (CheckCode.R_CLIENT_ABOVE,), True),
        ("P5", (CheckCode.R_CLIENT_ABOVE,), True),
        ("P6", (CheckCode.M_HORIZON,), False),
        ("P7", (CheckCode.M_VARIETY,), True),
    ]
    assert [one.grade for one in found][2:4] == [RiskGrade.R4, RiskGrade.R4]


def test_the_lowest_class_may_hold_r1_alone() -> None:
    fake = FakeBook(holdings=(holding("P1", RiskGrade.R2, 500),), products=(product("P1", RiskGrade.R2),))
    (found,) = deed.see_result(as_book(fake), 1, FEARFUL).misfits
    assert found.codes == (CheckCode.R_C1_MIN,)
    assert found.is_new


def test_a_first_assessment_has_nothing_before_it() -> None:
    first = replace(
        FakeBook(),
        before=None,
        holdings=(holding("P2", RiskGrade.R4, 100), holding("P9", RiskGrade.R5, 100)),
        products=(product("P2", RiskGrade.R4),),
    )
    result = deed.see_result(as_book(first), 1, CALM)
    assert not result.is_changed
    assert result.before is None
    assert [(one.code, one.is_new) for one in result.misfits] == [("P2", True)]


def test_a_form_that_is_not_there_is_told() -> None:
    error = refusal(lambda: deed.form_of("1999-Z"))
    assert (error.code, error.params["version"]) == ("questionnaire.no_form", "1999-Z")
