"""Positions that can be and are wrong all the same: swapped, with a wrong sign, in a wrong zone, far off.

A slip is named for what it is only when undoing it puts the record among the others; a record that is merely remote
is called remote when it is very far from the crowd, in metres and in proportion to the crowd's own spread. Data from
all over the world have no crowd and are left alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, cast

import numpy as np
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.checks.crowd import Crowd, Groups, gather
from geo.checks.facts import Fact
from geo.checks.findings import Finding, Noted
from geo.checks.view import Flags, Floats, Indexes, Terms, View
from geo.findings import Severity
from geo.positions.mistakes import MISTAKES, Mistake

WORLDWIDE_M = 3e6
"""Records spread wider than this are not a crowd."""
SLIP_M = 100_000.0
"""Nearer than this to the others, a slip cannot be told from a remote village."""
REMOTE_M = 150_000.0
NEAR_BORDER_M = 1000.0
"""Country outlines are drawn coarsely; a record this little outside is only noted."""

_UNDONE = "Undone, the record lies among the others."
APART = tuple(mistake for mistake in MISTAKES if mistake.proof == "apart")
WRONG_ZONES = tuple(mistake for mistake in MISTAKES if mistake.proof == "zone")


def null_island(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name positions and corners at 0, 0, where a missing number was taken for zero."""
    west, south, east, north = shapely.bounds(view.geometry).T
    around = (west < 1e-6) & (east > -1e-6) & (south < 1e-6) & (north > -1e-6)
    coordinates, owner = view.vertices(np.flatnonzero(around | (view.placed & ~view.on_earth)))
    zero = (np.abs(coordinates) < 1e-6).all(axis=1)
    some = np.unique(owner[zero])
    every = np.bincount(owner[~zero], minlength=view.size) == 0
    yield from view.each(
        some,
        "null_island",
        "error",
        lambda index: (
            f"{'The position is' if every[index] else 'A corner of the outline is'} 0, 0, "
            "where a missing number was taken for zero."
        ),
        "Enter the position again, or leave it empty.",
        field="geometry",
    )
    half = view.pointlike & view.on_earth & (view.centre == 0).any(axis=1)
    half[some] = False
    yield from view.each(
        np.flatnonzero(half),
        "zero_coordinate",
        "warning",
        lambda index: f"The {'longitude' if view.centre[index, 0] == 0 else 'latitude'} is exactly 0.",
        "Was a missing number taken for zero?",
        field="geometry",
    )


