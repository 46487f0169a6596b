"""Tables of products and of what clients hold, trade and bring in.

The large ones are clustered by client: one client's rows lie together, which makes the client page
and a pull from head office quick.
"""

import sqlalchemy as sa

from advisor_desk.sqltypes import Code, Day, Fen, Flag, Text, Whole
from advisor_desk.storage.tables_frame import (
    SyncStance,
    column,
    must,
    number,
    of_batch,
    of_client,
    of_hub,
    table,
)

product = table(
    "product",
    SyncStance.FROM_HUB,
    number(),
    must("code", Text, unique=True),
    must("name", Text),
    must("product_type", Code),
    column("issuer", Text),
    column("manager", Text),
    column("regime", Code),
    column("r_level", Code),
    column("r_level_manager", Code),
    column("r_rated_on", Day),
    column("currency", Text),
    column("min_first_fen", Fen),
    column("min_add_fen", Fen),
    column("step_fen", Fen),
    column("lockup_days", Whole),
    column("term_days", Whole),
    column("redeem_days", Whole),
    column("fee_front_bp", Whole),
    column("fee_manage_bp", Whole),
    column("fee_custody_bp", Whole),
    column("fee_sales_bp", Whole),
    column("qualified_only", Code),
    column("legal_floor_fen", Fen),
    column("required_permission", Text),
    column("shelf_status", Code),
    column("shelf_from", Day),
    column("shelf_to", Day),
    column("quota_total_fen", Fen),
    column("quota_left_fen", Fen),
    column("liquidity", Code),
    column("max_client_bp", Whole),
    column("pinyin", Text),
    *of_batch(),
    *of_hub(),
    column("variety", Code),
    column("tier_menu", Text),
    column("client_types", Text),
    column("channels", Text),
    column("open_days", Text),
    column("fee_perf_bp", Whole),
    column("is_broad_index", Flag),
    column("plain_words", Text),
    column("not_for", Text),
    column("docs", Text),
)

product_exposure = table(
    "product_exposure",
    SyncStance.FROM_HUB,
    sa.Column("product_id", sa.Integer, sa.ForeignKey("product.id"), primary_key=True),
    sa.Column("asset_class", Code, primary_key=True),
    must("weight_bp", Whole),
    *of_hub(),
    clustered=True,
)

daily_asset = table(
    "daily_asset",
    SyncStance.FROM_HUB,
    of_client(primary_key=True),
    sa.Column("on_day", Day, primary_key=True),
    must("aum_fen", Fen),
    column("cash_fen", Fen),
    column("debt_fen", Fen),
    *of_batch(),
    *of_hub(),
    clustered=True,
)

holding = table(
    "holding",
    SyncStance.FROM_HUB,
    of_client(primary_key=True),
    sa.Column("product_id", sa.Integer, sa.ForeignKey("product.id"), primary_key=True),
    sa.Column("as_of_day", Day, primary_key=True),
    column("units_e4", Whole),
    must("value_fen", Fen),
    column("cost_fen", Fen),
    column("locked_until", Day),
    *of_batch(),
    *of_hub(),
    sa.Index("holding_product", "product_id"),
    clustered=True,
)

trade = table(
    "trade",
    SyncStance.FROM_HUB,
    of_client(primary_key=True),
    sa.Column("trade_no", Text, primary_key=True),
    must("on_day", Day),
    must("trade_kind", Code),
    must("status", Code),
    # No foreign key: it would cost an index over every trade to make deleting a product affordable.
    column("product_id", sa.Integer),
    must("amount_fen", Fen),
    column("units_e4", Whole),
    column("plan_no", Text),
    must("is_purchase", Flag, server_default=sa.text("0")),
    column("sip_month", Whole),
    *of_batch(),
    *of_hub(),
    sa.Index(
        "trade_purchase",
        "client_id",
        "on_day",
        "amount_fen",
        "sip_month",
        "plan_no",
        sqlite_where=sa.text("is_purchase = 1"),
    ),
    clustered=True,
)

revenue = table(
    "revenue",
    SyncStance.FROM_HUB,
    of_client(primary_key=True),
    sa.Column("entry_no", Text, primary_key=True),
    must("on_day", Day),
    must("revenue_kind", Code),
    must("amount_fen", Fen),
    must("is_estimated", Flag, server_default=sa.text("0")),
    *of_batch(),
    *of_hub(),
    sa.Index("revenue_day", "client_id", "on_day", "amount_fen", "is_estimated"),
    clustered=True,
)
