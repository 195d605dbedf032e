"""Reference seeds: seeds/<table>.csv into the typed table reference.<table>, by COPY, in one transaction."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import psycopg
from psycopg import sql

from talent_warehouse import database, settings
from talent_warehouse.database.rows import scalar
from talent_warehouse.errors import ConfigurationError

# In the order of their foreign keys.
TABLES = (
    "region",
    "region_change",
    "region_synonym",
    "region_other_name",
    "reporting_unit",
    "obligation",
    "duty",
    "programme",
    "programme_synonym",
    "programme_lineage",
    "unit_of_measure",
    "unit_synonym",
    "measure",
    "measure_synonym",
    "identity",
    "code",
    "code_synonym",
    "entity_type",
    "narrative_unit",
    "narrative_cue",
    "narrative_measure",
    "narrative_class",
    "narrative_sentence",
)


def load(folder: Path | None = None) -> dict[str, int]:
    """Replace every table of `reference` by its CSV; rows per table.

    All in one transaction: readers see the old seeds or the new ones.
    Raises: ConfigurationError naming the file, the line and the mend.
    """
    folder = folder or settings.folder("seeds")
    rows: dict[str, int] = {}
    with database.connect("owner", "talent seeds") as connection, connection.transaction():
        for table in reversed(TABLES):
            connection.execute(sql.SQL("delete from reference.{}").format(sql.Identifier(table)))
        for table in TABLES:
            rows[table] = _copy(connection, table, folder / f"{table}.csv")
        _require_sound(connection)
    return rows


def _require_sound(connection: database.Connection) -> None:
    """Raises: ConfigurationError naming each row that contradicts others."""
    faults = connection.execute(
        "select seed, key, fault from reference.seed_fault order by seed, key, fault"
    ).fetchall()
    if faults:
        told = "; ".join(f"seeds/{seed}.csv: {key} {fault}" for seed, key, fault in faults)
        raise ConfigurationError(f"The seeds contradict each other, and stay as they were. {told}.")


def digest(connection: database.Connection) -> str:
    """Digest of the seeds as they are loaded, whatever the files say by now."""
    found = hashlib.sha256()
    for table in TABLES:
        rows = scalar(
            connection,
            sql.SQL(
                "select coalesce(md5(string_agg(loaded::text, E'\\n' order by loaded::text collate \"C\")), '')"
                " from reference.{} as loaded"
            ).format(sql.Identifier(table)),
        )
        found.update(f"{table} {rows}".encode())
    return found.hexdigest()


def _copy(connection: database.Connection, table: str, path: Path) -> int:
    with path.open(encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    statement = sql.SQL("copy reference.{} ({}) from stdin (format csv, header match)").format(
        sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    cursor = connection.cursor()
    try:
        with cursor.copy(statement) as copy:
            copy.write(path.read_bytes())
    except psycopg.Error as exc:
        raise ConfigurationError(
            f"seeds/{path.name} does not fit reference.{table}: {str(exc).strip()}. Mend that line of the file."
        ) from exc
    return cursor.rowcount
