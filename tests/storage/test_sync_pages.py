"""Pages of rows: each row once and only when newer, and never more than a page says."""

import random
from dataclasses import replace
from typing import Any

import pytest

from advisor_desk.domain.dates import from_day, to_day
from advisor_desk.errors import OutsideFailed
from advisor_desk.storage import moment_runs, replica_apply, replica_rows
from advisor_desk.storage.edits import Hand, edit_client
from advisor_desk.storage.events import EventDraft, append_event
from advisor_desk.storage.projections import rebuild
from advisor_desk.storage.undo import undo
from advisor_desk.wire.desk import Applied
from advisor_desk.wire.pages import PullRequest, page_json, page_of
from advisor_desk.wire.rows import compact
from advisor_desk.wire.shapes import SHAPES, Home, rank_of
from tests.storage.books import NOW
from tests.storage.pull_books import AT, SCOPE, HeadOffice, Puller
from tests.storage.sync_books import TODAY

KEYS: dict[str, list[str | int]] = {
    "rules_version": ["2026.1"],
    "product": ["P1"],
    "product_exposure": ["P1", "CASH"],
    "shelf_release": [AT],
    "shelf_move": ["P1", 20_000, "SUSPENDED"],
    "household": ["H1"],
    "client": ["C1"],
    "contact": ["PHONE", "13800000001"],
    "consent": ["MARKETING", 20_000],
    "relation": ["C1", "SPOUSE"],
    "account": ["A1"],
    "assessment": [20_000],
    "signal": [20_000, "VIEW", "fund"],
    "holding": ["P1", 20_000],
    "daily_asset": [20_000],
    "trade": ["T1"],
    "revenue": ["R1"],
}


@pytest.fixture
def office(puller: Puller) -> HeadOffice:
    """A scope that the book follows, past its first sync."""
    made = HeadOffice()
    made.put("product", key=("P0",))
    puller.pull(made)
    return made


def fill(office: HeadOffice) -> None:
    """One row of every kind that hangs on nothing but clients and products."""
    for kind, key in KEYS.items():
        client_no = "C1" if SHAPES[kind].home is Home.ADVISOR else ""
        office.put(kind, client_no, key)


def drafts_of(puller: Puller) -> dict[tuple[str, str, str], str]:
    with puller.book.read() as connection:
        found = [draft for kind in SHAPES for draft in replica_rows.drafts(connection, kind)]
    return {(draft.kind, draft.client_no, draft.id): draft.body for draft in found}


def test_a_row_of_every_kind_comes_back_as_it_was_sent(puller: Puller, office: HeadOffice) -> None:
    assert set(KEYS) == set(SHAPES) - {"tier_override"}
    fill(office)
    puller.pull(office)
    # The signature of rules is no column of theirs: it is kept beside them.
    sent = {place: row.body for place, row in office.rows.items()}
    sent["rules_version", "", "2026.1"] = compact([1, "", "", AT])
    assert puller.rows("SELECT extra FROM rules_version") == [('{"signature":null}',)]
    assert drafts_of(puller) == sent
    assert puller.rows("SELECT count(*) FROM parked_row") == [(0,)]
    with puller.book.read() as connection:
        for (kind, client_no, _), body in sent.items():
            if kind in KEYS and body != office.rows["product", "", "P0"].body:
                draft = replica_rows.draft_of(connection, kind, client_no, KEYS[kind])
                assert draft is not None
                assert draft.body == body
        assert replica_rows.draft_of(connection, "trade", "C1", ["nowhere"]) is None


