"""What the advisor sees on the page of one client, and what the keyboard does there."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from threading import Event

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from advisor_desk.domain.review import ClientReview
from advisor_desk.errors import UserCanFix
from advisor_desk.ui import discreet, i18n
from advisor_desk.ui.jobs import BookChange, Jobs
from advisor_desk.ui.pages.client360.body import ClientBody
from advisor_desk.ui.pages.client360.figure_link import FigureLink
from advisor_desk.ui.pages.client360.folding import Fold
from tests.ui import client_reviews as reviews
from tests.ui.client_page import NoChartJobs, all_texts, body_of, make_page, shown_page


def test_the_head_says_who_and_why(qtbot: QtBot) -> None:
    body = body_of(shown_page(qtbot, reviews.full_review()))
    assert body.header.name.text() == "欧阳雨桐"
    assert body.header.tier.text() == "零售"
    assert body.header.group.words.text() == "重要发展"
    assert body.header.level.words.text().startswith("C4")
    assert body.header.due.text() == "测评 19 天后到期"
    assert body.header.reason.text() == "零售：20 日日均 91.6 万，未到 100 万"
    assert body.header.who.text() == "女 · 47 岁 · 上海浦东  |  139****6621  |  开户 11 年"


def test_the_ways_to_brief_and_allocation_keep_their_words_in_a_narrow_head(qtbot: QtBot) -> None:
    header = body_of(shown_page(qtbot, reviews.full_review())).header
    for width in (1_400, 700, 540, 1_400):
        header.setFixedWidth(width)
        QGuiApplication.processEvents()
        assert header.brief_button.isVisible()
        assert header.plan_button.isVisible()
        assert not header.small_brief.isVisible()
        is_below = header.brief_button.mapTo(header, QPoint(0, 0)).y() > header.avatar.geometry().bottom()
        assert is_below == (width < 1_000)
        right = header.copy_button if header.copy_button.isVisible() else header.small_copy
        assert right.mapTo(header, QPoint(right.width(), 0)).x() <= width


def test_four_figures_with_their_notes(qtbot: QtBot) -> None:
    kpis = body_of(shown_page(qtbot, reviews.full_review())).kpis
    assert [card.figure.text() for card in kpis.cards] == ["93.8 万", "91.6 万", "2.1 万", "19 天"]
    assert kpis.assets.note.text() == "30 日 ▲ +2.14%"
    assert kpis.average.note.text() == "距高净值 8.4 万"
    assert kpis.assessment.note.text() == "2026-12-09"


def test_each_score_tells_the_way_to_the_next_edge(qtbot: QtBot) -> None:
    scores = body_of(shown_page(qtbot, reviews.full_review())).scores
    assert scores.amount.gap.text() == "再购买 11.4 万升为 5 分"
    assert scores.frequency.gap.text() == "再购买 1 次升为 2 分"
    assert scores.frequency.figure.text() == "23 次 · 1.91 次/月"
    assert scores.benefit.gap.text() == "再创收 8,520 元升为 3 分"
    assert scores.amount.score.text() == "4 / 6 分"


def test_the_top_band_has_no_next_edge(qtbot: QtBot) -> None:
    scores = body_of(shown_page(qtbot, reviews.top_review())).scores
    assert scores.amount.gap.text() == "已是最高分"


def test_what_makes_figures_less_sure_is_said_in_words(qtbot: QtBot) -> None:
    flags = body_of(shown_page(qtbot, reviews.org_review())).scores.flags.text()
    assert "资产数据已有 47 天未更新" in flags
    assert "创收含估算" in flags
    assert "暂定" in body_of(shown_page(qtbot, reviews.bare_review())).scores.flags.text()


def test_an_expired_assessment_is_said_in_the_head(qtbot: QtBot) -> None:
    body = body_of(shown_page(qtbot, reviews.top_review()))
    assert body.header.due.text() == "测评已过期 80 天"
    assert body.kpis.assessment.figure.text() == "已过期"


def test_an_assessment_expires_on_its_last_day_not_the_day_after(qtbot: QtBot) -> None:
    base = reviews.full_review()
    today = replace(base, row=replace(base.row, c_level_expires_on=reviews.AS_OF))
    tomorrow = replace(base, row=replace(base.row, c_level_expires_on=reviews.AS_OF + timedelta(days=1)))
    assert body_of(shown_page(qtbot, today)).kpis.assessment.figure.text() == "已过期"
    assert body_of(shown_page(qtbot, tomorrow)).kpis.assessment.figure.text() == "1 天"


def test_portrait_has_its_four_blocks_in_order(qtbot: QtBot) -> None:
    blocks = body_of(shown_page(qtbot, reviews.full_review())).portrait.blocks
    assert [block.title.text() for block in blocks] == ["基本属性", "账户属性", "投资属性", "贡献属性"]


def test_a_client_with_nothing_but_a_name_is_asked_for_facts(qtbot: QtBot) -> None:
    body = body_of(shown_page(qtbot, reviews.bare_review()))
    texts = all_texts(body.portrait)
    assert "补充出生日期，可判断是否年轻潜力客户" in texts
    assert "导入每日资产，可判定客户等级" in texts
    assert "完成风险测评，才能推荐产品" in texts
    assert "导入交易，可计算购买总额与频次" in texts
    assert body.kpis.assets.figure.text() == "—"
    assert body.timeline.empty.isVisibleTo(body)
    assert body.mix.empty.isVisibleTo(body)


def test_a_related_client_can_be_opened(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    link = body_of(page).records.relations.rows[0].link
    with qtbot.waitSignal(page.client_asked) as asked:
        QTest.keyClick(link, Qt.Key.Key_Return)
    assert asked.args == [2]


@pytest.mark.parametrize(
    ("wan", "tier"), [(0, "零售"), (8, "零售"), (9, "高净值"), (408, "高净值"), (409, "机构级(个人)")]
)
def test_a_trial_amount_shows_the_tier_it_makes(qtbot: QtBot, wan: int, tier: str) -> None:
    card = body_of(shown_page(qtbot, reviews.full_review())).tier
    card.amount.setValue(wan)
    assert card.outcome.text() == tier


def test_slider_and_typed_amount_follow_each_other(qtbot: QtBot) -> None:
    card = body_of(shown_page(qtbot, reviews.full_review())).tier
    card.slider.setValue(50)
    assert card.amount.value() == 50
    assert card.outcome.text() == "高净值"
    card.amount.setValue(3)
    assert card.slider.value() == 3


def test_the_tier_path_tells_what_is_gained(qtbot: QtBot) -> None:
    card = body_of(shown_page(qtbot, reviews.full_review())).tier
    assert card.gap.text() == "再增加 8.4 万升为高净值"
    assert card.gains_title.text() == "升为高净值后可得"
    assert "个性化资产配置" in card.gains.text()


def test_an_organisation_has_no_trial_and_never_a_persons_path(qtbot: QtBot) -> None:
    body = body_of(shown_page(qtbot, reviews.org_review()))
    assert not body.tier.slider.isVisibleTo(body)
    assert body.tier.gap.text() == "机构客户不按资产分层，已是最高等级"
    assert "投行" in body.tier.gains.text()


def test_a_person_at_the_top_is_never_offered_investment_banking(qtbot: QtBot) -> None:
    assert "投行" not in body_of(shown_page(qtbot, reviews.top_review())).tier.gains.text()


def test_an_unrated_product_says_that_it_may_not_be_sold(qtbot: QtBot) -> None:
    rows = body_of(shown_page(qtbot, reviews.full_review())).holdings.rows
    facts = [rows.row(index).facts for index in range(rows.rowCount())]
    assert [one for one in facts if "未评级，不可销售" in one] == [
        "SU8871 · 未评级，不可销售 · 封闭至 2027-09-27"
    ]


def test_hidden_names_and_money_appear_nowhere(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    discreet.set_on(True)
    page.explain("TIER")
    told = "\n".join(all_texts(page))
    assert "雨桐" not in told
    for figure in ("93.8", "91.6", "938,000", "916,168", "38.6", "8.4 万", "83,831", "6621", "林知远"):
        assert figure not in told, figure
    assert "欧阳*" in told
    lines = body_of(page).timeline.list.lines
    assert lines.line(1).text == f"面访 · {discreet.HIDDEN}"
    assert lines.line(2).amount == discreet.HIDDEN


def test_the_summary_on_the_clipboard_is_masked(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    body_of(page).header.copy_asked.emit()
    told = QGuiApplication.clipboard().text()
    assert "欧阳雨桐\t87545551" in told
    assert "139****6621" in told
    assert "13912346621" not in told
    assert "310115" not in told


def test_nobody_is_left_on_a_cleared_page(qtbot: QtBot) -> None:
    page = shown_page(qtbot, reviews.full_review())
    page.explain("TIER")
    page.clear()
    qtbot.waitUntil(lambda: len(page.findChildren(QLabel)) < 30)
    told = "\n".join(all_texts(page))
    assert "欧阳" not in told
    assert "916,168" not in told
    assert page.client_id is None


def test_an_unknown_client_is_told_and_nobody_is_shown(qtbot: QtBot) -> None:
    def refuse(_client_id: int) -> ClientReview:
        raise UserCanFix("client.unknown")

    page = make_page(qtbot, refuse)
    page.show_client(404)
    assert page.body is None
    assert page.client_id is None


def test_only_the_client_asked_for_last_is_shown(qtbot: QtBot) -> None:
    jobs = Jobs()
    gate = Event()
    full, top = reviews.full_review(), reviews.top_review()

    def slow(client_id: int) -> ClientReview:
        gate.wait(10)
        return full if client_id == 1 else top

    page = make_page(qtbot, slow, jobs)
    seen: list[int] = []
    page.shown.connect(seen.append)
    page.show_client(1)
    page.show_client(3)
    with qtbot.waitSignal(page.shown):
        gate.set()
    assert seen == [3]
    assert jobs.close()


def test_the_page_reads_again_when_its_client_changed(qtbot: QtBot) -> None:
    jobs = NoChartJobs()
    read: list[int] = []

    def count(client_id: int) -> ClientReview:
        read.append(client_id)
        return reviews.full_review()

    page = make_page(qtbot, count, jobs)
    page.show_client(1)
    jobs.book_changed.emit(BookChange(frozenset({"trades"}), frozenset({99})))
    assert read == [1]
    jobs.book_changed.emit(BookChange(frozenset({"trades"}), frozenset({1})))
    assert read == [1, 1]


@pytest.mark.parametrize("language", i18n.LANGUAGES)
@pytest.mark.parametrize("width", [440, 600, 1282, 1836])
def test_nothing_reaches_over_the_side(qtbot: QtBot, width: int, language: str) -> None:
    i18n.install(language)
    for review in (reviews.full_review(), reviews.top_review(), reviews.bare_review()):
        page = shown_page(qtbot, review, width)
        body = body_of(page)
        qtbot.waitUntil(partial(_is_folded_by_width, body))
        assert body.inner.width() <= body.scroller.viewport().width()
        assert _sticking_out(body.inner) == []


def _is_folded_by_width(body: ClientBody) -> bool:
    return body.columns.is_wide == (body.inner.width() >= Fold.COLUMNS.value)


def _sticking_out(widget: QWidget) -> list[str]:
    """Visible parts that reach over the right side of what holds them."""
    found = []
    for part in widget.findChildren(QWidget):
        holder = part.parentWidget()
        if part.isVisible() and holder is not None and part.geometry().right() > holder.rect().right() + 1:
            found.append(f"{type(part).__name__} {part.accessibleName()}")
    return found


def test_every_askable_figure_can_be_reached_by_the_keyboard(qtbot: QtBot) -> None:
    body = body_of(shown_page(qtbot, reviews.full_review()))
    links = [link for link in body.findChildren(FigureLink) if link.isEnabled() and link.isVisibleTo(body)]
    assert len(links) > 15
    assert [link.text() for link in links if not link.focusPolicy() & Qt.FocusPolicy.TabFocus] == []
    assert [link.key for link in links if not link.accessibleName()] == []
