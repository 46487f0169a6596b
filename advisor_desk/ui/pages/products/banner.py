"""The strip above the shelf: how far it may be trusted, and what to do when it may not."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from advisor_desk.domain.product import ShelfState
from advisor_desk.ui import fonts, icons, theme
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.products import words
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.usecases.product_facts import ShelfView

_SIDE = 14
_ICON = 16


class ShelfBanner(QFrame):
    """Signal `import_asked()`: the person wants to bring the shelf up to date."""

    import_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = ShelfState.CURRENT
        self._picture = QLabel(self)
        self.said = RoleLabel("", FontRole.BODY, parent=self)
        self.said.setWordWrap(True)
        self.said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.counts = RoleLabel("", FontRole.SMALL, "second", self)
        self.button = Button(t(words.CTX, "导入产品"), "import", parent=self)
        self.button.clicked.connect(self.import_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(_SIDE, 6, 8, 6)
        row.setSpacing(10)
        row.addWidget(self._picture)
        row.addWidget(self.said, 1)
        row.addWidget(self.counts)
        row.addWidget(self.button)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        theme.signals().changed.connect(self._dress)

    @property
    def state(self) -> ShelfState:
        """The standing that is told."""
        return self._state

    def show_standing(self, view: ShelfView) -> None:
        """Tell how the shelf stands."""
        self._state = view.standing.state
        self.said.setText(" ".join(words.standing(view)).strip())
        self.counts.setText(words.counts(view.standing))
        is_current = self._state is ShelfState.CURRENT
        self.counts.setVisible(is_current)
        self.button.setVisible(not is_current)
        self._dress()

    def _dress(self) -> None:
        is_current = self._state is ShelfState.CURRENT
        self.setObjectName("card" if is_current else "notice")
        self.style().unpolish(self)
        self.style().polish(self)
        self.said.set_tone("" if is_current else "warn")
        name, role = ("shield-check", "good") if is_current else ("alert", "warn")
        size = fonts.scaled(_ICON)
        self._picture.setPixmap(icons.pixmap(name, role, size, self.devicePixelRatioF()))
        self.setMinimumHeight(fonts.scaled(44))
