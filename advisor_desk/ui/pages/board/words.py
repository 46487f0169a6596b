"""Words and cells that the cards of the screen share."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from advisor_desk.domain.client import Tier, TierVariant
from advisor_desk.domain.records import ContactChannel
from advisor_desk.rules.reasons import Reason
from advisor_desk.ui import discreet, formats, labels, theme
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.segments.grid_card import amount, count, percent
from advisor_desk.ui.widgets.figure_grid import Cell
from advisor_desk.usecases.board_view import KeptShare
from advisor_desk.usecases.reports import Figures, Line, Segment

CTX: Final = "Board"
_VARIANTS: Final = {Segment.PERSON_TOP: TierVariant.PERSON_TOP, Segment.ORG: TierVariant.ORG}
_RANK: Final = {Segment.RETAIL: 0, Segment.HNW: 1, Segment.PERSON_TOP: 2, Segment.ORG: 2}


class Measure(StrEnum):
    """What the structure is looked at by."""

    CLIENTS = "CLIENTS"
    ASSETS = "ASSETS"
    REVENUE = "REVENUE"

    @property
    def at(self) -> int:
        """Its place among the figures of a line."""
        return list(Measure).index(self)


def measure_word(measure: Measure, window_months: int) -> str:
    """客户, 资产, 12个月创收."""
    if measure is Measure.CLIENTS:
        return t(CTX, "客户")
    if measure is Measure.ASSETS:
        return t(CTX, "资产")
    return t(CTX, "{months}个月创收").format(months=window_months)


def tier_of(segment: Segment) -> tuple[Tier, TierVariant | None]:
    """Tier and variant of a segment."""
    variant = _VARIANTS.get(segment)
    return (Tier.INST, variant) if variant is not None else (Tier(segment.value), None)


def segment_word(segment: Segment | None) -> str:
    """零售, 高净值, 机构级(个人), 机构客户; None is outside the book."""
    if segment is None:
        return t(CTX, "册外")
    tier, variant = tier_of(segment)
    return labels.word(tier) if variant is None else labels.word(variant)


def colours(segment: Segment) -> tuple[str, str]:
    """Fill and ink of a tier."""
    return theme.current().tiers[labels.tier_step(*tier_of(segment))]


def direction(start: Segment | None, end: Segment | None) -> int:
    """1 for up or new, −1 for down or gone, 0 between tiers of one rank."""
    if start is None or end is None:
        return 1 if start is None else -1
    step = _RANK[end] - _RANK[start]
    return (step > 0) - (step < 0)


def figure_of(figures: Figures, measure: Measure) -> int:
    """The figure that a measure looks at."""
    return (figures.clients, figures.assets_fen, figures.revenue_fen)[measure.at]


def share_of(line: Line[Segment], measure: Measure) -> int | None:
    """The share that a measure looks at."""
    return (line.clients_share, line.assets_share, line.revenue_share)[measure.at]


def value(figure: int, measure: Measure, *, is_bold: bool = False) -> Cell:
    """A number of clients or an amount."""
    cell = count if measure is Measure.CLIENTS else amount
    return cell(figure, is_bold=is_bold)


def change(figure: int, measure: Measure, *, is_bold: bool = False) -> Cell:
    """A change with its sign, red for more and green for less; nothing for none."""
    if not figure:
        return Cell(formats.NOTHING, "0", "text3")
    plain = value(figure, measure)
    sign = "+" if figure > 0 else formats.MINUS
    words = f"{sign}{formats.count(abs(figure))}" if measure is Measure.CLIENTS else discreet.signed(figure)
    return Cell(words, plain.copied, "up" if figure > 0 else "down", is_bold=is_bold)


def points(per_mille: int | None) -> Cell:
    """A change in percentage points."""
    if per_mille is None:
        return Cell(formats.NOTHING, "", "text3")
    tone = "up" if per_mille > 0 else "down" if per_mille < 0 else "text3"
    return Cell(points_words(per_mille), None, tone)


def points_words(per_mille: int) -> str:
    """▲ +1.2 点."""
    sign = "+" if per_mille > 0 else ""
    said = t(CTX, "{points} 点").format(points=f"{sign}{percent(per_mille).rstrip('%')}")
    return f"{formats.arrow(per_mille)} {said}".strip()


def difference(later: KeptShare, earlier: KeptShare) -> int | None:
    """How much more was kept, in per mille; None where nobody was owed anything."""
    if later.share is None or earlier.share is None:
        return None
    return later.share - earlier.share


def minutes(spent: int | None) -> str:
    """35 分钟, 4 小时, 4 小时 20 分."""
    if spent is None:
        return formats.NOTHING
    hours, rest = divmod(spent, 60)
    if not hours:
        return t(CTX, "%n 分钟", rest)
    if not rest:
        return t(CTX, "%n 小时", hours)
    return t(CTX, "{hours} 小时 {minutes} 分").format(hours=formats.count(hours), minutes=rest)


def channel_word(code: str) -> str:
    """到访, 电话 …"""
    return labels.word_of(ContactChannel, code)


def month_word(on: date) -> str:
    """2026-10."""
    return formats.month(on)


def reason_words(reason: Reason, window_months: int) -> str:
    """Why a column has no shares, what counts as zero, why a client moved."""
    code, given = reason
    params = dict(given)
    if code == "board.without_assets":
        many = params["clients"]
        return t(CTX, "%n 位客户没有资产记录，按 0 计。", many if isinstance(many, int) else 0)
    if code in ("board.nothing_to_share", "board.negative_part"):
        column = measure_word(Measure(str(params["column"]).upper()), window_months)
        if code == "board.nothing_to_share":
            return t(CTX, "{column}合计为 0，没有占比。").format(column=column)
        tier = segment_word(Segment(str(params["segment"])))
        return t(CTX, "{tier}的{column}是负数，这一列不算占比。").format(tier=tier, column=column)
    return _why(code, params)


def _why(code: str, params: dict[str, str | int | bool | None]) -> str:
    if code == "board.opened":
        return t(CTX, "{day} 起为客户").format(day=params["since_on"])
    if code == "board.closed":
        return t(CTX, "{day} 销户").format(day=params["until_on"])
    if code == "board.came_in":
        return t(CTX, "转入本册")
    if code == "board.went_out":
        return t(CTX, "离开本册")
    before, after = (params[key] for key in ("before_fen", "after_fen"))
    if not isinstance(before, int) or not isinstance(after, int):
        return t(CTX, "日均资产有了记录") if isinstance(after, int) else t(CTX, "按类型或人工定级")
    return t(CTX, "20 日日均 {before} → {after}").format(
        before=discreet.money(before), after=discreet.money(after)
    )


def reasons_words(reasons: Sequence[Reason], window_months: int) -> str:
    """All of them, one after the other."""
    return "".join(reason_words(one, window_months) for one in reasons)
