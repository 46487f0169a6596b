"""A recorded suitability check done again from its own body: the same verdict must come out."""

from collections.abc import Mapping
from datetime import date

from advisor_desk.domain.suitability import InvestorFacts, Order, SaleTerms, SuitabilityVerdict
from advisor_desk.rules.suitability import check
from advisor_desk.usecases.advice_json import rebuilt
from advisor_desk.usecases.rules_catalog import AdviceCatalog, RulesCatalog

Body = Mapping[str, object]


def replay(body: Body, catalog: RulesCatalog, advice_catalog: AdviceCatalog) -> SuitabilityVerdict:
    """The verdict on the inputs of a body under the rules it names.

    Raises UserCanFix("rules.unknown_version") when one of them is not at hand, ValueError, KeyError or
    TypeError for a body that is no check.
    """
    catalog.get(str(body["rules_version"]))
    return check(
        rebuilt(InvestorFacts, body["investor"]),
        rebuilt(SaleTerms, body["terms"]),
        rebuilt(Order, body["order"]),
        date.fromisoformat(str(body["on"])),
        advice_catalog.get(str(body["advice_version"])),
    )


def recorded_verdict(body: Body) -> SuitabilityVerdict:
    """The verdict that was recorded. Raises as `replay` for a body that is no check."""
    return rebuilt(SuitabilityVerdict, body["verdict"])


def comes_out_again(body: Body, catalog: RulesCatalog, advice_catalog: AdviceCatalog) -> bool:
    """True when the inputs give the verdict that was recorded. Raises as `replay`."""
    return replay(body, catalog, advice_catalog) == recorded_verdict(body)
