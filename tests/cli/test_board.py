"""`board`: the board as lines and as one document, of any two kept month-ends."""

import pytest

from tests.cli.calling import call, js

pytestmark = pytest.mark.usefixtures("office")
KEYS = [
    "as_of", "rules_version", "window_months", "fills_on", "months", "moves", "cadence", "contacts",
    "responses", "path",
]  # fmt: skip


def test_the_document_has_its_keys_and_columns_that_add_up() -> None:
    ran = js("board")
    assert ran.status == 0
    assert list(ran.json) == KEYS
    assert ran.json["months"]
    for month in ran.json["months"]:
        for column in ("clients_per_mille", "assets_per_mille", "revenue_per_mille"):
            shares = [tier[column] for tier in month["tiers"]]
            assert shares == [None] * 4 or sum(shares) == 1_000
    assert ran.json["moves"]["start"] < ran.json["moves"]["end"]
    assert ran.json["moves"]["end"] == ran.json["months"][-1]["on"]


def test_two_month_ends_are_compared_as_asked() -> None:
    ends = [month["on"] for month in js("board").json["months"]]
    moves = js("board", "--from", ends[0], "--to", ends[-1]).json["moves"]
    assert (moves["start"], moves["end"]) == (ends[0], ends[-1])
    for flow in moves["flows"]:
        for figure in ("clients", "assets_fen", "revenue_fen"):
            part = {name: flow[name][figure] for name in flow if name != "tier"}
            gained = part["arrived"] + part["new"] + part["change"]
            assert part["start"] + gained - part["left"] - part["gone"] == part["end"]


def test_a_day_that_is_no_month_end_is_refused() -> None:
    ran = js("board", "--from", "2026-09-29")
    assert (ran.status, ran.error["code"]) == (3, "board.month_unknown")


def test_the_same_twice_is_refused() -> None:
    end = js("board").json["months"][-1]["on"]
    assert js("board", "--from", end, "--to", end).error["code"] == "board.months_order"


def test_lines_name_no_client_and_speak_english_when_asked() -> None:
    ran = call("--lang", "en", "board")
    assert ran.status == 0
    assert "first response: " in ran.out
    assert "in time " in ran.out
    names = [row["name"] for row in js("clients").json]
    assert not any(name in ran.out for name in names)
