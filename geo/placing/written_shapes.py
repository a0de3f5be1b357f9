"""Shapes written into a cell: WKT and WKB as databases export them, GeoJSON, objects with the names of their
coordinates as open-data portals and ArcGIS write them, the strings of ODK and KoBoToolbox, and what others write.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from geo.cells.outcomes import Outcome, failed, shown
from geo.errors import SourceError, UnsafeSource, UsageError
from geo.findings.counting import counted
from geo.geojson.documents import document
from geo.geojson.features import taken_apart
from geo.placing.foreign_shapes import is_foreign, outcome_of, read_foreign

_NUMBER = r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?"
_ODK_POINT = re.compile(rf"\s*(-?\d+\.\d+)\s+(-?\d+\.\d+)(?:\s+({_NUMBER})(?:\s+({_NUMBER}))?)?\s*")
_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*(\d{1,7})\s*;)?\s*((?:POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON|"
    r"GEOMETRYCOLLECTION)\b.*)",
    re.IGNORECASE | re.DOTALL,
)
_GEOJSON = re.compile(
    r'\s*\{(?![^{}\[]*"type"\s*:\s*"\w*CRS")(?=[^{}\[]*"type"|[^{}]*"(?:coordinates|geometr\w+|properties|features)")'
)
_BEGINS_AS_WKT = re.compile(
    r"\s*(?:SRID\s*=\s*\d{1,7}\s*;)?\s*(?:(?:MULTI)?(?:POINT|LINESTRING|POLYGON)|GEOMETRYCOLLECTION)"
    r"\s*+(?:ZM?|M)?\s*+(?:\(|EMPTY\b)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"[\"'](\w{1,12})[\"']\s*:\s*[\"']?(-?\d+(?:\.\d+)?(?:[eE]-?\d+)?)[\"']?\s*[,}]")
_NAMES = ({"x": "lon", "y": "lat"}, {name: "lat" for name in ("lat", "latitude")}
          | {name: "lon" for name in ("lon", "lng", "long", "longitude")})  # fmt: skip
_WKID = ("latestwkid", "wkid")
_WEB_MERCATOR = {"102100": "3857", "102113": "3857"}
"""Codes of Esri for the system that the register calls 3857."""
_HEX = re.compile(r"(?:\\x)?(0[01][0-9a-fA-F]{40,})")


def is_shape(text: str) -> bool:
    """Whether a text is meant as WKT, hexadecimal WKB, GeoJSON, KML, GML or Esri's JSON, and not as a CRS in JSON.

    >>> is_shape("POINT (46.9 39.5)"), is_shape('{"type": "Point", "coordinates": [46.9, 39.5]}'), is_shape("Polygon")
    (True, True, False)
    >>> is_shape('{"type": "GeographicCRS", "name": "WGS 84"}')
    False
    """
    return bool(
        _BEGINS_AS_WKT.match(text)
        or _HEX.fullmatch(text)
        or is_foreign(text)
        or _GEOJSON.match(text)
        or _named_point(text)
    )


def _named_point(text: str) -> tuple[Any, str] | None:
    """The point of an object that names its coordinates, and the system that it states; None for any other text.

    >>> _named_point("{'latitude': '39.5', 'longitude': '46.9'}")[0].wkt
    'POINT (46.9 39.5)'
    >>> _named_point('{"x": 5220084, "y": 4793547, "spatialReference": {"wkid": 102100}}')[1]
    'EPSG:3857'
    """
    if not text.lstrip().startswith("{") or len(text) > _LONGEST_OBJECT:
        return None
    told = {name.lower(): value for name, value in reversed(_NAMED.findall(text))}
    code = next((told[name] for name in _WKID if name in told), "")
    for number, names in enumerate(_NAMES):
        found = {part: float(told[name]) for name, part in names.items() if name in told}
        if len(found) == len(names) or (number and len(found) == len(_NAMES[0])):
            return shapely.Point(found["lon"], found["lat"]), f"EPSG:{_WEB_MERCATOR.get(code, code)}" if code else ""
    return None


_LONGEST_OBJECT = 2000


def is_odk(text: str) -> bool:
    """Whether a text is a geopoint, geotrace or geoshape of ODK: latitude first, points parted by semicolons.

    >>> is_odk("40.39 46.93 512.0 4.5"), is_odk("40.39 46.93"), is_odk("40.1 46.1 0 0; 40.2 46.2 0 0")
    (True, False, True)
    """
    points = text.strip().strip(";").split(";")
    matches = [_ODK_POINT.fullmatch(point) for point in points]
    heights = [match[3] if len(points) > 1 else match[4] for match in matches if match]
    return len(heights) == len(points) and any(heights)


def read_odk(text: str) -> Outcome:
    """A point, a line or, if it ends where it began, a polygon; the worst accuracy of its points goes with it.

    An accuracy of 0 is what a form writes when the point was put on a map by hand: it states nothing.

    >>> outcome = read_odk("40.39 46.93 512.0 4.5")
    >>> outcome.value.wkt, outcome.others
    ('POINT (46.93 40.39)', {'position_accuracy_m': 4.5})
    """
    points = [_ODK_POINT.fullmatch(point) for point in text.strip().strip(";").split(";")]
    pairs = [(float(point[2]), float(point[1])) for point in points if point]
    for lon, lat in pairs:
        for value, limit in ((lat, 90), (lon, 180)):
            if abs(value) > limit:
                return failed("coordinate_range", f"{lat:g} {lon:g} is not latitude, longitude: {value:g} is outside "
                              f"-{limit}…{limit}.", "ODK writes the latitude first.")  # fmt: skip
    accuracy = max((float(point[4]) for point in points if point and point[4]), default=0.0)
    others = {"position_accuracy_m": accuracy} if accuracy > 0 else {}
    return Outcome(_shape(pairs), others=others)


def _shape(pairs: list[tuple[float, float]]) -> Any:
    if len(pairs) == 1:
        return shapely.Point(pairs[0])
    if len(pairs) > 3 and pairs[0] == pairs[-1]:
        return shapely.Polygon(pairs)
    return shapely.LineString(pairs)


def read_shapes(texts: Sequence[str]) -> tuple[list[Outcome], list[str]]:
    """Read texts as WKT, hexadecimal WKB, GeoJSON, KML, GML or Esri's JSON: the outcomes, and the CRS each text states.

    An outcome with a problem and a value is to be drawn, and said. All at once first; a text that stops that is looked
    at alone, so that one bad shape costs one problem.
    """
    hexed = [_HEX.fullmatch(text) for text in texts]
    wkt = [_WKT.fullmatch(text) for text in texts]
    bodies = np.array([match[2] if match else None for match in wkt], dtype=object)
    found = shapely.from_wkt(bodies, on_invalid="ignore")
    codes = [f"EPSG:{match[1]}" if match and match[1] else "" for match in wkt]
    if any(hexed):
        binary = shapely.from_wkb(
            np.array([match[1] if match else None for match in hexed], object), on_invalid="ignore"
        )
        found = np.where(shapely.is_missing(found), binary, found)
        codes = [code or (f"EPSG:{srid}" if srid > 0 else "") for code, srid in
                 zip(codes, shapely.get_srid(binary).tolist(), strict=True)]  # fmt: skip
    outcomes: list[Outcome] = []
    for text, shape in zip(texts, found, strict=True):
        if shape is None and is_foreign(text):
            outcome, codes[len(outcomes)] = read_foreign(text)
            outcomes.append(outcome)
        elif shape is None and _GEOJSON.match(text):
            outcomes.append(_read_geojson(text))
        elif shape is None and (named := _named_point(text)):
            codes[len(outcomes)] = named[1]
            outcomes.append(Outcome(named[0]))
        elif shape is None and (closed := _closed(text)) is not None:
            what = f"{shown(text)} has a ring that does not end where it begins; it was closed with a straight line."
            outcomes.append(failed("ring_not_closed", what, "Are positions missing?", value=closed))
        elif shape is None:
            outcomes.append(failed("geometry_unreadable", f"{shown(text)} is not a shape: {_why(text)}.",
                                   "Write it as WKT, such as POINT (46.93 40.39).", value=None))  # fmt: skip
        elif not np.isfinite(shapely.get_coordinates(shape)).all():
            outcomes.append(
                failed("position_not_finite", f"{shown(text)} has a coordinate that is not a number.", value=None)
            )
        else:
            outcomes.append(Outcome(shape))
    return outcomes, codes


def _closed(text: str) -> Any:
    """The shape of WKT in which a ring lacks only its last corner, which is the first again; as GeoJSON is closed."""
    match = _WKT.fullmatch(text)
    if not match or "closed" not in _why(text):
        return None
    try:
        shape = shapely.from_wkt(match[2], on_invalid="fix")
    except shapely.errors.ShapelyError:
        return None
    return shape if shape is not None and np.isfinite(shapely.get_coordinates(shape)).all() else None


def _read_geojson(text: str) -> Outcome:
    """The shape of a geometry, a feature or a collection of one feature, as the reader of GeoJSON files has it."""
    try:
        found = document(text.encode(), "")
        parts = list(taken_apart(found, lambda *_, **__: None))
    except (SourceError, UsageError, UnsafeSource) as error:
        return failed("geometry_unreadable", f"{shown(text)} is not a shape: {error.what.strip()}",
                      "Write it as GeoJSON or WKT.", value=None)  # fmt: skip
    if len(parts) != 1:
        what = f"{shown(text)} holds {counted(len(parts), 'feature')}, and a record has one shape."
        return failed("geometry_unreadable", what, "Put each into a row of its own.", value=None)
    return outcome_of(parts[0].geometry, text)


def _why(text: str) -> str:
    match = _WKT.fullmatch(text)
    if match is None:
        return "it begins with no kind of geometry"
    try:
        shapely.from_wkt(match[2])
    except shapely.GEOSException as error:
        return " ".join(str(error).rpartition("Exception:")[2].split()).rstrip(".")[:120]
    return "it cannot be read"
