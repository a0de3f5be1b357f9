"""Tables as JSON: a list of objects, by itself or as a server wraps it ({"data": […]}, {"results": […]} …).

Each object is a record. What stands inside another object gets the names of both, `group/question`, as Kobo writes it.
The first member that is a GeoJSON geometry is where the record lies. JSON that holds settings, prices or anything else
is no table of records; it is refused, for nothing in it has a name that a record would have.
"""

from __future__ import annotations

from typing import Any

from geo.errors import SourceError
from geo.findings.counting import counted, listed
from geo.geojson.documents import OtherJson, collection
from geo.geojson.shapes import TYPES
from geo.records.columns import guess_kind, match_columns, part_of_position
from geo.records.recognising.looks import part_by_look
from geo.sources.exchange.answers import note_lacking
from geo.sources.features import Features
from geo.sources.geojson import GeojsonFeatures
from geo.sources.raw import MAX_COLUMNS, RawTable

WRAPPERS = ("data", "results", "value", "records", "rows", "items", "submissions", "features")
_IDS = ("_id", "_uuid", "__id", "KEY", "id", "ID", "globalid", "GlobalID")
_FIRST = "_geolocation"
"""Kobo repeats the first position of a form here, wherever it was asked for."""
_TELLING = frozenset({"lat", "easting", "position", "wkt", "location"})


def table(other: OtherJson, source: str, *, crs: str | None) -> RawTable:
    """Read a list of objects. Raises `other` if there is none, and SourceError if nothing in it has a known name."""
    records, members, wrapper = _records(other.value)
    if records is None:
        raise other
    facts = {"driver": "JSON", **({"list": wrapper} if wrapper else {})}
    if all(one.get("type") == "Feature" for one in records):
        features = GeojsonFeatures(source)
        features.take(collection({"type": "FeatureCollection", "features": records}, source))
        return features.table_in_degrees_or(crs, facts)
    reader = Features(source)
    forms = len(records)
    records, said = _with_repeats(records)
    if said:
        reader.problems.add("sheets_joined", said)
    for record in records:
        attributes: dict[str, Any] = {}
        geometry = _flatten(record, "", attributes)
        reader.add(attributes, geometry)
    if not (any(reader.geometries) or _are_of_records(reader.attributes)):
        raise SourceError(
            f"{source} is JSON, and a list of objects, but none of their names is one that a record has.",
            remedy="If these are records, save them as CSV, and name the fields of the columns.",
        )
    note_lacking(reader.problems, members, forms)
    return reader.table_in_degrees_or(crs, facts)


def _records(value: Any) -> tuple[list[dict[str, Any]] | None, dict[str, Any], str]:
    """The list of objects in a value, what stands beside it, and the name that it has there."""
    if _are_objects(value):
        return value, {}, ""
    if not isinstance(value, dict):
        return None, {}, ""
    lists = [name for name, member in value.items() if _are_objects(member)]
    named = next((name for name in WRAPPERS if name in lists), lists[0] if len(lists) == 1 else "")
    if named:
        return value[named], {name: member for name, member in value.items() if name != named}, named
    inner = next((value[name] for name in (*WRAPPERS, "result", "d") if isinstance(value.get(name), dict)), None)
    return (None, {}, "") if inner is None else _records(inner)


def _with_repeats(records: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], str]:
    """Forms with a question that is asked again and again, and places something each time: each time is a record.

    It gets what its form says but for the position; a form with a position of its own stays a record as well. Where
    no repeat holds positions nothing changes. The second value says what was done.
    """
    names = dict.fromkeys(name for record in records for name, value in record.items() if _are_objects(value))
    placing = [name for name in names if any(_is_placed(part) for record in records for part in _parts(record, name))]
    if not placing:
        return records, ""
    found: list[dict[str, Any]] = []
    made = 0
    for record in records:
        parts = [part for name in placing for part in _parts(record, name)]
        key = next((name for name in _IDS if isinstance(record.get(name), (str, int))), "")
        own = {"id": str(record[key])} if key else {}
        form = {name: value for name, value in record.items() if name not in (*placing, key)}
        plain = {name: value for name, value in form.items() if name != _FIRST and not _is_placed({name: value})}
        if not parts or len(plain) + (_FIRST in form) < len(form):
            found.append({**own, **form})
        for number, part in enumerate(parts, start=1):
            told = {name: value for name, value in part.items() if name not in _IDS}
            found.append({**{name: f"{value}-{number}" for name, value in own.items()}, **plain, **told})
        made += len(parts)
    what = (
        f"{counted(made, 'object')} in {listed(placing)} of {counted(len(records), 'form')} were read as records, each "
        "with what its form says."
    )
    return found, what


def _parts(record: dict[str, Any], name: str) -> list[dict[str, Any]]:
    value = record.get(name)
    return list(value) if isinstance(value, list) and _are_objects(value) else []


def _is_placed(record: dict[str, Any]) -> bool:
    """Whether an object holds a position, by its names or by what they hold."""
    attributes: dict[str, Any] = {}
    if _flatten(record, "", attributes) is not None:
        return True
    if {"lat", "lon"} <= {part_of_position(name.rpartition("/")[2]) for name in attributes}:
        return True
    return any(bool(part_by_look([str(value)])) for value in attributes.values() if isinstance(value, (str, list)))


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)


def _flatten(record: dict[str, Any], before: str, attributes: dict[str, Any]) -> Any:
    """Put the members of a record into its attributes; gives its geometry."""
    geometry = None
    for name, value in record.items():
        if isinstance(value, dict) and value.get("type") in TYPES and ("coordinates" in value or "geometries" in value):
            plain = {key: member for key, member in value.items() if key in ("type", "coordinates", "geometries")}
            if geometry is None:
                geometry = plain
                value = value.get("properties")
        if isinstance(value, dict) and value:
            inner = _flatten(value, f"{before}{name}/", attributes)
            geometry = geometry if geometry is not None else inner
        elif value is not None and value != {}:
            attributes[f"{before}{name}"] = value
        if len(attributes) > MAX_COLUMNS:
            raise SourceError(f"A record has more than {MAX_COLUMNS:,} members.", remedy="Is it a table?")
    return geometry


def _are_of_records(records: list[dict[str, Any]]) -> bool:
    """Whether names in these records are those of a position, or of at least two fields beside an id and a name."""
    names = list(dict.fromkeys(name for record in records[:1000] for name in record))
    matches, _ = match_columns(names, guess_kind(names), {}, {}, source="")
    found = {match.field for match in matches}
    return bool(found & _TELLING) or len(found - {"id", "name"}) >= 2