def test_any_page_may_come_twice_and_any_size_of_page_gives_the_same_book(puller: Puller) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    office, twice = HeadOffice(), dice.random()
    for turn in range(4):
        for _ in range(40):
            client_no = f"C{dice.randrange(6)}"
            kind = dice.choice(["client", "trade", "trade", "daily_asset", "product"])
            if kind == "product":
                office.put(kind, "", (f"P{dice.randrange(3)}",), name=f"{dice.random()}")
            elif kind == "client":
                office.put(kind, client_no, name=f"{dice.randrange(99)}")
            elif dice.random() < 0.2:
                office.delete(kind, client_no, ("T1" if kind == "trade" else 20_000,))
            else:
                key = (
                    (f"T{client_no}{dice.randrange(5)}",)
                    if kind == "trade"
                    else (20_000 + dice.randrange(3),)
                )
                office.put(kind, client_no, key)
        puller.limit = dice.choice([1, 3, 7, 1000])
        while turn and dice.random() < twice:
            request = puller.request(office)
            page = office.page(request)
            puller.take(page, request)
            again = puller.take(page, request)
            assert again.rows == 0, seed
        puller.pull(office)
    wanted = {place: row.body for place, row in office.rows.items() if not row.is_deleted}
    clients = {place[1] for place in wanted if place[0] == "client"} | {""}
    assert drafts_of(puller) == {place: body for place, body in wanted.items() if place[1] in clients}, seed


def test_only_a_newer_row_takes_the_place_of_what_stands(puller: Puller, office: HeadOffice) -> None:
    old = office.put("client", "C1", name="旧名")
    new = office.put("client", "C1", name="新名")
    with puller.book.change() as connection:
        for row in (new, old, new):
            taken = replica_apply.apply_rows(connection, SCOPE, [row], {})
            assert taken.rows == (row is new and taken.rows)
    assert puller.rows("SELECT name, seq FROM client") == [("新名", new.seq)]
    assert puller.sum(office) == office.head.sum


def test_a_row_that_a_file_brought_becomes_head_offices(puller: Puller, office: HeadOffice) -> None:
    with puller.book.change() as connection:
        connection.execute(
            "INSERT INTO client (client_no, name, client_type, added_by, changed_by, email) "
            "VALUES ('C1', '文件', 'PERSON', 3, 4, 'a@b.cn')"
        )
        connection.execute(
            "INSERT INTO daily_asset (client_id, on_day, aum_fen, added_by) VALUES (1, 20000, 5, 3)"
        )
    office.put("client", "C1", name="总部")
    office.put("daily_asset", "C1", (20_000,))
    puller.pull(office)
    assert puller.rows("SELECT id, name, email, added_by, changed_by, scope FROM client") == [
        (1, "总部", None, 0, None, SCOPE)
    ]
    assert puller.rows("SELECT aum_fen, added_by, scope FROM daily_asset") == [(500_000_00, 0, SCOPE)]


def test_a_page_that_does_not_go_on_where_the_scope_stands_is_let_be(
    puller: Puller, office: HeadOffice
) -> None:
    office.put("client", "C1")
    before = office.page(PullRequest(SCOPE, 1, puller.state(office).seq))
    puller.pull(office)
    here = puller.state(office).seq
    ahead = PullRequest(SCOPE, 9, here + 1)
    assert puller.take(office.page(ahead), ahead) == Applied(0, 0, 0)
    first = PullRequest(SCOPE, 9, 0, is_first=True)
    assert puller.take(office.page(first), first) == Applied(0, 0, 0)
    foreign = replace(office.page(PullRequest(SCOPE, 9, here)), hub_epoch="another")
    assert puller.take(foreign, PullRequest(SCOPE, 9, here)) == Applied(0, 0, 0)
    office.delete("client", "C1")
    puller.pull(office)
    # What was deleted since does not come back with a page of the past.
    assert puller.take(before, PullRequest(SCOPE, 1, here - 1)).rows == 0
    assert puller.rows("SELECT count(*) FROM client") == [(0,)]
    assert puller.state(office).seq == office.seq


def test_a_cut_or_contradictory_page_is_refused_whole(puller: Puller, office: HeadOffice) -> None:
    for number in range(5):
        office.put("client", f"C{number}")
    request = puller.request(office)
    page = office.page(request)
    raw = page_json(page)
    for end in range(0, len(raw) - 1, 7):
        with pytest.raises(ValueError):  # noqa: PT011 - Shapeless
            page_of(raw[:end])
    for wrong, asked in (
        (page, replace(request, scope="adv:other")),
        (replace(page, rows=list(page.rows)[::-1]), request),
        (replace(page, rows=[page.rows[0]._replace(seq=0)]), request),
    ):
        with pytest.raises(OutsideFailed, match="garbled"):
            puller.take(wrong, asked)
    assert puller.rows("SELECT count(*) FROM client") == [(0,)]
    assert puller.take(page_of(raw), request).rows == 5


