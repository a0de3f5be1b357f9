"""Writing that is whole or not at all: what stands under a name is the old file or the new one, never a part of one.

A file is written beside its place, flushed to the disk, read back, and only then put into its place; then the folder
is flushed, because a rename that only the memory knows is lost with the power. A disk that refuses says so here: not
saved. (Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, is why each of these steps is needed;
reading back is needed because GDAL reports no error for a FlatGeobuf that a full disk did not take.)
"""

from __future__ import annotations

import errno
import os
import platform
import re
import shutil
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import cache, partial
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from geo.errors import NotSaved

TEMPORARY = ".zonemark-"
"""How the names of unfinished files begin; one that is left after a power cut holds nothing that is needed."""

NO_FILE = "An address (://) is not a file of this computer; it is not repeated here, since it may hold a password."
_ADDRESS = re.compile(r"[A-Za-z][\w+.-]+:/")
_OWNED = re.compile(re.escape(TEMPORARY) + r"(?P<host>[0-9a-f]{8})-(?P<process>\d{1,10})-")
_ABANDONED_S = 86_400
"""A file of a writer that nobody can be asked about (of another machine) is taken for abandoned after a day."""
_BLOCK = 1 << 20
_BESIDE = ("-journal", "-wal", "-shm")
"""What SQLite writes beside a GeoPackage."""
_ROOM = "Make room on the disk, then run the command again."
_ROOM_FOR_TEMPORARY = "Make room there, or name another folder in TMPDIR."
_CANNOT_FLUSH_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


def is_address(path: str | os.PathLike[str]) -> bool:
    """Whether a path is that of a host, a database or a bucket; pathlib makes `:/` of `://`.

    >>> is_address("postgresql://me:secret@host/db"), is_address(Path("s3://bucket/a.csv")), is_address("C:/a.csv")
    (True, True, False)
    """
    return bool(_ADDRESS.match(os.fspath(path)))


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at `path`, on the disk before this returns.

    Raises NotSaved if the disk does not take it; the file that was there still stands then.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder, "a.txt"), b"mined")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    write_pieces(path, [content])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """Put the pieces, one after the other, in place of the file at `path`, as `write_bytes` does."""
    written = 0, 0

    def is_whole(unfinished: Path) -> bool:
        with unfinished.open("rb") as file:
            return _sum_of(iter(lambda: file.read(_BLOCK), b"")) == written

    with replacing(path, is_whole) as unfinished, unfinished.open("wb") as file:
        written = _sum_of(pieces, file.write)


def _sum_of(pieces: Iterable[bytes], use: Callable[[bytes], object] = len) -> tuple[int, int]:
    """The length and the CRC-32 of pieces, each of which is handed to `use`."""
    size = sum_ = 0
    for piece in pieces:
        use(piece)
        size, sum_ = size + len(piece), zlib.crc32(piece, sum_)
    return size, sum_


def write_together(contents: Mapping[Path, bytes], announce: Callable[[], None]) -> None:
    """Put several contents in place of files, as near to at once as a disk allows: only renaming is left to the end.

    All are written beside their places and read back; then `announce` is called, which writes down what is about to
    happen, and each takes its place. Raises NotSaved if the disk does not take one; none is in its place then.
    """
    with ExitStack() as stack:
        ready = []
        for path, content in contents.items():
            unfinished = stack.enter_context(_beside(path))
            unfinished.write_bytes(content)
            _make_sure(path, unfinished, partial(_holds, content=content))
            ready.append((path, unfinished))
        announce()
        for path, unfinished in ready:
            os.replace(unfinished, path)
        for folder in {path.parent for path in contents}:
            flush_folder(folder)


@contextmanager
def replacing(path: Path, is_whole: Callable[[Path], bool]) -> Iterator[Path]:
    """Give a name in the folder of `path` to write to; when the block ends without an error, it takes its place.

    The name keeps the suffix of `path`, for writers that go by it. `is_whole` reads back what is under that name, and
    says whether all that was written is in it. Raises NotSaved if the disk does not take it.
    """
    with _beside(path) as unfinished:
        yield unfinished
        _make_sure(path, unfinished, is_whole)
        os.replace(unfinished, path)
        flush_folder(path.parent)


@contextmanager
def making_folder(path: Path) -> Iterator[Path]:
    """Give a folder to fill; when the block ends without an error, it stands at `path`, where nothing may be yet but an
    empty folder.

    Raises NotSaved if the disk does not take it.
    """
    make_folder(path.parent)
    with _beside(path) as unfinished:
        unfinished.mkdir()
        yield unfinished
        flush_folder(unfinished)
        if path.is_dir():
            path.rmdir()
        os.replace(unfinished, path)
        flush_folder(path.parent)


