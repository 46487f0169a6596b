"""The arithmetic behind one client's figures as lines of text, for `score --explain`."""

from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.explanation import Explanation, Subject
from advisor_desk.usecases.explain_figure import explain_figure
from advisor_desk.usecases.rules_catalog import RulesCatalog


def explanation_lines(review: ClientReview, catalog: RulesCatalog, trading: TradingDays) -> list[str]:
    """Every figure: its rule and source, its inputs, each step, its result."""
    rules = catalog.get(review.standing.rules_version)
    lines: list[str] = []
    for subject in Subject:
        lines += ["", *_lines(explain_figure(subject, review, rules, trading))]
    return lines


def _lines(told: Explanation) -> list[str]:
    head = f"{told.subject.value}  [{told.rule} · {told.rules_version} · {told.as_of.isoformat()}]"
    inputs = [f"    {name} = {value}" for name, value in told.inputs]
    steps = [f"    {code} {dict(params)}" for code, params in told.steps]
    return [head, f"    {told.source}", *inputs, *steps, f"    = {told.result}"]
