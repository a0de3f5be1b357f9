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
from typing import Any

from geo.cells.missing import is_missing
from geo.findings import Findings
from geo.findings.counting import counted, verb
from geo.geojson import Feature, laid_out
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE
from geo.records.source_gone import MISSING_SINCE
from geo.store.layer_file import free_id
from geo.store.updates.giving import Given
from geo.store.updates.likeness import BOOKKEEPING, SOURCE_FILE, SOURCE_ID, SOURCE_ROW
from geo.store.updates.matching import Doubt, Matched, made_id, match, same_id


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


def update(features: list[Feature], given: Given, terms: Terms) -> Update:
    """Bring a layer's features up to date with what one source gives.

    They are taken out of `features`, and each is let go of as soon as there is a newer one. What looks wrong is done
    as it most probably is meant, and named in `doubts`: whether it is written is for others.
    """
    own = [one for one in features if one["properties"].get(SOURCE_FILE) == given.source]
    result = Update([one for one in features if one["properties"].get(SOURCE_FILE) != given.source])
    features.clear()
    result.problems = Findings(given.source, given.problems)
    had = sum(map(_is_there, own))
    found = match(given, own)
    result.doubts += found.doubts
    _name(given, found, own, result)
    for new, index in zip(given.features, found.own, strict=True):
        if index is None:
            result.added += 1
            result.touched = True
            result.features.append(new)
        else:
            old, own[index] = own[index], _UP_TO_DATE
            new = _as_before(old, new) if terms.of_map else new
            result.features.append(_merged(old, new, given.ours, result))
    _say_what_cannot_be_told(given, own, found, result.problems)
    gone = [one for one in own if one is not _UP_TO_DATE]
    if terms.partial or terms.of_map:
        result.features += gone
        result.missing = sum(not _is_there(one) for one in gone)
    else:
        result.doubts += _lost(given, had, sum(map(_is_there, gone)))
        _keep_or_remove(gone, result, terms.remove_missing, (terms.today or date.today()).isoformat())
    return result


_UP_TO_DATE: Feature = {}
"""Stands in the place of a record of which there is a newer one."""


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
    ids: dict[int, tuple[str, str]] = {}
    qualified = 0
    for number, (key, index) in enumerate(zip(given.keys, found.own, strict=True)):
        if index is not None:
            id_ = str(own[index]["id"])
        else:
            wanted = given.features.entered[number] if key else made_id(given.features[number], given.source)
            if same_id(wanted) in others:
                qualified += 1
                wanted = f"{given.source}:{wanted}"
            id_ = wanted if same_id(wanted) not in taken else free_id(same_id(wanted), taken, last)
            taken.add(same_id(id_))
            if key and id_ != wanted:
                what = f"The id '{wanted}' is there already; this record is kept as '{id_}'."
                result.problems.add("duplicate_id", what, "Give each record an id of its own.", severity="warning",
                                    row=given.features.row(number), id=id_, field="id")  # fmt: skip
        ids[number] = id_, key if key and same_id(key) != same_id(id_) else ""
    given.features.name(ids)
    if qualified:
        belong, begin = verb(qualified, "belongs", "belong"), verb(qualified, "it begins", "they begin")
        what = f"{qualified:,} of its ids {belong} to another source's records; here {begin} with '{given.source}:'."
        remedy = "If this is a newer version of that source, add it under that source's name."
        result.problems.add("id_of_another_source", what, remedy, field="id")


def _say_what_cannot_be_told(given: Given, own: Sequence[Feature], found: Matched, problems: Findings) -> None:
    for one in found.perhaps:
        what = (
            f"It has {one.why} of '{own[one.own]['id']}', which the source no longer has. Whether it is the same "
            "cannot be told; both are kept."
        )
        problems.add("perhaps_the_same", what, "An id of its own for each record would tell.",
                     row=given.features.row(one.given), id=given.features.id_of(one.given))  # fmt: skip


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
