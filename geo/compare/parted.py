"""Two states are compared part by part: of most records it is enough to know that nothing of them differs.

First each part tells of its records an id and what they say as two numbers. Records of one id that say the same in both
states are left out, if all of that id do; only the others are brought together and compared, with whatever lies where
land may be lost. So the memory is that of a few parts, of what differs, and of 50 bytes a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import blake2b
from typing import Any, NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.compare.comparing import Comparison, compare, compared
from geo.compare.land import COVERING, filled_all
from geo.compare.pairing import NOTED, State, marks_of, same_id
from geo.records import Layer
from geo.records.properties import to_properties
from geo.scale.copies import can_copy, in_turn
from geo.scale.folder import Folder
from geo.scale.orders import Orders, among_all, by_layer
from geo.scale.parts import Floats, are_near, bounds_of
from geo.scale.runners import HERE, Runner

Numbers = NDArray[np.uint64]

SIZE = 25_000
_TOO_MUCH = 1 / 4
"""Of records in the memory, the share from which on it takes longer to leave out by two processes what is the same."""
_SAMPLE = 500


class _Digests(NamedTuple):
    """Of each record its place in the state, two numbers for its kind, layer and id, and two for what it says."""

    orders: Orders
    ids: Numbers
    says: Numbers


@dataclass(frozen=True)
class _InMemory:
    """Layers, of which a stretch of each is a part."""

    layers: Sequence[Layer]

    def __len__(self) -> int:
        return sum(len(layer.frame) for layer in self.layers)

    def stretches(self) -> list[tuple[int, int]]:
        return [(n, start) for n, one in enumerate(self.layers) for start in range(0, len(one.frame), SIZE)]

    def digests(self, runner: Runner) -> Iterable[_Digests]:
        stretches = self.stretches()
        return in_turn(lambda number: self._digest(*stretches[number]), len(stretches), runner)

    def _digest(self, number: int, start: int) -> _Digests:
        layer = self.layers[number]
        orders = np.arange(start, min(start + SIZE, len(layer.frame)), dtype=np.int64)
        return _digests(layer.frame.iloc[start : start + SIZE], layer.kind, layer.title, orders, number)

    def state(self, orders: Orders, runner: Runner) -> State:
        own = by_layer(orders, len(self.layers))
        return State.of([_with(layer, layer.frame.iloc[at]) for layer, at in zip(self.layers, own, strict=True)], own)

    def covering(self, boxes: Floats, runner: Runner) -> Iterable[tuple[Orders, NDArray[np.object_]]]:
        for number, layer in enumerate(self.layers):
            if layer.kind in COVERING:
                shapes = np.asarray(layer.frame.geometry.array, dtype=object)
                near = np.flatnonzero(are_near(bounds_of(shapes), boxes))
                yield among_all(number, near), shapes[near]


@dataclass(frozen=True)
class _InParts:
    """Layers in parts on the disk."""

    folder: Folder

    def __len__(self) -> int:
        return sum(one.records for one in self.folder.layers)

    def digests(self, runner: Runner) -> Iterable[_Digests]:
        for some in runner.run(partial(_digests_of_part, self.folder), range(len(self.folder.parts))):
            yield from some

    def state(self, orders: Orders, runner: Runner) -> State:
        own = by_layer(orders, len(self.folder.layers))
        found = [*runner.run(partial(_state_of_part, self.folder, own), range(len(self.folder.parts)))]
        order = np.argsort(np.concatenate([np.empty(0, np.int64), *(at for at, _ in found)]), kind="stable")
        return State.joined([state for _, state in found]).taken(order.tolist())

    def covering(self, boxes: Floats, runner: Runner) -> Iterable[tuple[Orders, NDArray[np.object_]]]:
        for some in runner.run(partial(_covering_of_part, self.folder, boxes), range(len(self.folder.parts))):
            for orders, shapes in some:
                yield orders, np.asarray(shapely.from_wkb(shapes), dtype=object)


def compared_by(old: Sequence[Layer] | Folder, new: Sequence[Layer] | Folder, *, runner: Runner) -> Comparison:
    """Compare two states: as a whole if both are in the memory and one process is to do it, or does it sooner; else
    part by part."""
    if isinstance(old, Folder) or isinstance(new, Folder):
        return compare_parts(old, new, runner=runner)
    if runner is HERE or not can_copy() or _share_that_differs(old, new) > _TOO_MUCH:
        return compare(old, new)
    return compare_parts(old, new, runner=runner)


def _share_that_differs(old: Sequence[Layer], new: Sequence[Layer]) -> float:
    """Of a few hundred records of the old state, the share that is not the same in the new one."""
    some = [_with(one, one.frame.iloc[:: len(one.frame) // _SAMPLE + 1]) for one in old]
    ids = {str(id_) for one in some if "id" in one.frame for id_ in one.frame["id"]}
    same = [_with(one, one.frame[one.frame["id"].isin(ids)]) for one in new if "id" in one.frame]
    return 1 - compare(some, same).unchanged / max(sum(len(one.frame) for one in some), 1)


def compare_parts(old: Sequence[Layer] | Folder, new: Sequence[Layer] | Folder, *, runner: Runner) -> Comparison:
    """Compare two states, either of them in parts on the disk; the same is found as in `geo.compare.compare`."""
    before, after = _side(old), _side(new)
    ours, theirs = _put_together(before.digests(runner)), _put_together(after.digests(runner))
    mine, other = _differing(ours, theirs)
    was, now = before.state(ours.orders[mine], runner), after.state(theirs.orders[other], runner)

    def cover(boxes: Floats) -> NDArray[np.object_]:
        found = [*after.covering(boxes, runner)] if len(boxes) else []
        turns = np.concatenate([np.empty(0, np.int64), *(one for one, _ in found)])
        shapes = np.concatenate([np.empty(0, object), *(shapes for _, shapes in found)])
        return filled_all(shapes[np.argsort(turns, kind="stable")])

    comparison = compared(was, now, cover, [problem for side in (before, after) for problem in _problems(side)])
    comparison.unchanged += int((~mine).sum())
    comparison.recorded = len(before), len(after)
    return comparison


def _side(state: Sequence[Layer] | Folder) -> _InMemory | _InParts:
    return _InParts(state) if isinstance(state, Folder) else _InMemory(state)


def _problems(side: _InMemory | _InParts) -> Iterator[Any]:
    if isinstance(side, _InMemory):
        yield from (problem for layer in side.layers for problem in layer.problems)


def _digests(frame: Any, kind: str, title: str, orders: Orders, number: int) -> _Digests:
    shapes = np.asarray(frame.geometry.array, dtype=object)
    ids, says = bytearray(), bytearray()
    for record, mark, order in zip(to_properties(frame), marks_of(shapes), orders.tolist(), strict=True):
        ids += _hash((kind, title, same_id(str(record.get("id", order + 1)))))
        # Numbers that are equal and written otherwise only cost a closer look.
        says += _hash([(name, record[name]) for name in sorted(record) if name not in NOTED], mark or b"")
    return _Digests(among_all(number, orders), _numbers(ids), _numbers(says))


def _hash(what: Any, more: bytes = b"") -> bytes:
    return blake2b(repr(what).encode("utf-8", "surrogatepass") + more, digest_size=16).digest()


def _numbers(hashes: bytearray) -> Numbers:
    return np.frombuffer(bytes(hashes), dtype=np.uint64).reshape(-1, 2)


def _put_together(digests: Iterable[_Digests]) -> _Digests:
    """Of all records of a state, in their order."""
    parts = [*digests]
    orders = np.concatenate([np.empty(0, np.int64), *(one.orders for one in parts)])
    order = np.argsort(orders, kind="stable")
    nothing = np.empty((0, 2), np.uint64)
    ids = np.concatenate([nothing, *(one.ids for one in parts)])
    says = np.concatenate([nothing, *(one.says for one in parts)])
    return _Digests(orders[order], ids[order], says[order])


def _differing(old: _Digests, new: _Digests) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Flag the records of each state that have to be looked at: all of an id of which one may differ."""
    pairs = np.ascontiguousarray(np.concatenate([old.ids, new.ids])).view("u8,u8").ravel()
    known, of = np.unique(pairs, return_inverse=True)
    ours, theirs = of[: len(old.orders)], of[len(old.orders) :]
    counts = np.bincount(ours, minlength=len(known)), np.bincount(theirs, minlength=len(known))
    same = counts[0] == counts[1]
    # Ids that are there as often in both states stand in one row when both are sorted by them, each in its order.
    by_id = np.argsort(ours, kind="stable"), np.argsort(theirs, kind="stable")
    one, two = by_id[0][same[ours[by_id[0]]]], by_id[1][same[theirs[by_id[1]]]]
    differ = (old.says[one] != new.says[two]).any(axis=1)
    same[ours[one[differ]]] = False
    return ~same[ours], ~same[theirs]


