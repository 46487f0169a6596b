"""A suggestion as JSON: the contract of `suggest --json`. Weights are shares, to four decimals."""

from collections.abc import Iterable

from advisor_desk.domain.advice import AdviceReason, AllocationPlan, NeedPoint, PlanLine, Suggestion, Weights
from advisor_desk.rules.allocation_weights import WHOLE_BP
from advisor_desk.words import allocation as words
from advisor_desk.words.suitability import Translate

Json = dict[str, object]


def suggestion_json(suggestion: Suggestion, translate: Translate) -> Json:
    """The document: money in whole fen, codes as they are, each reason also as a sentence."""
    plan = suggestion.plan
    return {
        "as_of": suggestion.as_of.isoformat(),
        "level": suggestion.level and suggestion.level.value,
        "amount_fen": suggestion.amount_fen,
        **_plan(plan, translate),
        "blocked": [
            {"code": one.code, "outcome": one.outcome.value, "codes": [code.value for code in one.codes]}
            for one in suggestion.blocked
        ],
        "offered": [{"code": code, "points": _points(points)} for code, points in suggestion.offered],
        "needs": [{"code": one.kind.value, "points": _points(one.parts)} for one in suggestion.needs],
        "moves": _moves(suggestion),
        "stopped": reasons_json(suggestion.stopped, translate),
        "notes": reasons_json(suggestion.notes, translate),
        "rules_version": suggestion.advice_version,
    }


def reasons_json(reasons: Iterable[AdviceReason], translate: Translate) -> list[Json]:
    """Each reason with its code, its figures and its sentence."""
    return [
        {"code": code, "params": dict(params), "text": words.sentence(code, params, translate)}
        for code, params in reasons
    ]


def _plan(plan: AllocationPlan | None, translate: Translate) -> Json:
    """What would be bought; empty where nothing can be suggested."""
    if plan is None:
        nothing: Json = {name: {} for name in ("before", "target", "after")}
        return {"lines": [], "residual_fen": None, **nothing, "binding": [], "broken": []}
    return {
        "lines": [line_json(line, translate) for line in plan.lines],
        "residual_fen": plan.residual_fen,
        "before": _weights(plan.before_bp),
        "target": _weights(plan.target_bp),
        "after": _weights(plan.after_bp),
        "unclassified": _share(plan.other_bp),
        "drift_before": _share(plan.drift_before_bp),
        "drift_after": _share(plan.drift_after_bp),
        "binding": reasons_json(plan.binding, translate),
        "broken": reasons_json(plan.broken, translate),
    }


def line_json(line: PlanLine, translate: Translate) -> Json:
    """A line with its reasons."""
    return {
        "code": line.code,
        "name": line.name,
        "asset_class": line.asset_class.value,
        "amount_fen": line.amount_fen,
        "role": line.role.value,
        "why": reasons_json(line.why, translate),
    }


def _moves(suggestion: Suggestion) -> list[Json]:
    if suggestion.case is None:
        return []
    return [
        {"from": one.source.value, "to": one.target.value, "weight": _share(one.bp), "code": one.why}
        for one in suggestion.case.target.moves
    ]


def _points(parts: Iterable[NeedPoint]) -> list[Json]:
    return [{"code": one.code, "points": one.points, "evidence": dict(one.evidence)} for one in parts]


def _weights(weights: Weights) -> Json:
    return {klass.value: _share(bp) for klass, bp in weights.items()}


def _share(bp: int) -> float:
    return round(bp / WHOLE_BP, 4)
