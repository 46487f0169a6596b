"""The client's version of a brief: no scores, tier, group or assumptions, nobody else, masked numbers."""

from advisor_desk.domain.mask import STAR, mask_phone
from advisor_desk.rules.shelf import grade_of
from advisor_desk.usecases.brief_advisor import bars, steps
from advisor_desk.usecases.brief_content import BriefContent, Item, LineItem, Reader, Who
from advisor_desk.usecases.brief_facts import BriefFacts

_TAIL = 4


def client_content(facts: BriefFacts) -> BriefContent:
    """What the client may take home."""
    plan, profile = facts.suggestion.plan, facts.client.profile
    assessment = facts.client.assessment
    return BriefContent(
        reader=Reader.CLIENT,
        as_of=facts.as_of,
        who=Who(
            name=facts.review.row.name,
            is_person=profile.client_type.is_person,
            client_no=masked_number(facts.review.row.client_no),
            phone=mask_phone(profile.phone or ""),
            level=assessment.c_level if assessment else None,
            level_until=assessment.expires_on if assessment else None,
        ),
        figures=_figures(facts),
        goal=facts.draft.goal.strip(),
        lines=_lines(facts),
        residual_fen=plan.residual_fen if plan else None,
        bars=bars(facts, with_target=False),
        steps=_steps(facts),
        notes=tuple(
            Item(f"notice.{code}", f"notice.{code}") for code in ("risk", "contract", "talk", "data")
        ),
    )


def masked_number(client_no: str) -> str:
    """The last four characters of a client number; a short one is hidden whole."""
    if len(client_no) <= _TAIL:
        return STAR * len(client_no)
    return STAR * (len(client_no) - _TAIL) + client_no[-_TAIL:]


def _figures(facts: BriefFacts) -> tuple[Item, ...]:
    plan = facts.suggestion.plan
    on = facts.review.row.aum_on
    aum = (("value_fen", facts.review.row.aum_fen), ("on_on", on.isoformat() if on else None))
    assets = Item("figure.assets", "figure.assets", aum)
    if plan is None:
        return (assets, _money("cash", facts.client.cash_fen))
    placed = sum(line.amount_fen for line in plan.lines)
    amounts = (("money", facts.suggestion.amount_fen), ("placed", placed), ("kept", plan.residual_fen))
    return (assets, *(_money(code, fen) for code, fen in amounts))


def _money(code: str, fen: int | None) -> Item:
    return Item(f"figure.{code}", f"figure.{code}", (("value_fen", fen),))


def _lines(facts: BriefFacts) -> tuple[LineItem, ...]:
    plan = facts.suggestion.plan
    found = []
    for line in plan.lines if plan else ():
        product = facts.products[line.code]
        found.append(
            LineItem(
                key=f"line.{line.code}",
                code=line.code,
                name=line.name,
                asset_class=line.asset_class,
                amount_fen=line.amount_fen,
                r_level=grade_of(product),
                plain_text=product.plain_words or "",
                not_for_text=product.not_for or "",
            )
        )
    return tuple(found)


def _steps(facts: BriefFacts) -> tuple[Item, ...]:
    """The steps that are the client's own; the rest is said in general words."""
    own = [step for step in steps(facts.suggestion) if step.code in CLIENT_STEPS]
    if own:
        return tuple(own)
    return (Item("step.later", "step.later"),) if facts.suggestion.plan is None else ()


CLIENT_STEPS = frozenset(
    {"advice.no_assessment", "advice.assessment_expired", "K_ID_EXPIRED", "K_INFO_REFUSED"}
)
"""Codes of stopped suggestions that a client may read."""
