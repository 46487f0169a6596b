"""Bringing in the chart library behind the window: as a job on the pool, after the first paint."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from advisor_desk.errors import OutsideFailed

if TYPE_CHECKING:
    from advisor_desk.ui.charts.bars import ShareBars
    from advisor_desk.ui.charts.plots import HistoryPlot


def import_plots(families: Sequence[str]) -> "type[HistoryPlot]":
    """The class of plots, with its fonts found and loaded so that the first drawing does not wait.

    Raises OutsideFailed("charts.unavailable", module) when the library cannot be imported.
    """
    try:
        from advisor_desk.ui.charts import plots
    except ImportError as problem:
        raise OutsideFailed("charts.unavailable", module=problem.name or "matplotlib") from problem
    plots.warm_up(families)
    return plots.HistoryPlot


def import_bars(families: Sequence[str]) -> "type[ShareBars]":
    """The class of stacked bars; otherwise as `import_plots`."""
    import_plots(families)
    from advisor_desk.ui.charts import bars

    return bars.ShareBars
