"""The open book with its tasks, rhythms, entitlements and life events."""

from __future__ import annotations

from advisor_desk.storage.desk_log import DeskLog


class DeskTasks(DeskLog):
    """Satisfies `usecases.service_ports.TaskBook` and `CareBook`."""
