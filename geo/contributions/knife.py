"""Splitting an outline along lines: one geometry engine cuts, and the vertices that were there keep their digits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geo.contributions.outlines import Outline


def parts(outline: Outline | None, lines: Sequence[Any]) -> list[Any]:
    """Give the parts into which lines split an outline: the largest first, the others from west to east.

    What no line goes across stays with the largest part. One part only, if nothing was split, and none without land.

    >>> square = Outline(shapely.box(0, 0, 3, 1))
    >>> [part.bounds for part in parts(square, [shapely.LineString([(1, -1), (1, 2)])])]
    [(1.0, 0.0, 3.0, 1.0), (0.0, 0.0, 1.0, 1.0)]
    """
    if outline is None or shapely.get_dimensions(outline.land) < 2:
        return []
    land = outline.land
    try:
        across = shapely.union_all(list(lines))
        pieces: list[Any] = []
        rest: list[Any] = []
        for polygon in shapely.get_parts(land):
            faces = _faces(polygon, across)
            (pieces if len(faces) > 1 else rest).extend(faces)
    except shapely.errors.GEOSException:
        return [land]
    if not pieces:
        return [land]
    ordered = sorted(pieces, key=lambda one: (-one.area, one.centroid.x, one.centroid.y))
    largest, others = ordered[0], sorted(ordered[1:], key=lambda one: (one.centroid.x, one.centroid.y))
    return [shapely.union_all([largest, *rest]) if rest else largest, *others]


def _faces(polygon: Any, across: Any) -> list[Any]:
    """The faces of a polygon between its own outline and the lines; itself where they do not go across."""
    if shapely.get_dimensions(polygon) < 2 or not shapely.intersects(polygon, across):
        return [polygon]
    faces = shapely.get_parts(shapely.polygonize([shapely.union(shapely.boundary(polygon), across)]))
    inside = shapely.covers(polygon, shapely.point_on_surface(faces))
    found: list[Any] = faces[np.asarray(inside, dtype=bool)].tolist()
    return found if len(found) > 1 else [polygon]
