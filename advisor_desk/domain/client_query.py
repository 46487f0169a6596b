"""What a client list may be asked: built-in views, filters by code, sort keys. No words and no SQL."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum

from advisor_desk.domain.client import (
    CareAction,
    ClientType,
    Group,
    LifeState,
    RiskLevel,
    Tag,
    Tier,
    ValueLabel,
)


class View(StrEnum):
    """The built-in views: 全部, 高净值, 机构, 年轻潜力, the four groups, 休眠, 近升级, 测评到期."""

    ALL = "ALL"
    HNW = "HNW"
    INST = "INST"
    YOUNG = "YOUNG"
    KEY_DEVELOP = "KEY_DEVELOP"
    KEY_GUIDE = "KEY_GUIDE"
    POTENTIAL = "POTENTIAL"
    LONG_TAIL = "LONG_TAIL"
    DORMANT = "DORMANT"
    UPGRADE_NEAR = "UPGRADE_NEAR"
    ASSESSMENT_DUE = "ASSESSMENT_DUE"


class SortKey(StrEnum):
    """What a list sorts by; always by value, the client's number breaking ties."""

    NAME = "NAME"
    CLIENT_NO = "CLIENT_NO"
    TIER = "TIER"
    AUM = "AUM"
    AVG20 = "AVG20"
    CHANGE30 = "CHANGE30"
    AUM_ON = "AUM_ON"
    SCORE = "SCORE"
    CLASSIC = "CLASSIC"
    RISK = "RISK"
    LAST_CONTACT = "LAST_CONTACT"
    NEXT_DUE = "NEXT_DUE"


@dataclass(frozen=True, slots=True)
class Filters:
    """Conditions beside the view. A client matches a set when it has any of its codes; empty sets match all.

    Amounts are the total assets of today in fen: `aum_from_fen` is included, `aum_below_fen` is not.
    """

    tiers: frozenset[Tier] = frozenset()
    kinds: frozenset[ClientType] = frozenset()
    groups: frozenset[Group] = frozenset()
    states: frozenset[LifeState] = frozenset()
    c_levels: frozenset[RiskLevel] = frozenset()
    labels: frozenset[ValueLabel] = frozenset()
    actions: frozenset[CareAction] = frozenset()
    tags: frozenset[Tag] = frozenset()
    is_overdue: bool = False
    aum_from_fen: int | None = None
    aum_below_fen: int | None = None

    @property
    def code_sets(self) -> tuple[frozenset[StrEnum], ...]:
        """The sets that hold something."""
        sets = (getattr(self, name) for name in _CODE_FIELDS)
        return tuple(codes for codes in sets if codes)


_CODE_FIELDS: Mapping[str, type[StrEnum]] = {
    "tiers": Tier,
    "kinds": ClientType,
    "groups": Group,
    "states": LifeState,
    "c_levels": RiskLevel,
    "labels": ValueLabel,
    "actions": CareAction,
    "tags": Tag,
}


@dataclass(frozen=True, slots=True)
class ClientQuery:
    """One state of a list. `hits` are the clients that a search found; None when nothing is searched.

    Whoever has no value for the sort key comes last, in both directions.
    """

    view: View = View.ALL
    filters: Filters = field(default_factory=Filters)
    sort: SortKey = SortKey.AUM
    is_descending: bool = True
    hits: tuple[int, ...] | None = None


Plain = dict[str, object]


def filters_to_plain(filters: Filters) -> Plain:
    """JSON-ready form of filters: only what is set, codes in order."""
    plain: Plain = {}
    for spec in fields(filters):
        value = getattr(filters, spec.name)
        if isinstance(value, frozenset):
            if value:
                plain[spec.name] = sorted(code.value for code in value)
        elif value is not None and value is not False:
            plain[spec.name] = value
    return plain


def filters_from_plain(plain: Mapping[str, object]) -> Filters:
    """Filters from their JSON form. Unknown names and codes are left out: a newer program wrote them."""
    values: dict[str, object] = {}
    for name, family in _CODE_FIELDS.items():
        known = {code.value: code for code in family}
        given = plain.get(name)
        if isinstance(given, list):
            values[name] = frozenset(known[code] for code in given if isinstance(code, str) and code in known)
    for name in ("aum_from_fen", "aum_below_fen"):
        amount = plain.get(name)
        if isinstance(amount, int) and not isinstance(amount, bool):
            values[name] = amount
    values["is_overdue"] = plain.get("is_overdue") is True
    return Filters(**values)  # type: ignore[arg-type]
