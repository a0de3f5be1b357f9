"""Checking collects all problems of all records, says each with its row, and repairs nothing.

A check is a function of a `View` (one layer's records, read only) and the `Terms` they are checked against, and
yields problems. To add one, write it in the module of its theme, add it to `CHECKS` with the codes it gives, and
write two tests: one plants the fault, one shows that sound records stay silent. A check that cries wolf is turned
off by its readers, so a new check must be silent on sound data before it may be loud on faults.

Severities: an *error* is certainly wrong as it stands; a *warning* is probably wrong and has to be looked at; a
*note* is worth knowing and can be right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from geo.analysis.slivers import LEAST_M2
from geo.checks.findings import Told, in_turn, said
from geo.checks.parted.folders import telling
from geo.checks.parted.memory import in_parts
from geo.checks.parted.spilled import Telling
from geo.checks.repeats import not_said_by
from geo.checks.running import each, find
from geo.checks.table import ACROSS, CHECKS, SUMS, Check
from geo.checks.view import Terms, View, kind_of
from geo.findings import Problem
from geo.geojson.strict_json import collector_paused
from geo.records.holding import held, told_by_projects
from geo.records.layer import Layer, carried
from geo.records.read_options import ReadOptions
from geo.scale.copies import can_copy, shared
from geo.scale.folder import Folder
from geo.scale.runners import HERE, Processes, Runner, running

__all__ = ["ACROSS", "CHECKS", "Check", "check", "conflicts_of_land"]


@collector_paused()
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
    max_pairs: int | None = None,
    workers: int | Runner = 1,
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
    metres, or nowhere a metre wide, are taken for slivers of drawing, and counted. Where more than `max_pairs` pairs of
    records meet (by default ten for each record), the first of them are compared, and it is said. With more `workers`
    than one the records are checked in parts by so many processes, or by what `geo.scale.runners` gives: the problems
    and their order are the same.

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
        max_pairs=max_pairs,
    )
    own = {"extent": extent, "values": values, "stale_after_years": stale_after_years}
    stated = {name: value for name, value in own.items() if value is not None}
    how = ReadOptions(kind=kind or "", values=values or {})
    if isinstance(what, Folder):
        with running(workers) as runner, of_folder(what, terms, stated, runner=runner) as found_there:
            return [*found_there.problems()]
    given = list(held(what, options=how, source=source))
    views = [_view(one.records, one.name or source) for one in given]
    is_new = not_said_by([one.records for one in given])
    of_each = [replace(terms, **{**_terms_of(one.records), **stated}) for one in given]
    with running(workers) as runner:
        if isinstance(runner, Processes) and can_copy():
            found = in_copies(views, of_each, terms, is_new, workers=runner.workers)
        else:
            told = in_one(views, of_each, terms) if runner is HERE else in_parts(views, of_each, terms, runner=runner)
            found = [one for one in told if is_new(one.problem)]
    read = [(number, problem) for number, one in enumerate(given) if one.is_new for problem in one.records.problems]
    if of_projects := [*told_by_projects(what)]:
        known = {one.problem for one in found} | {problem for _, problem in read}
        read += [(_number(views, problem), problem) for problem in of_projects if problem not in known]
    return _in_order(views, found, read)


@contextmanager
def of_folder(
    folder: Folder, terms: Terms, stated: Mapping[str, Any], *, runner: Runner, beside: Path | None = None
) -> Iterator[Telling]:
    """Check layers in parts on the disk, and give what is to be said, to be taken piece by piece; see `telling`."""
    of_each = [replace(terms, **{**one.terms, **stated}) for one in folder.layers]
    with telling(folder, of_each, terms, runner=runner, beside=beside) as found:
        yield found


def in_one(views: Sequence[View], of_each: Sequence[Terms], terms: Terms) -> list[Told]:
    """Run all checks here, of all records at once."""
    return said([find(views, of_each, terms)], [view.size for view in views])


def in_copies(
    views: Sequence[View], of_each: Sequence[Terms], terms: Terms, is_new: Callable[[Problem], bool], *, workers: int
) -> list[Told]:
    """Run each check of all records in this process or a copy of it, which says there what is new in what it finds."""
    for view in views:
        _ = view.outlined, view.ids  # what most checks need is found once, before there are copies
    sizes = [view.size for view in views]
    every = each(views, of_each, terms)

    def run(number: int) -> list[Told]:
        return [one for one in said([every[number]()], sizes) if is_new(one.problem)]

    return in_turn(one for some in shared(run, len(every), workers) for one in some)


def conflicts_of_land(what: Any, *, today: date | None = None) -> list[Problem]:
    """Name what does not fit together in the sums of hazardous, released and remaining land.

    These are the warnings and errors that `check` gives for the same records (`what` as there), and no others.
    """
    terms = Terms(today=today or date.today())
    views = [_view(one.records, one.name) for one in held(what) if one.records.kind in ("hazards", "releases")]
    told = said([find(views, [terms] * len(views), terms, scopes=(), across=SUMS)], [view.size for view in views])
    return [one.problem for one in told if one.problem.severity != "note"]


def _terms_of(layer: Any) -> Mapping[str, Any]:
    """What a project states about how its records are checked; nothing for records of none."""
    return layer.terms if isinstance(layer, Layer) else carried(getattr(layer, "frame", layer))[1]


def _view(one: Any, name: str) -> View:
    """A view of one layer or reading, under the name that whoever made it would know it by."""
    own = getattr(one, "source", "") or getattr(one, "title", "") or getattr(one, "name", "")
    return View(one.frame, kind_of(one.kind), str(own) or name)


def _number(views: Sequence[View], problem: Problem) -> int:
    return next((number for number, view in enumerate(views) if view.source == problem.source), 0)


def _in_order(views: Sequence[View], told: list[Told], read: list[tuple[int, Problem]]) -> list[Problem]:
    """Sort by layer, then by the record's place in it; what was read first knows its records by row or id."""
    if not read:
        return [one.problem for one in told]
    indexes: list[dict[Any, int]] = []
    for view in views:
        keys = view.rows if view.rows is not None else view.ids.tolist()
        indexes.append({key: index for index, key in enumerate(keys)})

    def order(number: int, problem: Problem) -> tuple[int, int]:
        if number >= len(indexes) or (problem.row is None and not problem.id):
            return number, -1
        return number, indexes[number].get(problem.row if problem.row is not None else problem.id, 0)

    entries = [((one.layer, one.order), one.problem) for one in told]
    entries += [(order(number, problem), problem) for number, problem in read]
    return [problem for _, problem in sorted(entries, key=lambda one: one[0])]
