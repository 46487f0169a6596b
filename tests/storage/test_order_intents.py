"""Quota that is held for a client goes with the client: to the desk of another advisor, and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from advisor_desk.hub.hub import Hub
from advisor_desk.storage import projections
from tests.storage.synced import SyncedDesk, enrolled_desk, load, row

OTHER = {"on": "2026-09-21", "comment": "x"}


@pytest.fixture
def desks(hub: Hub, tmp_path: Path) -> Iterator[tuple[SyncedDesk, SyncedDesk]]:
    """Two advisors of a branch; the first has C1, and both know the product B1 but not B9."""
    first = enrolled_desk(tmp_path / "first.book", hub, "A1")
    second = enrolled_desk(tmp_path / "second.book", hub, "A2")
    product = {"name": "稳健一号", "product_type": "BOND_FUND", "r_level": "R2"}
    hub.put_rows("0", "firm", [row("product", "", "B1", quota_left_fen=1_000_000, **product)])
    load(hub, "A1", [row("client", "C1"), row("client", "C2")])
    first.round()
    second.round()
    yield first, second
    first.close()
    second.close()


def held(desk: SyncedDesk) -> list[tuple[str, str, int, int]]:
    """Client, product, amount and length of each intent."""
    with desk.book.read() as connection:
        return list(
            connection.execute(
                "SELECT client_no, code, amount_fen, until_on - saved_on FROM order_intent "
                "JOIN client ON client.id = client_id JOIN product ON product.id = product_id ORDER BY 1, 3"
            )
        )


def suggest(desk: SyncedDesk, client_no: str, *intents: tuple[str, int]) -> str:
    """A suggestion given that holds quota."""
    book = desk.desk.book
    return book.give_suggestion(book.client_id(client_no), {"comment": "c"}, [], intents)


def test_quota_goes_with_the_client_and_comes_back(hub: Hub, desks: tuple[SyncedDesk, SyncedDesk]) -> None:
    first, second = desks
    days = first.desk.book.advice.shelf.intent_days
    suggest(first, "C1", ("B1", 400_000))
    first.desk.book.record_check(first.desk.book.client_id("C1"), "B1", {}, hold_fen=100_000)
    suggest(first, "C2", ("B1", 50_000))
    of_client = [("C1", "B1", 100_000, days), ("C1", "B1", 400_000, days)]
    first.round()
    hub.assign("C1", "A2")
    first.round()
    second.round()
    assert held(first) == [("C2", "B1", 50_000, days)]
    assert held(second) == of_client
    product = second.desk.book.product("B1")
    assert product.reserved_fen == 500_000
    # What follows from events is the same however often it is made anew.
    with second.book.change() as connection:
        projections.rebuild(connection)
    assert held(second) == of_client
    second.talk("C1", "新顾问的第一次")
    second.round()
    hub.assign("C1", "A1")
    second.round()
    first.round()
    assert held(second) == []
    assert held(first) == [*of_client, ("C2", "B1", 50_000, days)]


def test_what_holds_nothing_or_cannot_be_read_holds_nothing(
    hub: Hub, desks: tuple[SyncedDesk, SyncedDesk]
) -> None:
    first, second = desks
    suggest(first, "C1")
    book = first.desk.book
    for body in (
        {"holds": [["B1", -5]], "holds_until": "2026-10-01"},
        {"holds": [["B1", 1.5]], "holds_until": "2026-10-01"},
        {"holds": [["B9", 5]], "holds_until": "2026-10-01"},
        {"holds": [["B1", 5]]},
        {"holds": 7, "holds_until": "2026-10-01"},
    ):
        book.give_suggestion(book.client_id("C1"), {**OTHER, **body}, [], [])
    first.round()
    hub.assign("C1", "A2")
    second.round()
    assert held(second) == []
    with second.book.read() as connection:
        told = connection.execute("SELECT count(*) FROM event WHERE type = 'suggestion.given'").fetchone()
    assert told == (6,)
