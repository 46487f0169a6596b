"""Tables of the line to head office: how far each scope has come, what came back, what waits for a place.

Who this book is to head office (`Identity`) stands in `book_meta` under `sync.*`.
"""

import sqlalchemy as sa

from advisor_desk.sqltypes import Code, Flag, Hash, Json, Text, UtcTime, Whole
from advisor_desk.storage.tables_frame import SyncStance, column, must, number, table

sync_scope = table(
    "sync_scope",
    SyncStance.LOCAL,
    sa.Column("scope", Text, primary_key=True),
    must("seq", Whole, server_default=sa.text("0")),
    must("hub_epoch", Text, server_default=sa.text("''")),
    must("is_first", Flag, server_default=sa.text("1")),
    # Where a first sync goes on: `[client_no, rank, id]`.
    column("after", Json),
    must("as_of", Text, server_default=sa.text("''")),
    clustered=True,
)

event_echo = table(
    "event_echo",
    SyncStance.FROM_HUB,
    # No foreign key: an event of head office may arrive before the client that it is about.
    sa.Column("event_id", Text, primary_key=True),
    must("scope", Text),
    must("seq", Whole),
    must("row_hash", Hash),
    column("client_no", Text, index=True),
    # Of an event that another device recorded: which one, and the event as it came.
    column("device_id", Text),
    column("origin", Json),
    sa.Index("event_echo_scope", "scope", "seq"),
)

purged_event = table(
    "purged_event",
    SyncStance.LOCAL,
    # The link of an own event whose content went with its client: the chain still holds over it.
    sa.Column("device_seq", sa.Integer, primary_key=True),
    must("epoch", sa.Integer),
    must("event_id", Text, unique=True),
    must("prev_hash", Hash),
    must("hash", Hash),
    must("purged_at", UtcTime),
)

parked_row = table(
    "parked_row",
    SyncStance.FROM_HUB,
    sa.Column("scope", Text, primary_key=True),
    sa.Column("kind", Text, primary_key=True),
    # The id of a client's row is unique within the client only.
    sa.Column("client_no", Text, primary_key=True),
    sa.Column("id", Text, primary_key=True),
    must("seq", Whole),
    must("row_hash", Hash),
    must("body", Text),
    must("shape", Json, server_default=sa.text("'[]'")),
    # UNKNOWN_KIND, WAITS_FOR (what the row refers to is not here yet), PURGE, UNFIT.
    must("why", Code),
    clustered=True,
)

sync_refusal = table(
    "sync_refusal",
    SyncStance.LOCAL,
    sa.Column("event_id", Text, primary_key=True),
    must("code", Code),
    must("params", Json, server_default=sa.text("'{}'")),
    must("told_at", UtcTime),
    # RELEASED when head office took it in after all, SEEN when the advisor has read it.
    column("settled", Code),
    column("settled_at", UtcTime),
)

sync_conflict = table(
    "sync_conflict",
    SyncStance.FROM_HUB,
    sa.Column("event_id", Text, primary_key=True),
    sa.Column("field", Text, primary_key=True),
    must("client_no", Text, index=True),
    must("author", Text, server_default=sa.text("''")),
    must("base", Json),
    must("mine", Json),
    must("theirs", Json),
    must("recorded_at", Text, server_default=sa.text("''")),
    # MINE, THEIRS or BASE once the advisor has chosen; the value that lost stays here.
    column("chosen", Code),
    column("settled_at", UtcTime),
    must("scope", Text),
    must("seq", Whole),
    must("row_hash", Hash),
    clustered=True,
)

sync_receipt = table(
    "sync_receipt",
    SyncStance.LOCAL,
    number(),
    must("at", UtcTime),
    must("batch", Text, unique=True),
    must("body", Json),
    must("signature", Text),
)

sync_round = table(
    "sync_round",
    SyncStance.LOCAL,
    number(),
    must("at", UtcTime),
    must("outcome", Code),
    must("figures", Json, server_default=sa.text("'{}'")),
)
