"""The same thing recorded twice: same id, same outline, same record, or the same record a few metres away.

Points are judged more carefully than outlines. Nobody draws the same polygon twice by chance, but many events are
placed at the middle of the same village, and without a day, a number or a name two events of one year look alike.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo import crs
from geo.checks.facts import SIZE, AcrossFact, Fact
from geo.checks.findings import NAMED, Finding, Noted, Words, most_of_a_layer, named
from geo.checks.view import MANY, Flags, Floats, Indexes, Terms, View
from geo.findings import Problem
from geo.findings.collecting import made
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
_HASH_KEYS = ("zonemark ids one", "zonemark ids two")
OFTEN = 0.2
"""Where more than every fifth point repeats an earlier one, that is how the source counts, and no slip."""


class _Keys(NamedTuple):
    """Ids of some records as two numbers each, which are the same for the same text, with where the records stand."""

    orders: NDArray[np.int64]
    numbers: NDArray[np.uint64]
    rows: NDArray[np.int64]

    def where(self, flags: Flags) -> _Keys:
        """Those of the records that are flagged."""
        return _Keys(self.orders[flags], self.numbers[flags], self.rows[flags])


def _keys(view: View, terms: Terms) -> _Keys:
    texts, orders = view.mine(view.ids), view.own_orders
    given = texts != ""
    texts, orders = texts[given], orders[given]
    hashed = [pd.util.hash_array(texts, hash_key=key, categorize=False) for key in _HASH_KEYS]
    rows = orders if view.rows is None else view.mine(np.array(view.rows, dtype=np.int64))[given]
    return _Keys(orders, np.column_stack(hashed), rows)


def is_among(numbers: NDArray[np.uint64], rising: NDArray[np.uint64]) -> Flags:
    """Say which numbers are among those that rise; numpy's `isin` sorts both each time."""
    if not len(rising):
        return np.zeros(len(numbers), dtype=bool)
    flags: Flags = rising[np.minimum(np.searchsorted(rising, numbers), len(rising) - 1)] == numbers
    return flags


def _repeated(parts: Sequence[_Keys]) -> dict[int, int]:
    # Copied, since a view of it would keep all of a part in the memory.
    first = np.concatenate([part.numbers[:, 0].copy() for part in parts])
    first.sort()
    twice = np.unique(first[1:][first[1:] == first[:-1]])
    # Of most records the first number stands alone, and needs no more room.
    some = [part.where(is_among(part.numbers[:, 0], twice)) for part in parts]
    orders, numbers, rows = (np.concatenate(one) for one in zip(*some, strict=True))
    by_number = np.lexsort((orders, numbers[:, 1], numbers[:, 0]))
    ordered = numbers[by_number]
    is_new = np.r_[True, (ordered[1:] != ordered[:-1]).any(axis=1)][: len(ordered)]
    first = by_number[np.maximum.accumulate(np.where(is_new, np.arange(len(ordered)), 0))]
    again = by_number[~is_new]
    return dict(zip(orders[again].tolist(), rows[first[~is_new]].tolist(), strict=True))


REPEATED = Fact("repeated", _keys, _repeated, by_record=True)
"""The records whose id an earlier one has, with the row of the first, or its place where records have no rows."""


def ids(view: View, terms: Terms) -> Iterator[Noted]:
    """Name ids that stand for more than one record."""
    repeated = REPEATED.of(view, terms)
    if not repeated:
        return
    for index, order in enumerate(view.orders.tolist()):
        if (first := repeated.get(order)) is not None:
            name = f"row {first}" if view.rows is not None else f"record {first + 1}"
            what = f"The id {view.ids[index]} is that of {name} too."
            yield view.problem(index, "duplicate_id", "error", what, "Give each record an id of its own.", field="id")


def ids_of_each(views: Sequence[View], terms: Terms) -> Iterator[Noted]:
    """Name ids that stand for more than one record of a layer, in each of several."""
    for view in views:
        yield from ids(view, terms)


