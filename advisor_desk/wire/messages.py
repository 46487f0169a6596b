"""The messages of the six routes (sync.md, section 3.7), written and read field by field."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final

from advisor_desk.wire.events import WireEvent, event_of
from advisor_desk.wire.pages import Head, head_json, head_of
from advisor_desk.wire.shaped import Shapeless, json_object, listed, mapping, number, text, text_or_none
from advisor_desk.wire.version import MOST_EVENTS


class Status(StrEnum):
    """What became of one event of a push."""

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class Refusal(StrEnum):
    """Why the hub keeps an event apart instead of applying it; words are made at the desk."""

    BODY_ALTERED = "BODY_ALTERED"
    BODY_UNREADABLE = "BODY_UNREADABLE"
    TOO_LARGE = "TOO_LARGE"
    AUTHOR_FOREIGN = "AUTHOR_FOREIGN"
    CLIENT_NEVER_HELD = "CLIENT_NEVER_HELD"
    CLIENT_UNKNOWN = "CLIENT_UNKNOWN"
    CLIENT_EXISTS = "CLIENT_EXISTS"
    ID_REUSED = "ID_REUSED"
    TYPE_UNKNOWN = "TYPE_UNKNOWN"
    SHAPE = "SHAPE"
    FAILED = "FAILED"


class Flag(StrEnum):
    """What the hub noticed about an event that it took all the same."""

    CHAIN_GAP = "CHAIN_GAP"
    CHAIN_FORK = "CHAIN_FORK"
    AFTER_REASSIGN = "AFTER_REASSIGN"
    CLOCK_SKEW = "CLOCK_SKEW"
    CONFLICT = "CONFLICT"
    CHANGE_REQUEST = "CHANGE_REQUEST"


class Problem(StrEnum):
    """Why a whole request is refused: the `code` of an error body."""

    TOKEN_NEEDED = "token_needed"  # noqa: S105 - a code
    TOKEN_STALE = "token_stale"  # noqa: S105 - a code
    DEVICE_UNKNOWN = "device_unknown"
    DEVICE_REVOKED = "device_revoked"
    SIGNATURE_WRONG = "signature_wrong"
    CODE_WRONG = "code_wrong"
    SHAPELESS = "shapeless"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    BUSY = "busy"
    UPGRADE_NEEDED = "upgrade_needed"
    SCOPE_FOREIGN = "scope_foreign"
    RESYNC_REQUIRED = "resync_required"
    EPOCH_FOREIGN = "epoch_foreign"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class EnrollRequest:
    """A desk asks to be taken in. Keys are raw public keys in hexadecimal.

    `former_authors` are the names under which its events were recorded before it was anybody's.
    """

    code: str
    signing_key: str
    sealing_key: str
    book_id: str
    former_authors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class EnrollAnswer:
    """Who the desk is from now on, and the keys of the hub that it holds on to."""

    device_id: str
    advisor: str
    branch: str
    hub_signing_key: str
    hub_sealing_key: str
    hub_epoch: str


@dataclass(frozen=True, slots=True)
class HeldScope:
    """A scope that the desk follows, with the branch under which it is stored and what it holds now."""

    scope: str
    branch: str
    head: Head


@dataclass(frozen=True, slots=True)
class Hello:
    """What a hub says of itself and of what it has of the desk that asks.

    `last_device_seq` is the highest number it holds of the desk's events of the newest epoch, which is
    `last_epoch`, 0 where a hub does not tell it yet.
    """

    hub_epoch: str
    time: str
    least_protocol: int
    most_protocol: int
    last_device_seq: int
    advisor: str
    branch: str
    scopes: tuple[HeldScope, ...]
    last_epoch: int = 0


@dataclass(frozen=True, slots=True)
class UnfitEvent:
    """An item of a push that is no event: its place in the batch, the id that it names, its text in ASCII."""

    place: int
    id: str
    field: str
    text: str


@dataclass(frozen=True, slots=True)
class PushBatch:
    """Events of one device, in the order of their numbers.

    `unfit` is what could not be read as one, by its place among all items: it is answered like the others.
    """

    device_id: str
    batch: str
    sent_at: str
    events: tuple[WireEvent, ...]
    unfit: tuple[UnfitEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemAnswer:
    """What became of one event."""

    id: str
    status: Status
    code: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the hub has of a device, for the advisor to keep; `signature` is the hub's over `receipt_bytes`.

    `hash` is the chain head as the hub holds it: a record rewritten later on the desk no longer ends there.
    """

    device_id: str
    batch: str
    applied: int
    duplicates: int
    quarantined: int
    events_held: int
    last_device_seq: int
    hash: str
    hub_seq: int
    hub_epoch: str
    at: str
    signature: str = ""


@dataclass(frozen=True, slots=True)
class PushAnswer:
    """One answer an event, in the order of the batch, and the receipt."""

    answers: tuple[ItemAnswer, ...]
    receipt: Receipt


def receipt_bytes(receipt: Receipt) -> bytes:
    """What the hub signs: every field but the signature."""
    named = asdict(receipt)
    del named["signature"]
    return json.dumps(named, ensure_ascii=True, sort_keys=True, separators=(",", ":")).encode()


def written(message: EnrollRequest | EnrollAnswer | Hello | PushBatch | PushAnswer | Receipt) -> bytes:
    """A message as JSON in UTF-8."""
    return json.dumps(_named(message), ensure_ascii=False, separators=(",", ":")).encode()


