"""Sentences about tier, scores and the assessment: why, and how far it is to the next edge.

An amount that is still lacking is rounded up, so that who adds it gets there; everything else is cut.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from advisor_desk.domain.client import ClientType, Tier
from advisor_desk.domain.review import ClientReview
from advisor_desk.domain.standing import Standing
from advisor_desk.errors import Param
from advisor_desk.rules.distance import BandDistance, tier_distance
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.tier import EffectiveTier
from advisor_desk.ui import discreet, formats, i18n, labels
from advisor_desk.ui.i18n import t
from advisor_desk.ui.widgets.band_strip import BandReading

_CTX = "Client360"
_YUAN = 100
_WAN = 10_000 * _YUAN
_YI = 10_000 * _WAN
_MILLION = 100 * _WAN
_PER_MILLE = 1000

Params = dict[str, Param]


def edge(fen: int) -> str:
    """A round amount without empty decimals: 100 万, 5 万."""
    number, unit = formats.money_parts(fen)
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    return f"{number} {unit}".strip()


def lacking(fen: int) -> str:
    """An amount that is still needed, rounded up to what is shown; hidden in discreet mode."""
    if i18n.language() == i18n.ENGLISH:
        step = _WAN if fen >= _MILLION else 100 * _YUAN if fen >= _WAN else _YUAN
    else:
        step = 100 * _WAN if fen >= _YI else 1_000 * _YUAN if fen >= _WAN else _YUAN
    return discreet.HIDDEN if discreet.is_on() else edge(-(-fen // step) * step)


def effective_of(standing: Standing) -> EffectiveTier:
    """The official tier as the distances need it, from what is kept in the standing."""
    reasons = {code: dict(params) for code, params in standing.reasons}
    by_rule = reasons.get("tier.overridden", {}).get("by_rule")
    return EffectiveTier(
        tier=standing.tier,
        variant=standing.tier_variant,
        is_provisional=standing.is_provisional,
        sum20_fen=standing.assets.sum20_fen,
        days20=standing.assets.days20,
        by_rule=Tier(str(by_rule)) if by_rule else standing.tier,
        reasons=(),
    )


def tier_gap(standing: Standing, client_type: ClientType, rules: RuleSet) -> str:
    """再增加 8.4 万升为高净值; empty at the top and for organisations."""
    above = tier_distance(client_type, effective_of(standing), rules)
    if above is None or not above.gap_fen:
        return ""
    return t(_CTX, "再增加 {amount}升为{tier}").format(
        amount=lacking(above.gap_fen), tier=labels.word(above.tier)
    )


def tier_gap_short(standing: Standing, client_type: ClientType, rules: RuleSet) -> str:
    """距高净值 8.4 万; empty at the top and for organisations."""
    above = tier_distance(client_type, effective_of(standing), rules)
    if above is None or not above.gap_fen:
        return ""
    return t(_CTX, "距{tier} {amount}").format(amount=lacking(above.gap_fen), tier=labels.word(above.tier))


def tier_reason(standing: Standing) -> str:
    """The tier's reasons in one line, the deciding one first."""
    parts = []
    for code, params in standing.reasons:
        say = _TIER_REASONS.get(code)
        if say is not None:
            parts.append(say(dict(params)))
    parts = [part for part in parts if part]
    name = labels.tier(standing.tier, standing.tier_variant)
    return (
        t(_CTX, "{name}：{reasons}").format(name=name, reasons=t(_CTX, "；").join(parts)) if parts else name
    )


def _whole(params: Params, name: str) -> int:
    value = params.get(name)
    return value if isinstance(value, int) else 0


