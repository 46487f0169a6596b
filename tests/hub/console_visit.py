"""Somebody of head office at the console's own port: signs in, looks, sends forms. And a hub to look at."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import sqlalchemy as sa

from advisor_desk.hub.console.routes import Console
from advisor_desk.hub.console.session import Sessions
from advisor_desk.hub.hub import Hub
from tests.hub_server import Served, served

WHO = "王五"


@contextmanager
def console_of(hub: Hub, *, is_secure: bool = False) -> Iterator[Served]:
    """The hub with its console, served."""
    with served(hub, further=Console(hub, is_secure=is_secure).routes()) as at:
        yield at


@dataclass
class Visit:
    """A browser without anything but cookies."""

    url: str
    http: httpx.Client
    proof: str = ""

    def get(self, path: str = "", **headers: str) -> httpx.Response:
        """A page of the console."""
        return self.http.get(f"{self.url}/console{path}", headers=headers)

    def post(self, path: str, headers: Mapping[str, str] | None = None, **fields: str) -> httpx.Response:
        """A form, as it is; nothing is added."""
        return self.http.post(f"{self.url}/console{path}", data=fields, headers=headers)

    def page(self, path: str = "") -> str:
        """The text of a page that is there."""
        answer = self.get(path)
        assert answer.status_code == 200, answer.status_code
        found = re.search(r'name="proof" value="(\w+)"', answer.text)
        self.proof = found[1] if found else ""
        return answer.text

    def enter(self, hub: Hub, who: str = WHO) -> "Visit":
        """Sign in with a new code."""
        answer = self.post("/sign-in", code=Sessions(hub).invite(who))
        assert (answer.status_code, answer.headers["location"]) == (303, "/console")
        self.page()
        return self


@contextmanager
def visit(at: Served) -> Iterator[Visit]:
    """A visit that has not signed in."""
    with httpx.Client(trust_env=False, timeout=30) as http:
        yield Visit(at.url, http)


def said(page: str) -> str:
    """What a page says, without its marks."""
    bare = re.sub(r"<(script|style|title)\b.*?</\1>|<[^>]+>", " ", page, flags=re.DOTALL)
    return " ".join(bare.split())


def event_path(deed: str, branch: str, event_id: str) -> str:
    """Below `/console`: the page of an event that is kept apart, or of a deed over it."""
    return f"/quarantine/{deed}?{urlencode({'branch': branch, 'id': event_id})}"


def journal(hub: Hub, branch: str = "0") -> list[tuple[str, str]]:
    """What was done in a branch and by whom, as it was written down."""
    statement = sa.text("SELECT deed, who FROM journal WHERE branch_id = :b ORDER BY at, id")
    return hub.store.read(
        lambda connection: [tuple(row) for row in connection.execute(statement, {"b": branch})]
    )


def is_applied(hub: Hub, branch: str, event_id: str) -> bool:
    """True when an event was taken in."""
    statement = sa.text("SELECT id FROM event WHERE branch_id = :b AND id = :id")
    given = {"b": branch, "id": event_id}
    return hub.store.read(lambda connection: connection.execute(statement, given).first()) is not None
