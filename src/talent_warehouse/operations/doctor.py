"""What is wrong with an installation, and the mend: one row per thing looked at."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import psycopg

from talent_warehouse import contracts, database, identity, settings
from talent_warehouse.database import functions, limits, listening, researchers, seeds, stewards
from talent_warehouse.database.rows import one_row, scalar
from talent_warehouse.errors import TalentError
from talent_warehouse.gate import rulings
from talent_warehouse.intake import hashes, keys, rereads

LAST_DAYS = 14  # of a certificate: then somebody should see to the next


def examine(deep: bool = False) -> list[dict[str, Any]]:
    """Each check's name, state (ok or wrong), what was found and what to do. `deep` reads the whole archive."""
    rows = []
    for name, check in {**_CHECKS, **({"archive": _archive} if deep else {})}.items():
        try:
            found, mend = check()
        except psycopg.errors.UndefinedTable as exc:
            found, mend = str(exc).splitlines()[0], "run `talent init`"
        except (TalentError, OSError, psycopg.Error) as exc:
            found, mend = str(exc), "see the message"
        rows.append({"check": name, "state": "wrong" if mend else "ok", "found": found, "mend": mend or ""})
    return rows


def _packages() -> tuple[str, str | None]:
    wrong = []
    for line in (settings.REPOSITORY / "requirements.lock").read_text(encoding="utf-8").splitlines():
        name, _, rest = line.partition("==")
        if rest and not line.startswith(" ") and ";" not in line:
            pinned = rest.split()[0]
            try:
                if version(name) != pinned:
                    wrong.append(f"{name} {version(name)} is not {pinned}")
            except PackageNotFoundError:
                wrong.append(f"{name} is missing")
    return ("; ".join(wrong[:5]), "run `make setup`") if wrong else ("what is installed is what is pinned", None)


def _folders() -> tuple[str, str | None]:
    places = settings.places()
    closed = [str(p) for p in (places.home, places.archive, places.inbox, places.outbox) if not os.access(p, os.W_OK)]
    return (
        (f"cannot write {', '.join(closed)}", "run `talent init`, or mend the rights")
        if closed
        else (str(places.home), None)
    )


def _key() -> tuple[str, str | None]:
    path, is_given = settings.places().identity_key, bool(os.environ.get("TALENT_IDENTITY_KEY"))
    with database.connect("owner", "talent doctor") as connection:
        used = keys.in_use(connection)
    if not identity.has_key():
        return f"no identity key; people are hashed with {used or 'none'}", (
            f"put the key {used} into {path} or TALENT_IDENTITY_KEY; where it is lost, `talent identity rotate`"
            if used
            else "run `talent init`"
        )
    key = identity.load_key()
    if used not in (None, key.id):
        return (
            f"key {key.id}, but people are hashed with {used}",
            f"put the key {used} into {'TALENT_IDENTITY_KEY' if is_given else path}: nothing is read with another; or let "
            f"`talent identity rotate` read the archive under {key.id}",
        )
    if not is_given and (mode := stat.S_IMODE(path.stat().st_mode)) & 0o077:
        return f"the identity key can be read by others (mode {mode:o})", f"chmod 600 {path}"
    return f"key {key.id}{' from the environment' if is_given else ''}, the one in use", None


def _migrations() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        server = scalar(connection, "show server_version_num")
        had = {n for (n,) in connection.execute("select number from audit.migration")}
        missing = [p.name for p in database.migrations() if int(p.name[:4]) not in had]
        missing = missing or functions.changed(connection, functions.sources())
    if int(server) < 180000:
        return f"PostgreSQL {int(server) // 10000}", "use PostgreSQL 18: virtual generated columns are needed"
    return (f"not applied: {', '.join(missing)}", "run `talent init`") if missing else (f"{len(had)} migrations", None)


def _seeds() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        empty = [
            t for t in seeds.TABLES if not scalar(connection, f"select exists (select from reference.{t})".encode())
        ]
    return (
        (f"empty: {', '.join(empty)}", "run `talent init`") if empty else (f"{len(seeds.TABLES)} tables loaded", None)
    )


def _contracts() -> tuple[str, str | None]:
    from talent_warehouse.gate import gate2

    rules = sum(len(f.rules) for f in contracts.forms().values())
    return (
        f"{len(contracts.forms())} forms, {rules} rules; {sum(len(s.rules) for s in gate2.suites())} rules of gate 2",
        None,
    )


