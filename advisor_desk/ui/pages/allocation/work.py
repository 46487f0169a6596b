"""What an advisor has under way for one client: what is tried out, amounts set by hand, what is typed.

Plain values without Qt. Nothing typed is lost while the desk is open: the work of a client waits in memory
until it is kept, taken back, or the book is locked.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from advisor_desk.domain.advice import AllocationPlan, LineOverride, WhatIf

FACTS = WhatIf()


@dataclass(frozen=True, slots=True)
class Pending:
    """An amount that was typed but has no reason yet; `amount_fen` is None while it cannot be read."""

    text: str
    amount_fen: int | None
    reason: str = ""


@dataclass(slots=True)
class PlanWork:
    """The work of one client. `kept` are the amounts of the book, `tried` those set while something is tried
    out, which are never recorded. `history` holds what `kept` or `tried` was before each step.
    """

    what_if: WhatIf = FACTS
    money_text: str | None = None
    kept: tuple[LineOverride, ...] = ()
    tried: tuple[LineOverride, ...] = ()
    pending: dict[str, Pending] = field(default_factory=dict)
    computed: dict[str, int] = field(default_factory=dict)
    history: list[tuple[bool, tuple[LineOverride, ...]]] = field(default_factory=list)

    @property
    def is_trial(self) -> bool:
        """True while anything differs from the facts."""
        return self.what_if != FACTS

    @property
    def by_hand(self) -> dict[str, LineOverride]:
        """The amounts set by hand with their reasons, by product code."""
        lines = (*self.kept, *(self.tried if self.is_trial else ()))
        return {line.code: line for line in lines if line.code not in self.what_if.without}

    @property
    def has_typed(self) -> bool:
        """True while an amount waits for its reason."""
        return bool(self.pending)

    def overrides(self) -> tuple[LineOverride, ...]:
        """What no computation may change: kept, tried out, and typed but not yet kept."""
        found = self.by_hand
        for code, typed in self.pending.items():
            if typed.amount_fen is not None and code not in self.what_if.without:
                found[code] = LineOverride(code=code, amount_fen=typed.amount_fen, reason=typed.reason)
        return tuple(found[code] for code in sorted(found))

    def amounts(self, plan: AllocationPlan) -> Mapping[str, int]:
        """The plan's amounts with those set by hand in their place."""
        found = {line.code: line.amount_fen for line in plan.lines}
        found.update((line.code, line.amount_fen) for line in self.overrides())
        return found

    def set_by_hand(self, line: LineOverride) -> tuple[LineOverride, ...]:
        """Put an amount in the place of the computed one; returns all amounts of its kind."""
        return self._replace(_with(self._now(), line))

    def release(self, code: str) -> tuple[LineOverride, ...]:
        """Give a product back to the computation; returns all amounts of its kind."""
        self.pending.pop(code, None)
        if self.is_trial and any(line.code == code for line in self.tried):
            return self._replace(_without(self.tried, code))
        if any(line.code == code for line in self.kept):
            self.history.append((False, self.kept))
            self.kept = _without(self.kept, code)
        return self.kept

    def undo(self) -> bool:
        """Take the last step back; False when there is none.

        Steps of a trial that is over are passed over; during a trial what is kept stays as it is.
        """
        while self.history and self.history[-1][0] and not self.is_trial:
            self.history.pop()
        if not self.history or self.history[-1][0] != self.is_trial:
            return False
        was_trial, lines = self.history.pop()
        if was_trial:
            self.tried = lines
        else:
            self.kept = lines
        return True

    def _now(self) -> tuple[LineOverride, ...]:
        return self.tried if self.is_trial else self.kept

    def _replace(self, lines: tuple[LineOverride, ...]) -> tuple[LineOverride, ...]:
        self.history.append((self.is_trial, self._now()))
        if self.is_trial:
            self.tried = lines
        else:
            self.kept = lines
        return lines


def _with(lines: tuple[LineOverride, ...], line: LineOverride) -> tuple[LineOverride, ...]:
    return tuple(sorted((*_without(lines, line.code), line), key=lambda each: each.code))


def _without(lines: tuple[LineOverride, ...], code: str) -> tuple[LineOverride, ...]:
    return tuple(line for line in lines if line.code != code)
