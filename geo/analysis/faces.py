"""Everything that an outline goes round, also where it crosses itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

_MOST_MEETINGS = 40_000
_AT_ONCE = 64


def filled(shape: Any) -> Any:
    """Give a polygon with everything that its outline goes round; one that crosses itself too, with all of its faces.

    `make_valid` and `buffer(0)` leave faces out where a ring overlaps itself: land that would be missed by nobody.
    Of a collection each member is filled. Anything else, and what is valid, stays as it is. One that crosses itself
    tens of thousands of times is no survey of anything, and becomes its convex hull: no less, and within a second.

    >>> filled(shapely.from_wkt("POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0))")).area
    2.0
    >>> filled(shapely.from_wkt("GEOMETRYCOLLECTION (POLYGON ((0 0, 2 2, 2 0, 0 2, 0 0)), POINT (3 0))")).bounds
    (0.0, 0.0, 3.0, 2.0)
    """
    if shape is None or shapely.is_valid(shape):
        return shape
    if shape.geom_type == "GeometryCollection":
        return shapely.union_all([filled(one) for one in shapely.get_parts(shape)])
    rings = shapely.get_rings(shapely.get_parts(shape))
    if _are_tangled(rings):
        return shapely.convex_hull(shape)
    faces = [shapely.get_parts(shapely.polygonize([line])) for line in shapely.node(rings)]
    found = shapely.union_all(np.concatenate(faces)) if faces else None
    return shape if found is None or found.is_empty else found


def _are_tangled(rings: NDArray[np.object_]) -> bool:
    """Whether the sides of rings meet more often than there is time to find all the faces between them."""
    corners, ring = shapely.get_coordinates(rings, return_index=True)
    sides = shapely.linestrings(np.stack([corners[:-1], corners[1:]], axis=1)[ring[1:] == ring[:-1]])
    tree = shapely.STRtree(sides)
    left = _MOST_MEETINGS + 3 * len(sides)  # each meets itself and its neighbours
    for at in range(0, len(sides), _AT_ONCE):
        left -= tree.query(sides[at : at + _AT_ONCE], predicate="intersects").shape[1]
        if left < 0:
            return True
    return False
