"""Edits of a client's data: each field counts where it built on what stands (sync.md, section 3.6).

So a three weeks old edit cannot overwrite yesterday's, and neither is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from advisor_desk.domain.kinds import KINDS, Cell, FieldType, Kind
from advisor_desk.domain.sync_view import HEAD_OFFICE_FIELDS
from advisor_desk.errors import UserCanFix
from advisor_desk.hub.client_rows import Values
from advisor_desk.hub.conflicts import Clash
from advisor_desk.hub.items import storable
from advisor_desk.hub.work import Work
from advisor_desk.storage import edits
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.wire.events import WireEvent, body_of
from advisor_desk.wire.messages import Flag
from advisor_desk.wire.shaped import MOST_WHOLE, Shapeless, mapping, text
from advisor_desk.wire.shapes import SHAPES

EDITED: Final = edits.EVENT_TYPE
CLIENT: Final = "client"

_FLAGS: Final = frozenset(one.name for one in KINDS[Kind.CLIENTS].fields if one.type is FieldType.FLAG)
_STORED: Final = frozenset(SHAPES[CLIENT].values)
_NUMBER: Final = "client_no"

Change = tuple[Cell, Cell]


class NoRow(Exception):  # noqa: N818 - named for what is missing
    """An edit of a client whose data head office has not loaded yet."""


def is_creation(body: Mapping[str, Any]) -> bool:
    """True for an edit that makes a client: its number is among the fields, and nothing was there before."""
    fields = body.get("fields")
    return (
        isinstance(fields, dict)
        and _NUMBER in fields
        and all(isinstance(pair, list) and pair[:1] == [None] for pair in fields.values())
    )


def made_by(events: Iterable[WireEvent]) -> list[str]:
    """Numbers of the clients whom events make."""
    return [event.client_no for event in events if event.client_no is not None and _makes(event)]


def _makes(event: WireEvent) -> bool:
    if event.type != EDITED or f'"{_NUMBER}"' not in event.body:
        return False
    if storable(event.client_no or "") != event.client_no:
        # No database has such a client, nor can be asked for one: the event is refused for its form.
        return False
    try:
        return is_creation(body_of(event))
    except Shapeless:
        return False


def edit(work: Work, event: WireEvent, client_no: str, body: Mapping[str, Any]) -> list[Flag]:
    """Apply an edit to the client's row; what does not fit becomes a conflict. Raises Shapeless, NoRow.

    A client that a person entered comes to be, with its row.
    """
    changes = _changes(body, client_no)
    key = (client_no,)
    row = work.rows.values(CLIENT, client_no, key)
    if row is None:
        if not is_creation(body):
            raise NoRow
        _demand_whole(changes)
        if client_no not in work.holders:
            work.make_client(client_no)
    clashes, applied = _compared(row or {}, changes)
    if applied:
        if isinstance(applied.get("name"), str):
            applied["pinyin"] = search_forms(str(applied["name"]))
        work.rows.put(CLIENT, client_no, key, applied)
    elif clashes:
        work.rows.put_again(CLIENT, client_no, key)
    for clash in clashes:
        work.conflicts.open(event, client_no, clash)
    return list(dict.fromkeys(_flag(clash) for clash in clashes))


def _compared(row: Values, changes: Mapping[str, Change]) -> tuple[list[Clash], Values]:
    clashes: list[Clash] = []
    applied: Values = {}
    for name, (base, mine) in changes.items():
        stands = row.get(name)
        if _is_same(name, stands, mine):
            continue
        is_asked_for = name in HEAD_OFFICE_FIELDS and stands is not None
        if _is_same(name, stands, base) and not is_asked_for:
            applied[name] = mine
        else:
            clashes.append(Clash(name, base, mine, stands))
    return clashes, applied


def _flag(clash: Clash) -> Flag:
    is_asked_for = clash.field in HEAD_OFFICE_FIELDS and clash.theirs is not None
    return Flag.CHANGE_REQUEST if is_asked_for else Flag.CONFLICT


def _is_same(name: str, one: Cell, other: Cell) -> bool:
    # A flag that nobody has set is as good as one that says no.
    return one == other or (name in _FLAGS and not one and not other)


def _changes(body: Mapping[str, Any], client_no: str) -> dict[str, Change]:
    changes = {name: _change(name, pair) for name, pair in mapping(body.get("fields"), "fields").items()}
    number = changes.pop(_NUMBER, (None, client_no))
    if number != (None, client_no):
        raise Shapeless(_NUMBER)
    unknown = changes.keys() - _STORED
    if unknown:
        # Kept apart until this hub knows the field: taken in without it, the edit would be lost.
        raise Shapeless(min(unknown))
    return changes


def _change(name: str, pair: object) -> Change:
    if not isinstance(pair, list) or len(pair) != 2:  # noqa: PLR2004 - before and after
        raise Shapeless(name)
    before, after = (_cell(name, value) for value in pair)
    try:
        return before, edits.checked({name: after})[name]
    except UserCanFix:
        raise Shapeless(name) from None


def _cell(name: str, value: object) -> Cell:
    if value is None:
        return None
    if isinstance(value, str):
        return text({name: value}, name)
    if isinstance(value, bool) or not isinstance(value, int) or abs(value) > MOST_WHOLE:
        raise Shapeless(name)
    return value


def _demand_whole(changes: Mapping[str, Change]) -> None:
    """A row that comes to be has what the desk's table demands."""
    for name in ("name", "client_type"):
        if changes.get(name, (None, None))[1] is None:
            raise Shapeless(name)
