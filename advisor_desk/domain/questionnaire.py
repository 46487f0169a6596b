"""The risk questionnaire (风险测评问卷): its form, and one that a client has filled in. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import Variety


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer: its letter, its words in the form's language, and what it is worth.

    `horizon_months` and `varieties` are what the answer states for the three-match; `is_lowest` marks an
    answer that makes the client C1_MIN.
    """

    letter: str
    text: str
    score: int
    horizon_months: int | None = None
    varieties: tuple[Variety, ...] = ()
    is_lowest: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question; with `takes_several` its best answer counts."""

    code: str
    text: str
    answers: tuple[Answer, ...]
    takes_several: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One version of the questionnaire."""

    version: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """What a client answered, and what it comes to. `answers` is question code to letters."""

    form_version: str
    taken_on: date
    answers: Mapping[str, tuple[str, ...]]
    score: int
    c_level: RiskLevel
    horizon_months: int
    varieties: tuple[Variety, ...]
    confirmed_by_client: bool = False
