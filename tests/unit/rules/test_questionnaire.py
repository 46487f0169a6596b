"""The risk questionnaire: the shipped form, its scores and bands, C1_MIN, refusals, limits, due dates."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import Variety
from advisor_desk.domain.questionnaire import Form
from advisor_desk.domain.records import Capacity
from advisor_desk.domain.trading import TradingDays
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.advicefile import parse_advice
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.questionnaire import (
    FULL_SCORE,
    Scored,
    level_of,
    may_take,
    parse_form,
    problems_of,
    result_due_on,
    score_form,
)

RESOURCES = Path(__file__).parents[3] / "resources"
FORM_FILE = RESOURCES / "questionnaires" / "2026-A.toml"
ADVICE_FILE = RESOURCES / "rules" / "advice" / "2026-11.toml"
TEXT = FORM_FILE.read_text(encoding="utf-8")
ON = date(2026, 11, 20)

SMALL = """
version = "T"
source = "a test"
is_sample = true
title = "小问卷"
title_en = "Small"
order = ["Q1", "Q2", "Q3"]
horizon = "Q1"
varieties = "Q2"
[question.Q1]
zh = "多久？"
en = "How long?"
[question.Q1.answers]
A = { zh = "一年", en = "a year", score = 0, horizon_months = 12 }
B = { zh = "三年", en = "three years", score = 10, horizon_months = 36 }
[question.Q2]
zh = "哪些？"
en = "Which?"
several = true
[question.Q2.answers]
A = { zh = "现金", en = "cash", score = 0, varieties = ["CASH"] }
B = { zh = "债券", en = "bonds", score = 9, varieties = ["BOND"] }
C = { zh = "股票", en = "stocks", score = 10, varieties = ["EQUITY", "BOND"] }
D = { zh = "都不要", en = "none", score = 0, varieties = ["CASH"], exclusive = true }
[question.Q3]
zh = "亏损？"
en = "Losses?"
[question.Q3.answers]
A = { zh = "不愿", en = "no", score = 0, lowest = true }
B = { zh = "一点", en = "a little", score = 19 }
C = { zh = "更多", en = "more", score = 20 }
D = { zh = "很多", en = "a lot", score = 80 }
"""

Q1, Q2, Q3 = (f"question.Q{number}.answers" for number in (1, 2, 3))


@pytest.fixture(scope="module")
def advice() -> AdviceRules:
    return parse_advice(ADVICE_FILE.read_text(encoding="utf-8"), ADVICE_FILE.name)


@pytest.fixture(scope="module")
def small() -> Form:
    return parse_form(SMALL, "small.toml")


@pytest.fixture(scope="module")
def form() -> Form:
    return parse_form(TEXT, FORM_FILE.name)


def scored(form: Form, advice: AdviceRules, **answers: str) -> Scored:
    found = score_form(form, {code: tuple(letters) for code, letters in answers.items()}, advice)
    assert isinstance(found, Scored)
    return found


def test_the_shipped_form_is_a_complete_sample_in_two_languages(form: Form, advice: AdviceRules) -> None:
    assert form.is_sample
    assert form.version == advice.questionnaire.form == FORM_FILE.stem
    assert len(form.questions) >= 12
    assert all(one.text and one.text_en for one in form.questions)
    assert all(answer.text and answer.text_en for one in form.questions for answer in one.answers)
    stated = {variety for one in form.questions for answer in one.answers for variety in answer.varieties}
    assert stated == set(Variety)


def test_income_never_raises_the_level(form: Form) -> None:
    income = form.questions[0]
    assert "收入" in income.text
    assert {answer.score for answer in income.answers} == {0}


def test_the_best_answers_of_the_shipped_form_make_100_and_the_worst_the_lowest_class(
    form: Form, advice: AdviceRules
) -> None:
    best = {one.code: (max(one.answers, key=lambda answer: answer.score).letter,) for one in form.questions}
    top = score_form(form, best, advice)
    assert isinstance(top, Scored)
    assert (top.score, top.level, top.horizon_months) == (FULL_SCORE, RiskLevel.C5, 120)
    worst = {one.code: (min(one.answers, key=lambda answer: answer.score).letter,) for one in form.questions}
    bottom = score_form(form, worst, advice)
    assert isinstance(bottom, Scored)
    assert (bottom.level, bottom.is_lowest, bottom.horizon_months) == (RiskLevel.C1_MIN, True, 12)


def test_a_screen_is_given_no_worth_of_any_answer(form: Form) -> None:
    shown = repr(form.asked)
    assert "score" not in shown
    assert "lowest" not in shown
    assert "horizon" not in shown
    assert [one.code for one in form.asked.questions] == [one.code for one in form.questions]
    places = set()
    for one in form.questions:
        scores = [answer.score for answer in one.answers]
        if max(scores) > 0:
            places.add(scores.index(max(scores)) == 0)
    assert places == {True, False}, "the place of an answer must not tell what it is worth"


@pytest.mark.parametrize(
    ("answers", "score", "level"),
    [
        ({"Q1": "A", "Q2": "A", "Q3": "B"}, 19, RiskLevel.C1),
        ({"Q1": "A", "Q2": "A", "Q3": "C"}, 20, RiskLevel.C2),
        ({"Q1": "B", "Q2": "B", "Q3": "C"}, 39, RiskLevel.C2),
        ({"Q1": "B", "Q2": "C", "Q3": "C"}, 40, RiskLevel.C3),
        ({"Q1": "A", "Q2": "A", "Q3": "D"}, 80, RiskLevel.C5),
        ({"Q1": "B", "Q2": "C", "Q3": "D"}, 100, RiskLevel.C5),
        ({"Q1": "B", "Q2": "C", "Q3": "A"}, 20, RiskLevel.C1_MIN),
    ],
)
def test_scores_and_bands(
    small: Form, advice: AdviceRules, answers: dict[str, str], score: int, level: RiskLevel
) -> None:
    found = scored(small, advice, **answers)
    assert (found.score, found.level) == (score, level)


def test_of_several_answers_the_best_counts_and_every_variety(small: Form, advice: AdviceRules) -> None:
    found = scored(small, advice, Q1="A", Q2="CA", Q3="B")
    assert found.score == 29
    assert found.varieties == (Variety.CASH, Variety.BOND, Variety.EQUITY)
    assert found.horizon_months == 12


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"Q1": ("A",), "Q3": ("B",)}, [("form.unanswered", "Q2")]),
        ({}, [("form.unanswered", "Q1"), ("form.unanswered", "Q2"), ("form.unanswered", "Q3")]),
        ({"Q1": ("Z",), "Q2": ("A",), "Q3": ("B",)}, [("form.unknown_answer", "Q1")]),
        ({"Q1": ("A", "B"), "Q2": ("A",), "Q3": ("B",)}, [("form.one_only", "Q1")]),
        ({"Q1": ("A",), "Q2": ("A", "D"), "Q3": ("B",)}, [("form.stands_alone", "Q2")]),
        ({"Q1": ("A",), "Q2": ("D",), "Q3": ("B",), "Q9": ("A",)}, [("form.unknown_question", "Q9")]),
    ],
)
def test_what_cannot_be_scored_says_why(
    small: Form,
    advice: AdviceRules,
    answers: dict[str, tuple[str, ...]],
    refused: list[tuple[str, str]],
) -> None:
    told = [(code, dict(params)["question"]) for code, params in problems_of(small, answers)]
    assert told == refused
    assert score_form(small, answers, advice) == problems_of(small, answers)


def test_an_answer_alone_may_stand_alone(small: Form) -> None:
    assert problems_of(small, {"Q1": ("A",), "Q2": ("D",), "Q3": ("B",)}) == ()


@pytest.mark.parametrize(
    ("capacity", "level"),
    [
        (Capacity.FULL, RiskLevel.C5),
        (None, RiskLevel.C5),
        (Capacity.LIMITED, RiskLevel.C1_MIN),
        (Capacity.NONE, RiskLevel.C1_MIN),
    ],
)
def test_without_full_capacity_the_lowest_class(
    small: Form, advice: AdviceRules, capacity: Capacity | None, level: RiskLevel
) -> None:
    assert level_of(scored(small, advice, Q1="B", Q2="C", Q3="D"), capacity) is level


def test_two_a_day_are_the_most(advice: AdviceRules) -> None:
    assert may_take([], ON, advice) == ()
    assert may_take([ON, ON - timedelta(days=1), ON + timedelta(days=1)], ON, advice) == ()
    ((code, params),) = may_take([ON, ON], ON, advice)
    assert code == "take.day_limit"
    assert dict(params) == {"most": 2, "taken": 2, "again_on": "2026-11-21"}
    assert may_take([ON, ON], ON + timedelta(days=1), advice) == ()


def test_eight_in_twelve_months_are_the_most_and_the_oldest_falls_out(advice: AdviceRules) -> None:
    first = date(2025, 11, 21)
    seven = [date(2026, month, 1) for month in range(1, 8)]
    assert may_take([*seven, date(2025, 11, 20)], ON, advice) == ()
    ((code, params),) = may_take([first, *seven], ON, advice)
    assert (code, dict(params)["again_on"]) == ("take.year_limit", "2026-11-21")
    assert may_take([first, *seven], date(2026, 11, 21), advice) == ()


def test_the_year_of_a_leap_day_ends_on_the_first_of_march(advice: AdviceRules) -> None:
    taken = [date(2024, 2, 29)] * 8
    for on, is_free in ((date(2025, 2, 28), False), (date(2025, 3, 1), True)):
        assert (may_take(taken, on, advice) == ()) is is_free
    ((_, params),) = may_take(taken, date(2025, 2, 28), advice)
    assert dict(params)["again_on"] == "2025-03-01"


def test_day_and_year_are_told_together(advice: AdviceRules) -> None:
    assert [code for code, _ in may_take([ON] * 8, ON, advice)] == ["take.day_limit", "take.year_limit"]


def test_the_result_is_due_within_five_working_days(advice: AdviceRules) -> None:
    assert result_due_on(date(2026, 11, 20), TradingDays(), advice) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("old", "new", "key", "problem"),
    [
        ('order = ["Q1", "Q2", "Q3"]', 'order = ["Q1", "Q2", "Q4"]', "question.Q4", "missing_key"),
        ('horizon = "Q1"', 'horizon = "Q9"', "horizon", "unknown_code"),
        ('varieties = "Q2"', 'varieties = "Q9"', "varieties", "unknown_code"),
        ("score = 10, horizon_months = 36", "score = 10", Q1 + ".B.horizon_months", "missing_key"),
        ("score = 19 }", "score = 19, horizon_months = 5 }", Q3 + ".B.horizon_months", "unknown_key"),
        ('varieties = ["EQUITY", "BOND"]', "varieties = []", Q2 + ".C.varieties", "empty"),
        ('varieties = ["EQUITY", "BOND"]', 'varieties = ["X"]', Q2 + ".C.varieties", "unknown_code"),
        ("score = 80", "score = 79", "question", "wrong_sum"),
        ("score = 80", "score = 101", Q3 + ".D.score", "out_of_range"),
        (", lowest = true", "", "question.lowest", "missing_key"),
        ("several = true", "several = 1", "question.Q2.several", "wrong_type"),
        ("[question.Q1]", "[question.Q1]\nseveral = true", "question.Q1.several", "unknown_key"),
        ('title = "小问卷"', 'title = ""', "title", "empty"),
    ],
)  # fmt: skip
def test_a_faulty_form_is_refused_with_its_key(old: str, new: str, key: str, problem: str) -> None:
    assert old in SMALL
    with pytest.raises(UserCanFix) as caught:
        parse_form(SMALL.replace(old, new), "small.toml")
    params = caught.value.params
    assert (caught.value.code, params["name"], params["key"], params["problem"]) == (
        "rules.invalid",
        "small.toml",
        key,
        problem,
    )


def test_a_fault_within_an_answer_points_at_its_line() -> None:
    with pytest.raises(UserCanFix) as caught:
        parse_form(SMALL.replace("score = 80", "score = 101"), "small.toml")
    line = caught.value.params["line"]
    assert isinstance(line, int)
    assert SMALL.splitlines()[line - 1].startswith("D = ")
    assert "score = 80" in SMALL.splitlines()[line - 1]


def test_one_answer_is_no_choice_and_no_toml_is_no_form() -> None:
    cut = SMALL.replace('B = { zh = "三年", en = "three years", score = 10, horizon_months = 36 }\n', "")
    with pytest.raises(UserCanFix) as caught:
        parse_form(cut, "small.toml")
    assert (caught.value.params["key"], caught.value.params["problem"]) == (
        "question.Q1.answers",
        "wrong_count",
    )
    with pytest.raises(UserCanFix) as caught:
        parse_form("version = ", "small.toml")
    assert caught.value.params["problem"] == "not_toml"
