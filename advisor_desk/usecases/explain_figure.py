"""Explains a figure of a client's page from what the page was read with: rule, inputs, arithmetic, date."""

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.trading import TradingDays
from advisor_desk.rules.explain import explain
from advisor_desk.rules.explanation import ExplainCase, Explanation, Subject
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.standing import ClientFacts
from advisor_desk.rules.tier import AssetHistory


def explain_figure(
    subject: Subject, review: ClientReview, rules: RuleSet, trading: TradingDays
) -> Explanation:
    """The explanation of one figure. `rules` must be of the version that the review was made with."""
    return explain(subject, explain_case(review, trading), rules)


def explain_case(review: ClientReview, trading: TradingDays) -> ExplainCase:
    """What explanations need, taken from a review."""
    newest = max((line.taken_on for line in review.assessments), default=None)
    return ExplainCase(
        client=ClientFacts(review.row.client_id, review.profile.client_type, review.profile.born_on),
        standing=review.standing,
        history=AssetHistory([(to_day(day), fen) for day, fen in review.assets], trading),
        assessed_on=newest,
        last_contact_on=review.row.last_contact_on,
        own_days=review.own_days,
    )
