"""Do the rows that follow from events say what the events say? Reads; `projections.rebuild` cures.

The chain covers events alone: a row taken out or changed behind the program would hide a contact from its
client's page while the chain stays whole.
"""

from __future__ import annotations

from typing import Final

from advisor_desk.storage.engine import Connection

_HERE: Final = "(event.client_id IS NOT NULL OR event.client_no IS NULL)"
"""Nothing follows from an event whose client is not here: it waits in the outbox and then goes."""
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
        - (SELECT count(DISTINCT body ->> '$.withdraws') FROM event
            WHERE type = 'interaction.withdrawn' AND client_id IS NOT NULL))
    + (SELECT count(*) FROM event LEFT JOIN interaction AS kept ON kept.event_id = body ->> '$.withdraws'
        WHERE type = 'interaction.withdrawn' AND event.client_id IS NOT NULL
            AND ifnull(kept.is_withdrawn, 0) <> 1)
    + abs((SELECT count(*) FROM interaction WHERE replaced_by IS NOT NULL)
        - (SELECT count(*) FROM event WHERE type = 'interaction.corrected' AND client_id IS NOT NULL))
    + (SELECT count(*) FROM event LEFT JOIN interaction AS kept ON kept.event_id = body ->> '$.corrects'
        WHERE type = 'interaction.corrected' AND event.client_id IS NOT NULL AND kept.replaced_by IS NULL)
    + (SELECT count(*) FROM event WHERE type = 'interaction.corrected' AND client_id IS NOT NULL
        AND id NOT IN (SELECT replaced_by FROM interaction WHERE replaced_by IS NOT NULL))
"""
_LEDGER: Final = """
SELECT (SELECT count(*) FROM entitlement_entry WHERE id NOT IN (SELECT id FROM event))
    + (SELECT count(*) FROM event LEFT JOIN entitlement_entry AS line ON line.id = event.id
        WHERE type = 'entitlement.moved' AND event.client_id IS NOT NULL
            AND event.on_day IS NOT NULL AND (line.id IS NULL
            OR (line.client_id, line.on_day, line.code, line.move, line.count, line.booking)
                <> (event.client_id, event.on_day, body ->> '$.code', body ->> '$.move', body ->> '$.count',
                    ifnull(body ->> '$.booking', ''))))
"""
_LIFE: Final = """
SELECT (SELECT count(*) FROM life_event WHERE id NOT IN (SELECT id FROM event))
    + (SELECT count(*) FROM event LEFT JOIN life_event AS told ON told.id = event.id
        WHERE type = 'life_event.recorded' AND event.client_id IS NOT NULL
            AND event.on_day IS NOT NULL AND (told.id IS NULL
            OR (told.client_id, told.on_day, told.code)
                <> (event.client_id, event.on_day, body ->> '$.code')))
    + (SELECT count(*) FROM event LEFT JOIN life_event AS told ON told.id = body ->> '$.event'
        WHERE type = 'life_event.withdrawn' AND event.client_id IS NOT NULL
            AND ifnull(told.is_withdrawn, 0) <> 1)
"""
# A task's id is that of the event it follows from, with a number behind where that is a contact's.
_TASKS: Final = f"""
SELECT (SELECT count(*) FROM task WHERE substr(id, 1, 36) NOT IN (SELECT id FROM event))
    + (SELECT count(*) FROM event LEFT JOIN task ON task.id = event.id
        WHERE type = 'task.added' AND {_HERE} AND (task.id IS NULL OR task.client_id IS NOT event.client_id))
    + (SELECT count(*) FROM event, json_each(event.body, '$.promises') AS promise
            LEFT JOIN task ON task.id = event.id || '#' || (promise.key + 1)
        WHERE event.type IN ('interaction.recorded', 'interaction.corrected') AND {_HERE}
            AND task.id IS NULL)
    + (SELECT count(*) FROM event LEFT JOIN task
            ON task.id = event.id || '#' || (json_array_length(ifnull(event.body -> '$.promises', '[]')) + 1)
        WHERE event.type IN ('interaction.recorded', 'interaction.corrected') AND {_HERE}
            AND event.body ->> '$.next' IS NOT NULL AND task.id IS NULL)
"""  # noqa: S608 - a constant


def records_astray(connection: Connection) -> int:
    """How many rows of contacts, tasks, services in kind and life events are not as their events say.

    They are missing, too many, or say something else; of tasks only that they are there is looked at.
    """
    every = (_ASTRAY, _LATER, _LEDGER, _LIFE, _TASKS)
    return sum(int(connection.execute(one).fetchone()[0]) for one in every)
