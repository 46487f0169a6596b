"""How each kind of record is laid down in its table: keys, columns, derived columns, checks.

Text of SQL only; nothing here speaks to a book. In the templates `{name}` stands for a column,
whatever the row that the column is taken from.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from advisor_desk.domain.kinds import KINDS, Cell, Kind

EXPOSURE = (
    "(SELECT group_concat(e.asset_class || ':' || e.weight_bp, ';' ORDER BY e.asset_class)"
    " FROM product_exposure AS e WHERE e.product_id = t.id)"
)
"""The weights of product `t` as one text, in the form that `resolve.exposure_text` makes."""


@dataclass(frozen=True, slots=True)
class RowCheck:
    """A contradiction within one row: the reject's code and column, and when it holds."""

    code: str
    column: str
    holds: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Where the rows of a kind go.

    `key` and `columns` are names in storage. `defaults` fill what a new row leaves open, `worked_out` does
    so from its other columns; `derived` columns follow from others, `apart` columns live in another table
    and are read by an expression over the row `t`. `owner` is the column that leads to the client whose
    standing the row touches.
    """

    kind: Kind
    table: str
    key: tuple[str, ...]
    columns: tuple[str, ...]
    required: tuple[str, ...]
    defaults: Mapping[str, Cell] = field(default_factory=dict)
    worked_out: Mapping[str, str] = field(default_factory=dict)
    derived: Mapping[str, str] = field(default_factory=dict)
    checks: tuple[RowCheck, ...] = ()
    apart: Mapping[str, str] = field(default_factory=dict)
    owner: str | None = None

    @property
    def by_client(self) -> bool:
        """True when rows name their client by client or account number."""
        return self.kind is not Kind.CLIENTS and ("client_id" in self.key or "client_id" in self.columns)

    @property
    def by_product(self) -> bool:
        """True when rows may name a product by its code."""
        return "product_id" in self.key or "product_id" in self.columns

    def kept(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """Those of `names` that are columns of the table itself."""
        return tuple(name for name in names if name not in self.apart)

    def read(self, name: str) -> str:
        """The column `name` of the row `t` of the table."""
        return self.apart.get(name, f"t.{name}")

    def same_key(self, left: str, right: str) -> str:
        """The condition that two aliases hold the same record."""
        return " AND ".join(f"{left}.{name} = {right}.{name}" for name in self.key)

    def filled(self, template: str, source: Callable[[str], str]) -> str:
        """`template` with every column taken from `source`."""
        names = {*self.key, *self.columns}
        return template.format_map({name: source(name) for name in names})


_PURCHASE_KINDS = "'PURCHASE_IPO', 'SUBSCRIBE', 'SIP', 'ADVISORY_SIGN'"

_DERIVED: Mapping[Kind, Mapping[str, str]] = {
    Kind.CLIENTS: {"pinyin": "desk_search_forms({name})"},
    Kind.TRADES: {
        "is_purchase": f"({{status}} = 'CONFIRMED' AND {{trade_kind}} IN ({_PURCHASE_KINDS}))",
        "sip_month": (
            "CASE WHEN {trade_kind} = 'SIP' AND {plan_no} IS NOT NULL THEN desk_month({on_day}) END"
        ),
    },
    Kind.RELATIONS: {
        "other_client_id": "(SELECT c.id FROM client AS c WHERE c.client_no = {other_client_no})"
    },
}
_DEFAULTS: Mapping[Kind, Mapping[str, Cell]] = {
    Kind.CLIENTS: {"client_type": "PERSON"},
    Kind.TRADES: {"status": "CONFIRMED"},
    Kind.REVENUE: {"is_estimated": 0},
    Kind.SIGNALS: {"times": 1},
}
_WORKED_OUT: Mapping[Kind, Mapping[str, str]] = {Kind.PRODUCTS: {"pinyin": "desk_search_forms({name})"}}
_NEVER_BELOW_NOUGHT: Mapping[Kind, tuple[str, ...]] = {
    Kind.CLIENTS: (
        "income_3y_fen",
        "household_fin_fen",
        "household_income_fen",
        "spending_month_fen",
        "liquidity_need_fen",
        "insurance_budget_fen",
    ),
    Kind.PRODUCTS: (
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
        "fee_perf_bp",
        "legal_floor_fen",
        "quota_total_fen",
        "quota_left_fen",
        "max_client_bp",
    ),
}
"""What would turn a rule round when it is below nought: a fee that is a gain, a minimum that anything meets.

