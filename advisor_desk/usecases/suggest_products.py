"""What could be bought for a client's money, why, and what stands against the rest (domain notes §5.2).

A suggestion counts as started by the advisor: each of its products has the verdict ALLOW at its amount.
Nothing is recorded here but by `give`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from advisor_desk.domain.advice import (
    AdviceReason,
    AllocationCase,
    AllocationPlan,
    LineOverride,
    LineRole,
    Need,
    NeedPoint,
    PlanLine,
    Suggestion,
    WhatIf,
)
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Qualification
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import CheckCode, SuitabilityVerdict
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.allocation import evaluate, misfits
from advisor_desk.rules.allocation_plan import best_plan
from advisor_desk.rules.allocation_weights import WHOLE_BP, class_sums, main_class, weights_of
from advisor_desk.rules.needs import needs_of, points_of, private_needs
from advisor_desk.rules.programme import Solve
from advisor_desk.rules.qualified import qualification_gaps
from advisor_desk.rules.reasons import reason
from advisor_desk.rules.suitability import check_bundle
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.give_suggestion import give as give
from advisor_desk.usecases.programme_solver import solve_programme
from advisor_desk.usecases.suggest_case import AdviceSheet as AdviceSheet
from advisor_desk.usecases.suggest_case import Ground, Sheet, case_of, ground_of, read_sheet, stops
from advisor_desk.usecases.suggest_offers import Shop, Visit, shop_of
from advisor_desk.usecases.suggestion_json import suggestion_json as suggestion_json

NOTE_CODES: Mapping[str, tuple[str, ...]] = {
    "note.quota_gone": ("products",),
    "note.money_short": ("products", "least_fen"),
    "note.foreign": ("products",),
    "note.does_not_fit": ("code", "asset_class", "min_fen", "share_bp", "because"),
    "note.core_below": ("core_bp", "least_bp"),
    "note.unclassified": ("part_bp",),
    "note.private_material": ("topic",),
    "note.opted_out": (),
}
"""What else the advisor must know of a suggestion."""

Points = Mapping[str, tuple[NeedPoint, ...]]


@dataclass(frozen=True, slots=True)
class Trial:
    """A plan with amounts set by hand, and the verdict of each of its products at its amount."""

    plan: AllocationPlan
    verdicts: Mapping[str, SuitabilityVerdict]


def suggest(
    book: AdviceBook,
    client_id: int,
    what_if: WhatIf,
    *,
    overrides: Sequence[LineOverride] = (),
    solve: Solve = solve_programme,
) -> Suggestion:
    """A suggestion for a client on the book's day. Raises UserCanFix("client.unknown")."""
    return suggest_from(read_sheet(book, client_id), what_if, overrides, solve)


def suggest_from(
    sheet: Sheet,
    what_if: WhatIf,
    overrides: Sequence[LineOverride] = (),
    solve: Solve = solve_programme,
) -> Suggestion:
    """The same from one reading of the book, which is not touched: for a job behind the screen.

    Amounts set by hand stay in the plan exactly as they are; what they break is in `plan.broken`.
    """
    ground = ground_of(sheet, what_if)
    without = frozenset(what_if.without)
    visit = _visit(ground)
    shop = shop_of(visit, (one for code, one in sheet.shelf.items() if code not in without))
    stopped = stops(ground) or _nothing_allowed(shop)
    kept = tuple(one for one in overrides if one.code not in without)
    empty = Suggestion(
        client_id=sheet.client.client_id,
        as_of=sheet.as_of,
        advice_version=sheet.advice.version,
        rules_version=sheet.rules.version,
        level=ground.level,
        what_if=what_if,
        amount_fen=ground.money.amount_fen,
        case=None,
        plan=None,
        overrides=kept,
        stopped=stopped,
    )
    if stopped or ground.level is None:
        return _ranked(empty, ground, shop)
    fixed = {one.code: one.amount_fen for one in kept}
    case, plan, verdicts = _allowed_plan(ground, ground.level, shop, (fixed, solve))
    found = replace(empty, case=case, plan=plan, verdicts=verdicts)
    return _ranked(replace(found, notes=_notes(found, ground, shop)), ground, shop)


