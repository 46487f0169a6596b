"""The routes of `/console`: who asks, what is asked, and the headers of every answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub import log
from advisor_desk.hub.console import conflicts, contacts, desks, held, overview, tiers, words
from advisor_desk.hub.console.asking import Ask, Moved, Page, missing
from advisor_desk.hub.console.codes import SESSION_SECONDS
from advisor_desk.hub.console.kept import Kept
from advisor_desk.hub.console.look import look
from advisor_desk.hub.console.session import Person, Sessions
from advisor_desk.hub.console.speech import CHINESE, ROOT, Speech
from advisor_desk.hub.hub import Hub
from advisor_desk.hub.limits import Buckets, Rate
from advisor_desk.hub.metrics import Metrics
from advisor_desk.hub.refused import Refused

PAGES: Final[Mapping[str, Page]] = {
    "": overview.page,
    "/desks": desks.page,
    "/quarantine": held.page,
    "/quarantine/event": held.event,
    "/quarantine/release": held.ask_release,
    "/quarantine/return": held.ask_return,
    "/conflicts": conflicts.page,
    "/conflicts/field": conflicts.field,
    "/contacts": contacts.page,
    "/tiers": tiers.page,
}
DEEDS: Final[Mapping[str, Page]] = {
    "/quarantine/release": held.release,
    "/quarantine/return": held.give_back,
}
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
HEADERS: Final = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_DOOR: Final = "/sign-in"
_ANY: Final = "/{rest:path}"
_FAILED: Final = 500
_HTML: Final = "text/html; charset=utf-8"
_FORM: Final = "application/x-www-form-urlencoded"
_MOST_FORM: Final = 4_096
_MOST_FIELDS: Final = 16
_BODY_SECONDS: Final = 10
_AT_ONCE: Final = 2
"""Pages that are made at the same time: the rest of the database's connections are for desks."""
_SIGN_INS: Final = Rate(1, 30)


class _Bad(Exception):  # noqa: N818 - named for what came
    """A request that no page of ours makes."""

    def __init__(self, status: int = 400) -> None:
        super().__init__(status)
        self.status = status


@dataclass(frozen=True, slots=True)
class _Came:
    """A request that was read. `name` is its path below `/console`, as the route has it."""

    request: Request
    name: str
    speech: Speech
    query: Mapping[str, str]
    form: Mapping[str, str]


_Work = Callable[[_Came], Response]


