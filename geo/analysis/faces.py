"""Everything that an outline goes round, also where it crosses itself."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely


def filled(shape: Any) -> Any:
    """Give a polygon with everything that its outline goes round; one that crosses itself too, with all of its faces.

    `make_valid` and `buffer(0)` leave faces out where a ring overlaps itself: land that would be missed by nobody.
    Of a collection each member is filled. Anything else, and what is valid, stays as it is.

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
    faces = [shapely.get_parts(shapely.polygonize([line])) for line in shapely.node(rings)]
    found = shapely.union_all(np.concatenate(faces)) if faces else None
    return shape if found is None or found.is_empty else found
