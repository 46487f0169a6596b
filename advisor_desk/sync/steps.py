"""Named points between the steps of a round, at which a test may stop, fail or kill it; nothing otherwise."""

from typing import Final

from advisor_desk.named_points import NamedPoints

STEPS: Final = (
    "enroll.keys_made",
    "enroll.answered",
    "enroll.kept",
    "round.begun",
    "round.greeted",
    "round.requeued",
    "round.epoch_seen",
    "round.proved",
    "push.read",
    "push.answered",
    "push.settled",
    "attachment.read",
    "attachment.sent",
    "attachment.noted",
    "round.followed",
    "scope.started",
    "page.came",
    "page.applied",
    "scope.finished",
    "scope.compared",
    "scope.repaired",
    "scope.complete",
    "attachment.came",
    "attachment.kept",
    "round.swept",
    "round.checkpointed",
    "round.reported",
    "round.backed_up",
    "round.noted",
    "courier.settled",
)
"""Every step there is; a test demands that each is reached."""

_points = NamedPoints()
reached = _points.reached
watching = _points.watching
