"""The document: one page, the same bytes in every process, text to be found, small; no file, no network."""

import builtins
import hashlib
import re
import socket
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from advisor_desk import paths
from advisor_desk.domain.advice import AllocationPlan, ContactLine, LineRole, PlanLine
from advisor_desk.domain.product import AssetClass
from advisor_desk.domain.suitability import Duty, SuitabilityOutcome, SuitabilityVerdict
from advisor_desk.errors import OutsideFailed
from advisor_desk.usecases import brief_pdf
from advisor_desk.usecases.brief import BriefFacts, Reader, content_for
from advisor_desk.usecases.brief_pdf import make_document, render_pdf, render_png
from advisor_desk.usecases.brief_sheet import Sheet, make_sheet
from advisor_desk.words.brief import BriefWords
from advisor_desk.words.catalogue import translated
from tests import briefs
from tests.advice import ON, WAN

WORDS = BriefWords(lambda source: source)
ENGLISH = BriefWords(lambda source: translated(source, "en"), is_english=True)
MOST_BYTES = 500_000
LEAST_POINTS = 7.2
LONG_NAME = "示例汇聚优选稳健增利六个月持有期混合型发起式证券投资基金中基金甲类份额"


def sheet(
    reader: Reader = Reader.ADVISOR, facts: BriefFacts | None = None, words: BriefWords = WORDS
) -> Sheet:
    return make_sheet(content_for(reader, facts or briefs.facts()), words)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def pages_of(content: bytes) -> int:
    document = pypdfium2.PdfDocument(content)
    try:
        return len(document)
    finally:
        document.close()


@pytest.mark.parametrize("reader", list(Reader))
def test_one_small_page_whose_text_can_be_found(reader: Reader) -> None:
    made = make_document(sheet(reader))
    assert made.pages == pages_of(made.content) == 1
    assert len(made.content) < MOST_BYTES
    found = text_of(made.content)
    for told in ("李明亮", "000001", "510300", "1 / 1"):
        assert told in found


def test_fonts_are_embedded_and_subset() -> None:
    content = render_pdf(sheet())
    names = set(re.findall(rb"/FontName ?/([A-Z]{6}\+[^\s/]+)", content))
    assert names
    assert b"/FontFile3" in content or b"/FontFile2" in content


