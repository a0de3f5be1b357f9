"""A source meets a layer: what is new is added, what differs is changed, what is gone is kept and marked.

A record remembers the file and row that it came from in its properties `source_file` and `source_row`, and in
`source_id` the id that the file gives it where the layer has another. One that its source no longer has carries
`missing_since`, the day on which that was first seen. What people added to a record in another program (a property, a
position that the source does not give) survives a later reading of the source.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import shapely

from geo.cells.missing import is_missing
from geo.findings import Findings, Problem
from geo.findings.counting import counted, verb
from geo.geojson import Feature, as_features, laid_out, without_unknown_heights
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE
from geo.records import KINDS
from geo.records.flat import COUNTS
from geo.records.properties import to_properties
from geo.records.source_gone import MISSING_SINCE
from geo.store.layer_file import free_id
from geo.store.updates.likeness import BOOKKEEPING, SOURCE_FILE, SOURCE_ID, SOURCE_ROW
from geo.store.updates.matching import Doubt, Matched, made_id, match, same_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray


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
    def fields(self) -> Mapping[str, str]: ...
    @property
    def made_ids(self) -> Mapping[str, str]: ...


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
    problems: Findings = field(default_factory=Findings)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True)
class Terms:
    """How an addition is to be taken.

    `yes`: what looks wrong is meant. `partial`: the source holds only what is new or changed, so that nothing is
    missing from it. `of_map`: it is a map file, which is partial, rounds positions, and says of each record what a
    project noted of it. `remove_missing`: a record that its source no longer has is removed. `today` is the day marked,
    `command` what the history says was called.
    """

    yes: bool = False
    partial: bool = False
    remove_missing: bool = False
    today: date | None = None
    command: str = ""
    of_map: bool = False


@dataclass
class Given:
    """What a source gives: features with the rows they came from, and the id by which it knows each ("" for none)."""

    source: str
    features: list[Feature]
    keys: list[str]
    ours: set[str]
    problems: Findings

    @classmethod
    def of(cls, reading: ReadingLike, *, of_map: bool = False) -> Given:
        """Turn a reading into features as a layer holds them."""
        frame, problems = reading.frame, Findings(reading.source)
        properties = to_properties(frame)
        if not of_map:
            _put_aside_foreign_bookkeeping(properties)
        geometries = _writable(frame, properties, problems)
        entered = [str(record["id"]) if record.get("id") else "" for record in properties]
        features = as_features(entered, properties, geometries)
        for feature, row in zip(features, frame.index.tolist(), strict=True):
            feature["properties"][SOURCE_FILE] = reading.source
            feature["properties"][SOURCE_ROW] = row
        keys = [reading.made_ids.get(id_, id_) for id_ in entered]
        return cls(reading.source, features, keys, _columns_of_source(reading), problems)


def update(features: Sequence[Feature], given: Given, terms: Terms) -> Update:
    """Bring a layer's features up to date with what one source gives; `features` stays as it is.

    What looks wrong is done as it most probably is meant, and named in `doubts`: whether it is written is for others.
    """
    own = [one for one in features if one["properties"].get(SOURCE_FILE) == given.source]
    result = Update([one for one in features if one["properties"].get(SOURCE_FILE) != given.source])
    result.problems = Findings(given.source, given.problems)
    found = match(given.features, given.keys, own, given.source, given.ours)
    result.doubts += found.doubts
    _name(given, found, own, result)
    for new, index in zip(given.features, found.own, strict=True):
        if index is None:
            result.added += 1
            result.touched = True
            result.features.append(new)
        else:
            new = _as_before(own[index], new) if terms.of_map else new
            result.features.append(_merged(own[index], new, given.ours, result))
    _say_what_cannot_be_told(given, own, found, result.problems)
    there = set(found.own)
    gone = [one for index, one in enumerate(own) if index not in there]
    if terms.partial or terms.of_map:
        result.features += gone
        result.missing = sum(not _is_there(one) for one in gone)
    else:
        result.doubts += _lost(given, sum(map(_is_there, own)), sum(map(_is_there, gone)))
        _keep_or_remove(gone, result, terms.remove_missing, (terms.today or date.today()).isoformat())
    return result


def _is_there(feature: Feature) -> bool:
    return is_missing(feature["properties"].get(MISSING_SINCE))


def _lost(given: Given, had: int, vanished: int) -> list[Doubt]:
    """Doubt a version that lost most of its records, and one that never had any."""
    if not given.features:
        those = f"all {had:,}" if had > 1 else "the one record"
        said = f"; {those} that it had would be marked as no longer there" if had else ""
        return [Doubt("no_records", f"{given.source} holds no record{said}.")]
    if 2 * vanished <= had:  # also where there was nothing
        return []
    which = "All" if vanished == had else f"{vanished:,} of the"
    them = f"{which} {counted(had, 'record')}" if had > 1 else "The one record"
    now = f"{verb(vanished)} not in it any more"
    return [Doubt("most_vanish", f"{them} that came from {given.source} before {now}.")]


def _name(given: Given, found: Matched, own: Sequence[Feature], result: Update) -> None:
    """Give each record the id that it has, or gets, in the layer; one that was ever given stays with its record."""
    others = {same_id(str(one["id"])) for one in result.features}
    taken = others | {same_id(str(one["id"])) for one in own}
    last: dict[str, int] = {}
    qualified = 0
    for feature, key, index in zip(given.features, given.keys, found.own, strict=True):
        if index is not None:
            id_ = str(own[index]["id"])
        else:
            wanted = str(feature["id"]) if key else made_id(feature, given.source)
            if same_id(wanted) in others:
                qualified += 1
                wanted = f"{given.source}:{wanted}"
            id_ = wanted if same_id(wanted) not in taken else free_id(same_id(wanted), taken, last)
            taken.add(same_id(id_))
            if key and id_ != wanted:
                what = f"The id '{wanted}' is there already; this record is kept as '{id_}'."
                result.problems.add("duplicate_id", what, "Give each record an id of its own.", severity="warning",
                                    row=_source_row(feature), id=id_, field="id")  # fmt: skip
        feature["id"] = feature["properties"]["id"] = id_
        if key and same_id(key) != same_id(id_):
            feature["properties"][SOURCE_ID] = key
    if qualified:
        belong, begin = verb(qualified, "belongs", "belong"), verb(qualified, "it begins", "they begin")
        what = f"{qualified:,} of its ids {belong} to another source's records; here {begin} with '{given.source}:'."
        remedy = "If this is a newer version of that source, add it under that source's name."
        result.problems.add("id_of_another_source", what, remedy, field="id")


def _source_row(feature: Feature) -> int | None:
    row = feature["properties"][SOURCE_ROW]
    return row if isinstance(row, int) else None


def _say_what_cannot_be_told(given: Given, own: Sequence[Feature], found: Matched, problems: Findings) -> None:
    for one in found.perhaps:
        feature = given.features[one.given]
        what = (
            f"It has {one.why} of '{own[one.own]['id']}', which the source no longer has. Whether it is the same "
            "cannot be told; both are kept."
        )
        problems.add("perhaps_the_same", what, "An id of its own for each record would tell.",
                     row=_source_row(feature), id=str(feature["id"]))  # fmt: skip


def _put_aside_foreign_bookkeeping(properties: list[dict[str, Any]]) -> None:
    """A source may have columns of these names itself, as exports of another project do."""
    for record in properties:
        for name in BOOKKEEPING:
            if name in record:
                record[f"{name}_entered"] = record.pop(name)


def _writable(frame: GeoDataFrame, properties: list[dict[str, Any]], problems: Findings) -> NDArray[Any]:
    """The geometries, None for those that GeoJSON cannot write; their text is kept as the position entered."""
    geometries = without_unknown_heights(frame.geometry.array)
    coordinates, owners = shapely.get_coordinates(geometries, return_index=True)
    for index in np.unique(owners[~np.isfinite(coordinates).all(axis=1)]).tolist():
        properties[index].setdefault("position_entered", shapely.to_wkt(geometries[index]))
        geometries[index] = None
        problems.add("position_not_finite", "Its position holds a value that is not a number.",
                     "It is kept without a position; correct the source.", row=_row(frame, index),
                     id=str(properties[index].get("id", "")), field="geometry")  # fmt: skip
    for index in np.flatnonzero(shapely.has_m(geometries)).tolist():
        what = "Its measures (M values) cannot be written in GeoJSON and are left out."
        problems.add("m_values_left_out", what, row=_row(frame, index))
    return geometries


def _row(frame: GeoDataFrame, index: int) -> int | None:
    row = frame.index[index]
    return int(row) if isinstance(row, (int, np.integer)) else None


def _columns_of_source(reading: ReadingLike) -> set[str]:
    """The properties that the source has a say in; a field that it has no column for is not emptied by it."""
    fields = set(KINDS[reading.kind].names)
    frame = reading.frame
    stated = {str(name) for name in frame.columns if name not in fields or frame[name].notna().any()}
    stated |= {f"{name}_{value}" for name in stated & COUNTS.keys() for value in COUNTS[name].values}
    if len(reading.made_ids) == len(frame):
        stated.discard("id")
    return stated | set(reading.fields.values()) | {MISSING_SINCE, SOURCE_ID}


def _merged(old: Feature, new: Feature, from_source: set[str], result: Update) -> Feature:
    before, after = old["properties"], new["properties"]
    kept = {name: value for name, value in before.items() if name not in after and not _is_ours(name, from_source)}
    others = {name: value for name, value in old.items() if name not in new}
    merged = {**new, **others, "properties": {**after, **kept}}
    if new["geometry"] is None and old.get("geometry") is not None:
        merged["geometry"] = old["geometry"]
    was_missing = not is_missing(before.get(MISSING_SINCE)) and is_missing(after.get(MISSING_SINCE))
    result.returned += was_missing
    if _content(merged) != _content(old):
        result.changed += 1
    else:
        result.unchanged += 1
        if all(before.get(name) == after.get(name) for name in (SOURCE_ROW, SOURCE_ID)) and not was_missing:
            return old
    result.touched = True
    return merged


def _as_before(old: Feature, new: Feature) -> Feature:
    """A record out of a map with what the project notes of it, and with all its digits where it has not moved."""
    noted = {name: value for name, value in old["properties"].items() if name in BOOKKEEPING}
    stated = {name: value for name, value in new["properties"].items() if name not in BOOKKEEPING}
    moved = new["geometry"] != _rounded(laid_out(old.get("geometry")))
    return {**new, "properties": {**stated, **noted}, "geometry": new["geometry"] if moved else old.get("geometry")}


def _rounded(geometry: Any) -> Any:
    """A geometry as it comes back from a map: longitudes and latitudes in whole units, heights as they were."""
    if isinstance(geometry, dict):
        return {name: _rounded(value) for name, value in geometry.items()}
    if isinstance(geometry, list) and geometry and all(isinstance(part, (int, float)) for part in geometry):
        return [round(part * UNITS_PER_DEGREE) / UNITS_PER_DEGREE for part in geometry[:2]] + geometry[2:]
    return [_rounded(part) for part in geometry] if isinstance(geometry, list) else geometry


def _is_ours(name: str, from_source: set[str]) -> bool:
    return name in from_source or (name.endswith("_entered") and name.removesuffix("_entered") in from_source)


def _content(feature: Feature) -> Feature:
    """What a record says, leaving aside the row and the id by which its source says it; a null says nothing."""
    stated = {
        name: value
        for name, value in feature["properties"].items()
        if value is not None and name not in (SOURCE_ROW, SOURCE_ID, MISSING_SINCE)
    }
    return {**feature, "properties": stated}


def _keep_or_remove(gone: list[Feature], result: Update, remove_missing: bool, today: str) -> None:
    if remove_missing:
        result.removed = len(gone)
        result.touched |= bool(gone)
        return
    result.missing = len(gone)
    for feature in gone:
        if _is_there(feature):
            result.vanished += 1
            result.touched = True
            feature = {**feature, "properties": {**feature["properties"], MISSING_SINCE: today}}
        result.features.append(feature)
