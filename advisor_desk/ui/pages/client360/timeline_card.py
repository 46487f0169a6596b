"""Everything that happened with the client in one list, newest first, with a chip per kind."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from advisor_desk.domain.review import TimelineEntry
from advisor_desk.ui import labels_client360 as words
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.flow import FlowLayout
from advisor_desk.ui.pages.client360.toggle import Toggle
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.timeline_list import TimelineList, row_height

_CTX = "Client360"
_ROWS = 7
_FULL = 100
"""The book answers with the newest entries by the hundred: fewer are all there are."""


class TimelineCard(Card):
    """时间线. Signals: `more_asked(int)` when older entries than these so many are wanted."""

    more_asked = Signal(int)

    def __init__(self) -> None:
        super().__init__(t(_CTX, "时间线"))
        self.count = RoleLabel("", FontRole.SMALL, "second")
        self.add_action(self.count)
        self.everything = Toggle(t(_CTX, "全部"))
        self.everything.setChecked(True)
        self.everything.clicked.connect(self._on_everything_clicked)
        self.chips = [Toggle(kind.words, kind.code) for kind in words.timeline_kinds()]
        self._chip_row = QWidget()
        flow = FlowLayout(gap=0, line_gap=2)
        self._chip_row.setLayout(flow)
        flow.addWidget(self.everything)
        for chip in self.chips:
            flow.addWidget(chip)
            chip.toggled.connect(self._on_chip_toggled)
        self.list = TimelineList()
        self.list.setAccessibleName(self.title.text())
        self.list.lines.more_wanted.connect(self.more_asked)
        self._view: PageView | None = None
        self.empty = RoleLabel(
            t(_CTX, "还没有记录。导入交易或记录一次沟通后，会按时间排列在这里"), FontRole.BODY, "third"
        )
        self.empty.setWordWrap(True)
        self.add(self._chip_row)
        self.add(self.list, 1)
        self.add(self.empty)

    def render_view(self, view: PageView) -> None:
        """Show the client's entries; chips for kinds without any are put away."""
        self._view = view
        entries = sorted(view.review.timeline, key=lambda entry: entry.on, reverse=True)
        lines = [words.timeline_line(entry, view.as_of) for entry in entries]
        self.list.lines.show_lines(lines, has_older=len(lines) >= _FULL)
        self._show_chips()
        self.list.setMinimumHeight(min(_ROWS, max(2, len(entries))) * row_height())
        self.list.setVisible(bool(entries))
        self._chip_row.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        self.list.scrollToTop()
        self._show_count()

    def add_older(self, entries: Sequence[TimelineEntry]) -> None:
        """Append the older entries that were asked for."""
        if self._view is None:
            return
        lines = [words.timeline_line(entry, self._view.as_of) for entry in entries]
        self.list.lines.add_older(lines, has_older=len(lines) >= _FULL)
        self._show_chips()
        self._show_count()

    def _show_chips(self) -> None:
        for chip in self.chips:
            count = self.list.lines.count_of(chip.code)
            chip.setVisible(count > 0)
            if not count:
                chip.setChecked(False)
            chip.setToolTip(t(_CTX, "只看{kind}({count})").format(kind=chip.text(), count=count))

    def _show_count(self) -> None:
        total = self.list.lines.total
        told = t(_CTX, "最近 %n 条", total) if self.list.lines.has_older else t(_CTX, "%n 条", total)
        self.count.setText(told if total else "")

    def _on_everything_clicked(self) -> None:
        for chip in self.chips:
            chip.setChecked(False)
        self.everything.setChecked(True)

    def _on_chip_toggled(self, _is_on: bool) -> None:
        chosen = [chip.code for chip in self.chips if chip.isChecked()]
        self.everything.setChecked(not chosen)
        self.list.lines.only(chosen)
        self.list.scrollToTop()
