"""A demo book that was lived through: the same chain for the same seed, and tables that follow from it."""

from datetime import date
from pathlib import Path

from advisor_desk.assembly.demo import DEMO_PASSPHRASE, open_or_make_demo
from advisor_desk.assembly.desk import Desk
from advisor_desk.demo.book import DemoPlan
from advisor_desk.domain.task import TaskKind
from advisor_desk.storage import projections
from advisor_desk.storage.events import verify_chain

PLAN = DemoPlan(clients=80, trades=3_000, seed=7, end=date(2026, 6, 30))
FOLLOWING = ("interaction", "task", "entitlement_entry", "life_event", "client_care")


def made(path: Path) -> Desk:
    return open_or_make_demo(path, PLAN, DEMO_PASSPHRASE)


def contents(desk: Desk) -> dict[str, list[tuple[object, ...]]]:
    with desk.book.sql.read() as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)  # noqa: S608
            for table in FOLLOWING
        }


def test_the_same_plan_gives_the_same_chain(tmp_path: Path) -> None:
    heads = []
    for name in ("one.book", "other.book"):
        desk = made(tmp_path / name)
        with desk.book.sql.read() as connection:
            report = verify_chain(connection)
        desk.close()
        assert report.ok
        heads.append((report.events, report.head))
    assert heads[0] == heads[1]
    assert heads[0][0] > 500


def test_every_day_in_the_chain_is_that_of_the_deed(tmp_path: Path) -> None:
    desk = made(tmp_path / "demo.book")
    with desk.book.sql.read() as connection:
        days = connection.execute(
            "SELECT on_day, recorded_at FROM event WHERE type = 'interaction.recorded' ORDER BY device_seq"
        ).fetchall()
    desk.close()
    assert all(
        date.fromisoformat(at[:10]).toordinal() - date(1970, 1, 1).toordinal() == on for on, at in days
    )
    assert [at for _on, at in days] == sorted(at for _on, at in days)


def test_the_tables_are_what_the_events_say(tmp_path: Path) -> None:
    desk = made(tmp_path / "demo.book")
    before = contents(desk)
    with desk.book.sql.change() as connection:
        projections.rebuild(connection)
    after = contents(desk)
    desk.close()
    assert all(before[table] for table in FOLLOWING)
    assert after == before


def test_what_is_open_at_the_end_is_open_in_the_book(tmp_path: Path) -> None:
    desk = made(tmp_path / "demo.book")
    book = desk.book
    tasks = book.tasks()
    assert [one for one in tasks if one.kind is TaskKind.PROMISE and one.due_on < PLAN.end]
    assert [one for one in tasks if one.kind is TaskKind.PROMISE and one.due_on > PLAN.end]
    assert [one for one in tasks if one.kind is TaskKind.MEETING and one.due_on == PLAN.end]
    assert [one for one in tasks if one.repeat is not None]
    assert book.waiting_enquiries()
    complaints = [client_id for client_id in book.client_names() if book.open_complaint(client_id)]
    desk.close()
    assert complaints
