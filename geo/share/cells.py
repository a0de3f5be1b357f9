"""Hazards shown larger than they are: the cells of a fixed grid of the world that a shape touches.

Cells only ever enlarge: `original.difference(shown)` is empty, on the very coordinates that a map file holds, because
the edges of cells are whole multiples of 1e-7 degree. The grid is the same for everybody and for ever, so that two
editions of one hazard cannot be intersected to narrow it down; a hull with a margin can be undone to some metres.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.analysis.faces import filled
from geo.crs import destination
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE

METRES_PER_DEGREE = 111_320
"""Of latitude, about; what counts is that it never changes."""
_MOST_CELLS = 4_000_000
_CIRCLE = 32


def cells(geometries: Any, size_m: float, *, accuracy_m: Any = None) -> NDArray[np.object_]:
    """Give for each geometry (lon, lat) the union of the cells that it touches; None and empty ones stay as they are.

    `size_m`: the side of a cell, metres of latitude; eastward it is between that and a quarter more. `accuracy_m`: how
    far off each may be; the cells cover the circle round it too. An outline that crosses itself counts with all of its
    faces. A shape that would take more than four million cells is shown as the box of cells round it.

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
            every = _around(flat, step)
            if every is not None:
                shapely.prepare(flat)
                within = shapely.union_all(every[shapely.covers(flat, every)])
                found[index] = None if within.is_empty else within
    return found


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
    return shapely.convex_hull(shapely.multipoints(np.column_stack([lon, lat])))


def _touched(shape: Any, step: int) -> Any:
    every = _around(shape, step)
    if every is None:
        return _box(shape, step)
    shapely.prepare(shape)
    return shapely.union_all(every[shapely.intersects(shape, every)])


def _around(shape: Any, step: int) -> NDArray[np.object_] | None:
    """Every cell of the bounds of a shape and of a margin round them; None where these are too many."""
    west, south, east, north = np.asarray(shapely.bounds(shape)) * UNITS_PER_DEGREE
    rows = np.arange(int(np.floor(south / step)) - 1, int(np.ceil(north / step)) + 2)
    boxes = []
    count = 0
    for row in rows.tolist():
        wide = _width(row, step)
        first, last = int(np.floor(west / wide)) - 1, int(np.ceil(east / wide)) + 2
        count += last - first
        if count > _MOST_CELLS:
            return None
        columns = np.arange(first, last)
        boxes.append(_boxes(columns * wide, (columns + 1) * wide, row * step, (row + 1) * step))
    return np.concatenate(boxes)


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


def _boxes(west: Any, east: Any, south: int, north: int) -> NDArray[np.object_]:
    """Boxes of whole units; the world ends at 180° and 90°, and no cell goes on behind."""
    half, quarter = 180 * UNITS_PER_DEGREE, 90 * UNITS_PER_DEGREE
    return np.asarray(
        shapely.box(
            np.clip(west, -half, half) / UNITS_PER_DEGREE,
            max(south, -quarter) / UNITS_PER_DEGREE,
            np.clip(east, -half, half) / UNITS_PER_DEGREE,
            min(north, quarter) / UNITS_PER_DEGREE,
        ),
        dtype=object,
    )
