"""What each importable kind of record holds: the one list that files, templates, storage and demo share.

A `FieldSpec` names a field, its type and its words in a file's header. Values in a `RowChunk` are
already typed:

| type  | Python value                                     |
|-------|--------------------------------------------------|
| TEXT  | str, stripped, never empty                       |
| CODE  | str, one of the values of `codes`                |
| DATE  | int, days since 1970-01-01 (`domain.dates`)      |
| MONEY | int, fen                                         |
| WHOLE | int                                              |
| BP    | int, basis points (1/100 of a percent)           |
| UNITS | int, ten-thousandths of a unit                   |
| FLAG  | int, 0 or 1                                      |

`None` means that the file gives no value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from advisor_desk.domain import client as c
from advisor_desk.domain import product as p
from advisor_desk.domain import records as r
from advisor_desk.domain.advice_fields import OF_CLIENT, OF_PRODUCT
from advisor_desk.domain.fields import Cell, Check, CodeEnum, FieldSpec, FieldType
from advisor_desk.domain.fields import code as _code
from advisor_desk.domain.fields import date as _date
from advisor_desk.domain.fields import money as _money
from advisor_desk.domain.fields import text as _text
from advisor_desk.domain.fields import whole as _whole

__all__ = [
    "KINDS",
    "Cell",
    "Check",
    "CodeEnum",
    "FieldSpec",
    "FieldType",
    "Kind",
    "KindSpec",
    "Reject",
    "RowChunk",
]


class Kind(StrEnum):
    """The KIND words of the command line."""

    CLIENTS = "clients"
    ACCOUNTS = "accounts"
    ASSETS = "assets"
    HOLDINGS = "holdings"
    TRADES = "trades"
    REVENUE = "revenue"
    PRODUCTS = "products"
    ASSESSMENTS = "assessments"
    CONSENTS = "consents"
    SIGNALS = "signals"
    RELATIONS = "relations"


@dataclass(frozen=True, slots=True)
class KindSpec:
    """A kind of record: its fields, and the fields that identify one record."""

    kind: Kind
    zh: str
    en: str
    fields: tuple[FieldSpec, ...]
    key: tuple[str, ...]
    needs_one_of: tuple[str, ...] = ()

    def field(self, name: str) -> FieldSpec:
        """The field called `name`. Raises KeyError."""
        for spec in self.fields:
            if spec.name == name:
                return spec
        raise KeyError(name)


@dataclass(frozen=True, slots=True)
class RowChunk:
    """Typed rows of one kind, as columns of equal length.

    `row_numbers` are the lines of the file, the header being line 1. A field that the file does not
    have is absent from `columns`.
    """

    kind: Kind
    row_numbers: Sequence[int]
    columns: Mapping[str, Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was refused: where, why (a permanent code) and the text that was found there."""

    row: int
    column: str
    code: str
    value: str = ""


_CLIENT_NO = _text("client_no", "客户号", "Client no.", max_length=40)
_ACCOUNT_NO = _text("account_no", "账户号", "Account no.", max_length=40)
_PRODUCT_CODE = _text("product_code", "产品代码", "Product code", max_length=40)
_BY_CLIENT_OR_ACCOUNT = ("client_no", "account_no")

