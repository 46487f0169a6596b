"""Pictures and PDFs that contacts name: kept once by their digest, given to whoever holds such a client.

They go their own way after the push (sync.md, section 3.7); the event that names one makes it fetchable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.hub.desk_register import Device
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.desk import AttachmentHead
from advisor_desk.wire.events import WireEvent
from advisor_desk.wire.messages import Problem

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_USE: Final = ManyRows(
    "INSERT INTO attachment_use (branch_id, sha256, event_id, client_no) VALUES ",
    "(:b, ?, ?, ?)",
    " ON CONFLICT (branch_id, sha256, event_id) DO NOTHING",
)
_KEEP: Final = sa.text(
    "INSERT INTO attachment "
    "(branch_id, sha256, name, media_type, size, content, received_at, device_id) "
    "VALUES (:b, :sha256, :name, :media_type, :size, :content, :at, :device) "
    "ON CONFLICT (branch_id, sha256) DO NOTHING"
)
_HELD: Final = sa.text(
    "SELECT attachment_use.client_no FROM attachment_use JOIN client "
    "ON client.branch_id = attachment_use.branch_id AND client.client_no = attachment_use.client_no "
    "WHERE attachment_use.branch_id = :b AND client.branch_id = :b AND attachment_use.sha256 = :sha256 "
    "AND client.advisor_id = :advisor LIMIT 1"
)
_READ: Final = sa.text(
    "SELECT name, media_type, size, content FROM attachment WHERE branch_id = :b AND sha256 = :sha256"
)
_OF_CLIENT: Final = sa.text(
    "SELECT sha256, event_id, client_no FROM attachment_use "
    "WHERE branch_id = :b AND client_no = :client ORDER BY sha256, event_id"
)
_PRESENT: Final = ManyRows("SELECT sha256 FROM attachment WHERE branch_id = :b AND sha256 IN (", "?", ")")
_CLIENTS: Final = sa.text(
    "SELECT DISTINCT client_no FROM attachment_use WHERE branch_id = :b AND sha256 = :sha256 "
    "ORDER BY client_no"
)
_WHOLE: Final = sa.text(
    "SELECT sha256, name, media_type, size, content, received_at, device_id FROM attachment "
    "WHERE branch_id = :b AND sha256 = :sha256"
)

Use = tuple[str, str, str]
"""Digest, event and client."""


def uses(event: WireEvent, client_no: str, body: Mapping[str, Any]) -> list[Use]:
    """The attachments that the body of an event names (`storage.interaction_body`)."""
    named = body.get("attachments")
    if not isinstance(named, list):
        return []
    return [
        (digest, event.id, client_no)
        for digest in dict.fromkeys(one for one in named if isinstance(one, str))
        if _DIGEST.fullmatch(digest)
    ]


def keep_uses(connection: sa.Connection, branch: str, named: Sequence[Use]) -> None:
    """Note which event names which attachment."""
    _USE.run(connection, {"b": branch}, named)


def demand_whole(head: AttachmentHead, content: bytes) -> None:
    """Raises Refused(SHAPELESS) when the content is not what its digest and size say."""
    if len(content) != head.size or sha256(content).hexdigest() != head.sha256:
        raise Refused(Problem.SHAPELESS, field="sha256")


def keep(connection: sa.Connection, device: Device, head: AttachmentHead, content: bytes, at: str) -> None:
    """Keep what a desk sends; one that is here already stays as it came first. `at` is UTC text."""
    given = {
        "b": device.branch,
        "sha256": head.sha256,
        "name": head.name,
        "media_type": head.media_type,
        "size": head.size,
        "content": content,
        "at": at,
        "device": device.id,
    }
    connection.execute(_KEEP, given)


def fetch(connection: sa.Connection, device: Device, digest: str) -> tuple[AttachmentHead, bytes]:
    """An attachment that an accepted event of one of the advisor's clients names.

    Raises Refused(SCOPE_FOREIGN) when there is no such event, or nobody has sent the attachment yet.
    """
    given = {"b": device.branch, "sha256": digest, "advisor": device.advisor}
    row = None
    if connection.execute(_HELD, given).first() is not None:
        row = connection.execute(_READ, given).first()
    if row is None:
        raise Refused(Problem.SCOPE_FOREIGN, sha256=digest)
    return AttachmentHead(digest, row.name, row.media_type, row.size), bytes(row.content)


def uses_of_client(connection: sa.Connection, branch: str, client_no: str) -> list[Use]:
    """Which events of a client name which attachments."""
    return [
        (row[0], row[1], row[2]) for row in connection.execute(_OF_CLIENT, {"b": branch, "client": client_no})
    ]


def present(connection: sa.Connection, branch: str, digests: Iterable[str]) -> set[str]:
    """Those of the attachments that have been sent."""
    asked = [(digest,) for digest in dict.fromkeys(digests)]
    return {row[0] for row in _PRESENT.run(connection, {"b": branch}, asked)}


def clients_of_file(connection: sa.Connection, branch: str, digest: str) -> list[str]:
    """Clients whose events name an attachment."""
    return list(connection.execute(_CLIENTS, {"b": branch, "sha256": digest}).scalars())


def whole(connection: sa.Connection, branch: str, digest: str) -> dict[str, Any] | None:
    """An attachment with everything that is kept of it; None when nobody has sent it."""
    row = connection.execute(_WHOLE, {"b": branch, "sha256": digest}).first()
    return None if row is None else {**row._mapping, "content": bytes(row.content)}  # noqa: SLF001


def keep_whole(connection: sa.Connection, branch: str, found: Mapping[str, Any]) -> None:
    """Keep what `whole` has read in another branch."""
    given = {**found, "b": branch, "at": found["received_at"], "device": found["device_id"]}
    connection.execute(_KEEP, given)
