"""Calls the hub's command line inside the test's own process, over a hub in the test's folder."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from advisor_desk.hub import feed
from advisor_desk.hub.hub import Around, Hub
from advisor_desk.hub.keys_file import kept_keys
from advisor_desk.hub.store import Store
from advisor_desk.wire.pages import Page, PullRequest
from advisor_desk.wire.rows import Row, ScopeSum
from tests.cli.calling import Ran
from tests.hub import hub_calls
from tests.hubs import Clock, template

MOST = 10_000


class Office:
    """A hub in a folder, and its command line."""

    def __init__(self, folder: Path, patch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.clock = Clock()
        self._patch = patch
        self._url = f"sqlite:///{folder / 'hub' / 'hub.db'}"
        patch.setenv("ADVISOR_HUB_DATA", str(folder / "hub"))
        patch.delenv("ADVISOR_HUB_DB", raising=False)
        patch.delenv("ADVISOR_DESK_LANG", raising=False)
        (folder / "hub").mkdir()
        (folder / "hub" / "hub.db").write_bytes(template().read_bytes())

    def use(self, url: str) -> None:
        """Work with another database from now on."""
        self._url = url
        self._patch.setenv("ADVISOR_HUB_DB", url)

    def call(self, *arguments: object) -> Ran:
        """Run one command. No exception may come out of it, and no traceback."""
        return hub_calls.call(*arguments)

    def js(self, *arguments: object) -> Ran:
        """The same with `--json`."""
        return self.call("--json", *arguments)

    @contextmanager
    def hub(self) -> Iterator[Hub]:
        """The same hub, for what the command line does not show."""
        store = Store.open(self._url)
        try:
            yield Hub(store, kept_keys(self.folder / "hub" / "hub.key"), Around(self.clock))
        finally:
            store.close()

    def rows(self, branch: str, scope: str) -> list[Row]:
        """Every row of a scope as a desk would pull it, with its own sum checked."""
        with self.hub() as hub:
            return rows_of(hub, branch, scope)

    def journal(self, branch: str) -> list[tuple[str, str]]:
        """Deed and body of each line of a branch's journal."""
        with self.hub() as hub, hub.store.engine.connect() as connection:
            found = connection.exec_driver_sql(
                "SELECT deed, body FROM journal WHERE branch_id = ? ORDER BY at, id", (branch,)
            )
            return [(deed, body) for deed, body in found]


def rows_of(hub: Hub, branch: str, scope: str) -> list[Row]:
    """Every live row of a scope, by pages; what they sum up to is what the head says."""
    found: list[Row] = []
    cursor, total = 0, ScopeSum()
    while True:
        page = _page(hub, branch, PullRequest(scope, MOST, cursor))
        for row in page.rows:
            cursor = row.seq
            if not row.is_deleted:
                found.append(row)
                total = total.plus(row.hash)
        if not page.more:
            assert total == page.head.sum
            return found


def _page(hub: Hub, branch: str, request: PullRequest) -> Page:
    return hub.store.read(lambda connection: feed.page(connection, branch, request, "epoch"))
