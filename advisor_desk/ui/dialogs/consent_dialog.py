"""授权同意: what a client agrees to, purpose by purpose, with the day on which it was said.

Each change is kept as of the book's day; a consent that was withdrawn stays on record with both days.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QPushButton, QVBoxLayout, QWidget

from advisor_desk.domain.records import ConsentPurpose
from advisor_desk.domain.review import ClientReview
from advisor_desk.errors import DeskError
from advisor_desk.ui import discreet, fonts, formats, labels, labels_errors
from advisor_desk.ui.dialogs.draft_dialog import DraftDialog
from advisor_desk.ui.fonts import FontRole
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.jobs import BookChange, Jobs, WriteJob
from advisor_desk.ui.widgets.card import RoleLabel
from advisor_desk.ui.widgets.layouts import nest

_CTX: Final = "Consents"
TOPIC: Final = "clients"
_WIDTH: Final = 560
_SIDE: Final = 20
_MEANS: Final = {
    ConsentPurpose.SERVICE: mark("为办理业务和日常服务使用资料"),
    ConsentPurpose.MARKETING: mark("介绍产品和活动；撤回后只谈服务"),
    ConsentPurpose.SENSITIVE: mark("使用健康、家庭等敏感信息"),
    ConsentPurpose.SHARING: mark("向合作机构提供资料"),
    ConsentPurpose.BIRTHDAY_GREETING: mark("在生日当天问候，不谈产品"),
}


class ConsentBook(Protocol):
    """A book in which consents are kept."""

    def set_consent(self, client_id: int, purpose: str, *, is_given: bool) -> None:
        """A consent given or withdrawn on the book's day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentParts:
    """What the dialog works with."""

    book: ConsentBook
    jobs: Jobs
    review: ClientReview


class ConsentDialog(DraftDialog):
    """Signal `changed(int)`: how many consents were changed."""

    changed = Signal(int)

    def __init__(self, parts: ConsentParts, parent: QWidget | None = None) -> None:
        super().__init__(t(_CTX, "授权同意"), t(_CTX, "保存"), parent)
        self._parts = parts
        self._known = _newest(parts.review)
        self.boxes: dict[ConsentPurpose, QCheckBox] = {}
        self.days: dict[ConsentPurpose, RoleLabel] = {}
        self._build()
        profile = parts.review.profile
        self.about.setText(f"{discreet.name(profile.name)}  {profile.client_no}")
        self.resize(fonts.scaled(_WIDTH), self.sizeHint().height())

    def has_draft(self) -> bool:
        return bool(self._chosen())

    def save(self) -> None:
        """Keep what was changed, all of it as of the book's day."""
        chosen = self._chosen()
        if not chosen:
            self.discard()
            return
        self.set_busy(is_busy=True)
        book, client_id = self._parts.book, self._parts.review.row.client_id

        def keep() -> int:
            for purpose, is_given in chosen.items():
                book.set_consent(client_id, purpose.value, is_given=is_given)
            return len(chosen)

        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: keep(),
                done=self._on_saved,
                failed=self._on_failed,
                owner=self,
                change=BookChange(frozenset({TOPIC}), frozenset({client_id})),
            )
        )

    def _build(self) -> None:
        column = QVBoxLayout(self.content)
        column.setContentsMargins(_SIDE, 14, _SIDE, 14)
        column.setSpacing(12)
        said = t(_CTX, "按客户本人的意思勾选，改动记在 {day}。").format(
            day=formats.day(self._parts.review.standing.as_of)
        )
        note = RoleLabel(said, FontRole.BODY, "second")
        note.setWordWrap(True)
        column.addWidget(note)
        grid = nest(column, QGridLayout())
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(0, 1)
        for at, purpose in enumerate(ConsentPurpose):
            self._add_row(grid, at * 3, purpose)
        column.addStretch(1)
        for button in self.content.findChildren(QPushButton):
            button.setAutoDefault(False)
        self.boxes[ConsentPurpose.SERVICE].setFocus()

    def _add_row(self, grid: QGridLayout, row: int, purpose: ConsentPurpose) -> None:
        box = QCheckBox(labels.word(purpose))
        box.setChecked(self._is_given(purpose))
        box.toggled.connect(lambda _on=False: self._tell_day(purpose))
        day = RoleLabel("", FontRole.SMALL, "third")
        self.boxes[purpose], self.days[purpose] = box, day
        means = RoleLabel(t(_CTX, _MEANS[purpose]), FontRole.SMALL, "third")
        means.setContentsMargins(fonts.scaled(24), 0, 0, 0)
        grid.addWidget(box, row, 0)
        grid.addWidget(day, row, 1)
        grid.addWidget(means, row + 1, 0, 1, 2)
        grid.setRowMinimumHeight(row + 2, 8)
        self._tell_day(purpose)

    def _is_given(self, purpose: ConsentPurpose) -> bool:
        known = self._known.get(purpose.value)
        return known is not None and known[1] is None

    def _chosen(self) -> dict[ConsentPurpose, bool]:
        return {
            purpose: box.isChecked()
            for purpose, box in self.boxes.items()
            if box.isChecked() is not self._is_given(purpose)
        }

    def _tell_day(self, purpose: ConsentPurpose) -> None:
        label, known = self.days[purpose], self._known.get(purpose.value)
        if purpose in self._chosen():
            is_given = self.boxes[purpose].isChecked()
            label.setText(t(_CTX, "将记为同意") if is_given else t(_CTX, "将记为撤回"))
            label.set_tone("warn")
            return
        label.set_tone("third")
        if known is None:
            label.setText(t(_CTX, "没有记录"))
        elif known[1] is None:
            label.setText(t(_CTX, "{day} 同意").format(day=formats.day(known[0])))
        else:
            label.setText(t(_CTX, "{day} 撤回").format(day=formats.day(known[1])))

    def _on_saved(self, count: int) -> None:
        self.changed.emit(count)
        self.accept()

    def _on_failed(self, error: DeskError) -> None:
        self.set_busy(is_busy=False)
        self.trouble.say(labels_errors.words(error).together)


def _newest(review: ClientReview) -> dict[str, tuple[date, date | None]]:
    """Of each purpose the consent given last."""
    found: dict[str, tuple[date, date | None]] = {}
    for purpose, given_on, withdrawn_on in sorted(review.consents, key=lambda one: one[1]):
        found[purpose] = (given_on, withdrawn_on)
    return found
