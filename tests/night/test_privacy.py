"""No clear name or identity number is anywhere but in the archive, and in what the unit itself gets back of its file."""

from __future__ import annotations

import re
import subprocess
import zipfile
from pathlib import Path
from urllib.parse import unquote

import pytest

import factories
from talent_warehouse import database, night, settings
from talent_warehouse.lineage import explain

NAME = "测不得见"
NUMBERS = [factories.id_number(n, "19771103") for n in range(5)]


def _texts(path: Path) -> dict[str, str]:
    """What a file says, by its path; of a package what each part says unpacked."""
    if not zipfile.is_zipfile(path):
        return {str(path): path.read_bytes().decode("utf-8", "replace")}
    with zipfile.ZipFile(path) as box:
        return {f"{path}!{name}": box.read(name).decode("utf-8", "replace") for name in box.namelist()}


@pytest.mark.slow
@pytest.mark.usefixtures("warehouse")
def test_known_names_and_numbers_are_only_in_the_archive_and_no_page_asks_the_outside(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    good = [factories.person(n, name=f"{NAME}{n}", id_number=NUMBERS[n], birth_ym="1977-11") for n in range(3)]
    faulty = factories.person(
        3, name=f"{NAME}3", id_number=NUMBERS[3][:-1] + "A", remark=f"旧号{NUMBERS[4]}", sex="未知"
    )
    wide = NUMBERS[4].translate({ord(str(d)): chr(0xFF10 + d) for d in range(10)})
    free = factories.person(4, employer=f"{NUMBERS[4]}的单位", remark=f"x{NUMBERS[4]}x、{wide}")
    rows = [*good, *[factories.person(n) for n in range(10, 40)], faulty, free]
    factories.write(tmp_path / f"inbox/530102-RC/{NUMBERS[0]}台账.csv", factories.text("talent_register", rows))
    caplog.set_level("DEBUG")
    night.ingest()
    night.publish()
    dump = subprocess.run(
        [database.tool("pg_dump"), "--data-only", "--dbname", database.url()],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    with database.connect("analyst") as connection:
        key = {"region_code": "530102", "rollup": "total", "programme_code": "_T", "year": "2021"}
        slot = {"unit_code": "530102-RC", "form": "talent_register", "period": "2021", "part": "-"}
        steps = explain.cell(connection, "mart_region_programme_year", key, "headcount")
        steps += explain.cell(connection, "mart_submission_completeness", slot, "state")
    assert {s["kind"] for s in steps} >= {"row", "finding"}
    assert "person_key" not in str(steps)
    places = settings.places()
    texts = {"explanation": str(steps), "database": dump, "log": caplog.text, "output": "".join(capfd.readouterr())}
    for folder in (places.outbox, places.data_docs, places.desk, places.dbt_target):
        for path in (p for p in folder.rglob("*") if p.is_file()):
            texts |= _texts(path)
    secrets = [NAME, wide[:17], *(n[:17] for n in NUMBERS)]
    found = {where for where, text in texts.items() for s in secrets if s in text}
    # The returned workbook is the unit's own file: its sheet says what the unit filed, in the unit's folder alone.
    # What we put beside it, the list and the words on the cells, is masked as everywhere.
    (returned,) = places.outbox.rglob("*-退回件.xlsx")
    assert returned.parent == places.outbox / "530102-RC"
    assert returned.stat().st_mode & 0o007 == 0
    sheet = f"{returned}!xl/worksheets/sheet1.xml"
    assert found == {sheet}
    words = re.sub(r"<sheetData>.*</sheetData>", "", texts[sheet], flags=re.DOTALL)
    assert [s for s in secrets if s in words] == []
    assert "无法识别" in texts[f"{returned}!xl/talent-notes-sheet1.xml"]
    archived = b"".join(p.read_bytes() for p in places.archive.rglob("*") if p.is_file()).decode()
    assert all(s in archived for s in secrets)
    _no_page_asks_the_outside_for_anything()


def _no_page_asks_the_outside_for_anything() -> None:
    places = settings.places()
    made = [path for folder in (places.data_docs, places.outbox, places.desk) for path in folder.rglob("*")]
    pages = [p for p in made if p.suffix in (".html", ".js", ".css")]
    assert len(pages) > 5
    outside = [
        (p.name, a) for p in pages for a in ("http://", "https://", 'src="//', "url(//") if a in p.read_text("utf-8")
    ]
    assert outside == []
    assert any("必填" in p.read_text("utf-8") for p in pages)
    links = [(p, href) for p in pages for href in re.findall(r'href="([^"#]+)"', p.read_text("utf-8"))]
    assert any(page.name == "talent_register.html" for page, _ in links)
    assert [(p.name, href) for p, href in links if not (p.parent / unquote(href)).exists()] == []
