"""Reports of the whole book: frames of its standings and the figures that charts and tables show of them.

No words, no storage, no Qt. pandas takes longer to import than the window to open, so it is imported inside
the functions; what they hand out are plain whole numbers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from advisor_desk.domain.client import CareAction, Group, LifeState, Preset, Tier, TierVariant
from advisor_desk.domain.shares import shares
from advisor_desk.domain.standing import Standing
from advisor_desk.rules.quintile import QuintileView, classic_quintiles, quintile_view
from advisor_desk.rules.ruleset import RuleSet

if TYPE_CHECKING:
    import pandas as pd


class Segment(StrEnum):
    """The tiers as the structure shows them: persons of an institution's size apart from organisations."""

    RETAIL = "RETAIL"
    HNW = "HNW"
    PERSON_TOP = "PERSON_TOP"
    ORG = "ORG"


class Axis(StrEnum):
    """The three classic scores."""

    R = "r"
    F = "f"
    M = "m"


Key = TypeVar("Key", bound=StrEnum)

COLUMN_OF_PRESET: Final[Mapping[Preset, str]] = {
    Preset.WEALTH: "group",
    Preset.PAPER_MID: "group_paper_mid",
}
ACTIONS_OF_STATE: Final[Mapping[LifeState, tuple[CareAction, ...]]] = {
    LifeState.AT_RISK: (CareAction.RETAIN,),
    LifeState.DORMANT: (CareAction.REACTIVATE,),
    LifeState.NEW: (CareAction.ONBOARD,),
    LifeState.ACTIVE: (CareAction.CROSS_UPSELL, CareAction.LOYALTY, CareAction.REPURCHASE),
}
"""States in the order of their urgency, with the actions they may ask for (domain notes §2.3)."""

_SCORES: Final = range(1, 6)
_BITS_64: Final = 1 << 63


@dataclass(frozen=True, slots=True)
class Figures:
    """Clients, their assets of the day, what they brought in within the window; in fen."""

    clients: int = 0
    assets_fen: int = 0
    revenue_fen: int = 0


@dataclass(frozen=True, slots=True)
class Line(Generic[Key]):
    """One line of a breakdown. Shares are in per mille; None where the column has nothing to share."""

    key: Key
    figures: Figures
    clients_share: int | None
    assets_share: int | None
    revenue_share: int | None


@dataclass(frozen=True, slots=True)
class Breakdown(Generic[Key]):
    """The book parted by one code: a line for each code, also for those that nobody has.

    The shares of a column add up to exactly 1000 per mille.
    """

    lines: tuple[Line[Key], ...]
    total: Figures

    def line(self, key: Key) -> Line[Key]:
        """The line of a code."""
        return next(line for line in self.lines if line.key is key)


@dataclass(frozen=True, slots=True)
class Movement:
    """How many clients move between the presets: `counts[i][j]` stand in group i under WEALTH and in group
    j under PAPER_MID, both in the order of `Group`.
    """

    counts: tuple[tuple[int, ...], ...]

    @property
    def clients(self) -> int:
        """Everybody."""
        return sum(map(sum, self.counts))

    @property
    def stayed(self) -> int:
        """Who is in the same group under both."""
        return sum(row[place] for place, row in enumerate(self.counts))

    @property
    def moved(self) -> int:
        """Who is not."""
        return self.clients - self.stayed

    @property
    def largest(self) -> tuple[Group, Group, int] | None:
        """The move that most clients make: from, to, how many; None when nobody moves."""
        groups = list(Group)
        moves = [
            (many, groups[start], groups[end])
            for start, row in enumerate(self.counts)
            for end, many in enumerate(row)
            if start != end and many
        ]
        if not moves:
            return None
        many, start_group, end_group = max(moves, key=lambda move: move[0])
        return start_group, end_group, many


