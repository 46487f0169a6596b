"""What the screen 配置与试算 reads from the book and writes to it; all of it runs in the lane of the book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from advisor_desk.rules.investor import facts_of
from advisor_desk.ui.pages.allocation.parts import ClientSheet
from advisor_desk.usecases import suggest_case, suggest_products

if TYPE_CHECKING:
    from advisor_desk.domain.advice import LineOverride, Suggestion
    from advisor_desk.storage.desk import DeskBook


def read_sheet(book: DeskBook, client_id: int) -> ClientSheet:
    """Client, shelf and rules of the book's day, and what the advisor kept and gave."""
    read = suggest_case.read_sheet(book, client_id)
    facts = facts_of(read.client, read.as_of, read.rules, read.advice)
    return ClientSheet(
        client=read.client,
        as_of=read.as_of,
        advice=read.advice,
        rules=read.rules,
        shelf=read.shelf,
        standing=read.standing,
        assessed_until=facts.assessment_until,
        draft=book.plan_draft(client_id),
        given=tuple(book.given_suggestions(client_id)),
    )


def keep(book: DeskBook, client_id: int, overrides: Sequence[LineOverride]) -> tuple[LineOverride, ...]:
    """Keep all amounts set by hand, and give them back as recorded; the goal stays as it is."""
    book.keep_draft(replace(book.plan_draft(client_id), overrides=tuple(overrides)))
    return tuple(book.plan_draft(client_id).overrides)


def give(book: DeskBook, suggestion: Suggestion, comment: str) -> str:
    """Record a suggestion as given; returns the event's id."""
    return suggest_products.give(book, suggestion, comment)
