"""What scripts read of a book: the JSON of score, clients and client, as the command line promises it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from advisor_desk.domain.client import Tier
from advisor_desk.domain.client_query import ClientQuery, Filters, SortKey, View
from advisor_desk.domain.edits import OverrideDraft
from advisor_desk.errors import UserCanFix
from advisor_desk.rules.explanation import Subject
from advisor_desk.storage.desk import DeskBook
from advisor_desk.usecases.explain_figure import explain_figure
from advisor_desk.usecases.list_clients import every_row, named_query, query_of, row_json
from advisor_desk.usecases.override_tier import longest_override, override_tier
from advisor_desk.usecases.review_client import client_json, more_of_timeline, review_client
from advisor_desk.usecases.saved_views import SavedView, from_body, save_view, saved_view
from advisor_desk.usecases.score_book import in_groups, rounded, score, score_json
from tests.builders import TODAY, WEEKDAYS, Builder, open_desk

SCORE_KEYS = [
    "client_no",
    "kind",
    "tier",
    "tier_variant",
    "aum_fen",
    "avg20_fen",
    "a",
    "f",
    "b",
    "composite",
    "group",
    "tags",
    "classic",
    "state",
    "labels",
    "action",
    "inputs",
    "reasons",
]
INPUT_KEYS = [
    "amount_fen",
    "purchases",
    "benefit_fen",
    "months_observed",
    "monthly_frequency",
    "recency_days",
]
ROW_KEYS = [
    "client_no",
    "name",
    "kind",
    "tier",
    "aum_fen",
    "group",
    "state",
    "c_level",
    "last_contact",
    "next_due",
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskBook]:
    with open_desk(tmp_path_factory.mktemp("reading")) as opened:
        with opened.sql.change() as connection:
            book = Builder(connection)
            rich = book.client("李明亮", client_no="N2", opened_on=date(2026, 9, 21), phone="13812345678")
            book.assets(rich, date(2026, 10, 1), 120_000_000)
            book.trade(rich, date(2026, 11, 1), 50_000_000)
            book.revenue(rich, date(2026, 11, 2), 400_000)
            book.assessment(rich, date(2025, 12, 1), "C3")
            book.interaction(rich, date(2026, 11, 10))
            book.client("远航公司", client_no="N1", client_type="ENTERPRISE")
            opened.refresh(connection, None)
        yield opened


def test_score_prints_every_client_once_in_order_with_the_promised_keys(desk: DeskBook) -> None:
    document = score_json(desk)
    assert list(document) == ["as_of", "rules_version", "clients"]
    assert document["as_of"] == "2026-11-20"
    clients = document["clients"]
    assert isinstance(clients, list)
    assert [client["client_no"] for client in clients] == ["N1", "N2"]
    assert all(list(client) == SCORE_KEYS for client in clients)
    rich = clients[1]
    assert (rich["tier"], rich["group"], rich["a"], rich["kind"]) == ("HNW", "KEY_DEVELOP", 5, "PERSON")
    assert list(rich["inputs"]) == INPUT_KEYS
    assert rich["inputs"]["months_observed"] == pytest.approx(1.9713)
    assert rich["inputs"]["monthly_frequency"] == pytest.approx(0.5073)
    assert rich["classic"] == {"r": 5, "f": 2, "m": 4}
    assert {"code": "score.amount", "params": rich["reasons"][1]["params"]} == rich["reasons"][1]
    assert json.loads(json.dumps(document)) == document


def test_score_of_one_client_on_another_day(desk: DeskBook) -> None:
    before = score(desk, date(2026, 10, 31), "N2")
    assert [(each.client_id, each.a, each.purchases.window_purchases) for each in before] == [(1, 1, 0)]
    assert score_json(desk, date(2026, 10, 31), "N2")["as_of"] == "2026-10-31"
    with pytest.raises(UserCanFix, match="client.unknown"):
        score(desk, None, "N9")


def test_an_empty_book_is_scored_as_nothing(tmp_path: Path) -> None:
    with open_desk(tmp_path) as empty:
        document = score_json(empty)
        assert document["clients"] == []
        assert document["rules_version"] == empty.rules.version


def test_each_client_is_in_one_group(desk: DeskBook) -> None:
    assert sum(in_groups(score(desk)).values()) == 2


@pytest.mark.parametrize(
    ("num", "den", "shown"), [(59, 12, 4.9167), (23, 12, 1.9167), (12, 1, 12.0), (0, 7, 0.0), (1, 3, 0.3333)]
)
def test_fractions_are_shown_with_four_decimals(num: int, den: int, shown: float) -> None:
    assert rounded(num, den) == shown


def test_the_list_as_json(desk: DeskBook) -> None:
    rows = [row_json(row) for row in every_row(desk, query_of(desk))]
    assert [row["client_no"] for row in rows] == ["N1", "N2"]
    assert all(list(row) == ROW_KEYS for row in rows)
    assert rows[1]["last_contact"] == "2026-11-10"
    assert rows[1]["c_level"] == "C3"
    assert [row.client_no for row in every_row(desk, query_of(desk, "5678"))] == ["N2"]
    assert list(every_row(desk, query_of(desk, "没有此人"))) == []


def test_views_by_code_and_by_name(desk: DeskBook) -> None:
    assert [row.client_no for row in every_row(desk, named_query(desk, "hnw"))] == ["N2"]
    assert list(every_row(desk, named_query(desk, "INST", "liml"))) == []
    kept = SavedView(
        ClientQuery(View.ALL, Filters(tiers=frozenset({Tier.INST})), SortKey.NAME, False), "远航"
    )
    save_view(desk, "机构名单", kept)
    assert saved_view(desk, "机构名单") == kept
    assert [row.client_no for row in every_row(desk, named_query(desk, "机构名单"))] == ["N1"]
    with pytest.raises(UserCanFix, match="view.unknown"):
        named_query(desk, "没有")


@pytest.mark.parametrize("body", ["", "[]", '{"view": "NEWER", "sort": 5, "filters": []}', "{"])
def test_a_view_that_cannot_be_read_gives_the_plain_list(body: str) -> None:
    assert from_body(body) == SavedView(ClientQuery())


def test_one_client_as_json_is_complete(desk: DeskBook) -> None:
    document = client_json(desk, "N2")
    assert document["profile"]["phone"] == "13812345678"  # type: ignore[index]
    assert document["score"]["group"] == "KEY_DEVELOP"  # type: ignore[index]
    assert document["assets"] == [{"on": "2026-10-01", "aum_fen": 120_000_000}]
    assert [entry["kind"] for entry in document["timeline"]] == [  # type: ignore[attr-defined]
        "INTERACTION",
        "REVENUE",
        "TRADE",
        "ASSESSMENT",
    ]
    assert json.loads(json.dumps(document)) == document
    assert list(more_of_timeline(desk, 1, 3)) == list(review_client(desk, 1).timeline[3:])


def test_every_figure_of_the_page_can_be_explained(desk: DeskBook) -> None:
    review = review_client(desk, 1)
    for subject in Subject:
        explained = explain_figure(subject, review, desk.rules, WEEKDAYS)
        assert explained.as_of == TODAY
    assert explain_figure(Subject.TIER, review, desk.rules, WEEKDAYS).result == "HNW"


def test_an_override_never_changes_the_past(tmp_path: Path) -> None:
    with open_desk(tmp_path) as book:
        client = book.create_client({"client_no": "N1", "name": "王芳"})
        longest = longest_override(book, client, Tier.HNW)
        assert (longest.from_on, longest.until_on) == (TODAY, TODAY + timedelta(days=180))
        yesterday = TODAY - timedelta(days=1)
        with pytest.raises(UserCanFix, match="tier.override_refused") as refused:
            override_tier(book, OverrideDraft(client, Tier.HNW, "r", "a", yesterday, TODAY))
        assert refused.value.params["problem"] == "starts_in_past"
        override_tier(book, OverrideDraft(client, Tier.HNW, "r", "a", TODAY, TODAY))
        assert book.standings(client)[0].tier is Tier.HNW
