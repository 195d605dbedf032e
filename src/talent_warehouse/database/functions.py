"""Functions, views and types: a file each in `sql/functions`, made anew when a text changes.

None can be edited in place where its signature or its columns become others. So all are dropped and made in one
transaction with their ledger, and the views that builds and publications stand on them are put back as they were.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import psycopg
from psycopg import sql

from talent_warehouse import settings
from talent_warehouse.database import resting
from talent_warehouse.database.clearing import patiently
from talent_warehouse.database.connection import Connection
from talent_warehouse.database.locks import build_lock
from talent_warehouse.database.rows import scalar
from talent_warehouse.errors import ConfigurationError

SCHEMAS = ("audit", "mart", "reference")
_NEEDS = re.compile(r"^-- needs: (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A file of `sql/functions`, named as what it makes: `audit.cell_texts.sql`."""

    path: Path
    text: str

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def needs(self) -> tuple[str, ...]:
        """What it uses of other files, as its lines `-- needs: a, b` say."""
        return tuple(name.strip() for line in _NEEDS.findall(self.text) for name in line.split(","))

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()


def sources() -> list[Source]:
    """The files, each after those that it needs.

    Raises: ConfigurationError if a need is no file, or files need each other.
    """
    paths = sorted((settings.folder("sql") / "functions").glob("*.sql"))
    found = {p.stem: Source(p, p.read_text(encoding="utf-8")) for p in paths}
    for source in found.values():
        if unknown := [name for name in source.needs if name not in found]:
            raise ConfigurationError(
                f"{source.path} needs {', '.join(unknown)}, and there is no such file beside it. "
                "Mend its line `-- needs:`, or add the file."
            )
    try:
        return [found[n] for n in TopologicalSorter({n: s.needs for n, s in found.items()}).static_order()]
    except CycleError as exc:
        circle = exc.args[1][::-1]
        raise ConfigurationError(
            f"{found[circle[0]].path}: {' needs '.join(circle)}, so none can be made first. "
            "Take what two of them share into a file of its own."
        ) from exc


def changed(connection: Connection, wanted: Iterable[Source]) -> list[str]:
    """Names whose text is not the one that this database has, also those whose file is gone."""
    made: dict[str, str] = dict(connection.execute("select name, sha256 from audit.sql_function").fetchall())
    texts = {source.name: source.sha256 for source in wanted}
    return sorted(name for name in made.keys() | texts.keys() if made.get(name) != texts.get(name))


def digest(connection: Connection) -> str:
    """Digest of the texts that this database has, whatever the files say by now."""
    query = "select coalesce(md5(string_agg(name || ' ' || sha256, ',' order by name collate \"C\")), '') from audit.sql_function"
    return str(scalar(connection, query))


def make_anew(connection: Connection) -> list[str]:
    """Bring functions, views and types to the texts of their files, as the owner; the names whose text changed.

    Raises: ConfigurationError that names file and line if a text cannot be run: all is as it was then. LockedError while
    a build goes on.
    """
    wanted = sources()
    if not (names := changed(connection, wanted)):
        return []
    with build_lock(connection), connection.transaction():
        views = resting.found(connection, SCHEMAS)
        patiently(connection, lambda: _drop(connection, [view.identifier for view in views]))
        for source in wanted:
            _run(connection, source)
        _require_own_names(connection, wanted)
        for view in views:
            resting.put_back(connection, view)
        _write_down(connection, wanted)
    return names


def _run(connection: Connection, source: Source) -> None:
    try:
        connection.execute(source.text.encode())
    except psycopg.Error as exc:
        raise ConfigurationError(
            f"{source.path}, line {_line(source.text, exc)}: {exc.diag.message_primary}. "
            "Mend it and run `talent init` again; nothing was changed."
        ) from exc


def _line(text: str, exc: psycopg.Error) -> int:
    """Where PostgreSQL says that a text went wrong; of a type or role that is not there it says only the name."""
    named = re.search(r'"(.+?)"', exc.diag.message_primary or "")
    place = int(exc.diag.statement_position or 0) or (text.find(named[1]) + 1 if named else 0)
    return text.count("\n", 0, place) + 1


def _made(connection: Connection) -> list[tuple[str, str, str]]:
    """(kind, identity, name) of every view, function and type of the owner: files made all of them."""
    return connection.execute(
        f"with {resting.OURS} select object.type, object.identity, ours.name from ours"
        " cross join lateral pg_identify_object(ours.classid, ours.oid, 0) as object",
        {"schemas": list(SCHEMAS)},
    ).fetchall()


def _drop(connection: Connection, views: list[sql.Identifier]) -> None:
    """Drop all that files made, every overload of it, and the views of others that rest on it."""
    made = _made(connection)
    kinds = {"view": "view", "composite type": "type"}
    dropped: dict[str, list[sql.Composable]] = {"view": [*views], "routine": [], "type": []}
    for kind, identity, _ in made:
        dropped[kinds.get(kind, "routine")].append(sql.SQL(identity))
    try:
        for kind, identities in dropped.items():
            if identities:
                connection.execute(sql.SQL("drop {} {}").format(sql.SQL(kind), sql.SQL(", ").join(identities)))
    except psycopg.errors.DependentObjectsStillExist as exc:
        raise ConfigurationError(
            f"{exc.diag.message_detail}. What sql/functions holds is dropped and made anew, so no table may rest on it: "
            "write a migration that takes that away."
        ) from exc


def _require_own_names(connection: Connection, wanted: Iterable[Source]) -> None:
    """A file makes what it is named after and nothing else, so that what stands in the database is found by its name."""
    made = {name for _, _, name in _made(connection)}
    if wrong := sorted(made ^ {source.name for source in wanted}):
        raise ConfigurationError(
            f"{', '.join(wrong)}: a file of {settings.folder('sql') / 'functions'} makes the one function, view or type "
            "of its name. Rename the file or what it makes."
        )


def _write_down(connection: Connection, wanted: Iterable[Source]) -> None:
    texts = [(source.name, source.sha256) for source in wanted]
    connection.execute("delete from audit.sql_function where name <> all(%s)", ([name for name, _ in texts],))
    with connection.cursor() as cursor:
        cursor.executemany(
            "insert into audit.sql_function as had (name, sha256) values (%s, %s) on conflict (name)"
            " do update set sha256 = excluded.sha256, made_at = excluded.made_at where had.sha256 <> excluded.sha256",
            texts,
        )
