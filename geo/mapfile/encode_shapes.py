"""Shapes as whole numbers: what of a geometry column can be drawn, why not the rest, and the numbers a page draws from.

Nothing is simplified, closed, repaired or clipped here. Coordinates become whole multiples of 1e-7 degree (at most
6 mm off), and each is written as its step from the one before it. The steps are kept apart from the first vertex of
every ring, longitudes from latitudes, and the steps of small rings from those of large ones, because numbers of one
size compress better side by side: 3.5 bytes a vertex on zones of a field's size, against 4.1 when all are mixed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.mapfile.encode_columns import pack_numbers
from geo.mapfile.sections import Sections

UNITS_PER_DEGREE = 10_000_000
AT_ONCE = 25_000
"""Records whose shapes are made numbers of at once: all their positions are in the memory several times over."""
_SCALES = 64
MERCATOR_LIMIT = 85.0511287798066
"""The latitude where the square world of Web Mercator ends, in degrees."""


# shapely's type numbers are -1 (missing) and 0…7; the page's are 0 (nothing to draw), then GeoJSON's own order.
_PAGE_TYPES = np.array([1, 3, 3, 5, 2, 4, 6, 7], dtype=np.uint8)
_POINT, _LINE, _RING, _POLYGON, _COLLECTION = 0, 1, 2, 3, 7
_SQUARE_CENTIMETRE = 1e-14  # in square degrees, near enough at any latitude that is inhabited


@dataclass(frozen=True)
class Shapes:
    """The geometries of a run of records, flat: a record has parts, a polygon has rings, a ring or line has vertices.

    `types`: per record, 0 where nothing is drawn, else 1 Point, 2 MultiPoint, 3 LineString, 4 MultiLineString,
    5 Polygon, 6 MultiPolygon, 7 GeometryCollection. `parts`: how many, for records of types 2, 4, 6 and 7.
    `members`: 1, 3 or 5 for each part of a collection. `rings`: how many, for each polygon. `lengths`: vertices of
    each line and each ring (a ring's closing vertex is left out; the page puts it back). `firsts`: the first vertex
    of every point, line and ring. `steps`: the steps to the others, those of the finest lines first: `scales` has for
    each line of `lengths` how many bits its longest step takes. Of both the longitudes, then the latitudes. `heights`:
    metres of every vertex, NaN where a vertex has none; None when no vertex has one.
    """

    types: NDArray[np.uint8]
    parts: NDArray[np.int64]
    members: NDArray[np.uint8]
    rings: NDArray[np.int64]
    lengths: NDArray[np.int64]
    firsts: list[NDArray[np.int64]]
    steps: list[NDArray[Any]]
    scales: NDArray[np.uint8]
    heights: NDArray[np.float64] | None


def why_not_drawn(geometries: NDArray[np.object_]) -> NDArray[np.object_]:
    """Say of each geometry (lon, lat) why it cannot be drawn: a reason, or "" where it can.

    `no_area` marks a polygon that encloses nothing; a page lists it and still puts a mark where it lies.

    >>> list(why_not_drawn(shapely.from_wkt(["POINT (45 40)", None, "POINT EMPTY", "POINT (400 40)"])))
    ['', 'no_position', 'empty', 'outside_the_world']
    """
    reasons = np.full(len(geometries), "", dtype=object)
    with np.errstate(invalid="ignore"):
        bounds = shapely.bounds(geometries)
        west, south, east, north = bounds.T
        outside = (west < -180) | (east > 180) | (south < -90) | (north > 90)
        polar = (south > MERCATOR_LIMIT) | (north < -MERCATOR_LIMIT)
    reasons[polar] = "too_near_a_pole"
    reasons[outside] = "outside_the_world"
    for start in range(0, len(geometries), AT_ONCE):
        coordinates, of = shapely.get_coordinates(geometries[start : start + AT_ONCE], return_index=True)
        reasons[start + np.unique(of[~np.isfinite(coordinates).all(axis=1)])] = "not_a_number"
    reasons[shapely.is_empty(geometries)] = "empty"
    reasons[shapely.is_missing(geometries)] = "no_position"
    reasons[_without_area(geometries, reasons == "")] = "no_area"
    return reasons


def _without_area(geometries: NDArray[np.object_], among: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Positions of polygons that enclose nothing. A bow-tie, whose halves cancel out, is not one of them."""
    polygons = np.flatnonzero(among & np.isin(shapely.get_type_id(geometries), (3, 6)))
    slim = polygons[shapely.area(geometries[polygons]) < 10 * _SQUARE_CENTIMETRE]
    return slim[shapely.area(shapely.convex_hull(geometries[slim])) < _SQUARE_CENTIMETRE]


def page_types(geometries: NDArray[np.object_]) -> NDArray[np.uint8]:
    """The type of each geometry as `Shapes.types` has it."""
    kinds = shapely.get_type_id(geometries)
    return np.where(kinds < 0, 0, _PAGE_TYPES[kinds]).astype(np.uint8)


def pack_shapes(geometries: NDArray[np.object_], sections: Sections, units: int = UNITS_PER_DEGREE) -> dict[str, Any]:
    """Write geometries (lon, lat; None where nothing is to be drawn) to a container as numbers, so many units to the
    degree, and say by which numbers its sections are found.

    A collection inside a collection, and a multi-part shape inside one, give their parts to the outer collection.
    """
    runs = _runs(geometries, units)
    # The scales stand before the steps, which a page puts in place as they come.
    names = ("parts", "members", "rings", "lengths", "scales")
    described: dict[str, Any] = {name: sections.ints(*(getattr(run, name) for run in runs)) for name in names}
    for name in ("Lon", "Lat"):
        described[f"first{name}"] = sections.ints(*_from_the_run_before([run.firsts.pop(0) for run in runs]))
        # Popped, since steps are most of what a map is made of, and need not be in the memory twice.
        steps = [np.split(run.steps.pop(0), _ends_of_scales(run)) for run in runs]
        described[f"step{name}"] = sections.ints(*(some for of_scale in zip(*steps, strict=True) for some in of_scale))
        del steps
    heights = [run.heights for run in runs if run.heights is not None]
    if heights:
        described["heights"] = pack_numbers(np.concatenate(heights), sections)
    return described


def _runs(geometries: NDArray[np.object_], units: int) -> list[Shapes]:
    pieces = [geometries[start : start + AT_ONCE] for start in range(0, len(geometries), AT_ONCE)]
    has_height = bool(shapely.has_z(geometries).any()) and any(map(_has_height, pieces))
    return [_flattened(piece, units, has_height=has_height) for piece in pieces or [geometries]]


def _has_height(geometries: NDArray[np.object_]) -> bool:
    return bool(shapely.has_z(_single_parts(geometries)[0]).any())


def _from_the_run_before(firsts: list[NDArray[np.int64]]) -> list[NDArray[np.int64]]:
    """First vertices of runs of records, with the step to each run from where the last line before it begins."""
    last = 0
    for first in firsts:
        if len(first):
            here = int(first.sum())
            first[0] -= last
            last = here
    return firsts


def _ends_of_scales(run: Shapes) -> NDArray[np.int64]:
    """Where among the steps those of each scale end, but for the last."""
    steps = np.bincount(run.scales, weights=run.lengths - 1, minlength=_SCALES).astype(np.int64)
    return np.cumsum(steps)[:-1]


def _flattened(geometries: NDArray[np.object_], units: int, *, has_height: bool) -> Shapes:
    types = page_types(geometries)
    parts, record = _single_parts(geometries)
    part_kinds = shapely.get_type_id(parts)
    several = np.isin(types, (2, 4, 6, 7))
    polygons = np.flatnonzero(part_kinds == _POLYGON)
    rings, ring_of = shapely.get_rings(parts[polygons], return_index=True)
    others = np.flatnonzero(part_kinds != _POLYGON)
    lines = np.concatenate([parts[others], rings])
    # Points, lines and rings by the part they belong to; stable, so that the rings of a polygon keep their order.
    order = np.argsort(np.concatenate([others, polygons[ring_of]]), kind="stable")
    lines = lines[order]
    line_kinds = shapely.get_type_id(lines)
    closed = np.concatenate([np.zeros(len(others), bool), np.ones(len(rings), bool)])[order]
    coordinates, of = shapely.get_coordinates(lines, include_z=has_height, return_index=True)
    lengths = np.bincount(of, minlength=len(lines)).astype(np.int64)
    if closed.any():
        # A ring ends where it begins, which the page knows: its last vertex is not sent.
        closing = (np.cumsum(lengths) - 1)[closed]
        coordinates = np.delete(coordinates, closing, axis=0)
        lengths = lengths - closed
    starts = np.cumsum(lengths) - lengths
    lon_lat = np.rint(coordinates[:, :2] * units).astype(np.int64)
    first_lon, step_lon = _steps(lon_lat[:, 0], starts)
    first_lat, step_lat = _steps(lon_lat[:, 1], starts)
    scales = _scales(np.maximum(np.abs(step_lon), np.abs(step_lat)), lengths - 1)
    # Steps of lines that are alike in size stand together: their high bytes are zero and cost nothing when compressed.
    order = np.argsort(np.repeat(scales, lengths - 1), kind="stable")
    return Shapes(
        types=types,
        parts=np.bincount(record, minlength=len(types))[several].astype(np.int64),
        members=_PAGE_TYPES[part_kinds][types[record] == _COLLECTION],
        rings=np.bincount(ring_of, minlength=len(polygons)).astype(np.int64),
        lengths=lengths[line_kinds != _POINT],
        firsts=[first_lon, first_lat],
        steps=[_narrow(step_lon[order]), _narrow(step_lat[order])],
        scales=scales[line_kinds != _POINT],
        heights=coordinates[:, 2] if has_height else None,
    )


def _narrow(steps: NDArray[np.int64]) -> NDArray[Any]:
    """Steps in half the memory, where none is longer than some 200 degrees."""
    is_short = not len(steps) or max(int(steps.max()), -int(steps.min())) < 2**31
    return steps.astype(np.int32) if is_short else steps


def _single_parts(geometries: NDArray[np.object_]) -> tuple[NDArray[Any], NDArray[np.int64]]:
    """Every point, line and polygon of the geometries, and the record it belongs to; empty parts are left out."""
    there = ~(shapely.is_empty(geometries) | shapely.is_missing(geometries))
    if not (shapely.get_type_id(geometries[there]) > _POLYGON).any():
        return geometries[there], np.flatnonzero(there)
    parts, record = shapely.get_parts(geometries, return_index=True)
    while (shapely.get_type_id(parts) > _POLYGON).any():
        parts, outer = shapely.get_parts(parts, return_index=True)
        record = record[outer]
    there = ~shapely.is_empty(parts)
    return parts[there], record[there]


def _steps(values: NDArray[np.int64], starts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The values at the starts, each as its step from the start before, and the steps between all others."""
    # Neighbours in the file are neighbours on the ground, so that the way from start to start is short as well.
    first = np.diff(values[starts], prepend=0)
    inner = np.ones(len(values), bool)
    inner[starts] = False
    return first, np.diff(values, prepend=0)[inner]


def _scales(steps: NDArray[np.int64], counts: NDArray[np.int64]) -> NDArray[np.uint8]:
    """How many bits the longest step of each line takes; `counts`: how many steps each has, some of them none."""
    scales = np.zeros(len(counts), dtype=np.uint8)
    some = counts > 0
    starts = (np.cumsum(counts) - counts)[some]
    if len(starts):
        scales[some] = np.frexp(np.maximum.reduceat(steps, starts).astype(np.float64))[1]
    return scales
