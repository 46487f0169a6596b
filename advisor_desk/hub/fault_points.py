"""Named points of the hub at which a test may stop, fail or kill it; they do nothing otherwise."""

from advisor_desk.named_points import NamedPoints

POINTS = (
    "store.before_commit",
    "store.after_commit",
    "put.head_locked",
    "put.rows_written",
    "assign.heads_locked",
    "assign.rows_left",
    "move.left",
    "move.arrived",
    "forward.kept",
    "forward.handed_on",
    "push.before_receipt",
)
"""Every point there is; a test demands that each is reached."""

_points = NamedPoints()
reached = _points.reached
watching = _points.watching
