"""The same thing recorded twice: same id, same outline, same record, or the same record a few metres away.

Points are judged more carefully than outlines. Nobody draws the same polygon twice by chance, but many events are
placed at the middle of the same village, and without a day, a number or a name two events of one year look alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.checks.view import MANY, Flags, Floats, Indexes, Terms, View
from geo.findings import Problem
from geo.findings.counting import counted
from geo.positions.mistakes import DATUM

_NOT_COMPARED = {
    "id", "position_entered", "crs_entered", "position_transformation", "geometry",
    "source_file", "source_row", "missing_since", "sheet", "sheet_row",
}  # fmt: skip
"""Where a record stands and how its position was written; two entries of the same thing differ in that."""
_TELLING = ("occurred_on", "reported_on", "information_on", "completed_on", "verified_on", "as_of")
DATUM_SHIFT_M = (50.0, 300.0)
"""SK-42, ED50, PSAD56 and their like lie this far from WGS 84 when their numbers are taken for WGS 84."""
DATUM_PAIRS = 5
TELLING_FIELDS = 3
"""A day and a place alone are shared by many events of a war; a day and two more fields are not."""
FEW = 5
OFTEN = 0.2
"""Where more than every fifth point repeats an earlier one, that is how the source counts, and no slip."""


def ids(view: View, terms: Terms) -> Iterator[Problem]:
    """Name ids that stand for more than one record."""
    seen: dict[str, int] = {}
    for index, key in enumerate(view.ids.tolist()):
        if key and key in seen:
            yield view.problem(
                index,
                "duplicate_id",
                "error",
                f"The id {key} is that of {_row_or_number(view, seen[key])} too.",
                "Give each record an id of its own.",
                field="id",
            )
        elif key:
            seen[key] = index


def _row_or_number(view: View, index: int) -> str:
    return f"row {view.rows[index]}" if view.rows is not None else f"record {index + 1}"


def ids_across(views: Sequence[View], terms: Terms) -> Iterator[Problem]:
    """Name ids that stand in more than one layer of the same kind."""
    seen: dict[tuple[str, str], View] = {}
    for view in views:
        for index, key in enumerate(view.ids.tolist()):
            other = seen.setdefault((view.kind.name, key), view)
            if key and other is not view:
                yield view.problem(
                    index,
                    "duplicate_id",
                    "error",
                    f"The id {key} is in {other.source or 'another layer'} too.",
                    "Give each record an id of its own, or take the record out of one of the layers.",
                    field="id",
                )


def records(view: View, terms: Terms) -> Iterator[Problem]:
    """Name records that are an earlier one again, and outlines that an earlier record has too."""
    alike = _alike(view)
    shapes = np.full(view.size, None, dtype=object)
    shapes[view.placed] = shapely.to_wkb(shapely.normalize(view.geometry[view.placed]))
    earlier = _first_with(list(zip(alike.tolist(), shapes, strict=True)), view.placed)
    again = np.flatnonzero(earlier >= 0)
    telling = _telling(view)
    points = view.pointlike[again]
    if points.sum() > max(MANY, OFTEN * view.size):
        telling[again[points]] = False
    yield from view.each(
        again[telling[again]],
        "duplicate_record",
        "warning",
        lambda index: f"Every field and the position are those of {view.name(int(earlier[index]))}.",
        "Was it entered twice? Remove one of the two.",
        together="{count} of {of} records are an earlier one again, in every field and position.",
    )
    yield from _perhaps_again(view, again[~telling[again]], earlier)
    outlined = view.placed & ~view.pointlike
    same = _first_with(list(shapes), outlined)
    yield from view.each(
        np.flatnonzero((same >= 0) & (earlier < 0)),
        "duplicate_geometry",
        "warning",
        lambda index: f"The outline is exactly that of {view.name(int(same[index]))}.",
        "Is it the same place, or was an outline copied?",
        field="geometry",
        together="{count} of {of} records have the outline of an earlier one.",
    )


def _perhaps_again(view: View, again: Indexes, earlier: NDArray[np.intp]) -> Iterator[Problem]:
    """Points alike in fields that do not tell two events apart: named while they are few, else counted."""
    if len(again) > FEW:
        yield view.problem(
            None,
            "same_as_another",
            "note",
            f"{counted(len(again), 'record')} are like an earlier one in every field and position "
            f"({view.names(again)}). Too few fields tell them apart: they can be different events, or one event "
            "entered twice.",
            "Ask the source for dates or numbers before adding them up.",
        )
        return
    for index in again.tolist():
        yield view.problem(
            index,
            "same_as_another",
            "note",
            f"Every field and the position are those of {view.name(int(earlier[index]))}, but too few fields are "
            "given to say that it is the same event.",
            "Was it entered twice?",
        )


def near(view: View, terms: Terms) -> Iterator[Problem]:
    """Name points alike in all fields within some metres of one another, and a datum that would explain the shift."""
    telling = _telling(view)
    alike = pd.Series(_alike(view))
    chosen = np.flatnonzero(view.pointlike & view.on_earth & telling & alike.duplicated(keep=False).to_numpy())
    reach = max(terms.near_m, DATUM_SHIFT_M[1])
    one, two = _pairs_within(view.centre[chosen], reach, terms.max_pairs, alike.to_numpy()[chosen])
    one, two = chosen[one], chosen[two]
    start, end = view.centre[two], view.centre[one]
    metres = crs.distance_m(start[:, 0], start[:, 1], end[:, 0], end[:, 1])
    for index, other, apart in zip(one.tolist(), two.tolist(), metres, strict=True):
        if apart <= terms.near_m:
            yield view.problem(
                index,
                "near_duplicate",
                "warning",
                f"Every field is that of {view.name(other)}, {apart:.1f} m away.",
                "Is it the same thing, measured twice?",
            )
    yield from _shifted(view, one, two, metres)


def _shifted(view: View, one: Indexes, two: Indexes, metres: Floats) -> Iterator[Problem]:
    """Suspect a datum when records that are otherwise the same lie apart by one and the same shift."""
    far = (metres >= DATUM_SHIFT_M[0]) & (metres <= DATUM_SHIFT_M[1])
    if far.sum() < DATUM_PAIRS:
        return
    one, two = one[far], two[far]
    shift = (view.centre[one] - view.centre[two]) * 111_195.0
    shift[:, 0] *= np.cos(np.radians(view.centre[one, 1]))
    shift *= np.where(shift[:, :1] < 0, -1, 1)  # which of the two came first says nothing
    middle = np.median(shift, axis=0)
    spread = np.hypot(*(shift - middle).T)
    agreeing = spread <= 10
    if agreeing.sum() >= DATUM_PAIRS and agreeing.mean() >= 0.8:
        yield view.problem(
            None,
            DATUM.code,
            "warning",
            f"{counted(int(agreeing.sum()), 'record')} lie beside one that is otherwise the same, all shifted alike by "
            f"{np.hypot(*middle):.0f} m ({view.names(one[agreeing])}).",
            DATUM.question,
            field="geometry",
        )


def mixed_crs(view: View, terms: Terms) -> Iterator[Problem]:
    """Note positions that were entered in several coordinate reference systems."""
    entered = pd.Series(view.column("crs_entered"), dtype=object).dropna().astype(str)
    counts = entered.value_counts()
    if len(counts) < 2:
        return
    yield view.problem(
        None,
        "mixed_crs",
        "note",
        "Positions were entered in several systems: "
        + ", ".join(f"{name} ({counted(count, 'record')})" for name, count in counts.head(8).items())
        + ".",
        "A system named wrongly moves a record by 100 m and more; look at the rarer ones.",
        field="crs_entered",
    )


def _compared(view: View) -> list[str]:
    """The columns in which two records of the same thing are the same."""
    geometry = getattr(view.frame, "_geometry_column_name", None)
    names = dict.fromkeys(str(name) for name in view.frame.columns)
    return [name for name in names if name not in _NOT_COMPARED and name != geometry]


def _alike(view: View) -> NDArray[np.uint64]:
    """A number for each record that is the same where all compared fields are the same."""
    total = np.zeros(view.size, dtype=np.uint64)
    for name in _compared(view):
        text = np.array(["" if value is None else str(value) for value in view.column(name)], dtype=object)
        # A hash over the columns in order: the same texts in other columns must not give the same number.
        total = total * np.uint64(1_000_003) + pd.util.hash_array(text)
    return total


def _telling(view: View) -> Flags:
    """Where a record is an outline, or holds a date to the day and more: something that chance does not repeat."""
    dated = np.zeros(view.size, dtype=bool)
    for name in _TELLING:
        dated |= view.dates(name).to_the_day
    filled = np.zeros(view.size, dtype=np.intp)
    for name in _compared(view):
        values = view.column(name)
        if len({str(value) for value in values}) > 1 or view.size == 2:  # what all have in common tells nothing
            filled += view.given(name)
    return (view.placed & ~view.pointlike) | (dated & (filled >= TELLING_FIELDS))


def _first_with(keys: list[object], chosen: Flags) -> NDArray[np.intp]:
    """For each chosen record the place of the first with the same key, -1 for that first one and the others."""
    first: dict[object, int] = {}
    earlier = np.full(len(keys), -1, dtype=np.intp)
    for index in np.flatnonzero(chosen).tolist():
        found = first.setdefault(keys[index], index)
        if found != index:
            earlier[index] = found
    return earlier


def _pairs_within(lonlat: Floats, reach_m: float, most: int, groups: NDArray[np.uint64]) -> tuple[Indexes, Indexes]:
    """Pairs of one group about so far apart at most, and not at the same place: the later one first."""
    nothing = np.empty(0, dtype=np.intp)
    if len(lonlat) < 2:
        return nothing, nothing
    # One of each group at each place is enough: those at the same place are the exact duplicates.
    keys = np.rec.fromarrays([groups, lonlat[:, 0], lonlat[:, 1]])
    _, kept = np.unique(keys, return_index=True)
    kept = np.sort(kept)
    points = np.asarray(shapely.points(lonlat[kept]))
    tree = shapely.STRtree(points)
    # Degrees of longitude are shortest nearest the pole: reach far enough there, and measure exactly afterwards.
    shortest = max(float(np.cos(np.radians(np.abs(lonlat[:, 1]).max()))), 0.05)
    reach = reach_m / 110_000.0 / shortest
    found: list[tuple[Indexes, Indexes]] = []
    total = 0
    for start in range(0, len(points), 256):
        left, right = tree.query(points[start : start + 256], predicate="dwithin", distance=reach)
        # The tree counts within the chunk.
        left += start
        # Each pair once, the later record first.
        good = (left > right) & (groups[kept][left] == groups[kept][right])
        found.append((kept[left[good]], kept[right[good]]))
        total += int(good.sum())
        if total > most:
            break
    one, two = (np.concatenate(part) for part in zip(*found, strict=True))
    return one[:most], two[:most]
