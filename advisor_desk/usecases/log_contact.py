"""A contact logged in seconds: what is taken for granted, what keeps it from being saved, what is kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Initiator,
    Interaction,
    InteractionKind,
    NextStep,
    Outcome,
    OutletFacts,
    ProductMention,
    Promise,
    Purpose,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.wording import WordHit, forbidden_in
from advisor_desk.usecases.log_draft import LogDraft
from advisor_desk.usecases.outlet_mode import Outlet
from advisor_desk.usecases.typed_day import TypedNext, read_due, read_next

Code = TypeVar("Code", ContactChannel, Purpose, Outcome, InteractionKind, Initiator, Confidentiality)

DEFAULTS_KEY = "quick_log.defaults"
MOST_NOTE = 4_000
_LONGEST_LINE = 400

_KIND_OF: Mapping[ContactChannel, InteractionKind] = {
    ContactChannel.VISIT: InteractionKind.MEETING,
    ContactChannel.EVENT: InteractionKind.EVENT,
}


@dataclass(frozen=True, slots=True)
class LogDefaults:
    """What was used last, or what most contacts are."""

    channel: ContactChannel = ContactChannel.CALL
    purpose: Purpose = Purpose.CARE
    outcome: Outcome = Outcome.REACHED


@dataclass(frozen=True, slots=True)
class LogProblem:
    """What keeps a draft from being saved: the field and a code. `word` for a forbidden one."""

    field: str
    code: str
    word: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogBasis:
    """What a draft is read against."""

    today: date
    trading: TradingDays
    advice: AdviceRules
    defaults: LogDefaults = LogDefaults()
    outlet: Outlet | None = None
    outcomes: Mapping[str, str] | None = None
    """Outcomes of the suitability checks of products, by code, where there is a single attendee."""


class PreferenceBook(Protocol):
    """A book that keeps choices."""

    def preference(self, key: str) -> str | None:
        """A choice of the person kept in the book."""

    def keep_preference(self, key: str, value: str | None) -> None:
        """Keep or forget (None) a choice."""


def read_defaults(book: PreferenceBook) -> LogDefaults:
    """What was used last."""
    kept = (book.preference(DEFAULTS_KEY) or "").split(",")
    channel, purpose, outcome = (kept + ["", "", ""])[:3]
    plain = LogDefaults()
    return LogDefaults(
        _code(ContactChannel, channel, plain.channel),
        _code(Purpose, purpose, plain.purpose),
        _code(Outcome, outcome, plain.outcome),
    )


def keep_defaults(book: PreferenceBook, made: Interaction) -> None:
    """From now on this is what was used last."""
    now = ",".join((made.channel.value, made.purpose.value, made.outcome.value))
    if book.preference(DEFAULTS_KEY) != now:
        book.keep_preference(DEFAULTS_KEY, now)


def channel_of(draft: LogDraft, basis: LogBasis) -> ContactChannel:
    """The channel: chosen, that of the outlet, or the last used."""
    usual = ContactChannel.BRANCH if basis.outlet is not None else basis.defaults.channel
    return _code(ContactChannel, draft.channel, usual)


def kind_of(draft: LogDraft, basis: LogBasis) -> InteractionKind:
    """The kind: chosen, a referral at an outlet unless many were met there, or what the channel makes it."""
    usual = usual_kind(channel_of(draft, basis))
    if basis.outlet is not None and usual is not InteractionKind.EVENT:
        usual = InteractionKind.REFERRAL
    return _code(InteractionKind, draft.kind, usual)


def usual_kind(channel: ContactChannel) -> InteractionKind:
    """What the channel makes a contact, when nobody says otherwise."""
    return _KIND_OF.get(channel, InteractionKind.CONTACT)


def purpose_of(draft: LogDraft, basis: LogBasis) -> Purpose:
    """The purpose: chosen, a referral for one, or the last used."""
    is_referral = kind_of(draft, basis) is InteractionKind.REFERRAL
    return _code(Purpose, draft.purpose, Purpose.REFERRAL if is_referral else basis.defaults.purpose)


def outcome_of(draft: LogDraft, basis: LogBasis) -> Outcome:
    """The outcome: chosen, or the last used."""
    return _code(Outcome, draft.outcome, basis.defaults.outcome)


def is_effective(draft: LogDraft, basis: LogBasis) -> bool:
    """Whether it will restart the rhythm of service."""
    said = draft.is_effective == "yes" if draft.is_effective else outcome_of(draft, basis).is_effective
    return said and kind_of(draft, basis).can_be_effective


def next_of(draft: LogDraft, basis: LogBasis) -> TypedNext | None:
    """The next step as it is understood."""
    return read_next(draft.next_step, _begun_on(draft, basis), basis.trading)


def forbidden(draft: LogDraft, advice: AdviceRules) -> list[tuple[str, WordHit]]:
    """Forbidden words in the advisor's own texts; the client's words stand as they were said."""
    return [(field, hit) for field, text in draft.texts for hit in forbidden_in(text, advice)]


def problems_of(draft: LogDraft, basis: LogBasis) -> list[LogProblem]:
    """Everything that keeps it from being saved, in the order of the form."""
    return [
        *_people_problems(draft),
        *_day_problems(draft, basis),
        *_text_problems(draft, basis),
        *_outlet_problems(draft, basis),
    ]


def interaction_of(draft: LogDraft, basis: LogBasis, seconds: int | None = None) -> Interaction:
    """What is recorded of a draft without problems."""
    read = next_of(draft, basis)
    step = NextStep(read.what, read.on, read.minute) if read is not None and read.on is not None else None
    return Interaction(
        attendees=tuple(Attendee(one.client_no, one.line.strip()) for one in draft.people),
        on=_day(draft.on) or basis.today,
        channel=channel_of(draft, basis),
        outcome=outcome_of(draft, basis),
        purpose=purpose_of(draft, basis),
        kind=kind_of(draft, basis),
        effective=is_effective(draft, basis),
        initiator=_code(Initiator, draft.initiator, Initiator.ADVISOR),
        note=draft.note.strip(),
        client_words=draft.client_words.strip(),
        judgement=draft.judgement.strip(),
        products=_products(draft, basis),
        promises=tuple(_promises(draft, basis)),
        next_step=step,
        confidentiality=_code(Confidentiality, draft.confidentiality, Confidentiality.NORMAL),
        attachments=draft.attachments,
        wording_reason=draft.wording_reason.strip() if forbidden(draft, basis.advice) else "",
        outlet=_outlet_facts(draft, basis),
        seconds=seconds,
    )


def prospect_number(taken: Sequence[str], today: date, drawn: str) -> str:
    """A client number for a prospect; `drawn` are some letters by lot, so that two desks do not meet."""
    number = f"P{today:%y%m%d}-{drawn}"
    count = 2
    made = number
    while made in taken:
        made = f"{number}-{count}"
        count += 1
    return made


def _people_problems(draft: LogDraft) -> list[LogProblem]:
    if draft.unknown:
        return [LogProblem("people", "log.person_unknown", draft.unknown[0])]
    if draft.prospect and any(draft.prospect):
        return [LogProblem("people", "log.prospect_unfinished")]
    if draft.looking.strip():
        return [LogProblem("people", "log.person_unknown", draft.looking.strip())]
    return [] if draft.people else [LogProblem("people", "log.nobody")]


def _day_problems(draft: LogDraft, basis: LogBasis) -> list[LogProblem]:
    found = []
    on = _day(draft.on)
    if on is None or on > basis.today:
        found.append(LogProblem("on", "log.day_ahead"))
    read = next_of(draft, basis)
    if read is not None and read.on is None:
        found.append(LogProblem("next", "log.next_without_day"))
    for one in draft.promises:
        if one.what.strip() and read_due(one.due, _begun_on(draft, basis), basis.trading) is None:
            found.append(LogProblem("promises", "log.promise_without_day"))
        elif one.due.strip() and not one.what.strip():
            found.append(LogProblem("promises", "log.promise_without_text"))
    return found


def _text_problems(draft: LogDraft, basis: LogBasis) -> list[LogProblem]:
    longest = {"note": MOST_NOTE, "judgement": MOST_NOTE}
    found = [
        LogProblem(field, "log.too_long")
        for field, text in (*draft.texts, ("client_words", draft.client_words))
        if len(text) > longest.get(field, MOST_NOTE if field == "client_words" else _LONGEST_LINE)
    ]
    if not draft.wording_reason.strip():
        hits = forbidden(draft, basis.advice)
        found += [LogProblem(field, "log.forbidden_word", hit.word) for field, hit in hits]
    if draft.product_typed.strip():
        found.append(LogProblem("products", "log.product_unknown", draft.product_typed.strip()))
    return found


def _outlet_problems(draft: LogDraft, basis: LogBasis) -> list[LogProblem]:
    is_referral = basis.outlet is not None and kind_of(draft, basis) is InteractionKind.REFERRAL
    return [LogProblem("consent", "log.no_consent")] if is_referral and not draft.consent_at else []


def _promises(draft: LogDraft, basis: LogBasis) -> list[Promise]:
    begun_on = _begun_on(draft, basis)
    read = (
        (one.what.strip(), read_due(one.due, begun_on, basis.trading))
        for one in draft.promises
        if one.what.strip()
    )
    return [Promise(what, due) for what, due in read if due is not None]


def _products(draft: LogDraft, basis: LogBasis) -> tuple[ProductMention, ...]:
    known = basis.outcomes if basis.outcomes is not None and len(draft.people) == 1 else {}
    return tuple(ProductMention(code, known.get(code, "")) for code in draft.products)


def _outlet_facts(draft: LogDraft, basis: LogBasis) -> OutletFacts | None:
    if basis.outlet is None:
        return None
    return OutletFacts(
        basis.outlet.partner,
        basis.outlet.outlet,
        draft.bank_manager.strip(),
        draft.intent.strip(),
        datetime.fromisoformat(draft.consent_at) if draft.consent_at else None,
    )


def _begun_on(draft: LogDraft, basis: LogBasis) -> date:
    return _day(draft.typed_on) or basis.today


def _day(iso: str) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


def _code(family: type[Code], code: str, usual: Code) -> Code:
    """The code as chosen; an empty or unknown one is the usual."""
    return family(code) if code in family.__members__ else usual
