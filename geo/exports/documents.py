"""GeoJSON, KML and GPX, written here: GDAL would change names, digits or order."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

import numpy as np
import shapely

from geo.disk import write_pieces
from geo.exports.flat import FICTITIOUS, Flat, Notice, flatten, geometry_types, nested_values, notes_of
from geo.findings import Findings, Problem
from geo.findings.counting import counted
from geo.geojson import about, as_features, collection, without_unknown_heights
from geo.records.properties import to_properties
from geo.scale.copies import in_turn
from geo.scale.runners import HERE, Runner

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from geo.records import Layer

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
AT_ONCE = 25_000
"""Records that are written at a time."""
OGR = "http://osgeo.org/gdal"
"""The namespace that GDAL, and so QGIS, reads the attributes of a GPX file from."""


@dataclass(frozen=True)
class Lines:
    """Some records of a layer as lines of GeoJSON, a comma between them; what of them is told once all are written."""

    text: bytes
    turned: int
    nested: Counter[tuple[str, str]]


def write_geojson(layers: Sequence[Layer], path: Path, notice: Notice, runner: Runner = HERE) -> list[Problem]:
    """Write one GeoJSON file (RFC 7946) of one layer; it carries everything, and rings run as the standard has them."""
    (layer,) = layers
    starts = range(0, len(layer.frame), AT_ONCE)

    def lines(number: int) -> Lines:
        start = starts[number]
        some = replace(layer, frame=layer.frame.iloc[start : start + AT_ONCE])
        return lines_of(some, np.arange(start, start + len(some.frame)), notice)

    written = [*in_turn(lines, len(starts), runner)]
    write_pieces(path, framed(layer, notice, (one.text for one in written)))
    return told_of(written, layer, path)


def lines_of(layer: Layer, orders: NDArray[np.int64], notice: Notice) -> Lines:
    """Write the lines of some records, given with their places in the layer."""
    records = to_properties(layer.frame)
    if notice.fictitious:
        records = [{**record, "fictitious": FICTITIOUS} for record in records]
    ids = [str(record.get("id", order + 1)) for order, record in zip(orders.tolist(), records, strict=True)]
    geometries, turned = _by_right_hand(without_unknown_heights(layer.frame.geometry.array))
    text = collection(as_features(ids, records, geometries), {})
    return Lines(text[len(_BARE) - len(_END) : -len(_END)], turned, nested_values(layer))


_END = b"\n]}\n"
_BARE = collection([], {})
"""A collection without records: what stands before them, and the end of it."""


def framed(layer: Layer, notice: Notice, lines: Iterable[bytes]) -> Iterator[bytes]:
    """Give the pieces of a collection whose lines are given in pieces."""
    members = {
        "name": notice.titled(layer.title),
        "description": notice.text,
        "zonemark": about(layer.kind, layer.title, edition=asdict(notice.edition) if notice.edition else None),
    }
    yield collection([], members)[: -len(_END)]
    for number, some in enumerate(lines):
        yield b",\n" + some if number else some
    yield _END


def told_of(written: Sequence[Lines], layer: Layer, path: Path) -> list[Problem]:
    """Say what was changed in all lines of a file."""
    problems = notes_of(sum((one.nested for one in written), Counter()), layer, path.name)
    if turned := sum(one.turned for one in written):
        what = f"{counted(turned, 'outline')} ran against the right-hand rule of RFC 7946; here in reverse."
        problems.add("ring_direction", what, "Corners and area are the same.")
    return problems


def _by_right_hand(geometries: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """Let outer rings run counter-clockwise, and say of how many geometries some did not.

    Programs that draw on the globe take a ring wound the other way for all the world outside it. Of a ring that
    crosses itself nobody can say how it runs; it stays as it is.
    """
    oriented = np.where(shapely.is_valid(geometries), shapely.orient_polygons(geometries), geometries)
    return oriented, int((shapely.to_wkb(oriented) != shapely.to_wkb(geometries)).sum())


def write_kml(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one KML document (OGC 2.3) with a folder for each layer; attributes as ExtendedData, which is text."""
    kml = Element("kml", xmlns="http://www.opengis.net/kml/2.2")
    document = SubElement(kml, "Document")
    problems = Findings(path.name)
    _add_text(document, "name", notice.titled(), problems)
    _add_text(document, "description", notice.text, problems)
    for layer in layers:
        folder = SubElement(document, "Folder")
        _add_text(folder, "name", notice.titled(layer.title), problems)
        SubElement(folder, _RECORDS)
    _write_xml(kml, [_placemarks(layer, notice, problems) for layer in layers], path, level=3)
    problems.add("types_as_text", "KML writes every attribute as text, numbers too.")
    return problems


