"""What a PMTiles file says of itself: zooms, layers, and whom to name (github.com/protomaps/PMTiles, spec/v3)."""

from __future__ import annotations

import json
import struct
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, NamedTuple

from geo.errors import SourceError
from geo.findings.counting import counted
from geo.maps.ground.own.naming import plain_name

MAGIC = b"PMTiles"
_VERSION = 3
_HEADING = struct.Struct("<7sB11Q6B")
_LENGTH = 127
_NONE, _GZIP = 1, 2
_OTHERS = {3: "Brotli", 4: "Zstandard"}
_VECTOR = 1
_MOST_BYTES = 20_000_000
_MOST_LAYERS, _LONGEST_NAME = 200, 100


class Heading(NamedTuple):
    """The zooms that there are tiles of, the names of the layers, and whom to name, as text."""

    min_zoom: int
    max_zoom: int
    layers: tuple[str, ...]
    attribution: str


def numbers_of(path: Path) -> tuple[int, ...]:
    """Read the numbers that a file begins with: where its sections begin and how long they are, how it is compressed,
    of what it is, and its zooms.

    Raises SourceError for one of another version, in another compression than gzip, or that is damaged or cut short.
    """
    with path.open("rb") as file:
        fixed = file.read(_LENGTH)
    if len(fixed) < _LENGTH or not fixed.startswith(MAGIC):
        raise _damaged(path)
    _, version, *numbers = _HEADING.unpack_from(fixed)
    if version != _VERSION:
        raise SourceError(f"{path.name} is PMTiles version {version}.", remedy="Convert it to version 3.")
    for compression in numbers[12:14]:
        if compression > _GZIP:
            raise SourceError(
                f"{path.name} is compressed with {_OTHERS.get(compression, 'what is not known')}, not with gzip.",
                remedy="Make it anew with gzip, as tippecanoe, planetiler and GDAL do by themselves.",
            )
    # Older versions of GDAL read the tiles that are left, and say nothing of those that are not.
    whole = max(at + size for at, size in zip(numbers[0:8:2], numbers[1:8:2], strict=True))
    if whole > path.stat().st_size:
        raise SourceError(f"{path.name} is cut short: it was {counted(whole, 'byte')}.", remedy="Copy it anew.")
    return tuple(numbers)


def heading_of(path: Path) -> Heading:
    """Read the heading of a file. Raises SourceError for one of another version, of pictures, or that is damaged."""
    numbers = numbers_of(path)
    start, length = numbers[2:4]
    _, inside, tiles, kind, min_zoom, max_zoom = numbers[11:]
    if kind != _VECTOR:
        raise SourceError(f"{path.name} holds pictures, not vector tiles.", remedy="It can be a background.")
    if not {inside, tiles} <= {_NONE, _GZIP} or length > _MOST_BYTES or not min_zoom <= max_zoom <= 24:
        raise _damaged(path)
    with path.open("rb") as file:
        file.seek(start)
        told = file.read(length)
    told = _unpacked(told, path) if inside == _GZIP else told
    try:
        metadata = json.loads(told.decode("utf-8-sig", "replace") or "{}")
    except (ValueError, RecursionError):
        raise _damaged(path) from None
    return Heading(min_zoom, max_zoom, _layers(metadata, path), _text_of(metadata.get("attribution")))


def _damaged(path: Path) -> SourceError:
    return SourceError(f"{path.name} cannot be read: its heading is damaged.", remedy="Was it copied whole?")


def _unpacked(content: bytes, path: Path) -> bytes:
    try:
        reader = zlib.decompressobj(wbits=31)
        found = reader.decompress(content, _MOST_BYTES)
    except zlib.error:
        raise _damaged(path) from None
    if not reader.eof:
        raise _damaged(path)
    return found


def _layers(metadata: Any, path: Path) -> tuple[str, ...]:
    told = metadata.get("vector_layers") if isinstance(metadata, dict) else None
    names = [layer.get("id") for layer in told if isinstance(layer, dict)] if isinstance(told, list) else []
    layers = tuple(name for name in names if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME)[:_MOST_LAYERS]
    if not layers:
        raise SourceError(f"{path.name} does not say which layers it has.", remedy="Make it anew with its metadata.")
    return layers


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def _text_of(attribution: Any) -> str:
    """The words of an attribution, which is often written in HTML.

    >>> _text_of('<a href="https://a.example/">&copy; OpenStreetMap contributors</a>')
    '© OpenStreetMap contributors'
    """
    if not isinstance(attribution, str):
        return ""
    reader = _Text()
    reader.feed(attribution[:2000])
    reader.close()
    return plain_name("".join(reader.found), longest=200)
