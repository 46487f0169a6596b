"""What follows from events is made anew from them alone, in a book of today and in an earlier one."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from advisor_desk import paths
from advisor_desk.domain.entitlement import EntitlementCode, EntitlementDraft, EntitlementMove
from advisor_desk.domain.interaction import (
    Initiator,
    InteractionKind,
    NextStep,
    Outcome,
    Promise,
    Purpose,
    RecordedInteraction,
)
from advisor_desk.domain.journey import LifeEvent
from advisor_desk.domain.records import ContactChannel
from advisor_desk.domain.task import TaskState
from advisor_desk.storage import engine, entitlements, projections, schema
from advisor_desk.storage.desk import Circumstances, DeskBook
from advisor_desk.storage.events import EventDraft, verify_chain
from advisor_desk.storage.projection_check import records_astray
from tests.builders import NOW, TODAY, WEEKDAYS, Builder, open_desk, rules
from tests.contacts import contact
from tests.storage.books import make, reopen
from tests.storage.released import append_as_released

NUMBERS = ("N1", "N2", "N3")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[DeskBook]:
    with open_desk(tmp_path) as opened:
        with opened.sql.change() as connection:
            builder = Builder(connection)
            opened.refresh(connection, [builder.client(client_no=number) for number in NUMBERS])
        yield opened


def following(desk: DeskBook) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that follows from events."""
    with desk.sql.read() as connection:
        return {
            table: sorted(connection.execute(f"SELECT * FROM {table}").fetchall(), key=repr)
            for table in projections.FOLLOWING
        }


class Life:
    """Things that people do, by lot."""

    def __init__(self, desk: DeskBook, dice: random.Random) -> None:
        self.desk, self.dice = desk, dice
        self.ids = [desk.client_id(number) for number in NUMBERS]

    def go_on(self, deeds: int) -> None:
        """So many of them."""
        choices: list[Callable[[], None]] = [
            self.say,
            self.say,
            self.say,
            self.put_right,
            self.take_back,
            self.settle,
            self.do_task,
            self.care,
            self.live,
        ]
        for _ in range(deeds):
            self.dice.choice(choices)()

    def standing(self, client_id: int) -> RecordedInteraction | None:
        file = self.desk.service_file(client_id)
        found = [one for one in file if not one.is_withdrawn and not one.replaced_by]
        return self.dice.choice(found) if found else None

    def say(self) -> None:
        dice = self.dice
        on = TODAY - timedelta(days=dice.randrange(90))
        made = contact(
            *dice.sample(NUMBERS, dice.randint(1, 3)),
            on=on,
            kind=dice.choice(list(InteractionKind)),
            outcome=dice.choice(list(Outcome)),
            purpose=dice.choice([Purpose.CARE, Purpose.COMPLAINT, Purpose.PRODUCT]),
            channel=dice.choice(list(ContactChannel)),
            initiator=dice.choice(list(Initiator)),
            promises=(Promise("寄资料", on + timedelta(3)),) if dice.random() < 0.4 else (),
            next_step=NextStep("回电", on + timedelta(5), 600) if dice.random() < 0.4 else None,
        )
        self.desk.record(made)

    def put_right(self) -> None:
        number = self.dice.choice(NUMBERS)
        found = self.standing(self.desk.client_id(number))
        if found is not None:
            self.desk.correct(found.id, contact(number, purpose=self.dice.choice(list(Purpose))), "笔误")

    def take_back(self) -> None:
        found = self.standing(self.dice.choice(self.ids))
        if found is not None:
            self.desk.withdraw(found.id, "误记")

    def settle(self) -> None:
        client_id = self.dice.choice(self.ids)
        if self.desk.open_complaint(client_id) is not None:
            self.desk.close_complaint(client_id, "已处理")

    def do_task(self) -> None:
        tasks = self.desk.tasks()
        if tasks:
            self.desk.close_task(
                self.dice.choice(tasks).id, self.dice.choice([TaskState.DONE, TaskState.DROPPED])
            )

    def care(self) -> None:
        self.desk.set_rhythm(self.dice.choice(self.ids), self.dice.choice([None, 10, 30]), "约定")
        self.desk.set_lunar_birthday(self.dice.choice(self.ids), is_lunar=self.dice.random() < 0.5)

    def live(self) -> None:
        event_id = self.desk.add_life_event(self.dice.choice(self.ids), LifeEvent.CHILD, TODAY, "")
        if self.dice.random() < 0.3:
            self.desk.remove_life_event(event_id, "误记")

    def say_twice_and_live(self) -> None:
        """So that every table has something."""
        client_id = self.ids[0]
        self.desk.record(contact(NUMBERS[0], promises=(Promise("寄资料", TODAY),)))
        self.desk.remove_life_event(self.desk.add_life_event(client_id, LifeEvent.CHILD, TODAY, ""), "误记")
        with self.desk.sql.change() as connection:
            draft = EntitlementDraft(
                client_id=client_id, code=EntitlementCode.GOLF, move=EntitlementMove.USE, on=TODAY
            )
            event = EventDraft(entitlements.MOVED, "a", entitlements.moved_body(draft), client_id, TODAY)
            projections.append(connection, event, seconds=NOW)


