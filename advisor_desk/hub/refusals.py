"""What a desk is told when a request as a whole is refused, or when the hub failed: status, code, figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy.exc import TimeoutError as NoConnectionFree

from advisor_desk.errors import OutsideFailed
from advisor_desk.hub.log import trouble
from advisor_desk.hub.refused import Refused
from advisor_desk.wire.messages import AWAY, Problem, problem_body
from advisor_desk.wire.packing import TooLarge, Unpackable
from advisor_desk.wire.shaped import Shapeless

STATUSES: Final[Mapping[Problem, int]] = {
    Problem.TOKEN_NEEDED: 401,
    Problem.TOKEN_STALE: 401,
    Problem.DEVICE_UNKNOWN: 403,
    Problem.DEVICE_REVOKED: 403,
    Problem.SIGNATURE_WRONG: 403,
    Problem.CODE_WRONG: 403,
    Problem.SHAPELESS: 400,
    Problem.TOO_LARGE: 413,
    Problem.TOO_MANY: 429,
    Problem.BUSY: 503,
    Problem.UPGRADE_NEEDED: 426,
    Problem.SCOPE_FOREIGN: 403,
    Problem.RESYNC_REQUIRED: 409,
    Problem.EPOCH_FOREIGN: 409,
    Problem.FAILED: 500,
}
_AWAY: Final = frozenset({"hub.database_away", "hub.database_failed"})
"""Somebody at head office has to see to it: the desk is told that it is not for being busy."""
_TOO_SLOW: Final = 408
_UNSUPPORTED: Final = 415
_NOT_HERE: Final = 404


class TooSlow(Exception):  # noqa: N818 - named for what it says of the body
    """A body did not arrive in time."""


class NotHere(Refused):
    """What was asked for is not there for this device, today."""


class Unsupported(Shapeless):
    """A body in a form that the hub does not read."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is none. `trouble` is for the log when it was our mistake."""

    status: int
    code: str
    body: bytes
    headers: tuple[tuple[bytes, bytes], ...] = ()
    trouble: Mapping[str, str] = field(default_factory=dict)


def refusal(error: Exception, busy_seconds: int) -> Refusal:
    """What `error` is to the desk. `busy_seconds` is what it should wait when something here is away."""
    if isinstance(error, NotHere):
        return _made(_NOT_HERE, error.problem, error.params)
    if isinstance(error, Refused):
        return _made(STATUSES[error.problem], error.problem, error.params)
    if isinstance(error, Shapeless | Unpackable | TooLarge):
        return _of_body(error)
    wait = {"retry_after": busy_seconds}
    if isinstance(error, TooSlow):
        return _made(_TOO_SLOW, Problem.BUSY, wait)
    if isinstance(error, NoConnectionFree | TimeoutError):
        return _made(503, Problem.BUSY, wait, {"kind": type(error).__name__})
    if isinstance(error, OutsideFailed):
        is_away = error.code in _AWAY
        return _made(503, Problem.BUSY, wait | {AWAY: True} if is_away else wait, {"kind": error.code})
    return _made(500, Problem.FAILED, {}, trouble(error))


def _of_body(error: Shapeless | Unpackable | TooLarge) -> Refusal:
    if isinstance(error, TooLarge):
        return _made(STATUSES[Problem.TOO_LARGE], Problem.TOO_LARGE, {})
    field_of = error.field if isinstance(error, Shapeless) else "body"
    status = _UNSUPPORTED if isinstance(error, Unsupported) else STATUSES[Problem.SHAPELESS]
    return _made(status, Problem.SHAPELESS, {"field": field_of})


def _made(
    status: int, problem: Problem, params: Mapping[str, Any], said: Mapping[str, str] | None = None
) -> Refusal:
    headers: tuple[tuple[bytes, bytes], ...] = ()
    if "retry_after" in params:
        headers = ((b"retry-after", str(params["retry_after"]).encode()),)
    if status == STATUSES[Problem.TOKEN_NEEDED]:
        headers = (*headers, (b"www-authenticate", b"Bearer"))
    return Refusal(status, problem.value, problem_body(problem, **params), headers, said or {})
