"""Accidents as a table in which no cell counts few people, by itself, from a total, or from the table before it.

A cell of one or two is a person whom neighbours know. Counts are not blotted out one by one, which leaves them to be
worked out from totals; places are put together instead, those of one province first, until every count of a row is
nought or at least `fewest`. Nothing is published but the rows, so a total is the sum of what is shown. A later table
keeps the rows of the one before it, or puts them together further, and where a count has grown by less than `fewest`
the one before stays.

What a report does not state is not nought. Accidents that do not state a count are counted themselves, over all places
(by place they would be few), and where they are too few, or all but too few, their number is not given either. A row
in which nothing is stated is unknown; a nought stands only where every accident states it, and where that tells of a
few accidents beside it that do not, such rows are unknown together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COUNTED = ("accidents", "killed", "injured")
OTHERS = "other places"
WITHIN = " · "
"""Parts a place from the province that it lies in."""
Row = dict[str, int]
"""What is counted, by name; what is not there is not stated."""
ShownRow = dict[str, int | None]
"""What is shown of a row; None is unknown, since no accident of it states any."""
_Lacks = Callable[[tuple[str, ...]], bool]


@dataclass(frozen=True)
class Table:
    """Rows of places that are counted together, each place in one; what each row counts, by name.

    `withheld`: what is not given at all, since all places together count too few of it. `unstated`: how many accidents
    do not state a count; None where that is not given. `ended`: what was given once and is not given any more, never
    again. `by`: what places are, a field of accidents.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    rows: tuple[ShownRow, ...] = ()
    withheld: tuple[str, ...] = ()
    unstated: Mapping[str, int | None] = field(default_factory=dict)
    ended: tuple[str, ...] = ()
    by: str = ""
    held_back: int = field(default=0, compare=False)
    """How many counts are those of the table before, since they have grown by too few."""

    @property
    def suppressed(self) -> int:
        """How many counts are not given, or are those of the table before."""
        return len(self.withheld) + self.held_back + sum(count is None for count in self.unstated.values())

    def named(self) -> list[tuple[str, ShownRow]]:
        """Give each row with the name of its place, or with one for all the places put together."""
        return [(_name(group), row) for group, row in zip(self.groups, self.rows, strict=True)]

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values, as a project keeps what it has published."""
        return {
            "by": self.by,
            "groups": [list(group) for group in self.groups],
            "rows": list(self.rows),
            "withheld": list(self.withheld),
            "unstated": dict(self.unstated),
            "ended": list(self.ended),
        }

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> Table:
        """Read what `to_json` gave. Raises ValueError for anything else."""
        try:
            groups = tuple(tuple(str(place) for place in group) for group in found["groups"])
            rows = tuple({str(name): _whole(count) for name, count in row.items()} for row in found["rows"])
            withheld, ended = (tuple(str(name) for name in found.get(key, ())) for key in ("withheld", "ended"))
            unstated = {str(name): _whole(count) for name, count in found.get("unstated", {}).items()}
            if len(groups) != len(rows):
                raise ValueError("is no published table")
            return cls(groups, rows, withheld, unstated, ended, str(found.get("by", "")))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("is no published table") from error


@dataclass(frozen=True)
class _Sums:
    """Counts of places, as accidents state them, and how many accidents of each place do not state them."""

    stated: Mapping[str, Mapping[str, int]]
    missing: Mapping[str, Mapping[str, int]]
    accidents: int
    fewest: int

    def of(self, group: Iterable[str], name: str) -> int:
        return sum(self.stated[place][name] for place in group if place in self.stated)

    def gaps(self, group: Iterable[str], name: str) -> int:
        return sum(self.missing[place][name] for place in group if place in self.missing)

    def total(self, name: str) -> int:
        return self.of(self.stated, name)

    def is_few(self, count: int) -> bool:
        return 0 < abs(count) < self.fewest


def tabulate(
    accidents: Iterable[tuple[str, Mapping[str, int]]],
    fewest: int,
    before: Table | None = None,
    counted: Sequence[str] = COUNTED,
) -> Table:
    """Add up accidents by place, so that every count is nought, unknown or at least `fewest`.

    `accidents`: the place of each ("" where none is stated; `WITHIN` parts it from its province), and what it states of
    `counted`; "accidents" is one for each. `before`: the table that was published last, if any.

    >>> table = tabulate([("A", {"killed": 7}), ("B", {"killed": 1}), ("C", {"killed": 5})], 5, counted=["killed"])
    >>> table.named()
    [('A', {'killed': 7}), ('other places', {'killed': 6})]
    >>> [tabulate([("A", row)] * 7, 5, counted=["killed"]).rows for row in ({}, {"killed": 0})]
    [({'killed': None},), ({'killed': 0},)]
    """
    sums = _sums(accidents, fewest, counted)
    known = before or Table()
    withheld = tuple(name for name in counted if _is_withheld(name, sums, known))
    ended = set(known.ended) | {name for name in withheld if any(row.get(name) for row in known.rows)}
    shown = [name for name in counted if name not in withheld]
    groups = _grouped(sums, shown, before)
    rows = [{name: sums.of(group, name) for name in shown} for group in groups]
    held = _hold_back(groups, rows, fewest, known)
    published = sum(row["accidents"] for row in rows) if "accidents" in shown else sums.accidents
    unstated = {name: _unstated(name, sums, published, known) for name in shown if name != "accidents"}
    ended |= {_gaps_of(name) for name, count in unstated.items() if count is None and known.unstated.get(name)}
    told = [dict(row) for row in _with_unknown(groups, rows, sums)]
    return Table(tuple(groups), tuple(told), withheld, unstated, tuple(sorted(ended)), known.by, held)


def _sums(accidents: Iterable[tuple[str, Mapping[str, int]]], fewest: int, counted: Sequence[str]) -> _Sums:
    stated, missing = dict[str, Row](), dict[str, Row]()
    every = list(accidents)
    for place, row in every:
        own = stated.setdefault(place, dict.fromkeys(counted, 0))
        gaps = missing.setdefault(place, dict.fromkeys(counted, 0))
        for name in counted:
            own[name] += row.get(name, 0)
            gaps[name] += name not in row
    return _Sums(stated, missing, len(every), fewest)


def _is_withheld(name: str, sums: _Sums, before: Table) -> bool:
    total = sums.total(name)
    return sums.is_few(total) or name in before.ended or (name in before.withheld and total < 2 * sums.fewest)


def _gaps_of(name: str) -> str:
    """What the number of accidents that do not state a count is called among what has ended."""
    return f"{name} unstated"


def _unstated(name: str, sums: _Sums, published: int, before: Table) -> int | None:
    """How many accidents do not state a count; None where that would tell of few of them, or of few that do.

    `published`: how many accidents the rows count. Whoever takes the one from the other has the accidents that do.
    """
    gaps, accidents = sums.gaps(sums.missing, name), sums.accidents

    def tells(count: int) -> bool:
        return any(sums.is_few(one) for one in (count, accidents - count, published - count))

    if _gaps_of(name) in before.ended or tells(gaps):
        return None
    if name not in before.unstated:
        return gaps
    earlier = before.unstated[name]
    if earlier is None:
        return gaps if not gaps or min(gaps, accidents - gaps) >= 2 * sums.fewest else None
    grown = published - sum(row.get("accidents") or 0 for row in before.rows)
    if not (sums.is_few(gaps - earlier) or sums.is_few(grown - gaps + earlier)):
        return gaps
    # That every accident states a count is no figure that may be somewhat old.
    return earlier if earlier and gaps and not tells(earlier) else None


def _with_unknown(groups: Sequence[tuple[str, ...]], rows: Sequence[Row], sums: _Sums) -> Iterable[ShownRow]:
    """Rows with None for a nought that is no nought: no accident of it states a count, or that is not to be told."""
    unknown = set[tuple[int, str]]()
    for name in rows[0] if rows else ():
        noughts = [index for index, row in enumerate(rows) if not row[name]]
        gaps = [sums.gaps(groups[index], name) for index in noughts]
        if not sums.gaps(sums.missing, name):
            continue
        apart = not any(map(sums.is_few, gaps))
        unknown |= {(index, name) for index, gap in zip(noughts, gaps, strict=True) if gap or not apart}
    for index, row in enumerate(rows):
        yield {name: None if (index, name) in unknown else count for name, count in row.items()}


def _grouped(sums: _Sums, shown: Sequence[str], before: Table | None) -> list[tuple[str, ...]]:
    """Put places together until each group counts nought or enough of everything; those put together once stay so."""
    groups = [*before.groups] if before else []
    together = {place for group in groups for place in group}
    # One that is new has a row of its own if it counts enough: all of it has come since.
    groups += [(place,) for place in sorted(sums.stated) if place not in together]

    def lacks(group: tuple[str, ...]) -> bool:
        return any(sums.is_few(sums.of(group, name)) for name in shown)

    groups = _together_in_provinces(groups, lacks)
    few = [group for group in groups if lacks(group)]
    if few:
        few += [group for group in groups if _name(group) == OTHERS and group not in few]
    while few:
        rest = [group for group in groups if group not in few]
        joined = tuple(sorted(place for group in few for place in group))
        if not lacks(joined) or not rest:
            groups = [*rest, joined]
            break
        few = [*few, min(rest, key=lambda group: (_size(group, sums, shown), group))]
    return sorted(groups, key=lambda group: (len(group) > 1, group))


def _together_in_provinces(groups: Sequence[tuple[str, ...]], lacks: _Lacks) -> list[tuple[str, ...]]:
    """Put small places of one province together, where that is enough: a coarser place says more than none."""
    found = list(groups)
    for province in sorted({_province(group) for group in groups if lacks(group)} - {""}):
        own = [group for group in found if _province(group) == province and (lacks(group) or len(group) > 1)]
        joined = tuple(sorted(place for group in own for place in group))
        if not lacks(joined):
            found = [*(group for group in found if group not in own), joined]
    return found


def _province(group: tuple[str, ...]) -> str:
    """The province in which all places of a group lie; "" where they lie in several, or nobody says."""
    found = {place.rpartition(WITHIN)[2] if WITHIN in place else "" for place in group}
    return found.pop() if len(found) == 1 else ""


def _name(group: tuple[str, ...]) -> str:
    if len(group) == 1:
        return group[0]
    province = _province(group)
    return f"{OTHERS} in {province}" if province else OTHERS


def _size(group: tuple[str, ...], sums: _Sums, shown: Sequence[str]) -> int:
    return sum(sums.of(group, name) for name in shown)


def _hold_back(groups: Sequence[tuple[str, ...]], rows: list[Row], fewest: int, before: Table) -> int:
    """Give the count before where the new one differs from it by less than `fewest`; returns how often."""
    held = 0
    published = dict(zip(before.groups, before.rows, strict=True))
    for group, row in zip(groups, rows, strict=True):
        parts = [own for old, own in published.items() if set(old) <= set(group)]
        for name in row:
            if not parts or any(name not in part for part in parts):
                continue
            earlier = sum(part[name] or 0 for part in parts)
            if 0 < abs(row[name] - earlier) < fewest:
                row[name] = earlier
                held += 1
    return held


def _whole(count: Any) -> int | None:
    return None if count is None else int(count)
