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

from geo.cells.names import free_name
from geo.errors import Problem, SourceError, UsageError
from geo.sources import raw
from geo.sources.documents import Damaged, Document, document
from geo.sources.features import Features
from geo.sources.raw import RawTable
from geo.sources.shapes import Shapes, bbox_fault, shapes, written
from geo.sources.strict_json import MAX_BYTES, Fault, Faulty, collector_paused

PLAIN = {"type", "properties", "geometry", "id", "bbox"}
FOREIGN = ("features", "coordinates", "geometries")
"""Members that would make a Feature something else (RFC 7946, 7.1)."""
LONLAT = "EPSG:4326"
_FACT = 10_000
_FINE = 9
"""Decimals of a degree; the tenth is a hundredth of a millimetre."""


def read(path: Path, *, crs: str | None = None, encoding: str | None = None) -> RawTable:
    """Read a GeoJSON file: FeatureCollection, Feature, geometry, or one feature a line.

    `crs` says what the coordinates are in if it is not longitude and latitude on WGS 84; it goes before a `crs` member
    in the file. Rows are numbered from 1 in the order of the file. Raises SourceError if the file is not GeoJSON, and
    UsageError if its coordinates are no degrees and nothing says what they are.
    """
    if path.stat().st_size > MAX_BYTES:
        raise SourceError(
            f"{path.name} is larger than {MAX_BYTES // 10**6} MB.", remedy="Split it, or save it as GeoPackage."
        )
    with collector_paused():
        return _table(document(path.read_bytes(), path, encoding), path.name, crs)


def _table(found: Document, source: str, crs: str | None) -> RawTable:
    system = crs or _declared(found.members, source)
    reader = _Features(source)
    for code, what in found.slips:
        reader.problem(code, None, what, severity="note" if code == "geojson_semantics" else "warning")
    reader.take(found.features)
    built = shapes(reader.geometries, degrees=system is None)
    if system is None:
        _ask_for_crs(built, source)
    reader.say(built)
    table = RawTable(reader.frame(built), reader.problems, _facts(found))
    if system is not None:
        raw.place(table, system, source=source)
    table.problems += _winding(built.geometries, source)
    table.problems += _decimals(built.geometries, source) if system in (None, LONLAT) else []
    return table


def _facts(found: Document) -> dict[str, str]:
    facts = {"driver": "GeoJSON", "layout": found.layout}
    for name, value in found.members.items():
        text = value if isinstance(value, str) else written(value)
        if name not in ("crs", "bbox", *facts) and len(text) <= _FACT:
            facts[name] = text
    return facts


def _declared(members: dict[str, Any], source: str) -> str | None:
    """The system that an old-style `crs` member names; None if there is no such member."""
    if "crs" not in members:
        return None
    member = members["crs"]
    properties = member.get("properties") if isinstance(member, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str) or not name.strip():
        raise UsageError(
            f'{source}: the "crs" member does not name a system.', remedy="Say what the coordinates are in with --crs."
        )
    plain = name.strip().upper()
    if plain.endswith(("CRS84", "CRS84H")) or plain in ("EPSG:4326", "URN:OGC:DEF:CRS:EPSG::4326"):
        return LONLAT
    parts = plain.split(":")
    return f"EPSG:{parts[-1]}" if "EPSG" in parts and parts[-1].isdigit() else name.strip()


def _ask_for_crs(built: Shapes, source: str) -> None:
    """Raise UsageError if every position is out of the range of degrees: these are metres, of an unknown system."""
    faults = [slips[0].code for slips in built.slips.values()]
    if set(faults) == {"not_degrees"} and shapely.is_missing(built.geometries).all():
        raise UsageError(
            f"{source}: the coordinates are not degrees, and the file does not say what they are.",
            remedy="Name the system with --crs EPSG:n.",
        )


