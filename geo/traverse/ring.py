"""Corners become a polygon, which is cut in two where it crosses the antimeridian (RFC 7946, 3.1.9)."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import bearing_deg, destination, distance_m

LonLat = tuple[float, float]


def unwrapped(corners: list[LonLat]) -> list[LonLat]:
    """Give a ring of corners (lon, lat), closed, whose longitudes run on past 180 instead of jumping.

    >>> unwrapped([(179.9, 0), (-179.9, 0), (179.9, 1)])
    [(179.9, 0), (180.1, 0), (179.9, 1), (179.9, 0)]
    """
    ring = [corners[0]]
    for lon, lat in [*corners[1:], corners[0]]:
        turns = round((ring[-1][0] - lon) / 360.0)
        ring.append((round(lon + 360.0 * turns, 12) if turns else lon, lat))
    return ring


def cut_at_antimeridian(ring: list[LonLat]) -> shapely.Polygon | shapely.MultiPolygon:
    """Make a polygon of an unwrapped ring, or one of each side; the cut goes where the geodesics cross 180°.

    >>> cut_at_antimeridian(unwrapped([(179.9, 0), (-179.9, 0), (180, 1)])).geom_type
    'MultiPolygon'
    """
    lons = [lon for lon, _ in ring]
    if -180.0 <= min(lons) and max(lons) <= 180.0:
        return shapely.Polygon(ring)
    edge = 180.0 if max(lons) > 180.0 else -180.0
    whole = [ring[0]]
    for here, there in pairwise(ring):
        if (here[0] - edge) * (there[0] - edge) < 0:
            whole.append((edge, _crossing(here, there, edge)))
        whole.append(there)
    polygon = shapely.Polygon(whole)
    parts: list[shapely.Polygon] = []
    for west in (edge - 360.0, edge):
        half = polygon.intersection(shapely.box(west, -90, west + 360, 90))
        moved = shapely.transform(half, _shift(-180.0 - west))
        parts += [part for part in shapely.get_parts(moved) if part.geom_type == "Polygon"]
    return shapely.MultiPolygon(parts)


def _crossing(here: LonLat, there: LonLat, edge: float) -> float:
    """Find the latitude at which the geodesic between two points crosses a meridian, by halving."""
    bearing, length = float(bearing_deg(*here, *there)), float(distance_m(*here, *there))
    low, high = 0.0, length
    lat = here[1]
    for _ in range(60):
        middle = (low + high) / 2
        lon, found = destination(*here, bearing, middle)
        lat = float(found)
        side = (float(lon) - edge + 540.0) % 360.0 - 180.0
        low, high = (middle, high) if side * (here[0] - edge) > 0 else (low, middle)
    return lat


def _shift(degrees: float) -> Callable[[NDArray[np.float64]], NDArray[np.float64]]:
    return lambda xy: np.round(xy + [degrees, 0.0], 12)
