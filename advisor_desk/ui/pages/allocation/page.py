"""The screen 配置与试算 for one client: paints what its session knows, takes what the person does to it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QShowEvent
from PySide6.QtWidgets import QStackedLayout, QWidget

from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, formats, labels_explain, shortcuts
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, Lane, ReadJob
from advisor_desk.ui.labels_advice import CTX
from advisor_desk.ui.labels_advice_reasons import Cure
from advisor_desk.ui.pages.allocation.parts import AllocationParts
from advisor_desk.ui.pages.allocation.session import PlanSession
from advisor_desk.ui.pages.client360.figure_link import key_of
from advisor_desk.ui.pages.page import Page
from advisor_desk.ui.widgets.controls import Button
from advisor_desk.ui.widgets.empty import EmptyState
from advisor_desk.ui.widgets.explain_drawer import ExplainDrawer

if TYPE_CHECKING:
    from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
    from advisor_desk.ui.dialogs.order_check_dialog import OrderCheckDialog
    from advisor_desk.ui.pages.allocation.body import AllocationBody
    from advisor_desk.ui.pages.allocation.give_dialog import GiveDialog
    from advisor_desk.usecases.record_order import RecordedOrder

_BUSY_AFTER_MS = 200
"""Most suggestions are there sooner: the page must not twitch for them."""

_QUIET_TOPICS = frozenset({"saved_views"})


class AllocationPage(Page):
    """Signals: `import_asked()`; `products_asked(str)` the code of a reason, empty for all; `list_asked()`;
    `assessment_asked(int)` and `client_asked(int)` a client; `lock_asked()` from the dialog.
    """

    import_asked = Signal()
    products_asked = Signal(str)
    list_asked = Signal()
    assessment_asked = Signal(int)
    client_asked = Signal(int)
    lock_asked = Signal()

    def __init__(self, parts: AllocationParts, parent: QWidget | None = None) -> None:
        super().__init__(t(CTX, "配置与试算"), parent)
        self._parts = parts
        self._is_stale = False
        self._is_warm = False
        self._busy_soon = QTimer(self)
        self._busy_soon.setSingleShot(True)
        self._busy_soon.setInterval(_BUSY_AFTER_MS)
        self._busy_soon.timeout.connect(lambda: self._show_busy(is_busy=True))
        self._painted_id: int | None = None
        self._wants_line = False
        self._body: AllocationBody | None = None
        self._dialog: DraftDialog | None = None
        self.session = PlanSession(parts, self)
        self._places = QStackedLayout(self)
        self._nobody = self._empty()
        self._waiting = EmptyState("target", t(CTX, "正在读取客户与货架…"))
        self._trouble = EmptyState("alert", t(CTX, "没能算出建议"))
        for place in (self._nobody, self._waiting, self._trouble):
            self._places.addWidget(place)
        again = self._trouble.add_button(t(CTX, "重试"), "refresh", primary=True)
        again.clicked.connect(self.session.read)
        self.drawer = ExplainDrawer(self, labels_explain.heads(), is_animated=parts.is_animated)
        self.drawer.copied.connect(self._on_explanation_copied)
        self.give_button = Button(t(CTX, "算作已建议"), "check", primary=True, parent=self)
        self.give_button.setToolTip(t(CTX, "算作已建议 (Ctrl+G)"))
        self.give_button.clicked.connect(self.ask_give)
        self.give_button.hide()
        self.give_button.setEnabled(False)
        self._connect()

    @property
    def client_id(self) -> int | None:
        """Who is shown or being read."""
        return self.session.client_id

    @property
    def body(self) -> "AllocationBody | None":
        """The cards, None before the first client and after a lock."""
        return self._body

    def top_actions(self) -> Sequence[QWidget]:
        return (self.give_button,)

    def show_client(self, client_id: int) -> None:
        """Show this client, at once when the screen is in sight."""
        if client_id != self.client_id:
            self.session.open(client_id)
            self.drawer.close_drawer()
            self.set_subtitle("")
            self.give_button.setEnabled(False)
            self._places.setCurrentWidget(self._waiting)
            self._is_stale = True
        if self.isVisible() and self._is_stale:
            self._read()

    def follow_list(self) -> None:
        """Show the client of the list; without one the client of before stays."""
        listed = self._parts.listed_client()
        if listed is not None and listed != self.client_id:
            self.show_client(listed)
        elif self._is_stale and self.isVisible():
            self._read()

    def go_to_lines(self) -> None:
        """Bring the keyboard to the first line of the plan, now or once it is there."""
        self._wants_line = self._body is None or not self._body.lines.go_to_first()

    def forget_clients(self) -> None:
        self.session.forget()
        self._painted_id = None
        if self._dialog is not None:
            self._dialog.discard()
        self.drawer.close_drawer()
        self.drawer.show_words((), "")
        self.give_button.setEnabled(False)
        self._places.setCurrentWidget(self._nobody)
        if self._body is not None:
            self._places.removeWidget(self._body)
            self._body.deleteLater()
            self._body = None
        self.set_subtitle("")

    def explain(self, key: str = "") -> None:
        """Open the drawer at an explanation; without a key at the drift."""
        from advisor_desk.ui.pages.allocation.explain import explanations

        view = self.session.view
        if view is not None:
            self.drawer.show_words(explanations(view, key), key or ("DRIFT" if view.plan else "LEVEL"))
            self.drawer.open_drawer()

    def ask_give(self) -> "GiveDialog | None":
        """Open the dialog that records the suggestion as given, or tell what stands in the way."""
        from advisor_desk.ui.pages.allocation.give_dialog import GiveDialog, against_giving

        view = self.session.view
        if view is None or self._dialog is not None:
            return None
        against = against_giving(view)
        if against:
            self._parts.notices.info(t(CTX, "现在还不能算作已建议"), against)
            return None
        dialog = GiveDialog(self._parts, view, self)
        dialog.given.connect(self._on_given)
        self._show_dialog(dialog)
        return dialog

    def ask_check(self, code: str = "") -> "OrderCheckDialog | None":
        """Open the dialog that checks an order of the client, of this product or of one yet to choose."""
        from advisor_desk.ui.dialogs.order_check_dialog import OrderCheckDialog
        from advisor_desk.ui.dialogs.order_check_parts import OrderParts

        view = self.session.view
        if view is None or self._dialog is not None:
            return None
        sheet = view.sheet
        parts = OrderParts(
            deeds=self._parts.orders,
            jobs=self._parts.jobs,
            client_id=sheet.client.client_id,
            profile=sheet.client.profile,
            intent_days=sheet.advice.shelf.intent_days,
            code=code,
        )
        dialog = OrderCheckDialog(parts, self)
        dialog.recorded.connect(self._on_recorded)
        self._show_dialog(dialog)
        return dialog

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.follow_list()
        self._warm_up()

    def _show_dialog(self, dialog: "DraftDialog") -> None:
        self._dialog = dialog
        dialog.finished.connect(self._on_dialog_finished)
        dialog.lock_asked.connect(self.lock_asked)
        dialog.open()

    def _empty(self) -> EmptyState:
        empty = EmptyState(
            "target",
            t(CTX, "请先选择一位客户"),
            t(CTX, "在客户列表中选中客户后按 Ctrl+Shift+A，这里就是这位客户的配置与试算。"),
        )
        choose = empty.add_button(t(CTX, "去选客户"), "users", primary=True)
        choose.clicked.connect(self.list_asked)
        return empty

    def _connect(self) -> None:
        session = self.session
        session.changed.connect(self._render)
        session.plan_changed.connect(self._render_plan)
        session.busy_changed.connect(self._on_busy_changed)
        session.failed.connect(self._on_failed)
        session.amount_wanted.connect(lambda code: self._focus(code, is_reason=False))
        session.line_wanted.connect(lambda code: self._body and self._body.lines.go_to(code))
        session.reason_wanted.connect(self._on_reason_wanted)
        session.taken_back.connect(lambda: self._parts.notices.info(t(CTX, "已撤销上一步改动")))
        self._parts.jobs.book_changed.connect(self._on_book_changed)
        discreet.signals().changed.connect(self._render)
        area = t(CTX, "配置与试算")
        shortcuts.add(self, "Ctrl+R", t(CTX, "重新计算其余部分"), session.solve, area)
        shortcuts.add(self, "Ctrl+Z", t(CTX, "撤销上一步改动"), session.take_back, area)
        shortcuts.add(self, "Ctrl+G", t(CTX, "算作已建议"), self.ask_give, area)
        shortcuts.add(self, "Ctrl+Shift+K", t(CTX, "适当性检查"), self.ask_check, area)
        shortcuts.add(self, "+", t(CTX, "试算：再加一笔钱"), self._on_more_asked, area)
        shortcuts.add(self, "W", t(CTX, "为什么：解释当前指标"), self._on_why_pressed, area)

    def _read(self) -> None:
        self._is_stale = False
        self.session.read()

    def _warm_up(self) -> None:
        if self._is_warm:
            return
        self._is_warm = True
        warm_up = self._parts.warm_up
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: warm_up(), done=_nothing, failed=_nothing, owner=self, lane=Lane.POOL
            )
        )

    def _ready_body(self) -> "AllocationBody":
        if self._body is None:
            from advisor_desk.ui.pages.allocation.body import AllocationBody

            self._body = body = AllocationBody(self)
            self._places.addWidget(body)
            self._connect_body(body)
            self.drawer.raise_()
        return self._body

    def _connect_body(self, body: "AllocationBody") -> None:
        session, head, lines = self.session, body.head, body.lines
        for card in (head, body.mix, body.needs, lines, body.blocked, body.given):
            card.asked.connect(self.explain)
        head.money_typed.connect(session.type_money)
        head.money_asked.connect(session.try_money)
        head.level_asked.connect(session.try_level)
        head.left_out.connect(session.leave_out)
        head.let_in.connect(session.let_in)
        head.facts_asked.connect(self._on_facts_asked)
        head.cancel_asked.connect(session.cancel)
        head.solve_asked.connect(session.solve)
        head.check_asked.connect(self.ask_check)
        head.client_asked.connect(lambda: self.client_asked.emit(self.client_id or 0))
        lines.changed.connect(session.change_amount)
        lines.reasoned.connect(session.change_reason)
        lines.kept.connect(session.keep_change)
        lines.released.connect(session.release)
        lines.undo_asked.connect(session.take_back)
        lines.solve_asked.connect(session.solve)
        body.needs.wanted.connect(session.add_product)
        body.blocked.check_asked.connect(self.ask_check)
        body.blocked.rest_asked.connect(self.products_asked)
        body.stopped.cure_asked.connect(self._on_cure_asked)
        body.mix.copied.connect(lambda: self._parts.notices.done(t(CTX, "已复制表格")))

    def _render(self) -> None:
        view = self.session.view
        if view is None:
            return
        body = self._ready_body()
        is_first = self._painted_id != self.client_id
        self._painted_id = self.client_id
        body.render_view(view, is_first=is_first)
        self._places.setCurrentWidget(body)
        if is_first:
            body.setFocus(Qt.FocusReason.OtherFocusReason)
        if self._wants_line:
            self.go_to_lines()
        self._render_rest()

    def _render_plan(self) -> None:
        view = self.session.view
        if view is not None and self._body is not None:
            self._body.render_plan(view)
            self._render_rest()

    def _render_rest(self) -> None:
        view = self.session.view
        if view is None:
            return
        version = view.sheet.advice.version
        said = t(CTX, "截至 {day} · 规则 {version}")
        self.set_subtitle(said.format(day=formats.day(view.sheet.as_of), version=version))
        self.give_button.setEnabled(view.plan is not None)
        if self.drawer.is_open:
            from advisor_desk.ui.pages.allocation.explain import explanations

            self.drawer.show_words(explanations(view, self.drawer.key), self.drawer.key)

    def _focus(self, code: str, *, is_reason: bool) -> None:
        row = self._body.lines.rows.get(code) if self._body is not None else None
        if row is not None:
            edit = row.reason if is_reason else row.amount
            edit.setFocus(Qt.FocusReason.OtherFocusReason)
            if self._body is not None:
                self._body.ensureWidgetVisible(edit)

    def _on_reason_wanted(self, code: str) -> None:
        self._parts.notices.info(t(CTX, "请先写明改动的原因，再保留。"))
        self._focus(code, is_reason=True)

    def _on_busy_changed(self, is_busy: bool) -> None:  # noqa: FBT001
        if is_busy:
            self._busy_soon.start()
        else:
            self._busy_soon.stop()
            self._show_busy(is_busy=False)

    def _show_busy(self, *, is_busy: bool) -> None:
        if self._body is not None:
            self._body.head.set_busy(is_busy=is_busy, has_result=self.session.suggestion is not None)

    def _on_failed(self, error: DeskError) -> None:
        if self.session.view is not None and error.code == "client.unknown":
            # Whoever was in sight went to another advisor: nothing of it stays, and it is no trouble.
            self.forget_clients()
            return
        if self.session.view is None:
            self._places.setCurrentWidget(self._trouble)
        self._parts.notices.error(error)

    def _on_book_changed(self, change: BookChange) -> None:
        if self.client_id is None or change.by is self.session or change.topics == _QUIET_TOPICS:
            return
        if change.client_ids is not None and self.client_id not in change.client_ids:
            return
        self._is_stale = True
        if self.isVisible():
            self._read()

    def _on_facts_asked(self) -> None:
        client_id, was = self.client_id, self.session.back_to_facts()
        if client_id is not None:
            resume = (t(CTX, "继续试算"), lambda: self.session.resume(client_id, was))
            self._parts.notices.done(t(CTX, "已回到事实，试算没有记录"), resume)

    def _on_cure_asked(self, cure: Cure) -> None:
        client_id = self.client_id or 0
        if cure is Cure.MONEY and self._body is not None:
            self._body.head.money.setFocus(Qt.FocusReason.OtherFocusReason)
            self._body.head.money.selectAll()
            return
        if cure is Cure.IMPORT:
            self.import_asked.emit()
        elif cure is Cure.PRODUCTS:
            self.products_asked.emit("")
        elif cure is Cure.ASSESSMENT:
            self.assessment_asked.emit(client_id)
        else:
            self.client_asked.emit(client_id)

    def _on_more_asked(self) -> None:
        if self._body is not None:
            self._body.verticalScrollBar().setValue(0)
            self._body.head.type_more()

    def _on_given(self, _event_id: str) -> None:
        self._parts.notices.done(t(CTX, "已记录：算作已建议"))

    def _on_recorded(self, made: "RecordedOrder") -> None:
        if made.is_held:
            self._parts.notices.done(t(CTX, "已记为下单意向"))
        else:
            self._parts.notices.done(t(CTX, "已记录：适当性检查未通过"))

    def _on_dialog_finished(self, _result: int) -> None:
        self._dialog = None

    def _on_why_pressed(self) -> None:
        if self.drawer.is_open:
            self.drawer.close_drawer()
            return
        focus = self.window().focusWidget()
        self.explain(key_of(focus) if focus is not None and self.isAncestorOf(focus) else "")

    def _on_explanation_copied(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._parts.notices.done(t(CTX, "已复制说明"))


def _nothing(_answer: object) -> None:
    """The solver is warm, or will be met cold."""
