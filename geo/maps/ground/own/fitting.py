"""What of a file goes into a map: everything near records, and farther away what one finds one's way by.

The most important first, until the room is used up; of a kind that does not fit, what lies nearest to records. Lines
lose vertices that cannot be seen; away from records more of them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.findings.counting import counted
from geo.mapfile.sections import Sections, pack
from geo.maps.ground.block import pack_parts
from geo.maps.ground.own.parts import KINDS, METRES_PER_DEGREE, NEAR_M, Own, Part

MOST_BYTES = 3_000_000 * 3 // 4  # which are 3 MB as base64
_SPECK_DEG = 1e-6
_OFF_LINE_DEG = 1.5e-5, 1e-4  # near records and elsewhere


class Fitted(NamedTuple):
    """What has found room, and sentences about what has not."""

    parts: dict[str, Part]
    left_out: list[str]


def fitted(own: Own, near: NDArray[np.float64], room: int = MOST_BYTES) -> Fitted:
    """Choose of a file what goes into a map.

    `near`: bounds (west, south, east, north) of what its surroundings are wanted of in full. `room`: bytes.
    """
    surroundings = _Surroundings(near)
    parts: dict[str, Part] = {}
    short: list[str] = []
    for kind in sorted(own.parts, key=list(KINDS).index):
        wanted, reach = surroundings.wanted(_drawable(own.parts[kind]), KINDS[kind].far_from)
        if not len(wanted.shapes):
            continue
        kept = _first_that_fit(kind, wanted, reach, room)
        room -= _size(kind, kept) if len(kept.shapes) else 0
        if len(kept.shapes):
            parts[kind] = kept
        if len(kept.shapes) < len(wanted.shapes):
            short.append(f"{len(wanted.shapes) - len(kept.shapes):,} of {len(wanted.shapes):,} {KINDS[kind].several}")
    return Fitted(parts, short)


def told(parts: dict[str, Part]) -> str:
    """Count what has found room.

    >>> told({"rail": Part(np.array([shapely.Point(0, 0)], dtype=object), [{}])})
    '1 railway'
    """
    return ", ".join(counted(len(part.shapes), KINDS[kind].one, KINDS[kind].several) for kind, part in parts.items())


class _Surroundings:
    """What is near records, as boxes on a plane that is true enough over a few kilometres."""

    def __init__(self, near: NDArray[np.float64]) -> None:
        near = np.unique(near[np.isfinite(near).all(axis=1)], axis=0)
        middle = float(near[:, [1, 3]].mean()) if len(near) else 0.0
        self._shrink = max(0.05, float(np.cos(np.radians(middle))))
        west, south, east, north = near.T if len(near) else np.empty((4, 0))
        # A box without any size is near nothing to GEOS.
        corners = (west * self._shrink - _SPECK_DEG, south - _SPECK_DEG, east * self._shrink + _SPECK_DEG, north)
        boxes: Any = shapely.box(*corners)
        self._tree = shapely.STRtree(np.atleast_1d(boxes))

    def wanted(self, part: Part, far_from: float | None) -> tuple[Part, NDArray[np.float64]]:
        """The shapes to take, and how far each is from the nearest record, in degrees of latitude."""
        flat = shapely.transform(part.shapes, lambda vertices: vertices * [self._shrink, 1.0])
        reach = NEAR_M / METRES_PER_DEGREE
        hits = self._tree.query(flat, predicate="dwithin", distance=reach)[0] if len(flat) else []
        is_near = np.bincount(np.asarray(hits, dtype=np.int64), minlength=len(flat)) > 0
        if far_from is None:
            is_far = np.zeros(len(flat), dtype=bool)
        else:
            large = shapely.area(flat) >= far_from
            is_far = ~is_near & (large | (shapely.get_dimensions(flat) < 2))
        chosen = np.flatnonzero(is_near | is_far)
        away = self._away(flat[chosen])
        kept = np.where(is_near[chosen], *(shapely.simplify(part.shapes[chosen], off) for off in _OFF_LINE_DEG))
        found = Part(np.asarray(kept, dtype=object), part.chosen(chosen).names)
        there = np.flatnonzero(~shapely.is_empty(found.shapes))
        return found.chosen(there), away[there]

    def _away(self, flat: NDArray[np.object_]) -> NDArray[np.float64]:
        if not len(flat) or not len(self._tree):
            return np.zeros(len(flat))
        (asked, _), distances = self._tree.query_nearest(flat, return_distance=True, all_matches=False)
        away = np.zeros(len(flat))
        away[asked] = distances
        return away


def _drawable(part: Part) -> Part:
    """The shapes that lie in the world."""
    bounds = shapely.bounds(part.shapes)
    with np.errstate(invalid="ignore"):
        inside = (bounds[:, [0, 2]] >= -180).all(1) & (bounds[:, [0, 2]] <= 180).all(1)
        inside &= (bounds[:, [1, 3]] > -85).all(1) & (bounds[:, [1, 3]] < 85).all(1)
    return part.chosen(np.flatnonzero(inside))


def _first_that_fit(kind: str, part: Part, reach: NDArray[np.float64], room: int) -> Part:
    """As many of the shapes as there is room for, those nearest to records first."""
    order = np.argsort(reach, kind="stable")
    count = len(order)
    while count and (size := _size(kind, kept := part.chosen(np.sort(order[:count])))) > room:
        count = int(count * max(0.0, min(0.97, 0.98 * room / size))) if size < 20 * room else 0
    return kept if count else part.chosen(np.empty(0, dtype=np.intp))


def _size(kind: str, part: Part) -> int:
    sections = Sections()
    return len(pack({"own": pack_parts({kind: part}, sections)}, sections))
