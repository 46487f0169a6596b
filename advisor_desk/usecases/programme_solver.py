"""Solves the integer programme with HiGHS through scipy, which is loaded when it is first needed."""

import ctypes
import os
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from itertools import accumulate
from threading import Lock

from advisor_desk.errors import DeskBug
from advisor_desk.rules.programme import Programme

GAP = 1e-9
"""Costs are basis points of the base: a relative gap that no amount on the grid can hide in."""

QUICK = {
    "mip_heuristic_run_rens": False,
    "mip_heuristic_run_rins": False,
    "mip_heuristic_run_root_reduced_cost": False,
}
"""Searches for a first solution that take longer than finding the best one of programmes like these."""

_ATTEMPTS: tuple[dict[str, bool], ...] = (QUICK, {}, {"presolve": False})
"""Older releases do not know the first options (AttributeError); presolving fails on a few programmes, one in
some thousands, and without it they are solved.
"""


def solve_programme(programme: Programme) -> Sequence[float]:
    """The columns of the best solution: buying nothing is always one.

    Raises DeskBug("programme.unsolved") when the solver gives up all the same.
    """
    if not programme.choices:
        return [0.0] * len(programme.costs)
    _one_thread()
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    rows = programme.rows
    ends = [0, *accumulate(len(row.factors) for row in rows)]
    columns = [column for row in rows for column, _ in row.factors]
    factors = [factor for row in rows for _, factor in row.factors]
    matrix = csr_array((factors, columns, ends), shape=(len(rows), len(programme.costs)))
    given = {
        "integrality": programme.whole,
        "bounds": Bounds(0, programme.upper),
        "constraints": LinearConstraint(matrix, [row.least for row in rows], [row.most for row in rows]),
    }
    for options in _ATTEMPTS:
        with _quiet(), warnings.catch_warnings(), suppress(AttributeError):
            # Options that scipy does not know itself it hands on, with a warning.
            warnings.simplefilter("ignore", RuntimeWarning)
            found = milp(programme.costs, options={"mip_rel_gap": GAP, **options}, **given)
            if found.x is not None:
                return [float(value) for value in found.x]
    raise DeskBug("programme.unsolved", choices=len(programme.choices))


def warm_up() -> None:
    """Load the solver's library: for a job behind the screen, before the first suggestion is asked for."""
    _one_thread()
    import scipy.optimize  # noqa: F401
    import scipy.sparse  # noqa: F401


@cache
def _one_thread() -> None:
    """On matrices this small a second thread of linear algebra only adds waiting."""
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")


@contextmanager
def _quiet() -> Iterator[None]:
    """The solver prints a remark of its own now and then, past Python: it must not mix with our output."""
    with _silence:
        try:
            kept = os.dup(1)
        except OSError:
            # A window without a console has no standard output.
            yield
            return
        try:
            with open(os.devnull, "wb") as nowhere:
                os.dup2(nowhere.fileno(), 1)
            yield
        finally:
            _flush_c()
            os.dup2(kept, 1)
            os.close(kept)


_silence = Lock()


def _flush_c() -> None:
    """Empty what the C library holds back, while standard output still leads nowhere."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL("ucrtbase" if sys.platform == "win32" else None).fflush(None)
