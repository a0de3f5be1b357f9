"""Calls run in processes of their own, so that any of them can be stopped, and none can take the desk with it.

A process that read a file which somebody dropped carries out nothing else afterwards: a hostile file that got the
better of a reader has got an old process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from threading import Condition, Lock, Thread
from typing import Any

from geo.children import Child, Ended, Nursery

MEMORY_BYTES = 6_000_000_000
SECONDS = 600
"""Of the processor for one call, and six times as many on the clock."""
MOST_JOBS, MOST_KEPT = 8, 200
_MODULE = "geo.desk.worker"
TOO_MUCH = "It took more time or memory than it is given, and was stopped."
NO_PROCESS_REMEDY = "Close other programs, then do it again."
TOO_MUCH_REMEDY = "Split the file, or read it with the command line, which sets no limit."


@dataclass
class Job:
    """One call that runs or has run."""

    call: str
    id: str = field(default_factory=lambda: token_hex(12))
    state: str = "running"
    progress: dict[str, Any] = field(default_factory=dict)
    answer: Any = None
    error: dict[str, Any] | None = None
    version: str = ""
    folder: Path = Path()
    child: Child | None = field(default=None, repr=False)
    changed: Condition = field(default_factory=Condition, repr=False)
    steps: int = 0

    def told(self) -> dict[str, Any]:
        """Give it as the page has it."""
        return {
            "job": self.id,
            "call": self.call,
            "state": self.state,
            "progress": self.progress,
            "answer": self.answer,
            "error": self.error,
            "version": self.version,
        }

    def note(self, **changes: Any) -> None:
        """Note what has changed, and wake those who wait; nothing changes any more about a job that has ended."""
        with self.changed:
            if self.state == "running":
                vars(self).update(changes)
                self.steps += 1
                self.changed.notify_all()

    def wait(self, seconds: float, *, until_ended: bool = False) -> None:
        """Wait until it has ended, or, unless `until_ended`, until it tells how far it is."""
        with self.changed:
            before = self.steps
            self.changed.wait_for(
                lambda: self.state != "running" or (not until_ended and self.steps != before), timeout=seconds
            )


class Jobs:
    """The jobs of a desk. `words`: what each process is told when it starts; `fresh`: the calls that read files."""

    def __init__(self, *words: str, fresh: tuple[str, ...] = (), memory_bytes: int = MEMORY_BYTES) -> None:
        self._nursery = Nursery(_MODULE, *words, str(memory_bytes))
        self._fresh = fresh
        self._lock = Lock()
        self._ready: list[Child] = []
        self._all: dict[str, Job] = {}
        self._is_over = False
        self.seconds = SECONDS

    def __getitem__(self, id_: str) -> Job | None:
        return self._all.get(id_)

    @property
    def running(self) -> list[Job]:
        """The jobs that have not ended."""
        return [job for job in list(self._all.values()) if job.state == "running"]

    def begin(
        self, call: str, arguments: Mapping[str, Any], uploads: Mapping[str, str], folder: Path,
        ended: Callable[[Job], None],
    ) -> Job:  # fmt: skip
        """Begin a call; `ended` is called with its job before anybody sees that it is done.

        `uploads`: where dropped files lie, by their ids; `folder`: where the call puts what it makes.
        """
        with self._lock:
            for id_ in [id_ for id_, job in self._all.items() if job.state != "running"][:-MOST_KEPT]:
                del self._all[id_]
            job = Job(call, folder=folder)
            self._all[job.id] = job
        request = {"call": call, "arguments": dict(arguments), "uploads": dict(uploads), "folder": str(folder),
                   "seconds": self.seconds}  # fmt: skip
        Thread(target=self._run, args=(job, request, ended), daemon=True).start()
        return job

    def _run(self, job: Job, request: dict[str, Any], ended: Callable[[Job], None]) -> None:
        try:
            child = self._taken()
        except OSError as error:  # the system has no process left to give
            return job.note(state="failed", error=_error(f"It was not begun: {error.strerror}.", NO_PROCESS_REMEDY))
        job.child = child
        try:
            if job.state != "running":  # cancelled before it began
                return
            told = child.ask(request, lambda far: job.note(progress=far), seconds=6 * self.seconds)
        except Ended:
            return job.note(state="failed", error=_error(TOO_MUCH, TOO_MUCH_REMEDY))
        finally:
            job.child = None
            self._give_back(child, job)
        job.answer, job.error, job.version = told.get("answer"), told.get("error"), told.get("version", "")
        if job.error is None:
            try:
                ended(job)
            except OSError as error:  # whoever waits for it waits no longer
                job.error = _error(f"What was made is gone: {error.strerror}.", "Make it again.")
        job.note(state="failed" if job.error else "done")

    def _taken(self) -> Child:
        with self._lock:
            while self._ready:
                child = self._ready.pop()
                if child.is_alive:
                    return child
                child.end()
        return self._nursery.child()

    def _give_back(self, child: Child, job: Job) -> None:
        with self._lock:
            is_good = child.is_alive and job.call not in self._fresh and not self._is_over
            if is_good and len(self._ready) < 2:
                self._ready.append(child)
                return
        child.end()

    def cancel(self, id_: str) -> Job | None:
        """Stop a job at once. What it was writing is there as a whole or not at all."""
        job = self._all.get(id_)
        if job is not None:
            job.note(state="cancelled")
            if job.state == "cancelled" and (child := job.child) is not None:
                child.end()
        return job

    def end(self) -> None:
        """Stop everything."""
        self._is_over = True
        for job in self.running:
            self.cancel(job.id)
        deadline = time.monotonic() + 5
        with self._lock:
            ready, self._ready = self._ready, []
        for child in ready:
            child.end()
        for job in list(self._all.values()):
            while job.child is not None and time.monotonic() < deadline:
                with suppress(OSError):
                    job.child.end()
        self._nursery.end()


def _error(what: str, remedy: str) -> dict[str, Any]:
    return {"kind": "TooMuch", "what": what, "remedy": remedy, "option": "", "doubts": []}
