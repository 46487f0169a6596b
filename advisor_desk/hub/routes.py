"""The routes between desk and hub (sync.md, section 3.7): each reads a message, asks the hub, writes one."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from advisor_desk.hub.auth import Tokens, check_signature
from advisor_desk.hub.desk_register import Device
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.limits import Limits
from advisor_desk.hub.metrics import CONTENT_TYPE
from advisor_desk.hub.refusals import NotHere
from advisor_desk.hub.refused import Refused
from advisor_desk.hub.serving import Answer, Asked, Deed, Endpoint, Shared
from advisor_desk.wire.asking import attachment_body, attachment_of, pull_request
from advisor_desk.wire.messages import (
    Problem,
    PushBatch,
    Status,
    enroll_request,
    parsed,
    push_batch,
    total,
    written,
)
from advisor_desk.wire.pages import page_json
from advisor_desk.wire.proofs import push_proof, token_proof
from advisor_desk.wire.report import report_of
from advisor_desk.wire.rows import compact
from advisor_desk.wire.shaped import Shapeless, text, text_or_none
from advisor_desk.wire.version import LEAST_PROTOCOL, PROTOCOL, PROTOCOL_HEADER, SIGNATURE_HEADER

_NOTHING: Final = b"{}"
_FORWARDED: Final = (
    "forwarded",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-real-ip",
    "via",
)
_DIGEST_LETTERS: Final = frozenset("0123456789abcdef")
_HEALTH_SECONDS: Final = 5


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a server is made of.

    `further` are routes of others, such as the console's; they count what they do in `app.state.metrics`, in
    the server's own thread.
    """

    hub: Hub
    tokens: Tokens
    limits: Limits = field(default_factory=Limits)
    further: Sequence[BaseRoute] = ()
    are_metrics_open: bool = False