def _named(
    message: EnrollRequest | EnrollAnswer | Hello | PushBatch | PushAnswer | Receipt,
) -> dict[str, Any]:
    """The long ones field by field: asdict takes ten times as long over 500 events."""
    if isinstance(message, PushBatch):
        return {
            "device_id": message.device_id,
            "batch": message.batch,
            "sent_at": message.sent_at,
            "events": [one.as_json() for one in message.events],
        }
    if isinstance(message, PushAnswer):
        return {
            "answers": [
                {
                    "id": one.id,
                    "status": one.status,
                    "code": one.code,
                    "params": one.params,
                    "flags": one.flags,
                }
                for one in message.answers
            ],
            "receipt": asdict(message.receipt),
        }
    named = asdict(message)
    if isinstance(message, Hello):
        named["scopes"] = [
            {"scope": one.scope, "branch": one.branch, "head": head_json(one.head)} for one in message.scopes
        ]
    return named


def parsed(raw: bytes) -> Mapping[str, Any]:
    """The object that a body holds. Raises Shapeless: no JSON, no object, nested too deeply."""
    return json_object(raw)


def enroll_request(raw: bytes) -> EnrollRequest:
    """Raises Shapeless."""
    given = parsed(raw)
    authors = listed(given, "former_authors", 16)
    return EnrollRequest(
        code=text(given, "code", 128),
        signing_key=text(given, "signing_key", 64),
        sealing_key=text(given, "sealing_key", 64),
        book_id=text(given, "book_id", 64),
        former_authors=tuple(text({"a": one}, "a", 128) for one in authors),
    )


def enroll_answer(raw: bytes) -> EnrollAnswer:
    """Raises Shapeless."""
    given = parsed(raw)
    return EnrollAnswer(
        device_id=text(given, "device_id", 64),
        advisor=text(given, "advisor", 128),
        branch=text(given, "branch", 128),
        hub_signing_key=text(given, "hub_signing_key", 64),
        hub_sealing_key=text(given, "hub_sealing_key", 64),
        hub_epoch=text(given, "hub_epoch", 64),
    )


def hello_of(raw: bytes) -> Hello:
    """Raises Shapeless."""
    given = parsed(raw)
    return Hello(
        hub_epoch=text(given, "hub_epoch", 64),
        time=text(given, "time", 64),
        least_protocol=number(given, "least_protocol"),
        most_protocol=number(given, "most_protocol"),
        last_device_seq=number(given, "last_device_seq"),
        advisor=text(given, "advisor", 128),
        branch=text(given, "branch", 128),
        scopes=tuple(_held(one) for one in listed(given, "scopes", 64)),
        last_epoch=number(given, "last_epoch") if "last_epoch" in given else 0,
    )


def _held(value: object) -> HeldScope:
    given = mapping(value, "scopes")
    return HeldScope(text(given, "scope", 200), text(given, "branch", 128), head_of(given.get("head")))


def push_batch(raw: bytes) -> PushBatch:
    """Raises Shapeless when the batch as a whole cannot be read; a single bad event becomes `unfit`."""
    given = parsed(raw)
    events: list[WireEvent] = []
    unfit: list[UnfitEvent] = []
    for place, one in enumerate(listed(given, "events", MOST_EVENTS)):
        try:
            events.append(event_of(one))
        except Shapeless as problem:
            unfit.append(_unfit(place, one, problem.field))
    return PushBatch(
        device_id=text(given, "device_id", 64),
        batch=text(given, "batch", 64),
        sent_at=text(given, "sent_at", 64),
        events=tuple(events),
        unfit=tuple(unfit),
    )


def _unfit(place: int, value: object, field: str) -> UnfitEvent:
    try:
        named = text(mapping(value), "id", 64)
    except Shapeless:
        named = ""
    try:
        said = json.dumps(value, ensure_ascii=True, separators=(",", ":"))
    except RecursionError:
        said = '"nested too deeply"'
    return UnfitEvent(place, named, field, said)


def push_answer(raw: bytes) -> PushAnswer:
    """Raises Shapeless."""
    given = parsed(raw)
    return PushAnswer(
        tuple(_answer(one) for one in listed(given, "answers", MOST_EVENTS)), receipt_of(given.get("receipt"))
    )


def _answer(value: object) -> ItemAnswer:
    given = mapping(value, "answers")
    try:
        status = Status(text(given, "status"))
    except ValueError:
        raise Shapeless("status") from None
    flags = listed(given, "flags", 16)
    return ItemAnswer(
        id=text(given, "id", 64),
        status=status,
        code=text_or_none(given, "code", 64) or "",
        params=mapping(given.get("params", {}), "params"),
        flags=tuple(text({"f": one}, "f", 64) for one in flags),
    )


def receipt_of(value: object) -> Receipt:
    """A receipt out of parsed JSON. Raises Shapeless."""
    given = mapping(value, "receipt")
    texts = {
        name: text(given, name, 256)
        for name in ("device_id", "batch", "hash", "hub_epoch", "at", "signature")
    }
    wholes = {
        name: number(given, name)
        for name in ("applied", "duplicates", "quarantined", "events_held", "last_device_seq", "hub_seq")
    }
    return Receipt(**texts, **wholes)  # type: ignore[arg-type]


AWAY: Final = "away"
"""Parameter of a refusal as BUSY: true when the hub's database cannot be used. Older desks let it be."""


def problem_body(problem: Problem, **params: Any) -> bytes:
    """The body of a refused request."""
    return json.dumps({"code": problem.value, "params": params}, separators=(",", ":")).encode()


def problem_of(raw: bytes) -> tuple[str, Mapping[str, Any]]:
    """Code and parameters of a refused request; an empty code for a body of somebody else's making."""
    try:
        given = parsed(raw)
        return text(given, "code", 64), mapping(given.get("params", {}), "params")
    except Shapeless:
        return "", {}


def total(answers: Sequence[ItemAnswer], status: Status) -> int:
    """How many answers have a status."""
    return sum(one.status is status for one in answers)
