"""Explanations in words: from the codes and figures of `rules.explanation` to lines a person can follow.

Amounts are exact here: the reader must be able to redo the sum. In discreet mode they are hidden.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Final

from advisor_desk.domain.client import CareAction, ClientType, Group, LifeState, Preset, Tier, ValueLabel
from advisor_desk.errors import Param
from advisor_desk.rules.explanation import Explanation, Subject
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_explain_steps import step_words
from advisor_desk.ui.labels_scores import edge
from advisor_desk.ui.widgets.explain_drawer import DrawerHeads, ExplainWords

_CTX = "Explain"
_NOTES: Final = frozenset(
    (
        "tier.provisional", "tier.override_refused", "tier.negative_today", "score.benefit_negative",
        "score.benefit_estimated", "score.opened_on_unknown", "step.months_unknown", "step.no_basis",
    )
)  # fmt: skip


def heads() -> DrawerHeads:
    """The fixed words of the drawer."""
    return DrawerHeads(
        title=t(_CTX, "为什么"),
        rule=t(_CTX, "规则"),
        inputs=t(_CTX, "输入"),
        steps=t(_CTX, "计算过程"),
        source=t(_CTX, "依据"),
        version=t(_CTX, "规则版本"),
        as_of=t(_CTX, "截至日期"),
        copy=t(_CTX, "复制说明"),
        close=t(_CTX, "关闭 (Esc)"),
        choose=t(_CTX, "选择要解释的指标(上下方向键)"),
    )


def title(subject: Subject) -> str:
    """What is explained."""
    return {
        Subject.TIER: t(_CTX, "客户等级"),
        Subject.AVG20: t(_CTX, "20 日日均资产"),
        Subject.AMOUNT: t(_CTX, "购买总额(数量 A)"),
        Subject.FREQUENCY: t(_CTX, "购买频次(质量 F)"),
        Subject.BENEFIT: t(_CTX, "创收(效益 B)"),
        Subject.GROUP: t(_CTX, "客户分组"),
        Subject.CLASSIC_R: t(_CTX, "经典 R：最近购买"),
        Subject.CLASSIC_F: t(_CTX, "经典 F：购买次数"),
        Subject.CLASSIC_M: t(_CTX, "经典 M：购买金额"),
        Subject.STATE: t(_CTX, "客户状态"),
        Subject.ACTION: t(_CTX, "建议动作"),
        Subject.NEXT_DUE: t(_CTX, "下次跟进"),
        Subject.C_LEVEL: t(_CTX, "测评有效期"),
    }[subject]


def rule_words(subject: Subject, rules: RuleSet) -> str:
    """The rule in words, with the thresholds of `rules`."""
    return _RULES[subject](rules)


def words(found: Explanation, rules: RuleSet) -> ExplainWords:
    """One explanation in words."""
    told = [(code, step_words(code, dict(params))) for code, params in found.steps]
    return ExplainWords(
        key=found.subject.value,
        title=title(found.subject),
        result=_result(found),
        rule=rule_words(found.subject, rules),
        inputs=[(_input_name(name), _input_value(name, value)) for name, value in found.inputs],
        steps=[line for code, line in told if line and code not in _NOTES],
        notes=[line for code, line in told if line and code in _NOTES],
        source=source_words(found.source),
        version=t(_CTX, "{version}，自 {day} 起施行").format(
            version=found.rules_version, day=found.effective_from.isoformat()
        ),
        as_of=found.as_of.isoformat(),
    )


def source_words(source: str) -> str:
    """The document and section; the marks tell what the firm signs off and what was not read in the law."""
    text = source.replace("domain §", t(_CTX, "业务规则说明 §"))
    text = text.replace("product notes §", t(_CTX, "产品说明 §"))
    text = text.replace("[2nd]", t(_CTX, "(二手资料，待核原文)")).replace("[OK]", t(_CTX, "(行业惯例，待核)"))
    return text.replace("[P]", t(_CTX, "(本机构参数，待签批)"))


def _result(found: Explanation) -> str:
    value = found.result
    if value is None:
        return t(_CTX, "尚无结果")
    scored = {Subject.AMOUNT, Subject.FREQUENCY, Subject.BENEFIT}
    classic = {Subject.CLASSIC_R, Subject.CLASSIC_F, Subject.CLASSIC_M}
    if found.subject in scored:
        return t(_CTX, "{score} 分(共 6 分)").format(score=value)
    if found.subject in classic:
        return t(_CTX, "{score} 分(共 5 分)").format(score=value)
    if found.subject is Subject.AVG20:
        return discreet.exact(value if isinstance(value, int) else None)
    coded = {
        Subject.TIER: Tier,
        Subject.GROUP: Group,
        Subject.STATE: LifeState,
        Subject.ACTION: CareAction,
    }.get(found.subject)
    return labels.word_of(coded, str(value)) if coded else str(value)


_INPUT_KINDS: Final[Mapping[str, type[Tier | ClientType | LifeState | Group | Preset]]] = {
    "client_type": ClientType,
    "tier": Tier,
    "state": LifeState,
    "group": Group,
    "preset": Preset,
}


def _input_name(name: str) -> str:
    known = {
        "client_type": t(_CTX, "客户类型"),
        "sum20_fen": t(_CTX, "20 日资产合计"),
        "days20": t(_CTX, "交易日数"),
        "avg20_fen": t(_CTX, "20 日日均"),
        "aum_fen": t(_CTX, "今日资产"),
        "amount_fen": t(_CTX, "窗口内购买总额"),
        "benefit_fen": t(_CTX, "窗口内创收"),
        "benefit_is_estimated": t(_CTX, "含估算"),
        "purchases": t(_CTX, "窗口内购买次数"),
        "opened_on": t(_CTX, "开户日期"),
        "last_purchase_on": t(_CTX, "最近购买日期"),
        "lifetime_purchases": t(_CTX, "累计购买次数"),
        "median_gap_x2": t(_CTX, "购买间隔中位数(天)"),
        "recency_days": t(_CTX, "距最近购买(天)"),
        "a": t(_CTX, "数量 A"),
        "f": t(_CTX, "质量 F"),
        "b": t(_CTX, "效益 B"),
        "preset": t(_CTX, "口径"),
        "state": t(_CTX, "状态"),
        "labels": t(_CTX, "标签"),
        "tier": t(_CTX, "等级"),
        "group": t(_CTX, "分组"),
        "last_contact_on": t(_CTX, "上次有效联系"),
        "taken_on": t(_CTX, "测评日期"),
    }
    return known.get(name, name)


def _input_value(name: str, value: Param) -> str:
    if value is None or value == "":
        return formats.NOTHING
    if isinstance(value, bool):
        return t(_CTX, "是") if value else t(_CTX, "否")
    if name in _INPUT_KINDS:
        return labels.word_of(_INPUT_KINDS[name], str(value))
    if name == "labels":
        return " · ".join(labels.word_of(ValueLabel, code) for code in str(value).split("|"))
    if name == "median_gap_x2" and isinstance(value, int):
        return f"{value // 2}.5" if value % 2 else str(value // 2)
    if isinstance(value, int) and (name.endswith("_fen") or _is_day(name)):
        return discreet.exact(value)
    return str(value)


def _is_day(name: str) -> bool:
    try:
        date.fromisoformat(name)
    except ValueError:
        return False
    return True


def _bands(edges: Iterable[str], unit: str = "") -> str:
    """1 分: 低于 1 万; 2 分: 1 万起 …; each edge opens the next score."""
    parts = list(edges)
    first = t(_CTX, "低于 {edge}{unit} 得 1 分").format(edge=parts[0], unit=unit)
    rest = [
        t(_CTX, "满 {edge}得 {score} 分").format(edge=part, score=score)
        for score, part in enumerate(parts, start=2)
    ]
    return t(_CTX, "，").join([first, *rest])


def _tier_rule(rules: RuleSet) -> str:
    tier = rules.tier
    return t(
        _CTX,
        "以最近 {days} 个交易日总资产的平均值判定：低于 {hnw}为零售，{hnw}起为高净值，{inst}起为机构级；"
        "企业等机构客户不论资产多少都是机构客户。"
        "达到即升级；低于门槛的 {floor}% 连续 {down} 个交易日才降级。",
    ).format(
        days=tier.average_days,
        hnw=edge(tier.hnw_fen),
        inst=edge(tier.inst_fen),
        floor=tier.floor_percent,
        down=tier.down_days,
    )


def _average_rule(rules: RuleSet) -> str:
    return t(
        _CTX,
        "最近 {days} 个交易日每日总资产相加，除以天数，舍去不足一分的部分。没有当日记录时沿用前一次的数值；"
        "不足 {days} 个交易日时按现有天数平均，并标为暂定。",
    ).format(days=rules.tier.average_days)


def _amount_rule(rules: RuleSet) -> str:
    bands = _bands(edge(fen) for fen in rules.score.amount_fen)
    return t(_CTX, "近 {months} 个月确认的认购、申购、定投与投顾签约金额合计。{bands}。").format(
        months=rules.window.months, bands=bands
    )


def _frequency_rule(rules: RuleSet) -> str:
    bands = _bands((str(times) for times in rules.score.per_month), t(_CTX, " 次"))
    return t(
        _CTX, "近 {months} 个月购买次数除以观察月数，按精确分数比较；同一定投协议每月只计一次。月均{bands}。"
    ).format(months=rules.window.months, bands=bands)


def _benefit_rule(rules: RuleSet) -> str:
    bands = _bands(edge(fen) for fen in rules.score.benefit_fen)
    return t(_CTX, "近 {months} 个月客户带来的佣金与费用，减去返还。{bands}。").format(
        months=rules.window.months, bands=bands
    )


def _group_rule(rules: RuleSet) -> str:
    cuts = rules.group.wealth
    return t(
        _CTX,
        "依次判断，先满足者为准：A 满 {a} 分为重要发展；B 满 {b} 分为重要发展；F 满 {f} 分为重要引导；"
        "{days} 天内购买过为潜在增值；其余为长尾。每位客户只属于一组。",
    ).format(a=cuts.high_a, b=cuts.high_b, f=cuts.high_f, days=rules.group.recent_days)


def _classic_r_rule(rules: RuleSet) -> str:
    limits = " / ".join(str(days) for days in rules.classic.recency_days)
    return t(
        _CTX, "距最近一次购买不超过 {limits} 天，依次得 5 / 4 / 3 / 2 分；更久或从未购买得 1 分。"
    ).format(limits=limits)


def _classic_f_rule(rules: RuleSet) -> str:
    cuts = " / ".join(str(times) for times in rules.classic.purchases)
    return t(_CTX, "近 12 个月购买满 {cuts} 次，依次得 2 / 3 / 4 / 5 分；没有购买得 1 分。").format(cuts=cuts)


def _classic_m_rule(rules: RuleSet) -> str:
    cuts = " / ".join(edge(fen) for fen in rules.classic.amount_fen)
    return t(_CTX, "近 12 个月购买满 {cuts}，依次得 2 / 3 / 4 / 5 分；更少得 1 分。").format(cuts=cuts)


def _state_rule(rules: RuleSet) -> str:
    state = rules.state
    return t(
        _CTX,
        "最近购买在 {active} 天内为活跃；{active} 至 {risk} 天为潜在流失；超过 {risk} 天为休眠。"
        "累计购买满 {least} 次的客户，"
        "间隔超过自身节奏(中位间隔的 {factor} 倍，且超过 {min_days} 天)也算潜在流失。从未购买："
        "开户 {new} 天内为新客，之后为休眠。",
    ).format(
        active=state.active_max_days,
        risk=state.at_risk_max_days,
        least=state.cadence_min_purchases,
        factor=state.cadence_gap_factor,
        min_days=state.cadence_min_days,
        new=state.new_max_tenure_days,
    )


def _action_rule(_rules: RuleSet) -> str:
    return t(
        _CTX,
        "自上而下取第一个符合的：潜在流失 → 挽留；休眠 → 再激活；新客 → 新客引导；高价值 → 交叉与追加销售；"
        "忠诚 → 忠诚度计划；其余活跃客户 → 回购激励(以投教与回顾为主，不得给予利益)。",
    )


def _due_rule(_rules: RuleSet) -> str:
    return t(_CTX, "上次有效联系(没有则从开户日)起，加上该等级与分组规定的天数；潜在流失与休眠客户另有节奏。")


def _c_level_rule(rules: RuleSet) -> str:
    return t(
        _CTX, "风险测评自测评日起 {months} 个月内有效；到期前 {days} 天起提醒。过期后不得据此推荐产品。"
    ).format(months=rules.assessment.valid_months, days=rules.assessment.expiring_days)


_RULES: Final[Mapping[Subject, Callable[[RuleSet], str]]] = {
    Subject.TIER: _tier_rule,
    Subject.AVG20: _average_rule,
    Subject.AMOUNT: _amount_rule,
    Subject.FREQUENCY: _frequency_rule,
    Subject.BENEFIT: _benefit_rule,
    Subject.GROUP: _group_rule,
    Subject.CLASSIC_R: _classic_r_rule,
    Subject.CLASSIC_F: _classic_f_rule,
    Subject.CLASSIC_M: _classic_m_rule,
    Subject.STATE: _state_rule,
    Subject.ACTION: _action_rule,
    Subject.NEXT_DUE: _due_rule,
    Subject.C_LEVEL: _c_level_rule,
}
