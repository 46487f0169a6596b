"""Short runs that bring about by plan what chance seldom does: each serves a mistake that hides from seeds.

Where the moment within a round decides, a scene is played for several of them. That they are many, and that
the round has more moments of the right kind than are needed, keeps a scene from hanging on how the steps of a
round are numbered today.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from tests.sim.plans import Deed, LineFault, Round, Step, What
from tests.sim.runs import Outcome, play
from tests.sim.world import Setting

_DESK: Final = 0
_HOME: Final = 3
"""The other desk of the same advisor, A1."""
_A1: Final = 0
_A2: Final = 1
_FIRST: Final = 0
"""The client of A1 with the lowest number, in A1's books and at head office."""
_OTHERS_AT_OFFICE: Final = (3, 6)
"""The other two of A1 among all clients."""
_FORWARD, _BACKWARD = 9, 0
"""Clocks that are ten years off."""
_TALKS: Final = tuple(Deed(What.CONTACT, _DESK, pick=1 + number % 2, value=1) for number in range(6))
"""With the other two, in turns: as many rows of A1 to come down in the next round."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Steps by the moment at which what matters happens in them, and the moments that are tried."""

    name: str
    steps: Callable[[int], Sequence[Step]]
    moments: Sequence[int] = (0,)

    def plays(self) -> Iterator[Outcome]:
        """What comes of it, moment by moment."""
        return (play(Setting(0), self.steps(moment)) for moment in self.moments)


def _slowly(during: Mapping[int, Deed], line: Mapping[int, LineFault] | None = None) -> Sequence[Step]:
    """A round whose pages hold one row each: between two of them much can happen."""
    return [*_TALKS, Round(_DESK, line or {}, during, events=50, rows=1)]


def _leaving(moment: int) -> Sequence[Step]:
    return _slowly({moment: Deed(What.HAND_OVER, _DESK, _FIRST)})


def _clash(moment: int) -> Sequence[Step]:
    return _slowly({moment: Deed(What.CLASH, _DESK, _FIRST)})


def _behind(moment: int) -> Sequence[Step]:
    return [
        Deed(What.CONTACT, _DESK),
        Round(_DESK),
        Deed(What.KEEP_COPY),
        Deed(What.CONTACT, _DESK),
        Round(_DESK),
        *_TALKS,
        Round(_DESK, during={moment: Deed(What.FAIL_OVER)}, events=1),
    ]


def _two_clocks(_moment: int) -> Sequence[Step]:
    return [
        Deed(What.JUMP, _DESK, value=_FORWARD),
        Deed(What.JUMP, _HOME, value=_BACKWARD),
        Deed(What.CONTACT, _DESK, _FIRST),
        Round(_DESK),
        Deed(What.CONTACT, _HOME, _FIRST),
        Round(_HOME),
        Deed(What.ASSIGN, pick=_FIRST, value=_A2),
    ]


def _event_before_client(_moment: int) -> Sequence[Step]:
    made = 3
    return [
        Deed(What.MAKE, _DESK),
        Deed(What.CONTACT, _DESK, pick=made),
        Round(_DESK),
        Deed(What.EDIT, _DESK, pick=made),
        Round(_DESK),
        Round(_HOME, rows=1),
    ]


def _killed_in_save(moment: int) -> Sequence[Step]:
    always = {number: Deed(What.CONTACT, _DESK) for number in range(moment)}
    return [Round(_DESK, during=always, crash_at=moment)]


def _killed_in_page(moment: int) -> Sequence[Step]:
    return [*_TALKS, Round(_DESK, crash_at=moment, events=50, rows=1)]


def _restored(_moment: int) -> Sequence[Step]:
    own = 1
    return [
        Deed(What.BACK_UP, _DESK),
        Deed(What.CONTACT, _DESK),
        Round(_DESK),
        Deed(What.RESTORE, _DESK, pick=own),
        Deed(What.CONTACT, _DESK),
        Round(_DESK),
    ]


def _back_again(moment: int) -> Sequence[Step]:
    hand_over = 21
    during = {hand_over: Deed(What.HAND_OVER, _DESK, _FIRST)}
    for number in range(1, 7):
        # Rows that come after the purge, so that the round has something left to ask for.
        pick = _OTHERS_AT_OFFICE[number % 2]
        during[hand_over + number] = Deed(What.PUT, pick=pick, value=5 * number + 1)
    return [
        *_slowly(during, {moment: LineFault.REQUEST_LOST}),
        Deed(What.ASSIGN, pick=_FIRST, value=_A1),
        Round(_DESK),
    ]


def _let_in_after_all(_moment: int) -> Sequence[Step]:
    return [
        Deed(What.STRAY, _DESK, _FIRST),
        Round(_DESK),
        Deed(What.LOAD, pick=_FIRST, value=_A1),
        Round(_DESK),
    ]


def _lost_by_head_office(_moment: int) -> Sequence[Step]:
    return [Deed(What.CONTACT, _DESK), Round(_DESK), Deed(What.ROLL_BACK), Round(_DESK)]


LEAVING: Final = Scene("talked to while the client leaves", _leaving, range(10, 32, 4))
"""Between two pages a client goes to another advisor and is talked to: what was said waits when the purge
comes. In other steps of a round it does not: what waits is sent before anything is asked for.
"""

CLASH: Final = Scene("edited while the field changes", _clash, range(10, 32, 4))
"""Head office's value comes while the edit waits: the desk shows its own until the row comes once more.

An edit that was answered before that is overwritten by the page in any case.
"""

BEHIND: Final = Scene("a standby that was behind takes over", _behind, range(0, 24, 4))
"""What the standby lacks lies below the number of what goes up in the same round."""

TWO_CLOCKS: Final = Scene("two clocks twenty years apart", _two_clocks)
"""What was said last has the lower id. Both talks go together to the client's next advisor.

A push holds events of one desk alone, and those the others bring into the order of its record.
"""

EVENT_BEFORE_CLIENT: Final = Scene("an event comes before its client", _event_before_client)
"""A client who was edited since has a higher number than what was said before, and comes on a later page."""

BACK_AGAIN: Final = Scene("away and back", _back_again, range(5, 22, 3))
"""A round ends after the purge. In the next what waits is answered first, and then the client comes again.

In the same round it would heal: what was said has left the book before it comes back from head office.
"""

SAVE_KILLED: Final = Scene("killed while something is saved", _killed_in_save, range(2, 12, 2))
"""At every step of a round something is said, until the program is killed."""

PAGE_KILLED: Final = Scene("killed while a page is taken in", _killed_in_page, range(66, 84, 3))
"""A page has a dozen points; in three of them its place would stand without its row."""

RESTORED: Final = Scene("back to a copy", _restored)
"""What is said after it has the number of what was said before, and head office knows that one."""

LET_IN: Final = Scene("let in after all", _let_in_after_all)
"""Head office did not know the client, kept the record apart, and takes it in once the client is loaded."""

LOST: Final = Scene("head office goes back", _lost_by_head_office)
"""To the copy that was made before anything was said."""
