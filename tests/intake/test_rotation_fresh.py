"""A rotated warehouse beside a fresh one under the new key: what landed, and in which slots."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
import pytest

import clones
import factories
from commands import as_json
from talent_warehouse import database, identity, night, settings

NEW = identity.Key(bytes.fromhex("5c" * 32))


def _ingest(*people: int) -> None:
    """A register in a part that names somebody, one of them without a number; a roster; a file named after a person."""
    inbox, first = settings.places().inbox / "530102-RC", factories.person(1)
    rows = [factories.person(n, id_number=None if n == 2 else factories.id_number(n)) for n in people]
    rows = [{**row, "id_type": row["id_type"] if row["id_number"] else "无"} for row in rows]
    top = ("报告期：2021年", f"分表：{first['name']}")
    factories.write(inbox / "台账.csv", factories.text("talent_register", rows, top))
    expert = {**factories.EXPERT, "programme": "科技特派员", "name": first["name"], "id_number": first["id_number"]}
    factories.write(inbox / f"{first['name']}.csv", factories.text("programme_roster", [expert]))
    night.ingest()


def _in_force() -> list[Any]:
    found = list[Any]()
    with psycopg.connect(database.url()) as connection:
        for form in ("talent_register", "programme_roster"):
            query = (
                f"select to_jsonb(landed) - 'submission_id', unit_code, period, part from raw.{form} as landed"
                f" inner join audit.in_force using (submission_id) where form = '{form}' order by row_no"
            )
            found += connection.execute(query.encode()).fetchall()
    return found


def test_what_is_rotated_is_what_is_ingested_under_the_new_key(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("fresh", "rotated"):
        (tmp_path / name).mkdir()
    with monkeypatch.context() as fresh, clones.shared(server, tmp_path / "fresh"):
        fresh.setenv("TALENT_IDENTITY_KEY", NEW.secret.hex())
        _ingest(1, 2)
        before = _in_force()
        _ingest(1, 2, 3)
        after = _in_force()
    file = tmp_path / "new.key"
    file.write_text(NEW.secret.hex(), encoding="ascii")
    with clones.shared(server, tmp_path / "rotated"):
        _ingest(1, 2)
        assert _in_force() != before
        as_json("identity", "rotate", "--new", str(file))
        assert _in_force() == before
        monkeypatch.setenv("TALENT_IDENTITY_KEY", NEW.secret.hex())
        _ingest(1, 2, 3)
        assert _in_force() == after, "a correction replaces the part that was filed before"
    assert (len(before), len(after)) == (3, 4)
