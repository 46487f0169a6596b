"""Interactions as rows for the data warehouse, branch by branch, in pages by key: memory stays flat.

Every accepted record is a row, those corrected or taken back too; `state` says so. Words are left out
unless they are asked for, and those that only the client's advisor may read are never among them.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol, TypeVar

import sqlalchemy as sa

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.domain.interaction import Confidentiality, Outcome
from advisor_desk.hub.tables import event
from advisor_desk.storage.interactions import CORRECTED, RECORDED, WITHDRAWN
from advisor_desk.wire.shaped import instant, json_object_if_any

COLUMNS: Final = (
    "event_id",
    "branch",
    "device",
    "author",
    "client_no",
    "on_day",
    "kind",
    "channel",
    "purpose",
    "outcome",
    "initiator",
    "effective",
    "recorded_at",
    "received_at",
    "state",
    "replaced_by",
)
WORDS: Final = ("note", "words")
"""Columns that are added when the words are asked for."""

STANDS: Final = "STANDS"
REPLACED: Final = "CORRECTED"
TAKEN_BACK: Final = "WITHDRAWN"

_PAGE: Final = 2_000
_LONGEST_CODE: Final = 64
_FIRST_DAY: Final = -(1 << 40)
"""Before any day: where a scan of all corrections begins."""

T = TypeVar("T")
ExportRow = tuple[str, ...]


class Reading(Protocol):
    """The hub's database as an export needs it."""

    def read(self, work: Callable[[sa.Connection], T]) -> T:
        """What `work` reads in one short transaction."""


@dataclass(frozen=True, slots=True)
class _Fate:
    """What later events of one branch say of earlier ones, each by client and id."""

    replaced_by: Mapping[tuple[str, str], str]
    withdrawn: frozenset[tuple[str, str]]
    corrections: frozenset[str]


def interaction_rows(
    store: Reading, branches: list[str], since: date, *, with_words: bool = False
) -> Iterator[ExportRow]:
    """One row of texts a record that happened on `since` or later; by branch, day and id.

    The columns are `COLUMNS`, with `with_words` also `WORDS`. A code that is missing in the record of an
    old or a foreign program is empty.
    """
    for branch in branches:
        fate = _fate(store, branch)
        kinds = (_events(store, branch, kind, to_day(since)) for kind in (RECORDED, CORRECTED))
        for found in heapq.merge(*kinds, key=lambda row: (row.on_day, row.id)):
            # What was corrected after the fates were read would count twice: it waits for the next export.
            if found.type == RECORDED or found.id in fate.corrections:
                yield _row(branch, found, fate, with_words)


def _fate(store: Reading, branch: str) -> _Fate:
    replaced: dict[tuple[str, str], str] = {}
    for found in _events(store, branch, CORRECTED, _FIRST_DAY):
        replaced[(found.client_no or "", _text(json_object_if_any(found.body), "corrects"))] = found.id
    withdrawn = {
        (found.client_no or "", _text(json_object_if_any(found.body), "withdraws"))
        for found in _events(store, branch, WITHDRAWN, _FIRST_DAY)
    }
    return _Fate(replaced, frozenset(withdrawn), frozenset(replaced.values()))


def _events(store: Reading, branch: str, kind: str, since: int) -> Iterator[sa.Row[Any]]:
    """Events of a type by day and id, a page at a time; those that name no day count for nothing."""
    day, after = since, ""
    while True:
        page = store.read(_page_after(branch, kind, day, after))
        yield from page
        if len(page) < _PAGE:
            return
        day, after = page[-1].on_day, page[-1].id


def _page_after(branch: str, kind: str, day: int, after: str) -> Callable[[sa.Connection], list[sa.Row[Any]]]:
    statement = (
        sa.select(
            event.c.id,
            event.c.type,
            event.c.device_id,
            event.c.author,
            event.c.client_no,
            event.c.on_day,
            event.c.body,
            event.c.recorded_at,
            event.c.received_at,
        )
        .where(
            event.c.branch_id == branch,
            event.c.type == kind,
            event.c.on_day >= day,
            sa.or_(event.c.on_day > day, event.c.id > after),
        )
        .order_by(event.c.on_day, event.c.id)
        .limit(_PAGE)
    )
    return lambda connection: list(connection.execute(statement))


def _row(branch: str, found: sa.Row[Any], fate: _Fate, with_words: bool) -> ExportRow:
    # Lenient: an export must not end at one record.
    body = json_object_if_any(found.body)
    key = (found.client_no or "", found.id)
    replaced_by = fate.replaced_by.get(key, "")
    state = TAKEN_BACK if key in fate.withdrawn else REPLACED if replaced_by else STANDS
    row = (
        found.id,
        branch,
        found.device_id,
        found.author,
        found.client_no or "",
        from_day(found.on_day).isoformat(),
        _code(body, "kind") or "CONTACT",
        _code(body, "channel"),
        _code(body, "purpose") or "SERVICE",
        _code(body, "outcome"),
        _code(body, "initiator") or "ADVISOR",
        "1" if _is_effective(body) else "0",
        _instant(found.recorded_at),
        _instant(found.received_at),
        state,
        replaced_by,
    )
    return (*row, *_words(body)) if with_words else row


def _words(body: Mapping[str, Any]) -> tuple[str, str]:
    if body.get("confidentiality", Confidentiality.NORMAL) != Confidentiality.NORMAL:
        return "", ""
    return _text(body, "note"), _text(body, "words")


def _is_effective(body: Mapping[str, Any]) -> bool:
    said = body.get("effective")
    if said is not None:
        return said is True
    outcome = _code(body, "outcome")
    return outcome in Outcome.__members__ and Outcome(outcome).is_effective


def _text(body: Mapping[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str):
        return ""
    # A lone surrogate cannot be written in UTF-8, and no reader of CSV expects a NUL.
    return value.encode("utf-8", "replace").decode().replace("\0", "")


def _code(body: Mapping[str, Any], name: str) -> str:
    value = _text(body, name)
    return value if len(value) <= _LONGEST_CODE else ""


def _instant(text: str) -> str:
    """The time as it was written, or nothing where a desk wrote none that can be read."""
    at = instant(text)
    return "" if at is None else at.isoformat(timespec="microseconds")
