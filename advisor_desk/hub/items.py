"""Events on their way in: what can be said of one by itself, before anything is read (sync.md, section 3.8).

The order is that of the answers: size, shape, hash, author. No SQL here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final

from advisor_desk.domain.dates import to_day
from advisor_desk.sqltypes import utc_text
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import Flag, ItemAnswer, Refusal, Status, UnfitEvent
from advisor_desk.wire.shaped import MOST_WHOLE, instant
from advisor_desk.wire.version import MOST_EVENT_BYTES, SKEW_SECONDS

ALWAYS_OWN: Final = frozenset({"", "cli"})
"""Authors of a book that was nobody's yet."""

_HASH: Final = re.compile(r"[0-9a-f]{64}")
_ABSENT: Final = "unfit:"


@dataclass(slots=True)
class Item:
    """One event of a push, and what has been found of it so far.

    `key` is the hash under which it is kept apart: its own, or, when that says nothing of its content or
    it is somebody else's, one over all that came. `is_link` says that hash and author are right.
    """

    event: WireEvent
    key: str
    is_link: bool = False
    status: Status | None = None
    refusal: Refusal | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    flags: list[str] = field(default_factory=list)
    body: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""
    """What came, when it was no event."""

    def refuse(self, refusal: Refusal, **params: Any) -> None:
        """Keep it apart, for this reason."""
        self.refusal, self.params = refusal, params

    @property
    def answer(self) -> ItemAnswer:
        """What the desk is told. An item without an id of its own is told by its place."""
        event_id = "" if self.event.id.startswith(_ABSENT) else self.event.id
        code = "" if self.refusal is None else self.refusal.value
        return ItemAnswer(event_id, self.status or Status.APPLIED, code, self.params, tuple(self.flags))


@dataclass(frozen=True, slots=True)
class Moment:
    """When events came (seconds since 1970, UTC), and clients whom other branches had then.

    None of those can come to be in this one.
    """

    at: float
    elsewhere: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Hour:
    """The hub's time when something arrives, and whether the desk's clock was far off when it sent it."""

    at: datetime
    text: str
    is_skewed: bool

    @classmethod
    def of(cls, seconds: float, sent_at: str = "") -> Hour:
        """`seconds` since 1970 in UTC; `sent_at` is the desk's time as it wrote it, if it did."""
        at = datetime.fromtimestamp(seconds, UTC)
        sent = instant(sent_at)
        is_skewed = sent is not None and abs((sent - at).total_seconds()) > SKEW_SECONDS
        return cls(at, utc_text(at), is_skewed)


def arriving(event: WireEvent, device_id: str, authors: frozenset[str], hour: Hour) -> Item:
    """An event with the first thing that is wrong with it, if any, and the flag of a clock that is off."""
    recorded = instant(event.recorded_at)
    if _is_too_large(event.body):
        return _refused(event, device_id, Refusal.TOO_LARGE, limit=MOST_EVENT_BYTES)
    wrong = "recorded_at" if recorded is None else _misshapen(event)
    if recorded is None or wrong:
        return _refused(event, device_id, Refusal.SHAPE, field=wrong)
    if not event.is_as_hashed:
        return _refused(event, device_id, Refusal.BODY_ALTERED)
    if event.author not in authors:
        return _refused(event, device_id, Refusal.AUTHOR_FOREIGN, author=event.author)
    item = Item(event, event.hash, is_link=True)
    if hour.is_skewed or (recorded - hour.at).total_seconds() > SKEW_SECONDS:
        item.flags.append(Flag.CLOCK_SKEW.value)
    return item


def unfit(one: UnfitEvent, device_id: str) -> Item:
    """An item that is no event, to be kept apart as it came."""
    key = _digest(device_id, one.text)
    event_id = storable(one.id) or f"{_ABSENT}{key[:32]}"
    nothing = WireEvent(event_id, 0, 0, "", None, "", 0, "", "", "", "")
    item = Item(nothing, key, text=one.text)
    item.refuse(Refusal.SHAPE, field=one.field)
    return item


def event_text(event: WireEvent) -> str:
    """An event as JSON in ASCII: any database keeps it word for word."""
    return json.dumps(event.as_json(), ensure_ascii=True, separators=(",", ":"))


def storable(text: str) -> str:
    """A text that any database takes; what it cannot hold stands escaped."""
    if text.isascii() and "\x00" not in text:
        return text
    return text.encode("utf-8", "backslashreplace").decode().replace("\x00", "\\x00")


def day_of(body: Mapping[str, Any]) -> int | None:
    """The civil day that a body names, in days since 1970."""
    try:
        return to_day(date.fromisoformat(body.get("on", "")))
    except (TypeError, ValueError):
        return None


def _refused(event: WireEvent, device_id: str, refusal: Refusal, **params: Any) -> Item:
    item = Item(event, _digest(device_id, event_text(event)))
    item.refuse(refusal, **{name: storable(v) if isinstance(v, str) else v for name, v in params.items()})
    return item


def _digest(device_id: str, text: str) -> str:
    return sha256(f"{device_id}\n{text}".encode()).hexdigest()


def _is_too_large(body: str) -> bool:
    return len(body) > MOST_EVENT_BYTES or (
        4 * len(body) > MOST_EVENT_BYTES and len(body.encode("utf-8", "surrogatepass")) > MOST_EVENT_BYTES
    )


def _misshapen(event: WireEvent) -> str:
    """The first field that is not what an event has; empty when all are."""
    if not (event.id and event.type and event.client_no != "" and _is_short(event)):
        return "id"
    if not (0 <= event.epoch <= MOST_WHOLE and 1 <= event.device_seq <= MOST_WHOLE):
        return "device_seq"
    if not 1 <= event.v <= MOST_WHOLE:
        return "v"
    if _HASH.fullmatch(event.hash) is None or _HASH.fullmatch(event.prev_hash) is None:
        return "hash"
    texts = f"{event.id}{event.author}{event.client_no}{event.type}{event.recorded_at}{event.body}"
    try:
        texts.encode()
    except UnicodeEncodeError:
        return "body"
    return "body" if "\x00" in texts else ""


def _is_short(event: WireEvent) -> bool:
    return (
        len(event.id) <= 64  # noqa: PLR2004 - as in wire.events
        and len(event.type) <= 64  # noqa: PLR2004
        and len(event.author) <= 128  # noqa: PLR2004
        and len(event.recorded_at) <= 64  # noqa: PLR2004
        and len(event.client_no or "") <= 256  # noqa: PLR2004
    )
