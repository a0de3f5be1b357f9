"""Where most records lie, and which groups lie apart.

Records are put into square cells, and cells that touch become groups. The largest group is the crowd, and every other
group that is large enough to be a district of its own joins it, so that data of two districts have no outliers. What
is left over stands apart. Medians and quartiles decide, never means: one position on the other side of the earth
moves a mean and does not move a median.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.checks.view import Floats, Indexes

CROWD_SHARE = 0.05
CROWD_COUNT = 10
_METRES_PER_DEGREE = 111_195.0


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
    spots, spot_of = distinct(lonlat[known])
    spread = _spread_degrees(spots, 0.5)
    # Cells large enough for the districts of a country to touch, and small enough to keep a slip apart from them.
    cell = float(np.clip(spread / 2, 0.25, 2.0))
    group = _groups(np.floor(spots / cell).astype(np.int64))[spot_of]
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
        self._lonlat = distinct(lonlat)[0]
        self.spread_m = _spread_degrees(self._lonlat, 0.75) * _METRES_PER_DEGREE
        self._tree = shapely.STRtree(np.asarray(shapely.points(self._lonlat)))

    def distance_m(self, lonlat: Floats) -> Floats:
        """Metres from each place (lon, lat) to the crowd; infinite for what is nowhere on the earth.

        The nearest is looked up in degrees and then measured on the ellipsoid, so far from the equator the answer can
        be a little too long; it is compared with distances of a hundred kilometres and more.
        """
        distances = np.full(len(lonlat), np.inf)
        usable = np.flatnonzero((np.abs(lonlat[:, 0]) <= 180) & (np.abs(lonlat[:, 1]) <= 90))
        if len(usable):
            own, nearest = self._tree.query_nearest(shapely.points(lonlat[usable]), all_matches=False)
            start, end = lonlat[usable[own]], self._lonlat[nearest]
            distances[usable[own]] = crs.distance_m(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
        return distances


def _spread_degrees(spots: Floats, share: float) -> float:
    """How far that share of the places lies from the median place, in degrees of latitude."""
    away = spots - np.median(spots, axis=0)
    away[:, 0] *= np.cos(np.radians(spots[:, 1]))
    return float(np.quantile(np.hypot(*away.T), share))


def _groups(cells: NDArray[np.int64]) -> NDArray[np.intp]:
    """The number of the group of touching cells (corners count) that each cell belongs to."""
    unique, index = distinct(cells)
    numbers = {(int(x), int(y)): number for number, (x, y) in enumerate(unique)}
    group = np.full(len(unique), -1, dtype=np.intp)
    count = 0
    for start in range(len(unique)):
        if group[start] >= 0:
            continue
        group[start], waiting = count, [start]
        while waiting:
            for number in _neighbours(unique[waiting.pop()], numbers):
                if group[number] < 0:
                    group[number] = count
                    waiting.append(number)
        count += 1
    return group[index]


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
    numbers = np.empty(len(pairs), dtype=np.intp)
    numbers[order] = np.cumsum(is_new) - 1
    return ordered[is_new], numbers


def _neighbours(cell: NDArray[np.int64], numbers: dict[tuple[int, int], int]) -> list[int]:
    x, y = int(cell[0]), int(cell[1])
    near = ((x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
    return [numbers[each] for each in near if each in numbers]
