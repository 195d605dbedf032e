"""The returned workbook 退回件: the unit's own file, or its content as xlsx, with failing cells marked.

It holds what the unit filed, in clear, as the file in the archive does: it goes to the unit's own folder and nowhere else.
It is marked in the processes that read, under their limits: what a file asks of a spreadsheet, it asks of us again.
"""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from talent_warehouse.identity import Key
from talent_warehouse.intake.archive import archived
from talent_warehouse.reading.account import Told
from talent_warehouse.reading.filings import Answer, Reader
from talent_warehouse.reading.issues import UnreadableError
from talent_warehouse.reading.readers import Readers
from talent_warehouse.receipts.receipt import Receipt
from talent_warehouse.receipts.returned import new_workbook, package
from talent_warehouse.receipts.returned.marks import MOST, MOST_OF_A_KIND, Mark
from talent_warehouse.receipts.returned.xml import PackageError

log = logging.getLogger(__name__)
NO_READER = Reader((), Key(b""), {}, {})  # no value is read
_HOW = (
    "有颜色的单元格有问题，鼠标停在上面可看到原因；点“位置”跳到单元格。改正后可直接报送本文件，本表、颜色和批注不影响读取。"
    "请核实的数值确属实的，在“说明”栏写明原因（不少于5个字），随本文件一并报送，采纳后不再询问。"
)


@dataclass(frozen=True)
class Marking:
    """A file to be given back with marks, in a process of its own; `is_new` leaves its package alone."""

    source: Path
    target: Path
    told: Told
    marks: tuple[Mark, ...]
    title: str
    note: str
    is_new: bool = False

    def __call__(self) -> str | OSError | None:
        """Write the target; the suffix of its name, None where the content cannot be given back, what the disk says."""
        try:
            with self.target.open("w+b") as target:
                return self._write(target)
        except OSError as exc:
            return exc
        except (PackageError, UnreadableError):
            return None

    def _write(self, target: IO[bytes]) -> str:
        """Mark the unit's file; where it is no package that can be edited, a new one of its content."""
        if not self.is_new and zipfile.is_zipfile(self.source):
            try:
                with self.source.open("rb") as file:
                    package.mark(file, target, self.marks, self.title, self.note)
                with self.source.open("rb") as file:
                    return package.extension(file)
            except (PackageError, zipfile.BadZipFile, KeyError, ValueError):
                target.seek(0)
                target.truncate()
        plain = io.BytesIO()
        names = new_workbook.write(self.source, plain, self.told)
        renamed = [replace(m, sheet=names.get(m.sheet or "", m.sheet)) for m in self.marks]
        package.mark(plain, target, renamed, self.title, self.note)
        return ".xlsx"


def marking(folder: Path, receipt: Receipt, marks: Sequence[Mark]) -> Marking | None:
    """How a submission's workbook is to be marked; None where there is nothing to mark."""
    if receipt.told is None or not any(m.cell for m in marks):
        return None
    title = f"{receipt.unit}　{receipt.title}　报告期{receipt.period_zh}　第{receipt.n}次报送：问题清单"
    note = receipt.verdict() + left_out(receipt, marks) + _HOW
    partial = folder / f".{receipt.submission_id}.part"
    return Marking(archived(receipt.sha256), partial, receipt.told, tuple(marks), title, note)


def put(readers: Readers, receipt: Receipt, job: Marking, answer: object) -> str | None:
    """Put the returned workbook into the unit's folder, after the first answer to its job; its name.

    A file that cannot be edited within the limits comes back as a new workbook; where that is too much too it is logged,
    and None: the receipt says all that is found.
    Raises: OSError where the disk refuses it.
    """
    if isinstance(answer, Answer):
        log.info("submission %s comes back as a new workbook: %s", receipt.submission_id, _why(answer))
        answer = readers.one(replace(job, is_new=True))
    if isinstance(answer, OSError):
        raise answer
    if not isinstance(answer, str):
        why = _why(answer) if isinstance(answer, Answer) else "its content cannot be written"
        log.warning("submission %s is answered without its workbook: %s", receipt.submission_id, why)
        job.target.unlink(missing_ok=True)
        return None
    job.target.chmod(0o640)
    name = f"{receipt.submission_id}-退回件{answer}"
    job.target.replace(job.target.with_name(name))
    return name


def _why(answer: Answer) -> str:
    return answer.refusal.rule_id if answer.refusal else ""


def left_out(receipt: Receipt, marks: Sequence[Mark]) -> str:
    """What is said of findings beyond those that are marked."""
    missing = receipt.places - len(marks)
    if missing <= 0:
        return ""
    return f"同类问题只标出前{MOST_OF_A_KIND}处、共{MOST}处以内，另有{missing}处未标。"
