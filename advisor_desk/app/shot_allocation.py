"""The scenes of the screen 配置与试算 for `shots`: a plan, what is blocked, a change, the record, a stop."""

from PySide6.QtWidgets import QWidget

from advisor_desk.app.desk_window import ALLOCATION
from advisor_desk.app.scenes import Scene, Scenes
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.domain.suitability import CheckCode, Initiator
from advisor_desk.ui import discreet

_ABOVE = 12
_MANY = 50


class AllocationScenes(Scenes):
    """Each scene starts where the one before ended. `settle` waits until nothing is under way."""

    def all(self) -> dict[str, Scene]:
        """Screen name to what shows it; a scene that returns a widget is drawn from that widget."""
        return {
            "allocation": self._plan,
            "allocation-blocked": self._blocked,
            "allocation-override": self._override,
            "allocation-give": self._give,
            "order-check": self._check,
            "allocation-stopped": self._stopped,
        }

    def _plan(self) -> None:
        """The first client of the second tier whose holdings are known, or anyone."""
        discreet.set_on(False)
        self._window.show_page("clients")
        book = self._desk.book
        rows = book.page(ClientQuery(View.HNW), 0, _MANY) or book.page(ClientQuery(), 0, 1)
        known = [row for row in rows if book.advice_client(row.client_id).holdings]
        for row in [*known, *rows][:1]:
            self._open(row.client_id)

    def _blocked(self) -> None:
        body = self._window.allocation.body
        if body is not None:
            for group in body.blocked.groups[:2]:
                group.set_open(is_open=True)
            self._settle()
            body.verticalScrollBar().setValue(body.blocked.y() - _ABOVE)

    def _override(self) -> None:
        """Twice the amount of the first line: over a limit, its reason not yet written."""
        page = self._window.allocation
        body = page.body
        if body is None or not body.lines.rows:
            return
        code, row = next(iter(body.lines.rows.items()))
        fen = 2 * (row.amount.amount() or 0)
        page.session.change_amount(code, fen, f"{fen // 100:,}")
        self._settle()
        body.verticalScrollBar().setValue(body.lines.y() - _ABOVE)

    def _give(self) -> QWidget | None:
        page = self._window.allocation
        for code in list(page.session.work.pending):
            page.session.release(code)
        self._settle()
        return page.ask_give()

    def _check(self) -> QWidget | None:
        """A product that may not be suggested, asked for by the client."""
        page = self._window.allocation
        view = page.session.view
        blocked = view.suggestion.blocked if view is not None and view.suggestion is not None else ()
        above = [one for one in blocked if CheckCode.R_PUSH_ABOVE in one.verdict.codes]
        above.sort(key=lambda one: len(one.verdict.findings))
        dialog = page.ask_check(above[0].code if above else "")
        if dialog is not None:
            self._settle()
            dialog.form.amount.set_text("200,000")
            dialog.form.initiator.choose(Initiator.CLIENT.value)
            dialog.form.evidence.set_text("TEL-20261125-018")
        return dialog

    def _stopped(self) -> None:
        """A client whose assessment no longer counts."""
        book = self._desk.book
        rows = book.page(ClientQuery(View.ASSESSMENT_DUE), 0, _MANY)
        gone = [row for row in rows if row.c_level_expires_on and row.c_level_expires_on <= book.as_of]
        if gone:
            self._open(gone[0].client_id)

    def _open(self, client_id: int) -> None:
        self._window.show_page("clients")
        self._window.clients.go_to(client_id)
        self._settle()
        self._window.show_page(ALLOCATION)
