"""Areas are added up by groups, of one part or of many: the sums are the same to the last bit.

Each hazard is measured by itself, with what it has to do with others: the releases that name it, and the hazards that
lie under it. So a part that sees these gives for its own hazards what the whole gives for them, and sums are exact.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame
from numpy.typing import NDArray

from geo.analysis.cuts import NONE, PRODUCTS, Cut, cut_hazards, is_measurable, owners, polygons
from geo.crs import area_m2
from geo.scale.orders import among_all

Flags = NDArray[np.bool_]
Floats = NDArray[np.float64]
Indexes = NDArray[np.intp]
Shapes = NDArray[np.object_]

MEASURES = ("area_m2", "released_m2", *(f"{product}_m2" for product in PRODUCTS), "remaining_m2")
COUNTS = ("hazards", "without_position", "without_outline", "broken_outline")
TWICE = "counted_twice_m2"
_SUMS = (*COUNTS, MEASURES[0], TWICE, *MEASURES[1:])

Amounts = dict[str, tuple[float, ...]]
"""By name a few numbers whose exact sum is that of all that were added up; none where nothing is known."""


@dataclass(frozen=True)
class Unassigned:
    """Releases with an area that name no hazard, or none that there is: how many, their areas added up, and how much
    of them lies in hazards (in m², land under several of them once)."""

    releases: int
    area_m2: float
    inside_m2: float


@dataclass(frozen=True)
class Land:
    """Hazards and releases, those of each layer after those of the layer before: what is added up of them.

    `own` and `own_releases`: those of a part. To give what the whole gives it must see, of others, what touches its
    own, the releases that name its hazards, and every hazard with an id that its releases name.
    """

    hazards: Shapes
    ids: NDArray[np.object_]
    labels: tuple[NDArray[np.object_], ...]
    """The text of each field that is added up by."""
    own: Flags
    releases: Shapes
    named: NDArray[np.object_]
    products: NDArray[np.object_]
    own_releases: Flags
    numbers: NDArray[np.int64]
    """The place of each release among those of all parts."""

    @classmethod
    def of(
        cls,
        hazards: Sequence[GeoDataFrame],
        releases: Sequence[GeoDataFrame],
        by: Iterable[str] = (),
        own: tuple[Sequence[Flags], Sequence[Flags]] | None = None,
        orders: Sequence[NDArray[np.int64]] | None = None,
    ) -> Land:
        """Take it from the frames of layers, in which a field that is not there is given of no record.

        `own` flags the records of a part, by default all; `orders` are the places of releases in their layers.
        """
        flags, of_releases = own or ([np.ones(len(one), bool) for one in hazards],
                                     [np.ones(len(one), bool) for one in releases])  # fmt: skip
        orders = orders or [np.arange(len(one)) for one in releases]
        return cls(
            _joined([one.geometry.to_numpy() for one in hazards]),
            _joined([_ids(one) for one in hazards]),
            tuple(_joined([_labels(one, name) for one in hazards]) for name in by),
            np.concatenate([*flags, np.empty(0, bool)]),
            _joined([one.geometry.to_numpy() for one in releases]),
            _joined([_column(one, "hazard_id") for one in releases]),
            _joined([_column(one, "product") for one in releases]),
            np.concatenate([*of_releases, np.empty(0, bool)]),
            np.concatenate([np.empty(0, np.int64), *(among_all(n, one) for n, one in enumerate(orders))]),
        )


@dataclass(frozen=True)
class Part:
    """What the hazards and releases of a part add: to each group by its labels, to all of them, and to what is taken
    off no hazard; whether a release of it names a hazard; and of releases that name none, by their places, what lies
    in hazards, as land that several of them have is known only when all are together."""

    groups: dict[tuple[str, ...], Amounts]
    total: Amounts
    apart: Amounts
    is_released: bool
    inside: dict[int, bytes]


def measured(land: Land) -> Part:
    """Measure the own hazards and releases of a part, and add them up."""
    owner = owners(land.ids, land.named)
    is_own = (owner >= 0) & land.own[owner] if len(land.own) else owner >= 0
    cuts = cut_hazards(land.hazards, land.releases, land.products, np.where(is_own, owner, NONE))
    own = np.flatnonzero(land.own)
    shapes = land.hazards[own]
    values: dict[str, Floats] = {}
    for name, flags in zip(COUNTS, (np.ones(len(own), bool), *why_unmeasured(shapes)), strict=True):
        values[name] = flags.astype(float)
    number_of = dict(zip(own.tolist(), range(len(own)), strict=True))
    values |= measures(shapes, {number_of[index]: cut for index, cut in cuts.items()})
    later, earlier = _pairs(land.hazards, land.own)
    again = _again(land.hazards, later, earlier)
    groups: dict[tuple[str, ...], Amounts] = {}
    if land.labels:
        keys = [*zip(*land.labels, strict=True)]
        same = np.fromiter((keys[one] == keys[two] for one, two in zip(later, earlier, strict=True)), bool, len(later))
        mixed = np.isin(later, later[~same])  # of all others the group counts again what all of them do
        in_group = again | dict.fromkeys(later[mixed].tolist(), 0.0)
        in_group |= _again(land.hazards, later[mixed & same], earlier[mixed & same])
        members: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for index in own.tolist():
            members[keys[index]].append(index)
        for key, indexes in members.items():
            at = [number_of[index] for index in indexes]
            groups[key] = _amounts({name: column[at] for name, column in values.items()},
                                   [in_group[index] for index in indexes if index in in_group])  # fmt: skip
    apart, inside = _apart(land, owner)
    return Part(groups, _amounts(values, [*again.values()]), apart, bool(cuts), inside)


def summed(parts: Sequence[Part], by: Sequence[str]) -> tuple[pd.DataFrame, Unassigned]:
    """Put parts together: the table as `geo.analysis.areas.table` gives it, and what is taken off no hazard."""
    apart = _put_together([part.apart for part in parts])
    inside_m2 = _once_m2({order: shape for part in parts for order, shape in part.inside.items()})
    releases = int(apart["releases"])
    without = {*MEASURES[1:]} if releases and not any(part.is_released for part in parts) else set()
    rows: list[list[Any]] = []
    if by:
        groups: dict[tuple[str, ...], list[Amounts]] = defaultdict(list)
        for part in parts:
            for key, amounts in part.groups.items():
                groups[key].append(amounts)
        rows = [[*key, *_row(groups[key], without)] for key in sorted(groups)]
    labels = ["all", *[""] * (len(by) - 1)] if by else []
    rows.append([*labels, *_row([part.total for part in parts], without)])
    table = pd.DataFrame(rows, columns=[*by, *_SUMS])
    table[list(by)] = table[list(by)].astype(object)
    table[list(COUNTS)] = table[list(COUNTS)].astype(int)
    table[list(_SUMS[len(COUNTS) :])] = table[list(_SUMS[len(COUNTS) :])].astype(float)
    return table, Unassigned(releases, apart["area_m2"], inside_m2)


def measures(shapes: Shapes, cuts: dict[int, Cut]) -> dict[str, Floats]:
    """Measure hazards of which cuts are known by index: `MEASURES` of each in m², NaN where it has no area."""
    measurable = is_measurable(shapes)
    found = {name: np.where(measurable, 0.0, np.nan) for name in MEASURES}
    found["area_m2"] = np.where(measurable, area_m2(shapes), np.nan)
    found["remaining_m2"] = found["area_m2"].copy()
    for index, cut in cuts.items():
        found["remaining_m2"][index] = cut.remaining_m2
        found["released_m2"][index] = sum(cut.by_product.values())
        for product, value in cut.by_product.items():
            found[f"{product}_m2"][index] = value
    return found


def counted_twice_m2(shapes: Shapes) -> float:
    """Measure the land (m²) that a sum of areas counts again: of each polygon what lies in those before it.

    >>> box, half = shapely.box(46.93, 40.39, 46.94, 40.40), shapely.box(46.93, 40.39, 46.935, 40.40)
    >>> round(counted_twice_m2(np.array([box, half, half])))
    942746
    """
    return math.fsum(_again(shapes, *_pairs(shapes, np.ones(len(shapes), bool))).values())


def exact(values: Iterable[float]) -> tuple[float, ...]:
    """Give a few numbers whose exact sum is that of many: sums of parts are then added up as all would be at once.

    >>> exact([1e16, 1.0, 1.0]), exact([1e16, 1.0, 1.0, 1e-9]), exact([])
    ((1.0000000000000002e+16,), (1.0000000000000002e+16, 1e-09), ())
    """
    left = [*values]
    if not left:
        return ()
    found: list[float] = []
    while (rest := math.fsum(left)) or not found:
        found.append(rest)
        left.append(-rest)
    return tuple(found)


def why_unmeasured(shapes: Shapes) -> tuple[Flags, ...]:
    """Say which have no position, which are not polygons, and which are a broken one."""
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    areal = np.isin(shapely.get_type_id(shapes), (3, 6))
    return ~placed, placed & ~areal, placed & areal & ~is_measurable(shapes)


def _amounts(values: dict[str, Floats], again: Sequence[float]) -> Amounts:
    found = {name: exact(column[~np.isnan(column)].tolist()) for name, column in values.items()}
    found[TWICE] = exact([0.0, *again]) if found["area_m2"] else ()
    return found


def _put_together(amounts: Sequence[Amounts]) -> dict[str, float]:
    """The sum of each amount, NaN where nothing is known of it."""
    numbers = {name: [number for one in amounts for number in one[name]] for name in (amounts[0] if amounts else ())}
    return {name: math.fsum(own) if own else math.nan for name, own in numbers.items()}


def _row(amounts: Sequence[Amounts], without: set[str]) -> list[float]:
    sums = _put_together(amounts)
    counts = [0.0 if math.isnan(sums[name]) else sums[name] for name in COUNTS]
    return [*counts, *(math.nan if name in without else sums[name] for name in _SUMS[len(COUNTS) :])]


def _pairs(shapes: Shapes, own: Flags) -> tuple[Indexes, Indexes]:
    """The polygons of a part that meet one before them, and that, by the later and then by the earlier."""
    usable = np.flatnonzero(is_measurable(shapes))
    asking = usable[own[usable]]
    found = shapely.STRtree(shapes[usable]).query(shapes[asking], predicate="intersects")
    later, earlier = asking[found[0]], usable[found[1]]
    later, earlier = later[earlier < later], earlier[earlier < later]
    order = np.lexsort((earlier, later))  # the order in which a tree finds them changes with the tree
    return later[order], earlier[order]


def _again(shapes: Shapes, later: Indexes, earlier: Indexes) -> dict[int, float]:
    """Of each later polygon the area of what lies in its earlier ones, by its index."""
    which, starts = np.unique(later, return_index=True)
    before = _unions(shapes, earlier, starts)
    again = shapely.intersection(shapes[which], before)
    return dict(zip(which.tolist(), area_m2(polygons(again)).tolist(), strict=True))


def _unions(shapes: Shapes, indexes: Indexes, starts: Indexes) -> Shapes:
    """The shapes of each stretch of indexes united."""
    stretches = np.split(indexes, starts[1:]) if len(starts) else []
    return np.array([shapely.union_all(shapes[own]) for own in stretches], dtype=object)


def _apart(land: Land, owner: Indexes) -> tuple[Amounts, dict[int, bytes]]:
    """Measure the own releases that are taken off no hazard, and find what of each lies in hazards, by its place."""
    # Of a release of another part it is not known here whether it names a hazard.
    apart = np.flatnonzero((owner < 0) & land.own_releases & is_measurable(land.releases))
    shapes = land.releases[apart]
    outlines = land.hazards[is_measurable(land.hazards)]
    under, over = shapely.STRtree(outlines).query(shapes, predicate="intersects")
    order = np.lexsort((over, under))
    which, starts = np.unique(under[order], return_index=True)
    inside = polygons(np.asarray(shapely.intersection(shapes[which], _unions(outlines, over[order], starts)), object))
    amounts = {"releases": (float(len(apart)),), "area_m2": exact([0.0, *area_m2(shapes).tolist()])}
    return amounts, dict(zip(land.numbers[apart[which]].tolist(), shapely.to_wkb(inside).tolist(), strict=True))


def _once_m2(inside: dict[int, bytes]) -> float:
    """The area of what lies in hazards of several releases, what several have once."""
    shapes = shapely.from_wkb([inside[order] for order in sorted(inside)])
    later, earlier = _pairs(shapes, np.ones(len(shapes), bool))
    which, starts = np.unique(later, return_index=True)
    once = shapes.copy()
    once[which] = polygons(np.asarray(shapely.difference(shapes[which], _unions(shapes, earlier, starts)), object))
    return math.fsum(area_m2(once).tolist())


def _ids(frame: GeoDataFrame) -> NDArray[np.object_]:
    if "id" not in frame and frame.index.name == "id":
        return np.asarray(frame.index, dtype=object)
    return _column(frame, "id")


def _column(frame: GeoDataFrame, name: str) -> NDArray[np.object_]:
    return np.asarray(frame[name], dtype=object) if name in frame else np.full(len(frame), None, dtype=object)


def _labels(frame: GeoDataFrame, name: str) -> NDArray[np.object_]:
    return _joined([[_shown(value) for value in _column(frame, name)]])


def _joined(parts: Sequence[Sequence[Any] | NDArray[Any]]) -> NDArray[np.object_]:
    found = np.empty(sum(map(len, parts)), dtype=object)
    found[:] = [value for part in parts for value in part]
    return found


def _shown(value: Any) -> str:
    """Write a value of a group; a missing one is 'not given', which is not the same as unknown."""
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "not given"
    return "not given" if pd.isna(value) else str(value)