def evaluate_suggestion(sheet: Sheet, suggestion: Suggestion, amounts: Mapping[str, int]) -> Trial:
    """The suggestion's case with other amounts, without the solver: quick enough for every key stroke.

    Raises UserCanFix("suggestion.stopped") for a suggestion without a plan.
    """
    if suggestion.case is None or suggestion.plan is None:
        raise UserCanFix("suggestion.stopped")
    plan = evaluate(suggestion.case, amounts, sheet.advice)
    visit = _visit(ground_of(sheet, suggestion.what_if))
    verdicts = _verdicts(visit, sheet.shelf, amounts, suggestion.case)
    return Trial(replace(plan, lines=_as_before(plan.lines, suggestion.plan.lines)), verdicts)


def _visit(ground: Ground) -> Visit:
    sheet = ground.sheet
    return Visit(sheet.client, ground.investor, sheet.as_of, sheet.advice)


def _allowed_plan(
    ground: Ground, level: RiskLevel, shop: Shop, by: tuple[Mapping[str, int], Solve]
) -> tuple[AllocationCase, AllocationPlan, Mapping[str, SuitabilityVerdict]]:
    """The best plan all of whose computed lines are ALLOW at their amounts: each is checked once more, and
    a product that fails is left out of the next attempt.
    """
    fixed, solve = by
    visit, sheet = _visit(ground), ground.sheet
    while True:
        case = case_of(ground, level, shop)
        plan = best_plan(case, sheet.advice, solve, fixed)
        amounts = {line.code: line.amount_fen for line in plan.lines} | {
            code: amount for code, amount in fixed.items() if amount
        }
        verdicts = _verdicts(visit, sheet.shelf, amounts, case)
        refused = frozenset(
            code for code, verdict in verdicts.items() if not verdict.is_allowed and code not in fixed
        )
        if not refused:
            return case, plan, verdicts
        shop = shop.without(refused)


def _verdicts(
    visit: Visit, shelf: Mapping[str, Product], amounts: Mapping[str, int], case: AllocationCase
) -> dict[str, SuitabilityVerdict]:
    """The verdict of each amount: offers are paid out of the same money, the rest is looked at alone."""
    offered = {one.code for one in case.offers}
    codes = [code for code in sorted(amounts) if amounts[code] and code in shelf]
    bundles = [
        [code for code in codes if code in offered],
        *([code] for code in codes if code not in offered),
    ]
    found: dict[str, SuitabilityVerdict] = {}
    for bundle in bundles:
        legs = [(visit.terms(shelf[code]), visit.order(code, amounts[code])) for code in bundle]
        found |= zip(bundle, check_bundle(visit.investor, legs, visit.on, visit.advice), strict=True)
    return found


def _nothing_allowed(shop: Shop) -> tuple[AdviceReason, ...]:
    """No product suits: with what stands against all of them. A quota or more money could still help."""
    if shop.offers or shop.near or not shop.blocked or _by_quota(shop):
        return ()
    shared = [
        found
        for found in shop.blocked[0].verdict.findings
        if all(found.code in one.codes for one in shop.blocked)
    ]
    return (
        reason("advice.nothing_allowed", products=len(shop.blocked)),
        *((found.code.value, found.params) for found in shared),
    )


def _by_quota(shop: Shop) -> int:
    """How many products are blocked by their quota alone."""
    return sum(one.codes == (CheckCode.P_QUOTA,) for one in shop.blocked)