def _placemarks(layer: Layer, notice: Notice, problems: Findings) -> Iterator[Element]:
    flat = flatten(layer, notice, problems.source)
    for record, geometry in _records(flat, layer):
        placemark = Element("Placemark")
        _add_text(placemark, "name", _name(record, layer, notice), problems)
        data = SubElement(placemark, "ExtendedData")
        for name, cell in record.items():
            _add_text(SubElement(data, "Data", name=xml_text(name)), "value", _cell(cell), problems)
        _kml_geometry(placemark, geometry)
        yield placemark
    problems += flat.problems


def _kml_geometry(parent: Element, geometry: Any) -> None:
    if geometry is None or geometry.is_empty:
        return
    kind = geometry.geom_type
    if kind == "Polygon":
        polygon = SubElement(parent, "Polygon")
        for boundary, ring in (
            ("outerBoundaryIs", geometry.exterior),
            *(("innerBoundaryIs", r) for r in geometry.interiors),
        ):
            _kml_geometry(SubElement(polygon, boundary), ring)
    elif kind in ("Point", "LineString", "LinearRing"):
        lines = (
            ",".join(map(_number, position)) for position in shapely.get_coordinates(geometry, include_z=geometry.has_z)
        )
        SubElement(SubElement(parent, kind), "coordinates").text = " ".join(lines)
    else:
        several = SubElement(parent, "MultiGeometry")
        for part in geometry.geoms:
            _kml_geometry(several, part)