def _held_before(layers: Sequence[tuple[str, str, Sequence[_Keys]]]) -> list[dict[int, str]]:
    """Of the records of each layer (kind, source) whose id an earlier layer of the kind holds, the source of that."""
    before: list[dict[int, str]] = []
    seen: dict[str, dict[tuple[int, int], str]] = {}
    for number, (kind, source, parts) in enumerate(layers):
        held, own, found = seen.setdefault(kind, {}), {}, {}
        is_last = not any(other == kind for other, _, _ in layers[number + 1 :])
        for one in parts if held or not is_last else ():
            for order, key in zip(one.orders.tolist(), map(tuple, one.numbers.tolist()), strict=True):
                if key in held:
                    found[order] = held[key]
                else:
                    own[key] = source
        before.append(found)
        held |= own
    return before


HELD_BEFORE = AcrossFact("held_before", _keys, _held_before, by_record=True)
"""The records whose id stands in an earlier layer of the same kind, with the source of that."""


def ids_across(views: Sequence[View], terms: Terms) -> Iterator[Noted]:
    """Name ids that stand in more than one layer of the same kind."""
    for view, before in zip(views, HELD_BEFORE.of(views, terms), strict=True):
        for index, order in enumerate(view.orders.tolist()) if before else ():
            if order in before:
                yield view.problem(
                    index,
                    "duplicate_id",
                    "error",
                    f"The id {view.ids[index]} is in {before[order] or 'another layer'} too.",
                    "Give each record an id of its own, or take the record out of one of the layers. Where each source "
                    "numbers its own records, name that column as no field, and ids are made for each source.",
                    field="id",
                    option="fields=COLUMN=-",
                )


def records(view: View, terms: Terms) -> Iterator[Finding]:
    """Name records that are an earlier one again, and outlines that an earlier record has too."""
    doubtful = np.flatnonzero(view.boxed_twice)
    forms = view.forms[doubtful].tolist()
    earlier = _first_with(list(zip(_alike(view, doubtful).tolist(), forms, strict=True)), doubtful, view.size)
    again = view.finding(
        np.flatnonzero(earlier >= 0),
        Words("duplicate_record", "warning", "Was it entered twice? Remove one of the two.", view.source, ""),
        lambda index: f"Every field and the position are those of {view.name(int(earlier[index]))}.",
    )
    indexes = np.flatnonzero(view.mine_only(earlier >= 0))
    if len(indexes):
        marks = np.column_stack([_telling(view, terms)[indexes], view.pointlike[indexes]])
        yield replace(again, marks=marks, say=_said_again)
    outlines = doubtful[~view.pointlike[doubtful]]
    same = _first_with(view.forms[outlines].tolist(), outlines, view.size)
    yield from view.each(
        np.flatnonzero((same >= 0) & (earlier < 0)),
        "duplicate_geometry",
        "warning",
        lambda index: f"The outline is exactly that of {view.name(int(same[index]))}.",
        "Is it the same place, or was an outline copied?",
        field="geometry",
        together="{count} of {of} records have the outline of an earlier one.",
    )


_OFTEN_AGAIN = most_of_a_layer("{count} of {of} records are an earlier one again, in every field and position.")


def _said_again(found: Finding, size: int) -> Iterator[tuple[int, Problem]]:
    """Records that are surely an earlier one, and those alike in fields that do not tell two events apart.

    The second are named while they are few, else counted.
    """
    assert found.marks is not None
    telling, points = found.marks[:, 0].copy(), found.marks[:, 1]
    if points.sum() > max(MANY, OFTEN * size):
        telling[points] = False
    sure = [one for one, tells in zip(found.problems, telling.tolist(), strict=True) if tells]
    certain = replace(found, count=len(sure), orders=found.orders[telling], problems=sure, once=_OFTEN_AGAIN, say=None)
    yield from certain.said(size)
    doubtful = [one for one, tells in zip(found.problems, telling.tolist(), strict=True) if not tells]
    if len(doubtful) > FEW:
        what = (
            f"{counted(len(doubtful), 'record')} are like an earlier one in every field and position "
            f"({named(doubtful, len(doubtful))}). Too few fields tell them apart: they can be different events, or one "
            "event entered twice."
        )
        remedy = "Ask the source for dates or numbers before adding them up."
        yield -1, made("same_as_another", "note", what, remedy, found.words.source)
        return
    for order, one in zip(found.orders[~telling].tolist(), doubtful, strict=True):
        what = f"{one.what[:-1]}, but too few fields are given to say that it is the same event."
        yield order, replace(one, code="same_as_another", severity="note", what=what, remedy="Was it entered twice?")


