"""What is folded away: the client's words, the judgement, promises, products, attachments, lines, secrecy."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from advisor_desk.domain.interaction import Attachment, Confidentiality
from advisor_desk.domain.task import Task
from advisor_desk.ui import formats, labels
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import ReadJob
from advisor_desk.ui.quick_log.attachment_rows import AttachmentRows
from advisor_desk.ui.quick_log.digit_row import DigitRow
from advisor_desk.ui.quick_log.fold import Fold
from advisor_desk.ui.quick_log.line_rows import LineRows
from advisor_desk.ui.quick_log.marked_edit import Find, MarkedEdit
from advisor_desk.ui.quick_log.parts import LogParts
from advisor_desk.ui.quick_log.product_rows import ProductRows
from advisor_desk.ui.quick_log.promise_rows import PromiseRows
from advisor_desk.usecases.log_draft import LogDraft, PersonTyped
from advisor_desk.usecases.log_people import Found

_CTX = "QuickLog"
_SEVERAL: Final = 2


class MoreParts(QWidget):
    """Signal `edited()`."""

    edited = Signal()

    def __init__(
        self, parts: LogParts, read_due: Callable[[str], date | None], find: Find, window: QWidget
    ) -> None:
        super().__init__(window)
        self._jobs = parts.jobs
        self._promised = parts.promises
        self._alone: int | None = None
        self.words = MarkedEdit(
            t(_CTX, "客户原话"), t(_CTX, "客户怎么说就怎么记，用语只提示、不拦"), find, self
        )
        self.judgement = MarkedEdit(t(_CTX, "顾问判断"), t(_CTX, "自己怎么看，与客户原话分开"), find, self)
        self.promises = PromiseRows(read_due, self)
        self.products = ProductRows(parts.products, window)
        self.lines = LineRows(self)
        self.attachments = AttachmentRows(parts.attachments, self)
        levels = [(one.value, labels.word(one)) for one in Confidentiality]
        self.secrecy = DigitRow(t(_CTX, "密级"), levels, self)
        self.secrecy.set_code(Confidentiality.NORMAL.value)
        self.folds: dict[str, Fold] = {
            "lines": Fold(t(_CTX, "逐人备注"), self.lines, self.lines.start, self),
            "words": Fold(t(_CTX, "客户原话"), self.words, self.words, self),
            "judgement": Fold(t(_CTX, "顾问判断"), self.judgement, self.judgement, self),
            "promises": Fold(t(_CTX, "承诺（会变成待办）"), self.promises, self.promises.start, self),
            "products": Fold(t(_CTX, "提到的产品"), self.products, self.products.edit, self),
            "attachments": Fold(t(_CTX, "附件"), self.attachments, self.attachments.add_button, self),
            "secrecy": Fold(t(_CTX, "密级"), self.secrecy, self.secrecy, self),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for fold in self.folds.values():
            column.addWidget(fold)
        for part in (self.words, self.judgement, self.promises, self.products, self.lines, self.attachments):
            part.edited.connect(self._on_edited)
        self.secrecy.picked.connect(lambda _code: self._on_edited())
        self.folds["products"].opened.connect(self.products.read_shelf)

    def put_into(self, draft: LogDraft, people: Sequence[Found]) -> LogDraft:
        """The draft with what was typed here."""
        lines = self.lines.lines()
        level = self.secrecy.code()
        return replace(
            draft,
            people=tuple(PersonTyped(one.client_no, lines.get(one.client_no, "")) for one in people),
            client_words=self.words.text(),
            judgement=self.judgement.text(),
            promises=self.promises.typed(),
            done_tasks=self.promises.ticked(),
            products=self.products.codes(),
            product_typed=self.products.typed(),
            attachments=self.attachments.digests(),
            confidentiality="" if level == Confidentiality.NORMAL.value else level,
        )

    def restore(self, draft: LogDraft, attachments: Sequence[Attachment]) -> None:
        """Put back what a draft holds, and fold out what holds something."""
        self.words.set_text(draft.client_words)
        self.judgement.set_text(draft.judgement)
        self.promises.restore(draft.promises, draft.done_tasks)
        self.products.restore(draft.products, draft.product_typed)
        self.lines.restore({one.client_no: one.line for one in draft.people})
        self.attachments.restore(attachments)
        self.secrecy.set_code(draft.confidentiality or Confidentiality.NORMAL.value)
        filled = {
            "lines": any(one.line for one in draft.people),
            "words": bool(draft.client_words),
            "judgement": bool(draft.judgement),
            "promises": bool(draft.promises or draft.done_tasks),
            "products": bool(draft.products or draft.product_typed),
            "attachments": bool(draft.attachments),
            "secrecy": bool(draft.confidentiality),
        }
        for name, fold in self.folds.items():
            fold.set_open(is_open=filled[name])
        self._tell()

    def show_people(self, people: Sequence[Found], initiator: str) -> None:
        """Whose lines, promises and checks these are."""
        self.lines.show_people(people)
        self.folds["lines"].setVisible(len(people) >= _SEVERAL)
        alone = people[0].client_id if len(people) == 1 else None
        self.products.show_for(alone, initiator)
        if alone != self._alone:
            self._alone = alone
            self._read_promises()

    def _read_promises(self) -> None:
        client_id, read = self._alone, self._promised
        if client_id is None:
            self.promises.show_tasks(())
            self._tell()
            return
        self._jobs.start(
            ReadJob(
                run=lambda _context: read(client_id),
                done=lambda tasks: self._on_promises(client_id, tasks),
                owner=self,
            )
        )

    def _on_promises(self, client_id: int, tasks: Sequence[Task]) -> None:
        if client_id == self._alone:
            self.promises.show_tasks(tasks)
            self._tell()

    def _on_edited(self) -> None:
        self._tell()
        self.edited.emit()

    def _tell(self) -> None:
        owed = len(self.promises.ticks)
        told = t(_CTX, "%n 项待兑现", owed) if owed else ""
        self.folds["promises"].tell("  ".join(part for part in (self.promises.told(), told) if part))
        kept = len(self.attachments.kept)
        self.folds["attachments"].tell(formats.count(kept) if kept else "")
        codes = len(self.products.codes())
        self.folds["products"].tell(formats.count(codes) if codes else "")
        level = Confidentiality(self.secrecy.code() or Confidentiality.NORMAL.value)
        self.folds["secrecy"].tell(labels.word(level))