def _with(layer: Layer, frame: Any) -> Layer:
    return Layer(layer.name, layer.kind, frame, layer.title)


def _digests_of_part(folder: Folder, part: int) -> list[_Digests]:
    found = []
    for number, one in enumerate(folder.layers):
        seen = folder.seen(number, part, {})
        found.append(_digests(seen.frame, one.kind, one.title, seen.orders, number))
    return found


def _state_of_part(folder: Folder, wanted: Sequence[Orders], part: int) -> tuple[Orders, State]:
    """Of the records of a part those that are wanted of each layer, and their places in the state."""
    layers, orders = [], []
    for number, one in enumerate(folder.layers):
        seen = folder.seen(number, part, {})
        own = np.flatnonzero(np.isin(seen.orders, wanted[number]))
        layers.append(Layer(one.name, one.kind, seen.frame.iloc[own], one.title))
        orders.append(seen.orders[own])
    numbers = [among_all(number, at) for number, at in enumerate(orders)]
    return np.concatenate([np.empty(0, np.int64), *numbers]), State.of(layers, orders)


def _covering_of_part(folder: Folder, boxes: Floats, part: int) -> list[tuple[Orders, list[bytes]]]:
    """Of the records of a part those that can cover land in these boxes."""
    found = []
    for number, one in enumerate(folder.layers):
        bounds = folder.parts[part].bounds[number]
        if one.kind in COVERING and bounds is not None and are_near(np.array([bounds]), boxes)[0]:
            seen = folder.seen(number, part, {})
            shapes = np.asarray(seen.frame.geometry.array, dtype=object)
            near = np.flatnonzero(are_near(bounds_of(shapes), boxes))
            found.append((among_all(number, seen.orders[near]), shapely.to_wkb(shapes[near]).tolist()))
    return found
