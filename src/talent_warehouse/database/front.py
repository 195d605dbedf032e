"""TLS in front of the embedded server, whose build has none: a process that takes encrypted connections alone and passes what
they say to the server, by an address of this machine. It starts with the server and ends with it.
"""

from __future__ import annotations

import asyncio
import os
import socket
import ssl
import stat
import struct
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from talent_warehouse import settings
from talent_warehouse.errors import ConfigurationError

GREETING_SECONDS = 10  # for who connects and says nothing
MOST_GREETING = 100  # connections that have not logged in keep as many others waiting, and no more
LOOK_SECONDS = 1.0
_TLS, _GSS = 80877103, 80877104  # what a client of PostgreSQL asks for before all else
_REFUSED = "this server takes encrypted connections alone: sslmode=require 本服务器只接受加密连接"


@dataclass(frozen=True)
class Certificate:
    """The files of a certificate, with all that leads to its authority, and of its key."""

    file: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """Raises: ConfigurationError if there is no certificate, its key is another's, or others may read it."""
        try:
            if self.key.is_file() and stat.S_IMODE(self.key.stat().st_mode) & 0o077:
                raise ConfigurationError(f"Others may read the key {self.key}: chmod 600 {self.key}")
            made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            made.minimum_version = ssl.TLSVersion.TLSv1_2
            made.set_alpn_protocols(["postgresql"])
            made.load_cert_chain(self.file, self.key)
        except (OSError, ssl.SSLError) as exc:
            raise ConfigurationError(
                f"{self.file} and {self.key} are no certificate with its key (PEM): {exc.strerror or exc}. "
                "Mend TALENT_TLS_CERTIFICATE and TALENT_TLS_KEY."
            ) from exc
        return made

    def until(self) -> datetime:
        """When it ends."""
        from cryptography import x509

        return x509.load_pem_x509_certificate(self.file.read_bytes()).not_valid_after_utc


def ensure(data: Path, host: str, port: int, inside: int, certificate: Certificate) -> None:
    """Start the process in front of the server of a data folder, which listens inside, if nothing answers there.

    Raises: ConfigurationError if it does not.
    """
    if answers(host, port):
        return
    log = data.parent / f"{data.name}.front.log"
    with log.open("a", encoding="utf-8") as said:
        subprocess.Popen(  # noqa: S603
            [sys.executable, "-c", f"from {__name__} import main; main()", host, str(port), str(inside),
             str(certificate.file), str(certificate.key), str(data)],
            stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True,
            cwd=settings.REPOSITORY,
        )  # fmt: skip
    end = time.monotonic() + GREETING_SECONDS
    while not answers(host, port):
        if time.monotonic() > end:
            raise ConfigurationError(f"Nothing answers on {host}:{port}. The last lines of {log} say why.")
        time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    """Whether something takes connections there."""
    named = {"*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    with suppress(OSError), socket.create_connection((named, port), 2):
        return True
    return False


def await_end(host: str, port: int) -> None:
    """Until it has seen that its server is gone."""
    end = time.monotonic() + GREETING_SECONDS
    while answers(host, port) and time.monotonic() < end:
        time.sleep(LOOK_SECONDS / 4)


async def run(at: tuple[str, int], inside: int, certificate: Certificate, postmaster: Path) -> None:
    """Take connections until the server is gone."""
    context, listener = certificate.context(), _listener(*at)
    room, tasks = asyncio.Semaphore(MOST_GREETING), set[asyncio.Task[None]]()
    server = _first_line(postmaster)
    taking = asyncio.create_task(_take(listener, inside, context, room, tasks))
    changed = certificate.file.stat().st_mtime
    while server and _first_line(postmaster) == server and not taking.done():
        await asyncio.sleep(LOOK_SECONDS)
        with suppress(OSError, ssl.SSLError):  # a new one counts for who comes from now on, once it is whole
            if (now := certificate.file.stat().st_mtime) != changed:
                context.load_cert_chain(certificate.file, certificate.key)
                changed = now
    listener.close()
    taking.cancel()


def _first_line(file: Path) -> str:
    with suppress(OSError):
        return file.read_text().partition("\n")[0]
    return ""


def _listener(host: str, port: int) -> socket.socket:
    if host == "*":
        made = (
            socket.create_server(("", port), family=socket.AF_INET6, dualstack_ipv6=True)
            if socket.has_dualstack_ipv6()
            else socket.create_server(("", port))
        )
    else:
        made = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    made.setblocking(False)
    return made


async def _take(
    listener: socket.socket,
    inside: int,
    context: ssl.SSLContext,
    room: asyncio.Semaphore,
    tasks: set[asyncio.Task[None]],
) -> None:
    loop = asyncio.get_running_loop()
    while True:
        await room.acquire()
        try:
            client, _ = await loop.sock_accept(listener)
        except OSError:  # gone before it was taken, or too many files are open
            room.release()
            await asyncio.sleep(0.05)
            continue
        tasks.add(task := asyncio.create_task(_pass(client, inside, context, room)))
        task.add_done_callback(tasks.discard)


async def _pass(client: socket.socket, inside: int, context: ssl.SSLContext, room: asyncio.Semaphore) -> None:
    """One connection: encrypted or none, then word by word to the server and back."""
    streams = None
    try:
        with suppress(OSError, ssl.SSLError, TimeoutError, EOFError):
            async with asyncio.timeout(GREETING_SECONDS):
                streams = await _greet(client, context)
    finally:
        room.release()
        if streams is None:
            client.close()
    if streams is None:
        return
    reader, writer = streams
    try:
        with suppress(OSError, ssl.SSLError):
            in_reader, in_writer = await asyncio.open_connection("127.0.0.1", inside)
            await asyncio.gather(_pipe(reader, in_writer), _pipe(in_reader, writer))
    finally:
        writer.close()


async def _greet(
    client: socket.socket, context: ssl.SSLContext
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter] | None:
    """The streams of who asked for encryption; what he sent before it was there is not part of them."""
    loop = asyncio.get_running_loop()
    client.setblocking(False)
    while True:
        asked = b""
        while len(asked) < 8:
            if not (more := await loop.sock_recv(client, 8 - len(asked))):
                return None
            asked += more
        length, code = struct.unpack("!ii", asked)
        if (length, code) == (8, _GSS):
            await loop.sock_sendall(client, b"N")
        elif (length, code) == (8, _TLS):
            break
        else:
            fields = b"".join(
                k + v.encode() + b"\0" for k, v in ((b"S", "FATAL"), (b"V", "FATAL"), (b"C", "28000"), (b"M", _REFUSED))
            )
            await loop.sock_sendall(client, b"E" + struct.pack("!i", len(fields) + 5) + fields + b"\0")
            return None
    await loop.sock_sendall(client, b"S")
    reader = asyncio.StreamReader()
    protocol = asyncio.StreamReaderProtocol(reader)
    transport, _ = await loop.connect_accepted_socket(lambda: protocol, client, ssl=context)
    return reader, asyncio.StreamWriter(transport, protocol, reader, loop)


async def _pipe(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while said := await reader.read(65536):
            writer.write(said)
            await writer.drain()
    finally:
        writer.close()


def main() -> None:
    """Stand in front, as the arguments say."""
    os.umask(0o077)
    host, port, inside, file, key, data = sys.argv[1:]
    asyncio.run(run((host, int(port)), int(inside), Certificate(Path(file), Path(key)), Path(data) / "postmaster.pid"))
