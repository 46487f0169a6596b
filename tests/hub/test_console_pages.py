"""What stands on the console's pages: of every branch what is so, and of clients no more than must be."""

import html
from collections.abc import Iterator

import pytest

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub.console.routes import PAGES, POLICY
from tests.hub.console_office import NAME, SECRET, Office
from tests.hub.console_visit import Visit, console_of, event_path, said, visit
from tests.hub_server import Served
from tests.hubs import Clock, memory_hub


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """An office that nobody changes."""
    hub = memory_hub(clock := Clock())
    yield Office(hub, clock).fill()
    hub.store.close()


@pytest.fixture(scope="module")
def at(office: Office) -> Iterator[Served]:
    with console_of(office.hub) as made:
        yield made


@pytest.fixture
def person(at: Served) -> Iterator[Visit]:
    """Somebody who has signed in."""
    with visit(at) as made:
        yield made.enter(at.hub)


def test_every_page_comes_with_its_headers_and_nothing_that_runs(person: Visit, office: Office) -> None:
    details = {
        "/quarantine/event": event_path("event", "BJ01", office.early),
        "/quarantine/release": event_path("release", "BJ01", office.early),
        "/quarantine/return": event_path("return", "BJ01", office.early),
        "/conflicts/field": f"/conflicts/field?branch=BJ01&id={office.conflict}&field=annual_income_fen",
    }
    for path in (*PAGES, "/sign-in", "/style.css", "/nothing"):
        answer = person.get(details.get(path, path))
        assert answer.status_code == (404 if path == "/nothing" else 200), path
        assert answer.headers["content-security-policy"] == POLICY
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        for banned in ("<script", "style=", "<style", "onclick", "javascript:", "http://", "https://"):
            assert banned not in answer.text.replace("http://www.w3.org/2000/svg", ""), path


def test_no_page_tells_a_name_or_what_a_record_says(person: Visit, office: Office) -> None:
    paths = [
        *("", "/desks", "/quarantine", "/conflicts", "/contacts", "/tiers"),
        event_path("event", "BJ01", office.hopeless),
        event_path("release", "BJ01", office.hopeless),
        f"/conflicts/field?branch=BJ01&id={office.conflict}&field=name",
    ]
    for page in map(person.page, paths):
        assert [word for word in (SECRET, NAME, "欧阳") if word in page] == []


def test_the_overview_adds_up_over_the_branches(person: Visit) -> None:
    text = said(person.page())
    for part in (
        "网点终端 5 1 台超过 7 天未联系",
        "待发送 18",
        "隔离 5 等总部处理",
        "冲突 2 等顾问选择",
        "修复 1 应为 0，请告知技术支持",
        "最近 30 天共 356 条，今天 11 条",
        "客户未导入 3 客户不归此人 1 内容不全 1",
        "XZ99 A5 — 尚未联系 SZ07 A4 10 天前 超过 7 天 GZ03 A2 2 天前 超过 1 天",
    ):
        assert part in text, part


def test_what_the_overview_says_of_desks_is_what_its_list_says(person: Visit) -> None:
    late = said(person.page("?branch=GZ03"))
    assert ("网点终端 1 1 台超过 1 天未联系" in late, "联系正常" in late) == (True, False)
    assert "网点终端 1 联系正常" in said(person.page("?branch=BJ01"))
    assert "网点终端 0 还没有终端注册 待发送 0" in said(person.page("?branch=nowhere"))
    # Those that were revoked are not in the overview's figure: the list says how many they are.
    assert "共 6 台，其中已吊销 1 台" in said(person.page("/desks"))


def test_desks_stand_by_their_silence_with_what_they_told(person: Visit, office: Office) -> None:
    text = said(person.page("/desks"))
    order = [
        text.index(office.desks[branch].device.id) for branch in ("XZ99", "SZ07", "GZ03", "BJ01", "SH02")
    ]
    assert order == sorted(order)
    assert text.rindex("已吊销") > order[-1]
    assert "2026-09-19 22:06 2 天前 超过 1 天 100 3 1 0 1.0.0 启用" in text
    one = said(person.page("/desks?branch=SZ07"))
    assert ("共 1 台" in one, "A4 钱七" in one, "A5" in one) == (True, True, False)


def test_a_branch_that_there_is_not_shows_nothing(person: Visit) -> None:
    assert "这里没有终端" in person.page("/desks?branch=nowhere")
    assert "没有待处理的记录" in person.page("/quarantine?branch=nowhere")
    assert "这段时间没有沟通记录" in person.page("/contacts?branch=nowhere")
    assert "还没有终端上报过客户层级" in person.page("/tiers?branch=nowhere")


