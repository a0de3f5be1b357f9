"""Where the name of a state may stand: points well inside it, for any part of the map that may be in view.

The ground's boxes are sampled on a grid, and cut into ever smaller cells; in each cell, each state has its point that
lies farthest from other states, from water and from the edge of the cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground import world
from geo.maps.ground.block import State
from geo.maps.ground.world import Box

_SAMPLES = 48
_LEVELS = (1, 2, 4, 8)
_NOBODY = -1


def states(boxes: Sequence[Box]) -> list[State]:
    """Give the points for the names of states in some boxes, the widest first."""
    return sorted((state for box in boxes for state in _in_box(box)), key=lambda state: -state.reach_deg)


def _in_box(box: Box) -> Iterator[State]:
    if box == world.WORLD:
        yield from _of_the_world()
        return
    lon, lat, owner = _sampled(box)
    names = world.state_names()
    seen: set[tuple[int, int]] = set()
    for cells in _LEVELS:
        size = _SAMPLES // cells
        for row in range(0, _SAMPLES, size):
            for column in range(0, _SAMPLES, size):
                cell = owner[row : row + size, column : column + size]
                for state in np.unique(cell[cell != _NOBODY]).tolist():
                    at, steps = _innermost(cell == state)
                    index = (row + at[0], column + at[1])
                    if index in seen or not names[state]:
                        continue
                    seen.add(index)
                    reach = steps * (box.north - box.south) / _SAMPLES
                    yield State(float(lon[index[1]]), float(lat[index[0]]), float(reach), names[state])


def _of_the_world() -> Iterator[State]:
    """Each state once, at the middle of the largest circle in its largest part."""
    parts, owners = world.countries()
    names = world.state_names()
    areas = shapely.area(parts)
    for state in np.unique(owners).tolist():
        if not names[state]:
            continue
        own = np.flatnonzero(owners == state)
        largest = shapely.get_parts(parts[own[np.argmax(areas[own])]])
        largest = largest[np.argmax(shapely.area(largest))]
        circle = shapely.get_coordinates(shapely.maximum_inscribed_circle(shapely.simplify(largest, 0.02), 0.1))
        reach = float(np.hypot(*(circle[1] - circle[0])))
        yield State(float(circle[0, 0]), float(circle[0, 1]), reach, names[state])


def _sampled(box: Box) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Longitudes, latitudes, and for each of their crossings the index of the state that it lies in."""
    lon = box.west + (np.arange(_SAMPLES) + 0.5) * (box.east - box.west) / _SAMPLES
    lat = box.south + (np.arange(_SAMPLES) + 0.5) * (box.north - box.south) / _SAMPLES
    parts, owners = world.countries(box)
    beyond = ~shapely.covers(shapely.box(*box), parts)
    parts[beyond] = shapely.intersection(parts[beyond], shapely.box(*box))  # the more corners, the slower the query
    points = np.asarray(shapely.points(*np.meshgrid(lon, lat))).ravel()
    inside, part = shapely.STRtree(parts).query(points, predicate="intersects")
    owner = np.full(len(points), _NOBODY, dtype=np.int64)
    owner[inside] = owners[part]
    return lon, lat, owner.reshape(_SAMPLES, _SAMPLES)


def _innermost(inside: NDArray[np.bool_]) -> tuple[tuple[int, int], int]:
    """The cell that lies farthest from any outside, and how many steps it is away."""
    left, steps = np.pad(inside, 1), 0
    last = left
    while left.any():
        last, steps = left, steps + 1
        left = left & np.roll(left, 1, 0) & np.roll(left, -1, 0) & np.roll(left, 1, 1) & np.roll(left, -1, 1)
    rows, columns = np.nonzero(last)
    middle = np.argmin(np.hypot(rows - rows.mean(), columns - columns.mean()))
    return (int(rows[middle]) - 1, int(columns[middle]) - 1), steps
