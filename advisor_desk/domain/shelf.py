"""The product shelf (货架): a product as recorded, its moves between states, and how fresh the whole is.

Values only; what may be sold is decided in `rules.shelf` and `rules.suitability` (domain notes §4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.product import (
    AssetClass,
    Liquidity,
    ProductType,
    Qualification,
    Regime,
    RiskGrade,
    SaleChannel,
    ShelfState,
    ShelfStatus,
    Variety,
)

NEXT_STATES: Final[Mapping[ShelfStatus | None, tuple[ShelfStatus, ...]]] = {
    None: (ShelfStatus.DRAFT, ShelfStatus.EXPIRED),
    ShelfStatus.DRAFT: (ShelfStatus.APPROVED, ShelfStatus.EXPIRED),
    ShelfStatus.APPROVED: (ShelfStatus.ON_SALE, ShelfStatus.EXPIRED),
    ShelfStatus.ON_SALE: (ShelfStatus.SUSPENDED, ShelfStatus.EXPIRED),
    ShelfStatus.SUSPENDED: (ShelfStatus.ON_SALE, ShelfStatus.EXPIRED),
    ShelfStatus.EXPIRED: (),
}
"""Where a product may go from a state, None before its first (domain notes §4): DRAFT → APPROVED → ON_SALE ↔
SUSPENDED, and from each to EXPIRED, which is final.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """One product of the shelf as recorded; None is unknown. Money in fen, fees and weights in basis points.

    Empty `channels`, `client_types` and `open_days` mean no restriction. `quota_left_fen` is what head office
    gave, `reserved_fen` what open order intents of this desk hold of it. `exposure_bp` sums to 10,000 or is
    empty.
    """

    product_id: int
    code: str
    name: str
    product_type: ProductType
    issuer: str | None = None
    manager: str | None = None
    regime: Regime | None = None
    r_level: RiskGrade | None = None
    r_level_manager: RiskGrade | None = None
    r_rated_on: date | None = None
    currency: str | None = None
    min_first_fen: int | None = None
    min_add_fen: int | None = None
    step_fen: int | None = None
    lockup_days: int | None = None
    term_days: int | None = None
    redeem_days: int | None = None
    fee_front_bp: int | None = None
    fee_manage_bp: int | None = None
    fee_custody_bp: int | None = None
    fee_sales_bp: int | None = None
    fee_perf_bp: int | None = None
    qualified_only: Qualification | None = None
    legal_floor_fen: int | None = None
    required_permission: str | None = None
    variety: Variety | None = None
    tier_menu: tuple[Tier, ...] = ()
    client_types: tuple[ClientType, ...] = ()
    channels: tuple[SaleChannel, ...] = ()
    shelf_status: ShelfStatus | None = None
    shelf_from: date | None = None
    shelf_to: date | None = None
    open_days: tuple[date, ...] = ()
    quota_total_fen: int | None = None
    quota_left_fen: int | None = None
    reserved_fen: int = 0
    liquidity: Liquidity | None = None
    max_client_bp: int | None = None
    is_broad_index: bool = False
    exposure_bp: Mapping[AssetClass, int]
    plain_words: str | None = None
    not_for: str | None = None
    docs: str | None = None
    pinyin: str | None = None
    """Search forms of the name, as `client.pinyin` holds them."""

    @property
    def free_quota_fen(self) -> int | None:
        """What may still be ordered; None without a quota."""
        return None if self.quota_left_fen is None else self.quota_left_fen - self.reserved_fen

    @property
    def is_in_yuan(self) -> bool:
        """True when its amounts are yuan, which is what no record of a currency means."""
        return self.currency in (None, "CNY")


@dataclass(frozen=True, slots=True)
class ShelfMove:
    """A change of a product's shelf state: who approved it and when. `before` is None for the first."""

    code: str
    before: ShelfStatus | None
    after: ShelfStatus
    on: date
    approver: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShelfRelease:
    """The newest sealed state of the shelf: when it came, from whom, and a digest over every product.

    `is_intact` is False when the products no longer give that digest; `is_offices` is True when it came from
    head office over the line: then nothing else is on the shelf, and nobody here changes what stands on it.
    """

    received_on: date
    source: str
    author: str
    digest: str
    products: int
    is_intact: bool
    is_offices: bool = False


@dataclass(frozen=True, slots=True)
class ShelfStanding:
    """How far the shelf may be trusted on a day. Suggestions need CURRENT."""

    state: ShelfState
    release: ShelfRelease | None
    valid_until: date | None
    on_sale: int
    rated: int
    products: int
