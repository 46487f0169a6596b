"""The risk questionnaire (domain notes §3.4): reads a form, scores answers, says how often it may be taken.

The schema of a form is the code: what is not read is unknown. Opening files is not done here.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.dates import from_day, months_before, to_day
from advisor_desk.domain.product import Variety
from advisor_desk.domain.questionnaire import Answer, Form, Question
from advisor_desk.domain.records import Capacity
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.rulestable import RulesTable, RulesText

Answers = Mapping[str, Sequence[str]]
"""Question code to the letters that were chosen."""

FULL_SCORE: Final = 100
_LETTERS: Final = "ABCDEFGHIJ"
_LEAST_ANSWERS: Final = 2
_MAX_MONTHS: Final = 600
_YEAR: Final = 12
_LEVELS: Final = (RiskLevel.C1, RiskLevel.C2, RiskLevel.C3, RiskLevel.C4, RiskLevel.C5)


@dataclass(frozen=True, slots=True)
class Scored:
    """What answers come to. `is_lowest` when an answer makes the client C1_MIN whatever the score."""

    score: int
    level: RiskLevel
    horizon_months: int
    varieties: tuple[Variety, ...]
    is_lowest: bool


def parse_form(text: str, name: str) -> Form:
    """The form of a file's text; `name` is only for messages.

    Raises UserCanFix("rules.invalid", name, key, line, problem) as `rulesfile.parse_rules` does, and with the
    problem wrong_sum where the best answers do not add up to 100.
    """
    file = RulesText(name, text)
    with file.root() as root:
        root.text("source")
        order = root.texts("order")
        asking = _Asking(root.text("horizon"), root.text("varieties"))
        for key, code in (("horizon", asking.horizon), ("varieties", asking.varieties)):
            if code not in order:
                raise root.fault(key, "unknown_code")
        with root.table("question") as table:
            questions = tuple(_question(table, code, asking) for code in order)
        if sum(_best(one.answers) for one in questions) != FULL_SCORE:
            raise root.fault("question", "wrong_sum")
        if not any(answer.is_lowest for one in questions for answer in one.answers):
            raise root.fault("question.lowest", "missing_key")
        return Form(
            version=root.text("version"),
            questions=questions,
            title=root.text("title"),
            title_en=root.text("title_en"),
            is_sample=root.flag("is_sample"),
        )


@dataclass(frozen=True, slots=True)
class _Asking:
    """The questions that ask for the horizon and for the varieties."""

    horizon: str
    varieties: str


def _question(questions: RulesTable, code: str, asking: _Asking) -> Question:
    with questions.table(code) as table:
        # One horizon alone can be stated: that question never takes several answers.
        several = code != asking.horizon and table.has("several") and table.flag("several")
        with table.table("answers") as given:
            letters = [letter for letter in _LETTERS if given.has(letter)]
            answers = tuple(_answer(given, letter, code, asking) for letter in letters)
        if len(answers) < _LEAST_ANSWERS:
            raise table.fault("answers", "wrong_count")
        return Question(code, table.text("zh"), answers, several, table.text("en"))


def _answer(given: RulesTable, letter: str, code: str, asking: _Asking) -> Answer:
    with given.table(letter) as one:
        months = one.whole("horizon_months", 1, _MAX_MONTHS) if code == asking.horizon else None
        varieties = one.codes("varieties", Variety) if code == asking.varieties else ()
        if code == asking.varieties and not varieties:
            raise one.fault("varieties", "empty")
        return Answer(
            letter=letter,
            text=one.text("zh"),
            score=one.whole("score", 0, FULL_SCORE),
            horizon_months=months,
            varieties=varieties,
            is_lowest=one.has("lowest") and one.flag("lowest"),
            text_en=one.text("en"),
            is_exclusive=one.has("exclusive") and one.flag("exclusive"),
        )


def _best(answers: Iterable[Answer]) -> int:
    return max(one.score for one in answers)


def problems_of(form: Form, answers: Answers) -> tuple[Reason, ...]:
    """Why answers cannot be scored, question by question; empty when they can."""
    known = {question.code for question in form.questions}
    found = [reason("form.unknown_question", question=code) for code in answers if code not in known]
    for question in form.questions:
        problem = _problem(question, answers.get(question.code, ()))
        if problem is not None:
            found.append(problem)
    return tuple(found)


def _problem(question: Question, letters: Sequence[str]) -> Reason | None:
    by_letter = {one.letter: one for one in question.answers}
    unknown = [letter for letter in letters if letter not in by_letter]
    if unknown:
        return reason("form.unknown_answer", question=question.code, letter=unknown[0])
    chosen = set(letters)
    if not chosen:
        return reason("form.unanswered", question=question.code)
    if len(chosen) > 1 and not question.takes_several:
        return reason("form.one_only", question=question.code)
    alone = [letter for letter in letters if by_letter[letter].is_exclusive]
    if len(chosen) > 1 and alone:
        return reason("form.stands_alone", question=question.code, letter=alone[0])
    return None


def score_form(form: Form, answers: Answers, advice: AdviceRules) -> Scored | tuple[Reason, ...]:
    """What the answers come to, or the reasons for which they cannot be scored."""
    problems = problems_of(form, answers)
    if problems:
        return problems
    chosen = [
        [one for one in question.answers if one.letter in answers[question.code]]
        for question in form.questions
    ]
    score = sum(_best(several) for several in chosen)
    every = [one for several in chosen for one in several]
    is_lowest = any(one.is_lowest for one in every)
    stated = {variety for one in every for variety in one.varieties}
    return Scored(
        score=score,
        level=RiskLevel.C1_MIN if is_lowest else _LEVELS[bisect_right(advice.questionnaire.bands, score)],
        horizon_months=next(one.horizon_months for one in every if one.horizon_months is not None),
        varieties=tuple(variety for variety in Variety if variety in stated),
        is_lowest=is_lowest,
    )


def level_of(scored: Scored, capacity: Capacity | None) -> RiskLevel:
    """The level for a client: who lacks full civil capacity has the lowest class (AG art. 29)."""
    return RiskLevel.C1_MIN if capacity in (Capacity.LIMITED, Capacity.NONE) else scored.level


def may_take(taken: Sequence[date], on: date, advice: AdviceRules) -> tuple[Reason, ...]:
    """Why no questionnaire may be taken on a day, empty when one may; `again_on` is when one may next.

    `taken` are the days of those taken before; a day may stand twice.
    """
    limits = advice.questionnaire
    start = months_before(on, _YEAR)
    recent = sorted(day for day in taken if start < day <= on)
    today = recent.count(on)
    found = []
    if today >= limits.most_a_day:
        again = on + timedelta(days=1)
        found.append(
            reason("take.day_limit", most=limits.most_a_day, taken=today, again_on=again.isoformat())
        )
    if len(recent) >= limits.most_in_12_months:
        again = _forgotten_on(recent[-limits.most_in_12_months])
        found.append(
            reason(
                "take.year_limit",
                most=limits.most_in_12_months,
                taken=len(recent),
                again_on=again.isoformat(),
            )
        )
    return tuple(found)


def result_due_on(taken_on: date, working: TradingDays, advice: AdviceRules) -> date:
    """The last day on which the client must have been told the result (AG art. 27)."""
    return from_day(working.add(to_day(taken_on), advice.questionnaire.result_within_days))


def _forgotten_on(taken: date) -> date:
    """The first day whose last twelve months no longer hold a day."""
    anniversary = months_before(taken, -_YEAR)
    return anniversary if months_before(anniversary, _YEAR) >= taken else anniversary + timedelta(days=1)
