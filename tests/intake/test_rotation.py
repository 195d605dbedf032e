"""Another identity key: everybody is hashed again, whole or not at all, and nothing of the key before stands anywhere."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import psycopg
import pytest

import factories
from commands import as_json, talent
from talent_warehouse import database, identity, night, settings
from talent_warehouse.errors import ConfigurationError
from talent_warehouse.intake import anew, keys, rotation
from talent_warehouse.publishing.checksums import Checksum, checksums

UNIT, OLD, NEW = "530102-RC", identity.Key(bytes.fromhex("5a" * 32)), identity.Key(bytes.fromhex("5c" * 32))
_HASHES = "select person_key, name_hash from {} where person_key is not null or name_hash is not null"


def _key_file(folder: Path) -> str:
    path = folder / "new.key"
    path.write_text(NEW.secret.hex() + "\n", encoding="ascii")
    return str(path)


def _rows(query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(database.url()) as connection:
        return connection.execute(query.encode()).fetchall()


def _hashes() -> set[str]:
    return {one for row in _rows(_HASHES.format("raw.talent_register")) for one in row if one}


def _dump() -> str:
    command = [str(database.tool("pg_dump")), "--data-only", f"--dbname={database.url()}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def _landed() -> list[tuple[Any, ...]]:
    """All that landed and was judged, but for hashes."""
    return _rows(
        "select to_jsonb(landed) - 'person_key' - 'name_hash' - 'key_id' from raw.talent_register as landed order by"
        " submission_id, row_no"
    ) + _rows("select submission_id, state, reason, rows_landed, answered_at from audit.submission order by 1")


def _sums() -> list[Checksum]:
    with database.connect("steward") as connection:
        return checksums(connection)


@pytest.mark.published
@pytest.mark.usefixtures("warehouse")
def test_a_rotated_warehouse_is_a_fresh_one_under_the_new_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, landed, sums = _hashes(), _landed(), _sums()
    gone = identity.Key(b"0" * 32).digest("somebody whose row was replaced since")
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute(
            "insert into history.dim_person select (jsonb_populate_record(null::history.dim_person, to_jsonb(had)"
            " || jsonb_build_object('person_key', %s::text, 'to_no', 1, 'from_no', 0))).* from mart.dim_person as had limit 1",
            (gone,),
        )
        connection.execute(
            "insert into audit.finding (run_id, rule_id, rule_version, source, severity, relation, key, message_zh,"
            " message_en) select 'x', 'WH-x', '1', 'gate2', 'warning', 'dim_person',"
            " jsonb_build_object('person', left(k, 12)), left(k, 12) || '…', left(k, 12) from unnest(%s::text[]) as k",
            ([gone, min(old)],),
        )
    file = _key_file(tmp_path)
    tried = as_json("identity", "rotate", "--new", file, "--dry-run")
    assert [tried[k] for k in ("submissions", "rows", "persons", "changes")] == [2, 6, 3, []]
    assert _hashes() == old

    done = as_json("identity", "rotate", "--new", file)
    assert (done["key_before"], done["key_id"], done["persons"]) == (OLD.id, NEW.id, 3)
    assert "TALENT_IDENTITY_KEY still has another key" in done["to_do"]
    people = [factories.person(n) for n in range(3)]
    numbers = {identity.read_number(one["id_number"], "resident_id", NEW).hash for one in people}
    assert _hashes() == numbers | {NEW.digest("name", str(identity.clean_name(one["name"]))) for one in people}
    assert _landed() == landed, "nothing is judged or answered again"
    dump = _dump().replace(f"\t{OLD.id}\t{NEW.id}\t", "\t")
    assert [one for one in (*old, gone, OLD.id) if one[:12] in dump] == []
    assert len(_rows("select from mart.dim_person inner join raw.talent_register using (person_key, key_id)")) == 6
    assert [s.rows for s in _sums()] == [s.rows for s in sums]

    with pytest.raises(ConfigurationError, match=f"hashed with the identity key {NEW.id}"):
        night.ingest()
    monkeypatch.setenv("TALENT_IDENTITY_KEY", NEW.secret.hex())
    rotated = _sums()
    published = night.publish()
    assert published is not None
    assert (published.rows_changed, _sums()) == (0, rotated), "built whole under the new key, nothing is otherwise"
    assert "is the one in use" in as_json("identity", "rotate")["to_do"]


@pytest.mark.usefixtures("warehouse")
def test_what_is_broken_off_is_not_begun_and_goes_through_when_called_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for year in ("2020", "2021"):
        content = factories.text(
            "talent_register", [factories.person(1, as_of_date=f"{year}-12-31")], (f"报告期：{year}年",)
        )
        factories.write(settings.places().inbox / UNIT / f"{year}.csv", content)
    night.ingest()
    with psycopg.connect(database.url(), autocommit=True) as connection:
        connection.execute("update raw.talent_register set sex__v = null")  # a former reader's: it reads otherwise
    old, landed = _hashes(), _landed()

    def dies(change: anew.Change) -> None:
        raise KeyboardInterrupt

    with (
        psycopg.connect(database.url(), autocommit=True) as connection,
        pytest.raises(KeyboardInterrupt),
        connection.transaction(),
    ):
        rotation.rekey(connection, OLD.id, NEW, dies)
    assert (_hashes(), _landed()) == (old, landed)
    assert night.ingest().arrivals == 0

    # the key is kept in a file: it takes its place
    monkeypatch.setenv("TALENT_HOME", str(tmp_path))
    monkeypatch.delenv("TALENT_IDENTITY_KEY")
    settings.places().identity_key.write_text(OLD.secret.hex(), encoding="ascii")
    kept = next(p for p in settings.places().archive.rglob("*") if p.is_file())
    kept.rename(tmp_path / "away")
    file = _key_file(tmp_path)
    refused = talent("identity", "rotate", "--new", file, status=2).stderr
    assert "1 rows of persons could not be read again, so nothing was changed" in " ".join(refused.split())
    assert identity.load_key() == OLD
    assert (_hashes(), _landed()) == (old, landed)
    (tmp_path / "away").rename(kept)

    done = as_json("identity", "rotate", "--new", file)
    assert (len(done["changes"]), done["accepted"], done["to_do"]) == (2, 2, None)
    assert identity.load_key() == NEW
    assert settings.places().identity_key.stat().st_mode & 0o777 == 0o600
    assert not _hashes() & old
    with database.connect("loader") as connection:
        assert keys.required(connection) == NEW

    # killed between the database and the key file: refused until it is called again
    settings.places().identity_key.write_text(OLD.secret.hex(), encoding="ascii")
    with pytest.raises(ConfigurationError, match="talent identity rotate"):
        night.ingest()
    assert as_json("identity", "rotate", "--new", file)["rows"] == 0
    assert identity.load_key() == NEW
