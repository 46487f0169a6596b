"""Words of needs and of the points that speak for a product. Codes come as text; figures come formatted."""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

Translate = Callable[[str], str]
NameOf = Callable[[str], str]
Params = Iterable[tuple[str, object]]

NEED_WORDS: Final[Mapping[str, str]] = {
    "SIP": "定投起步",
    "RESERVE": "备用金",
    "EDUCATION": "子女教育",
    "GROWTH": "长期增值",
    "INCOME": "稳健收益",
    "RETIREMENT": "养老规划",
    "DIVERSIFY": "分散配置",
    "QUANT": "量化策略",
    "ALTERNATIVES": "另类配置",
    "INHERITANCE": "财富传承",
    "SHORTFALL": "低于目标配置",
}

POINT_WORDS: Final[Mapping[str, str]] = {
    "need.young": "年轻潜力客户，{age} 岁：适合从定投开始",
    "need.tier": "{tier}客户的服务菜单含另类配置",
    "need.menu": "产品列在{tier}客户的菜单里",
    "need.browsed": "{days} 天内 {times} 次关注“{topic}”",
    "need.stage": "人生阶段：{stage}（{tier}）",
    "need.maturity": "持有的{code}将于 {until_on} 到期",
    "need.shortfall": "{asset_class}低于目标 {gap} 个百分点",
}

STAGE_WORDS: Final[Mapping[str, str]] = {
    "STARTER": "起步期",
    "FAMILY": "成家期",
    "ACCUMULATE": "积累期",
    "PRE_RETIRE": "退休前",
    "RETIRED": "退休后",
}

CLASS_WORDS: Final[Mapping[str, str]] = {
    "CASH": "现金",
    "CN_BOND": "境内债券",
    "CN_EQUITY": "境内权益",
    "GLOBAL_EQUITY": "海外权益",
    "COMMODITY_GOLD": "黄金商品",
    "QUANT_HEDGE": "量化对冲",
    "PRIVATE_EQUITY": "私募股权",
}

TIER_WORDS: Final[Mapping[str, str]] = {"RETAIL": "零售", "HNW": "高净值", "INST": "机构"}


def need(code: str, translate: Translate) -> str:
    """The need in words; the code itself when it is not known."""
    return translate(NEED_WORDS[code]) if code in NEED_WORDS else code


def point(code: str, params: Mapping[str, object], translate: Translate) -> str:
    """What a point stands for, in one line."""
    source = POINT_WORDS.get(code)
    if source is None:
        return code
    return translate(source).format_map(_figures(params, translate))


def points(
    parts: Iterable[tuple[str, int, Params]], translate: Translate, name_of: NameOf | None = None
) -> list[str]:
    """What each point stands for with its points; what two needs rest on is said once: 人生阶段 … +15 +15.

    Products are called by their names where these are known.
    """
    found: dict[str, list[int]] = {}
    for code, worth, params in parts:
        found.setdefault(point(code, named(params, name_of), translate), []).append(worth)
    return [" ".join((text, *(f"+{one}" for one in worths))) for text, worths in found.items()]


def named(params: Params, name_of: NameOf | None) -> dict[str, object]:
    """The evidence of a point with the product's name for its code."""
    shown = dict(params)
    if name_of is not None and "code" in shown:
        shown["code"] = name_of(str(shown["code"]))
    return shown


def _figures(params: Mapping[str, object], translate: Translate) -> dict[str, object]:
    shown = dict(params)
    for name, words in (("stage", STAGE_WORDS), ("asset_class", CLASS_WORDS), ("tier", TIER_WORDS)):
        if name in shown:
            shown[name] = translate(words.get(str(shown[name]), str(shown[name])))
    gap = shown.get("gap_bp")
    if isinstance(gap, int):
        shown["gap"] = f"{gap // 100}.{gap % 100 // 10}"
    return shown


def all_texts() -> list[str]:
    """Every Chinese text here, for the test that asks for its English."""
    tables = (NEED_WORDS, POINT_WORDS, STAGE_WORDS, CLASS_WORDS, TIER_WORDS)
    return [text for table in tables for text in table.values()]
