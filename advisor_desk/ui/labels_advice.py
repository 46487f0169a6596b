"""Words of suggestions: roles, weights, where the money comes from, what is tried out, needs and points.

The sentences of reason codes are in `labels_advice_reasons`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from advisor_desk.domain.advice import LineRole, Need, NeedPoint, WeightMove, WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.suitability import CheckCode, Duty, Finding, SuitabilityOutcome
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.words import needs as need_words
from advisor_desk.words import suitability
from advisor_desk.words.suitability_texts import SENTENCES

CTX: Final = "Advice"
_OUTCOMES: Final = {
    SuitabilityOutcome.ALLOW: mark("可以建议"),
    SuitabilityOutcome.WARN: mark("须警示"),
    SuitabilityOutcome.FORBID: mark("禁止"),
}
_ROLES: Final = {LineRole.CORE: mark("核心"), LineRole.SATELLITE: mark("卫星")}


def role(code: LineRole) -> str:
    """核心, 卫星."""
    return t(CTX, _ROLES[code])


def outcome(code: SuitabilityOutcome) -> str:
    """可以建议, 须警示, 禁止."""
    return t(CTX, _OUTCOMES[code])


def weight(bp: int) -> str:
    """12.5%, 40.0%: always one decimal, so that figures stand under each other; cut."""
    return formats.share(bp, places=1)


def points(bp: int) -> str:
    """Percentage points with one decimal: 12.5."""
    size = abs(bp)
    return f"{formats.MINUS if bp < 0 else ''}{size // 100}.{size % 100 // 10}"


def points_exact(bp: int) -> str:
    """Percentage points to the basis point, for arithmetic that is to be redone by hand: 12.34."""
    return formats.share(bp).removesuffix("%")


def points_signed(bp: int) -> str:
    """+1.2, −0.5, 0.0."""
    return ("+" if bp >= 10 else "") + points(bp)


def level_code(level: RiskLevel | None) -> str:
    """C3; a dash without one."""
    return formats.NOTHING if level is None else labels.risk_code(level)


def fee(bp: int) -> str:
    """The cost of the first year: 0.35%."""
    return formats.share(bp)


def expiry(until: date | None, as_of: date) -> tuple[str, bool]:
    """How long the assessment holds, and whether that is nothing to look at."""
    if until is None:
        return t(CTX, "没有有效的风险测评"), False
    left = (until - as_of).days
    if left <= 0:
        return t(CTX, "测评已于 {day} 过期").format(day=formats.day(until)), False
    return t(CTX, "测评有效至 {day}").format(day=formats.day(until)), True


def money_sources(amount_fen: int, cash_fen: int | None) -> str:
    """账户现金 30.0 万 + 新增 20.0 万: the account's money is taken first."""
    if cash_fen is None:
        return t(CTX, "账户现金没有记录，全部按新增资金计")
    own, fresh = min(amount_fen, max(0, cash_fen)), max(0, amount_fen - max(0, cash_fen))
    if not fresh:
        return t(CTX, "全部取自账户现金 {cash}").format(cash=discreet.money(cash_fen))
    return t(CTX, "账户现金 {own} + 新增资金 {fresh}").format(
        own=discreet.money(own), fresh=discreet.money(fresh)
    )


def trial(what_if: WhatIf, cash_fen: int | None, level: RiskLevel | None, without: Iterable[str]) -> str:
    """What is tried out, beside the facts, in one line; `without` are names of products."""
    parts = []
    if what_if.amount_fen is not None:
        parts.append(
            t(CTX, "投入 {amount}(账户现金 {cash})").format(
                amount=discreet.money(what_if.amount_fen), cash=discreet.money(cash_fen)
            )
        )
    if what_if.level is not None:
        parts.append(
            t(CTX, "按 {level} 计算(测评为 {fact})").format(
                level=labels.risk(what_if.level), fact=labels.risk(level)
            )
        )
    if what_if.without:
        parts.append(t(CTX, "不考虑 {names}").format(names=t(CTX, "、").join(without)))
    return t(CTX, "；").join(parts)


def move(one: WeightMove, advice: AdviceRules, age: int | None) -> str:
    """Why a class hands its weight on."""
    source, target = labels.word(one.source), labels.word(one.target)
    share = weight(one.bp)
    if one.why == "move.age_cap":
        said = t(CTX, "年龄上限：{age} 岁客户的风险资产不超过 {cap}%，{source}的 {share} 移到{target}")
        shown = formats.NOTHING if age is None else str(age)
        return said.format(age=shown, cap=age_cap(advice, age), source=source, share=share, target=target)
    return t(CTX, "货架上没有该客户可买的{source}产品，{share} 移到{target}").format(
        source=source, share=share, target=target
    )


def age_cap(advice: AdviceRules, age: int | None) -> int:
    """The most that risky classes may have at an age, in percent."""
    rules = advice.allocation
    if age is None:
        return rules.age_most_percent
    return max(rules.age_least_percent, min(rules.age_most_percent, rules.age_from_years - age))


def check(code: CheckCode) -> str:
    """What a finding says, without its figures."""
    return _plain(SENTENCES[code.value]) if code.value in SENTENCES else code.value


def finding(one: Finding) -> str:
    """A finding with the figures that failed; in discreet mode without them where they are money."""
    if discreet.is_on() and any(name.endswith("_fen") for name, _ in one.params):
        return check(one.code)
    return suitability.sentence(one.code.value, one.params, _plain)


def cure(one: Finding) -> str:
    """What would cure it; empty where nothing does."""
    return suitability.cure(one.code.value, one.params, _plain)


def duty(one: Duty) -> str:
    """What must be done where something is sold."""
    return suitability.duty(one.value, _plain)


def need(one: Need) -> str:
    """定投起步."""
    return need_words.need(one.kind.value, _plain)


def point(one: NeedPoint, name_of: need_words.NameOf) -> str:
    """What a point stands for, in one line; products by their names."""
    return need_words.point(one.code, need_words.named(one.evidence, name_of), _plain)


def points_told(parts: Iterable[NeedPoint], name_of: need_words.NameOf) -> list[str]:
    """What each point stands for with its points; what two needs rest on is said once."""
    return need_words.points([(one.code, one.points, one.evidence) for one in parts], _plain, name_of)


def total(parts: Iterable[NeedPoint]) -> int:
    """The visible sum."""
    return sum(part.points for part in parts)


def forbidden(words: Iterable[str]) -> str:
    """Which words may not be used."""
    return t(CTX, "不能使用：{words}。请改写。").format(words=t(CTX, "、").join(dict.fromkeys(words)))


def _plain(source: str) -> str:
    return t(CTX, source)
