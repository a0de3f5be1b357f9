"""Every earlier version of every layer, in files that are written once and never again.

`history/TIME-LAYER-HASH.geojson` holds what the layer LAYER held until TIME (UTC), a large one compressed, as
`….geojson.gz`. Layers that one command changed carry the same time, so it is taken back as one. An empty file says that
the layer was not there.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from io import SEEK_END, BytesIO
from pathlib import Path
from typing import BinaryIO, NamedTuple

from geo.disk import write_pieces
from geo.errors import StoreError
from geo.store.layer_file import content_hash, hash_of

MAX_BYTES = 4_000_000_000
"""No version is larger; a file that unpacks to more was not written here."""
TIME = re.compile(r"\d{8}T\d{6}\.\d{6,}Z")
_NAME = re.compile(rf"(?P<time>{TIME.pattern})-(?P<layer>.+)-(?P<hash>[0-9a-f]{{12}})\.geojson(\.gz)?\Z")
_TIME = "%Y%m%dT%H%M%S.%fZ"
_LARGE = 1_000_000
"""Bytes from which on a version is compressed; smaller ones stay to be read by people."""
_PIECE = 1 << 20
_LEVEL = 1
"""Takes 8 s of the processor a gigabyte, and leaves a third; the sixth level takes five times as long."""


class Version(NamedTuple):
    """One earlier version of one layer: what it held until `time` (as in the file's name, UTC)."""

    time: str
    layer: str
    hash: str
    path: Path

    @property
    def name(self) -> str:
        """What the version is called: the name of its file without its endings."""
        return f"{self.time}-{self.layer}-{self.hash}"

    def read(self) -> bytes:
        """Read the version. Raises StoreError if it is not what was written."""
        try:
            with gzip.open(self.path) if self.path.suffix == ".gz" else self.path.open("rb") as file:
                content = file.read(MAX_BYTES + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            content = b"damaged"
        except OSError as error:
            raise StoreError(f"{self.path} cannot be read: {error.strerror}.") from error
        if content_hash(content) != self.hash:
            raise StoreError(f"{self.path} has been changed since it was written.", remedy="Take an older version.")
        return content


def versions(folder: Path, layer: str | None = None) -> list[Version]:
    """List the versions in a history folder, oldest first, of one layer or all."""
    found = []
    for path in folder.glob("[0-9]*.geojson*"):
        match = _NAME.match(unicodedata.normalize("NFC", path.name))
        if match and layer in (None, match["layer"]) and not path.is_symlink():
            found.append(Version(match["time"], match["layer"], match["hash"], path))
    return sorted(found, key=lambda version: (_order(version.time), version.layer))


def _order(time: str) -> str:
    """What times are sorted by: one that goes on behind another is later."""
    return time.rstrip("Z")


def next_time(folder: Path) -> str:
    """Give the time of a change that happens now: later than all before it, whatever the clock says."""
    now = datetime.now(UTC).strftime(_TIME)
    names = (path.name for path in folder.iterdir())
    before = max((found[0] for name in names if (found := TIME.match(name))), key=_order, default="")
    return now if _order(now) > _order(before) else _after(before)


def _after(time: str) -> str:
    """A microsecond later; at the end of the calendar one more, in digits behind the microseconds."""
    head, _, fraction = _order(time).partition(".")
    try:
        before = datetime.strptime(f"{head}.{fraction[:6]}Z", _TIME)
        return (before + timedelta(microseconds=1)).strftime(_TIME)
    except (OverflowError, ValueError):
        return f"{head}.{fraction[:6]}{int(fraction[6:] or 0) + 1:06d}Z"


def keep(folder: Path, layer: str, content: bytes, time: str) -> Version:
    """Write one version into the history, on the disk before this returns."""
    return _keep(folder, layer, BytesIO(content), time)


def keep_file(folder: Path, layer: str, path: Path, time: str) -> Version:
    """Write what a file holds into the history as `keep` does, and hold no more than a piece of it."""
    with path.open("rb") as file:
        return _keep(folder, layer, file, time)


def _keep(folder: Path, layer: str, file: BinaryIO, time: str) -> Version:
    hash_, size = hash_of(file), file.seek(0, SEEK_END)
    ending = ".geojson.gz" if size >= _LARGE else ".geojson"
    version = Version(time, layer, hash_, folder / f"{time}-{layer}-{hash_}{ending}")
    if version.path.exists():
        raise StoreError(f"{version.path} is already there; a version is never written twice.")
    file.seek(0)
    pieces = iter(lambda: file.read(_PIECE), b"")
    write_pieces(version.path, _compressed(pieces) if ending.endswith(".gz") else pieces)
    file.seek(0)
    if hash_of(file) != hash_:
        version.path.unlink()
        raise StoreError(f"The layer '{layer}' was edited while it was put into the history.", remedy="Do it again.")
    return version


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress as gzip does, with no name and no time, so that the same content always gives the same bytes."""
    compressing = zlib.compressobj(_LEVEL, wbits=zlib.MAX_WBITS + 16)
    for piece in pieces:
        yield compressing.compress(piece)
    yield compressing.flush()


def last_change(found: Iterable[Version], current: dict[str, str]) -> list[Version]:
    """Give the versions that the last change replaced, given the hash of what each layer holds now.

    A writer that was killed between writing its history and its layer has changed nothing; what it left is ignored.
    """
    by_time: dict[str, list[Version]] = {}
    for version in found:
        by_time.setdefault(version.time, []).append(version)
    for time in sorted(by_time, key=_order, reverse=True):
        changed = [version for version in by_time[time] if current.get(version.layer) != version.hash]
        if changed:
            return changed
    return []
