"""The geometries of GML as those of GeoJSON, in a file or in a cell, and how a name of their system orders the axes.

A URN or an address of `/def/crs/` has the order of the authority, north first for EPSG:4326; `EPSG:4326` has x first
(OGC 05-096r1; GeoServer and deegree do the same).
"""

from __future__ import annotations

import re
from typing import Any
from xml.etree.ElementTree import Element

from geo.crs import is_north_first
from geo.findings.counting import counted
from geo.geojson.shapes import written
from geo.markup.kml_shapes import number
from geo.markup.safe_xml import text_of

_MULTI = {
    "MultiPoint": "MultiPoint", "MultiLineString": "MultiLineString", "MultiCurve": "MultiLineString",
    "MultiPolygon": "MultiPolygon", "MultiSurface": "MultiPolygon", "MultiGeometry": "GeometryCollection",
}  # fmt: skip
_SINGLE = ("Point", "LineString", "LinearRing", "Curve", "Polygon", "Surface", "CompositeCurve", "CompositeSurface")
GEOMETRIES = frozenset((*_SINGLE, *_MULTI, "PolyhedralSurface", "OrientableCurve", "OrientableSurface", "Solid"))
_CURVED = ("Arc", "ArcString", "Circle", "CubicSpline", "BSpline", "Bezier", "ArcByCenterPoint", "CircleByCenterPoint")
_OF_AUTHORITY = re.compile(r"\s*(urn:|https?://www\.opengis\.net/def/crs)", re.IGNORECASE)


class Unclear(Exception):
    """A geometry cannot be read; carries a sentence that says why."""


def swaps_axes(stated: str, system: str) -> bool:
    """Whether positions have their north first, as the name of their system says; `system`: that name in plain.

    >>> swaps_axes("urn:ogc:def:crs:EPSG::4326", "EPSG:4326"), swaps_axes("EPSG:4326", "EPSG:4326")
    (True, False)
    """
    return bool(_OF_AUTHORITY.match(stated)) and is_north_first(system)


def srs_of(element: Element | None) -> str:
    """The system that an element states for itself."""
    return (element.get("srsName") or "").strip() if element is not None else ""


def geometry(element: Element, *, swaps: bool) -> Any:
    """A geometry of GML as one of GeoJSON; `swaps`: its first axis is north. Raises Unclear for what is not read."""
    return _shape(element, swaps, _dimension(element))


def _dimension(shape: Element) -> int:
    stated = next(
        (one.get("srsDimension") or one.get("dimension") for one in shape.iter() if one.get("srsDimension")), None
    )
    return 3 if stated == "3" else 2


def _shape(element: Element, swaps: bool, dimension: int) -> Any:
    """A GML geometry as one of GeoJSON; what is wrong in it stays wrong, to be found by `shapes`."""
    tag = element.tag
    if any(one.tag in _CURVED for one in element.iter()):
        raise Unclear("The geometry has arcs or splines, which are not read.")
    if tag in _MULTI:
        members = [_shape(one, swaps, dimension) for part in element for one in part if one.tag in GEOMETRIES]
        return _together(members, _MULTI[tag])
    if tag == "Point":
        positions = _positions(element, swaps, dimension)
        return {"type": "Point", "coordinates": positions[0] if len(positions) == 1 else positions}
    if tag == "Polygon":
        return {"type": "Polygon", "coordinates": _rings(element, swaps, dimension)}
    if tag == "LinearRing":
        return {"type": "Polygon", "coordinates": [_positions(element, swaps, dimension)]}
    if tag in ("Surface", "CompositeSurface", "PolyhedralSurface"):
        patches = [one for one in element.iter() if one.tag in ("PolygonPatch", "Polygon", "Rectangle", "Triangle")]
        faces = [{"type": "Polygon", "coordinates": _rings(one, swaps, dimension)} for one in patches]
        return faces[0] if len(faces) == 1 else _together(faces, "MultiPolygon")
    if tag in ("LineString", "Curve", "CompositeCurve"):
        return {"type": "LineString", "coordinates": _run(element, swaps, dimension)}
    raise Unclear(f"The geometry is a {tag}, which is not read.")


def _together(members: list[Any], kind: str) -> dict[str, Any]:
    if kind == "GeometryCollection":
        return {"type": kind, "geometries": members}
    single = kind.removeprefix("Multi")
    parts = [
        part for one in members for part in ([one["coordinates"]] if one["type"] == single else one["coordinates"])
    ]
    return {"type": kind, "coordinates": parts}


def _rings(polygon: Element, swaps: bool, dimension: int) -> list[Any]:
    """The rings of a polygon, the outer one first, whatever their order in the file."""
    outer = [one for name in ("exterior", "outerBoundaryIs") for one in polygon.findall(name)]
    inner = [one for name in ("interior", "innerBoundaryIs") for one in polygon.findall(name)]
    return [_run(one, swaps, dimension) for one in (*outer, *inner)]


def _run(element: Element, swaps: bool, dimension: int) -> list[Any]:
    """The positions of a line or ring, of all its segments one after the other; where two meet, once."""
    segments = [one for one in element.iter() if one.tag in ("LineString", "LineStringSegment", "LinearRing")]
    line: list[Any] = []
    for segment in segments or [element]:
        positions = _positions(segment, swaps, dimension)
        line += positions[1:] if line and positions and positions[0] == line[-1] else positions
    return line


def _positions(element: Element, swaps: bool, dimension: int) -> list[Any]:
    """The positions in `pos`, `posList`, `coordinates` (GML 2) or `coord` below an element."""
    found: list[list[Any]] = []
    for one in element.iter():
        if one.tag in ("pos", "posList"):
            numbers = [number(text) for text in (one.text or "").split()]
            size = int(one.get("srsDimension") or 0) if (one.get("srsDimension") or "").isdigit() else dimension
            if one.tag == "pos":
                size = len(numbers)
            if not numbers or size < 2 or len(numbers) % size:
                raise Unclear(f"A list of {counted(len(numbers), 'number')} is not one of positions of {size} each.")
            found += [numbers[at : at + size] for at in range(0, len(numbers), size)]
        elif one.tag == "coordinates":
            found += _of_gml_2(one)
        elif one.tag == "coord":
            found.append([number(text_of(one.find(axis)) or "") for axis in "XYZ" if one.find(axis) is not None])
    return [[position[1], position[0], *position[2:]] for position in found] if swaps else found


def _of_gml_2(element: Element) -> list[list[Any]]:
    between, decimal, after = element.get("cs") or ",", element.get("decimal") or ".", element.get("ts") or " "
    text = element.text or ""
    parts = text.split() if after.isspace() else [part.strip() for part in text.split(after) if part.strip()]
    positions = [[number(one.replace(decimal, ".")) for one in part.split(between)] for part in parts]
    if any(len(position) < 2 for position in positions):
        raise Unclear(f"The coordinates {written(text[:40])} are not pairs.")
    return positions
