"""Which keys a database was begun with: every desk holds on to them, and refuses a hub that has others."""

from __future__ import annotations

import hashlib
from functools import partial
from pathlib import Path

import sqlalchemy as sa

from advisor_desk.errors import UserCanFix
from advisor_desk.hub import desk_register, office
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.keys_file import kept_keys
from advisor_desk.hub.store import Store
from advisor_desk.wire.seal import KeyPair, PublicKeys
from advisor_desk.wire.version import FIRM_BRANCH

_SHOWN = 16
"""Characters of a mark that are told: enough to find the right file among several."""


def mark_of(keys: PublicKeys) -> str:
    """What the database keeps of the hub's keys: a digest of the public ones."""
    return hashlib.sha256(keys.signing + keys.sealing).hexdigest()


def own_keys(store: Store, path: Path) -> KeyPair:
    """The keys in `path`, which are those of the database; made when neither has any and no desk is enrolled.

    Raises UserCanFix `hub.key_missing`, `hub.key_other`, and as `kept_keys`.
    """
    known = store.read(office.keys_mark)
    if not path.exists() and (known or store.read(_has_desks)):
        raise UserCanFix("hub.key_missing", path=str(path))
    keys = kept_keys(path)
    mark = mark_of(keys.public)
    known = known or store.transact(partial(office.first_keys_mark, mark=mark))
    if known != mark:
        raise UserCanFix("hub.key_other", path=str(path), known=known[:_SHOWN], found=mark[:_SHOWN])
    return keys


def take_up(hub: Hub) -> tuple[str, str]:
    """Make the hub's keys those of its database; the marks before and now. Every desk has to enrol again."""
    mark, seconds = mark_of(hub.keys.public), hub.around.clock()
    entry_id = str(hub.around.new_id(seconds))

    def work(connection: sa.Connection) -> str:
        before = office.keys_mark(connection)
        if before != mark:
            office.keep_keys_mark(connection, mark)
            body = {"before": before, "now": mark}
            office.note(
                connection, FIRM_BRANCH, office.Entry(entry_id, office.utc(seconds), "keys.changed", body)
            )
        return before

    return hub.store.transact(work), mark


def _has_desks(connection: sa.Connection) -> bool:
    return any(desk_register.devices(connection, branch) for branch in office.branches(connection))
