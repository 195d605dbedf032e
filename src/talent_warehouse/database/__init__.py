"""The database: the embedded server or the one that DATABASE_URL names, its roles, its tables."""

from talent_warehouse.database.connection import (
    BUILD_LOCK,
    ROLES,
    Connection,
    analyze_changed,
    build_lock,
    connect,
    inbox_lock,
    landing_lock,
    role_url,
    url,
)
from talent_warehouse.database.embedded import EMBEDDED_NAME, embedded_url, scratch_server, stop_embedded, tool
from talent_warehouse.database.migrations import Applied, make_empty, migrate, migrations, schema_dump

__all__ = [
    "BUILD_LOCK",
    "EMBEDDED_NAME",
    "ROLES",
    "Applied",
    "Connection",
    "analyze_changed",
    "build_lock",
    "connect",
    "embedded_url",
    "inbox_lock",
    "landing_lock",
    "make_empty",
    "migrate",
    "migrations",
    "role_url",
    "schema_dump",
    "scratch_server",
    "stop_embedded",
    "tool",
    "url",
]