@contextmanager
def working_folder(path: Path) -> Iterator[Path]:
    """Give a folder beside `path` for what it is made from, which goes with the block.

    Raises NotSaved if the disk does not take what is written there: then there is none for `path` either.
    """
    make_folder(path.parent)
    with _beside(path) as unfinished:
        unfinished.mkdir()
        yield unfinished


@contextmanager
def temporary_folder(beside: Path | None = None) -> Iterator[Path]:
    """Give a folder in `beside`, by default among the system's temporary ones, which goes with the block.

    Raises NotSaved if none can be made there.
    """
    try:
        made = TemporaryDirectory(prefix="zonemark-", dir=beside, ignore_cleanup_errors=True)
    except OSError as error:
        what = f"No folder for temporary files can be made{f' in {beside}' if beside else ''}: {_reason(error)}."
        remedy = "Make room there, or give it to this user." if beside else _ROOM_FOR_TEMPORARY
        raise NotSaved(what, remedy=remedy) from error
    with made as name:
        yield Path(name)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Give a name for what is to stand at `path`; whatever is left under it at the end is removed."""
    unfinished = path.with_name(f"{TEMPORARY}{_host()}-{os.getpid()}-{token_hex(4)}{path.suffix}")
    _remove_abandoned(path.parent)
    try:
        yield unfinished
    except OSError as error:
        raise NotSaved(f"{path} was not saved: {_reason(error)}.", remedy=_remedy(error)) from error
    finally:
        for left in (unfinished, *(unfinished.with_name(unfinished.name + ending) for ending in _BESIDE)):
            _remove(left)


def _holds(path: Path, content: bytes) -> bool:
    if path.stat().st_size != len(content):
        return False
    with path.open("rb") as file:
        starts = range(0, len(content), _BLOCK)
        return all(file.read(_BLOCK) == content[start : start + _BLOCK] for start in starts)


def _make_sure(path: Path, unfinished: Path, is_whole: Callable[[Path], bool]) -> None:
    flush_file(unfinished)
    if not is_whole(unfinished):
        raise NotSaved(f"{path} was not saved: what was written does not read back whole.", remedy=_ROOM)
    _keep_mode(path, unfinished)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, if they are not there. Raises NotSaved if that is not allowed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"The folder {folder} cannot be made: {_reason(error)}."
        raise NotSaved(what, remedy="Name a folder that you may change.") from error


def flush_file(path: Path) -> None:
    """Have the disk take what was written to `path`. Raises OSError if it does not."""
    # Windows flushes only through a handle that may write.
    descriptor = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_folder(folder: Path) -> None:
    """Have the disk take the names in `folder`. Raises NotSaved if it does not; some file systems need no asking."""
    if os.name == "nt":  # pragma: no cover - NTFS keeps a journal of names; a folder cannot be flushed there
        return
    try:
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except OSError as error:
        if error.errno not in _CANNOT_FLUSH_FOLDERS:
            what = f"Not saved for certain: the disk did not confirm the names in {folder} ({_reason(error)})."
            raise NotSaved(what, remedy="Check the disk, then run the command again.") from error


def remove_unfinished(folder: Path) -> None:
    """Remove what an interrupted writer left in `folder`. Only for the holder of the folder's lock."""
    for path in folder.glob(f"{TEMPORARY}*"):
        _remove(path)


def _remove_abandoned(folder: Path) -> None:
    """Remove what writers that were killed left in `folder`, and nothing of one that is still at work."""
    with suppress(OSError):
        for path in folder.glob(f"{TEMPORARY}*"):
            with suppress(OSError):
                if _is_abandoned(path):
                    _remove(path)


def _is_abandoned(path: Path) -> bool:
    owned = _OWNED.match(path.name)
    if owned and owned["host"] == _host() and os.name != "nt":
        return not is_running(int(owned["process"]))
    return time.time() - path.stat().st_mtime > _ABANDONED_S


def is_running(process: int) -> bool:
    """Whether there is a process of this number on this computer; taken for granted where it cannot be asked."""
    if os.name == "nt":  # os.kill would end it there
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):  # somebody else's
        return True
    return True


@cache
def _host() -> str:
    """What stands for this machine in the names of unfinished files: the numbers of its processes are its own."""
    space = ""
    with suppress(OSError):
        space = os.readlink("/proc/self/ns/pid")
    return f"{zlib.crc32(f'{platform.node()} {space}'.encode()):08x}"


def _keep_mode(path: Path, unfinished: Path) -> None:
    with suppress(OSError):
        os.chmod(unfinished, path.stat().st_mode & 0o777)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return _ROOM
    if error.errno == errno.EFBIG:
        return "The disk, or a limit set for you, takes no file of this size. Write to another one."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Write to a folder that you may change."
    if error.errno == errno.ENOENT:
        return "Is the folder there?"
    return "What was there before is still there. Check the disk, then run the command again."
