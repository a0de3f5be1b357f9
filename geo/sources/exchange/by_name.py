"""Objects that stand under a name each, as databases of web programs and pandas write a table.

The names are the ids of records, {"id1": {…}, "id2": {…}}, or those of columns: {"lat": {"0": 39.5, "1": 39.6}, …},
{"lat": [39.5, 39.6], …}.
"""

from __future__ import annotations

from typing import Any

from geo.errors import SourceError
from geo.geojson.shapes import TYPES
from geo.records.columns import guess_kind, is_known_heading, match_columns
from geo.sources.raw import MAX_COLUMNS

_FIRST = 1000
"""Records whose names are looked at."""
_TELLING = frozenset({"lat", "easting", "position", "wkt", "location"})


def objects_by_name(value: dict[str, Any]) -> list[dict[str, Any]]:
    """The records of an object whose members are records, or columns; none where they are neither.

    >>> objects_by_name({"a": {"lat": 39.5, "lon": 46.9}})
    [{'id': 'a', 'lat': 39.5, 'lon': 46.9}]
    >>> objects_by_name({"lat": [39.5], "lon": [46.9]})
    [{'lat': 39.5, 'lon': 46.9}]
    """
    members = list(value.values())
    if not members:
        return []
    if all(isinstance(one, dict) for one in members):
        is_table = not any(map(is_known_heading, value)) and not any(map(objects_by_name, members))
        if is_table and _are_alike(members):
            return [_under_its_name(name, one) for name, one in value.items()]
        keys = list(dict.fromkeys(key for one in members for key in one))
        if not any(map(is_known_heading, keys)) and are_of_records([value]):
            return [{name: one[key] for name, one in value.items() if key in one} for key in keys]
    elif all(isinstance(one, list) for one in members) and are_of_records([value]):
        if len({len(one) for one in members}) == 1 and not any(
            isinstance(part, dict) for one in members for part in one
        ):
            return [dict(zip(value, row, strict=True)) for row in zip(*members, strict=True)]
    return []


def _are_alike(members: list[dict[str, Any]]) -> bool:
    """Whether objects are records: GeoJSON features, or what has names that records have."""
    if all(one.get("type") == "Feature" for one in members):
        return True
    told: list[dict[str, Any]] = []
    for one in members:
        told.append({})
        flatten(one, "", told[-1])
    return are_of_records(told)


def _under_its_name(name: str, record: dict[str, Any]) -> dict[str, Any]:
    """A record with the name that it stands under as its id, or beside the id that it has."""
    return {"key" if "id" in map(str.casefold, record) else "id": name, **record}


def flatten(record: dict[str, Any], before: str, attributes: dict[str, Any]) -> Any:
    """Put the members of a record into its attributes, each under its names; gives its geometry."""
    geometry = None
    for name, value in record.items():
        if isinstance(value, dict) and value.get("type") in TYPES and ("coordinates" in value or "geometries" in value):
            plain = {key: member for key, member in value.items() if key in ("type", "coordinates", "geometries")}
            if geometry is None:
                geometry = plain
                value = _without_accuracy(value.get("properties"), attributes)
        if isinstance(value, dict) and value:
            inner = flatten(value, f"{before}{name}/", attributes)
            geometry = geometry if geometry is not None else inner
        elif value is not None and value != {}:
            attributes[f"{before}{name}"] = value
        if len(attributes) > MAX_COLUMNS:
            raise SourceError(f"A record has more than {MAX_COLUMNS:,} members.", remedy="Is it a table?")
    return geometry


def _without_accuracy(about: Any, attributes: dict[str, Any]) -> Any:
    """What is told of a position, but for its accuracy, which goes to the record (ODK Central, OData)."""
    accuracy = about.get("accuracy") if isinstance(about, dict) else None
    if not isinstance(accuracy, (int, float)) or accuracy <= 0:
        return about
    attributes.setdefault("position_accuracy_m", accuracy)
    return {name: value for name, value in about.items() if name != "accuracy"}


def are_of_records(records: list[dict[str, Any]]) -> bool:
    """Whether names in these records are those of a position, or of at least two fields beside an id and a name."""
    names = list(dict.fromkeys(name for record in records[:_FIRST] for name in record))
    matches, _ = match_columns(names, guess_kind(names), {}, {}, source="")
    found = {match.field for match in matches}
    return bool(found & _TELLING) or len(found - {"id", "name"}) >= 2
