"""Who was there: clients found while a name is typed, those met lately first; a prospect for a new face."""

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from advisor_desk.domain.client import ClientType
from advisor_desk.domain.client_query import ClientQuery
from advisor_desk.domain.edits import Twin, TwinProbe
from advisor_desk.errors import UserCanFix
from advisor_desk.usecases.edit_client import FieldProblem, read_field
from advisor_desk.usecases.log_contact import prospect_number
from advisor_desk.usecases.ports import FormBook, ListBook

if TYPE_CHECKING:
    from advisor_desk.domain.standing import ClientRow

MOST_SHOWN = 7
MOST_RECENT = 30
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_TAIL = 4
_BETWEEN = re.compile(r"[\n\r\t;；,，、]+")


@dataclass(frozen=True, slots=True)
class Found:
    """A client as the person box shows one."""

    client_id: int
    client_no: str
    name: str
    phone_tail: str = ""
    last_contact_on: date | None = None


class PeopleBook(ListBook, FormBook, Protocol):
    """A book in which clients are looked for, and prospects made."""

    def client_id(self, client_no: str) -> int:
        """The client of a number. Raises UserCanFix("client.unknown")."""

    def recent_clients(self, limit: int) -> list[int]:
        """Clients of today's meetings and tasks first, then those contacted last."""


def names_in(text: str) -> list[str]:
    """The names of a list as it is pasted: a line or a comma each."""
    return [name for name in (part.strip() for part in _BETWEEN.split(text)) if name]


def recent_people(book: PeopleBook) -> list[Found]:
    """Today's clients and those met last."""
    return people(book, book.recent_clients(MOST_RECENT))


def find_people(book: PeopleBook, typed: str, recent: Sequence[int]) -> list[Found]:
    """The first clients that fit what was typed; those met lately come first."""
    ids = book.find(typed).ids
    known = set(ids)
    lately = [one for one in recent if one in known]
    others = (one for one in ids if one not in set(lately))
    return people(book, [*lately, *others][:MOST_SHOWN])


def sure_person(book: PeopleBook, typed: str) -> Found | None:
    """The one client whose number or whole name this is; None where several or none could be meant."""
    text = typed.strip()
    try:
        return people(book, [book.client_id(text)])[0]
    except UserCanFix:
        pass
    hits = book.find(text)
    if len(hits.ids) == 1 and hits.is_complete:
        return people(book, hits.ids)[0]
    named = [one for one in people(book, hits.ids[:MOST_RECENT]) if one.name == text]
    return named[0] if len(named) == 1 and hits.is_complete else None


def people(book: PeopleBook, client_ids: Collection[int]) -> list[Found]:
    """The clients named, in the order given; those who are gone are left out."""
    ids = list(dict.fromkeys(client_ids))
    rows: dict[str, ClientRow] = {
        row.client_no: row for row in book.page(ClientQuery(hits=tuple(ids)), 0, max(1, len(ids)))
    }
    found = []
    for profile in book.profiles(ids):
        row = rows.get(profile.client_no)
        client_id = row.client_id if row is not None else book.client_id(profile.client_no)
        last = row.last_contact_on if row is not None else None
        tail = (profile.phone or "")[-_TAIL:]
        found.append(Found(client_id, profile.client_no, profile.name, tail, last))
    return found


def numbered_people(book: PeopleBook, client_nos: Sequence[str]) -> list[Found]:
    """The clients of the numbers given, such as those of a draft."""
    ids = []
    for number in client_nos:
        try:
            ids.append(book.client_id(number))
        except UserCanFix:
            continue
    return people(book, ids)


def doubles(book: PeopleBook, name: str, phone: str, today: date) -> list[Twin]:
    """Clients who may be the new face: the same phone, or the whole same name."""
    read = read_field("phone", phone, today)
    found = book.twins(TwinProbe(phone=read)) if isinstance(read, str) else []
    known = {one.client_id for one in found}
    same = [
        Twin(one.client_id, one.client_no, one.name, ())
        for one in people(book, book.find(name.strip()).ids[:MOST_RECENT] if name.strip() else [])
        if one.name == name.strip() and one.client_id not in known
    ]
    return [*found, *same]


def prospect_problem(name: str, phone: str, source: str, today: date) -> FieldProblem | None:
    """The first field of the three that cannot be taken."""
    for field, typed in (("name", name), ("phone", phone), ("source_channel", source)):
        read = read_field(field, typed, today)
        if isinstance(read, FieldProblem):
            return read
    return None


def make_prospect(book: PeopleBook, name: str, phone: str, source: str) -> Found:
    """A client without an account. Raises UserCanFix("client.field_invalid")."""
    today = book.as_of
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_TAIL))
    number = prospect_number(_taken(book, today, drawn), today, drawn)
    client_id = book.create_client(
        {
            "client_no": number,
            "client_type": ClientType.PERSON.value,
            **{
                field: value
                for field, typed in (("name", name), ("phone", phone), ("source_channel", source))
                if (value := read_field(field, typed, today)) is not None
                and not isinstance(value, FieldProblem)
            },
        }
    )
    return people(book, [client_id])[0]


def _taken(book: PeopleBook, today: date, drawn: str) -> list[str]:
    number = prospect_number((), today, drawn)
    try:
        book.client_id(number)
    except UserCanFix:
        return []
    return [number]
