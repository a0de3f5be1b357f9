"""Readings by layer become readings by the values of a field: of each value a layer, each record in one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any

from geo.geojson import Feature
from geo.records.recognising.by_field import parts_by
from geo.store.updates.giving import ReadingLike
from geo.store.updates.likeness import SOURCE_FILE


def split(
    readings: Mapping[str, Sequence[ReadingLike]], by: str, stated: bool, standing: Mapping[str, Sequence[Feature]]
) -> dict[str, list[ReadingLike]]:
    """Split the readings of each layer by a field; with `stated`, the layer's title stands before the value.

    `standing`: the features of each layer that there is, by its title. A layer that has records of a source, and gets
    none of it now, gets an empty reading: its records are missing. Raises UsageError for a field that is not there.
    """
    found: dict[str, list[ReadingLike]] = {}
    for title, own in readings.items():
        for reading in own:
            parts = parts_by(reading.frame, by, reading.source)
            for number, (value, part) in enumerate(parts.items()):
                name = f"{title}: {value}" if stated else value
                found.setdefault(name, []).append(_part(reading, part, with_problems=number == 0))
    sources = {reading.source: reading for own in readings.values() for reading in own}
    for title, features in standing.items():
        for source in dict.fromkeys(one["properties"].get(SOURCE_FILE) for one in features):
            given = {reading.source for reading in found.get(title, ())}
            if source in sources and source not in given:
                empty = sources[source].frame.iloc[:0]
                found.setdefault(title, []).append(_part(sources[source], empty, with_problems=False))
    return found


def _part(reading: ReadingLike, frame: Any, *, with_problems: bool) -> ReadingLike:
    part: Any = copy(reading)
    part.frame = frame
    if hasattr(part, "problems") and not with_problems:
        part.problems = []
    return part  # type: ignore[no-any-return]
