"""A line between desk and hub on which every request may come to harm, by chance from a seed."""

import random
from collections import Counter
from collections.abc import Callable

import httpx

from advisor_desk.sync.transport import Destination, HubClient
from advisor_desk.wire.packing import packed
from advisor_desk.wire.seal import KeyPair

BOMB = packed(bytes(20 * 1024 * 1024))
_LEFT_OUT = {"content-length", "transfer-encoding", "content-encoding"}


class FaultyTransport(httpx.BaseTransport):
    """Passes requests on, or harms them: `faults` counts how."""

    def __init__(self, chance: random.Random, share: float) -> None:
        self._inner = httpx.HTTPTransport(trust_env=False)
        self._chance = chance
        self._share = share
        self._late: list[httpx.Request] = []
        self.faults: Counter[str] = Counter()
        self._ways: dict[str, Callable[[httpx.Request], httpx.Response]] = {
            "request lost": self._request_lost,
            "reply lost": self._reply_lost,
            "doubled": self._doubled,
            "late": self._comes_late,
            "request cut": self._request_cut,
            "reply cut": self._reply_cut,
            "request garbled": self._request_garbled,
            "reply garbled": self._reply_garbled,
            "bomb": self._bomb,
            "not ours": self._not_ours,
            **{str(status): self._says(status) for status in (401, 408, 413, 429, 500, 502, 503)},
        }

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Harm the request or not; one that was late arrives before or after it."""
        request.read()
        if self._late and self._chance.random() < 0.5:
            self._send(self._late.pop(self._chance.randrange(len(self._late))))
        if self._chance.random() >= self._share:
            return self._send(request)
        way = self._chance.choice(list(self._ways))
        self.faults[way] += 1
        return self._ways[way](request)

    def arrive(self) -> None:
        """Everything that is late arrives."""
        while self._late:
            self._send(self._late.pop())

    def close(self) -> None:
        """The desk hangs up; what is on its way stays so."""

    def end(self) -> None:
        """Close the line itself."""
        self._inner.close()

    def _send(self, request: httpx.Request, content: bytes | None = None) -> httpx.Response:
        body = request.content if content is None else content
        headers = [(name, value) for name, value in request.headers.raw if name.lower() != b"content-length"]
        answer = self._inner.handle_request(
            httpx.Request(request.method, request.url, headers=headers, content=body)
        )
        raw = b"".join(answer.iter_raw())
        answer.close()
        return _reply(answer.status_code, answer.headers, raw)

    def _request_lost(self, request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("lost", request=request)

    def _reply_lost(self, request: httpx.Request) -> httpx.Response:
        self._send(request)
        raise httpx.ReadError("lost", request=request)

    def _doubled(self, request: httpx.Request) -> httpx.Response:
        self._send(request)
        return self._send(request)

    def _comes_late(self, request: httpx.Request) -> httpx.Response:
        self._late.append(request)
        raise httpx.ReadTimeout("late", request=request)

    def _request_cut(self, request: httpx.Request) -> httpx.Response:
        return self._send(request, request.content[: self._chance.randrange(len(request.content) + 1)])

    def _request_garbled(self, request: httpx.Request) -> httpx.Response:
        return self._send(request, self._garbled(request.content))

    def _reply_cut(self, request: httpx.Request) -> httpx.Response:
        answer = self._send(request)
        raw = answer.read() if "content-encoding" not in answer.headers else b"".join(answer.iter_raw())
        return _reply(answer.status_code, answer.headers, raw[: self._chance.randrange(len(raw) + 1)])

    def _reply_garbled(self, request: httpx.Request) -> httpx.Response:
        answer = self._send(request)
        return _reply(answer.status_code, answer.headers, self._garbled(b"".join(answer.iter_raw())))

    def _bomb(self, request: httpx.Request) -> httpx.Response:
        self._send(request)
        return _reply(200, {"content-type": "application/json", "content-encoding": "gzip"}, BOMB)

    def _not_ours(self, request: httpx.Request) -> httpx.Response:
        """The page of a guest network."""
        return _reply(200, {"content-type": "text/html"}, b"<html>login</html>")

    def _says(self, status: int) -> Callable[[httpx.Request], httpx.Response]:
        def answer(request: httpx.Request) -> httpx.Response:
            if status in (408, 500, 502) and self._chance.random() < 0.5:
                self._send(request)
            return _reply(status, {"content-type": "text/plain", "retry-after": "1"}, b"")

        return answer

    def _garbled(self, raw: bytes) -> bytes:
        if not raw:
            return b"?"
        at = self._chance.randrange(len(raw))
        return raw[:at] + bytes([raw[at] ^ (1 << self._chance.randrange(8))]) + raw[at + 1 :]


class FaultyClient(HubClient):
    """The desk's own client on a faulty line."""

    def __init__(self, url: str, device_id: str, keys: KeyPair, transport: FaultyTransport) -> None:
        super().__init__(Destination(url), device_id, keys)
        self.transport = transport
        self._faulty = httpx.Client(transport=transport, headers={"Accept-Encoding": "gzip"})

    def _opened(self) -> httpx.Client:
        return self._faulty


def _reply(status: int, headers: "httpx.Headers | dict[str, str]", raw: bytes) -> httpx.Response:
    kept = {name: value for name, value in headers.items() if name.lower() not in _LEFT_OUT}
    if "content-encoding" in headers:
        kept["content-encoding"] = headers["content-encoding"]
    return httpx.Response(status, headers=kept, stream=httpx.ByteStream(raw))
