"""Four figures at the head of the board: clients, assets, rhythm kept, first response."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from advisor_desk.ui import discreet, formats, tokens
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.board import words
from advisor_desk.ui.pages.board.words import CTX, Measure
from advisor_desk.ui.pages.client360.kpis import Figure, KpiCard
from advisor_desk.ui.pages.segments.grid_card import percent
from advisor_desk.usecases.board_view import BoardView, Moves
from advisor_desk.usecases.reports import Figures


class BoardKpis(QWidget):
    """The four cards side by side. `asked(str)`: the explanation of one."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.clients = KpiCard(t(CTX, "客户"), "structure")
        self.assets = KpiCard(t(CTX, "资产"), "structure")
        self.cadence = KpiCard(t(CTX, "节奏守时率(今天)"), "cadence")
        self.response = KpiCard(t(CTX, "首次响应中位(近 12 个月)"), "responses")
        row = QGridLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(tokens.GAP)
        for column, card in enumerate((self.clients, self.assets, self.cadence, self.response)):
            card.figure.asked.connect(self.asked)
            row.addWidget(card, 0, column)
            row.setColumnStretch(column, 1)

    def render_view(self, view: BoardView, moves: Moves | None) -> None:
        """Show the figures of the chosen month-end against the one it is compared with."""
        if moves is not None:
            by_day = {one.on: one.structure.total for one in view.structures}
            before, after = by_day[moves.start], by_day[moves.end]
            for card in (self.clients, self.assets):
                card.figure.key = f"structure:{moves.end.isoformat()}"
            self.clients.show_figure(_figure(after, before, Measure.CLIENTS, formats.day(moves.start)))
            self.assets.show_figure(_figure(after, before, Measure.ASSETS, formats.day(moves.start)))
        self.cadence.show_figure(_cadence(view))
        self.response.show_figure(_response(view))


def _figure(after: Figures, before: Figures, measure: Measure, since: str) -> Figure:
    now = words.figure_of(after, measure)
    step = now - words.figure_of(before, measure)
    shown = formats.count(now) if measure is Measure.CLIENTS else discreet.money(now)
    hint = "" if measure is Measure.CLIENTS else discreet.exact(now)
    if not step:
        return Figure(shown, t(CTX, "与 {day} 相同").format(day=since), hint=hint)
    cell = words.change(step, measure)
    said = t(CTX, "较 {day} {change}").format(day=since, change=f"{formats.arrow(step)} {cell.text}")
    return Figure(shown, said, cell.tone, hint=hint)


def _cadence(view: BoardView) -> Figure:
    now = view.now.whole
    if now.share is None:
        return Figure(formats.NOTHING, t(CTX, "还没有应联系的客户"), ink="text3")
    told = t(CTX, "{kept} / {owed} 位").format(kept=formats.count(now.kept), owed=formats.count(now.owed))
    moved = words.difference(now, view.cadence[-2].whole) if len(view.cadence) > 1 else None
    if moved is None or not moved:
        return Figure(percent(now.share), told)
    tone = "up" if moved > 0 else "down"
    return Figure(percent(now.share), f"{told} · {words.points_words(moved)}", tone)


def _response(view: BoardView) -> Figure:
    found = view.responses
    waiting = t(CTX, "%n 条待回", view.waiting)
    if found.median_minutes is None:
        return Figure(formats.NOTHING, waiting if view.waiting else t(CTX, "没有咨询记录"), ink="text3")
    worst = t(CTX, "最长 {worst} · {waiting}").format(
        worst=words.minutes(found.worst_minutes), waiting=waiting
    )
    return Figure(words.minutes(found.median_minutes), worst, "warn" if view.waiting else "third")
