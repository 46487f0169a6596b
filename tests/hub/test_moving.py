"""A client who goes to another branch leaves the first and arrives whole in the second, once an order."""

from pathlib import Path
from typing import Any

import pytest

from advisor_desk.errors import UserCanFix
from advisor_desk.hub import load as loading
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.rows import compact
from tests.hub.office_calls import Office
from tests.hub.scopes import statement, stored
from tests.hub.test_attachments import CONTENT, HEAD
from tests.hub.two_branches import NEW, OLD, ORDER, Bank, ids, live, nothing_on_its_way
from tests.hubs import draft
from tests.storage.synced import enrolled_desk, row


@pytest.fixture
def bank(any_hub: Hub) -> Bank:
    return Bank(any_hub)


def test_everything_moves_and_a_purge_stays(bank: Bank) -> None:
    hub = bank.hub
    before = ids(hub, OLD)
    assert hub.assign("C1", "z", ORDER) == sum(map(len, before.values()))
    assert ids(hub, NEW) == before
    assert ids(hub, OLD) == {"purge": {"C1"}}
    assert ids(hub, OLD, "C2") == {"trade": {"t2"}}
    assert (hub.holders("B1", ["C1"]), hub.holders("B2", ["C1"])) == ({}, {"C1": "z"})
    assert hub.find_client("C1") == "B2"
    assert hub.moved_away("B1", ["C1", "C2"]) == {"C1": "B2"}
    assert hub.attachment(bank.new, HEAD.sha256) == (HEAD, CONTENT)
    with pytest.raises(Refused):
        hub.attachment(bank.old, HEAD.sha256)
    states = statement(hub, "SELECT branch_id, state FROM conflict")
    assert states == [("B2", "OPEN")]
    nothing_on_its_way(hub)


def test_moved_rows_are_as_they_were(bank: Bank) -> None:
    before = {key: body for key, body in live(bank.hub, OLD).items() if key[1] == "C1"}
    bank.hub.assign("C1", "z", ORDER)
    assert {key: body for key, body in live(bank.hub, NEW).items() if key[1] == "C1"} == before
    purge = live(bank.hub, OLD)["purge", "C1", "C1"]
    assert purge == compact({"order": ORDER, "to": "z"})


def test_an_order_is_carried_out_once_wherever_the_client_is_by_then(bank: Bank) -> None:
    hub = bank.hub
    hub.add_advisor("B3", "q")
    moved = hub.assign("C1", "z", ORDER)
    assert moved
    assert hub.assign("C1", "z", ORDER) == 0
    assert hub.assign("C1", "q", "o2") == moved
    assert hub.assign("C1", "z", ORDER) == 0
    assert hub.holders("B3", ["C1"]) == {"C1": "q"}
    assert hub.assign("C1", "a", "o3") == moved
    assert hub.assign("C1", "q", "o2") == 0
    assert hub.holders("B1", ["C1"]) == {"C1": "a"}
    assert ids(hub, NEW) == {"purge": {"C1"}}
    # The purge of the first move is older than what came again, so a desk keeps what came again.
    rows = stored(hub, *OLD)
    assert rows["purge", "C1", "C1"].seq < rows["client", "C1", "C1"].seq
    assert hub.moved_away("B1", ["C1"]) == {}
    nothing_on_its_way(hub)


def test_whose_advisor_is_meant(bank: Bank) -> None:
    hub = bank.hub
    hub.add_advisor("B1", "twin")
    hub.add_advisor("B2", "twin")
    hub.add_advisor("B2", "other")
    hub.add_advisor("B3", "other")
    with pytest.raises(UserCanFix, match=r"hub\.branch_needed"):
        hub.assign("C1", "other")
    for unknown in ({"to": "nobody"}, {"to": "z", "branch": "B1"}, {"to": "z", "branch": "B9"}):
        with pytest.raises(UserCanFix, match=r"hub\.advisor_unknown"):
            hub.assign("C1", **unknown)
    with pytest.raises(UserCanFix, match=r"client\.unknown"):
        hub.assign("C9", "z")
    # The branch of the client comes first; another one is to be named.
    hub.assign("C1", "twin")
    assert hub.find_client("C1") == "B1"
    hub.assign("C1", "twin", branch="B2")
    assert hub.holders("B2", ["C1"]) == {"C1": "twin"}


