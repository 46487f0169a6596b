"""The line to head office: scopes, what came back, what waits, refusals, conflicts, receipts.

Events get a place in the book, so that those of other desks stand among the own ones, and may leave with the
client that is no longer held here.
"""

from pathlib import Path

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and give every event its place."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in script.split(";\n\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))
