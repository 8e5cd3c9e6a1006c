"""Numbered Alembic migrations: each goes up and down on SQLite and on PostgreSQL."""
