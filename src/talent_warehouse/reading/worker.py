"""The process that reads: it takes jobs through a pipe until the pipe closes. What kills it kills no night.

Started by readers.py as `python -m talent_warehouse.reading.worker <file descriptor> <folder>`.
"""

from __future__ import annotations

import resource
import signal
import sys
import traceback
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from talent_warehouse import settings
from talent_warehouse.reading import describe, filings
from talent_warehouse.reading.issues import Issue


def main(descriptor: int, folder: Path) -> None:
    """Answer every job with an Answer or a description; a fault of the reader's is an answer too."""
    with suppress(ValueError, OSError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (settings.READING_MEMORY, settings.READING_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    pipe: Connection[Any, Any] = Connection(descriptor)
    reader: filings.Reader = pipe.recv()
    while True:
        try:
            job: filings.Job | describe.Question = pipe.recv()
        except EOFError:
            return
        pipe.send(answer(job, reader, folder))


def answer(job: filings.Job | describe.Question, reader: filings.Reader, folder: Path) -> object:
    try:
        if isinstance(job, filings.Job):
            return filings.read(job, reader, folder)
        return describe.describe(job, reader)
    except MemoryError:
        return filings.Answer(refusal=too_much())
    except BaseException as exc:  # a reader in Rust panics with a BaseException
        return filings.Answer(refusal=failed(exc), failure=where(exc))


def too_much() -> Issue:
    """A file that takes more memory than a reading process has, or that ends the process."""
    return Issue(
        "reader_died",
        "critical",
        "读取该文件占用内存过多或使读取程序中止；请删除表格以外的内容、空白行列和图片，另存为xlsx，或分部分报送。",
        "Reading the file took too much memory or ended the reader. Delete what is no table, save as xlsx, or file in parts.",
    )


def too_slow() -> Issue:
    """A file that takes longer than any good one."""
    return Issue(
        "reader_slow",
        "critical",
        f"读取该文件超过{settings.READING_SECONDS:.0f}秒，已中止；请删除表格以外的内容，另存为xlsx，或分部分报送。",
        f"Reading the file took more than {settings.READING_SECONDS:.0f} s. Delete what is no table, or file in parts.",
    )


def failed(exc: BaseException) -> Issue:
    """A fault of the reader's own."""
    return Issue(
        "reader_failed",
        "critical",
        "系统读取该文件时出错，错误已记录；请将内容粘贴到下发的模板中重新报送。",
        f"The reader failed with {type(exc).__name__}; it is in the log. Paste the content into the template and file again.",
    )


def where(exc: BaseException) -> str:
    """Type and lines of code: the message may quote a cell, and cells do not go into logs."""
    trace: TracebackType | None = exc.__traceback__
    lines = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    return f"{type(exc).__name__} at {' < '.join(reversed(lines))}"


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
