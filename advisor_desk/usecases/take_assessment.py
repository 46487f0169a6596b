"""风险测评: a client answers, sees what it comes to, confirms it; holdings are compared with it anew.

The screen is given a form without worth. A result that was seen and not confirmed still counts as taken.
No words here: what cannot be done carries a permanent code.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from advisor_desk import paths
from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.code_lists import joined_codes
from advisor_desk.domain.dates import complete_years
from advisor_desk.domain.product import RiskGrade, Variety
from advisor_desk.domain.questionnaire import AskedForm, FilledForm, Form
from advisor_desk.domain.records import Capacity
from advisor_desk.domain.review import AssessmentLine
from advisor_desk.domain.suitability import CheckCode
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.assessment import expires_on
from advisor_desk.rules.questionnaire import (
    Answers,
    Scored,
    level_of,
    may_take,
    parse_form,
    result_due_on,
    score_form,
)
from advisor_desk.rules.shelf import grade_of
from advisor_desk.rules.suitability_case import capacity_of
from advisor_desk.usecases import held_match
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.trading_calendar import trading_days

_LOOKED_BACK: Final = timedelta(days=366)
MOST_NAME: Final = 40


@dataclass(frozen=True, slots=True)
class Sitting:
    """A client about to take the questionnaire; `refused` holds the limits that stand against it."""

    client_id: int
    client_no: str
    name: str
    is_person: bool
    on: date
    form: AskedForm
    before: AssessmentLine | None
    refused: tuple[UserCanFix, ...] = ()


@dataclass(frozen=True, slots=True)
class Misfit:
    """A holding that does not fit the new result, and in what; `is_new` when it fitted the one before."""

    code: str
    name: str
    value_fen: int
    grade: RiskGrade | None
    codes: tuple[CheckCode, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class Result:
    """What the answers come to, as the client is told it. Holds no score.

    `valid_until` is the first day on which it no longer counts, `tell_by` the last on which the client must
    have been told.
    """

    sitting: str
    form_version: str
    taken_on: date
    level: RiskLevel
    highest: RiskGrade
    before: AssessmentLine | None
    horizon_months: int
    varieties: tuple[Variety, ...]
    valid_until: date
    tell_by: date
    is_lowest: bool
    misfits: tuple[Misfit, ...]

    @property
    def is_changed(self) -> bool:
        """True when the client had another level before."""
        return self.before is not None and self.before.c_level is not self.level


@lru_cache(maxsize=4)
def form_of(version: str) -> Form:
    """The form of a version. Raises UserCanFix: `questionnaire.no_form`, `rules.invalid`."""
    file = paths.resources() / "questionnaires" / f"{version}.toml"
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserCanFix("questionnaire.no_form", version=version) from None
    return parse_form(text, file.name)


def open_sitting(book: AdviceBook, client_id: int) -> Sitting:
    """Form, client and limits. Raises UserCanFix: `client.unknown`, `questionnaire.no_form`."""
    client = book.advice_client(client_id)
    return Sitting(
        client_id=client_id,
        client_no=client.profile.client_no,
        name=client.profile.name,
        is_person=client.profile.client_type.is_person,
        on=book.as_of,
        form=form_of(book.advice.questionnaire.form).asked,
        before=client.assessment,
        refused=_limits(book, client_id),
    )


def see_result(book: AdviceBook, client_id: int, answers: Answers) -> Result:
    """What the answers come to. Seen is taken: it is recorded and counts, though the level stays as it was.

    Raises UserCanFix: `questionnaire.incomplete`, or the limit that is reached.
    """
    for refused in _limits(book, client_id):
        raise refused
    result = outcome_of(book, client_id, answers)
    book.take_assessment(client_id, _filled(result, _scored(book, answers), answers))
    return result


def outcome_of(book: AdviceBook, client_id: int, answers: Answers) -> Result:
    """What the answers come to, without recording it: for pictures and checks, never for a client.

    Raises UserCanFix("questionnaire.incomplete").
    """
    number = _taken(book, client_id).count(book.as_of) + 1
    sitting = f"{book.as_of.isoformat()}#{number}"
    return _result(book, book.advice_client(client_id), _scored(book, answers), sitting)


def confirm(book: AdviceBook, client_id: int, answers: Answers, seen: Result, confirmed_by: str) -> None:
    """The client confirms the result that was seen: from now on it is the client's level.

    Raises UserCanFix: `questionnaire.not_confirmed` without a name, `questionnaire.incomplete`.
    """
    name = confirmed_by.strip()
    if not name or len(name) > MOST_NAME:
        raise UserCanFix("questionnaire.not_confirmed")
    filled = _filled(seen, _scored(book, answers), answers)
    book.take_assessment(client_id, replace(filled, confirmed_by_client=True, confirmed_by=name))


def _taken(book: AdviceBook, client_id: int) -> list[date]:
    return book.assessments_taken(client_id, book.as_of - _LOOKED_BACK)


def _limits(book: AdviceBook, client_id: int) -> tuple[UserCanFix, ...]:
    found = []
    for code, params in may_take(_taken(book, client_id), book.as_of, book.advice):
        given = dict(params)
        if code == "take.day_limit":
            found.append(
                UserCanFix("questionnaire.day_limit", most=given["most"], again_on=given["again_on"])
            )
        else:
            found.append(
                UserCanFix("questionnaire.year_limit", most=given["most"], again_on=given["again_on"])
            )
    return tuple(found)


def _scored(book: AdviceBook, answers: Answers) -> Scored:
    found = score_form(form_of(book.advice.questionnaire.form), answers, book.advice)
    if isinstance(found, Scored):
        return found
    raise UserCanFix(
        "questionnaire.incomplete", count=len(found), question=str(dict(found[0][1])["question"])
    )


def _filled(result: Result, scored: Scored, answers: Answers) -> FilledForm:
    return FilledForm(
        form_version=result.form_version,
        taken_on=result.taken_on,
        answers={code: tuple(letters) for code, letters in answers.items()},
        score=scored.score,
        c_level=result.level,
        horizon_months=result.horizon_months,
        varieties=result.varieties,
        sitting=result.sitting,
    )


def _result(book: AdviceBook, client: AdviceClient, scored: Scored, sitting: str) -> Result:
    level = level_of(scored, _capacity(client, book))
    before = client.assessment
    return Result(
        sitting=sitting,
        form_version=book.advice.questionnaire.form,
        taken_on=book.as_of,
        level=level,
        highest=book.advice.suitability.highest_grade[level],
        before=before,
        horizon_months=scored.horizon_months,
        varieties=scored.varieties,
        valid_until=expires_on(book.as_of, book.rules),
        tell_by=result_due_on(book.as_of, trading_days(), book.advice),
        is_lowest=level is RiskLevel.C1_MIN,
        misfits=_misfits(book, client, level, scored),
    )


def _capacity(client: AdviceClient, book: AdviceBook) -> Capacity | None:
    """What is recorded or what the age gives; None for organisations and where neither is known."""
    born = client.profile.born_on
    if not client.profile.client_type.is_person:
        return None
    age = complete_years(born, book.as_of) if born else None
    return capacity_of(client.kyc.capacity, age, book.advice.suitability)


def _misfits(book: AdviceBook, client: AdviceClient, level: RiskLevel, scored: Scored) -> tuple[Misfit, ...]:
    """Every holding compared with what was just answered, the largest first."""
    if not client.holdings:
        return ()
    was, on, rules = client.assessment, book.as_of, book.rules
    line = AssessmentLine(
        on,
        expires_on(on, rules),
        level,
        scored.horizon_months,
        joined_codes(scored.varieties),
        was.investor_class if was else None,
    )
    shelf = book.shelf()
    before = held_match.misfits(client, shelf, on, rules, book.advice) if was else {}
    now = held_match.misfits(replace(client, assessment=line), shelf, on, rules, book.advice)
    grades = {one.code: grade_of(one) for one in shelf}
    found = [
        Misfit(
            held.product_code,
            held.product_name,
            held.value_fen,
            grades.get(held.product_code),
            now[held.product_code],
            not set(now[held.product_code]) <= set(before.get(held.product_code, ())),
        )
        for held in client.holdings
        if held.product_code in now
    ]
    return tuple(sorted(found, key=lambda one: (-one.value_fen, one.code)))