@dataclass(frozen=True, slots=True)
class Partition:
    """The proof that the groups are exclusive and exhaustive: how many of the clients are in exactly one
    group under each preset.
    """

    clients: int
    in_one_group: Mapping[Preset, int]

    @property
    def holds(self) -> bool:
        """True when that is everybody, under every preset."""
        return all(many == self.clients for many in self.in_one_group.values())


@dataclass(frozen=True, slots=True)
class StateLine:
    """Clients of a state for whom an action is suggested; `share` in per mille of the book."""

    state: LifeState
    action: CareAction
    clients: int
    share: int | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """One score by fixed bands against quintiles: `counts[fixed − 1][quintile − 1]` clients."""

    axis: Axis
    counts: tuple[tuple[int, ...], ...]

    @property
    def same(self) -> int:
        """Who scores the same."""
        return sum(row[place] for place, row in enumerate(self.counts))

    @property
    def higher(self) -> int:
        """Who scores higher among the clients of this book."""
        return sum(sum(row[place + 1 :]) for place, row in enumerate(self.counts))

    @property
    def lower(self) -> int:
        """Who scores lower among the clients of this book."""
        return sum(sum(row[:place]) for place, row in enumerate(self.counts))


@dataclass(frozen=True, slots=True)
class QuintileReport:
    """Quintiles beside the fixed scores; no comparison when the book is too small for them."""

    view: QuintileView
    comparisons: tuple[Comparison, ...]


@dataclass(frozen=True, slots=True)
class SegmentReport:
    """The whole book on a day. It names no client.

    `without_assets` clients have no record of assets and count as zero.
    """

    as_of: date
    rules: RuleSet
    clients: int
    without_assets: int
    structure: Breakdown[Segment]
    groups: Mapping[Preset, Breakdown[Group]]
    movement: Movement
    partition: Partition
    states: tuple[StateLine, ...]
    quintiles: QuintileReport


def segment_report(standings: Sequence[Standing], as_of: date, rules: RuleSet) -> SegmentReport:
    """All figures of the screen 分群. `standings` are those of every client on `as_of` under `rules`."""
    frame = client_frame(standings)
    return SegmentReport(
        as_of=as_of,
        rules=rules,
        clients=len(frame),
        without_assets=sum(each.assets.aum_fen is None for each in standings),
        structure=breakdown(frame, "segment", Segment),
        groups={preset: breakdown(frame, column, Group) for preset, column in COLUMN_OF_PRESET.items()},
        movement=movement(frame),
        partition=partition(frame),
        states=states(frame),
        quintiles=quintiles(standings, rules),
    )


def client_frame(standings: Sequence[Standing]) -> pd.DataFrame:
    """One row a client: codes as categories in their order, amounts in whole fen. For charts and export."""
    import pandas as pd

    def coded(codes: Sequence[StrEnum], kind: type[StrEnum]) -> pd.Categorical[str]:
        return pd.Categorical([code.value for code in codes], categories=[code.value for code in kind])

    return pd.DataFrame(
        {
            "client_id": [each.client_id for each in standings],
            "segment": coded([segment_of(each) for each in standings], Segment),
            "group": coded([each.group for each in standings], Group),
            "group_paper_mid": coded([each.group_paper_mid for each in standings], Group),
            "state": coded([each.state for each in standings], LifeState),
            "action": coded([each.action for each in standings], CareAction),
            "assets_fen": _money([each.assets.aum_fen or 0 for each in standings]),
            "revenue_fen": _money([each.purchases.window_benefit_fen for each in standings]),
        }
    )


def _money(fen: Sequence[int]) -> pd.Series[int]:
    """A column whose sums are exact: Python's own integers where 64 bits might not hold them."""
    import pandas as pd

    return pd.Series(fen, dtype="int64" if sum(map(abs, fen)) < _BITS_64 else "object")


def segment_of(standing: Standing) -> Segment:
    """Where a client is counted in the structure."""
    if standing.tier is Tier.INST:
        return Segment.PERSON_TOP if standing.tier_variant is TierVariant.PERSON_TOP else Segment.ORG
    return Segment(standing.tier.value)


