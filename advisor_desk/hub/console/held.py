"""隔离区: what is kept apart and why, and head office's two deeds over it, each asked about once more."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub import quarantine
from advisor_desk.hub.console import lists, words
from advisor_desk.hub.console.asking import Ask, Moved, Reply, Shown, missing
from advisor_desk.hub.console.lists import HeldPlace
from advisor_desk.hub.quarantine import HELD, HeldEvent
from advisor_desk.wire.shaped import json_object_if_any
from advisor_desk.words.sync import FAMILIES

MOST: Final = 50
_PART: Final = "quarantine"
RELEASE: Final = "release"
RETURN: Final = "return"


def page(ask: Ask) -> Shown:
    """Events of one state, branch by branch in the order of arrival; a page begins where one ended."""
    state = ask.wanted("state") if ask.wanted("state") in words.HELD_STATES else HELD
    rows = _rows(ask, state)
    later = ""
    if len(rows) > MOST:
        branch, last = rows[MOST - 1]
        place = {"of": branch, "at": last.received_at, "id": last.id, "hash": last.hash}
        later = ask.speech.link("/quarantine", **_filters(ask, state), **place)
    values = {
        "branches": ask.hub.branches(),
        "reasons": [(code, reason.short) for code, reason in words.REASONS.items()],
        "states": words.HELD_STATES,
        "branch": ask.wanted("branch"),
        "reason": ask.wanted("reason"),
        "state": state,
        "rows": [_line(ask, branch, row) for branch, row in rows[:MOST]],
        "first": ask.speech.link("/quarantine", **_filters(ask, state)) if ask.wanted("of") else "",
        "later": later,
    }
    return Shown("quarantine.html", _PART, values)


def event(ask: Ask) -> Reply:
    """One event, and what was ever kept apart under its id; never what it says."""
    found = _found(ask)
    if not found:
        return missing()
    values = {
        "branch": ask.wanted("branch"),
        "id": ask.wanted("id"),
        "versions": [_whole(ask, one) for one in found],
        "can_settle": any(one.state == HELD for one in found),
        "was_refused": ask.wanted("refused") != "",
    }
    return Shown("quarantine_event.html", _PART, values)


def ask_release(ask: Ask) -> Reply:
    """Whether to release it."""
    return _asked(ask, RELEASE)


def ask_return(ask: Ask) -> Reply:
    """Whether to give it back."""
    return _asked(ask, RETURN)


def release(ask: Ask) -> Reply:
    """Take it in, as if it arrived now; what is refused again stays where it is."""
    branch, event_id = ask.wanted("branch"), ask.wanted("id")
    if not _found(ask):
        return missing()
    outcome = ask.hub.release(branch, event_id, ask.person.who)
    refused = "1" if outcome.still else None
    return Moved(ask.speech.link("/quarantine/event", branch=branch, id=event_id, refused=refused))


def give_back(ask: Ask) -> Reply:
    """Settle that it is not taken in."""
    branch, event_id = ask.wanted("branch"), ask.wanted("id")
    if not _found(ask):
        return missing()
    ask.hub.give_back(branch, event_id, ask.person.who)
    return Moved(ask.speech.link("/quarantine/event", branch=branch, id=event_id))


def _asked(ask: Ask, deed: str) -> Reply:
    held = [one for one in _found(ask) if one.state == HELD]
    if not held:
        return missing()
    values = {
        "branch": ask.wanted("branch"),
        "id": ask.wanted("id"),
        "versions": [_whole(ask, one) for one in held],
        "deed": deed,
    }
    return Shown("quarantine_ask.html", _PART, values)


def _found(ask: Ask) -> list[HeldEvent]:
    branch, event_id = ask.wanted("branch"), ask.wanted("id")
    if not branch or branch not in ask.hub.branches():
        return []
    return ask.read(partial(_of_event, branch, event_id))


def _of_event(branch: str, event_id: str, connection: sa.Connection) -> list[HeldEvent]:
    return quarantine.of_event(connection, branch, event_id)


def _rows(ask: Ask, state: str) -> list[tuple[str, sa.Row[Any]]]:
    """One row more than a page has, if there is one."""
    wanted = (state, ask.wanted("reason"))
    begin = ask.wanted("of")
    after = HeldPlace(ask.wanted("at"), ask.wanted("id"), ask.wanted("hash"))
    rows: list[tuple[str, sa.Row[Any]]] = []
    for branch in ask.branches():
        if branch < begin:
            continue
        most = MOST + 1 - len(rows)
        place = after if branch == begin else HeldPlace()
        found = ask.read(partial(_page, branch, wanted, place, most))
        rows += [(branch, row) for row in found]
        if len(rows) > MOST:
            break
    return rows


def _page(
    branch: str, wanted: tuple[str, str], place: HeldPlace, most: int, connection: sa.Connection
) -> list[sa.Row[Any]]:
    return lists.held_page(connection, branch, wanted, place, most)


def _filters(ask: Ask, state: str) -> dict[str, str]:
    shown_state = "" if state == HELD else state
    return {"branch": ask.wanted("branch"), "reason": ask.wanted("reason"), "state": shown_state}


def _line(ask: Ask, branch: str, row: sa.Row[Any]) -> dict[str, Any]:
    return {
        "branch": branch,
        "href": ask.speech.link("/quarantine/event", branch=branch, id=row.id),
        "client_no": row.client_no or "",
        "family": _family(ask, row.type),
        "reason": words.reason(row.reason),
        "received": ask.speech.moment(row.received_at),
        "settled": ask.speech.moment(row.settled_at),
        "settled_by": row.settled_by or "",
    }


def _whole(ask: Ask, held: HeldEvent) -> dict[str, Any]:
    # Whatever a desk wrote must not end the page.
    said = json_object_if_any(held.event)
    seq = said.get("device_seq")
    return {
        "held": held,
        "family": _family(ask, held.type),
        "reason": words.reason(held.reason),
        "state": words.HELD_STATES.get(held.state, words.UNKNOWN),
        "field": str(held.params.get("field", "")),
        "author": _short(said.get("author")),
        "seq": seq if isinstance(seq, int) else None,
        "recorded": ask.speech.moment(_short(said.get("recorded_at"))),
        "received": ask.speech.moment(held.received_at),
        "settled": ask.speech.moment(held.settled_at),
    }


def _family(ask: Ask, type_: str) -> str:
    family = FAMILIES.get(type_.partition(".")[0])
    return ask.speech.say(words.UNKNOWN if family is None else family)


def _short(value: object) -> str:
    return value[:128] if isinstance(value, str) else ""
