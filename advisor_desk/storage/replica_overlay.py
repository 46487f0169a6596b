"""What people did here and head office has not answered yet, put on top of rows that came (sync.md, 3.1).

An edit or a consent that waits in the outbox would look undone for a while otherwise, and mail would go to
somebody who has just said no. Once it is answered, head office's row is the truth.
"""

# ruff: noqa: S608 - names in statements are fields of domain.kinds, values are bound.

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any, Final

from advisor_desk.domain.kinds import KINDS, Kind
from advisor_desk.storage.consents import GIVEN, TEXT_VERSION, WITHDRAWN
from advisor_desk.storage.edits import EVENT_TYPE as EDITED
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.pinyin import search_forms

_FIELDS: Final = frozenset(spec.name for spec in KINDS[Kind.CLIENTS].fields) - {"client_no"}
_WAITING: Final = f"""
SELECT type, client_id, on_day, body FROM outbox CROSS JOIN event ON event.id = outbox.event_id
WHERE type IN ('{EDITED}', '{GIVEN}', '{WITHDRAWN}') AND client_id IN (SELECT value FROM json_each(?))
ORDER BY place
"""
_GIVE: Final = """
INSERT INTO consent (client_id, purpose, given_on, text_version) VALUES (?, ?, ?, ?)
ON CONFLICT (client_id, purpose, given_on) DO UPDATE SET withdrawn_on = NULL
"""
_WITHDRAW: Final = """
UPDATE consent SET withdrawn_on = :on WHERE client_id = :client AND purpose = :purpose
AND given_on <= :on AND (withdrawn_on IS NULL OR withdrawn_on > :on)
"""


def put_on_top(connection: Connection, client_ids: Collection[int]) -> None:
    """Do again what waits in the outbox of these clients, in the order in which it was done."""
    rows = connection.execute(_WAITING, (json.dumps(sorted(client_ids)),)).fetchall()
    for kind, client_id, on_day, body in rows:
        said = json.loads(body)
        if kind == EDITED:
            _edit(connection, client_id, said["fields"])
        elif kind == GIVEN:
            connection.execute(_GIVE, (client_id, said["purpose"], on_day, TEXT_VERSION))
        else:
            connection.execute(_WITHDRAW, {"client": client_id, "purpose": said["purpose"], "on": on_day})


def _edit(connection: Connection, client_id: int, fields: dict[str, list[Any]]) -> None:
    row = {name: pair[1] for name, pair in fields.items() if name in _FIELDS}
    if "name" in row:
        row["pinyin"] = search_forms(str(row["name"]))
    if row:
        sets = ", ".join(f"{name} = :{name}" for name in row)
        connection.execute(
            f"UPDATE client SET {sets} WHERE id = :the_client", {**row, "the_client": client_id}
        )
