"""What the page is painted from: one client's review, service and the rules they were made with. Frozen."""

from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.review import ClientReview
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.usecases.client_service import ClientService

STALE_AFTER_DAYS = 10
"""Assets older than this many days are called old in words (a long holiday is shorter)."""


@dataclass(frozen=True, slots=True)
class PageView:
    """A frozen state of the page."""

    review: ClientReview
    rules: RuleSet
    advice: AdviceRules
    service: ClientService | None = None

    @property
    def as_of(self) -> date:
        """The date that every figure of the page is of."""
        return self.review.standing.as_of

    @property
    def stale_days(self) -> int:
        """How many days the last assets are old when that is too old, else 0."""
        seen = self.review.standing.assets.aum_on
        days = (self.as_of - seen).days if seen else 0
        return days if days > STALE_AFTER_DAYS else 0
