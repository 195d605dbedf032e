"""A person's name and numbers, wherever a unit writes them: no reader of the warehouse finds them there."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from test_privacy import _texts

import factories
import workbooks
from talent_warehouse import contracts, database, night, settings
from talent_warehouse.intake import anew
from talent_warehouse.reading.filings import Job, read

NAME = "测不得见"
NUMBER = factories.id_number(7, "19771103")
PASSPORT, CARD, PHONE = "E87654321", "6222021234567890128", "13987654321"
APART, HYPHENS = (mark.join((NUMBER[:6], NUMBER[6:14], NUMBER[14:])) for mark in " -")
SHORT = NUMBER[:9] + NUMBER[10:]
SECRETS = (NAME, NUMBER, APART, HYPHENS, SHORT, PASSPORT, CARD, PHONE)
ALL = "、".join(SECRETS)


def _everywhere(n: int) -> dict[str, str | None]:
    """A row that names somebody of the filing in every column where a text may stand."""
    return {
        **factories.person(n), "remark": f"由{NAME}推荐，{ALL}", "employer": f"{NAME}工作室{PHONE}", "work_region": f"{NAME}{PHONE}",
        "sex": f"男{NAME}", "entry_date": f"见{NUMBER}", "title_series": APART, "education": CARD,
    }  # fmt: skip


def _rows() -> list[dict[str, str | None]]:
    own = [factories.person(1, name=NAME, id_number=NUMBER, birth_ym="1977-11")]
    own.append(factories.person(2, name=f"{NAME[:2]} {NAME[2:]}", id_type="护照", id_number=PASSPORT))
    return [*own, *(_everywhere(n) for n in range(3, 6)), *(factories.person(n) for n in range(10, 20))]


def _register(period: str = "报告期：2021年") -> list[list[str | None]]:
    top: list[list[str | None]] = [[f"{NAME}{PHONE}2021年台账"], ["填报人：", NAME], ["联系电话", PHONE], [period]]
    header: list[str | None] = [*workbooks.REGISTER, f"{NAME}的意见{PHONE}"]
    fields = contracts.form("talent_register").fields
    rows = [[row.get(f.name) or None for f in fields] + [ALL] for row in _rows()]
    return [*top, header, *rows, [f"填表人：{NAME} {PHONE}"]]


def _csv(lines: list[list[str | None]]) -> bytes:
    quoted = (",".join(f'"{cell}"' if cell else "" for cell in line) for line in lines)
    return "\r\n".join(quoted).encode()


def _put(name: str, content: bytes) -> None:
    path = factories.write(settings.places().inbox / name, "")
    path.write_bytes(content)
    os.utime(path, (1.6e9, 1.6e9))


@pytest.mark.usefixtures("warehouse")
def test_whom_a_filing_is_about_stands_only_in_the_archive_and_in_what_the_unit_gets_back(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    book = workbooks.book((f"{NAME}{PHONE}"[:28], _register()), (f"{NAME}的原表", [["姓名"], [NAME], ["另"]]))
    _put(f"530102-RC/{NAME}_{APART}.xlsx", book)
    _put(f"530103-RC/{NAME}{PHONE}.csv", _csv(_register(f"报告期：2021年 分表：{NAME}")))
    _put(f"530111-RC/{NAME}说.csv", _csv(_register("不写")[1:]))  # no period: quoted, and no row is read
    _put(f"530112-RC/{NAME}二.csv", _csv([["姓名", "电话"], [NAME, PHONE]]))  # no form
    done = night.ingest()
    assert (done.arrivals, done.accepted + done.returned) == (4, 4)
    texts = {"database": _dump(), "log": caplog.text, "output": "".join(capfd.readouterr())}
    places = settings.places()
    for path in Path(places.archive).parent.rglob("*"):
        texts[f"name of {path}"] = path.name
        if path.is_file() and places.archive not in path.parents and "-退回件" not in path.name:
            texts |= _texts(path)
    found = {(where, secret) for where, text in texts.items() for secret in SECRETS if secret in text}
    assert found == set()
    assert _names() == ["测****.csv", "测***139********.csv", "测***_530*****************.xlsx", "测***说.csv"]
    for unit in ("530102-RC", "530103-RC"):  # the marks found their sheet, although its name is not told
        (returned,) = (places.outbox / unit).glob("*-退回件.xlsx")
        sheets = {where.rpartition("/")[2]: text for where, text in _texts(returned).items()}
        assert "legacyDrawing" in sheets["sheet1.xml"]
    _landed_in_clear()
    assert NAME in _dump()
    with database.connect("owner") as connection:
        assert anew.land(connection, anew.arrivals(connection), lambda _: None) == []
    assert [secret for secret in SECRETS if secret in _dump()] == []


UNREAD = "赵试见"


def test_a_sheet_that_is_called_like_a_person_goes_by_its_number(tmp_path: Path) -> None:
    rows = [["报告期：2021年"], workbooks.REGISTER]
    titles = ("台账", UNREAD, f"{UNREAD}（2021）", "五华", "高级", "土肥站", "甲")
    path = tmp_path / "a.xlsx"
    path.write_bytes(workbooks.book(*((title, [*rows, workbooks.person(n)]) for n, title in enumerate(titles))))
    known = workbooks.reader()
    reader = replace(known, lookups={**known.lookups, "region": {"五华区": "530102", "五华": "530102"}})
    (filing,) = read(Job(path, path.name, "530102-RC"), reader, tmp_path).filings
    assert filing.sheets == ("台账", "第2张表", "第3张表", "五华", "高级", "土肥站", "甲")
    assert filing.rows is not None
    assert UNREAD not in filing.rows.read_text("utf-8")


@pytest.mark.usefixtures("warehouse")
def test_the_name_of_a_file_that_nobody_could_read_names_nobody(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    _put(f"530102-RC/五华区{UNREAD}人才台账2021年.xlsx", b"PK\x03\x04" + bytes(64))
    _put(f"530103-RC/{UNREAD} 身份证照片.jpg", b"\xff\xd8\xff\xe0" + bytes(64))
    link = settings.places().inbox / f"530103-RC/{UNREAD}.csv"
    link.symlink_to(factories.write(settings.places().outbox / "a.csv", "a,b"))  # left where it is
    with monkeypatch.context() as slow:  # the process is ended between taking and landing
        done = night.ingest()
        _put(f"530112-RC/{UNREAD}个人名册.xlsx", workbooks.book(("表", _register())))
        slow.setattr(settings, "READING_SECONDS", 0)
        last = night.ingest()
    assert (done.returned, last.returned) == (2, 1)
    assert set(_names()) == {"五华区赵**人才台账2021年.xlsx", "赵** 身份证照片.jpg", "赵**个人名册.xlsx"}
    assert [*done.left] == ["530103-RC/赵**.csv"]
    receipts = "".join(path.read_text("utf-8") for path in settings.places().outbox.rglob("*.txt"))
    for text in (_dump(), caplog.text, "".join(capfd.readouterr()), receipts):
        assert UNREAD not in text


TOLD = [
    f"{one}试见" for one in "赵钱孙李周吴郑王冯陈褚卫"
]  # each is named in one place, and again in a remark or a name


def _slipped() -> list[list[str | None]]:
    """A register with a row one column too far right, two cells swapped, names with notes, and lines that name people."""
    a, b, c, d, e, f, g, h, *_ = TOLD
    fields = [field.name for field in contracts.form("talent_register").fields]

    def row(n: int, **cells: str | None) -> list[str | None]:
        one = factories.person(n, **cells)
        return [one.get(name) for name in fields]

    slipped = [None, *row(1, name=a)[:-1]]
    swapped = row(2, name="虚构林业站", employer=b)
    rows = [
        slipped,
        swapped,
        row(3, name=f"{c}（退休）"),
        row(4, name=f"{d}教授、{e}"),
        *(row(n) for n in range(10, 20)),
    ]
    rows.append(row(20, remark="、".join(TOLD), employer=f"{a}诊所"))
    return [
        ["填报人：", f],
        ["报告期：2021年"],
        [*workbooks.REGISTER, "经办人"],
        *rows,
        [*row(21), g],
        [f"审核人：{h}（签字）"],
    ]


def _signed(book: Workbook) -> None:
    """Names where no cell stands: properties, a note's author, a header, a defined name."""
    sheet = book.worksheets[0]
    book.properties.creator, book.properties.lastModifiedBy = TOLD[8], TOLD[9]
    sheet["A1"].comment = Comment("见", TOLD[10])
    sheet.oddHeader.center.text = TOLD[0]
    book.defined_names[TOLD[1]] = DefinedName(TOLD[1], attr_text=f"'{sheet.title}'!$A$1")