def breakdown(frame: pd.DataFrame, column: str, kind: type[Key]) -> Breakdown[Key]:
    """Clients, assets and revenue of each code of a column."""
    # One line a category, in the order of the codes, also for those that nobody has.
    parted = frame.groupby(column, observed=False)
    found = [
        Figures(int(clients), int(assets), int(revenue))
        for clients, assets, revenue in zip(
            parted["client_id"].size().tolist(),
            parted["assets_fen"].sum().tolist(),
            parted["revenue_fen"].sum().tolist(),
            strict=True,
        )
    ]
    columns = (
        _column([each.clients for each in found]),
        _column([each.assets_fen for each in found]),
        _column([each.revenue_fen for each in found]),
    )
    lines = tuple(
        Line(key, figures, *of_line)
        for key, figures, of_line in zip(kind, found, zip(*columns, strict=True), strict=True)
    )
    total = Figures(
        sum(each.clients for each in found),
        sum(each.assets_fen for each in found),
        sum(each.revenue_fen for each in found),
    )
    return Breakdown(lines, total)


def movement(frame: pd.DataFrame) -> Movement:
    """How many clients stand in which group under the one preset and under the other."""
    before, after = COLUMN_OF_PRESET.values()
    counted = frame.groupby([before, after], observed=False).size()
    return Movement(tuple(tuple(int(counted[start.value, end.value]) for end in Group) for start in Group))


def partition(frame: pd.DataFrame) -> Partition:
    """Count, preset by preset, the clients that are in one group and in no other."""
    in_one = {}
    for preset, column in COLUMN_OF_PRESET.items():
        # A row without a group is not counted; a client with two rows is counted twice.
        memberships = frame.groupby("client_id")[column].count()
        in_one[preset] = int((memberships == 1).sum())
    return Partition(int(frame["client_id"].nunique()), in_one)


def states(frame: pd.DataFrame) -> tuple[StateLine, ...]:
    """Clients by state and suggested action; the shares add up to exactly 1000 per mille."""
    counted = frame.groupby(["state", "action"], observed=False).size()
    pairs = [(state, action) for state, actions in ACTIONS_OF_STATE.items() for action in actions]
    pairs += [
        (state, action)
        for state in ACTIONS_OF_STATE
        for action in CareAction
        if (state, action) not in pairs and counted[state.value, action.value]
    ]
    pairs.sort(key=lambda pair: list(ACTIONS_OF_STATE).index(pair[0]))
    many = [int(counted[state.value, action.value]) for state, action in pairs]
    return tuple(
        StateLine(*pair, clients, share)
        for pair, clients, share in zip(pairs, many, _column(many), strict=True)
    )


def quintiles(standings: Sequence[Standing], rules: RuleSet) -> QuintileReport:
    """Classic scores by fixed bands against quintiles of this book, as far as its size allows."""
    import pandas as pd

    view = quintile_view(len(standings), rules)
    if view is QuintileView.OFF:
        return QuintileReport(view, ())
    ranked = classic_quintiles(
        [
            (each.recency_days, each.purchases.window_purchases, each.purchases.window_amount_fen)
            for each in standings
        ]
    )
    comparisons = []
    for axis in Axis:
        fixed = [getattr(each.classic, axis) for each in standings]
        pairs = pd.DataFrame({"fixed": fixed, "quintile": [getattr(each, axis) for each in ranked]})
        counted = pairs.groupby(["fixed", "quintile"]).size()
        counts = tuple(tuple(int(counted.get((row, column), 0)) for column in _SCORES) for row in _SCORES)
        comparisons.append(Comparison(axis, counts))
    return QuintileReport(view, tuple(comparisons))


def _column(parts: Sequence[int]) -> Sequence[int | None]:
    found = shares(parts)
    return [None] * len(parts) if found is None else found
