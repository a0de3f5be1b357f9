"""Land that is recorded twice: pairs of outlines that share some, and hazards over hazards.

Two outlines that only touch do not overlap. Neighbours drawn one beside the other nearly always share a few square
metres along their border; such slivers are counted and said in one note, and not listed. Candidate pairs come from a
spatial index and only they are cut, so that the time grows with what overlaps and not with what there is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
import shapely

from geo import crs
from geo.analysis.slivers import WIDTH_M, are_slivers
from geo.checks.findings import Finding, Noted, Words
from geo.checks.view import Flags, Floats, Indexes, Terms, View
from geo.findings import Problem, Severity
from geo.findings.counting import counted, verb

ALIKE = 0.95
"""Two outlines that share this much of both are the same area drawn twice."""
WHOLE = 0.99
_CHUNK = 64
_AT_ONCE = 100_000
"""So many pairs are cut at once: what they share is held in memory, and only its measures are kept."""
_M2_PER_SQUARE_DEGREE = 111_195.0**2


@dataclass(frozen=True)
class Pairs:
    """Overlapping pairs: their places in the two layers, the area they share (m²), and a place inside it."""

    one: Indexes
    two: Indexes
    area_m2: Floats
    at: Floats
    slivers: int = 0
    slivers_mm2: int = 0
    """What they measure, in whole mm²: whole numbers have the same sum in whatever order they are added."""
    compared: int | None = None
    """How many records of the first layer were compared before there were too many pairs; None: all."""
    most: int = 0
    """How many pairs were too many."""


def find(one: View, two: View, terms: Terms) -> Pairs:
    """Find the pairs that share land; within one layer (`one is two`) each pair once, the earlier record second.

    They come in the order of the records, those alone whose first record `one` speaks of.
    """
    most = terms.most_pairs(max(one.size, two.size))
    first, second, compared = _candidates(one, two, most)
    own = one.mine_only(np.ones(one.size, dtype=bool))[first]
    first, second = first[own], second[own]
    cut = [
        _cut(one, two, (first[start : start + _AT_ONCE], second[start : start + _AT_ONCE]), terms)
        for start in range(0, max(len(first), 1), _AT_ONCE)
    ]
    first, second, areas, at = (np.concatenate(part) for part in zip(*(each[:4] for each in cut), strict=True))
    slivers = np.concatenate([each[4] for each in cut])
    mm2 = int(np.rint(slivers * 1e6).astype(np.int64).sum())
    return Pairs(first, second, areas, at, len(slivers), mm2, compared, most)


def _cut(
    one: View, two: View, pairs: tuple[Indexes, Indexes], terms: Terms
) -> tuple[Indexes, Indexes, Floats, Floats, Floats]:
    """Of some pairs those that share land, the areas they share and a place in each; and the areas of slivers."""
    first, second = pairs
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
    return first[~small], second[~small], areas[~small], at, areas[small]


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
    # In the order of the records: that in which a tree finds them changes with the tree.
    by_record = np.lexsort((second, first))[:most]
    return first[by_record], second[by_record], compared


def _polygons(view: View) -> Indexes:
    """The polygons to compare. Broken outlines are named by the checks of geometry; what they enclose is not known."""
    return np.flatnonzero(view.outlined)


def _distinct(view: View) -> Indexes:
    """The polygons of a layer to compare with one another; a release that is entered twice is released twice."""
    polygons = _polygons(view)
    if view.kind.name == "releases":
        return polygons
    # The same outline recorded many times is named as a duplicate, and compared with the others once.
    twice = view.boxed_twice[polygons]
    _, first = np.unique(view.forms[polygons[twice]], return_index=True)
    return np.sort(np.concatenate([polygons[~twice], polygons[twice][first]]))


def hazards(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name hazards that share land with another hazard, with the area they share."""
    pairs = find(view, view, terms)
    closed = view.equals("status", "closed")
    types = view.column("area_type")
    shares = pairs.area_m2 / view.area_m2(pairs.one), pairs.area_m2 / view.area_m2(pairs.two)
    for (one, two, area, at), own, other in zip(listed(pairs), *(each.tolist() for each in shares), strict=True):
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


def left_out(view: View, pairs: Pairs, what: str, terms: Terms, *, slivers: bool = True) -> Iterator[Finding]:
    """Say what is not listed: slivers, and pairs beyond the limit."""
    if slivers:
        words = Words("slivers", "note", "", view.source, "geometry")
        said = partial(_slivers, pairs=what, least_m2=terms.sliver_m2)
        yield view.amount(words, said, pairs.slivers, pairs.slivers_mm2)
    remedy = "Is a whole layer contained twice, or every outline wrong in the same way?"
    words = Words("too_many_overlaps", "error", remedy, view.source, "geometry")
    cut = (pairs.most, pairs.compared) if pairs.compared is not None else (0, 0)
    yield view.amount(words, partial(_cut_short, pairs=what), *cut)


def _slivers(found: Finding, size: int, *, pairs: str, least_m2: float) -> Problem | None:
    if not found.amounts:
        return None
    count, mm2 = found.amounts
    return found.words.of_layer(
        f"{counted(count, 'overlap')} of {pairs}, {mm2 / 1e6:,.0f} m² together, {verb(count)} taken for borders drawn "
        f"twice and not listed: each is under {least_m2:g} m² or nowhere {WIDTH_M:g} m wide."
    )


def _cut_short(found: Finding, size: int, *, pairs: str) -> Problem | None:
    if not found.amounts:
        return None
    most, compared = found.amounts
    return found.words.of_layer(
        f"More than {counted(most, 'pair')} of {pairs} meet; of {counted(size, 'record')} only the first "
        f"{compared:,} {verb(compared, 'was', 'were')} compared."
    )
