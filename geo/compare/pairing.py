"""Which record of the new state is which of the old, and what of it changed.

Records are the same that have one id in one layer, then in layers of one kind, then those of one kind and one shape:
they were renumbered. Shapes are the same whose vertices round to the same 1e-7 degree, as a map file holds them.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.crs import distance_m
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE
from geo.records import Layer
from geo.records.properties import to_properties

NOTED = frozenset({"source_row", "source_id", "id"})
"""What a project notes of a record for itself; the id is told apart."""
MISSING_SINCE = "missing_since"


@dataclass(frozen=True)
class Told:
    """One record as it is told of: its kind, its layer's title, its id and its name ("" if it has none)."""

    kind: str
    layer: str
    id: str
    name: str = ""


@dataclass(frozen=True)
class Changed:
    """One record in both states. `fields`: old and new value of each field that differs, None where it is not given.

    `old_id` is "" unless it was renumbered. `moved_m`: how far its middle moved; areas are None until they are
    measured, and where a state has no outline.
    """

    record: Told
    fields: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    old_id: str = ""
    is_moved: bool = False
    moved_m: float = 0.0
    gained_m2: float | None = None
    lost_m2: float | None = None

    @property
    def is_changed(self) -> bool:
        """Whether anything differs but the id."""
        return bool(self.fields) or self.is_moved


@dataclass
class State:
    """All records of one state, one after another: what is told of each, its properties and its shape."""

    told: list[Told] = field(default_factory=list)
    properties: list[dict[str, Any]] = field(default_factory=list)
    shapes: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, dtype=object))
    marks: list[bytes | None] = field(default_factory=list)

    @classmethod
    def of(cls, layers: Sequence[Layer], orders: Sequence[NDArray[np.int64]] | None = None) -> State:
        """Put the records of layers together; `orders`: their places in their layers, where these have more."""
        state = cls()
        shapes: list[Any] = []
        for number, layer in enumerate(layers):
            records = to_properties(layer.frame)
            numbers = range(len(records)) if orders is None else orders[number].tolist()
            for nth, record in zip(numbers, records, strict=True):
                name = record.get("name") or record.get("place") or ""
                state.told.append(Told(layer.kind, layer.title, str(record.get("id", nth + 1)), str(name)))
            state.properties += records
            shapes += layer.frame.geometry.to_numpy().tolist()
        state.shapes = np.empty(len(shapes), dtype=object)
        state.shapes[:] = shapes
        state.marks = marks_of(state.shapes)
        return state

    @classmethod
    def joined(cls, states: Sequence[State]) -> State:
        """Put several together, one after another."""
        return cls(
            [one for state in states for one in state.told],
            [one for state in states for one in state.properties],
            np.concatenate([np.empty(0, dtype=object), *(state.shapes for state in states)]),
            [one for state in states for one in state.marks],
        )

    def taken(self, indexes: Sequence[int]) -> State:
        """Some of its records, in this order."""
        return State(
            [self.told[index] for index in indexes],
            [self.properties[index] for index in indexes],
            self.shapes[list(indexes)],
            [self.marks[index] for index in indexes],
        )


def pair(old: State, new: State) -> list[tuple[int, int]]:
    """Find the index in the new state of each record of the old one that is there, in the order of the old."""
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for key in (_by_layer, _by_kind, _by_shape):
        there = _index(key, new, taken)
        for mark, ours in _index(key, old, pairs.keys()).items():
            theirs = there.get(mark, [])
            # Two of one id or one shape are told apart by their order, if there are as many in both states.
            if len(ours) == len(theirs):
                pairs.update(zip(ours, theirs, strict=True))
                taken.update(theirs)
    return sorted(pairs.items())


def changes(old: State, new: State, pairs: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int, Changed]]:
    """Give each pair in which anything differs, and what does."""
    for one, two in pairs:
        before, after = old.properties[one], new.properties[two]
        fields = {
            name: (before.get(name), after.get(name))
            for name in dict.fromkeys([*before, *after])
            if name not in NOTED and before.get(name) != after.get(name)
        }
        was = old.told[one].id
        told = new.told[two]
        if told.layer != old.told[one].layer:
            fields["layer"] = (old.told[one].layer, told.layer)
        moved = old.marks[one] != new.marks[two]
        renumbered = was if same_id(was) != same_id(told.id) else ""
        if fields or moved or renumbered:
            far = _moved_m(old.shapes[one], new.shapes[two]) if moved else 0.0
            yield one, two, Changed(told, fields, renumbered, moved, far)


def same_id(id_: str) -> str:
    """Give an id as it is compared: an accent is the same however it is written."""
    return unicodedata.normalize("NFC", id_)


def _by_layer(state: State, index: int) -> Hashable:
    told = state.told[index]
    return told.kind, told.layer, same_id(told.id)


def _by_kind(state: State, index: int) -> Hashable:
    told = state.told[index]
    return told.kind, same_id(told.id)


def _by_shape(state: State, index: int) -> Hashable:
    mark = state.marks[index]
    return None if mark is None else (state.told[index].kind, mark)


def _index(key: Any, state: State, done: Any) -> dict[Hashable, list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for index in range(len(state.told)):
        if index not in done and (mark := key(state, index)) is not None:
            found[mark].append(index)
    return found


def marks_of(shapes: NDArray[np.object_]) -> list[bytes | None]:
    """Bytes that two shapes have in common if they are the same to 1e-7 degree, wherever their rings begin."""
    there = ~shapely.is_missing(shapes)
    lonlat, owner = shapely.get_coordinates(shapes[there], return_index=True)
    whole = np.rint(lonlat * UNITS_PER_DEGREE)
    rounded = shapely.set_coordinates(shapely.force_2d(shapes[there]), whole)
    found = np.full(len(shapes), None, dtype=object)
    found[there] = shapely.to_wkb(shapely.normalize(rounded))
    listed: list[bytes | None] = found.tolist()
    return listed


def _moved_m(old: Any, new: Any) -> float:
    """How far the middle of a shape moved, in metres; 0 where a state has none."""
    if old is None or new is None or old.is_empty or new.is_empty:
        return 0.0
    (one, two) = (shapely.centroid(shape) for shape in (old, new))
    return float(distance_m([one.x], [one.y], [two.x], [two.y])[0])
