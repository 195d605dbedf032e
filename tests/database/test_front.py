"""The embedded server by TLS: by the certificate that an operator has, and by no other way than encrypted."""

from __future__ import annotations

import ipaddress
import socket
import struct
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from office import Office
from talent_warehouse.database import front
from talent_warehouse.errors import ConfigurationError

SECRET = "correct horse battery"


def _certify(folder: Path, days: int = 90) -> front.Certificate:
    """A certificate of 127.0.0.1 that vouches for itself, in place of what was there."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "示例省人才办")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(
            name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=days)
        )
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file, key_file = folder / "office.crt", folder / "office.key"
    key_file.unlink(missing_ok=True)
    key_file.touch(mode=0o600)
    key_file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return front.Certificate(file, key_file)


class Encrypted(Office):
    """One with a certificate, which is said to `db serve` alone."""

    def __init__(self, home: Path, certificate: front.Certificate) -> None:
        super().__init__(home, TALENT_TLS_CERTIFICATE=str(certificate.file), TALENT_TLS_KEY=str(certificate.key))
        self.certificate = certificate


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Encrypted]:
    certificate = _certify(tmp_path_factory.mktemp("tls"))
    made = Encrypted(tmp_path_factory.mktemp("office"), certificate)
    made.talent("init")
    told = made.talent("db", "serve", "--listen", f"127.0.0.1:{made.port}").stderr
    assert f"127.0.0.1:{made.port}, encrypted, by" in told
    made.talent("user", "add", "wang_fang", "--role", "analyst", "--password-stdin", given=f"{SECRET}\n")
    for name in ("TALENT_TLS_CERTIFICATE", "TALENT_TLS_KEY"):
        del made.environment[name]
    try:
        yield made
    finally:
        made.talent("db", "stop")


def _url(office: Encrypted, user: str = "wang_fang", password: str = SECRET, **options: str) -> str:
    return office.url(user, password, **({"sslmode": "require"} | options))


def test_an_analyst_comes_encrypted_and_may_see_whose_server_it_is(office: Encrypted) -> None:
    assert office.talent("db", "url", "--user", "wang_fang").stdout.strip().endswith("/talent?sslmode=require")
    query = "select user, count(*) > 100 from reference.region"
    for options in ({}, {"sslmode": "verify-full", "sslrootcert": str(office.certificate.file)}):
        with psycopg.connect(_url(office, **options)) as connection:
            assert connection.pgconn.ssl_in_use
            assert connection.pgconn.used_password
            assert connection.execute(query).fetchone() == ("wang_fang", True)
            (much,) = connection.execute("select repeat('人', 3000000)").fetchone() or ("",)
            assert len(much) == 3_000_000
    with psycopg.connect(_url(office), autocommit=True) as connection:
        connection.execute("set statement_timeout = '300ms'")
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("select count(*) from generate_series(1, 100000000) as n")


def test_nobody_comes_otherwise(office: Encrypted, tmp_path: Path) -> None:
    refused = {
        "encrypted connections alone": _url(office, sslmode="disable"),
        "authentication failed": _url(office, password="another horse battery"),
        "certificate verify failed": _url(office, sslmode="verify-ca", sslrootcert=str(_certify(tmp_path).file)),
        "rejects connection": _url(office, user="talent_owner"),
    }
    for said, where in refused.items():
        with pytest.raises(psycopg.OperationalError, match=said):
            psycopg.connect(where)
    with psycopg.connect(office.talent("db", "url").stdout.strip()) as owner:
        (heard,) = owner.execute("show listen_addresses").fetchone() or ("",)
    assert heard == "127.0.0.1", "the server itself is heard on this machine alone"


def test_what_is_sent_before_it_is_encrypted_is_not_taken(office: Encrypted) -> None:
    """Whoever is on the way could put words before those of the client."""
    asks = struct.pack("!ii", 8, 80877103)
    with socket.create_connection(("127.0.0.1", office.port), 5) as one:
        one.sendall(asks + b"Q" + struct.pack("!i", 13) + b"select 1\0")
        answered = b""
        while more := one.recv(4096):
            answered += more
    assert answered[:1] == b"S"
    assert b"1" not in answered[8:]
    with socket.create_connection(("127.0.0.1", office.port), 5) as one:
        one.sendall(struct.pack("!ii", 8, 80877104))
        assert one.recv(1) == b"N"
        one.sendall(asks)
        assert one.recv(1) == b"S"


def test_a_new_certificate_counts_for_who_connects_from_then_on(office: Encrypted) -> None:
    with psycopg.connect(_url(office), autocommit=True) as before:
        _certify(office.certificate.file.parent, days=3)
        whole = _url(office, sslmode="verify-full", sslrootcert=str(office.certificate.file))
        end = time.monotonic() + 20
        while True:
            try:
                psycopg.connect(whole).close()
                break
            except psycopg.OperationalError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)
        assert before.execute("select 1").fetchone() == (1,)
    told = office.talent("doctor", "--json", status=1).stdout
    assert "put a new one there" in told


def test_it_stands_while_the_server_does(office: Encrypted) -> None:
    """Killed, it comes again with the next command; the server stopped, it ends; and nobody has to say it twice."""
    data = str(office.home / "postgres")
    lines = {process: process.info["cmdline"] or [] for process in psutil.process_iter(["cmdline"])}
    (process,) = [
        one for one, line in lines.items() if line[-1:] == [data] and any(front.__name__ in part for part in line)
    ]
    process.kill()
    process.wait(10)
    with pytest.raises(psycopg.OperationalError, match="refused"):
        psycopg.connect(_url(office))
    office.talent("submissions")
    psycopg.connect(_url(office)).close()
    office.talent("db", "stop")
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", office.port), 5)
    office.talent("submissions")
    psycopg.connect(_url(office)).close()


def test_what_is_no_certificate_is_refused(office: Encrypted, tmp_path: Path) -> None:
    good = _certify(tmp_path)
    good.context()
    assert good.until() > datetime.now(UTC) + timedelta(days=80)
    other = tmp_path / "other"
    other.mkdir()
    for wrong in (
        front.Certificate(good.file, _certify(other).key),
        front.Certificate(tmp_path, good.key),
        front.Certificate(good.key, good.key),
        front.Certificate(good.file, tmp_path / "none.key"),
    ):
        with pytest.raises(ConfigurationError, match="are no certificate with its key"):
            wrong.context()
    good.key.chmod(0o640)
    with pytest.raises(ConfigurationError, match="Others may read the key"):
        good.context()
    half = {"TALENT_TLS_CERTIFICATE": str(good.file)}
    told = Office(office.home, **half).talent("db", "serve", "--listen", f"127.0.0.1:{office.port}", status=2)
    assert "TALENT_TLS_KEY" in told.stderr
    psycopg.connect(_url(office)).close()