def _average(params: Params) -> str:
    days = _whole(params, "days20")
    return discreet.money(_whole(params, "sum20_fen") // days) if days else formats.NOTHING


def _reached(params: Params) -> str:
    return t(_CTX, "20 日日均 {average}，达到 {edge}").format(
        average=_average(params), edge=edge(_whole(params, "threshold_fen"))
    )


def _below(params: Params) -> str:
    return t(_CTX, "20 日日均 {average}，未到 {edge}").format(
        average=_average(params), edge=edge(_whole(params, "threshold_fen"))
    )


def _held(params: Params) -> str:
    return t(_CTX, "曾达到 {edge}，低于 {floor}已 {below} 个交易日，满 {down} 个才降级").format(
        edge=edge(_whole(params, "threshold_fen")),
        floor=edge(_whole(params, "floor_fen")),
        below=_whole(params, "below_days"),
        down=_whole(params, "down_days"),
    )


def _provisional(params: Params) -> str:
    days = _whole(params, "days20")
    return t(_CTX, "仅 %n 个交易日，暂定", days) if days else ""


def _organisation(params: Params) -> str:
    kind = labels.word_of(ClientType, str(params.get("client_type")))
    return t(_CTX, "{kind}客户不论资产多少都是机构客户").format(kind=kind)


def _overridden(params: Params) -> str:
    return t(_CTX, "人工调整，批准人 {approver}，有效至 {until}").format(
        approver=discreet.name(str(params.get("approver"))), until=params.get("until_on")
    )


_TIER_REASONS: dict[str, Callable[[Params], str]] = {
    "tier.organisation": _organisation,
    "tier.reached": _reached,
    "tier.held": _held,
    "tier.below": _below,
    "tier.negative_assets": lambda _params: t(_CTX, "日均资产为负"),
    "tier.negative_today": lambda _params: t(_CTX, "今日资产为负"),
    "tier.no_assets": lambda _params: t(_CTX, "尚无资产记录，暂按零售"),
    "tier.provisional": _provisional,
    "tier.overridden": _overridden,
    "tier.override_refused": lambda _params: t(_CTX, "人工调整不合规定，未采用"),
}


@dataclass(frozen=True, slots=True)
class AssessmentWords:
    """The state of the risk assessment: as a phrase, and short beside its name.

    `is_fine` when nothing has to be done.
    """

    text: str
    short: str
    is_fine: bool
    days_left: int | None = None


def assessment(review: ClientReview, as_of: date, rules: RuleSet) -> AssessmentWords:
    """有效, 19 天后到期, 已过期 80 天 or 未测评."""
    expires = review.row.c_level_expires_on
    if expires is None or review.row.c_level is None:
        return AssessmentWords(t(_CTX, "未测评"), t(_CTX, "未测评"), is_fine=False)
    left = (expires - as_of).days
    if not left:
        said = t(_CTX, "测评今天到期，不再有效"), t(_CTX, "今天到期")
        return AssessmentWords(*said, is_fine=False, days_left=left)
    if left < 0:
        short = t(_CTX, "已过期 %n 天", -left)
        return AssessmentWords(t(_CTX, "测评已过期 %n 天", -left), short, is_fine=False, days_left=left)
    if left <= rules.assessment.expiring_days:
        short = t(_CTX, "%n 天后到期", left)
        return AssessmentWords(t(_CTX, "测评 %n 天后到期", left), short, is_fine=False, days_left=left)
    return AssessmentWords(t(_CTX, "测评有效"), t(_CTX, "有效"), is_fine=True, days_left=left)


def money_band(distance: BandDistance, edges: tuple[int, ...]) -> BandReading:
    """An amount on its strip of bands; in discreet mode the band alone."""
    return BandReading(distance.score, _place(distance), [edge(fen).replace(" ", "") for fen in edges])


def times_band(distance: BandDistance, edges: tuple[int, ...]) -> BandReading:
    """Purchases per month on their strip of bands."""
    return BandReading(distance.score, inside(distance), [str(times) for times in edges])


def _place(distance: BandDistance) -> int | None:
    return None if discreet.is_on() else inside(distance)


def inside(distance: BandDistance) -> int:
    """Where in its band a value lies, 0 to 1000; the open last band closes in on its end."""
    value, low, high = distance.value, distance.low or 0, distance.high
    low_scaled = low * distance.value_den
    if high is not None:
        reach = high * distance.value_den - low_scaled
        return max(0, min(_PER_MILLE, (value - low_scaled) * _PER_MILLE // reach))
    return max(0, _PER_MILLE - low_scaled * _PER_MILLE // value) if value > 0 else 0


def amount_gap(distance: BandDistance) -> str:
    """再购买 11.4 万升为 5 分, or that there is no higher score."""
    if distance.gap is None:
        return t(_CTX, "已是最高分")
    return t(_CTX, "再购买 {amount}升为 {score} 分").format(
        amount=lacking(distance.gap), score=distance.score + 1
    )


def frequency_gap(distance: BandDistance) -> str:
    """再购买 1 次升为 2 分."""
    if distance.gap is None:
        return t(_CTX, "已是最高分")
    return t(_CTX, "再购买 %n 次升为 {score} 分", distance.gap).format(score=distance.score + 1)


def benefit_gap(distance: BandDistance) -> str:
    """再创收 8,520 元升为 3 分."""
    if distance.gap is None:
        return t(_CTX, "已是最高分")
    return t(_CTX, "再创收 {amount}升为 {score} 分").format(
        amount=lacking(distance.gap), score=distance.score + 1
    )


def per_month(distance: BandDistance) -> str:
    """1.91 次/月, cut to two decimals."""
    hundredths = distance.value * 100 // distance.value_den
    return t(_CTX, "{times} 次/月").format(times=f"{hundredths // 100}.{hundredths % 100:02d}")
