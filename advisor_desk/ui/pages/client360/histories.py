"""The two histories of a client: total assets day by day, scores at the ends of months."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from advisor_desk.domain.client import Group, LifeState, Tier
from advisor_desk.domain.dates import months_before
from advisor_desk.domain.review import SnapshotPoint
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.charts.points import MoneyPoint, points_in
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_scores import edge
from advisor_desk.ui.pages.client360.history_card import HistoryCard

if TYPE_CHECKING:
    from advisor_desk.ui.charts.plots import HistoryPlot

_CTX = "Client360"
_ASSETS_HEIGHT = 216
_SCORES_HEIGHT = 188


class AssetHistoryCard(HistoryCard):
    """资产走势."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "资产走势"), t(_CTX, "导入每日资产后，这里显示走势"), _ASSETS_HEIGHT)
        self._amounts: dict[date, int] = {}

    def _points(self) -> list[MoneyPoint]:
        return points_in(self.view.review.assets, self.span, self.view.as_of) if self.view else []

    def dates(self) -> Sequence[date]:
        return [on for on, _ in self._points()]

    def has_other_spans(self) -> bool:
        return bool(self.view and self.view.review.assets)

    def draw(self, plot: "HistoryPlot") -> None:
        points = self._points()
        self._amounts = dict(points)
        plot.show_money(points, _tick)

    def sketch(self) -> Sequence[int]:
        return [fen for _, fen in self._points()]

    def told(self, on: date) -> str:
        return f"{formats.day(on)}   {discreet.money(self._amounts.get(on))}"

    def table_rows(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        rows = [(formats.day(on), discreet.exact(fen)) for on, fen in reversed(self._points())]
        return (t(_CTX, "日期"), t(_CTX, "总资产")), rows


class ScoreHistoryCard(HistoryCard):
    """评分走势."""

    def __init__(self) -> None:
        super().__init__(t(_CTX, "评分走势"), t(_CTX, "满一个月末后，这里显示评分变化"), _SCORES_HEIGHT)
        self._drawn: dict[date, SnapshotPoint] = {}

    def _points(self) -> list[SnapshotPoint]:
        if self.view is None:
            return []
        as_of = self.view.as_of
        start = months_before(as_of, self.span.value) if self.span.value else date.min
        kept = [point for point in self.view.review.snapshots if start <= point.as_of <= as_of]
        return sorted(kept, key=lambda point: point.as_of)

    def dates(self) -> Sequence[date]:
        return [point.as_of for point in self._points()]

    def has_other_spans(self) -> bool:
        return bool(self.view and self.view.review.snapshots)

    def draw(self, plot: "HistoryPlot") -> None:
        points = self._points()
        self._drawn = {point.as_of: point for point in points}
        plot.show_scores(
            [point.as_of for point in points],
            (
                (t(_CTX, "数量 A"), [point.a for point in points]),
                (t(_CTX, "质量 F"), [point.f for point in points]),
                (t(_CTX, "效益 B"), [point.b for point in points]),
            ),
        )

    def sketch(self) -> Sequence[int]:
        return [point.a + point.f + point.b for point in self._points()]

    def told(self, on: date) -> str:
        point = self._drawn.get(on)
        if point is None:
            return formats.day(on)
        scores = f"A{point.a} F{point.f} B{point.b}"
        words = (labels.word_of(Tier, point.tier), labels.word_of(Group, point.group))
        return f"{formats.day(on)}   {scores}   {' · '.join(words)}"

    def table_rows(self) -> tuple[Sequence[str], Sequence[Sequence[str]]]:
        heads = (t(_CTX, "月末"), "A", "F", "B", t(_CTX, "等级"), t(_CTX, "分组"), t(_CTX, "状态"))
        rows = [
            (
                formats.day(point.as_of), str(point.a), str(point.f), str(point.b),
                labels.word_of(Tier, point.tier), labels.word_of(Group, point.group),
                labels.word_of(LifeState, point.state),
            )
            for point in reversed(self._points())
        ]  # fmt: skip
        return heads, rows


def _tick(fen: int) -> str:
    return discreet.HIDDEN if discreet.is_on() else edge(fen)
