"""网点终端: every desk, the one that was not heard of for longest first."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub import desk_register
from advisor_desk.hub.console import lists, words
from advisor_desk.hub.console.asking import Ask, Shown
from advisor_desk.hub.console.lists import Desk
from advisor_desk.hub.desk_register import ACTIVE

MOST: Final = 100


def page(ask: Ask) -> Shown:
    """The desks of a branch or of all, a hundred at a time; those that are shut out come last."""
    found = ask.by_branch(_of_branch)
    names = {(branch, advisor): name for branch, (_, of) in found.items() for advisor, name in of.items()}
    known = sorted((desk for desks, _ in found.values() for desk in desks), key=silence)
    place = _place(ask.wanted("page"), len(known))
    values = {
        "branches": ask.hub.branches(),
        "branch": ask.wanted("branch"),
        "desks": [_line(ask, desk, names) for desk in known[place * MOST : (place + 1) * MOST]],
        "total": len(known),
        "shut_out": sum(desk.status != ACTIVE for desk in known),
        "first": place * MOST + 1,
        "earlier": _link(ask, place - 1) if place else "",
        "later": _link(ask, place + 1) if (place + 1) * MOST < len(known) else "",
    }
    return Shown("desks.html", "desks", values)


def silence(desk: Desk) -> tuple[bool, str, str, str]:
    """For sorting: desks in use before others, then by their last contact, those of none first."""
    return desk.status != ACTIVE, desk.seen_at or "", desk.branch, desk.id


def _of_branch(connection: sa.Connection, branch: str) -> tuple[list[Desk], dict[str, str]]:
    return lists.desks(connection, branch), desk_register.advisors(connection, branch)


def _place(asked: str, total: int) -> int:
    number = int(asked[:9]) - 1 if asked.isascii() and asked.isdigit() else 0
    return max(0, min(number, (total - 1) // MOST))


def _link(ask: Ask, place: int) -> str:
    return ask.speech.link("/desks", branch=ask.wanted("branch"), page=place + 1)


def _line(ask: Ask, desk: Desk, names: dict[tuple[str, str], str]) -> dict[str, Any]:
    speech = ask.speech
    is_active = desk.status == ACTIVE
    return {
        "branch": desk.branch,
        "advisor": desk.advisor,
        "name": names.get((desk.branch, desk.advisor), ""),
        "device": desk.id,
        "enrolled": speech.moment(desk.enrolled_at)[:10],
        "seen": speech.moment(desk.seen_at),
        "age": speech.age(desk.seen_at, ask.now) if is_active else None,
        "events": desk.events_held,
        "outbox": desk.told("outbox"),
        "repairs": desk.told("repairs"),
        "conflicts": desk.told("conflicts"),
        "program": str(desk.report.get("program", "")),
        "is_active": is_active,
        "status": speech.say(words.DESK_STATES.get(desk.status, words.UNKNOWN)),
    }
