"""The hub's tables: every key begins with the branch, by which the data is sharded (sync.md, 3.2 and 3.10).

What every desk reads stands once, under `FIRM_BRANCH`. JSON is text and never queried; times are UTC text
with microseconds; sums and hashes of 64 bits are kept as signed whole numbers.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

METADATA = sa.MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_Whole = sa.BigInteger()


def _branch() -> sa.Column[Any]:
    return sa.Column("branch_id", sa.Text, primary_key=True)


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, primary_key=True)


def _text(name: str, default: str | None = "") -> sa.Column[Any]:
    if default is None:
        return sa.Column(name, sa.Text)
    return sa.Column(name, sa.Text, nullable=False, server_default=default)


def _whole(name: str, default: int | None = 0) -> sa.Column[Any]:
    if default is None:
        return sa.Column(name, _Whole)
    return sa.Column(name, _Whole, nullable=False, server_default=str(default))


hub_meta = sa.Table("hub_meta", METADATA, _branch(), _key("key"), _text("value"))
"""`epoch`: who this hub is; another after a restore. `keys`: a digest of its public keys."""

advisor = sa.Table("advisor", METADATA, _branch(), _key("id"), _text("name"), _text("since"))

device = sa.Table(
    "device",
    METADATA,
    _branch(),
    _key("id"),
    _text("advisor_id"),
    _text("book_id"),
    _text("signing_key"),
    _text("sealing_key"),
    _text("former_authors", "[]"),
    _text("status", "ACTIVE"),
    _text("enrolled_at"),
    _text("revoked_at", None),
    # What the hub holds of the device's chain: the highest number, its epoch and hash, how many in all.
    _whole("last_seq"),
    _whole("last_epoch"),
    _text("last_hash"),
    _whole("events_held"),
    _text("seen_at", None),
    # What the desk said of itself at the end of its last round (`wire.report`).
    _text("report", "{}"),
)

invitation = sa.Table(
    "invitation",
    METADATA,
    _branch(),
    _key("code_hash"),
    _text("advisor_id"),
    _text("made_at"),
    _text("until"),
    _text("used_at", None),
    _text("device_id", None),
)

client = sa.Table(
    "client",
    METADATA,
    _branch(),
    _key("client_no"),
    _text("advisor_id"),
    sa.Index(None, "branch_id", "advisor_id"),
)

assignment = sa.Table(
    "assignment",
    METADATA,
    _branch(),
    _key("client_no"),
    _key("order_id"),
    _text("advisor_id"),
    _text("from_at"),
    _text("to_at", None),
)
"""Who held a client when; `to_at` is empty for whoever holds it now."""

client_move = sa.Table(
    "client_move",
    METADATA,
    _branch(),
    _key("client_no"),
    _key("order_id"),
    _text("to_branch"),
    _text("advisor_id"),
    _text("state"),
    _text("at"),
    sa.Index("client_move_state", "branch_id", "state"),
)
"""A client who left the branch for another: LEFT, ARRIVED there, or BACK here since (`hub.moves`)."""

forward = sa.Table(
    "forward",
    METADATA,
    _branch(),
    _key("client_no"),
    # The event's, or the digest of an attachment.
    _key("id"),
    # By which move it came to this branch; empty for what arrived here first.
    _key("order_id"),
    _text("kind"),
    _text("body"),
    _text("device_id"),
    _whole("device_seq"),
    _text("state"),
    _text("at"),
    sa.Index("forward_state", "branch_id", "state", "at"),
)
"""What came late for a client who has left, on its way after them (`hub.forward`)."""

scope_head = sa.Table(
    "scope_head", METADATA, _branch(), _key("scope"), _whole("seq"), _whole("n"), _whole("digest")
)

scope_row = sa.Table(
    "scope_row",
    METADATA,
    _branch(),
    _key("scope"),
    _key("kind"),
    # The id of a client's row is unique within the client only: two clients have assets of the same day.
    _key("client_no"),
    _key("id"),
    _whole("rank"),
    _whole("seq"),
    _whole("deleted"),
    _text("body"),
    _whole("h"),
    # The hash that the row had before it was last put, if it was a live one: what leaves the scope's sum.
    _whole("was", None),
    _text("at"),
    sa.Index("scope_row_seq", "branch_id", "scope", "seq"),
    sa.Index("scope_row_place", "branch_id", "scope", "client_no", "rank", "id"),
)
"""State, not a log: an update moves the row to a new number. `at` is when it was last put, for tombstones."""

event = sa.Table(
    "event",
    METADATA,
    _branch(),
    _key("id"),
    _text("device_id"),
    _whole("epoch"),
    _whole("device_seq"),
    _text("author"),
    _text("client_no", None),
    _text("type"),
    _whole("v"),
    _text("prev_hash"),
    _text("hash"),
    _text("body"),
    # The civil day it happened on, in days since 1970, out of the body; empty when the body names none.
    _whole("on_day", None),
    _text("recorded_at"),
    _text("received_at"),
    _text("flags", "[]"),
    sa.Index("event_device", "branch_id", "device_id", "device_seq"),
    sa.Index("event_day", "branch_id", "type", "on_day"),
    sa.Index("event_received", "branch_id", "received_at"),
)

quarantine = sa.Table(
    "quarantine",
    METADATA,
    _branch(),
    _key("id"),
    _key("hash"),
    _text("device_id"),
    _text("client_no", None),
    _text("type"),
    _text("reason"),
    _text("params", "{}"),
    _text("event"),
    _text("received_at"),
    _text("state", "HELD"),
    _text("settled_at", None),
    _text("settled_by", None),
    sa.Index("quarantine_state", "branch_id", "state", "received_at"),
)
"""Events kept apart, word for word; `state` is HELD, RELEASED (applied after all) or RETURNED."""

conflict = sa.Table(
    "conflict",
    METADATA,
    _branch(),
    _key("event_id"),
    _key("field"),
    _text("client_no"),
    _text("author"),
    _text("base", "null"),
    _text("mine", "null"),
    _text("theirs", "null"),
    _text("at"),
    _text("state", "OPEN"),
    _text("settled_at", None),
)
"""An edit whose field had changed meanwhile, as JSON values: what it built on, what it wants, what stands."""

tier_month = sa.Table(
    "tier_month",
    METADATA,
    _branch(),
    _key("advisor_id"),
    _key("month"),
    _key("tier"),
    _whole("clients"),
)

attachment = sa.Table(
    "attachment",
    METADATA,
    _branch(),
    _key("sha256"),
    _text("name"),
    _text("media_type"),
    _whole("size"),
    sa.Column("content", sa.LargeBinary, nullable=False),
    _text("received_at"),
    _text("device_id"),
)

attachment_use = sa.Table(
    "attachment_use",
    METADATA,
    _branch(),
    _key("sha256"),
    _key("event_id"),
    _text("client_no"),
    sa.Index("attachment_use_client", "branch_id", "client_no"),
)
"""Which accepted event names an attachment: whoever holds the client may fetch it."""

journal = sa.Table(
    "journal",
    METADATA,
    _branch(),
    _key("id"),
    _text("at"),
    _text("who"),
    _text("deed"),
    _text("body", "{}"),
)
"""What head office did: invitations, assignments, releases, revocations, loads, publications."""

console_code = sa.Table(
    "console_code",
    METADATA,
    _branch(),
    _key("code_hash"),
    _text("who"),
    _text("made_at"),
    _text("until"),
    _text("used_at", None),
    _text("ended_at", None),
)
"""One-time codes of the console, under `FIRM_BRANCH`; a used one is somebody's session until `ended_at`."""
