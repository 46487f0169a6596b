"""What stands against a marketing contact is told before it is saved, and never in the way of the truth."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from advisor_desk.domain.dates import to_day
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.log_caps import against
from tests.builders import TODAY, Builder
from tests.ui.quick_logs import ENTER, Logger, logger

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
NIGHT = datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
"""22:30 in China."""


def one_client(build: Builder) -> None:
    build.client("李明亮", client_no="C1")


def refusing(build: Builder) -> None:
    client_id = build.client("李明亮", client_no="C1")
    build.insert(
        "consent",
        client_id=client_id,
        purpose="MARKETING",
        given_on=to_day(date(2025, 1, 1)),
        withdrawn_on=to_day(date(2026, 6, 1)),
    )


def call(purpose: Purpose, on: date = TODAY) -> Interaction:
    return Interaction(
        attendees=(Attendee("C1"),),
        on=on,
        channel=ContactChannel.CALL,
        outcome=Outcome.REACHED,
        purpose=purpose,
    )


def codes(book: DeskBook, made: Interaction, now: datetime = NOON) -> list[str]:
    return [one.reason[0] for one in against(book, made, now)]


def test_caps_hours_refusal_and_complaint_are_told(tmp_path: Path) -> None:
    with logger(tmp_path, refusing) as at:
        book = at.desk.book
        assert codes(book, call(Purpose.PRODUCT)) == ["OPT_OUT"]
        assert codes(book, call(Purpose.CARE), NIGHT) == [], "service has no caps"
        assert codes(book, call(Purpose.PRODUCT), NIGHT) == ["OPT_OUT", "OUT_OF_HOURS"]
        yesterday = call(Purpose.PRODUCT, date(2026, 11, 19))
        assert codes(book, yesterday, NIGHT) == ["OPT_OUT"], "when it was yesterday the clock says nothing"
        for _ in range(2):
            book.record(call(Purpose.PRODUCT))
        book.record(call(Purpose.COMPLAINT))
        assert codes(book, call(Purpose.PRODUCT)) == ["COMPLAINT_OPEN", "OPT_OUT", "WEEK_CAP"]


def fill(at: Logger, purpose: str) -> None:
    at.open()
    at.type("lml")
    at.press(ENTER)
    at.press(ENTER)
    at.type("2" + purpose + "1")


@pytest.mark.parametrize("presses", [1, 2])
def test_it_is_told_once_and_recorded_when_it_has_happened(tmp_path: Path, presses: int) -> None:
    with logger(tmp_path, refusing) as at:
        fill(at, "3")
        for _ in range(presses):
            at.save()
        assert len(at.recorded()) == presses - 1
        if presses == 1:
            assert at.log.warning.isVisible()
            assert "李明亮：2026-06-01 起拒绝营销" in at.log.warning_words.text()
            assert "再按一次 Ctrl+Enter" in at.log.warning_words.text()


def test_a_change_asks_anew_and_service_is_not_asked(tmp_path: Path) -> None:
    with logger(tmp_path, refusing) as at:
        fill(at, "3")
        at.save()
        at.log.form.rows.rows["purpose"].setFocus()
        at.type("2")
        assert not at.log.warning.isVisible()
        at.save()
        (made,) = at.recorded()
        assert made["purpose"] == "CARE"
