"""Rows of the client's page."""

from advisor_desk.usecases.brief_blocks import Json, Page, class_step, grade_step, mix_block
from advisor_desk.usecases.brief_content import LineItem
from advisor_desk.words.brief import clipped

_MOST_NAME = 24
_MOST_ABOUT = 48
_BLANKS = 3


def client_top(page: Page) -> Json:
    """Masked identifiers and the confirmed risk level."""
    who, words = page.content.who, page.words
    parts = [words.frame("who.client_no", (("no", words.text(who.client_no)),))]
    if who.phone:
        label = "who.phone" if who.is_person else "who.contact_phone"
        parts.append(words.frame(label, (("phone", words.text(who.phone)),)))
    level = words.level(who.level.value if who.level else None)
    parts.append(words.frame("who.your_level", (("level", level),)))
    if who.level_until is not None:
        is_over = who.level_until <= page.content.as_of
        label = "who.level_over" if is_over else "who.level_until"
        parts.append(words.frame(label, (("on", who.level_until.isoformat()),)))
    return {"version": "", "who": parts, "pill": None, "level": None, "why": None}


def client_rows(page: Page) -> list[list[Json]]:
    """Chart, products, what their grades mean, room to write what is agreed, the firm's notice."""
    rows: list[list[Json | None]] = [
        [mix_block(page, "client_mix" if page.content.is_suggesting else "client_held")],
        [_products(page)],
        [_risks(page)],
    ]
    rows += [[one] for one in (*_to_write(page), _notice(page))]
    return [[block for block in row if block] for row in rows if any(row)]


def _products(page: Page) -> Json:
    content, words = page.content, page.words
    if not content.is_suggesting:
        steps: list[Json] = [
            {"text": words.step(step.code, step.params), "tone": "", "refs": []} for step in content.steps
        ]
        return {"kind": "steps", "title": words.section("client_steps"), "items": steps}
    total = sum(line.amount_fen for line in content.lines)
    foot = [
        [words.frame("line.total"), words.figures.yuan(total)],
        [words.frame("line.residual"), words.figures.yuan(content.residual_fen or 0)],
    ]
    return {
        "kind": "table",
        "title": words.section("client_products"),
        "refs": [],
        "head": [words.frame(f"head.{name}") for name in ("product", "class", "risk", "amount")],
        "rows": [_line(line, page) for line in content.lines],
        "empty": "" if content.lines else words.frame("nothing_to_buy"),
        # The cards at the top say the same.
        "foot": foot if "figures" in page.off else [],
        "bound": [],
    }


def _line(line: LineItem, page: Page) -> Json:
    words = page.words
    told = (("about.what", line.plain_text), ("about.not_for", line.not_for_text))
    return {
        "name": shown_product(line),
        "code": line.code,
        "class": words.asset_class(line.asset_class.value),
        "step": class_step(line.asset_class),
        "risk": grade_step(line.r_level),
        "amount": words.figures.yuan(line.amount_fen),
        "about": [[words.frame(code), _phrase(text)] for code, text in told if text],
    }


def shown_product(line: LineItem) -> str:
    """A product's name as far as there is room."""
    return clipped(line.name, _MOST_NAME)


def _phrase(text: str) -> str:
    """The product's own words, short enough and without the full stop."""
    return clipped(text.strip().rstrip("。."), _MOST_ABOUT)


def _risks(page: Page) -> Json | None:
    grades = sorted({line.r_level.value for line in page.content.lines if line.r_level})
    if not grades or not page.is_shown("risks", "parts", page.words.section("client_risks")):
        return None
    items: list[Json] = [{"text": page.words.risk(grade), "tone": "", "refs": []} for grade in grades]
    return {"kind": "lines", "title": page.words.section("client_risks"), "items": items, "more": ""}


def _to_write(page: Page) -> list[Json]:
    """Next steps, the first known already, and room for notes: filled in by hand in the meeting."""
    words = page.words
    if not page.is_shown("space", "parts", words.section("client_space")):
        return []
    known = [words.frame("agreed.read")] if page.content.lines else []
    return [
        {
            "kind": "agreed",
            "title": words.section("client_next"),
            "heads": [words.frame(f"agreed.{name}") for name in ("what", "who", "when")],
            "items": known,
            "blanks": _BLANKS - len(known),
        },
        {"kind": "space", "title": words.section("client_notes")},
    ]


def _notice(page: Page) -> Json:
    items: list[Json] = [
        {"text": page.words.line(item.code, item.params), "tone": "", "refs": []}
        for item in page.content.notes
    ]
    return {"kind": "notes", "title": page.words.section("notice"), "items": items, "more": ""}
