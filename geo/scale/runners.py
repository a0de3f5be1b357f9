"""What runs a function over many tasks: this process, several of this machine, or a cluster of dask's.

A task is run again where the process that had it was killed: that costs time and no result, because a function of a
task changes nothing. Answers come in the order of the tasks, whoever was first.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, contextmanager
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.context import BaseContext
from threading import Thread
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit

from geo.errors import UsageError, WorkersLost

Task = TypeVar("Task")
Answer = TypeVar("Answer")

_AHEAD = 2
"""So many tasks for each worker are handed out before the first answer is in: more would only fill the memory."""
_TRIES = 4
"""So often a task is begun before what kills its process is taken for its own fault."""
_LOOK_EVERY_S = 1
"""So often it is looked whether a task that nobody answers was forgotten (see Processes._renew)."""
_ANSWERS_WITHIN_S = 10
_LOOPBACK = ("127.0.0.1", "localhost", "::1")


class Runner(Protocol):
    """Runs a function over tasks: `workers` at a time."""

    @property
    def workers(self) -> int:
        """How many tasks run at a time."""

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        """Give the answers in the order of the tasks, which are asked for when there is somebody to take them."""


class Serial:
    """One task after another, in this process."""

    workers = 1

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        """Give the answers in the order of the tasks."""
        return map(function, tasks)


HERE = Serial()
"""What runs nothing elsewhere: whoever has it may as well not part the work."""


class Processes:
    """Several processes of this machine. Raises WorkersLost where they are killed again and again."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._pool: ProcessPoolExecutor | None = None

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        """Give the answers in the order of the tasks."""
        waiting: deque[tuple[Task, Future[Answer], int]] = deque()
        for task in tasks:
            waiting.append((task, self._begin(function, task), 1))
            if len(waiting) >= _AHEAD * self.workers:
                yield self._answer(function, waiting)
        while waiting:
            yield self._answer(function, waiting)

    def _answer(self, function: Callable[[Task], Answer], waiting: deque[tuple[Task, Future[Answer], int]]) -> Answer:
        while True:
            task, future, tries = waiting[0]
            while not wait([future], _LOOK_EVERY_S).done and not self._is_broken():
                pass
            try:
                if not future.done():
                    raise BrokenProcessPool("A task was forgotten when a process was killed.")
                answer = future.result()
            except BrokenProcessPool as error:
                if tries == _TRIES:
                    raise WorkersLost(tries) from error
                self._renew()
                again = [
                    (one, self._begin(function, one), number + 1)
                    if not done.done() or done.cancelled() or isinstance(done.exception(), BrokenProcessPool)
                    else (one, done, number)
                    for one, done, number in waiting
                ]  # fmt: skip
                waiting.clear()
                waiting.extend(again)
                continue
            waiting.popleft()
            return answer

    def _begin(self, function: Callable[[Task], Answer], task: Task) -> Future[Answer]:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(self.workers, mp_context=_context(), initializer=_end_with_parent)
        try:
            return self._pool.submit(function, task)
        except BrokenProcessPool:
            self._renew()
            return self._begin(function, task)

    def _is_broken(self) -> bool:
        """Whether a process was killed; of one just begun the pool may not see it until another one answers."""
        pool = self._pool
        return pool is not None and (
            bool(pool._broken) or not all(one.is_alive() for one in [*(pool._processes or {}).values()])
        )

    def _renew(self) -> None:
        """End the processes; another pool is made for the next task.

        Python until 3.12 ends the processes of a broken pool while it may still begin one for a task that is handed
        out, and then waits for that one for ever (python/cpython#105829): so they are ended here, where none is begun.
        """
        if self._pool is not None:
            if self._is_broken():
                for process in list((self._pool._processes or {}).values()):
                    process.terminate()
            self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None

    def close(self) -> None:
        """End the processes."""
        self._renew()


_PRELOADED = ["geo.checks.parted.folders", "pyarrow.parquet"]
"""What a server of processes imports once, and each process that it forks has at once (0.8 s of CPU saved in each)."""


