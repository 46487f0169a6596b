"""A standing as a row of the table `standing`, and back. Translation only: nothing is computed or queried.

What is read back equals what was written, reasons included.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

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
from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.standing import AssetFacts, ClassicScore, ClientRow, PurchaseFacts, Standing
from advisor_desk.storage import standing_facets as facet

Row = tuple[Any, ...]
Reasons = tuple[tuple[str, tuple[tuple[str, str | int | bool | None], ...]], ...]
NEGATIVE_TODAY = "tier.negative_today"
"""Said of today's assets, not of the official tier: stands among the other reasons."""
Code = TypeVar("Code", bound=StrEnum)

OF_STANDING: Sequence[str] = (
    "client_id",
    "as_of",
    "rules_version",
    "opened_on",
    "last_purchase_on",
    "lifetime_purchases",
    "median_gap_x2",
    "window_purchases",
    "window_amount_fen",
    "window_benefit_fen",
    "benefit_is_estimated",
    "aum_fen",
    "aum_on",
    "sum20_fen",
    "days20",
    "change30_bp",
    "tier",
    "tier_variant",
    "is_provisional",
    "avg20_fen",
    "a",
    "f",
    "b",
    "group_code",
    "group_paper_mid",
    "classic_r",
    "classic_f",
    "classic_m",
    "state",
    "labels",
    "action",
    "tags",
    "recency_days",
    "months_num",
    "months_den",
    "tier_reasons",
    "reasons",
)
"""The columns of `domain.standing.Standing`, in the order of `to_row` and `to_standing`."""

OF_LIST: Sequence[str] = (
    "client_no",
    "name",
    "name_key",
    "client_type",
    "composite",
    "c_level",
    "c_level_expires_on",
    "last_contact_on",
    "next_due_on",
    "tier_rank",
    "c_level_rank",
    "classic_key",
    "facets",
)
"""The columns that only the client list needs."""

COLUMNS = (*OF_STANDING, *OF_LIST)

OF_CLIENT_ROW: Sequence[str] = (
    "client_id",
    "client_no",
    "name",
    "client_type",
    "tier",
    "tier_variant",
    "aum_fen",
    "avg20_fen",
    "aum_on",
    "change30_bp",
    "a",
    "f",
    "b",
    "classic_r",
    "classic_f",
    "classic_m",
    "group_code",
    "state",
    "labels",
    "tags",
    "action",
    "c_level",
    "c_level_expires_on",
    "last_contact_on",
    "next_due_on",
)
"""The columns of `domain.standing.ClientRow`, in its order."""


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the list shows of a client beside its standing."""

    client_no: str
    name: str
    name_key: str
    client_type: ClientType
    c_level: RiskLevel | None
    c_level_expires_on: date | None
    last_contact_on: date | None
    next_due_on: date | None
    due_bits: int


def _codes(family: type[Code]) -> dict[str, Code]:
    return {code.value: code for code in family}


_TIERS = _codes(Tier)
_VARIANTS: Mapping[str | None, TierVariant | None] = _codes(TierVariant) | {None: None}
_GROUPS = _codes(Group)
_STATES = _codes(LifeState)
_ACTIONS = _codes(CareAction)
_TYPES = _codes(ClientType)
_LEVELS: Mapping[str | None, RiskLevel | None] = _codes(RiskLevel) | {None: None}
write_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_read_json = json.JSONDecoder().decode


def score_cells(standing: Standing) -> Row:
    """What `a` to `tags` hold, in a kept standing as in a month's snapshot."""
    classic = standing.classic
    return (
        standing.a,
        standing.f,
        standing.b,
        standing.group.value,
        standing.group_paper_mid.value,
        classic.r,
        classic.f,
        classic.m,
        standing.state.value,
        " ".join(standing.labels),
        standing.action.value,
        " ".join(standing.tags),
    )


def to_row(standing: Standing, listed: ListFacts) -> Row:
    """The values of `COLUMNS`."""
    reasons = map(write_json, _parted(standing.reasons))
    bought, assets = standing.purchases, standing.assets
    return (
        standing.client_id,
        to_day(standing.as_of),
        standing.rules_version,
        _day(bought.opened_on),
        _day(bought.last_purchase_on),
        bought.lifetime_purchases,
        bought.median_gap_x2,
        bought.window_purchases,
        bought.window_amount_fen,
        bought.window_benefit_fen,
        int(bought.benefit_is_estimated),
        assets.aum_fen,
        _day(assets.aum_on),
        assets.sum20_fen,
        assets.days20,
        assets.change30_bp,
        standing.tier.value,
        standing.tier_variant and standing.tier_variant.value,
        int(standing.is_provisional),
        standing.avg20_fen,
        *score_cells(standing),
        standing.recency_days,
        standing.months_num,
        standing.months_den,
        *reasons,
        *_list_row(standing, listed),
    )


