"""Tasks shared with copies of this process, which have in their memory all that it has: nothing has to be sent to them.

A copy is a fork, so it is made only where nothing else runs in this process that could be copied half: on Linux, from
its main thread, beside no other thread than one that draws how far the work is. Whoever cannot copy sends tasks to
processes that know nothing (see `geo.scale.runners`), and pays for what is sent.
"""

from __future__ import annotations

import ctypes
import gc
import os
import pickle
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, NoReturn, TypeVar

from geo.findings.counting import counted
from geo.scale.runners import Processes, Runner

Answer = TypeVar("Answer")

DRAWING = "zonemark progress"
"""The name of a thread that only draws how far the work is."""
_MOST = 4096
"""So many tasks are handed out at most: what a pipe holds, two bytes for each, without anybody reading it."""
_DEATH_SIGNAL = 1
"""PR_SET_PDEATHSIG of prctl(2)."""


def can_copy() -> bool:
    """Whether this process may be copied as it stands."""
    if sys.platform != "linux" or threading.current_thread() is not threading.main_thread():
        return False
    others = [one for one in threading.enumerate() if one is not threading.main_thread()]
    return all(one.name == DRAWING or type(one).__module__ == "rich.live" for one in others)


def shared(function: Callable[[int], Answer], count: int, workers: int) -> list[Answer]:
    """Give `function(0)` … `function(count - 1)`, run by this process and `workers - 1` copies of it.

    Each takes the next task that nobody has, so what takes longest comes first. What a copy had that was killed, or
    that failed there, is run here, and where the system gives no more processes fewer share: that costs time and no
    result. Raises what the function raises, and ValueError for more than 4,096 tasks.
    """
    if count > _MOST:
        raise ValueError(f"There are {counted(count, 'task')}, more than {_MOST:,}.")
    taking, giving = os.pipe()
    os.write(giving, b"".join(number.to_bytes(2, "big") for number in range(count)))
    os.close(giving)
    copies: list[_Copy] = []
    try:
        with suppress(OSError):
            for _ in range(min(workers, count) - 1):
                copies.append(_copied(function, taking))
        answers: dict[int, Answer] = {}
        for number in _taken(taking):
            answers[number] = function(number)
            for one in copies:  # what is read now is not to be read when all others have ended
                answers.update(one.answers(wait=False))
        for one in copies:
            answers.update(one.answers())
        return [answers[number] if number in answers else function(number) for number in range(count)]
    finally:
        os.close(taking)
        for one in copies:
            one.end()


def in_turn(function: Callable[[int], Answer], count: int, runner: Runner) -> Iterable[Answer]:
    """Give `function(0)` … `function(count - 1)`: by copies of this process where it may be copied and there are to be
    several processes, else here, one after another."""
    if isinstance(runner, Processes) and count > 1 and can_copy():
        return shared(function, count, runner.workers)
    return map(function, range(count))


def _taken(taking: int) -> Iterator[int]:
    while number := os.read(taking, 2):
        yield int.from_bytes(number, "big")


@dataclass
class _Copy:
    """A copy of this process: what it answers is written into `file`, and how long each answer is into `lengths`."""

    process: int
    file: int
    lengths: int
    start: int = 0
    """Where in the file the next answer begins."""

    def answers(self, *, wait: bool = True) -> Iterator[tuple[int, Any]]:
        """Give the number of each task that it ran and the answer: those that are there, or until it ends."""
        os.set_blocking(self.lengths, wait)
        with suppress(BlockingIOError):
            while len(told := os.read(self.lengths, 8)) == 8:
                length = int.from_bytes(told, "big")
                yield pickle.loads(os.pread(self.file, length, self.start))  # noqa: S301 - from our own copy
                self.start += length

    def end(self) -> None:
        """End it, if it still runs: nobody waits for its answers any more."""
        os.kill(self.process, signal.SIGKILL)  # its number is its own until it is waited for
        os.waitpid(self.process, 0)
        os.close(self.file)
        os.close(self.lengths)


def _copied(function: Callable[[int], Any], taking: int) -> _Copy:
    """Make a copy of this process that takes tasks."""
    parent = os.getpid()
    with ExitStack() as opened:
        file = os.memfd_create("answers")
        opened.callback(os.close, file)
        lengths, telling = os.pipe()
        for end in (lengths, telling):
            opened.callback(os.close, end)
        with warnings.catch_warnings():  # Python warns of forks beside threads; see `can_copy`
            warnings.simplefilter("ignore", DeprecationWarning)
            process = os.fork()
        if process == 0:
            _answer(function, taking, file, telling, parent)
        opened.pop_all()
    os.close(telling)
    return _Copy(process, file, lengths)


def _answer(function: Callable[[int], Any], taking: int, file: int, telling: int, parent: int) -> NoReturn:
    """Be a copy: nothing of this process may be ended, written or said twice, so it ends here whatever happens."""
    try:
        _end_with(parent)
        gc.disable()  # looking through what is only read would copy it
        with os.fdopen(file, "wb", buffering=0, closefd=False) as answers:
            for number in _taken(taking):
                answer = pickle.dumps((number, function(number)), protocol=pickle.HIGHEST_PROTOCOL)
                left = memoryview(answer)
                while left:
                    left = left[answers.write(left) :]
                os.write(telling, len(answer).to_bytes(8, "big"))
    finally:
        os._exit(0)


def _end_with(parent: int) -> None:
    """End with the parent, though that be killed: else it works on for nobody, and holds what the parent had locked."""
    ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was killed before that was asked for
        os._exit(0)
