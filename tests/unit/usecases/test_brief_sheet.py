"""The page in words: bounded lists, lines ticked off, numbered sources, nothing forbidden for the client."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from advisor_desk.domain.advice import ContactLine
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.usecases.brief import BriefFacts, Reader, content_for
from advisor_desk.usecases.brief_blocks import MOST
from advisor_desk.usecases.brief_content import BriefContent, Item
from advisor_desk.usecases.brief_sheet import Sheet, make_sheet, refuse_forbidden
from advisor_desk.words import brief as brief_words
from advisor_desk.words.brief import BriefWords
from advisor_desk.words.catalogue import english, translated
from tests import briefs
from tests.advice import ON, advice_rules

CHINESE = BriefWords(lambda source: source)
ENGLISH = BriefWords(lambda source: translated(source, "en"), is_english=True)
HIDDEN = BriefWords(lambda source: source, is_hidden=True)


def strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from strings(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from strings(each)


def text(sheet: Sheet) -> str:
    return "\n".join(strings(sheet.body))


def sheet_of(
    reader: Reader,
    facts: BriefFacts | None = None,
    words: BriefWords = CHINESE,
    off: frozenset[str] = frozenset(),
) -> Sheet:
    return make_sheet(content_for(reader, facts or briefs.facts()), words, off)


def test_the_advisors_page_tells_who_why_what_and_what_not() -> None:
    page = text(sheet_of(Reader.ADVISOR))
    for told in (
        "李明亮",
        "20 日日均 80.0 万，未到 100 万",
        "等级由高净值变为零售",
        "资产 60.0 万 → 80.0 万（+20.0 万，+33.33%）",
        "境内债券低于目标 12.3 个百分点",
        "000001",
        "补境内债券的缺口 12.3 个百分点；首年费用 0.35%",
        "不得主动推介高于客户承受能力的产品：产品 R5，客户 C3",
        "补救：请换一个不高于客户等级的产品",
        "分层规则 2026-11 版 [tier]",
        "199****0001",
    ):
        assert told in page
    assert "19900000001" not in page


def test_sources_are_numbered_as_they_are_met_and_each_number_is_a_footnote() -> None:
    body = sheet_of(Reader.ADVISOR).body
    numbers: list[int] = []

    def collect(value: object) -> None:
        if isinstance(value, dict):
            numbers.extend(value.get("refs") or [])
            numbers.extend(value.get("note_refs") or [])
            for each in value.values():
                collect(each)
        elif isinstance(value, list):
            for each in value:
                collect(each)

    collect(body)
    sources = body["sources"]
    assert isinstance(sources, list)
    assert set(numbers) == set(range(1, len(sources) + 1))


def test_a_line_that_is_ticked_off_is_gone_and_its_source_with_it() -> None:
    whole = sheet_of(Reader.ADVISOR)
    assert "行为记录" in text(whole)
    key = "change.signal.VIEW.养老规划"
    less = sheet_of(Reader.ADVISOR, off=frozenset({key}))
    assert "浏览“养老规划”" not in text(less)
    assert "行为记录" not in text(less)
    assert {tick.key: tick.is_on for tick in less.ticks}[key] is False
    assert [tick.key for tick in less.ticks] == [tick.key for tick in whole.ticks]


def test_the_next_question_moves_up_when_one_is_ticked_off() -> None:
    keys = [tick.key for tick in sheet_of(Reader.ADVISOR).ticks if tick.key.startswith("ask.")]
    assert len(keys) == 3
    less = sheet_of(Reader.ADVISOR, off=frozenset(keys[:1]))
    assert len([tick for tick in less.ticks if tick.key.startswith("ask.") and tick.is_on]) == 3


def many(content: BriefContent) -> BriefContent:
    items = tuple(
        Item(
            f"change.signal.{at}",
            "change.signal",
            (("signal", "VIEW"), ("topic_text", f"话题{at}"), ("times", 3)),
        )
        for at in range(20)
    )
    return replace(content, changes=items)


def test_a_long_list_is_cut_and_says_by_how_much() -> None:
    sheet = make_sheet(many(content_for(Reader.ADVISOR, briefs.facts())), CHINESE)
    assert f"另有 {20 - MOST['changes']} 项未列出" in text(sheet)
    assert "话题0" in text(sheet)
    assert "话题19" not in text(sheet)


def test_the_clients_page_has_no_scores_tier_group_or_assumptions() -> None:
    page = text(sheet_of(Reader.CLIENT, briefs.facts().with_goal("留学")))
    assert "李明亮" in page
    for code in ("000001", "510300"):
        assert code in page
    for word in (
        "零售",
        "高净值",
        "机构",
        "重要引导",
        "潜在流失",
        "分层",
        "缺口",
        "偏离",
        "目标配置",
        "P00099",
        "规则",
    ):
        assert word not in page
    assert "C000001" not in page
    assert "19900000001" not in page
    assert forbidden_in(page, advice_rules()) == ()


def test_amounts_can_be_left_out_of_a_page_that_lies_on_the_table() -> None:
    bare = sheet_of(Reader.CLIENT, off=frozenset({"figures", "risks"}))
    assert bare.body["figures"] == []
    assert "80.0 万" not in text(bare)
    assert "净值会有" not in text(bare)


def test_the_clients_page_has_room_for_a_goal_for_next_steps_and_for_notes() -> None:
    page = text(sheet_of(Reader.CLIENT))
    for told in ("您的目标", "商定的下一步", "阅读所列产品的合同", "面谈记录"):
        assert told in page
    bare = text(sheet_of(Reader.CLIENT, off=frozenset({"space"})))
    for told in ("您的目标", "商定的下一步", "面谈记录"):
        assert told not in bare
    written = text(sheet_of(Reader.CLIENT, briefs.facts().with_goal("留学"), off=frozenset({"space"})))
    assert "您的目标" in written


def test_the_totals_stand_once_on_the_clients_page() -> None:
    assert text(sheet_of(Reader.CLIENT)).count("留作现金") == 1
    assert text(sheet_of(Reader.CLIENT, off=frozenset({"figures"}))).count("留作现金") == 1


@pytest.mark.parametrize("reader", list(Reader))
def test_without_an_assessment_the_part_is_empty_and_names_the_steps(reader: Reader) -> None:
    empty = briefs.facts(briefs.suggestion(None, stopped=briefs.UNASSESSED))
    page = text(sheet_of(reader, empty))
    assert ("建议部分为空" if reader is Reader.ADVISOR else "暂时还没有具体建议") in page
    assert "完成风险测评，并由本人确认结果" in page


def test_a_goal_with_a_forbidden_word_is_refused_on_the_clients_page_alone() -> None:
    promised = briefs.facts().with_goal("要保 本，稳赚")
    advisor = content_for(Reader.ADVISOR, promised)
    refuse_forbidden(make_sheet(advisor, CHINESE), advisor, advice_rules())
    client = content_for(Reader.CLIENT, promised)
    with pytest.raises(UserCanFix) as caught:
        refuse_forbidden(make_sheet(client, CHINESE), client, advice_rules())
    assert caught.value.code == "brief.forbidden_word"
    assert caught.value.params == {"words": "保本、稳赚"}


def test_the_registered_name_of_a_product_is_no_promise() -> None:
    content = content_for(Reader.CLIENT, briefs.facts())
    named = replace(content, lines=(replace(content.lines[0], name="示例高收益债券"),))
    refuse_forbidden(make_sheet(named, CHINESE), named, advice_rules())
    long = replace(named, lines=(replace(named.lines[0], name="示例高收益债券型证券投资基金" + "甲" * 30),))
    refuse_forbidden(make_sheet(long, CHINESE), long, advice_rules())
    said = replace(content, lines=(replace(content.lines[0], plain_text="高收益的基金"),))
    with pytest.raises(UserCanFix):
        refuse_forbidden(make_sheet(said, CHINESE), said, advice_rules())


@pytest.mark.parametrize("reader", list(Reader))
def test_discreet_words_show_neither_name_nor_money_nor_notes(reader: Reader) -> None:
    complained = ContactLine(ON, "CALL", "REACHED", "COMPLAINT", "到账慢")
    facts = briefs.facts(told=briefs.contacts(complained)).with_goal("女儿留学")
    page = text(sheet_of(reader, facts, HIDDEN))
    for secret in ("李明亮", "80.0 万", "100,000", "到账慢", "女儿留学", "199****"):
        assert secret not in page
    assert "李*" in page


def test_every_text_of_the_brief_has_english() -> None:
    known = english()
    missing = [
        one for one in brief_words.all_texts() if any(sign >= "一" for sign in one) and one not in known
    ]
    assert missing == []


@pytest.mark.parametrize("reader", list(Reader))
def test_the_english_page_holds_chinese_only_where_it_is_data(reader: Reader) -> None:
    data = ("李明亮", "示例", "养老规划", "主要买国债", "三个月内", "保本")
    for one in strings(sheet_of(reader, words=ENGLISH).body):
        assert not any("一" <= sign <= "鿿" for sign in one) or any(known in one for known in data), one
