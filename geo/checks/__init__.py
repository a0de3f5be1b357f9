"""Checking collects all problems of all records, says each with its row, and repairs nothing.

A check is a function of a `View` (one layer's records, read only) and the `Terms` they are checked against, and
yields problems. To add one, write it in the module of its theme, add it to `CHECKS` with the codes it gives, and
write two tests: one plants the fault, one shows that sound records stay silent. A check that cries wolf is turned
off by its readers, so a new check must be silent on sound data before it may be loud on faults.

Severities: an *error* is certainly wrong as it stands; a *warning* is probably wrong and has to be looked at; a
*note* is worth knowing and can be right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np

from geo.analysis.slivers import LEAST_M2
from geo.checks import duplicates
from geo.checks.repeats import not_said_by
from geo.checks.table import ACROSS, CHECKS, LAND, AcrossCheck, Check
from geo.checks.view import Terms, View, kind_of
from geo.findings import Problem
from geo.records.holding import held, told_by_projects
from geo.records.layer import Layer, carried
from geo.records.read_options import ReadOptions

__all__ = ["ACROSS", "CHECKS", "Check", "check", "conflicts_of_land"]


def check(
    what: Any,
    *,
    kind: str | None = None,
    source: str = "",
    extent: tuple[float, float, float, float] | None = None,
    country: Any = None,
    today: date | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
    stale_after_years: float | None = None,
    near_m: float = 25,
    sliver_m2: float = LEAST_M2,
) -> list[Problem]:
    """Look for everything that is wrong, or worth knowing, in one layer or several, and change nothing.

    `what`: a path, a frame, a `Layer`, a `Reading`, a `Project`, a sequence of these or a mapping of titles to them;
    with several, they are also checked against one another. A frame is read as a file is, and what is wrong with it
    then is told too. A project and its layers bring along their extent, their own allowed values and when a record is
    stale; what is stated here takes precedence. `kind` and `source` speak for what comes without them; a frame's
    columns decide when no kind is given. `extent` (west, south, east, north in degrees) and `country` (a shapely
    geometry in lon, lat) are where records should lie. `today` is the day that dates are compared with; `values` adds
    allowed values by field; an open record without a date within `stale_after_years` (5) is stale. Records alike in
    all fields within `near_m` metres are near duplicates; overlaps and remains of land below `sliver_m2` square
    metres, or nowhere a metre wide, are taken for slivers of drawing, and counted.

    The problems come in the order of the layers and their rows, those of a whole layer first. What a `Reading` that
    was given says itself, in its `problems`, is not repeated.
    Raises UsageError for an unknown kind and for coordinates that are not in EPSG:4326.

    >>> from geopandas import GeoDataFrame
    >>> from shapely import Polygon
    >>> bow_tie = Polygon([(46.80, 39.60), (46.81, 39.61), (46.81, 39.60), (46.80, 39.61)])
    >>> frame = GeoDataFrame({"id": ["H-1"], "area_type": ["SHA"], "status": ["open"], "source": ["village survey"],
    ...                       "reported_on": ["2024-05"]}, geometry=[bow_tie], crs=4326)
    >>> for problem in check(frame, kind="hazards", source="may.csv", today=date(2024, 6, 1)):
    ...     print(problem.severity, problem.code, problem.lon, problem.lat)
    error self_intersection 46.805 39.605
    """
    terms = Terms(
        today=today or date.today(),
        country=country,
        near_m=near_m,
        sliver_m2=sliver_m2,
    )
    own = {"extent": extent, "values": values, "stale_after_years": stale_after_years}
    stated = {name: value for name, value in own.items() if value is not None}
    how = ReadOptions(kind=kind or "", values=values or {})
    given = list(held(what, options=how, source=source))
    views = [_view(one.records, one.name or source) for one in given]
    is_new = not_said_by([one.records for one in given])
    of_each = [replace(terms, **{**_terms_of(one.records), **stated}) for one in given]
    # A coordinate that is not a number is a problem of its record, and no warning of the arithmetic.
    with np.errstate(invalid="ignore"):
        found = [*_of_each(views, of_each), *_across(ACROSS, views, terms)]
    found = [(number, problem) for number, problem in found if is_new(problem)]
    found += [(number, problem) for number, one in enumerate(given) if one.is_new for problem in one.records.problems]
    known = {problem for _, problem in found}
    found += [(_number(views, problem), problem) for problem in told_by_projects(what) if problem not in known]
    return _in_order(views, found)


def conflicts_of_land(what: Any, *, today: date | None = None) -> list[Problem]:
    """Name what does not fit together in the sums of hazardous, released and remaining land.

    These are the warnings and errors that `check` gives for the same records (`what` as there), and no others.
    """
    terms = Terms(today=today or date.today())
    views = [_view(one.records, one.name) for one in held(what) if one.records.kind in ("hazards", "releases")]
    with np.errstate(invalid="ignore"):
        found = [
            *((number, one) for number, view in enumerate(views) for one in duplicates.ids(view, terms)),
            *_across(LAND, views, terms),
        ]
    return _in_order(views, [(number, problem) for number, problem in found if problem.severity != "note"])


def _terms_of(layer: Any) -> Mapping[str, Any]:
    """What a project states about how its records are checked; nothing for records of none."""
    return layer.terms if isinstance(layer, Layer) else carried(getattr(layer, "frame", layer))[1]


def _of_each(views: Sequence[View], terms: Sequence[Terms]) -> Iterator[tuple[int, Problem]]:
    for number, view in enumerate(views):
        for each in CHECKS:
            if view.kind.name in each.kinds:
                yield from ((number, problem) for problem in each.function(view, terms[number]))


def _across(checks: Sequence[AcrossCheck], views: Sequence[View], terms: Terms) -> Iterator[tuple[int, Problem]]:
    for across in checks:
        yield from ((_number(views, problem), problem) for problem in across.function(views, terms))


def _view(one: Any, name: str) -> View:
    """A view of one layer or reading, under the name that whoever made it would know it by."""
    own = getattr(one, "source", "") or getattr(one, "title", "") or getattr(one, "name", "")
    return View(one.frame, kind_of(one.kind), str(own) or name)


def _number(views: Sequence[View], problem: Problem) -> int:
    return next((number for number, view in enumerate(views) if view.source == problem.source), 0)


def _in_order(views: Sequence[View], found: list[tuple[int, Problem]]) -> list[Problem]:
    """Sort by layer, then by the record's place in it; a sort that keeps the order of the checks in between."""
    indexes: list[dict[Any, int]] = []
    for view in views:
        keys = view.rows if view.rows is not None else view.ids.tolist()
        indexes.append({key: index for index, key in enumerate(keys)})

    def order(entry: tuple[int, Problem]) -> tuple[int, int]:
        number, problem = entry
        if number >= len(indexes) or (problem.row is None and not problem.id):
            return number, -1
        return number, indexes[number].get(problem.row if problem.row is not None else problem.id, 0)

    return [problem for _, problem in sorted(found, key=order)]
