"""The console of head office: its one-time codes, and an index for counting what arrived when.

Only additions: a hub of the version before runs on these tables too. Each statement may run again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the index."""
    op.create_table(
        "console_code",
        sa.Column("branch_id", sa.Text, nullable=False),
        sa.Column("code_hash", sa.Text, nullable=False),
        *(
            sa.Column(name, sa.Text, nullable=False, server_default="")
            for name in ("who", "made_at", "until")
        ),
        sa.Column("used_at", sa.Text),
        sa.Column("ended_at", sa.Text),
        sa.PrimaryKeyConstraint("branch_id", "code_hash", name="pk_console_code"),
        if_not_exists=True,
    )
    op.create_index("event_received", "event", ["branch_id", "received_at"], if_not_exists=True)
