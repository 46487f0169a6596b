"""Tasks as a calendar file (iCalendar) for a phone or mail program: outside of the book, so nearly bare.

Of a client it carries the masked name and nothing else: what a person wrote about a client stays in the book.
A day is a day (VALUE=DATE), whatever the time zone of who reads it; a meeting has the time of China.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from advisor_desk.domain.mask import mask_name
from advisor_desk.domain.task import Task, TaskKind
from advisor_desk.usecases.service_ports import TaskBook
from advisor_desk.words import service

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

Translate = Callable[[str], str]

ZONE: Final = "Asia/Shanghai"
_OFFSET: Final = timedelta(hours=8)
_LASTS: Final = timedelta(hours=1)
_SPAN: Final = timedelta(days=366)


class CalendarBook(TaskBook, Protocol):
    """A book whose tasks can be written to a calendar."""

    def client_names(self) -> dict[int, tuple[str, str]]:
        """Number and kind of every client, by id."""


def export_tasks(book: CalendarBook, path: Path, translate: Translate) -> int:
    """Write the open tasks of the coming year, and those overdue, to a file. Returns how many."""
    from advisor_desk.usecases.whole_file import write_whole

    tasks = book.tasks(None, book.as_of + _SPAN)
    kinds = {client_id: kind for client_id, (_, kind) in book.client_names().items()}
    write_whole(path, calendar_bytes(tasks, kinds, book.as_of, translate))
    return len(tasks)


def calendar_bytes(
    tasks: Sequence[Task], client_kinds: Mapping[int, str], as_of: date, translate: Translate
) -> bytes:
    """The file's content; the same tasks on the same day give the same bytes."""
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//advisor_desk//tasks//ZH")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_china())
    for task in tasks:
        calendar.add_component(_event(task, client_kinds, as_of, translate))
    return _folded(calendar)


def _folded(calendar: "Calendar") -> bytes:
    return bytes(calendar.to_ical())


def _china() -> "Timezone":
    """China has one time and no summer time: a file that says so needs no table of zones."""
    from icalendar import Timezone, TimezoneStandard

    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime(1992, 1, 1))  # noqa: DTZ001 - the zone's own local time
    standard.add("tzoffsetfrom", _OFFSET)
    standard.add("tzoffsetto", _OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(task: Task, client_kinds: Mapping[int, str], as_of: date, translate: Translate) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", f"{task.id}@advisor-desk")
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("summary", summary(task, client_kinds, translate))
    event.add("class", "PRIVATE")
    if task.minute is None:
        event.add("dtstart", task.shows_on())
        event.add("dtend", task.shows_on() + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        clock = time(task.minute // 60, task.minute % 60)
        start = datetime.combine(task.shows_on(), clock)
        event.add("dtstart", start, parameters={"TZID": ZONE})
        event.add("dtend", start + _LASTS, parameters={"TZID": ZONE})
    return event


def summary(task: Task, client_kinds: Mapping[int, str], translate: Translate) -> str:
    """Kind and masked name; the title only where it is not about a client or is the firm's own text."""
    parts = [translate(service.TASK_KINDS[task.kind.value])]
    if task.client_id is None or task.kind is TaskKind.PLAN_STEP:
        parts.append(task.title)
    if task.client_id is not None:
        is_person = client_kinds.get(task.client_id, "PERSON") == "PERSON"
        parts.append(mask_name(task.client_name, is_person=is_person))
    return " · ".join(parts)
