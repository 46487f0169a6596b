"""A round may stop at any step: the next one ends with everything there once (sync.md, I3, I4, I5, I10)."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest

from advisor_desk.errors import DeskError
from advisor_desk.sync.enrollment import enroll
from advisor_desk.sync.figures import DONE, Wishes
from advisor_desk.sync.round import run_round
from advisor_desk.sync.steps import STEPS, watching
from tests.hub_fake import FakeHub, unreachable
from tests.sync_fakes import HUB_URL, FakeBook, Ticking
from tests.times import TIMES

SEEDS = 20 * TIMES
RARE = ("enroll.", "scope.started", "scope.finished", "attachment.came", "attachment.kept", "round.proved")
"""Steps that a desk comes to once, after a restore of the hub, or when it has nothing to send."""
WALKED = tuple(step for step in STEPS if not step.startswith("courier.") and step != "scope.repaired")
"""The sealed file and the repair have walks of their own."""


class Killed(BaseException):
    """The process ends here."""


class Desk:
    """A book and a hub with something of everything to do, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)  # noqa: S311
        self.hub = FakeHub()
        self.book = FakeBook()
        self.ticking = Ticking()
        self.typed = 0
        self.files = [FakeBook().attach(f"{seed}".encode())]
        self.hub.files[self.files[0].sha256] = (self.files[0], f"{seed}".encode())
        self.book.files_missing.append(self.files[0].sha256)
        for number in range(self.rng.randint(1, 90)):
            self.hub.put(self.hub.own, "trade", f"T{number}", f"C{number % 7}")
        for number in range(self.rng.randint(0, 3)):
            self.hub.put("firm", "product", f"P{number}")

    def change(self) -> None:
        """Things happen at both ends between rounds."""
        if self.rng.random() < 0.6:
            for _ in range(self.rng.randint(1, 25)):
                self.book.record(f"C{self.rng.randint(0, 6)}")
        if self.rng.random() < 0.8:
            self.book.attach(self.rng.randbytes(8))
        for _ in range(self.rng.randint(1, 30)):
            self.hub.put(
                self.hub.own, "trade", f"T{self.rng.randint(0, 200)}", "C1", f"[{self.rng.random()}]"
            )
        self.hub.put(self.hub.own, "purge", "C6", "C6")
        self.hub.rows[self.hub.own] = {
            key: row
            for key, row in self.hub.rows[self.hub.own].items()
            if row.client_no != "C6" or row.kind == "purge"
        }
        if self.book.kept is not None and self.rng.random() < 0.3:
            self.hub.epoch = f"e{self.rng.random()}"

    def round(self) -> str:
        """One round; enrolment before the first."""
        if self.book.kept is None:
            enroll(self.book, self.hub, HUB_URL, "B1.CODE")
        wishes = Wishes(is_thorough=True)
        wishes.memory.pace.rows = self.rng.choice([7, 50, 1_000])
        wishes.memory.pace.events = self.rng.choice([3, 20, 200])
        return run_round(self.book, self.hub, self.ticking.around(), wishes).outcome

    def check(self) -> None:
        """Nothing lost, nothing doubled, both ends equal, and no repair was needed."""
        assert sorted(self.hub.order) == sorted(self.book.events)
        assert self.book.outbox == []
        assert self.book.files_due == []
        assert self.book.repaired == 0
        for scope in self.hub.rows:
            assert self.book.scope_sum(scope) == self.hub.head(scope).sum
        assert self.files[0].sha256 in self.book.files


def walk(desk: Desk, step: str, *, is_killed: bool, arrival: int = 0) -> bool:
    """Run a round that ends at a drawn arrival at `step`; True when it got there."""
    left, met = arrival or desk.rng.choice([1, 1, 1, 2, 3]), False

    def watcher(reached: str) -> None:
        nonlocal left, met
        if desk.rng.random() < 0.02 and desk.book.kept is not None and desk.typed < 50:
            desk.typed += 1
            desk.book.record("C1")
        if reached == step:
            left -= 1
            if left == 0:
                met = True
                raise Killed if is_killed else unreachable()

    with watching(watcher), suppress(Killed, DeskError):
        desk.round()
    return met


@pytest.mark.parametrize("step", WALKED)
def test_whatever_step_was_the_last_the_next_rounds_finish(step: str) -> None:
    met = 0
    for seed in range(SEEDS):
        desk = Desk(seed)
        for number in range(3):
            desk.change()
            met += walk(desk, step, is_killed=(seed + number) % 2 == 0)
        for _ in range(3):
            if desk.round() == DONE and not desk.book.outbox:
                break
        desk.check()
    assert met >= (SEEDS // 4 if step.startswith(RARE) else SEEDS), f"seeds 0 to {SEEDS - 1}"


def test_a_repair_that_is_cut_short_is_taken_up_again() -> None:
    for seed in range(SEEDS):
        desk = Desk(seed)
        desk.round()
        rows = desk.book.scopes[desk.hub.own].rows
        del rows[next(iter(rows))]
        assert walk(desk, "scope.repaired", is_killed=True, arrival=1)
        desk.round()
        assert desk.book.repaired == 1
        desk.book.repaired = 0
        desk.check()
