"""Both states as layers of one map: the new one whole, of the old one what differs, and the land no longer shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from geo.cells.texts import text_column
from geo.compare.comparing import Comparison, said
from geo.compare.pairing import Told
from geo.records import Layer
from geo.records.properties import from_properties

CHANGE = "change"
"""The column that says of each record what became of it."""


def both_states(found: Comparison, old: Sequence[Layer], new: Sequence[Layer]) -> list[Layer]:
    """Give the layers of a map of a comparison: each layer of `new`, what differs in `old`, and the land lost.

    A layer of the old state holds only records that vanished or changed shape, under "TITLE (before)"; each record has
    what became of it in `change`. They are symbols of their own kind, so that a hazard that is gone is still one.
    """
    changed = {_key(one.record): said(one) for one in found.changed}
    changed |= {_key(one.record): f"renumbered, before '{one.old_id}'" for one in found.renumbered}
    now = {**{_key(one): "new" for one in found.new}, **changed}
    vanished = {_key(one): "vanished" for one in found.vanished}
    moved = {
        _key(replace(one.record, id=one.old_id or one.record.id)): said(one) for one in found.changed if one.is_moved
    }
    layers = [_with_changes(layer, now, layer.name, layer.title) for layer in new]
    for layer in old:
        before = _with_changes(layer, {**moved, **vanished}, f"{layer.name}-before", f"{layer.title} (before)")
        kept = before.frame[before.frame[CHANGE].notna()]
        if len(kept):
            layers.append(replace(before, frame=kept))
    lost = [one for one in found.lost if one.area_m2 is not None]
    if lost:
        layers.append(_lost(found))
    return layers


def _key(record: Told) -> tuple[str, str, str]:
    return record.kind, record.layer, record.id


def _with_changes(layer: Layer, changes: dict[tuple[str, str, str], str], name: str, title: str) -> Layer:
    ids = [str(id_) for id_ in layer.frame["id"]] if "id" in layer.frame else map(str, range(1, len(layer.frame) + 1))
    told = [changes.get((layer.kind, layer.title, id_)) for id_ in ids]
    frame = layer.frame.copy()
    frame[CHANGE] = text_column(np.array(told, dtype=object))
    return replace(layer, name=name, title=title, frame=frame)


def _lost(found: Comparison) -> Layer:
    lost = [one for one in found.lost if one.area_m2 is not None]
    records: list[dict[str, Any]] = [
        {
            "id": f"{one.record.layer}: {one.record.id}",
            "name": one.record.name or one.record.id,
            "area_type": "unknown",
            "status": "unknown",
            "remarks": f"Land of {one.record.id} that no hazard and no release shows any more: {one.area_m2:,.0f} m².",
        }
        for one in lost
    ]
    frame = from_properties(records, [one.shape for one in lost], "hazards")
    return Layer("land-no-longer-shown", "hazards", frame, "Hazard land no longer shown")
