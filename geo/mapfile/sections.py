"""The container of a data block, written: a heading that says what there is, and the sections that it refers to.

    "ZMARK" 0 0 1 | length of the heading, 8 bytes | heading, JSON | sections, each beginning at a multiple of 8 bytes

all of it gzip, without a time stamp. A section of whole numbers is cut into planes: all lowest bytes, then all second
bytes, and so on, because the high bytes of small numbers are nearly all alike. The records of a map and the ground
under them are written here. `container` reads them back, and in the page `viewer/src/data/container.ts`.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.mapfile.container import MAGIC, VERSION

_BLOCK = 4 * 1024 * 1024
_AT_ONCE = 1_000_000
_GZIP_HEADING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # deflate, no flags, no time, no operating system


@dataclass
class Sections:
    """The sections of a container as they are written, and how each is described in the heading."""

    described: list[list[int]] = field(default_factory=list)
    bodies: list[tuple[bytes | memoryview, bool]] = field(default_factory=list)

    def ints(self, *runs: NDArray[np.integer[Any]]) -> int:
        """Whole numbers below 2^53, described as [bytes, count, planes, signed]; those of several runs as of one."""
        some = [run for run in runs if len(run)]
        least, most = min((int(run.min()) for run in some), default=0), max((int(run.max()) for run in some), default=0)
        signed = least < 0
        largest = max(2 * most, -2 * least - 1) if signed else most
        planes = max(1, (largest.bit_length() + 7) // 8)
        width = next(size for size in (1, 2, 4, 8) if size >= planes)
        body = np.empty((planes, sum(map(len, some))), dtype=np.uint8)
        # In pieces, since a million outlines have twenty million steps.
        pieces = (run[start : start + _AT_ONCE] for run in some for start in range(0, len(run), _AT_ONCE))
        end = 0
        for piece in pieces:
            start, end = end, end + len(piece)
            wide = piece.astype(np.int64)
            folded = ((wide << 1) ^ (wide >> 63)) if signed else wide
            raw = np.ascontiguousarray(folded.astype(f"<u{width}")).view(np.uint8).reshape(-1, width)
            body[:, start:end] = raw[:, :planes].T
        return self._add(body.reshape(-1).data, [body.size, end, planes, int(signed)], numeric=True)

    def floats(self, values: NDArray[np.float64]) -> int:
        """64-bit numbers, little-endian, as they are."""
        return self._add(values.astype("<f8").tobytes(), [8 * len(values), len(values), 0, 0], numeric=True)

    def text(self, text: bytes) -> int:
        """UTF-8 text."""
        return self._add(text, [len(text), len(text), 0, 0], numeric=False)

    def _add(self, body: bytes | memoryview, described: list[int], *, numeric: bool) -> int:
        self.described.append(described)
        self.bodies.append((body, numeric))
        return len(self.described) - 1


def pack(heading: dict[str, Any], sections: Sections, *, level: int = 6) -> bytes:
    """Write a container; its version and what describes the sections are added to the heading.

    `level`: of zlib, 9 is the smallest.
    """
    return _gzip(_pieces({"version": VERSION, **heading, "sections": sections.described}, sections), level)


def _pieces(heading: dict[str, Any], sections: Sections) -> Iterator[tuple[bytes | memoryview, bool]]:
    """The pieces of a container in order, each with whether it is numeric."""
    told = json.dumps(heading, separators=(",", ":")).encode("ascii")
    told += b" " * (-len(told) % 8)
    yield MAGIC + struct.pack("<Q", len(told)) + told, False
    yield from sections.bodies


def _gzip(pieces: Iterable[tuple[bytes | memoryview, bool]], level: int) -> bytes:
    """Compress pieces into one gzip member, several at a time, each filled up with zeros to eight bytes.

    Every block ends on a byte and begins with an empty window, as in pigz, so blocks can be made side by side and the
    result does not depend on how many processors there are.
    """
    blocks: list[tuple[bytes | memoryview, bool, int]] = []
    checksum = size = 0
    for piece, numeric in pieces:
        more = -len(piece) % 8
        checksum = zlib.crc32(bytes(more), zlib.crc32(piece, checksum))
        size += len(piece) + more
        # Views, since copies would hold a large map in memory once more; only the last is filled up.
        blocks += [(memoryview(piece)[at : at + _BLOCK], numeric, level) for at in range(0, len(piece), _BLOCK)]
        if more:
            blocks[-1] = (bytes(blocks[-1][0]) + bytes(more), numeric, level)
    with ThreadPoolExecutor() as pool:
        packed: Sequence[bytes] = list(pool.map(_deflate, blocks))
    end = zlib.compressobj(level, zlib.DEFLATED, -15).flush()
    return b"".join([_GZIP_HEADING, *packed, end, struct.pack("<II", checksum, size & 0xFFFFFFFF)])


def _deflate(block: tuple[bytes | memoryview, bool, int]) -> bytes:
    """Numbers have hardly any repeated runs to look for; zlib's filtered strategy codes them smaller and faster."""
    data, numeric, level = block
    strategy = zlib.Z_FILTERED if numeric else zlib.Z_DEFAULT_STRATEGY
    packer = zlib.compressobj(level, zlib.DEFLATED, -15, 9, strategy)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
