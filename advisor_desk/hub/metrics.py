"""What the hub counts of itself, as Prometheus text. Names of routes and codes only: nothing of anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
_MS: Final = 1_000_000
_BOUNDS_MS: Final = (5, 20, 50, 100, 250, 1_000, 5_000)
_PREFIX: Final = "advisor_hub"


class Metrics:
    """Counters since the process began. Only the server's own thread writes and reads them."""

    def __init__(self) -> None:
        self._requests: Counter[tuple[str, int]] = Counter()
        self._took_ns: Counter[str] = Counter()
        self._within: Counter[tuple[str, int]] = Counter()
        self._problems: Counter[str] = Counter()
        self._counts: Counter[str] = Counter()
        self._bytes: Counter[str] = Counter()
        self.running = 0
        self.pushes = 0

    def request(self, route: str, status: int, took_ns: int) -> None:
        """One request was answered."""
        self._requests[route, status] += 1
        self._took_ns[route] += took_ns
        for bound in _BOUNDS_MS:
            if took_ns <= bound * _MS:
                self._within[route, bound] += 1

    def moved(self, received: int, sent: int) -> None:
        """Bytes of bodies as they were on the line."""
        self._bytes["received"] += received
        self._bytes["sent"] += sent

    def problem(self, code: str) -> None:
        """A request was refused."""
        self._problems[code] += 1

    def count(self, what: str, number: int) -> None:
        """So many events or rows more: `applied`, `duplicate`, `quarantined`, `rows`."""
        self._counts[what] += number

    def text(self) -> str:
        """All of it."""
        return "\n".join((*self._request_lines(), *self._count_lines(), ""))

    def _request_lines(self) -> Iterator[str]:
        yield from _head("requests_total", "counter", "Requests answered.")
        for (route, status), number in sorted(self._requests.items()):
            yield f'{_PREFIX}_requests_total{{route="{route}",status="{status}"}} {number}'
        yield from _head("request_seconds", "histogram", "Time from the request to its answer.")
        for route in sorted({route for route, _ in self._requests}):
            total = sum(number for (name, _), number in self._requests.items() if name == route)
            for bound in _BOUNDS_MS:
                yield _bucket(route, _seconds(bound * _MS), self._within[route, bound])
            yield _bucket(route, "+Inf", total)
            yield f'{_PREFIX}_request_seconds_sum{{route="{route}"}} {_seconds(self._took_ns[route])}'
            yield f'{_PREFIX}_request_seconds_count{{route="{route}"}} {total}'

    def _count_lines(self) -> Iterator[str]:
        yield from _head("problems_total", "counter", "Requests refused, by code.")
        for code, number in sorted(self._problems.items()):
            yield f'{_PREFIX}_problems_total{{code="{code}"}} {number}'
        yield from _head("events_total", "counter", "Events answered, by what became of them.")
        for status in ("applied", "duplicate", "quarantined"):
            yield f'{_PREFIX}_events_total{{status="{status}"}} {self._counts[status]}'
        yield from _head("rows_sent_total", "counter", "Rows of pages sent.")
        yield f"{_PREFIX}_rows_sent_total {self._counts['rows']}"
        yield from _head(
            "body_bytes_total", "counter", "Bytes of bodies on the line, the console's left out."
        )
        for way in ("received", "sent"):
            yield f'{_PREFIX}_body_bytes_total{{way="{way}"}} {self._bytes[way]}'
        yield from _head("requests_running", "gauge", "Requests in progress.")
        yield f"{_PREFIX}_requests_running {self.running}"
        yield from _head("pushes_running", "gauge", "Pushes that run or wait for a thread.")
        yield f"{_PREFIX}_pushes_running {self.pushes}"


def _head(name: str, kind: str, said: str) -> tuple[str, str]:
    return f"# HELP {_PREFIX}_{name} {said}", f"# TYPE {_PREFIX}_{name} {kind}"


def _bucket(route: str, bound: str, number: int) -> str:
    return f'{_PREFIX}_request_seconds_bucket{{route="{route}",le="{bound}"}} {number}'


def _seconds(nanoseconds: int) -> str:
    """Seconds with as many decimals as are needed."""
    whole, rest = divmod(nanoseconds, 1_000_000_000)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
