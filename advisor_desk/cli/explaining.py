"""The arithmetic behind one client's figures as lines or JSON, for `score --client NO --explain`."""

from collections.abc import Mapping, Sequence

from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.explanation import Explanation, Subject
from advisor_desk.usecases.explain_figure import explain_figure
from advisor_desk.usecases.rules_catalog import RulesCatalog


def explanations(review: ClientReview, catalog: RulesCatalog, trading: TradingDays) -> list[Explanation]:
    """Every figure of a client explained, in the order of `Subject`."""
    rules = catalog.get(review.standing.rules_version)
    return [explain_figure(subject, review, rules, trading) for subject in Subject]


def explanation_lines(told: Sequence[Explanation]) -> list[str]:
    """Every figure: its rule and source, its inputs, each step, its result."""
    return [line for one in told for line in ("", *_lines(one))]


def explanations_json(told: Sequence[Explanation]) -> list[dict[str, object]]:
    """The same as JSON: codes and figures."""
    return [
        {
            "subject": one.subject.value,
            "rule": one.rule,
            "source": one.source,
            "inputs": dict(one.inputs),
            "steps": [{"code": code, "params": dict(params)} for code, params in one.steps],
            "result": one.result,
        }
        for one in told
    ]


def _lines(told: Explanation) -> list[str]:
    head = f"{told.subject.value}  [{told.rule} · {told.rules_version} · {told.as_of.isoformat()}]"
    inputs = [f"    {name} = {_shown(value)}" for name, value in told.inputs]
    steps = [f"    {figures(code, dict(params))}" for code, params in told.steps]
    return [head, f"    {told.source}", *inputs, *steps, f"    = {_shown(told.result)}"]


def figures(code: str, params: Mapping[str, object]) -> str:
    """A reason or step on one line: its code, then its figures as name=value."""
    return " ".join((code, *(f"{name}={_shown(value)}" for name, value in params.items())))


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)
