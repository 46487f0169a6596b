"""What stands half typed in the quick log: a value that can be kept in the book and read back whole.

Codes are those of `domain.interaction`; an empty code means that the person has not chosen and the default
counts. `typed_on` is the day on which it was begun: relative days (`+3`) are counted from it, so that a
draft found the next morning still means the same day.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

Body = Mapping[str, object]

KEY = "quick_log"
"""Under which the book keeps the draft."""


@dataclass(frozen=True, slots=True)
class PersonTyped:
    """An attendee by client number, and the private line."""

    client_no: str
    line: str = ""


@dataclass(frozen=True, slots=True)
class PromiseTyped:
    """A promise and its day, both as typed."""

    what: str
    due: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LogDraft:
    """Everything of the window. `on` and `typed_on` are ISO days, `consent_at` an ISO instant.

    `looking` is the text in the person box, `unknown` are names that were typed and are nobody's yet,
    `prospect` the three fields of a new one. `is_effective` is "", "yes" or "no".
    """

    typed_on: str = ""
    on: str = ""
    people: tuple[PersonTyped, ...] = ()
    looking: str = ""
    unknown: tuple[str, ...] = ()
    prospect: tuple[str, ...] = ()
    kind: str = ""
    channel: str = ""
    purpose: str = ""
    outcome: str = ""
    is_effective: str = ""
    initiator: str = ""
    next_step: str = ""
    note: str = ""
    client_words: str = ""
    judgement: str = ""
    promises: tuple[PromiseTyped, ...] = ()
    done_tasks: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    product_typed: str = ""
    confidentiality: str = ""
    attachments: tuple[str, ...] = ()
    wording_reason: str = ""
    intent: str = ""
    bank_manager: str = ""
    consent_at: str = ""

    @property
    def has_content(self) -> bool:
        """True when anything was typed or chosen: the day on which it was begun says nothing."""
        return replace(self, typed_on="", on="", bank_manager="") != LogDraft()

    @property
    def texts(self) -> tuple[tuple[str, str], ...]:
        """The advisor's own texts by field, which forbidden words may not stand in."""
        lines = tuple(("line", one.line) for one in self.people if one.line)
        promised = tuple(("promise", one.what) for one in self.promises if one.what)
        return (
            ("note", self.note),
            ("judgement", self.judgement),
            ("next", self.next_step),
            ("intent", self.intent),
            *lines,
            *promised,
        )


def body_of(draft: LogDraft) -> dict[str, object]:
    """The draft as JSON: only what differs from an empty one."""
    empty = LogDraft()
    return {
        name: value for name, value in asdict(draft).items() if getattr(draft, name) != getattr(empty, name)
    }


def draft_of(body: Body) -> LogDraft:
    """The draft of a body; what another version of the program wrote differently is left out."""
    given: dict[str, object] = {}
    for spec in fields(LogDraft):
        value = body.get(spec.name)
        read = _READ.get(spec.name, _text)(value)
        if read is not None:
            given[spec.name] = read
    return LogDraft(**given)  # type: ignore[arg-type]


def begun(today: date) -> LogDraft:
    """An empty draft of a day."""
    return LogDraft(typed_on=today.isoformat(), on=today.isoformat())


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list | tuple):
        return None
    return tuple(one for one in value if isinstance(one, str))


def _rows(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []


def _people(value: object) -> tuple[PersonTyped, ...]:
    return tuple(
        PersonTyped(str(row["client_no"]), str(row.get("line", "")))
        for row in _rows(value)
        if "client_no" in row
    )


def _promises(value: object) -> tuple[PromiseTyped, ...]:
    return tuple(PromiseTyped(str(row.get("what", "")), str(row.get("due", ""))) for row in _rows(value))


_READ = {
    "people": _people,
    "unknown": _texts,
    "prospect": _texts,
    "promises": _promises,
    "done_tasks": _texts,
    "products": _texts,
    "attachments": _texts,
}
