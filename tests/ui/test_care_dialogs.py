"""Rhythm, life events and services of the tier on a real book: by keys, refused in words, nothing lost."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.entitlement import EntitlementCode, EntitlementDraft, EntitlementMove
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.rules.entitlements import open_bookings
from advisor_desk.storage.desk import DeskBook
from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.care_dialog import CareDialog
from advisor_desk.ui.dialogs.entitlement_dialog import EntitlementDialog, EntitlementParts
from advisor_desk.ui.dialogs.life_event_dialog import LifeEventDialog, LifeEventParts
from advisor_desk.ui.dialogs.rhythm_dialog import RhythmDialog, RhythmParts
from advisor_desk.ui.jobs import BookChange, InlineJobs
from tests.builders import TODAY, Builder, open_desk
from tests.ui.client_page import all_texts
from tests.ui.real_desk import CONTROL, commit, gone, press, ready, type_in

GOLF = EntitlementCode.GOLF
WEALTHY_FEN = 120_000_000
D = TypeVar("D", bound=CareDialog)


class Care:
    """A book with one client, and what was told of its changes."""

    def __init__(self, book: DeskBook, qtbot: QtBot) -> None:
        self.book, self._qtbot = book, qtbot
        self.jobs = InlineJobs()
        self.changes: list[BookChange] = []
        self.jobs.book_changed.connect(self.changes.append)
        with book.sql.change() as connection:
            builder = Builder(connection)
            self.client = builder.client("王芳", client_no="N1")
            for back in range(40):
                builder.assets(self.client, TODAY - timedelta(days=back), WEALTHY_FEN)
            book.refresh(connection, None)

    @property
    def parts(self) -> dict[str, Any]:
        return {
            "book": self.book,
            "jobs": self.jobs,
            "client_id": self.client,
            "client_no": "N1",
            "name": "王芳",
        }

    def shown(self, dialog: D) -> D:
        self._qtbot.addWidget(dialog)
        dialog.show()
        ready(dialog)
        return dialog

    def rhythm(self) -> RhythmDialog:
        reason = str(self.book.care(self.client)["cadence_reason"])
        due = self.book.due_contact(self.client)
        return self.shown(RhythmDialog(RhythmParts(**self.parts, due=due, reason=reason)))

    def life_event(self) -> LifeEventDialog:
        return self.shown(LifeEventDialog(LifeEventParts(**self.parts, trading=self.book.trading)))

    def entitlement(self, **given: Any) -> EntitlementDialog:
        tier = self.book.standings(self.client)[0].tier
        parts = EntitlementParts(
            **self.parts,
            rules=self.book.service.entitlements[tier],
            entries=self.book.entitlement_entries(self.client),
            trading=self.book.trading,
            **given,
        )
        return self.shown(EntitlementDialog(parts))

    def book_golf(self, count: int, day: date) -> str:
        draft = EntitlementDraft(
            client_id=self.client, code=GOLF, move=EntitlementMove.BOOK, count=count, on=TODAY, for_on=day
        )
        return self.book.move_entitlement(draft)

    def ledger(self) -> list[tuple[str, int, str]]:
        entries = self.book.entitlement_entries(self.client)
        return [(one.move.value, one.count, one.booking) for one in entries]


@pytest.fixture
def care(qtbot: QtBot, tmp_path: Path) -> Iterator[Care]:
    with open_desk(tmp_path) as book:
        yield Care(book, qtbot)


def in_sight(dialog: QWidget) -> str:
    return " ".join(all_texts(dialog))


# The rhythm.


def test_a_rhythm_is_set_by_keys_and_the_due_day_follows(care: Care) -> None:
    dialog = care.rhythm()
    assert dialog.by_rules.text().startswith("按规则(高净值 · ")
    assert not dialog.in_force.isVisible()
    type_in(dialog, "20")
    assert dialog.days.note.text().startswith("下次最迟 ")
    dialog.reason.setFocus()
    commit(dialog, "客户要求每三周联系")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    due = care.book.due_contact(care.client)
    assert (due.days, due.is_own_rhythm) == (20, True)
    assert care.book.care(care.client)["cadence_reason"] == "客户要求每三周联系"
    assert care.changes[-1].client_ids == frozenset({care.client})


def test_an_own_rhythm_is_given_up_for_that_of_the_rules(care: Care) -> None:
    by_rules = care.book.due_contact(care.client).days
    care.book.set_rhythm(care.client, 20, "客户希望多联系")
    dialog = care.rhythm()
    assert dialog.in_force_words.text() == "现在另设为每 20 天。原因：客户希望多联系"
    changed: list[bool] = []
    dialog.changed.connect(lambda: changed.append(True))
    dialog.rules_button.click()
    assert (gone(dialog), changed) == (True, [True])
    due = care.book.due_contact(care.client)
    assert (due.days, due.is_own_rhythm) == (by_rules, False)


@pytest.mark.parametrize("typed", ["", "2", "367", "三十", "１０", "20.5"])
def test_days_out_of_range_are_refused_at_their_field(care: Care, typed: str) -> None:
    dialog = care.rhythm()
    dialog.days.set_text(typed)
    dialog.reason.set_text("客户希望多联系")
    dialog.save()
    assert dialog.isVisible()
    assert dialog.days.note.text() == "请写 3 到 366 之间的整天数。"
    assert care.book.care(care.client)["cadence_days"] is None


def test_a_rhythm_needs_a_reason(care: Care) -> None:
    dialog = care.rhythm()
    dialog.chips[0].click()
    assert dialog.days.text() == "7"
    dialog.save()
    assert dialog.reason.has_problem
    dialog.reason.chips[1].click()
    dialog.save()
    assert gone(dialog)
    assert care.book.care(care.client)["cadence_reason"] == "客户希望少打扰"


def test_escape_asks_before_what_was_typed_goes(care: Care) -> None:
    dialog = care.rhythm()
    type_in(dialog, "9")
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.is_asking
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.is_asking
    assert dialog.days.text() == "9"


# Life events.


def test_a_life_event_to_come_is_recorded_with_its_day(care: Care) -> None:
    dialog = care.life_event()
    dialog.code.set_text(LifeEvent.UNIVERSITY.value)
    dialog.day.setFocus()
    type_in(dialog, "2027-9-1")
    assert dialog.day.note.text() == "2027-09-01 · 285 天后"
    dialog.note.set_text("长子")
    added: list[str] = []
    dialog.added.connect(added.append)
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    found = care.book.life_events(care.client)
    assert [(one.code, one.on, one.note, one.id) for one in found] == [
        (LifeEvent.UNIVERSITY, date(2027, 9, 1), "长子", added[0])
    ]


def test_a_past_day_may_be_told_as_people_do(care: Care) -> None:
    dialog = care.life_event()
    dialog.day.set_text("昨天")
    dialog.save()
    assert [one.on for one in care.book.life_events(care.client)] == [TODAY - timedelta(days=1)]


@pytest.mark.parametrize("typed", ["", "9-1", "2027-13-40", "明年", "1850-01-01"])
def test_a_day_without_a_year_is_asked_for_again(care: Care, typed: str) -> None:
    dialog = care.life_event()
    dialog.day.set_text(typed)
    dialog.save()
    assert dialog.isVisible()
    assert dialog.day.note.text() == "请写出年月日，如 2027-09-01。"
    assert care.book.life_events(care.client) == []


def test_a_note_too_long_is_told_and_not_cut(care: Care) -> None:
    dialog = care.life_event()
    dialog.day.set_text("2026-05-01")
    dialog.note.set_text("字" * 201)
    dialog.save()
    assert dialog.note.note.text() == "说明最多 200 个字。"
    assert dialog.note.text() == "字" * 201
    assert care.book.life_events(care.client) == []


# Services of the tier.


def test_a_booking_by_keys_takes_from_what_is_left(care: Care) -> None:
    dialog = care.entitlement(code=GOLF)
    assert dialog.balance.text() == "本期到 2026-12-31：额度 4，已用 0，已约 0，还剩 4。"
    type_in(dialog, "12-05")
    assert dialog.day.note.text() == "2026-12-05"
    press(dialog, Qt.Key.Key_Return, CONTROL)
    assert gone(dialog)
    (entry,) = care.book.entitlement_entries(care.client)
    assert (entry.move, entry.on, entry.for_on) == (EntitlementMove.BOOK, TODAY, date(2026, 12, 5))
    assert "已约 1，还剩 3" in care.entitlement(code=GOLF).balance.text()


def test_nothing_is_booked_beyond_what_is_left_and_the_reason_is_told(care: Care) -> None:
    care.book_golf(4, date(2026, 12, 5))
    dialog = care.entitlement(code=GOLF)
    assert "还剩 0" in dialog.balance.text()
    dialog.day.set_text("2026-12-06")
    dialog.save()
    assert dialog.isVisible()
    assert "已经用完" in in_sight(dialog)
    assert care.ledger() == [("BOOK", 4, "")]


def test_the_balance_is_that_of_the_period_of_the_day(care: Care) -> None:
    care.book_golf(4, date(2026, 12, 5))
    dialog = care.entitlement(code=GOLF)
    dialog.day.setFocus()
    type_in(dialog, "2027-02-01")
    assert dialog.balance.text() == "本期到 2027-12-31：额度 4，已用 0，已约 0，还剩 4。"
    dialog.save()
    assert gone(dialog)


def test_a_use_settles_its_booking(care: Care) -> None:
    booking = care.book_golf(2, date(2026, 12, 5))
    dialog = care.entitlement(code=GOLF, move=EntitlementMove.USE)
    assert dialog.booking.text() == booking
    dialog.save()
    assert gone(dialog)
    assert care.ledger()[-1] == ("USE", 1, booking)
    (left,) = open_bookings(care.book.entitlement_entries(care.client), GOLF)
    assert (left.entry.id, left.left) == (booking, 1)
    again = care.entitlement(code=GOLF, move=EntitlementMove.CANCEL)
    again.count.set_text("2")
    again.save()
    assert again.count.note.text() == "这个预约只剩 1 次。"
    again.count.set_text("1")
    again.save()
    assert open_bookings(care.book.entitlement_entries(care.client), GOLF) == []


def test_without_a_booking_nothing_can_be_cancelled(care: Care) -> None:
    dialog = care.entitlement(code=GOLF, move=EntitlementMove.CANCEL)
    dialog.save()
    assert dialog.booking.note.text() == "没有可以取消的预约。"
    assert care.ledger() == []


def test_more_quota_needs_its_reason(care: Care) -> None:
    dialog = care.entitlement(code=GOLF, move=EntitlementMove.GRANT)
    dialog.save()
    assert dialog.note.note.text() == "请写明为什么增加。"
    dialog.note.set_text("王主任批准")
    dialog.save()
    assert gone(dialog)
    assert "额度 5" in care.entitlement(code=GOLF).balance.text()


@pytest.mark.parametrize(
    ("move", "typed"), [("BOOK", "2026-11-19"), ("USE", "2026-11-21"), ("USE", "someday")]
)
def test_a_booking_is_for_a_day_to_come_and_a_use_for_one_that_was(care: Care, move: str, typed: str) -> None:
    dialog = care.entitlement(code=GOLF, move=EntitlementMove(move))
    dialog.day.set_text(typed)
    dialog.save()
    assert dialog.day.has_problem
    assert care.ledger() == []


@pytest.mark.parametrize("typed", ["", "0", "100", "两次"])
def test_a_count_is_a_whole_number(care: Care, typed: str) -> None:
    dialog = care.entitlement(code=GOLF)
    dialog.day.set_text("2026-12-05")
    dialog.count.set_text(typed)
    dialog.save()
    assert dialog.count.note.text() == "请写 1 到 99 的次数。"
    assert care.ledger() == []


def test_names_are_hidden_in_discreet_mode_and_in_titles(care: Care) -> None:
    for dialog in (care.rhythm(), care.life_event(), care.entitlement()):
        assert "王芳" not in dialog.windowTitle()
        assert "王芳" in dialog.about.text()
        discreet.set_on(True)
        QApplication.processEvents()
        assert dialog.about.text() == "王*  N1"
        discreet.set_on(False)
