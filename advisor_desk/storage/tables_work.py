"""Tables of the book itself: what people did (events), imports, rules versions, settings."""

# ruff: noqa: S608 - the triggers are constants.

import sqlalchemy as sa

from advisor_desk.sqltypes import Code, Day, Hash, Json, Text, UtcTime, Whole
from advisor_desk.storage.tables_frame import SyncStance, column, must, number, of_hub, table

book_meta = table(
    "book_meta",
    SyncStance.LOCAL,
    sa.Column("key", Text, primary_key=True),
    must("value", Text),
    clustered=True,
)

setting = table(
    "setting",
    SyncStance.LOCAL,
    sa.Column("key", Text, primary_key=True),
    must("value", Text),
    clustered=True,
)

saved_view = table(
    "saved_view",
    SyncStance.LOCAL,
    number(),
    must("name", Text, unique=True),
    must("body", Json),
)

event = table(
    "event",
    SyncStance.TO_HUB,
    sa.Column("id", Text, primary_key=True),
    must("device_seq", sa.Integer, unique=True),
    must("epoch", sa.Integer),
    must("branch_id", Text, server_default=sa.text("''")),
    must("author", Text),
    column("client_id", sa.Integer, sa.ForeignKey("client.id")),
    # The chain names a client by its number: a row's number differs from desk to desk.
    column("client_no", Text),
    must("type", Code),
    must("v", sa.Integer),
    column("on_day", Day),
    must("body", Json),
    must("recorded_at", UtcTime),
    must("prev_hash", Hash),
    must("hash", Hash),
    must("status", Code, server_default=sa.text("'PENDING'")),
    # The order of the book over own events and those of other desks, whose `device_seq` is negative here.
    must("place", sa.Integer, server_default=sa.text("0")),
    sa.Index("event_client", "client_id", "type", "on_day"),
    sa.Index("event_place", "place", unique=True),
)

outbox = table(
    "outbox",
    SyncStance.TO_HUB,
    sa.Column("event_id", Text, sa.ForeignKey("event.id"), primary_key=True),
    clustered=True,
)

import_batch = table(
    "import_batch",
    SyncStance.LOCAL,
    number(),
    must("uuid", Text, unique=True),
    must("kind", Code),
    must("file_name", Text),
    column("file_sha256", Text),
    column("profile", Text),
    must("mode", Code),
    column("encoding", Text),
    must("started_at", UtcTime),
    column("finished_at", UtcTime),
    must("read_rows", Whole, server_default=sa.text("0")),
    must("added", Whole, server_default=sa.text("0")),
    must("updated", Whole, server_default=sa.text("0")),
    must("unchanged", Whole, server_default=sa.text("0")),
    must("rejected", Whole, server_default=sa.text("0")),
    column("undone_at", UtcTime),
)

import_change = table(
    "import_change",
    SyncStance.LOCAL,
    sa.Column("batch_id", sa.Integer, sa.ForeignKey("import_batch.id"), primary_key=True),
    sa.Column("seq", sa.Integer, primary_key=True),
    must("table_name", Text),
    must("row_key", Json),
    must("before", Json),
    must("after", Json),
    clustered=True,
)

rules_version = table(
    "rules_version",
    SyncStance.FROM_HUB,
    sa.Column("version", Text, primary_key=True),
    must("effective_from", Day),
    must("sha256", Text),
    must("body", Text),
    must("recorded_at", UtcTime),
    *of_hub(),
)

_CONTENT = (
    "id, device_seq, epoch, branch_id, author, client_no, type, v, on_day, body, recorded_at, prev_hash, hash"
)
_REFUSED = "BEGIN SELECT RAISE(ABORT, 'event is append-only'); END"

TRIGGERS = {
    # What another desk recorded goes with its client, and of an own event then remains its link.
    "event_is_kept": (
        "CREATE TRIGGER event_is_kept BEFORE DELETE ON event WHEN OLD.device_seq > 0 "
        f"AND NOT EXISTS (SELECT 1 FROM purged_event WHERE event_id = OLD.id) {_REFUSED}"
    ),
    "event_is_unchanged": (
        f"CREATE TRIGGER event_is_unchanged BEFORE UPDATE OF {_CONTENT} ON event {_REFUSED}"
    ),
    # The number names the client; the row that it hangs on may go and come again.
    "event_is_of_its_client": (
        "CREATE TRIGGER event_is_of_its_client BEFORE UPDATE OF client_id ON event "
        "WHEN OLD.client_no IS NULL OR OLD.client_id IS NOT NULL AND NEW.client_id IS NOT NULL "
        f"{_REFUSED}"
    ),
    "event_place_is_free": (
        "CREATE TRIGGER event_place_is_free BEFORE UPDATE OF place ON event "
        f"WHEN EXISTS (SELECT 1 FROM event WHERE place = NEW.place) {_REFUSED}"
    ),
    # INSERT OR REPLACE would delete the older row without firing the delete trigger.
    "event_is_new": (
        "CREATE TRIGGER event_is_new BEFORE INSERT ON event WHEN EXISTS (SELECT 1 FROM event "
        f"WHERE id = NEW.id OR device_seq = NEW.device_seq OR place = NEW.place) {_REFUSED}"
    ),
}
"""What an event says never changes; its `status` does, once head office has answered, and its place in the
book. An own event is deleted only once its link is kept in `purged_event`."""
