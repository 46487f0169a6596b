"""One line of words for each step and reason code of an explanation. Nothing is computed here.

`SAYS` holds a text per code; its braces take the code's figures after they were made readable:
`_fen` as exact money, `tier`, `group`, `state` and the like as their words.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from advisor_desk.domain.client import CareAction, ClientType, Group, LifeState, Preset, Tier, ValueLabel
from advisor_desk.errors import Param
from advisor_desk.rules.assessment import AssessmentState
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import mark, t
from advisor_desk.ui.labels_scores import edge

_CTX = "Explain"
Params = dict[str, Param]

SAYS: Final[Mapping[str, str]] = {
    "tier.organisation": mark("客户类型为{client_type}：不论资产多少都是机构客户"),
    "tier.reached": mark("日均达到 {threshold_fen}：{tier}"),
    "tier.held": mark(
        "最近一次达到 {threshold_fen}在 {reached_on}；之后低于 {floor_fen}连续 {below_days} 个交易日，"
        "不满 {down_days} 个，保留{tier}"
    ),
    "tier.below": mark("日均未到 {threshold_fen}：不满足{tier}"),
    "tier.assets_reach": mark("资产 {assets_fen}达到 {threshold_fen}：{tier}"),
    "tier.assets_below": mark("资产 {assets_fen}未到 {threshold_fen}：不满足{tier}"),
    "tier.negative_assets": mark("日均资产为负：零售"),
    "tier.negative_today": mark("今日资产为负({assets_fen})，请核对融资负债"),
    "tier.no_assets": mark("没有资产记录：暂按零售"),
    "tier.provisional": mark("只有 {days20} 个交易日的资产，满 {needed_days} 个后确定：现为暂定"),
    "tier.overridden": mark("人工调整：由{by_rule}改为{tier}，批准人 {approver}，有效至 {until_on}"),
    "tier.override_refused": mark("人工调整不合规定，未采用"),
    "score.amount": mark("购买总额 {amount_fen}：{score} 分"),
    "score.frequency": mark("购买 {purchases} 次：{score} 分"),
    "score.benefit": mark("创收 {benefit_fen}：{score} 分"),
    "score.benefit_negative": mark("创收为负：返还多于收入"),
    "score.benefit_estimated": mark("创收含估算，以入账为准"),
    "score.opened_on_unknown": mark("开户日期不详，按 {months} 个月计"),
    "group.high_amount": mark("A {a} 分，满 {cut} 分"),
    "group.benefit_lift": mark("B {b} 分，满 {cut} 分"),
    "group.high_freq": mark("F {f} 分，满 {cut} 分"),
    "group.recent": mark("{recency_days} 天前购买，在 {limit_days} 天内"),
    "group.remainder": mark("以上都不满足"),
    "classic.r": mark("距最近购买 {recency_days} 天：{score} 分"),
    "classic.f": mark("购买 {purchases} 次：{score} 分"),
    "classic.m": mark("购买 {amount_fen}：{score} 分"),
    "state.active": mark("{recency_days} 天前购买，不超过 {limit_days} 天：活跃"),
    "state.silent": mark("{recency_days} 天前购买，在 {from_days} 至 {to_days} 天之间：潜在流失"),
    "state.off_cadence": mark(
        "{recency_days} 天前购买，超过 {min_days} 天，"
        "且超过中位间隔 {median_gap_x2} 天的 {gap_factor} 倍：潜在流失"
    ),
    "state.dormant": mark("{recency_days} 天前购买，超过 {limit_days} 天：休眠"),
    "state.never_bought_new": mark("从未购买，开户 {tenure_days} 天，不超过 {limit_days} 天：新客"),
    "state.never_bought": mark("从未购买，开户超过 {limit_days} 天或开户日期不详：休眠"),
    "label.high_value": mark("高价值：M {m} 分，B {b} 分，等级{tier}"),
    "label.loyal": mark("忠诚：F {f} 分，R {r} 分"),
    "tag.low_yield_high_freq": mark("低贡献高频次：{tier}，A {a} 分，F {f} 分，B {b} 分"),
    "tag.young_potential": mark("年轻潜力：{age} 岁，在 {min_age} 至 {max_age} 岁之间"),
    "tag.upgrade_near": mark("近升级：距{tier}还差 {gap_fen}"),
    "tag.hnw_plus": mark("日均满 {threshold_fen}"),
    "step.average": mark("{sum_fen} ÷ {days} = {average_fen}"),
    "step.next_tier": mark("升为{tier}还差 {gap_fen}(门槛 {threshold_fen})"),
    "step.window": mark("观察窗口：{after_on} 之后至 {until_on}"),
    "step.months_whole": mark("窗口内一直在册：按 {months} 个月计"),
    "step.months_least": mark("开户 {tenure_days} 天，不足一个月({month_days} 天)：按 1 个月计"),
    "step.months": mark("开户 {tenure_days} 天 ÷ {month_days} 天 = {months} 个月"),
    "step.months_unknown": mark("开户日期不详：按 {months} 个月计"),
    "step.per_month": mark("{purchases} 次 ÷ {months} 个月 = {times} 次/月"),
    "step.next_band_fen": mark("距 {score} 分还差 {gap_fen}"),
    "step.other_preset": mark("按{preset}：{group}"),
    "step.days_since": mark("{from_on} 至 {to_on}：{days} 天"),
    "step.classic_r": mark("{days} 天，界限 {limits}：{score} 分"),
    "step.classic_f": mark("{purchases} 次，界限 {cuts}：{score} 分"),
    "step.classic_m": mark("{amount_fen}，界限 {cuts_fen}：{score} 分"),
    "step.no_basis": mark("没有联系记录，也没有开户日期：视为从未联系(节奏 {days} 天)"),
    "step.digital_only": mark("以线上方式服务"),
    "step.own_rhythm": mark("客户有自己的联系节奏：{days} 天(规则为 {rule_days} 天)"),
    "step.add_months": mark("{from_on} 加 {months} 个月 = {result_on}"),
    "step.days_left": mark("还有 {days} 天(到期前 {expiring_days} 天起提醒)：{state}"),
}

_WORDED: Final[Mapping[str, type[StrEnum]]] = {
    "tier": Tier,
    "by_rule": Tier,
    "client_type": ClientType,
    "group": Group,
    "preset": Preset,
    "action": CareAction,
}


def step_words(code: str, params: Params) -> str:
    """The line of a step; a code that is not known is shown as it is, never dropped."""
    special = _SPECIAL.get(code)
    if special is not None:
        return special(params)
    source = SAYS.get(code)
    if source is None:
        return code
    return t(_CTX, source).format(
        **{name: _readable(code, name, value) for name, value in _filled(code, params)}
    )


def covers(code: str) -> bool:
    """True when the code has words."""
    return code in SAYS or code in _SPECIAL


def _filled(code: str, params: Params) -> list[tuple[str, Param]]:
    if code == "step.per_month":
        num, den = params["months_num"], params["months_den"]
        return [*params.items(), ("months", str(num) if den == 1 else f"({num}/{den})")]
    return list(params.items())


def _readable(code: str, name: str, value: Param) -> str:
    if value is None:
        return formats.NOTHING
    if name in _WORDED:
        return labels.word_of(_WORDED[name], str(value))
    if name == "state" and code == "step.days_left":
        return _assessment_state(str(value))
    if name == "cuts_fen":
        return " / ".join(edge(int(part)) for part in str(value).split("|"))
    if name in ("threshold_fen", "floor_fen") and isinstance(value, int):
        return edge(value)
    if name.endswith("_fen") and isinstance(value, int):
        return discreet.exact(value)
    if name == "median_gap_x2" and isinstance(value, int):
        return f"{value // 2}.5" if value % 2 else str(value // 2)
    if name == "approver":
        return discreet.name(str(value))
    return str(value).replace("|", " / ")


def _assessment_state(code: str) -> str:
    return {
        AssessmentState.VALID.value: t(_CTX, "有效"),
        AssessmentState.EXPIRING.value: t(_CTX, "即将到期"),
        AssessmentState.EXPIRED.value: t(_CTX, "已过期"),
    }.get(code, code)


def _whole(params: Params, name: str) -> int:
    value = params.get(name)
    return value if isinstance(value, int) else 0


def _threshold(params: Params) -> str:
    days = _whole(params, "days20")
    if not days:
        return t(_CTX, "没有资产记录，无法与 {edge}比较").format(edge=edge(_whole(params, "threshold_fen")))
    text = (
        t(_CTX, "{average} ≥ {edge}：达到{tier}")
        if params["is_reached"]
        else t(_CTX, "{average} < {edge}：未到{tier}")
    )
    return text.format(
        average=discreet.exact(_whole(params, "sum20_fen") // days),
        edge=edge(_whole(params, "threshold_fen")),
        tier=labels.word_of(Tier, str(params["tier"])),
    )


def _hold(params: Params) -> str:
    tier = labels.word_of(Tier, str(params["tier"]))
    if params["reached_on"] is None:
        return t(_CTX, "{tier}：历史上从未达到").format(tier=tier)
    if not params["is_held"]:
        text = t(_CTX, "{tier}：低于 {floor}已满 {down} 个交易日，不再保留")
    elif params["below_days"]:
        text = t(_CTX, "{tier}：{day} 达到过；低于 {floor}已 {below} 个交易日，满 {down} 个才降级")
    else:
        text = t(_CTX, "{tier}：{day} 达到过，其后未低于 {floor}")
    return text.format(
        tier=tier, day=params["reached_on"], floor=edge(_whole(params, "floor_fen")),
        below=params["below_days"], down=params["down_days"],
    )  # fmt: skip


def _band(value: str, low: str | None, high: str | None, score: Param) -> str:
    if low is None:
        return t(_CTX, "{value} 低于 {high}：{score} 分").format(value=value, high=high, score=score)
    if high is None:
        return t(_CTX, "{value} 满 {low}：{score} 分").format(value=value, low=low, score=score)
    return t(_CTX, "{value} 满 {low}，低于 {high}：{score} 分").format(
        value=value, low=low, high=high, score=score
    )


def _band_fen(params: Params) -> str:
    low, high = params["from_fen"], params["below_fen"]
    return _band(
        discreet.exact(_whole(params, "value_fen")),
        edge(low) if isinstance(low, int) else None,
        edge(high) if isinstance(high, int) else None,
        params["score"],
    )


def _band_times(params: Params) -> str:
    unit = t(_CTX, "{times} 次/月")
    low, high = params["from_times"], params["below_times"]
    return _band(
        unit.format(times=params["times"]),
        None if low is None else unit.format(times=low),
        None if high is None else unit.format(times=high),
        params["score"],
    )


def _group_rule(params: Params) -> str:
    asked = {
        "high_amount": t(_CTX, "A {value} 分，要求满 {cut} 分 → 重要发展"),
        "benefit_lift": t(_CTX, "B {value} 分，要求满 {cut} 分 → 重要发展"),
        "high_freq": t(_CTX, "F {value} 分，要求满 {cut} 分 → 重要引导"),
        "recent": t(_CTX, "{value} 天前购买，要求 {cut} 天内 → 潜在增值"),
        "remainder": t(_CTX, "其余 → 长尾"),
    }.get(str(params["rule"]), str(params["rule"]))
    value = formats.NOTHING if params["value"] is None else params["value"]
    sign = "✓" if params["is_met"] else "✗"
    line = f"{sign} {asked.format(value=value, cut=params['cut'])}"
    return t(_CTX, "{line}(由此判定)").format(line=line) if params["is_decisive"] else line


def _next_times(params: Params) -> str:
    told = t(_CTX, "距 {score} 分还差 %n 次购买", _whole(params, "purchases"))
    return told.format(score=params["score"])


def _action(params: Params) -> str:
    state = labels.word_of(LifeState, str(params["state"]))
    kept = [labels.word_of(ValueLabel, code) for code in str(params["labels"] or "").split("|") if code]
    return t(_CTX, "{facts} → {action}").format(
        facts=" + ".join([state, *kept]), action=labels.word_of(CareAction, str(params["action"]))
    )


def _add_days(params: Params) -> str:
    basis = t(_CTX, "上次联系") if params["basis"] == "last_contact" else t(_CTX, "开户")
    return t(_CTX, "{basis} {day} + {days} 天 = {result}").format(
        basis=basis, day=params["from_on"], days=params["days"], result=params["result_on"]
    )


_SPECIAL: Final[Mapping[str, Callable[[Params], str]]] = {
    "step.threshold": _threshold,
    "step.hold": _hold,
    "step.band_fen": _band_fen,
    "step.band_times": _band_times,
    "step.next_band_times": _next_times,
    "step.group_rule": _group_rule,
    "step.action": _action,
    "step.add_days": _add_days,
}
