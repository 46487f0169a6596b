"""The printed service file: what it holds, what it keeps back, what it says of the chain."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any, cast

import pypdfium2
import pytest

from advisor_desk.domain.interaction import (
    Attendee,
    Confidentiality,
    Interaction,
    NextStep,
    Outcome,
    ProductMention,
    Promise,
    Purpose,
    RecordedInteraction,
)
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import Task, TaskKind, TaskState
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.service_file import (
    ChainState,
    FileSheet,
    FileWish,
    ServiceFileBook,
    levels,
    make_file_sheet,
    printed_body,
    read_file,
)
from advisor_desk.usecases.service_file_pdf import draw_file, make_file_document
from advisor_desk.words.catalogue import translated
from advisor_desk.words.service_file import ServiceFileWords
from tests import briefs

HEAD = "0f3a" * 16
CHAIN = ChainState(events=412, seq=412, head=HEAD)
WISH = FileWish("客户索要服务档案")
ON = date(2026, 11, 18)


def words(language: str = "zh_CN", *, is_hidden: bool = False) -> ServiceFileWords:
    return ServiceFileWords(
        lambda source: translated(source, language), is_english=language == "en", is_hidden=is_hidden
    )


def record(record_id: str, seq: int, **more: Any) -> RecordedInteraction:
    made: dict[str, Any] = {
        "attendees": (Attendee("80000001"),),
        "on": ON,
        "channel": ContactChannel.VISIT,
        "outcome": Outcome.REACHED,
        "purpose": Purpose.PRODUCT,
        "note": "谈了债券久期",
    }
    kept: dict[str, Any] = {
        "id": record_id,
        "device_seq": seq,
        "recorded_at": datetime(2026, 11, 18, 16, 30, tzinfo=UTC),
        "author": "lin",
        "client_id": 1,
    }
    for name, value in more.items():
        (kept if name in RecordedInteraction.__dataclass_fields__ else made)[name] = value
    return RecordedInteraction(made=Interaction(**made), **kept)


class Book:
    """A book with one client; only what a file asks for."""

    def __init__(self, *records: RecordedInteraction, tasks: tuple[Task, ...] = ()) -> None:
        self._records, self._tasks = records, tasks

    def service_file(self, _client_id: int) -> list[RecordedInteraction]:
        return sorted(self._records, key=lambda one: one.made.on, reverse=True)

    def review(self, _client_id: int) -> object:
        base = briefs.review()
        who = replace(base.profile, name="张小梅", phone="13912346621", id_no="310115197905040021")
        return replace(base, profile=who)

    def tasks(self, **_wanted: object) -> list[Task]:
        return list(self._tasks)


def sheet_of(
    *records: RecordedInteraction,
    tasks: tuple[Task, ...] = (),
    wish: FileWish = WISH,
    chain: ChainState = CHAIN,
    language: str = "zh_CN",
) -> FileSheet:
    book = cast(ServiceFileBook, Book(*records, tasks=tasks))
    return make_file_sheet(read_file(book, 1, lambda: chain, wish), words(language))


def rows(sheet: FileSheet) -> list[Mapping[str, Any]]:
    return cast(list[Mapping[str, Any]], sheet.body["records"])


def test_a_record_tells_need_action_result_and_feedback() -> None:
    task = Task(
        id="r1#1",
        kind=TaskKind.PROMISE,
        title="发费率表",
        due_on=date(2026, 11, 20),
        state=TaskState.DONE,
        made_on=ON,
        origin="r1",
        closed_on=date(2026, 11, 19),
    )
    told = record(
        "r1",
        7,
        client_words="不想再看到回撤",
        judgement="对波动敏感",
        products=(ProductMention("519888", "ALLOW"),),
        promises=(Promise("发费率表", date(2026, 11, 20)),),
        next_step=NextStep("季度检视", date(2026, 11, 26), 570),
    )
    sheet = sheet_of(told, tasks=(task, replace(task, id="x", origin="other")))
    need, action, result, feedback = rows(sheet)[0]["cells"]
    assert need == "产品沟通；我方发起；客户原话：“不想再看到回撤”"
    assert action == "沟通；谈了债券久期；产品 519888（适当性：可以建议）"
    assert result.startswith("已联系上；计入服务节奏；我方判断：对波动敏感；承诺 2026-11-20：发费率表")
    assert result.endswith("下一步 2026-11-26 09:30：季度检视")
    assert feedback == "发费率表（2026-11-19 已完成）"
    assert rows(sheet)[0]["made_by"] == "第 7 号 · lin · 2026-11-19 00:30 记录"


def test_the_clients_head_is_masked() -> None:
    body = sheet_of(record("r1", 1)).body
    assert body["name"] == "张*"
    facts = dict(cast(list[list[str]], body["facts"]))
    assert facts["手机"] == "139****6621"
    assert facts["证件"] == "310***********0021"


def test_both_versions_of_a_corrected_record_are_there() -> None:
    old = record("r1", 7, replaced_by="r2")
    new = record("r2", 9, corrects="r1", reason="金额写错")
    gone = record("r3", 11, is_withdrawn=True, reason="记错了客户")
    shown = rows(sheet_of(old, new, gone))
    assert [(one["state"], one["is_struck"]) for one in shown] == [
        ("已被第 9 号记录更正，原文保留。", True),
        ("更正第 7 号记录。原因：金额写错", False),
        ("已撤回。原因：记错了客户", True),
    ]


def test_the_summary_counts_what_stands() -> None:
    old = record("r1", 7, replaced_by="r2", on=date(2026, 10, 1))
    sheet = sheet_of(old, record("r2", 9, corrects="r1"), record("r3", 11, is_withdrawn=True))
    assert sheet.body["summary"] == (
        "共 3 条记录，2026-10-01 至 2026-11-18；有效联系 1 次，更正 1 条，撤回 1 条"
    )


def test_confidential_records_are_left_out_and_counted() -> None:
    kept = record("r1", 1)
    private = record("r2", 2, confidentiality=Confidentiality.CONFIDENTIAL)
    strict = record("r3", 3, confidentiality=Confidentiality.STRICT)
    sheet = sheet_of(kept, private, strict)
    assert len(rows(sheet)) == 1
    assert sheet.body["left_out"] == "另有 2 条保密记录没有列在这里。"
    asked = FileWish("合规检查", levels(confidential=True))
    assert len(rows(sheet_of(kept, private, strict, wish=asked))) == 2
    reasoned = FileWish("合规检查", levels(strict=True), "监管调阅")
    whole = sheet_of(kept, private, strict, wish=reasoned)
    assert len(rows(whole)) == 3
    assert whole.body["left_out"] == ""


@pytest.mark.parametrize("wish", [FileWish("  "), FileWish("合规检查", levels(strict=True), " ")])
def test_a_purpose_and_for_strict_records_a_reason_are_asked_for(wish: FileWish) -> None:
    with pytest.raises(UserCanFix, match="record.reason_needed"):
        sheet_of(record("r1", 1), wish=wish)


def test_a_broken_chain_is_told_on_the_file() -> None:
    body = sheet_of(chain=replace(CHAIN, broken_seq=17)).body
    assert body["is_broken"] is True
    assert "第 17 条记录不符" in str(body["chain"])
    assert sheet_of().body["chain"] == "打印前核对了全部 412 条记录：首尾相接，没有改动。"
    assert sheet_of(chain=ChainState(0, 0, "")).body["chain"] == "记录链还没有记录。"


def test_what_leaves_the_book_is_logged_without_its_content() -> None:
    book = cast(ServiceFileBook, Book(record("r1", 1, note="谈了债券久期")))
    body = printed_body(read_file(book, 1, lambda: CHAIN, WISH), "aa", 1)
    assert body["purpose"] == "客户索要服务档案"
    assert body["sha256"] == "aa"
    assert "债券" not in str(body)


def _texts(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def test_the_head_of_the_chain_and_the_page_number_are_on_each_page() -> None:
    many = [record(f"r{n}", n + 1, note=f"第 {n} 次面谈，" + "说明持仓与风险" * 12) for n in range(40)]
    document = make_file_document(sheet_of(*many))
    texts = _texts(document.content)
    assert len(texts) == document.pages > 2
    for place, text in enumerate(texts, 1):
        assert HEAD in "".join(text.split())
        assert f"第 {place} 页，共 {len(texts)} 页" in text
    assert "第 39 次面谈" in texts[-1]


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_same_file_gives_the_same_bytes(language: str) -> None:
    sheet = sheet_of(record("r1", 7, client_words="#set [text] *bold* $x$"), language=language)
    first = make_file_document(sheet).content
    assert first == make_file_document(sheet).content
    assert "#set [text] *bold* $x$" in " ".join(_texts(first)[0].split())
    assert len(draw_file(sheet, 24)) == 1


def test_an_empty_file_says_so() -> None:
    assert "还没有服务记录。" in _texts(make_file_document(sheet_of()).content)[0]


def test_hidden_words_stay_hidden() -> None:
    book = cast(ServiceFileBook, Book(record("r1", 1)))
    content = read_file(book, 1, lambda: CHAIN, WISH)
    assert "债券" not in str(make_file_sheet(content, words(is_hidden=True)).body)
