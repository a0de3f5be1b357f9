"""The records that the picture without scripts is of, column by column, and how their classes look in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.maps.cells import accuracies_m, texts
from geo.maps.ground.extent import ONLY_A_DISTRICT_M, bounds_around
from geo.maps.page import pictograms
from geo.maps.page.still.areas import Drawable
from geo.records import KINDS, Kind, Layer
from geo.records.source_gone import are_gone


class Mark(NamedTuple):
    """How a class of records looks here: the classes of the full map, reduced to what stays apart at a few pixels."""

    key: str
    shape: str
    fill: str
    line: str


OF_HAZARDS = (
    Mark("value.area_type.unknown", "ring", "#ffffff", "#7a5846"),
    Mark("value.area_type.indication", "ring", "#ffffff", "#8a3a1c"),
    Mark("value.area_type.spot_task", "triangle", "#c4161c", "#4a4a4a"),
    Mark("value.area_type.SHA", "dot", "#f4a718", "#4a4a4a"),
    Mark("value.area_type.CHA", "square", "#e8201c", "#4a4a4a"),
)
# Outlines by status, as the viewer's styles.ts has them; rings are outlines themselves and keep their own.
STATUSES = {
    "value.status.closed": "#9acd32",
    "value.status.suspended": '#6d5c4c" stroke-dasharray="6 2 1 2',
    "value.status.worked_on": '#f4a718" stroke-dasharray="4 2',
    "value.status.unknown": '#5c5c5c" stroke-dasharray="2 2',
    "value.status.open": "#8f0000",
}


def _marks_of(kinds: Iterable[Kind]) -> dict[str, Mark]:
    """The marks of all kinds with positions, in the order in which they are drawn: what threatens life lies on top."""
    marked = [kind for kind in kinds if kind.placed and kind.symbol.family != "hazard"]
    order = ("place", "plain", "release", "accident")
    found: dict[bool, list[Mark]] = {False: [], True: []}
    for kind in sorted(marked, key=lambda kind: order.index(kind.symbol.family)):
        symbol = kind.symbol
        found[symbol.family == "accident"].append(Mark(f"kind.{kind.name}", symbol.shape, symbol.fill, symbol.line))
    return {mark.key: mark for mark in (*found[False], *OF_HAZARDS, *found[True])}


MARKS = _marks_of(KINDS.values())
GROUND = tuple(f"kind.{kind.name}" for kind in KINDS.values() if kind.ground)


@dataclass(frozen=True)
class Placed:
    """Records with a position, one index each.

    Their class and status, whether their source no longer has them, their pictogram if a map is about them ("" for
    none), their bounds (west, south, east, north in degrees), how far from there they may lie (m, 0 where that is not
    known), the district that those name of which no more is known ("" for others), and whether the position is held for
    wrong.
    """

    classes: NDArray[np.object_]
    statuses: NDArray[np.object_]
    gone: NDArray[np.bool_]
    pictograms: NDArray[np.object_]
    bounds: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]
    districts: NDArray[np.object_]
    in_doubt: NDArray[np.bool_]

    @property
    def middles(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitudes and latitudes of the middles of the bounds."""
        west, south, east, north = self.bounds.T
        return (west + east) / 2, (south + north) / 2

    @property
    def are_vague(self) -> NDArray[np.bool_]:
        """Which are known to a district only."""
        return self.accuracy_m >= ONLY_A_DISTRICT_M

    @property
    def are_ground(self) -> NDArray[np.bool_]:
        """Which are places."""
        return np.isin(self.classes, GROUND)


def placed(
    layers: Iterable[Drawable],
    counted: Collection[str] = (),
    in_doubt: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> Placed:
    """Collect the records that can be drawn; the flag says which of a layer's records those are.

    `counted`: the names of the layers that the map is about, in which it tells what their source no longer has.
    `in_doubt`: for layers by name the indices of the records whose position is held for wrong.
    """
    found: list[list[NDArray[Any]]] = [[] for _ in fields(Placed)]
    for layer, drawable in layers:
        if not layer.what.placed or not drawable.any():
            continue
        accuracies = _accuracies(layer)[drawable]
        of_layer = (
            _classes(layer)[drawable],
            _statuses(layer)[drawable],
            are_gone(layer.frame)[drawable] & (layer.name in counted),
            _pictograms(layer)[drawable],
            bounds_around(np.asarray(layer.frame.geometry, dtype=object)[drawable]),
            accuracies,
            np.where(accuracies >= ONLY_A_DISTRICT_M, _districts(layer)[drawable], ""),
            np.isin(np.flatnonzero(drawable), in_doubt.get(layer.name, ())),
        )
        for column, own in zip(found, of_layer, strict=True):
            column.append(own)
    if not found[0]:
        none = np.array([])
        unnamed, flags = none.astype(object), none.astype(bool)
        return Placed(unnamed, unnamed, flags, unnamed, np.empty((0, 4)), none, unnamed, flags)
    return Placed(*map(np.concatenate, found))


def counts(records: Placed) -> dict[str, int]:
    """Count the placed records of each class, in the order the classes are drawn."""
    found = Counter(records.classes.tolist())
    return {key: found[key] for key in MARKS if key in found}


def settings(records: Placed) -> dict[str, int]:
    """Count the placed records of each pictogram, in the records' own order."""
    found = Counter(records.pictograms.tolist())
    return {name: found[name] for name in pictograms.names() if name in found}


def statuses(records: Placed) -> list[str]:
    """List the statuses of the placed hazards."""
    found = set(records.statuses.tolist())
    return [key for key in reversed(STATUSES) if key in found]


def _districts(layer: Layer) -> NDArray[np.object_]:
    column = next((name for name in ("admin2", "admin1") if name in layer.frame.columns), None)
    if column is None or layer.what.ground:
        return np.full(len(layer.frame), "", dtype=object)
    return np.array(texts(layer.frame[column]), dtype=object)


def _pictograms(layer: Layer) -> NDArray[np.object_]:
    if not layer.what.subject or "setting" not in layer.frame.columns:
        return np.full(len(layer.frame), "", dtype=object)
    return np.array([pictograms.pictogram_of(one) for one in texts(layer.frame["setting"])], dtype=object)


def _statuses(layer: Layer) -> NDArray[np.object_]:
    if layer.what.symbol.family != "hazard":
        return np.full(len(layer.frame), "", dtype=object)
    if "status" not in layer.frame.columns:
        return np.full(len(layer.frame), "value.status.unknown", dtype=object)
    return _keys(layer.frame["status"], "value.status.", STATUSES)


def _accuracies(layer: Layer) -> NDArray[np.float64]:
    metres = accuracies_m(layer.frame)
    is_point = shapely.get_type_id(np.asarray(layer.frame.geometry, dtype=object)) == 0
    return np.where(is_point & np.isfinite(metres), metres, 0.0)


def _classes(layer: Layer) -> NDArray[np.object_]:
    if layer.what.symbol.family != "hazard":
        return np.full(len(layer.frame), f"kind.{layer.kind}", dtype=object)
    if "area_type" not in layer.frame.columns:
        return np.full(len(layer.frame), "value.area_type.unknown", dtype=object)
    return _keys(layer.frame["area_type"], "value.area_type.", MARKS)


def _keys(column: pd.Series[Any], before: str, known: Collection[str]) -> NDArray[np.object_]:
    """The keys of the values of a column, those not known as unknown; equal ones are one text."""
    which, distinct = pd.factorize(texts(column))
    keys = [before + one if before + one in known else f"{before}unknown" for one in distinct]
    return np.array(keys, dtype=object)[which]
