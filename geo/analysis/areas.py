"""How much land is still hazardous: the area of each hazard, what releases took away from it, and what remains.

Numbers only; what does not fit together is judged by `geo.checks.outlines.land`, and how a hazard is cut by its
releases stands in `geo.analysis.cuts`. How sums are put together from parts stands in `geo.analysis.sums`.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
from geopandas import GeoDataFrame, GeoSeries

from geo.analysis.cuts import cut_hazards, is_measurable, owners
from geo.analysis.sums import COUNTS, MEASURES, Land, Unassigned, counted_twice_m2, measured, measures, summed
from geo.crs import perimeter_m

__all__ = ["COUNTS", "MEASURES", "Unassigned", "counted_twice_m2", "remaining", "table", "unassigned"]


def remaining(hazards: GeoDataFrame, releases: GeoDataFrame | None = None) -> GeoDataFrame:
    """Measure each hazard, what was released of it and what remains.

    Gives a frame with the index of `hazards`: area_m2, perimeter_m, released_m2 and its parts cleared_m2, reduced_m2,
    cancelled_m2 and other_m2 (no product said), remaining_m2, releases (how many name the hazard), released (the
    geometry taken away, None where there is none) and, as its geometry, the land that remains. A hazard that is a
    point, a line, has no geometry or one that crosses itself has no area: NaN, never 0.

    >>> import shapely
    >>> box = shapely.box(46.93, 40.39, 46.94, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1"]}, geometry=[box], crs="EPSG:4326").set_index("id", drop=False)
    >>> half = GeoDataFrame({"id": ["R1"], "hazard_id": ["H1"], "product": ["cleared"]},
    ...                     geometry=[shapely.box(46.93, 40.39, 46.935, 40.40)], crs="EPSG:4326")
    >>> left = remaining(hazards, half)
    >>> float((left.remaining_m2 / left.area_m2).round(6).iloc[0])
    0.5
    """
    land = Land.of([hazards], [] if releases is None else [releases])
    cuts = cut_hazards(land.hazards, land.releases, land.products, owners(land.ids, land.named))
    left, taken = land.hazards.copy(), np.full(len(land.hazards), None, dtype=object)
    for index, cut in cuts.items():
        left[index], taken[index] = cut.remaining, cut.released
    frame = pd.DataFrame(measures(land.hazards, cuts), index=hazards.index)
    frame.insert(1, "perimeter_m", np.where(is_measurable(land.hazards), perimeter_m(land.hazards), np.nan))
    frame["releases"] = [len(cuts[index].indexes) if index in cuts else 0 for index in range(len(left))]
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

    >>> import shapely
    >>> box = shapely.box(46.93, 40.39, 46.94, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1", "H2"], "area_type": ["SHA", "CHA"]}, geometry=[box, None], crs="EPSG:4326")
    >>> table(hazards, by=["area_type"])[["area_type", "hazards", "without_position"]].values.tolist()
    [['CHA', 1, 1], ['SHA', 1, 0], ['all', 2, 1]]
    """
    fields = list(by)
    for name in fields:
        _ = hazards[name]
    land = Land.of([hazards], [] if releases is None else [releases], fields)
    return summed([measured(land)], fields)[0]


def unassigned(hazards: GeoDataFrame, releases: GeoDataFrame | None) -> Unassigned:
    """Measure the releases that are taken off no hazard because they name none that there is."""
    return summed([measured(Land.of([hazards], [] if releases is None else [releases]))], ())[1]
