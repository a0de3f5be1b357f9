"""A source meets a layer: what is new is added, what differs is changed, what is gone is kept and marked.

A record remembers the file and row that it came from in its properties `source_file` and `source_row`. One that its
source no longer has carries `missing_since`, the day on which that was first seen. What people added to a record in
another program (a property, a position that the source does not give) survives a later reading of the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import shapely

from geo.cells.missing import is_missing
from geo.findings import Problem
from geo.geojson import Feature, as_features, without_unknown_heights
from geo.records import KINDS
from geo.records.flat import COUNTS
from geo.records.properties import to_properties
from geo.store.layer_file import free_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

SOURCE_FILE, SOURCE_ROW, MISSING_SINCE = "source_file", "source_row", "missing_since"
BOOKKEEPING = (SOURCE_FILE, SOURCE_ROW, MISSING_SINCE)


class ReadingLike(Protocol):
    """What the store asks of a reading; `geo.read` gives one."""

    @property
    def frame(self) -> GeoDataFrame: ...
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def kind(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def mapping(self) -> Mapping[str, str]: ...


@dataclass
class Update:
    """The features of a layer after one source, and what became of each record."""

    features: list[Feature]
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    vanished: int = 0
    missing: int = 0
    returned: int = 0
    removed: int = 0
    touched: bool = False
    problems: list[Problem] = field(default_factory=list)


def update(
    features: Sequence[Feature], reading: ReadingLike, *, remove_missing: bool = False, today: date | None = None
) -> Update:
    """Bring a layer's features up to date with one reading of a source; `features` stays as it is."""
    source = reading.source
    own = {one["id"]: one for one in features if one["properties"].get(SOURCE_FILE) == source}
    others = {one["id"] for one in features if one["id"] not in own}
    result = Update([one for one in features if one["id"] not in own])
    given = _features_of(reading, result.problems)
    ids = _ids(given, own.keys(), others, source, result.problems)
    from_source = _columns_of_source(reading)
    for id_, new in zip(ids, given, strict=True):
        old = own.pop(id_, None)
        new["id"] = new["properties"]["id"] = id_
        if old is None:
            result.added += 1
            result.touched = True
            result.features.append(new)
        else:
            result.features.append(_merged(old, new, from_source, result))
    _keep_or_remove(list(own.values()), result, remove_missing, (today or date.today()).isoformat())
    return result


def _features_of(reading: ReadingLike, problems: list[Problem]) -> list[Feature]:
    frame = reading.frame
    properties = to_properties(frame)
    _put_aside_foreign_bookkeeping(properties)
    geometries = _writable(frame, properties, reading.source, problems)
    ids = [
        str(record["id"]) if record.get("id") else f"{reading.source}-{row}"
        for record, row in zip(properties, frame.index, strict=True)
    ]
    features = as_features(ids, properties, geometries)
    for feature, row in zip(features, frame.index.tolist(), strict=True):
        feature["properties"][SOURCE_FILE] = reading.source
        feature["properties"][SOURCE_ROW] = row
    return features


def _put_aside_foreign_bookkeeping(properties: list[dict[str, Any]]) -> None:
    """A source may have columns of these names itself, as exports of another project do."""
    for record in properties:
        for name in BOOKKEEPING:
            if name in record:
                record[f"{name}_entered"] = record.pop(name)


def _writable(
    frame: GeoDataFrame, properties: list[dict[str, Any]], source: str, problems: list[Problem]
) -> NDArray[Any]:
    """The geometries, None for those that GeoJSON cannot write; their text is kept as the position entered."""
    geometries = without_unknown_heights(frame.geometry.array)
    coordinates, owners = shapely.get_coordinates(geometries, return_index=True)
    for position in np.unique(owners[~np.isfinite(coordinates).all(axis=1)]).tolist():
        properties[position].setdefault("position_entered", shapely.to_wkt(geometries[position]))
        geometries[position] = None
        problems.append(
            Problem("position_not_finite", "error", "Its position holds a value that is no number.",
                    "It is kept without a position; correct the source.", source=source, row=_row(frame, position),
                    id=str(properties[position].get("id", "")), field="geometry")
        )  # fmt: skip
    for position in np.flatnonzero(shapely.has_m(geometries)).tolist():
        what = "Its measures (M values) cannot be written in GeoJSON and are left out."
        problems.append(Problem("m_values_left_out", "note", what, source=source, row=_row(frame, position)))
    return geometries


