"""What a refused request means for a round: halve, start anew, or an error that a person is told.

By the hub's code where it gives one, by the HTTP status where something else answered (sync.md, 3.9).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from advisor_desk.errors import DeskError, OutsideFailed, UserCanFix
from advisor_desk.wire.messages import Problem

MOST_WAIT: Final = 3600
"""Seconds that a hub may ask us to wait; what is above it is a mistake."""


class TooMuch(Exception):  # noqa: N818 - named for what it says of the request
    """The request or its answer is too large for what lies between: ask for half."""


class Resync(Exception):  # noqa: N818 - named for what is to be done
    """The hub no longer knows what changed since our place: the scope starts anew."""


class Absent(Exception):  # noqa: N818 - named for what it says of the thing asked for
    """The hub does not have what was asked for, or not for us."""


_FIXED: Final[Mapping[str, str]] = {
    Problem.DEVICE_UNKNOWN: "sync.device_unknown",
    Problem.DEVICE_REVOKED: "sync.revoked",
    Problem.CODE_WRONG: "sync.code_wrong",
    Problem.UPGRADE_NEEDED: "sync.upgrade_needed",
}
_OUTSIDE: Final[Mapping[str, str]] = {
    Problem.TOKEN_NEEDED: "sync.token_refused",
    Problem.TOKEN_STALE: "sync.token_refused",
    Problem.SIGNATURE_WRONG: "sync.signature_refused",
    Problem.SHAPELESS: "sync.not_understood",
    Problem.SCOPE_FOREIGN: "sync.scope_refused",
    Problem.EPOCH_FOREIGN: "sync.hub_changed",
    Problem.FAILED: "sync.hub_failed",
}
_TOO_SLOW: Final = 408
_WAIT: Final = {425, 429, 503}
_BY_STATUS: Final[Mapping[int, str]] = {
    400: Problem.SHAPELESS,
    401: Problem.TOKEN_NEEDED,
    413: Problem.TOO_LARGE,
    426: Problem.UPGRADE_NEEDED,
}
_SERVER_FAILED = 500
_NO_SUCH_METHOD = 501
"""What a server of pages says to a request with a body."""
_GATEWAY: Final = {502, 504}


def meaning(status: int, code: str, retry_after: int | None = None, *, is_away: bool = False) -> Exception:
    """What a refusal is to be raised as. `status` 0: the hub is in this process and there is none.

    `is_away`: a hub that asks for patience has said that its database cannot be used.
    """
    if status in _WAIT or (not status and code in {Problem.BUSY, Problem.TOO_MANY}):
        return busy(retry_after, is_away=is_away)
    if status == _TOO_SLOW:
        return OutsideFailed("sync.timeout")
    if status in _GATEWAY:
        return OutsideFailed("sync.unreachable")
    said = code or _BY_STATUS.get(status, "")
    if said in {Problem.TOO_LARGE, Problem.TOO_MANY}:
        return TooMuch()
    if said == Problem.RESYNC_REQUIRED:
        return Resync()
    if status == 404:  # noqa: PLR2004
        return Absent()
    return _told(status, said)


def busy(retry_after: int | None, *, is_away: bool = False) -> OutsideFailed:
    """The hub asks for patience, for so many seconds when it says so."""
    seconds = 0 if retry_after is None else min(max(retry_after, 0), MOST_WAIT)
    if is_away:
        return OutsideFailed("sync.hub_away", retry_after=seconds)
    return OutsideFailed("sync.busy", retry_after=seconds)


def _told(status: int, said: str) -> DeskError:
    if said in _FIXED:
        return UserCanFix(_FIXED[said])
    if said in _OUTSIDE:
        return OutsideFailed(_OUTSIDE[said])
    if status >= _SERVER_FAILED and status != _NO_SUCH_METHOD:
        return OutsideFailed("sync.hub_failed")
    # A portal that wants a login, a proxy with pages of its own, another program on that port.
    return OutsideFailed("sync.not_a_hub")
