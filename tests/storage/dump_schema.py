"""Write `db/desk/schema.sql` anew from the migrations: `python -m tests.storage.dump_schema`."""

import tempfile
from pathlib import Path

from advisor_desk import paths
from advisor_desk.storage import engine, schema, upgrade


def main() -> None:
    """Migrate an empty book and dump its schema."""
    with tempfile.TemporaryDirectory() as folder:
        connection = engine.connect(Path(folder) / "new.book", bytes(32), must_exist=False)
        upgrade.migrate(connection)
        text = schema.dump(connection)
        connection.close()
    (paths.migrations() / "schema.sql").write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