def _context() -> BaseContext:
    """How processes are started: never as forks of this one, whose threads (of GDAL, of a progress bar) must not be
    copied half, but as forks of a server that has none, or where there are no forks as programs of their own."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    return context


def _end_with_parent() -> None:
    """Let this process end when the one that it works for has, even if that was killed: it would wait for ever."""

    def watch() -> None:
        if (parent := parent_process()) is not None:
            parent.join()
            os._exit(1)

    Thread(target=watch, daemon=True).start()


class Cluster:
    """Workers of a dask scheduler, given by a client of `distributed`."""

    def __init__(self, client: Any) -> None:
        self._client = client

    @property
    def workers(self) -> int:
        """How many tasks run at a time."""
        return max(1, int(sum(self._client.nthreads().values())))

    def run(self, function: Callable[[Task], Answer], tasks: Iterable[Task]) -> Iterator[Answer]:
        """Give the answers in the order of the tasks."""
        waiting: deque[Any] = deque()
        for task in tasks:
            waiting.append(self._client.submit(function, task, pure=False))
            if len(waiting) >= _AHEAD * self.workers:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


@contextmanager
def runner_of(workers: int, scheduler: str = "") -> Iterator[Runner]:
    """Give what runs tasks in so many processes here, or on the scheduler at an address, and end it afterwards.

    Raises UsageError for an address that is neither on this machine nor secured by TLS, and where dask is missing.
    """
    with ExitStack() as stack:
        if scheduler:
            yield Cluster(stack.enter_context(_client(scheduler)))
        elif workers > 1:
            processes = Processes(workers)
            stack.callback(processes.close)
            yield processes
        else:
            yield HERE


@contextmanager
def running(workers: int | Runner) -> Iterator[Runner]:
    """Give what runs tasks: the runner that was handed over, or so many processes.

    Raises UsageError for fewer workers than one.
    """
    if not isinstance(workers, int):
        yield workers
        return
    if workers < 1:
        raise UsageError(f"There cannot be {workers} workers.", remedy="Give 1 or more.")
    with runner_of(workers) as runner:
        yield runner


FROM = 50_000
"""From so many records on several processes are sooner done than one, where each has the records in its memory or
reads them for itself."""
FROM_SENT = 200_000
"""The same where records are sent to processes: what they are sent and what they answer is made and read by one."""


def workers_for(count: int, least: int = FROM) -> int:
    """How many processes are worth starting for so many records: one each core from the `least` number on."""
    return cores() if count >= least else 1


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def checked_address(address: str) -> str:
    """Give back the address of a scheduler that may be trusted: on this machine, or by TLS.

    Whoever reaches a scheduler by plain TCP can run any program on all of its workers.

    >>> checked_address("tcp://127.0.0.1:8786"), checked_address("tls://field-office.example:8786")
    ('tcp://127.0.0.1:8786', 'tls://field-office.example:8786')
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        parts, host = urlsplit(""), ""
    if host and (parts.scheme == "tls" or (parts.scheme == "tcp" and host in _LOOPBACK)):
        return address
    named = "named" if "@" in address else f"at {address}"  # before an @ a password may stand
    raise UsageError(
        f"The scheduler {named} is neither on this machine nor reached by TLS: "
        "anyone who reaches it can run programs on all its workers and read the records.",
        remedy="Give tls://HOST:PORT, or tcp://127.0.0.1:PORT for one on this machine.",
    )


def _client(address: str) -> Any:
    checked = checked_address(address)
    try:
        from distributed import Client
    except ImportError:
        raise UsageError("A scheduler needs dask.", remedy="Install it with pip install 'zonemark[scale]'.") from None
    try:
        return Client(checked, timeout=f"{_ANSWERS_WITHIN_S}s")  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:  # a TypeError where no certificates are named
        raise UsageError(f"No scheduler answers at {address} ({type(error).__name__}).",
                         remedy="Is it running, and are its certificates in dask's settings?") from None  # fmt: skip
