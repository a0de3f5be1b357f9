"""Shapes that other programs write, in a cell: the markup of KML and GML, and the objects of Esri's JSON.

They are read by what reads files of these formats. What is drawn though something is wrong with it is said, as there.
"""

from __future__ import annotations

import html
import re
from typing import Any
from xml.etree.ElementTree import Element

from geo.cells.outcomes import Outcome, failed, shown
from geo.crs import plain_crs_text
from geo.errors import SourceError, UnsafeSource, UsageError
from geo.findings import SEVERITIES
from geo.findings.counting import counted
from geo.geojson.esri_shapes import crs_of_esri, geometry_of_esri
from geo.geojson.shapes import shapes
from geo.geojson.strict_json import read_json
from geo.markup import gml_shapes, kml_shapes
from geo.markup.safe_xml import parse_bytes

_ESRI = re.compile(
    r'\s*\{(?:.{0,2000}?"geometry"\s*:\s*\{)?[^{}]{0,200}"(?:rings|paths|points|curveRings|curvePaths)"\s*:\s*\[',
    re.DOTALL,
)
"""A geometry of Esri's, by itself or in a feature."""
_TAGS = "|".join(sorted(kml_shapes.GEOMETRIES | gml_shapes.GEOMETRIES))
_MARKUP = re.compile(
    rf"\s*(?:<\?xml[^>]*>\s*)?<(?:\w{{1,20}}:)?(?:{_TAGS}|kml|Document|Folder|Placemark|coordinates|pos|posList)[\s>]"
)
_OF_GML = re.compile(r"<gml:|srsName|<(?:\w{1,20}:)?(?:pos|posList|coord|exterior)[\s>]")
_LARGEST_LATITUDE = 90


def is_foreign(text: str) -> bool:
    """Whether a text is a shape in KML, GML or Esri's JSON.

    >>> is_foreign("<Point><coordinates>46.9,39.5</coordinates></Point>"), is_foreign('{"rings": [[[46.9, 39.5]]]}')
    (True, True)
    >>> is_foreign("<b>39.5 46.9</b>")
    False
    """
    start = text[:300].lstrip()[:1]
    return bool((start in "<&" and _MARKUP.match(_unescaped(text))) or (start == "{" and _ESRI.match(text)))


def read_foreign(text: str) -> tuple[Outcome, str]:
    """Read a shape, and give the system that it states; nothing where it states none."""
    try:
        geometry, stated = _of_esri(text) if text.lstrip().startswith("{") else _of_markup(_unescaped(text))
    except (SourceError, UsageError, UnsafeSource) as error:
        return _unread(text, error.what.strip(" ,"), "Is the cell cut off? "), ""
    except (gml_shapes.Unclear, ValueError) as error:
        return _unread(text, str(error)), ""
    return outcome_of(geometry, text), stated


def _unread(text: str, why: str, remedy: str = "") -> Outcome:
    remedy += "Write it as WKT, such as POINT (46.93 40.39)."
    return failed("geometry_unreadable", f"{shown(text)} is not a shape: {why}", remedy, value=None)


def outcome_of(geometry: Any, text: str) -> Outcome:
    """What became of a geometry of GeoJSON that a text holds: the gravest of its slips is said, as of one in a file."""
    if geometry is None:
        return failed("geometry_unreadable", f"{shown(text)} holds no position.", value=None)
    built = shapes([geometry])
    slips = sorted(built.slips.get(0, []), key=lambda slip: SEVERITIES.index(slip.severity))
    if not slips:
        return Outcome(built.geometries[0])
    outcome = failed(slips[0].code, f"{shown(text)}: {slips[0].what}", slips[0].remedy, value=built.geometries[0])
    outcome.severity = slips[0].severity
    return outcome


def _unescaped(text: str) -> str:
    return html.unescape(text) if text[:300].lstrip().startswith("&lt;") else text


def _of_esri(text: str) -> tuple[Any, str]:
    told = read_json(text)
    told = told["geometry"] if isinstance(told.get("geometry"), dict) else told
    reference = told.get("spatialReference")
    return geometry_of_esri(told), (crs_of_esri(reference) or "") if isinstance(reference, dict) else ""


def _of_markup(text: str) -> tuple[Any, str]:
    root, _ = parse_bytes(text.strip().encode())
    if root.tag in ("coordinates", "pos", "posList"):
        inner, root = root, Element("LinearRing")
        root.append(inner)
    found = _outermost(root)
    marks = {id(mark) for mark in root.iter("Placemark")}
    if len(marks) > 1 or not found:
        raise ValueError(f"It holds {counted(len(marks) or len(found), 'shape')}, and a record has one.")
    if _OF_GML.search(text):
        return _of_gml(found)
    whole = kml_shapes.together(found)
    return (None if whole is None else _plainest(kml_shapes.geometry(whole), root)), "EPSG:4326"


def _outermost(element: Element) -> list[Element]:
    """The geometries in markup that lie in no other."""
    if element.tag in kml_shapes.GEOMETRIES | gml_shapes.GEOMETRIES:
        return [element]
    return [found for child in element for found in _outermost(child)]


def _of_gml(found: list[Element]) -> tuple[Any, str]:
    if len(found) > 1:
        raise ValueError(f"It holds {counted(len(found), 'shape')}, and a record has one.")
    name = next(filter(None, map(gml_shapes.srs_of, found[0].iter())), "")
    stated = plain_crs_text(name) if name else ""
    geometry = gml_shapes.geometry(found[0], swaps=bool(stated) and gml_shapes.swaps_axes(name, stated))
    if not stated and any(one.tag in ("pos", "posList") for one in found[0].iter()):
        first = next(iter(_flat(geometry)), None)
        if not isinstance(first, float) or abs(first) <= _LARGEST_LATITUDE:
            raise ValueError("It names no system (srsName), so that nothing says which number is the latitude.")
    return _plainest(geometry, found[0]), stated


def _flat(geometry: Any) -> Any:
    if isinstance(geometry, dict):
        for part in geometry.get("geometries", [geometry.get("coordinates")]):
            yield from _flat(part)
    elif isinstance(geometry, list):
        for part in geometry:
            yield from _flat(part)
    else:
        yield geometry


def _plainest(geometry: Any, around: Element) -> Any:
    """The shape of coordinates without a geometry: a point, a line, or an outline where they end as they begin."""
    if around.tag != "LinearRing" or len(positions := geometry["coordinates"][0]) > 3 and positions[0] == positions[-1]:
        return geometry
    if len(positions) == 1:
        return {"type": "Point", "coordinates": positions[0]}
    return {"type": "LineString", "coordinates": positions}
