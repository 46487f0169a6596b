"""What a person does at a simulated desk, with the desk's own book."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from advisor_desk.domain.interaction import Attendee, Interaction, Outcome, Promise, Purpose
from advisor_desk.domain.records import ConsentPurpose, ContactChannel
from advisor_desk.domain.sync_view import Side
from advisor_desk.domain.task import TaskDraft, TaskKind
from advisor_desk.errors import UserCanFix
from tests.sim.desks import TODAY, SimDesk
from tests.sim.plans import Deed, What

FIELDS = ("employer", "employer", "employer", "occupation", "id_no", "name")
MADE = tuple(f"KH9{number:03}" for number in range(4))
"""Numbers of clients that people enter by hand; two desks may take the same."""
STRAYS = tuple(f"KH8{number:03}" for number in range(4))
"""Numbers of clients that a file of the desk's own brought: head office does not know them yet."""


class Person:
    """Whoever sits at a desk. Every contact has a text of its own, which names its client."""

    def __init__(self) -> None:
        self._count = 0

    def do(self, desk: SimDesk, deed: Deed) -> None:
        """Do it, or leave it where there is nothing to do it to."""
        clients = [row[0] for row in desk.rows("SELECT client_no FROM client ORDER BY client_no")]
        if deed.what in _FREE:
            _FREE[deed.what](self, desk, deed)
        elif clients:
            _OF_CLIENT[deed.what](self, desk, deed, clients)

    def talk(self, desk: SimDesk, number: str) -> None:
        """Talk to this client."""
        desk.book.record(self._said(number))

    def _said(
        self, *clients: str, attachments: tuple[str, ...] = (), is_promised: bool = False
    ) -> Interaction:
        self._count += 1
        return Interaction(
            attendees=tuple(Attendee(number, f"{number} alone") for number in clients),
            on=TODAY,
            channel=ContactChannel.CALL,
            outcome=Outcome.REACHED,
            purpose=Purpose.CARE,
            note=f"talk {self._count}",
            attachments=attachments,
            promises=(Promise("send it", TODAY + timedelta(days=2)),) if is_promised else (),
        )

    def contact(self, desk: SimDesk, deed: Deed, clients: list[str]) -> None:
        desk.book.record(self._said(_one(clients, deed.pick), is_promised=deed.value % 4 == 0))

    def together(self, desk: SimDesk, deed: Deed, clients: list[str]) -> None:
        both = dict.fromkeys((_one(clients, deed.pick), _one(clients, deed.pick + 1)))
        desk.book.record(self._said(*both))

    def edit(self, desk: SimDesk, deed: Deed, clients: list[str]) -> None:
        client_id = desk.book.client_id(_one(clients, deed.pick))
        name = FIELDS[deed.value % len(FIELDS)]
        desk.book.edit_client(client_id, {name: f"v{deed.value % 7}"})

    def consent(self, desk: SimDesk, deed: Deed, clients: list[str]) -> None:
        client_id = desk.book.client_id(_one(clients, deed.pick))
        purpose = list(ConsentPurpose)[deed.value % 2]
        desk.book.set_consent(client_id, purpose.value, is_given=deed.value % 3 > 0)

    def attach(self, desk: SimDesk, deed: Deed, clients: list[str]) -> None:
        number = _one(clients, deed.pick)
        kept = desk.book.attach("a.pdf", f"%PDF-1.7 {number} {deed.value % 3}".encode())
        desk.book.record(self._said(number, attachments=(kept.sha256,)))

    def correct(self, desk: SimDesk, deed: Deed, _clients: list[str]) -> None:
        standing = self._standing(desk)
        if standing:
            record_id, number = standing[deed.pick % len(standing)]
            desk.book.correct(record_id, self._said(number), "a slip")

    def withdraw(self, desk: SimDesk, deed: Deed, _clients: list[str]) -> None:
        standing = self._standing(desk)
        if standing:
            desk.book.withdraw(standing[deed.pick % len(standing)][0], "wrong client")

    def task(self, desk: SimDesk, deed: Deed) -> None:
        draft = TaskDraft(kind=TaskKind.TODO, title=f"todo {deed.value}", due_on=TODAY + timedelta(days=1))
        desk.book.add_task(draft)

    def look(self, desk: SimDesk, deed: Deed, clients: list[str]) -> None:
        number = _one(clients, deed.pick)
        desk.book.record_fact("audit.viewed", desk.book.client_id(number), {"page": "client"})
        desk.book.find_notes(f"talk {deed.value}", 3)
        desk.book.find(number)
        desk.book.keep_typed("log", {"client": number, "note": "half"})

    def settle(self, desk: SimDesk, deed: Deed) -> None:
        # The screen shows the oldest first, by the clock: what is chosen must not hang on it.
        found = sorted(
            (one for one in desk.sync.view().conflicts if one.chosen is None),
            key=lambda one: repr((one.client_no, one.field, one.base, one.mine, one.theirs)),
        )
        if not found:
            return
        one = found[deed.pick % len(found)]
        try:
            desk.sync.settle_conflict(one.event_id, one.field, list(Side)[deed.value % 3])
        except UserCanFix as error:
            # Of a client who is gone, or a field that is head office's own.
            if error.code not in ("client.unknown", "sync.head_office_decides"):
                raise

    def make(self, desk: SimDesk, deed: Deed) -> None:
        number = MADE[deed.pick % len(MADE)]
        try:
            desk.book.create_client({"client_no": number, "name": f"客户{number} {deed.value % 2}"})
        except UserCanFix as error:
            if error.code != "client.number_taken":
                raise

    def stray(self, desk: SimDesk, deed: Deed) -> None:
        number = STRAYS[deed.pick % len(STRAYS)]
        if not desk.rows("SELECT 1 FROM client WHERE client_no = ?", (number,)):
            with desk.book.sql.change() as connection:
                connection.execute(
                    "INSERT INTO client (client_no, name, pinyin, client_type) VALUES (?, ?, '', 'PERSON')",
                    (number, f"客户{number}"),
                )
                desk.book.refresh(connection, None)
        client_id = desk.book.client_id(number)
        if deed.value % 2:
            desk.book.edit_client(client_id, {"employer": f"v{deed.value % 7}"})
        desk.book.record(self._said(number))

    def _standing(self, desk: SimDesk) -> list[tuple[str, str]]:
        rows = desk.rows(
            "SELECT event_id, client_no FROM interaction JOIN event ON event.id = event_id "
            "WHERE replaced_by IS NULL AND is_withdrawn = 0 ORDER BY place"
        )
        return [(event_id, client_no) for event_id, client_no in rows]


def _one(clients: list[str], pick: int) -> str:
    return clients[pick % len(clients)]


_OF_CLIENT: dict[What, Callable[[Person, SimDesk, Deed, list[str]], None]] = {
    What.CONTACT: Person.contact,
    What.TOGETHER: Person.together,
    What.EDIT: Person.edit,
    What.CONSENT: Person.consent,
    What.ATTACH: Person.attach,
    What.CORRECT: Person.correct,
    What.WITHDRAW: Person.withdraw,
    What.LOOK: Person.look,
}
_FREE: dict[What, Callable[[Person, SimDesk, Deed], None]] = {
    What.TASK: Person.task,
    What.SETTLE: Person.settle,
    What.MAKE: Person.make,
    What.STRAY: Person.stray,
}
