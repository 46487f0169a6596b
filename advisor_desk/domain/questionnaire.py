"""The risk questionnaire (风险测评问卷): its form, and one that a client has filled in. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import Variety


@dataclass(frozen=True, slots=True)
class Answer:
    """One possible answer: its letter, its words in Chinese and English, and what it is worth.

    `horizon_months` and `varieties` are what the answer states for the three-match; `is_lowest` marks an
    answer that makes the client C1_MIN; one that is exclusive stands alone among several.
    """

    letter: str
    text: str
    score: int
    horizon_months: int | None = None
    varieties: tuple[Variety, ...] = ()
    is_lowest: bool = False
    text_en: str = ""
    is_exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """One question; with `takes_several` its best answer counts."""

    code: str
    text: str
    answers: tuple[Answer, ...]
    takes_several: bool = False
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class AskedAnswer:
    """An answer as a client may see it: without what it is worth."""

    letter: str
    text: str
    text_en: str
    is_exclusive: bool


@dataclass(frozen=True, slots=True)
class AskedQuestion:
    """A question as a client may see it."""

    code: str
    text: str
    text_en: str
    answers: tuple[AskedAnswer, ...]
    takes_several: bool


@dataclass(frozen=True, slots=True)
class AskedForm:
    """The form as a client may see it: the only one that a screen is given."""

    version: str
    title: str
    title_en: str
    is_sample: bool
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """One version of the questionnaire. A sample is for trying out: the firm puts its own in its place."""

    version: str
    questions: tuple[Question, ...]
    title: str = ""
    title_en: str = ""
    is_sample: bool = False

    @property
    def asked(self) -> AskedForm:
        """Everything but what the answers are worth."""
        return AskedForm(
            self.version, self.title, self.title_en, self.is_sample, tuple(map(_asked, self.questions))
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledForm:
    """What a client answered, and what it comes to. `answers` is question code to letters.

    `confirmed_by` is who confirmed the result for the client: the client, or an organisation's agent. What
    was seen and what was confirmed of it carry the same `sitting`: they count as taken once.
    """

    form_version: str
    taken_on: date
    answers: Mapping[str, tuple[str, ...]]
    score: int
    c_level: RiskLevel
    horizon_months: int
    varieties: tuple[Variety, ...]
    confirmed_by_client: bool = False
    confirmed_by: str = ""
    sitting: str = ""


def _asked(question: Question) -> AskedQuestion:
    answers = tuple(
        AskedAnswer(one.letter, one.text, one.text_en, one.is_exclusive) for one in question.answers
    )
    return AskedQuestion(question.code, question.text, question.text_en, answers, question.takes_several)
