"""Runs the desk's migrations on a connection that the caller hands in. No file and no key is opened here."""

from alembic import context

from advisor_desk.storage.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    # SQLite takes schema changes back with a transaction, so one migration is all or nothing; the
    # caller begins and commits it, because the driver's own transactions are switched off.
    transactional_ddl=False,
    transaction_per_migration=False,
)
context.run_migrations()
