"""冲突: fields that were changed in two places. The list names the field; values stand on the page of one."""

from __future__ import annotations

import json
from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.domain.dates import from_day
from advisor_desk.domain.fields import FieldSpec, FieldType
from advisor_desk.domain.kinds import KINDS, Kind
from advisor_desk.domain.mask import STAR
from advisor_desk.hub.conflicts import OPEN
from advisor_desk.hub.console import lists, words
from advisor_desk.hub.console.asking import Ask, Reply, Shown, missing
from advisor_desk.hub.console.lists import ConflictPlace
from advisor_desk.hub.console.speech import ENGLISH, Speech

MOST: Final = 50
SETTLED: Final = "SETTLED"
_PART: Final = "conflicts"
_FIELDS: Final = {spec.name: spec for spec in KINDS[Kind.CLIENTS].fields}
_NUMBERS: Final = frozenset({FieldType.DATE, FieldType.MONEY, FieldType.FLAG, FieldType.WHOLE})
_PERSONAL: Final = frozenset({"born_on", "gender"})
"""Said to be codes or figures, and yet they help to tell who somebody is."""


def page(ask: Ask) -> Shown:
    """Conflicts that are open, or those that are settled, branch by branch."""
    is_open = ask.wanted("state") != SETTLED
    rows = _rows(ask, is_open=is_open)
    state = "" if is_open else SETTLED
    later = ""
    if len(rows) > MOST:
        branch, last = rows[MOST - 1]
        place = {"of": branch, "id": last.event_id, "field": last.field}
        later = ask.speech.link("/conflicts", branch=ask.wanted("branch"), state=state, **place)
    first = ask.speech.link("/conflicts", branch=ask.wanted("branch"), state=state)
    values = {
        "branches": ask.hub.branches(),
        "branch": ask.wanted("branch"),
        "state": state,
        "settled_state": SETTLED,
        "rows": [_line(ask, branch, row) for branch, row in rows[:MOST]],
        "first": first if ask.wanted("of") else "",
        "later": later,
    }
    return Shown("conflicts.html", _PART, values)


def field(ask: Ask) -> Reply:
    """One conflict with its three values; those that tell who a client is stay hidden."""
    branch = ask.wanted("branch")
    if not branch or branch not in ask.hub.branches():
        return missing()
    row = ask.read(partial(_one, branch, ask.wanted("id"), ask.wanted("field")))
    if row is None:
        return missing()
    values = {
        "line": _line(ask, branch, row),
        "event_id": row.event_id,
        "is_hidden": not is_shown(row.field),
        "sides": [
            (ask.speech.say(name), value_of(ask.speech, row.field, text))
            for name, text in (("原值", row.base), ("终端的值", row.mine), ("总部的值", row.theirs))
        ],
    }
    return Shown("conflict_field.html", _PART, values)


def is_shown(name: str) -> bool:
    """True for a field of codes or figures; names, numbers of papers, addresses and words are not shown."""
    spec = _FIELDS.get(name)
    if spec is None or name in _PERSONAL:
        return False
    return spec.codes is not None or spec.list_of is not None or spec.type in _NUMBERS


def value_of(speech: Speech, name: str, text: str) -> str:
    """A value (JSON) as people read it; stars in place of what is not shown, so that its absence is seen."""
    try:
        value = json.loads(text)
    except ValueError:
        return ""
    if value is None or value == "":
        return speech.say("(空)")
    if not is_shown(name):
        return STAR * 4
    return _plain(speech, _FIELDS[name], value)


def _called(speech: Speech, name: str) -> str:
    spec = _FIELDS.get(name)
    if spec is None:
        return name[:64]
    return spec.en if speech.language == ENGLISH else spec.zh


def _plain(speech: Speech, spec: FieldSpec, value: object) -> str:
    if not isinstance(value, int):
        return str(value)[:200]
    if spec.type is FieldType.DATE:
        return _day(value)
    if spec.type is FieldType.FLAG:
        return speech.say("是") if value else speech.say("否")
    if spec.type is FieldType.MONEY:
        sign = "-" if value < 0 else ""
        return f"{sign}{abs(value) // 100:,}.{abs(value) % 100:02}"
    return f"{value:,}"


def _day(value: int) -> str:
    try:
        return from_day(value).isoformat()
    except (ValueError, OverflowError):
        return str(value)


def _rows(ask: Ask, *, is_open: bool) -> list[tuple[str, sa.Row[Any]]]:
    """One row more than a page has, if there is one."""
    begin = ask.wanted("of")
    after = ConflictPlace(ask.wanted("id"), ask.wanted("field"))
    rows: list[tuple[str, sa.Row[Any]]] = []
    for branch in ask.branches():
        if branch < begin:
            continue
        place = after if branch == begin else ConflictPlace()
        read = partial(
            lists.conflict_page, branch=branch, after=place, most=MOST + 1 - len(rows), is_open=is_open
        )
        rows += [(branch, row) for row in ask.read(read)]
        if len(rows) > MOST:
            break
    return rows


def _one(branch: str, event_id: str, field_: str, connection: sa.Connection) -> sa.Row[Any] | None:
    return lists.conflict(connection, branch, event_id, field_)


def _line(ask: Ask, branch: str, row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "branch": branch,
        "href": ask.speech.link("/conflicts/field", branch=branch, id=row.event_id, field=row.field),
        "client_no": row.client_no,
        "field": _called(ask.speech, row.field),
        "author": row.author,
        "at": ask.speech.moment(row.at),
        "is_open": row.state == OPEN,
        "state": ask.speech.say(words.CONFLICT_STATES.get(row.state, words.UNKNOWN)),
        "settled": ask.speech.moment(row.settled_at),
    }
