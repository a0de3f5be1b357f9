"""Geodesic measures on WGS 84, after C. F. F. Karney, *Algorithms for geodesics*, J. Geodesy 87 (2013), as in PROJ.

The edge between two vertices is the geodesic, the shorter way round, so a ring may cross the antimeridian or surround
a pole. What has no such measure (the area of a line, the length of a polygon) is 0; a missing geometry is NaN.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from numpy.typing import ArrayLike, NDArray
from pyproj import CRS, Geod

Floats = NDArray[np.float64]
Geometries = NDArray[np.object_]

GEOD = Geod(ellps="WGS84")


def area_m2(geometries: Any) -> Floats:
    """Measure the area of polygons in square metres, holes taken off, whatever way the rings run.

    `geometries`: an array, list or GeoSeries of shapely geometries in lon, lat. Collections count their polygons.

    >>> area_m2([shapely.box(46.93, 40.39, 46.94, 40.40)]).round(0).tolist()
    [942746.0]
    """
    geoms = _array(geometries)
    polygons, owner = _polygons(geoms)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    areas = _ring_areas(rings)
    # The first ring of a polygon is its outline, and what follows are holes, which are taken off.
    first = np.r_[True, polygon[1:] != polygon[:-1]] if len(polygon) else np.zeros(0, bool)
    return _sum_by_owner(np.where(first, areas, -areas), owner[polygon], geoms)


def about_area_m2(geometries: Any) -> Floats:
    """Give the area of polygons right to 2 %, in a fiftieth of the time; NaN where that cannot be promised.

    The area in degrees is multiplied by what a square degree measures at its middle. That is right where neither the
    latitude nor the difference between a straight edge and the geodesic between its ends matters: south of 70° N and
    north of 70° S, in boxes of 0.05° and less, and not for long strips.

    >>> about_area_m2([shapely.box(46.93, 40.39, 46.94, 40.40), shapely.box(46, 40, 47, 41)]).round(-2).tolist()
    [942700.0, nan]
    """
    geoms = _array(geometries)
    west, south, east, north = shapely.bounds(geoms).T
    lat = np.radians((south + north) / 2)
    # Radii of curvature along the meridian and across it, in metres per degree (Snyder 1987, 4-18 and 4-20).
    bend = 1 - GEOD.es * np.sin(lat) ** 2
    up = np.radians(GEOD.a * (1 - GEOD.es) / bend**1.5)
    across = np.radians(GEOD.a / np.sqrt(bend)) * np.cos(lat)
    areas = shapely.area(geoms) * up * across
    # An edge of d metres bulges by up to d²·tan(latitude)/8R from the straight one, over two thirds of its length.
    longest = np.hypot((east - west) * across, (north - south) * up)
    bulging = shapely.length(geoms) * up * longest**2 * np.tan(np.abs(lat)) / (12 * GEOD.a)
    is_small = np.maximum(east - west, north - south) <= 0.05
    good = is_small & (np.abs(lat) <= np.radians(70)) & (bulging <= 0.01 * areas)
    return np.where(good, areas, np.nan)


def perimeter_m(geometries: Any) -> Floats:
    """Measure the length of all rings of polygons in metres.

    The seam of a polygon that was cut in two at the antimeridian (RFC 7946, 3.1.9) is not counted.

    >>> perimeter_m([shapely.box(46.93, 40.39, 46.94, 40.40)]).round(0).tolist()
    [3919.0]
    """
    geoms = join_at_antimeridian(_array(geometries))
    polygons, owner = _polygons(geoms)
    rings, polygon = shapely.get_rings(polygons, return_index=True)
    return _sum_by_owner(_line_lengths(rings), owner[polygon], geoms)


def distance_m(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Measure the geodesic from the first points to the second in metres; arguments broadcast.

    >>> float(distance_m(46.93, 40.39, 46.94, 40.39).round(2))
    849.06
    """
    return _inverse(lon1, lat1, lon2, lat2)[1]


