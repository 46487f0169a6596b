"""Advisors, the one-time codes by which they are invited, and the desks that came with one (sync.md, 3.8).

A device's id and a code begin with the branch, so that every question goes to one branch.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import EnrollRequest, Problem
from advisor_desk.wire.rows import compact
from advisor_desk.wire.seal import KEY_BYTES, PublicKeys

CODE_BYTES: Final = 16
ACTIVE: Final = "ACTIVE"
REVOKED: Final = "REVOKED"
_NOBODY: Final = ("", "cli")
"""What stands as author of events that were recorded before a desk had an advisor."""

_COLUMNS = (
    "branch_id, id, advisor_id, status, signing_key, sealing_key, former_authors, last_seq, last_epoch, "
    "last_hash, events_held, seen_at, report, enrolled_at"
)
_DEVICE = sa.text(f"SELECT {_COLUMNS} FROM device WHERE branch_id = :b AND id = :id")  # noqa: S608 - names
_DEVICES = sa.text(f"SELECT {_COLUMNS} FROM device WHERE branch_id = :b ORDER BY id")  # noqa: S608 - names
_SEEN = sa.text(
    f"UPDATE device SET seen_at = :at WHERE branch_id = :b AND id = :id RETURNING {_COLUMNS}"  # noqa: S608
)
_REPORTED = sa.text("UPDATE device SET seen_at = :at, report = :report WHERE branch_id = :b AND id = :id")
_REVOKE = sa.text(
    "UPDATE device SET status = 'REVOKED', revoked_at = :at "
    "WHERE branch_id = :b AND id = :id AND status <> 'REVOKED' RETURNING id"
)
_ENROLL = sa.text(
    "INSERT INTO device (branch_id, id, advisor_id, book_id, signing_key, sealing_key, former_authors, "
    "enrolled_at) VALUES (:b, :id, :advisor, :book, :signing, :sealing, :former, :at)"
)
_ADVISOR = sa.text(
    "INSERT INTO advisor (branch_id, id, name, since) VALUES (:b, :id, :name, :at) "
    "ON CONFLICT (branch_id, id) DO UPDATE SET "
    "name = CASE WHEN excluded.name = '' THEN advisor.name ELSE excluded.name END"
)
_ADVISORS = sa.text("SELECT id, name FROM advisor WHERE branch_id = :b ORDER BY id")
_KNOWN_ADVISORS = sa.text("SELECT id FROM advisor WHERE branch_id = :b AND id IN :ids").bindparams(
    sa.bindparam("ids", expanding=True)
)
_INVITE = sa.text(
    "INSERT INTO invitation (branch_id, code_hash, advisor_id, made_at, until) "
    "VALUES (:b, :code, :advisor, :at, :until)"
)
_USE = sa.text(
    "UPDATE invitation SET used_at = :at, device_id = :device "
    "WHERE branch_id = :b AND code_hash = :code AND used_at IS NULL AND until >= :at RETURNING advisor_id"
)
_USED = sa.text(
    "SELECT device_id FROM invitation WHERE branch_id = :b AND code_hash = :code AND until >= :at"
)


@dataclass(frozen=True, slots=True)
class Device:
    """A desk as the hub knows it. `last_*` and `events_held` say what the hub holds of its chain.

    `report` is what it last said of itself; `seen_at` when (UTC text), None before its first word.
    """

    branch: str
    id: str
    advisor: str
    status: str
    signing_key: bytes
    sealing_key: bytes
    former_authors: tuple[str, ...]
    last_seq: int
    last_epoch: int
    last_hash: str
    events_held: int
    seen_at: str | None
    report: Mapping[str, Any] = field(default_factory=dict)
    enrolled_at: str = ""

    @property
    def keys(self) -> PublicKeys:
        """With which its signatures are checked and what is for it alone is sealed."""
        return PublicKeys(self.signing_key, self.sealing_key)

    def may_be_author(self, author: str) -> bool:
        """True for its advisor, and for names under which its book was kept before it was enrolled."""
        return author == self.advisor or author in _NOBODY or author in self.former_authors


@dataclass(frozen=True, slots=True)
class Invitation:
    """A code that lets one desk in, for one advisor, until `until` (UTC text)."""

    branch: str
    code: str
    advisor: str


def new_code(branch: str, chance: bytes) -> str:
    """A code of 128 random bits that may be dictated: letters and digits, case does not matter."""
    return f"{branch}.{base64.b32encode(chance[:CODE_BYTES]).decode().rstrip('=')}"


def branch_of(text: str) -> str:
    """The branch with which an id of a device, or a code, begins; empty when there is none."""
    branch, dot, rest = text.strip().partition(".")
    return branch if dot and rest else ""


def code_hash(code: str) -> str:
    """What is kept of a code."""
    branch, _, secret = code.strip().partition(".")
    spoken = "".join(secret.split()).replace("-", "").upper()
    return hashlib.sha256(f"{branch}.{spoken}".encode()).hexdigest()


def add_advisor(connection: sa.Connection, branch: str, advisor: str, name: str, at: str) -> None:
    """Note an advisor; one who is known keeps the name unless another is given."""
    connection.execute(_ADVISOR, {"b": branch, "id": advisor, "name": name, "at": at})


def advisors(connection: sa.Connection, branch: str) -> dict[str, str]:
    """Names of a branch's advisors by id."""
    return {row.id: row.name for row in connection.execute(_ADVISORS, {"b": branch})}


