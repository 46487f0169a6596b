"""Whatever the hub does in its life, it says in SQL that runs unchanged on a database spread by branch."""

import importlib
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import advisor_desk.hub as hub_package
from advisor_desk.hub.hub import Device, Hub
from advisor_desk.hub.many import ManyRows
from advisor_desk.hub.tables import METADATA
from advisor_desk.wire.messages import HeldScope
from advisor_desk.wire.pages import PullRequest
from advisor_desk.wire.report import Report
from advisor_desk.wire.rows import RowDraft
from tests.hub.scopes import head, stored, sum_of, whole
from tests.hub.sql_lint import faults
from tests.hub.test_attachments import CONTENT, HEAD
from tests.hubs import Chain, Clock, deletion, draft, enrolled, memory_hub, open_hub
from tests.postgres import postgres_hub


def live(hub: Hub, clock: Clock) -> list[object]:
    """Every deed of a hub; what it answers, for the two databases to be compared."""
    told: list[object] = []
    first, second = enrolled(hub, "B1", "u1")[0], enrolled(hub, "B1", "u2", ("old",))[0]
    third = enrolled(hub, "B2", "u3")[0]
    hub.add_clients("B1", {"C1": "u1", "C2": "u1"})
    hub.put_rows("0", "firm", [draft("", "P1", kind="product"), draft("", "v1", kind="rules_version")])
    hub.put_rows("B1", "br", [draft("", "H1", kind="household")])
    rows = [draft("C1", f"t{n:02}", n) for n in range(40)]
    told.append(hub.put_rows("B1", "adv:u1", [*rows, _client_row("C1"), _client_row("C2")]))
    chain, other = Chain(first), Chain(second)
    events = [
        chain.event("C1"),
        chain.event("C1", "interaction.recorded", {"on": "2026-09-02", "attachments": [HEAD.sha256]}),
        chain.event("C1", "client.edited", {"fields": {"phone": [None, "138"]}}),
        chain.event("C2", "client.edited", {"fields": {"phone": ["never", "139"]}}),
        chain.event("C9"),
        chain.event(
            "C8", "client.edited", {"fields": {"name": [None, "新"], "client_type": [None, "PERSON"]}}
        ),
        chain.event("C1", "consent.given", {"purpose": "CONTACT", "given_on": "2026-09-01"}),
        chain.event(None, "audit.exported", {}),
    ]
    batch = chain.batch(*events)
    told += [[(one.status, one.code, one.flags) for one in hub.push(first, batch).answers] for _ in range(2)]
    conflict = {"event_id": events[3].id, "field": "phone", "chosen": "THEIRS"}
    told.append(
        [
            one.status
            for one in hub.push(first, chain.batch(chain.event("C2", "conflict.settled", conflict))).answers
        ]
    )
    hub.put_attachment(first, HEAD, CONTENT)
    told.append(hub.attachment(first, HEAD.sha256) == (HEAD, CONTENT))
    told += [hub.assign("C1", "u2", "o1"), hub.assign("C1", "u2", "o1"), hub.find_client("C1")]
    told.append([one.flags for one in hub.push(first, chain.batch(chain.event("C1"))).answers])
    told.append([one.code for one in hub.push(second, other.batch(other.event("C2"))).answers])
    hub.add_client("B1", "C9", "u1")
    told += [hub.release_waiting("B1", ["C9"]), len(hub.quarantined("B1"))]
    told += [hub.release("B1", "nothing", "who").released, hub.give_back("B1", events[4].id, "who")]
    told += _moves(hub, first, third, chain)
    hub.report(first, Report(1, "1", 0, 0, 0, {"2026-09": {"A": 1}}))
    hub.put_rows("B1", "adv:u1", [deletion("C2", "gone"), deletion("C2", "C2", "client")])
    told.append([[(row.kind, row.client_no) for row in page.rows] for page in whole(hub, first, "adv:u1")])
    told += [len(hub.pull(second, PullRequest("adv:u2", 500, cursor=3)).rows), hub.hello(first).scopes]
    clock.now += timedelta(days=401).total_seconds()
    told += [hub.forget_tombstones(), hub.branches(), hub.advisors("B1")]
    hub.note_wrong_signature(first)
    hub.revoke(second.id)
    hub.new_epoch()
    status = hub.status()
    told += [(status["events"], status["quarantined"], status["clients"])]
    for scope in ("adv:u1", "adv:u2"):
        assert head(hub, "B1", scope).sum == sum_of(stored(hub, "B1", scope))
        told.append(head(hub, "B1", scope).seq)
    return told


def _moves(hub: Hub, first: Device, third: Device, chain: Chain) -> list[object]:
    """From branch to branch and back, with an open conflict, an attachment and what comes late."""
    clash = {"fields": {"phone": ["never", "139"]}}
    late = {"on": "2026-09-02", "attachments": [HEAD.sha256]}
    told: list[object] = [hub.assign("C1", "u3", "o7"), hub.assign("C2", "u3", "o8", "B2")]
    sent = chain.batch(chain.event("C2", body=late), chain.event("C2", "client.edited", clash))
    told += [[one.flags for one in hub.push(first, sent).answers], hub.find_client("C2")]
    hub.put_attachment(first, HEAD, CONTENT)
    told += [hub.attachment(third, HEAD.sha256) == (HEAD, CONTENT), hub.moved_away("B1", ["C1", "C2"])]
    told += [hub.assign("C2", "u1", "o9"), hub.assign("C2", "u3", "o8"), hub.forward_pending()]
    hub.add_client("B1", "C6", "u1")
    hub.assign("C6", "u3")
    hub.push(first, chain.batch(chain.event("C6", "client.edited", clash)))
    hub.release_waiting("B2", ["C6"])
    for branch, scope in (("B1", "adv:u1"), ("B2", "adv:u3")):
        assert head(hub, branch, scope).sum == sum_of(stored(hub, branch, scope))
    return told


