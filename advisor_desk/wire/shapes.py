"""The kinds of rows that the hub sends, which values each carries and in which order.

A shape only ever grows at its end: a row put before is shorter, what is missing is empty. A page names its
shapes, so a desk finds values by name and keeps those that it does not know word for word (`extra`).
Values are in the stored form of `sqltypes`: whole fen, whole days since 1970, ASCII codes, 0 or 1.
`rank` orders the rows of one client so that what is referred to comes first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Home(StrEnum):
    """In which scope the rows of a kind live."""

    FIRM = "firm"
    BRANCH = "br"
    ADVISOR = "adv"


@dataclass(frozen=True, slots=True)
class Shape:
    """A kind of row: `kind` is also the desk's table. `key` makes the id, `values` the body.

    `client_no` stands for the desk's client_id, `product_code` for its product_id. A kind of an advisor's
    scope carries the client in the row itself, so it stands neither in key nor in values.
    """

    kind: str
    rank: int
    home: Home
    key: tuple[str, ...]
    values: tuple[str, ...]


_SHAPES: Final = (
    # The desk keeps the signature (`wire.published`) in `extra`, word for word.
    Shape(
        "rules_version",
        1,
        Home.FIRM,
        ("version",),
        ("effective_from", "sha256", "body", "recorded_at", "signature"),
    ),
    Shape(
        "product",
        2,
        Home.FIRM,
        ("code",),
        (
            "name",
            "product_type",
            "issuer",
            "manager",
            "regime",
            "r_level",
            "r_level_manager",
            "r_rated_on",
            "currency",
            "min_first_fen",
            "min_add_fen",
            "step_fen",
            "lockup_days",
            "term_days",
            "redeem_days",
            "fee_front_bp",
            "fee_manage_bp",
            "fee_custody_bp",
            "fee_sales_bp",
            "qualified_only",
            "legal_floor_fen",
            "required_permission",
            "shelf_status",
            "shelf_from",
            "shelf_to",
            "quota_total_fen",
            "quota_left_fen",
            "liquidity",
            "max_client_bp",
            "pinyin",
            "variety",
            "tier_menu",
            "client_types",
            "channels",
            "open_days",
            "fee_perf_bp",
            "is_broad_index",
            "plain_words",
            "not_for",
            "docs",
        ),
    ),
    Shape("product_exposure", 3, Home.FIRM, ("product_code", "asset_class"), ("weight_bp",)),
    Shape(
        "shelf_release",
        4,
        Home.FIRM,
        ("recorded_at",),
        ("received_on", "source", "author", "digest", "products"),
    ),
    Shape("shelf_move", 5, Home.FIRM, ("code", "on_day", "after"), ("before", "approver", "reason")),
    Shape("household", 6, Home.BRANCH, ("household_no",), ("name",)),
    Shape(
        "client",
        10,
        Home.ADVISOR,
        ("client_no",),
        (
            "name",
            "pinyin",
            "client_type",
            "gender",
            "born_on",
            "id_type",
            "id_no",
            "id_expires_on",
            "phone",
            "email",
            "region",
            "occupation",
            "employer",
            "education",
            "annual_income_fen",
            "declared_assets_fen",
            "industry",
            "org_subtype",
            "opened_on",
            "source_channel",
            "household_no",
            "preferred_channel",
            "capacity",
            "aml_restricted",
            "info_refused",
            "income_3y_fen",
            "invest_since",
            "net_assets_fen",
            "household_net_fen",
            "household_fin_fen",
            "household_income_fen",
            "proof",
            "proof_on",
            "spending_month_fen",
            "liquidity_need_fen",
            "insurance_budget_fen",
            "permissions",
            "investor_class",
            "class_evidence",
            "class_from",
            "class_until",
            "related_work_since",
            "is_senior_manager",
            "is_certified",
        ),
    ),
    Shape("contact", 11, Home.ADVISOR, ("kind", "value"), ("label",)),
    Shape("consent", 12, Home.ADVISOR, ("purpose", "given_on"), ("withdrawn_on", "text_version")),
    Shape(
        "relation",
        13,
        Home.ADVISOR,
        ("other_client_no", "relation_kind"),
        ("other_name", "share_bp", "since"),
    ),
    Shape("account", 14, Home.ADVISOR, ("account_no",), ("account_kind", "opened_on", "closed_on")),
    Shape(
        "assessment",
        15,
        Home.ADVISOR,
        ("taken_on",),
        ("c_level", "score", "horizon_months", "varieties", "investor_class", "form_version"),
    ),
    Shape("signal", 16, Home.ADVISOR, ("on_day", "signal_kind", "topic"), ("times", "source")),
    Shape(
        "holding",
        17,
        Home.ADVISOR,
        ("product_code", "as_of_day"),
        ("units_e4", "value_fen", "cost_fen", "locked_until"),
    ),
    Shape("daily_asset", 18, Home.ADVISOR, ("on_day",), ("aum_fen", "cash_fen", "debt_fen")),
    Shape(
        "trade",
        19,
        Home.ADVISOR,
        ("trade_no",),
        (
            "on_day",
            "trade_kind",
            "status",
            "product_code",
            "amount_fen",
            "units_e4",
            "plan_no",
            "is_purchase",
            "sip_month",
        ),
    ),
    Shape(
        "revenue", 20, Home.ADVISOR, ("entry_no",), ("on_day", "revenue_kind", "amount_fen", "is_estimated")
    ),
    Shape(
        "tier_override",
        32,
        Home.ADVISOR,
        ("event_id",),
        ("tier", "reason", "approver", "from_day", "until_day"),
    ),
)

SHAPES: Final[Mapping[str, Shape]] = {shape.kind: shape for shape in _SHAPES}

EVENT: Final = "event"
"""An event that head office has accepted of a client in this scope: `{"device", "event": WireEvent}`."""
PURGE: Final = "purge"
"""The client is no longer held here; id and client_no are its number: `{"order", "to"}`."""
CONFLICT: Final = "conflict"
"""`{client_no, field, base, mine, theirs, event_id, recorded_at, author}`; id is `[event_id, field]`."""

RANKS: Final[Mapping[str, int]] = {
    PURGE: 0,
    **{shape.kind: shape.rank for shape in _SHAPES},
    EVENT: 30,
    CONFLICT: 31,
}
"""Order within a client; a kind that is not known comes after all others."""
UNKNOWN_RANK: Final = 99


def rank_of(kind: str) -> int:
    """Where rows of a kind stand among those of one client."""
    return RANKS.get(kind, UNKNOWN_RANK)