What is owed may exceed what is owned: net assets are not among them.
"""

_CHECKS: Mapping[Kind, tuple[RowCheck, ...]] = {
    Kind.CLIENTS: (
        RowCheck("import.opened_before_born", "opened_on", "{opened_on} < {born_on}"),
        RowCheck("import.class_ends_before_start", "class_until", "{class_until} < {class_from}"),
    ),
    Kind.ACCOUNTS: (RowCheck("import.closed_before_opened", "closed_on", "{closed_on} < {opened_on}"),),
    Kind.CONSENTS: (
        RowCheck("import.withdrawn_before_given", "withdrawn_on", "{withdrawn_on} < {given_on}"),
    ),
    Kind.PRODUCTS: (
        RowCheck("import.shelf_ends_before_start", "shelf_to", "{shelf_to} < {shelf_from}"),
        RowCheck("import.quota_left_above_total", "quota_left_fen", "{quota_left_fen} > {quota_total_fen}"),
    ),
    Kind.RELATIONS: (
        RowCheck(
            "import.relation_to_self",
            "other_client_no",
            "{other_client_no} = (SELECT c.client_no FROM client AS c WHERE c.id = {client_id})",
        ),
    ),
}
_TABLES: Mapping[Kind, str] = {
    Kind.CLIENTS: "client",
    Kind.ACCOUNTS: "account",
    Kind.ASSETS: "daily_asset",
    Kind.HOLDINGS: "holding",
    Kind.TRADES: "trade",
    Kind.REVENUE: "revenue",
    Kind.PRODUCTS: "product",
    Kind.ASSESSMENTS: "assessment",
    Kind.CONSENTS: "consent",
    Kind.SIGNALS: "signal",
    Kind.RELATIONS: "relation",
}
_NO_STANDING = (Kind.PRODUCTS, Kind.ACCOUNTS)


def _checks(kind: Kind) -> tuple[RowCheck, ...]:
    below = (
        RowCheck("import.below_nought", name, f"{{{name}}} < 0") for name in _NEVER_BELOW_NOUGHT.get(kind, ())
    )
    return (*_CHECKS.get(kind, ()), *below)


def stored_name(kind: Kind, name: str) -> str:
    """The column that the field `name` ends in."""
    if kind is Kind.CLIENTS:
        return name
    if name == "client_no" or (name == "account_no" and kind is not Kind.ACCOUNTS):
        return "client_id"
    return "product_id" if name == "product_code" else name


def _plan(kind: Kind) -> Plan:
    spec = KINDS[kind]
    key = tuple(stored_name(kind, name) for name in spec.key)
    names = dict.fromkeys(stored_name(kind, part.name) for part in spec.fields)
    needed = dict.fromkeys(stored_name(kind, part.name) for part in spec.fields if part.required)
    owner = "id" if kind is Kind.CLIENTS else "client_id"
    return Plan(
        kind=kind,
        table=_TABLES[kind],
        key=key,
        columns=tuple(name for name in names if name not in key),
        required=tuple(name for name in needed if name not in key),
        defaults=_DEFAULTS.get(kind, {}),
        worked_out=_WORKED_OUT.get(kind, {}),
        derived=_DERIVED.get(kind, {}),
        checks=_checks(kind),
        apart={"exposure": EXPOSURE} if kind is Kind.PRODUCTS else {},
        owner=None if kind in _NO_STANDING else owner,
    )


PLANS: Mapping[Kind, Plan] = {kind: _plan(kind) for kind in Kind}
