"""Publishing rules: checked with the desk's own reader, signed, put where every desk reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from advisor_desk.domain.dates import from_day
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.office import Entry, note, utc
from advisor_desk.hub.put import lock_heads, put_rows
from advisor_desk.intake.decode import utf8_text
from advisor_desk.usecases.received_rules import demand_fitting, family_of_name, published
from advisor_desk.wire.published import rules_proof
from advisor_desk.wire.rows import RowDraft, compact
from advisor_desk.wire.shapes import SHAPES
from advisor_desk.wire.version import FIRM_BRANCH, FIRM_SCOPE

_KIND: Final = "rules_version"
_PUBLISHED: Final = sa.text(
    "SELECT id, body FROM scope_row WHERE branch_id = :b AND scope = :scope AND kind = :kind "
    "AND deleted = 0 ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Publication:
    """What was published: under which name, which rules, from which day (ISO), with which digest.

    `is_new` is False when the same text had been published before: nothing is put then.
    """

    name: str
    family: str
    effective_from: str
    sha256: str
    is_new: bool


def publish_rules(hub: Hub, path: Path) -> Publication:
    """Publish a rules file, once.

    Raises UserCanFix: `rules.invalid`; `rules.ambiguous` when a version of its name or first day was shipped
    or published before, for what is published is never edited; `intake.*` for a file that cannot be read.
    """
    text = utf8_text(path)
    name, effective_from, digest = published(path.name, text)
    seconds = hub.around.clock()
    values = {
        "effective_from": effective_from,
        "sha256": digest,
        "body": text,
        "recorded_at": utc(seconds),
        "signature": hub.keys.signature(rules_proof(name, effective_from, digest)).hex(),
    }
    body = compact([values[value] for value in SHAPES[_KIND].values])
    entry = Entry(
        str(hub.around.new_id(seconds)),
        utc(seconds),
        "rules.published",
        {"name": name, "sha256": digest, "effective_from": effective_from},
    )

    def work(connection: sa.Connection) -> bool:
        lock_heads(connection, FIRM_BRANCH, [FIRM_SCOPE])
        before = _published(connection)
        if name in before and before[name]["sha256"] == digest:
            # Signed with other keys, it was turned down by every desk; each takes it once it is signed anew.
            same = before.pop(name)
            if same["signature"] == values["signature"]:
                return False
        demand_fitting(path.name, text, [(one, row["body"]) for one, row in before.items()])
        put_rows(connection, FIRM_BRANCH, FIRM_SCOPE, [RowDraft(_KIND, name, "", body)], entry.at)
        note(connection, FIRM_BRANCH, entry)
        return True

    is_new = hub.store.transact(work)
    family = family_of_name(name)
    return Publication(name, family.value, from_day(effective_from).isoformat(), digest, is_new)


def _published(connection: sa.Connection) -> dict[str, dict[str, Any]]:
    """Values of each version that was published, by name."""
    given = {"b": FIRM_BRANCH, "scope": FIRM_SCOPE, "kind": _KIND}
    names = SHAPES[_KIND].values
    return {
        name: dict(zip(names, json.loads(body), strict=False))
        for name, body in connection.execute(_PUBLISHED, given)
    }
