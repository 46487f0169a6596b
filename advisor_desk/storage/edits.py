"""One client made or changed by hand, with the event that tells of it.

Imports have a road of their own (`storage.merge`); what is typed here is held to the same shapes.
"""

# ruff: noqa: S608 - the names in statements are fields of domain.kinds, values are bound.

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from advisor_desk.domain.edits import ClientValues
from advisor_desk.domain.kinds import KINDS, Cell, Check, FieldSpec, FieldType, Kind
from advisor_desk.errors import UserCanFix
from advisor_desk.storage import batches
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.storage.pinyin import search_forms
from advisor_desk.storage.resolve import list_text

EVENT_TYPE = "client.edited"
_FIELDS: Mapping[str, FieldSpec] = {spec.name: spec for spec in KINDS[Kind.CLIENTS].fields}
_TEXTUAL = (FieldType.TEXT, FieldType.CODE)


@dataclass(frozen=True, slots=True)
class Hand:
    """Who edits, and when (seconds since 1970, UTC)."""

    author: str
    seconds: float


def create_client(connection: Connection, values: ClientValues, hand: Hand) -> int:
    """Make a client; returns its id. Raises UserCanFix: `client.number_taken`, `client.field_invalid`."""
    given: dict[str, Cell] = {"client_type": "PERSON", **checked(values)}
    for name in ("client_no", "name"):
        if given.get(name) is None:
            raise UserCanFix("client.field_invalid", field=name, problem="missing")
    _demand_free_number(connection, given["client_no"])
    row = {**given, "pinyin": search_forms(str(given["name"]))}
    marks = ", ".join(f":{name}" for name in row)
    cursor = connection.execute(f"INSERT INTO client ({', '.join(row)}) VALUES ({marks})", row)
    client_id = int(cursor.lastrowid or 0)
    _record(connection, client_id, {name: [None, value] for name, value in given.items()}, hand)
    return client_id


def edit_client(connection: Connection, client_id: int, values: ClientValues, hand: Hand) -> tuple[str, ...]:
    """Change fields of a client; returns the names of those that differ from before.

    Nothing is recorded when none does. The undo of an import keeps what is changed here. Raises
    UserCanFix: `client.unknown`, `client.field_invalid`.
    """
    given = checked(values)
    names = tuple(given)
    old = connection.execute(
        f"SELECT {', '.join(names) or 'id'} FROM client WHERE id = ?", (client_id,)
    ).fetchone()
    if old is None:
        raise UserCanFix("client.unknown", client_id=client_id)
    changes = {
        name: [before, given[name]]
        for name, before in zip(names, old, strict=False)
        if before != given[name] and not _is_still_no(name, before, given[name])
    }
    if not changes:
        return ()
    if "client_no" in changes:
        # Imports know a client by its number: another number is another client to them.
        raise UserCanFix("client.field_invalid", field="client_no", problem="fixed")
    row: dict[str, Cell] = {name: after for name, (_, after) in changes.items()}
    if "name" in row:
        row["pinyin"] = search_forms(str(row["name"]))
    sets = ", ".join(f"{name} = :{name}" for name in row)
    connection.execute(f"UPDATE client SET {sets} WHERE id = :the_client", {**row, "the_client": client_id})
    number = connection.execute("SELECT client_no FROM client WHERE id = ?", (client_id,)).fetchone()
    moment = datetime.fromtimestamp(hand.seconds, UTC)
    fields = {name: (before, after) for name, (before, after) in changes.items()}
    batches.record_edit(connection, Kind.CLIENTS, number, fields, moment)
    _record(connection, client_id, changes, hand)
    return tuple(changes)


def _is_still_no(name: str, before: Cell, after: Cell) -> bool:
    """A flag that nobody has set is as good as one that says no."""
    return _FIELDS[name].type is FieldType.FLAG and not before and not after


def checked(values: ClientValues) -> dict[str, Cell]:
    """The values in the one form in which they are stored. Raises UserCanFix("client.field_invalid")."""
    return {name: _value(name, value) for name, value in values.items()}


def _value(name: str, value: Cell) -> Cell:
    spec = _FIELDS.get(name)
    if spec is None:
        raise UserCanFix("client.field_invalid", field=name, problem="unknown")
    if isinstance(value, str):
        value = value.strip() or None
    is_needed = spec.required or name == "client_type"
    if value is None:
        if is_needed:
            raise UserCanFix("client.field_invalid", field=name, problem="missing")
        return None
    if isinstance(value, str) is not (spec.type in _TEXTUAL):
        raise UserCanFix("client.field_invalid", field=name, problem="type")
    if isinstance(value, str) and len(value) > spec.max_length:
        raise UserCanFix("client.field_invalid", field=name, problem="too_long")
    if spec.codes is not None and value not in {code.value for code in spec.codes}:
        raise UserCanFix("client.field_invalid", field=name, problem="code")
    return _listed(spec, value) if spec.check is Check.CODES and isinstance(value, str) else value


def _listed(spec: FieldSpec, value: str) -> str:
    """Several codes in the one text that stands for them."""
    text = list_text(spec, value)
    if text is None:
        raise UserCanFix("client.field_invalid", field=spec.name, problem="code")
    return text


def _demand_free_number(connection: Connection, client_no: Cell) -> None:
    if connection.execute("SELECT 1 FROM client WHERE client_no = ?", (client_no,)).fetchone():
        raise UserCanFix("client.number_taken")


def _record(connection: Connection, client_id: int, changes: Mapping[str, list[Cell]], hand: Hand) -> None:
    draft = EventDraft(EVENT_TYPE, hand.author, {"fields": changes}, client_id=client_id)
    append_event(connection, draft, seconds=hand.seconds)