def _client_row(client_no: str) -> RowDraft:
    return draft(client_no, client_no, "名", "ming", "PERSON", *[None] * 41, kind="client")


def test_every_statement_of_a_hubs_life_is_portable(any_hub: Hub, clock: Clock) -> None:
    with any_hub.store.capturing() as statements:
        live(any_hub, clock)
    # The tests' own look at the tables is no statement of the hub.
    own = [text for text in dict.fromkeys(statements) if "WHERE branch_id = 'B" not in text]
    assert len(own) > 60
    assert {text: found for text in own if (found := faults(text))} == {}


def test_both_databases_answer_alike(tmp_path: Path) -> None:
    with open_hub(tmp_path, clock := Clock()) as on_file:
        expected = _without_digests(live(on_file, clock))
    in_memory = memory_hub(clock := Clock())
    assert _without_digests(live(in_memory, clock)) == expected
    in_memory.store.close()
    with postgres_hub(clock := Clock()) as on_server:
        assert _without_digests(live(on_server, clock)) == expected


def _without_digests(told: list[object]) -> list[object]:
    """Ids are made anew in each life, so the hashes of rows of events differ."""
    return [_sizes(one) if isinstance(one, tuple) else one for one in told]


def _sizes(part: tuple[object, ...]) -> list[object]:
    return [(one.scope, one.head.seq, one.head.sum.n) if isinstance(one, HeldScope) else one for one in part]


def written_down() -> Iterator[tuple[str, str]]:
    """Every statement in a module of the hub, whether or not a test runs it: where it stands, its text."""
    for module in pkgutil.walk_packages(hub_package.__path__, "advisor_desk.hub."):
        if module.name.endswith("__main__"):
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, ManyRows):
                yield f"{module.name}.{name}", f"{value.before}{value.row}{value.after}"
            elif isinstance(value, sa.ClauseElement) and not isinstance(value, sa.Table):
                yield f"{module.name}.{name}", str(value)


def test_every_statement_that_is_written_down_is_portable() -> None:
    texts = dict(written_down())
    assert len(texts) > 60
    assert {where: found for where, text in texts.items() if (found := faults(text))} == {}


@pytest.mark.parametrize("name", METADATA.tables)
def test_every_key_and_index_begins_with_the_branch(name: str) -> None:
    table = METADATA.tables[name]
    assert next(iter(table.primary_key)).name == "branch_id"
    assert [index.name for index in table.indexes if next(iter(index.columns)).name != "branch_id"] == []
    assert not table.foreign_keys


@pytest.mark.parametrize(
    ("fault", "text"),
    [
        ("no branch", "SELECT id FROM device WHERE id = $1"),
        ("no branch", "UPDATE device SET status = $1 WHERE branch_id = id"),
        ("no branch", "DELETE FROM scope_row WHERE scope = ?1"),
        (
            "branch of ['client']",
            "SELECT 1 FROM event JOIN client ON client.branch_id = event.branch_id "
            "WHERE event.branch_id = $1",
        ),
        ("branch of what is inserted", "INSERT INTO client (client_no, advisor_id) VALUES ($1, $2)"),
        ("branch of what is inserted", "INSERT INTO client (branch_id, client_no) VALUES ($1, $2), ($3, $4)"),
        (
            "branch of what is inserted",
            "INSERT INTO client (branch_id, client_no) SELECT branch_id, id FROM device",
        ),
        (
            "conflict on less than the key",
            "INSERT INTO client (branch_id, client_no) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        ),
        (
            "conflict on less than the key",
            "INSERT INTO client (branch_id, client_no) VALUES ($1, $2) ON CONFLICT (client_no) DO NOTHING",
        ),
        ("a row moved to another branch", "UPDATE client SET branch_id = $2 WHERE branch_id = $1"),
        ("lock of a read row", "SELECT seq FROM scope_head WHERE branch_id = $1 FOR UPDATE"),
        ("skip locked", "SELECT 1 FROM event WHERE branch_id = $1 SKIP LOCKED"),
        ("the server's clock", "UPDATE device SET seen_at = now() WHERE branch_id = $1"),
        ("system column", "SELECT xmin FROM event WHERE branch_id = $1"),
        ("sequence", "SELECT nextval('s') FROM event WHERE branch_id = $1"),
        ("JSON looked into", "SELECT body->>'x' FROM event WHERE branch_id = $1"),
        (
            "a write inside WITH",
            "WITH x AS (DELETE FROM event WHERE branch_id = $1 RETURNING id) SELECT 1 FROM x",
        ),
        ("paging by count", "SELECT id FROM event WHERE branch_id = $1 OFFSET 5"),
        ("a type of one engine", "SELECT id FROM event WHERE branch_id = $1 AND id = ANY($2::text[])"),
        ("change of schema", "CREATE TEMP TABLE event (branch_id TEXT)"),
        ("unknown table ['pg_class']", "SELECT relname FROM pg_class WHERE branch_id = $1"),
        ("no table of the hub", "SELECT 1"),
    ],
)
def test_the_linter_finds(fault: str, text: str) -> None:
    assert fault in faults(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT id FROM device WHERE branch_id = $1 AND id = 'now() -> x'",
        "INSERT INTO client (branch_id, client_no) VALUES ($1, $2), ($1, $3) "
        "ON CONFLICT (branch_id, client_no) DO NOTHING",
        "SELECT e.id FROM event JOIN client ON 1 = 1 WHERE event.branch_id = ?1 AND client.branch_id = ?1",
        "BEGIN IMMEDIATE",
    ],
)
def test_the_linter_lets_pass(text: str) -> None:
    assert faults(text) == []
