"""Product codes: types, risk grades, asset classes, shelf states (domain notes §4)."""

from enum import StrEnum


class ProductType(StrEnum):
    """Type codes of domain notes §4. FUND_OTHER and STOCK hold what the shelf list does not name."""

    MONEY_FUND = "MONEY_FUND"
    REVERSE_REPO = "REVERSE_REPO"
    BANK_WMP = "BANK_WMP"
    BOND_FUND = "BOND_FUND"
    INCOME_NOTE_FIXED = "INCOME_NOTE_FIXED"
    INCOME_NOTE_FLOAT = "INCOME_NOTE_FLOAT"
    MIXED_FUND = "MIXED_FUND"
    INDEX_ETF = "INDEX_ETF"
    EQUITY_FUND = "EQUITY_FUND"
    FOF = "FOF"
    FUND_ADVISORY = "FUND_ADVISORY"
    FUND_SIP = "FUND_SIP"
    GOLD_ETF = "GOLD_ETF"
    QDII = "QDII"
    AMP_FIXED = "AMP_FIXED"
    AMP_MIXED = "AMP_MIXED"
    AMP_EQUITY = "AMP_EQUITY"
    PRIVATE_SECURITIES = "PRIVATE_SECURITIES"
    PRIVATE_EQUITY = "PRIVATE_EQUITY"
    INDUSTRY_FUND = "INDUSTRY_FUND"
    FAMILY_TRUST = "FAMILY_TRUST"
    INSURANCE_SIP = "INSURANCE_SIP"
    EMPLOYEE_PLAN = "EMPLOYEE_PLAN"
    MARGIN = "MARGIN"
    IB_SERVICE = "IB_SERVICE"
    BLOCK_TRADE = "BLOCK_TRADE"
    STOCK = "STOCK"
    FUND_OTHER = "FUND_OTHER"
    STRUCT_NOTE = "STRUCT_NOTE"
    INSURANCE = "INSURANCE"
    FAMILY_SERVICE_TRUST = "FAMILY_SERVICE_TRUST"


class RiskGrade(StrEnum):
    """产品风险等级 R1 to R5. A product without one can never be sold."""

    R1 = "R1"
    R2 = "R2"
    R3 = "R3"
    R4 = "R4"
    R5 = "R5"


class AssetClass(StrEnum):
    """Exposure classes of domain notes §5.1."""

    CASH = "CASH"
    CN_BOND = "CN_BOND"
    CN_EQUITY = "CN_EQUITY"
    GLOBAL_EQUITY = "GLOBAL_EQUITY"
    COMMODITY_GOLD = "COMMODITY_GOLD"
    QUANT_HEDGE = "QUANT_HEDGE"
    PRIVATE_EQUITY = "PRIVATE_EQUITY"


class ShelfStatus(StrEnum):
    """Shelf states in their order (domain notes §4)."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    ON_SALE = "ON_SALE"
    SUSPENDED = "SUSPENDED"
    EXPIRED = "EXPIRED"


class Regime(StrEnum):
    """Which regulator's suitability rules bind the product."""

    CSRC = "CSRC"
    NFRA = "NFRA"


class Qualification(StrEnum):
    """Whether only qualified investors may hold it (domain notes §3.5)."""

    NONE = "NONE"
    PRIVATE = "PRIVATE"
    AMP = "AMP"


class Liquidity(StrEnum):
    """How fast money comes back."""

    T0 = "T0"
    T1 = "T1"
    T7 = "T7"
    PERIODIC = "PERIODIC"
    LOCKED = "LOCKED"


class LegalFloor(StrEnum):
    """Minimum tickets set by law (domain notes §3.5); the amounts are in the advice rules."""

    PRIVATE = "PRIVATE"
    AMP_FIXED = "AMP_FIXED"
    AMP_MIXED = "AMP_MIXED"
    AMP_EQUITY = "AMP_EQUITY"
    FAMILY_TRUST = "FAMILY_TRUST"
    FAMILY_SERVICE_TRUST = "FAMILY_SERVICE_TRUST"


class Variety(StrEnum):
    """投资品种, as a questionnaire asks for them (three-match, domain notes §3.2)."""

    CASH = "CASH"
    BOND = "BOND"
    MIXED = "MIXED"
    EQUITY = "EQUITY"
    ALT = "ALT"
    DERIV = "DERIV"
    INS = "INS"


class SaleChannel(StrEnum):
    """Where a product is sold: decides between audio-video recording and an electronic trace."""

    ONLINE = "ONLINE"
    BRANCH = "BRANCH"


class ShelfState(StrEnum):
    """Whether the whole shelf may be used for suggestions (product notes §5, 产品货架)."""

    CURRENT = "CURRENT"
    STALE = "STALE"
    UNSIGNED = "UNSIGNED"
    EMPTY = "EMPTY"