def known_advisors(connection: sa.Connection, branch: str, ids: Sequence[str]) -> set[str]:
    """Those of `ids` that are advisors of the branch."""
    if not ids:
        return set()
    return set(connection.execute(_KNOWN_ADVISORS, {"b": branch, "ids": list(ids)}).scalars())


def invite(connection: sa.Connection, invitation: Invitation, at: str, until: str) -> None:
    """Let one desk in with the code until `until`."""
    given = {
        "b": invitation.branch,
        "code": code_hash(invitation.code),
        "advisor": invitation.advisor,
        "at": at,
        "until": until,
    }
    connection.execute(_INVITE, given)


def enroll(connection: sa.Connection, request: EnrollRequest, device_id: str, at: str) -> Device:
    """Take in a desk with its code. The same desk may ask again with it: the first answer may be lost.

    Raises Refused(CODE_WRONG) for a code that is unknown, used by another desk or too old, and
    Refused(SHAPELESS) for keys that are none.
    """
    branch, code = branch_of(request.code), code_hash(request.code)
    keys = _public_keys(request)
    asked = {"b": branch, "code": code, "at": at}
    advisor = connection.execute(_USE, {**asked, "device": device_id}).scalar()
    if advisor is None:
        return _taken_in_before(connection, asked, keys)
    given = {
        "b": branch,
        "id": device_id,
        "advisor": advisor,
        "book": request.book_id,
        "signing": keys.signing.hex(),
        "sealing": keys.sealing.hex(),
        "former": compact([name for name in request.former_authors if name != advisor]),
        "at": at,
    }
    connection.execute(_ENROLL, given)
    return demanded(find(connection, device_id))


def _taken_in_before(connection: sa.Connection, asked: Mapping[str, str], keys: PublicKeys) -> Device:
    device_id = connection.execute(_USED, asked).scalar()
    device = find(connection, device_id) if device_id else None
    if device is None or device.keys != keys or device.status != ACTIVE:
        raise Refused(Problem.CODE_WRONG)
    return device


def _public_keys(request: EnrollRequest) -> PublicKeys:
    try:
        keys = PublicKeys(bytes.fromhex(request.signing_key), bytes.fromhex(request.sealing_key))
    except ValueError:
        raise Refused(Problem.SHAPELESS, field="signing_key") from None
    if len(keys.signing) != KEY_BYTES or len(keys.sealing) != KEY_BYTES:
        raise Refused(Problem.SHAPELESS, field="signing_key")
    return keys


def find(connection: sa.Connection, device_id: str) -> Device | None:
    """The device of that id, revoked or not."""
    row = connection.execute(_DEVICE, {"b": branch_of(device_id), "id": device_id}).first()
    return None if row is None else _device(row)


def demanded(device: Device | None) -> Device:
    """A device that may speak. Raises Refused(DEVICE_UNKNOWN | DEVICE_REVOKED)."""
    if device is None:
        raise Refused(Problem.DEVICE_UNKNOWN)
    if device.status != ACTIVE:
        raise Refused(Problem.DEVICE_REVOKED)
    return device


def devices(connection: sa.Connection, branch: str) -> list[Device]:
    """Every device of a branch, in the order of their ids."""
    return [_device(row) for row in connection.execute(_DEVICES, {"b": branch})]


def locked(connection: sa.Connection, device: Device, at: str) -> Device:
    """The device as it stands now, kept from others until the transaction ends; it was seen at `at`.

    Raises Refused(DEVICE_UNKNOWN | DEVICE_REVOKED).
    """
    row = connection.execute(_SEEN, {"b": device.branch, "id": device.id, "at": at}).first()
    return demanded(None if row is None else _device(row))


def keep_report(connection: sa.Connection, device: Device, report: Mapping[str, Any], at: str) -> None:
    """Keep what a device says of itself."""
    given = {"b": device.branch, "id": device.id, "at": at, "report": compact(dict(report))}
    connection.execute(_REPORTED, given)


def revoke(connection: sa.Connection, device_id: str, at: str) -> bool:
    """Let a device in no more; False when it is unknown or was revoked before."""
    given = {"b": branch_of(device_id), "id": device_id, "at": at}
    return connection.execute(_REVOKE, given).scalar() is not None


def _device(row: sa.Row[Any]) -> Device:
    return Device(
        branch=row.branch_id,
        id=row.id,
        advisor=row.advisor_id,
        status=row.status,
        signing_key=bytes.fromhex(row.signing_key),
        sealing_key=bytes.fromhex(row.sealing_key),
        former_authors=tuple(json.loads(row.former_authors)),
        last_seq=row.last_seq,
        last_epoch=row.last_epoch,
        last_hash=row.last_hash,
        events_held=row.events_held,
        seen_at=row.seen_at,
        report=json.loads(row.report),
        enrolled_at=row.enrolled_at,
    )
