"""One of the three values of a conflict: its key, whose it is, the value; pressed to let it stand."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from advisor_desk.domain.sync_view import Side
from advisor_desk.ui import labels_sync
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.pages.sync.parts import CTX
from advisor_desk.ui.widgets.card import ElidedLabel, RoleLabel


class SideButton(QToolButton):
    """`side` says whose value it is. Settled it can no longer be pressed, and says what became of it."""

    def __init__(self, side: Side, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.side = side
        self._key = key
        self.setObjectName("answer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.caption = RoleLabel("", FontRole.SMALL, "second", self)
        self.value = ElidedLabel("", FontRole.BODY_BOLD, "", self)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 7, 12, 7)
        column.setSpacing(2)
        column.addWidget(self.caption)
        column.addWidget(self.value)
        for label in self.findChildren(QLabel):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_value(self, text: str, chosen: Side | None) -> None:
        """Show the value; `chosen` is the one that stands, once somebody has settled it."""
        whose = labels_sync.side(self.side)
        if chosen is None:
            self.caption.setText(f"{self._key}  {whose}")
            name = t(CTX, "选用{whose}的值：{value}").format(whose=whose, value=text)
        else:
            fate = t(CTX, "已选用") if chosen is self.side else t(CTX, "未选用，已留存")
            self.caption.setText(f"{whose} · {fate}")
            name = f"{whose}: {text}, {fate}"
        is_lost = chosen is not None and chosen is not self.side
        self.caption.set_tone("primary" if chosen is self.side else "second")
        self.value.set_tone("second" if is_lost else "")
        self.value.setText(text)
        self.setAccessibleName(name)
        self.setCheckable(chosen is self.side)
        self.setChecked(chosen is self.side)
        self.setEnabled(chosen is None)

    def sizeHint(self) -> QSize:
        layout = self.layout()
        return layout.sizeHint() if layout is not None else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())
