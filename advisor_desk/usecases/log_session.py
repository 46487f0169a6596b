"""The quick log as it is opened and saved: one reading before, one writing after. Runs in the book's lane."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from advisor_desk.domain.interaction import Attachment, Interaction
from advisor_desk.domain.task import Task, TaskKind, TaskState
from advisor_desk.errors import DeskError, UserCanFix
from advisor_desk.usecases.log_contact import LogDefaults, keep_defaults, read_defaults
from advisor_desk.usecases.log_draft import KEY, LogDraft, draft_of
from advisor_desk.usecases.log_people import Found, PeopleBook, make_prospect, numbered_people, recent_people
from advisor_desk.usecases.outlet_mode import OutletChoice, keep_outlet, read_outlet
from advisor_desk.usecases.service_ports import LogBook, TaskBook

SOURCE_KEY = "quick_log.source"


class QuickLogBook(LogBook, PeopleBook, TaskBook, Protocol):
    """A book in which contacts are logged in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What the window needs before anything is typed; `draft` is what was not saved last time."""

    recent: tuple[Found, ...]
    defaults: LogDefaults
    outlet: OutletChoice | None
    source: str
    draft: LogDraft | None
    people: tuple[Found, ...]
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved: enough to take it back. `trouble` is what failed after the record was safe."""

    record_id: str
    client_ids: frozenset[int]
    closed: tuple[str, ...] = ()
    trouble: DeskError | None = None


def read_opening(book: QuickLogBook) -> Opening:
    """Read it."""
    kept = book.typed(KEY)
    draft = draft_of(kept) if kept is not None else None
    return Opening(
        recent=tuple(recent_people(book)),
        defaults=read_defaults(book),
        outlet=read_outlet(book),
        source=book.preference(SOURCE_KEY) or "",
        draft=draft,
        people=tuple(numbered_people(book, [one.client_no for one in draft.people])) if draft else (),
        attachments=tuple(book.attachments(draft.attachments)) if draft and draft.attachments else (),
    )


def save_log(
    book: QuickLogBook, made: Interaction, done_tasks: Sequence[str], outlet: OutletChoice | None
) -> Saved:
    """Record it and forget the draft in one transaction; then tick promises and keep what was used last.

    Raises as `LogBook.record`, and UserCanFix("client.gone") when a client has left the book since he was
    chosen: then nothing was saved, and the draft stands.
    """
    ids = frozenset(_still_here(book, one.client_no) for one in made.attendees)
    record_id = book.record(made, draft=KEY)
    saved = Saved(record_id, ids)
    try:
        for task_id in done_tasks:
            book.close_task(task_id, TaskState.DONE)
            saved = replace(saved, closed=(*saved.closed, task_id))
        keep_defaults(book, made)
        if outlet is not None:
            keep_outlet(book, outlet)
    except DeskError as error:
        return replace(saved, trouble=error)
    return saved


def _still_here(book: QuickLogBook, client_no: str) -> int:
    try:
        return book.client_id(client_no)
    except UserCanFix as error:
        raise UserCanFix("client.gone" if error.code == "client.unknown" else error.code) from None


def take_back(book: QuickLogBook, saved: Saved, reason: str) -> None:
    """Undo: the record stays in sight, struck out; promises that it ticked are open again."""
    book.withdraw(saved.record_id, reason)
    for task_id in saved.closed:
        book.reopen_task(task_id)


def open_promises(book: TaskBook, client_id: int) -> list[Task]:
    """What was promised to a client and is not done yet."""
    return [one for one in book.tasks(client_id=client_id) if one.kind is TaskKind.PROMISE]


def new_face(book: QuickLogBook, name: str, phone: str, source: str) -> Found:
    """A prospect; the next one is asked for from the same source. Raises as `make_prospect`."""
    made = make_prospect(book, name, phone, source)
    book.keep_preference(SOURCE_KEY, source or None)
    return made