def test_one_who_is_known_over_there_already_joins_what_is_there(bank: Bank) -> None:
    """A number that two branches gave: nothing of either is lost."""
    hub = bank.hub
    hub.add_advisor("B2", "y")
    for number, holder in enumerate(("z", "y")):
        client_no = f"D{number}"
        hub.add_client("B1", client_no, "a")
        hub.put_rows("B1", "adv:a", [draft(client_no, "t1", 1)])
        hub.add_client("B2", client_no, holder)
        hub.put_rows("B2", f"adv:{holder}", [draft(client_no, "t2", 2)])
        assert hub.assign(client_no, "z", f"d{number}", "B2") == 1
        assert ids(hub, NEW, client_no) == {"trade": {"t1", "t2"}}
    nothing_on_its_way(hub)


def test_a_desk_in_each_branch_ends_up_right(any_hub: Hub, tmp_path: Path) -> None:
    hub = any_hub
    old = enrolled_desk(tmp_path / "old.book", hub, "a", branch="B1")
    new = enrolled_desk(tmp_path / "new.book", hub, "z", branch="B2")
    drafts = [
        row("client", "C1", name="王芳"),
        row("trade", "C1", "T1"),
        row("client", "C2", name="李强"),
    ]
    hub.add_clients("B1", {"C1": "a", "C2": "a"})
    hub.put_rows("B1", "adv:a", drafts)
    old.round()
    new.round()
    first = old.talk("C1", "第一次")
    old.round()
    late = old.talk("C1", "没有网络时记下的")
    old.desk.book.edit_client(old.desk.book.client_id("C1"), {"employer": "乙厂"})
    hub.assign("C1", "z", ORDER)
    old.round()
    new.round()

    def clients(desk: Any) -> list[tuple[str, str | None]]:
        with desk.book.read() as connection:
            return list(connection.execute("SELECT client_no, employer FROM client ORDER BY client_no"))

    def events(desk: Any) -> set[str]:
        with desk.book.read() as connection:
            named = "SELECT id FROM event WHERE client_no = 'C1' AND type LIKE 'interaction%'"
            return {event_id for (event_id,) in connection.execute(named)}

    assert clients(old) == [("C2", None)]
    assert events(old) == set()
    assert clients(new) == [("C1", "乙厂")]
    assert events(new) == {first, late}
    for desk in (old, new):
        result = desk.round()
        assert (result.repairs, result.outbox, result.conflicts) == (0, 0, 0)
        assert desk.sync.repairs() == 0
    # And back again, with what was done meanwhile.
    third = new.talk("C1", "新顾问的第一次")
    new.round()
    hub.assign("C1", "a", "o2")
    new.round()
    old.round()
    assert events(old) == {first, late, third}
    assert clients(new) == []
    nothing_on_its_way(hub)
    old.close()
    new.close()


def test_a_client_who_left_for_another_branch_is_not_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = Office(tmp_path, monkeypatch)
    clients = tmp_path / "clients.csv"
    clients.write_text("客户号,姓名\nK1,王芳\nK2,李雷\n", encoding="utf-8")
    again = ("load", "clients", clients, "--branch", "B1", "--advisor", "a1")
    office.js(*again)
    put = loading.put_portion

    def overtaken(hub: Hub, *given: Any) -> int:
        monkeypatch.setattr(loading, "put_portion", put)
        hub.add_advisor("brno", "b1")
        hub.assign("K1", "b1")
        return put(hub, *given)

    monkeypatch.setattr(loading, "put_portion", overtaken)
    clients.write_text("客户号,姓名\nK1,王芳芳\nK2,李雷雷\n", encoding="utf-8")
    ran = office.js(*again)
    assert (ran.status, ran.error["code"], ran.error["params"]) == (
        3,
        "hub.client_elsewhere",
        {"count": 1, "branch": "brno"},
    )
    with office.hub() as hub:
        assert (hub.holders("B1", ["K1"]), hub.find_client("K1")) == ({}, "brno")
    assert {row.client_no for row in office.rows("B1", "adv:a1") if row.kind == "client"} == {"K2"}
