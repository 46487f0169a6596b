"""What happened with the client in one list, newest first: chips, search, months, one entry whole."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy

from advisor_desk.domain.interaction import Attachment, Confidentiality, RecordedInteraction
from advisor_desk.domain.review import TimelineEntry
from advisor_desk.ui import fonts, shortcuts
from advisor_desk.ui import labels_timeline as words
from advisor_desk.ui.dialogs.field_box import CalmCombo
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.client360.record_pane import RecordPane
from advisor_desk.ui.pages.client360.toggle import Toggle
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.controls import SearchBox
from advisor_desk.ui.widgets.flow_row import FlowRow
from advisor_desk.ui.widgets.timeline_list import TimelineList, row_height

_CTX = "Timeline"
_ROWS = 9
_FULL = 200
"""The page's own reading brings so many: fewer are all there are."""
_SEARCH_MS = 160
_SEARCH_WIDTH = 200
_MONTH_WIDTH = 112


class TimelineCard(Card):
    """时间线. Signals: `more_asked(int)` when older entries than these so many are wanted;
    `search_asked(str)`: which notes fit, answered by `show_found`; `record_asked(str)`: a contact whole,
    answered by `show_record`; `asked(ServiceAsk)`; `wanted()`: the card should come into sight;
    `unfolded()`: an entry is shown whole below the list.
    """

    more_asked = Signal(int)
    search_asked = Signal(str)
    record_asked = Signal(str)
    asked = Signal(object)
    wanted = Signal()
    unfolded = Signal()

    def __init__(self) -> None:
        super().__init__(t(_CTX, "时间线"))
        self._view: PageView | None = None
        self._typed = ""
        self._wanted_id = ""
        self.count = RoleLabel("", FontRole.SMALL, "second")
        self.search = SearchBox(t(_CTX, "搜索记录、拼音"), _SEARCH_MS)
        self.search.setToolTip(t(_CTX, "搜索记录的文字，全拼和首字母都行 (/ 或 Ctrl+Shift+F)"))
        self.months = CalmCombo()
        self.months.setAccessibleName(t(_CTX, "跳到月份"))
        self.months.setToolTip(t(_CTX, "跳到月份：[ 更早，] 更近"))
        self.everything = Toggle(t(_CTX, "全部"))
        self.everything.setChecked(True)
        self.chips = [Toggle(kind.words, kind.code) for kind in words.timeline_kinds()]
        self._chip_row = FlowRow(gap=0, line_gap=2)
        self.list = TimelineList()
        self.list.setAccessibleName(self.title.text())
        self.pane = RecordPane()
        self.empty = RoleLabel(
            t(_CTX, "还没有记录。导入交易或记录一次沟通后，会按时间排列在这里"), FontRole.BODY, "third"
        )
        self.nothing = RoleLabel("", FontRole.BODY, "third")
        self._lay_out()
        self._connect()

    def render_view(self, view: PageView) -> None:
        """Show the client's entries; chips for kinds without any are put away."""
        is_other = self._view is None or self._view.review.row.client_id != view.review.row.client_id
        self._view = view
        if is_other:
            self._start_over()
        entries = sorted(view.review.timeline, key=lambda entry: entry.on, reverse=True)
        is_cut = len(view.review.timeline) >= _FULL
        place = self.list.verticalScrollBar().value()
        self.list.lines.show_entries(entries, words.line_maker(view.as_of), has_older=is_cut)
        self.list.setMinimumHeight(min(_ROWS, max(3, len(entries))) * row_height())
        for widget in (self._chip_row, self.search, self.months):
            widget.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        if self._typed:
            self.search_asked.emit(self._typed)
        elif is_other:
            self.list.scrollToTop()
        else:
            self.list.verticalScrollBar().setValue(place)
        if self.pane.record is not None:
            self.record_asked.emit(self.pane.record.id)

    def add_older(self, entries: Sequence[TimelineEntry]) -> None:
        """Append the older entries that were asked for: all there are."""
        if self._view is None:
            return
        self.list.lines.add_older(entries)
        if self._wanted_id:
            self.go_to_record(self._wanted_id)

    def show_found(self, typed: str, entries: Collection[TimelineEntry]) -> None:
        """Keep the entries that a search found, and those whose line holds what was typed."""
        if typed != self._typed:
            return
        found, low = frozenset(entries), typed.casefold()

        def fits(entry: TimelineEntry) -> bool:
            is_read = entry.confidentiality != Confidentiality.STRICT
            return entry in found or (is_read and low in words.entry_words(entry).casefold())

        self.list.lines.search(fits)
        self.list.scrollToTop()

    def show_record(self, record: RecordedInteraction, files: Sequence[Attachment] = ()) -> None:
        """Show a contact whole, below the list."""
        is_new = self.pane.record is None or self.pane.record.id != record.id
        self.pane.show_record(record, files)
        if is_new:
            self.unfolded.emit()

    def go_to_record(self, event_id: str) -> None:
        """Choose an entry, ask for it whole; older entries and all kinds are brought in where needed."""
        lines = self.list.lines
        if not lines.holds(event_id):
            self._wanted_id = event_id
            lines.ask_older()
            return
        self._wanted_id = ""
        if lines.row_of(event_id) < 0:
            self._show_everything()
            self._end_search()
        self.list.go_to(lines.row_of(event_id))
        self.record_asked.emit(event_id)

    def focus_search(self) -> None:
        """The keyboard to the search field."""
        if not self.search.isHidden():
            self.wanted.emit()
            self.search.setFocus()
            self.search.selectAll()

    def step_month(self, step: int) -> None:
        """To the next older (1) or newer (-1) month."""
        place = min(max(0, self.months.currentIndex() + step), self.months.count() - 1)
        if place >= 0 and not self.months.isHidden():
            if step > 0 and place == self.months.count() - 1:
                self.list.lines.ask_older()
            self.wanted.emit()
            self.months.setCurrentIndex(place)
            self._on_month_chosen(place)

    def forget(self) -> None:
        """Show nothing of anybody."""
        self._start_over()
        self._view = None
        self.list.lines.show_entries(())

    def _lay_out(self) -> None:
        self.search.setFixedWidth(fonts.scaled(_SEARCH_WIDTH))
        self.months.setFixedWidth(fonts.scaled(_MONTH_WIDTH))
        self.add_action(self.count)
        self.add_action(self.search)
        self.add_action(self.months)
        for chip in (self.everything, *self.chips):
            self._chip_row.put(chip)
        for label in (self.empty, self.nothing):
            label.setWordWrap(True)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.add(self._chip_row)
        self.add(self.list, 1)
        self.add(self.nothing)
        self.add(self.pane)
        self.add(self.empty)

    def _connect(self) -> None:
        lines = self.list.lines
        lines.more_wanted.connect(self.more_asked)
        lines.narrowed.connect(self._on_narrowed)
        self.everything.clicked.connect(self._show_everything)
        for chip in self.chips:
            chip.toggled.connect(self._on_chip_toggled)
        self.search.searched.connect(self._on_searched)
        self.search.moved.connect(self._on_moved)
        self.search.entered.connect(self.list.setFocus)
        self.months.activated.connect(self._on_month_chosen)
        self.list.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.list.opened.connect(self._on_opened)
        self.list.closed.connect(self.close_pane)
        self.pane.closed.connect(self.close_pane)
        self.pane.asked.connect(self.asked)
        self.pane.other_asked.connect(self.go_to_record)
        area = t("Client360", "客户页")
        shortcuts.add(self, "/; Ctrl+Shift+F", t(_CTX, "搜索时间线"), self.focus_search, area)
        shortcuts.add(self, "[", t(_CTX, "时间线：更早的月份"), lambda: self.step_month(1), area)
        shortcuts.add(self, "]", t(_CTX, "时间线：更近的月份"), lambda: self.step_month(-1), area)

    def close_pane(self) -> None:
        """Put the whole entry away; the keyboard goes back to the list."""
        had_focus = self.pane.isAncestorOf(self.window().focusWidget() or self) or self.pane.hasFocus()
        self.pane.forget()
        if had_focus:
            self.list.setFocus()

    def _start_over(self) -> None:
        self.pane.forget()
        self._wanted_id = ""
        self._end_search()
        self._show_everything()

    def _end_search(self) -> None:
        self._typed = ""
        self.search.put("")
        self.list.lines.search(None)

    def _on_narrowed(self) -> None:
        lines = self.list.lines
        for chip in self.chips:
            count = lines.count_of(chip.code)
            chip.setVisible(count > 0)
            chip.setToolTip(t(_CTX, "只看{kind}({count})").format(kind=chip.text(), count=count))
        rows, total = lines.rowCount(), lines.total
        if rows < total:
            told = t(_CTX, "{shown} / {total} 条").format(shown=rows, total=total)
        else:
            told = t(_CTX, "最近 %n 条", total) if lines.has_older else t(_CTX, "%n 条", total)
        self.count.setText(told if total else "")
        self.nothing.setText(t(_CTX, "没有符合的记录"))
        self.nothing.setVisible(bool(total) and not rows)
        self.list.setVisible(bool(rows))
        self.months.blockSignals(True)
        self.months.clear()
        for month in lines.months():
            self.months.addItem(words.month(month), month)
        self.months.blockSignals(False)
        self._on_scrolled()

    def _show_everything(self) -> None:
        for chip in self.chips:
            chip.setChecked(False)
        self.everything.setChecked(True)

    def _on_chip_toggled(self, _is_on: bool) -> None:  # noqa: FBT001
        chosen = [chip.code for chip in self.chips if chip.isChecked()]
        self.everything.setChecked(not chosen)
        if chosen:
            self.list.lines.ask_older()
        self.list.lines.only(chosen)
        self.list.scrollToTop()

    def _on_searched(self, typed: str) -> None:
        if not typed:
            self._end_search()
            return
        self._typed = typed
        self.list.lines.ask_older()
        self.search_asked.emit(typed)

    def _on_moved(self, step: int) -> None:
        row = min(max(0, self.list.currentIndex().row() + step), self.list.lines.rowCount() - 1)
        if row >= 0:
            self.list.setCurrentIndex(self.list.lines.index(row, 0))

    def _on_month_chosen(self, place: int) -> None:
        month = self.months.itemData(place)
        row = self.list.lines.row_of_month(month) if month else -1
        if row >= 0:
            self.list.go_to(row)

    def _on_scrolled(self, _value: int = 0) -> None:
        """The month at the top is the one that the box names."""
        row = self.list.top_row()
        if row < 0:
            return
        on = self.list.lines.entry(row).on
        place = self.months.findText(words.month((on.year, on.month)))
        if place >= 0 and place != self.months.currentIndex():
            self.months.blockSignals(True)
            self.months.setCurrentIndex(place)
            self.months.blockSignals(False)

    def _on_opened(self, row: int) -> None:
        entry = self.list.lines.entry(row)
        if entry.kind == "INTERACTION" and entry.id:
            self.record_asked.emit(entry.id)
        else:
            self.pane.show_line(self.list.lines.line(row))
            self.unfolded.emit()