_CLIENTS = KindSpec(
    Kind.CLIENTS,
    "客户",
    "Clients",
    (
        _text("client_no", "客户号", "Client no.", True, 40),
        _text("name", "姓名", "Name", True, 100),
        _code("client_type", "客户类型", "Client type", c.ClientType),
        _code("gender", "性别", "Gender", c.Gender),
        _date("born_on", "出生日期", "Born on", check=Check.NOT_FUTURE),
        _text("id_type", "证件类型", "ID type", max_length=40),
        FieldSpec("id_no", "证件号码", "ID no.", max_length=40, check=Check.ID_NO),
        _date("id_expires_on", "证件有效期至", "ID expires on"),
        FieldSpec("phone", "手机号", "Phone", max_length=20, check=Check.PHONE),
        _text("email", "电子邮箱", "E-mail", max_length=100),
        _text("region", "地区", "Region", max_length=100),
        _text("occupation", "职业", "Occupation", max_length=100),
        _text("employer", "工作单位", "Employer", max_length=100),
        _text("education", "学历", "Education", max_length=40),
        _money("annual_income_fen", "年收入", "Annual income"),
        _money("declared_assets_fen", "行外金融资产", "Declared outside assets"),
        _text("industry", "行业", "Industry", max_length=100),
        _text("org_subtype", "机构类别", "Organisation kind", max_length=40),
        _date("opened_on", "开户日期", "Opened on", check=Check.NOT_FUTURE),
        _text("source_channel", "客户来源", "Source", max_length=60),
        _text("household_no", "家庭编号", "Household no.", max_length=40),
        _code("preferred_channel", "偏好渠道", "Preferred channel", r.ContactChannel),
        *OF_CLIENT,
    ),
    ("client_no",),
)
_ACCOUNTS = KindSpec(
    Kind.ACCOUNTS,
    "账户",
    "Accounts",
    (
        _text("account_no", "账户号", "Account no.", True, 40),
        _text("client_no", "客户号", "Client no.", True, 40),
        _code("account_kind", "账户种类", "Account kind", r.AccountKind),
        _date("opened_on", "开户日期", "Opened on", check=Check.NOT_FUTURE),
        _date("closed_on", "销户日期", "Closed on"),
    ),
    ("account_no",),
)
_ASSETS = KindSpec(
    Kind.ASSETS,
    "每日资产",
    "Daily assets",
    (
        _CLIENT_NO,
        _ACCOUNT_NO,
        _date("on_day", "日期", "Date", True, Check.NOT_FUTURE),
        _money("aum_fen", "总资产", "Assets with us", True),
        _money("cash_fen", "可用资金", "Cash"),
        _money("debt_fen", "融资融券负债", "Margin debt"),
    ),
    ("client_no", "on_day"),
    _BY_CLIENT_OR_ACCOUNT,
)
_HOLDINGS = KindSpec(
    Kind.HOLDINGS,
    "持仓",
    "Holdings",
    (
        _CLIENT_NO,
        _ACCOUNT_NO,
        _text("product_code", "产品代码", "Product code", True, 40),
        _date("as_of_day", "日期", "As of", True, Check.NOT_FUTURE),
        FieldSpec("units_e4", "份额", "Units", FieldType.UNITS),
        _money("value_fen", "市值", "Market value", True),
        _money("cost_fen", "成本", "Cost"),
        _date("locked_until", "封闭期至", "Locked until"),
    ),
    ("client_no", "product_code", "as_of_day"),
    _BY_CLIENT_OR_ACCOUNT,
)
_TRADES = KindSpec(
    Kind.TRADES,
    "交易",
    "Trades",
    (
        _CLIENT_NO,
        _ACCOUNT_NO,
        _text("trade_no", "交易流水号", "Trade no.", True, 60),
        _date("on_day", "确认日期", "Confirmed on", True, Check.NOT_FUTURE),
        _code("trade_kind", "业务类型", "Trade kind", r.TradeKind, True),
        _code("status", "状态", "Status", r.TradeStatus),
        _PRODUCT_CODE,
        _money("amount_fen", "金额", "Amount", True),
        FieldSpec("units_e4", "份额", "Units", FieldType.UNITS),
        _text("plan_no", "定投协议号", "SIP plan no.", max_length=60),
    ),
    ("client_no", "trade_no"),
    _BY_CLIENT_OR_ACCOUNT,
)
_REVENUE = KindSpec(
    Kind.REVENUE,
    "创收",
    "Revenue",
    (
        _CLIENT_NO,
        _ACCOUNT_NO,
        _text("entry_no", "入账流水号", "Entry no.", True, 60),
        _date("on_day", "入账日期", "Booked on", True, Check.NOT_FUTURE),
        _code("revenue_kind", "收入种类", "Revenue kind", r.RevenueKind, True),
        _money("amount_fen", "金额", "Amount", True),
        FieldSpec("is_estimated", "是否估算", "Estimated", FieldType.FLAG),
    ),
    ("client_no", "entry_no"),
    _BY_CLIENT_OR_ACCOUNT,
)
_PRODUCTS = KindSpec(
    Kind.PRODUCTS,
    "产品",
    "Products",
    (
        _text("code", "产品代码", "Product code", True, 40),
        _text("name", "产品名称", "Name", True, 200),
        _code("product_type", "产品类型", "Type", p.ProductType, True),
        _text("issuer", "发行人", "Issuer"),
        _text("manager", "管理人", "Manager"),
        _code("regime", "监管体系", "Regime", p.Regime),
        _code("r_level", "风险等级", "Risk grade", p.RiskGrade),
        _code("r_level_manager", "管理人风险等级", "Manager's grade", p.RiskGrade),
        _date("r_rated_on", "评级日期", "Graded on"),
        _text("currency", "币种", "Currency", max_length=3),
        _money("min_first_fen", "起投金额", "First minimum"),
        _money("min_add_fen", "追加金额", "Additional minimum"),
        _money("step_fen", "递增金额", "Step"),
        _whole("lockup_days", "封闭天数", "Lock-up days"),
        _whole("term_days", "期限天数", "Term days"),
        _whole("redeem_days", "赎回到账天数", "Redemption days"),
        FieldSpec("fee_front_bp", "申购费率", "Front fee", FieldType.BP),
        FieldSpec("fee_manage_bp", "管理费率", "Management fee", FieldType.BP),
        FieldSpec("fee_custody_bp", "托管费率", "Custody fee", FieldType.BP),
        FieldSpec("fee_sales_bp", "销售服务费率", "Sales fee", FieldType.BP),
        _code("qualified_only", "合格投资者要求", "Qualified only", p.Qualification),
        _money("legal_floor_fen", "法定起点", "Legal floor"),
        _text("required_permission", "所需交易权限", "Permission", max_length=40),
        _code("shelf_status", "货架状态", "Shelf state", p.ShelfStatus),
        _date("shelf_from", "上架日期", "Shelf from"),
        _date("shelf_to", "下架日期", "Shelf to"),
        _money("quota_total_fen", "总额度", "Quota"),
        _money("quota_left_fen", "剩余额度", "Quota left"),
        _code("liquidity", "流动性", "Liquidity", p.Liquidity),
        FieldSpec("max_client_bp", "单客户上限", "Client cap", FieldType.BP),
        FieldSpec("exposure", "资产类别权重", "Exposure", check=Check.EXPOSURE),
        _text("pinyin", "拼音缩写", "Pinyin", max_length=100),
        *OF_PRODUCT,
    ),
    ("code",),
)
_ASSESSMENTS = KindSpec(
    Kind.ASSESSMENTS,
    "风险测评",
    "Assessments",
    (
        _text("client_no", "客户号", "Client no.", True, 40),
        _date("taken_on", "测评日期", "Taken on", True, Check.NOT_FUTURE),
        _code("c_level", "风险承受能力等级", "C level", c.RiskLevel, True),
        _whole("score", "得分", "Score"),
        _whole("horizon_months", "投资期限(月)", "Horizon (months)"),
        _text("varieties", "投资品种", "Varieties"),
        _code("investor_class", "投资者类别", "Investor class", r.InvestorClass),
        _text("form_version", "问卷版本", "Form version", max_length=40),
    ),
    ("client_no", "taken_on"),
)
_CONSENTS = KindSpec(
    Kind.CONSENTS,
    "同意",
    "Consents",
    (
        _text("client_no", "客户号", "Client no.", True, 40),
        _code("purpose", "同意事项", "Purpose", r.ConsentPurpose, True),
        _date("given_on", "同意日期", "Given on", True, Check.NOT_FUTURE),
        _date("withdrawn_on", "撤回日期", "Withdrawn on"),
        _text("text_version", "文本版本", "Text version", max_length=40),
    ),
    ("client_no", "purpose", "given_on"),
)
_SIGNALS = KindSpec(
    Kind.SIGNALS,
    "行为信号",
    "Signals",
    (
        _text("client_no", "客户号", "Client no.", True, 40),
        _date("on_day", "日期", "Date", True, Check.NOT_FUTURE),
        _code("signal_kind", "信号种类", "Signal kind", r.SignalKind, True),
        _text("topic", "主题", "Topic", True, 60),
        _whole("times", "次数", "Times"),
        _text("source", "来源", "Source", max_length=60),
    ),
    ("client_no", "on_day", "signal_kind", "topic"),
)
_RELATIONS = KindSpec(
    Kind.RELATIONS,
    "关系",
    "Relations",
    (
        _text("client_no", "客户号", "Client no.", True, 40),
        _text("other_client_no", "关联客户号", "Other client no.", True, 40),
        _code("relation_kind", "关系", "Relation", r.RelationKind, True),
        FieldSpec("share_bp", "占比", "Share", FieldType.BP),
        _date("since", "起始日期", "Since"),
    ),
    ("client_no", "other_client_no", "relation_kind"),
)

KINDS: Mapping[Kind, KindSpec] = {
    spec.kind: spec
    for spec in (
        _CLIENTS,
        _ACCOUNTS,
        _ASSETS,
        _HOLDINGS,
        _TRADES,
        _REVENUE,
        _PRODUCTS,
        _ASSESSMENTS,
        _CONSENTS,
        _SIGNALS,
        _RELATIONS,
    )
}
