"""What a client holds, compared anew with level, horizon and varieties (N7 art. 29): what does not fit.

The same check as for a sale decides; what speaks against buying more but not against holding is left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from advisor_desk.domain.advice import AdviceClient
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import CheckCode, Initiator, InvestorFacts, Order, SaleTerms
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.investor import facts_of
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.shelf import terms_of
from advisor_desk.rules.suitability import check

ABOVE: Final = frozenset({CheckCode.R_C1_MIN, CheckCode.R_NFRA_ABOVE, CheckCode.R_CLIENT_ABOVE})
_MATCH: Final = ABOVE | {CheckCode.M_HORIZON, CheckCode.M_VARIETY}

Misfits = Mapping[str, tuple[CheckCode, ...]]
"""By product code what does not fit; products that fit are absent."""


def misfits(
    client: AdviceClient, shelf: Iterable[Product], on: date, rules: RuleSet, advice: AdviceRules
) -> Misfits:
    """What of the client's holdings does not fit, with the assessment that `client` carries."""
    terms = {one.code: terms_of(one, on, advice) for one in shelf}
    investor = facts_of(client, on, rules, advice)
    found = {}
    for held in client.holdings:
        codes = _codes(investor, terms.get(held.product_code), held.value_fen, on, advice)
        if codes:
            found[held.product_code] = codes
    return found


def _codes(
    investor: InvestorFacts, terms: SaleTerms | None, value_fen: int, on: date, advice: AdviceRules
) -> tuple[CheckCode, ...]:
    if terms is None:
        return ()
    # Holding on is the client's own wish: nobody promotes it.
    order = Order(amount_fen=0, held_fen=value_fen, initiator=Initiator.CLIENT)
    found: Sequence[CheckCode] = check(investor, terms, order, on, advice).codes
    wanted = _MATCH | {CheckCode.P_UNRATED} if terms.r_level is None else _MATCH
    return tuple(code for code in found if code in wanted)
