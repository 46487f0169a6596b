"""What the cards of the screen paint from: a client's sheet, the suggestion, the plan as it stands now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from advisor_desk.domain.advice import (
    AllocationPlan,
    LineOverride,
    LineRole,
    NeedPoint,
    Offer,
    PlanLine,
    Suggestion,
)
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.suitability import SuitabilityVerdict
from advisor_desk.rules.allocation_weights import main_class
from advisor_desk.ui.pages.allocation.parts import AllocationParts, ClientSheet
from advisor_desk.ui.pages.allocation.work import Pending, PlanWork
from advisor_desk.usecases.suggest_products import Trial


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the plan, or one that was set to nothing by hand and stays in sight for that.

    `computed_fen` is what the computation had before the advisor changed it, where that is known.
    """

    line: PlanLine
    offer: Offer | None
    verdict: SuitabilityVerdict | None
    by_hand: LineOverride | None = None
    pending: Pending | None = None
    computed_fen: int | None = None

    @property
    def code(self) -> str:
        """The product's code."""
        return self.line.code


@dataclass(frozen=True, slots=True, kw_only=True)
class PageView:
    """One state of the screen. Without a suggestion only the client is known."""

    sheet: ClientSheet
    work: PlanWork
    suggestion: Suggestion | None
    trial: Trial | None
    parts: AllocationParts

    @property
    def plan(self) -> AllocationPlan | None:
        """The plan with everything set by hand."""
        if self.trial is not None:
            return self.trial.plan
        return self.suggestion.plan if self.suggestion is not None else None

    @property
    def level(self) -> RiskLevel | None:
        """The level that is worked with: the assessed one, or the one tried out."""
        known = self.sheet.client.assessment
        return self.work.what_if.level or (known.c_level if known is not None else None)

    @property
    def is_changed(self) -> bool:
        """True while the plan is no longer the one that was computed."""
        computed = self.suggestion.plan if self.suggestion is not None else None
        if computed is None or self.plan is None:
            return False
        return _amounts(computed.lines) != _amounts(self.plan.lines)

    def offers(self) -> Mapping[str, Offer]:
        """What may be bought, by code."""
        case = self.suggestion.case if self.suggestion is not None else None
        return {} if case is None else {offer.code: offer for offer in case.offers}

    def lines(self) -> list[ShownLine]:
        """The lines in their order, those that were dropped by hand at the end."""
        plan = self.plan
        if plan is None:
            return []
        offers, by_hand = self.offers(), self.work.by_hand
        lines = list(plan.lines)
        known = {line.code for line in lines}
        typed = set(self.work.pending) - set(self.work.what_if.without)
        for code in sorted({*by_hand, *typed} - known):
            hand = next((one for one in self.work.overrides() if one.code == code), None)
            lines.append(self._line_of(code, offers.get(code), hand.amount_fen if hand else 0))
        verdicts = self.verdicts()
        return [
            ShownLine(
                line=line,
                offer=offers.get(line.code),
                verdict=verdicts.get(line.code),
                by_hand=by_hand.get(line.code),
                pending=self.work.pending.get(line.code),
                computed_fen=self.work.computed.get(line.code),
            )
            for line in lines
        ]

    def verdicts(self) -> Mapping[str, SuitabilityVerdict]:
        """Of the lines at the amounts that stand now."""
        if self.trial is not None:
            return self.trial.verdicts
        return self.suggestion.verdicts if self.suggestion is not None else {}

    def given_form(self) -> Suggestion | None:
        """The suggestion as it would be given: with the plan as it stands now."""
        if self.suggestion is None or self.plan is None:
            return None
        return replace(
            self.suggestion, plan=self.plan, verdicts=self.verdicts(), overrides=self.work.overrides()
        )

    def name_of(self, code: str) -> str:
        """What a product is called; its code when it is not on the shelf."""
        product = self.sheet.shelf.get(code)
        return code if product is None else product.name

    def points(self, code: str) -> Sequence[NeedPoint]:
        """What speaks for a product."""
        offered = self.suggestion.offered if self.suggestion is not None else ()
        return next((points for known, points in offered if known == code), ())

    def _line_of(self, code: str, offer: Offer | None, amount_fen: int) -> PlanLine:
        """A line that the plan does not hold: nothing, or a product that is not offered any more."""
        klass = main_class({} if offer is None else offer.exposure_bp)
        return PlanLine(code, self.name_of(code), klass, amount_fen, LineRole.SATELLITE)


def _amounts(lines: Sequence[PlanLine]) -> dict[str, int]:
    return {line.code: line.amount_fen for line in lines if line.amount_fen}
