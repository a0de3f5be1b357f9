"""What does not fit together between hazards and releases, said with the square metres it is about."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame, GeoSeries
from numpy.typing import NDArray

from geo.analysis.slivers import LEAST_M2, only_slivers
from geo.crs import area_m2
from geo.errors import Problem, Severity


@dataclass(slots=True)
class Cut:
    """One hazard and the releases that name it. `rows`: their places in the frame of releases; of each, what lies
    `inside` the hazard and what `outside`. `twice`: land that more than one release covers, None where there is none.
    """

    rows: list[int]
    remaining: Any
    released: Any
    remaining_m2: float
    by_product: dict[str, float]
    inside: NDArray[np.object_]
    outside: NDArray[np.object_]
    outside_m2: NDArray[np.float64]
    twice: Any = None


def places_by_id(hazards: GeoDataFrame) -> dict[str, list[int]]:
    """Find the places in the frame at which each number stands; more than one where a number stands twice.

    Hazards without a number are not one another's.
    """
    found: dict[str, list[int]] = {}
    for place, key in enumerate(hazards["id"] if "id" in hazards else hazards.index):
        if not pd.isna(key):
            found.setdefault(str(key), []).append(place)
    return found


def same_numbers(hazards: GeoDataFrame, numbers: dict[str, list[int]], source: str = "") -> list[Problem]:
    """Name the hazards whose number stands more than once: each counts in the sums, and no release can be its."""
    return [
        _of(hazards, places[0], "hazard_number_twice", "error",
            f"{len(places)} hazards have the number '{key}', and the area of each is counted.",
            "Is it the same hazard in two layers? Keep one, or give each a number of its own.", "id", source)
        for key, places in numbers.items() if len(places) > 1
    ]  # fmt: skip


def conflicts_of_hazards(
    hazards: GeoDataFrame, left: GeoDataFrame, cuts: dict[int, Cut], source: str = ""
) -> list[Problem]:
    """Name closed hazards with land left, hazards with nothing left that are not closed, and overlapping releases."""
    problems = []
    status = hazards["status"] if "status" in hazards else pd.Series(None, index=hazards.index, dtype=object)
    for place, (state, area, rest) in enumerate(zip(status, left["area_m2"], left["remaining_m2"], strict=True)):
        cut = cuts.get(place)
        is_left = rest > LEAST_M2 and not (cut and only_slivers(cut.remaining))
        if state == "closed" and is_left:
            problems.append(_of(hazards, place, "closed_with_land_left", "warning",
                f"The hazard is closed, but {rest:,.0f} of its {area:,.0f} m² were not released.",
                "Add the missing releases, or correct the status.", "status", source))  # fmt: skip
        if cut is not None and not is_left and state in ("open", "worked_on", "suspended"):
            problems.append(_of(hazards, place, "nothing_left", "note",
                f"All of the hazard was released, but its status is {state}.",
                "Close the hazard, or correct the releases.", "status", source))  # fmt: skip
        if cut is not None and not only_slivers(cut.twice):
            twice = float(area_m2([cut.twice])[0])
            problems.append(_of(hazards, place, "releases_overlap", "warning",
                f"{twice:,.0f} m² were released more than once; they are counted once.",
                "Check which release stands for the land.", "", source))  # fmt: skip
    return problems


def conflicts_of_releases(
    hazards: GeoDataFrame,
    releases: GeoDataFrame,
    cuts: dict[int, Cut],
    measurable: NDArray[np.bool_],
    numbers: dict[str, list[int]],
    source: str = "",
) -> list[Problem]:
    """Name releases without a hazard, outside it, larger than it, or that cannot be measured."""
    problems: list[Problem] = []
    hazard_of = {row: (place, i) for place, cut in cuts.items() for i, row in enumerate(cut.rows)}
    areas = area_m2(releases.geometry)
    wholes = area_m2(hazards.geometry)
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
        elif str(key) not in numbers:
            problems.append(_of(releases, row, "release_of_unknown_hazard", "error",
                f"There is no hazard '{key}', so that nothing is taken off any.",
                "Correct hazard_id, or add the hazard.", "hazard_id", source))  # fmt: skip
        elif len(numbers[str(key)]) > 1:
            problems.append(_of(releases, row, "release_of_unknown_hazard", "error",
                f"There are {len(numbers[str(key)])} hazards '{key}', so that nothing is taken off any.",
                "Give each hazard a number of its own.", "hazard_id", source))  # fmt: skip
        else:
            whose = "The release" if measurable[numbers[str(key)][0]] else f"The hazard '{key}'"
            problems.append(_of(releases, row, "area_unknown", "error",
                f"{whose} has no area that can be measured, so that nothing is taken off.",
                "Draw it as a polygon that does not cross itself.", "geometry", source))  # fmt: skip
    return problems


def _of_measured(
    releases: GeoDataFrame, row: int, key: str, area: float, whole: float, cut: Cut, i: int, source: str
) -> list[Problem]:
    problems = []
    if only_slivers(cut.inside[i]):
        problems.append(_of(releases, row, "release_outside_hazard", "error",
            f"The release lies outside its hazard '{key}', so that nothing is taken off.",
            "Is it the right hazard, and in the right CRS?", "hazard_id", source))  # fmt: skip
    elif not only_slivers(cut.outside[i]):
        problems.append(_of(releases, row, "release_partly_outside", "warning",
            f"{cut.outside_m2[i]:,.0f} of {area:,.0f} m² lie outside the hazard '{key}'; only what lies inside is "
            "taken off.",
            "Was the hazard larger than was known?", "geometry", source))  # fmt: skip
    if area > max(whole + LEAST_M2, 1.001 * whole):
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
        if closed[place]:
            continue
        hazard, completed = hazards.iloc[place], releases.iloc[row].get("completed_on")
        severity, when = _later(hazard, completed, is_own=theirs[place] == ours[row])
        if severity is None:
            continue
        where = _where(shapes[row], wholes[place])
        if where is None:
            continue
        problems.append(_of(releases, row, "cleared_land_in_hazard", severity,
            f"{where} in the hazard '{theirs[place]}', {when}.",
            "Treat the land as hazardous until it is known which report holds.", "geometry", source))  # fmt: skip
    return problems


def _where(cleared: Any, hazard: Any) -> str | None:
    """Say how much of the cleared land lies in a hazard; None where their edges only overlap."""
    if shapely.get_dimensions(hazard) < 2:
        return "The land cleared here lies"
    if not hazard.is_valid:
        return "Land cleared here lies, nobody can say how much of it,"
    shared = shapely.intersection(cleared, hazard)
    shared_m2, hazard_m2 = area_m2([shared, hazard])
    if only_slivers(shared) and shared_m2 < 0.99 * hazard_m2:
        return None
    return f"{shared_m2:,.0f} m² of the land cleared here lie"


def _later(hazard: pd.Series, completed: Any, *, is_own: bool) -> tuple[Severity | None, str]:
    """Compare dates as far as both are known: 2021 is not later than 2021-04-04.

    The hazard that the land was cleared of counts only if what is known of it is later: it was surveyed again.
    """
    known = {field: str(hazard[field]) for field in ("information_on", "reported_on") if not pd.isna(hazard.get(field))}
    if is_own:
        known.pop("reported_on", None)
        if pd.isna(completed) or not _is_after(known.get("information_on", ""), completed):
            return None, ""
        return (
            "note",
            f"which it was cleared of on {completed}, and of which there is word of {known['information_on']}",
        )
    if not known or pd.isna(completed):
        return "note", "and the dates do not say which is later"
    for field, date in known.items():
        if _is_after(date, completed):
            first = next(iter(known))
            word = "" if field == first else f" (what is known is of {known[first]})"
            return "warning", f"reported on {date}{word}, after the clearance of {completed}"
    date = next(iter(known.values()))
    length = min(len(date), len(str(completed)))
    if date[:length] == str(completed)[:length]:
        return "note", "and the dates do not say which is later"
    return None, ""


def _is_after(date: str, completed: Any) -> bool:
    length = min(len(date), len(str(completed)))
    return date[:length] > str(completed)[:length]


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
