"""What the hub is sent is one chain, whatever happens to the book: it finds nothing odd where nothing is."""

from pathlib import Path

from advisor_desk.hub.chain import Chain
from advisor_desk.storage import backup
from advisor_desk.storage.events import verify_chain
from advisor_desk.wire.events import CHAIN_START, WireEvent
from advisor_desk.wire.messages import Flag
from tests.storage.books import PASSPHRASE, Clock, around, reopen
from tests.storage.sync_books import LARGE, acknowledge, applied, book_of, receipt_of, record, sync_of


def flags(chain: Chain, events: list[WireEvent]) -> list[Flag | None]:
    assert all(event.is_as_hashed for event in events)
    return [chain.take(event) for event in events]


def test_portions_join_to_one_chain_that_ends_where_the_book_says(tmp_path: Path) -> None:
    chain = Chain(0, 0, "")
    with book_of(tmp_path / "a.book", 9) as book:
        sync = sync_of(book)
        while sync.outbox_count():
            assert set(flags(chain, acknowledge(sync, 4, f"b{sync.outbox_count()}"))) == {None}
            if chain.seq < 9:
                record(book)
        with book.read() as connection:
            report = verify_chain(connection)
    assert (report.ok, report.head.hex(), chain.seq) == (True, chain.hash, report.events)


def test_a_restored_book_goes_on_in_an_epoch_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "a.book"
    chain = Chain(0, 0, "")
    with book_of(path, 3) as book:
        sync = sync_of(book)
        first = flags(chain, acknowledge(sync, 2))
        made = backup.back_up(book, tmp_path / "usb")
        record(book)
        first += flags(chain, acknowledge(sync, batch="b2"))
    assert first == [None] * 4
    backup.restore(made.path, path, PASSPHRASE, around(Clock()))
    with reopen(path) as book:
        sync = sync_of(book)
        record(book)
        record(book)
        again, *new = sync.due(500, LARGE)
        assert (again.epoch, again.device_seq) == (1, 3)
        assert [event.device_seq for event in new] == [4, 5]
        assert new[0].prev_hash == CHAIN_START.hex()
        # The hub knows the first by its id; the others begin a chain that fits.
        assert flags(chain, new) == [None, None]
        sync.settle(applied([again, *new]), receipt_of(new, "b3"))
        with book.read() as connection:
            assert verify_chain(connection).ok


def test_a_record_rewritten_here_no_longer_ends_where_the_receipt_says(tmp_path: Path) -> None:
    with book_of(tmp_path / "a.book", 3) as book:
        sync = sync_of(book)
        acknowledge(sync)
        receipt = sync.view().receipt
        assert receipt is not None
        with book.read() as connection:
            assert verify_chain(connection).head.hex() == receipt.hash
        with book.change() as connection:
            connection.execute("DROP TRIGGER event_is_unchanged")
            connection.execute("UPDATE event SET hash = x'00' WHERE device_seq = 3")
        with book.read() as connection:
            assert verify_chain(connection).head.hex() != receipt.hash
