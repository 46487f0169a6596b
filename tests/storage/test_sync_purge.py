"""A client who is no longer held: nothing is left but what head office has not got yet, and the chain."""

import json
import random
from dataclasses import replace
from typing import Any

import pytest

from advisor_desk.assembly.desk import around as desk_around
from advisor_desk.storage import projections, sync_backup, sync_places
from advisor_desk.storage.check import check
from advisor_desk.storage.desk import DeskBook
from advisor_desk.storage.edits import Hand, edit_client
from advisor_desk.storage.events import verify_chain
from advisor_desk.wire.rows import ScopeSum
from tests.contacts import contact
from tests.storage.book_pages import pages
from tests.storage.books import NOW, reopen
from tests.storage.cut_short import cut_short
from tests.storage.pull_books import SCOPE, HeadOffice, OtherDesk, Puller
from tests.storage.sync_books import TODAY, acknowledge, sync_of

NAME, PHONE, NUMBER, SECRET = "司空曙光", "13977770001", "K77700001", "想把别墅卖给妹夫"


@pytest.fixture
def office(puller: Puller) -> HeadOffice:
    made = HeadOffice()
    made.put("product", key=("P1",))
    for number, name in ((NUMBER, NAME), ("C2", "李强")):
        client(made, number, name, PHONE if number == NUMBER else "13800000002")
    puller.pull(made)
    return made


@pytest.fixture
def desk(puller: Puller, office: HeadOffice) -> DeskBook:
    made = desk_around(puller.book, TODAY, "A1").book
    made.roll()
    puller.around = replace(puller.around, refresh=made.refresh)
    return made


def client(office: HeadOffice, number: str, name: str, phone: str) -> None:
    """A client with a row of each kind."""
    office.put(
        "client", number, name=name, pinyin="si kong shu guang", phone=phone, id_no=f"11010119{phone[-8:]}"
    )
    office.put("contact", number, ("PHONE", phone), label=name)
    office.put("consent", number, ("MARKETING", 20_000))
    office.put("relation", number, ("C2", "SPOUSE"), other_name="李强")
    office.put("account", number, (f"A{number}",))
    office.put("assessment", number, (20_000,))
    office.put("signal", number, (20_000, "SEARCH", name))
    office.put("holding", number, ("P1", 20_000))
    office.put("revenue", number, (f"R{number}",))
    for turn in range(40):
        office.put("daily_asset", number, (20_500 + turn,))
        office.put("trade", number, (f"T{number}{turn}",))


def live(desk: DeskBook, puller: Puller, number: str, name: str = NAME, phone: str = PHONE) -> None:
    """An advisor works with a client: everything that leaves a trace."""
    client_id = desk.client_id(number)
    told = contact(number, on=TODAY, note=f"{name}{SECRET}")
    first = desk.record(told)
    desk.correct(first, replace(told, note=f"{SECRET}，电话 {phone}"), "补记")
    desk.set_rhythm(client_id, 30, SECRET)
    desk.keep_typed("quick_log", {"note": SECRET, "clients": [number]})
    with puller.book.change() as connection:
        edit_client(connection, client_id, {"employer": SECRET}, Hand("A1", NOW))
        connection.execute(
            "INSERT INTO plan_draft (client_id, body) VALUES (?, ?)", (client_id, json.dumps(SECRET))
        )
        connection.execute(
            "INSERT INTO moment (key, client_id, code, event_on, due_on, evidence, found_on, rules_version) "
            "VALUES (?, ?, 'BIRTHDAY', 1, 2, ?, 1, '1')",
            (number, client_id, json.dumps(name, ensure_ascii=False)),
        )
        connection.execute(
            "INSERT INTO score_snapshot SELECT client_id, 20000, rules_version, tier, tier_variant, "
            "is_provisional, avg20_fen, aum_fen, a, f, b, group_code, group_paper_mid, classic_r, classic_f, "
            "classic_m, state, labels, action, tags FROM standing WHERE client_id = ?",
            (client_id,),
        )
    assert desk.find_notes("bieshu", 9)


