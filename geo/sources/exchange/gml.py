"""GML and the answers of WFS, versions 2 to 3.2: every feature a record, its words exactly as they were typed.

GDAL's reader guesses types ("007" becomes 7), writes a `.gfs` file beside what it reads, and may follow links and
schemas to other hosts. So the XML is read here, as KML is, and nothing in it is followed.

The order of the axes is told by the form of `srsName` (OGC 05-096r1; GeoServer and deegree do the same): a URN or an
address of `/def/crs/` has the order of the authority, north first for EPSG:4326; `EPSG:4326` has x first.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from geo.cells.names import free_name
from geo.crs import is_north_first, plain_crs_text
from geo.errors import SourceError, UsageError
from geo.findings.counting import counted
from geo.geojson.shapes import written
from geo.sources.exchange.answers import note_lacking
from geo.sources.features import Features
from geo.sources.kml import number, put
from geo.sources.raw import RawTable
from geo.sources.safe_xml import parse, text_of

MEMBERS = ("featureMember", "featureMembers", "member", "members")
_MULTI = {
    "MultiPoint": "MultiPoint", "MultiLineString": "MultiLineString", "MultiCurve": "MultiLineString",
    "MultiPolygon": "MultiPolygon", "MultiSurface": "MultiPolygon", "MultiGeometry": "GeometryCollection",
}  # fmt: skip
_SINGLE = ("Point", "LineString", "LinearRing", "Curve", "Polygon", "Surface", "CompositeCurve", "CompositeSurface")
_GEOMETRIES = frozenset((*_SINGLE, *_MULTI, "PolyhedralSurface", "OrientableCurve", "OrientableSurface", "Solid"))
_CURVED = ("Arc", "ArcString", "Circle", "CubicSpline", "BSpline", "Bezier", "ArcByCenterPoint", "CircleByCenterPoint")
_OF_AUTHORITY = re.compile(r"\s*(urn:|https?://www\.opengis\.net/def/crs)", re.IGNORECASE)


class _Unclear(Exception):
    """A geometry cannot be read; carries a sentence that says why."""


def read(path: Path, *, crs: str | None = None, layer: str | None = None) -> RawTable:
    """Read the features of a GML file, numbered from 1; with `layer`, only those of that type.

    `crs`: what the positions are in, x before y, whatever the file says. Raises SourceError if the file is no
    collection of features, UsageError if it has no features of that type.
    """
    root = parse(path)
    _refuse_other_answers(root, path.name)
    reader = _Members(path.name, crs)
    reader.default = next((name for name in map(_srs, root.iter("Envelope")) if name), "") or _srs(root.find(".//Box"))
    types: dict[str, None] = {}
    for feature in _features(root):
        types[feature.tag] = None
        if layer in (None, feature.tag):
            reader.feature(feature)
    if layer is not None and layer not in types:
        raise UsageError(f"{path.name} has no features {layer!r}.", remedy=f"There are: {', '.join(types) or 'none'}.")
    if len(types) > 1:
        reader.attributes = [{"layer": name, **one} for name, one in zip(reader.types, reader.attributes, strict=True)]
    if not reader.geometries:
        reader.problems.add("no_records", "There is not one feature in the file.")
    note_lacking(reader.problems, root.attrib, len(reader.geometries))
    return reader.table_in_degrees_or(crs or reader.system or None, {"driver": "GML", "layer": ", ".join(types)})


def _refuse_other_answers(root: Element, source: str) -> None:
    if root.tag in ("ExceptionReport", "ServiceExceptionReport"):
        said = " ".join((text_of(root) or "nothing").split())[:200]
        raise SourceError(f"{source} holds no records: the server answered {said!r}.", remedy="Ask it again.")
    if root.tag.endswith("Capabilities"):
        raise SourceError(f"{source} describes a server and holds no records.", remedy="Save an answer to GetFeature.")


def _features(root: Element) -> list[Element]:
    found = [feature for child in root for feature in (child if child.tag in MEMBERS else ())]
    inner = [one for one in found if one.tag.endswith("FeatureCollection")]  # WFS 2 answers several queries so
    return [one for one in found if one not in inner] + [one for each in inner for one in _features(each)]


class _Members(Features):
    """Features as they are read, and the system that their positions are in."""

    def __init__(self, source: str, crs: str | None) -> None:
        super().__init__(source)
        self.default = ""
        self.system = ""
        self.types: list[str] = []
        self._crs = crs
        self._swaps = False

    def feature(self, element: Element) -> None:
        """Take in one feature."""
        attributes: dict[str, Any] = {}
        geometry: Any = None
        for child in element:
            shape = next((one for one in child if one.tag in _GEOMETRIES), None)
            if child.tag == "boundedBy":
                continue
            if shape is None:
                _take_words(child, child.tag, attributes)
            elif geometry is not None:
                put(attributes, child.tag, _words_of(shape))
            else:
                geometry = self._placed(shape, attributes)
        self.types.append(element.tag)
        self.add(attributes, geometry, element.get("id") or element.get("fid"))

    def _placed(self, shape: Element, attributes: dict[str, Any]) -> Any:
        try:
            self._settle(_srs(shape) or next(filter(None, map(_srs, shape.iter())), "") or self.default)
            return _geometry(shape, self._swaps, _dimension(shape))
        except _Unclear as unclear:
            attributes[free_name("position_entered", attributes)] = _words_of(shape)
            self.problem("geometry_unreadable", self.row, str(unclear), "The attributes are kept.", at="geometry")
            return None

    def _settle(self, stated: str) -> None:
        """Let the first geometry decide the system of the file; one in another is not read for it."""
        if self._crs:
            return
        system = plain_crs_text(stated) if stated else ""
        if not self.system and system:
            self.system, self._swaps = system, bool(_OF_AUTHORITY.match(stated)) and is_north_first(system)
        if system != self.system or (system and self._swaps != (_has_order(stated) and is_north_first(system))):
            raise _Unclear(f"The geometry is in {system or 'no system'}, those before it in {self.system}.")


def _has_order(stated: str) -> bool:
    return bool(_OF_AUTHORITY.match(stated))


def _srs(element: Element | None) -> str:
    return (element.get("srsName") or "").strip() if element is not None else ""


def _dimension(shape: Element) -> int:
    stated = next(
        (one.get("srsDimension") or one.get("dimension") for one in shape.iter() if one.get("srsDimension")), None
    )
    return 3 if stated == "3" else 2


def _take_words(element: Element, name: str, attributes: dict[str, Any]) -> None:
    """Take in the text of a property, or of each property inside it under both names."""
    if len(element) == 0:
        put(attributes, name, (element.text or "").strip() or element.get("href"))
    for child in element:
        _take_words(child, f"{name}/{child.tag}", attributes)


def _words_of(shape: Element) -> str:
    return f"{shape.tag}: {' '.join(' '.join(shape.itertext()).split())}"


def _geometry(element: Element, swaps: bool, dimension: int) -> Any:
    """A GML geometry as one of GeoJSON; what is wrong in it stays wrong, to be found by `shapes`."""
    tag = element.tag
    if any(one.tag in _CURVED for one in element.iter()):
        raise _Unclear("The geometry has arcs or splines, which are not read.")
    if tag in _MULTI:
        members = [_geometry(one, swaps, dimension) for part in element for one in part if one.tag in _GEOMETRIES]
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
    raise _Unclear(f"The geometry is a {tag}, which is not read.")


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
                raise _Unclear(f"A list of {counted(len(numbers), 'number')} is not one of positions of {size} each.")
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
        raise _Unclear(f"The coordinates {written(text[:40])} are not pairs.")
    return positions