def near(view: View, terms: Terms) -> Iterator[Noted | Finding]:
    """Name points alike in all fields within some metres of one another, and a datum that would explain the shift."""
    points = np.flatnonzero(view.pointlike & view.on_earth)
    if len(points) < 2:
        return
    alike = _alike(view, points)
    kept = _telling(view, terms)[points] & pd.Series(alike).duplicated(keep=False).to_numpy()
    most = terms.most_pairs(view.size)
    chosen = points[kept]
    one, two, is_cut = _pairs_within(view.centre[chosen], reach_m(terms), most, alike[kept])
    one, two = chosen[one], chosen[two]
    own = view.mine_only(np.ones(view.size, dtype=bool))[one]
    one, two = one[own], two[own]
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
    yield _shifted(view, one, two, metres)
    remedy = "Give the fields that tell the records apart, or allow more pairs."
    words = Words("too_many_pairs", "error", remedy, view.source, "geometry")
    yield view.amount(words, _cut_short, most if is_cut else 0)


def reach_m(terms: Terms) -> float:
    """How far apart two records can be that are looked at together."""
    return max(terms.near_m, DATUM_SHIFT_M[1])


def _cut_short(found: Finding, size: int) -> Problem | None:
    if not found.amounts:
        return None
    return found.words.of_layer(
        f"More than {counted(found.amounts[0], 'pair')} of records alike in every field lie near one another; only the "
        "first of them were compared."
    )


def _shifted(view: View, one: Indexes, two: Indexes, metres: Floats) -> Finding:
    """Records that lie apart from one that is otherwise the same by what two datums can differ by."""
    far = (metres >= DATUM_SHIFT_M[0]) & (metres <= DATUM_SHIFT_M[1])
    one, two = one[far], two[far]
    shift = (view.centre[one] - view.centre[two]) * 111_195.0
    shift[:, 0] *= np.cos(np.radians(view.centre[one, 1]))
    shift *= np.where(shift[:, :1] < 0, -1, 1)  # which of the two came first says nothing
    words = Words(DATUM.code, "warning", DATUM.question, view.source, "geometry")
    return replace(view.finding(one, words, ""), marks=shift, say=_said_of_shifts)


def _said_of_shifts(found: Finding, size: int) -> Iterator[tuple[int, Problem]]:
    """Suspect a datum when records that are otherwise the same lie apart by one and the same shift."""
    shift = found.marks
    if shift is None or len(shift) < DATUM_PAIRS:
        return
    middle = np.median(shift, axis=0)
    agreeing = np.hypot(*(shift - middle).T) <= 10
    if agreeing.sum() < DATUM_PAIRS or agreeing.mean() < 0.8:
        return
    first = [found.problems[number] for number in np.flatnonzero(agreeing)[:NAMED].tolist()]
    count = int(agreeing.sum())
    yield (
        -1,
        found.words.of_layer(
            f"{counted(count, 'record')} lie beside one that is otherwise the same, all shifted alike by "
            f"{np.hypot(*middle):.0f} m ({named(first, count)})."
        ),
    )


def _systems(view: View, terms: Terms) -> Counter[str]:
    return Counter(str(one) for one in view.mine(view.column("crs_entered")) if one is not None)


def _all_systems(parts: Sequence[Counter[str]]) -> Counter[str]:
    return sum(parts, Counter[str]())


SYSTEMS = Fact("systems", _systems, _all_systems)
"""The systems that positions of the layer were entered in, and of how many records."""


