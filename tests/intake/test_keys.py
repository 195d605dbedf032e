"""The identity key in use is never replaced by accident: a second host would count everybody again, in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

import factories
from talent_warehouse import database, identity, night
from talent_warehouse.cli.operate import init
from talent_warehouse.errors import ConfigurationError
from talent_warehouse.intake import keys
from talent_warehouse.operations import doctor

pytestmark = pytest.mark.usefixtures("warehouse")
FIRST, OTHER = "5a" * 32, "5b" * 32


def _file(home: Path, name: str) -> Path:
    content = factories.text("talent_register", [factories.person(1)], ("报告期：2021年",))
    return factories.write(home / "inbox/530102-RC" / name, content)


def _doctor() -> tuple[str, str]:
    (row,) = [row for row in doctor.examine() if row["check"] == "identity key"]
    return row["state"], row["found"]


def test_another_key_is_refused_before_anything_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path, "first.csv")
    assert night.ingest().accepted == 1
    used = identity.load_key().id
    with database.connect("loader") as connection:
        assert keys.in_use(connection) == used
    assert _doctor() == ("ok", f"key {used} from the environment, the one in use")

    monkeypatch.setenv("TALENT_IDENTITY_KEY", OTHER)
    waiting = _file(tmp_path, "second.csv")
    for attempt in (night.ingest, init):
        with pytest.raises(ConfigurationError, match=f"hashed with the identity key {used}, and the key here is"):
            attempt()
    assert waiting.exists(), "it waits for the key"
    assert _doctor()[0] == "wrong"

    monkeypatch.setenv("TALENT_IDENTITY_KEY", FIRST)
    night.ingest()
    assert not waiting.exists()


def test_a_key_that_is_lost_is_not_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _file(tmp_path, "first.csv")
    assert night.ingest().accepted == 1
    monkeypatch.delenv("TALENT_IDENTITY_KEY")
    monkeypatch.setenv("TALENT_HOME", str(tmp_path / "another host"))
    with database.connect("loader") as connection, pytest.raises(ConfigurationError, match="there is none here"):
        keys.required(connection)
    assert not identity.has_key()
    assert _doctor()[0] == "wrong"


def test_where_nobody_has_landed_a_key_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TALENT_IDENTITY_KEY")
    monkeypatch.setenv("TALENT_HOME", str(tmp_path))
    with database.connect("loader") as connection:
        made = keys.required(connection)
        assert identity.has_key()
        assert keys.required(connection) == made
