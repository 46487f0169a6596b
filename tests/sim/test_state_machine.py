"""The same firm driven by Hypothesis, which makes what fails smaller by itself (L2).

Derandomised in the normal run; with `ADVISOR_SIM_RUNS` it draws as many examples by chance.
"""

import os
from contextlib import ExitStack

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.sim.checks import check
from tests.sim.plans import OF_OFFICE, OF_PERSON, Deed, LineFault, Round, What
from tests.sim.world import Setting, World

EXAMPLES = int(os.environ.get("ADVISOR_SIM_RUNS", "40"))
_IS_LONG = "ADVISOR_SIM_RUNS" in os.environ

PLACES = st.integers(0, 3)
SMALL = st.integers(0, 23)
AGES = (What.ARRIVE, What.JUMP, What.REOPEN, What.KILL, What.BACK_UP, What.RESTORE)


def _deeds(whats: tuple[What, ...]) -> st.SearchStrategy[Deed]:
    return st.builds(Deed, st.sampled_from(whats), PLACES, SMALL, SMALL)


HONEST = st.sampled_from(
    [fault for fault in LineFault if fault not in (LineFault.REPLY_SWAPPED, LineFault.REPLY_EMPTIED)]
)
TALK = st.builds(Deed, st.sampled_from(OF_PERSON), st.just(0), SMALL, SMALL)
ROUNDS = st.builds(
    Round,
    desk=PLACES,
    line=st.dictionaries(st.integers(0, 9), HONEST, max_size=3),
    during=st.dictionaries(st.integers(0, 24), TALK, max_size=2),
    crash_at=st.none() | st.integers(0, 60),
    hub_crash_at=st.none() | st.integers(0, 12),
    events=st.sampled_from((1, 3, 50)),
    rows=st.sampled_from((2, 8, 100)),
)


class Firm(RuleBasedStateMachine):
    """Desks and head office. What must hold is looked at when everything has come to rest."""

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        self.world: World | None = None

    @initialize(synced=st.tuples(*[st.booleans()] * 4))
    def begin(self, synced: tuple[bool, ...]) -> None:
        """Some desks have synced before, some have not."""
        self.world = self._open.enter_context(World(Setting(0, synced)))

    @rule(deed=_deeds(OF_PERSON))
    def person(self, deed: Deed) -> None:
        """Somebody works."""
        self._step(deed)

    @rule(deed=_deeds(OF_OFFICE))
    def office(self, deed: Deed) -> None:
        """Head office decides."""
        self._step(deed)

    @rule(deed=_deeds(AGES))
    def age(self, deed: Deed) -> None:
        """Clocks, crashes, copies."""
        self._step(deed)

    @rule(plan=ROUNDS)
    def round(self, plan: Round) -> None:
        """A desk syncs."""
        self._step(plan)

    @rule(plan=ROUNDS)
    def another_round(self, plan: Round) -> None:
        """As `round`: half of all that happens."""
        self._step(plan)

    def teardown(self) -> None:
        """Everything comes to rest, and then all promises must be kept."""
        with self._open:
            if self.world is not None:
                self.world.calm()
                check(self.world)

    def _step(self, step: Deed | Round) -> None:
        assert self.world is not None
        self.world.step(step)


TestFirm = Firm.TestCase
TestFirm.settings = settings(
    derandomize=not _IS_LONG,
    max_examples=EXAMPLES,
    stateful_step_count=40,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
