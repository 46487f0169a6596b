"""Tables of where clients stand: the figures of today, month-end snapshots, tier overrides.

`standing` and `score_snapshot` can always be computed again from the other tables.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from advisor_desk.sqltypes import Code, Day, Fen, Flag, Json, Text, Whole
from advisor_desk.storage import kept_scores
from advisor_desk.storage.standings import SORT_COLUMNS
from advisor_desk.storage.tables_frame import (
    SyncStance,
    column,
    must,
    number,
    of_client,
    of_hub,
    table,
)

SORTABLE: Sequence[str] = SORT_COLUMNS
"""Columns by which the client list sorts, by value and never by text of a code.

One index each: the client's number breaks ties and `facets` answers every filter by code, so that
a filtered page is read from one index alone, whatever the order. A figure that every trade moves has
none: a trade would then write two more pages.
"""


def _sort_index(name: str) -> sa.Index:
    keys = dict.fromkeys((name, "client_no", "facets"))
    return sa.Index(f"standing_{name}", *keys)


def _scores() -> list[sa.Column[Any]]:
    return [
        must("rules_version", Text),
        must("tier", Code),
        column("tier_variant", Code),
        must("is_provisional", Flag, server_default=sa.text("0")),
        column("avg20_fen", Fen),
        column("aum_fen", Fen),
        must("a", Whole),
        must("f", Whole),
        must("b", Whole),
        must("group_code", Code),
        must("group_paper_mid", Code),
        must("classic_r", Whole),
        must("classic_f", Whole),
        must("classic_m", Whole),
        must("state", Code),
        must("labels", Text, server_default=sa.text("''")),
        must("action", Code),
        must("tags", Text, server_default=sa.text("''")),
    ]


standing = table(
    "standing",
    SyncStance.LOCAL,
    sa.Column("client_id", sa.Integer, sa.ForeignKey("client.id"), primary_key=True),
    must("as_of", Day),
    *_scores(),
    # What the list shows of the client itself, so that the list reads one table.
    must("client_no", Text),
    must("name", Text),
    must("name_key", Text),
    must("client_type", Code),
    # domain.standing.PurchaseFacts
    column("opened_on", Day),
    column("last_purchase_on", Day),
    must("lifetime_purchases", Whole, server_default=sa.text("0")),
    column("median_gap_x2", Whole),
    must("window_purchases", Whole, server_default=sa.text("0")),
    must("window_amount_fen", Fen, server_default=sa.text("0")),
    must("window_benefit_fen", Fen, server_default=sa.text("0")),
    must("benefit_is_estimated", Flag, server_default=sa.text("0")),
    # domain.standing.AssetFacts
    column("aum_on", Day),
    must("sum20_fen", Fen, server_default=sa.text("0")),
    must("days20", Whole, server_default=sa.text("0")),
    column("change30_bp", Whole),
    must("composite", Whole),
    column("recency_days", Whole),
    must("months_num", Whole),
    must("months_den", Whole),
    column("c_level", Code),
    column("c_level_expires_on", Day),
    column("last_contact_on", Day),
    column("next_due_on", Day),
    # Codes as whole numbers in their proper order (`storage.standing_facets`).
    must("tier_rank", Whole),
    column("c_level_rank", Whole),
    must("classic_key", Whole),
    must("facets", Whole),
    # Why the tier, and why the rest: a trade leaves the first as it is. Last, because they are long.
    must("tier_reasons", Json, server_default=sa.text("'[]'")),
    must("reasons", Json, server_default=sa.text("'[]'")),
    sa.Index("standing_facets", "facets"),
    *(_sort_index(name) for name in SORTABLE),
    # A tenth of the table with its reasons: all scores are read from here. A trade seldom moves one.
    sa.Index("standing_scores", *kept_scores.COLUMNS),
)

score_snapshot = table(
    "score_snapshot",
    SyncStance.LOCAL,
    of_client(primary_key=True),
    sa.Column("as_of", Day, primary_key=True),
    *_scores(),
    clustered=True,
)

tier_override = table(
    "tier_override",
    SyncStance.FROM_HUB,
    number(),
    of_client(index=True),
    must("tier", Code),
    must("reason", Text),
    must("approver", Text),
    must("from_day", Day),
    must("until_day", Day),
    column("event_id", Text, sa.ForeignKey("event.id")),
    *of_hub(),
)
