"""Service: contacts, tasks, moments, entitlements, life events, rhythm, attachments, drafts, note search.

Everything but attachments and drafts follows from events; the tables are filled from a book's events when
it is next opened (`storage.projections`).
"""

from pathlib import Path

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    script = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in script.split(";\n\n"):
        if statement.strip():
            op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))
