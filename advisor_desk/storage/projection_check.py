"""Do the rows that follow from contacts say what their events say? Reads; `projections.rebuild` cures.

The chain covers events alone: a row taken out or changed behind the program would hide a contact from its
client's page while the chain stays whole.
"""

from __future__ import annotations

from typing import Final

from advisor_desk.storage.engine import Connection

_TOLD: Final = """
event.type IN ('interaction.recorded', 'interaction.corrected') AND event.client_id IS NOT NULL
AND event.on_day IS NOT NULL AND body ->> '$.channel' IS NOT NULL AND body ->> '$.outcome' IS NOT NULL
"""
_ASTRAY: Final = f"""
SELECT count(*) FROM event LEFT JOIN interaction AS kept ON kept.event_id = event.id
WHERE {_TOLD} AND (kept.event_id IS NULL
    OR (kept.client_id, kept.on_day, kept.channel, kept.outcome)
        <> (event.client_id, event.on_day, body ->> '$.channel', body ->> '$.outcome')
    OR kept.kind <> ifnull(body ->> '$.kind', 'CONTACT')
    OR kept.is_effective <> ifnull(body ->> '$.effective', body ->> '$.outcome' <> 'NOT_REACHED'))
"""  # noqa: S608 - a constant
_LATER: Final = """
SELECT
    (SELECT count(*) FROM interaction WHERE event_id NOT IN (SELECT id FROM event))
    + abs((SELECT count(*) FROM interaction WHERE is_withdrawn = 1)
        - (SELECT count(DISTINCT body ->> '$.withdraws') FROM event WHERE type = 'interaction.withdrawn'))
    + (SELECT count(*) FROM event LEFT JOIN interaction AS kept ON kept.event_id = body ->> '$.withdraws'
        WHERE type = 'interaction.withdrawn' AND ifnull(kept.is_withdrawn, 0) <> 1)
    + abs((SELECT count(*) FROM interaction WHERE replaced_by IS NOT NULL)
        - (SELECT count(DISTINCT body ->> '$.corrects') FROM event WHERE type = 'interaction.corrected'))
    + (SELECT count(*) FROM event LEFT JOIN interaction AS kept ON kept.event_id = body ->> '$.corrects'
        WHERE type = 'interaction.corrected' AND ifnull(kept.replaced_by, '') <> event.id)
"""


def records_astray(connection: Connection) -> int:
    """How many rows of contacts are missing, too many, or say something else than their events."""
    return sum(int(connection.execute(one).fetchone()[0]) for one in (_ASTRAY, _LATER))
