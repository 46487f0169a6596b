"""The solver: loaded when needed, tried twice, silent."""

import os
from typing import Any

import pytest

from advisor_desk.errors import DeskBug
from advisor_desk.rules.programme import Programme
from advisor_desk.usecases.programme_solver import solve_programme, warm_up
from tests.suggestions import bought, c3, suggested


def test_the_solver_retries_without_presolving_and_gives_up_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    import scipy.optimize

    tried: list[object] = []

    class Nothing:
        x = None

    def failing(*_: Any, options: dict[str, Any], **__: Any) -> Nothing:
        tried.append(options.get("presolve", "mip_heuristic_run_rens" in options))
        if len(tried) == 1:
            raise AttributeError(options)
        return Nothing()

    warm_up()
    monkeypatch.setattr(scipy.optimize, "milp", failing)
    with pytest.raises(DeskBug, match="programme.unsolved"):
        suggested(c3())
    assert tried == [True, False, False]


def test_a_programme_without_choices_needs_no_solver() -> None:
    assert solve_programme(Programme((), (3.0,), (1.0,), (False,), ())) == [0.0]


def test_the_solver_prints_nothing(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    import scipy.optimize

    real = scipy.optimize.milp

    def chatty(*given: Any, **named: Any) -> Any:
        os.write(1, b"HighsMipSolverData tmpSolver.run();\n")
        return real(*given, **named)

    monkeypatch.setattr(scipy.optimize, "milp", chatty)
    assert bought(suggested(c3()))
    os.write(1, b"after\n")
    assert capfd.readouterr().out == "after\n"
