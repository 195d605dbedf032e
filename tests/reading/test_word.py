"""Word files: what is in force is read, once; what is not is not. Hostile and damaged ones are refused, in time."""

from __future__ import annotations

import os
import random
import re
import time
from contextlib import suppress
from pathlib import Path

import pytest

import lexica
import word_files
import workbooks
from talent_warehouse import contracts
from talent_warehouse.reading import narratives
from talent_warehouse.reading.files import pages, word, word97
from talent_warehouse.reading.filings import Job, Reader, read
from talent_warehouse.reading.issues import UnreadableError

OLD = "五华区2021年人才工作总结\r培训农民120人次。\r"
MUTATIONS = max(int(os.environ.get("EXAMPLES", "0")), 50)


def test_every_number_in_force_is_read_once_and_no_other() -> None:
    found = word.read(word_files.places())
    numbers = re.findall(r"\d{4}", "".join(piece.text for piece in found))
    assert sorted(numbers) == sorted(word_files.IN_FORCE)


def test_places_kinds_levels_and_automatic_numbers() -> None:
    found = {piece.text: piece for piece in word.read(word_files.places())}
    assert (found["一、人才队伍"].kind, found["一、人才队伍"].level) == ("heading", 0)
    assert found["文本框1012人"].kind == "box"
    assert found["1014人次"].place.endswith("@r1c2")
    assert found["内层1015人"].place.endswith("@r2c1/r1c1")
    assert found["脚注1005人"].place == "note1"
    assert "一、自动编号" in found


def _hostile() -> dict[str, tuple[bytes, str]]:
    deep = word_files.docx("<w:tbl><w:tr><w:tc>" * 100 + "</w:tc></w:tr></w:tbl>" * 100)
    bomb = word_files.docx(f"<!--{'a' * 40_000_000}-->")
    whole = word_files.places()
    return {
        "nested too deep": (deep, "RD-bomb"),
        "unpacks to too much": (bomb, "RD-bomb"),
        "cut": (whole[: len(whole) // 2], "RD-broken"),
        "no package": (whole[:40], "RD-broken"),
    }


@pytest.mark.parametrize("name", list(_hostile()))
def test_a_hostile_file_is_refused_at_once(name: str) -> None:
    data, rule = _hostile()[name]
    began = time.monotonic()
    with pytest.raises(UnreadableError) as refused:
        word.read(data)
    assert refused.value.issue.rule_id == rule
    assert time.monotonic() - began < 5


def test_a_declared_entity_is_refused() -> None:
    import io
    import zipfile

    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as box:
        box.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]><x>&a;</x>')
    with pytest.raises(UnreadableError) as refused:
        word.read(stream.getvalue())
    assert refused.value.issue.rule_id == "RD-entities"


def _mutated(data: bytes, draw: random.Random) -> bytes:
    for _ in range(draw.randint(1, 3)):
        at, size = draw.randrange(len(data)), draw.choice((1, 2, 4, 60, 600))
        new = draw.choice((b"", b"\0" * size, b"\xff" * 4, draw.randbytes(size), data[at : at + size] * 2))
        data = data[:at] + new + (data[at + size :] if draw.random() < 0.95 else b"")
    return data


@pytest.mark.parametrize("reader", [word.read, word97.read, pages.read_pdf], ids=["docx", "doc", "pdf"])
def test_a_damaged_file_is_read_or_refused(reader: object) -> None:
    draw = random.Random(5)  # noqa: S311 - reproducible, not secret
    whole = {
        word.read: word_files.places(),
        word97.read: word_files.word97(OLD),
        pages.read_pdf: word_files.pdf("trained 120 people", "taught 12"),
    }
    for _ in range(MUTATIONS):
        data = _mutated(whole[reader], draw)  # type: ignore[index]
        began = time.monotonic()
        with suppress(UnreadableError):
            reader(data)  # type: ignore[operator]
        assert time.monotonic() - began < 2


def test_an_old_word_file_is_read_by_its_piece_table() -> None:
    assert [piece.text for piece in word97.read(word_files.word97(OLD))] == [
        "五华区2021年人才工作总结",
        "培训农民120人次。",
    ]


def test_an_old_word_file_whose_tables_do_not_fit_its_text_is_refused() -> None:
    with pytest.raises(UnreadableError) as refused:
        word97.read(word_files.word97(OLD, said=4_000))
    assert refused.value.issue.rule_id == "RD-broken"


@pytest.fixture(scope="module")
def reader() -> Reader:
    made = workbooks.reader()
    texts = narratives.Texts(contracts.texts()["narrative"], lexica.load(), {"530102-RC": "talent_office"})
    return Reader(made.forms, made.key, made.lookups, made.multipliers, made.regions, texts)


def test_a_text_is_a_filing_of_its_year_and_no_sentence_of_it_leaves_the_reader(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "总结.docx"
    path.write_bytes(
        word_files.summary("五华区2021年人才工作总结及2022年打算", "邀请张某某教授授课，培训农民120人次。")
    )
    (filing,) = read(Job(path, "总结.docx", "530102-RC"), reader, tmp_path).filings
    assert (filing.form.name, filing.period, filing.landed) == ("narrative", "2021", 1)
    assert [piece.length for piece in filing.pieces] == [22, 20]
    assert filing.rows
    assert "张某某" not in filing.rows.read_text(encoding="utf-8")


def test_a_text_without_a_year_comes_back(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_files.summary("人才工作总结", "培训农民120人次。"))
    refusal = read(Job(path, "a.docx", "530102-RC"), reader, tmp_path).refusal
    assert refusal is not None
    assert refusal.rule_id == "RD-no_period"


def test_lines_of_a_text_are_a_filing_where_there_is_no_table(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("2021年人才工作总结\n培训农民120人次。\n引进人才8名。\n举办培训5期。\n", encoding="utf-8")
    (filing,) = read(Job(path, "a.txt", "530102-RC"), reader, tmp_path).filings
    assert (filing.form.name, filing.landed) == ("narrative", 3)
