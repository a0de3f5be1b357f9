"""How far hazards lie from schools, roads, houses and other features, on the ellipsoid."""

from __future__ import annotations

import math

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.crs import nearest

_METRES_PER_DEGREE = 110_500.0
"""No degree of latitude is shorter, so that a search in degrees leaves nothing out."""


def distances(hazards: GeoDataFrame, features: GeoDataFrame, *, within_m: float = 1000.0) -> pd.DataFrame:
    """List every hazard and feature at most `within_m` metres apart, the nearest first.

    Gives hazard and feature (labels of the two indexes), distance_m (0 where they touch or overlap) and bearing_deg
    (true, from hazard to feature; NaN at 0 m). Records without geometry are in no pair.

    >>> hazard = GeoDataFrame(geometry=[shapely.box(46.93, 40.39, 46.94, 40.40)], index=["H1"], crs="EPSG:4326")
    >>> school = GeoDataFrame(geometry=[shapely.Point(46.945, 40.395)], index=["S1"], crs="EPSG:4326")
    >>> distances(hazard, school).round(1).values.tolist()
    [['H1', 'S1', 424.5, 90.0]]
    """
    ours, theirs = hazards.geometry.to_numpy(), features.geometry.to_numpy()
    tree = shapely.STRtree(theirs)
    rows = []
    for place, shape in enumerate(ours):
        if shape is None or shape.is_empty:
            continue
        found = sorted({int(i) for box in _boxes(shape.bounds, within_m) for i in tree.query(box)})
        for i in found:
            apart, bearing, _, _ = nearest(shape, theirs[i])
            if apart <= within_m:
                rows.append((hazards.index[place], features.index[i], apart, bearing))
    frame = pd.DataFrame(rows, columns=["hazard", "feature", "distance_m", "bearing_deg"])
    return frame.sort_values("distance_m", kind="stable").reset_index(drop=True)


def _boxes(bounds: tuple[float, float, float, float], within_m: float) -> list[shapely.Polygon]:
    """Widen bounds by a distance; past the antimeridian the box goes on at the other side."""
    west, south, east, north = bounds
    high = within_m / _METRES_PER_DEGREE
    widest = min(max(abs(south), abs(north)) + high, 90.0)
    cosine = math.cos(math.radians(widest))
    wide = 360.0 if cosine < 1e-6 else min(high / cosine, 360.0)
    boxes = [shapely.box(west - wide, south - high, east + wide, north + high)]
    if west - wide <= -180:
        boxes.append(shapely.box(west - wide + 360, south - high, 180, north + high))
    if east + wide >= 180:
        boxes.append(shapely.box(-180, south - high, east + wide - 360, north + high))
    return boxes
