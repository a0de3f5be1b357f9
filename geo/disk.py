"""Writing that is whole or not at all: what stands under a name is the old file or the new one, never a part of one.

A file is written beside its place, flushed to the disk, and only then put into its place; then the folder is flushed,
because a rename that only the memory knows is lost with the power. A disk that refuses says so here: not saved.
(Pillai et al., "All File Systems Are Not Created Equal", OSDI 2014, is why each of these steps is needed.)
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from geo.errors import NotSaved

TEMPORARY = ".zonemark-"
"""How the names of unfinished files begin; one that is left after a power cut holds nothing that is needed."""

_CANNOT_FLUSH_FOLDERS = frozenset({errno.EINVAL, errno.ENOTSUP, errno.EBADF})


def write_bytes(path: Path, content: bytes) -> None:
    """Put `content` in place of the file at `path`, on the disk before this returns.

    Raises NotSaved if the disk does not take it; the file that was there still stands then.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_bytes(Path(folder, "a.txt"), b"mined")
    ...     [file.name for file in Path(folder).iterdir()]
    ['a.txt']
    """
    with replacing(path) as unfinished:
        unfinished.write_bytes(content)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a name in the folder of `path` to write to; when the block ends without an error, it takes its place.

    The name keeps the suffix of `path`, for writers that go by it. Raises NotSaved if the disk does not take it.
    """
    unfinished = path.with_name(f"{TEMPORARY}{os.getpid()}-{token_hex(4)}{path.suffix}")
    try:
        try:
            yield unfinished
            flush_file(unfinished)
            _keep_mode(path, unfinished)
            os.replace(unfinished, path)
        except OSError as error:
            raise NotSaved(f"{path} was not saved: {_reason(error)}.", remedy=_remedy(error)) from error
        flush_folder(path.parent)
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


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
        with suppress(OSError):
            path.unlink()


def _keep_mode(path: Path, unfinished: Path) -> None:
    with suppress(OSError):
        os.chmod(unfinished, path.stat().st_mode & 0o777)


def _reason(error: OSError) -> str:
    return (error.strerror or str(error) or type(error).__name__).lower()


def _remedy(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT if hasattr(errno, "EDQUOT") else errno.ENOSPC):
        return "Make room on the disk, then run the command again."
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "Write to a folder that you may change."
    if error.errno == errno.ENOENT:
        return "Is the folder there?"
    return "What was there before still stands. Check the disk, then run the command again."
