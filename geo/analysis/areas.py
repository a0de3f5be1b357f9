"""How much land is still hazardous: the area of each hazard, what releases took away from it, and what remains.

Numbers only; what does not fit together is judged by `geo.checks.outlines.land`, and how a hazard is cut by its
releases stands in `geo.analysis.cuts`.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.analysis.cuts import PRODUCTS, cut_hazards, is_measurable, owners, polygons
from geo.crs import area_m2, perimeter_m

MEASURES = ("area_m2", "released_m2", *(f"{product}_m2" for product in PRODUCTS), "remaining_m2")
COUNTS = ("hazards", "without_position", "without_outline", "broken_outline")


@dataclass(frozen=True)
class Unassigned:
    """Releases with an area that name no hazard, or none that there is: how many, their areas added up, and how much
    of them lies in hazards (in m², land under several of them once)."""

    releases: int
    area_m2: float
    inside_m2: float


def remaining(hazards: GeoDataFrame, releases: GeoDataFrame | None = None) -> GeoDataFrame:
    """Measure each hazard, what was released of it and what remains.

    Gives a frame with the index of `hazards`: area_m2, perimeter_m, released_m2 and its parts cleared_m2, reduced_m2,
    cancelled_m2 and other_m2 (no product said), remaining_m2, releases (how many name the hazard), released (the
    geometry taken away, None where there is none) and, as its geometry, the land that remains. A hazard that is a
    point, a line, has no geometry or one that crosses itself has no area: NaN, never 0.

    >>> box = shapely.box(46.93, 40.39, 46.94, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1"]}, geometry=[box], crs="EPSG:4326").set_index("id", drop=False)
    >>> half = GeoDataFrame({"id": ["R1"], "hazard_id": ["H1"], "product": ["cleared"]},
    ...                     geometry=[shapely.box(46.93, 40.39, 46.935, 40.40)], crs="EPSG:4326")
    >>> left = remaining(hazards, half)
    >>> float((left.remaining_m2 / left.area_m2).round(6).iloc[0])
    0.5
    """
    shapes = hazards.geometry.to_numpy()
    measurable = is_measurable(shapes)
    pieces = np.empty(0, dtype=object) if releases is None else releases.geometry.to_numpy()
    cuts = cut_hazards(shapes, pieces, _column(releases, "product"), _owners(hazards, releases))
    measures = {name: np.where(measurable, 0.0, np.nan) for name in MEASURES}
    measures["area_m2"] = np.where(measurable, area_m2(shapes), np.nan)
    measures["remaining_m2"] = measures["area_m2"].copy()
    left, taken = shapes.copy(), np.full(len(shapes), None, dtype=object)
    for index, cut in cuts.items():
        left[index], taken[index] = cut.remaining, cut.released
        measures["remaining_m2"][index] = cut.remaining_m2
        measures["released_m2"][index] = sum(cut.by_product.values())
        for product, value in cut.by_product.items():
            measures[f"{product}_m2"][index] = value
    frame = pd.DataFrame(measures, index=hazards.index)
    frame.insert(1, "perimeter_m", np.where(measurable, perimeter_m(shapes), np.nan))
    frame["releases"] = [len(cuts[index].indexes) if index in cuts else 0 for index in range(len(shapes))]
    frame["released"] = GeoSeries(taken, index=hazards.index, crs=hazards.crs)
    return GeoDataFrame(frame, geometry=GeoSeries(left, index=hazards.index, crs=hazards.crs))


def table(hazards: GeoDataFrame, releases: GeoDataFrame | None = None, *, by: Iterable[str] = ()) -> pd.DataFrame:
    """Add up areas by fields of the hazards, with a last row for all of them.

    Columns: the fields of `by`; hazards (how many), and how many of them are in none of the sums because they have no
    position, are a point or a line (without_outline), or have an outline that crosses itself (broken_outline); the
    sums of `MEASURES` in m², NaN where none of the group is known; and after area_m2, counted_twice_m2: how much of it
    is land that lies in several hazards of the group, counted each time after the first. A missing value is a group of
    its own. What was released and what remains is unknown (NaN) where there are releases and none names a hazard.
    Raises KeyError for a field that the hazards do not have.

    >>> box = shapely.box(46.93, 40.39, 46.94, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1", "H2"], "area_type": ["SHA", "CHA"]}, geometry=[box, None], crs="EPSG:4326")
    >>> table(hazards, by=["area_type"])[["area_type", "hazards", "without_position"]].values.tolist()
    [['CHA', 1, 1], ['SHA', 1, 0], ['all', 2, 1]]
    """
    fields = list(by)
    counted = pd.DataFrame({name: hazards[name].map(_shown) for name in fields}, index=hazards.index)
    shapes = hazards.geometry.to_numpy()
    for name, flags in zip(COUNTS, (np.ones(len(shapes), bool), *_why_unmeasured(shapes)), strict=True):
        counted[name] = flags.astype(int)
    left = remaining(hazards, releases)
    counted[list(MEASURES)] = left[list(MEASURES)]
    if unassigned(hazards, releases).releases and not (left["releases"] > 0).any():
        counted[list(MEASURES[1:])] = np.nan
    sums = [*COUNTS, *MEASURES]
    groups: list[Any] = [np.arange(len(shapes))]
    total = pd.DataFrame({name: [_exact_sum(counted[name])] for name in sums}, dtype=object)
    if fields:
        total.insert(0, fields[0], "all")
        grouping = counted.reset_index(drop=True).groupby(fields, sort=True, dropna=False)
        total = pd.concat([grouping[sums].agg(_exact_sum).reset_index(), total], ignore_index=True)
        total[fields] = total[fields].astype(object).where(total[fields].notna(), "")
        groups = [*grouping.indices.values(), *groups]
    total[list(COUNTS)] = total[list(COUNTS)].fillna(0).astype(int)
    total[list(MEASURES)] = total[list(MEASURES)].astype(float)
    known = np.where(total["area_m2"].isna(), np.nan, [counted_twice_m2(shapes[group]) for group in groups])
    total.insert(len(total.columns) - len(MEASURES) + 1, "counted_twice_m2", known)
    return total


def _exact_sum(values: pd.Series[Any]) -> float:
    """Add numbers up so that their order does not matter to the last bit; NaN where none is known."""
    known = values.dropna().tolist()
    return math.fsum(known) if known else math.nan


def counted_twice_m2(shapes: NDArray[np.object_]) -> float:
    """Measure the land (m²) that a sum of areas counts again: of each polygon what lies in those before it.

    >>> box, half = shapely.box(46.93, 40.39, 46.94, 40.40), shapely.box(46.93, 40.39, 46.935, 40.40)
    >>> round(counted_twice_m2(np.array([box, half, half])))
    942746
    """
    outlines = shapes[is_measurable(shapes)]
    later, earlier = shapely.STRtree(outlines).query(outlines, predicate="intersects")
    pairs = later > earlier
    # By the later polygon of each pair, so that the earlier ones of each lie in a row and can be united; these in their
    # own order, since that in which a tree finds them changes with the tree.
    order = np.lexsort((earlier[pairs], later[pairs]))
    later, earlier = later[pairs][order], earlier[pairs][order]
    which, starts = np.unique(later, return_index=True)
    before = [shapely.union_all(outlines[own]) for own in np.split(earlier, starts[1:])] if len(which) else []
    again = shapely.intersection(outlines[which], np.array(before, dtype=object))
    return math.fsum(area_m2(polygons(again)).tolist())


def unassigned(hazards: GeoDataFrame, releases: GeoDataFrame | None) -> Unassigned:
    """Measure the releases that are taken off no hazard because they name none that there is."""
    if releases is None or not len(releases):
        return Unassigned(0, 0.0, 0.0)
    shapes, outlines = releases.geometry.to_numpy(), hazards.geometry.to_numpy()
    own = shapes[(_owners(hazards, releases) < 0) & is_measurable(shapes)]
    outlines = outlines[is_measurable(outlines)]
    under, over = shapely.STRtree(own).query(outlines, predicate="intersects")
    shared = polygons(shapely.intersection(own[over], outlines[under]))
    inside = polygons(np.array([shapely.union_all(shared)], dtype=object))
    return Unassigned(len(own), float(area_m2(own).sum()), float(area_m2(inside)[0]) if len(shared) else 0.0)


def _owners(hazards: GeoDataFrame, releases: GeoDataFrame | None) -> NDArray[np.intp]:
    ids = hazards["id"] if "id" in hazards else hazards.index
    return owners(ids, _column(releases, "hazard_id"))


def _column(frame: GeoDataFrame | None, name: str) -> Any:
    if frame is None:
        return ()
    return frame[name] if name in frame else [None] * len(frame)


def _why_unmeasured(shapes: NDArray[np.object_]) -> tuple[NDArray[np.bool_], ...]:
    """Which have no position, which are not polygons, and which are a broken one."""
    placed = ~(shapely.is_missing(shapes) | shapely.is_empty(shapes))
    areal = np.isin(shapely.get_type_id(shapes), (3, 6))
    return ~placed, placed & ~areal, placed & areal & ~is_measurable(shapes)


def _shown(value: Any) -> str:
    """Write a value of a group; a missing one is 'not given', which is not the same as unknown."""
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value)) or "not given"
    return "not given" if pd.isna(value) else str(value)
