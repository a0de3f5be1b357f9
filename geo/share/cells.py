"""Hazards shown larger than they are: the cells of a fixed grid of the world that a shape touches.

Cells only ever enlarge: `original.difference(shown)` is empty, on the very coordinates that a map file holds, because
the edges of cells are whole multiples of 1e-7 degree. The grid is the same for everybody and for ever, so that two
editions of one hazard cannot be intersected to narrow it down; a hull with a margin can be undone to some metres.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate

from geo.analysis.faces import filled
from geo.crs import destination
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE

METRES_PER_DEGREE = 111_320
"""Of latitude, about; what counts is that it never changes."""
_MOST_CELLS = 4_000_000
_CIRCLE = 32
_FEW = 64


def cells(geometries: Any, size_m: float, *, accuracy_m: Any = None) -> NDArray[np.object_]:
    """Give for each geometry (lon, lat) the union of the cells that it touches; None and empty ones stay as they are.

    `size_m`: the side of a cell, metres of latitude; eastward it is between that and a quarter more. `accuracy_m`: how
    far off each may be; the cells cover the circle round it too. An outline that crosses itself counts with all of its
    faces. A shape that would take more than four million cells is shown as the box of cells round it, one that is
    not wholly on Earth has none.

    >>> point = shapely.Point(46.9, 40)
    >>> (shown,) = cells([point], 1000)
    >>> shown.covers(point), round((shown.bounds[3] - shown.bounds[1]) * METRES_PER_DEGREE)
    (True, 1000)
    """
    shapes = np.array(geometries, dtype=object)
    reach = np.zeros(len(shapes)) if accuracy_m is None else np.nan_to_num(np.asarray(accuracy_m, dtype=np.float64))
    step = _step(size_m)
    found = np.full(len(shapes), None, dtype=object)
    for index, shape in enumerate(shapes):
        shape = _finite(shape)
        if shape is None or shape.is_empty:
            found[index] = shape
        elif _is_beyond(shape):
            found[index] = None
        else:
            found[index] = _touched(_with_reach(filled(shapely.force_2d(shape)), float(reach[index])), step)
    return found


def inner_cells(geometries: Any, size_m: float) -> NDArray[np.object_]:
    """Give for each geometry (lon, lat) the union of the cells that lie wholly within it; None where there is none.

    The opposite of `cells`, for land that is released: it may be shown smaller, and never larger. What an outline that
    crosses itself encloses is in doubt, so it has none.
    """
    shapes = np.array(geometries, dtype=object)
    step = _step(size_m)
    found = np.full(len(shapes), None, dtype=object)
    for index, shape in enumerate(shapes):
        if shape is not None and shapely.get_dimensions(shape) == 2 and shapely.is_valid(shape):
            flat = shapely.force_2d(shape)
            grid = _around(flat, step)
            if grid is not None:
                boxes = _boxes(*grid)
                shapely.prepare(flat)
                within = _union(grid, boxes, shapely.covers(flat, boxes))
                found[index] = None if within.is_empty else within
    return found


def _is_beyond(shape: Any) -> bool:
    """Whether any of a shape is not on Earth; no map draws it, and cells would draw what of it is."""
    west, south, east, north = shapely.bounds(shape)
    return bool(west < -180 or east > 180 or south < -90 or north > 90)


def _finite(shape: Any) -> Any:
    """The shape; of one with corners that are no numbers the hull of the others, and None where there are none."""
    if shape is None:
        return None
    corners = shapely.get_coordinates(shape)
    are_finite = np.isfinite(corners).all(axis=1)
    if are_finite.all():
        return shape
    return shapely.convex_hull(shapely.multipoints(corners[are_finite])) if are_finite.any() else None


def _step(size_m: float) -> int:
    step = round(size_m / METRES_PER_DEGREE * UNITS_PER_DEGREE)
    if step < 1:
        raise ValueError("A cell has a side of at least a metre.")
    return step


def _with_reach(shape: Any, reach_m: float) -> Any:
    """A shape with a circle round each of its corners, so that their hull holds all that is within reach of it."""
    if reach_m <= 0:
        return shape
    corners = shapely.get_coordinates(shapely.convex_hull(shape))
    # A polygon outside its circle: its sides touch it.
    outer = reach_m / np.cos(np.pi / _CIRCLE)
    bearings = np.tile(np.linspace(0, 360, _CIRCLE, endpoint=False), len(corners))
    around = np.repeat(corners, _CIRCLE, axis=0)
    lon, lat = destination(around[:, 0], around[:, 1], bearings, np.full(len(bearings), outer))[:2]
    # Across the 180th meridian it goes on: a hull from one edge of the world to the other would be all between.
    lon = around[:, 0] + (lon - around[:, 0] + 180) % 360 - 180
    return shapely.convex_hull(shapely.multipoints(np.column_stack([lon, lat])))


def _touched(shape: Any, step: int) -> Any:
    """The cells of a shape; what of it lies beyond the 180th meridian is on the other side of the world."""
    west, _, east, _ = shapely.bounds(shape)
    turns = [0.0, *([-360.0] if east > 180 else []), *([360.0] if west < -180 else [])]
    if len(turns) == 1:
        return _touched_here(shape, step)
    return shapely.union_all([_touched_here(translate(shape, turn), step) for turn in turns])


def _touched_here(shape: Any, step: int) -> Any:
    grid = _around(shape, step)
    if grid is None:
        return _box(shape, step)
    boxes = _boxes(*grid)
    shapely.prepare(shape)
    return _union(grid, boxes, shapely.intersects(shape, boxes))


def _union(grid: NDArray[np.int64], boxes: NDArray[np.object_], chosen: NDArray[np.bool_]) -> Any:
    """The union of cells; of many, those beside one another in a row are one box first, which is ten times as fast."""
    at = np.flatnonzero(chosen)
    if len(at) <= _FEW:
        return shapely.union_all(boxes[at])
    west, east, south, north = grid
    goes_on = (np.diff(at) == 1) & (south[at[1:]] == south[at[:-1]])
    first, last = at[np.r_[True, ~goes_on]], at[np.r_[~goes_on, True]]
    return shapely.union_all(_boxes(west[first], east[last], south[first], north[first]))


def _around(shape: Any, step: int) -> NDArray[np.int64] | None:
    """Every cell of the bounds of a shape and of a margin round them, row by row: west, east, south and north in units.

    None where these are too many.
    """
    west, south, east, north = np.asarray(shapely.bounds(shape)) * UNITS_PER_DEGREE
    rows = np.arange(int(np.floor(south / step)) - 1, int(np.ceil(north / step)) + 2)
    wide = np.array([_width(row, step) for row in rows.tolist()])
    first, last = np.floor(west / wide).astype(np.int64) - 1, np.ceil(east / wide).astype(np.int64) + 2
    counts = last - first
    if counts.sum() > _MOST_CELLS:
        return None
    at = np.repeat(np.arange(len(rows)), counts)
    column = np.arange(len(at)) - np.repeat(np.cumsum(counts) - counts, counts) + first[at]
    grid = np.stack([column * wide[at], (column + 1) * wide[at], rows[at] * step, (rows[at] + 1) * step])
    is_on_earth = (grid[0] < 180 * UNITS_PER_DEGREE) & (grid[1] > -180 * UNITS_PER_DEGREE)
    return np.asarray(grid[:, is_on_earth])


@lru_cache(maxsize=65_536)
def _width(row: int, step: int) -> int:
    """How many units a cell of a row is wide: a multiple of a quarter of its height, by the latitude's whole degree."""
    latitude = np.floor(row * step / UNITS_PER_DEGREE) + 0.5
    return step * max(4, round(4 / max(float(np.cos(np.radians(latitude))), 0.05))) // 4


def _box(shape: Any, step: int) -> Any:
    west, south, east, north = np.asarray(shapely.bounds(shape)) * UNITS_PER_DEGREE
    low, high = int(np.floor(south / step)) - 1, int(np.ceil(north / step)) + 1
    return _boxes(
        np.array([np.floor(west / step) - 1]) * step,
        np.array([np.ceil(east / step) + 1]) * step,
        low * step,
        high * step,
    )[0]


def _boxes(west: Any, east: Any, south: Any, north: Any) -> NDArray[np.object_]:
    """Boxes of whole units; the world ends at 180° and 90°, and no cell goes on behind."""
    half, quarter = 180 * UNITS_PER_DEGREE, 90 * UNITS_PER_DEGREE
    sides = np.maximum(west, -half), np.maximum(south, -quarter), np.minimum(east, half), np.minimum(north, quarter)
    return np.asarray(shapely.box(*(side / UNITS_PER_DEGREE for side in sides)), dtype=object)
