"""A suggestion as a document, and the record of one that was given."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from advisor_desk.domain.advice import AdviceClient, Suggestion, WhatIf
from advisor_desk.domain.client import RiskLevel
from advisor_desk.domain.product import ShelfStatus
from advisor_desk.domain.shelf import Product
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.replay_check import replay
from advisor_desk.usecases.rules_catalog import shipped_advice, shipped_catalog
from advisor_desk.usecases.suggest_products import give, suggest, suggestion_json
from advisor_desk.words.catalogue import translated
from tests.advice import ON, WAN
from tests.suggestions import book_of, bought, by_hand, c3, client_with, example_shelf, suggested

FACTS = WhatIf()


def test_the_document_of_the_command_line() -> None:
    found = suggested(c3())
    document = json.loads(json.dumps(suggestion_json(found, lambda text: text)))
    line = document["lines"][0]
    assert set(line) == {"code", "name", "asset_class", "amount_fen", "role", "why"}
    assert document["target"]["CN_EQUITY"] == 0.3
    assert document["before"]["CASH"] == 1.0
    assert (document["drift_before"], document["drift_after"]) == (1.8, 0.2)
    assert document["blocked"][0] == {"code": "300002", "outcome": "FORBID", "codes": ["R_PUSH_ABOVE"]}
    assert document["moves"] == [
        {"from": "GLOBAL_EQUITY", "to": "CN_EQUITY", "weight": 0.08, "code": "move.no_product"}
    ]
    assert document["rules_version"] == found.advice_version
    assert sum(one["amount_fen"] for one in document["lines"]) + document["residual_fen"] == 50 * WAN


def test_the_document_of_nothing() -> None:
    document = suggestion_json(suggested(c3(0)), lambda text: translated(text, "en"))
    assert (document["lines"], document["residual_fen"], document["after"]) == ([], None, {})
    assert document["stopped"] == [
        {"code": "advice.no_money", "params": {"cash_fen": 0}, "text": "There is no money to invest"}
    ]


def test_a_suggestion_is_given_with_its_explanation_checks_and_intents() -> None:
    memory, book = book_of(c3(), example_shelf())
    found = suggest(book, 1, FACTS)
    assert give(book, found, "  与客户逐项谈过 ") == "event-1"
    ((body, checks, intents),) = memory.given
    told = json.loads(json.dumps(body, ensure_ascii=False))
    assert told["comment"] == "与客户逐项谈过"
    assert told["level"] == {"level": "C3", "assessed_on": "2026-01-10", "investor_class": "ORD"}
    assert told["portfolio"]["model_bp"]["GLOBAL_EQUITY"] == 800
    assert told["mismatch_bp"]["CN_EQUITY"] == -1_000
    assert told["risk"] == "risk.no_promise"
    assert told["advice_version"] == found.advice_version
    assert {one["code"] for one in told["lines"][0]["why"]} >= {
        "line.fills_class",
        "line.fee",
        "line.liquidity",
    }
    assert all(one["text"] for one in (*told["binding"], *told["lines"][0]["why"]))
    assert dict(intents) == bought(found)
    for _, check in checks:
        assert replay(check, shipped_catalog(), shipped_advice()).is_allowed


@pytest.mark.parametrize(
    ("comment", "code"),
    [("  ", "suggestion.comment_needed"), ("这只保 本，放心", "suggestion.forbidden_word")],
)
def test_a_comment_is_needed_and_clean(comment: str, code: str) -> None:
    memory, book = book_of(c3(), example_shelf())
    with pytest.raises(UserCanFix, match=code):
        give(book, suggest(book, 1, FACTS), comment)
    assert memory.given == []


def refused(found: Suggestion, client: AdviceClient, shelf: Sequence[Product], **other: Any) -> str:
    memory, book = book_of(client, shelf, **other)
    with pytest.raises(UserCanFix) as caught:
        give(book, found, "已沟通")
    assert memory.given == []
    return caught.value.code


def test_what_may_not_be_given() -> None:
    shelf = example_shelf()
    good = suggested(c3())
    assert refused(suggested(c3(0)), c3(), shelf) == "suggestion.stopped"
    assert refused(suggested(c3(), overrides=(by_hand("200001", 30),)), c3(), shelf) == "suggestion.broken"
    tried = suggested(c3(), what_if=WhatIf(level=RiskLevel.C4))
    assert refused(tried, c3(), shelf) == "suggestion.is_trial"
    assert refused(good, c3(), shelf, as_of=ON + timedelta(days=1)) == "suggestion.outdated"
    assert refused(good, c3(), shelf, release=None) == "suggestion.stopped"
    assert refused(good, c3(), [one for one in shelf if one.code != "200001"]) == "suggestion.not_allowed"
    suspended = [replace(one, shelf_status=ShelfStatus.SUSPENDED) for one in shelf if one.code == "200001"]
    rest = [one for one in shelf if one.code != "200001"]
    assert refused(good, c3(), [*rest, *suspended]) == "suggestion.not_allowed"
    assert refused(good, client_with(50, RiskLevel.C1), shelf) == "suggestion.not_allowed"
