"""The run of product notes §4A: from the passphrase to the printed brief, and the log after the meeting.

By real key events on the real program, every step, counted and printed. Nothing is clicked; what is read is
what stands on the screen, and what was printed is read from the page itself.
"""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter

from advisor_desk.assembly.desk import Desk, open_desk
from advisor_desk.domain.dates import to_day
from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Promise, Purpose
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import TaskDraft, TaskKind
from advisor_desk.ui import discreet
from advisor_desk.ui.dialogs.brief_preview import BriefPreview
from advisor_desk.ui.dialogs.brief_print import a4_printer
from advisor_desk.ui.pages.allocation.body import AllocationBody
from advisor_desk.ui.pages.allocation.line_row import LineRow
from advisor_desk.usecases.brief import Reader
from tests.builders import Builder
from tests.fund_shelf import put_funds
from tests.journeys.desk import PASSPHRASE, TODAY, Person, cheap_book
from tests.journeys.hands import CONTROL, ENTER, SHIFT, Hands, log_of, told
from tests.ui.client_page import all_texts, body_of

MOST_KEYS = 12
GOAL = "女儿三年后留学"
CASH_FEN = 50_000_000


def people(build: Builder) -> None:
    for number, name in enumerate(("李明朗", "欧阳雨桐", "王芳"), start=1):
        person = build.client(
            name,
            client_no=f"C{number}",
            phone=f"1380013800{number}",
            born_on=date(1976, 5, 1),
            id_expires_on=date(2035, 1, 1),
            occupation="工程师",
            capacity="FULL",
        )
        build.assets(person, date(2026, 9, 1), 180_000_000)
        build.insert(
            "daily_asset", client_id=person, on_day=to_day(TODAY), aum_fen=190_000_000, cash_fen=CASH_FEN
        )
        build.assessment(
            person,
            date(2026, 3, 1),
            "C3",
            horizon_months=60,
            varieties="CASH|BOND|EQUITY|MIXED|ALT",
        )
        build.trade(person, date(2026, 11, 12), 10_000_000, product_id=2)


def service(desk: Desk) -> None:
    """What was said and promised to her before, and the meeting of today."""
    book = desk.book
    book.record(
        Interaction(
            attendees=(Attendee("C2"),),
            on=date(2026, 11, 10),
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.CARE,
            promises=(Promise("发一份留学金测算", date(2026, 11, 18)),),
        )
    )
    meeting = TaskDraft(
        kind=TaskKind.MEETING, title="面谈", due_on=TODAY, client_id=book.client_id("C2"), minute=15 * 60 + 30
    )
    book.add_task(meeting)


@pytest.fixture
def at_gate(person: Person) -> Person:
    """Somebody before the gate of a filled book."""
    cheap_book(person.book)
    desk = open_desk(person.book, PASSPHRASE, TODAY)
    with desk.book.sql.change() as connection:
        build = Builder(connection)
        put_funds(build)
        people(build)
        desk.book.refresh(connection, None)
        desk.book.seal(connection, "products.csv")
    desk.roll()
    service(desk)
    desk.close()
    person.controller.show_gate()
    return person


def unlock(hands: Hands, person: Person) -> None:
    """1. The passphrase and Enter; the day opens on today's meeting."""
    person.unlock()
    hands.keys += 1
    window = person.until_desk()
    assert window.current_code() == "today"
    lines = window.today_desk.page.lines
    person.until(lambda: lines.current() is not None and hands.focus() is lines)
    first = lines.current()
    assert first is not None
    assert (first.kind.value, first.client_id) == ("MEETING", window.desk.book.client_id("C2"))
    hands.step("unlock")


def open_client(hands: Hands, person: Person) -> None:
    """2 and 3. Enter on the meeting; the top strip tells what must be known, without a scroll."""
    window = person.window
    window.resize(1366, 768)
    hands.press(ENTER)
    assert window.current_code() == "clients"
    client_id = window.desk.book.client_id("C2")
    person.until(lambda: window.detail.view is not None and window.detail.client_id == client_id)
    person.rest()
    header = body_of(window.detail).header
    said = {
        "name": header.name.text(),
        "tier": header.tier.text(),
        "why": header.reason.text(),
        "group": header.group.words.text(),
        "level": header.level.words.text(),
        "contact": header.contact.text(),
        "promises": header.promises.text(),
    }
    assert said["name"] == "欧阳雨桐"
    assert said["tier"] == "高净值"
    assert "日均" in said["why"]
    assert said["group"]
    assert said["level"].startswith("C3")
    assert said["contact"] == "上次有效联系：10 天前"
    assert said["promises"].startswith("未兑现承诺 1 项")
    strip = (header.tier, header.reason, header.group, header.level, header.contact, header.promises)
    assert all(one.isVisible() and not one.visibleRegion().isEmpty() for one in strip)
    hands.step("meeting")


