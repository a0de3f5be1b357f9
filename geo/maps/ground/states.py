"""Where the name of a state may stand: points well inside it, for any part of the map that may be in view.

The ground's boxes are sampled on a grid, and cut into ever smaller cells; in each cell, each state has its point that
lies farthest from other states, from water and from the edge of the cell. Land that is too small for the grid has a
point of its own, and so have records. The sea by a coast is called after its state: an atoll has no room for a name.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.maps.ground import world
from geo.maps.ground.block import State
from geo.maps.ground.world import Box

_SAMPLES = 48
_LEVELS = (1, 2, 4, 8)
_NOBODY = -1
_ASHORE_DEG = 0.2
"""So near to a coast the sea is called after the state: 12 nautical miles, of which a degree of latitude has 60."""
_ROUGH = 0.1  # of a step of the grid, by which an outline may be off where samples are taken
_LEAST_DEG = 0.001

_Floats = NDArray[np.float64]
_Owners = NDArray[np.int64]
_Flags = NDArray[np.bool_]


class _Points(NamedTuple):
    """Where names may stand (x, y in the square of Web Mercator, in degrees of the equator), whose that is, and whether
    it is sea."""

    at: _Floats
    owners: _Owners
    at_sea: _Flags


def states(boxes: Sequence[Box], near: _Floats | None = None) -> list[State]:
    """Give the points for the names of states in some boxes, those on land first, and of these the widest.

    `near`: positions of records (lon, lat), at some of which a name can stand however close one looks.
    """
    found = [one for box in boxes for one in _in_box(box, np.empty((0, 2)) if near is None else near)]
    return [state for _, state in sorted(found, key=lambda one: (one[0], -one[1].reach_deg))]


def _in_box(box: Box, near: _Floats) -> Iterator[tuple[bool, State]]:
    """The points in a box, each with whether it lies at sea."""
    if box == world.WORLD:
        yield from ((False, state) for state in _of_the_world())
        return
    parts, owners = world.countries(box)
    beyond = ~shapely.covers(shapely.box(*box), parts)
    parts[beyond] = shapely.intersection(
        parts[beyond], shapely.box(*box)
    )  # the more corners, the slower all that follows
    inside = ~shapely.is_empty(parts)
    if not inside.any():
        return
    land = _Land(box, shapely.transform(parts[inside], _in_the_square), owners[inside])
    names = world.state_names()
    for points in (land.innermost(), land.too_small(), land.of_records(near)):
        found = zip(_in_degrees(points.at), points.owners, points.at_sea, land.reach(points), strict=True)
        for (lon, lat), owner, is_at_sea, reach in found:
            reach_deg = reach * math.cos(math.radians(lat))
            if owner != _NOBODY and names[owner] and reach_deg > _LEAST_DEG:
                yield bool(is_at_sea), State(float(lon), float(lat), float(reach_deg), names[owner])


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
        yield State(round(float(circle[0, 0]), 2), round(float(circle[0, 1]), 2), round(reach, 2), names[state])


def _in_the_square(lonlat: _Floats) -> _Floats:
    return np.column_stack([lonlat[:, 0], np.degrees(np.arcsinh(np.tan(np.radians(lonlat[:, 1]))))])


def _in_degrees(at: _Floats) -> _Floats:
    return np.column_stack([at[:, 0], np.degrees(np.arctan(np.sinh(np.radians(at[:, 1]))))])


class _Land:
    """The states in a box, and samples of whose land and sea lies where."""

    def __init__(self, box: Box, parts: NDArray[np.object_], owners: _Owners) -> None:
        self.box, self.parts, self.owners = box, parts, owners
        self.edges = shapely.box(*_in_the_square(np.array(box).reshape(2, 2)).ravel())
        lon, lat = (start + (np.arange(_SAMPLES) + 0.5) / _SAMPLES * (end - start) for start, end in self._spans)
        self.samples = _in_the_square(np.column_stack([one.ravel() for one in np.meshgrid(lon, lat)]))
        west, south, east, north = self.edges.bounds
        self.step = max(east - west, north - south) / _SAMPLES
        rough = shapely.simplify(parts, _ROUGH * self.step)
        inside, part = shapely.STRtree(rough).query(shapely.points(self.samples), predicate="intersects")
        self.sampled = np.full(len(self.samples), _NOBODY, dtype=np.int64)
        self.sampled[inside] = owners[part]
        self.at_sea = self.sampled == _NOBODY
        self.missed = np.setdiff1d(np.arange(len(parts)), part)
        self.middles = shapely.get_coordinates(shapely.point_on_surface(parts[self.missed]))
        self._give_the_sea()

    @property
    def _spans(self) -> tuple[tuple[float, float], tuple[float, float]]:
        west, south, east, north = self.box
        return (west, east), (south, north)

    def _give_the_sea(self) -> None:
        """Give samples at sea to the state whose land is nearest, as far as that is near."""
        ashore = np.concatenate([self.samples[~self.at_sea], self.middles])
        owners = np.concatenate([self.sampled[~self.at_sea], self.owners[self.missed]])
        at_sea = self.samples[self.at_sea]
        if not len(ashore) or not len(at_sea):
            return
        which, nearest, away = _nearest(at_sea, np.asarray(shapely.points(ashore)))
        near = away <= np.maximum(1.5 * self.step, self._ashore(at_sea[which]))
        self.sampled[np.flatnonzero(self.at_sea)[which[near]]] = owners[nearest[near]]

    def _ashore(self, at: _Floats) -> _Floats:
        """How far from land the sea is called after it, in the square."""
        return _ASHORE_DEG * np.cosh(np.radians(at[:, 1]))

    def innermost(self) -> _Points:
        """The points of each state that lie most inside of it in each of ever smaller cells: on its land, and where it
        has more room there, at sea."""
        on_land = np.where(self.at_sea, _NOBODY, self.sampled)

        found = [*_innermost_in_cells(on_land), *(at for at in _innermost_in_cells(self.sampled) if self.at_sea[at])]
        chosen = np.array(list(dict.fromkeys(found)), dtype=np.intp)
        return _Points(self.samples[chosen], self.sampled[chosen], self.at_sea[chosen])

    def too_small(self) -> _Points:
        """The middles of land that no sample lies on: of each state the largest one in each cell that has no other."""
        owners = self.owners[self.missed]
        keys = list(zip(self._cells(_in_degrees(self.middles)).tolist(), owners.tolist(), strict=True))
        on_land = np.flatnonzero(~self.at_sea)
        cells = self._cells(_in_degrees(self.samples[on_land]))
        taken = set(zip(cells.tolist(), self.sampled[on_land].tolist(), strict=True))
        chosen = []
        for at in np.argsort(-shapely.area(self.parts[self.missed]), kind="stable"):
            if keys[at] not in taken:
                taken.add(keys[at])
                chosen.append(at)
        return _Points(self.middles[chosen], owners[chosen], np.zeros(len(chosen), dtype=bool))

    def of_records(self, near: _Floats) -> _Points:
        """The first record of each cell."""
        west, south, east, north = self.box
        lon, lat = near.T
        inside = near[(lon > west) & (lon < east) & (lat > south) & (lat < north)]
        at = _in_the_square(inside[np.unique(self._cells(inside), return_index=True)[1]])
        owners = np.full(len(at), _NOBODY, dtype=np.int64)
        which, part, away = _nearest(at, self.parts)
        owners[which] = np.where(away <= self._ashore(at[which]), self.owners[part], _NOBODY)
        return _Points(at, owners, np.isin(np.arange(len(at)), which[away > 0]))

    def _cells(self, lonlat: _Floats) -> _Owners:
        """The number of the smallest cell that each position lies in."""
        cell = np.zeros(len(lonlat), dtype=np.int64)
        for along, (start, end) in zip(lonlat.T, self._spans, strict=True):
            cell = cell * _LEVELS[-1] + ((along - start) / (end - start) * _LEVELS[-1]).astype(np.int64)
        return cell

    def reach(self, points: _Points) -> _Floats:
        """How far around points nothing but their state is, its sea counted, in the square."""
        at = points.at
        reach = np.asarray(shapely.distance(shapely.points(at), self.edges.exterior))
        for state in np.unique(points.owners).tolist():
            own = points.owners == state
            to_others = _away(at[own], self.parts[self.owners != state])
            elsewhere = self.at_sea & (self.sampled != state)
            to_their_sea = _away(at[own], np.asarray(shapely.points(self.samples[elsewhere]))) - self.step / 2
            # Of land no foreign land can be nearer than halfway, nor the open sea than the sea by the coast is wide.
            at_least = np.where(points.at_sea[own], 0.0, np.minimum(to_others / 2, self._ashore(at[own])))
            reach[own] = np.minimum.reduce([reach[own], to_others, np.maximum(at_least, to_their_sea)])
            # Whose the sea between two states is, is not for a map to say.
            is_between = points.at_sea[own] & (to_others < 2 * _away(at[own], self.parts[self.owners == state]))
            reach[own] = np.where(is_between, 0.0, reach[own])
        return reach


def _nearest(at: _Floats, shapes: NDArray[np.object_]) -> tuple[NDArray[np.intp], NDArray[np.intp], _Floats]:
    """The indices of points, which shape is nearest to each, and how far away it is."""
    (which, shape), away = shapely.STRtree(shapes).query_nearest(
        shapely.points(at), return_distance=True, all_matches=False
    )
    return which, shape, away


def _away(at: _Floats, shapes: NDArray[np.object_]) -> _Floats:
    """How far each point is from the nearest shape; infinitely far where there is none."""
    return _nearest(at, shapes)[2] if len(shapes) else np.full(len(at), np.inf)


def _innermost_in_cells(owner: _Owners) -> Iterator[int]:
    """The indices of the innermost samples of each state in each cell."""
    grid = owner.reshape(_SAMPLES, _SAMPLES)
    for cells in _LEVELS:
        size = _SAMPLES // cells
        for row in range(0, _SAMPLES, size):
            for column in range(0, _SAMPLES, size):
                cell = grid[row : row + size, column : column + size]
                for state in np.unique(cell[cell != _NOBODY]).tolist():
                    down, right = _innermost(cell == state)
                    yield (row + down) * _SAMPLES + column + right


def _innermost(inside: _Flags) -> tuple[int, int]:
    """The place that lies farthest from any outside."""
    left = np.pad(inside, 1)
    while left.any():
        last, left = left, np.zeros_like(left)
        left[1:-1, 1:-1] = last[1:-1, 1:-1] & last[:-2, 1:-1] & last[2:, 1:-1] & last[1:-1, :-2] & last[1:-1, 2:]
    rows, columns = np.nonzero(last)
    middle = np.argmin(np.hypot(rows - rows.mean(), columns - columns.mean()))
    return int(rows[middle]) - 1, int(columns[middle]) - 1
