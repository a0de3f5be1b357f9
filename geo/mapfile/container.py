"""The container of a data block, read: its heading, and its sections by number (docs/pages/format.md).

Whatever a file claims of itself is compared with the bytes that are there before anything is made of it.
"""

from __future__ import annotations

import json
import struct
import zlib
from itertools import accumulate
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.errors import SourceError

MAGIC = b"ZMARK\x00\x00\x01"
VERSION = 1
_LEAST = 200_000_000
_TIMES = 100
"""How many times larger than its packed bytes a block may be, if it is larger than `_LEAST` bytes. Records of a million
zones are 8 times as large; deflate can pack a thousand times of nothing."""
DAMAGED = "Ask for the file again: it is damaged, or not whole."


def unpacked(packed: bytes, where: str) -> bytes:
    """Open one gzip member. Raises SourceError if it is not whole, or unpacks to far more than a map's block does."""
    most = max(_LEAST, _TIMES * len(packed))
    opener = zlib.decompressobj(wbits=31)
    try:
        content = opener.decompress(packed, most)
    except zlib.error:
        raise SourceError(f"{where}: a data block is damaged.", remedy=DAMAGED) from None
    if opener.unconsumed_tail:
        raise SourceError(f"{where}: a data block holds more than {most // 10**6} MB, which no map's does.")
    if not opener.eof or opener.unused_data:
        raise SourceError(f"{where}: a data block is not whole.", remedy=DAMAGED)
    return content


def _section(size: Any, count: Any, planes: Any, signed: Any) -> tuple[int, int, int, int]:
    return int(size), int(count), int(planes), int(signed)


def _objects(found: Any) -> list[dict[str, Any]]:
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TypeError
    return found


class Container:
    """The heading of a container and its sections. Raises SourceError where they are not what the heading says."""

    def __init__(self, content: bytes, where: str) -> None:
        self._where = where
        if content[:8] != MAGIC or len(content) < 16:
            raise self.damaged("it does not begin as one")
        (length,) = struct.unpack("<Q", content[8:16])
        if 16 + length > len(content):
            raise self.damaged("its heading is cut")
        try:
            heading = json.loads(content[16 : 16 + length])
            version = heading["version"]
            self.heading: dict[str, Any] = heading
            self.layers: list[dict[str, Any]] = _objects(heading["layers"])
            self._sections: list[tuple[int, int, int, int]] = [_section(*one) for one in heading["sections"]]
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
            raise self.damaged("its heading cannot be read") from None
        if version != VERSION:
            raise SourceError(f"{where} was made by a newer Zonemark.", remedy="Update Zonemark to read it.")
        sizes = [size for size, *_ in self._sections]
        self._starts = list(accumulate((size + -size % 8 for size in sizes), initial=16 + length))
        if min(sizes, default=0) < 0 or self._starts[-1] != len(content):
            raise self.damaged("its sections are not as long as its heading says")
        self._content = content

    def damaged(self, why: str) -> SourceError:
        """Give the error that says that the block is not what it should be."""
        return SourceError(f"{self._where}: the data block is damaged: {why}.", remedy=DAMAGED)

    def count(self, section: int) -> int:
        """How many whole numbers a section holds, without reading them."""
        size, count, planes, _ = self._described(section)
        if not 1 <= planes <= 8 or size != count * planes:
            raise self.damaged("a section of numbers has another length")
        return count

    def ints(self, section: int) -> NDArray[np.int64]:
        """Read whole numbers, cut into planes: all lowest bytes first."""
        count = self.count(section)
        _, _, planes, signed = self._described(section)
        raw = np.zeros((count, 8), dtype=np.uint8)
        raw[:, :planes] = np.frombuffer(self._bytes(section), np.uint8).reshape(planes, count).T
        folded = raw.view("<u8").reshape(-1)
        if not signed:
            return folded.astype(np.int64)
        return (folded >> np.uint64(1)).astype(np.int64) ^ -(folded & np.uint64(1)).astype(np.int64)

    def floats(self, section: int) -> NDArray[np.float64]:
        """Read 64-bit numbers."""
        size, count, planes, _ = self._described(section)
        if planes or size != 8 * count:
            raise self.damaged("a section of numbers has another length")
        return np.frombuffer(self._bytes(section), "<f8")

    def text(self, section: int) -> bytes:
        """Read text, as the bytes of its UTF-8."""
        return self._bytes(section)

    def json(self, section: int) -> Any:
        """Read text that is JSON."""
        try:
            return json.loads(self._bytes(section))
        except (ValueError, RecursionError):
            raise self.damaged("a list in it cannot be read") from None

    def _described(self, section: int) -> tuple[int, int, int, int]:
        if not isinstance(section, int) or not 0 <= section < len(self._sections):
            raise self.damaged("its heading names a section that is not there")
        return self._sections[section]

    def _bytes(self, section: int) -> bytes:
        size, *_ = self._described(section)
        start = self._starts[section]
        return self._content[start : start + size]
