"""GPX, what a GPS receiver or a phone writes: waypoints are points, tracks and routes are lines.

A walked boundary is a track that comes back to where it began. It becomes a polygon only when that is asked for: a
path to a hazard and back looks the same. The order of records is that of the file: waypoints, routes, tracks.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from geo.errors import SourceError
from geo.markup.kml_shapes import number
from geo.markup.safe_xml import parse_leniently, text_of
from geo.sources.features import Features
from geo.sources.kml import put
from geo.sources.raw import RawTable

WORDS = ("name", "desc", "cmt", "src", "sym", "type", "number", "time", "sat", "hdop", "fix")
_CALLED = {"time": "when"}
"""Words of GPX under the headings by which other formats have them; in a table "time" is mostly one of day."""
CLOSED_M = 25.0
"""How far the end of a walked boundary may lie from its beginning: two positions of a hand-held receiver."""


def read(path: Path, *, closed_tracks_as_polygons: bool = False) -> RawTable:
    """Read a GPX file, records numbered from 1.

    With `closed_tracks_as_polygons`, a track or route of at least three positions that ends within 25 m of its
    beginning becomes a polygon, with a problem that says so. Raises SourceError if the file is not GPX.
    """
    root, undeclared = parse_leniently(path)
    if root.tag != "gpx":
        raise SourceError(f"{path.name} is XML, but not GPX: it begins with <{root.tag}>.")
    reader = _Tracks(path.name, closed_tracks_as_polygons, is_ours=root.get("creator") == "Zonemark")
    reader.say_undeclared(undeclared)
    for tag, take in (("wpt", reader.waypoint), ("rte", reader.route), ("trk", reader.track)):
        for element in root.findall(tag):
            take(element)
    if not reader.geometries:
        reader.problems.add("no_records", "There is no waypoint, route or track in the file.")
    return reader.table({"driver": "GPX", **_about(root)})


def _about(root: Element) -> dict[str, str]:
    found = {"creator": root.get("creator"), "name": text_of(root.find("metadata/name"))}
    return {name: value for name, value in found.items() if value}


class _Tracks(Features):
    def __init__(self, source: str, polygons: bool, *, is_ours: bool) -> None:
        super().__init__(source)
        self.polygons = polygons
        self.is_ours = is_ours

    def _attributes(self, element: Element, record: str) -> dict[str, Any]:
        """What the file says of a record; in an export of Zonemark the extensions alone, for the rest is its label."""
        of_label = ("name", "desc") if self.is_ours and element.find("extensions") is not None else ()
        return _words(element, record, of_label)

    def waypoint(self, element: Element) -> None:
        """Take in a waypoint."""
        attributes = self._attributes(element, "waypoint")
        self.add(attributes, {"type": "Point", "coordinates": _position(element)})

    def route(self, element: Element) -> None:
        """Take in a route: one line, through the points that give its shape between those that have names."""
        shaped = [part for point in element.findall("rtept") for part in (point, *point.findall("extensions//rpt"))]
        self._lines(element, "route", [shaped])

    def track(self, element: Element) -> None:
        """Take in a track: a line for each unbroken stretch of it."""
        self._lines(element, "track", [segment.findall("trkpt") for segment in element.findall("trkseg")])

    def _lines(self, element: Element, record: str, stretches: list[list[Element]]) -> None:
        attributes = self._attributes(element, record)
        points = [point for stretch in stretches for point in stretch]
        times = [time for time in (text_of(point.find("time")) for point in points) if time]
        if times:
            attributes |= {"time_first": times[0], "time_last": times[-1]}
        lines = [[_position(point) for point in stretch] for stretch in stretches if stretch]
        if self.polygons and len(lines) == 1 and _is_closed(lines[0]):
            self.problems.add(
                "track_to_polygon",
                f"The {record} ends where it began; it was read as a polygon.",
                row=self.row,
                field="geometry",
            )
            ring = lines[0] if lines[0][0][:2] == lines[0][-1][:2] else [*lines[0], lines[0][0]]
            self.add(attributes, {"type": "Polygon", "coordinates": [ring]})
        elif len(lines) == 1:
            self._line(attributes, lines[0], record)
        else:
            self._several(attributes, lines, record)

    def _line(self, attributes: dict[str, Any], line: list[Any], record: str) -> None:
        if len(line) == 1:
            self.problems.add(
                "single_position",
                f"The {record} has one position; it was read as a point.",
                severity="warning",
                row=self.row,
                field="geometry",
            )
            self.add(attributes, {"type": "Point", "coordinates": line[0]})
        else:
            self.add(attributes, {"type": "LineString", "coordinates": line})

    def _several(self, attributes: dict[str, Any], lines: list[list[Any]], record: str) -> None:
        """A stretch of one position (the receiver lost its satellites) is kept as a point beside the lines."""
        single = [line[0] for line in lines if len(line) == 1]
        longer = [line for line in lines if len(line) > 1]
        if not lines:
            self.problems.add("empty_geometry", f"The {record} has no positions.", row=self.row, field="geometry")
            self.add(attributes, None)
        elif not single:
            self.add(attributes, {"type": "MultiLineString", "coordinates": longer})
        else:
            parts = [{"type": "LineString", "coordinates": line} for line in longer]
            parts += [{"type": "Point", "coordinates": position} for position in single]
            self.add(attributes, {"type": "GeometryCollection", "geometries": parts})


def _words(element: Element, record: str, without: Sequence[str] = ()) -> dict[str, Any]:
    attributes: dict[str, Any] = {"gpx_type": record}
    for name in WORDS:
        if name in without:
            continue
        for child in element.findall(name):
            put(attributes, _CALLED.get(name, name), text_of(child))
    _join_comment(attributes)
    link = element.find("link")
    put(attributes, "link", link.get("href") if link is not None else None)
    for child in element.findall("extensions//"):
        if len(child) == 0:
            put(attributes, child.tag, text_of(child))
    return attributes


def _join_comment(attributes: dict[str, Any]) -> None:
    """Take the comment of a receiver for the description where there is none; many write the name there once more."""
    comment = attributes.get("cmt")
    if comment is None:
        return
    if comment in (attributes.get("name"), attributes.get("desc")):
        del attributes["cmt"]
    elif "desc" not in attributes:
        attributes["desc"] = attributes.pop("cmt")


def _position(element: Element) -> list[Any]:
    height = text_of(element.find("ele"))
    parts = [element.get("lon") or "", element.get("lat") or "", *([height] if height else [])]
    return [number(part.strip()) for part in parts]


def _is_closed(line: list[Any]) -> bool:
    """Whether a line of at least three different positions ends near its beginning."""
    from geo.crs import distance_m

    ends = [*line[0][:2], *line[-1][:2]]
    if len({tuple(position[:2]) for position in line}) < 3 or not all(isinstance(number, float) for number in ends):
        return False
    lon1, lat1, lon2, lat2 = ([number] for number in ends)
    return bool(np.all(np.asarray(distance_m(lon1, lat1, lon2, lat2)) <= CLOSED_M))