def misplaced(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name positions swapped, with a wrong sign, in a wrong zone, far from all others, or outside where they belong."""
    lonlat = view.centre.copy()
    zero = (np.abs(lonlat) < 1e-6).all(axis=1)
    lonlat[zero] = np.nan  # named already
    yield from _outside(view, lonlat, terms)
    lost = LOST.of(view, terms)
    if not lost:
        return
    for index, order in enumerate(view.orders.tolist()):
        if (why := lost.get(order)) is None:
            continue
        if isinstance(why, Far):
            yield _far(view, index, why)
        else:
            yield _slip(view, index, next(slip for slip in MISTAKES if slip.code == why.code), why.severity)


class Slip(NamedTuple):
    """What, undone, puts a record among the others: the code of a mistake."""

    code: str
    severity: Severity


class Far(NamedTuple):
    """How far a record lies from the nearest of the others that no slip explains."""

    away_m: float


_Middles = tuple[NDArray[np.int64], Floats, Flags]


def _middles(view: View, terms: Terms) -> _Middles:
    lonlat = view.centre.copy()
    lonlat[(np.abs(lonlat) < 1e-6).all(axis=1)] = np.nan
    outside = np.zeros(view.size, dtype=bool)
    for _ in _beyond_regions(view, lonlat, outside, terms):
        pass
    return view.own_orders, view.mine(lonlat), view.mine(outside)


def _lost(parts: Sequence[_Middles]) -> dict[int, Slip | Far]:
    lonlat = np.concatenate([middles for _, middles, _ in parts])
    lost: dict[int, Slip | Far] = {}
    settled = _settle(lonlat)
    if settled is None:
        return lost
    orders, outside = (np.concatenate(one) for one in zip(*((one, flags) for one, _, flags in parts), strict=True))
    for members, slip, severity in _explained_by_the_crowd(lonlat, outside, settled):
        lost |= dict.fromkeys(orders[members].tolist(), Slip(slip.code, severity))
    for members, gap in _remote(lonlat, outside, settled):
        lost |= {order: Far(away) for order, away in zip(orders[members].tolist(), gap.tolist(), strict=True)}
    return lost


LOST = Fact("lost", _middles, _lost, by_record=True)
"""The records that lie far from where most of the layer does, and why."""


def held_wrong(view: View, terms: Terms) -> dict[int, str]:
    """The code of the slip of each record whose position is held for wrong, by its index.

    Those are the positions that a slip explains, and those that lie outside where the records belong, by more than the
    outline or the position can be wrong by. What is merely far off is not held for wrong.
    """
    lonlat = view.centre.copy()
    lonlat[(np.abs(lonlat) < 1e-6).all(axis=1)] = np.nan
    codes: dict[int, str] = {}
    outside = np.zeros(view.size, dtype=bool)
    for indexes, slip, code, region, _ in _beyond_regions(view, lonlat, outside, terms):
        if slip is None:
            indexes = indexes[~_is_near(view, indexes, region)[1]]
        codes |= dict.fromkeys(indexes.tolist(), code if slip is None else slip.code)
    settled = _settle(lonlat)
    for members, slip, _ in _explained_by_the_crowd(lonlat, outside, settled) if settled else ():
        codes |= dict.fromkeys(members.tolist(), slip.code)
    return codes


class _Settled(NamedTuple):
    """The groups of a layer: those that are the crowd, those that stand apart, and those that a slip explains."""

    groups: Groups
    crowd: Crowd
    apart: list[Indexes]
    slipped: list[tuple[Indexes, Mistake]]


def _settle(lonlat: Floats) -> _Settled | None:
    """Let large groups join the crowd unless a slip explains them; small ones stand apart. None if there is none."""
    groups = gather(lonlat)
    if groups is None or groups.spread_m > WORLDWIDE_M:
        return None
    joined = [groups.members[0]]
    apart: list[Indexes] = []
    slipped: list[tuple[Indexes, Mistake]] = []
    crowd = Crowd(lonlat[joined[0]])
    for number, members in enumerate(groups.members[1:], start=1):
        if not groups.is_crowd(number):
            apart.append(members)
            continue
        small_enough = len(members) < 0.75 * sum(len(each) for each in joined)
        slip = _explained(lonlat[members], crowd, groups, APART) if small_enough else None
        if slip:
            slipped.append((members, slip))
        else:
            joined.append(members)
            crowd = Crowd(lonlat[np.concatenate(joined)])
    return _Settled(groups, crowd, apart, slipped)


def _explained_by_the_crowd(
    lonlat: Floats, outside: Flags, settled: _Settled
) -> Iterator[tuple[Indexes, Mistake, Severity]]:
    """Records whose place a slip explains: undone, they lie among the others."""
    for members, slip in settled.slipped:
        yield members[~outside[members]], slip, "error"
    for members in settled.apart:
        members = members[~outside[members]]
        for slips, severity in ((APART, "error"), (WRONG_ZONES, "warning")):
            why = _explained(lonlat[members], settled.crowd, settled.groups, slips) if len(members) else None
            if why is not None:
                yield members, why, cast("Severity", severity)
                break


def _remote(lonlat: Floats, outside: Flags, settled: _Settled) -> Iterator[tuple[Indexes, Floats]]:
    """Records far from all others that no slip explains, and how far in metres."""
    groups, crowd, apart, _ = settled
    for members in apart:
        members = members[~outside[members]]
        if len(members) and not _explained(lonlat[members], crowd, groups, APART + WRONG_ZONES):
            yield from _far_off(lonlat, members, crowd, groups)


def _explained(lonlat: Floats, crowd: Crowd, groups: Groups, slips: tuple[Mistake, ...]) -> Mistake | None:
    """The slip that, undone, puts nine in ten of the places among the crowd, far from which they lie."""
    gap = crowd.distance_m(lonlat)
    if np.quantile(gap, 0.1) < max(SLIP_M, 1.5 * crowd.spread_m):
        return None
    for slip in slips:
        undone = crowd.distance_m(slip.undo(lonlat))
        if (undone <= min(groups.cell_m, slip.within_m, gap.min() / 3)).mean() >= 0.9:
            return slip
    return None


def _far_off(lonlat: Floats, members: Indexes, crowd: Crowd, groups: Groups) -> Iterator[tuple[Indexes, Floats]]:
    """Records apart from the crowd with how far off they are; nothing, if not far enough."""
    gap = crowd.distance_m(lonlat[members])
    share = len(members) / groups.total
    many = groups.total - len(members) >= 9 and share <= 0.1
    far = max(REMOTE_M, 3 * crowd.spread_m) if many else max(1e6, 10 * crowd.spread_m)
    if share <= 0.25 and gap.min() >= far:
        yield members, gap


def _far(view: View, index: int, far: Far) -> Noted:
    what = f"The record lies {far.away_m / 1000:,.0f} km from the nearest of the others."
    remedy = "Is a digit of its position wrong?"
    return view.problem(index, "far_outlier", "warning", what, remedy, field="geometry", at=view.centre[index])


def _slip(view: View, index: int, slip: Mistake, severity: Severity) -> Noted:
    lon, lat = view.centre[index]
    what = f"{slip.what}: {lon:.6f}, {lat:.6f}."
    return view.problem(index, slip.code, severity, what, f"{slip.question} {_UNDONE}", field="geometry", at=(lon, lat))


def _outside(view: View, lonlat: Floats, terms: Terms) -> Iterator[Noted | Finding]:
    """Say which records lie outside the extent or country they belong in."""
    outside = np.zeros(view.size, dtype=bool)
    for indexes, slip, code, region, name in _beyond_regions(view, lonlat, outside, terms):
        if slip is None:
            yield from _beyond(view, indexes, region, code, name)
        else:
            yield from _slipped_outside(view, indexes, slip, name)


def _beyond_regions(
    view: View, lonlat: Floats, outside: Flags, terms: Terms
) -> Iterator[tuple[Indexes, Mistake | None, str, shapely.Geometry, str]]:
    """Records outside each region they belong in, with the slip that explains them; they are noted in `outside`."""
    for code, region, name in _regions(terms):
        shapely.prepare(region)
        known = np.flatnonzero(view.on_earth & ~np.isnan(lonlat[:, 0]) & ~outside)
        beyond = known[~shapely.intersects(region, view.geometry[known])]
        outside[beyond] = True
        for slip in APART:
            undone = shapely.points(slip.undo(lonlat[beyond]))
            explained = shapely.intersects(region, undone)
            yield beyond[explained], slip, code, region, name
            beyond = beyond[~explained]
        yield beyond, None, code, region, name


def _regions(terms: Terms) -> Iterator[tuple[str, shapely.Geometry, str]]:
    if terms.country is not None:
        yield "outside_country", terms.country, "the country's outline"
    if terms.extent is not None:
        west, south, east, north = terms.extent
        if west <= east:
            yield "outside_extent", shapely.box(west, south, east, north), "the project's extent"
        else:  # across the antimeridian
            halves = shapely.box(west, south, 180, north), shapely.box(-180, south, east, north)
            yield "outside_extent", shapely.union_all(halves), "the project's extent"


def _slipped_outside(view: View, indexes: Indexes, slip: Mistake, name: str) -> Iterable[Noted | Finding]:
    yield from view.each(
        indexes,
        slip.code,
        "error",
        lambda index: f"{slip.what}: {view.centre[index, 0]:.6f}, {view.centre[index, 1]:.6f}.",
        f"{slip.question} {_UNDONE.replace('among the others', f'within {name}')}",
        field="geometry",
        together=f"{slip.what} in {{count}} of {{of}} records.",
    )


def _is_near(view: View, indexes: Indexes, region: shapely.Geometry) -> tuple[Floats, Flags]:
    """How far records lie from a region in metres, and whether it or their positions can be wrong by so much."""
    ends = shapely.get_coordinates(shapely.shortest_line(view.geometry[indexes], region)).reshape(-1, 4)
    away = crs.distance_m(*ends.T)
    open_m = np.fmax(view.numbers("position_accuracy_m"), view.numbers("position_written_to_m"))
    return away, away <= np.fmax(NEAR_BORDER_M, open_m)[indexes]


def _beyond(view: View, indexes: Indexes, region: shapely.Geometry, code: str, name: str) -> Iterable[Noted | Finding]:
    away = np.full(view.size, np.nan)
    away[indexes], near = _is_near(view, indexes, region)

    def what(index: int) -> str:
        metres = away[index]
        return f"The record lies {metres / 1000:,.0f} km" if metres >= 10_000 else f"The record lies {metres:,.0f} m"

    yield from view.each(
        indexes[~near],
        code,
        "warning",
        lambda index: f"{what(index)} outside {name}.",
        "Is its position right?",
        field="geometry",
        together=f"{{count}} of {{of}} records lie outside {name}.",
    )
    yield from view.each(
        indexes[near],
        code,
        "note",
        lambda index: f"{what(index)} outside {name}.",
        "That is within what the outline or the position can be wrong by.",
        field="geometry",
    )
