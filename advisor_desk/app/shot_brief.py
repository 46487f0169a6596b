"""The scenes of the meeting brief for `shots`: both versions, and a client without an assessment."""

from PySide6.QtWidgets import QWidget

from advisor_desk.app.scenes import Scene, Scenes
from advisor_desk.domain.client_query import ClientQuery, View
from advisor_desk.domain.standing import ClientRow
from advisor_desk.ui import discreet
from advisor_desk.usecases.brief import Reader

_MANY = 500


class BriefScenes(Scenes):
    """Each scene opens a preview of its own; `settle` waits until nothing is under way."""

    def all(self) -> dict[str, Scene]:
        """Screen name to what shows it, drawn from the preview."""
        return {
            "brief-advisor": lambda: self._open(self._wealthy(), Reader.ADVISOR),
            "brief-client": lambda: self._open(self._wealthy(), Reader.CLIENT),
            "brief-empty": lambda: self._open(self._unassessed(), Reader.ADVISOR),
        }

    def _wealthy(self) -> ClientRow | None:
        """The high-net-worth client with the largest assets, or anyone."""
        book = self._desk.book
        rows = book.page(ClientQuery(View.HNW), 0, 1) or book.page(ClientQuery(), 0, 1)
        return rows[0] if rows else None

    def _unassessed(self) -> ClientRow | None:
        rows = self._desk.book.page(ClientQuery(), 0, _MANY)
        none = [row for row in rows if row.c_level is None]
        return next((row for row in none if row.client_type.is_person), none[0] if none else None)

    def _open(self, row: ClientRow | None, reader: Reader) -> QWidget | None:
        discreet.set_on(False)
        if row is None:
            return None
        preview = self._window.brief.open(self._desk.book.review(row.client_id))
        self._settle()
        preview.show_reader(reader)
        return preview