@pytest.mark.parametrize("turn", range(3))
def test_a_replay_of_all_events_gives_every_row_again(desk: DeskBook, turn: int) -> None:
    seed = random.SystemRandom().getrandbits(32)
    Life(desk, random.Random(seed)).go_on(80)
    before = following(desk)
    assert all(before[table] for table in ("interaction", "task", "client_care", "life_event")), (
        f"seed {seed}"
    )
    with desk.sql.change() as connection:
        projections.rebuild(connection)
    assert following(desk) == before, f"seed {seed}"
    assert desk.standings() == desk.standings(as_of=TODAY), f"seed {seed}"


TAMPERED = (
    # The next one of a series may be taken back, so that nothing demands it.
    "DELETE FROM task WHERE id IN (SELECT id FROM task WHERE id NOT LIKE '%next' LIMIT 1)",
    "UPDATE task SET id = 'x' WHERE id IN (SELECT id FROM task LIMIT 1)",
    "DELETE FROM life_event WHERE id IN (SELECT id FROM life_event LIMIT 1)",
    "UPDATE life_event SET is_withdrawn = 0",
    "UPDATE life_event SET code = 'HOME'",
    "DELETE FROM entitlement_entry",
    "UPDATE entitlement_entry SET count = count + 1",
    "UPDATE interaction SET purpose = 'CARE', is_effective = 1 - is_effective",
)


def test_a_row_changed_behind_the_events_is_counted(desk: DeskBook) -> None:
    life = Life(desk, random.Random(4))
    life.go_on(60)
    life.say_twice_and_live()
    with desk.sql.read() as connection:
        assert records_astray(connection) == 0
    for statement in TAMPERED:
        connection = desk.sql.connection
        connection.execute("BEGIN")
        connection.execute(statement)
        assert records_astray(connection) > 0, statement
        connection.execute("ROLLBACK")


def older_schema(connection: engine.Connection) -> None:
    """Give an empty book the tables of the second version, as that version did."""
    for name in ("0001_first_book", "0002_advice"):
        script = (paths.migrations() / "versions" / f"{name}.sql").read_text(encoding="utf-8")
        for statement in script.split(";\n\n"):
            if statement.strip():
                connection.execute(statement.strip().removesuffix(";"))
    connection.execute(
        "CREATE TABLE alembic_version (\nversion_num VARCHAR(32) NOT NULL,\n"
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)\n)"
    )
    connection.execute("INSERT INTO alembic_version VALUES ('0002')")


def test_a_book_of_the_second_version_shows_its_contacts_at_the_first_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.book"
    with monkeypatch.context() as earlier:
        earlier.setattr(schema, "create_newest", older_schema)
        earlier.setattr(schema, "HEAD", "0002")
        made = make(path).book
        with made.change() as connection:
            builder = Builder(connection)
            ids = [builder.client(client_no=number) for number in NUMBERS]
            for days, outcome in ((9, "REACHED"), (2, "NOT_REACHED")):
                body = {"channel": "CALL", "outcome": outcome, "purpose": "CARE", "note": f"{days} 天前"}
                on = TODAY - timedelta(days=days)
                append_as_released(
                    connection, EventDraft("interaction.recorded", "a", body, ids[0], on), seconds=NOW
                )
            # The very first events said less: they stay, and count for nothing.
            append_as_released(
                connection, EventDraft("interaction.recorded", "a", {"note": "x"}, ids[1]), seconds=NOW
            )
            connection.execute("DELETE FROM book_meta WHERE key = 'chain_head'")
        made.close()
    around = Circumstances(lambda _: rules(), WEEKDAYS, lambda: NOW, "tester")
    with reopen(path) as book:
        with book.read() as connection:
            assert schema.version(connection) == schema.HEAD
            assert connection.execute("SELECT count(*) FROM interaction").fetchone() == (2,)
            assert verify_chain(connection).ok
        desk = DeskBook(book, TODAY, around)
        assert desk.roll()
        assert desk.review(ids[0]).row.last_contact_on == TODAY - timedelta(days=9)
        assert [one.made.note for one in desk.service_file(ids[0])] == ["2 天前", "9 天前"]
        assert desk.find_notes("tianqian", 5) == [one.id for one in desk.service_file(ids[0])]
        desk.record(contact("N2"))
        with book.read() as connection:
            assert verify_chain(connection).ok
