"""What the advisor should ask, and what runs out or hurts: questions by fixed rules, papers, complaints."""

from collections.abc import Iterator
from datetime import date, timedelta

from advisor_desk.domain.advice import ContactLine, Need, NeedKind
from advisor_desk.domain.dates import days_between, months_before
from advisor_desk.domain.interaction import Purpose
from advisor_desk.domain.suitability import Params
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.usecases.brief_content import Item
from advisor_desk.usecases.brief_facts import BriefFacts

_MOST_FIELDS = 3


def pains(facts: BriefFacts) -> tuple[Item, ...]:
    """What was said of the complaint that is open, the newest first."""
    found: list[Item] = []
    for contact in _newest_first(facts):
        params: Params = (
            ("on_on", contact.on.isoformat()),
            ("channel", contact.channel),
            ("note_text", contact.note.strip()),
        )
        code = "pain.complaint" if contact.note.strip() else "pain.bare"
        found.append(Item(f"pain.{contact.on.isoformat()}.{len(found)}", code, params, ("contact",), "warn"))
    return tuple(found)


def _newest_first(facts: BriefFacts) -> list[ContactLine]:
    since = facts.service.complaint_on
    told = [one for one in facts.client.contacts if one.purpose == Purpose.COMPLAINT]
    known = [one for one in told if since is not None and since <= one.on <= facts.as_of]
    return sorted(known, key=lambda one: one.on, reverse=True)


def papers(facts: BriefFacts) -> tuple[Item, ...]:
    """Papers that have run out or will within the days, the most urgent first."""
    last = facts.as_of + timedelta(days=facts.advice.suitability.id_watch_days)
    due = [(on, code, source) for code, on, source in _papers(facts) if on is not None and on <= last]
    return tuple(_paper(facts, on, code, source) for on, code, source in sorted(due))


def _papers(facts: BriefFacts) -> Iterator[tuple[str, date | None, str]]:
    """Every paper with its day: the last one, or for an assessment the first on which it does not count."""
    kyc, assessment = facts.client.kyc, facts.client.assessment
    yield "identity", facts.client.profile.id_expires_on, "identity"
    yield "assessment", assessment.expires_on if assessment else None, "assessment"
    yield "class", kyc.class_until, "identity"
    months = facts.advice.suitability.proof_months
    yield "proof", months_before(kyc.proof_on, -months) if kyc.proof_on else None, "identity"


def _paper(facts: BriefFacts, on: date, code: str, source: str) -> Item:
    days = days_between(facts.as_of, on)
    params: Params = (("on_on", on.isoformat()), ("days", abs(days)))
    is_over = days <= 0 if code == "assessment" else days < 0
    state = "over" if is_over else "due"
    tone = "warn" if is_urgent(facts, on) else ""
    return Item(f"paper.{code}", f"paper.{code}_{state}", params, (source,), tone)


def is_urgent(facts: BriefFacts, on: date) -> bool:
    """Whether a paper that ends on a day is to be seen to at once."""
    return days_between(facts.as_of, on) <= facts.advice.suitability.id_urgent_days


def questions(facts: BriefFacts) -> tuple[Item, ...]:
    """What to ask, the most pressing first; the page shows three. The same facts ask the same."""
    return (*_pressing(facts), *_money(facts), *_unknown(facts), _ask("elsewhere"))


def _pressing(facts: BriefFacts) -> Iterator[Item]:
    if pains(facts):
        yield _ask("complaint", sources=("contact",))
    if facts.client.assessment is None:
        yield _ask("assess")
    due = {paper.key.removeprefix("paper."): paper for paper in papers(facts)}
    for code in ("assessment", "identity"):
        if code in due and due[code].tone:
            yield _ask(f"{code}_due", due[code].params, due[code].sources)
    if facts.missing:
        yield _ask("missing", (("fields", "|".join(facts.missing[:_MOST_FIELDS])),), ("identity",))


def _money(facts: BriefFacts) -> Iterator[Item]:
    cash, assets = facts.client.cash_fen, facts.client.aum_fen
    if cash and assets and assets > 0 and cash * WHOLE_BP >= assets * facts.advice.needs.cash_from_bp:
        yield _ask("cash", (("cash_fen", cash), ("part_bp", cash * WHOLE_BP // assets)), ("assets",))
    last = facts.as_of + timedelta(days=facts.advice.needs.maturity_days)
    ending = [
        line
        for line in facts.client.holdings
        if line.locked_until is not None and facts.as_of <= line.locked_until <= last
    ]
    for line in sorted(ending, key=lambda one: (one.locked_until, one.product_code))[:1]:
        until = line.locked_until.isoformat() if line.locked_until else ""
        params = (("product_text", line.product_name), ("until_on", until), ("value_fen", line.value_fen))
        yield _ask("maturity", params, ("holdings",))


def _unknown(facts: BriefFacts) -> Iterator[Item]:
    need = next((one for one in facts.suggestion.needs if _is_to_be_asked(facts, one)), None)
    if need is not None:
        yield _ask("need", (("need", need.kind.value),), ("needs",))
    kyc = facts.client.kyc
    if kyc.spending_month_fen is None and facts.client.profile.client_type.is_person:
        yield _ask("spending")
    if kyc.liquidity_need_fen is None:
        yield _ask("liquidity")
    if not facts.draft.goal.strip():
        yield _ask("goal")


def _is_to_be_asked(facts: BriefFacts, need: Need) -> bool:
    """True for a need in the client's own words that something answers which this client may buy."""
    if need.kind is NeedKind.SHORTFALL:
        return False
    answered = {part for _code, parts in facts.suggestion.offered for part in parts}
    return any(part in answered for part in need.parts)


def _ask(code: str, params: Params = (), sources: tuple[str, ...] = ()) -> Item:
    return Item(f"ask.{code}", f"ask.{code}", params, sources)