def bearing_deg(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> Floats:
    """Give the true bearing, 0…360 degrees clockwise from north, in which the geodesic leaves the first points.

    >>> float(bearing_deg(46.93, 40.39, 46.93, 40.40))
    0.0
    """
    return np.mod(_inverse(lon1, lat1, lon2, lat2)[0], 360.0)


def destination(
    lon: ArrayLike, lat: ArrayLike, bearing: ArrayLike, distance: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Walk `distance` metres along the geodesic that leaves in the true `bearing` (degrees): lon, lat at its end.

    >>> lon, lat = destination(46.93, 40.39, 90.0, 849.06)
    >>> float(lon.round(5)), float(lat.round(5))
    (46.94, 40.39)
    """
    lon, lat, bearing, distance = np.broadcast_arrays(*(np.asarray(v, float) for v in (lon, lat, bearing, distance)))
    lon2, lat2, _ = GEOD.fwd(lon.ravel(), lat.ravel(), bearing.ravel(), distance.ravel())
    return np.reshape(lon2, lon.shape), np.reshape(lat2, lon.shape)


def local_metric(lon: float, lat: float, *, equal_area: bool = False) -> CRS:
    """Make a metric CRS around a point: azimuthal equidistant, or equal-area; metres east and north of it.

    Within 10 km of the point a length is true to 1 part in a million.

    >>> local_metric(46.93, 40.39).coordinate_operation.method_name
    'Azimuthal Equidistant'
    """
    projection = "laea" if equal_area else "aeqd"
    return CRS.from_proj4(f"+proj={projection} +lat_0={lat:.12f} +lon_0={lon:.12f} +datum=WGS84 +units=m +no_defs")


def nearest(first: Any, second: Any) -> tuple[float, float, tuple[float, float], tuple[float, float]]:
    """Find how far two geometries are apart: metres, true bearing, and the two nearest points (lon, lat).

    The nearest points are sought in an azimuthal equidistant projection about the middle, then measured on the
    ellipsoid. Geometries that touch or overlap are 0 m apart.

    >>> a, b = shapely.Point(46.93, 40.39), shapely.box(46.94, 40.38, 46.95, 40.40)
    >>> round(nearest(a, b)[0], 1)
    849.1
    """
    from geo.crs.transformations import transformer_between  # a cycle at import time otherwise

    pair = np.array([first, second], dtype=object)
    line = shapely.shortest_line(*_same_side(pair))
    here, there = shapely.get_coordinates(line)
    middle = (here + there) / 2
    # Back to -180…180: one of the two may have been shifted past the antimeridian.
    metric = local_metric(float((middle[0] + 540) % 360 - 180), float(middle[1]))
    there_and_back = transformer_between("EPSG:4326", metric)

    def project(coordinates: Floats) -> Floats:
        return np.column_stack(there_and_back.transform(*coordinates.T))

    flat = shapely.transform(pair, project)
    ends = shapely.get_coordinates(shapely.shortest_line(*flat))
    lons, lats = there_and_back.transform(ends[:, 0], ends[:, 1], direction="INVERSE")
    start, end = (float(lons[0]), float(lats[0])), (float(lons[1]), float(lats[1]))
    if np.array_equal(ends[0], ends[1]):
        return 0.0, float("nan"), start, end
    return float(distance_m(*start, *end)), float(bearing_deg(*start, *end)), start, end


def join_at_antimeridian(geometries: Geometries) -> Geometries:
    """Put together what was cut in two at the antimeridian: longitudes of such geometries then run past 180.

    Geometries that lie on one side are returned as they are.

    >>> cut = shapely.MultiPolygon([shapely.box(179, 0, 180, 1), shapely.box(-180, 0, -179, 1)])
    >>> join_at_antimeridian(np.array([cut]))[0].geom_type
    'Polygon'
    """
    geoms = geometries.copy()
    bounds = shapely.bounds(geoms)
    # Only what touches both edges of the world can have been cut there.
    both = (bounds[:, 0] == -180) & (bounds[:, 2] == 180) & (shapely.get_num_geometries(geoms) > 1)
    for index in np.flatnonzero(both):
        parts = shapely.get_parts(geoms[index])
        west = shapely.bounds(parts)[:, 2] <= 0
        parts[west] = shapely.transform(parts[west], lambda xy: xy + [360.0, 0.0])
        if shapely.is_valid(parts).all():
            geoms[index] = shapely.union_all(parts)
    return geoms


def _same_side(pair: Geometries) -> Geometries:
    """Shift the second of two geometries by 360° where that brings it nearer."""
    gap = np.diff(shapely.bounds(pair)[:, [0, 2]].mean(axis=1))[0]
    if abs(gap) <= 180:
        return pair
    shift = -360.0 if gap > 0 else 360.0
    return np.array([pair[0], shapely.transform(pair[1], lambda xy: xy + [shift, 0.0])], dtype=object)


def _array(geometries: Any) -> Geometries:
    if isinstance(geometries, shapely.Geometry) or geometries is None:
        geometries = [geometries]
    elif hasattr(geometries, "to_numpy"):
        geometries = geometries.to_numpy()
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    return array


def _parts(geometries: Geometries) -> tuple[Geometries, NDArray[np.intp]]:
    """Take multi-geometries and collections apart, however deep they are nested: parts, and whose each part is."""
    parts, owner = geometries, np.arange(len(geometries))
    while (shapely.get_type_id(parts) > 3).any():
        parts, whose = shapely.get_parts(parts, return_index=True)
        owner = owner[whose]
    return parts, owner


def _polygons(geometries: Geometries) -> tuple[Geometries, NDArray[np.intp]]:
    parts, owner = _parts(geometries)
    polygons = shapely.get_type_id(parts) == 3
    return parts[polygons], owner[polygons]


def _sum_by_owner(values: Floats, owner: NDArray[np.intp], geometries: Geometries) -> Floats:
    total = np.bincount(owner, weights=values, minlength=len(geometries)).astype(float)
    total[shapely.is_missing(geometries)] = np.nan
    return total


def _inverse(lon1: ArrayLike, lat1: ArrayLike, lon2: ArrayLike, lat2: ArrayLike) -> tuple[Floats, Floats]:
    arrays = np.broadcast_arrays(*(np.asarray(v, float) for v in (lon1, lat1, lon2, lat2)))
    a, b, c, d = (array.ravel() for array in arrays)
    azimuth, _, distance = GEOD.inv(a, b, c, d)
    return np.reshape(azimuth, arrays[0].shape), np.reshape(distance, arrays[0].shape)


def _line_lengths(lines: Geometries) -> Floats:
    if not len(lines):
        return np.zeros(0)
    coordinates, owner = shapely.get_coordinates(lines, return_index=True)
    # All lines lie in one array; the step from the end of one to the start of the next belongs to none and counts 0 m.
    same = owner[1:] == owner[:-1]
    lengths = np.zeros(len(same))
    here, there = coordinates[:-1][same], coordinates[1:][same]
    if len(here):
        lengths[same] = distance_m(here[:, 0], here[:, 1], there[:, 0], there[:, 1])
    return np.bincount(owner[1:], weights=lengths, minlength=len(lines)).astype(float)


def _ring_areas(rings: Geometries) -> Floats:
    coordinates, owner = shapely.get_coordinates(rings, return_index=True)
    # Owners are in order, so a ring is the stretch between its start and the next. The sign of an area only says which
    # way a ring runs.
    starts = np.searchsorted(owner, np.arange(len(rings) + 1))
    lons, lats = np.ascontiguousarray(coordinates[:, 0]), np.ascontiguousarray(coordinates[:, 1])
    measure = GEOD.polygon_area_perimeter
    return np.array(
        [abs(measure(lons[a:b], lats[a:b])[0]) for a, b in zip(starts[:-1], starts[1:], strict=True)], dtype=float
    )


def turned_to(middle: float, lon: Floats) -> Floats:
    """Give longitudes by as many turns to the east or the west as bring them nearest to a middle.

    >>> turned_to(180, np.array([-179.0, 1.0])).tolist()
    [181.0, 1.0]
    """
    return np.asarray(lon + 360 * np.rint((middle - lon) / 360))
