"""What a client lacks for a trading permission (domain notes §3.6): average assets, experience, papers."""

from collections.abc import Iterator
from dataclasses import dataclass

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.records import InvestorClass
from advisor_desk.domain.suitability import Permission
from advisor_desk.rules.adviceset import AdviceRules, PermissionRules
from advisor_desk.rules.reasons import Reason, reason

_EXEMPT = frozenset({InvestorClass.PRO_A, InvestorClass.PRO_B})
"""Professionals of M art. 8; converted ones (art. 11) are not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PermissionFacts:
    """What a permission hangs on. `avg20_fen` is the 20-trading-day average at this account without
    borrowed money, `papers` what is on file (codes of the rules' `needs`); None is unknown.
    """

    client_type: ClientType
    investor_class: InvestorClass
    avg20_fen: int | None
    invest_months: int | None
    papers: frozenset[str] = frozenset()
    net_assets_fen: int | None = None


def permission_gaps(
    permission: Permission, facts: PermissionFacts, advice: AdviceRules
) -> tuple[Reason, ...]:
    """Everything that is lacking, with its figures; nothing when the permission may be opened."""
    asked = advice.suitability.permissions[permission]
    figures = () if facts.investor_class in _EXEMPT else tuple(_figures(asked, facts))
    papers = (reason("permission.paper", paper=one) for one in asked.needs if one not in facts.papers)
    return (*figures, *papers)


def _figures(asked: PermissionRules, facts: PermissionFacts) -> Iterator[Reason]:
    is_org = not facts.client_type.is_person
    average = asked.org_avg_fen if is_org and asked.org_avg_fen else asked.avg_fen
    yield from _short("permission.average", "fen", facts.avg20_fen, average)
    if is_org:
        yield from _short("permission.net_assets", "net_fen", facts.net_assets_fen, asked.org_net_fen)
    yield from _short("permission.experience", "months", facts.invest_months, asked.months)


def _short(code: str, suffix: str, have: int | None, need: int) -> Iterator[Reason]:
    if need and (have is None or have < need):
        gap = None if have is None else need - have
        yield reason(code, **{f"have_{suffix}": have, f"need_{suffix}": need, f"gap_{suffix}": gap})