def test_what_is_kept_apart_is_found_by_branch_reason_and_state(person: Visit) -> None:
    whole = said(person.page("/quarantine"))
    assert [no in whole for no in ("BJ01-9", "BJ01-8", "SH02-1", "SH02-9", "SH02-77")] == [True] * 5
    never = said(person.page("/quarantine?reason=CLIENT_NEVER_HELD"))
    assert ("SH02-9" in never, "SH02-77" in never) == (True, False)
    assert "先用 assign 移交客户，再放行" in never
    assert "SH02-1 " not in said(person.page("/quarantine?branch=BJ01"))
    assert "没有这样的记录" in person.page("/quarantine?state=RELEASED&branch=GZ03")


def test_conflicts_name_the_field_and_values_stand_on_the_page_of_one(person: Visit, office: Office) -> None:
    listed = said(person.page("/conflicts"))
    assert "BJ01 BJ01-1 年收入 A1 2026-09-21 22:13 未处理 查看" in listed
    assert "450,000.50" not in listed
    path = f"/conflicts/field?branch=BJ01&id={office.conflict}&field="
    income = said(person.page(f"{path}annual_income_fen"))
    assert "原值 200,000.00 终端的值 450,000.50 总部的值 300,000.00" in income
    assert "原值 **** 终端的值 **** 总部的值 ****" in said(person.page(f"{path}name"))
    assert "没有已处理的冲突" in person.page("/conflicts?state=SETTLED")
    assert person.get(f"{path}nothing").status_code == 404
    assert person.get("/conflicts/field?branch=nowhere").status_code == 404


def test_interactions_stand_by_day_and_branch(person: Visit) -> None:
    text = said(person.page("/contacts?since=2026-09-17&until=2026-09-21"))
    assert "2026-09-17 至 2026-09-21 共 43 条" in text
    assert "网点 合计 09-17 09-18 09-19 09-20 09-21" in text
    assert "合计 43 16 17 0 0 10" in text
    weeks = said(person.page("/contacts?since=2026-06-01&branch=GZ03"))
    assert "每周条数" in weeks
    assert "GZ03 100 " in weeks


def test_tiers_stand_by_month_and_branch(person: Visit) -> None:
    text = said(person.page("/tiers"))
    assert "BJ01 180 61 8 249 ▼ −9 1" in text
    assert "XZ99 — — — — — 0" in text
    assert "2026-09 774 202 38 1,014 ▲ +48 4" in text
    assert "2025-12 620 170 20 810 — 4" in text, "more advisors told theirs: no comparison"
    assert "合计 700 234 32 966" in said(person.page("/tiers?month=2026-08"))


def test_english_when_it_is_asked_for_or_preferred(person: Visit) -> None:
    for answer in (
        person.get("?lang=en"),
        person.get("", **{"Accept-Language": "en-GB,en;q=0.9,zh;q=0.8"}),
    ):
        assert answer.headers["content-language"] == "en"
        assert '<html lang="en">' in answer.text
        assert "Over 7 days" in answer.text
    assert (
        person.get("", **{"Accept-Language": "fr, zh-CN;q=0.5, en;q=0.4"}).headers["content-language"]
        == "zh-CN"
    )
    assert person.get("?lang=zh", **{"Accept-Language": "en"}).headers["content-language"] == "zh-CN"
    page = person.get("/quarantine?lang=en&branch=BJ01").text
    assert 'href="/console/desks?lang=en"' in page, "links keep the language"
    assert html.escape("/console/quarantine?lang=zh&branch=BJ01") in page


def test_any_address_is_answered_with_a_page(person: Visit) -> None:
    for path in (
        "/quarantine?of=~&at=x&id='%22%3C&hash=%FF",
        "/conflicts?of=BJ01&id=%E4%B8%AD&field=%27",
        "/desks?page=99999999999999999999",
        "/desks?page=-1",
        "/contacts?since=9999-12-31&until=0001-01-01",
        "/contacts?since=x&until=2026-02-30",
        "/tiers?month=%3Cb%3E&branch=%3Cscript%3E",
        "?path=x&self=y&lang=klingon",
    ):
        answer = person.get(path)
        assert answer.status_code == 200, path
        assert "<script" not in answer.text
        assert '<b>"' not in answer.text


def test_a_database_that_is_away_is_said_so(
    person: Visit, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:

    def away(_work: object) -> None:
        raise OutsideFailed("hub.database_away")

    def broken(_work: object) -> None:
        raise RuntimeError(SECRET)

    monkeypatch.setattr(office.hub.store, "read", away)
    assert "数据库暂时不可用" in person.get().text
    monkeypatch.setattr(office.hub.store, "read", broken)
    answer = person.get()
    assert (answer.status_code, SECRET in answer.text) == (500, False)
