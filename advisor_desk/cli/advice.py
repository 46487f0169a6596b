"""`suitable` and `suggest`."""

import argparse
from collections.abc import Sequence

from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import opened_desk
from advisor_desk.domain.advice import AdviceReason, AllocationPlan, Suggestion, WhatIf
from advisor_desk.domain.product import SaleChannel, ShelfState
from advisor_desk.domain.suitability import (
    CheckCode,
    Finding,
    Initiator,
    Order,
    SuitabilityOutcome,
    worst,
)
from advisor_desk.rules.shelf import standing_of
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.check_suitability import ProductCheck, check_products
from advisor_desk.usecases.record_order import record_order
from advisor_desk.words import allocation
from advisor_desk.words import suitability as words

DONE = 0
ATTENTION = 1

_OUTCOMES = {
    SuitabilityOutcome.ALLOW: "可以销售",
    SuitabilityOutcome.WARN: "仅限客户主动提出，须书面警示并确认",
    SuitabilityOutcome.FORBID: "不得销售",
}
_STANDINGS = {
    ShelfState.STALE: "产品货架已过期：{until} 之后不能据此给出建议，请导入最新货架。",
    ShelfState.UNSIGNED: "产品货架没有有效的封存记录：不能据此给出建议，请重新导入产品。",
}


def suitable(options: argparse.Namespace, output: Output) -> int:
    """May this client be sold this product: the verdict, reasons with what would cure them, duties.

    Several products are the legs of a bundle: each has its verdict, the worst is that of the whole.
    """
    initiator, channel = Initiator(options.initiator), SaleChannel(options.channel)
    years = options.premium_years
    orders = [
        (code, Order(amount_fen=fen, initiator=initiator, channel=channel, premium_years=years))
        for code, fen in zip(options.product, options.amount, strict=True)
    ]
    recorded: dict[str, object] = {}
    with opened_desk(options, output) as desk:
        book = desk.book
        client_id = book.client_id(options.client)
        if options.record is None:
            legs = check_products(book, client_id, orders)
        else:
            kept = record_order(book, client_id, *orders[0], options.record)
            legs, recorded = (kept.check,), {"recorded": kept.event_id, "held": kept.is_held}
        note_shelf(book, output)
    if len(legs) == 1:
        lines = _lines(legs[0], output) + [f"{key}: {value}" for key, value in recorded.items()]
        output.result({**_document(legs[0], output), **recorded}, lines)
    else:
        output.result(_bundle(legs, output), _bundle_lines(legs, output))
    return DONE


def suggest(options: argparse.Namespace, output: Output) -> int:
    """What could be bought for an amount, why, and what is blocked; exit 1 when nothing can be suggested."""
    from advisor_desk.usecases.suggest_products import suggest as suggest_products
    from advisor_desk.usecases.suggest_products import suggestion_json

    with opened_desk(options, output) as desk:
        book = desk.book
        client_id = book.client_id(options.client)
        kept = book.plan_draft(client_id).overrides
        found = suggest_products(book, client_id, WhatIf(amount_fen=options.amount), overrides=kept)
    output.result(suggestion_json(found, output.words.say), _suggested(found, output))
    return DONE if found.plan is not None else ATTENTION


def _suggested(found: Suggestion, output: Output) -> list[str]:
    if found.plan is None:
        return [output.words.say("现在不能给出建议："), *_reasons(found.stopped, output)]
    return _plan_lines(found.plan, output) + _reasons(found.notes, output)


def _plan_lines(plan: AllocationPlan, output: Output) -> list[str]:
    say = output.words.say
    lines = []
    for line in plan.lines:
        amount = words.amount(line.amount_fen, say)
        lines.append("\t".join((line.code, line.name, line.asset_class.value, amount, line.role.value)))
        lines += _reasons(line.why, output)
    lines.append(say("留作现金 {amount}").format(amount=words.amount(plan.residual_fen, say)))
    for klass, target in plan.target_bp.items():
        shown = (f"{bp / 100:.2f}%" for bp in (plan.before_bp[klass], target, plan.after_bp[klass]))
        lines.append("\t".join((klass.value, *shown)))
    return lines + _reasons((*plan.broken, *plan.binding), output)


def _reasons(reasons: tuple[AdviceReason, ...], output: Output) -> list[str]:
    """Each reason as a sentence, with what would cure it below."""
    say, lines = output.words.say, []
    for code, params in reasons:
        lines.append(f"  {code}  {allocation.sentence(code, params, say)}")
        cured = allocation.cure(code, params, say)
        if cured:
            lines.append(f"    → {cured}")
    return lines


def note_shelf(book: DeskBook, output: Output) -> None:
    """Say on stderr that the shelf is stale or unsigned: a verdict stands all the same."""
    standing = standing_of(book.shelf_release(), book.shelf(), book.as_of, book.advice)
    if standing.state in _STANDINGS:
        until = standing.valid_until.isoformat() if standing.valid_until else "-"
        output.note(output.words.say(_STANDINGS[standing.state]).format(until=until))


def _document(made: ProductCheck, output: Output) -> dict[str, object]:
    verdict, say = made.verdict, output.words.say
    return {
        "outcome": verdict.outcome.value,
        "primary": verdict.primary.value,
        "codes": [code.value for code in verdict.codes],
        "duties": [duty.value for duty in verdict.duties],
        "reasons": [
            {
                "code": found.code.value,
                "params": dict(found.params),
                "text": words.sentence(found.code.value, found.params, say),
            }
            for found in _findings(made)
        ],
        "rules_version": made.advice_version,
    }


def _bundle(legs: Sequence[ProductCheck], output: Output) -> dict[str, object]:
    return {
        "outcome": worst([leg.verdict for leg in legs]).value,
        "legs": [{"product": leg.terms.code, **_document(leg, output)} for leg in legs],
        "rules_version": legs[0].advice_version,
    }


def _bundle_lines(legs: Sequence[ProductCheck], output: Output) -> list[str]:
    outcome = worst([leg.verdict for leg in legs])
    head = f"{outcome.value}  {output.words.say(_OUTCOMES[outcome])}"
    return [head, *(line for leg in legs for line in ("", leg.terms.code, *_lines(leg, output)))]


def _findings(made: ProductCheck) -> tuple[Finding, ...]:
    """What was found; that nothing stands against it is a finding too."""
    return made.verdict.findings or (Finding(CheckCode.OK, SuitabilityOutcome.ALLOW),)


def _lines(made: ProductCheck, output: Output) -> list[str]:
    verdict, say = made.verdict, output.words.say
    lines = [f"{verdict.outcome.value}  {say(_OUTCOMES[verdict.outcome])}"]
    for found in _findings(made):
        lines.append(f"  {found.code.value}  {words.sentence(found.code.value, found.params, say)}")
        cure = words.cure(found.code.value, found.params, say)
        if cure:
            lines.append(f"    → {cure}")
    return lines + [f"  {duty.value}  {words.duty(duty.value, say)}" for duty in verdict.duties]
