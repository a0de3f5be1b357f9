"""The geometries of Esri's JSON as those of GeoJSON, in a file or in a cell.

Rings stand in one list, outer ones clockwise, holes the other way (ArcGIS REST API, geometry objects).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely

_GEOMETRY = ("x", "points", "paths", "rings")
_FIRST_OF_ESRI = 100_000
"""Well-known ids from here on are Esri's own, such as 102100; those before are EPSG codes, but for a few."""


def crs_of_esri(reference: dict[str, Any]) -> str | None:
    """The system that a spatial reference names, None where it names none.

    >>> crs_of_esri({"wkid": 102100, "latestWkid": 3857}), crs_of_esri({})
    ('EPSG:3857', None)
    """
    code = reference.get("latestWkid") or reference.get("wkid")
    if type(code) is int:
        return f"{'EPSG' if code < _FIRST_OF_ESRI else 'ESRI'}:{code}"
    wkt = reference.get("wkt2") or reference.get("wkt")
    return wkt if isinstance(wkt, str) and wkt.strip() else None


def geometry_of_esri(told: Any, *, has_heights: bool = False, has_measures: bool = False) -> Any:
    """A geometry of Esri's as one of GeoJSON; raises ValueError with a sentence if that cannot be.

    `has_heights`, `has_measures`: whether positions have a third number where the geometry does not say so itself.
    """
    if told is None or told == {}:
        return None
    if not isinstance(told, dict):
        raise ValueError("The geometry is not an object.")
    if "curveRings" in told or "curvePaths" in told:
        raise ValueError("The geometry has true curves, which are not read; ask for it with returnTrueCurves=false.")
    if "x" in told:
        is_empty = told["x"] in (None, "NaN") or told.get("y") in (None, "NaN")
        return None if is_empty else {"type": "Point", "coordinates": _position(told)}
    name = next((name for name in _GEOMETRY[1:] if name in told), "")
    if not name:
        raise ValueError("The geometry is none of a point, points, paths and rings.")
    parts = told[name]
    if not isinstance(parts, list):
        raise ValueError(f'The "{name}" of the geometry are not a list.')
    if not parts:
        return None
    plain = _Plain(told, has_heights, has_measures)
    if name == "points":
        return {"type": "MultiPoint", "coordinates": plain.line(parts)}
    lines = [plain.line(part) for part in parts]
    if name == "rings":
        return _polygons(lines)
    single = len(lines) == 1
    return {"type": "LineString" if single else "MultiLineString", "coordinates": lines[0] if single else lines}


def _position(told: dict[str, Any]) -> list[Any]:
    height = told.get("z")
    return [told["x"], told.get("y"), *([height] if type(height) in (int, float) else [])]


class _Plain:
    """Takes measures along a line (M) out of positions, where a third number could be taken for a height."""

    def __init__(self, told: dict[str, Any], has_heights: bool, has_measures: bool) -> None:
        has_heights = told.get("hasZ", has_heights) is True
        has_measures = told.get("hasM", has_measures) is True
        self.most = 3 if has_heights else 2 if has_measures else 4

    def line(self, told: Any) -> Any:
        if not isinstance(told, list):
            return told
        return [position[: self.most] if isinstance(position, list) else position for position in told]


def _polygons(rings: list[Any]) -> dict[str, Any]:
    """Rings in one list as polygons: each that runs clockwise is an outer one, each other a hole of the one around it.

    A ring that lies in none is an outer one too: nothing is left out. Rings that are none are left for the reader of
    geometries to name.
    """
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": rings}
    if not all(map(_is_ring, rings)):
        return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}
    with np.errstate(all="ignore"):  # numbers that are no coordinates are named when the system is known
        outer = [ring for ring in rings if not shapely.is_ccw(shapely.LinearRing([p[:2] for p in ring]))]
    polygons = [[ring] for ring in outer]
    areas = [shapely.Polygon([p[:2] for p in ring]) for ring in outer]
    for ring in (ring for ring in rings if not any(ring is one for one in outer)):
        point = shapely.Point(ring[0][:2])
        around = [index for index, area in enumerate(areas) if area.covers(point)]
        if around:
            polygons[min(around, key=lambda index: areas[index].area)].append(ring)
        else:
            polygons.append([ring])
    if len(polygons) == 1:
        return {"type": "Polygon", "coordinates": polygons[0]}
    return {"type": "MultiPolygon", "coordinates": polygons}


def _is_ring(ring: Any) -> bool:
    if not isinstance(ring, list) or len(ring) < 4 or ring[0] != ring[-1]:
        return False
    return all(isinstance(p, list) and len(p) > 1 and all(type(n) in (int, float) for n in p[:2]) for p in ring)
