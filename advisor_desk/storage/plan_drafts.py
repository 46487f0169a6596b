"""What an advisor works on for a client: amounts set by hand and a goal, kept on this desk alone.

An amount that is new or was changed is also an event with its reason: it stays known what was set by hand.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Final

from advisor_desk.domain.advice import LineOverride, PlanDraft
from advisor_desk.errors import UserCanFix
from advisor_desk.storage.edits import Hand
from advisor_desk.storage.engine import Connection
from advisor_desk.storage.events import EventDraft, append_event

EVENT_TYPE: Final = "allocation.overridden"


def read(connection: Connection, client_id: int) -> PlanDraft:
    """The draft of a client; an empty one when nothing was kept."""
    row = connection.execute("SELECT body FROM plan_draft WHERE client_id = ?", (client_id,)).fetchone()
    if row is None:
        return PlanDraft(client_id=client_id)
    body = json.loads(row[0])
    return PlanDraft(
        client_id=client_id,
        overrides=tuple(LineOverride(**one) for one in body["overrides"]),
        goal=body["goal"],
    )


def keep(connection: Connection, draft: PlanDraft, on: date, hand: Hand) -> None:
    """Keep a draft in place of the one before, inside the caller's transaction.

    Raises UserCanFix: `client.unknown`, `suggestion.reason_needed` for an override without a reason.
    """
    before = {one.code: one for one in read(connection, draft.client_id).overrides}
    kept = [_kept(connection, draft, one, before.get(one.code), (on, hand)) for one in draft.overrides]
    body = json.dumps(
        {"overrides": [asdict(one) for one in kept], "goal": draft.goal}, ensure_ascii=False, sort_keys=True
    )
    if connection.execute("SELECT 1 FROM client WHERE id = ?", (draft.client_id,)).fetchone() is None:
        raise UserCanFix("client.unknown", client_id=draft.client_id)
    connection.execute(
        "INSERT INTO plan_draft (client_id, body) VALUES (?, ?) "
        "ON CONFLICT (client_id) DO UPDATE SET body = excluded.body",
        (draft.client_id, body),
    )


def _kept(
    connection: Connection,
    draft: PlanDraft,
    wanted: LineOverride,
    before: LineOverride | None,
    at: tuple[date, Hand],
) -> LineOverride:
    """The override as it is kept: as before when nothing changed, else with who set it and when."""
    if before is not None and (before.amount_fen, before.reason) == (wanted.amount_fen, wanted.reason):
        return before
    if not wanted.reason.strip():
        raise UserCanFix("suggestion.reason_needed", product=wanted.code)
    on, hand = at
    body = {"code": wanted.code, "amount_fen": wanted.amount_fen, "reason": wanted.reason}
    event = EventDraft(EVENT_TYPE, hand.author, body, client_id=draft.client_id, on=on)
    append_event(connection, event, seconds=hand.seconds)
    moment = datetime.fromtimestamp(hand.seconds, UTC).isoformat(timespec="seconds")
    return replace(wanted, author=hand.author, at=moment)
