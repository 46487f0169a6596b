"""Runs the hub's migrations on a connection that the caller hands in and that commits each statement."""

from alembic import context

from advisor_desk.hub.tables import METADATA

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    # One change of the schema a transaction (sync.md, section 3.10): databases that are spread over
    # machines take no more, so every step can be run again after it was cut short.
    transactional_ddl=False,
    transaction_per_migration=False,
)
context.run_migrations()