class Console:
    """The console of one hub. With `is_secure` its cookie travels over TLS alone: always but on loopback."""

    def __init__(self, hub: Hub, *, is_secure: bool) -> None:
        self._hub = hub
        self._sessions = Sessions(hub)
        self._look = look()
        self._is_secure = is_secure
        self.cookie = "__Host-console" if is_secure else "console"
        self._few = asyncio.Semaphore(_AT_ONCE)
        self._sign_ins = Buckets(_SIGN_INS)
        self._overview: Kept[Any] = Kept()

    def routes(self) -> list[BaseRoute]:
        """The routes, to be given to `routes.Surroundings`."""
        return [
            self._counted("GET", "/style.css", self._style),
            self._route("GET", _DOOR, self._door),
            self._route("POST", _DOOR, self._sign_in),
            self._route("POST", "/sign-out", self._sign_out),
            *(self._route("GET", path, self._page) for path in PAGES),
            *(self._route("POST", path, self._deed) for path in DEEDS),
            self._route("GET", _ANY, self._no_page),
        ]

    def _route(self, method: str, path: str, work: _Work) -> Route:
        async def endpoint(request: Request) -> Response:
            return await self._answered(request, path, work)

        return self._counted(method, path, endpoint)

    def _counted(self, method: str, path: str, work: Callable[[Request], Awaitable[Response]]) -> Route:
        """A route in the server's metrics under its own name: what was asked beyond that is told nobody."""
        name = f"{method} {ROOT}{'/*' if path == _ANY else path}"

        async def endpoint(request: Request) -> Response:
            metrics: Metrics = request.app.state.metrics
            began = time.perf_counter_ns()
            metrics.running += 1
            try:
                response = await work(request)
            finally:
                metrics.running -= 1
            metrics.request(name, response.status_code, time.perf_counter_ns() - began)
            return response

        return Route(ROOT + path, endpoint, methods=[method])

    async def _style(self, _request: Request) -> Response:
        return Response(self._look.style, media_type="text/css", headers=HEADERS)

    async def _answered(self, request: Request, name: str, work: _Work) -> Response:
        """Answer in a thread; whatever goes wrong becomes a page that says so."""
        began = time.perf_counter_ns()
        speech = Speech(CHINESE)
        trouble: Mapping[str, str] = {}
        try:
            query = _fields(request.scope["query_string"])
            speech = Speech.of(query, request.headers.get("accept-language", ""))
            form = await _form(request) if request.method == "POST" else {}
            async with self._few:
                response = await asyncio.to_thread(work, _Came(request, name, speech, query, form))
        except _Bad as bad:
            response = self._html("bad.html", speech, {}, bad.status)
        except OutsideFailed as away:
            trouble = {"kind": away.code}
            response = self._html("away.html", speech, {}, 503)
        except Exception as error:  # noqa: BLE001 - whatever it is, somebody waits for a page
            trouble = log.trouble(error)
            response = self._html("failed.html", speech, {}, _FAILED)
        level = logging.ERROR if response.status_code == _FAILED else logging.INFO
        took = (time.perf_counter_ns() - began) // 1_000_000
        log.tell("console", level, route=name, status=response.status_code, ms=took, **trouble)
        return response

    def _page(self, came: _Came) -> Response:
        return self._inside(came, PAGES[came.name])

    def _no_page(self, came: _Came) -> Response:
        return self._inside(came, lambda _ask: missing())

    def _inside(self, came: _Came, page: Page) -> Response:
        """A page for somebody who has signed in; everybody else is shown the door."""
        given = came.request.cookies.get(self.cookie)
        person = self._sessions.of(given)
        if person is None:
            return self._moved(came.speech.link(_DOOR, over="1" if given else None))
        return self._told(came, person, page)

    def _deed(self, came: _Came) -> Response:
        try:
            return self._told(came, self._proven(came), DEEDS[came.name])
        finally:
            self._overview.forget()

    def _door(self, came: _Came) -> Response:
        query = came.query
        note = words.SIGNED_OUT if "out" in query else words.SESSION_OVER if "over" in query else ""
        return self._door_page(came.speech, note)

    def _sign_in(self, came: _Came) -> Response:
        _demand_own_site(came.request)
        client = came.request.client
        try:
            self._sign_ins.take(client.host if client else "")
        except Refused:
            return self._door_page(came.speech, words.TOO_MANY, 429)
        cookie = self._sessions.begin(came.form.get("code", ""))
        if cookie is None:
            return self._door_page(came.speech, words.WRONG_CODE, 403)
        response = self._moved(came.speech.link())
        response.set_cookie(self.cookie, cookie, max_age=SESSION_SECONDS, **self._cookie_settings)
        return response

    def _sign_out(self, came: _Came) -> Response:
        self._sessions.end(self._proven(came))
        response = self._moved(came.speech.link(_DOOR, out="1"))
        response.delete_cookie(self.cookie, **self._cookie_settings)
        return response

    @property
    def _cookie_settings(self) -> dict[str, Any]:
        return {"path": "/", "secure": self._is_secure, "httponly": True, "samesite": "strict"}

    def _proven(self, came: _Came) -> Person:
        """Who has sent a form of ours. Raises _Bad for one that comes from elsewhere."""
        _demand_own_site(came.request)
        person = self._sessions.of(came.request.cookies.get(self.cookie))
        if person is None or not self._sessions.is_proven(person, came.form.get("proof", "")):
            raise _Bad(403)
        return person

    def _told(self, came: _Came, person: Person, page: Page) -> Response:
        proof = self._sessions.proof(person)
        ask = Ask(self._hub, person, proof, came.speech, came.query, self._overview)
        reply = page(ask)
        if isinstance(reply, Moved):
            return self._moved(reply.to)
        own = {**reply.values, "person": person, "proof": ask.proof, "part": reply.part, "query": came.query}
        return self._html(reply.template, came.speech, {**own, "path": came.name}, reply.status)

    def _door_page(self, speech: Speech, note: str, status: int = 200) -> Response:
        return self._html("sign_in.html", speech, {"note": note, "status": status}, status)

    def _html(self, template: str, speech: Speech, values: Mapping[str, Any], status: int = 200) -> Response:
        body = self._look.page(template, speech, values)
        return Response(body, status, {**HEADERS, "content-language": speech.tag}, _HTML)

    def _moved(self, to: str) -> Response:
        return Response(b"", 303, {**HEADERS, "location": to})


def _demand_own_site(request: Request) -> None:
    """Raises _Bad for a form that another site has sent, where the browser says so."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise _Bad(403)


async def _form(request: Request) -> dict[str, str]:
    """The fields of a small form. Raises _Bad."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        raise _Bad(415)
    body = b""
    try:
        async with asyncio.timeout(_BODY_SECONDS):
            async for part in request.stream():
                body += part
                if len(body) > _MOST_FORM:
                    raise _Bad(413)
    except TimeoutError:
        raise _Bad(408) from None
    except ClientDisconnect:
        raise _Bad from None
    return _fields(body)


def _fields(raw: bytes) -> dict[str, str]:
    """Fields of a form or of an address. Raises _Bad for more than there are, or what no database keeps."""
    try:
        found = dict(parse_qsl(raw.decode("latin-1"), keep_blank_values=True, max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise _Bad from None
    if any("\0" in value for value in found.values()):
        raise _Bad
    return found
