"""Where most records lie, and which groups lie apart.

Records are put into square cells, and cells that touch become groups. The largest group is the crowd, and every other
group that is large enough to be a district of its own joins it, so that data of two districts have no outliers. What
is left over stands apart. Medians and quartiles decide, never means: one position on the other side of the earth
moves a mean and does not move a median.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.checks.view import Floats, Indexes

CROWD_SHARE = 0.05
CROWD_COUNT = 10
_METRES_PER_DEGREE = 111_195.0
_RUN = 64
"""Places in one box of the tree: a tree of single places takes 200 bytes for each."""
_BANDS_PER_DEGREE = 8
_AT_ONCE = 10_000
_FARTHEST_CELL = 2**30


@dataclass
class Groups:
    """Records by the group they lie in, the largest group first: places in the layer of each group's members.

    `cell_m`: the side of a cell; `spread_m`: how far half of the distinct places lie from their middle.
    """

    members: list[Indexes]
    cell_m: float
    spread_m: float

    @property
    def total(self) -> int:
        """How many records have a place."""
        return sum(len(each) for each in self.members)

    def is_crowd(self, number: int) -> bool:
        """Whether a group is large enough to be a district of its own, and no slip."""
        return len(self.members[number]) >= max(CROWD_COUNT, CROWD_SHARE * self.total)


def gather(lonlat: Floats) -> Groups | None:
    """Group places (lon, lat; NaN where there is none); None when no three records lie together.

    >>> village = np.array([[46.80, 39.60], [46.81, 39.61], [46.82, 39.60], [-46.80, 39.60]])
    >>> [each.tolist() for each in gather(village).members]
    [[0, 1, 2], [3]]
    """
    known = np.flatnonzero(~np.isnan(lonlat).any(axis=1))
    if len(known) < 3:
        return None
    spots, spot_of = distinct(_together(lonlat if len(known) == len(lonlat) else lonlat[known]))
    spread = _spread_degrees(spots, 0.5)
    # Cells large enough for the districts of a country to touch, and small enough to keep a slip apart from them.
    cell = float(np.clip(spread / 2, 0.25, 2.0))
    codes = _cells(spots, cell)
    del spots
    group = _groups(codes)[spot_of]
    sizes = np.bincount(group)
    order = np.argsort(-sizes, kind="stable")
    if sizes[order[0]] < 3:
        return None
    # Sorted by group, the members of each lie together; the sizes tell where the next one begins.
    by_group = np.split(known[np.argsort(group, kind="stable")], np.cumsum(sizes)[:-1])
    return Groups([by_group[each] for each in order], cell * _METRES_PER_DEGREE, spread * _METRES_PER_DEGREE)


class Crowd:
    """The places that lie together, and how far another place is from the nearest of them.

    `spread_m`: how far three quarters of them lie from their middle.
    """

    def __init__(self, lonlat: Floats) -> None:
        self._middle = _middle(lonlat)
        self._lonlat = distinct(_together(lonlat))[0]
        self.spread_m = _spread_degrees(self._lonlat, 0.75) * _METRES_PER_DEGREE

    def distance_m(self, lonlat: Floats) -> Floats:
        """Metres from each place (lon, lat) to the crowd; infinite for what is nowhere on the earth.

        The nearest is looked up in degrees and then measured on the ellipsoid, so far from the equator the answer can
        be a little too long; it is compared with distances of a hundred kilometres and more.
        """
        distances = np.full(len(lonlat), np.inf)
        usable = np.flatnonzero((np.abs(lonlat[:, 0]) <= 180) & (np.abs(lonlat[:, 1]) <= 90))
        for begin in range(0, len(usable), _AT_ONCE):
            some = usable[begin : begin + _AT_ONCE]
            start = _turned(lonlat[some], self._middle)
            end = self._nearest(start)
            distances[some] = crs.distance_m(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
        return distances

    @cached_property
    def _runs(self) -> tuple[Floats, shapely.STRtree]:
        """The places from west to east in bands of latitude, and the boxes of each `_RUN` of them."""
        bands = np.floor(self._lonlat[:, 1] * _BANDS_PER_DEGREE)
        spots = self._lonlat[np.lexsort((self._lonlat[:, 0], bands))]
        starts = np.arange(0, len(spots), _RUN)
        low, high = np.minimum.reduceat(spots, starts), np.maximum.reduceat(spots, starts)
        return spots, shapely.STRtree(np.asarray(shapely.box(*low.T, *high.T)))

    def _nearest(self, lonlat: Floats) -> Floats:
        """The nearest of the crowd, in degrees: of the nearest box, or of another one that is not farther than that."""
        spots, tree = self._runs
        points = np.asarray(shapely.points(lonlat))
        found = _nearest_in(spots, lonlat, *tree.query_nearest(points, all_matches=False))
        within = np.hypot(*(found - lonlat).T) * (1 + 1e-9)
        return _nearest_in(spots, lonlat, *tree.query(points, predicate="dwithin", distance=within))


def _middle(lonlat: Floats) -> float:
    """The longitude in the middle of some places: that of one of them."""
    return float(np.partition(lonlat[:, 0], len(lonlat) // 2)[len(lonlat) // 2])


def _together(lonlat: Floats) -> Floats:
    """Places on both sides of the 180th meridian beside one another: those on the other side go beyond ±180°."""
    return _turned(lonlat, _middle(lonlat))


def _turned(lonlat: Floats, middle: float) -> Floats:
    """Places on the earth by a turn to the east or west where that brings them nearer to a middle."""
    lon = lonlat[:, 0]
    across = (np.abs(lon - middle) > 180) & (np.abs(lon) <= 180)
    if not across.any():
        return lonlat
    turned = lonlat.copy()
    turned[across, 0] = crs.turned_to(middle, lon[across])
    return turned


def _nearest_in(spots: Floats, lonlat: Floats, own: Indexes, runs: Indexes) -> Floats:
    """For each place the nearest spot of those in its runs: `own` are places, rising, each with at least one run."""
    by_own = np.argsort(own, kind="stable")
    own, runs = own[by_own], runs[by_own]
    counts = np.minimum(_RUN, len(spots) - runs * _RUN)
    at = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(runs * _RUN, counts)
    whose = np.repeat(own, counts)
    away = np.hypot(*(spots[at] - lonlat[whose]).T)
    first = np.lexsort((away, whose))
    nearest: Floats = spots[at[first[np.searchsorted(whose[first], np.arange(len(lonlat)))]]]
    return nearest


def _spread_degrees(spots: Floats, share: float) -> float:
    """How far that share of the places lies from the median place, in degrees of latitude."""
    lon, lat = (np.median(spots[:, axis]) for axis in (0, 1))
    away = np.empty(len(spots))
    for some in _blocks(len(spots)):
        x, y = spots[some].T
        away[some] = np.hypot((x - lon) * np.cos(np.radians(y)), y - lat)
    return float(np.quantile(away, share, overwrite_input=True))


def _cells(spots: Floats, side: float) -> NDArray[np.int64]:
    """One number for the square cell of each place; numbers rise from west to east, and then from south to north."""
    codes = np.empty(len(spots), dtype=np.int64)
    for some in _blocks(len(spots)):
        x, y = np.clip(np.floor(spots[some] / side), -_FARTHEST_CELL, _FARTHEST_CELL - 1).astype(np.int64).T
        codes[some] = x * 2 * _FARTHEST_CELL + y + _FARTHEST_CELL
    return codes


def _blocks(size: int) -> Iterator[slice]:
    """Some places at once, so that what is calculated on the way needs little room."""
    return (slice(start, start + 1_000_000) for start in range(0, size, 1_000_000))


def _groups(codes: NDArray[np.int64]) -> NDArray[np.intp]:
    """The number of the group of touching cells (corners count) that each cell belongs to."""
    unique = np.unique(codes)
    cells = np.column_stack([unique // (2 * _FARTHEST_CELL), unique % (2 * _FARTHEST_CELL)])
    numbers = {(int(x), int(y)): number for number, (x, y) in enumerate(cells)}
    group = np.full(len(unique), -1, dtype=np.intp)
    count = 0
    for start in range(len(unique)):
        if group[start] >= 0:
            continue
        group[start], waiting = count, [start]
        while waiting:
            for number in _neighbours(cells[waiting.pop()], numbers):
                if group[number] < 0:
                    group[number] = count
                    waiting.append(number)
        count += 1
    return group[np.searchsorted(unique, codes)]


def distinct(pairs: NDArray[Any]) -> tuple[NDArray[Any], NDArray[np.intp]]:
    """Give each pair of numbers once, in their order, and for each row given the place of its pair.

    numpy compares rows as bytes of any kind, which takes five times as long as to sort by two columns.

    >>> distinct(np.array([[2, 1], [1, 5], [2, 1]]))[0].tolist()
    [[1, 5], [2, 1]]
    """
    order = np.lexsort((pairs[:, 1], pairs[:, 0]))
    ordered = pairs[order]
    is_new = np.ones(len(pairs), dtype=bool)
    is_new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    ordered = ordered[is_new]
    counted = np.cumsum(is_new)
    counted -= 1
    numbers = np.empty(len(pairs), dtype=np.intp)
    numbers[order] = counted
    return ordered, numbers


def _neighbours(cell: NDArray[np.int64], numbers: dict[tuple[int, int], int]) -> list[int]:
    x, y = int(cell[0]), int(cell[1])
    near = ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return [numbers[each] for each in near if each in numbers]
