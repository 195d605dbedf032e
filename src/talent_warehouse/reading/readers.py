"""The processes that read and mark, kept over a batch: good files do not pay for them, bad ones end only their own.

Each has a limit of memory of its own, and of time for a file. One that dies is replaced, and its file comes back with
the reason. They are plain `python -m` processes, so that nothing of the parent (Airflow, pytest) is imported or forked.
Those that are idle when a batch ends rest until the next one of this process: starting takes longer than a small file.
"""

from __future__ import annotations

import atexit
import logging
import os
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from talent_warehouse import settings
from talent_warehouse.reading import worker
from talent_warehouse.reading.file_names import nameless
from talent_warehouse.reading.filings import Answer, Batch, Job, Reader

log = logging.getLogger(__name__)
T = TypeVar("T")


class Readers:
    """A few processes that read jobs in turn. Use as a context: leaving it ends them and removes what they wrote."""

    def __init__(self, reader: Reader, count: int = settings.READING_PROCESSES) -> None:
        self._reader, self._count = reader, max(min(count, os.cpu_count() or 1), 1)
        self._folder = tempfile.TemporaryDirectory(prefix="talent-reading-")
        self._idle: deque[_Process] = deque()
        self._all: list[_Process] = []

    def __enter__(self) -> Readers:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self._all:
            if process in self._idle and kind is None:
                process.rest()
            else:
                process.end()
        self._folder.cleanup()

    def read(self, jobs: Iterable[tuple[T, object]]) -> Iterator[tuple[T, Any]]:
        """(thing, answer) for each (thing, job), in order; the next jobs run while an answer is used."""
        running: deque[tuple[T, object, _Process]] = deque()
        for thing, job in jobs:
            done = self._finish(*running.popleft()) if len(running) == self._count else None
            running.append((thing, job, self._start(job)))  # the next is read while this one is used
            if done:
                yield done
        while running:
            yield self._finish(*running.popleft())

    def one(self, job: object) -> Any:
        """The answer to a single job."""
        return next(iter(self.read([(None, job)])))[1]

    def _start(self, job: object) -> _Process:
        process = self._idle.popleft() if self._idle else self._new()
        process.ask(job)
        return process

    def _new(self) -> _Process:
        process = _rested() or _Process()
        process.ask(Batch(self._reader, Path(self._folder.name)))
        self._all.append(process)
        return process

    def _finish(self, thing: T, job: object, process: _Process) -> tuple[T, Any]:
        answer = process.answer()
        if answer is None:  # it may have died of what earlier files left behind: once more, alone and fresh
            self._drop(process)
            process = self._new()
            process.ask(job)
            answer = process.answer()
        if answer is None or (isinstance(answer, Answer) and answer.refusal and answer.refusal.rule_id in SPENT):
            self._drop(process)
        else:
            self._idle.append(process)
        if isinstance(answer, Answer) and answer.failure:
            log.error("the reader failed: %s", answer.failure)
        answer = answer or Answer(refusal=worker.too_much())
        if isinstance(job, Job) and answer.file_name is None:  # nobody has read whom it is about
            answer = replace(answer, file_name=nameless(job.file_name, self._reader.forms, self._reader.lookups))
        return thing, answer

    def _drop(self, process: _Process) -> None:
        process.end()
        self._all.remove(process)


SPENT = ("RD-reader_died", "RD-reader_slow", "RD-reader_failed")  # after these a process is not to be trusted


class _Process:
    """One process and the pipe to it. A process of another parent, or with other rules, is not to be shared."""

    def __init__(self) -> None:
        self._pipe: Connection[Any, Any]
        self._pipe, theirs = Pipe()
        self.kin = _kin()
        number = theirs.fileno()
        command = [sys.executable, "-m", "talent_warehouse.reading.worker", str(number)]
        # A panic in Rust writes what it was reading to stderr: not into our logs.
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, pass_fds=(number,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        theirs.close()

    def ask(self, thing: object) -> None:
        """Give it a job, or what the next ones belong to."""
        try:
            self._pipe.send(thing)
        except (BrokenPipeError, ConnectionResetError):
            return  # it is dead: the answer says so

    def answer(self) -> Any:
        """What it says of its job; a refusal after too long a time, None if it died."""
        try:
            if self._pipe.poll(settings.READING_SECONDS):
                return self._pipe.recv()
        except (EOFError, ConnectionResetError):
            return None
        return Answer(refusal=worker.too_slow())

    def rest(self) -> None:
        """Wait for another batch; where enough do, the one that has waited longest ends."""
        _RESTING.append(self)
        if len(_RESTING) > settings.READING_PROCESSES:
            _RESTING.pop(0).end()

    def end(self) -> None:
        """End it, whatever it does."""
        self._pipe.close()
        self._process.kill()
        self._process.wait()


_RESTING: list[_Process] = []


def _kin() -> tuple[int, str | None]:
    """Whose processes are ours: a fork has the list and must not use it, rules stand where the environment says."""
    return os.getpid(), os.environ.get("TALENT_EXPECTATIONS")


def _rested() -> _Process | None:
    """The last that rests and can be used here."""
    found = next((one for one in reversed(_RESTING) if one.kin == _kin()), None)
    if found:
        _RESTING.remove(found)
    return found


@atexit.register
def _end_all() -> None:
    for process in _RESTING:
        if process.kin[0] == os.getpid():
            process.end()
