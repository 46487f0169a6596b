"""谁适合: the reverse question of a product, asked client by client, with progress and a way to stop."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from advisor_desk.domain.product import ShelfState
from advisor_desk.ui import discreet, formats, shortcuts, theme, tokens
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import JobHandle, Progress, ReadJob
from advisor_desk.ui.pages.products import holder_words, words
from advisor_desk.ui.pages.products.holder_list import Group, HolderList
from advisor_desk.ui.pages.products.parts import ProductsParts
from advisor_desk.ui.widgets.card import Card, ElidedLabel, RoleLabel
from advisor_desk.ui.widgets.controls import Button, GhostButton
from advisor_desk.ui.widgets.layouts import nest
from advisor_desk.usecases.product_facts import ProductFacts
from advisor_desk.usecases.product_shelf import HolderLine, HolderReport

_CTX = words.CTX
_BAR_WIDTH: Final = 220


class HoldersPane(QWidget):
    """Signals: `client_asked(int)`: open this client; `closed()`: back to the product's card."""

    client_asked = Signal(int)
    closed = Signal()

    def __init__(self, parts: ProductsParts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts = parts
        self._job: JobHandle | None = None
        self._report: HolderReport | None = None
        self._looked_at: object = None
        self.title = ElidedLabel("", FontRole.CARD_TITLE)
        self.counts = RoleLabel("", FontRole.BODY)
        self.note = RoleLabel("", FontRole.SMALL, "second")
        self.back_button = GhostButton("arrow-left", t(_CTX, "返回产品卡 (Esc)"))
        self.list = HolderList()
        self.details = RoleLabel("", FontRole.SMALL, "second")
        self.told = RoleLabel("", FontRole.BODY, "second")
        self.bar = QProgressBar()
        self.stop_button = Button(t(_CTX, "停止"), "x")
        self._lay_out()
        self.back_button.clicked.connect(self.close_pane)
        self.stop_button.clicked.connect(self.close_pane)
        self.list.client_asked.connect(self.client_asked)
        self.list.looked_at.connect(self._on_looked_at)
        discreet.signals().changed.connect(self._render)
        theme.signals().changed.connect(self._render)
        escape = shortcuts.add(self, "Esc", t(_CTX, "返回产品卡"), self.close_pane, t(_CTX, "产品"))
        escape.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def report(self) -> HolderReport | None:
        """The answer in sight."""
        return self._report

    def ask(self, one: ProductFacts, names: Mapping[str, str]) -> None:
        """Ask for one product; `names` are what the products of the shelf are called."""
        self.clear()
        self.list.rows.names = names
        self.title.setText(t(_CTX, "谁适合：{name}").format(name=one.product.name))
        self._places.setCurrentIndex(1)
        self.told.setText(t(_CTX, "正在逐位检查客户…"))
        self.setFocus()
        holders, code = self._parts.holders, one.product.code
        self._job = self._parts.jobs.start(
            ReadJob(
                run=lambda context: holders(code, context),
                done=self._on_answered,
                progress=self._on_progress,
                owner=self,
            )
        )

    def clear(self) -> None:
        """Stop asking and forget the answer."""
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        self._report = None
        self._looked_at = None
        self.list.show_report(None)
        for label in (self.title, self.counts, self.note, self.details):
            label.setText("")

    def close_pane(self) -> None:
        """Back to the card."""
        self.clear()
        self.closed.emit()

    def _lay_out(self) -> None:
        card = Card()
        head = nest(card.body, QHBoxLayout())
        head.setSpacing(8)
        head.addWidget(self.back_button)
        head.addWidget(self.title, 1)
        self.counts.setWordWrap(True)
        self.note.setWordWrap(True)
        card.add(self.counts)
        card.add(self.note)
        frame = QFrame()
        frame.setObjectName("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 6, 1, 6)
        inside.addWidget(self.list)
        why = Card(t(_CTX, "依据"))
        self.details.setWordWrap(True)
        self.details.setMinimumHeight(self.details.fontMetrics().height() * 2)
        why.add(self.details)
        answer = QWidget(self)
        column = QVBoxLayout(answer)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(tokens.GAP)
        column.addWidget(frame, 1)
        column.addWidget(why)
        waiting = self._waiting()
        whole = QVBoxLayout(self)
        whole.setContentsMargins(tokens.GAP, 12, tokens.PAGE_PADDING, tokens.GAP)
        whole.setSpacing(tokens.GAP)
        whole.addWidget(card)
        self._places = nest(whole, QStackedLayout(), 1)
        self._places.addWidget(answer)
        self._places.addWidget(waiting)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def _waiting(self) -> QWidget:
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_BAR_WIDTH)
        self.bar.setAccessibleName(t(_CTX, "检查进度"))
        place = QWidget(self)
        column = QVBoxLayout(place)
        column.setSpacing(tokens.GAP)
        column.addStretch(1)
        for widget in (self.told, self.bar, self.stop_button):
            column.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        return place

    def _on_progress(self, step: Progress) -> None:
        said = t(_CTX, "正在逐位检查客户… {count}")
        self.told.setText(said.format(count=formats.count(step.done)))

    def _on_answered(self, report: HolderReport) -> None:
        self._report = report
        self._places.setCurrentIndex(0)
        self.list.show_report(report)
        self._render()
        self.list.setFocus()

    def _on_looked_at(self, row: object) -> None:
        self._looked_at = row
        self._tell_details()

    def _tell_details(self) -> None:
        row = self._looked_at
        if isinstance(row, HolderLine):
            lines = [holder_words.who(row), *holder_words.details(row, self.list.rows.names)]
            self.details.setText("\n".join(lines))
        elif isinstance(row, Group):
            self.details.setText(t(_CTX, "Enter 展开或收起；选中一位客户，这里列出全部依据和处理办法。"))
        else:
            self.details.setText("")

    def _render(self) -> None:
        report = self._report
        if report is None:
            return
        self.counts.setText(holder_words.counts(report))
        asked = t(
            _CTX,
            "按最低金额、顾问主动推介逐位检查；资金不足的注明需转入多少。仅供查看，不留记录。",
        )
        stopped = t(_CTX, "货架不是有效状态，暂不提示应当告知谁。")
        is_current = report.standing.state is ShelfState.CURRENT
        self.note.setText(asked if is_current else f"{stopped}{asked}")
        self.note.set_tone("second" if is_current else "warn")
        self.list.rows.tell_again()
        self._tell_details()
