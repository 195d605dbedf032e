"""Files of made-up rows for the benchmarks, and their cells by the parser alone."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from talent_warehouse import contracts

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import factories

# Formats of amounts: plain, in thousands, shown in 万, in 万 by two sections.
AMOUNTS = ("#,##0.00", '0.00,"千元"', '0!.0,"万元"', '[>=10000]0!.0,"万元";0"元"')


def rows_of(number: int, rows: int) -> Iterator[list[str]]:
    """A register of made-up people, twelve kinds of defects in one row of a hundred."""
    form = contracts.form("talent_register")
    defects: tuple[dict[str, str | None], ...] = (
        {"sex": "未知"}, {"birth_ym": "某年"}, {"education": "小学毕业"}, {"title_level": "高"}, {"employment": "借用"},
        {"employer": None}, {"staff_category": None}, {"work_region": "某某县"}, {"as_of_date": "年底"},
        {"id_number": "530102198001010000"}, {"wage_here": "不一定"}, {"entry_date": "2099-01"},
    )  # fmt: skip
    for n in range(rows):
        birth = f"19{60 + n % 35}{1 + n % 12:02}{1 + n % 28:02}"
        row = factories.person(n, birth_ym=f"{birth[:4]}-{birth[4:6]}")
        row["name"] = f"测{chr(0x4E00 + n % 97 * 3)}{chr(0x5B50 + n // 97 % 97 * 2)}"  # no digits, as people are called
        row["id_number"] = factories.id_number(number * rows + n, birth, area=f"5301{n % 90 + 10:02}")
        if n % 100 == 7:
            row |= defects[n // 100 % len(defects)]
        yield [row.get(f.name) or "" for f in form.fields]


def write_files(folder: Path, files: int, rows: int, ending: str) -> list[Path]:
    """That many registers as xlsx or csv."""
    header, paths = [f.header for f in contracts.form("talent_register").fields], []
    for number in range(files):
        path = folder / f"{number}.{ending}"
        paths.append(path)
        if ending == "csv":
            with path.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows([["报告期：2021年"], header, *rows_of(number, rows)])
            continue
        book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        sheet = book.add_worksheet("台账")
        for place, line in enumerate([["报告期：2021年"], header, *rows_of(number, rows)]):
            sheet.write_row(place, 0, line)
        book.close()
    return paths


def cells_of(path: Path) -> list[list[Any]]:
    """All cells of a file, nothing read out of them."""
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))
    return list(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())


def write_ledgers(folder: Path, files: int, rows: int) -> list[Path]:
    """That many ledgers as xlsx: amounts under number formats, dates as dates."""
    form, paths = contracts.form("funding_ledger"), []
    for number in range(files):
        paths.append(folder / f"{number}.xlsx")
        book = xlsxwriter.Workbook(str(paths[-1]), {"constant_memory": True})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        amounts = [book.add_format({"num_format": code}) for code in AMOUNTS]
        sheet = book.add_worksheet("台账")
        sheet.write_row(0, 0, ["报告期：2021年1月"])
        sheet.write_row(1, 0, [f.header for f in form.fields])
        for n in range(rows):
            row = factories.MOVEMENT | {"fund_ref": f"合成〔2021〕{n}号", "unit": "元"}
            for place, field in enumerate(form.fields):
                if field.name == "amount":
                    sheet.write_number(n + 2, place, (number * rows + n) * 137 + 0.25, amounts[n % len(amounts)])
                elif field.name == "movement_date":
                    sheet.write_datetime(n + 2, place, date(2021, 1, 1) + timedelta(days=n % 365), day)
                else:
                    sheet.write(n + 2, place, row.get(field.name) or "")
        book.close()
    return paths
