"""Layers become one block of bytes that a page can draw from: column by column, compressed, the same every time.

The block is gzip (no time stamp inside) of a container:

    "ZMARK" 0 0 1 | length of the heading, 8 bytes | heading, JSON | sections, each beginning at a multiple of 8 bytes

The heading names every layer, its columns and its shapes, and refers to sections by number. A section of whole numbers
is cut into planes: all lowest bytes, then all second bytes, and so on, because the high bytes of small numbers are
nearly all alike. The first `early` sections hold everything but the shapes, so that a page can be put together while
those are being read. `decode` reads it back, and in the page `viewer/src/data/decode.ts`.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.names import unique_names
from geo.mapfile.container import MAGIC, VERSION
from geo.mapfile.encode_columns import pack_column, pack_numbers
from geo.mapfile.encode_shapes import flatten, page_types, why_not_drawn

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

    from geo.records.layer import Layer

_BLOCK = 4 * 1024 * 1024
_GZIP_HEADING = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"  # deflate, no flags, no time, no operating system


@dataclass(frozen=True, slots=True)
class NotDrawn:
    """A record of a layer that has no usable position: its place in the frame (from 0), its id, and why."""

    layer: str
    record: int
    id: str
    reason: str


def not_drawn(layer: Layer) -> list[NotDrawn]:
    """List the records of a layer that a map cannot draw. Facts have no position and are not missing one."""
    reasons = _reasons(layer)
    ids = layer.frame["id"] if "id" in layer.frame.columns else layer.frame.index.to_series()
    return [NotDrawn(layer.name, int(at), str(ids.iloc[at]), str(reasons[at])) for at in np.flatnonzero(reasons != "")]


def encode(layers: Iterable[Layer]) -> bytes:
    """Pack layers (frames of records, EPSG:4326) into the gzip container that a page opens.

    Attributes come back exactly, coordinates within 1e-7 degree. Records that cannot be drawn are in it too, with the
    reason, and with the position as text if they had one. The frames are not touched.
    """
    sections = _Sections()
    told = [_layer(layer, sections) for layer in layers]
    early = len(sections.described)
    for described, shapes in told:
        if shapes is not None:
            described["shapes"] = _shapes(shapes, sections)
    heading = {"version": VERSION, "layers": [described for described, _ in told], "early": early}
    return _gzip(_container({**heading, "sections": sections.described}, sections))


def _layer(layer: Layer, sections: _Sections) -> tuple[dict[str, Any], NDArray[np.object_] | None]:
    """All that is told of a layer but its shapes, and those that are to be drawn; None in a layer without a place."""
    frame = layer.frame
    described: dict[str, Any] = {"name": layer.name, "title": layer.title, "kind": layer.kind, "count": len(frame)}
    geometry = _geometry_name(frame)
    names = unique_names(name for name in frame.columns if name != geometry)
    indexes = [at for at, name in enumerate(frame.columns) if name != geometry]
    described["columns"] = [
        {"name": name, **pack_column(frame.iloc[:, at], sections)} for name, at in zip(names, indexes, strict=True)
    ]
    if geometry is None or not layer.what.placed:
        return described, None
    shapes = np.asarray(frame[geometry], dtype=object)
    reasons = _reasons(layer)
    listed = np.flatnonzero(reasons != "")
    kept = shapes.copy()
    kept[(reasons != "") & (reasons != "no_area")] = None
    described["types"] = sections.ints(page_types(kept))
    described["notDrawn"] = sections.text(_listing(listed, reasons, shapes))
    return described, kept


def _shapes(geometries: NDArray[np.object_], sections: _Sections) -> dict[str, Any]:
    flat = flatten(geometries)
    described: dict[str, Any] = {
        "parts": sections.ints(flat.parts),
        "members": sections.ints(flat.members),
        "rings": sections.ints(flat.rings),
        "lengths": sections.ints(flat.lengths),
        "firstLon": sections.ints(flat.first_lon),
        "firstLat": sections.ints(flat.first_lat),
        "stepLon": sections.ints(flat.step_lon),
        "stepLat": sections.ints(flat.step_lat),
        "scales": sections.ints(flat.scales),
    }
    if flat.heights is not None:
        described["heights"] = pack_numbers(flat.heights, sections)
    return described


def _listing(records: NDArray[np.intp], reasons: NDArray[np.object_], shapes: NDArray[np.object_]) -> bytes:
    """The records that are not drawn, as JSON: record, reason, and the position as text where there is one."""
    texts = shapely.to_wkt(shapes[records], rounding_precision=-1)
    listed = [
        [int(record), str(reasons[record]), text] if text is not None else [int(record), str(reasons[record])]
        for record, text in zip(records, texts, strict=True)
    ]
    return json.dumps(listed, separators=(",", ":")).encode("ascii")


def _reasons(layer: Layer) -> NDArray[np.object_]:
    geometry = _geometry_name(layer.frame)
    if not layer.what.placed:
        return np.full(len(layer.frame), "", dtype=object)
    if geometry is None:
        return np.full(len(layer.frame), "no_position", dtype=object)
    return why_not_drawn(np.asarray(layer.frame[geometry], dtype=object))


def _geometry_name(frame: GeoDataFrame) -> Any:
    """The active geometry column's name, or None for a frame without one."""
    return getattr(frame, "_geometry_column_name", None) if hasattr(frame, "geometry") else None


