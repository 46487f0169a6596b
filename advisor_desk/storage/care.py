"""What is set by hand for a client's care: own rhythm, life stage, lunar birthday. As it follows from events.

An open complaint stands in the same row and is `storage.complaints`' matter.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from advisor_desk.domain.dates import from_day
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.recorded_event import RecordedEvent

RHYTHM_SET: Final = "care.rhythm_set"
LUNAR_SET: Final = "care.lunar_birthday_set"
STAGE_SET: Final = "care.life_stage_set"

_COLUMNS = (
    "cadence_days",
    "cadence_reason",
    "life_stage",
    "life_stage_reason",
    "is_lunar_birthday",
    "complaint_on",
    "complaint_id",
)
NOTHING_SET: Final[Mapping[str, object]] = {
    "cadence_days": None,
    "cadence_reason": "",
    "life_stage": None,
    "life_stage_reason": "",
    "is_lunar_birthday": False,
    "complaint_on": None,
    "complaint_id": None,
}


def apply(connection: Connection, event: RecordedEvent) -> None:
    """Bring the client's row to what an event says."""
    body = event.body
    if event.type == RHYTHM_SET:
        _set(connection, event, cadence_days=body["days"], cadence_reason=body.get("reason") or "")
    elif event.type == LUNAR_SET:
        _set(connection, event, is_lunar_birthday=int(body["is_lunar"]))
    elif event.type == STAGE_SET:
        _set(connection, event, life_stage=body["stage"], life_stage_reason=body.get("reason") or "")


def _set(connection: Connection, event: RecordedEvent, **values: Any) -> None:
    connection.execute(
        "INSERT INTO client_care (client_id) VALUES (?) ON CONFLICT (client_id) DO NOTHING",
        (event.client_id,),
    )
    sets = ", ".join(f"{name} = :{name}" for name in values)
    connection.execute(
        f"UPDATE client_care SET {sets} WHERE client_id = :client",  # noqa: S608 - names of columns
        {**values, "client": event.client_id},
    )


def read(connection: Connection, client_id: int) -> dict[str, object]:
    """The columns by name, dates as dates; what nobody has set has its plain value."""
    row = connection.execute(
        f"SELECT {', '.join(_COLUMNS)} FROM client_care WHERE client_id = ?",  # noqa: S608 - names of columns
        (client_id,),
    ).fetchone()
    if row is None:
        return dict(NOTHING_SET)
    values = dict(zip(_COLUMNS, row, strict=True))
    day = values["complaint_on"]
    return {
        **values,
        "is_lunar_birthday": bool(values["is_lunar_birthday"]),
        "complaint_on": None if day is None else from_day(day),
    }
