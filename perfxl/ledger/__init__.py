"""What is known: SQLite, migrations, append-only events."""
