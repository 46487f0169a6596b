"""The open book with its moments of truth."""

from __future__ import annotations

from advisor_desk.storage.desk_tasks import DeskTasks


class DeskMoments(DeskTasks):
    """Satisfies `usecases.service_ports.MomentBook`."""
