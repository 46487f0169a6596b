"""The open book as contacts are logged in it: records, corrections, drafts, attachments, search of notes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor_desk.storage.desk_advice import DeskAdvice

if TYPE_CHECKING:
    from advisor_desk.rules.serviceset import ServiceRules


class DeskLog(DeskAdvice):
    """An open book on a day in which contacts are logged. Satisfies `usecases.service_ports.LogBook`."""

    @property
    def service(self) -> ServiceRules:
        """The service rules in force on the book's day."""
        return self._around.service_on(self._as_of)
