"""A relation of the marts as a file that explains itself: values, what each column means, and of which publication.

xlsx   a sheet 数据 with the rows and a sheet 说明 with publication and columns
csv    the rows, and beside them <name>.csv-metadata.json (W3C tabular metadata); an apostrophe stands before a text that
       a spreadsheet would run
parquet   the rows with their types; publication and descriptions stand in the file's own metadata
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from psycopg import sql

from talent_warehouse import database
from talent_warehouse.database import Connection
from talent_warehouse.errors import UnknownError

_BATCH = 10_000
_CELLS = 1_048_000  # rows that a sheet holds, less what stands above them
_CSVW = {"bigint": "integer", "integer": "integer", "smallint": "integer", "boolean": "boolean", "date": "date"}


# A spreadsheet takes for a formula what begins so, in the wide forms of a Chinese keyboard too, and behind what it leaves out.
# A sign alone runs nothing.
_RUNS = re.compile(r"([\s\ufeff\u200b]*[=+\-@＝＋－＠]|[\t\r\n]).", re.DOTALL)


@dataclass(frozen=True)
class Column:
    """A column as published: name, Postgres type, what it means."""

    name: str
    type: str
    description: str


@dataclass(frozen=True)
class Exported:
    """What was written: the file, its rows, the publication that they are of."""

    file: Path
    rows: int
    publication: int


def export(relation: str, path: Path, publication: int | None = None) -> Exported:
    """Write one relation of the marts, as of a publication (the newest), in the format that the file's ending names.

    Raises: UnknownError if the ending, the relation or the publication is not known.
    """
    write = _WRITERS.get(path.suffix.lower())
    if write is None:
        raise UnknownError(f"{path.name}: the ending says the format, and is none of {', '.join(_WRITERS)}.")
    with database.connect("analyst", "talent export") as connection, connection.transaction():
        about = _publication(connection, publication)
        description, columns = _columns(connection, relation)
        connection.execute("select set_config('talent.as_of', %s, true)", (str(about["no"]),))
        names = sql.SQL(", ").join(sql.Identifier(c.name) for c in columns)
        with connection.cursor("rows") as cursor:
            cursor.itersize = _BATCH
            cursor.execute(
                sql.SQL("select {} from {} order by {}").format(
                    names, sql.Identifier("as_of", relation), sql.SQL(", ").join(map(sql.Literal, _places(columns)))
                )
            )
            path.parent.mkdir(parents=True, exist_ok=True)
            rows = write(path, columns, iter(cursor), {"relation": relation, "description": description, **about})
    return Exported(path, rows, about["no"])


def _places(columns: list[Column]) -> list[int]:
    """The leading text columns and the year sort the rows as the relation's key does."""
    return [n for n, c in enumerate(columns, 1) if c.type in ("text", "smallint")][:8] or [1]


def _publication(connection: Connection, no: int | None) -> dict[str, Any]:
    row = connection.execute(
        "select no, published_at, label from mart.publication where no = coalesce(%s, (select max(no) from mart.publication))",
        (no,),
    ).fetchone()
    if row is None:
        raise UnknownError(f"There is no publication {no or 'yet'}. `talent publish` makes one.")
    return {"no": row[0], "published_at": row[1].isoformat(), "label": row[2]}


def _columns(connection: Connection, relation: str) -> tuple[str, list[Column]]:
    found = connection.execute(
        "select attname, format_type(atttypid, null), coalesce(col_description(attrelid, attnum), ''),"
        " coalesce(obj_description(attrelid, 'pg_class'), '') from pg_attribute"
        " where attrelid = to_regclass(%s) and attnum > 0 and not attisdropped and has_table_privilege(attrelid, 'select')"
        " order by attnum",
        (str(sql.Identifier("as_of", relation).as_string(connection)),),
    ).fetchall()
    if not found:
        names = connection.execute(
            "select relname from pg_class where relnamespace = 'as_of'::regnamespace"
            " and has_table_privilege(oid, 'select') order by relname"
        ).fetchall()
        raise UnknownError(f"There is no mart {relation!r}. There are: {', '.join(n for (n,) in names) or 'none yet'}.")
    return found[0][3], [Column(name, kind, text) for name, kind, text, _ in found]


def _inert(value: Any) -> Any:
    """A text that no spreadsheet runs; numbers stay numbers, below zero too."""
    return f"'{value}" if isinstance(value, str) and _RUNS.match(value) else value


