"""The desk's pages after nights: what they say of the last run, that they lead somewhere, and that what units file is only text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

import factories
from clones import shared
from commands import talent
from talent_warehouse import night, settings
from talent_warehouse.pages import write

UNIT = "530102-RC"
HOSTILE = "</td><script>alert(1)</script><img src=x onerror=alert(2)>&\"'"


def _file(unit: str, name: str, *rows: dict[str, str | None], top: str = "报告期：2021年") -> None:
    content = factories.text("talent_register", rows, (top,))
    factories.write(settings.places().inbox / unit / f"{name}.csv", content)


@pytest.fixture(scope="module", autouse=True)
def desk(server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Two nights: 五华区 files somebody who works elsewhere and a hostile employer, then mends the first; 盘龙区 nothing readable."""
    with shared(server, tmp_path_factory.mktemp("pages")), pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv("TALENT_DATA_DOCS", str(settings.places().desk.parent / "data-docs"))
        good = [factories.person(n) for n in range(20, 30)]
        hostile = factories.person(4, employer=HOSTILE, staff_category=HOSTILE)
        _file(UNIT, HOSTILE.replace("/", "_"), *good, factories.person(3, work_region="麒麟区"), hostile)
        _file("530103-RC", "空", top="没有表头")
        night.ingest()
        talent("desk", "comment", UNIT, "--text", HOSTILE, "--by", "li")
        _file(UNIT, "二", *good, factories.person(3), hostile)
        night.ingest()
        write.write()
        yield settings.places().desk


def _text(page: Path) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8"))))


def test_last_night_is_the_last_run_alone(desk: Path) -> None:
    said = _text(desk / "index.html")
    for count in ("1 到件", "1 接收", "0 退回", "1 已改正"):
        assert count in said
    assert "TR-132" in said
    assert "1 个单位有退回后还没有重报的报送" in said
    assert "尚未发布" in said


def test_a_unit_has_a_page_with_what_it_owes_and_what_stands_open(desk: Path) -> None:
    said = _text(desk / "unit" / f"{UNIT}.html")
    assert "人才台账 2021年 2022-01-31" in said
    assert "已接收" in said
    assert "逾期未报" in said
    assert "TR-132" not in said
    assert "TR-staff_category-code" in said or "TR-staff_category" in said


def test_the_matrix_and_the_chase_have_who_is_late(desk: Path) -> None:
    assert "五华区人才办" in _text(desk / "matrix.html")
    chase = _text(desk / "chase.html")
    assert re.search(r"昆明市盘龙区人才办 人才台账 2020年、2021年、2022年 \d+ 天 还没有催过", chase) is not None


def test_what_units_and_stewards_write_is_text(desk: Path) -> None:
    pages = [*desk.rglob("*.html")]
    assert len(pages) > 8
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert "<script" not in text.lower(), page
        assert "<img" not in text.lower(), page
        assert not re.search(r"<[^>]* on\w+=", text), page
    assert HOSTILE in _text_kept(desk / "unit" / f"{UNIT}.html")


def _text_kept(page: Path) -> str:
    return unescape(page.read_text(encoding="utf-8"))


def test_every_link_leads_to_a_page_and_none_outside(desk: Path) -> None:
    broken = []
    for page in desk.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        assert "https:" not in text
        assert set(re.findall(r"http:[^\"' ]+", text)) <= {"http://www.w3.org/2000/svg"}
        for href in re.findall(r'(?:href|src)="([^"]+)"', text):
            target, _, anchor = unquote(href).partition("#")
            there = page.parent / target if target else page
            if not there.exists() or (anchor and f'id="{anchor}"' not in there.read_text(encoding="utf-8")):
                broken.append(f"{page.name}: {href}")
    assert broken == []


def test_no_page_names_a_person(desk: Path) -> None:
    named = re.compile("测某|" + "|".join(factories.id_number(n)[:14] for n in (3, 4, 20)))
    assert [page.name for page in desk.rglob("*.html") if named.search(page.read_text(encoding="utf-8"))] == []


def test_pages_of_what_is_gone_go(desk: Path) -> None:
    gone = desk / "unit" / "530199-XX.html"
    gone.write_text("x", encoding="utf-8")
    assert "pages in" in talent("desk", "pages").stderr
    assert not gone.exists()
    assert (desk / "index.html").stat().st_mode & 0o777 == 0o640


def test_what_keeps_pages_from_being_written_fails_no_night(desk: Path, caplog: pytest.LogCaptureFixture) -> None:
    (desk / "rule").rename(desk / "rule.kept")
    (desk / "rule").write_text("a file where a folder belongs", encoding="utf-8")
    write.after_night()
    assert "could not be written" in caplog.text
    (desk / "rule").unlink()
    (desk / "rule.kept").rename(desk / "rule")