def _list_row(standing: Standing, listed: ListFacts) -> Row:
    level = listed.c_level
    return (
        listed.client_no,
        listed.name,
        listed.name_key,
        listed.client_type.value,
        standing.composite,
        level and level.value,
        _day(listed.c_level_expires_on),
        _day(listed.last_contact_on),
        _day(listed.next_due_on),
        facet.TIER_RANK[standing.tier],
        None if level is None else facet.C_LEVEL_RANK[level],
        facet.classic_key(standing),
        facet.facets(standing, listed.client_type, level, listed.due_bits),
    )


def to_standing(row: Row) -> Standing:
    """The standing of a row of `OF_STANDING`."""
    return _standing(row, _reasons(row[35]) + _reasons(row[36]))


def to_figures(row: Row) -> Standing:
    """The same without its reasons, which take half of the time to read."""
    return _standing(row, ())


def _standing(row: Row, reasons: Any) -> Standing:
    return Standing(
        row[0],
        _date(row[1]),
        row[2],
        PurchaseFacts(
            _maybe_date(row[3]),
            _maybe_date(row[4]),
            row[5],
            row[6],
            row[7],
            row[8],
            row[9],
            row[10] == 1,
        ),
        AssetFacts(row[11], _maybe_date(row[12]), row[13], row[14], row[15]),
        _TIERS[row[16]],
        _VARIANTS[row[17]],
        row[18] == 1,
        row[19],
        row[20],
        row[21],
        row[22],
        _GROUPS[row[23]],
        _GROUPS[row[24]],
        _classic(row[25], row[26], row[27]),
        _STATES[row[28]],
        _labels(row[29]),
        _ACTIONS[row[30]],
        _tags(row[31]),
        row[32],
        row[33],
        row[34],
        reasons,
    )


def to_client_row(row: Row) -> ClientRow:
    """The list's line of a row of `OF_CLIENT_ROW`."""
    return ClientRow(
        row[0],
        row[1],
        row[2],
        _TYPES[row[3]],
        _TIERS[row[4]],
        _VARIANTS[row[5]],
        row[6],
        row[7],
        _maybe_date(row[8]),
        row[9],
        row[10],
        row[11],
        row[12],
        _classic(row[13], row[14], row[15]),
        _GROUPS[row[16]],
        _STATES[row[17]],
        _labels(row[18]),
        _tags(row[19]),
        _ACTIONS[row[20]],
        _LEVELS[row[21]],
        _maybe_date(row[22]),
        _maybe_date(row[23]),
        _maybe_date(row[24]),
    )


def name_key(name: str, pinyin: str) -> str:
    """What names sort by: the likeliest reading, then the characters."""
    reading = pinyin.partition("|")[0] or name.lower()
    return f"{reading}\t{name}"


def _day(value: date | None) -> int | None:
    return None if value is None else to_day(value)


_date = lru_cache(maxsize=65_536)(from_day)


def _maybe_date(day: int | None) -> date | None:
    return None if day is None else _date(day)


@lru_cache(maxsize=256)
def _classic(r: int, f: int, m: int) -> ClassicScore:
    return ClassicScore(r, f, m)


@lru_cache(maxsize=64)
def _labels(text: str) -> tuple[ValueLabel, ...]:
    return tuple(ValueLabel(word) for word in text.split())


@lru_cache(maxsize=4_096)
def _tags(text: str) -> tuple[Tag, ...]:
    return tuple(Tag(word) for word in text.split())


def _parted(reasons: Reasons) -> tuple[Reasons, Reasons]:
    """Reasons of the official tier, which come first, and all others."""
    for place, (code, _) in enumerate(reasons):
        if not code.startswith("tier.") or code == NEGATIVE_TODAY:
            return reasons[:place], reasons[place:]
    return reasons, ()


def _reasons(text: str) -> Any:
    return tuple(
        [(code, tuple([(key, value) for key, value in figures])) for code, figures in _read_json(text)]
    )
