"""Sentences of suggestions: why nothing can be suggested and what would cure it, limits, lines, notes.

Codes come as plain text, figures as they were computed; a code that is not known is shown as it is.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from advisor_desk.words import figures, suitability
from advisor_desk.words.needs import CLASS_WORDS
from advisor_desk.words.suitability import Translate

Params = Iterable[tuple[str, object]]

SENTENCES: Final[Mapping[str, str]] = {
    "shelf.empty": "产品货架是空的",
    "shelf.unsigned": "产品货架没有有效的封存记录（{products} 个产品）",
    "shelf.stale": "产品货架已过期：{received_on} 收到，已 {age_days} 天，超过 {max_age_days} 天",
    "advice.no_assessment": "客户还没有做过风险测评",
    "advice.assessment_expired": "客户的风险测评已过期（{taken_on} 测评，{until_on} 起失效）",
    "advice.no_level": "客户没有可用的风险承受能力等级，没有对应的模型组合",
    "advice.no_money": "没有可以投入的资金",
    "advice.nothing_allowed": "{products} 个产品都不能建议给这位客户",
    "limit.not_offered": "{code} 现在不能建议给这位客户",
    "limit.minimum": "{code} 最少 {min_fen}，现为 {amount_fen}",
    "limit.step": "{code} 须为 {min_fen} 加 {step_fen} 的整数倍，现为 {amount_fen}",
    "limit.most": "{code} 最多 {max_fen}（额度、可用资金或适当性所限），现为 {amount_fen}",
    "limit.horizon": "{code} 的期限 {term_days} 天，长过投资期限 {horizon_months} 个月",
    "limit.overweight": "{code} 含{asset_class}，该类持仓已占 {weight_bp}，高于目标 {target_bp}",
    "limit.product_cap": "{code} 单一产品上限 {cap_bp}，还可买 {most_fen}",
    "limit.money": "合计买入 {amount_fen}，超过投入金额 {new_fen}",
    "limit.money_spent": "投入金额只剩 {left_fen}，不够再买",
    "limit.manager": "{manager} 的产品上限 {most_fen}，已持有 {held_fen}",
    "limit.reserve": "备用金要 {reserve_fen}，可随时动用的只有 {liquid_fen}",
    "limit.illiquid": "封闭与定期开放的产品上限 {most_fen}，已持有 {held_fen}",
    "limit.lines": "一次最多 {most} 个产品",
    "limit.class_over": "{asset_class}将占 {weight_bp}，上限 {most_bp}",
    "limit.drift": "总偏离会由 {before_bp} 个百分点增到 {after_bp} 个百分点",
    "mix.overweight": "{asset_class}原有持仓已占 {weight_bp}，高于目标 {target_bp}，不再买入",
    "mix.short": "{asset_class}仍低于目标 {gap_bp} 个百分点，可选产品 {products} 个",
    "line.fills_class": "补{asset_class}的缺口 {gap_bp} 个百分点",
    "line.fee": "首年费用 {fee_bp}",
    "line.liquidity": "{liquidity}",
    "line.instead_of": "没有选{code}：{because}",
    "note.quota_gone": "{products} 个产品只因额度用完而不能建议",
    "note.money_short": "{products} 个产品只差资金，最低 {least_fen}",
    "note.foreign": "{products} 个产品不以人民币计价，没有参与计算",
    "note.does_not_fit": "{code}({asset_class})最少 {min_fen}，占资产 {share_bp}，不能买：{because}",
    "note.core_below": "核心产品占 {core_bp}，低于 {least_bp}",
    "note.unclassified": "资产中 {part_bp} 没有大类归属",
    "note.private_material": "客户关注{topic}，但不是私募合格投资者：不得向其发送私募产品的材料",
    "note.opted_out": "客户已撤回营销同意：只在客户提出时讨论",
}

CURES: Final[Mapping[str, str]] = {
    "shelf.empty": "请先导入产品。",
    "shelf.unsigned": "请重新导入总部发布的产品货架。",
    "shelf.stale": "请导入最新的产品货架。",
    "advice.no_assessment": "请先完成风险测评，并由客户本人确认结果。",
    "advice.assessment_expired": "请重新做风险测评。",
    "advice.no_level": "请完成风险测评，或在试算里选一个等级。",
    "advice.no_money": "请用金额说明要投入多少，或更新账户资金。",
    "advice.nothing_allowed": "请逐个查看不能建议的原因：补齐产品评级、客户资料或权限后再试。",
}

BECAUSE: Final[Mapping[str, str]] = {
    "horizon": "期限过长",
    "overweight": "类别已超配",
    "minimum": "起购金额过高",
    "quota": "额度或适当性不够",
    "cap": "单一产品上限",
    "fee": "费用更高",
    "order": "条件相同，按代码先后",
    "mix": "资产构成不同",
    "manager": "单一管理人上限",
    "illiquid": "封闭产品上限",
    "class": "超过该类上限",
}

LIQUIDITY: Final[Mapping[str, str]] = {
    "T0": "当日可取",
    "T1": "次日可取",
    "T7": "约七日可取",
    "PERIODIC": "定期开放",
    "LOCKED": "有封闭期",
}

_TABLES: Final = {"asset_class": CLASS_WORDS, "because": BECAUSE, "liquidity": LIQUIDITY}
_UNKNOWN: Final = "?"


def sentence(code: str, params: Params, translate: Translate) -> str:
    """A reason in one sentence without a full stop; findings of suitability have their own words."""
    if code not in SENTENCES:
        return suitability.sentence(code, params, translate)
    shown = {name: _figure(name, value, translate) for name, value in params}
    return translate(SENTENCES[code]).format_map(shown)


def cure(code: str, params: Params, translate: Translate) -> str:
    """What would help, in one sentence; empty where nothing does."""
    return translate(CURES[code]) if code in CURES else suitability.cure(code, params, translate)


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    return [text for table in (SENTENCES, CURES, BECAUSE, LIQUIDITY) for text in table.values()]


def _rate(name: str, bp: int) -> str:
    """A fee has two decimals, a weight one; a gap is told in points."""
    if name in figures.IN_POINTS:
        return figures.points(bp)
    return figures.percent(bp).lstrip("+") if name == "fee_bp" else figures.share(bp)


def _figure(name: str, value: object, translate: Translate) -> str:
    if value is None:
        return _UNKNOWN
    if isinstance(value, int) and name.endswith("_fen"):
        return suitability.amount(value, translate)
    if isinstance(value, int) and name.endswith("_bp"):
        return _rate(name, value)
    table = _TABLES.get(name)
    return translate(table[str(value)]) if table and str(value) in table else str(value)
