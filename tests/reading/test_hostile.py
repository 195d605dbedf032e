"""Broken, odd and dangerous files: each comes back with its reason and its remedy, and nothing dies of it."""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

import factories
import workbooks
from talent_sample.formats import ods, ole, package, xls
from talent_sample.grids import Grid
from talent_warehouse import settings
from talent_warehouse.reading import filings, readers, worker
from talent_warehouse.reading.files.documents import open_document
from talent_warehouse.reading.filings import Answer, Job
from talent_warehouse.reading.issues import UnreadableError
from workbooks import REGISTER, book, edited, person, with_sheet

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
GOOD = [["报告期：2021年"], REGISTER, person(1)]


def _locked_ods() -> bytes:
    manifest = b'<manifest:manifest xmlns:manifest="x"><manifest:encryption-data/></manifest:manifest>'
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    return package.packed({"mimetype": kind, "META-INF/manifest.xml": manifest, "content.xml": b"\x99" * 40})


def _locked_part() -> bytes:
    """A zip that says of its first part that it has a password."""
    data = bytearray(
        package.packed({"[Content_Types].xml": b"spreadsheetml.sheet.main+xml", "xl/workbook.xml": b"<workbook/>"})
    )
    for sign, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(sign)
        data[at + offset] |= 1
    return bytes(data)