def _row(frame: GeoDataFrame, position: int) -> int | None:
    row = frame.index[position]
    return int(row) if isinstance(row, (int, np.integer)) else None


def _ids(given: Sequence[Feature], own: Any, others: set[str], source: str, problems: list[Problem]) -> list[str]:
    """Give each record the id that it has, or gets, in the layer."""
    ids: list[str] = []
    taken: set[str] = set()
    qualified = 0
    for feature in given:
        wanted = feature["id"]
        full = f"{source}:{wanted}"
        if full in own or wanted in others:
            qualified += wanted not in own
            wanted = full
        id_ = free_id(wanted, taken)
        if id_ != wanted:
            problems.append(_repeated(feature, wanted, id_, source))
        ids.append(id_)
        taken.add(id_)
    if qualified:
        what = f"{qualified} of its ids belong to records from another source; here they begin with '{source}:'."
        remedy = "If this is a newer version of that source, add it under that source's name with --source."
        problems.append(Problem("id_of_another_source", "note", what, remedy, source=source, field="id"))
    return ids


def _repeated(feature: Feature, wanted: str, given: str, source: str) -> Problem:
    what = f"The id '{wanted}' is there more than once; this record is kept as '{given}'."
    row = feature["properties"][SOURCE_ROW]
    return Problem("duplicate_id", "warning", what, "Give each record an id of its own.", source=source,
                   row=row if isinstance(row, int) else None, id=given, field="id")  # fmt: skip


def _columns_of_source(reading: ReadingLike) -> set[str]:
    """The properties that the source has a say in; a field that it has no column for is not emptied by it."""
    fields = set(KINDS[reading.kind].names)
    frame = reading.frame
    stated = {str(name) for name in frame.columns if name not in fields or frame[name].notna().any()}
    stated |= {f"{name}_{value}" for name in stated & COUNTS.keys() for value in COUNTS[name].values}
    return stated | set(reading.mapping.values()) | {MISSING_SINCE}


def _merged(old: Feature, new: Feature, from_source: set[str], result: Update) -> Feature:
    before, after = old["properties"], new["properties"]
    kept = {name: value for name, value in before.items() if name not in after and not _is_ours(name, from_source)}
    others = {name: value for name, value in old.items() if name not in new}
    merged = {**new, **others, "properties": {**after, **kept}}
    if new["geometry"] is None and old["geometry"] is not None:
        merged["geometry"] = old["geometry"]
    was_missing = not is_missing(before.get(MISSING_SINCE))
    result.returned += was_missing
    if _content(merged) != _content(old):
        result.changed += 1
    else:
        result.unchanged += 1
        if before.get(SOURCE_ROW) == after[SOURCE_ROW] and not was_missing:
            return old
    result.touched = True
    return merged


def _is_ours(name: str, from_source: set[str]) -> bool:
    return name in from_source or (name.endswith("_entered") and name.removesuffix("_entered") in from_source)


def _content(feature: Feature) -> Feature:
    """What a record says, leaving aside which row of its source said it; a null says nothing."""
    stated = {
        name: value
        for name, value in feature["properties"].items()
        if value is not None and name not in (SOURCE_ROW, MISSING_SINCE)
    }
    return {**feature, "properties": stated}


def _keep_or_remove(gone: list[Feature], result: Update, remove_missing: bool, today: str) -> None:
    if remove_missing:
        result.removed = len(gone)
        result.touched |= bool(gone)
        return
    result.missing = len(gone)
    for feature in gone:
        if is_missing(feature["properties"].get(MISSING_SINCE)):
            result.vanished += 1
            result.touched = True
            feature = {**feature, "properties": {**feature["properties"], MISSING_SINCE: today}}
        result.features.append(feature)
