"""Every rule of texts has a figure that breaks it and one that just keeps it; all are landed and judged for real.

Nobody types the rows of a text: a good text is filed for each case, and the columns that the case names are changed.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from psycopg import sql

from talent_warehouse import contracts, database, night
from talent_warehouse.gate import gate1
from talent_warehouse.intake import landing, submissions

FORM = contracts.form("narrative")
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "narrative.yaml").read_text(encoding="utf-8"))
TEXT = (
    "五华区2021年人才工作总结\n全区科技特派员获得专项经费120万元，其中到位资金45万元。\n全区引进人才30名。\n例{n}。\n"
)


def test_no_rule_of_texts_is_without_a_case() -> None:
    assert {rule.id for rule in FORM.rules} == {case["rule"] for case in CASES}


def _change(connection: database.Connection, submission_id: str, rows: list[dict[str, Any]]) -> None:
    """Change the first figures of a text."""
    places = connection.execute(
        "select sheet, row_no from raw.narrative where submission_id = %s order by sheet, row_no", (submission_id,)
    ).fetchall()
    for place, row in zip(places, rows, strict=False):
        for column, value in row.items():
            statement = sql.SQL("update raw.narrative set {} = %s where (submission_id, sheet, row_no) = (%s, %s, %s)")
            connection.execute(statement.format(sql.Identifier(column)), (value, submission_id, *place))


@pytest.mark.usefixtures("warehouse")
def test_each_rule_fails_where_it_must_and_not_where_a_figure_just_keeps_it(tmp_path: Path) -> None:
    filed: dict[str, tuple[str, bool]] = {}
    with database.connect("loader") as connection:
        for n, (case, is_break) in enumerate((case, is_break) for case in CASES for is_break in (True, False)):
            path = tmp_path / f"{n}.txt"
            path.write_text(TEXT.format(n=n), encoding="utf-8")
            part = f"{case['rule']}-{'breaks' if is_break else 'keeps'}"
            submissions.register(
                connection, path, "530102-RC", datetime(2022, 1, 20, tzinfo=UTC), "narrative", "2021", part
            )
            filed[part] = (case["rule"], is_break)
        landing.land(connection, submissions.unread(connection))
    rows = {f"{c['rule']}-{k}": c.get(k, []) for c in CASES for k in ("breaks", "keeps")}
    with database.connect("owner") as connection:
        for own, part in connection.execute("select submission_id, part from audit.submission").fetchall():
            _change(connection, own, rows[part])
    gate1.judge("narrative", night.start_run("test"))
    with database.connect("steward") as connection:
        found = set(
            connection.execute(
                "select distinct part, rule_id from audit.finding inner join audit.submission using (submission_id)"
                " where source = 'gate1'"
            ).fetchall()
        )
    wrong = [part for part, (rule, is_break) in filed.items() if ((part, rule) in found) != is_break]
    assert wrong == []