def what_would_be_gained(hands: Hands, person: Person) -> None:
    """7, a look aside on the client's page: so much more, and the tier and services that it would bring."""
    card = body_of(person.window.detail).tier
    with hands.looking():
        hands.press(Qt.Key.Key_Plus)
        hands.type("330")
        assert card.outcome.text() == "机构级(个人)"
        assert "升为机构后可得" in card.gains_title.text()
        assert card.gains.text()
        assert not card.amount.visibleRegion().isEmpty()


def open_brief(hands: Hands, person: Person) -> BriefPreview:
    """4. One key; the page is drawn."""
    hands.press(Qt.Key.Key_B, CONTROL)
    preview = person.window.brief.preview
    assert preview is not None
    person.until(lambda: not preview.paper.paper.is_empty)
    hands.step("brief")
    return preview


def choose(hands: Hands, preview: BriefPreview) -> str:
    """5. One goal line, one line off; its words."""
    assert hands.focus() is preview.goal
    hands.write(GOAL)
    hands.press(Qt.Key.Key_Tab)
    box = hands.focus()
    (off,) = [one for one in preview.ticks.boxes.values() if one is box]
    hands.press(Qt.Key.Key_Space)
    assert not off.isChecked()
    hands.step("choose")
    return off.toolTip()


def plan_of(person: Person) -> AllocationBody:
    person.until(lambda: person.window.allocation.session.suggestion is not None)
    person.rest()
    body = person.window.allocation.body
    assert body is not None
    return body


def read_the_rule(hands: Hands, person: Person, row: LineRow) -> None:
    """A look aside: rule, inputs and arithmetic of a line; what stands against far too much of it."""
    page, lines = person.window.allocation, plan_of(person).lines
    with hands.looking():
        hands.press(Qt.Key.Key_W)
        assert page.drawer.key == f"LINE:{row.code}"
        said = "\n".join(all_texts(page.drawer))
        assert all(head in said for head in ("规则", "输入", "计算"))
        hands.press(Qt.Key.Key_Escape)
        hands.type("9000000")
        assert lines.broken.isVisible()
        hands.press(Qt.Key.Key_Escape)
        assert not lines.broken.isVisible()
        hands.press(Qt.Key.Key_Tab, SHIFT)
    assert hands.focus() is row.name


def change_suggestion(hands: Hands, person: Person) -> None:
    """6. The suggestion, another amount for its first line, and why."""
    hands.press(Qt.Key.Key_A, CONTROL | SHIFT)
    body, page = plan_of(person), person.window.allocation
    assert page.client_id == person.window.desk.book.client_id("C2")
    row = next(iter(body.lines.rows.values()))
    assert hands.focus() is row.name
    assert row.why.text(), "the reason stands beneath the line"
    read_the_rule(hands, person, row)
    view = page.session.view
    assert view is not None
    drift, verdict = body.mix.drift.text(), view.verdicts()[row.code]
    hands.write("30000")
    view = page.session.view
    assert view is not None
    assert body.mix.drift.text() != drift, "recomputed while it is typed"
    assert view.verdicts()[row.code] is not verdict
    hands.press(ENTER)
    assert hands.focus() is row.reason, "an override asks for its reason"
    with hands.looking():
        hands.press(ENTER)
        assert hands.focus() is row.reason, "and does without none"
    hands.write("客户已持有同类债券")
    hands.press(ENTER)
    (kept,) = person.window.desk.book.plan_draft(page.client_id or 0).overrides
    assert (kept.code, kept.amount_fen, kept.reason) == (row.code, 3_000_000, "客户已持有同类债券")
    hands.step("change")


def try_more(hands: Hands, person: Person) -> None:
    """7. 加 50 万会怎样: the trial says so, the plan is another one, nothing is recorded."""
    body = plan_of(person)
    before = body.lines.sum.text()
    hands.press(Qt.Key.Key_Plus)
    assert hands.focus() is body.head.money
    hands.write("50万")
    hands.press(ENTER)
    body = plan_of(person)
    assert body.head.money.text() == "1,000,000"
    assert "新增资金 50.0 万" in body.head.sources.text()
    assert body.head.banner.isVisible()
    assert "不作记录" in body.head.told.text()
    assert body.lines.sum.text() != before
    hands.step("what if")


def print_brief(hands: Hands, person: Person, preview: BriefPreview, paper: Path) -> None:
    """8. All hidden before the screen is turned; the brief as it was left goes to the printer."""
    hands.press(Qt.Key.Key_F9)
    assert discreet.is_on()
    hands.press(Qt.Key.Key_P, CONTROL)
    person.until(paper.exists)
    assert person.window.brief.preview is preview
    assert preview.isVisible()
    assert paper.read_bytes().startswith(b"%PDF-")
    hands.step("print")


