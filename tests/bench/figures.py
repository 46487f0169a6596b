"""Medians, percentiles and the table of ratios. Measures nothing itself."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """A ratio, or a figure with a unit, and what it must not exceed, or must reach."""

    what: str
    ours: str
    peer: str
    value: float
    target: float
    unit: str = "x"
    is_at_least: bool = False
    note: str = ""

    @property
    def is_met(self) -> bool:
        """True when the target is reached."""
        return self.value >= self.target if self.is_at_least else self.value <= self.target

    def line(self) -> str:
        """One line for a terminal."""
        sign = ">=" if self.is_at_least else "<="
        verdict = "met" if self.is_met else "MISSED"
        note = f"  ({self.note})" if self.note else ""
        reached = f"{self.value:.3g}{self.unit} (target {sign} {self.target:g}{self.unit})"
        return f"{verdict:6} {self.what}: ours {self.ours}, peer {self.peer}: {reached}{note}"


def median(values: Sequence[float]) -> float:
    """The middle value."""
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of them lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values: Sequence[float], unit: str = "ms") -> str:
    """Median with the smallest and the largest."""
    return f"{median(values):.1f} {unit} [{min(values):.1f}..{max(values):.1f}]"
