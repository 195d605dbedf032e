"""The database: the embedded server or the one that DATABASE_URL names, its roles, its tables."""

from talent_warehouse.database.clearing import ended_since, patiently, readers
from talent_warehouse.database.connection import (
    READING,
    ROLES,
    Connection,
    analyze_changed,
    connect,
    password_variable,
    role_url,
    url,
    without_password,
)
from talent_warehouse.database.embedded import EMBEDDED_NAME, embedded_url, scratch_server, serve, stop_embedded, tool
from talent_warehouse.database.locks import build_lock, inbox_lock, judging_lock, landing_lock, take_turn
from talent_warehouse.database.migrations import Applied, ensure_rights, make_empty, migrate, migrations, schema_dump

__all__ = [
    "EMBEDDED_NAME",
    "READING",
    "ROLES",
    "Applied",
    "Connection",
    "analyze_changed",
    "build_lock",
    "connect",
    "embedded_url",
    "ended_since",
    "ensure_rights",
    "inbox_lock",
    "judging_lock",
    "landing_lock",
    "make_empty",
    "migrate",
    "migrations",
    "password_variable",
    "patiently",
    "readers",
    "role_url",
    "schema_dump",
    "scratch_server",
    "serve",
    "stop_embedded",
    "take_turn",
    "tool",
    "url",
    "without_password",
]
