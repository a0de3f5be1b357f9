"""Tables as JSON: a list of objects, by itself or as a server wraps it ({"data": […]}, {"results": […]} …), or rows
beside the names of their columns, as pandas and servers of open data write them.

Each object, or row, is a record. What stands inside another object gets the names of both, `group/question`, as Kobo
writes it. The first member that is a GeoJSON geometry is where the record lies. JSON that holds settings, prices or
anything else is no table of records; it is refused, for nothing in it has a name that a record would have.
"""

from __future__ import annotations

import itertools
from typing import Any

from geo.cells.headings import is_tags
from geo.errors import SourceError
from geo.findings.counting import counted, listed
from geo.geojson.documents import OtherJson, collection
from geo.records.columns import part_of_position
from geo.records.recognising.looks import part_by_look
from geo.sources.exchange.answers import note_lacking
from geo.sources.exchange.by_name import are_of_records, flatten, objects_by_name
from geo.sources.features import Features
from geo.sources.geojson import GeojsonFeatures
from geo.sources.raw import RawTable

WRAPPERS = ("data", "results", "value", "records", "rows", "items", "submissions", "features")
_IDS = ("_id", "_uuid", "__id", "KEY", "id", "ID", "globalid", "GlobalID")
_HEADINGS = ("columns", "fields", "headers")
_NAMES = ("name", "id", "fieldName", "field", "label")
_FIRST = "_geolocation"
"""Kobo repeats the first position of a form here, wherever it was asked for."""
_PAIR = "coordinates"
_MOST_LATITUDE = 90


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
    tags = _tags(records)
    records = records[1:] if tags else records
    in_geojson_order = _are_in_geojson_order(records)
    forms = len(records)
    records, said = _with_repeats(records)
    if said:
        reader.problems.add("sheets_joined", said)
    for record in records:
        attributes: dict[str, Any] = {}
        geometry = flatten(record, "", attributes)
        if geometry is None and in_geojson_order and _is_pair(pair := attributes.get(_PAIR)):
            geometry = {"type": "Point", "coordinates": pair}
        reader.add(attributes, geometry)
    if in_geojson_order and any(reader.geometries):
        reader.problem("read_as", None, f"{_PAIR} was read in the order of GeoJSON, the longitude first.",
                       "If it is the second, exchange the two.", at=_PAIR)  # fmt: skip
    if not (tags or any(reader.geometries) or are_of_records(reader.attributes)):
        raise SourceError(
            f"{source} is JSON, and a list of objects, but none of their names is one that a record has.",
            remedy="If these are records, save them as CSV, and name the fields of the columns.",
        )
    note_lacking(reader.problems, members, forms)
    table = reader.table_in_degrees_or(crs, facts)
    if tags:
        table.frame.attrs["hashtags"] = tags
        table.problems.add("hashtags", f"HXL tags name {counted(len(tags), 'column')}.")
    return table


def _tags(records: list[dict[str, Any]]) -> dict[str, str]:
    """The HXL tags of the columns, where the first object holds nothing else."""
    told = {name: value for name, value in records[0].items() if value not in (None, "")}
    texts = [value for value in told.values() if isinstance(value, str)]
    return {name: value.strip() for name, value in told.items()} if len(texts) == len(told) and is_tags(texts) else {}


def _is_pair(value: Any) -> bool:
    return isinstance(value, list) and len(value) in (2, 3) and all(type(one) in (int, float) for one in value)


def _are_in_geojson_order(records: list[dict[str, Any]]) -> bool:
    """Whether `coordinates` of objects are pairs as those of a GeoJSON Point, without the rest of it."""
    pairs = [record[_PAIR] for record in records if record.get(_PAIR)]
    return bool(pairs) and all(map(_is_pair, pairs)) and all(abs(pair[1]) <= _MOST_LATITUDE for pair in pairs)


def _records(value: Any) -> tuple[list[dict[str, Any]] | None, dict[str, Any], str]:
    """The list of objects in a value, what stands beside it, and the name that it has there."""
    if _are_objects(value):
        return value, {}, ""
    if isinstance(value, list) and (rows := _named(value[1:], value[:1])) is not None:
        return rows, {}, ""
    if not isinstance(value, dict):
        return None, {}, ""
    if (rows := _rows(value)) is not None:
        return rows, {}, ""
    if rows := objects_by_name(value):
        return rows, {}, ""
    lists = [name for name, member in value.items() if _are_objects(member)]
    named = next((name for name in WRAPPERS if name in lists), lists[0] if len(lists) == 1 else "")
    if named:
        return value[named], {name: member for name, member in value.items() if name != named}, named
    inside = [name for name in (*WRAPPERS, "result", "d") if isinstance(value.get(name), dict)]
    inner = inside[0] if inside else next(iter(value), "") if len(value) == 1 else ""
    if inner and isinstance(value[inner], dict) and (found := _records(value[inner]))[0] is not None:
        return found
    return ([value], {}, "") if _is_placed(value) else (None, {}, "")


def _rows(value: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The rows of a table as objects, where the names of its columns stand beside them."""
    for heading, wrapper in itertools.product(_HEADINGS, WRAPPERS):
        if heading in value and (rows := _named(value.get(wrapper), [value[heading]])) is not None:
            return rows
    return None


def _named(rows: Any, heading: list[Any]) -> list[dict[str, Any]] | None:
    """Rows of values as objects; None where they are not, or a row is longer than its heading, or names are missing."""
    names = [_name(one) for one in heading[0]] if heading and isinstance(heading[0], list) else []
    if not names or "" in names or len(set(names)) < len(names) or not isinstance(rows, list) or not rows:
        return None
    if not all(isinstance(row, list) and len(row) <= len(names) for row in rows):
        return None
    return [dict(zip(names, row, strict=False)) for row in rows]


def _name(column: Any) -> str:
    if isinstance(column, dict):
        column = next((column[key] for key in _NAMES if isinstance(column.get(key), str)), "")
    return column if isinstance(column, str) else ""


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
    if flatten(record, "", attributes) is not None:
        return True
    if {"lat", "lon"} <= {part_of_position(name.rpartition("/")[2]) for name in attributes}:
        return True
    return any(bool(part_by_look([str(value)])) for value in attributes.values() if isinstance(value, (str, list)))


def _are_objects(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(one, dict) for one in value)
