"""The work on one client's plan: reads in the book's lane, computes in the pool, keeps what was set by hand.

Knows no widget. What an advisor changes is shown at once without the solver; no computation takes its place.
"""

from dataclasses import replace
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from advisor_desk.domain.advice import LineOverride, Suggestion
from advisor_desk.domain.client import RiskLevel
from advisor_desk.errors import DeskError
from advisor_desk.ui.jobs import BookChange, JobHandle, Lane, ReadJob, WriteJob
from advisor_desk.ui.pages.allocation.amount_edit import yuan_text
from advisor_desk.ui.pages.allocation.parts import AllocationParts, ClientSheet
from advisor_desk.ui.pages.allocation.view import PageView
from advisor_desk.ui.pages.allocation.work import FACTS, Pending, PlanWork

TOPIC = "plan_draft"
T = TypeVar("T")


class PlanSession(QObject):
    """Signals: `changed()` everything is to be painted anew, `plan_changed()` the plan alone;
    `busy_changed(bool)`; `failed(DeskError)` reading or computing failed; `reason_wanted(str)` and
    `amount_wanted(str)` the keyboard belongs to that field of a product's line, `line_wanted(str)` to the
    line, which is done; `taken_back()` after an undo.
    """

    changed = Signal()
    plan_changed = Signal()
    busy_changed = Signal(bool)
    failed = Signal(object)
    reason_wanted = Signal(str)
    amount_wanted = Signal(str)
    line_wanted = Signal(str)
    taken_back = Signal()

    def __init__(self, parts: AllocationParts, parent: QObject) -> None:
        super().__init__(parent)
        self._parts = parts
        self.client_id: int | None = None
        self.sheet: ClientSheet | None = None
        self.suggestion: Suggestion | None = None
        self._works: dict[int, PlanWork] = {}
        self._job: JobHandle | None = None

    @property
    def work(self) -> PlanWork:
        """What is under way for the client."""
        return self._works.setdefault(self.client_id or 0, PlanWork())

    @property
    def view(self) -> PageView | None:
        """The state as it is to be painted; None until the client was read."""
        if self.sheet is None:
            return None
        suggestion, trial = self.suggestion, None
        if suggestion is not None and suggestion.plan is not None:
            trial = self._parts.evaluate(self.sheet, suggestion, self.work.amounts(suggestion.plan))
        return PageView(
            sheet=self.sheet, work=self.work, suggestion=suggestion, trial=trial, parts=self._parts
        )

    def open(self, client_id: int) -> None:
        """Turn to a client; the work under way for another waits."""
        if client_id != self.client_id:
            self.cancel()
            self.sheet = self.suggestion = None
            self.client_id = client_id

    def read(self) -> None:
        """Read client and shelf anew, then compute."""
        client_id = self.client_id
        if client_id is None:
            return
        read = self._parts.read
        self._start(
            ReadJob(
                run=lambda _context: read(client_id), done=self._on_read, failed=self._on_failed, owner=self
            )
        )

    def solve(self) -> None:
        """Compute the suggestion anew around what was set by hand."""
        sheet = self.sheet
        if sheet is None:
            return
        solve = self._parts.solve
        what_if, overrides = self.work.what_if, self.work.overrides()
        self._start(
            ReadJob(
                run=lambda _context: solve(sheet, what_if, overrides),
                done=self._on_solved,
                failed=self._on_failed,
                owner=self,
                lane=Lane.POOL,
            )
        )

    def cancel(self) -> None:
        """Stop waiting for what is being computed; what was there before stays."""
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        self._job = None
        self.busy_changed.emit(False)

    def forget(self) -> None:
        """The book is locked: nothing of any client stays in memory."""
        self.cancel()
        self._works.clear()
        self.client_id = self.sheet = self.suggestion = None

    # What the advisor changes

    def change_amount(self, code: str, amount_fen: int | None, text: str) -> None:
        """Show what an amount that is being typed comes to."""
        plan = self.suggestion.plan if self.suggestion is not None else None
        if plan is None:
            return
        work = self.work
        known, kept = work.pending.get(code), work.by_hand.get(code)
        if kept is None and code not in work.computed:
            work.computed.update({line.code: line.amount_fen for line in plan.lines if line.code == code})
        reason = known.reason if known is not None else kept.reason if kept is not None else ""
        work.pending[code] = Pending(text, amount_fen, reason)
        self.plan_changed.emit()

    def change_reason(self, code: str, reason: str) -> None:
        """Remember what is typed as the reason."""
        known = self.work.pending.get(code)
        if known is not None:
            self.work.pending[code] = replace(known, reason=reason)

    def keep_change(self, code: str) -> None:
        """Keep a changed amount with its reason; without one ask for it."""
        work = self.work
        typed = work.pending.get(code)
        if typed is None:
            return
        if typed.amount_fen is None:
            self.amount_wanted.emit(code)
            return
        if not typed.reason.strip():
            self.reason_wanted.emit(code)
            return
        before = work.kept
        del work.pending[code]
        work.set_by_hand(LineOverride(code=code, amount_fen=typed.amount_fen, reason=typed.reason.strip()))
        if work.kept != before:
            self._write(before, {code: typed})
        self.plan_changed.emit()
        self.line_wanted.emit(code)

    def release(self, code: str) -> None:
        """Give an amount back to the computation."""
        work = self.work
        before, was_by_hand = work.kept, code in work.by_hand
        if code not in work.pending and not was_by_hand:
            return
        if code in work.pending and was_by_hand:
            del work.pending[code]  # What is kept stays: one step at a time.
            self.plan_changed.emit()
            return
        work.release(code)
        if work.kept != before:
            self._write(before)
        self.plan_changed.emit()
        if was_by_hand:
            self.solve()

    def take_back(self) -> None:
        """The last step back."""
        before = self.work.kept
        if self.work.undo():
            if self.work.kept != before:
                self._write(before)
            self.taken_back.emit()
            self.solve()

    def add_product(self, code: str) -> None:
        """Put an allowed product into the plan at its smallest amount, and ask why."""
        view = self.view
        offer = view.offers().get(code) if view is not None else None
        if offer is not None:
            self.change_amount(code, offer.min_fen, yuan_text(offer.min_fen))
            self.amount_wanted.emit(code)

    # What the advisor tries out

    def type_money(self, text: str) -> None:
        """Remember what is typed as the amount."""
        self.work.money_text = text

    def try_money(self, amount_fen: int | None) -> None:
        """Another amount to place; what is recorded, or None, leads back to the facts."""
        if self.sheet is not None:
            self.work.money_text = None
            is_fact = amount_fen == (self.sheet.client.cash_fen or 0)
            self._try(amount_fen=None if is_fact else amount_fen)

    def try_level(self, level: RiskLevel | None) -> None:
        """Another level; the assessed one is the fact."""
        known = self.sheet.client.assessment if self.sheet is not None else None
        is_fact = known is not None and known.c_level is level
        self._try(level=None if is_fact else level)

    def leave_out(self, code: str) -> None:
        """Try it without a product."""
        self._try(without=tuple(sorted({*self.work.what_if.without, code})))

    def let_in(self, code: str) -> None:
        """Consider a product again."""
        self._try(without=tuple(one for one in self.work.what_if.without if one != code))

    def back_to_facts(self) -> PlanWork:
        """Try nothing out any more; returns the work as it was, to go back to it."""
        work = self.work
        was = replace(work, pending=dict(work.pending), history=list(work.history))
        work.what_if, work.money_text, work.tried = FACTS, None, ()
        self.changed.emit()
        self.solve()
        return was

    def resume(self, client_id: int, was: PlanWork) -> None:
        """Try again what was left, as long as the client is the same."""
        if client_id == self.client_id:
            self._works[client_id] = replace(was, kept=self.work.kept)
            self.changed.emit()
            self.solve()

    def _try(self, **changes: object) -> None:
        wanted = replace(self.work.what_if, **changes)  # type: ignore[arg-type]
        if wanted != self.work.what_if:
            self.work.what_if = wanted
            self.changed.emit()
            self.solve()
        else:
            self.changed.emit()

    def _start(self, job: ReadJob[T]) -> None:
        if self._job is not None and not self._job.is_over:
            self._job.cancel()
        self.busy_changed.emit(True)
        handle = self._parts.jobs.start(job)
        if not handle.is_over:
            self._job = handle

    def _on_read(self, sheet: ClientSheet) -> None:
        if sheet.client.client_id != self.client_id:
            return
        self.sheet = sheet
        self.work.kept = tuple(sheet.draft.overrides)
        self.changed.emit()
        self.solve()

    def _on_solved(self, suggestion: Suggestion) -> None:
        if suggestion.client_id != self.client_id:
            return
        self.suggestion = suggestion
        by_hand = {line.code for line in self.work.overrides()}
        plan = suggestion.plan
        if plan is not None:
            self.work.computed = {
                code: fen for code, fen in self.work.computed.items() if code in by_hand
            } | {line.code: line.amount_fen for line in plan.lines if line.code not in by_hand}
        self.busy_changed.emit(False)
        self.changed.emit()

    def _on_failed(self, error: DeskError) -> None:
        self.busy_changed.emit(False)
        self.failed.emit(error)

    def _on_kept(self, work: PlanWork, recorded: tuple[LineOverride, ...]) -> None:
        """Author and day of what was written; a change since then is left alone."""
        if _amounts(work.kept) == _amounts(recorded):
            work.kept = recorded
            self.plan_changed.emit()

    def _write(self, before: tuple[LineOverride, ...], typed: dict[str, Pending] | None = None) -> None:
        """Write what is kept; when that fails it is as before, and what was typed is there again."""
        client_id, lines, work = self.client_id, self.work.kept, self.work
        if client_id is None:
            return
        keep = self._parts.keep

        def on_failed(error: DeskError) -> None:
            work.kept = before
            work.pending.update(typed or {})
            self._parts.notices.error(error)
            self.plan_changed.emit()

        self._parts.jobs.start(
            WriteJob(
                run=lambda _context: keep(client_id, lines),
                done=lambda recorded: self._on_kept(work, recorded),
                failed=on_failed,
                owner=self,
                change=BookChange(frozenset({TOPIC}), frozenset({client_id}), self),
            )
        )


def _amounts(lines: tuple[LineOverride, ...]) -> set[tuple[str, int, str]]:
    return {(line.code, line.amount_fen, line.reason) for line in lines}