SECOND_RUN = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from advisor_desk.usecases.brief import Reader
from advisor_desk.usecases.brief_pdf import render_pdf
from tests.unit.usecases.test_brief_pdf import sheet
print(*(hashlib.sha256(render_pdf(sheet(reader))).hexdigest() for reader in Reader))
"""


def test_the_same_facts_give_the_same_bytes_also_in_another_process() -> None:
    root = str(Path(__file__).resolve().parents[3])
    here = [hashlib.sha256(render_pdf(sheet(reader))).hexdigest() for reader in Reader]
    again = [hashlib.sha256(render_pdf(sheet(reader))).hexdigest() for reader in Reader]
    run = subprocess.run(
        [sys.executable, "-c", SECOND_RUN, root], capture_output=True, encoding="utf-8", check=True, cwd=root
    )
    assert here == again == run.stdout.split()


def longest() -> BriefFacts:
    """Every list full, every text as long as anybody would write it."""
    why = (
        ("line.fills_class", (("asset_class", "COMMODITY_GOLD"), ("gap_bp", 1234))),
        ("line.fee", (("fee_bp", 135),)),
        (
            "line.instead_of",
            (("code", "SP00099"), ("because", "minimum"), ("fee_bp", 1), ("other_fee_bp", 2)),
        ),
    )
    classes = list(AssetClass)
    lines = tuple(
        PlanLine(f"SP{at:05d}", LONG_NAME, classes[at % 7], 123_456_789_00, LineRole.SATELLITE, why)
        for at in range(8)
    )
    weights = dict.fromkeys(classes, 1428)
    plan = replace(
        briefs.plan(),
        lines=lines,
        before_bp=weights,
        after_bp=weights,
        target_bp=weights,
        other_bp=4,
        binding=tuple(
            ("class.short", (("asset_class", one.value), ("gap_bp", 999), ("products", 9))) for one in classes
        ),
    )
    one = briefs.suggestion().blocked[0]
    made = briefs.suggestion(
        plan,
        blocked=tuple(replace(one, code=f"SP{at:05d}", name=LONG_NAME) for at in range(30)),
        needs=briefs.suggestion().needs * 9,
        verdicts={"x": SuitabilityVerdict(SuitabilityOutcome.ALLOW, (), tuple(Duty))},
    )
    told = [ContactLine(ON, "WECOM", "REACHED", "COMPLAINT", "客户对到账时间和客服的回复都不满意，" * 9)] * 4
    facts = briefs.facts(replace(made, plan=None), told=briefs.contacts(*told)).with_goal(
        "三年后子女留学，约六十万元" * 9
    )
    some = briefs.facts().products["000001"]
    products = {
        line.code: replace(
            some,
            code=line.code,
            plain_words="主要买国债和高等级债券的基金，" * 9,
            not_for="三个月内要用的钱，" * 9,
        )
        for line in lines
    }
    profile = replace(
        facts.client.profile, name="阿卜杜热西提·买买提明·艾力", id_expires_on=ON, client_no="C" * 18
    )
    kyc = replace(facts.client.kyc, class_until=ON, proof_on=ON.replace(year=ON.year - 1))
    signals = tuple(replace(facts.client.signals[0], topic=f"养老规划与家族财富传承{at}") for at in range(9))
    client = replace(
        facts.client, has_opted_out=True, profile=profile, kyc=kyc, signals=signals, cash_fen=60 * WAN
    )
    review = replace(facts.review, row=replace(facts.review.row, name=profile.name, client_no="C" * 18))
    missing = ("household_income_fen", "born_on", "id_expires_on")
    return replace(facts, suggestion=made, client=client, review=review, products=products, missing=missing)


@pytest.mark.parametrize("words", [WORDS, ENGLISH], ids=["zh", "en"])
@pytest.mark.parametrize("reader", list(Reader))
def test_the_longest_page_is_one_page_that_can_be_read(reader: Reader, words: BriefWords) -> None:
    full = sheet(reader, longest(), words)
    made = make_document(full)
    assert made.pages == pages_of(made.content) == 1
    assert len(made.content) < MOST_BYTES
    assert brief_pdf.type_size(full) >= LEAST_POINTS
    found = text_of(made.content)
    assert all(f"SP{at:05d}" in found for at in range(8))


def test_room_to_write_never_makes_the_type_smaller_than_can_be_read_easily() -> None:
    usual = sheet(Reader.CLIENT)
    assert brief_pdf.type_size(usual) >= 9.2
    assert "面谈记录" in text_of(render_pdf(usual))
    full = sheet(Reader.CLIENT, longest())
    content = content_for(Reader.CLIENT, longest())
    without = make_sheet(content, WORDS, off=frozenset({"space"}))
    assert brief_pdf.type_size(full) >= min(brief_pdf.type_size(without), 9.2)


def test_a_page_far_too_long_is_scaled_and_still_one() -> None:
    monster = sheet()
    block = {
        "kind": "lines",
        "title": "x",
        "more": "",
        "items": [{"text": "很长", "tone": "", "refs": []}] * 300,
    }
    assert make_document(replace(monster, body={**monster.body, "rows": [[block]]})).pages == 1


@pytest.mark.parametrize(
    "evil",
    [
        "#panic()",
        "$x$",
        '= 标题 *粗* _斜_ [链接](https://a.b) #import "@preview/x:1.0.0"',
        '\\#{"',
        "<标签> @引用",
    ],
)
def test_what_a_person_wrote_is_never_markup(evil: str) -> None:
    content = render_pdf(sheet(facts=briefs.facts().with_goal(evil)))
    squeezed = "".join(text_of(content).split())
    assert "".join(evil.split()) in squeezed


def test_nothing_is_written_and_nobody_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    brief_pdf.warm_up()
    page = sheet()
    real_open = builtins.open

    def no_writing(file: object, mode: str = "r", *more: object, **named: object) -> object:
        assert not set(mode) & set("wax+"), file
        return real_open(file, mode, *more, **named)  # type: ignore[call-overload]

    def no_network(*_given: object, **_named: object) -> None:
        raise AssertionError("network")

    monkeypatch.setattr(builtins, "open", no_writing)
    monkeypatch.setattr(socket, "socket", no_network)
    assert render_pdf(page)
    assert "#import" not in (paths.resources() / "brief" / "brief.typ").read_text(encoding="utf-8")


def test_pictures_are_as_fine_as_asked_for() -> None:
    (screen,), (fine,) = render_png(sheet(), 72), render_png(sheet(), 144)
    assert len(fine) > len(screen)
    assert screen.startswith(b"\x89PNG")


def test_without_a_chinese_font_nothing_unreadable_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(brief_pdf, "FAMILIES", ("No Such Font",))
    brief_pdf.families_here.cache_clear()
    try:
        with pytest.raises(OutsideFailed) as caught:
            render_pdf(sheet())
        assert caught.value.code == "brief.no_font"
    finally:
        brief_pdf.families_here.cache_clear()


def test_an_empty_plan_is_said_in_words() -> None:
    nothing: AllocationPlan = replace(briefs.plan(), lines=(), residual_fen=20 * WAN)
    facts = replace(briefs.facts(briefs.suggestion(nothing)), products={})
    assert "全部留作现金" in text_of(render_pdf(sheet(Reader.CLIENT, facts)))
