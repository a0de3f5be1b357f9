"""The other way: from a polygon to the traverse a field team would walk, and the sheets for a handover."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.crs import bearing_deg, distance_m, from_lonlat, join_at_antimeridian
from geo.errors import UsageError, ZonemarkError
from geo.positions import parse_position, to_all_formats
from geo.positions.formats import utm_crs, utm_zone, zone_name
from geo.traverse.compute import ComputedTraverse, Station
from geo.traverse.model import Leg, Traverse


def polygon_to_traverse(
    polygon: Any,
    *,
    name: str = "",
    reference: tuple[float, float] | None = None,
    benchmark: tuple[float, float] | None = None,
) -> Traverse:
    """Make the traverse along the outer ring of a polygon (lon, lat): true bearings, metres.

    It starts at the corner nearest to the benchmark or the reference point (lon, lat), which lead to it if they are
    given, and keeps the direction of the ring. Holes are not walked. What was cut at the antimeridian is put together.
    Raises UsageError for what is not one polygon.

    >>> from geo.traverse import compute
    >>> box = shapely.box(46.93, 40.39, 46.94, 40.40)
    >>> result = compute(polygon_to_traverse(box, reference=(46.929, 40.389)))
    >>> result.closure_m < 0.01, [station.name for station in result.approach]
    (True, ['RP'])
    """
    if getattr(polygon, "geom_type", "") == "MultiPolygon":
        polygon = join_at_antimeridian(np.array([polygon], dtype=object))[0]
    if getattr(polygon, "geom_type", "") == "MultiPolygon" and len(polygon.geoms) == 1:
        polygon = polygon.geoms[0]
    if getattr(polygon, "geom_type", "") != "Polygon" or polygon.is_empty:
        raise UsageError("A traverse is made of one polygon.", remedy="Take the parts of a multipolygon one by one.")
    ring = shapely.get_coordinates(polygon.exterior)[:-1]
    # Joining at the antimeridian counts on past 180; bearings are given for -180…180.
    ring[:, 0] -= np.where(ring[:, 0] > 180.0, 360.0, 0.0)
    # A leg of no length has no bearing.
    ring = ring[np.r_[True, (ring[1:] != ring[:-1]).any(axis=1)]]
    near = benchmark or reference
    if near is not None:
        # Begin at the corner nearest to the known point, without turning the ring round.
        ring = np.roll(ring, -int(np.argmin(distance_m(ring[:, 0], ring[:, 1], *near))), axis=0)
    points = [("RP", reference), ("BM", benchmark)]
    chain = [(label, lonlat) for label, lonlat in points if lonlat is not None]
    chain += [("SP" if i == 0 else f"T{i}", (float(x), float(y))) for i, (x, y) in enumerate(ring)]
    chain.append(("SP", (float(ring[0][0]), float(ring[0][1]))))
    legs = [
        Leg(start, end, float(bearing_deg(*here, *there)), float(distance_m(*here, *there)))
        for (start, here), (end, there) in zip(chain[:-1], chain[1:], strict=True)
    ]
    at, (lon, lat) = chain[0]
    return Traverse(name, at, lon, lat, legs, position_entered=f"{lat:.9f}, {lon:.9f}", begins="SP")


def vertex_table(result: ComputedTraverse, *, declination_deg: float | None = None) -> pd.DataFrame:
    """Tabulate the points of a computed traverse: where each lies, and how to go on from it.

    Columns: point, role (approach, corner or side shot), lat, lon, utm, easting, northing, mgrs, to, shot_from,
    bearing_true_deg, bearing_magnetic_deg (NaN without a declination), distance_m, uncertainty_m. Bearings and
    distances lead to the next point, `to`; the last corner leads back to the first. Those of a side shot, which come
    last, lead to it from `shot_from`.
    """
    variation = result.declination_deg if declination_deg is None else declination_deg
    points = [*result.approach, *result.corners]
    named = {station.name: station for station in (*points, *result.side_shots)}
    following = [*points[1:], result.corners[0]] if result.corners else points[1:]
    rows = []
    for index, (point, after) in enumerate(zip(points, following, strict=False)):
        role = "approach" if index < len(result.approach) else "corner"
        row = _vertex(point, point, after, variation)
        rows.append(row | {"role": role, "to": after.name, "shot_from": ""})
    for shot in result.side_shots:
        row = _vertex(shot, named[shot.start], shot, variation)
        rows.append(row | {"role": "side shot", "to": "", "shot_from": shot.start})
    return pd.DataFrame(rows, columns=_VERTEX)


_VERTEX = [
    "point", "role", "lat", "lon", "utm", "easting", "northing", "mgrs", "to", "shot_from", "bearing_true_deg",
    "bearing_magnetic_deg", "distance_m", "uncertainty_m",
]  # fmt: skip


def _vertex(point: Station, start: Station, end: Station, variation: float) -> dict[str, object]:
    """Describe a point, and the line of sight from `start` to `end`."""
    zone_number = utm_zone(point.lon, point.lat)
    (east,), (north,) = from_lonlat(point.lon, point.lat, utm_crs(zone_number, point.lat))
    bearing = float(bearing_deg(start.lon, start.lat, end.lon, end.lat))
    return {
        "point": point.name,
        "lat": point.lat,
        "lon": point.lon,
        "utm": zone_name(zone_number, point.lat),
        "easting": float(east),
        "northing": float(north),
        "mgrs": to_all_formats(point.lon, point.lat)["mgrs"],
        "bearing_true_deg": bearing,
        "bearing_magnetic_deg": math.nan if math.isnan(variation) else (bearing - variation) % 360.0,
        "distance_m": float(distance_m(start.lon, start.lat, end.lon, end.lat)),
        "uncertainty_m": point.uncertainty_m,
    }


def write_text(traverse: Traverse) -> str:
    """Write a traverse in the text form that `read_traverses` reads, to 0.0001° and 0.1 mm.

    Numbers have four decimals: 100.125 could be a hundred thousand. Raises UsageError for what the form cannot hold:
    some names, and a setting that is taken back.
    """
    settings = {
        "area": traverse.name or "area",
        "position": traverse.position_entered or f"{traverse.lat:.9f}, {traverse.lon:.9f}",
        "crs": _crs_beside(traverse),
        "position_m": f"{traverse.position_accuracy_m:.4f}",
        "begins": traverse.begins,
    }
    lines = [f"{key}: {_one_line(value)}" for key, value in settings.items() if value]
    now: dict[str, str] = {}
    for leg in traverse.legs:
        wanted = _settings_of(leg, traverse)
        if any(now.get(key) and not value for key, value in wanted.items()):
            raise UsageError(f"{leg.start} → {leg.end} takes a setting back.", remedy="Write it for each leg.")
        lines += [f"{key}: {_one_line(value)}" for key, value in wanted.items() if value and now.get(key) != value]
        now = wanted
        slope = f"  {leg.slope_deg:g}" if leg.slope_deg else ""
        lines.append(f"{_one_line(leg.start)} -> {_one_line(leg.end)}  {leg.bearing:.4f}  {leg.distance:.4f}{slope}")
    return "\n".join(lines) + "\n"


def _crs_beside(traverse: Traverse) -> str:
    """Give the CRS of the position where its text alone does not say it."""
    try:
        alone = parse_position(traverse.position_entered).crs
    except ZonemarkError:
        alone = ""
    return "" if not traverse.position_entered or alone == traverse.position_crs else traverse.position_crs


def _settings_of(leg: Leg, traverse: Traverse) -> dict[str, str]:
    """Give what holds for a leg, its own or that of the traverse, as it is written; empty where it is not given."""
    variation = traverse.declination_deg if leg.declination_deg is None else leg.declination_deg
    sigma = traverse.bearing_sigma_deg if leg.bearing_sigma_deg is None else leg.bearing_sigma_deg
    share = traverse.distance_sigma if leg.distance_sigma is None else leg.distance_sigma
    return {
        "north": leg.north,
        "date": leg.date or traverse.date,
        "declination": "" if variation is None else f"{variation:.4f}",
        "grid_crs": leg.grid_crs or traverse.grid_crs,
        "bearing_unit": leg.bearing_unit,
        "distance_unit": leg.distance_unit,
        "pace_m": "" if leg.pace_m is None else f"{leg.pace_m:g}",
        "bearing_sigma": "" if sigma is None else f"{sigma:g}",
        "distance_sigma": "" if share is None else f"{share * 100:g}",
    }


def _one_line(text: str) -> str:
    if any(mark in text for mark in "#\n\r>→"):
        raise UsageError(f"{text[:40]!r} cannot be written in a field sheet.", remedy="Give it a plainer name.")
    return text
