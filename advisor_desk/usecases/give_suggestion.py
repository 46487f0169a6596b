"""A suggestion becomes one that was given: its explanation is recorded with the advisor's own comment."""

from collections.abc import Mapping

from advisor_desk.domain.advice import PlanLine, Suggestion
from advisor_desk.domain.shelf import Product
from advisor_desk.domain.suitability import Order
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.shelf import grade_of, terms_of
from advisor_desk.rules.suitability import check, seen_in_turn
from advisor_desk.rules.wording import forbidden_in
from advisor_desk.usecases.advice_json import plain
from advisor_desk.usecases.advice_ports import AdviceBook
from advisor_desk.usecases.check_suitability import ProductCheck, check_body, held_fen
from advisor_desk.usecases.suggest_case import Ground, ground_of, read_sheet, stops
from advisor_desk.usecases.suggestion_json import line_json, reasons_json

RISK_SENTENCE = "risk.no_promise"
"""The code of the sentence that no return is promised and losses are possible."""

Json = dict[str, object]


def give(book: AdviceBook, suggestion: Suggestion, comment: str) -> str:
    """Record it with its checks and the order intents that hold quota; returns the event's id.

    Everything is checked once more against the book as it is now. Raises UserCanFix:
    `suggestion.comment_needed`, `suggestion.forbidden_word` (word), `suggestion.stopped`,
    `suggestion.broken`, `suggestion.is_trial` for a level that is only tried out, `suggestion.outdated`
    (day) for one of another day, `suggestion.not_allowed` (product); and as the book does.
    """
    plan = suggestion.plan
    _check_words(book, comment)
    if plan is None or suggestion.stopped:
        raise UserCanFix("suggestion.stopped")
    if plan.broken:
        raise UserCanFix("suggestion.broken")
    if suggestion.what_if.level is not None:
        raise UserCanFix("suggestion.is_trial")
    if suggestion.as_of != book.as_of or suggestion.advice_version != book.advice.version:
        raise UserCanFix("suggestion.outdated", day=suggestion.as_of.isoformat())
    sheet = read_sheet(book, suggestion.client_id)
    ground = ground_of(sheet, suggestion.what_if)
    if stops(ground):
        raise UserCanFix("suggestion.stopped")
    checks = _checks(ground, plan.lines, sheet.shelf)
    body = explanation(suggestion, ground) | {"comment": comment.strip()}
    intents = [(line.code, line.amount_fen) for line in plan.lines]
    return book.give_suggestion(suggestion.client_id, body, checks, intents)


def explanation(suggestion: Suggestion, ground: Ground) -> Json:
    """Everything that the record must tell of a suggestion with a plan (domain notes §5.2)."""
    plan, case = suggestion.plan, suggestion.case
    if plan is None or case is None:
        raise UserCanFix("suggestion.stopped")
    taken = ground.investor.assessed_on
    return {
        "on": suggestion.as_of.isoformat(),
        "level": {
            "level": suggestion.level,
            "assessed_on": taken and taken.isoformat(),
            "investor_class": ground.investor.investor_class.value,
        },
        "portfolio": plain(case.target),
        "amount_fen": suggestion.amount_fen,
        "fresh_fen": ground.money.fresh_fen,
        "lines": [_line(line, ground.sheet.shelf) for line in plan.lines],
        "residual_fen": plan.residual_fen,
        "before_bp": plain(plan.before_bp),
        "target_bp": plain(plan.target_bp),
        "after_bp": plain(plan.after_bp),
        "other_bp": plan.other_bp,
        "drift_before_bp": plan.drift_before_bp,
        "drift_after_bp": plan.drift_after_bp,
        "mismatch_bp": {klass.value: plan.after_bp[klass] - bp for klass, bp in plan.target_bp.items()},
        "binding": reasons_json(plan.binding, str),
        "notes": reasons_json(suggestion.notes, str),
        "needs": plain(suggestion.needs),
        "what_if": plain(suggestion.what_if),
        "overrides": plain(suggestion.overrides),
        "case": plain(case),
        "advice_version": suggestion.advice_version,
        "rules_version": suggestion.rules_version,
        "risk": RISK_SENTENCE,
    }


def _check_words(book: AdviceBook, comment: str) -> None:
    if not comment.strip():
        raise UserCanFix("suggestion.comment_needed")
    for hit in forbidden_in(comment, book.advice):
        raise UserCanFix("suggestion.forbidden_word", word=hit.word)


def _checks(
    ground: Ground, lines: tuple[PlanLine, ...], shelf: Mapping[str, Product]
) -> list[tuple[str, Json]]:
    """The check of each line at its amount, with all inputs. Raises for a verdict that is not ALLOW."""
    sheet, investor = ground.sheet, ground.investor
    legs = []
    for line in lines:
        product = shelf.get(line.code)
        if product is None:
            raise UserCanFix("suggestion.not_allowed", product=line.code)
        terms = terms_of(product, sheet.as_of, sheet.advice, client_type=sheet.client.profile.client_type)
        legs.append((terms, Order(amount_fen=line.amount_fen, held_fen=held_fen(sheet.client, line.code))))
    found = []
    for seen, terms, order in seen_in_turn(investor, legs):
        verdict = check(seen, terms, order, sheet.as_of, sheet.advice)
        if not verdict.is_allowed:
            raise UserCanFix("suggestion.not_allowed", product=terms.code)
        made = ProductCheck(
            client_id=sheet.client.client_id,
            on=sheet.as_of,
            investor=seen,
            terms=terms,
            order=order,
            verdict=verdict,
            advice_version=sheet.advice.version,
            rules_version=sheet.rules.version,
        )
        found.append((terms.code, check_body(made, "suggestion")))
    return found


def _line(line: PlanLine, shelf: Mapping[str, Product]) -> Json:
    product = shelf.get(line.code)
    grade = grade_of(product) if product else None
    return {**line_json(line, str), "r_level": grade and grade.value}
