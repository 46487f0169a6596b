"""From the client list to a recorded suggestion: the window on a real encrypted book with the real solver."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from advisor_desk.app.desk_window import ALLOCATION, CLIENTS, FILES, SEGMENTS
from advisor_desk.domain.dates import to_day
from advisor_desk.ui.charts import late
from advisor_desk.ui.dialogs.brief_print import a4_printer
from advisor_desk.ui.dialogs.order_check_dialog import OrderCheckDialog
from advisor_desk.ui.dialogs.questionnaire_dialog import QuestionnaireDialog
from advisor_desk.ui.jobs import InlineJobs
from advisor_desk.ui.pages.allocation.give_dialog import GiveDialog
from advisor_desk.ui.pages.allocation.page import AllocationPage
from tests.builders import TODAY, Builder
from tests.fund_shelf import put_funds
from tests.ui.allocation_page import body_of, keep, row
from tests.ui.client_page import all_texts
from tests.ui.real_desk import CONTROL, RealDesk, commit, press, ready, real_desk, type_in

CASH_FEN = 50_000_000
SHIFT = Qt.KeyboardModifier.ShiftModifier


def fill(builder: Builder) -> None:
    """A shelf, a client who can be advised, one whose assessment has expired."""
    put_funds(builder)
    for number, (name, taken_on) in enumerate(
        (("王芳", TODAY - timedelta(days=30)), ("陈志强", TODAY - timedelta(days=500))), start=1
    ):
        person = builder.client(
            name,
            client_no=f"N{number}",
            born_on=date(1986, 5, 1),
            id_expires_on=date(2035, 1, 1),
            occupation="工程师",
            capacity="FULL",
        )
        builder.insert(
            "daily_asset", client_id=person, on_day=to_day(TODAY), aum_fen=CASH_FEN, cash_fen=CASH_FEN
        )
        builder.assessment(person, taken_on, "C3", horizon_months=60, varieties="CASH|BOND|EQUITY|MIXED|ALT")


def no_charts(_families: object) -> None:
    """The pool computes the suggestion; charts would only cost time here."""


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RealDesk]:
    monkeypatch.setattr(late, "import_plots", no_charts)
    with real_desk(tmp_path, fill, InlineJobs()) as opened:
        with opened.book.sql.change() as connection:
            opened.book.seal(connection, "products.csv")
        yield opened


def page_of(desk: RealDesk, client_no: str = "N1") -> AllocationPage:
    desk.window.clients.go_to(desk.book.client_id(client_no))
    QApplication.processEvents()
    press(desk.window, Qt.Key.Key_A, CONTROL | SHIFT)
    assert desk.window.current_code() == ALLOCATION
    QApplication.processEvents()
    return desk.window.allocation


def test_the_screen_stands_between_clients_and_segments_and_has_a_button_and_a_key(desk: RealDesk) -> None:
    codes = desk.window.rail.codes()
    assert codes.index(CLIENTS) < codes.index(ALLOCATION) < codes.index(SEGMENTS)
    assert "allocation" not in vars(desk.window)
    desk.window.clients.go_to(desk.book.client_id("N1"))
    QApplication.processEvents()
    body = desk.window.detail.body
    assert body is not None
    body.header.plan_button.click()
    QApplication.processEvents()
    assert desk.window.current_code() == ALLOCATION
    assert desk.window.allocation.client_id == desk.book.client_id("N1")


def test_the_solver_fills_the_classes_and_leaves_out_what_is_blocked(desk: RealDesk) -> None:
    page = page_of(desk)
    body = body_of(page)
    assert {"B00001", "B00002", "B00003", "E00001"} <= set(body.lines.rows)
    assert {"Q00001", "N00001"} & set(body.lines.rows) == set()
    view = page.session.view
    assert view is not None
    assert view.plan is not None
    assert view.plan.drift_after_bp < view.plan.drift_before_bp
    assert view.plan.broken == ()
    said = "\n".join(all_texts(body.blocked))
    assert "产品尚未完成风险评级" in said
    assert "环球科技股票" in said


def test_an_override_is_in_the_book_with_author_and_day_and_survives_a_restart_of_the_page(
    desk: RealDesk,
) -> None:
    page = page_of(desk)
    keep(page, "B00001", "30000", "客户已持有同类债券")
    client_id = desk.book.client_id("N1")
    kept = desk.book.plan_draft(client_id).overrides
    assert [(one.code, one.amount_fen, one.reason) for one in kept] == [
        ("B00001", 3_000_000, "客户已持有同类债券")
    ]
    assert kept[0].at
    assert page.session.work.kept == tuple(kept)
    press(page, Qt.Key.Key_R, CONTROL)
    assert row(page, "B00001").amount.amount() == 3_000_000
    desk.window.forget_clients()
    page = page_of(desk)
    assert row(page, "B00001").amount.amount() == 3_000_000
    assert row(page, "B00001").sign.isVisible()
    ready(page)
    row(page, "B00001").back_button.click()
    assert desk.book.plan_draft(client_id).overrides == ()
    assert row(page, "B00001").amount.amount() != 3_000_000


def test_a_suggestion_is_given_recorded_and_listed(desk: RealDesk) -> None:
    page = page_of(desk)
    press(desk.window, Qt.Key.Key_G, CONTROL)
    dialog = page.findChild(GiveDialog)
    assert isinstance(dialog, GiveDialog)
    ready(dialog)
    commit(dialog, "五年内不用这笔钱，分散持有")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    QApplication.processEvents()
    given = desk.book.given_suggestions(desk.book.client_id("N1"))
    assert [one.comment for one in given] == ["五年内不用这笔钱，分散持有"]
    checks = desk.book.recorded_checks(desk.book.client_id("N1"))
    assert {one.product_code for one in checks} == {line["code"] for line in given[0].body["lines"]}  # type: ignore[attr-defined]
    assert ("good", "已记录：算作已建议") in desk.told
    card = body_of(page).given
    assert len(card.rows) == 1
    card.rows[0].click()
    said = "\n".join(all_texts(page.drawer))
    assert "五年内不用这笔钱，分散持有" in said
    assert "稳健增利债券" in said


def test_an_expired_assessment_stops_everything_and_leads_to_the_questionnaire(desk: RealDesk) -> None:
    page = page_of(desk, "N2")
    body = body_of(page)
    assert body.stopped.isVisible()
    assert not body.lines.isVisible()
    said = "\n".join(all_texts(body.stopped))
    assert "客户的风险测评已过期" in said
    assert not page.give_button.isEnabled()
    button = next(iter(body.stopped.buttons.values()))
    assert button.text().strip() == "做风险测评"
    button.click()
    QApplication.processEvents()
    assert isinstance(desk.window.findChild(QuestionnaireDialog), QuestionnaireDialog)


def test_a_shelf_that_nobody_signed_stops_suggestions_and_leads_to_import(desk: RealDesk) -> None:
    with desk.book.sql.change() as connection:
        connection.execute("UPDATE product SET name = '改过的名称' WHERE code = 'B00001'")
    page = page_of(desk)
    body = body_of(page)
    assert "产品货架没有有效的封存记录" in "\n".join(all_texts(body.stopped))
    next(iter(body.stopped.buttons.values())).click()
    assert desk.window.current_code() == FILES


def test_without_money_the_field_for_it_gets_the_keyboard(desk: RealDesk) -> None:
    with desk.book.sql.change() as connection:
        connection.execute("UPDATE daily_asset SET cash_fen = 0")
    page = page_of(desk)
    body = body_of(page)
    assert "没有可以投入的资金" in "\n".join(all_texts(body.stopped))
    ready(desk.window)
    next(iter(body.stopped.buttons.values())).click()
    assert page.focusWidget() is body.head.money
    commit(page, "20万")
    press(page, Qt.Key.Key_Return)
    assert body.lines.isVisible()
    assert "新增资金 20.0 万" in body.head.sources.text()


def test_locking_leaves_nothing_of_the_client(desk: RealDesk) -> None:
    page = page_of(desk)
    desk.window.leave()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert page.body is None
    assert "王芳" not in "\n".join(all_texts(page))


def test_what_a_client_asks_for_is_checked_and_recorded_with_evidence(desk: RealDesk) -> None:
    page = page_of(desk)
    client_id = desk.book.client_id("N1")
    press(desk.window, Qt.Key.Key_K, CONTROL | SHIFT)
    dialog = page.findChild(OrderCheckDialog)
    assert isinstance(dialog, OrderCheckDialog)
    ready(dialog)
    dialog.form.product.choose("Q00001")
    dialog.form.amount.setFocus()
    commit(dialog, "2万")
    assert dialog.panel.outcome.text() == "不能办理"
    assert desk.book.recorded_checks(client_id) == []
    dialog.form.initiator.choose("CLIENT")
    assert dialog.panel.outcome.text().startswith("须警示")
    dialog.form.evidence.setFocus()
    commit(dialog, "电话录音 TEL-018")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    bodies = [body for kind, body in desk.events() if kind == "suitability.checked"]
    assert [(one["initiator"], one["evidence"]) for one in bodies] == [("CLIENT", "电话录音 TEL-018")]
    assert bodies[0]["advice_version"]
    assert bodies[0]["order"]["amount_fen"] == 2_000_000
    assert bodies[0]["verdict"]["outcome"] == "WARN"
    assert desk.book.product("Q00001").reserved_fen == 2_000_000
    assert ("good", "已记为下单意向") in desk.told


def test_a_refused_order_of_the_advisor_is_on_record_and_holds_nothing(desk: RealDesk) -> None:
    page = page_of(desk)
    body_of(page).blocked.check_asked.emit("Q00001")
    dialog = page.findChild(OrderCheckDialog)
    assert isinstance(dialog, OrderCheckDialog)
    ready(dialog)
    commit(dialog, "2万")
    press(dialog, Qt.Key.Key_Return, CONTROL)
    bodies = [body for kind, body in desk.events() if kind == "suitability.checked"]
    assert [(one["initiator"], one["verdict"]["outcome"]) for one in bodies] == [("ADVISOR", "FORBID")]
    assert desk.book.product("Q00001").reserved_fen == 0
    assert ("good", "已记录：适当性检查未通过") in desk.told


def test_the_keyboard_comes_to_the_first_line_whose_amount_digits_change(desk: RealDesk) -> None:
    page = page_of(desk)
    first = next(iter(body_of(page).lines.rows.values()))
    assert page.focusWidget() is first.name
    type_in(page, "3")
    assert page.focusWidget() is first.amount
    type_in(page, "0000")
    assert first.amount.amount() == 3_000_000
    press(page, Qt.Key.Key_Return)
    commit(page, "分散")
    press(page, Qt.Key.Key_Return)
    assert page.focusWidget() is first.name, "done with this line"
    type_in(page, "4")
    assert first.amount.text() == "4"


def test_plus_tries_more_than_the_account_holds(desk: RealDesk) -> None:
    page = page_of(desk)
    press(page, Qt.Key.Key_Plus)
    head = body_of(page).head
    assert page.focusWidget() is head.money
    commit(page, "30万")
    press(page, Qt.Key.Key_Return)
    assert head.money.amount() == CASH_FEN + 30_000_000
    assert "新增资金 30.0 万" in head.sources.text()


def test_the_brief_steps_aside_for_the_plan_and_comes_back_as_it_was_left(desk: RealDesk) -> None:
    desk.window.clients.go_to(desk.book.client_id("N1"))
    QApplication.processEvents()
    ready(desk.window)
    press(desk.window.detail, Qt.Key.Key_B, CONTROL)
    preview = desk.window.brief.preview
    assert preview is not None
    box = next(iter(preview.ticks.boxes.values()))
    box.click()
    press(preview, Qt.Key.Key_A, CONTROL | SHIFT)
    assert not preview.isVisible()
    assert desk.window.current_code() == ALLOCATION
    assert desk.window.allocation.client_id == desk.book.client_id("N1")
    press(desk.window, Qt.Key.Key_B, CONTROL)
    assert desk.window.brief.preview is preview
    assert preview.isVisible()
    assert not box.isChecked()
    press(preview, Qt.Key.Key_A, CONTROL | SHIFT)
    desk.window.leave()
    assert desk.window.brief.preview is None


def test_the_brief_is_printed_from_the_plan_by_one_key(
    desk: RealDesk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printer = a4_printer()
    printer.setOutputFileName(str(tmp_path / "a.pdf"))
    monkeypatch.setattr("advisor_desk.ui.dialogs.brief_print.ask_printer", lambda _parent: printer)
    page_of(desk)
    press(desk.window, Qt.Key.Key_P, CONTROL)
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")
    assert desk.events()[-1][0] == "audit.exported"