def test_fields_that_this_version_does_not_know_are_kept_word_for_word(
    puller: Puller, office: HeadOffice
) -> None:
    own = SHAPES["client"].values
    office.shapes["client"] = (*own, "star_sign", "shoe_size")
    office.put("client", "C1", star_sign="狮子座", shoe_size=42)
    puller.pull(office)
    assert puller.rows("SELECT name, extra FROM client") == [
        ("王芳", '{"star_sign":"狮子座","shoe_size":42}')
    ]
    office.shapes["client"] = (own[2], own[0])
    office.put("client", "C3")
    office.put_body("client", "C2", "C2", compact(["PERSON", "李强"]))
    puller.pull(office)
    assert puller.rows("SELECT client_no, name, pinyin, extra FROM client ORDER BY 1") == [
        ("C1", "王芳", "wang fang", '{"star_sign":"狮子座","shoe_size":42}'),
        ("C2", "李强", "", None),
        ("C3", "王芳", "", None),
    ]


def test_a_tombstone_takes_its_row_out_and_an_empty_page_nothing(puller: Puller, office: HeadOffice) -> None:
    fill(office)
    puller.pull(office)
    assert not puller.step(office)
    assert len(drafts_of(puller)) == len(KEYS) + 1
    for kind in sorted(KEYS, key=rank_of, reverse=True):
        office.delete(kind, "C1" if SHAPES[kind].home is Home.ADVISOR else "", KEYS[kind])
    puller.pull(office)
    assert set(drafts_of(puller)) == {("product", "", "P0")}


def test_a_product_that_something_stands_on_stays_as_the_desks_own(
    puller: Puller, office: HeadOffice
) -> None:
    office.put("product", key=("P1",))
    office.put("client", "C1")
    office.put("holding", "C1", ("P1", 20_000))
    puller.pull(office)
    office.delete("product", "", ("P1",))
    puller.pull(office)
    assert puller.rows("SELECT scope, seq FROM product WHERE code = 'P1'") == [(None, None)]
    office.delete("holding", "C1", ("P1", 20_000))
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM holding") == [(0,)]


def test_a_relation_finds_the_other_client_whenever_that_one_comes(
    puller: Puller, office: HeadOffice
) -> None:
    office.put("client", "C1")
    office.put("relation", "C1", ("C2", "SPOUSE"))
    puller.pull(office)
    assert puller.rows("SELECT other_client_id FROM relation") == [(None,)]
    office.put("client", "C2")
    puller.pull(office)
    assert puller.rows("SELECT client_no FROM relation JOIN client ON client.id = other_client_id") == [
        ("C2",)
    ]


def test_an_edit_that_waits_stays_on_top_of_head_offices_row(puller: Puller, office: HeadOffice) -> None:
    office.put("client", "C1", phone="1", email="old@b.cn")
    puller.pull(office)
    with puller.book.change() as connection:
        edit_client(connection, 1, {"email": "mine@b.cn", "name": "王小芳"}, Hand("A1", NOW))
    office.put("client", "C1", phone="2", email="theirs@b.cn")
    puller.pull(office)
    found = "SELECT phone, email, name, pinyin FROM client"
    assert puller.rows(found) == [("2", "mine@b.cn", "王小芳", "wang xiao fang")]
    with puller.book.change() as connection:
        connection.execute("DELETE FROM outbox")
    office.put("client", "C1", phone="2", email="theirs@b.cn")
    puller.pull(office)
    assert puller.rows(found) == [("2", "theirs@b.cn", "王芳", "wang fang")]


def test_a_refusal_that_waits_is_not_undone_by_an_older_consent(puller: Puller, office: HeadOffice) -> None:
    office.put("client", "C1")
    office.put("consent", "C1", ("MARKETING", 20_000))
    puller.pull(office)
    with puller.book.change() as connection:
        draft = EventDraft("consent.withdrawn", "A1", {"purpose": "MARKETING"}, 1, TODAY)
        append_event(connection, draft, seconds=NOW)
    office.put("consent", "C1", ("MARKETING", 20_000), text_version="2")
    puller.pull(office)
    assert puller.rows("SELECT text_version, withdrawn_on FROM consent") == [("2", to_day(TODAY))]


