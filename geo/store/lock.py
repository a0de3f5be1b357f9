"""One writer at a time, and the others are told who it is.

The lock is the operating system's (`flock`, or a byte range on Windows): it ends with the process that holds it, so a
killed writer leaves no lock behind. Who holds it stands in a file beside it, which is only ever read to be shown.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from geo.errors import NotSaved, ProjectLocked

LOCK, HOLDER = ".lock", ".lock-holder"


@contextmanager
def writing_to(folder: Path, wait_s: float) -> Iterator[None]:
    """Hold the lock of a project folder. Raises ProjectLocked after `wait_s` seconds, naming the holder."""
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=wait_s)
    except Timeout:
        raise ProjectLocked(
            f"{folder} is being written to by {_holder(folder)}.", remedy="Wait until it is done, or end it."
        ) from None
    except OSError as error:
        raise NotSaved(
            f"{folder} cannot be written to: {error.strerror or error}.", remedy="Do you have the right to change it?"
        ) from error
    try:
        _name_holder(folder)
        yield
    finally:
        with suppress(OSError):
            (folder / HOLDER).unlink()
        lock.release()


def _name_holder(folder: Path) -> None:
    # A disk that is full here will be reported by the write itself; a clock may stand beyond the calendar.
    with suppress(OSError, OverflowError, ValueError):
        since = datetime.now().astimezone().isoformat(timespec="seconds")
        holder = {"process": os.getpid(), "host": socket.gethostname(), "since": since}
        (folder / HOLDER).write_text(json.dumps(holder), encoding="utf-8")


def _holder(folder: Path) -> str:
    try:
        known = json.loads((folder / HOLDER).read_text(encoding="utf-8"))
        return f"process {known['process']} on {known['host']} since {known['since']}"
    except (OSError, ValueError, KeyError, TypeError):
        return "another process"
