"""The dialogs of service for `shots`: rhythm, life, entitlements, corrections, files, consents, snooze."""

from PySide6.QtWidgets import QApplication, QWidget

from advisor_desk.app.desk_window import CLIENTS, TODAY
from advisor_desk.app.scenes import Scene, Scenes
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk

_SAMPLE_TURNS = 40


class ServiceDialogScenes(Scenes):
    """Each scene opens a dialog about the wealthiest person of the second tier; nothing is saved."""

    def all(self) -> dict[str, Scene]:
        """Screen name to what shows it, drawn from the dialog."""
        return {
            "rhythm": lambda: self._ask(Deed.RHYTHM),
            "life-event": lambda: self._ask(Deed.LIFE_EVENT),
            "life-stage": lambda: self._ask(Deed.LIFE_STAGE),
            "entitlement": self._entitlement,
            "service-file": lambda: self._ask(Deed.PRINT),
            "record": self._record,
            "correct": self._correct,
            "withdraw": lambda: self._ask(Deed.WITHDRAW, self._newest_record()),
            "consent": self._consent,
            "attachment": self._attachment,
            "snooze": self._snooze,
            "suppress": self._suppress,
        }

    def _client(self) -> int:
        rows = self._desk.book.page(ClientQuery(View.HNW), 0, 1)
        client_id = rows[0].client_id
        if self._window.detail.client_id != client_id or self._window.current_code() != CLIENTS:
            self._window.show_page(CLIENTS)
            self._window.clients.go_to(client_id)
            self._settle()
        return client_id

    def _ask(self, deed: Deed, subject: object = None) -> QWidget | None:
        self._client()
        self._window.service.act(ServiceAsk(deed, subject))
        self._settle()
        return QApplication.activeModalWidget()

    def _entitlement(self) -> QWidget | None:
        self._client()
        view = self._window.detail.view
        if view is None or view.service is None:
            return None
        return self._ask(Deed.BOOK, next(one for one in view.service.balances if one.left))

    def _newest_record(self) -> object:
        return self._desk.book.service_file(self._client())[0]

    def _record(self) -> None:
        """The newest contact of the timeline, read whole beside the list."""
        client_id = self._client()
        body = self._window.detail.body
        if body is not None:
            body.timeline.go_to_record(self._desk.book.service_file(client_id)[0].id)
            self._settle()
            body.scroller.ensureWidgetVisible(body.timeline, 0, 400)

    def _correct(self) -> QWidget | None:
        return self._ask(Deed.CORRECT, self._newest_record())

    def _consent(self) -> QWidget | None:
        review = self._desk.book.review(self._client())
        return self._window.dialogs.edit_consents(review)

    def _attachment(self) -> QWidget | None:
        """A picture that is drawn here: the demo book has no photos."""
        from PySide6.QtCore import Qt
        from PySide6.QtGui import QColor, QImage, QPainter

        from advisor_desk.domain.interaction import Attachment
        from advisor_desk.ui.dialogs.attachment_viewer import AttachmentViewer

        page = QImage(900, 1200, QImage.Format.Format_RGB32)
        page.fill(QColor("#FFFFFF"))
        painter = QPainter(page)
        for line in range(_SAMPLE_TURNS):
            width = 700 if line % 5 else 420
            painter.fillRect(100, 100 + line * 24, width, 10, Qt.GlobalColor.lightGray)
        painter.end()
        file = Attachment(sha256="0" * 64, name="资产证明.png", media_type="image/png", size=184_320)
        viewer = AttachmentViewer(file, [page], self._window)
        viewer.show()
        return viewer

    def _snooze(self) -> QWidget | None:
        return self._today("snooze")

    def _suppress(self) -> QWidget | None:
        return self._today("suppress")

    def _today(self, deed: str) -> QWidget | None:
        """A dialog about the first line of 今日 that offers it."""
        from advisor_desk.ui.pages.today import deeds

        self._window.show_page(TODAY)
        self._settle()
        page = self._window.today_desk.page
        rows = page.lines.rows
        lines = (rows.item(at) for at in range(rows.rowCount()))
        item = next((one for one in lines if one is not None and deed in deeds.offered(one)), None)
        if item is not None:
            page.act(deed, item)
        self._settle()
        return page.dialog
