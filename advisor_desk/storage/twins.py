"""Who of the book may be the person being typed in: same number, document, phone, or name and birth."""

from __future__ import annotations

from advisor_desk.domain.edits import Twin, TwinProbe, TwinSign
from advisor_desk.storage.engine import Connection

MOST = 5

_FIND = """
SELECT id, client_no, name,
    ifnull(client_no = :client_no, 0), ifnull(id_no = :id_no, 0), ifnull(phone = :phone, 0),
    ifnull(name = :name AND born_on = :born_on, 0)
FROM client
WHERE (client_no = :client_no OR id_no = :id_no OR phone = :phone OR (name = :name AND born_on = :born_on))
    AND id IS NOT :except_id
ORDER BY 4 DESC, 5 DESC, 7 DESC, 6 DESC, id LIMIT :most
"""
_SIGNS = (TwinSign.CLIENT_NO, TwinSign.ID_NO, TwinSign.PHONE, TwinSign.NAME_BORN)


def find(connection: Connection, probe: TwinProbe) -> list[Twin]:
    """Clients who may be the one meant, the surest first, at most `MOST`. Reads every client once."""
    given = {
        "client_no": probe.client_no,
        "id_no": probe.id_no,
        "phone": probe.phone,
        "name": probe.name,
        "born_on": probe.born_on,
        "except_id": probe.except_id,
        "most": MOST,
    }
    return [
        Twin(
            client_id,
            client_no,
            name,
            tuple(sign for sign, is_same in zip(_SIGNS, same, strict=True) if is_same),
        )
        for client_id, client_no, name, *same in connection.execute(_FIND, given)
    ]