def test_figures_follow_for_those_whom_a_page_touched(puller: Puller, office: HeadOffice) -> None:
    for number in range(3):
        office.put("client", f"C{number}")
    puller.pull(office)
    puller.refreshed.clear()
    office.put("daily_asset", "C1", (20_000,))
    puller.pull(office)
    assert puller.refreshed == [[2]]
    puller.refreshed.clear()
    puller.pull(office)
    assert puller.refreshed == []


def test_conflicts_come_are_renewed_and_closed(puller: Puller, office: HeadOffice) -> None:
    office.put("client", "C1")
    office.conflict("e1", "email", "C1", base="a", mine="b", theirs=None)
    office.conflict("e1", "phone", "C1", base=None, mine="1", theirs="2")
    request = puller.request(office)
    assert puller.take(office.page(request), request).conflicts == 2
    puller.pull(office)
    found = "SELECT field, base, mine, theirs, chosen FROM sync_conflict ORDER BY field"
    wanted: list[tuple[Any, ...]] = [
        ("email", '"a"', '"b"', "null", None),
        ("phone", "null", '"1"', '"2"', None),
    ]
    assert puller.rows(found) == wanted
    office.delete("conflict", "C1", ("e1", "email"))
    office.conflict("e1", "phone", "C1", base=None, mine="1", theirs="3")
    puller.pull(office)
    assert puller.rows(found) == [
        ("email", '"a"', '"b"', "null", "THEIRS"),
        ("phone", "null", '"1"', '"3"', None),
    ]


def test_nothing_that_pages_bring_disturbs_the_record(puller: Puller, office: HeadOffice) -> None:
    fill(office)
    puller.pull(office)
    with puller.book.change() as connection:
        rebuild(connection)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_rules_of_moments_run_again_for_those_of_whom_something_came(
    puller: Puller, office: HeadOffice
) -> None:
    office.put("product", key=("P1",))
    office.put("client", "C1")
    office.put("client", "C2")
    office.put("holding", "C2", ("P1", 20_400))
    puller.pull(office)
    with puller.book.change() as connection:
        moment_runs.keep(connection, TODAY, moment_runs.newest(connection))
        assert moment_runs.changed(connection, moment_runs.position(connection)) == {}
    office.put("daily_asset", "C1", (20_500,))
    office.put("trade", "C1", ("T1",), on_day=20_300)
    office.put("product", key=("P1",), r_level="R5", r_rated_on=20_450)
    puller.pull(office)
    with puller.book.read() as connection:
        assert moment_runs.changed(connection, moment_runs.position(connection)) == {
            1: from_day(20_300),
            2: from_day(20_450),
        }


def test_the_undo_of_an_import_lets_be_what_head_office_has_sent_since(
    puller: Puller, office: HeadOffice
) -> None:
    with puller.book.change() as connection:
        connection.execute(
            "INSERT INTO import_batch (id, uuid, kind, file_name, mode, started_at) "
            "VALUES (1, 'abcdef', 'clients', 'f', 'both', '2026-01-01T00:00:00+00:00')"
        )
        for number in ("C1", "C2", "C3"):
            connection.execute(
                "INSERT INTO client (client_no, name, client_type, added_by, changed_by, email) "
                "VALUES (?, 'n', 'PERSON', ?, ?, 'new')",
                (number, number == "C3", None if number == "C3" else 1),
            )
            if number != "C3":
                connection.execute(
                    "INSERT INTO import_change VALUES (1, ?, 'client', ?, ?, ?)",
                    (int(number[1]), f'["{number}"]', '{"email":"old"}', '{"email":"new"}'),
                )
    office.put("client", "C1", email="new")
    office.put("client", "C3", email="new")
    puller.pull(office)
    with puller.book.change() as connection:
        undo(connection, "abcdef", lambda *_: None)
    assert puller.rows("SELECT client_no, email FROM client ORDER BY 1") == [
        ("C1", "new"),
        ("C2", "old"),
        ("C3", "new"),
    ]