def must_tell(page: str, off: str) -> None:
    """What the page of step 4 tells, with the choices of steps 5 and 6; on paper nothing is hidden."""
    for text in (
        "欧阳雨桐", "高净值", "20 日日均", "C3 稳健", "自 2026-11-10 电话以来", "买入 稳健增利债券",
        "承诺：发一份留学金测算，2026-11-18 到期，已逾期 2 天", "会面：面谈，今天到期",
        "低于目标配置", "长期增值", "可以问的三个问题", "定制配置方案余 4/4",
        "稳健增利债券 B00001 境内债券 R2 30,000", "环球科技股票 Q00001 不得主动推介高于客户承受能力的产品",
        "补救：请换一个不高于客户等级的产品", "待评级债券 N00001 产品尚未完成风险评级",
        "会谈中不能说：保本", "依据", "分层规则 2026-11 版", GOAL,
    ):  # fmt: skip
        assert text in page, text
    asked = page.split("可以问的三个问题")[1].split("承诺与约定")[0]
    assert [asked.count(f"\n{number} ") for number in (1, 2, 3, 4)] == [1, 1, 1, 0]
    assert off not in page


def print_for_the_client(hands: Hands, person: Person, preview: BriefPreview, paper: Path) -> None:
    """The other version is one key away."""
    hands.press(Qt.Key.Key_Tab, CONTROL)
    assert preview.reader is Reader.CLIENT
    hands.press(Qt.Key.Key_P, CONTROL)
    person.until(paper.exists)
    hands.step("client's version")


def log_after(hands: Hands, person: Person) -> None:
    """9. Client and promises come from the brief: what was kept is ticked, what is new gets its day."""
    hands.press(Qt.Key.Key_L, CONTROL)
    log = log_of(person)
    assert [one.name for one in log.form.people.people()] == ["欧阳雨桐"]
    (tick,) = log.form.more.promises.ticks.values()
    hands.type("113+3")
    hands.write(" 15:30")
    tabs = hands.keys
    while hands.focus() is not tick and hands.keys < tabs + 20:
        hands.press(Qt.Key.Key_Tab)
    hands.press(Qt.Key.Key_Space)
    hands.press(Qt.Key.Key_Tab)
    hands.write("发配置方案")
    hands.press(ENTER)
    hands.type("+2")
    hands.press(ENTER, CONTROL)
    person.until(lambda: not log.isVisible())
    hands.step("log")
    book = person.window.desk.book
    client_id = book.client_id("C2")
    still = {(one.kind, one.title, one.due_on) for one in book.tasks(client_id=client_id)}
    assert (TaskKind.PROMISE, "发配置方案", date(2026, 11, 24)) in still
    assert not any(title == "发一份留学金测算" for _kind, title, _due in still)
    assert any(kind is TaskKind.MEETING and due == date(2026, 11, 25) for kind, _title, due in still)
    assert book.service_file(client_id)[0].made.outcome is Outcome.APPOINTED


def text_of(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "".join(page.get_textpage().get_text_range() for page in document).replace("\r", "")
    finally:
        document.close()


def papers(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path, Path]:
    """A printer that writes files, and a place for what is saved: the two printed ones, the saved one."""
    printed, saved = [folder / "advisor.pdf", folder / "client.pdf"], folder / "saved.pdf"
    names = iter(printed)

    def ask_printer(_parent: object) -> QPrinter:
        printer = a4_printer()
        printer.setOutputFileName(str(next(names)))
        return printer

    parts = "advisor_desk.ui.dialogs.brief_p"
    monkeypatch.setattr(f"{parts}rint.ask_printer", ask_printer)
    monkeypatch.setattr(f"{parts}arts.QFileDialog.getSaveFileName", lambda *_: (str(saved), ""))
    return printed[0], printed[1], saved


def test_4a_from_the_passphrase_to_the_printed_brief_and_the_log_after(
    at_gate: Person, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for_advisor, for_client, saved = papers(tmp_path, monkeypatch)
    person, hands = at_gate, Hands(at_gate)
    unlock(hands, person)
    open_client(hands, person)
    what_would_be_gained(hands, person)
    preview = open_brief(hands, person)
    off = choose(hands, preview)
    change_suggestion(hands, person)
    try_more(hands, person)
    print_brief(hands, person, preview, for_advisor)
    way = hands.keys
    assert way <= MOST_KEYS
    with hands.looking():
        hands.press(Qt.Key.Key_S, CONTROL)
    person.until(saved.exists)
    must_tell(text_of(saved), off)
    print_for_the_client(hands, person, preview, for_client)
    hands.press(Qt.Key.Key_F9)
    log_after(hands, person)
    told(
        capsys,
        f"4A: {way} keys from unlocking to the printed brief; {', '.join(hands.steps)}; "
        f"besides {hands.letters} letters of one's own and {hands.looks} keys to look",
    )
