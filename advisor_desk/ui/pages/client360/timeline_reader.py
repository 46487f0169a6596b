"""What the timeline asks the book for, as jobs: older entries, notes that fit, one contact whole."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject

from advisor_desk.domain.interaction import Attachment, RecordedInteraction
from advisor_desk.domain.review import ClientReview, TimelineEntry
from advisor_desk.ui.jobs import JobHandle, Jobs, ReadJob
from advisor_desk.ui.pages.client360.timeline_card import TimelineCard
from advisor_desk.usecases.client_service import ClientService

Whole = tuple[RecordedInteraction, Sequence[Attachment]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceReading:
    """How the service parts of the page are read; each runs in the book's lane.

    `search(client_id, typed)` gives the entries that fit, `record` one contact with its files.
    """

    service: Callable[[ClientReview], ClientService]
    search: Callable[[int, str], Sequence[TimelineEntry]]
    record: Callable[[str], Whole]


class TimelineReader(QObject):
    """Answers one timeline card, for the client that is shown while the answer comes."""

    def __init__(
        self,
        jobs: Jobs,
        older: Callable[[int, int], Sequence[TimelineEntry]] | None,
        reading: ServiceReading | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._jobs, self._older, self._reading = jobs, older, reading
        self._card: TimelineCard | None = None
        self._client_id: int | None = None
        self._search: JobHandle | None = None

    def serve(self, card: TimelineCard | None) -> None:
        """Answer this card from now on; None for nobody."""
        self._card = card
        if card is not None:
            card.more_asked.connect(self._on_more_asked)
            card.search_asked.connect(self._on_search_asked)
            card.record_asked.connect(self._on_record_asked)

    def turn_to(self, client_id: int | None) -> None:
        """Whose timeline it is; answers for anybody else are dropped."""
        self._client_id = client_id

    def _on_more_asked(self, shown: int) -> None:
        older, client_id = self._older, self._client_id
        if older is None or client_id is None:
            return
        self._jobs.start(
            ReadJob(
                run=lambda _context: (client_id, older(client_id, shown)),
                done=self._on_more_read,
                owner=self,
            )
        )

    def _on_more_read(self, answer: tuple[int, Sequence[TimelineEntry]]) -> None:
        client_id, entries = answer
        if self._card is not None and client_id == self._client_id:
            self._card.add_older(entries)

    def _on_search_asked(self, typed: str) -> None:
        reading, client_id = self._reading, self._client_id
        if client_id is None or self._card is None:
            return
        if reading is None:
            self._card.show_found(typed, ())
            return
        if self._search is not None and not self._search.is_over:
            self._search.cancel()
        self._search = self._jobs.start(
            ReadJob(
                run=lambda _context: (client_id, typed, reading.search(client_id, typed)),
                done=self._on_found,
                owner=self,
            )
        )

    def _on_found(self, answer: tuple[int, str, Sequence[TimelineEntry]]) -> None:
        client_id, typed, found = answer
        if self._card is not None and client_id == self._client_id:
            self._card.show_found(typed, found)

    def _on_record_asked(self, event_id: str) -> None:
        reading, client_id = self._reading, self._client_id
        if reading is None or client_id is None:
            return
        self._jobs.start(
            ReadJob(
                run=lambda _context: (client_id, *reading.record(event_id)),
                done=self._on_record_read,
                owner=self,
            )
        )

    def _on_record_read(self, answer: tuple[int, RecordedInteraction, Sequence[Attachment]]) -> None:
        client_id, record, files = answer
        if self._card is not None and client_id == self._client_id:
            self._card.show_record(record, files)
