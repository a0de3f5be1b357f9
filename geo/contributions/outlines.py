"""Shapes of records as contributions compare them: what one has beyond another, and all of several together.

Land is compared with every face of its outline filled. An overlay of GEOS can leave slivers of some 1e-9 m² where two
shapes are the same on paper, so what is smaller than a square centimetre, shorter or nearer than a centimetre, is
nothing here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.analysis.faces import filled
from geo.crs import destination
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE

TOLERANCE_M2 = 1e-4
_TOLERANCE_M = 0.01
_METRES_PER_DEGREE = 111_320.0
_CORNERS = 64
_HALF_STEP = math.pi / _CORNERS
_WIDER = 1.0001
"""The chord of a geodesic circle is bent by less than this over a hundred kilometres."""
_ODD = (shapely.errors.GEOSException, ValueError)


class Outline:
    """A shape of a record, with its land: the shape with all faces filled."""

    __slots__ = ("_key", "_land", "shape")

    def __init__(self, shape: Any) -> None:
        self.shape = shape
        self._land: Any = None
        self._key: bytes | None = None

    @property
    def land(self) -> Any:
        """The shape with everything that its outline goes round, in two dimensions."""
        if self._land is None:
            self._land = filled(shapely.force_2d(self.shape))
        return self._land

    @property
    def key(self) -> bytes:
        """Bytes that are the same for the same shape, wherever its rings begin."""
        if self._key is None:
            self._key = shapely.to_wkb(shapely.normalize(self.shape))
        return self._key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Outline) and (self.shape is other.shape or self.key == other.key)

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return f"Outline({self.shape.wkt[:60]})"


def of(shape: Any) -> Outline | None:
    """Give a shape as an outline; None for none and for an empty one."""
    return None if shape is None or shape.is_empty else Outline(shape)


def beyond(one: Outline | None, other: Outline | None) -> bool:
    """Whether `one` has more than a square centimetre outside of `other`; if they cannot be compared, it has.

    >>> small, large = Outline(shapely.box(46, 40, 46.1, 40.1)), Outline(shapely.box(46, 40, 46.2, 40.1))
    >>> beyond(large, small), beyond(small, large), beyond(None, small), beyond(small, None)
    (True, False, False, True)
    """
    if one is None or one == other:
        return False
    if other is None:
        return True
    try:
        if shapely.covers(other.land, one.land):
            return False
        return not _is_nothing(shapely.difference(one.land, other.land), other.land)
    except _ODD:
        return True


def _is_nothing(rest: Any, land: Any) -> bool:
    for part in shapely.get_parts(rest):
        if part.is_empty:
            continue
        wide = _METRES_PER_DEGREE * max(math.cos(math.radians(part.bounds[1])), 0.01)
        size = (part.distance(land) * _METRES_PER_DEGREE, part.length * _METRES_PER_DEGREE,
                part.area * _METRES_PER_DEGREE * wide)[shapely.get_dimensions(part)]  # fmt: skip
        if size > (_TOLERANCE_M, _TOLERANCE_M, TOLERANCE_M2)[shapely.get_dimensions(part)]:
            return False
    return True


def together(outlines: Sequence[Outline | None]) -> Outline | None:
    """Give all that any of the outlines has, the same for every order; one that has all the rest is given as it is."""
    found = _each(outlines)
    if found and not any(beyond(other, found[-1]) for other in found):
        return found[-1]
    try:
        return of(_all([one.land for one in found]))
    except _ODD:  # cruder, and never less
        return of(shapely.union_all([shapely.convex_hull(one.land) for one in found]))


def shared(outlines: Sequence[Outline | None]) -> Outline | None:
    """Give what all of the outlines have; None if that is nothing, or if one of them is None."""
    if any(one is None for one in outlines):
        return None
    found = _each(outlines)
    if found and not any(beyond(found[0], other) for other in found):
        return found[0]
    try:
        return of(shapely.intersection_all([one.land for one in found]))
    except _ODD:
        return None


def without(outline: Outline | None, knives: Sequence[Any]) -> Outline | None:
    """Give what the knives leave of an outline; all of it where it cannot be cut, or nothing is cut."""
    if outline is None or not knives:
        return outline
    try:
        rest = shapely.difference(outline.land, shapely.union_all([filled(one) for one in knives]))
    except _ODD:
        return outline
    return of(rest) if beyond(outline, of(rest)) else outline


def _each(outlines: Sequence[Outline | None]) -> list[Outline]:
    """Each outline once, the smallest first, in an order of its own where two are as large."""

    def size(one: Outline) -> tuple[int, float, float, bytes]:
        return shapely.get_dimensions(one.land), one.land.area, one.land.length, one.key

    return sorted({one for one in outlines if one is not None}, key=size)


def _all(lands: Sequence[Any]) -> Any:
    return shapely.normalize(shapely.union_all(np.array([shapely.normalize(one) for one in lands], dtype=object)))


def circle(lon: float, lat: float, radius_m: float) -> Any:
    """Give a polygon of 64 corners that goes round a circle on the ellipsoid: all of the circle is in it."""
    bearings = np.linspace(0, 360, _CORNERS, endpoint=False)
    far = np.full(_CORNERS, radius_m * _WIDER / math.cos(_HALF_STEP))
    around = destination(np.full(_CORNERS, lon), np.full(_CORNERS, lat), bearings, far)
    return shapely.polygons(np.column_stack(around[:2]))


def with_own_digits(shape: Any, *references: Any) -> Any:
    """Give the vertices that lie in the same 1e-7 degree as one of a reference its digits, as a map file rounds them.

    Heights come back if every vertex has one there.

    >>> own = shapely.from_wkt("LINESTRING (46.12345678 40, 46.2 40)")
    >>> with_own_digits(shapely.from_wkt("LINESTRING (46.1234568 40, 46.3 40)"), own).wkt
    'LINESTRING (46.12345678 40, 46.3 40)'
    """
    known = [one for one in references if one is not None]
    if not known:
        return shape
    own = np.concatenate([shapely.get_coordinates(one, include_z=True) for one in known])
    keys, first = np.unique(_units(own), return_index=True)
    wanted = _units(shapely.get_coordinates(shape))
    found = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    there = keys[found] == wanted
    digits = own[first[found]]
    if there.all() and np.isfinite(digits[:, 2]).all():
        return shapely.set_coordinates(shapely.force_3d(shape), digits)
    return shapely.set_coordinates(shape, np.where(there[:, None], digits[:, :2], shapely.get_coordinates(shape)))


def _units(lonlat: NDArray[np.float64]) -> NDArray[np.int64]:
    """Each position as one whole number."""
    whole = np.rint(lonlat[:, :2] * UNITS_PER_DEGREE).astype(np.int64)
    combined: NDArray[np.int64] = whole[:, 0] * (1 << 32) + whole[:, 1]
    return combined
