"""A warehouse of its own, whose server people reach by TCP."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from psycopg.conninfo import make_conninfo


class Office:
    """A warehouse of its own whose server listens on TCP."""

    def __init__(self, home: Path, **settings: str) -> None:
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("TALENT_HOME", "DATABASE_URL", "POSTGRES_"))}
        self.home, self.environment = home, kept | {"TALENT_HOME": str(home)} | settings
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]

    def talent(self, *arguments: str, given: str | None = None, status: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-m", "talent_warehouse", *arguments], env=self.environment, text=True, input=given,
            capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == status, done.stderr
        return done

    def url(self, user: str, password: str | None = None, dbname: str = "talent", **options: str) -> str:
        given = options | ({"password": password} if password else {})
        return make_conninfo(host="127.0.0.1", port=self.port, user=user, dbname=dbname, **given)
