"""An in-memory book for the client list: invented clients, the same ones every time."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from random import Random
from typing import Final

from advisor_desk.domain.client import (
    CareAction,
    ClientType,
    Group,
    LifeState,
    RiskLevel,
    Tag,
    Tier,
    TierVariant,
)
from advisor_desk.domain.client_query import SortKey, View
from advisor_desk.domain.standing import ClassicScore, ClientRow
from advisor_desk.ui.models.client_source import ListQuery

TODAY: Final = date(2026, 11, 20)
_SURNAMES: Final = ("欧阳", *"杨朱陈郭周高刘何张吴赵胡马李孙林罗梁宋唐许邓冯韩曹曾彭萧蔡潘田董袁于")
_GIVEN: Final = (
    "雨桐",
    "俊杰",
    "文博",
    "志强",
    "欣妍",
    "海涛",
    "佳怡",
    "静",
    "子轩",
    "晓燕",
    "明哲",
    "思远",
    "雅琪",
    "浩然",
    "诗涵",
    "建国",
    "秀英",
    "一鸣",
    "若曦",
    "天佑",
)
_FIRMS: Final = ("北川精密制造有限公司", "青禾农业股份有限公司", "远帆资产管理有限公司")
_LEVELS: Final = (None, *RiskLevel)


def made_row(number: int) -> ClientRow:
    """Client `number`: always the same person."""
    draw = Random(number)
    is_firm = number % 13 == 12
    aum = draw.choice((12_000, 304_000, 860_000, 970_000, 1_420_000, 6_800_000, 128_000_000))
    aum = aum * draw.randint(61, 139)
    if number % 17 == 5:
        aum = 865_000
    tier, variant = Tier.RETAIL, None
    if is_firm:
        tier, variant = Tier.INST, TierVariant.ORG
    elif aum >= 500_000_000:
        tier, variant = Tier.INST, TierVariant.PERSON_TOP
    elif aum >= 100_000_000:
        tier = Tier.HNW
    never = number % 11 == 3
    a, f, b = draw.randint(1, 6), draw.randint(1, 3), draw.randint(1, 6)
    level = draw.choice(_LEVELS)
    return ClientRow(
        client_id=number + 1,
        client_no=f"{80000000 + number * 7919}",
        name=_FIRMS[number % 3] if is_firm else draw.choice(_SURNAMES) + draw.choice(_GIVEN),
        client_type=ClientType.ENTERPRISE if is_firm else ClientType.PERSON,
        tier=tier,
        tier_variant=variant,
        aum_fen=None if number % 19 == 7 else aum,
        avg20_fen=aum,
        aum_on=TODAY - timedelta(days=40 if number % 9 == 4 else 1),
        change30_bp=None if number % 19 == 7 else draw.randint(-500, 500),
        a=a,
        f=f,
        b=b,
        classic=ClassicScore(draw.randint(1, 5), draw.randint(1, 5), draw.randint(1, 5)),
        group=list(Group)[number % 4],
        state=list(LifeState)[number % 4],
        labels=(),
        tags=(Tag.YOUNG_POTENTIAL,) if number % 6 == 0 else (),
        action=CareAction.REPURCHASE,
        c_level=level,
        c_level_expires_on=TODAY + timedelta(days=draw.randint(-20, 300)) if level else None,
        last_contact_on=None if never else TODAY - timedelta(days=draw.randint(0, 120)),
        next_due_on=TODAY + timedelta(days=draw.randint(-4, 40)),
    )


def _is_in(group: Group) -> Callable[[ClientRow], bool]:
    return lambda row: row.group is group


_TESTS: Final[dict[str, Callable[[ClientRow], bool]]] = {
    View.ALL: lambda row: True,
    View.HNW: lambda row: row.tier is Tier.HNW,
    View.INST: lambda row: row.tier is Tier.INST,
    View.YOUNG: lambda row: Tag.YOUNG_POTENTIAL in row.tags,
    View.DORMANT: lambda row: row.state is LifeState.DORMANT,
    View.UPGRADE_NEAR: lambda row: Tag.UPGRADE_NEAR in row.tags,
    View.ASSESSMENT_DUE: lambda row: row.c_level_expires_on is not None and row.c_level_expires_on < TODAY,
    **{group.value: _is_in(group) for group in Group},
}
_KEYS: Final[dict[SortKey, Callable[[ClientRow], object]]] = {
    SortKey.NAME: lambda row: row.name,
    SortKey.TIER: lambda row: (list(Tier).index(row.tier), row.tier_variant is TierVariant.ORG),
    SortKey.SCORE: lambda row: row.a + row.f + row.b,
    SortKey.CLASSIC: lambda row: (row.classic.r, row.classic.f, row.classic.m),
    SortKey.RISK: lambda row: row.c_level or "",
    SortKey.AUM: lambda row: row.aum_fen or -1,
    SortKey.CHANGE30: lambda row: row.change30_bp or 0,
    SortKey.LAST_CONTACT: lambda row: row.last_contact_on or date.min,
    SortKey.NEXT_DUE: lambda row: row.next_due_on or date.max,
    SortKey.AUM_ON: lambda row: row.aum_on or date.min,
}


class FakeClients:
    """Satisfies `ClientSource`; `asked` lists the pages that were read."""

    def __init__(self, count: int = 41) -> None:
        self.rows = [made_row(number) for number in range(count)]
        self.asked: list[tuple[int, int]] = []
        self.error: Exception | None = None

    def found(self, query: ListQuery) -> list[ClientRow]:
        """All rows of the query in its order."""
        if self.error is not None:
            raise self.error
        hits = [
            row
            for row in self.rows
            if _TESTS[query.view](row) and (query.text in row.name or query.text in row.client_no)
        ]
        hits.sort(key=_KEYS[query.sort], reverse=query.is_descending)  # type: ignore[arg-type]
        return hits

    def count(self, query: ListQuery) -> int:
        return len(self.found(query))

    def page(self, query: ListQuery, offset: int, limit: int) -> Sequence[ClientRow]:
        self.asked.append((offset, limit))
        return self.found(query)[offset : offset + limit]

    def total_aum_fen(self, query: ListQuery) -> int:
        return sum(row.aum_fen or 0 for row in self.found(query))

    def position(self, query: ListQuery, client_id: int) -> int | None:
        at = [row.client_id for row in self.found(query)]
        return at.index(client_id) if client_id in at else None


class NumberedClients(FakeClients):
    """As many clients as wished, made when asked for: for very long lists."""

    def __init__(self, count: int) -> None:
        super().__init__(0)
        self.size = count

    def count(self, query: ListQuery) -> int:
        return self.size

    def page(self, query: ListQuery, offset: int, limit: int) -> Sequence[ClientRow]:
        self.asked.append((offset, limit))
        return [made_row(number) for number in range(offset, min(offset + limit, self.size))]

    def position(self, query: ListQuery, client_id: int) -> int | None:
        return client_id - 1


class FakeViews:
    """Saved views in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}

    def all(self) -> Sequence[tuple[str, str]]:
        return list(self.kept.items())

    def put(self, name: str, body: str) -> None:
        self.kept[name] = body

    def remove(self, name: str) -> None:
        self.kept.pop(name, None)
