"""Advice: facts of suitability of clients, terms of products, the sealed shelf, order intents, plan drafts.

Columns are added in place: a rebuilt table would have to say again that it is strict, and lose its triggers.
"""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and make the tables."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in script.split(";\n\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))
