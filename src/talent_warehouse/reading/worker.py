"""The process that reads and marks: it takes jobs through a pipe until the pipe closes. What kills it kills no night.

Started by readers.py as `python -m talent_warehouse.reading.worker <file descriptor>`.
"""

from __future__ import annotations

import resource
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, TypeAlias

from talent_warehouse import settings
from talent_warehouse.reading import describe, filings
from talent_warehouse.reading.issues import Issue, issue

# What is read, or an errand of a module after this one: a value that does its work when it is called.
Job: TypeAlias = filings.Job | describe.Question | Callable[[], object]


def main(descriptor: int) -> None:
    """Answer every job with an Answer or a description; a fault of the reader's is an answer too. A batch has none."""
    with suppress(ValueError, OSError):  # macOS knows the limit and refuses it
        resource.setrlimit(resource.RLIMIT_AS, (settings.READING_MEMORY, settings.READING_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to answer
    pipe: Connection[Any, Any] = Connection(descriptor)
    batch: filings.Batch = pipe.recv()
    while True:
        try:
            job: Job | filings.Batch = pipe.recv()
        except EOFError:
            return
        if isinstance(job, filings.Batch):
            batch = job
        else:
            pipe.send(answer(job, batch.reader, batch.folder))


def answer(job: Job, reader: filings.Reader, folder: Path) -> object:
    try:
        if isinstance(job, filings.Job):
            return filings.read(job, reader, folder)
        return describe.describe(job, reader) if isinstance(job, describe.Question) else job()
    except MemoryError:
        return filings.Answer(refusal=too_much())
    except BaseException as exc:  # a reader in Rust panics with a BaseException
        return filings.Answer(refusal=failed(exc), failure=where(exc))


def too_much() -> Issue:
    """A file that takes more memory than a reading process has, or that ends the process."""
    return issue("RD-reader_died")


def too_slow() -> Issue:
    """A file that takes longer than any good one."""
    return issue("RD-reader_slow", seconds=round(settings.READING_SECONDS))


def failed(exc: BaseException) -> Issue:
    """A fault of the reader's own."""
    return issue("RD-reader_failed", error=type(exc).__name__)


def where(exc: BaseException) -> str:
    """Type and lines of code: the message may quote a cell, and cells do not go into logs."""
    trace: TracebackType | None = exc.__traceback__
    lines = [f"{Path(f.filename).name}:{f.lineno} {f.name}" for f in traceback.extract_tb(trace)]
    return f"{type(exc).__name__} at {' < '.join(reversed(lines))}"


if __name__ == "__main__":
    main(int(sys.argv[1]))