def application(surroundings: Surroundings) -> Starlette:
    """The hub as an ASGI application. Its threads end with its lifespan."""
    shared = Shared(surroundings.tokens, surroundings.limits)
    desks = DeskRoutes(surroundings.hub, surroundings.tokens)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        yield
        shared.close()

    def metrics(request: Request) -> Response:
        if not (surroundings.are_metrics_open or _is_from_here(request)):
            return PlainTextResponse("Not Found", 404)
        return Response(shared.metrics.text(), media_type=CONTENT_TYPE)

    async def metrics_here(request: Request) -> Response:
        """In the server's own thread, which writes the counters."""
        return metrics(request)

    app = Starlette(
        routes=[
            *desks.routes(shared),
            Route("/metrics", metrics_here, methods=["GET"]),
            *surroundings.further,
        ],
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    app.state.metrics = shared.metrics
    return app


class DeskRoutes:
    """What desks ask. Every method runs in a thread of the pool."""

    def __init__(self, hub: Hub, tokens: Tokens) -> None:
        self._hub = hub
        self._tokens = tokens

    def routes(self, shared: Shared) -> list[BaseRoute]:
        """The routes of `/v1` and `/healthz`."""
        small, large = shared.limits.small_body, shared.limits.large_body
        sha = "/v1/attachment/{sha256}"
        deeds = (
            ("POST", "/v1/push", Deed("push", self.push, large, is_heavy=True)),
            ("GET", "/v1/pull", Deed("pull", self.pull)),
            ("GET", "/v1/hello", Deed("hello", self.hello)),
            ("POST", "/v1/token", Deed("token", self.token, small, is_known=False)),
            ("POST", "/v1/report", Deed("report", self.report, small)),
            ("POST", "/v1/enroll", Deed("enroll", self.enroll, small, is_known=False)),
            ("PUT", sha, Deed("attachment_put", self.put_attachment, large, is_heavy=True)),
            ("GET", sha, Deed("attachment_get", self.get_attachment)),
            ("GET", "/healthz", Deed("health", self.health, is_known=False, seconds=_HEALTH_SECONDS)),
        )
        return [Route(path, Endpoint(deed, shared), methods=[method]) for method, path, deed in deeds]

    def health(self, _asked: Asked) -> Answer:
        """`ok` when the database answers; what it says is nobody's business."""
        self._hub.epoch()
        return Answer(b"ok\n", media_type="text/plain; charset=utf-8")

    def enroll(self, asked: Asked) -> Answer:
        """A one-time code makes a device."""
        return Answer(written(self._hub.enroll(enroll_request(asked.inflated()))))

    def token(self, asked: Asked) -> Answer:
        """First a question for a device, then a token for its signed answer."""
        given = parsed(asked.inflated())
        device_id = text(given, "device", 64)
        nonce = text_or_none(given, "nonce", 128)
        if nonce is None:
            return Answer(compact({"nonce": self._tokens.question(device_id)}).encode())
        self._tokens.check_question(device_id, nonce)
        device = self._hub.device(device_id)
        check_signature(device.keys, token_proof(device_id, nonce), text(given, "signature", 128))
        return Answer(compact({"token": self._tokens.token(device_id)}).encode())

    def hello(self, asked: Asked) -> Answer:
        """What the hub has, for this device."""
        return Answer(written(self._hub.hello(self._hub.device(asked.device))))

    def push(self, asked: Asked) -> Answer:
        """Events of the device whose token and whose signature it is."""
        device = self._hub.device(asked.device)
        raw = asked.inflated()
        try:
            batch = _signed(device, raw, asked.header(SIGNATURE_HEADER))
        except Refused:
            self._hub.note_wrong_signature(device)
            raise
        answer = self._hub.push(device, batch)
        counts = {status.value: total(answer.answers, status) for status in Status}
        return Answer(written(answer), counts={"events": len(batch.events), **counts})

    def pull(self, asked: Asked) -> Answer:
        """A page of a scope that the device follows."""
        spoken = asked.header(PROTOCOL_HEADER) or str(PROTOCOL)
        if not (spoken.isascii() and spoken.isdigit()):
            raise Shapeless(PROTOCOL_HEADER.lower())
        if int(spoken[:9]) < LEAST_PROTOCOL:
            raise Refused(Problem.UPGRADE_NEEDED, least=LEAST_PROTOCOL)
        request = pull_request(asked.query)
        page = self._hub.pull(self._hub.device(asked.device), request)
        return Answer(page_json(page), counts={"rows": len(page.rows)})

    def report(self, asked: Asked) -> Answer:
        """What the desk says of itself."""
        report = report_of(asked.inflated())
        self._hub.report(self._hub.device(asked.device), report)
        return Answer(_NOTHING)

    def put_attachment(self, asked: Asked) -> Answer:
        """Keep one; sent again it does nothing."""
        device = self._hub.device(asked.device)
        head, content = attachment_of(_digest(asked), asked.inflated())
        self._hub.put_attachment(device, head, content)
        return Answer(_NOTHING)

    def get_attachment(self, asked: Asked) -> Answer:
        """One that an accepted event of a client whom the advisor holds names; to others it is not there."""
        device, digest = self._hub.device(asked.device), _digest(asked)
        try:
            head, content = self._hub.attachment(device, digest)
        except Refused as refused:
            raise NotHere(refused.problem) from None
        return Answer(attachment_body(head, content))


def _signed(device: Device, raw: bytes, signature: str | None) -> PushBatch:
    """The batch that `device` has signed and that names it. Raises Refused(SIGNATURE_WRONG), Shapeless."""
    check_signature(device.keys, push_proof(raw), signature)
    batch = push_batch(raw)
    if batch.device_id != device.id:
        raise Refused(Problem.SIGNATURE_WRONG)
    return batch


def _digest(asked: Asked) -> str:
    digest = asked.path["sha256"]
    if len(digest) != 64 or not _DIGEST_LETTERS.issuperset(digest):  # noqa: PLR2004
        raise Shapeless("sha256")
    return digest


def _is_from_here(request: Request) -> bool:
    """True for a request from this machine that nobody has passed on."""
    if request.client is None or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        return ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
