"""What does not fit together between hazards and releases, said with the square metres it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.crs import area_m2
from geo.errors import Problem, Severity

_LEAST_M2 = 1.0
_LEAST_SHARE = 0.001
"""Slivers under a square metre, or a thousandth of the area, come from digitising one edge twice."""


@dataclass(slots=True)
class Cut:
    """One hazard and the releases that name it. `rows`: their places in the frame of releases."""

    rows: list[int]
    remaining: Any
    released: Any
    remaining_m2: float
    by_product: dict[str, float]
    inside_m2: NDArray[np.float64]
    outside_m2: NDArray[np.float64]


def conflicts_of_hazards(
    hazards: GeoDataFrame, left: GeoDataFrame, cuts: dict[int, Cut], source: str = ""
) -> list[Problem]:
    """Name closed hazards with land left, hazards with nothing left that are not closed, and overlapping releases."""
    problems = []
    status = hazards["status"] if "status" in hazards else pd.Series(None, index=hazards.index, dtype=object)
    for place, (state, area, rest) in enumerate(zip(status, left["area_m2"], left["remaining_m2"], strict=True)):
        cut = cuts.get(place)
        if state == "closed" and rest > _sliver(area):
            problems.append(_of(hazards, place, "closed_with_land_left", "warning",
                f"The hazard is closed, but {rest:,.0f} of its {area:,.0f} m² were not released.",
                "Add the missing releases, or correct the status.", "status", source))  # fmt: skip
        if cut is not None and rest <= _sliver(area) and state in ("open", "worked_on", "suspended"):
            problems.append(_of(hazards, place, "nothing_left", "note",
                f"All of the hazard was released, but its status is {state}.",
                "Close the hazard, or correct the releases.", "status", source))  # fmt: skip
        if cut is not None:
            twice = float(cut.inside_m2.sum()) - sum(cut.by_product.values())
            if twice > _sliver(area):
                problems.append(_of(hazards, place, "releases_overlap", "warning",
                    f"{twice:,.0f} m² were released more than once; they are counted once.",
                    "Check which release stands for the land.", "", source))  # fmt: skip
    return problems


def conflicts_of_releases(
    hazards: GeoDataFrame,
    releases: GeoDataFrame,
    cuts: dict[int, Cut],
    measurable: NDArray[np.bool_],
    source: str = "",
) -> list[Problem]:
    """Name releases without a hazard, outside it, larger than it, or that cannot be measured."""
    problems: list[Problem] = []
    hazard_of = {row: (place, i) for place, cut in cuts.items() for i, row in enumerate(cut.rows)}
    areas = area_m2(releases.geometry)
    wholes = area_m2(hazards.geometry)
    ids = {str(key): place for place, key in enumerate(hazards["id"] if "id" in hazards else hazards.index)}
    named = releases["hazard_id"] if "hazard_id" in releases else pd.Series(None, index=releases.index, dtype=object)
    for row, key in enumerate(named):
        if row in hazard_of:
            place, i = hazard_of[row]
            cut, whole = cuts[place], float(wholes[place])
            problems += _of_measured(releases, row, str(key), float(areas[row]), whole, cut, i, source)
        elif pd.isna(key):
            problems.append(_of(releases, row, "release_without_hazard", "warning",
                "The release names no hazard, so that nothing is taken off any.",
                "Name the hazard in hazard_id.", "hazard_id", source))  # fmt: skip
        elif str(key) not in ids:
            problems.append(_of(releases, row, "release_of_unknown_hazard", "error",
                f"There is no hazard '{key}', so that nothing is taken off any.",
                "Correct hazard_id, or add the hazard.", "hazard_id", source))  # fmt: skip
        else:
            whose = "The release" if measurable[ids[str(key)]] else f"The hazard '{key}'"
            problems.append(_of(releases, row, "area_unknown", "error",
                f"{whose} has no area that can be measured, so that nothing is taken off.",
                "Draw it as a polygon that does not cross itself.", "geometry", source))  # fmt: skip
    return problems


def _of_measured(
    releases: GeoDataFrame, row: int, key: str, area: float, whole: float, cut: Cut, i: int, source: str
) -> list[Problem]:
    problems = []
    outside, inside = float(cut.outside_m2[i]), float(cut.inside_m2[i])
    if inside <= _sliver(area):
        problems.append(_of(releases, row, "release_outside_hazard", "error",
            f"The release lies outside its hazard '{key}', so that nothing is taken off.",
            "Is it the right hazard, and in the right CRS?", "hazard_id", source))  # fmt: skip
    elif outside > _sliver(area):
        problems.append(_of(releases, row, "release_partly_outside", "warning",
            f"{outside:,.0f} of {area:,.0f} m² lie outside the hazard '{key}'; only what lies inside is taken off.",
            "Was the hazard larger than was known?", "geometry", source))  # fmt: skip
    if area > whole + _sliver(whole):
        problems.append(_of(releases, row, "release_larger_than_hazard", "warning",
            f"The release has {area:,.0f} m², its hazard '{key}' only {whole:,.0f} m².",
            "Check both polygons.", "geometry", source))  # fmt: skip
    return problems


def later_hazards(hazards: GeoDataFrame, releases: GeoDataFrame, source: str = "") -> list[Problem]:
    """Name cleared land that lies in another hazard which is not closed, above all in one that was reported later."""
    if "product" not in releases or not len(hazards) or not len(releases):
        return []
    cleared = np.flatnonzero((releases["product"] == "cleared").to_numpy())
    shapes, wholes = releases.geometry.to_numpy(), hazards.geometry.to_numpy()
    cleared = cleared[shapely.is_valid(shapes[cleared]) & (shapely.get_dimensions(shapes[cleared]) == 2)]
    ours = np.array([str(key) for key in releases.get("hazard_id", pd.Series("", index=releases.index))], dtype=object)
    theirs = np.array([str(key) for key in hazards.get("id", hazards.index)], dtype=object)
    closed = (hazards["status"] == "closed").to_numpy() if "status" in hazards else np.zeros(len(hazards), bool)
    problems = []
    for i, place in zip(*shapely.STRtree(wholes).query(shapes[cleared], predicate="intersects"), strict=True):
        row = int(cleared[i])
        if theirs[place] == ours[row] or closed[place]:
            continue
        shared = _shared_m2(shapes[row], wholes[place])
        flat = shapely.get_dimensions(wholes[place]) == 2
        if flat and shared <= _sliver(float(area_m2([shapes[row]])[0])):
            continue
        severity, when = _later(hazards.iloc[place], releases.iloc[row].get("completed_on"))
        if severity is None:
            continue
        where = f"{shared:,.0f} m² of the land cleared here lie" if flat else "The land cleared here lies"
        problems.append(_of(releases, row, "cleared_land_in_hazard", severity,
            f"{where} in the hazard '{theirs[place]}', {when}.",
            "Treat the land as hazardous until it is known which report holds.", "geometry", source))  # fmt: skip
    return problems


def _later(hazard: pd.Series, completed: Any) -> tuple[Severity | None, str]:
    """Compare dates as far as both are known: 2021 is not later than 2021-04-04."""
    reported = next((hazard.get(f) for f in ("information_on", "reported_on") if not pd.isna(hazard.get(f))), None)
    if reported is None or pd.isna(completed):
        return "note", "and the dates do not say which is later"
    length = min(len(str(reported)), len(str(completed)))
    if str(reported)[:length] > str(completed)[:length]:
        return "warning", f"reported on {reported}, after the clearance of {completed}"
    if str(reported)[:length] == str(completed)[:length]:
        return "note", "and the dates do not say which is later"
    return None, ""


def _shared_m2(first: Any, second: Any) -> float:
    if not shapely.is_valid(second):
        return float("nan")
    return float(area_m2([shapely.intersection(first, second)])[0])


def _sliver(area: float) -> float:
    return max(_LEAST_M2, _LEAST_SHARE * area)


def _of(
    frame: GeoDataFrame,
    place: int,
    code: str,
    severity: Severity,
    what: str,
    remedy: str,
    field: str = "",
    source: str = "",
) -> Problem:
    """Make a problem of one record, with the place of the record if it has one."""
    shape = frame.geometry.iloc[place]
    lon = lat = None
    if shape is not None and not shape.is_empty:
        lon, lat = (round(float(v), 7) for v in GeoSeries([shape]).representative_point().iloc[0].coords[0][:2])
    record = frame.iloc[place].get("id", frame.index[place])
    return Problem(code, severity, what, remedy, source=source, id=str(record), field=field, lon=lon, lat=lat)
