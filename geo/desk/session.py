"""What a desk holds while it is open: the files dropped on it, those that it made, and when a page last asked.

All of it lies in one folder of this user's that nobody else may read, and goes when the desk ends; what a desk that was
killed left is removed by the next one.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from geo.disk import is_running

MOST_UPLOAD_BYTES = 2_000_000_000
MOST_UPLOADS = 500
IDLE_S = 30 * 60
_PREFIX = "zonemark-desk-"
_OF_A_NAME = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME = 150


def own_folder() -> Path:
    """Give the folder of this user's in which programs keep what is of no worth tomorrow; nobody else reads it."""
    has_another = os.name != "nt" and sys.platform != "darwin"
    return _made(Path((has_another and os.environ.get("XDG_RUNTIME_DIR")) or _caches()))


def folder_on_disk() -> Path:
    """Give the folder of this user's for what may be large: `own_folder` may lie in memory, a tenth of it at most."""
    return _made(_caches())


def _caches() -> Path:
    if os.name == "nt":  # pragma: no cover - Windows
        return Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir())
    if sys.platform == "darwin":  # pragma: no cover - macOS
        return Path.home() / "Library" / "Caches"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")


def _made(home: Path) -> Path:
    folder = home / "zonemark"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.chmod(folder, 0o700)
    return folder


def safe_name(name: str) -> str:
    """Give the name of a dropped file as one that stands for a file in one folder on any system.

    >>> safe_name("../../etc/x.csv"), safe_name("C:\\\\temp\\\\aux.txt"), safe_name("...")
    ('x.csv', '_aux.txt', 'file')
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    plain = _OF_A_NAME.sub("_", last).strip(" .")
    if len(plain.encode("utf-8", "replace")) > _LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        kept = (stem if dot else plain).encode("utf-8", "ignore")[: _LONGEST_NAME - 20].decode("utf-8", "ignore")
        plain = f"{kept}{dot}{ending[:10]}" if dot else kept
    if _RESERVED.fullmatch(plain):
        plain = f"_{plain}"
    return plain or "file"


class Session:
    """The folder of one desk, by the number of its process, with what is in it by ids that nobody can guess.

    `clock` gives seconds that only ever grow.
    """

    def __init__(self, home: Path | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen = clock()
        self._remove_abandoned(home := home or folder_on_disk())
        self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=home))
        self.uploads: dict[str, Path] = {}
        self.results: dict[str, Path] = {}

    @staticmethod
    def _remove_abandoned(home: Path) -> None:
        for path in home.glob(f"{_PREFIX}*"):
            owner = path.name.removeprefix(_PREFIX).partition("-")[0]
            if owner.isdecimal() and not is_running(int(owner)):
                shutil.rmtree(path, ignore_errors=True)

    def seen(self) -> None:
        """Note that a page is there."""
        self._seen = self._clock()

    @property
    def is_left(self) -> bool:
        """Whether no page has asked for half an hour."""
        return self._clock() - self._seen > IDLE_S

    def new_upload(self, name: str) -> tuple[str, Path]:
        """Give an id for a file that is dropped, and where it goes: into a folder of its own, under its name."""
        return self._new("uploads", name)

    def keep_upload(self, id_: str, path: Path) -> None:
        """Take a file for whole."""
        self.uploads[id_] = path

    def forget_upload(self, id_: str) -> bool:
        """Remove a dropped file; whether it was there."""
        path = self.uploads.pop(id_, None)
        if path is not None:
            self.discard(path)
        return path is not None

    def discard(self, path: Path) -> None:
        """Remove what came of a file that is not wanted, or that was cut off."""
        shutil.rmtree(path.parent, ignore_errors=True)

    def new_result(self) -> tuple[str, Path]:
        """Give an id for what a call makes, and the folder that it goes into."""
        id_, path = self._new("results", "file")
        return id_, path.parent

    def keep_result(self, id_: str, folder: Path) -> None:
        """Take what a call has put into a folder for made: it can be had by this id."""
        self.results[id_] = folder

    def _new(self, room: str, name: str) -> tuple[str, Path]:
        id_ = token_hex(12)
        folder = self.folder / room / id_
        folder.mkdir(parents=True, mode=0o700)
        return id_, folder / safe_name(name)

    def end(self) -> None:
        """Remove the folder with all that is in it."""
        with suppress(OSError):
            shutil.rmtree(self.folder)
