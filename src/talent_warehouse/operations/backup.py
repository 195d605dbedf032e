"""A backup that a warehouse can be made from again: the database and the archive, with a manifest of both.

The identity key is left out: with it and the archive, hashes could be led back to people. Keep it apart, and give it
back before the first night after a restore; without it the same person would get another key.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from talent_warehouse import database, identity, settings
from talent_warehouse.database import catalog
from talent_warehouse.database.rows import scalar
from talent_warehouse.errors import TalentError
from talent_warehouse.intake import hashes, keys

DUMP, ARCHIVE, MANIFEST = "database.dump", "archive.tar", "manifest.json"


class BackupError(TalentError):
    """A backup that is not whole, or a place that is not empty."""


@dataclass(frozen=True)
class Backup:
    """What a backup holds: its folder, bytes, documents, newest publication and the id of the identity key.

    `damaged` are documents that the archive had lost by then, or that were no longer what arrived.
    """

    folder: Path
    bytes: int
    documents: int
    publication: int | None
    key_id: str
    damaged: tuple[str, ...] = ()


def backup(folder: Path) -> Backup:
    """Write a backup into a folder that is empty or not there. No night may run meanwhile: it takes the build lock.

    Nobody but its owner reads it: the archive has names and numbers in clear. What of the archive is damaged is named and
    kept as it is, so that the rest has its backup.
    Raises: BackupError if the folder holds something or PostgreSQL's own tool fails.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty. Name a new folder for each backup.")
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    for name in (DUMP, ARCHIVE, MANIFEST):
        (folder / name).touch(mode=0o600)
    archive = settings.places().archive
    with database.connect("owner", "talent backup") as connection, database.build_lock(connection):
        publication = scalar(connection, "select max(no) from audit.publication")
        key_id = keys.in_use(connection) or identity.load_key().id
        # the server's own functions, whose rights `talent init` sets where it may, are none of the warehouse
        _run(database.url(), "pg_dump", "--format=custom", "--exclude-schema=pg_catalog", f"--file={folder / DUMP}")
        damaged = hashes.damaged(connection)
        files = sorted(p for p in archive.rglob("*") if p.is_file())
        with tarfile.open(folder / ARCHIVE, "w") as tar:
            for path in files:
                tar.add(path, path.relative_to(archive).as_posix())
    manifest = {
        "made_at": datetime.now(UTC).isoformat(),
        "publication": publication,
        "documents": len(files),
        "key_id": key_id,
        "damaged": [one.sha256 for one in damaged],
        "sha256": {name: _digest(folder / name) for name in (DUMP, ARCHIVE)},
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
    size = sum((folder / name).stat().st_size for name in (DUMP, ARCHIVE))
    return Backup(folder, size, len(files), publication, key_id, tuple(map(str, damaged)))


def restore(folder: Path) -> Backup:
    """Make the warehouse from a backup: the database must not hold one yet, the archive must be empty.

    Raises: BackupError if the backup is not whole, something stands where it would go, or the identity key that is here
    is another than the backup's.
    """
    manifest = _manifest(folder)
    archive = settings.places().archive
    if archive.exists() and any(archive.iterdir()):
        raise BackupError(f"{archive} is not empty. Restore into a new place (TALENT_HOME, TALENT_ARCHIVE).")
    base = database.url()
    _refuse_a_warehouse(base)
    _fill(base, folder)
    archive.mkdir(parents=True, exist_ok=True)
    with tarfile.open(folder / ARCHIVE) as tar:
        tar.extractall(archive, filter="data")
    return _told(folder, manifest)


def tried(folder: Path) -> Backup:
    """Restore a backup into a scratch server, compare what is there with the manifest, and drop it; nothing else changes.

    Raises: BackupError if the backup is not whole, is of another identity key than the one here, or its database and its
    documents are not those that it says.
    """
    manifest = _manifest(folder)
    with database.scratch_server() as base:
        _fill(base, folder)
        with psycopg.connect(base, application_name="talent restore") as connection:
            publication = scalar(connection, "select max(no) from audit.publication")
            key_id = keys.in_use(connection)
            wanted = {sha for (sha,) in connection.execute("select sha256 from audit.document").fetchall()}
    with tarfile.open(folder / ARCHIVE) as tar:
        held = {m.name.rpartition("/")[2]: _sha256(tar, m) for m in tar.getmembers() if m.isfile()}
    wrong = (
        [f"publication {publication}, not {manifest['publication']}"] if publication != manifest["publication"] else []
    )
    if key_id not in (None, manifest["key_id"]):
        wrong.append(f"people are hashed with the key {key_id}, not {manifest['key_id']}")
    unsound = {sha for sha in wanted if held.get(sha) != sha} - set(manifest.get("damaged", ()))
    wrong += [f"document {sha} is {'altered' if sha in held else 'lost'}" for sha in sorted(unsound)]
    if wrong:
        raise BackupError(f"{folder} does not hold what its manifest says: {'; '.join(wrong)}. Take another backup.")
    return _told(folder, manifest)


def _manifest(folder: Path) -> dict[str, Any]:
    """What a backup says of itself. Raises: BackupError if it is not whole, or of another key than the one here."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        wrong = [name for name, digest in manifest["sha256"].items() if _digest(folder / name) != digest]
    except (OSError, KeyError, ValueError) as exc:
        raise BackupError(
            f"{folder} holds no whole backup: {exc}. Name the folder that `talent backup` wrote."
        ) from exc
    if wrong:
        raise BackupError(f"{folder}: {', '.join(wrong)} differ from the manifest. Take another backup.")
    if identity.has_key() and identity.load_key().id != manifest["key_id"]:
        raise BackupError(keys.refusal(manifest["key_id"], f"the key here is {identity.load_key().id}"))
    return dict(manifest)


def _told(folder: Path, manifest: Mapping[str, Any]) -> Backup:
    size = sum((folder / name).stat().st_size for name in manifest["sha256"])
    return Backup(
        folder,
        size,
        manifest["documents"],
        manifest["publication"],
        manifest["key_id"],
        tuple(manifest.get("damaged", ())),
    )


def _fill(base: str, folder: Path) -> None:
    """The database of a backup, in an empty one."""
    database.make_empty(base)
    _run(base, "pg_restore", "--exit-on-error", "--single-transaction", str(folder / DUMP))
    # a dump has no statistics, and planned for empty tables a query of the boundaries takes minutes
    with psycopg.connect(base, autocommit=True, application_name="talent restore") as connection:
        connection.execute("analyze")


def _sha256(tar: tarfile.TarFile, member: tarfile.TarInfo) -> str:
    content = tar.extractfile(member)
    return hashlib.file_digest(content, "sha256").hexdigest() if content else ""  # type: ignore[arg-type]


def _refuse_a_warehouse(base: str) -> None:
    try:
        with psycopg.connect(base) as connection:
            there = catalog.exists(connection, "audit", "submission")
    except psycopg.OperationalError:
        return  # the database is not there yet
    if there:
        name = conninfo_to_dict(base).get("dbname")
        raise BackupError(
            f"Database {name} holds a warehouse already. Restore into a new one (DATABASE_URL, TALENT_HOME)."
        )


def _run(base: str, name: str, *arguments: str) -> None:
    command = [str(database.tool(name)), f"--dbname={database.without_password(base)}", *arguments]
    whole = os.environ | database.password_variable(base)
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=whole)  # noqa: S603
    if done.returncode:
        raise BackupError(f"{name} failed: {done.stderr.strip()[:1000]}")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
