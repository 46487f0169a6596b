"""Qualified investors of private funds and private asset management plans (domain notes §3.5)."""

from advisor_desk.domain.product import Qualification
from advisor_desk.domain.suitability import InvestorFacts
from advisor_desk.rules.adviceset import AmpRules, PrivateRules, SuitabilityRules

Gap = tuple[str, int | None, int]
"""Which figure, what the client has (None is unknown) and what is needed. Names end in fen or months."""


def qualification_gaps(
    kind: Qualification, investor: InvestorFacts, rules: SuitabilityRules
) -> tuple[Gap, ...]:
    """Nothing for a qualified investor; else each figure that fails, those of an either-or all together.

    An institution of M art. 8(1) to (3) is one without any test.
    """
    if kind is Qualification.NONE or investor.is_institution:
        return ()
    if not investor.client_type.is_person:
        net = rules.private.net_fen if kind is Qualification.PRIVATE else rules.amp.net_fen
        return _short("net_fen", investor.net_assets_fen, net)
    if kind is Qualification.PRIVATE:
        return _private(investor, rules.private)
    return _amp(investor, rules.amp)


def _private(investor: InvestorFacts, rules: PrivateRules) -> tuple[Gap, ...]:
    return _any_of(
        ("fen", investor.financial_assets_fen, rules.financial_fen),
        ("income_fen", investor.income_3y_fen, rules.income_fen),
    )


def _amp(investor: InvestorFacts, rules: AmpRules) -> tuple[Gap, ...]:
    wealth = _any_of(
        ("household_net_fen", investor.household_net_fen, rules.household_net_fen),
        ("household_fin_fen", investor.household_fin_fen, rules.household_financial_fen),
        ("income_fen", investor.income_3y_fen, rules.income_fen),
    )
    return (*_short("months", investor.invest_months, rules.months), *wealth)


def _short(name: str, have: int | None, need: int) -> tuple[Gap, ...]:
    return () if have is not None and have >= need else ((name, have, need),)


def _any_of(*tests: Gap) -> tuple[Gap, ...]:
    """Nothing when one of the tests holds, else all of them."""
    return () if any(not _short(*test) for test in tests) else tests
