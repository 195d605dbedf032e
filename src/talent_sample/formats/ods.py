"""OpenDocument sheets, as LibreOffice and some domestic office programs save them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape, quoteattr

from talent_sample.formats import package
from talent_sample.grids import Cell, Error, Formula, Grid

KIND = b"application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text", "style")
)
_MORE = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0" office:version="1.3"'
_STYLES = "".join(
    f'<style:style style:name="{name}" style:family="table"><style:table-properties table:display="{shown}"/></style:style>'
    for name, shown in (("shown", "true"), ("hidden", "false"))
)
_MANIFEST = f'<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:media-type="{KIND.decode()}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'


def written(grids: Sequence[Grid]) -> bytes:
    """A document of the grids."""
    return document("".join(table for grid in grids for table in _table(grid)))


def document(tables: str) -> bytes:
    """A document whose tables are this XML."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} {_MORE}>'
        f"<office:automatic-styles>{_STYLES}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    return package.packed(
        {"mimetype": KIND, "META-INF/manifest.xml": _MANIFEST.encode(), "content.xml": content.encode()}
    )


def _table(grid: Grid) -> Iterator[str]:
    width = max(grid.width, 1)
    yield f'<table:table table:name={quoteattr(grid.name)} table:style-name="{"hidden" if grid.is_hidden else "shown"}">'
    for column in range(1, width + 1):
        yield f"<table:table-column{_folded(column in grid.hidden_columns)}/>"
    begins = {(m.top, m.left): m for m in grid.merges}
    covered = {(r, c) for m in grid.merges for r in range(m.top, m.bottom + 1) for c in range(m.left, m.right + 1)}
    for number, cells in enumerate(grid.rows, 1):
        yield f"<table:table-row{_folded(number in grid.hidden_rows)}>"
        for column in range(1, width + 1):
            cell = cells[column - 1] if column <= len(cells) else None
            if merge := begins.get((number, column)):
                spans = f' table:number-rows-spanned="{merge.bottom - merge.top + 1}" table:number-columns-spanned="{merge.right - merge.left + 1}"'
                yield _cell("table:table-cell", cell, spans)
            else:
                yield _cell("table:covered-table-cell" if (number, column) in covered else "table:table-cell", cell)
        yield "</table:table-row>"
    yield "</table:table>"


def _folded(is_hidden: bool) -> str:
    return ' table:visibility="collapse"' if is_hidden else ""


def _cell(tag: str, cell: Cell, more: str = "") -> str:
    said, shown = _said(cell)
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown.split("\n")) if shown else ""
    return f"<{tag}{more}{said}>{lines}</{tag}>" if lines else f"<{tag}{more}{said}/>"


def _said(cell: Cell) -> tuple[str, str]:
    """Attributes of a cell, and the text that it shows."""
    if isinstance(cell, Error):
        return ' office:value-type="string" office:string-value="" calcext:value-type="error"', cell.code
    if isinstance(cell, Formula):
        formula = f" table:formula={quoteattr('of:=' + cell.text)}"
        return (formula, "") if cell.value is None else (f'{formula} office:value-type="float" office:value="{cell.value!r}"', f"{cell.value:g}")  # fmt: skip
    if isinstance(cell, date):
        return f' office:value-type="date" office:date-value="{cell.isoformat()}"', cell.isoformat()
    if isinstance(cell, str):
        return (' office:value-type="string"', cell) if cell else ("", "")
    return ("", "") if cell is None else (f' office:value-type="float" office:value="{cell!r}"', f"{cell}")
