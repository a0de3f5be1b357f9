"""Faults of a record's own outline: missing, broken, collapsed, spiked, or of a size that no hazard has."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import shapely

from geo.cells.outcomes import shown
from geo.checks.findings import Finding, Noted
from geo.checks.view import ABOUT, Flags, Floats, Indexes, Terms, View
from geo.findings.counting import counted

SPIKE_DEGREES = 0.5
"""A turn-back sharper than this is a slip of the hand or of the GPS; real corners of fields are wider."""
SPIKE_M = 2.0
STRAY_M = 1000.0
STRAY_TIMES = 20.0
"""A corner is astray when both its sides are over a kilometre, twenty times as long as the others usually are, and make
up most of the outline."""
FEWEST_CORNERS = 5
TINY_M2 = 1.0
HUGE_M2 = 500e6
"""500 km²: larger than any single hazard polygon; so large an outline is usually a district's or wears wrong units."""

_REASON = re.compile(r"^(?P<what>[^\[]+)\[(?P<x>\S+) (?P<y>\S+?)\]?$")
_METRES_PER_DEGREE = 111_195.0
_AT_ONCE = 25_000
"""So many outlines are taken into corners at once."""


def missing(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name records without a geometry, or with an empty one."""
    entered = view.column("position_entered")
    nowhere = view.types < 0
    yield from view.each(
        np.flatnonzero(nowhere & view.given("position_entered")),
        "no_position",
        "error",
        lambda index: (
            f"The position entered, {shown(str(entered[index]))}, could not be used; the record is only listed."
        ),
        "Correct it in the source and add that again, or keep it in the list as it is.",
        field="geometry",
        together="{count} of {of} records have a position that could not be used; they are listed, not drawn.",
    )
    yield from view.each(
        np.flatnonzero(nowhere & ~view.given("position_entered")),
        "no_position",
        "warning",
        "The record has no position: it is listed, and cannot be drawn.",
        "Add coordinates, or keep it in the list as it is.",
        field="geometry",
        together="{count} of {of} records have no position: they are listed, and cannot be drawn.",
    )
    yield from view.each(
        np.flatnonzero((view.types >= 0) & ~view.placed),
        "empty_geometry",
        "error",
        "The geometry is empty: the record is listed, and cannot be drawn.",
        "Draw it again, or remove the empty geometry.",
        field="geometry",
    )


def kind_of_geometry(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name geometries of a type that this kind of record is not given in."""
    usual = view.kind.geometries
    if not usual:
        return
    types = np.array(["" if shape is None else shape.geom_type for shape in view.geometry], dtype=object)
    yield from view.each(
        np.flatnonzero(view.placed & ~np.isin(types, usual)),
        "geometry_type",
        "warning",
        lambda index: f"A {types[index]} is not how {view.kind.name} are given.",
        f"Usual are: {', '.join(usual)}.",
        field="geometry",
        together=f"{{count}} of {{of}} records have a geometry that is not how {view.kind.name} are given.",
    )


def not_finite(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name coordinates that are not numbers; whether numbers can be on Earth is judged where records are placed."""
    coordinates, owner = view.vertices(np.flatnonzero(view.placed & ~view.on_earth))
    for index in np.unique(owner[~np.isfinite(coordinates[:, :2]).all(axis=1)]).tolist():
        yield view.problem(index, "position_not_finite", "error", "A coordinate is not a number.",
                           "Enter the position again.", field="geometry")  # fmt: skip


def invalid(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name polygons that cross themselves, have collapsed or are broken otherwise, with the place of the fault."""
    broken = np.flatnonzero(view.on_earth & ~view.valid & ~_without_length(view))
    reasons = shapely.is_valid_reason(view.geometry[broken])
    flat = shapely.area(view.geometry[broken]) == 0
    for index, reason, collapsed in zip(broken.tolist(), reasons, flat, strict=True):
        found = _REASON.match(str(reason))
        at = (float(found["x"]), float(found["y"])) if found else None
        what = found["what"].strip() if found else str(reason)
        if collapsed and not _bow_tie(view.geometry[index]):
            yield _collapsed(view, index)
        elif "elf-intersection" in what:
            where = f" at {at[0]:.6f}, {at[1]:.6f}" if at else ""
            yield view.problem(
                index,
                "self_intersection",
                "error",
                f"The outline crosses or touches itself{where}.",
                "Were two corners taken in the wrong order? Correct the outline; it is not repaired here.",
                field="geometry",
                at=at,
            )
        else:
            where = f" at {at[0]:.6f}, {at[1]:.6f}" if at else ""
            yield view.problem(
                index,
                "invalid_geometry",
                "error",
                f"The geometry is invalid{where}: {what[:1].lower()}{what[1:]}.",
                "Correct the outline; it is not repaired here.",
                field="geometry",
                at=at,
            )


def _bow_tie(shape: shapely.Geometry) -> bool:
    """Whether an outline without net area still spreads in two directions (a symmetric bow-tie)."""
    return bool(shapely.area(shapely.convex_hull(shape)) > 0)


def _collapsed(view: View, index: int) -> Noted:
    first = shapely.get_coordinates(view.geometry[index])[0]
    return view.problem(
        index,
        "zero_area",
        "error",
        "The polygon has no area: all its corners lie on one line or at one place.",
        "Are corners missing? If the place is a point or a line, record it as one.",
        field="geometry",
        at=first,
    )


def degenerate(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name valid outlines that enclose nothing, and lines without length."""
    planar = shapely.area(view.geometry)
    for index in np.flatnonzero(view.outlined & (planar == 0)).tolist():
        yield _collapsed(view, index)
    yield from view.each(
        np.flatnonzero(_without_length(view)),
        "zero_length",
        "error",
        "The line has no length: all its points are at one place.",
        "Are points missing? If the place is a point, record it as one.",
        field="geometry",
    )


def _without_length(view: View) -> Flags:
    lines = view.on_earth & np.isin(view.types, (1, 2, 5))
    lines[lines] = shapely.length(view.geometry[lines]) == 0
    return np.asarray(lines)


def size(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name polygons too small or too large to be what they are recorded as."""
    areas = np.full(view.size, np.nan)
    doubtful = np.flatnonzero(~((view.about_m2 > ABOUT * TINY_M2) & (view.about_m2 < HUGE_M2 / ABOUT)))
    areas[doubtful] = view.area_m2(doubtful)
    tiny = (areas < TINY_M2) & (shapely.area(view.geometry) > 0)
    yield from view.each(
        np.flatnonzero(tiny),
        "tiny_area",
        "warning",
        lambda index: f"The polygon measures {areas[index]:.2g} m².",
        "Was a point drawn as a polygon, or the wrong unit or grid used?",
        field="geometry",
        together="{count} of {of} polygons measure less than 1 m².",
    )
    if not view.kind.land:
        return
    yield from view.each(
        np.flatnonzero(areas > HUGE_M2),
        "huge_area",
        "warning",
        lambda index: f"The polygon measures {areas[index] / 1e6:,.0f} km².",
        "Is it the outline of a district and not of the place itself?",
        field="geometry",
    )
    yield from view.each(
        np.flatnonzero(view.on_earth & _goes_round(view)),
        "antimeridian",
        "warning",
        "The geometry goes more than half around the earth.",
        "Split it where it crosses 180° (RFC 7946, section 3.1.9), or correct the longitude.",
        field="geometry",
    )


def _goes_round(view: View) -> Flags:
    """Which geometries go more than half around the earth; one that is split at 180° is joined there."""
    parts, owner = shapely.get_parts(view.geometry, return_index=True)
    west, _, east, _ = shapely.bounds(parts).T
    broad = np.zeros(view.size, dtype=bool)
    broad[owner[east - west > 180]] = True
    # Counted from 0 to 360, the two halves of what is split at 180° lie side by side.
    spans = []
    for turn in (0.0, 360.0):
        first, last = np.full(view.size, np.inf), np.full(view.size, -np.inf)
        np.minimum.at(first, owner, np.where(west < 0, west + turn, west))
        np.maximum.at(last, owner, np.where(west < 0, east + turn, east))
        spans.append(last - first)
    return np.asarray(broad | (np.minimum(*spans) > 180))


def vertices(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name outlines with a vertex entered twice in a row, and outlines with a spike."""
    outlines = np.flatnonzero(view.outlined)
    # The sides, turns and lengths of all corners would take twice the memory of the records.
    for start in range(0, len(outlines), _AT_ONCE):
        yield from _corners(view, outlines[start : start + _AT_ONCE])


def _corners(view: View, outlines: Indexes) -> Iterator[Noted | Finding]:
    coordinates, ring, owner = _rings(view, outlines)
    # All rings lie one after another in one array; no step leads from a ring's last vertex to the next one's first.
    same = (ring[1:] == ring[:-1]) & (coordinates[1:] == coordinates[:-1]).all(axis=1)
    doubled, first = np.unique(owner[1:][same], return_index=True)
    corners = coordinates[1:][same][first]
    counts = np.bincount(owner[1:][same], minlength=view.size)
    for index, at in zip(doubled.tolist(), corners, strict=True):
        yield view.problem(
            index,
            "duplicate_vertex",
            "note",
            f"{counted(int(counts[index]), 'vertex appears', 'vertices appear')} twice in a row in the outline.",
            "Harmless for drawing; a doubled corner can hide a missing one.",
            field="geometry",
            at=at,
        )
    yield from _spikes(view, coordinates, ring, owner)


def _rings(view: View, chosen: Indexes) -> tuple[Floats, Indexes, Indexes]:
    """The vertices of some valid polygons, the ring and the record each belongs to."""
    parts, of_part = shapely.get_parts(view.geometry[chosen], return_index=True)
    rings, of_ring = shapely.get_rings(parts, return_index=True)
    coordinates, ring = shapely.get_coordinates(rings, return_index=True)
    # vertex → ring → part → record: each array tells whose the next is.
    return coordinates, ring, chosen[of_part][of_ring][ring]


def _spikes(view: View, coordinates: Floats, ring: Indexes, owner: Indexes) -> Iterator[Noted | Finding]:
    """Find corners from which the outline turns straight back, and corners far from all others of their ring."""
    steps = np.diff(coordinates, axis=0) * _METRES_PER_DEGREE
    steps[:, 0] *= np.cos(np.radians(coordinates[1:, 1]))
    # A step from one ring to the next is none, and a doubled vertex has no direction; without both, each step turns.
    moved = (ring[1:] == ring[:-1]) & (steps != 0).any(axis=1)
    steps, at, of, step_ring = steps[moved], coordinates[1:][moved], owner[1:][moved], ring[1:][moved]
    if not len(steps):
        return
    # The step that follows the last one of a ring is the ring's first.
    starts = np.flatnonzero(np.r_[True, step_ring[1:] != step_ring[:-1]])
    following = np.arange(1, len(steps) + 1)
    following[np.r_[starts[1:] - 1, len(steps) - 1]] = starts
    after = steps[following]
    own = np.hypot(*steps.T)
    # The corner lies at the end of a step. How far it sticks out is the shorter of its two sides.
    lengths = np.minimum(own, own[following])
    stray = _stray(own, lengths, starts)
    # The angle between the way on and the way back: near zero where the outline turns straight back.
    ahead, aside = (steps * after).sum(axis=1), _cross(steps, after)
    sharp = np.flatnonzero((ahead < 0) & (np.abs(aside) < -ahead / 10) & (lengths >= SPIKE_M))
    turn = np.degrees(np.abs(np.arctan2(aside[sharp], -ahead[sharp])))
    found = np.union1d(np.flatnonzero(stray), sharp[turn < SPIKE_DEGREES])
    records, first = np.unique(of[found], return_index=True)
    for index, corner in zip(records.tolist(), found[first].tolist(), strict=True):
        yield _spike(view, index, at[corner], lengths[corner], stray=bool(stray[corner]))


def _stray(own: Floats, lengths: Floats, starts: Indexes) -> Flags:
    """Which corners lie far from all others of their ring, from the steps that lead to them and the shorter of both."""
    stray = np.zeros(len(own), dtype=bool)
    counts = np.diff(np.r_[starts, len(own)])
    # Few rings have a corner that is far from its neighbours, and only they are looked at.
    far = np.maximum.reduceat(lengths, starts) > STRAY_M
    among = np.flatnonzero(far.repeat(counts))
    if not len(among):
        return stray
    own, lengths, counts = own[among], lengths[among], counts[far]
    starts = np.cumsum(counts) - counts
    ring = np.arange(len(counts)).repeat(counts)
    # Sorted by ring and then by length, the median step of a ring lies half its count after its start.
    middle = own[np.lexsort((own, ring))][starts + counts // 2]
    usual = np.where(counts >= FEWEST_CORNERS, middle, np.inf).repeat(counts)
    outline = np.add.reduceat(own, starts).repeat(counts)
    # Twice the shorter side is more than half of the way around: the end of a long thin area is no such corner.
    stray[among] = (lengths > np.maximum(STRAY_M, STRAY_TIMES * usual)) & (2 * lengths > outline / 2)
    return stray


def _spike(view: View, index: int, at: Floats, length: float, *, stray: bool) -> Noted:
    where = f"{at[0]:.6f}, {at[1]:.6f}"
    if stray:
        code, what = (
            "stray_corner",
            f"The corner at {where} lies {length:,.0f} m from its neighbours, far from all others.",
        )
    else:
        code, what = "spike", f"The outline runs out to {where} and straight back, {length:,.0f} m."
    remedy = "Is a digit of that corner wrong?" if stray else "Is that corner a slip of the hand or of the GPS?"
    return view.problem(index, code, "warning", what, remedy, field="geometry", at=at)


def _cross(one: Floats, two: Floats) -> Floats:
    return np.asarray(one[:, 0] * two[:, 1] - one[:, 1] * two[:, 0])