def write_gpx(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one GPX 1.1 file: points as waypoints, lines as tracks, polygons as closed tracks.

    Records without a position cannot be in it; each of them is a problem.
    """
    gpx = Element("gpx", version="1.1", creator="Zonemark", xmlns="http://www.topografix.com/GPX/1/1")
    gpx.set("xmlns:ogr", OGR)
    problems = Findings(path.name)
    metadata = SubElement(gpx, "metadata")
    _add_text(metadata, "name", notice.titled(), problems)
    _add_text(metadata, "desc", notice.text, problems)
    SubElement(gpx, _RECORDS)
    flats = [flatten(layer, notice, path.name) for layer in layers]
    for layer, flat in zip(layers, flats, strict=True):
        problems += flat.problems
        _note_left_out(flat, layer, problems)
    # The schema wants all waypoints before the tracks.
    elements = (
        element
        for tag in ("wpt", "trk")
        for layer, flat in zip(layers, flats, strict=True)
        for element in _described(tag, flat, layer, notice, problems)
    )
    _write_xml(gpx, [elements], path, level=1)
    problems.add("types_as_text", "GPX writes every attribute as text, in extensions.")
    if any("Polygon" in name or "Collection" in name for name in geometry_types(layers)):
        what = "GPX has no polygons; they are written as closed tracks, holes as segments of their own."
        problems.add("polygons_as_tracks", what)
    if any("Multi" in name or "Collection" in name for name in geometry_types(layers)):
        what = "GPX has no geometries of several parts; each part is a track or waypoint with the record's attributes."
        problems.add("parts_split", what)
    return problems


def _note_left_out(flat: Flat, layer: Layer, problems: Findings) -> None:
    what = "It has no position, so GPX cannot hold it; it is not in this file."
    for record, geometry in _records(flat, layer):
        if geometry is None or geometry.is_empty:
            problems.add("not_exported", what, id=str(record.get("id", "")), field="geometry")


def _described(tag: str, flat: Flat, layer: Layer, notice: Notice, problems: Findings) -> Iterator[Element]:
    """Give the waypoints (`wpt`) or the tracks (`trk`) of a layer, with what their records say."""
    for record, geometry in _records(flat, layer):
        if geometry is None or geometry.is_empty:
            continue
        for element in _gpx_elements(geometry):
            if element.tag == tag:
                _describe(element, record, layer, notice, problems)
                yield element


def _gpx_elements(geometry: Any) -> Iterator[Element]:
    kind = geometry.geom_type
    if kind == "Point":
        yield _gpx_point("wpt", shapely.get_coordinates(geometry, include_z=geometry.has_z)[0])
    elif kind in ("Polygon", "LineString", "LinearRing"):
        track = Element("trk")
        for line in (geometry.exterior, *geometry.interiors) if kind == "Polygon" else (geometry,):
            segment = SubElement(track, "trkseg")
            segment.extend(
                _gpx_point("trkpt", position) for position in shapely.get_coordinates(line, include_z=geometry.has_z)
            )
        yield track
    else:
        for part in geometry.geoms:
            yield from _gpx_elements(part)


def _gpx_point(tag: str, position: Any) -> Element:
    point = Element(tag, lat=_number(position[1]), lon=_number(position[0]))
    if len(position) > 2:
        SubElement(point, "ele").text = _number(position[2])
    return point


def _describe(element: Element, record: dict[str, Any], layer: Layer, notice: Notice, problems: Findings) -> None:
    """Add name, description and attributes, in the order of the schema: before a track's segments."""
    label, description = Element("name"), Element("desc")
    label.text, description.text = (
        xml_text(notice.titled(_name(record, layer, notice))),
        xml_text(f"{layer.title}. {notice.text}"),
    )
    extensions = Element("extensions")
    for name, cell in record.items():
        if cell is not None:
            _add_text(extensions, f"ogr:{_xml_name(name)}", _cell(cell), problems)
    start = 1 if len(element) and element[0].tag == "ele" else 0
    element[start:start] = [label, description, extensions] if element.tag == "trk" else [label, description]
    if element.tag == "wpt":
        element.append(extensions)


def _records(flat: Flat, layer: Layer) -> Iterator[tuple[dict[str, Any], Any]]:
    geometries = without_unknown_heights(layer.frame.geometry.array)
    for index, geometry in enumerate(geometries):
        yield {name: cells[index] for name, cells in flat.columns.items() if cells[index] is not None}, geometry


def _label(record: dict[str, Any]) -> str:
    return str(record.get("name") or record.get("id") or "")


def _name(record: dict[str, Any], layer: Layer, notice: Notice) -> str:
    return notice.named(_label(record), layer, record.get("area_type"))


def _cell(cell: Any) -> str:
    return cell if isinstance(cell, str) else json.dumps(cell)


def _number(value: Any) -> str:
    return repr(float(value))


def _add_text(parent: Element, tag: str, text: str, problems: Findings) -> None:
    kept = xml_text(text)
    if kept != text:
        what = f"Control characters and line ends that XML cannot hold are replaced in {kept[:60]!r}."
        problems.add("control_characters", what, field=tag)
    SubElement(parent, tag).text = kept


def xml_text(text: str) -> str:
    """Give a text as XML 1.0 can hold it: line ends as LF, U+FFFD for control characters and halves of characters."""
    return _NOT_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _xml_name(name: str) -> str:
    """A column's name as the name of an element: what may not stand in one becomes _xHHHH_ (as in SQL/XML).

    >>> _xml_name("name_rus"), _xml_name("2nd visit")
    ('name_rus', '_x0032_nd_x0020_visit')
    """
    legal = re.sub(r"[^\w.\-]", lambda found: f"_x{ord(found.group()):04X}_", name)
    return legal if re.match(r"[^\W\d]", legal) else f"_x{ord(legal[0]):04X}_{legal[1:]}"


_RECORDS = "records"
"""An element in whose place the records come."""


def _write_xml(root: Element, records: Sequence[Iterable[Element]], path: Path, *, level: int) -> None:
    """Write a document, the elements of `records` in the places of its elements `_RECORDS`, so many levels deep.

    One element is held at a time: those of a million records take 10 GB.
    """
    indent(root, space=" ")
    frame = tostring(root, encoding="utf-8", xml_declaration=True)
    before, *after = frame.split(b" " * level + f"<{_RECORDS} />\n".encode())
    write_pieces(path, chain([before], *map(_lines_and, records, after, repeat(level))))


def _lines_and(elements: Iterable[Element], after: bytes, level: int) -> Iterator[bytes]:
    for element in elements:
        indent(element, space=" ", level=level)
        yield f"{' ' * level}{tostring(element, encoding='unicode')}\n".encode()
    yield after
