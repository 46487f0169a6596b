"""The four portrait blocks in their fixed order, two by two, or side by side where there is room."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from advisor_desk.ui import fonts, icons, labels_portrait, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_portrait import Block, Fact
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.view import PageView
from advisor_desk.ui.widgets.card import Card, RoleLabel
from advisor_desk.ui.widgets.layouts import nest

_CTX = "Client360"
_FOUR_COLUMNS = 900
_TWO_COLUMNS = 420


class _FactRow(QWidget):
    """Name left, value right; built once and shown with ever new facts."""

    def __init__(self) -> None:
        super().__init__()
        self.name = RoleLabel("", FontRole.SMALL, "second")
        self.value = FigureLink("", FontRole.BODY)
        self.value.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.value)

    def show_fact(self, fact: Fact) -> None:
        """Show `fact`; only one that can be explained takes the keyboard."""
        self.name.setText(fact.name)
        self.value.key = fact.why
        self.value.show_text(fact.value, fact.tone or "text")
        self.value.setAccessibleName(f"{fact.name.strip()} {fact.value}")
        can_ask = bool(fact.why)
        self.value.setEnabled(can_ask)
        shape = Qt.CursorShape.PointingHandCursor if can_ask else Qt.CursorShape.ArrowCursor
        self.value.setCursor(shape)
        self.value.setFocusPolicy(Qt.FocusPolicy.TabFocus if can_ask else Qt.FocusPolicy.NoFocus)


class _Ask(QWidget):
    """A fact that is missing: a plus sign and the sentence that asks for it."""

    def __init__(self) -> None:
        super().__init__()
        self._sign = QLabel()
        self.words = RoleLabel("", FontRole.SMALL, "primary")
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.words, 1)
        theme.signals().changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        size = fonts.scaled(14)
        self._sign.setPixmap(icons.pixmap("plus", "primary", size, self.devicePixelRatioF()))


class PortraitBlock(QWidget):
    """One block."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self.title = RoleLabel("", FontRole.BODY_BOLD)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        head = nest(column, QHBoxLayout())
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self.title, 1)
        self._facts = nest(column, QVBoxLayout())
        self._facts.setSpacing(3)
        self._asks = nest(column, QVBoxLayout())
        self._asks.setSpacing(3)
        column.addStretch(1)
        self._fact_rows: list[_FactRow] = []
        self._ask_rows: list[_Ask] = []
        self._icon_name = "user"
        theme.signals().changed.connect(self._on_look_changed)

    def show_block(self, block: Block) -> None:
        """Show `block`."""
        self.title.setText(block.title)
        self._icon_name = block.icon
        self._on_look_changed()
        while len(self._fact_rows) < len(block.facts):
            row = _FactRow()
            row.value.asked.connect(self.asked)
            self._fact_rows.append(row)
            self._facts.addWidget(row)
        while len(self._ask_rows) < len(block.asks):
            ask = _Ask()
            self._ask_rows.append(ask)
            self._asks.addWidget(ask)
        for index, row in enumerate(self._fact_rows):
            row.setVisible(index < len(block.facts))
            if index < len(block.facts):
                row.show_fact(block.facts[index])
        for index, ask in enumerate(self._ask_rows):
            ask.setVisible(index < len(block.asks))
            if index < len(block.asks):
                ask.words.setText(block.asks[index])

    def _on_look_changed(self) -> None:
        size = fonts.scaled(tokens.ICON_SMALL)
        self._icon.setPixmap(icons.pixmap(self._icon_name, "text2", size, self.devicePixelRatioF()))


class PortraitCard(Card):
    """Signals: `asked(str)` for an explanation."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(t(_CTX, "客户画像"))
        self.blocks = tuple(PortraitBlock() for _ in range(4))
        self._columns = 0
        self._grid = nest(self.body, QGridLayout())
        self._grid.setHorizontalSpacing(28)
        self._grid.setVerticalSpacing(16)
        for block in self.blocks:
            block.asked.connect(self.asked)
        self._arrange(2)

    def render_view(self, view: PageView) -> None:
        """Show the four blocks."""
        shown = labels_portrait.blocks(view.review, view.rules, view.advice)
        for widget, block in zip(self.blocks, shown, strict=True):
            widget.show_block(block)

    def resizeEvent(self, event: QResizeEvent) -> None:
        width = event.size().width()
        self._arrange(4 if width >= _FOUR_COLUMNS else 2 if width >= _TWO_COLUMNS else 1)
        super().resizeEvent(event)

    def _arrange(self, columns: int) -> None:
        if columns == self._columns:
            return
        self._columns = columns
        for index, block in enumerate(self.blocks):
            self._grid.removeWidget(block)
            self._grid.addWidget(block, index // columns, index % columns)
        for column in range(4):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
            self._grid.setColumnMinimumWidth(column, 0)
