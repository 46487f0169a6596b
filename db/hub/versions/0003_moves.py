"""Clients who go from branch to branch with their attachments, and what comes late for them.

Only additions: a hub of the version before runs on these tables too. Each statement may run again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and the index."""
    op.create_table(
        "client_move",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("branch_id", "client_no", "order_id")),
        *(
            sa.Column(name, sa.Text, nullable=False, server_default="")
            for name in ("to_branch", "advisor_id", "state", "at")
        ),
        sa.PrimaryKeyConstraint("branch_id", "client_no", "order_id", name="pk_client_move"),
        if_not_exists=True,
    )
    op.create_index("client_move_state", "client_move", ["branch_id", "state"], if_not_exists=True)
    op.create_table(
        "forward",
        *(sa.Column(name, sa.Text, nullable=False) for name in ("branch_id", "client_no", "id", "order_id")),
        *(
            sa.Column(name, sa.Text, nullable=False, server_default="")
            for name in ("kind", "body", "device_id")
        ),
        sa.Column("device_seq", sa.BigInteger, nullable=False, server_default="0"),
        *(sa.Column(name, sa.Text, nullable=False, server_default="") for name in ("state", "at")),
        sa.PrimaryKeyConstraint("branch_id", "client_no", "id", "order_id", name="pk_forward"),
        if_not_exists=True,
    )
    op.create_index("forward_state", "forward", ["branch_id", "state", "at"], if_not_exists=True)
    op.create_index("attachment_use_client", "attachment_use", ["branch_id", "client_no"], if_not_exists=True)
