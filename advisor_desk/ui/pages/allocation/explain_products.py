"""Explanations of products and needs: lines, offers with their points, what is blocked and why."""

from collections.abc import Iterator

from advisor_desk.domain.advice import BlockedProduct, NeedPoint
from advisor_desk.ui import discreet, formats, labels, labels_advice
from advisor_desk.ui import labels_advice_reasons as words
from advisor_desk.ui.i18n import t
from advisor_desk.ui.labels_advice import CTX, weight
from advisor_desk.ui.pages.allocation.blocked_card import MOST_EXAMPLES, blocked_key, by_reason, cure_of
from advisor_desk.ui.pages.allocation.needs_card import MOST_NEEDS, MOST_OFFERS
from advisor_desk.ui.pages.allocation.told import cited
from advisor_desk.ui.pages.allocation.view import PageView, ShownLine
from advisor_desk.ui.widgets.explain_drawer import ExplainWords


def product_explanations(view: PageView, key: str = "") -> list[ExplainWords]:
    """Lines, needs, offers, and of the blocked products those in sight and the one called `key`."""
    found = [_line(view, shown) for shown in view.lines()]
    suggestion = view.suggestion
    if suggestion is None:
        return found
    for need in suggestion.needs[:MOST_NEEDS]:
        title = t(CTX, "需求：{name}").format(name=labels_advice.need(need))
        found.append(_points(view, f"NEED:{need.kind.value}", title, need.parts))
    for code, parts in [one for one in suggestion.offered if one[1]][:MOST_OFFERS]:
        title = t(CTX, "次序：{name}").format(name=view.name_of(code))
        found.append(_points(view, f"OFFER:{code}", title, parts))
    return [*found, *(_blocked(view, one) for one in _in_sight(suggestion.blocked, key))]


def _in_sight(blocked: tuple[BlockedProduct, ...], key: str) -> Iterator[BlockedProduct]:
    seen = set()
    for members in by_reason(blocked).values():
        for one in members[:MOST_EXAMPLES]:
            seen.add(one.code)
            yield one
    yield from (one for one in blocked if blocked_key(one.code) == key and one.code not in seen)


def _line(view: PageView, shown: ShownLine) -> ExplainWords:
    line, offer, hand = shown.line, shown.offer, shown.by_hand
    inputs = []
    if offer is not None:
        exposure = " ".join(
            f"{labels.word(klass)} {weight(bp)}" for klass, bp in offer.exposure_bp.items() if bp
        )
        inputs = [
            (t(CTX, "起点"), discreet.exact(offer.min_fen)),
            (t(CTX, "级差"), discreet.exact(offer.step_fen)),
            (t(CTX, "可买到"), discreet.exact(offer.max_fen)),
            (t(CTX, "单只上限"), weight(offer.cap_bp)),
            (t(CTX, "已持有"), discreet.exact(offer.held_fen)),
            (t(CTX, "风险等级"), offer.r_level.value),
            (t(CTX, "首年费用"), labels_advice.fee(offer.fee_bp)),
            (t(CTX, "流动性"), labels.word(offer.liquidity)),
            (t(CTX, "投向"), exposure or formats.NOTHING),
        ]
    steps = [words.reason(one, view.name_of) for one in line.why]
    notes = []
    if shown.verdict is not None:
        steps.append(
            t(CTX, "适当性结论：{outcome}").format(outcome=labels_advice.outcome(shown.verdict.outcome))
        )
        steps += [labels_advice.finding(found) for found in shown.verdict.findings]
    if hand is not None:
        notes.append(t(CTX, "手工改动：{reason}").format(reason=discreet.text(hand.reason)))
    return cited(
        view,
        "allocation.limits",
        ExplainWords(
            key=f"LINE:{line.code}",
            title=line.name,
            result=discreet.exact(line.amount_fen),
            rule=t(
                CTX,
                "在全部硬性限制内让总偏离最小；费用低的、产品少的优先，仍相同时按产品代码。"
                "只买在该金额上适当性结论为“可以建议”的产品。",
            ),
            inputs=inputs,
            steps=steps,
            notes=notes,
        ),
    )


def _points(view: PageView, key: str, title: str, parts: tuple[NeedPoint, ...]) -> ExplainWords:
    sums = " + ".join(str(part.points) for part in parts)
    return cited(
        view,
        "needs.points",
        ExplainWords(
            key=key,
            title=title,
            result=t(CTX, "{total} 分").format(total=labels_advice.total(parts)),
            rule=t(CTX, "把指向它的事实逐项相加。分数只决定先谈什么，不影响适当性结论。"),
            inputs=[(labels_advice.point(part, view.name_of), f"+{part.points}") for part in parts],
            steps=[t(CTX, "{sums} = {total} 分").format(sums=sums, total=labels_advice.total(parts))],
        ),
    )


def _blocked(view: PageView, one: BlockedProduct) -> ExplainWords:
    cure = cure_of(one.verdict.findings)
    return cited(
        view,
        "suitability.match",
        ExplainWords(
            key=blocked_key(one.code),
            title=t(CTX, "不能建议：{name}").format(name=one.name),
            result=labels_advice.outcome(one.outcome),
            rule=t(
                CTX, "逐条核对全部适当性规则，取最严的结论；建议算作由顾问发起，只能包含“可以建议”的产品。"
            ),
            inputs=[(t(CTX, "产品代码"), one.code)],
            steps=[labels_advice.finding(found) for found in one.verdict.findings],
            notes=[t(CTX, "怎样解决：{cure}").format(cure=cure)] if cure else [],
        ),
    )
