"""What may happen in a simulated firm: deeds of people and of head office, and what goes wrong in a round.

A plan is values alone and says nothing of the state that it meets: `pick` and `value` are taken modulo what
there is. So a plan means the same whatever happened before, and one that fails can be made smaller.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Crash(BaseException):
    """The desk's program is killed at a named point."""


class HubDown(BaseException):
    """The hub's program is killed at a named point."""


class PlannedMistake(Exception):  # noqa: N818 - named for what it is
    """The hub makes a mistake of its own at a named point."""


class LineFault(StrEnum):
    """What happens to one request and its reply."""

    REQUEST_LOST = "request lost"
    REPLY_LOST = "reply lost"
    DOUBLED = "doubled"
    LATE = "late"
    COPY_LATE = "a copy comes late"
    REQUEST_GARBLED = "request garbled"
    REPLY_CUT = "reply cut"
    REPLY_GARBLED = "reply garbled"
    REPLY_SWAPPED = "reply swapped"
    REPLY_EMPTIED = "reply emptied"
    PORTAL = "portal"
    IMPOSTOR = "impostor"
    S401 = "401"
    S408 = "408"
    S413 = "413"
    S429 = "429"
    S500 = "500"
    S503 = "503"


class What(StrEnum):
    """A deed."""

    # Of a person at a desk.
    CONTACT = "contact"
    TOGETHER = "contact with two"
    EDIT = "edit"
    CONSENT = "consent"
    ATTACH = "attach"
    CORRECT = "correct"
    WITHDRAW = "withdraw"
    TASK = "task"
    LOOK = "look"
    SETTLE = "settle"
    MAKE = "make a client"
    STRAY = "stray client"
    HAND_OVER = "client handed over and talked to"
    CLASH = "a field changed at both ends"
    # Of head office.
    ASSIGN = "assign"
    PUT = "put rows"
    TAKE_OUT = "take rows out"
    LOAD = "load strays"
    RELEASE = "release"
    KEEP_COPY = "keep a copy"
    ROLL_BACK = "roll back"
    FAIL_OVER = "fail over"
    # Of the world.
    ARRIVE = "late requests arrive"
    JUMP = "clock jumps"
    REOPEN = "reopen"
    KILL = "kill"
    UPGRADE = "upgrade"
    BACK_UP = "back up"
    RESTORE = "restore"
    # Where there are two branches.
    GO_ACROSS = "client gone to the other branch and talked to"
    ACROSS = "assign to the other branch"
    REPEAT = "an order given again"
    RESTART = "the hub starts again"


OF_PERSON = (
    What.CONTACT,
    What.TOGETHER,
    What.EDIT,
    What.CONSENT,
    What.ATTACH,
    What.CORRECT,
    What.WITHDRAW,
    What.TASK,
    What.LOOK,
    What.SETTLE,
    What.MAKE,
    What.STRAY,
    What.HAND_OVER,
    What.CLASH,
)
OF_OFFICE = (
    What.ASSIGN,
    What.PUT,
    What.TAKE_OUT,
    What.LOAD,
    What.RELEASE,
    What.KEEP_COPY,
    What.ROLL_BACK,
    What.FAIL_OVER,
)


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that is done at a desk, at head office or to the world."""

    what: What
    desk: int = 0
    pick: int = 0
    value: int = 0


@dataclass(frozen=True, slots=True)
class Round:
    """A round of a desk, and what goes wrong meanwhile.

    `line` says by the number of a request what happens to it; `during` what is done at a numbered point of
    the round. `crash_at` counts the desk's points up to the backup, `crash_in_backup` those of the backup.
    The hub is killed at point `hub_crash_at` that it reaches, and makes a mistake at each of `hub_mistakes`.
    """

    desk: int
    line: Mapping[int, LineFault] = field(default_factory=dict)
    during: Mapping[int, Deed] = field(default_factory=dict)
    crash_at: int | None = None
    crash_in_backup: int | None = None
    hub_crash_at: int | None = None
    hub_mistakes: tuple[int, ...] = ()
    cancel_at: int | None = None
    events: int = 3
    rows: int = 5


Step = Deed | Round