def _write_csv(path: Path, columns: list[Column], rows: Iterator[tuple[Any, ...]], about: dict[str, Any]) -> int:
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([c.name for c in columns])
        for row in rows:
            writer.writerow([_inert(value) for value in row])
            count += 1
    described = [
        {
            "name": c.name,
            "titles": c.description,
            "datatype": _CSVW.get(c.type, "decimal" if c.type == "numeric" else "string"),
        }
        for c in columns
    ]
    metadata = {
        "@context": "http://www.w3.org/ns/csvw",
        "url": path.name,
        "dc:description": about["description"],
        "talent:relation": about["relation"],
        "talent:publication": about["no"],
        "talent:published_at": about["published_at"],
        "tableSchema": {"columns": described},
    }
    beside = path.with_name(f"{path.name}-metadata.json")
    beside.write_text(json.dumps(metadata, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return count


def _write_xlsx(path: Path, columns: list[Column], rows: Iterator[tuple[Any, ...]], about: dict[str, Any]) -> int:
    import xlsxwriter

    # `write` keeps a text a text, whatever it begins with
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold, day = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"num_format": "yyyy-mm-dd"})
        data, notes = book.add_worksheet("数据"), book.add_worksheet("说明")
        data.set_column(0, len(columns) - 1, 14)
        data.write_row(0, 0, [c.name for c in columns], bold)
        data.freeze_panes(1, 0)
        count = 0
        for count, row in enumerate(rows, 1):
            if count > _CELLS:
                raise UnknownError(
                    f"{about['relation']} has more rows than a sheet holds. Export it as .csv or .parquet."
                )
            for place, value in enumerate(row):
                if isinstance(value, Decimal):
                    data.write_number(count, place, float(value))
                elif hasattr(value, "isoformat"):
                    data.write_datetime(count, place, value, day)
                elif value is not None:
                    data.write(count, place, value)
        notes.set_column(0, 0, 26)
        notes.set_column(1, 1, 100)
        lines = [("关系 relation", about["relation"]), ("含义 meaning", about["description"]), ("发布号 publication", about["no"]),
                 ("发布时间 published", about["published_at"]), ("标签 label", about["label"]), ("行数 rows", count), ("", "")]  # fmt: skip
        lines += [("列 column", "含义、单位与可加性 meaning, unit, what it adds over")]
        for place, line in enumerate([*lines, *((c.name, c.description) for c in columns)]):
            notes.write_row(place, 0, ["" if v is None else v for v in line], bold if place == len(lines) - 1 else None)
        book.set_custom_property("talent_relation", about["relation"], "text")
        book.set_custom_property("talent_publication", str(about["no"]), "text")
    return count


def _write_parquet(path: Path, columns: list[Column], rows: Iterator[tuple[Any, ...]], about: dict[str, Any]) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = {"text": pa.string(), "bigint": pa.int64(), "integer": pa.int32(), "smallint": pa.int16(), "boolean": pa.bool_(),
             "date": pa.date32(), "numeric": pa.decimal128(38, 6), "timestamp with time zone": pa.timestamp("us", tz="UTC")}  # fmt: skip
    fields = [
        pa.field(c.name, types.get(c.type, pa.string()), metadata={"description": c.description}) for c in columns
    ]
    schema = pa.schema(fields, metadata={f"talent_{k}": str(v) for k, v in about.items() if v is not None})
    count = 0
    with pq.ParquetWriter(path, schema) as writer:
        while batch := [row for _, row in zip(range(_BATCH), rows, strict=False)]:
            arrays = [_array(pa, [row[n] for row in batch], f.type) for n, f in enumerate(fields)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            count += len(batch)
    return count


def _array(pa: Any, values: list[Any], kind: Any) -> Any:
    if pa.types.is_decimal(kind):
        values = [None if v is None else v.quantize(Decimal("0.000001")) for v in values]
    if pa.types.is_string(kind):
        values = [v if v is None or isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values]
    return pa.array(values, type=kind)


_WRITERS: dict[str, Callable[[Path, list[Column], Iterator[tuple[Any, ...]], dict[str, Any]], int]] = {
    ".xlsx": _write_xlsx,
    ".csv": _write_csv,
    ".parquet": _write_parquet,
}
