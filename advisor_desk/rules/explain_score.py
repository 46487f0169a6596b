"""Explains A, F, B, the group and the classic scores. Words are made elsewhere."""

from advisor_desk.domain.client import Preset, Tag
from advisor_desk.errors import Param
from advisor_desk.rules.distance import BandDistance, band_distances
from advisor_desk.rules.explanation import ExplainCase, Finding, reasons_of
from advisor_desk.rules.group import PRESET
from advisor_desk.rules.reasons import Reason, reason
from advisor_desk.rules.ruleset import RuleSet
from advisor_desk.rules.window import window_start


def decimal4(num: int, den: int) -> str:
    """num/den with four decimals, halves up; for reading only, comparisons use the fraction."""
    scaled = (2 * 10_000 * num + den) // (2 * den)
    return f"{scaled // 10_000}.{scaled % 10_000:04d}"


def explain_amount(case: ExplainCase, rules: RuleSet) -> Finding:
    """The money bought in the window on its band."""
    distance = band_distances(case.standing, rules).amount
    inputs = (("amount_fen", case.standing.purchases.window_amount_fen),)
    return Finding("score.amount.edges_yuan", inputs, _money_steps(case, distance, rules), case.standing.a)


def explain_benefit(case: ExplainCase, rules: RuleSet) -> Finding:
    """The income of the window on its band."""
    facts = case.standing.purchases
    distance = band_distances(case.standing, rules).benefit
    inputs = (
        ("benefit_fen", facts.window_benefit_fen),
        ("benefit_is_estimated", facts.benefit_is_estimated),
    )
    notes = tuple(
        one
        for one in reasons_of(case.standing, "score")
        if one[0] in {"score.benefit_negative", "score.benefit_estimated"}
    )
    steps = _money_steps(case, distance, rules) + notes
    return Finding("score.benefit.edges_yuan", inputs, steps, case.standing.b)


def explain_frequency(case: ExplainCase, rules: RuleSet) -> Finding:
    """Purchases over months as an exact fraction on its band."""
    standing = case.standing
    facts, num, den = standing.purchases, standing.months_num, standing.months_den
    distance = band_distances(standing, rules).frequency
    times = decimal4(distance.value, distance.value_den)
    steps = [
        _window_step(case, rules),
        _months_step(case, rules),
        reason(
            "step.per_month",
            purchases=facts.window_purchases,
            months_num=num,
            months_den=den,
            times=times,
        ),
        reason(
            "step.band_times",
            times=times,
            from_times=distance.low,
            below_times=distance.high,
            score=standing.f,
        ),
    ]
    if distance.gap is not None:
        steps.append(reason("step.next_band_times", score=standing.f + 1, purchases=distance.gap))
    inputs = (
        ("purchases", facts.window_purchases),
        ("opened_on", None if facts.opened_on is None else facts.opened_on.isoformat()),
    )
    return Finding("score.frequency.edges_per_month", inputs, tuple(steps), standing.f)


def _window_step(case: ExplainCase, rules: RuleSet) -> Reason:
    as_of = case.standing.as_of
    after = window_start(as_of, rules.window.months)
    return reason("step.window", after_on=after.isoformat(), until_on=as_of.isoformat())


def _months_step(case: ExplainCase, rules: RuleSet) -> Reason:
    standing, opened_on = case.standing, case.standing.purchases.opened_on
    num, den = standing.months_num, standing.months_den
    if opened_on is None:
        return reason("step.months_unknown", months=num)
    if (num, den) == (rules.window.months, 1):
        return reason("step.months_whole", months=num)
    tenure = standing.as_of.toordinal() - opened_on.toordinal()
    month_days = decimal4(rules.window.month_days_num, rules.window.month_days_den)
    if den == 1:
        return reason("step.months_least", tenure_days=tenure, month_days=month_days)
    return reason("step.months", tenure_days=tenure, month_days=month_days, months=decimal4(num, den))


def _money_steps(case: ExplainCase, distance: BandDistance, rules: RuleSet) -> tuple[Reason, ...]:
    band = reason(
        "step.band_fen",
        value_fen=distance.value,
        from_fen=distance.low,
        below_fen=distance.high,
        score=distance.score,
    )
    steps = (_window_step(case, rules), band)
    if distance.gap is None:
        return steps
    return (*steps, reason("step.next_band_fen", score=distance.score + 1, gap_fen=distance.gap))


def explain_group(case: ExplainCase, rules: RuleSet) -> Finding:
    """Every condition in its order, met or not, and which one decided; the other preset's answer."""
    standing, group = case.standing, rules.group
    cuts = group.preset(PRESET)
    tried = (
        ("high_amount", standing.a, cuts.high_a, standing.a >= cuts.high_a),
        ("benefit_lift", standing.b, cuts.high_b, group.benefit_lift and standing.b >= cuts.high_b),
        ("high_freq", standing.f, cuts.high_f, standing.f >= cuts.high_f),
        ("recent", standing.recency_days, group.recent_days, Tag.RECENT in standing.tags),
        ("remainder", None, None, True),
    )
    decided = next(rule for rule, _, _, is_met in tried if is_met)
    steps = tuple(
        reason("step.group_rule", rule=rule, value=value, cut=cut, is_met=is_met, is_decisive=rule == decided)
        for rule, value, cut, is_met in tried
    )
    other = reason("step.other_preset", preset=Preset.PAPER_MID.value, group=standing.group_paper_mid.value)
    inputs: tuple[tuple[str, Param], ...] = (
        ("a", standing.a),
        ("f", standing.f),
        ("b", standing.b),
        ("recency_days", standing.recency_days),
        ("preset", PRESET.value),
    )
    return Finding(f"group.{PRESET.value}", inputs, (*steps, other), standing.group.value)


def explain_classic_r(case: ExplainCase, rules: RuleSet) -> Finding:
    """Days since the last purchase against the four limits."""
    standing = case.standing
    last = standing.purchases.last_purchase_on
    step = reason(
        "step.classic_r",
        days=standing.recency_days,
        limits=_joined(rules.classic.recency_days),
        score=standing.classic.r,
    )
    inputs = (("last_purchase_on", None if last is None else last.isoformat()),)
    return Finding("classic.recency_days", inputs, (*_since(case), step), standing.classic.r)


def explain_classic_f(case: ExplainCase, rules: RuleSet) -> Finding:
    """Purchases of the window against the four cuts."""
    standing = case.standing
    bought = standing.purchases.window_purchases
    step = reason(
        "step.classic_f", purchases=bought, cuts=_joined(rules.classic.purchases), score=standing.classic.f
    )
    steps = (_window_step(case, rules), step)
    return Finding("classic.purchases", (("purchases", bought),), steps, standing.classic.f)


def explain_classic_m(case: ExplainCase, rules: RuleSet) -> Finding:
    """Money of the window against the four cuts."""
    standing = case.standing
    amount = standing.purchases.window_amount_fen
    step = reason(
        "step.classic_m",
        amount_fen=amount,
        cuts_fen=_joined(rules.classic.amount_fen),
        score=standing.classic.m,
    )
    steps = (_window_step(case, rules), step)
    return Finding("classic.amount_yuan", (("amount_fen", amount),), steps, standing.classic.m)


def _joined(values: tuple[int, ...]) -> str:
    return "|".join(map(str, values))


def _since(case: ExplainCase) -> tuple[Reason, ...]:
    standing = case.standing
    last = standing.purchases.last_purchase_on
    if last is None:
        return ()
    to_on = standing.as_of.isoformat()
    return (reason("step.days_since", from_on=last.isoformat(), to_on=to_on, days=standing.recency_days),)
