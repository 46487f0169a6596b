"""Rows of the advisor's page."""

from advisor_desk.usecases.brief_blocks import Json, Page, class_step, grade_step, mix_block
from advisor_desk.usecases.brief_content import BlockedItem, LineItem, NeedItem
from advisor_desk.words.brief import clipped

_MOST_PARTS = 2
_MOST_FINDINGS = 2
_MOST_NAME = 24
_MOST_WHY = 36
_MOST_SENTENCE = 80


def advisor_top(page: Page) -> Json:
    """Who, tier and why, group, state, risk level."""
    who, words = page.content.who, page.words
    parts = [words.frame("who.client_no", (("no", words.text(who.client_no)),))]
    parts += [words.code(code.value) for code in (who.gender or who.client_type,) if code]
    if who.age is not None:
        parts.append(words.frame("who.age", (("age", who.age),)))
    if who.phone:
        label = "who.phone" if who.is_person else "who.contact_phone"
        parts.append(words.frame(label, (("phone", words.text(who.phone)),)))
    parts += [words.code(code.value) for code in (who.group, who.state) if code]
    tier = who.tier
    made: Json = {
        "version": words.frame("version.advisor"),
        "who": parts,
        "pill": None,
        "level": _level(page),
        "why": {"text": words.tier_why(who.tier_why), "refs": page.refs(("tier",))},
    }
    if tier is not None:
        variant = who.tier_variant.value if who.tier_variant else None
        step = {"RETAIL": 0, "HNW": 1}.get(tier.value, 3 if variant == "PERSON_TOP" else 4)
        made["pill"] = {"text": words.tier(tier.value, variant), "step": step}
    return made


def _level(page: Page) -> Json:
    who, words = page.content.who, page.words
    level = who.level.value if who.level else None
    step = 0 if level is None else 1 if level == "C1_MIN" else int(level[1])
    note, tone = "", ""
    if who.level_until is not None:
        is_over = who.level_until <= page.content.as_of
        label = "who.level_over" if is_over else "who.level_until"
        note = words.frame(label, (("on", who.level_until.isoformat()),))
        tone = "warn" if who.is_level_ending else ""
    refs = page.refs(("assessment",)) if level else []
    return {"step": step, "text": words.level(level), "note": note, "tone": tone, "refs": refs}


def advisor_rows(page: Page) -> list[list[Json]]:
    """Sections side by side where both are there, the most important first."""
    content, words = page.content, page.words
    pains = page.items("pains", content.pains)
    changes = page.items("changes", content.changes)
    if changes is not None and content.since is not None:
        changes["note"] = words.line(content.since.code, content.since.params)
        changes["note_refs"] = page.refs(content.since.sources)
    asks = page.items("questions", content.questions)
    if asks is not None:
        asks["more"], asks["mark"] = "", "number"
    promises = page.items("promises", content.promises)
    moments = page.items("moments", content.moments)
    needs = page.bounded("needs", [(need.key, _need(need, page)) for need in content.needs])
    papers = page.items("papers", content.papers)
    rows = [[pains], [changes, asks], [promises, moments], [needs, papers], [_rights(page)]]
    rows.append([_suggestion(page)])
    rows.append([mix_block(page, "mix", ("holdings", "allocation"))])
    rows.append([page.bounded("blocked", [(one.key, _blocked(one, page)) for one in content.blocked])])
    rows.append([_notes(page)])
    return [[block for block in row if block] for row in rows if any(row)]


def _rights(page: Page) -> Json | None:
    """What is left of the tier's services, in one line: those that expire together stand together."""
    words = page.words
    by_day: dict[str, list[str]] = {}
    for one in page.content.rights:
        text = words.line(one.code, one.params)
        if page.is_shown(one.key, "rights", text):
            by_day.setdefault(str(dict(one.params)["until_on"]), []).append(text)
    if not by_day:
        return None
    told = [
        words.frame("rights", (("rights", words.frame("join").join(texts)), ("until", day)))
        for day, texts in sorted(by_day.items())
    ]
    line: Json = {"text": words.frame("join").join(told), "tone": "", "refs": page.refs(("rights",))}
    return {"kind": "lines", "title": words.section("rights"), "items": [line], "more": ""}