class _Features(Features):
    """Take GeoJSON features apart, saying what is wrong with each."""

    def take(self, features: list[Any]) -> None:
        """Take all features in."""
        for row, feature in enumerate(features, start=1):
            if type(feature) is dict and feature.get("type") == "Feature" and feature.keys() <= PLAIN:
                properties = feature.get("properties", self)
                plain = type(properties) is dict and "bbox" not in feature and "geometry" in feature
                identity = feature.get("id")
                if plain and (identity is None or type(identity) in (str, int)):
                    self.add(properties, feature["geometry"], identity)
                    continue
            self._odd(feature, row)

    def _odd(self, feature: Any, row: int) -> None:
        attributes, geometry, identity = {}, None, None
        if isinstance(feature, Damaged):
            self.problem("damaged_feature", row, feature.what, "Its text is kept in feature_entered.")
            attributes = {"feature_entered": feature.written}
        elif not isinstance(feature, dict):
            self.problem("damaged_feature", row, f"The feature is {_brief(feature)}, not an object.")
            attributes = {} if feature is None else {"feature_entered": written(feature)}
        else:
            attributes, geometry = self._parts(feature, row)
            identity = self._identity(feature, row)
        self.add(attributes, geometry, identity)

    def _parts(self, feature: dict[str, Any], row: int) -> tuple[dict[str, Any], Any]:
        kind = feature.get("type")
        if isinstance(feature, Faulty):
            self.problem("duplicate_key", row, f"In the feature {feature.what}", "Keep one of them.")
        bare = kind != "Feature" and "geometry" not in feature and ("coordinates" in feature or "geometries" in feature)
        if bare:
            return {}, feature
        if kind != "Feature":
            self.problem("feature_type", row, f'The type is {_brief(kind)}, not "Feature".', severity="warning")
        for name in (name for name in FOREIGN if name in feature):
            self.problem("geojson_semantics", row, f'A Feature cannot hold a member "{name}".', severity="warning")
        if (fault := bbox_fault(feature)) is not None:
            self.problem("bbox", row, fault, "It was passed over.", severity="warning")
        missing = [name for name in ("properties", "geometry") if name not in feature]
        if missing:
            self.problem("missing_member", row, f'The feature has no "{missing[0]}".', "Write null if there is none.",
                         severity="error" if "geometry" in missing else "warning", at=missing[0])  # fmt: skip
        return self._attributes(feature, row), feature.get("geometry")

    def _attributes(self, feature: dict[str, Any], row: int) -> dict[str, Any]:
        properties = feature.get("properties")
        attributes: dict[str, Any] = {}
        if isinstance(properties, dict):
            attributes = {name: self._value(name, value, row) for name, value in properties.items()}
        elif properties is not None:
            self.problem("properties_type", row, f"The properties are {_brief(properties)}, not an object.",
                         "They are kept in properties_entered.", at="properties")  # fmt: skip
            attributes = {"properties_entered": written(properties)}
        if isinstance(properties, Faulty):
            self.problem("duplicate_key", row, f"In the properties {properties.what}", "The first was kept.")
        for name, value in feature.items():
            if name not in PLAIN and name not in FOREIGN and name != "crs":
                attributes.setdefault(free_name(name, attributes), value)
        return attributes

    def _value(self, name: str, value: Any, row: int) -> Any:
        if isinstance(value, Fault):
            self.problem("damaged_value", row, value.what, "It is kept as text.", at=name)
            return value.written
        return value

    def _identity(self, feature: dict[str, Any], row: int) -> Any:
        identity = feature.get("id")
        if identity is None or type(identity) in (str, int, float):
            return identity
        self.problem(
            "feature_id", row, f"The id is {_brief(identity)}, not a text or a number.", severity="warning", at="id"
        )
        return None


def _brief(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = written(value)
    return text if len(text) <= 40 else f"{text[:40]}…"


def _winding(geometries: Any, source: str) -> list[Problem]:
    """One note on the polygons that are wound the other way."""
    wound = _against_rule(geometries)
    if not wound.size:
        return []
    what = f"{_counted(wound.size, 'polygon')} against the right-hand rule (outer rings run counter-clockwise)."
    row = int(wound[0]) + 1 if wound.size == 1 else None
    return [
        Problem("ring_direction", "note", what, "The area is the same; nothing was changed.", source=source, row=row)
    ]


def _decimals(geometries: Any, source: str) -> list[Problem]:
    """One note on decimals that say more than anyone can know."""
    numbers = shapely.get_coordinates(geometries)
    if not numbers.size or (np.round(numbers, _FINE) == numbers).all():
        return []
    what = f"Coordinates are written to more than {_FINE} decimals."
    return [
        Problem("excess_decimals", "note", what, "That says nothing of how well the place is known.", source=source)
    ]


def _counted(number: int, noun: str) -> str:
    return f"One {noun} runs" if number == 1 else f"{number:,} {noun}s run"


def _against_rule(geometries: Any) -> Any:
    """Positions of polygons whose outer ring runs clockwise or an inner one counter-clockwise."""
    parts, owners = geometries, np.arange(len(geometries))
    if (shapely.get_num_geometries(geometries) > 1).any() or (shapely.get_type_id(geometries) > 3).any():
        parts, owners = shapely.get_parts(geometries, return_index=True)
    rings, holders = shapely.get_rings(parts, return_index=True)
    outer = np.diff(holders, prepend=-1) != 0
    wrong = np.unique(holders[shapely.is_ccw(rings) != outer])
    return np.unique(owners[wrong[shapely.is_valid(parts[wrong])]])