@dataclass
class _Sections:
    """The sections of a container as they are written, and how each is told in the heading."""

    described: list[list[int]] = field(default_factory=list)
    bodies: list[tuple[bytes, bool]] = field(default_factory=list)

    def ints(self, values: NDArray[np.integer[Any]]) -> int:
        """Whole numbers below 2^53, told as [bytes, count, planes, signed]."""
        wide = values.astype(np.int64)
        signed = bool(len(wide)) and int(wide.min()) < 0
        folded = ((wide << 1) ^ (wide >> 63)) if signed else wide
        largest = int(folded.max()) if len(folded) else 0
        planes = max(1, (largest.bit_length() + 7) // 8)
        width = next(size for size in (1, 2, 4, 8) if size >= planes)
        raw = np.ascontiguousarray(folded.astype(f"<u{width}")).view(np.uint8).reshape(-1, width)
        body = np.ascontiguousarray(raw[:, :planes].T).tobytes()
        return self._add(body, [len(body), len(wide), planes, int(signed)], numeric=True)

    def floats(self, values: NDArray[np.float64]) -> int:
        """64-bit numbers, little-endian, as they are."""
        return self._add(values.astype("<f8").tobytes(), [8 * len(values), len(values), 0, 0], numeric=True)

    def text(self, text: bytes) -> int:
        """UTF-8 text."""
        return self._add(text, [len(text), len(text), 0, 0], numeric=False)

    def _add(self, body: bytes, described: list[int], *, numeric: bool) -> int:
        self.described.append(described)
        self.bodies.append((body, numeric))
        return len(self.described) - 1


def _container(heading: dict[str, Any], sections: _Sections) -> Iterator[tuple[bytes, bool]]:
    """The pieces of a container in order, each with whether it is numeric."""
    told = json.dumps(heading, separators=(",", ":")).encode("ascii")
    told += b" " * (-len(told) % 8)
    yield MAGIC + struct.pack("<Q", len(told)) + told, False
    for body, numeric in sections.bodies:
        yield body + b"\x00" * (-len(body) % 8), numeric


def _gzip(pieces: Iterable[tuple[bytes, bool]]) -> bytes:
    """Compress pieces into one gzip member, several at a time.

    Every block ends on a byte and begins with an empty window, as in pigz, so blocks can be made side by side and the
    result does not depend on how many processors there are.
    """
    blocks: list[tuple[bytes, bool]] = []
    checksum = size = 0
    for piece, numeric in pieces:
        checksum = zlib.crc32(piece, checksum)
        size += len(piece)
        blocks += [(piece[at : at + _BLOCK], numeric) for at in range(0, len(piece), _BLOCK)]
    with ThreadPoolExecutor() as pool:
        packed: Sequence[bytes] = list(pool.map(_deflate, blocks))
    end = zlib.compressobj(6, zlib.DEFLATED, -15).flush()
    return b"".join([_GZIP_HEADING, *packed, end, struct.pack("<II", checksum, size & 0xFFFFFFFF)])


def _deflate(block: tuple[bytes, bool]) -> bytes:
    """Numbers have hardly any repeated runs to look for; zlib's filtered strategy codes them smaller and faster."""
    data, numeric = block
    strategy = zlib.Z_FILTERED if numeric else zlib.Z_DEFAULT_STRATEGY
    packer = zlib.compressobj(6, zlib.DEFLATED, -15, 9, strategy)
    return packer.compress(data) + packer.flush(zlib.Z_FULL_FLUSH)
