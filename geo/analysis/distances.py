"""How far hazards lie from schools, roads, houses and other features, on the ellipsoid.

All pairs are measured at once. A projection of its own for each pair costs 5 ms a pair; here each pair is only
stretched in longitude until east and north count alike where its nearest points lie, and the line between these points
is then measured on the ellipsoid. Edges stay what RFC 7946 says they are, straight in longitude and latitude.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.crs import bearing_deg, distance_m, nearest
from geo.crs.measures import GEOD

Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
Shapes = NDArray[np.object_]

_METRES_PER_DEGREE = 110_500.0
"""No degree of latitude is shorter, so that a search in degrees leaves nothing out."""
_POLAR = 85.0
"""Nearer to a pole than this latitude, stretching is not a map any more; such pairs are projected one by one."""
_VERTICES_AT_ONCE = 4_000_000


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
    one, two = _candidates(ours, theirs, within_m)
    apart, bearing = np.full(len(one), np.nan), np.full(len(one), np.nan)
    stretched = _can_be_stretched(ours[one], theirs[two])
    for chunk in _chunks(np.flatnonzero(stretched), ours, theirs, one, two):
        apart[chunk], bearing[chunk] = _apart(ours[one[chunk]], theirs[two[chunk]])
    for pair in np.flatnonzero(~stretched).tolist():
        apart[pair], bearing[pair], _, _ = nearest(ours[one[pair]], theirs[two[pair]])
    kept = np.flatnonzero(apart <= within_m)
    kept = kept[np.argsort(apart[kept], kind="stable")]
    columns = {"hazard": hazards.index[one[kept]], "feature": features.index[two[kept]]}
    return pd.DataFrame({**columns, "distance_m": apart[kept], "bearing_deg": bearing[kept]})


def _candidates(ours: Shapes, theirs: Shapes, within_m: float) -> tuple[Indexes, Indexes]:
    """The pairs whose bounds come near one another, by hazard and then by feature."""
    usable = np.flatnonzero(~(shapely.is_missing(ours) | shapely.is_empty(ours)))
    boxes, of = _boxes(shapely.bounds(ours[usable]), within_m)
    box, feature = shapely.STRtree(theirs).query(boxes)
    # A hazard at the antimeridian has two boxes and finds a feature by both; the pairs are sorted by the way.
    pairs = np.unique(np.column_stack([usable[of[box]], feature]), axis=0)
    return pairs[:, 0], pairs[:, 1]


def _boxes(bounds: Floats, within_m: float) -> tuple[Shapes, Indexes]:
    """Widen bounds by a distance, and whose each is; past the antimeridian a box goes on at the other side."""
    west, south, east, north = bounds.T
    high = within_m / _METRES_PER_DEGREE
    # Degrees of longitude are shortest at the edge that is nearest to a pole.
    widest = np.minimum(np.maximum(np.abs(south), np.abs(north)) + high, 90.0)
    cosine = np.cos(np.radians(widest))
    wide = np.where(cosine < 1e-6, 360.0, np.minimum(high / np.maximum(cosine, 1e-6), 360.0))
    west, south, east, north = west - wide, south - high, east + wide, north + high
    on, back = np.flatnonzero(west <= -180), np.flatnonzero(east >= 180)
    boxes = [
        shapely.box(west, south, east, north),
        shapely.box(west[on] + 360, south[on], 180, north[on]),
        shapely.box(-180, south[back], east[back] - 360, north[back]),
    ]
    return np.concatenate(boxes), np.concatenate([np.arange(len(bounds)), on, back])


def _can_be_stretched(ours: Shapes, theirs: Shapes) -> NDArray[np.bool_]:
    """Where a pair lies on one side of the antimeridian, and not about a pole."""
    one, two = shapely.bounds(ours), shapely.bounds(theirs)
    west, east = np.minimum(one[:, 0], two[:, 0]), np.maximum(one[:, 2], two[:, 2])
    highest = np.abs(np.column_stack([one[:, [1, 3]], two[:, [1, 3]]])).max(axis=1, initial=0)
    return np.asarray((east - west < 180) & (highest < _POLAR))


def _chunks(pairs: Indexes, ours: Shapes, theirs: Shapes, one: Indexes, two: Indexes) -> Iterator[Indexes]:
    """Parts of the pairs, each of so many vertices that it fits into memory."""
    if not len(pairs):
        return
    counts = shapely.get_num_coordinates(ours)[one[pairs]] + shapely.get_num_coordinates(theirs)[two[pairs]]
    # The number of the part changes where the running sum passes a multiple of the limit: there the pairs are split.
    part = np.cumsum(counts) // _VERTICES_AT_ONCE
    yield from np.split(pairs, np.flatnonzero(np.diff(part)) + 1)


def _apart(ours: Shapes, theirs: Shapes) -> tuple[Floats, Floats]:
    """Metres and true bearing between each pair; the second look is stretched for where the first one found it."""
    bounds = shapely.bounds(ours)
    lat = (bounds[:, 1] + bounds[:, 3]) / 2
    for _ in range(2):
        stretch = _stretch(lat)
        line = shapely.shortest_line(_stretched(ours, stretch), _stretched(theirs, stretch))
        # A shortest line has two vertices: a row of lon, lat, lon, lat for each pair.
        ends = shapely.get_coordinates(line).reshape(-1, 4)
        # Back from stretched degrees: the ends of the line are measured on the ellipsoid, never on the plane.
        ends[:, [0, 2]] /= stretch[:, None]
        lat = (ends[:, 1] + ends[:, 3]) / 2
    apart, bearing = distance_m(*ends.T), bearing_deg(*ends.T)
    meeting = shapely.intersects(ours, theirs)
    return np.where(meeting, 0.0, apart), np.where(meeting, np.nan, bearing)


def _stretch(lat: Floats) -> Floats:
    """How many degrees of latitude are as long as a degree of longitude, from the two radii of the ellipsoid."""
    # Along the parallel N cos φ, along the meridian M; N / M = (1 - e² sin² φ) / (1 - e²).
    sine, cosine = np.sin(np.radians(lat)), np.cos(np.radians(lat))
    return np.asarray(cosine * (1 - GEOD.es * sine**2) / (1 - GEOD.es))


def _stretched(shapes: Shapes, stretch: Floats) -> Shapes:
    coordinates, owner = shapely.get_coordinates(shapes, return_index=True)
    coordinates[:, 0] *= stretch[owner]
    return np.asarray(shapely.set_coordinates(shapes.copy(), coordinates))
