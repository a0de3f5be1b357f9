"""The shapes of a data block become geometries again: the inverse of `encode_shapes`, all records at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.mapfile.container import Container
from geo.mapfile.decode_columns import column_values
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE

_POINT, _LINE, _POLYGON, _COLLECTION = 1, 3, 5, 7
_NO_HEIGHT = -1.7e308
"""Stands for a height that a vertex does not have, until the shapes are made."""
_PART_OF = np.array([0, 1, 1, 3, 3, 5, 5, 0])
"""The type of the parts of each type; those of a collection are listed as its members."""


def geometries(container: Container, described: dict[str, Any], types: NDArray[np.int64]) -> NDArray[np.object_]:
    """Give the geometry (lon, lat; EPSG:4326) of each record, None where nothing is drawn.

    `types`: as `encode_shapes.Shapes` has them. Raises SourceError if the block is damaged.
    """
    try:
        return _built(container, described, types)
    except (KeyError, IndexError, TypeError, ValueError, OverflowError, shapely.errors.ShapelyError):
        raise container.damaged("its shapes cannot be read") from None


def _built(container: Container, described: dict[str, Any], types: NDArray[np.int64]) -> NDArray[np.object_]:
    if len(types) and not 0 <= int(types.min()) <= int(types.max()) <= _COLLECTION:
        raise ValueError
    # The block counts parts only of types that can have several; of the others a shape has one, and no shape none.
    counts = (types > 0).astype(np.int64)
    _fill(counts, np.isin(types, (2, 4, 6, 7)), container.ints(described["parts"]))
    most = container.count(described["firstLon"])
    record = _owners(counts, most)
    kinds = _PART_OF[types[record]]
    _fill(kinds, types[record] == _COLLECTION, container.ints(described["members"]))
    lines, line_kinds, part = _lines(container, described, kinds, most)
    parts = np.empty(len(kinds), dtype=object)
    single = line_kinds != _POLYGON
    parts[part[single]] = lines[single]
    # Rings stand in the order of their polygons, whose numbers shapely wants without gaps.
    parts[kinds == _POLYGON] = shapely.polygons(lines[~single], indices=_numbered(part[~single]))
    return _records(parts, record, types)


def _lines(
    container: Container, described: dict[str, Any], kinds: NDArray[np.int64], most: int
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.int64]]:
    """Every point, line and ring, of which kind of part it is, and the number of that part."""
    rings = np.ones(len(kinds), dtype=np.int64)
    _fill(rings, kinds == _POLYGON, container.ints(described["rings"]))
    part = _owners(rings, most)
    line_kinds = kinds[part]
    lengths = np.ones(len(part), dtype=np.int64)
    _fill(lengths, line_kinds != _POINT, container.ints(described["lengths"]))
    of = _owners(lengths, most + container.count(described["stepLon"]))
    scales = np.zeros(len(part), dtype=np.int64)
    _fill(scales, line_kinds != _POINT, container.ints(described["scales"]))
    coordinates = np.stack(
        [_coordinates(container, described, axis, lengths, scales) for axis in ("Lon", "Lat")], axis=1
    )
    if "heights" in described:
        heights = column_values(container, described["heights"], len(coordinates))
        # To shapely a ring whose first and last heights are NaN is open, since NaN is not NaN; so a number stands in.
        coordinates = np.column_stack([coordinates, [_NO_HEIGHT if one is None else one for one in heights]])
    made = np.empty(len(part), dtype=object)
    points, closing, lines = line_kinds == _POINT, line_kinds == _POLYGON, line_kinds == _LINE
    made[points] = shapely.points(coordinates[points[of]])
    if lines.any():
        made[lines] = shapely.linestrings(coordinates[lines[of]], indices=_numbered(of[lines[of]]))
    if closing.any():
        made[closing] = _closed(coordinates[closing[of]], lengths[closing])
    return made, line_kinds, part


def _fill(numbers: NDArray[np.int64], mask: NDArray[np.bool_], values: NDArray[np.int64]) -> None:
    """Put one value at each marked place. Raises ValueError for another number: numpy takes one for all."""
    if int(mask.sum()) != len(values):
        raise ValueError
    numbers[mask] = values


def _owners(counts: NDArray[np.int64], most: int) -> NDArray[np.int64]:
    """Of each of the things that `counts` counts, the index of what it belongs to.

    Raises ValueError for more than `most`, of which the block has no coordinates: any number can stand in it.
    """
    if len(counts) and (int(counts.min()) < 0 or int(counts.max()) > most or int(counts.sum()) > most):
        raise ValueError
    return np.repeat(np.arange(len(counts)), counts)


def _closed(coordinates: NDArray[np.float64], lengths: NDArray[np.int64]) -> NDArray[Any]:
    """Rings, each with its first vertex put behind its last, which the block leaves out."""
    ends = np.cumsum(lengths)
    # `ends` is behind each ring's last vertex, and a length before it is its first.
    closed = np.insert(coordinates, ends, coordinates[ends - lengths], axis=0)
    rings: NDArray[Any] = np.asarray(
        shapely.linearrings(closed, indices=np.repeat(np.arange(len(lengths)), lengths + 1)), dtype=object
    )
    return rings


def _coordinates(
    container: Container, described: dict[str, Any], axis: str, lengths: NDArray[np.int64], scales: NDArray[np.int64]
) -> NDArray[np.float64]:
    """One coordinate of every vertex, in degrees. First vertices and steps are sums; steps stand in order of scale."""
    first = np.cumsum(container.ints(described[f"first{axis}"]))
    stored = container.ints(described[f"step{axis}"])
    steps = np.empty_like(stored)
    # The stable order by scale is that in which the steps were written; this puts each back to its line.
    steps[np.argsort(np.repeat(scales, lengths - 1), kind="stable")] = stored
    starts = np.cumsum(lengths) - lengths
    inner = np.ones(int(lengths.sum()), dtype=bool)
    inner[starts] = False
    moves = np.zeros(len(inner), dtype=np.int64)
    moves[inner] = steps
    # One running sum over all lines: what had summed up before each line's start is taken away again.
    sums = np.cumsum(moves)
    return (np.repeat(first - sums[starts], lengths) + sums) / UNITS_PER_DEGREE


def _records(parts: NDArray[np.object_], record: NDArray[np.int64], types: NDArray[np.int64]) -> NDArray[np.object_]:
    found = np.full(len(types), None, dtype=object)
    several: dict[int, Callable[..., Any]] = {
        2: shapely.multipoints,
        4: shapely.multilinestrings,
        6: shapely.multipolygons,
        _COLLECTION: shapely.geometrycollections,
    }
    of = types[record]
    for kind in np.unique(types[types > 0]).tolist():
        own = of == kind
        if kind not in several:
            found[types == kind] = parts[own]
            continue
        with_parts = np.unique(record[own])
        found[with_parts] = several[kind](parts[own], indices=_numbered(record[own]))
    has_z = shapely.has_z(found)
    if has_z.any():
        found[has_z] = _flat_where_no_height(found[has_z])
    return found


def _flat_where_no_height(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """A shape none of whose vertices has a height has none, though others of its layer do."""
    coordinates, of = shapely.get_coordinates(shapes, include_z=True, return_index=True)
    unknown = coordinates[:, 2] == _NO_HEIGHT
    coordinates[unknown, 2] = np.nan
    flat = np.ones(len(shapes), dtype=bool)
    flat[of[~unknown]] = False
    shapes = shapely.set_coordinates(shapes, coordinates)
    shapes[flat] = shapely.force_2d(shapes[flat])
    return shapes


def _numbered(sorted_: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sorted numbers as 0, 1, 2 …, which is how shapely wants to be told what belongs together."""
    return np.concatenate([[0], np.cumsum(np.diff(sorted_) != 0)]).astype(np.int64) if len(sorted_) else sorted_