def mixed_crs(view: View, terms: Terms) -> Iterator[Noted]:
    """Note positions that were entered in several coordinate reference systems."""
    counts = SYSTEMS.of(view, terms)
    if len(counts) < 2:
        return
    most = sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:8]
    yield view.problem(
        None,
        "mixed_crs",
        "note",
        "Positions were entered in several systems: "
        + ", ".join(f"{name} ({counted(count, 'record')})" for name, count in most)
        + ".",
        "A system named wrongly moves a record by 100 m and more; look at the rarer ones.",
        field="crs_entered",
    )


def _compared(view: View) -> list[str]:
    """The columns in which two records of the same thing are the same."""
    geometry = getattr(view.frame, "_geometry_column_name", None)
    names = dict.fromkeys(str(name) for name in view.frame.columns)
    return [name for name in names if name not in _NOT_COMPARED and name != geometry]


def _alike(view: View, indexes: Indexes) -> NDArray[np.uint64]:
    """A number for each of some records that is the same where all compared fields are the same."""
    total = np.zeros(len(indexes), dtype=np.uint64)
    nothing = pd.util.hash_array(np.array([""], dtype=object))
    for name in _compared(view):
        if not view.has(name):
            total = total * np.uint64(1_000_003) + nothing
            continue
        text = np.array(["" if value is None else str(value) for value in view.column(name)[indexes]], dtype=object)
        # A hash over the columns in order: the same texts in other columns must not give the same number.
        total = total * np.uint64(1_000_003) + pd.util.hash_array(text)
    return total


def _texts(view: View, terms: Terms) -> dict[str, tuple[str, ...]]:
    """Of each compared column the first text, and one that differs from it."""
    found = {}
    for name in _compared(view):
        values = view.mine(view.column(name))
        texts = (str(value) for value in (values if view.has(name) else values[:1]))
        first = next(texts, None)
        other = next((text for text in texts if text != first), None)
        found[name] = tuple(text for text in (first, other) if text is not None)
    return found


def _varied(parts: Sequence[dict[str, tuple[str, ...]]]) -> frozenset[str]:
    names = dict.fromkeys(name for part in parts for name in part)
    return frozenset(name for name in names if len({text for part in parts for text in part.get(name, ())}) > 1)


VARIED = Fact("varied", _texts, _varied)
"""The compared columns in which not all records of the layer have the same; what all have in common tells nothing."""


def _telling(view: View, terms: Terms) -> Flags:
    """Where a record is an outline, or holds a date to the day and more: something that chance does not repeat."""
    dated = np.zeros(view.size, dtype=bool)
    for name in _TELLING:
        dated |= view.dates(name).to_the_day
    filled = np.zeros(view.size, dtype=np.intp)
    varied, is_pair = VARIED.of(view, terms), SIZE.of(view, terms) == 2
    for name in _compared(view):
        if name in varied or is_pair:
            filled += view.given(name)
    return (view.placed & ~view.pointlike) | (dated & (filled >= TELLING_FIELDS))


def _first_with(keys: list[object], chosen: Indexes, size: int) -> NDArray[np.intp]:
    """For each chosen record the place of the first with the same key, -1 for that first one and the others."""
    first: dict[object, int] = {}
    earlier = np.full(size, -1, dtype=np.intp)
    for key, index in zip(keys, chosen.tolist(), strict=True):
        found = first.setdefault(key, index)
        if found != index:
            earlier[index] = found
    return earlier


def _pairs_within(
    lonlat: Floats, reach_m: float, most: int, groups: NDArray[np.uint64]
) -> tuple[Indexes, Indexes, bool]:
    """Pairs of one group about so far apart at most, and not at the same place: the later one first, in their order.

    Also whether there are more than `most`; those of the first records are given then.
    """
    nothing = np.empty(0, dtype=np.intp)
    if len(lonlat) < 2:
        return nothing, nothing, False
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
    # In the order of the records and not of the tree.
    by_record = np.lexsort((two, one))[:most]
    return one[by_record], two[by_record], total > most
