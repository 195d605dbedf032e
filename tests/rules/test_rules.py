"""Every rule of every form has rows that break it and rows that just keep it; all are filed, landed and judged for real."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

import factories
from talent_warehouse import contracts, database, night
from talent_warehouse.gate import gate1
from talent_warehouse.intake import landing, submissions

HERE = Path(__file__).parent
FIRST_ROW = 3  # under the line with the period and the header


@dataclass(frozen=True)
class Case:
    """One sheet of rows, and the rules that must fail in it, each with the rows where it does."""

    form: str
    rule: str
    unit: str
    rows: list[dict[str, str | None]]
    fails: dict[str, set[int | None]]
    also: set[str]
    is_break: bool

    @property
    def part(self) -> str:
        return f"{self.rule}-{'breaks' if self.is_break else 'keeps'}"


def _birth(row: dict[str, Any], base: dict[str, Any]) -> str:
    stated = str(row.get("birth_ym") or base["birth_ym"])
    digits = "".join(c if c.isdigit() else " " for c in stated).split() or ["1985", "03"]
    year, month = (
        (digits[0][:4], digits[0][4:6]) if len(digits[0]) >= 6 else (digits[0], digits[1] if len(digits) > 1 else "3")
    )
    return f"{year}{int(month):02}15" if len(year) == 4 and month else "19850315"


def _with_person(row: dict[str, Any], base: dict[str, Any], n: int, first: dict[str, Any] | None) -> dict[str, Any]:
    """A person of one's own for a row, broken as the case asks."""
    whole = base | row
    birth, male = _birth(row, base), whole.get("sex") == "男"
    good = factories.id_number(n, birth, male)
    wanted = row.get("id_number", good)
    other = f"{int(birth[:4]) - 3}{birth[4:]}"
    broken = {
        "@checksum": good[:17] + ("1" if good[17] != "1" else "2"),
        "@length": good[:16],
        "@characters": good[:8] + "A" + good[9:],
        "@birth": good[:10] + "13" + good[12:],
        "@lost": "5.30102E+17",
        "@other_birth": factories.id_number(n, other, male),
        "@other_sex": factories.id_number(n, birth, not male),
        "@same": first["id_number"] if first else good,
        "@none": None,
    }
    return {"name": f"测某{n:04d}", **whole, "id_number": broken.get(str(wanted), wanted)}


def cases(form: str) -> Iterator[Case]:
    """Two sheets a case: what breaks, what keeps."""
    table = yaml.safe_load((HERE / f"{form}.yaml").read_text(encoding="utf-8"))
    number = 0
    for case in table["cases"]:
        for is_break in (True, False):
            rows: list[dict[str, Any]] = []
            for row in case["breaks" if is_break else "keeps"]:
                number += 1
                person = contracts.form(form).person
                rows.append(
                    _with_person(row, table["base"], number, rows[0] if rows else None)
                    if person
                    else table["base"] | row
                )
            at = range(len(rows)) if case.get("at") is None else case["at"]
            places: set[int | None] = {None} if case.get("file") else {FIRST_ROW + i for i in at}
            fails = {case["rule"]: places} if is_break else {}
            unit = case.get("unit", table["unit"])
            yield Case(form, case["rule"], unit, rows, fails, set(case.get("also", ())), is_break)


def _file(form: str, tmp_path: Path) -> list[Case]:
    table = yaml.safe_load((HERE / f"{form}.yaml").read_text(encoding="utf-8"))
    filed = list(cases(form))
    with database.connect("loader") as connection:
        for n, case in enumerate(filed):
            path = tmp_path / f"{n}.csv"
            path.write_text(factories.text(form, case.rows, [f"报告期：{table['period']}"]), encoding="utf-8")
            submissions.register(connection, path, case.unit, datetime(2022, 1, 20, tzinfo=UTC), form, None, case.part)
        landing.land(connection, submissions.unread(connection))
    gate1.judge(form, night.start_run("test"))
    return filed


def _found() -> dict[str, dict[str, set[int | None]]]:
    """Findings by part and rule: the rows."""
    found: dict[str, dict[str, set[int | None]]] = defaultdict(lambda: defaultdict(set))
    with database.connect("steward") as connection:
        for part, rule, row_no in connection.execute(
            "select s.part, f.rule_id, f.row_no from audit.finding as f inner join audit.submission as s using (submission_id)"
            " where f.source = 'gate1'"
        ):
            found[part][rule].add(row_no)
    return found


@pytest.mark.usefixtures("warehouse")
@pytest.mark.parametrize("form", list(contracts.forms()))
def test_each_rule_fails_where_it_must_and_not_where_a_row_just_keeps_it(form: str, tmp_path: Path) -> None:
    filed = _file(form, tmp_path)
    found = _found()
    wrong = []
    for case in filed:
        here = found.get(case.part, {})
        if case.is_break:
            wrong += [
                f"{case.part}: {r} at {p}, found at {here.get(r)}" for r, p in case.fails.items() if here.get(r) != p
            ]
            wrong += [f"{case.part}: also {r}" for r in here.keys() - {case.rule} - case.also]
        elif case.rule in here:
            wrong.append(f"{case.part}: {case.rule} at {here[case.rule]}")
    assert not wrong, "\n".join(wrong)


def test_no_rule_is_without_a_case() -> None:
    for form in contracts.forms().values():
        assert {r.id for r in form.rules} == {c.rule for c in cases(form.name)}, form.name
