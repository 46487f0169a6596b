"""`suitable` and `suggest`."""

import argparse

from advisor_desk.cli.output import Output
from advisor_desk.cli.reading import opened_desk
from advisor_desk.domain.product import SaleChannel, ShelfState
from advisor_desk.domain.suitability import CheckCode, Finding, Initiator, Order, SuitabilityOutcome
from advisor_desk.rules.shelf import standing_of
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.check_suitability import ProductCheck, check_product
from advisor_desk.words import suitability as words

DONE = 0

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
    """May this client be sold this product: the verdict, reasons with what would cure them, duties."""
    order = Order(
        amount_fen=options.amount,
        initiator=Initiator(options.initiator),
        channel=SaleChannel(options.channel),
    )
    with opened_desk(options, output) as desk:
        book = desk.book
        made = check_product(book, book.client_id(options.client), options.product, order)
        note_shelf(book, output)
    output.result(_document(made, output), _lines(made, output))
    return DONE


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
