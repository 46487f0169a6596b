"""The dialogs of the desk window that change one client: opened, told about, closed on a lock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from advisor_desk.ui import shortcuts
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, WriteJob

if TYPE_CHECKING:
    from advisor_desk.app.desk_window import DeskWindow
    from advisor_desk.domain.review import ClientReview
    from advisor_desk.ui.dialogs.client_form import ClientForm, Known
    from advisor_desk.ui.dialogs.consent_dialog import ConsentDialog
    from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
    from advisor_desk.ui.dialogs.kyc_dialog import KycDialog
    from advisor_desk.ui.dialogs.questionnaire_dialog import QuestionnaireDialog
    from advisor_desk.ui.dialogs.tier_override_dialog import TierOverrideDialog
    from advisor_desk.usecases.edit_client import ClientEdit
    from advisor_desk.usecases.take_assessment import Result

_CTX = "ClientDialogs"
_TOPICS = frozenset({"clients"})


class ClientDialogs(QObject):
    """新建客户, 修改资料, 人工调整等级, 风险测评, 适当性资料, 授权同意: one at a time.

    What was typed when a person went to look at a double is kept in memory until it is saved, given up,
    or the book is locked; by client id, None for a new client.
    """

    def __init__(self, window: DeskWindow) -> None:
        super().__init__(window)
        self._window = window
        self._book = window.desk.book
        self._open: DraftDialog | None = None
        self._drafts: dict[int | None, dict[str, str]] = {}
        area = t(_CTX, "窗口")
        shortcuts.add(window, "Ctrl+N", t(_CTX, "新建客户"), self.new_client, area)

    def new_client(self) -> ClientForm | None:
        """Open the empty form, or what was typed into it before."""
        return self._form(None)

    def edit_client(self, review: ClientReview) -> ClientForm | None:
        """Open the form of one client."""
        from advisor_desk.ui.dialogs.client_form import Known

        return self._form(Known(review.row.client_id, review.profile))

    def override_tier(self, review: ClientReview) -> TierOverrideDialog | None:
        """Ask for a tier set by hand."""
        from advisor_desk.ui.dialogs.tier_override_dialog import OverrideParts, TierOverrideDialog

        if self._open is not None:
            return None
        window = self._window
        rules = window.desk.catalog.get(review.standing.rules_version)
        parts = OverrideParts(book=self._book, jobs=window.jobs, review=review, rules=rules)
        dialog = TierOverrideDialog(parts, window)
        done = window.notices.done
        dialog.overridden.connect(lambda: done(t(_CTX, "已人工调整等级")))
        dialog.ended.connect(lambda: done(t(_CTX, "人工调整已结束，恢复按规则定级")))
        self._show(dialog)
        return dialog

    def assess_client(self, review: ClientReview) -> QuestionnaireDialog | None:
        """Let the client take the risk questionnaire."""
        from advisor_desk.ui.dialogs.questionnaire_dialog import QuestionnaireDialog, SittingParts

        if self._open is not None:
            return None
        window = self._window
        parts = SittingParts(book=self._book, jobs=window.jobs, client_id=review.row.client_id)
        dialog = QuestionnaireDialog(parts, window)
        dialog.taken.connect(self._on_assessed)
        self._show(dialog)
        return dialog

    def edit_kyc(self, review: ClientReview) -> KycDialog | None:
        """Open the facts of suitability of one client."""
        from advisor_desk.ui.dialogs.kyc_dialog import KycDialog, KycParts

        if self._open is not None:
            return None
        window = self._window
        parts = KycParts(
            book=self._book,
            jobs=window.jobs,
            review=review,
            rules=window.desk.catalog.get(review.standing.rules_version),
            advice=self._book.advice,
        )
        dialog = KycDialog(parts, window)
        dialog.changed.connect(self._on_kyc_changed)
        self._show(dialog)
        return dialog

    def edit_consents(self, review: ClientReview) -> ConsentDialog | None:
        """Open what the client agrees to."""
        from advisor_desk.ui.dialogs.consent_dialog import ConsentDialog, ConsentParts

        if self._open is not None:
            return None
        window = self._window
        dialog = ConsentDialog(ConsentParts(book=self._book, jobs=window.jobs, review=review), window)
        dialog.changed.connect(lambda _count: window.notices.done(t(_CTX, "已登记授权同意")))
        self._show(dialog)
        return dialog

    def close_all(self) -> None:
        """The book is locked: nothing typed stays in sight or in memory."""
        self._drafts.clear()
        if self._open is not None:
            self._open.discard()

    def _form(self, known: Known | None) -> ClientForm | None:
        from advisor_desk.ui.dialogs.client_form import ClientForm, FormParts

        if self._open is not None:
            return None
        window = self._window
        parts = FormParts(book=self._book, jobs=window.jobs, today=window.today())
        form = ClientForm(parts, known, window)
        form.restore(self._drafts.pop(known.client_id if known else None, {}))
        form.made.connect(self._on_made)
        form.changed.connect(self._on_changed)
        form.open_asked.connect(lambda client_id: self._on_open_asked(form, known, client_id))
        self._show(form)
        return form

    def _show(self, dialog: DraftDialog) -> None:
        self._open = dialog
        dialog.finished.connect(self._on_finished)
        dialog.lock_asked.connect(self._window.lock_asked)
        dialog.open()

    def _on_finished(self, _result: int) -> None:
        self._open = None

    def _on_made(self, client_id: int) -> None:
        from advisor_desk.app.desk_window import CLIENTS

        self._window.show_page(CLIENTS)
        self._window.clients.go_to(client_id)
        self._window.notices.done(t(_CTX, "已新建客户"))

    def _on_changed(self, edit: ClientEdit) -> None:
        self._tell_changed(t(_CTX, "已保存修改"), edit)

    def _on_assessed(self, result: Result) -> None:
        from advisor_desk.ui import labels

        done = t(_CTX, "已保存风险测评：{level}").format(level=labels.risk(result.level))
        self._window.notices.done(done)

    def _on_kyc_changed(self, edit: ClientEdit) -> None:
        self._tell_changed(t(_CTX, "已保存适当性资料"), edit)

    def _tell_changed(self, done: str, edit: ClientEdit) -> None:
        self._window.notices.done(done, (t(_CTX, "撤销"), lambda: self._take_back(edit)))

    def _take_back(self, edit: ClientEdit) -> None:
        from advisor_desk.usecases.edit_client import take_back

        book = self._book
        self._window.jobs.start(
            WriteJob(
                run=lambda _context: take_back(book, edit),
                done=lambda _names: self._window.notices.done(t(_CTX, "已撤销修改")),
                owner=self,
                change=BookChange(_TOPICS, frozenset({edit.client_id})),
            )
        )

    def _on_open_asked(self, form: ClientForm, known: Known | None, client_id: int) -> None:
        """Show the double; what was typed waits for the next time the form is opened."""
        from advisor_desk.app.desk_window import CLIENTS

        self._drafts[known.client_id if known else None] = form.draft()
        form.discard()
        self._window.show_page(CLIENTS)
        self._window.clients.go_to(client_id)
