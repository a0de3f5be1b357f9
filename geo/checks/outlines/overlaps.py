"""Land that is recorded twice: pairs of outlines that share some, and hazards over hazards.

Two outlines that only touch do not overlap. Neighbours drawn one beside the other nearly always share a few square
metres along their border; such slivers are counted and said in one note, and not listed. Candidate pairs come from a
spatial index and only they are cut, so that the time grows with what overlaps and not with what there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from geo import crs
from geo.analysis.slivers import WIDTH_M, are_slivers
from geo.checks.view import Flags, Floats, Indexes, Terms, View
from geo.findings import Problem, Severity
from geo.findings.counting import counted, verb

ALIKE = 0.95
"""Two outlines that share this much of both are the same area drawn twice."""
WHOLE = 0.99
PAIRS_EACH = 10
FEWEST_PAIRS = 20_000
"""Where more outlines than ten for each record meet, or more than 20,000 in a small layer, it is not land that is
recorded twice but a layer that is wrong as a whole; the first of them show it, and the time stays that of the layer."""
_CHUNK = 64
_M2_PER_SQUARE_DEGREE = 111_195.0**2


@dataclass(frozen=True)
class Pairs:
    """Overlapping pairs: their places in the two layers, the area they share (m²), and a place inside it."""

    one: Indexes
    two: Indexes
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
    # Measuring on the ellipsoid takes the time. The planar area is right within some per cent, so what is below half of
    # the threshold is a sliver without being measured.
    small = planar < terms.sliver_m2 / 2
    large = np.flatnonzero(~small)
    areas = planar.copy()
    areas[large] = crs.area_m2(shared[large])
    small[large] = are_slivers(shared[large], areas[large], terms.sliver_m2)
    small &= ~_is_whole(one, two, (first, second), areas, small)
    inside = shapely.point_on_surface(shared[~small])
    at = shapely.get_coordinates(inside) if len(inside) else np.empty((0, 2))
    return Pairs(
        first[~small], second[~small], areas[~small], at, int(small.sum()), float(areas[small].sum()), compared, most
    )


def _is_whole(one: View, two: View, pairs: tuple[Indexes, Indexes], areas: Floats, small: Flags) -> Flags:
    """Whether a small overlap is all of one of the two outlines: a border drawn twice never is."""
    whole = np.zeros(len(small), dtype=bool)
    doubtful = np.flatnonzero(small)
    for view, index in ((one, pairs[0][doubtful]), (two, pairs[1][doubtful])):
        whole[doubtful] |= areas[doubtful] >= WHOLE * crs.area_m2(view.geometry[index])
    return whole


def listed(pairs: Pairs) -> Iterator[tuple[int, int, float, Floats]]:
    """Each pair: its two records, the area they share in m², and a place in it."""
    yield from zip(pairs.one.tolist(), pairs.two.tolist(), pairs.area_m2.tolist(), pairs.at, strict=True)


def _candidates(one: View, two: View, most: int) -> tuple[Indexes, Indexes, int | None]:
    """The pairs whose outlines meet, found in chunks so that a heap of outlines on one place cannot fill the memory."""
    mine, theirs = (_distinct(one), _distinct(two)) if one is two else (_polygons(one), _polygons(two))
    tree = shapely.STRtree(two.geometry[theirs])
    found: list[tuple[Indexes, Indexes]] = []
    total, compared = 0, None
    for start in range(0, len(mine), _CHUNK):
        chunk = mine[start : start + _CHUNK]
        left, right = tree.query(one.geometry[chunk], predicate="intersects")
        first, second = chunk[left], theirs[right]
        if one is two:
            # The tree finds each pair twice, and each outline with itself.
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


def _polygons(view: View) -> Indexes:
    """The polygons to compare. Broken outlines are named by the checks of geometry; what they enclose is not known."""
    return np.flatnonzero(view.outlined)


def _distinct(view: View) -> Indexes:
    """The polygons of a layer to compare with one another; a release that is entered twice is released twice."""
    polygons = _polygons(view)
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
    for one, two, area, at in listed(pairs):
        own, other = area / view.area_m2[one], area / view.area_m2[two]
        where = _how(own, other, view.name(two))
        if min(own, other) >= ALIKE:
            yield view.problem(
                one,
                "nearly_same_outline",
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
    yield from left_out(view, pairs, "hazards", terms)


def _how(own: float, other: float, name: str) -> str:
    if own >= WHOLE:
        return f"The hazard lies wholly within {name}:"
    if other >= WHOLE:
        return f"The hazard holds {name} wholly:"
    return f"The hazard overlaps {name}:"


def left_out(view: View, pairs: Pairs, what: str, terms: Terms) -> Iterator[Problem]:
    """Say what is not listed: slivers, and pairs beyond the limit."""
    if pairs.slivers:
        yield view.problem(
            None,
            "slivers",
            "note",
            f"{counted(pairs.slivers, 'overlap')} of {what}, {pairs.slivers_m2:,.0f} m² together, "
            f"{verb(pairs.slivers)} taken for borders drawn twice and not listed: each is under "
            f"{terms.sliver_m2:g} m² or nowhere {WIDTH_M:g} m wide.",
            field="geometry",
        )
    if pairs.compared is not None:
        yield view.problem(
            None,
            "too_many_overlaps",
            "error",
            f"More than {counted(pairs.most, 'pair')} of {what} meet; of {counted(view.size, 'record')} only the first "
            f"{pairs.compared:,} {verb(pairs.compared, 'was', 'were')} compared.",
            "Is a whole layer contained twice, or every outline wrong in the same way?",
            field="geometry",
        )
