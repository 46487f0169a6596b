"""Sentences of a computation's reasons: limits, classes short of their target, why a line is there.

Codes come from `rules.allocation_*` and `usecases.suggest_products`; one that is not known here is shown
as it is, never dropped.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Final

from advisor_desk.domain.advice import AdviceReason
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass, Liquidity
from advisor_desk.errors import Param
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.labels_advice import CTX, points, weight

NameOf = Callable[[str], str]
"""The name of a product's code."""

_LIMITS: Final[Mapping[str, str]] = {
    "limit.not_offered": mark("{code} 现在不能向这位客户建议"),
    "limit.minimum": mark("{code} 起点 {min_fen}，{amount_fen} 不够"),
    "limit.step": mark("{code} 从 {min_fen} 起按 {step_fen} 递增，{amount_fen} 不在级差上"),
    "limit.most": mark("{code} 最多可买 {max_fen}，{amount_fen} 超过了"),
    "limit.horizon": mark("{code} 期限 {term_days} 天，客户的投资期限是 {horizon_months} 个月"),
    "limit.overweight": mark("{asset_class}已有 {weight_bp}，高于目标 {target_bp}，不再买入 {code}"),
    "limit.product_cap": mark("{code} 单只产品上限 {cap_bp}，最多 {most_fen}(已持有 {held_fen})"),
    "limit.money": mark("合计 {amount_fen}，超过可投入的 {new_fen}"),
    "limit.manager": mark("管理人 {manager} 合计上限 {most_fen}(已持有 {held_fen}，方案 {amount_fen})"),
    "limit.reserve": mark("随时可用的资金 {liquid_fen}，低于应留的备用金 {reserve_fen}"),
    "limit.illiquid": mark("低流动性产品合计上限 {most_fen}(已持有 {held_fen}，方案 {amount_fen})"),
    "limit.lines": mark("共 {lines} 只产品，最多 {most} 只"),
    "limit.class_over": mark("{asset_class}将占 {weight_bp}，上限 {most_bp}"),
    "limit.drift": mark("总偏离会从 {before_bp} 变为 {after_bp} 个百分点，没有下降"),
}
_CLASSES: Final[Mapping[str, str]] = {
    "mix.overweight": mark(
        "{asset_class}现有持仓占 {weight_bp}，高于目标 {target_bp}：不再买入，也不建议卖出"
    ),
    "mix.short": mark("{asset_class}离目标还差 {gap_bp} 个百分点，货架上有 {products} 只可用产品"),
}
_LINES: Final[Mapping[str, str]] = {
    "line.fills_class": mark("{asset_class}低于目标 {gap_bp} 个百分点"),
    "line.fee": mark("首年费用 {fee_bp}"),
    "line.liquidity": mark("流动性 {liquidity}"),
    "line.instead_of": mark("没有选 {code}：{because}"),
}
_SHORT_OF_CASH: Final = mark("现金会比目标少 {gap_bp} 个百分点")
_POINTS: Final = frozenset({"gap_bp", "before_bp", "after_bp"})
_BECAUSE: Final[Mapping[str, str]] = {
    "horizon": mark("期限长于客户的投资期限"),
    "overweight": mark("它所在的类别已经超过目标"),
    "minimum": mark("起点高于这里需要的金额"),
    "quota": mark("可买额度不够"),
    "cap": mark("会超过单只产品的上限"),
    "fee": mark("费用更高"),
    "order": mark("条件相同，按产品代码在前的优先"),
    "mix": mark("整体组合这样离目标更近"),
}
_STOPPED: Final[Mapping[str, str]] = {}
_NOTES: Final[Mapping[str, str]] = {}

SENTENCES: Final[Mapping[str, str]] = {**_LIMITS, **_CLASSES, **_LINES, **_STOPPED, **_NOTES}
"""Every code that has words."""


def reason(one: AdviceReason, name_of: NameOf | None = None) -> str:
    """A reason as a sentence; products are called by their names where these are known."""
    code, params = one
    source = SENTENCES.get(code)
    if source is None:
        return code
    if code == "mix.short" and ("asset_class", AssetClass.CASH.value) in params:
        source = _SHORT_OF_CASH
    shown = {name: _figure(name, value) for name, value in params}
    if name_of is not None and "code" in shown:
        shown["code"] = name_of(shown["code"])
    return t(CTX, source).format_map(_Known(shown))


def because(code: str) -> str:
    """Why a product was not the one that was chosen."""
    return t(CTX, _BECAUSE[code]) if code in _BECAUSE else code


class Cure(Enum):
    """Where what stopped a suggestion can be put right."""

    IMPORT = "import"
    PRODUCTS = "products"
    ASSESSMENT = "assessment"
    CLIENT = "client"
    MONEY = "money"


_PLACES: Final[Mapping[str, Cure]] = {}
_CURES: Final[Mapping[str, str]] = {}


def cure_place(one: AdviceReason) -> Cure | None:
    """Where the cure of a reason that stopped everything is."""
    return _PLACES.get(one[0])


def stopped_cure(one: AdviceReason) -> str:
    """What would have to be done."""
    source = _CURES.get(one[0])
    return t(CTX, source) if source else ""


def cure_button(cure: Cure) -> tuple[str, str]:
    """Text and icon of the button that leads there."""
    return {
        Cure.IMPORT: (t(CTX, "去导入"), "import"),
        Cure.PRODUCTS: (t(CTX, "查看产品"), "package"),
        Cure.ASSESSMENT: (t(CTX, "做风险测评"), "shield-check"),
        Cure.CLIENT: (t(CTX, "打开客户页"), "user"),
        Cure.MONEY: (t(CTX, "填写投入金额"), "wallet"),
    }[cure]


def _figure(name: str, value: Param) -> str:
    if value is None:
        return t(CTX, "未登记")
    if isinstance(value, bool):
        return t(CTX, "是") if value else t(CTX, "否")
    if isinstance(value, int):
        if name.endswith("_fen"):
            return discreet.money(value)
        if name in _POINTS:
            return points(value)
        return weight(value) if name.endswith("_bp") else formats.count(value)
    return _coded(name, value)


def _coded(name: str, value: str) -> str:
    if name == "because":
        return because(value)
    if name == "asset_class":
        return labels.word_of(AssetClass, value)
    if name == "liquidity":
        return labels.word_of(Liquidity, value)
    if name == "level" and value in RiskLevel.__members__:
        return labels.risk(RiskLevel(value))
    return value


class _Known(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return formats.NOTHING
