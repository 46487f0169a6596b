"""The advisor's version of a brief, from facts to content."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from advisor_desk.domain.advice import AdviceReason, BlockedProduct, NeedPoint, Suggestion
from advisor_desk.domain.dates import complete_years
from advisor_desk.domain.mask import mask_phone
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import Duty
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.rules.shelf import grade_of
from advisor_desk.usecases.brief_asks import is_urgent, pains, papers, questions
from advisor_desk.usecases.brief_changes import changes, since_line
from advisor_desk.usecases.brief_content import (
    Bar,
    BlockedItem,
    BriefContent,
    Item,
    LineItem,
    NeedItem,
    Reader,
    Source,
    Who,
)
from advisor_desk.usecases.brief_facts import BriefFacts
from advisor_desk.usecases.brief_service import moments, promises, rights
from advisor_desk.usecases.held_mix import held_weights

_EARLY = ("shelf.", "advice.")
_NOTHING = "advice.nothing_allowed"
_CONSEQUENCES = (_NOTHING, "A_", "R_", "M_")


def advisor_content(facts: BriefFacts) -> BriefContent:
    """Everything the advisor wants to have read before the meeting."""
    plan = facts.suggestion.plan
    return BriefContent(
        reader=Reader.ADVISOR,
        as_of=facts.as_of,
        who=_who(facts),
        figures=_figures(facts),
        goal=facts.draft.goal.strip(),
        since=since_line(facts),
        changes=changes(facts),
        pains=pains(facts),
        questions=questions(facts),
        needs=_needs(facts),
        papers=papers(facts),
        promises=promises(facts.service, facts.as_of),
        moments=moments(facts.service, facts.as_of),
        rights=rights(facts.service),
        lines=_lines(facts),
        residual_fen=plan.residual_fen if plan else None,
        binding=_binding(facts.suggestion),
        duties=_duties(facts.suggestion),
        bars=bars(facts, with_target=True),
        blocked=_blocked(facts.suggestion),
        steps=steps(facts.suggestion),
        notes=_notes(facts),
        sources=_sources(facts),
    )


def steps(suggestion: Suggestion) -> tuple[Item, ...]:
    """What to do where nothing may be suggested; empty when there is a plan.

    What only follows from the first stops (no level, so nothing matches) is no step of its own.
    """
    if suggestion.plan is not None:
        return ()
    told = suggestion.stopped or (("suggestion.none", ()),)
    if _is_stopped_early(suggestion):
        told = tuple(one for one in told if not one[0].startswith(_CONSEQUENCES))
    return tuple(Item(f"step.{code}", code, params) for code, params in told)


def _is_stopped_early(suggestion: Suggestion) -> bool:
    """True when shelf or client stand in the way, whatever the single products are."""
    return any(code.startswith(_EARLY) and code != _NOTHING for code, _ in suggestion.stopped)


def bars(facts: BriefFacts, *, with_target: bool) -> tuple[Bar, ...]:
    """The mix now and after, for the advisor also the target; without a plan only what is held."""
    plan = facts.suggestion.plan
    if plan is None:
        held = held_weights(facts.client, facts.products, facts.advice)
        return (Bar("now", *held),) if held is not None else ()
    found = (Bar("now", plan.before_bp, plan.other_bp), Bar("after", plan.after_bp, plan.other_bp))
    return (*found, Bar("target", plan.target_bp)) if with_target else found


def _who(facts: BriefFacts) -> Who:
    row, profile, standing = facts.review.row, facts.client.profile, facts.review.standing
    assessment = facts.client.assessment
    is_person = profile.client_type.is_person
    return Who(
        name=row.name,
        is_person=is_person,
        client_no=row.client_no,
        phone=mask_phone(profile.phone or ""),
        level=assessment.c_level if assessment else None,
        level_until=assessment.expires_on if assessment else None,
        is_level_ending=assessment is not None and is_urgent(facts, assessment.expires_on),
        client_type=profile.client_type,
        gender=profile.gender if is_person else None,
        age=complete_years(profile.born_on, facts.as_of) if is_person and profile.born_on else None,
        tier=standing.tier,
        tier_variant=standing.tier_variant,
        tier_why=tuple(reason for reason in standing.reasons if reason[0].startswith("tier.")),
        group=standing.group,
        state=standing.state,
    )


def _figures(facts: BriefFacts) -> tuple[Item, ...]:
    row, client, plan = facts.review.row, facts.client, facts.suggestion.plan
    change = row.change30_bp
    tone = "up" if (change or 0) > 0 else "down" if (change or 0) < 0 else ""
    aum, cash = row.aum_fen, client.cash_fen
    on = row.aum_on.isoformat() if row.aum_on else None
    part = cash * WHOLE_BP // aum if cash is not None and aum and aum > 0 else None
    drift: tuple[tuple[str, int | None], ...] = (
        ("before_bp", plan.drift_before_bp if plan else None),
        ("after_bp", plan.drift_after_bp if plan else None),
    )
    return (
        Item("figure.assets", "figure.assets", (("value_fen", aum), ("on_on", on)), ("assets",)),
        Item("figure.change", "figure.change", (("value_bp", change),), ("assets",), tone),
        Item("figure.cash", "figure.cash", (("value_fen", cash), ("part_bp", part)), ("assets",)),
        Item("figure.drift", "figure.drift", drift, ("allocation",) if plan else ()),
    )


def _needs(facts: BriefFacts) -> tuple[NeedItem, ...]:
    return tuple(
        NeedItem(
            f"need.{need.kind.value}",
            need.kind,
            need.points,
            tuple(_by_name(part, facts.products) for part in need.parts),
        )
        for need in facts.suggestion.needs
    )


def _by_name(part: NeedPoint, products: Mapping[str, Product]) -> NeedPoint:
    """A point whose evidence calls a product by its name."""
    told = tuple(
        (key, products[str(value)].name if key == "code" and value in products else value)
        for key, value in part.evidence
    )
    return replace(part, evidence=told)


def _lines(facts: BriefFacts) -> tuple[LineItem, ...]:
    plan = facts.suggestion.plan
    return tuple(
        LineItem(
            key=f"line.{line.code}",
            code=line.code,
            name=line.name,
            asset_class=line.asset_class,
            amount_fen=line.amount_fen,
            r_level=grade_of(facts.products[line.code]),
            role=line.role,
            why=line.why,
        )
        for line in (plan.lines if plan else ())
    )


def _binding(suggestion: Suggestion) -> tuple[AdviceReason, ...]:
    """What stopped more, and what else must be known of the suggestion; consent is told elsewhere."""
    plan = suggestion.plan
    others = tuple(note for note in suggestion.notes if note[0] != "note.opted_out")
    return (*plan.binding, *others) if plan else ()


def _duties(suggestion: Suggestion) -> tuple[Duty, ...]:
    """What selling the lines obliges to, in the fixed order of duties."""
    asked = {duty for verdict in suggestion.verdicts.values() for duty in verdict.duties}
    return tuple(duty for duty in Duty if duty in asked)


def _blocked(suggestion: Suggestion) -> tuple[BlockedItem, ...]:
    """Blocked products: what the client could cure before what lies with the product alone, then by points.

    Of those that the same reasons stop the first stands for all: the others come after. None where nothing
    was to be looked at yet.
    """
    if suggestion.plan is None and _is_stopped_early(suggestion):
        return ()
    ranked = sorted(suggestion.blocked, key=lambda one: (_is_of_shelf(one), -_points(one), one.code))
    first = {one.codes: one.code for one in reversed(ranked)}
    ranked.sort(key=lambda one: (_is_of_shelf(one), first[one.codes] != one.code))
    return tuple(
        BlockedItem(
            f"blocked.{one.code}",
            one.code,
            one.name,
            tuple((found.code.value, found.params) for found in one.verdict.findings),
            _points(one),
        )
        for one in ranked
    )


def _is_of_shelf(blocked: BlockedProduct) -> bool:
    """True when only the product stands in the way: nothing that a meeting could change."""
    return all(code.value.startswith("P_") for code in blocked.codes)


def _points(blocked: BlockedProduct) -> int:
    return sum(part.points for part in blocked.points)


def _notes(facts: BriefFacts) -> tuple[Item, ...]:
    words = "、".join(facts.advice.forbidden_words)
    opted_out = Item("note.opted_out", "note.opted_out", (), ("identity",), "warn")
    return (
        *((opted_out,) if facts.client.has_opted_out else ()),
        Item("note.forbidden", "note.forbidden", (("words_text", words),), ("wording",)),
    )


def _sources(facts: BriefFacts) -> dict[str, Source]:
    """Every source that a line may name; the page numbers those that it shows."""
    return {name: source for name, source in (*_records(facts), *_rules(facts))}


def _records(facts: BriefFacts) -> Iterator[tuple[str, Source]]:
    client, review = facts.client, facts.review
    yield "assets", Source("assets", review.row.aum_on or client.assets_on)
    yield "contact", Source("contact", facts.contact.on if facts.contact else None)
    if facts.service.records:
        yield "service", Source("service", facts.service.records[0].made.on)
    yield "trades", Source("trades", facts.trades[0].on if facts.trades else None)
    yield "signals", Source("signals", max((one.on for one in client.signals), default=None))
    yield "assessment", Source("assessment", client.assessment.taken_on if client.assessment else None)
    yield "holdings", Source("holdings", max((one.as_of for one in client.holdings), default=None))
    yield "identity", Source("identity")
    yield "shelf", Source("shelf", facts.release.received_on if facts.release else None)


def _rules(facts: BriefFacts) -> Iterator[tuple[str, Source]]:
    suggestion = facts.suggestion
    yield "rights", Source("service_rules", None, facts.service.rules_version, "entitlements")
    yield "moments", Source("service_rules", None, facts.service.rules_version, "moments")
    yield "tier", Source("rules", None, suggestion.rules_version, "tier")
    for name, section in (
        ("needs", "needs.points"),
        ("allocation", "allocation.model"),
        ("suitability", "suitability.match"),
        ("wording", "wording"),
    ):
        yield name, Source("advice", None, suggestion.advice_version, section)
