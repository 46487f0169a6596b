"""A request that the hub refuses as a whole. What becomes of single events stands in the answer to a push."""

from __future__ import annotations

from typing import Any

from advisor_desk.wire.messages import Problem


class Refused(Exception):  # noqa: N818 - named for what happened to the request
    """`problem` is the code of the error's body, `params` the figures that go with it."""

    def __init__(self, problem: Problem, **params: Any) -> None:
        super().__init__(problem.value)
        self.problem = problem
        self.params: dict[str, Any] = params
