"""Every number of the screen explained: inputs, rule, arithmetic, source, version and day."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import AssetClass
from advisor_desk.rules.adviceset import AdviceRules
from advisor_desk.ui import discreet, formats, labels
from advisor_desk.ui import labels_advice_reasons as words
from advisor_desk.ui.formats import share
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX, points_exact
from advisor_desk.ui.pages.allocation.explain_products import product_explanations
from advisor_desk.ui.pages.allocation.given_card import given_key
from advisor_desk.ui.pages.allocation.mix_card import class_key, moves, shown_classes
from advisor_desk.ui.pages.allocation.stored import explanation
from advisor_desk.ui.pages.allocation.told import cited
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.widgets.explain_drawer import ExplainWords

_ONE_IN_TWENTY: Final = Decimal("1.645")


def explanations(view: PageView, key: str = "") -> list[ExplainWords]:
    """All explanations of what is in sight; `key` names one that must be among them."""
    found = [_money(view), _level(view)]
    if view.plan is not None:
        found += [_drift(view), *_classes(view), _residual(view)]
    found += product_explanations(view, key)
    if view.plan is not None:
        found.append(_assumptions(view))
    return [*found, *(explanation(one, given_key(one)) for one in view.sheet.given)]


def _money(view: PageView) -> ExplainWords:
    cash = view.sheet.client.cash_fen
    tried = view.work.what_if.amount_fen
    amount = tried if tried is not None else cash or 0
    fresh = max(0, amount - max(0, cash or 0))
    day = view.sheet.client.assets_on
    return cited(
        view,
        "allocation.limits",
        ExplainWords(
            key="MONEY",
            title=t(CTX, "投入金额"),
            result=discreet.exact(amount),
            rule=t(
                CTX,
                "先用账户里登记的现金，不足的部分是客户新拿来的钱。投入的钱在“当前”里计作现金，并计入总额。",
            ),
            inputs=[
                (t(CTX, "账户现金"), discreet.exact(cash)),
                (t(CTX, "账户数据日期"), formats.day(day)),
                (t(CTX, "填写的金额"), formats.NOTHING if tried is None else discreet.exact(tried)),
            ],
            steps=[
                t(CTX, "新增资金 = {amount} − 账户现金，不小于 0 = {fresh}").format(
                    amount=discreet.exact(amount), fresh=discreet.exact(fresh)
                )
            ],
        ),
    )


def _level(view: PageView) -> ExplainWords:
    known = view.sheet.client.assessment
    grade = None
    if view.level is not None:
        grade = view.sheet.advice.suitability.highest_grade[view.level].value
    rule = t(CTX, "风险承受能力等级取最近一次有效的风险测评。可以建议的产品风险等级不高于它。")
    return cited(
        view,
        "suitability.match",
        ExplainWords(
            key="LEVEL",
            title=t(CTX, "风险承受能力"),
            result=labels.risk(view.level),
            rule=rule,
            inputs=[
                (t(CTX, "测评结果"), labels.risk(known.c_level if known else None)),
                (t(CTX, "测评日期"), formats.day(known.taken_on if known else None)),
                (t(CTX, "失效日期"), formats.day(view.sheet.assessed_until)),
                (t(CTX, "可买的最高风险等级"), grade or formats.NOTHING),
            ],
            notes=[t(CTX, "正在按另一等级试算，不作记录。")] if view.work.what_if.level is not None else [],
        ),
    )


def _drift(view: PageView) -> ExplainWords:
    plan = view.plan
    assert plan is not None  # noqa: S101
    classes = shown_classes(plan)
    gaps = [abs(plan.after_bp.get(klass, 0) - plan.target_bp.get(klass, 0)) for klass in classes]
    return cited(
        view,
        "allocation.bands",
        ExplainWords(
            key="DRIFT",
            title=t(CTX, "总偏离"),
            result=t(CTX, "{points} 个百分点").format(points=points_exact(plan.drift_after_bp)),
            rule=t(CTX, "每一类与目标之差的绝对值相加。建议执行后，总偏离只能下降。"),
            inputs=[
                (
                    labels.word(klass),
                    f"{share(plan.before_bp.get(klass, 0))} → {share(plan.after_bp.get(klass, 0))}"
                    f" / {share(plan.target_bp.get(klass, 0))}",
                )
                for klass in classes
            ],
            steps=[
                t(CTX, "执行前 {points} 个百分点").format(points=points_exact(plan.drift_before_bp)),
                t(CTX, "执行后 {parts} = {points}").format(
                    parts=" + ".join(map(points_exact, gaps)), points=points_exact(plan.drift_after_bp)
                ),
            ],
        ),
    )


def _gap(bp: int) -> str:
    return ("+" if bp > 0 else "") + points_exact(bp)


def _classes(view: PageView) -> Iterator[ExplainWords]:
    plan, case = view.plan, view.suggestion.case if view.suggestion is not None else None
    if plan is None or case is None:
        return
    rules = view.sheet.advice.allocation
    level = RiskLevel.C1 if case.level is RiskLevel.C1_MIN else case.level
    for klass in shown_classes(plan):
        target, after = plan.target_bp.get(klass, 0), plan.after_bp.get(klass, 0)
        band = rules.band(target)
        yield cited(
            view,
            f"allocation.model.{level.value}",
            ExplainWords(
                key=class_key(klass),
                title=t(CTX, "{name}的目标").format(name=labels.word(klass)),
                result=share(target),
                rule=t(
                    CTX,
                    "取该等级的战略组合；没有可买产品的类别把比例移给规则指定的类别，年龄上限只减不增。"
                    "偏离超出容忍区间才需要调整。",
                ),
                inputs=[
                    (
                        t(CTX, "{level} 战略组合").format(level=labels.risk_code(case.level)),
                        share(case.target.model_bp.get(klass, 0)),
                    ),
                    (t(CTX, "当前(含投入的现金)"), share(plan.before_bp.get(klass, 0))),
                    (t(CTX, "容忍区间"), f"{share(max(0, target - band))}–{share(target + band)}"),
                    (t(CTX, "总额"), discreet.exact(case.base_fen)),
                ],
                steps=[
                    *moves(view, klass),
                    t(CTX, "之后 {after} − 目标 {target} = {gap}").format(
                        after=share(after), target=share(target), gap=_gap(after - target)
                    ),
                ],
            ),
        )


def _residual(view: PageView) -> ExplainWords:
    plan = view.plan
    assert plan is not None  # noqa: S101
    bought = [line for line in plan.lines if line.amount_fen]
    total = plan.residual_fen + sum(line.amount_fen for line in bought)
    return cited(
        view,
        "allocation.limits",
        ExplainWords(
            key="RESIDUAL",
            title=t(CTX, "剩余资金"),
            result=discreet.exact(plan.residual_fen),
            rule=t(CTX, "投入金额减去全部买入，精确到分。放不出去的钱留作现金，并写明是什么限制了它。"),
            inputs=[(line.name, discreet.exact(line.amount_fen)) for line in bought],
            steps=[
                t(CTX, "{total} − 买入合计 = {rest}").format(
                    total=discreet.exact(total), rest=discreet.exact(plan.residual_fen)
                ),
                *(words.reason(one, view.name_of) for one in plan.binding),
            ],
        ),
    )


def _assumptions(view: PageView) -> ExplainWords:
    from advisor_desk.rules.allocation import outlook

    plan, advice = view.plan, view.sheet.advice
    assert plan is not None  # noqa: S101
    before, after = (outlook(_full(mix), advice) for mix in (plan.before_bp, plan.after_bp))
    worst = after.expected - _ONE_IN_TWENTY * after.volatility
    return cited(
        view,
        "allocation.assumption",
        ExplainWords(
            key="ASSUMPTIONS",
            title=t(CTX, "内部假设：收益与波动"),
            result=t(CTX, "年化 {expected}% / 波动 {volatility}%").format(
                expected=_two(after.expected), volatility=_two(after.volatility)
            ),
            rule=t(
                CTX, "各类别的预期收益按比例相加；波动按比例和相关系数合成；一年最差情形取正态分布的 95%。"
            ),
            inputs=_assumed(advice),
            steps=[
                t(CTX, "执行前：年化 {expected}%，波动 {volatility}%").format(
                    expected=_two(before.expected), volatility=_two(before.volatility)
                ),
                t(CTX, "执行后一年最差(95%)：{expected}% − 1.645 × {volatility}% = {worst}%").format(
                    expected=_two(after.expected), volatility=_two(after.volatility), worst=_two(worst)
                ),
            ],
            notes=[t(CTX, "内部假设，不是预测，不得向客户展示。")],
        ),
    )


def _full(mix: object) -> dict[AssetClass, int]:
    known = dict(mix) if isinstance(mix, dict) else {}
    return {klass: known.get(klass, 0) for klass in AssetClass}


def _assumed(advice: AdviceRules) -> list[tuple[str, str]]:
    return [
        (labels.word(klass), f"{one.expected}% / {one.volatility}%")
        for klass, one in advice.allocation.assumptions.items()
    ]


def _two(value: Decimal) -> str:
    return f"{value:.2f}".replace("-", formats.MINUS)
