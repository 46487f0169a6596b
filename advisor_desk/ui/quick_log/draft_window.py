"""The quick log as it holds what is half typed: opened, kept in the book, put away before a lock."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QMimeData, QPoint, QTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from advisor_desk.ui import discreet
from advisor_desk.ui.forward import come_forward
from advisor_desk.ui.i18n import t
from advisor_desk.ui.jobs import BookChange, ReadJob, WriteJob
from advisor_desk.ui.quick_log import words
from advisor_desk.ui.quick_log.draft_keeper import Body, DraftKeeper
from advisor_desk.ui.quick_log.form import LogForm
from advisor_desk.ui.quick_log.frame import LogFrame
from advisor_desk.ui.quick_log.parts import LogParts
from advisor_desk.usecases import log_contact as log
from advisor_desk.usecases.log_draft import LogDraft, body_of
from advisor_desk.usecases.log_people import Found
from advisor_desk.usecases.log_session import Opening

_CTX = "QuickLog"
_SECOND_MS = 1000
_AROUND = 60


@dataclass(slots=True)
class Saving:
    """A save under way; `is_done` is set in the lane as soon as the book has it."""

    body: Body
    is_done: bool = False


class DraftWindow(LogFrame):
    """Signal `troubled(DeskError)`: the draft could not be kept. The class built on it saves."""

    troubled = Signal(object)

    def __init__(self, parts: LogParts, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._parts = parts
        self._clock = clock
        self._opened_at = clock()
        self._is_ready = False
        self._is_gone = False
        self._wish: tuple[tuple[int, ...], bool] | None = None
        self._given: tuple[str, ...] = ()
        self._is_guess = False
        self._others: tuple[int, ...] = ()
        self._save: Saving | None = None
        self._saves_when_found = False
        self._is_confirmed = False
        self.keeper = DraftKeeper(parts.keep, parts.jobs, self)
        self.form = LogForm(parts, self)
        self.place(self.form, self.form.day)
        self._seconds = QTimer(self)
        self._seconds.setInterval(_SECOND_MS)
        self._seconds.timeout.connect(self._tell_seconds)
        self._connect()
        self._read_opening()

    def save(self) -> None:
        """Check everything and record it."""

    # Opened.

    def open(self, client_ids: Sequence[int] = (), *, is_guess: bool = False) -> None:
        """Come forward, with these clients when nothing is half typed.

        `is_guess`: they were merely in sight; the first letter typed looks for somebody else.
        """
        if not self.isVisible():
            self._opened_at = self._clock()
            self._seconds.start()
        self._tell_seconds()
        come_forward(self)
        if self._is_ready:
            self._begin(tuple(client_ids), is_guess=is_guess)
        else:
            self._wish = (tuple(client_ids), is_guess)

    def draft(self) -> LogDraft:
        """Everything as it stands."""
        return replace(self.form.draft(), wording_reason=self.reason.text())

    @property
    def has_content(self) -> bool:
        """True when something would be missed; clients that a page put in are not."""
        draft = self.draft()
        if tuple(one.client_no for one in draft.people) == self._given:
            draft = replace(draft, people=())
        return draft.has_content

    def clear(self) -> None:
        """Empty everything, in the book as well."""
        self._given = ()
        self.form.clear()
        self.reason.clear()
        self._forgive()
        self.other_link.hide()
        self.about.setText("")
        self.keeper.put({})
        self.form.begin()

    def restore(self, draft: LogDraft, people: Sequence[Found]) -> None:
        """Put a draft back, as after an undo."""
        self.form.restore(draft, people, self.form.more.attachments.kept)
        self.reason.setText(draft.wording_reason)
        self._on_edited()

    def leave(self) -> Callable[[], Body | None]:
        """Clear and put away before a lock; the answer, asked once the lane rests, is what is to be kept."""
        keeper, save = self.keeper, self._save
        self._is_gone = True
        unsaved = keeper.unsaved()
        self._seconds.stop()
        self.form.clear()
        self.form.people.restore((), (), "")
        self.form.people.set_recent(())
        self.reason.clear()
        self.hide()
        if save is not None:
            return lambda: None if save.is_done else save.body
        return lambda: unsaved

    def _read_opening(self) -> None:
        opening = self._parts.opening
        self._parts.jobs.start(ReadJob(run=lambda _context: opening(), done=self._on_opening, owner=self))

    def _on_opening(self, opening: Opening) -> None:
        if self._is_gone:
            return
        self.form.people.set_recent(opening.recent)
        self.form.outlet.show_choice(opening.outlet)
        self.form.set_defaults(opening.defaults, opening.source)
        if self._is_ready:
            return
        self._is_ready = True
        if opening.draft is not None and opening.draft.has_content:
            self.form.restore(opening.draft, opening.people, opening.attachments)
            self.reason.setText(opening.draft.wording_reason)
            self.about.setText(t(_CTX, "已恢复没有保存完的记录"))
            self._look_at_words()
            self.keeper.started_with(self._body())
        if self._wish is not None:
            wish, self._wish = self._wish, None
            self._begin(wish[0], is_guess=wish[1])

    def _begin(self, client_ids: tuple[int, ...], *, is_guess: bool) -> None:
        self._refresh()
        there = {one.client_id for one in self.form.people.people()}
        if not client_ids or set(client_ids) == there:
            self.form.begin()
            return
        if self.has_content:
            self._others = client_ids
            self.other_link.setText(t(_CTX, "先放下这条，改记选中的客户"))
            self.other_link.setVisible(not is_guess)
            self.form.begin()
            return
        self._put_people(client_ids, is_guess=is_guess)

    def _put_people(self, client_ids: tuple[int, ...], *, is_guess: bool) -> None:
        read = self._parts.people
        self.form.rows.first.setFocus()
        self._parts.jobs.start(
            ReadJob(
                run=lambda _context: read(client_ids),
                done=lambda people: self._on_people(people, is_guess=is_guess),
                owner=self,
            )
        )

    def _on_people(self, people: Sequence[Found], *, is_guess: bool) -> None:
        box = self.form.people
        there = tuple(one.client_no for one in box.people())
        if box.unknown() or (there and there != self._given) or (is_guess and box.looking()):
            return  # A name was typed before the answer came: it is the one that is meant.
        self._given, self._is_guess = tuple(one.client_no for one in people), is_guess
        self.form.people.restore(people, (), self.form.people.looking())
        self._on_edited()

    def _refresh(self) -> None:
        """Who was met last may have changed since."""
        if not self.has_content:
            self._read_opening()

    # While typing.

    def _connect(self) -> None:
        self.form.edited.connect(self._on_edited)
        self.form.rows.typed.connect(self._on_letter)
        self.form.day.row.typed.connect(self._on_letter)
        self.form.outlet.switched.connect(self._on_switched)
        self.reason.textEdited.connect(self._on_edited)
        self.save_button.clicked.connect(lambda: self.save())
        self.clear_button.clicked.connect(self.clear)
        self.outlet_button.clicked.connect(self.form.outlet.toggle)
        self.other_link.clicked.connect(self._on_others)
        self.keeper.failed.connect(self.troubled)
        for edit in (self.form.note, self.form.more.words, self.form.more.judgement):
            edit.picture_pasted.connect(self._on_picture)
        discreet.signals().changed.connect(self._on_discreet_changed)
        for found in (self.form.people.list, self.form.more.products.list):
            self.area.verticalScrollBar().valueChanged.connect(found.place)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._on_focus)

    def _body(self) -> Body:
        return body_of(self.draft()) if self.has_content else {}

    def _on_edited(self) -> None:
        if self._save is not None or self._is_gone:
            return
        self._forgive()
        self._look_at_words()
        if self._is_ready:
            self.keeper.put(self._body())
        if self._saves_when_found and not self.form.people.is_looking:
            self._saves_when_found = False
            self.save()

    def _forgive(self) -> None:
        self.say("")
        self.say_warnings(())
        self._is_confirmed = False

    def _look_at_words(self) -> None:
        advice = self._parts.advice
        draft = self.draft()
        hits = [hit.word for _field, hit in log.forbidden(draft, advice)]
        self.say_wording(words.forbidden(hits) if hits else "")
        self.form.show_meant()

    def _on_letter(self, letter: str) -> None:
        """A letter where digits are asked for is a name: another than the one merely in sight."""
        self._drop_guess()
        people = self.form.people
        people.setFocus()
        people.edit.insert(letter)
        people.edit.textEdited.emit(people.edit.text())

    def _drop_guess(self) -> None:
        """Whoever was merely in sight is not who is meant."""
        people = self.form.people
        if self._is_guess and tuple(one.client_no for one in people.people()) == self._given:
            self._given = ()
            people.restore((), (), "")

    def _on_picture(self, data: QMimeData) -> None:
        self.form.more.folds["attachments"].set_open(is_open=True)
        self.form.more.attachments.take(data, "paste.png")

    def _on_switched(self) -> None:
        choice, choose = self.form.outlet.choice(), self._parts.choose
        if self.form.outlet.outlet_on() is not None:
            self._drop_guess()  # Who comes to an outlet is nobody of the screen behind.
        self._on_edited()
        if choice is not None:
            self._parts.jobs.start(
                WriteJob(
                    run=lambda _context: choose(choice),
                    done=lambda _none: None,
                    owner=self,
                    change=BookChange(frozenset()),
                )
            )

    def _on_others(self) -> None:
        others, self._others = self._others, ()
        self.clear()
        self._put_people(others, is_guess=False)

    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        """Whatever has the keyboard is in sight."""
        inner = self.area.widget()
        if now is not None and inner is not None and inner.isAncestorOf(now):
            self.area.ensureWidgetVisible(now, 0, _AROUND)
            # What fits in sight with the head above it is not scrolled away from that head.
            top = now.mapTo(inner, QPoint(0, now.height())).y()
            if top + _AROUND <= self.area.viewport().height():
                self.area.verticalScrollBar().setValue(0)

    def _tell_seconds(self) -> None:
        self.elapsed.setText(words.elapsed(self.seconds()))

    def seconds(self) -> int:
        """Since when the window is open."""
        return int(self._clock() - self._opened_at)

    def _on_discreet_changed(self, _is_on: bool) -> None:  # noqa: FBT001
        self.form.show_meant()
