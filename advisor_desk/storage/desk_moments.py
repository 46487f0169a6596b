"""The open book with its moments of truth."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from advisor_desk.errors import UserCanFix
from advisor_desk.storage.desk_tasks import DeskTasks

if TYPE_CHECKING:
    from datetime import date

    from advisor_desk.domain.moment import (
        KeptMoment,
        Moment,
        MomentFacts,
        MomentMark,
        MomentState,
        Raised,
        RunMark,
    )
    from advisor_desk.storage.engine import Connection
    from advisor_desk.storage.moments import Run

_AT_ONCE = 500


class DeskMoments(DeskTasks):
    """Satisfies `usecases.service_ports.MomentBook`."""

    def moment_facts(
        self, client_ids: Collection[int] | None = None, since: date | None = None
    ) -> Iterator[MomentFacts]:
        """What the rules look at, by client number, nothing later than the book's day; read in portions."""
        from advisor_desk.storage import moment_facts

        scope = moment_facts.Scope(self._as_of, self.rules, self.advice, since)
        with self._book.read() as connection:
            ids = moment_facts.ordered(connection, client_ids)
        for start in range(0, len(ids), _AT_ONCE):
            with self._book.read() as connection:
                portion = moment_facts.read(connection, ids[start : start + _AT_ONCE], scope)
            yield from portion

    def keep_moments(
        self, found: Sequence[Moment], since: date, until: date, past: Collection[str] = ()
    ) -> int:
        """Keep what was found for event days in [since, until]; what is kept already stays as it is.

        Open ones of their clients past their time become EXPIRED; new ones whose keys are in `past` are so
        from the start. Returns how many are new.
        """
        from advisor_desk.storage import moments

        wanted = [moment for moment in found if since <= moment.event_on <= until]
        with self._book.change() as connection:
            run = self._run()
            added = moments.keep(connection, wanted, run, past)
            moments.expire(connection, run, {moment.client_id for moment in wanted})
        return added

    def expire_moments(self) -> None:
        """Open moments of the whole book that are past their time become EXPIRED."""
        from advisor_desk.storage import moments

        with self._book.change() as connection:
            moments.expire(connection, self._run())

    def moments_raised(self, client_ids: Collection[int], since: date) -> list[Raised]:
        """What is kept of some clients with event days from `since` on, in whatever state."""
        from advisor_desk.storage import moments

        with self._book.read() as connection:
            return moments.raised(connection, client_ids, since)

    def moments_found_until(self) -> date | None:
        """The last day the rules have been run for, None when never."""
        from advisor_desk.storage import moment_runs

        with self._book.read() as connection:
            return moment_runs.position(connection).until

    def moments_changed(self) -> tuple[dict[int, date], RunMark]:
        """Clients of whom something came in since the last run, with the earliest day that it is about.

        Nobody before the first run, which looks at everybody. The mark says what the book had when it was
        asked: `keep_moments_found_until` takes it.
        """
        from advisor_desk.storage import moment_runs

        with self._book.read() as connection:
            position = moment_runs.position(connection)
            changed = {} if position.until is None else moment_runs.changed(connection, position)
            return changed, moment_runs.newest(connection)

    def keep_moments_found_until(self, until: date, mark: RunMark) -> None:
        """The rules have been run for every client and every day up to this one, over what the mark had."""
        from advisor_desk.storage import moment_runs

        with self._book.change() as connection:
            moment_runs.keep(connection, until, mark)

    def moments(self, states: Collection[MomentState], *, client_id: int | None = None) -> list[KeptMoment]:
        """Moments in the given states, by due date and key, nothing later than the book's day."""
        from advisor_desk.storage import moments

        with self._book.read() as connection:
            return moments.read(connection, states, self._as_of, client_id)

    def open_marks(self) -> list[MomentMark]:
        """Every open moment that is in sight on the book's day, in few words."""
        from advisor_desk.storage import moments

        with self._book.read() as connection:
            return moments.open_marks(connection, self._as_of)

    def held_back(self) -> dict[str, int]:
        """How many moments the rules keep back that would be in sight on the book's day, by reason."""
        from advisor_desk.storage import moments

        with self._book.read() as connection:
            return moments.held_back(connection, self._run())

    def moments_of_keys(self, keys: Collection[str]) -> list[KeptMoment]:
        """The moments named, by due date and key."""
        from advisor_desk.storage import moments

        with self._book.read() as connection:
            return moments.of_keys(connection, keys)

    def close_moment(self, key: str, state: MomentState, reason: str) -> None:
        """DONE or SUPPRESSED by a person, with a reason. Raises UserCanFix("record.unknown")."""
        from advisor_desk.storage import moments

        with self._book.change() as connection:
            kept = self._moment(connection, key)
            body = {
                "key": key,
                "code": kept.moment.code.value,
                "state": state.value,
                "reason": reason.strip(),
            }
            self._told(connection, moments.CLOSED, body, kept.moment.client_id)

    def reopen_moment(self, key: str) -> None:
        """Take a closing or a snooze back (undo). Raises UserCanFix("record.unknown")."""
        from advisor_desk.storage import moments

        with self._book.change() as connection:
            kept = self._moment(connection, key)
            self._told(connection, moments.REOPENED, {"key": key}, kept.moment.client_id)

    def snooze_moment(self, key: str, until: date, reason: str) -> None:
        """Out of sight until a day, with a reason.

        Raises UserCanFix: `record.unknown`, `snooze.reason_needed`, `snooze.day_past`.
        """
        from advisor_desk.storage import moments

        self._demand_snooze(until, reason)
        with self._book.change() as connection:
            kept = self._moment(connection, key)
            body = {
                "key": key,
                "code": kept.moment.code.value,
                "until": until.isoformat(),
                "reason": reason.strip(),
            }
            self._told(connection, moments.SNOOZED, body, kept.moment.client_id)

    def _moment(self, connection: Connection, key: str) -> KeptMoment:
        from advisor_desk.storage import moments

        found = moments.one(connection, key)
        if found is None:
            raise UserCanFix("record.unknown")
        return found

    def _run(self) -> Run:
        from advisor_desk.storage.moments import Run

        service = self.service
        expire = {code: rule.expire_days for code, rule in service.moments.items()}
        return Run(self._as_of, service.version, expire)
