"""A sign of life on work that takes more than a second; none when nobody watches."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from typing import TYPE_CHECKING, TypeVar

from geo.cli.output import harmless, unguarded
from geo.scale.copies import DRAWING

if TYPE_CHECKING:
    from rich.progress import Progress

T = TypeVar("T")
SHOWN_AFTER_S = 1.0


class _Bar:
    """A bar on stderr that appears only if the work is still going on after a second."""

    def __init__(self, label: str, total: int | None) -> None:
        self.label, self.total, self.done = label, total, 0
        self._progress: Progress | None = None
        self._over = False
        self._lock = Lock()
        self._timer = Timer(SHOWN_AFTER_S, self._show)
        self._timer.daemon, self._timer.name = True, DRAWING

    def start(self) -> None:
        self._timer.start()

    def advance(self) -> None:
        self.done += 1
        with self._lock:
            if self._progress:
                self._progress.update(self._progress.task_ids[0], completed=self.done)

    def stop(self) -> None:
        self._timer.cancel()
        with self._lock:
            self._over = True
            if self._progress:
                self._progress.stop()

    def _show(self) -> None:
        from rich.console import Console
        from rich.markup import escape
        from rich.progress import Progress

        with self._lock:
            if not self._over:
                self._progress = Progress(
                    console=Console(file=unguarded(sys.stderr)),
                    transient=True,
                    redirect_stdout=False,  # what is printed meanwhile is a result, and goes where results go
                    redirect_stderr=False,
                )
                self._progress.add_task(escape(harmless(self.label)), total=self.total, completed=self.done)
                self._progress.start()


@contextmanager
def working(label: str) -> Iterator[None]:
    """Show that one piece of work of unknown length goes on."""
    for _ in each([None], label):
        yield


def each(items: Iterable[T], label: str) -> Iterator[T]:
    """Give the items one by one, showing how far it is."""
    known = list(items)
    if not sys.stderr.isatty():
        yield from known
        return
    bar = _Bar(label, len(known) if len(known) > 1 else None)
    bar.start()
    try:
        for item in known:
            yield item
            bar.advance()
    finally:
        bar.stop()
