"""A real server of the hub on a free port of this machine, in a thread of the test's process."""

import asyncio
import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx
import uvicorn
from starlette.routing import BaseRoute

from advisor_desk.hub.auth import Tokens
from advisor_desk.hub.hub import Device, Hub
from advisor_desk.hub.limits import Limits, Rate
from advisor_desk.hub.routes import Surroundings, application
from advisor_desk.hub.server import Listening, address_of, bound, server_for
from advisor_desk.wire.asking import token_answer, token_question
from advisor_desk.wire.messages import PushBatch, written
from advisor_desk.wire.packing import packed
from advisor_desk.wire.proofs import push_proof, token_proof
from advisor_desk.wire.seal import KeyPair

OPEN = Limits(known=Rate(100_000, 100_000), unknown=Rate(100_000, 100_000))
"""Limits that no test meets by accident."""


@dataclass(frozen=True)
class Served:
    """A hub that is being served."""

    url: str
    hub: Hub
    server: uvicorn.Server


@contextmanager
def served(
    hub: Hub, limits: Limits = OPEN, further: Sequence[BaseRoute] = (), are_metrics_open: bool = False
) -> Iterator[Served]:
    """Serve `hub` until the block ends."""
    app = application(
        Surroundings(hub, Tokens(hub.keys, hub.around.clock), limits, further, are_metrics_open)
    )
    listening = Listening(port=0)
    server = server_for(app, listening, limits)
    with bound(listening) as sock:
        thread = threading.Thread(target=_run, args=(server, sock), name="test-hub")
        thread.start()
        try:
            yield Served(address_of(sock, listening), hub, server)
        finally:
            server.should_exit = True
            thread.join(30)
            assert not thread.is_alive()


def _run(server: uvicorn.Server, sock: socket.socket) -> None:
    asyncio.run(server.serve(sockets=[sock]))


@dataclass
class Line:
    """A desk at the wire: sends exactly what it is told to, with or without token and signature."""

    url: str
    device: Device
    keys: KeyPair
    http: httpx.Client
    token: str = ""

    def login(self) -> str:
        """Get a token the regular way."""
        asked = self.post("/v1/token", token_question(self.device.id))
        nonce = asked.json()["nonce"]
        proof = self.keys.signature(token_proof(self.device.id, nonce))
        self.token = self.post("/v1/token", token_answer(self.device.id, nonce, proof)).json()["token"]
        return self.token

    def headers(self) -> dict[str, str]:
        """Those of a device that is known."""
        return {"Authorization": f"Bearer {self.token or self.login()}", "Content-Type": "application/json"}

    def post(self, path: str, body: bytes, **headers: str) -> httpx.Response:
        """Any body, no token."""
        return self.http.post(
            self.url + path, content=body, headers={"Content-Type": "application/json", **headers}
        )

    def push(self, batch: PushBatch, is_packed: bool = True) -> httpx.Response:
        """A regular push."""
        return self.push_raw(written(batch), is_packed=is_packed)

    def push_raw(self, raw: bytes, is_packed: bool = False, **headers: str) -> httpx.Response:
        """Any body, signed; `headers` with `_` for `-` replace the regular ones."""
        given = {**self.headers(), "X-Desk-Signature": self.keys.signature(push_proof(raw)).hex()}
        if is_packed:
            raw, given["Content-Encoding"] = packed(raw), "gzip"
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.post(self.url + "/v1/push", content=raw, headers=given)

    def get(self, path: str, **headers: str) -> httpx.Response:
        """A request with a token."""
        return self.http.get(self.url + path, headers={**self.headers(), **headers})

    def pull(self, scope: str, **params: str) -> httpx.Response:
        """A page."""
        given = {"scope": scope, "limit": "1000", "cursor": "0", **params}
        return self.http.get(self.url + "/v1/pull", params=given, headers=self.headers())


@contextmanager
def line(at: Served, device: Device, keys: KeyPair) -> Iterator[Line]:
    """A desk's line to a server."""
    with httpx.Client(trust_env=False, timeout=30) as http:
        yield Line(at.url, device, keys, http)


def code_of(response: httpx.Response) -> tuple[int, str]:
    """Status and code of a refused request."""
    given: dict[str, Any] = json.loads(response.content)
    return response.status_code, str(given.get("code"))
