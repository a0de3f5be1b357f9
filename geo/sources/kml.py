"""KML, the language of Google Earth and of many phones: every Placemark a record, its words exactly as they were typed.

GDAL's reader turns a description's markup about, renames fields and drops what it does not expect, so the XML is read
here. ExtendedData (both `Data` and `SchemaData`) become columns; the folders above a Placemark are the column
`folder`; times are kept. What KML can only point at (network links, overlays) is not followed, and it is said.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from geo.cells.names import free_name
from geo.cells.outcomes import shown
from geo.errors import SourceError, UsageError
from geo.findings.counting import counted
from geo.markup.kml_shapes import GEOMETRIES, geometry, together
from geo.markup.safe_xml import parse_leniently, text_of, words_of
from geo.records.imprint import SAFETY
from geo.sources.balloons import balloon
from geo.sources.features import Features, heading_of
from geo.sources.raw import RawTable

CONTAINERS = {"kml", "Document", "Folder"}
SIMPLE = ("name", "description", "phoneNumber", "Snippet", "snippet")
POINTERS = {
    "NetworkLink": "link to another file or host",
    "GroundOverlay": "picture laid on the ground",
    "PhotoOverlay": "photograph",
    "ScreenOverlay": "picture on the screen",
}


def read(path: Path, *, layer: str | None = None) -> RawTable:
    """Read the Placemarks of a KML file, numbered from 1; with `layer`, only those in the folder of that name.

    Raises SourceError if the file is not KML, UsageError if there is no such folder.
    """
    root, undeclared = parse_leniently(path)
    if root.tag not in CONTAINERS and root.tag != "Placemark":
        raise SourceError(f"{path.name} is XML, but not KML: it begins with <{root.tag}>.")
    reader = _Placemarks(path.name, layer)
    reader.say_undeclared(undeclared)
    reader.is_ours = SAFETY in (text_of(root.find("Document/description")) or "")
    reader.learn_names(root)
    reader.walk(root, ())
    if layer is not None and layer not in reader.folders:
        known = ", ".join(sorted(reader.folders)) or "none"
        raise UsageError(f"{path.name} has no folder {layer!r}.", remedy=f"There are: {known}.")
    for what, count in reader.pointers.items():
        reader.problems.add("not_followed", f"{count} × {what}: not followed and not drawn.")
    if not reader.geometries:
        reader.problems.add("no_records", "There is not one Placemark in the file.")
    title = text_of(root.find("Document/name"))
    return reader.table({"driver": "KML"} | ({"name": title} if title else {}))


class _Placemarks(Features):
    def __init__(self, source: str, layer: str | None) -> None:
        super().__init__(source)
        self.layer = layer
        self.is_ours = False
        self.folders: set[str] = set()
        self.pointers: dict[str, int] = {}
        self.shown_as: dict[str, str] = {}

    def learn_names(self, root: Element) -> None:
        """Note what the fields of the schemas are shown as, by their names."""
        for simple in root.iter("SimpleField"):
            self.shown_as.setdefault(simple.get("name") or "", _without_tags(text_of(simple.find("displayName"))))

    def walk(self, element: Element, folders: tuple[str, ...]) -> None:
        """Take in every Placemark below `element`."""
        if element.tag == "Placemark":
            if self.layer is None or self.layer in folders:
                self._placemark(element, folders)
            return
        if element.tag in POINTERS:
            what = POINTERS[element.tag]
            self.pointers[what] = self.pointers.get(what, 0) + 1
        if element.tag in ("Folder", "Document"):
            name = text_of(element.find("name"))
            if name and element.tag == "Folder":
                folders = (*folders, name)
                self.folders.add(name)
        if element.tag in CONTAINERS or element.tag in ("Create", "Change", "Update", "NetworkLinkControl"):
            for child in element:
                self.walk(child, folders)

    def _placemark(self, mark: Element, folders: tuple[str, ...]) -> None:
        attributes: dict[str, Any] = {}
        if folders:
            # A title that Zonemark wrote over a layer is no folder in which somebody has sorted marks by what they are.
            attributes["layer_title" if self.is_ours else "folder"] = " / ".join(folders)
        for name in SIMPLE:
            for element in mark.findall(name):
                self._words(attributes, name, text_of(element))
        for path in ("TimeStamp/when", "TimeSpan/begin", "TimeSpan/end"):
            put(attributes, path.rpartition("/")[2], text_of(mark.find(path)))
        for data in mark.findall("ExtendedData/Data"):
            title = _without_tags(text_of(data.find("displayName")))
            put(attributes, heading_of(data.get("name"), title), text_of(data.find("value")))
        for data in mark.findall("ExtendedData/SchemaData/SimpleData"):
            put(attributes, heading_of(data.get("name"), self.shown_as.get(data.get("name") or "", "")), text_of(data))
        times = [time for time in map(text_of, mark.findall(".//when")) if time and mark.find("TimeStamp") is None]
        if times:
            attributes |= {"time_first": times[0], "time_last": times[-1]}
        self._address(attributes, mark)
        whole = together([child for child in mark if child.tag in GEOMETRIES])
        written = geometry(whole) if whole is not None else None
        if (bare := _without_commas(mark)) and whole is not None:
            what = f"Its coordinates, {shown(bare)}, have no comma between longitude and latitude."
            self.problem("position", self.row, what, "Write each position as 46.9,39.5.", at="geometry")
            attributes["position_entered"], written = words_of(whole), None
        self.add(attributes, written, mark.get("id"), words_of(whole) if whole is not None else "")

    def _words(self, attributes: dict[str, Any], name: str, text: str | None) -> None:
        """Take in the text of an element; the table of a balloon becomes attributes, and words stay a text."""
        pairs, rest = balloon(text) if name == "description" and text and "<" in text else ((), text)
        for heading, value in pairs:
            put(attributes, heading, value)
        if pairs:
            self.problem("balloon_table", self.row, f"{counted(len(pairs), 'value')} of the table in the description "
                         "were read as columns.", at="description")  # fmt: skip
        if not (pairs and rest == attributes.get("name")):
            put(attributes, name, rest or None)

    def _address(self, attributes: dict[str, Any], mark: Element) -> None:
        """Take in where a Placemark is said to be: its own address is a place, and no person's."""
        address = text_of(mark.find("address"))
        put(attributes, "place", address)
        if address and not any(child.tag in GEOMETRIES for child in mark):
            self.problem("address_only", self.row, f"It has an address ({address[:80]}) and no position; addresses are "
                         "not looked up.", "Give its position.")  # fmt: skip


def _without_tags(text: str | None) -> str:
    return " ".join(re.sub(r"<[^<>]*>", " ", text or "").split())


def _without_commas(mark: Element) -> str:
    """The first coordinates of a Placemark that are several numbers without a comma; empty if there are none."""
    for node in mark.iter("coordinates"):
        text = " ".join((node.text or "").split())
        if "," not in text and len(re.findall(r"\d+(?:\.\d+)?", text)) > 1:
            return text
    return ""


def put(attributes: dict[str, Any], name: str, value: str | None) -> None:
    """Take in a value under its name; one that is there already, word for word, is not there twice."""
    if value is not None and attributes.get(name) != value:
        attributes[free_name(name, attributes)] = value
