"""The encrypted book: keys, connections, tables, migrations, backups. No rules and no words for people."""
