"""`talent read`: one JSON document of what was recognised, nothing stored, no database."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

import factories
import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading.filings import Job, read
from workbooks import REGISTER, person

DOCUMENT_KEYS = ["file", "sha256", "format", "encoding", "sheets", "findings"]
SHEET_KEYS = [
    "name", "index", "hidden", "role", "form", "header_rows", "first_data_row", "last_data_row", "rows", "columns",
    "excluded", "totals",
]  # fmt: skip
FINDING_KEYS = ["rule", "severity", "sheet", "row", "column", "value_shown", "message_zh", "message_en"]


def talent_read(path: Path, *options: str, status: int = 0) -> dict[str, Any]:
    """The command as a person calls it, where no database can be reached."""
    command = [sys.executable, "-m", "talent_warehouse", "read", str(path), "--json", *options]
    nowhere = os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=nowhere)
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def test_a_file_that_is_read_exits_with_0(tmp_path: Path) -> None:
    path = tmp_path / "台账.xls"
    lines = [["五华区人才台账"], REGISTER, person(1), ["合计", 1], ["注：无"]]
    path.write_bytes(workbooks.book(("台账", lines), ("说明", [["一、请如实填写。"]]), merges=["A1:T1"]))
    told = talent_read(path)
    assert list(told) == DOCUMENT_KEYS
    assert [list(s) for s in told["sheets"]] == [SHEET_KEYS] * 2
    sheet = told["sheets"][0]
    assert (told["format"], told["encoding"], told["file"], len(told["sha256"])) == ("xlsx", None, "台账.xls", 64)
    assert (sheet["name"], sheet["index"], sheet["role"], sheet["form"]) == ("台账", 1, "data", "talent_register")
    assert sheet["columns"][0] == {"column": 1, "letter": "A", "header": "姓名", "field": "name"}
    assert sheet["excluded"] == [
        {"row": 1, "why": "title"}, {"row": 4, "why": "total"}, {"row": 5, "why": "note"},
    ]  # fmt: skip
    assert (told["sheets"][1]["role"], told["findings"]) == ("notes", [])


def test_a_file_that_cannot_be_read_exits_with_2_and_says_why(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"%PDF-1.7")
    told = talent_read(path, status=2)
    assert list(told) == DOCUMENT_KEYS
    assert (told["sheets"], [f["rule"] for f in told["findings"]]) == ([], ["RD-document"])
    assert list(told["findings"][0]) == FINDING_KEYS


def test_a_file_of_no_form_shows_its_table_and_the_nearest_form(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("职工情况\n姓名,身份证号,学历,党派\n测某,1,本科,群众\n", encoding="utf-8")
    told = talent_read(path)
    (sheet,) = told["sheets"]
    assert (sheet["form"], sheet["role"], sheet["header_rows"], sheet["rows"]) == (None, "data", [2], 1)
    assert [(c["letter"], c["header"], c["field"]) for c in sheet["columns"]][3] == ("D", "党派", None)
    (finding,) = told["findings"]
    assert finding["rule"] == "RD-no_form"
    assert "人才台账" in finding["message_zh"]
    assert "证件类型" in finding["message_zh"]


def test_a_contract_outside_the_project_is_tried_alone(tmp_path: Path) -> None:
    contract = yaml.safe_load((contracts.forms_folder() / "measure_return.yaml").read_text(encoding="utf-8"))
    contract["id"] = contract["name"] = "visit_log"
    schema = contract["schema"][0]
    schema["name"], schema["businessName"] = "visit_log", "走访台账"
    schema["properties"][0]["businessName"] = "走访对象"
    own = tmp_path / "visit_log.yaml"
    own.write_text(yaml.safe_dump(contract, allow_unicode=True), encoding="utf-8")
    path = tmp_path / "走访.csv"
    path.write_text(
        factories.text("measure_return", [factories.RETURN]).replace("指标,", "走访对象,", 1), encoding="utf-8"
    )
    (sheet,) = talent_read(path, "--contract", str(own))["sheets"]
    assert (sheet["form"], sheet["rows"]) == ("visit_log", 1)
    assert sheet["columns"][0]["header"] == "走访对象"


def test_what_is_told_of_rows_is_what_a_filing_of_the_file_is_told(tmp_path: Path) -> None:
    """Void, without a label, under another unit, taken back, struck, grouped: before it is filed as after."""
    ledger = contracts.form("funding_ledger").fields
    fields = [f for f in ledger if f.name != "unit"]
    rows = [[*({**factories.MOVEMENT, "fund_ref": ref}.get(f.name) for f in fields), said] for ref, said in
            (("甲", "作废"), ("乙", "冲销"), ("丙", None), ("丁", None))]  # fmt: skip
    lines = [
        ["报告期：2021年5月", "单位：万元"],
        [*(f.header for f in fields), "备注"],
        *rows[:3],
        ["单位：元"],
        [],
        [*rows[3], 7],
    ]
    data = workbooks.book(("表", lines))
    told = workbooks.told(tmp_path / "a.xlsx", data)
    (filing,) = read(Job(tmp_path / "a.xlsx", "a.xlsx", "530102-RC"), workbooks.reader(), tmp_path).filings
    found = [(f["rule"], f["row"], f["message_zh"]) for f in told["findings"]]
    assert sorted(found, key=str) == sorted(((i.rule_id, i.row_no, i.message_zh) for i in filing.issues), key=str)
    assert {rule for rule, *_ in found} == {
        "RD-says_gone", "RD-reversal", "RD-unit_below", "RD-unlabelled_column", "RD-unknown_column",
    }  # fmt: skip
    (sheet,) = told["sheets"]
    assert (sheet["rows"], sheet["excluded"]) == (
        filing.landed, [{"row": 1, "why": "title"}, {"row": 6, "why": "signature"}, {"row": 7, "why": "blank"}],
    )  # fmt: skip


def test_an_identity_number_that_lost_its_digits_is_said(tmp_path: Path) -> None:
    row = person(1)
    number = REGISTER.index("身份证号")
    told = workbooks.told(tmp_path / "a.xlsx", workbooks.book(("表", [REGISTER, [*row[:number], 5.3010219800101e17, *row[number + 1 :]]])))  # fmt: skip
    (finding,) = told["findings"]
    assert (finding["rule"], finding["severity"], finding["row"], finding["column"]) == (
        "RD-lost_digits", "critical", 2, "id_number",
    )  # fmt: skip
    assert "文本" in finding["message_zh"]
