"""Codes used by the records that are imported: trades, revenue, consents, signals, relations."""

from enum import StrEnum


class TradeKind(StrEnum):
    """What a trade is. Which kinds count as a purchase is decided in `rules.purchases`."""

    PURCHASE_IPO = "PURCHASE_IPO"
    SUBSCRIBE = "SUBSCRIBE"
    SIP = "SIP"
    ADVISORY_SIGN = "ADVISORY_SIGN"
    REDEEM = "REDEEM"
    CONVERT_IN = "CONVERT_IN"
    CONVERT_OUT = "CONVERT_OUT"
    DIVIDEND_REINVEST = "DIVIDEND_REINVEST"
    DIVIDEND_CASH = "DIVIDEND_CASH"
    REVERSE_REPO = "REVERSE_REPO"
    CASH_SWEEP = "CASH_SWEEP"
    ADVISORY_SWITCH = "ADVISORY_SWITCH"
    STOCK_BUY = "STOCK_BUY"
    STOCK_SELL = "STOCK_SELL"
    OTHER = "OTHER"


class TradeStatus(StrEnum):
    """Only CONFIRMED trades count."""

    CONFIRMED = "CONFIRMED"
    PENDING = "PENDING"
    FAILED = "FAILED"
    CANCELLED = "CANCELLED"


class RevenueKind(StrEnum):
    """收入种类 (S0 0-2)."""

    COMMISSION = "COMMISSION"
    PRODUCT_FEE = "PRODUCT_FEE"
    ADVISORY_FEE = "ADVISORY_FEE"
    MARGIN_INTEREST = "MARGIN_INTEREST"
    IB_FEE = "IB_FEE"
    REFUND = "REFUND"
    OTHER = "OTHER"


class AccountKind(StrEnum):
    """账户种类."""

    SECURITIES = "SECURITIES"
    FUND = "FUND"
    CREDIT = "CREDIT"
    OPTION = "OPTION"
    BANK = "BANK"


class RelationKind(StrEnum):
    """How another client stands to this one: read as 'other is the KIND of client'."""

    SPOUSE = "SPOUSE"
    PARENT = "PARENT"
    CHILD = "CHILD"
    SIBLING = "SIBLING"
    AUTHORISED = "AUTHORISED"
    REFERRER = "REFERRER"
    REFERRED = "REFERRED"
    SHAREHOLDER = "SHAREHOLDER"
    LEGAL_REP = "LEGAL_REP"
    EMPLOYER = "EMPLOYER"
    SUPPLIER = "SUPPLIER"
    CUSTOMER = "CUSTOMER"


class ConsentPurpose(StrEnum):
    """处理个人信息的目的; each is agreed to on its own."""

    SERVICE = "SERVICE"
    MARKETING = "MARKETING"
    SENSITIVE = "SENSITIVE"
    SHARING = "SHARING"
    BIRTHDAY_GREETING = "BIRTHDAY_GREETING"


class ContactChannel(StrEnum):
    """How a contact happens; the codes of the command line contract."""

    VISIT = "VISIT"
    CALL = "CALL"
    WECOM = "WECOM"
    BRANCH = "BRANCH"
    EVENT = "EVENT"
    ONLINE = "ONLINE"
    MAIL = "MAIL"


class SignalKind(StrEnum):
    """Behaviour signals (S0 0-17, 0-19)."""

    VIEW = "VIEW"
    SEARCH = "SEARCH"
    LOGIN = "LOGIN"
    ENQUIRY = "ENQUIRY"
    MENTION = "MENTION"


class InvestorClass(StrEnum):
    """投资者类别 (domain notes §3.1)."""

    ORD = "ORD"
    PRO_A = "PRO_A"
    PRO_B = "PRO_B"
    PRO_C = "PRO_C"


class Capacity(StrEnum):
    """民事行为能力 (Civil Code 17 to 21)."""

    FULL = "FULL"
    LIMITED = "LIMITED"
    NONE = "NONE"


class Permission(StrEnum):
    """Trading permissions of domain notes §3.6."""

    STAR = "STAR"
    GEM = "GEM"
    BSE = "BSE"
    HK_CONNECT = "HK_CONNECT"
    MARGIN = "MARGIN"
    OPTION = "OPTION"
    NEEQ_INNOVATION = "NEEQ_INNOVATION"
    NEEQ_BASE = "NEEQ_BASE"
