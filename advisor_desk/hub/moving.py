"""Orders that hand a client over, and what is on its way between branches: each step may be done again."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Final

import sqlalchemy as sa

from advisor_desk.errors import OutsideFailed, UserCanFix
from advisor_desk.hub import assign, attachments, desk_register, forward, log, moves, office, release
from advisor_desk.hub.assign import Order
from advisor_desk.hub.fault_points import reached
from advisor_desk.hub.forward import FILE_KIND, Letter
from advisor_desk.hub.moves import Move
from advisor_desk.hub.office import Entry, utc
from advisor_desk.hub.release import Around
from advisor_desk.hub.store import Store
from advisor_desk.wire.messages import Flag, ItemAnswer

LOOK_EVERY: Final = 60.0
"""Seconds after which a push looks whether anything of its branch was left on its way."""


@dataclass(slots=True)
class Moving:
    """What goes from branch to branch. Any thread may call it."""

    store: Store
    around: Around
    _looked: dict[str, float] = field(default_factory=dict)

    def find_client(self, client_no: str) -> str | None:
        """The branch that holds the client; each is asked."""
        for branch in self.store.read(office.branches):
            if self.store.read(partial(assign.holders, branch=branch, client_nos=[client_no])):
                return branch
        return None

    def elsewhere(self, branch: str, client_nos: Sequence[str]) -> set[str]:
        """Those of the clients whom another branch has: a client is one branch's, and not new in a second.

        Each is asked, so what two branches make at the same moment is not noticed.
        """
        others = [one for one in self.store.read(office.branches) if one != branch] if client_nos else []
        known = partial(moves.known, client_nos=client_nos)
        return set().union(*(self.store.read(partial(known, branch=other)) for other in others))

    def assign(self, client_no: str, to: str, order_id: str | None, branch: str | None) -> int:
        """Hand a client over, within a branch or from one to another; rows moved.

        An order moves a client once only. One that was stopped between two branches goes on first.
        `branch` is whose advisor `to` is; without it the client's own branch is asked, then every other.

        Raises UserCanFix: `client.unknown`, `hub.advisor_unknown`, `hub.branch_needed` (several branches
        have such an advisor); OutsideFailed, also `hub.move_unfinished`.
        """
        resumed = self._resume(client_no)
        here = self.find_client(client_no)
        if here is None:
            raise UserCanFix("client.unknown")
        target = self._branch_of(to, here) if branch is None else self._demanded(to, branch)
        order = Order(order_id or self._new_id(), client_no, to)
        if order_id is not None and self._is_carried_out(order):
            return resumed.get(order_id, 0)
        if target == here:
            return self.store.transact(partial(self._within, branch=here, order=order))
        return self._across(Move(here, order, target, moves.LEFT))

    def forward_pending(self, branches: Iterable[str] | None = None, *, again: bool = False) -> int:
        """Bring to their end the moves that were stopped, and hand on what came late; how much arrived.

        `again` tries also what a mistake of ours has met; a move that meets one is tried each time. Doing it
        twice, or at two places at once, does nothing more. Raises OutsideFailed: the rest waits for the next
        time.
        """
        begun = list(self.store.read(office.branches) if branches is None else branches)
        for branch in begun:
            for move in self.store.read(partial(moves.unfinished, branch=branch)):
                self._carry_on(move)
            if again:
                self.store.transact(partial(forward.try_failed_again, branch=branch))
        settled = 0
        while begun:
            branch = begun.pop(0)
            done, onward = self._turn(branch)
            settled += done
            begun += [one for one in onward if one not in begun]
        return settled

    def after_push(self, branch: str, answers: Sequence[ItemAnswer]) -> None:
        """Hand on what a push has brought for clients who have left; whatever goes wrong, it was taken in."""
        now = self.around.clock()
        is_late = any(Flag.AFTER_REASSIGN.value in one.flags for one in answers)
        if is_late or not 0 <= now - self._looked.get(branch, -LOOK_EVERY) < LOOK_EVERY:
            self._looked[branch] = now
            self.look(branch)

    def look(self, branch: str) -> None:
        """As `forward_pending`, for a caller whose own deed is done: a database that is away is let be."""
        with suppress(OutsideFailed):
            self.forward_pending([branch])

    def rows_came(self, branch: str, client_nos: Sequence[str]) -> None:
        """Clients or their data were loaded: what came late and waited for that goes in."""
        if not client_nos:
            return
        came = self.store.transact(partial(forward.rows_came, branch=branch, client_nos=client_nos))
        if came:
            self.look(branch)

    def _within(self, connection: sa.Connection, branch: str, order: Order) -> int:
        moved = assign.reassign(connection, branch, order, self._now())
        self._note(connection, branch, order)
        return moved

    def _across(self, move: Move) -> int:
        """From one branch to another. Raises UserCanFix("client.unknown"), OutsideFailed."""

        def leave(connection: sa.Connection) -> None:
            at, branch, client_no = self._now(), move.branch, move.order.client_no
            if moves.leave(connection, move, at):
                uses = attachments.uses_of_client(connection, branch, client_no)
                forward.keep_files(connection, branch, uses, at)
                # What waits here for the client's data goes after them: it is not here that they will come.
                forward.rows_came(connection, branch, [client_no])
                self._note(connection, branch, move.order, to_branch=move.to_branch)

        self.store.transact(leave)
        reached("move.left")
        try:
            moved = self._carry(move)
        except OutsideFailed:
            raise OutsideFailed("hub.move_unfinished", order=move.order.id, branch=move.to_branch) from None
        self.look(move.branch)
        return moved

    def _carry_on(self, move: Move) -> None:
        """A mistake of ours over one client: they stay where they wait, and hold up no other."""
        try:
            self._carry(move)
        except OutsideFailed:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is: the hub must start, and pushes be answered
            fields = {"branch": move.branch, "order": move.order.id, **log.trouble(error)}
            log.tell("move_stopped", logging.ERROR, **fields)

    def _carry(self, move: Move) -> int:
        """From where a client waits into the new branch; rows that came along."""
        brought = self.store.read(partial(moves.luggage, move=move))

        def arrive(connection: sa.Connection) -> bool:
            has_come = moves.arrive(connection, move, brought, self._now())
            if has_come:
                self._note(connection, move.to_branch, move.order, from_branch=move.branch)
            return has_come

        has_come = self.store.transact(arrive)
        reached("move.arrived")
        # What desks over there had recorded already.
        release.release_waiting(self.store, move.to_branch, [move.order.client_no], self.around)
        self.store.transact(partial(moves.finish, move=move))
        return len(brought.rows) if has_come else 0

    def _resume(self, client_no: str) -> dict[str, int]:
        """Bring the client's unfinished moves to their end; rows moved, by order."""
        found: dict[str, int] = {}
        for branch in self.store.read(office.branches):
            for move in self.store.read(partial(moves.unfinished, branch=branch)):
                if move.order.client_no == client_no:
                    found[move.order.id] = self._carry(move)
                    self.look(branch)
        return found

    def _is_carried_out(self, order: Order) -> bool:
        def work(connection: sa.Connection, branch: str) -> bool:
            return (
                assign.is_carried_out(connection, branch, order)
                or moves.find(connection, branch, order) is not None
            )

        branches = self.store.read(office.branches)
        return any(self.store.read(partial(work, branch=branch)) for branch in branches)

    def _branch_of(self, advisor: str, here: str) -> str:
        others = [one for one in self.store.read(office.branches) if one != here]
        found = [one for one in (here, *others) if self._knows(one, advisor)]
        if not found:
            raise UserCanFix("hub.advisor_unknown")
        if found[0] != here and len(found) > 1:
            raise UserCanFix("hub.branch_needed", branches=len(found))
        return found[0]

    def _demanded(self, advisor: str, branch: str) -> str:
        if not self._knows(branch, advisor):
            raise UserCanFix("hub.advisor_unknown")
        return branch

    def _knows(self, branch: str, advisor: str) -> bool:
        known = partial(desk_register.known_advisors, branch=branch, ids=[advisor])
        return bool(self.store.read(known))

    def _turn(self, branch: str) -> tuple[int, list[str]]:
        """Every letter of a branch once; how many were settled, and where others are to be looked at."""
        settled, onward = 0, dict[str, None]()
        while True:
            letters = self.store.read(partial(forward.waiting, branch=branch))
            done = 0
            for letter in letters:
                is_settled, to_branch = self._sent(letter)
                done += is_settled
                if to_branch:
                    onward[to_branch] = None
            settled += done
            # An event that goes on may have let its attachments wait here.
            if not done:
                return settled, list(onward)

    def _sent(self, letter: Letter) -> tuple[bool, str]:
        """Whether a letter was settled here, and the branch to which it went on."""
        try:
            return self._passed(letter)
        except OutsideFailed:
            raise
        except Exception:  # noqa: BLE001 - our mistake over one letter: it stays and holds up no other
            self.store.transact(partial(forward.settle, letter=letter, state=forward.FAILED))
            return True, ""

    def _passed(self, letter: Letter) -> tuple[bool, str]:
        outcome = self.store.transact(partial(forward.deliver, letter=letter, at=self._now()))
        if not isinstance(outcome, Move):
            return outcome, ""
        self._hand_on(letter, outcome)
        return True, outcome.to_branch

    def _hand_on(self, letter: Letter, move: Move) -> None:
        file = None
        if letter.kind == FILE_KIND:
            file = self.store.read(partial(attachments.whole, branch=letter.branch, digest=letter.id))

        def work(connection: sa.Connection) -> None:
            if file is not None:
                attachments.keep_whole(connection, move.to_branch, file)
            forward.hand_on(connection, letter, move)

        self.store.transact(work)
        reached("forward.handed_on")
        self.store.transact(partial(forward.handed_on, letter=letter, at=self._now()))

    def _note(self, connection: sa.Connection, branch: str, order: Order, **further: str) -> None:
        body = {"client": order.client_no, "to": order.to, "order": order.id, **further}
        office.note(connection, branch, Entry(self._new_id(), self._now(), "client.assigned", body))

    def _now(self) -> str:
        return utc(self.around.clock())

    def _new_id(self) -> str:
        return str(self.around.new_id(self.around.clock()))
