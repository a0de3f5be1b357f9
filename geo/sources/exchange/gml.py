"""GML and the answers of WFS, versions 2 to 3.2: every feature a record, its words exactly as they were typed.

GDAL's reader guesses types ("007" becomes 7), writes a `.gfs` file beside what it reads, and may follow links and
schemas to other hosts. So the XML is read here, as KML is, and nothing in it is followed.

The order of the axes is told by the form of `srsName` (OGC 05-096r1; GeoServer and deegree do the same): a URN or an
address of `/def/crs/` has the order of the authority, north first for EPSG:4326; `EPSG:4326` has x first.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from geo.cells.names import free_name
from geo.crs import plain_crs_text
from geo.errors import SourceError, UsageError
from geo.markup.gml_shapes import GEOMETRIES, Unclear, geometry, srs_of, swaps_axes
from geo.markup.safe_xml import parse, text_of, words_of
from geo.sources.exchange.answers import note_lacking
from geo.sources.features import Features
from geo.sources.kml import put
from geo.sources.raw import RawTable

MEMBERS = ("featureMember", "featureMembers", "member", "members")


def read(path: Path, *, crs: str | None = None, layer: str | None = None) -> RawTable:
    """Read the features of a GML file, numbered from 1; with `layer`, only those of that type.

    `crs`: what the positions are in, x before y, whatever the file says. Raises SourceError if the file is no
    collection of features, UsageError if it has no features of that type.
    """
    root = parse(path)
    _refuse_other_answers(root, path.name)
    reader = _Members(path.name, crs)
    reader.default = next((name for name in map(srs_of, root.iter("Envelope")) if name), "") or srs_of(
        root.find(".//Box")
    )
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
            shape = next((one for one in child if one.tag in GEOMETRIES), None)
            if child.tag == "boundedBy":
                continue
            if shape is None:
                _take_words(child, child.tag, attributes)
            elif geometry is not None:
                put(attributes, child.tag, words_of(shape))
            else:
                geometry = self._placed(shape, attributes)
        self.types.append(element.tag)
        self.add(attributes, geometry, element.get("id") or element.get("fid"))

    def _placed(self, shape: Element, attributes: dict[str, Any]) -> Any:
        try:
            self._settle(srs_of(shape) or next(filter(None, map(srs_of, shape.iter())), "") or self.default)
            return geometry(shape, swaps=self._swaps)
        except Unclear as unclear:
            attributes[free_name("position_entered", attributes)] = words_of(shape)
            self.problem("geometry_unreadable", self.row, str(unclear), "The attributes are kept.", at="geometry")
            return None

    def _settle(self, stated: str) -> None:
        """Let the first geometry decide the system of the file; one in another is not read for it."""
        if self._crs:
            return
        system = plain_crs_text(stated) if stated else ""
        if not self.system and system:
            self.system, self._swaps = system, swaps_axes(stated, system)
        if system != self.system or (system and self._swaps != swaps_axes(stated, system)):
            raise Unclear(f"The geometry is in {system or 'no system'}, those before it in {self.system}.")


def _take_words(element: Element, name: str, attributes: dict[str, Any]) -> None:
    """Take in the text of a property, or of each property inside it under both names."""
    if len(element) == 0:
        put(attributes, name, (element.text or "").strip() or element.get("href"))
    for child in element:
        _take_words(child, f"{name}/{child.tag}", attributes)
