"""Named points at which a test may stop, fail or kill the program; they do nothing otherwise."""

from advisor_desk.named_points import NamedPoints

POINTS = (
    "files.before_rename",
    "files.after_rename",
    "book.before_commit",
    "book.after_commit",
    "book.after_checkpoint",
    "rotation.keys_written",
    "rotation.rekeyed",
    "rotation.verified",
    "passphrase.previous_kept",
    "passphrase.written",
    "upgrade.copied",
    "upgrade.migrated",
    "backup.copied",
    "restore.aside",
    "sync.identity_kept",
    "sync.requeued",
    "sync.before_settle",
    "sync.settled",
    "sync.page_applied",
    "sync.first_finished",
    "sync.swept",
    "sync.copies_gone",
)
"""Every point there is; a test demands that each is reached."""

_points = NamedPoints()
reached = _points.reached
watching = _points.watching