def _notes(found: Suggestion, ground: Ground, shop: Shop) -> tuple[AdviceReason, ...]:
    plan, advice, notes = found.plan, ground.sheet.advice, []
    if _by_quota(shop):
        notes.append(reason("note.quota_gone", products=_by_quota(shop)))
    if shop.near:
        least = min(one.min_fen for one in shop.near)
        notes.append(reason("note.money_short", products=len(shop.near), least_fen=least))
    if shop.foreign:
        notes.append(reason("note.foreign", products=len(shop.foreign)))
    notes += _too_large(found, shop, advice)
    if plan is not None and plan.lines:
        core = sum(line.amount_fen for line in plan.lines if line.role is LineRole.CORE)
        core_bp = core * WHOLE_BP // sum(line.amount_fen for line in plan.lines)
        least_bp = advice.allocation.limits.core_bp
        if core_bp < least_bp:
            notes.append(reason("note.core_below", core_bp=core_bp, least_bp=least_bp))
    if plan is not None and plan.other_bp > 0:
        notes.append(reason("note.unclassified", part_bp=plan.other_bp))
    if ground.sheet.client.has_opted_out:
        notes.append(reason("note.opted_out"))
    return tuple(notes)


def _too_large(found: Suggestion, shop: Shop, advice: AdviceRules) -> Iterator[AdviceReason]:
    """Products that would serve a class which hands its weight on, but are too much for what there is."""
    case = found.case
    if case is not None:
        unfit = misfits(shop.offers, case, advice)
        gone = {move.source for move in case.target.moves if move.why == "move.no_product"}
        for offer in shop.offers:
            klass = main_class(offer.exposure_bp)
            if offer.code in unfit and klass in gone:
                yield reason(
                    "note.does_not_fit",
                    code=offer.code,
                    asset_class=klass.value,
                    min_fen=offer.min_fen,
                    share_bp=offer.min_fen * WHOLE_BP // case.base_fen,
                    because=unfit[offer.code],
                )


def _ranked(found: Suggestion, ground: Ground, shop: Shop) -> Suggestion:
    """Needs, and the order they give: points order what is shown, they never decide."""
    sheet = ground.sheet
    needs = needs_of(sheet.client, sheet.as_of, sheet.advice, shortfalls_bp=_shortfalls(found))
    points = {
        code: points_of(product, needs, sheet.client, sheet.advice) for code, product in sheet.shelf.items()
    }
    order = {code: -sum(part.points for part in parts) for code, parts in points.items()}
    offered = sorted((one.code for one in shop.offers), key=lambda code: (order[code], code))
    blocked = sorted(shop.blocked, key=lambda one: (order[one.code], one.code))
    plan = found.plan
    if plan is not None:
        plan = replace(plan, lines=tuple(sorted(plan.lines, key=lambda line: order[line.code])))
    return replace(
        found,
        plan=plan,
        notes=(*found.notes, *_private_topics(ground, needs)),
        needs=needs,
        offered=tuple((code, points[code]) for code in offered),
        blocked=tuple(replace(one, points=points[one.code]) for one in blocked),
    )


def _private_topics(ground: Ground, needs: Sequence[Need]) -> Iterator[AdviceReason]:
    """Topics that private funds answer, for a client who may not be sent their material (domain notes §6)."""
    advice = ground.sheet.advice
    if qualification_gaps(Qualification.PRIVATE, ground.investor, advice.suitability):
        private = private_needs(advice)
        for part in (part for need in needs if need.kind in private for part in need.parts):
            if part.code == "need.browsed":
                yield reason("note.private_material", topic=dict(part.evidence)["topic"])


def _shortfalls(found: Suggestion) -> dict[AssetClass, int]:
    """How far each class lies below its target before anything is bought, new money left aside."""
    case = found.case
    if case is None:
        return {}
    held = class_sums((one.value_fen, one.exposure_bp) for one in case.positions)
    weights, _ = weights_of(held, case.base_fen)
    target = case.target.target_bp
    return {klass: bp - weights[klass] for klass, bp in target.items() if bp > weights[klass]}


def _as_before(lines: tuple[PlanLine, ...], known: tuple[PlanLine, ...]) -> tuple[PlanLine, ...]:
    """Lines in the order in which the suggestion shows them, new ones last."""
    places = {line.code: place for place, line in enumerate(known)}
    return tuple(sorted(lines, key=lambda line: places.get(line.code, len(places))))
