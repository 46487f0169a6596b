"""The line in focus, at the right: who, what, why here, what to do, what the points are for, and its keys."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.domain.today import TodayItem, TodayKind
from advisor_desk.ui import discreet, fonts, formats, icons, labels, labels_service, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.pages.today import deeds, words
from advisor_desk.ui.pages.today.parts import DayRead
from advisor_desk.ui.widgets.card import Card, ElidedLabel, Line, RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton, LinkButton
from advisor_desk.ui.widgets.layouts import empty, nest
from advisor_desk.ui.widgets.marks import LatePill, Pill

_CTX: Final = words.CTX
BUTTONS: Final[Mapping[str, tuple[str, str, str]]] = {
    "done": (mark("完成"), "check", "Space"),
    "snooze": (mark("推后"), "clock", "S"),
    "log": (mark("记录联系"), "pencil", "L"),
    "brief": (mark("会前简报"), "file-text", "B"),
    "open": (mark("打开客户"), "user", "Enter"),
    "suppress": (mark("不再提醒"), "x", "X"),
}
_COLUMNS: Final = 3
_ROOM: Final = 450
"""The least width for all columns of buttons; below it there is one less."""
_MOST_OTHERS: Final = 4


class TodayCard(QScrollArea):
    """Signals: `asked(str, object)`: a button's deed and the line it is meant for; `wanted(object)`: another
    line of the same client.
    """

    asked = Signal(str, object)
    wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item: TodayItem | None = None
        self._read: DayRead | None = None
        self.name = ElidedLabel("", FontRole.CLIENT_NAME)
        self.tier = Pill("")
        self.late = LatePill("")
        self.facts = RoleLabel("", FontRole.SMALL, "second")
        self.about = RoleLabel("", FontRole.CARD_TITLE)
        self.due = RoleLabel("", FontRole.BODY, "second")
        self.why = RoleLabel("", FontRole.BODY)
        self.suggestion = RoleLabel("", FontRole.BODY)
        self.score = RoleLabel("", FontRole.KPI)
        self.buttons: dict[str, Button] = {}
        self.why_button = GhostButton("chevron-down", t(_CTX, "分数由什么组成 (W)"))
        self._parts = QGridLayout()
        self._build()
        discreet.signals().changed.connect(self._render)
        theme.signals().changed.connect(self._render)

    @property
    def shows_parts(self) -> bool:
        """True while the score's parts are open."""
        return not self._score_body.isHidden()

    def show_item(self, item: TodayItem | None, read: DayRead | None, now: datetime) -> None:
        """Show another line, or nothing."""
        self.item, self._read = item, read
        self._now = now
        self._render()

    def tick(self, now: datetime) -> None:
        """Let the clock of an enquiry run on."""
        self._now = now
        if self.item is not None and self.item.due_at is not None and self._read is not None:
            self._show_due(self.item, self._read.view.as_of)

    def toggle_parts(self) -> None:
        """Open or close the score's parts."""
        self._score_body.setVisible(self._score_body.isHidden())
        name = "chevron-up" if self.shows_parts else "chevron-down"
        icons.dress(self.why_button, name)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        columns = _COLUMNS if self.viewport().width() >= fonts.scaled(_ROOM) else _COLUMNS - 1
        if self._arranged[1] != columns:
            self._arrange(self._arranged[0])

    def _build(self) -> None:
        self._arranged: tuple[tuple[str, ...], int] = ((), _COLUMNS)
        self._now = datetime.now(UTC)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = body = QWidget()
        body.setObjectName("page")
        column = QVBoxLayout(body)
        column.setContentsMargins(tokens.GAP, 12, tokens.PAGE_PADDING, tokens.GAP)
        column.setSpacing(tokens.GAP)
        column.addWidget(self._head_card())
        column.addWidget(self._why_card())
        column.addWidget(self._others_card())
        column.addWidget(self._score_card())
        column.addStretch(1)
        self.setWidget(body)

    def _head_card(self) -> Card:
        card = Card()
        top = nest(card.body, QHBoxLayout())
        top.setSpacing(8)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        top.addWidget(self.name)
        top.addWidget(self.tier)
        top.addWidget(self.late)
        top.addStretch(1)
        card.add(self.facts)
        for label in (self.facts, self.about, self.due):
            label.setWordWrap(True)
        card.add(self.about)
        card.add(self.due)
        card.body.addSpacing(4)
        grid = nest(card.body, QGridLayout())
        grid.setSpacing(8)
        for at, (code, (word, icon, key)) in enumerate(BUTTONS.items()):
            button = Button(f"{t(_CTX, word)}  {key}", icon)
            button.clicked.connect(lambda _on=False, code=code: self._ask(code))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self.buttons[code] = button
            grid.addWidget(button, at // _COLUMNS, at % _COLUMNS)
        self._grid = grid
        return card

    def _why_card(self) -> Card:
        card = Card(t(_CTX, "为什么在这里"))
        self.why.setWordWrap(True)
        self.suggestion.setWordWrap(True)
        card.add(self.why)
        self._line = Line()
        self._suggest_title = RoleLabel(t(_CTX, "建议"), FontRole.SMALL, "second")
        for widget in (self._line, self._suggest_title, self.suggestion):
            card.add(widget)
        self._why = card
        return card

    def _others_card(self) -> Card:
        self._others = Card(t(_CTX, "这位客户今天还有"))
        self._other_links: list[LinkButton] = []
        return self._others

    def _score_card(self) -> Card:
        card = Card()
        row = nest(card.body, QHBoxLayout())
        row.setSpacing(8)
        row.addWidget(self.score)
        row.addWidget(RoleLabel(t(_CTX, "分，决定排在第几"), FontRole.SMALL, "second"))
        row.addStretch(1)
        row.addWidget(self.why_button)
        self._score_body = QWidget()
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.setVerticalSpacing(4)
        self._parts.setColumnStretch(0, 1)
        self._score_body.setLayout(self._parts)
        self._score_body.hide()
        card.add(self._score_body)
        self.why_button.clicked.connect(self.toggle_parts)
        self._score = card
        return card

    def _ask(self, code: str) -> None:
        if self.item is not None:
            self.asked.emit(code, self.item)

    def _render(self) -> None:
        item, read = self.item, self._read
        self._body.setVisible(item is not None and read is not None)
        if item is None or read is None:
            self._clear()
            return
        today = read.view.as_of
        self.name.setText(words.who(item) or labels.word(item.kind))
        self.tier.setVisible(item.tier is not None)
        if item.tier is not None:
            self.tier.set_text(labels.tier(item.tier), labels.tier_step(item.tier))
        self._show_facts(item, today)
        self.about.setText(words.about(item))
        self.about.setVisible(bool(self.about.text()))
        self._show_due(item, today)
        self._show_why(item, read)
        self._show_others(item, read)
        self._show_score(item)
        shown = deeds.offered(item)
        for code, button in self.buttons.items():
            button.setVisible(code in shown)
        self._arrange(shown)

    def _clear(self) -> None:
        for label in (self.name, self.facts, self.about, self.due, self.why, self.suggestion, self.score):
            label.setText("")
        for link in self._other_links:
            link.hide()
            link.deleteLater()
        self._other_links = []
        empty(self._parts)

    def _arrange(self, shown: tuple[str, ...]) -> None:
        """The buttons in the order that fits the line, the first one the main one."""
        columns = _COLUMNS if self.viewport().width() >= fonts.scaled(_ROOM) else _COLUMNS - 1
        self._arranged = (shown, columns)
        for at, code in enumerate(shown):
            button = self.buttons[code]
            self._grid.addWidget(button, at // columns, at % columns)
            _dress(button, BUTTONS[code][1], is_main=at == 0)

    def _show_facts(self, item: TodayItem, today: date) -> None:
        facts = [item.client_no] if item.client_no else []
        if item.client_id is not None:
            facts.append(words.last_contact(item, today))
        self.facts.setText(" · ".join(facts))
        self.facts.setVisible(bool(facts))

    def _show_due(self, item: TodayItem, today: date) -> None:
        said, tone = words.when(item, today, self._now)
        is_late = tone == words.LATE
        self.late.setVisible(is_late)
        self.late.set_text(said)
        lines = [labels.word(item.kind)] if item.client_id is not None else []
        has_day = item.due_on is not None and item.kind is not TodayKind.QUIET
        if said and not is_late and has_day and item.due_at is None:
            lines.append(said)
        if item.since is not None:
            lines.append(t(_CTX, "{time} 提出").format(time=words.local_time(item.since, self._now)))
        if item.due_at is not None:
            due = words.local_time(item.due_at, self._now)
            lines += [t(_CTX, "{time} 前要答复").format(time=due), said]
        elif has_day and item.due_on != today:
            lines.append(formats.day(item.due_on))
        self.due.setText(" · ".join(lines))
        self.due.setVisible(bool(lines))

    def _show_why(self, item: TodayItem, read: DayRead) -> None:
        lines = [labels_service.why(one) for one in item.why]
        if item.kind is TodayKind.UNSENT:
            lines += [f"{labels_service.event_word(kind)} {n:,}" for kind, n in read.unsent.items()]
        self.why.setText("\n".join(lines))
        self.why.setVisible(bool(lines))
        said = labels_service.suggestion(read.suggestions.get(item.code, ""))
        self.suggestion.setText(said)
        for widget in (self._suggest_title, self.suggestion):
            widget.setVisible(bool(said))
        self._line.setVisible(bool(lines and said))
        self._why.setVisible(bool(lines or said))

    def _show_others(self, item: TodayItem, read: DayRead) -> None:
        for link in self._other_links:
            link.hide()
            link.deleteLater()
        same = [
            one
            for one in (*read.view.items, *read.view.quiet)
            if one is not item and one.client_id == item.client_id is not None
        ]
        self._other_links = [self._link(one, read.view.as_of) for one in same[:_MOST_OTHERS]]
        self._others.setVisible(bool(same))

    def _link(self, item: TodayItem, today: date) -> LinkButton:
        said, _tone = words.when(item, today, self._now)
        link = LinkButton(
            " · ".join(text for text in (labels.word(item.kind), words.about(item), said) if text)
        )
        link.clicked.connect(lambda: self.wanted.emit(item))
        self._others.add(link)
        return link

    def _show_score(self, item: TodayItem) -> None:
        self._score.setVisible(bool(item.parts))
        self.score.setText(str(item.score))
        empty(self._parts)
        for row, (text, points) in enumerate(words.parts(item)):
            self._parts.addWidget(RoleLabel(text, FontRole.BODY, "second"), row, 0)
            figure = RoleLabel(f"{points:+d}", FontRole.BODY_BOLD)
            figure.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._parts.addWidget(figure, row, 1)


def _dress(button: Button, icon: str, *, is_main: bool) -> None:
    """The main button of a line in the main colour."""
    name = "primary" if is_main else ""
    if button.objectName() != name:
        button.setObjectName(name)
        icons.dress(button, icon, "on_primary" if is_main else "text2", tokens.ICON_SMALL)
        button.style().unpolish(button)
        button.style().polish(button)
