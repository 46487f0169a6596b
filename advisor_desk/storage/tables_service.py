"""Tables of service: what follows from the events, for quick reading, and what is kept beside them.

The truth is in `event`. `interaction`, `task`, `entitlement_entry`, `life_event` and `client_care` follow
from it (`storage.projections`) and can be made anew; `moment` is what the rules found, with what people did.
"""

import sqlalchemy as sa

from advisor_desk.sqltypes import Code, Day, Flag, Json, Text, UtcTime, Whole
from advisor_desk.storage.tables_frame import SyncStance, column, must, number, of_client, table

interaction = table(
    "interaction",
    SyncStance.LOCAL,
    sa.Column("event_id", Text, sa.ForeignKey("event.id"), primary_key=True),
    of_client(),
    must("on_day", Day),
    must("at", UtcTime),
    must("kind", Code),
    must("channel", Code),
    must("purpose", Code),
    must("outcome", Code),
    must("initiator", Code),
    must("is_effective", Flag),
    column("together", Text),
    column("replaced_by", Text),
    must("is_withdrawn", Flag, server_default=sa.text("0")),
    # A contact that counts is found in the index alone: every save asks for the last one.
    sa.Index("interaction_client", "client_id", "on_day", "is_effective", "replaced_by", "is_withdrawn"),
    sa.Index("interaction_together", "together", sqlite_where=sa.text("together IS NOT NULL")),
    sa.Index("interaction_day", "on_day"),
)

task = table(
    "task",
    SyncStance.LOCAL,
    sa.Column("id", Text, primary_key=True),
    column("client_id", sa.Integer, sa.ForeignKey("client.id")),
    must("kind", Code),
    must("title", Text),
    must("due_on", Day),
    column("minute", Whole),
    must("state", Code, server_default=sa.text("'OPEN'")),
    must("made_on", Day),
    column("snoozed_until", Day),
    must("snooze_reason", Text, server_default=sa.text("''")),
    column("repeat", Json),
    must("plan", Text, server_default=sa.text("''")),
    must("origin", Text, server_default=sa.text("''")),
    # The task whose closing made this one.
    column("follows", Text),
    column("closed_on", Day),
    sa.Index("task_open", "due_on", sqlite_where=sa.text("state = 'OPEN'")),
    sa.Index("task_client", "client_id", "due_on"),
    sa.Index("task_origin", "origin", sqlite_where=sa.text("origin <> ''")),
    sa.Index("task_follows", "follows", sqlite_where=sa.text("follows IS NOT NULL")),
)

moment = table(
    "moment",
    SyncStance.LOCAL,
    sa.Column("key", Text, primary_key=True),
    of_client(),
    must("code", Code),
    must("event_on", Day),
    must("due_on", Day),
    must("subject", Text, server_default=sa.text("''")),
    must("evidence", Json),
    must("state", Code, server_default=sa.text("'OPEN'")),
    must("reason", Text, server_default=sa.text("''")),
    column("snoozed_until", Day),
    column("closed_on", Day),
    must("found_on", Day),
    must("rules_version", Text),
    sa.Index("moment_open", "due_on", sqlite_where=sa.text("state = 'OPEN'")),
    sa.Index("moment_client", "client_id", "code", "event_on"),
    clustered=True,
)

entitlement_entry = table(
    "entitlement_entry",
    SyncStance.LOCAL,
    sa.Column("id", Text, sa.ForeignKey("event.id"), primary_key=True),
    of_client(index=True),
    must("code", Code),
    must("move", Code),
    must("count", Whole),
    must("on_day", Day),
    column("for_day", Day),
    must("note", Text, server_default=sa.text("''")),
    must("booking", Text, server_default=sa.text("''")),
    must("author", Text),
    clustered=True,
)

life_event = table(
    "life_event",
    SyncStance.LOCAL,
    sa.Column("id", Text, sa.ForeignKey("event.id"), primary_key=True),
    of_client(index=True),
    must("code", Code),
    must("on_day", Day),
    must("known_day", Day),
    must("note", Text, server_default=sa.text("''")),
    must("is_withdrawn", Flag, server_default=sa.text("0")),
    clustered=True,
)

client_care = table(
    "client_care",
    SyncStance.LOCAL,
    of_client(primary_key=True),
    # The client's own rhythm in place of the rules', and why.
    column("cadence_days", Whole),
    must("cadence_reason", Text, server_default=sa.text("''")),
    column("life_stage", Code),
    must("life_stage_reason", Text, server_default=sa.text("''")),
    must("is_lunar_birthday", Flag, server_default=sa.text("0")),
    column("complaint_on", Day),
    column("complaint_id", Text),
    clustered=True,
)

attachment = table(
    "attachment",
    SyncStance.TO_HUB,
    sa.Column("sha256", Text, primary_key=True),
    must("name", Text),
    must("media_type", Text),
    must("size", Whole),
    must("added_at", UtcTime),
    must("content", sa.LargeBinary),
    # Head office has it.
    must("is_sent", Flag, server_default=sa.text("0")),
    # It stands behind the content, which must not be read for it.
    sa.Index("attachment_unsent", "sha256", sqlite_where=sa.text("is_sent = 0")),
)

draft = table(
    "draft",
    SyncStance.LOCAL,
    sa.Column("key", Text, primary_key=True),
    must("body", Json),
    must("saved_at", UtcTime),
    clustered=True,
)

note_page = table(
    "note_page",
    SyncStance.LOCAL,
    # The number of the full-text row that holds the words of an event.
    number(),
    must("event_id", Text, sa.ForeignKey("event.id"), unique=True),
    of_client(),
)

NOTE_SEARCH = (
    "CREATE VIRTUAL TABLE note_search USING fts5(words, syllables, initials, client, "
    "content='', contentless_delete=1, prefix='2 3', tokenize='unicode61')"
)
"""Pairs of characters, of their syllables, threes of initials; nothing of the text itself is kept twice."""
