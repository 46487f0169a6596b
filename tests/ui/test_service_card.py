"""The service card: the rhythm with its colours, promises and moments dealt with by one key, entitlements."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_desk.domain.moment import MomentCode
from advisor_desk.domain.task import TaskKind
from advisor_desk.ui import discreet, labels_care
from advisor_desk.ui.jobs import BookChange
from advisor_desk.ui.pages.client360.body import ClientBody
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.pages.client_detail import ClientDetailPage
from advisor_desk.usecases.client_service import ClientService
from tests.ui import client_reviews as reviews
from tests.ui import client_services as services
from tests.ui.client_page import NoChartJobs, all_texts, body_of, shown_page


def _page(
    qtbot: QtBot, service: ClientService | None = None, jobs: NoChartJobs | None = None
) -> ClientDetailPage:
    reading = services.reading(service_of=service or services.service())
    return shown_page(qtbot, reviews.full_review(), jobs=jobs, reading=reading)


def _body(qtbot: QtBot, service: ClientService | None = None) -> ClientBody:
    return body_of(_page(qtbot, service))


@pytest.mark.parametrize(
    ("due", "told", "tone"),
    [
        (services.due(ideal=2, latest=10), "理想 11-22，最迟 11-30", "text2"),
        (services.due(ideal=0, latest=8), "该联系了，最迟 11-28", "warn"),
        (services.due(ideal=-9, latest=0), "该联系了，最迟 11-20", "warn"),
        (services.due(ideal=-9, latest=-1), "已过最迟日 11-19", "danger"),
        (services.due(paused_by="COMPLAINT"), "联系暂停：投诉未结，只做服务", "warn"),
        (services.due(last=None, ideal_on=None, latest_on=None), "从未有效联系", "warn"),
    ],
)
def test_the_next_contact_is_amber_from_its_ideal_day_and_red_after_its_latest(
    due: object, told: str, tone: str
) -> None:
    found = labels_care.due(due, reviews.AS_OF)  # type: ignore[arg-type]
    assert (found.text, found.tone) == (told, tone)


def test_what_the_rules_keep_back_is_folded_away_with_its_reasons(qtbot: QtBot) -> None:
    assert _body(qtbot).service.held_back.isHidden()
    found = services.moment(MomentCode.BIG_INFLOW, 1, ())
    kept = replace(found, moment=replace(found.moment, suppressed_by="COMPLAINT_OPEN"))
    card = _body(qtbot, services.service(held_back=(kept,))).service.held_back
    assert card.head.text() == "另有 1 项按规则暂不提示"
    assert card.lines.isHidden()
    card.head.click()
    assert card.lines.text() == f"大额转入（{found.moment.event_on}）：有投诉未结"
    card.head.click()
    assert card.lines.isHidden()


def test_the_rhythm_says_whose_it_is(qtbot: QtBot) -> None:
    body = _body(qtbot)
    assert body.service.rhythm.text() == "每 30 天联系一次（按规则：零售 · 重要发展）"
    assert body.service.last.text() == "上次有效联系：20 天前"
    own = services.service(due=services.due(is_own_rhythm=True, days=21))
    assert _body(qtbot, own).service.rhythm.text() == "每 21 天联系一次（人工设定）"
    dormant = services.service(due=services.due(state="DORMANT"))
    assert "休眠" in _body(qtbot, dormant).service.rhythm.text()


def test_last_contact_due_day_and_promises_are_in_the_head(qtbot: QtBot) -> None:
    late = services.service(due=services.due(last=40, ideal=-9, latest=-1))
    header = _body(qtbot, late).header
    assert header.contact.text() == "上次有效联系：40 天前"
    assert header.follow_up.text() == "已过最迟日 11-19"
    assert header.promises.text() == "未兑现承诺 1 项（1 项逾期）"
    assert not header.complaint.isVisibleTo(header)


def test_the_head_is_above_the_fold(qtbot: QtBot) -> None:
    body = _body(qtbot, services.service(complaint_on=date(2026, 11, 3)))
    for part in (body.header.contact, body.header.follow_up, body.header.promises, body.header.complaint):
        assert part.isVisible()
        assert part.mapTo(body, part.rect().bottomLeft()).y() < 684


def test_the_promises_of_the_head_lead_to_the_card(qtbot: QtBot) -> None:
    body = _body(qtbot)
    body.window().activateWindow()
    QTest.mouseClick(body.header.promises, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(body.service.tasks.rows[0].hasFocus)


def test_promises_tasks_and_meetings_stand_with_their_days(qtbot: QtBot) -> None:
    rows = _body(qtbot).service.tasks.rows
    assert [(row.text.text(), row.due.text()) for row in rows] == [
        ("承诺：发港股基金费率对照表", "逾期 2 天"),
        ("跟进：确认留学用汇的时间", "今天"),
        ("会面：季度资产检视", "6 天后 09:30"),
    ]


@pytest.mark.parametrize(
    ("part", "row", "key", "deed"),
    [
        ("tasks", 0, Qt.Key.Key_Space, Deed.TASK_DONE),
        ("tasks", 1, Qt.Key.Key_S, Deed.TASK_SNOOZE),
        ("moments", 0, Qt.Key.Key_Space, Deed.MOMENT_DONE),
        ("moments", 0, Qt.Key.Key_S, Deed.MOMENT_SNOOZE),
        ("moments", 1, Qt.Key.Key_X, Deed.MOMENT_SUPPRESS),
        ("entitlements", 0, Qt.Key.Key_B, Deed.BOOK),
        ("entitlements", 0, Qt.Key.Key_U, Deed.USE),
    ],
)
def test_each_deed_takes_one_key(qtbot: QtBot, part: str, row: int, key: Qt.Key, deed: Deed) -> None:
    service = services.service()
    page = _page(qtbot, service)
    asked: list[ServiceAsk] = []
    page.service_asked.connect(asked.append)
    rows = getattr(body_of(page).service, part).rows
    QTest.keyClick(rows[row], key)
    subjects = {"tasks": service.tasks, "moments": service.moments, "entitlements": service.balances}[part]
    assert asked == [ServiceAsk(deed, subjects[row])]


def test_what_is_used_up_can_neither_be_booked_nor_used(qtbot: QtBot) -> None:
    page = _page(qtbot)
    asked: list[ServiceAsk] = []
    page.service_asked.connect(asked.append)
    row = body_of(page).service.entitlements.rows[1]
    assert row.text.text() == "医疗健康  余 0 / 1 · 已用 1"
    for key in (Qt.Key.Key_B, Qt.Key.Key_U):
        QTest.keyClick(row, key)
    assert asked == []
    unlimited = body_of(page).service.entitlements.rows[2]
    assert unlimited.text.text() == "专属财富顾问  不限次 · 已用 3"


def test_a_moment_shows_its_evidence_and_what_to_do(qtbot: QtBot) -> None:
    row = _body(qtbot).service.moments.rows[0]
    assert row.text.text() == "大额转入 · 2026-11-19 净流入 32.0 万，20 日日均 91.6 万"
    assert row.toolTip().splitlines()[0] == "询问资金用途和期限，约一次配置检视"


def test_an_open_complaint_can_be_settled(qtbot: QtBot) -> None:
    page = _page(qtbot, services.service(complaint_on=date(2026, 11, 3)))
    card = body_of(page).service
    assert "自 2026-11-03 起（17 天前）" in card.complaint_words.text()
    with qtbot.waitSignal(page.service_asked) as asked:
        QTest.mouseClick(card.complaint_button, Qt.MouseButton.LeftButton)
    assert asked.args == [ServiceAsk(Deed.COMPLAINT_CLOSE)]
    assert not _body(qtbot).service.complaint.isVisibleTo(card)


def test_what_is_put_off_says_until_when_and_why(qtbot: QtBot) -> None:
    until = reviews.AS_OF + timedelta(days=4)
    off = services.task(9, TaskKind.TODO, "整理资料", -3, snoozed_until=until, snooze_reason="等材料")
    row = _body(qtbot, services.service(tasks=(off,))).service.tasks.rows[0]
    assert (row.due.text(), row.toolTip()) == ("推后到 11-24", "等材料")


def test_more_than_five_tasks_are_counted(qtbot: QtBot) -> None:
    many = tuple(services.task(n, TaskKind.TODO, f"第 {n} 件", n) for n in range(8))
    tasks = _body(qtbot, services.service(tasks=many)).service.tasks
    assert sum(row.isVisibleTo(tasks) for row in tasks.rows) == 5
    assert tasks.more.text() == "还有 3 条"


def test_nothing_to_do_is_said(qtbot: QtBot) -> None:
    card = _body(qtbot, services.service(tasks=(), moments=(), balances=())).service
    for part in (card.tasks, card.moments, card.entitlements):
        assert part.empty.isVisibleTo(card)


def test_without_a_reading_of_service_the_cards_are_away(qtbot: QtBot) -> None:
    body = body_of(shown_page(qtbot, reviews.full_review()))
    assert not body.service.isVisibleTo(body)
    assert not body.journey.isVisibleTo(body)
    assert body.header.contact.text() == "上次联系：今天"


def test_a_log_elsewhere_resets_the_clock_here_at_once(qtbot: QtBot) -> None:
    jobs = NoChartJobs()
    known = [services.service(due=services.due(last=40, ideal=-9, latest=-1))]
    reading = replace(services.reading(), service=lambda _review: known[0])
    page = shown_page(qtbot, reviews.full_review(), jobs=jobs, reading=reading)
    assert body_of(page).header.follow_up.text() == "已过最迟日 11-19"
    known[0] = services.service(due=services.due(last=0, ideal=20, latest=30), tasks=())
    jobs.book_changed.emit(BookChange(frozenset({"service"}), frozenset({1})))
    header = body_of(page).header
    assert header.contact.text() == "上次有效联系：今天"
    assert header.follow_up.text() == "理想 12-10，最迟 12-20"
    assert not header.promises.isVisibleTo(header)


def test_what_people_wrote_and_money_are_hidden_in_discreet_mode(qtbot: QtBot) -> None:
    page = _page(qtbot)
    discreet.set_on(True)
    texts = all_texts(body_of(page).service)
    assert not [text for text in texts if "港股" in text or "32.0" in text]
    assert "承诺：••••" in texts