@pytest.mark.usefixtures("warehouse")
def test_whoever_is_named_anywhere_in_a_filing_is_masked_in_all_of_it(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG")
    *_, author, saved, noted, payee = TOLD
    name = f"{TOLD[0]}_{TOLD[5]}_{author}_{saved}_{noted}"
    _put(f"530102-RC/{name}.xlsx", workbooks.book((TOLD[3], _slipped()), change=_signed))
    ledger = [
        {**factories.MOVEMENT, "payee": payee},
        {**factories.MOVEMENT, "payee": f"{payee[:2]}不", "payer": author},
    ]
    top = ("报告期：2021年5月", f"经办人：{saved}")
    _put(f"530100-KJ/{payee}_{saved}.csv", factories.text("funding_ledger", ledger, top).encode())
    visit = {**factories.ACTIVITY, "place_text": f"{saved}家"}
    _put("530103-RC/活动.csv", factories.text("service_log", [visit], top).encode())
    _put(f"530111-RC/{payee}_登记表.xlsx", workbooks.book(("表", [["个人登记表"], ["姓名", payee, "性别", "男"]])))
    assert night.ingest().arrivals == 4
    texts = {"database": _dump(), "log": caplog.text, "output": "".join(capfd.readouterr())}
    places = settings.places()
    for path in Path(places.archive).parent.rglob("*"):
        texts[f"name of {path}"] = path.name
        if path.is_file() and places.archive not in path.parents and "-退回件" not in path.name:
            texts |= _texts(path)
    assert {(where, one) for where, text in texts.items() for one in TOLD if one in text} == set()
    with database.connect("steward") as connection:
        payees = connection.execute("select distinct payee from raw.funding_ledger").fetchall()
        places_told = connection.execute("select place_text from raw.service_log").fetchall()
    assert len(payees) == 2
    assert all(re.fullmatch(r".\*\*#[0-9a-f]{6}", one) for (one,) in payees)
    assert re.fullmatch(r"陈\*\*家#[0-9a-f]{6}", places_told[0][0])


def _dump() -> str:
    done = subprocess.run(
        [database.tool("pg_dump"), "--dbname", database.url()], check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout


def _landed_in_clear() -> None:
    """As a former version had it."""
    with database.connect("owner") as connection:
        connection.execute("update raw.talent_register set remark = %s, sex = %s where remark like '由%%'", (ALL, NAME))
        for table in ("arrival", "submission"):
            connection.execute(
                f"update audit.{table} set file_name = %s where unit_code = '530103-RC'", (f"{NAME}.csv",)
            )
        connection.execute("update audit.finding set message_zh = %s where source = 'reader'", (ALL,))
        connection.execute(
            "update audit.document as own set first_name = arrival.file_name from audit.arrival as arrival"
            " where arrival.sha256 = own.sha256"
        )


def _names() -> list[str]:
    with database.connect("steward") as connection:
        return [name for (name,) in connection.execute("select file_name from audit.arrival order by 1")]