def _ledger() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        unread, unjudged = one_row(
            connection,
            "select (select count(*) from audit.arrival where outcome is null),"
            " (select count(*) from audit.submission where state in ('received', 'landed'))",
        )
        lost = [sha for (sha,) in connection.execute("select sha256 from audit.document") if not _archived(sha)]
    if lost:
        return (
            f"{len(lost)} documents are not in the archive, first {lost[0]}",
            "restore the archive folder from its backup",
        )
    if unread or unjudged:
        return f"{unread} arrivals unread, {unjudged} submissions unjudged", "run `talent ingest`"
    return "every arrival is read and judged, every document archived", None


def _reading() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        older, unjudged = rereads.older(connection), rereads.unjudged(connection)
    if unjudged:
        return f"{unjudged} submissions were read anew and not judged: no build begins", "run `talent ingest`"
    if older:
        return f"{rereads.told(older)}; `talent reread --dry-run` shows what today's reads otherwise", None
    return "what is in force was read by today's reader", None


def _rules() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        older, assumed = rulings.older(connection), rulings.assumed(connection)
    if older:
        return (
            f"{rulings.told(older)}; the next night judges them, `talent rejudge FORM --dry-run` shows what changes",
            None,
        )
    if assumed:
        return (
            f"{assumed} submissions in force are taken to be judged by today's rules, from before it was kept by which;"
            " `talent rejudge FORM --dry-run` shows what today's find otherwise",
            None,
        )
    return "what is in force was judged by today's rules", None


def _archive() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        count, damaged = scalar(connection, "select count(*) from audit.document"), hashes.damaged(connection)
    if damaged:
        return "; ".join(map(str, damaged)), "put back what a backup has of them, archive/<first two digits>/<digest>"
    return f"{count} documents read, each is what arrived", None


def _outbox() -> tuple[str, str | None]:
    outbox = settings.places().outbox
    folders = sorted(p for p in outbox.iterdir() if p.is_dir()) if outbox.is_dir() else []
    if is_open := [p.name for p in folders if stat.S_IMODE(p.stat().st_mode) & 0o007]:
        return f"everybody reads the answers of {', '.join(is_open[:5])}", f"chmod o-rwx {outbox}/*"
    return f"{len(folders)} units' folders, each open to its group alone", None


def _researchers() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        names = researchers.unlogged(connection)
    if names:
        return f"what {', '.join(names)} ask of persons is not written down", (
            "let a superuser run: " + " ".join(f"alter role {name} set log_statement = 'all';" for name in names)
        )
    return "every statement of whoever may read a row a person is written down", None


def _readers() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        statements = limits.wanting(connection)
    if statements:
        return "readers are not held to all their limits", f"let a superuser run: {' '.join(statements)}"
    return "readers' sessions are limited, and end where they keep a night waiting", None


def _stewards() -> tuple[str, str | None]:
    with database.connect("owner", "talent doctor") as connection:
        left, regions = stewards.left(connection), stewards.regions(connection)
    if left:
        names = ", ".join(f"{login} ({region})" for login, region in left.items())
        mends = "; ".join(f"`talent user remove {login}`" for login in left)
        return (
            f"regions are kept of logins that are no stewards of one: {names}",
            f"{mends}; add those who are to see it",
        )
    return f"{len(regions)} stewards of regions, each with the units of its own", None


def _listening() -> tuple[str, str | None]:
    if (found := listening.listens(settings.places().postgres)) is None or "DATABASE_URL" in os.environ:
        return "the embedded server listens on no address", None
    if found.certificate is None:
        return f"the embedded server listens on {found}, and answers are not encrypted", None
    if found.certificate.until() < datetime.now(UTC) + timedelta(days=LAST_DAYS):
        return f"the certificate {found.certificate.file} ends {found.certificate.until():%Y-%m-%d}", (
            "put a new one there: it counts for who connects from then on"
        )
    return f"the embedded server listens on {found}", None


def _archived(sha256: str) -> bool:
    from talent_warehouse.intake.archive import archived

    return archived(sha256).exists()


_CHECKS: dict[str, Callable[[], tuple[str, str | None]]] = {
    "packages": _packages,
    "folders": _folders,
    "identity key": _key,
    "database": _migrations,
    "seeds": _seeds,
    "contracts": _contracts,
    "ledger": _ledger,
    "reading": _reading,
    "rules": _rules,
    "outbox": _outbox,
    "researchers": _researchers,
    "readers": _readers,
    "stewards": _stewards,
    "listening": _listening,
}