def _lying() -> bytes:
    """A part that is longer than the package says."""
    data = book(("表", [["a"] * 50] * 500))
    name = b"xl/worksheets/sheet1.xml"
    at = data.rfind(name) - 46
    size = struct.unpack_from("<I", data, at + 24)[0]
    return data[: at + 24] + struct.pack("<I", size // 2) + data[at + 28 :]


def _noisy(data: bytes) -> bytes:
    """The compressed bytes of the last part changed, so that they are no deflate stream any more."""
    at = data.rfind(b"PK\3\4") + 30 + 40
    return data[:at] + bytes(b ^ 0xA5 for b in data[at : at + 64]) + data[at + 64 :]


CELL = b'<c r="%s"><v>1</v></c>'
CORNER = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">%s</row><row r="1048576">%s</row></sheetData></worksheet>'
LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'

# name · bytes · reason
REFUSED: list[tuple[str, Callable[[], bytes], str]] = [
    ("no byte", bytes, "RD-empty"),
    ("one line of text", lambda: b"Attachment C:\\a.xls not found!", "RD-format"),
    ("a blank line", lambda: b"\r\n", "RD-format"),
    ("truncated", lambda: book(("表", GOOD))[:-400], "RD-cut"),
    ("truncated at once", lambda: book(("表", GOOD))[:400], "RD-cut"),
    ("a package with a damaged part", lambda: book(("表", GOOD)).replace(b"PK\3\4", b"PK\3\5", 3), "RD-broken"),
    ("a part longer than it says", _lying, "RD-broken"),
    ("a part whose bytes are noise", lambda: _noisy(book(("表", GOOD))), "RD-broken"),
    ("a part that is no XML", lambda: edited(book(("表", GOOD)), {"xl/workbook.xml": b"<workbook"}), "RD-broken"),
    ("an ods that is no XML", lambda: ods.document("<table:table"), "RD-broken"),
    ("a zip of something", lambda: package.packed({"a.txt": b"x"}), "RD-archive"),
    ("a Word document", lambda: package.packed({"[Content_Types].xml": b"wordprocessingml.document.main+xml", "word/document.xml": b"x"}), "RD-document"),
    ("a presentation", lambda: package.packed({"[Content_Types].xml": b"presentationml.presentation.main+xml"}), "RD-document"),
    ("an old Word document", lambda: ole.container("WordDocument", b""), "RD-document"),
    ("an OLE container of nothing", lambda: OLE + b"\0" * 600, "RD-format"),
    ("an old workbook of nothing", lambda: ole.container("Workbook", b"")[:1536], "RD-cut"),
    ("an encrypted xlsx", lambda: ole.container("EncryptedPackage", b""), "RD-encrypted"),
    ("an encrypted xls", lambda: ole.container("Workbook", xls.records([xls.BOF, xls.FILEPASS, xls.EOF])), "RD-encrypted"),
    ("an encrypted ods", _locked_ods, "RD-encrypted"),
    ("a zip with a password", _locked_part, "RD-encrypted"),
    ("a workbook of 1990", lambda: b"\x09\x02\x06\x00\x00\x00\x10\x00" + b"\0" * 60, "RD-saved_as"),
    ("an xls of broken records", lambda: ole.container("Workbook", xls.records([xls.BOF, (0x85, b"\xff" * 8), (0x5C, b"\0" * 9000)])[:3000]), "RD-broken"),
    ("a web page", lambda: b"<html><table><tr><td>1</td></tr></table></html>", "RD-saved_as"),
    ("a web page in UTF-16", lambda: "<html><table></table></html>".encode("utf-16"), "RD-saved_as"),
    ("a web page with a prologue", lambda: b"\xef\xbb\xbf\r\n<!DOCTYPE html>\n<html></html>", "RD-saved_as"),
    ("MHTML", lambda: b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n\r\n--x", "RD-saved_as"),
    ("XML of 2003", lambda: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "RD-saved_as"),
    ("a picture", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "RD-picture"),
    ("a photograph", lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)), "RD-picture"),
    ("a pdf", lambda: b"%PDF-1.7\n" + bytes(range(256)), "RD-document"),
    ("an archive", lambda: b"Rar!\x1a\x07\x00" + bytes(99), "RD-archive"),
    ("noise", lambda: bytes(range(128, 256)) * 9, "RD-encoding"),
    ("NUL bytes", lambda: b"a,b\0c\n1,2,3\n", "RD-encoding"),
    ("a file filled up with NUL bytes", lambda: "姓名,性别\n张三,男\n".encode() + b"\0" * 500, "RD-encoding"),
    ("lines of two encodings", lambda: "姓名,性别\n测试人,男\n".encode("gb18030") + "测试人,男\n".encode(), "RD-encoding"),
    ("half a character", lambda: "姓名,性别\n张三,男".encode()[:-1] + b"\n\xff\xff", "RD-encoding"),
    ("an unclosed quote", lambda: b'a,b\n1,"2\n3,4\n', "RD-csv"),
    ("text after a quote", lambda: b'a,b\n1,"2"x\n', "RD-csv"),
    ("a line of 50 MB", lambda: b"a,b\n" + b"1," * 25_000_000, "RD-line"),
    ("a quoted cell of 3 MB", lambda: b'a,b\n1,"' + b"x\n" * 1_500_000 + b'"\n', "RD-csv"),
    ("entities", lambda: with_sheet(LAUGHS + b"<worksheet/>"), "RD-entities"),
    ("entities in UTF-16", lambda: with_sheet((LAUGHS + b"<worksheet/>").decode().encode("utf-16")), "RD-entities"),
    ("entities in an ods", lambda: package.packed({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": LAUGHS}), "RD-entities"),
    ("entities in the styles", lambda: edited(book(("表", GOOD)), {"xl/styles.xml": LAUGHS + b"<styleSheet/>"}), "RD-entities"),
    ("the last corner", lambda: with_sheet(CORNER % (CELL % b"A1", CELL % b"XFD1048576")), "RD-extent"),
    ("the last row of a wide table", lambda: with_sheet(CORNER % (CELL % b"AD1", CELL % b"A1048576")), "RD-extent"),
    ("the last corner of an ods", lambda: ods.document('<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="16384" office:value-type="float" office:value="1"/></table:table-row></table:table>'), "RD-extent"),
    ("a bomb", lambda: with_sheet(b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"), "RD-bomb"),
    ("a bomb beside the table", lambda: edited(book(("表", GOOD)), {"xl/media/image1.png": b"\0" * 60_000_000}), "RD-bomb"),
    ("201 sheets", lambda: book(*((f"{n}", [["a"]]) for n in range(settings.MAX_SHEETS + 1))), "RD-too_many_sheets"),
    ("no form", lambda: "菜名,价格\n米线,12\n".encode(), "RD-no_form"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "rule"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_a_file_that_cannot_be_taken_says_why_and_what_to_do(
    tmp_path: Path, make: Callable[[], bytes], rule: str
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(make())
    began = time.monotonic()
    answer = filings.read(Job(path, "a.xlsx", "530102-RC"), workbooks.reader(), tmp_path)
    assert answer.filings == ()
    assert answer.refusal is not None
    assert (answer.refusal.rule_id, answer.refusal.severity) == (rule, "critical")
    assert "请" in answer.refusal.message_zh
    assert time.monotonic() - began < 10
    told = workbooks.told(path, path.read_bytes())
    assert told["can_be_read"] == (rule == "RD-no_form")
    assert [f["severity"] for f in told["findings"]] == ["critical"]


WHOLE: list[tuple[str, Callable[[], bytes]]] = [
    ("xlsx", lambda: book(("表", GOOD), merges=["A1:C1"])),
    ("ods", lambda: ods.document('<table:table table:name="a"><table:table-row><table:table-cell office:value-type="float" office:value="1"/></table:table-row></table:table>')),
    ("xls", lambda: xls.written([Grid("a", [[1]])])),
    ("csv", lambda: factories.text("talent_register", [factories.person(1)]).encode()),
]  # fmt: skip


@pytest.mark.parametrize("make", [w[1] for w in WHOLE], ids=[w[0] for w in WHOLE])
def test_no_damage_makes_the_reader_itself_fail(tmp_path: Path, make: Callable[[], bytes]) -> None:
    data, jobs = make(), []
    for step in range(40):
        at = len(data) * step // 40
        for name, damaged in (
            (f"cut{step}", data[:at]),
            (f"flipped{step}", data[:at] + bytes(b ^ 0xFF for b in data[at : at + 3]) + data[at + 3 :]),
        ):
            (tmp_path / name).write_bytes(damaged)
            jobs.append((name, Job(tmp_path / name, name, "530102-RC")))
    with readers.Readers(workbooks.reader(), 2) as pool:
        failed = [(name, a.failure or a.refusal) for name, a in pool.read(jobs) if a.refusal and a.refusal.rule_id.startswith("RD-reader")]  # fmt: skip
    assert failed == []


def _formatted_rows() -> bytes:
    """A million rows that are formatted and empty, as a border drawn down a whole sheet leaves them."""
    rows = b"".join(
        b'<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/></row>' % (n, n) for n in range(9, 1_048_577)
    )
    return edited(book(("台账", GOOD)), {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")})  # fmt: skip


def _hidden_rows() -> bytes:
    rows = b"".join(b'<row r="%d" hidden="1"/>' % n for n in range(9, 1_048_577))
    return edited(book(("台账", GOOD)), {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>")})  # fmt: skip


MERGED = b'</sheetData><mergeCells count="1"><mergeCell ref="A9:XFD1048576"/></mergeCells>'
LONG = "长" * 32_767
# name · bytes: odd, and read all the same
TAKEN: list[tuple[str, Callable[[], bytes]]] = [
    ("a million formatted rows", _formatted_rows),
    ("a million hidden rows", _hidden_rows),
    ("16 384 columns", lambda: book(("台账", [GOOD[0], [*REGISTER, *[None] * 16_300, "角"], person(1)]))),
    ("16 384 labels", lambda: book(("台账", [[f"列{n}" for n in range(16_384)], *GOOD]))),
    ("a cell of 32 767 characters", lambda: book(("台账", [*GOOD[:2], [*person(1)[:-1], LONG]]))),
    ("a formula, HTML and SQL as text", lambda: book(("台账", [*GOOD[:2], [*person(1)[:-1], "<script>'; drop table x; --"]]))),
    ("a sheet name of quotes", lambda: book(('台"账\'', GOOD))),
    ("a chart sheet beside", lambda: book(("台账", GOOD), change=lambda made: made.create_chartsheet("图"))),
    ("merged to the last corner", lambda: edited(book(("台账", GOOD)), {"xl/worksheets/sheet1.xml": lambda xml: xml.replace(b"</sheetData>", MERGED)})),
    ("a validation, a comment, a picture part", lambda: edited(book(("台账", GOOD)), {"xl/media/image1.png": b"\x89PNG"})),
]  # fmt: skip


@pytest.mark.parametrize("make", [t[1] for t in TAKEN], ids=[t[0] for t in TAKEN])
def test_what_is_only_odd_is_read(tmp_path: Path, make: Callable[[], bytes]) -> None:
    began = time.monotonic()
    told = workbooks.told(tmp_path / "a.xlsx", make())
    assert [(s["form"], s["rows"]) for s in told["sheets"] if s["role"] == "data"] == [("talent_register", 1)]
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "name", ['a"b.csv', "a'b.csv", "a\nb.csv", "../../a.csv", "表" * 100, "-rf.csv", "a;b|c.csv", ""]
)
def test_a_file_name_is_only_a_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / "archived"
    path.write_text(factories.text("talent_register", [factories.person(1)]), encoding="utf-8")
    (filing,) = filings.read(Job(path, name, "530102-RC"), workbooks.reader(), tmp_path).filings
    assert filing.landed == 1


def test_a_file_above_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_FILE_BYTES", 10)
    path = tmp_path / "a.csv"
    path.write_text("x" * 11)
    with pytest.raises(UnreadableError, match="above the limit of 0 MB"):
        open_document(path)


def test_more_rows_than_a_spreadsheet_has_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_ROWS", 3)
    told = workbooks.told(tmp_path / "a.csv", b"a,b\n" * 5)
    assert [f["rule"] for f in told["findings"]] == ["RD-too_many_rows"]


def test_an_unclosed_quote_is_named_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(factories.text("talent_register", [factories.person(1)]) + '"没有结束的引号,x\n', encoding="utf-8")
    answer = filings.read(Job(path, "a.csv", "530102-RC"), workbooks.reader(), tmp_path)
    assert answer.refusal is not None
    assert "第4行" in answer.refusal.message_zh


def test_many_cells_of_one_fault_return_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "MAX_CELL_FINDINGS", 2)

    def uncalculated(made) -> None:
        for row in range(2, 6):
            made.worksheets[0][f"F{row}"] = "=A1"

    told = workbooks.told(
        tmp_path / "a.xlsx", book(("表", [REGISTER, *[person(n) for n in range(4)]]), change=uncalculated)
    )
    found = [(f["rule"], f["row"]) for f in told["findings"]]
    assert found == [("RD-uncached_formula", 2), ("RD-uncached_formula", 3), ("RD-too_many_cells", None)]


class Act:
    """A job that does something to the process that takes it out of the pipe."""

    def __init__(self, call: Callable[..., object], *values: object) -> None:
        self.act = (call, values)

    def __reduce__(self) -> tuple[Callable[..., object], tuple[object, ...]]:
        return self.act


DEATHS = [("abort", Act(os.abort)), ("exit", Act(os._exit, 3)), ("memory", Act(bytearray, 1 << 40))]


@pytest.mark.parametrize("job", [d[1] for d in DEATHS], ids=[d[0] for d in DEATHS])
def test_a_file_that_ends_its_reader_comes_back_and_the_next_is_read(tmp_path: Path, job: object) -> None:
    path = tmp_path / "2021.csv"
    path.write_text(factories.text("talent_register", [factories.person(1)]), encoding="utf-8")
    good = Job(path, path.name, "530102-RC")
    with readers.Readers(workbooks.reader(), 2) as pool:
        answers: list[tuple[int, Answer]] = list(pool.read(enumerate([good, job, good, good])))
    assert [n for n, _ in answers] == [0, 1, 2, 3]
    assert [len(a.filings) for _, a in answers] == [1, 0, 1, 1]
    assert answers[1][1].refusal == worker.too_much()


def test_an_idle_process_rests_for_the_next_batch_of_the_same_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def batch(error: type[Exception] | None = None) -> int:
        with readers.Readers(workbooks.reader(), 1) as pool:
            number = pool.one(partial(os.getpid))
            if error:
                raise error
        assert isinstance(number, int)
        return number

    first = batch()
    assert batch() == first
    monkeypatch.setenv("TALENT_EXPECTATIONS", str(settings.folder("expectations")))
    assert batch() != first
    monkeypatch.delenv("TALENT_EXPECTATIONS")
    with pytest.raises(KeyError):
        batch(KeyError)
    assert batch() != first, "one that was left in the middle is not to be trusted"


def test_the_next_file_is_read_while_an_answer_is_used(tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    with readers.Readers(workbooks.reader(), 1) as pool:
        answers = pool.read([(1, Act(len, "")), (2, Act(os.mkdir, str(begun)))])
        assert next(answers)[0] == 1
        end = time.monotonic() + 20
        while not begun.exists():
            assert time.monotonic() < end, "the reader waits for us"
            time.sleep(0.01)
        assert [n for n, _ in answers] == [2]


def test_a_file_that_takes_too_long_comes_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "2021.csv"
    path.write_text(factories.text("talent_register", [factories.person(1)]), encoding="utf-8")
    with readers.Readers(workbooks.reader(), 1) as pool:
        good = Job(path, path.name, "530102-RC")
        assert pool.one(good).filings[0].landed == 1
        monkeypatch.setattr(settings, "READING_SECONDS", 0.5)
        assert pool.one(Act(time.sleep, 99)).refusal == worker.too_slow()
        monkeypatch.setattr(settings, "READING_SECONDS", 60)
        assert pool.one(good).filings[0].landed == 1


def test_what_slips_past_the_guard_ends_only_its_process(tmp_path: Path) -> None:
    """The cell's place stands after its style, as no writer has it, so that the guard does not see it."""
    cell = b'<c s="0" r="%s"><v>1</v></c>'
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_sheet(CORNER % (cell % b"A1", cell % b"XFD1048576")))
    with readers.Readers(workbooks.reader(), 1) as pool:
        assert pool.one(Job(path, "a.xlsx", "530102-RC")).refusal == worker.too_much()


def test_a_fault_of_the_reader_is_told_without_the_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: object) -> None:
        raise ValueError("530102198001010031")

    monkeypatch.setattr(filings, "recognise", fails)
    answer = worker.answer(Job(tmp_path / "a", "a", "530102-RC"), workbooks.reader(), tmp_path)
    assert isinstance(answer, Answer)
    assert answer.refusal is not None
    assert answer.refusal.rule_id == "RD-reader_failed"
    assert answer.failure is not None
    assert answer.failure.startswith("ValueError at test_hostile.py:")
    assert "530102" not in answer.failure


def test_the_key_is_in_no_text_and_the_rows_on_disk_are_masked(tmp_path: Path) -> None:
    reader = workbooks.reader()
    path = tmp_path / "2021.csv"
    row = factories.person(1)
    path.write_text(factories.text("talent_register", [row]), encoding="utf-8")
    (filing,) = filings.read(Job(path, path.name, "530102-RC"), reader, tmp_path).filings
    assert filing.rows is not None
    written = filing.rows.read_text(encoding="utf-8")
    assert str(row["name"]) not in written
    assert str(row["id_number"]) not in written
    assert "kkkk" not in repr(reader)