def deal(puller: Puller) -> None:
    """Head office answers all that waits."""
    while acknowledge(sync_of(puller.book), batch=f"b{random.random()}"):
        pass


def traces(puller: Puller, words: tuple[str, ...] = (NAME, PHONE, NUMBER, SECRET)) -> list[tuple[str, str]]:
    """Tables in which any of the words stands, the full-text index's own tables too."""
    found = []
    for (table,) in puller.rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
        for row in puller.rows(f'SELECT * FROM "{table}"'):
            text = "".join(
                cell.decode("utf-8", "replace") if isinstance(cell, bytes) else str(cell) for cell in row
            )
            found += [(table, word) for word in words if word in text]
    return found


def scoured(puller: Puller) -> bytes:
    """Every byte of the book after the round has ended, which closes it."""
    with puller.book.change() as connection:
        sync_backup.note_purge(connection)
    assert sync_backup.back_up_if_due(puller.book, NOW)
    path, key = puller.book.path, puller.book.key.raw
    puller.book.close()
    return pages(path, key)


def test_nothing_is_left_of_a_client_in_any_table_or_page(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    live(desk, puller, NUMBER)
    live(desk, puller, "C2", "李强", "13800000002")
    deal(puller)
    assert {table for table, _ in traces(puller)} > {
        "client",
        "event",
        "standing",
        "draft",
        "note_search_data",
    }
    kept = puller.rows("SELECT * FROM client WHERE client_no = 'C2'")
    notes = desk.find_notes("maimeifu", 9)
    office.purge(NUMBER)
    request = puller.request(office)
    assert puller.take(office.page(request), request).purged_clients == 1
    own = (NAME, PHONE, NUMBER)
    # The purge itself has to name whom it is about.
    assert {table for table, _ in traces(puller, own)} == {"parked_row"}
    assert puller.rows("SELECT * FROM client WHERE client_no = 'C2'") == kept
    assert puller.sum(office) == office.head.sum
    assert set(desk.find_notes("maimeifu", 9)) <= set(notes)
    with puller.book.read() as connection:
        report = verify_chain(connection)
        assert report.ok, report
    found = check(puller.book)
    assert found.ok, found.faults
    plain = scoured(puller)
    assert "李强".encode() in plain
    for word in (NAME, PHONE):
        assert word.encode() not in plain, word
    assert plain.count(NUMBER.encode()) == 2


def test_nothing_is_left_after_many_pages_were_divided(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    seed = random.SystemRandom().getrandbits(32)
    dice = random.Random(seed)
    names = {
        f"K{number:05}Z": f"姓名{chr(0x4E00 + dice.randrange(4000))}号{number:04}" for number in range(40)
    }
    for number, name in names.items():
        client(office, number, name, f"139{dice.randrange(10**8):08}")
    puller.limit = 10_000
    puller.pull(office)
    for _ in range(80):
        number = dice.choice(sorted(names))
        desk.record(contact(number, on=TODAY, note=f"{names[number]}说了{'长' * dice.randrange(300)}"))
        desk.set_rhythm(desk.client_id(number), 30, names[number] * dice.randrange(1, 40))
    while desk.take_in_notes():
        pass
    deal(puller)
    gone = dice.sample(sorted(names), 20)
    for number in gone:
        office.purge(number)
        if dice.random() < 0.2:
            puller.pull(office)
    puller.pull(office)
    assert traces(puller, tuple(names[number] for number in gone)) == [], seed
    plain = scoured(puller)
    assert [number for number in gone if names[number].encode() in plain] == [], seed
    assert all(names[number].encode() in plain for number in set(names) - set(gone)), seed


def test_words_of_a_client_leave_the_full_text_index(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    for turn in range(30):
        desk.record(contact("C2", on=TODAY, note=f"平常的话 {turn}"))
        desk.take_in_notes()
    desk.record(contact(NUMBER, on=TODAY, note="鳜鱼"))
    desk.record(contact("C2", on=TODAY, note="别的"))
    assert len(desk.find_notes("guiyu", 9)) == 1
    deal(puller)
    office.purge(NUMBER)
    puller.pull(office)
    assert desk.find_notes("guiyu", 9) == []
    assert len(desk.find_notes("pingchang", 99)) == 30
    plain = scoured(puller)
    for word in ("鳜鱼", "guiyu"):
        assert word.encode() not in plain


def test_what_waits_stays_until_it_is_answered_and_then_goes(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    live(desk, puller, NUMBER)
    sync = sync_of(puller.book)
    waits = [event.id for event in sync.due(500, 1 << 20)]
    acknowledge(sync, most=1)
    office.purge(NUMBER)
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM client") == [(1,)]
    assert [event.id for event in sync.due(500, 1 << 20)] == waits[1:]
    assert {event.client_no for event in sync.due(500, 1 << 20)} == {NUMBER}
    assert puller.sweep() == 0
    with puller.book.change() as connection:
        projections.rebuild(connection)
        assert verify_chain(connection).ok
    assert check(puller.book).ok
    deal(puller)
    assert puller.sweep() == 1
    assert puller.sweep() == 0
    assert {table for table, _ in traces(puller)} == {"parked_row"}
    with puller.book.read() as connection:
        assert verify_chain(connection).ok
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
    desk.record(contact("C2", on=TODAY))
    (new,) = sync.due(500, 1 << 20)
    assert new.device_seq == len(waits) + 1
    with puller.book.read() as connection:
        assert verify_chain(connection).ok
    assert check(puller.book).ok


def test_a_client_who_comes_back_has_the_whole_history_again(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    told = contact(NUMBER, on=TODAY, note="第一次")
    first = desk.record(told)
    sync = sync_of(puller.book)
    (mine,) = acknowledge(sync)
    desk.withdraw(first, "记错了")
    office.purge(NUMBER)
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM interaction") == [(0,)]
    client(office, NUMBER, NAME, PHONE)
    office.event(mine, "B1.d1")
    other = OtherDesk()
    office.event(other.contact(NUMBER, "期间"), other.device)
    puller.pull(office)
    records = {record.made.note: record for record in desk.service_file(desk.client_id(NUMBER))}
    assert set(records) == {"第一次", "期间"}
    # What waited here, about a record that had gone meanwhile, holds again.
    assert records["第一次"].is_withdrawn
    assert records["第一次"].device_seq == mine.device_seq
    with puller.book.read() as connection:
        assert verify_chain(connection).ok
    assert check(puller.book).ok


@pytest.mark.parametrize("is_in_one_page", [True, False])
def test_a_purge_that_is_older_than_the_client_takes_nothing(
    puller: Puller, office: HeadOffice, desk: DeskBook, is_in_one_page: bool
) -> None:
    office.purge(NUMBER)
    if not is_in_one_page:
        puller.pull(office)
    client(office, NUMBER, NAME, PHONE)
    puller.limit = 1000
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM trade") == [(80,)]
    puller.start(office)
    while puller.step(office):
        pass
    puller.finish(office)
    assert puller.rows("SELECT count(*) FROM trade") == [(80,)]
    assert puller.sum(office) == office.head.sum


def test_a_client_of_another_followed_scope_is_not_this_scopes_to_purge(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    second = HeadOffice("adv:A9")
    second.purge("C2")
    puller.pull(second)
    assert puller.rows("SELECT count(*) FROM client") == [(2,)]


def test_a_client_that_only_a_file_of_this_desk_brought_goes_too(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    with puller.book.change() as connection:
        connection.execute(
            "INSERT INTO client (client_no, name, client_type) VALUES ('F1', '文件', 'PERSON')"
        )
        connection.execute(
            "INSERT INTO import_batch (id, uuid, kind, file_name, mode, started_at) "
            "VALUES (1, 'u', 'clients', 'f', 'both', '')"
        )
        for seq, (table, key) in enumerate(
            [("client", '["F1"]'), ("daily_asset", "[3,20000]"), ("client", '["C2"]'), ("product", '["P1"]')]
        ):
            connection.execute("INSERT INTO import_change VALUES (1, ?, ?, ?, '{}', '{}')", (seq, table, key))
    office.purge("F1")
    puller.pull(office)
    assert puller.rows("SELECT count(*) FROM client WHERE client_no = 'F1'") == [(0,)]
    assert puller.rows("SELECT row_key FROM import_change") == [('["C2"]',), ('["P1"]',)]


def test_attachments_go_with_the_last_event_that_names_them_once_they_are_sent(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    sync = sync_of(puller.book)
    files = [
        desk.attach(f"{name}.png", b"\x89PNG\r\n\x1a\n" + name.encode()).sha256 for name in ("a", "b", "c")
    ]
    own, both, unsent = files
    desk.record(contact(NUMBER, on=TODAY, attachments=tuple(files)))
    desk.record(contact("C2", on=TODAY, attachments=(both,)))
    deal(puller)
    assert {head.sha256 for head in sync.attachments_due()} == set(files)
    for digest in (own, both):
        sync.attachment_sent(digest)
    office.purge(NUMBER)
    puller.pull(office)
    assert {digest for (digest,) in puller.rows("SELECT sha256 FROM attachment")} == {both, unsent}
    assert [head.sha256 for head in sync.attachments_due()] == [unsent]
    puller.sweep()
    assert {digest for (digest,) in puller.rows("SELECT sha256 FROM attachment")} == {both, unsent}
    sync.attachment_sent(unsent)
    puller.sweep()
    assert {digest for (digest,) in puller.rows("SELECT sha256 FROM attachment")} == {both}
    assert list(sync.attachments_missing()) == []


def test_no_place_in_the_book_is_given_twice(puller: Puller, office: HeadOffice, desk: DeskBook) -> None:
    desk.record(contact("C2", on=TODAY, note="甲"))
    desk.record(contact(NUMBER, on=TODAY, note="乙"))
    assert desk.find_notes("yi", 9)
    deal(puller)
    office.purge(NUMBER)
    puller.pull(office)
    desk.record(contact("C2", on=TODAY, note="丙丁"))
    assert puller.rows("SELECT place FROM event ORDER BY place") == [(1,), (3,)]
    assert len(desk.find_notes("bingding", 9)) == 1


def test_a_scope_that_is_no_longer_followed_goes_with_its_clients(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    live(desk, puller, NUMBER)
    branch = HeadOffice("br")
    branch.put("household", key=("H1",))
    puller.pull(branch)
    deal(puller)
    with puller.book.change() as connection:
        assert sync_places.follow(connection, ["firm", "br", SCOPE], puller.around) == 0
        assert sync_places.follow(connection, ["firm", "br"], puller.around) == 2
    assert puller.rows("SELECT scope FROM sync_scope") == [("br",)]
    assert puller.rows("SELECT count(*) FROM household") == [(1,)]
    assert puller.sum(office) == ScopeSum()
    assert traces(puller) == []
    with puller.book.read() as connection:
        assert verify_chain(connection).ok


def test_a_purge_cut_short_leaves_the_book_as_it_was(
    puller: Puller, office: HeadOffice, desk: DeskBook
) -> None:
    live(desk, puller, NUMBER)
    before: list[tuple[Any, ...]] = puller.rows("SELECT * FROM event")

    office.purge(NUMBER)
    with cut_short("book.before_commit"):
        puller.step(office)
    path = puller.book.path
    puller.book.close()
    with reopen(path) as again:
        assert Puller(again).rows("SELECT * FROM event") == before
        assert check(again).ok
