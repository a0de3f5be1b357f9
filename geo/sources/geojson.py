"""GeoJSON (RFC 7946) by a strict reader of our own, never by GDAL: every feature becomes a record, or says why not.

GDAL opens a `.geojson` by what is inside it, and what is inside can tell it to read other files and call hosts; it
also refuses a whole file for one open ring. Here a damaged feature costs one problem and stays a record: its
attributes are kept, and a geometry that cannot be drawn stands as it was written in `position_entered`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import shapely

from geo.cells.encodings import wide_encoding
from geo.cells.names import free_name
from geo.errors import SourceError, UsageError
from geo.findings import Findings
from geo.findings.counting import counted
from geo.geojson import strict_json
from geo.geojson.documents import Document, document, document_of_lines
from geo.geojson.features import FOREIGN, taken_apart
from geo.geojson.shapes import written
from geo.geojson.strict_json import collector_paused
from geo.sources.exchange.answers import note_lacking
from geo.sources.features import Features
from geo.sources.raw import RawTable

LONLAT = "EPSG:4326"
_FACT = 10_000
_FINE = 9
"""Decimals of a degree; the tenth is a hundredth of a millimetre."""


def read(path: Path, *, crs: str | None = None, encoding: str | None = None) -> RawTable:
    """Read a GeoJSON file: FeatureCollection, Feature, geometry, or one feature a line.

    `crs` says what the coordinates are in if it is not longitude and latitude on WGS 84; it overrides a `crs` member
    in the file. Rows are numbered from 1 in the order of the file. Raises SourceError if the file is not GeoJSON, and
    UsageError if its coordinates are not degrees and nothing says what they are; OtherJson if it is other JSON.
    """
    with collector_paused():
        return _table(_document(path, encoding), path.name, crs)


def _document(path: Path, encoding: str | None) -> Document:
    """Read the features of a file: a large one only if it has one feature a line, as what Zonemark writes has."""
    if path.stat().st_size <= strict_json.MAX_BYTES:
        data = path.read_bytes()
        return document(data, path.name, encoding or wide_encoding(data) or None)
    with path.open("rb") as file:
        found = document_of_lines(file, path.name) if encoding is None else None
    if found is None:
        what = f"{path.name} is larger than {strict_json.MAX_BYTES // 10**6} MB, and not one feature a line."
        raise SourceError(what, remedy="Split it, or save it as GeoPackage.")
    return found


def _table(found: Document, source: str, crs: str | None) -> RawTable:
    system = crs or declared(found.members, source)
    reader = GeojsonFeatures(source)
    reader.take(found)
    table = reader.table_in_degrees_or(system, _facts(found))
    drawn = table.frame.geometry.to_numpy()
    _note_winding(table.problems, drawn)
    if system in (None, LONLAT):
        _note_decimals(table.problems, drawn)
    note_lacking(table.problems, found.members, len(found.features))
    return table


def _facts(found: Document) -> dict[str, str]:
    facts = {"driver": "GeoJSON", "layout": found.layout}
    for name, value in found.members.items():
        text = value if isinstance(value, str) else written(value)
        if name not in ("crs", "bbox", *facts) and len(text) <= _FACT:
            facts[name] = text
    return facts


def declared(members: dict[str, Any], source: str) -> str | None:
    """The system that an old-style `crs` member names; None if there is no such member."""
    if "crs" not in members:
        return None
    member = members["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise UsageError(
            f'{source}: the "crs" member does not name a system.',
            remedy="Name the system of the coordinates.",
            option="crs",
        )
    plain = name.strip().upper()
    if plain.endswith(("CRS84", "CRS84H")) or plain in ("EPSG:4326", "URN:OGC:DEF:CRS:EPSG::4326"):
        return LONLAT
    parts = plain.split(":")
    return f"EPSG:{parts[-1]}" if "EPSG" in parts and parts[-1].isdigit() else name.strip()


class GeojsonFeatures(Features):
    """The features of a document, the members that GeoJSON does not know among their attributes."""

    def take(self, found: Document) -> None:
        """Take all features in, and what is wrong with them."""
        for parts in taken_apart(found, self.problem):
            attributes = parts.properties
            for name, value in parts.others.items():
                if name not in FOREIGN and name not in ("crs", "bbox"):
                    attributes.setdefault(free_name(name, attributes), value)
            self.add(attributes, parts.geometry, parts.identity)


def _note_winding(problems: Findings, geometries: Any) -> None:
    """Say once that polygons are wound the other way."""
    wound = _against_rule(geometries)
    if wound.size:
        run = "runs" if wound.size == 1 else "run"
        what = (
            f"{counted(wound.size, 'polygon')} {run} against the right-hand rule (outer rings run counter-clockwise)."
        )
        row = int(wound[0]) + 1 if wound.size == 1 else None
        problems.add("ring_direction", what, "The area is the same; nothing was changed.", row=row)


def _note_decimals(problems: Findings, geometries: Any) -> None:
    """Say once that decimals say more than anyone can know."""
    numbers = shapely.get_coordinates(geometries)
    if numbers.size and not (np.round(numbers, _FINE) == numbers).all():
        what = f"Coordinates are written to more than {_FINE} decimals."
        problems.add("excess_decimals", what, "That says nothing of how well the place is known.")


def _against_rule(geometries: Any) -> Any:
    """Positions of polygons whose outer ring runs clockwise or an inner one counter-clockwise."""
    parts, owners = geometries, np.arange(len(geometries))
    if (shapely.get_num_geometries(geometries) > 1).any() or (shapely.get_type_id(geometries) > 3).any():
        parts, owners = shapely.get_parts(geometries, return_index=True)
    rings, holders = shapely.get_rings(parts, return_index=True)
    outer = np.diff(holders, prepend=-1) != 0
    wrong = np.unique(holders[shapely.is_ccw(rings) != outer])
    return np.unique(owners[wrong[shapely.is_valid(parts[wrong])]])
