"""Land that is recorded twice: hazards over hazards, releases over hazards and over one another.

Two outlines that only touch do not overlap. Neighbours drawn one beside the other nearly always share a few square
metres along their border; such slivers are counted and said in one note, and not listed. Candidate pairs come from a
spatial index and only they are cut, so that the time grows with what overlaps and not with what there is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from geo import crs
from geo.checks.view import Flags, Floats, Positions, Terms, View
from geo.errors import Problem, Severity

SLIVER_WIDTH_M = 0.5
"""An overlap narrower than this on average is a border drawn twice, however long."""
ALIKE = 0.95
"""Two outlines that share this much of both are the same area drawn twice."""
WHOLE = 0.99
PAIRS_EACH = 10
FEWEST_PAIRS = 20_000
"""Where more outlines than ten for each record meet, or more than 20,000 in a small layer, it is no land that is
recorded twice but a layer that is wrong as a whole; the first of them show it, and the time stays that of the layer."""
_CHUNK = 64
_M2_PER_SQUARE_DEGREE = 111_195.0**2


@dataclass(frozen=True)
class Pairs:
    """Overlapping pairs: their places in the two layers, the area they share (m²), and a place inside it."""

    one: Positions
    two: Positions
    area_m2: Floats
    at: Floats
    slivers: int = 0
    slivers_m2: float = 0.0
    compared: int | None = None
    """How many records of the first layer were compared before there were too many pairs; None: all."""
    most: int = 0
    """How many pairs were too many."""


def find(one: View, two: View, terms: Terms) -> Pairs:
    """Find the pairs that share land; within one layer (`one is two`) each pair once, the earlier record second."""
    most = min(terms.max_pairs, max(FEWEST_PAIRS, PAIRS_EACH * max(one.size, two.size)))
    first, second, compared = _candidates(one, two, most)
    shared = shapely.intersection(one.geometry[first], two.geometry[second])
    planar = shapely.area(shared) * np.cos(np.radians(one.centre[first, 1])) * _M2_PER_SQUARE_DEGREE
    real = planar > 0
    first, second, shared, planar = first[real], second[real], shared[real], planar[real]
    small = planar < terms.sliver_m2 / 2
    listed = np.flatnonzero(~small)
    areas = planar.copy()
    areas[listed] = crs.area_m2(shared[listed])
    small[listed] = areas[listed] < terms.sliver_m2
    if terms.sliver_m2 > 0:
        small[listed] |= _narrow(shared[listed], areas[listed])
    inside = shapely.point_on_surface(shared[~small])
    at = shapely.get_coordinates(inside) if len(inside) else np.empty((0, 2))
    return Pairs(
        first[~small], second[~small], areas[~small], at, int(small.sum()), float(areas[small].sum()), compared, most
    )


def _narrow(shapes: np.ndarray, areas: Floats) -> Flags:
    """Whether a shape is on average less than half a metre wide; its length is half its outline."""
    suspects = np.flatnonzero(shapely.minimum_clearance(shapes) * 111_195.0 < 4 * SLIVER_WIDTH_M)
    narrow = np.zeros(len(shapes), dtype=bool)
    if len(suspects):
        narrow[suspects] = 2 * areas[suspects] / crs.perimeter_m(shapes[suspects]) < SLIVER_WIDTH_M
    return narrow


def _candidates(one: View, two: View, most: int) -> tuple[Positions, Positions, int | None]:
    """The pairs whose outlines meet, found in chunks so that a heap of outlines on one place cannot fill the memory."""
    mine, theirs = _polygons(one), _polygons(two)
    tree = shapely.STRtree(two.geometry[theirs])
    found: list[tuple[Positions, Positions]] = []
    total, compared = 0, None
    for start in range(0, len(mine), _CHUNK):
        chunk = mine[start : start + _CHUNK]
        left, right = tree.query(one.geometry[chunk], predicate="intersects")
        first, second = chunk[left], theirs[right]
        if one is two:
            later = first > second
            first, second = first[later], second[later]
        found.append((first, second))
        total += len(first)
        if total > most:
            compared = min(start + _CHUNK, len(mine))
            break
    if not found:
        nothing = np.empty(0, dtype=np.intp)
        return nothing, nothing, compared
    first, second = (np.concatenate(part) for part in zip(*found, strict=True))
    return first[:most], second[:most], compared


def _polygons(view: View) -> Positions:
    """The polygons to compare. Broken outlines are named by the checks of geometry; what they enclose is not known."""
    polygons = np.flatnonzero(view.outlined)
    if view.kind.name == "releases":
        return polygons
    # The same outline recorded many times is named as a duplicate, and compared with the others once.
    _, first = np.unique(shapely.to_wkb(shapely.normalize(view.geometry[polygons])), return_index=True)
    return polygons[np.sort(first)]


def hazards(view: View, terms: Terms) -> Iterator[Problem]:
    """Name hazards that share land with another hazard, with the area they share."""
    pairs = find(view, view, terms)
    closed = view.equals("status", "closed")
    types = view.column("area_type")
    for one, two, area, at in zip(pairs.one.tolist(), pairs.two.tolist(), pairs.area_m2, pairs.at, strict=True):
        own, other = area / view.area_m2[one], area / view.area_m2[two]
        where = _how(own, other, view.name(two))
        if min(own, other) >= ALIKE:
            yield view.problem(
                one,
                "near_duplicate",
                "warning",
                f"The outline is nearly that of {view.name(two)}: they share {area:,.0f} m², {min(own, other):.0%}.",
                "Is it the same hazard, reported twice?",
                field="geometry",
                at=at,
            )
            continue
        severity: Severity = "note" if closed[one] or closed[two] or types[one] != types[two] else "warning"
        yield view.problem(
            one,
            "overlap",
            severity,
            f"{where} {area:,.0f} m² are recorded twice.",
            "Sums count this land twice. Is one part of the other, or one outline out of date?",
            field="geometry",
            at=at,
        )
    yield from _left_out(view, pairs, "hazards", terms)


def _how(own: float, other: float, name: str) -> str:
    if own >= WHOLE:
        return f"The hazard lies wholly within {name}:"
    if other >= WHOLE:
        return f"The hazard holds {name} wholly:"
    return f"The hazard overlaps {name}:"


def releases(view: View, terms: Terms) -> Iterator[Problem]:
    """Note releases that share land with another release, which sums of released area count twice."""
    pairs = find(view, view, terms)
    for one, two, area, at in zip(pairs.one.tolist(), pairs.two.tolist(), pairs.area_m2, pairs.at, strict=True):
        yield view.problem(
            one,
            "release_overlap",
            "note",
            f"The release overlaps {view.name(two)}: {area:,.0f} m² are released twice.",
            "Sums of released area count this land twice.",
            field="geometry",
            at=at,
        )
    yield from _left_out(view, pairs, "releases", terms)


def _left_out(view: View, pairs: Pairs, what: str, terms: Terms) -> Iterator[Problem]:
    """Say what is not listed: slivers, and pairs beyond the limit."""
    if pairs.slivers:
        yield view.problem(
            None,
            "slivers",
            "note",
            f"{pairs.slivers:,} overlaps of {what}, {pairs.slivers_m2:,.0f} m² together, are taken for borders drawn "
            f"twice and are not listed: each is under {terms.sliver_m2:g} m² or narrower than {SLIVER_WIDTH_M:g} m.",
            field="geometry",
        )
    if pairs.compared is not None:
        yield view.problem(
            None,
            "too_many_overlaps",
            "error",
            f"More than {pairs.most:,} pairs of {what} meet; only the first {pairs.compared:,} of {view.size:,} "
            "records were compared.",
            "Is a whole layer contained twice, or every outline wrong in the same way?",
            field="geometry",
        )


def releases_and_hazards(views: Sequence[View], terms: Terms) -> Iterator[Problem]:
    """Compare each layer of releases with each layer of hazards."""
    for release in views:
        for hazard in views:
            if release.kind.name == "releases" and hazard.kind.name == "hazards":
                yield from _release_on_hazard(release, hazard, terms)


def _release_on_hazard(release: View, hazard: View, terms: Terms) -> Iterator[Problem]:
    pairs = find(release, hazard, terms)
    own_hazard, status = release.column("hazard_id"), hazard.column("status")
    later = hazard.dates("information_on"), release.dates("completed_on")
    for one, two, area, at in zip(pairs.one.tolist(), pairs.two.tolist(), pairs.area_m2, pairs.at, strict=True):
        name = _named(hazard, two)
        if own_hazard[one] is not None and str(own_hazard[one]) == hazard.ids[two]:
            if area >= WHOLE * hazard.area_m2[two] and status[two] in ("open", "worked_on", "suspended"):
                yield release.problem(
                    one,
                    "released_but_open",
                    "warning",
                    f"The release covers {name} wholly ({area:,.0f} m²), which is still {status[two]}.",
                    "Has the hazard been closed? Is the release drawn too large?",
                    field="hazard_id",
                    at=at,
                )
            continue
        after = later[0].first[two] > later[1].last[one]
        if after:
            what = f"{name} was reported on land released before: {area:,.0f} m² of this release."
            remedy = "Treat the land as hazardous; look for the cause: a missed item, new contamination, or a position."
        else:
            of = "names no hazard" if own_hazard[one] is None else f"belongs to {own_hazard[one]}"
            what = f"The release {of}, and {area:,.0f} m² of it lie in {name} ({status[two] or 'no status'})."
            remedy = "Is the hazard's id right, and the outline of both?"
        severity: Severity = "note" if status[two] == "closed" and not after else "warning"
        code = "hazard_after_release" if after else "release_in_hazard"
        yield release.problem(one, code, severity, what, remedy, field="hazard_id", at=at)
    if pairs.compared is not None:
        yield from _left_out(release, pairs, "releases and hazards", terms)


def _named(hazard: View, position: int) -> str:
    """A hazard as it is called beside a release: by its id, which is what the release refers to."""
    return f"hazard {hazard.ids[position] or hazard.name(position)}"


def references(views: Sequence[View], terms: Terms) -> Iterator[Problem]:
    """Name releases that refer to a hazard that is not there, or lie outside the hazard they refer to."""
    hazards = [view for view in views if view.kind.name == "hazards"]
    if not hazards:
        return
    places = {key: (view, place) for view in hazards for place, key in enumerate(view.ids.tolist()) if key}
    for release in views:
        if release.kind.name != "releases":
            continue
        for position, key in enumerate(release.column("hazard_id")):
            if key is None:
                continue
            if str(key) not in places:
                yield release.problem(
                    position,
                    "unknown_hazard",
                    "error",
                    f"{key} is the id of no hazard here.",
                    "Correct the id, or add the layer that holds the hazard.",
                    field="hazard_id",
                )
            else:
                yield from _outside(release, position, *places[str(key)], terms)


def _outside(release: View, position: int, hazard: View, place: int, terms: Terms) -> Iterator[Problem]:
    if not release.outlined[position] or not hazard.outlined[place]:
        return
    rest = shapely.difference(release.geometry[position], hazard.geometry[place])
    area = float(crs.area_m2(np.array([rest], dtype=object))[0]) if not rest.is_empty else 0.0
    whole = float(release.area_m2[position])
    if area < terms.sliver_m2 or area < (1 - WHOLE) * whole:
        return
    wholly = area >= WHOLE * whole
    yield release.problem(
        position,
        "release_outside_hazard",
        "warning",
        f"{'All' if wholly else f'{area:,.0f} m²'} of the release lies outside its hazard, {_named(hazard, place)}.",
        "Is the hazard's id right? Work beyond the hazard's border can be right, and then the hazard was larger.",
        field="geometry",
        at=shapely.get_coordinates(shapely.point_on_surface(rest))[0],
    )
