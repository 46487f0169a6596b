"""The journey: stage, phase, life stage, events on their line, hints with the cell they come from, whys."""

from datetime import date

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from advisor_desk.domain.journey import LifeEvent, LifeEventLine, Stage4R
from advisor_desk.ui import discreet, labels_journey
from advisor_desk.ui.pages.client360.journey_card import JourneyCard
from advisor_desk.ui.pages.client360.service_ask import Deed, ServiceAsk
from advisor_desk.ui.pages.client_detail import ClientDetailPage
from advisor_desk.usecases.client_service import ClientService
from tests.ui import client_reviews as reviews
from tests.ui import client_services as services
from tests.ui.client_page import all_texts, body_of, shown_page


def _page(qtbot: QtBot, service: ClientService | None = None) -> ClientDetailPage:
    reading = services.reading(service_of=service or services.service())
    return shown_page(qtbot, reviews.full_review(), reading=reading)


def _card(page: ClientDetailPage) -> JourneyCard:
    return body_of(page).journey


def test_stage_phase_and_life_stage_are_told(qtbot: QtBot) -> None:
    card = _card(_page(qtbot))
    assert card.strip.current == "关系·运营"
    assert card.strip.accessibleName() == "4R 阶段：关系·运营（第 3 步，共 4 步）"
    assert card.phase.text() == "关系：成熟期"
    assert card.life.text() == "人生阶段：积累期"


def test_a_life_stage_set_by_hand_is_marked_with_its_reason(qtbot: QtBot) -> None:
    own = services.journey(is_life_stage_set=True, life_stage_reason="已提前退休")
    service = services.service(journey=own)
    assert _card(_page(qtbot, service)).life.text() == "人生阶段：积累期（人工）"
    told = {one.key: one for one in labels_journey.explanations(service)}
    assert told[labels_journey.LIFE].steps == ["由顾问更正。原因：已提前退休"]


def test_without_a_date_of_birth_there_is_no_stage_and_no_hint(qtbot: QtBot) -> None:
    service = services.service(journey=services.journey(life_stage=None, needs=(), events=()))
    card = _card(_page(qtbot, service))
    assert card.life.text() == "人生阶段：缺出生日期"
    assert not card.need_title.isVisibleTo(card)
    assert card.no_events.isVisibleTo(card)
    assert not card.axis.isVisibleTo(card)


def test_derived_events_are_marked_and_lie_in_their_order() -> None:
    points = labels_journey.points(services.journey())
    assert [(point.name, point.when, point.is_derived) for point in points] == [
        ("结婚", "2006", False),
        ("购房", "2012", False),
        ("子女升大学", "2027", True),
        ("退休", "2034", True),
    ]
    assert points[3].told == "退休 · 2034-05-04（推算）"


def test_the_axis_runs_from_the_past_to_what_is_to_come(qtbot: QtBot) -> None:
    axis = _card(_page(qtbot)).axis
    days = [point.on for point in labels_journey.points(services.journey())]
    places = [axis.x_of(on) for on in [*days[:2], reviews.AS_OF, *days[2:]]]
    assert places == sorted(places)
    assert places[0] >= 0
    assert places[-1] <= axis.width()


def test_events_on_one_day_do_not_divide_by_nothing(qtbot: QtBot) -> None:
    line = LifeEventLine(LifeEvent.HOME, reviews.AS_OF, id="e1")
    service = services.service(journey=services.journey(events=(line,)))
    axis = _card(_page(qtbot, service)).axis
    assert abs(axis.x_of(reviews.AS_OF) - axis.width() / 2) < 2


def test_hints_name_the_cell_they_come_from(qtbot: QtBot) -> None:
    card = _card(_page(qtbot))
    assert card.need_title.text() == "可能的需求（积累期 × 高净值）"
    assert [link.text() for link in card.needs] == ["子女教育", "养老规划", "分散配置"]


def test_each_part_leads_to_its_why(qtbot: QtBot) -> None:
    page = _page(qtbot)
    card = _card(page)
    QTest.mouseClick(card.strip, Qt.MouseButton.LeftButton)
    assert page.drawer.key == labels_journey.STAGE
    QTest.keyClick(card.life, Qt.Key.Key_Return)
    assert page.drawer.key == labels_journey.LIFE
    QTest.mouseClick(card.needs[0], Qt.MouseButton.LeftButton)
    assert page.drawer.key == labels_journey.NEEDS
    point = labels_journey.points(services.journey())[1]
    QTest.mouseClick(card.axis, Qt.MouseButton.LeftButton, pos=QPoint(round(card.axis.x_of(point.on)), 20))
    assert page.drawer.key == labels_journey.EVENTS


def test_the_why_of_a_stage_tells_the_figures() -> None:
    why = (("journey.purchases", (("purchases", 41), ("cut", 2))),)
    service = services.service(journey=services.journey(stage=Stage4R.RELATIONSHIP, stage_why=why))
    told = {one.key: one for one in labels_journey.explanations(service)}
    assert told[labels_journey.STAGE].steps == ["购买 41 次，达到 2 次"]
    assert told[labels_journey.NEEDS].steps == ["格子：积累期 × 高净值"]
    assert told[labels_journey.EVENTS].result == "4 件"


def test_events_can_be_walked_with_the_arrows(qtbot: QtBot) -> None:
    page = _page(qtbot)
    axis = _card(page).axis
    QTest.keyClick(axis, Qt.Key.Key_Right)
    assert axis.accessibleDescription().startswith("结婚")
    QTest.keyClick(axis, Qt.Key.Key_Right)
    assert axis.accessibleDescription() == "购房 · 2012-09-09 · 浦东改善型住房"
    QTest.keyClick(axis, Qt.Key.Key_Return)
    assert page.drawer.key == labels_journey.EVENTS


def test_stage_and_events_are_corrected_through_the_window(qtbot: QtBot) -> None:
    page = _page(qtbot)
    card = _card(page)
    asked: list[ServiceAsk] = []
    page.service_asked.connect(asked.append)
    for button in (card.stage_button, card.event_button, card.rows[1].remove):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert [one.deed for one in asked] == [Deed.LIFE_STAGE, Deed.LIFE_EVENT, Deed.LIFE_EVENT_REMOVE]
    removed = asked[2].subject
    assert isinstance(removed, LifeEventLine)
    assert (removed.id, removed.on) == ("e2", date(2012, 9, 9))


def test_notes_of_events_are_hidden_in_discreet_mode(qtbot: QtBot) -> None:
    page = _page(qtbot)
    discreet.set_on(True)
    assert not [text for text in all_texts(_card(page)) if "浦东" in text]
