"""The returned workbook 退回件: the unit's own file, or its content as xlsx, with failing cells marked.

It holds what the unit filed, in clear, as the file in the archive does: it goes to the unit's own folder and nowhere else.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from talent_warehouse.intake.archive import archived
from talent_warehouse.reading.issues import UnreadableError
from talent_warehouse.receipts.receipt import Receipt
from talent_warehouse.receipts.returned import new_workbook, package
from talent_warehouse.receipts.returned.marks import MOST, MOST_OF_A_KIND, Mark
from talent_warehouse.receipts.returned.xml import PackageError

log = logging.getLogger(__name__)
_HOW = (
    "有颜色的单元格有问题，鼠标停在上面可看到原因；点“位置”跳到单元格。改正后可直接报送本文件，本表、颜色和批注不影响读取。"
)


def write(folder: Path, receipt: Receipt, marks: Sequence[Mark]) -> str | None:
    """Write the returned workbook into the unit's folder; its name, or None where there is nothing to mark.

    What cannot be given back is logged and not given back: the receipt says all that is found.
    """
    if not any(m.cell for m in marks) or receipt.told is None:
        return None
    source, partial = archived(receipt.sha256), folder / f".{receipt.submission_id}.part"
    try:
        with partial.open("w+b") as target:
            suffix = _mark(source, target, receipt, marks)
        partial.chmod(0o640)
        name = f"{receipt.submission_id}-退回件{suffix}"
        partial.replace(folder / name)
    except OSError:  # the disk, not the file
        raise
    except Exception as exc:  # a night ends by no file; the message of what is not ours may quote a cell
        said = exc if isinstance(exc, PackageError | UnreadableError) else type(exc).__name__
        log.warning("submission %s is answered without its workbook: %s", receipt.submission_id, said)
        partial.unlink(missing_ok=True)
        return None
    return name


def _mark(source: Path, target: IO[bytes], receipt: Receipt, marks: Sequence[Mark]) -> str:
    """Mark the unit's file; where it is no package that can be edited, a new one of its content. The file's suffix."""
    title = f"{receipt.unit}　{receipt.title}　报告期{receipt.period_zh}　第{receipt.n}次报送：问题清单"
    note = receipt.verdict() + left_out(receipt, marks) + _HOW
    if zipfile.is_zipfile(source):
        try:
            with source.open("rb") as file:
                package.mark(file, target, marks, title, note)
            with source.open("rb") as file:
                return package.extension(file)
        except (PackageError, zipfile.BadZipFile, KeyError, ValueError) as exc:
            log.info("submission %s comes back as a new workbook: %s", receipt.submission_id, type(exc).__name__)
            target.seek(0)
            target.truncate()
    assert receipt.told
    plain = io.BytesIO()
    names = new_workbook.write(source, plain, receipt.told)
    renamed = [replace(m, sheet=names.get(m.sheet or "", m.sheet)) for m in marks]
    package.mark(plain, target, renamed, title, note)
    return ".xlsx"


def left_out(receipt: Receipt, marks: Sequence[Mark]) -> str:
    """What is said of findings beyond those that are marked."""
    missing = receipt.places - len(marks)
    if missing <= 0:
        return ""
    return f"同类问题只标出前{MOST_OF_A_KIND}处、共{MOST}处以内，另有{missing}处未标。"
