"""The geometries of KML as those of GeoJSON, in a file or in a cell; what is wrong in them stays wrong."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element

GEOMETRIES = {"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry", "Track", "MultiTrack", "Model"}


def together(elements: Sequence[Element]) -> Element | None:
    """The geometries of one Placemark as one, None of none."""
    if len(elements) < 2:
        return elements[0] if elements else None
    whole = Element("MultiGeometry")
    whole.extend(elements)
    return whole


def geometry(element: Element) -> Any:
    """A KML geometry as a GeoJSON geometry object; what is wrong in it stays wrong, to be found by `shapes`."""
    if element.tag == "Polygon":
        rings = [*element.findall("outerBoundaryIs/LinearRing"), *element.findall("innerBoundaryIs/LinearRing")]
        return {"type": "Polygon", "coordinates": [_coordinates(ring) for ring in rings]}
    if element.tag in ("MultiGeometry", "MultiTrack"):
        return _together([geometry(child) for child in element if child.tag in GEOMETRIES])
    if element.tag == "Track":
        positions = [_numbers((coord.text or "").split()) for coord in element.findall("coord")]
        return _line(positions)
    positions = _coordinates(element)
    if element.tag == "Point":
        return {"type": "Point", "coordinates": positions[0] if len(positions) == 1 else positions}
    if element.tag == "LinearRing":
        return {"type": "Polygon", "coordinates": [positions]}
    return _line(positions) if element.tag == "LineString" else {"type": element.tag, "coordinates": positions}


def _line(positions: list[Any]) -> dict[str, Any]:
    return {"type": "LineString", "coordinates": positions}


def _together(members: list[Any]) -> Any:
    """Several geometries as one: a Multi… if they are all of one kind."""
    kinds = {member["type"] for member in members}
    if len(members) == 1:
        return members[0]
    if len(kinds) == 1 and kinds <= {"Point", "LineString", "Polygon"}:
        return {"type": f"Multi{kinds.pop()}", "coordinates": [member["coordinates"] for member in members]}
    return {"type": "GeometryCollection", "geometries": members}


def _coordinates(element: Element) -> list[Any]:
    """The `lon,lat[,height]` tuples of an element; a space after a comma is forgiven, as Google Earth forgives it."""
    text = "".join(node.text or "" for node in element.findall("coordinates"))
    return [_numbers(part.split(",")) for part in re.sub(r"\s*,\s*", ",", text).split()]


def _numbers(parts: list[str]) -> list[Any]:
    if len(parts) > 3:  # 46,9283,39,9912 is written with decimal commas, and none of its numbers is a place
        return [",".join(parts), ""]
    return [number(part) for part in parts]


def number(text: str) -> Any:
    """A number as one; any other text as it is, to be named by who reads geometries."""
    if re.fullmatch(r"[+-]?(\d{1,40}(\.\d{0,40})?|\.\d{1,40})([eE][+-]?\d{1,2})?", text):
        return float(text)
    return text