def _need(need: NeedItem, page: Page) -> Json:
    words = page.words
    evidence = [words.point(part.code, part.evidence) for part in need.parts[:_MOST_PARTS]]
    return {
        "lead": words.need(need.kind.value),
        "text": words.frame("join").join(evidence),
        "tail": words.frame("points", (("points", need.points),)),
        "tone": "",
        "names": ("needs",),
    }


def _blocked(one: BlockedItem, page: Page) -> Json:
    words = page.words
    reasons, cures = [], []
    for code, params in one.findings[:_MOST_FINDINGS]:
        reasons.append(words.finding(code, params))
        cures.append(words.cure(code, params))
    text, cure = words.phrases(reasons), words.phrases(cures)
    lead = f"{clipped(one.name, _MOST_NAME)} {one.code}"
    line: Json = {"lead": lead, "text": clipped(text, _MOST_SENTENCE), "tone": "", "names": ("suitability",)}
    if cure:
        line["cure"] = words.frame("cure", (("text", clipped(cure, _MOST_SENTENCE)),))
    return line


def _suggestion(page: Page) -> Json | None:
    content, words = page.content, page.words
    title = "suggestion" if content.is_suggesting else "steps"
    if not page.is_shown("suggestion", "parts", words.section(title)):
        return None
    if not content.is_suggesting:
        steps: list[Json] = [
            {"text": words.step(step.code, step.params), "tone": "", "refs": []} for step in content.steps
        ]
        return {"kind": "steps", "title": words.section("steps"), "items": steps}
    return {
        "kind": "table",
        "title": words.section("suggestion"),
        "refs": page.refs(("allocation", "suitability", "shelf")),
        "head": [words.frame(f"head.{name}") for name in ("product", "class", "risk", "amount", "why")],
        "rows": [_line(line, page) for line in content.lines],
        "empty": "" if content.lines else words.frame("nothing_to_buy"),
        "foot": _totals(page),
        "bound": [one for one in (_bound(page), _told_duties(page)) if one],
    }


def _line(line: LineItem, page: Page) -> Json:
    words = page.words
    why = words.frame("join").join(words.reason(code, params) for code, params in line.why[:_MOST_PARTS])
    role = words.code(line.role.value) if line.role else ""
    return {
        "name": clipped(line.name, _MOST_NAME),
        "code": line.code,
        "class": words.asset_class(line.asset_class.value),
        "step": class_step(line.asset_class),
        "risk": grade_step(line.r_level),
        "amount": words.figures.yuan(line.amount_fen),
        "lead": role,
        "text": clipped(why, _MOST_WHY),
    }


def _totals(page: Page) -> list[list[str]]:
    content, words = page.content, page.words
    total = sum(line.amount_fen for line in content.lines)
    return [
        [words.frame("line.total"), words.figures.yuan(total)],
        [words.frame("line.residual"), words.figures.yuan(content.residual_fen or 0)],
    ]


def _bound(page: Page) -> str:
    words = page.words
    told = [words.reason(code, params) for code, params in page.content.binding[:_MOST_PARTS]]
    if not told:
        return ""
    return words.frame("bound", (("reasons", clipped(words.frame("join").join(told), _MOST_SENTENCE)),))


def _told_duties(page: Page) -> str:
    words = page.words
    names = [words.duty(duty.value) for duty in page.content.duties]
    if not names:
        return ""
    return words.frame("duties", (("duties", clipped(words.joined(names), _MOST_SENTENCE)),))


def _notes(page: Page) -> Json | None:
    block = page.items("notes", page.content.notes)
    return block and {**block, "kind": "notes"}
