"""Tables of advice: sealed states of the shelf, its moves, order intents, what an advisor works on.

What was checked, suggested and answered stands in `event`.
"""

import sqlalchemy as sa

from advisor_desk.sqltypes import Code, Day, Fen, Json, Text, UtcTime, Whole
from advisor_desk.storage.tables_frame import SyncStance, column, must, number, of_client, of_hub, table

shelf_release = table(
    "shelf_release",
    SyncStance.FROM_HUB,
    number(),
    must("received_on", Day),
    must("source", Text),
    must("author", Text),
    must("digest", Text),
    must("products", Whole),
    must("recorded_at", UtcTime),
    *of_hub(),
)

shelf_move = table(
    "shelf_move",
    SyncStance.FROM_HUB,
    number(),
    # The code and not the row: a move is remembered even when the product has gone and comes back.
    must("code", Text, index=True),
    column("before", Code),
    must("after", Code),
    must("on_day", Day),
    must("approver", Text),
    must("reason", Text),
    column("event_id", Text, sa.ForeignKey("event.id")),
    *of_hub(),
)

order_intent = table(
    "order_intent",
    # Each follows from the event that it names; only its status is said by others.
    SyncStance.LOCAL,
    number(),
    of_client(index=True),
    must("product_id", sa.Integer, sa.ForeignKey("product.id")),
    must("amount_fen", Fen),
    must("saved_on", Day),
    must("until_on", Day),
    must("status", Code, server_default=sa.text("'OPEN'")),
    must("event_id", Text, sa.ForeignKey("event.id")),
    sa.Index("order_intent_open", "product_id", "until_on", sqlite_where=sa.text("status = 'OPEN'")),
)

plan_draft = table(
    "plan_draft",
    SyncStance.LOCAL,
    of_client(primary_key=True),
    must("body", Json),
    clustered=True,
)
