"""Codes of a standing as whole numbers: ranks for sorting, one bit each for filtering.

`facets` holds one bit for every code a list may be filtered by, and stands in every sort index, so
that a filtered page is read from one index. A bit is never given another meaning: books keep them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from advisor_desk.domain.client import (
    CareAction,
    ClientType,
    Group,
    LifeState,
    RiskLevel,
    Tag,
    Tier,
    TierVariant,
    ValueLabel,
)
from advisor_desk.domain.standing import Standing

_BITS: tuple[tuple[type[StrEnum], int], ...] = (
    (Tier, 0),
    (TierVariant, 3),
    (ClientType, 5),
    (Group, 10),
    (LifeState, 14),
    (RiskLevel, 18),
    (ValueLabel, 24),
    (CareAction, 26),
    (Tag, 32),
)
"""First bit of each family of codes; a family's codes follow in the order of their class."""

ASSESSMENT_DUE = 1 << 60
"""The newest risk assessment has expired or expires within the days that the rules give."""
CONTACT_OVERDUE = 1 << 61
"""The day of the next contact has passed."""
IS_PROVISIONAL = 1 << 62
"""The average rests on fewer days than it should."""

FACETS: Mapping[StrEnum, int] = {
    code: 1 << (first + place) for family, first in _BITS for place, code in enumerate(family)
}
"""The bit of each code."""

TIER_RANK = {tier: rank for rank, tier in enumerate((Tier.RETAIL, Tier.HNW, Tier.INST))}
C_LEVEL_RANK = {level: rank for rank, level in enumerate(RiskLevel)}


def mask(codes: Iterable[StrEnum]) -> int:
    """The bits of several codes; a client matches when it has any of them."""
    bits = 0
    for code in codes:
        bits |= FACETS[code]
    return bits


def facets(standing: Standing, client_type: ClientType, c_level: RiskLevel | None, due: int) -> int:
    """All bits of a client. `due` are the bits that hang on dates."""
    bits = (
        FACETS[standing.tier]
        | FACETS[client_type]
        | FACETS[standing.group]
        | FACETS[standing.state]
        | FACETS[standing.action]
        | due
    )
    if standing.tier_variant is not None:
        bits |= FACETS[standing.tier_variant]
    if c_level is not None:
        bits |= FACETS[c_level]
    if standing.is_provisional:
        bits |= IS_PROVISIONAL
    for label in standing.labels:
        bits |= FACETS[label]
    for tag in standing.tags:
        bits |= FACETS[tag]
    return bits


def classic_key(standing: Standing) -> int:
    """R, F and M as one number, so that they sort in this order."""
    classic = standing.classic
    return classic.r * 100 + classic.f * 10 + classic.m


def is_past(day: date | None, as_of: date) -> bool:
    """True when the day has passed."""
    return day is not None and day < as_of
