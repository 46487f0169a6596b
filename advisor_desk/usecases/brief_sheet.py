"""The page of a brief as plain JSON: every word is there, only the layout is the template's.

The same content, words and ticks give the same sheet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.mask import mask_name
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.usecases.brief_blocks import Json, Page, Tick
from advisor_desk.usecases.brief_content import BriefContent, Item, Reader
from advisor_desk.usecases.brief_sheet_advisor import advisor_rows, advisor_top
from advisor_desk.usecases.brief_sheet_client import client_rows, client_top, shown_product
from advisor_desk.words import figures
from advisor_desk.words.brief import BriefWords

MOST_GOAL = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page ready to be set, and the lines of it that can be ticked off."""

    reader: Reader
    as_of: date
    body: Json
    ticks: tuple[Tick, ...]


def make_sheet(content: BriefContent, words: BriefWords, off: Collection[str] = ()) -> Sheet:
    """The page without the lines that were ticked off."""
    page = Page(content, words, frozenset(off))
    is_advisor = content.reader is Reader.ADVISOR
    top = advisor_top(page) if is_advisor else client_top(page)
    body: Json = {
        "lang": "en" if words.is_english else "zh",
        "date": [content.as_of.year, content.as_of.month, content.as_of.day],
        "reader": content.reader.value,
        "title": words.frame(f"title.{content.reader.value}"),
        "day": content.as_of.isoformat(),
        "name": shown_name(content, words),
        **top,
        "figures": _figures(page),
        "goal": _goal(page),
        "rows": advisor_rows(page) if is_advisor else client_rows(page),
        "sources": page.sources(),
        "sources_title": words.section("sources"),
        "foot": _foot(content, words),
    }
    return Sheet(content.reader, content.as_of, body, tuple(page.ticks))


def shown_name(content: BriefContent, words: BriefWords) -> str:
    """The client's name, masked in discreet mode."""
    who = content.who
    return mask_name(who.name, is_person=who.is_person) if words.is_hidden else who.name


def refuse_forbidden(sheet: Sheet, content: BriefContent, advice: AdviceRules) -> None:
    """A page for a client may not hold what the law forbids to say. Names of products are as registered.

    Raises UserCanFix("brief.forbidden_word", words=).
    """
    if sheet.reader is not Reader.CLIENT:
        return
    known = {name for line in content.lines for name in (line.name, shown_product(line))}
    names = sorted(known, key=len, reverse=True)
    found: dict[str, None] = {}
    for text in _texts(sheet.body):
        for name in names:
            text = text.replace(name, "|")
        found.update((hit.word, None) for hit in forbidden_in(text, advice))
    if found:
        raise UserCanFix("brief.forbidden_word", words="、".join(found))


def _texts(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, Mapping):
        return [text for each in value.values() for text in _texts(each)]
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return []


def _goal(page: Page) -> Json | None:
    text = page.words.text(page.content.goal, MOST_GOAL)
    title = "goal" if page.content.reader is Reader.ADVISOR else "client_goal"
    # On the client's page there is a line to write it on.
    is_open = page.content.reader is Reader.CLIENT and "space" not in page.off
    return {"title": page.words.section(title), "text": text} if text or is_open else None


def _foot(content: BriefContent, words: BriefWords) -> Json:
    name = shown_name(content, words)
    left = words.frame(f"foot.{content.reader.value}", (("name", name),))
    return {"left": left, "data": words.frame("foot.data", (("on", content.as_of.isoformat()),))}


def _figures(page: Page) -> list[Json]:
    """The cards; those of a client's page can be left out, for a page may lie open on a table."""
    content = page.content
    is_client = content.reader is Reader.CLIENT
    if is_client and not page.is_shown("figures", "parts", page.words.section("client_figures")):
        return []
    return [_figure(item, page) for item in content.figures]


def _figure(item: Item, page: Page) -> Json:
    words, params = page.words, dict(item.params)
    made: Json = {"title": words.line(item.code), "tone": item.tone, "refs": page.refs(item.sources)}
    if item.code == "figure.drift":
        return made | _drift(params, words)
    if item.code == "figure.change":
        return made | _change(params, words)
    value = params.get("value_fen")
    made["value"] = words.figures.money(value if isinstance(value, int) else None)
    if value is None:
        made["note"] = words.frame("figure.none")
    elif params.get("on_on"):
        made["note"] = words.frame("figure.on", (("on", params["on_on"]),))
    elif params.get("part_bp") is not None:
        made["note"] = words.frame("figure.part", (("part_bp", params["part_bp"]),))
    return made


def _drift(params: Mapping[str, object], words: BriefWords) -> Json:
    before, after = params.get("before_bp"), params.get("after_bp")
    if not isinstance(before, int) or not isinstance(after, int):
        return {"value": figures.NOTHING, "note": words.frame("figure.no_plan")}
    value = words.frame("figure.points", (("points", figures.points(before)),))
    return {"value": value, "note": words.frame("figure.after", (("points", figures.points(after)),))}


def _change(params: Mapping[str, object], words: BriefWords) -> Json:
    value = params.get("value_bp")
    if not isinstance(value, int):
        return {"value": figures.NOTHING, "note": words.frame("figure.none")}
    arrow = "▲" if value > 0 else "▼" if value < 0 else ""
    return {"value": figures.percent(value), "arrow": arrow, "note": ""}
