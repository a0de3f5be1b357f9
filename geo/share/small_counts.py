"""Accidents as a table in which no cell counts few people, by itself, from a total, or from the table before it.

A cell of one or two is a person whom neighbours know. Counts are not blotted out one by one, which leaves them to be
worked out from totals; places are put together instead, until every count of a row is nought or at least `fewest`.
Nothing is published but the rows, so a total is the sum of what is shown. A later table keeps the rows of the one
before it, or puts them together further, and where a count has grown by less than `fewest` the one before stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

COUNTED = ("accidents", "killed", "injured")
OTHERS = "other places"
Row = dict[str, int]


@dataclass(frozen=True)
class Table:
    """Rows of places that are counted together, each place in one; what each row counts, by name.

    `withheld`: what is not given at all, since all places together count too few of it.
    """

    groups: tuple[tuple[str, ...], ...] = ()
    rows: tuple[Row, ...] = ()
    withheld: tuple[str, ...] = ()
    held_back: int = field(default=0, compare=False)
    """How many counts are those of the table before, since they have grown by too few."""

    def named(self) -> list[tuple[str, Row]]:
        """Give each row with the name of its place, or with one for all the places put together."""
        return [
            (group[0] if len(group) == 1 else OTHERS, row) for group, row in zip(self.groups, self.rows, strict=True)
        ]

    def to_json(self) -> dict[str, Any]:
        """Give it as plain values, as a project keeps what it has published."""
        return {
            "groups": [list(group) for group in self.groups],
            "rows": list(self.rows),
            "withheld": list(self.withheld),
        }

    @classmethod
    def of_json(cls, found: Mapping[str, Any]) -> Table:
        """Read what `to_json` gave. Raises ValueError for anything else."""
        try:
            groups = tuple(tuple(str(place) for place in group) for group in found["groups"])
            rows = tuple({str(name): int(count) for name, count in row.items()} for row in found["rows"])
            return cls(groups, rows, tuple(str(name) for name in found["withheld"]))
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError("is no published table") from error


def tabulate(
    accidents: Iterable[tuple[str, Row]], fewest: int, before: Table | None = None, counted: Sequence[str] = COUNTED
) -> Table:
    """Add up accidents by place, so that every count is nought or at least `fewest`.

    `accidents`: the place of each ("" where none is stated), and what it counts of each of `counted`. `before`: the
    table that was published last, if any.

    >>> table = tabulate([("A", {"killed": 7}), ("B", {"killed": 1}), ("C", {"killed": 5})], 5, counted=["killed"])
    >>> table.named()
    [('A', {'killed': 7}), ('other places', {'killed': 6})]
    """
    sums: dict[str, Row] = {}
    for place, row in accidents:
        own = sums.setdefault(place, dict.fromkeys(counted, 0))
        for name in counted:
            own[name] += row.get(name, 0)
    totals = {name: sum(row[name] for row in sums.values()) for name in counted}
    stay_withheld = before.withheld if before else ()
    withheld = tuple(
        name
        for name in counted
        if 0 < totals[name] < fewest or name in stay_withheld and not _new(totals[name], fewest)
    )
    shown = [name for name in counted if name not in withheld]
    groups = _grouped(sums, shown, fewest, before)
    rows = [{name: sum(sums[place][name] for place in group if place in sums) for name in shown} for group in groups]
    held = 0
    if before is not None:
        held = _hold_back(groups, rows, fewest, before)
    return Table(tuple(groups), tuple(rows), withheld, held)


def _new(total: int, fewest: int) -> bool:
    return total >= 2 * fewest


def _grouped(sums: Mapping[str, Row], shown: Sequence[str], fewest: int, before: Table | None) -> list[tuple[str, ...]]:
    """Put places together until each group counts nought or enough of everything; those put together once stay so."""
    known = {place: group for group in (before.groups if before else ()) for place in group}
    groups = list(dict.fromkeys(known.get(place, (place,)) for place in sorted(sums)))
    if before is not None:
        groups = list(dict.fromkeys([*before.groups, *groups]))
        # A place that is new since would tell by itself what has come since: it joins the others.
        new = [group for group in groups if group not in before.groups]
        if new:
            groups = [group for group in groups if group in before.groups]
            groups = _with_smallest(groups, tuple(place for group in new for place in group), sums, shown)

    def lacks(group: tuple[str, ...]) -> bool:
        counts = [sum(sums[place][name] for place in group if place in sums) for name in shown]
        return any(0 < count < fewest for count in counts)

    few = [group for group in groups if lacks(group)]
    while few:
        rest = [group for group in groups if group not in few]
        together = tuple(sorted(place for group in few for place in group))
        if not lacks(together) or not rest:
            groups = [*rest, together]
            break
        smallest = min(rest, key=lambda group: (_size(group, sums, shown), group))
        few = [*few, smallest]
    return sorted(groups, key=lambda group: (len(group) > 1, group))


def _with_smallest(
    groups: list[tuple[str, ...]], new: tuple[str, ...], sums: Mapping[str, Row], shown: Sequence[str]
) -> list[tuple[str, ...]]:
    if not groups:
        return [new]
    joined = min(groups, key=lambda group: (len(group) == 1, _size(group, sums, shown), group))
    return [group for group in groups if group != joined] + [tuple(sorted((*joined, *new)))]


def _size(group: tuple[str, ...], sums: Mapping[str, Row], shown: Sequence[str]) -> int:
    return sum(sums[place][name] for place in group if place in sums for name in shown)


def _hold_back(groups: Sequence[tuple[str, ...]], rows: list[Row], fewest: int, before: Table) -> int:
    """Give the count before where the new one differs from it by less than `fewest`; returns how often."""
    held = 0
    published = dict(zip(before.groups, before.rows, strict=True))
    for group, row in zip(groups, rows, strict=True):
        parts = [own for old, own in published.items() if set(old) <= set(group)]
        for name in row:
            if not parts or any(name not in part for part in parts):
                continue
            earlier = sum(part[name] for part in parts)
            if 0 < abs(row[name] - earlier) < fewest:
                row[name] = earlier
                held += 1
    return held
