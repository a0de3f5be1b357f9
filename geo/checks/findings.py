"""What a check says before it is known of how many records: put together from the parts of a layer, then said.

Whether a fault is said of each record or once for the layer depends on how many records of the whole layer have it.
So a check gives findings, which say only how they are to be said; a layer that is checked in parts, by several
processes or machines, gives the findings of each part, and they are added up before they become sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from geo.findings import Problem, Severity
from geo.findings.collecting import made
from geo.findings.counting import listed

MANY = 20
"""A fault of this many records, and of more than half of them, is a fault of the file and is said once."""
NAMED = 5
"""So many records are named where a fault is said once."""


class Noted(NamedTuple):
    """A problem of one record, or of a layer as a whole; `order` is the record's place in its layer, -1 for none."""

    layer: Any
    order: int
    problem: Problem
    is_own: bool = True


class Made(Sequence[Problem]):
    """Problems that are put into words only when they are said."""

    def __init__(self, indexes: NDArray[np.intp], make: Callable[[int], Problem]) -> None:
        self.indexes, self.make = indexes, make

    def __len__(self) -> int:
        return len(self.indexes)

    def __getitem__(self, number: Any) -> Any:
        if isinstance(number, slice):
            return [self.make(index) for index in self.indexes[number].tolist()]
        return self.make(int(self.indexes[number]))

    def __iter__(self) -> Iterator[Problem]:
        return map(self.make, self.indexes.tolist())


@dataclass(frozen=True, slots=True)
class Words:
    """What is the same wherever a finding is said: its code, severity, remedy, source and field."""

    code: str
    severity: Severity
    remedy: str
    source: str
    field: str
    option: str | None = None

    def of_layer(self, what: str, remedy: str | None = None) -> Problem:
        """Give the problem of the layer as a whole."""
        told = self.remedy if remedy is None else remedy
        return made(self.code, self.severity, what, told, self.source, field=self.field, option=self.option)


Once = Callable[["Finding", int], "Problem | None"]
"""Gives what is said in place of a problem for each record, from a finding and the size of its layer; None: nothing."""


@dataclass(slots=True)
class Finding:
    """Records of a layer with one fault.

    `turn` is its number among the findings of its check and `about` the text that it is of, where a check has one for
    each of many texts. `orders` are the places of the records in their layer, `problems` what is said of each, `count`
    how many there are, also where only the first are kept (`is_counted`). `amounts` are whole numbers that add up,
    `marks` a number or several for each record, and `say` does what `once` cannot: it gives everything that is said.
    """

    layer: Any
    words: Words
    turn: int
    about: str
    count: int
    orders: NDArray[np.int64]
    problems: Sequence[Problem]
    once: Once | None = None
    amounts: tuple[int, ...] = ()
    marks: NDArray[Any] | None = None
    say: Callable[[Finding, int], Iterable[tuple[int, Problem]]] | None = None
    is_counted: bool = False

    def names(self) -> str:
        """The first few records, and how many more there are."""
        return named([one for one in self.problems[:NAMED]], self.count)

    def said(self, size: int) -> Iterator[tuple[int, Problem]]:
        """Give the problems, each with the place of its record, for a layer of that many records."""
        if self.say is not None:
            yield from self.say(self, size)
            return
        one = self.once(self, size) if self.once is not None else None
        if one is None:
            if not self.is_counted:
                yield from zip(self.orders.tolist(), self.problems, strict=True)
        else:
            yield (-1 if one.row is None and not one.id else int(self.orders[0])), one

    def packed(self) -> Finding:
        """The finding as it can be sent elsewhere: in words, or the first of them where only their count is said."""
        kept = NAMED if self.is_counted else len(self.orders)
        return replace(self, orders=self.orders[:kept], problems=list(self.problems[:kept]))


def named(first: Sequence[Problem], count: int) -> str:
    """Name the records of some problems, and how many more there are of `count`."""
    names = [f"row {one.row}" if one.row is not None else one.id for one in first[:NAMED]]
    return listed(names, NAMED, count=count)


def joined(parts: Sequence[Finding]) -> Finding:
    """Put the findings of parts of one layer together, in the order of the records in the layer."""
    if len(parts) == 1:
        return parts[0]
    orders = np.concatenate([one.orders for one in parts])
    by_order = np.argsort(orders, kind="stable")
    problems = [problem for one in parts for problem in one.problems]
    marks = None if parts[0].marks is None else np.concatenate([one.marks for one in parts])[by_order]
    return replace(
        parts[0],
        count=sum(one.count for one in parts),
        orders=orders[by_order],
        problems=[problems[number] for number in by_order.tolist()],
        amounts=tuple(sum(amount) for amount in zip(*(one.amounts for one in parts), strict=True)),
        marks=marks,
    )


def most_of_a_layer(sentence: str) -> Once:
    """Say a fault once where most of a layer has it; {count} and {of} in the sentence stand for the numbers."""
    return partial(_of_most, sentence=sentence)


def _of_most(found: Finding, size: int, *, sentence: str) -> Problem | None:
    if not sentence or found.count < MANY or not found.count > size / 2:
        return None
    said = sentence.format(count=f"{found.count:,}", of=f"{size:,}")
    return found.words.of_layer(f"{said} ({found.names()})")


class Told(NamedTuple):
    """A problem and its place among all: by layer, record, check, and what the check says first."""

    layer: int
    order: int
    check: int
    turn: tuple[int, int, int]
    problem: Problem


@dataclass(slots=True)
class Found:
    """What the checks of some records gave, before it is said: problems as they stand, and findings.

    Each finding stands with the number of its check, and its own number there.
    """

    told: list[Told]
    findings: list[tuple[int, int, Finding]]


def collected(check: int, items: Iterable[Noted | Finding], number_of: Callable[[Any], int]) -> Found:
    """Take what one check gives; `number_of` gives the number of a layer. Packs nothing yet."""
    told: list[Told] = []
    findings: list[tuple[int, int, Finding]] = []
    for turn, one in enumerate(items):
        if isinstance(one, Finding):
            if one.count or one.amounts:
                findings.append((check, turn, replace(one, layer=number_of(one.layer))))
        elif one.is_own:
            told.append(Told(number_of(one.layer), one.order, check, (turn, 0, 0), one.problem))
    return Found(told, findings)


def said(found: Sequence[Found], sizes: Sequence[int]) -> list[Told]:
    """Say everything that parts gave of layers of these sizes, in the order of the layers and their records."""
    told = [one for part in found for one in part.told]
    kinds: dict[tuple[int, int, int, str], list[tuple[int, Finding]]] = {}
    for part in found:
        for check, turn, one in part.findings:
            kinds.setdefault((one.layer, check, one.turn, one.about), []).append((turn, one))
    for (layer, check, number, _), parts in kinds.items():
        # Where a record stands in several findings of a check, it is its own part that knows which came first.
        turns = {int(order): turn for turn, one in parts for order in one.orders} if len(parts) > 1 else {}
        first = parts[0][0]
        whole = joined([one for _, one in parts])
        begin = int(whole.orders[0]) if len(whole.orders) else -1
        for order, problem in whole.said(sizes[layer]):
            sequence = (number, begin, first) if order < 0 else (turns.get(order, first), 0, 0)
            told.append(Told(layer, order, check, sequence, problem))
    return in_turn(told)


def in_turn(told: Iterable[Told]) -> list[Told]:
    """Sort by layer, record, check and what the check says first."""
    return sorted(told, key=itemgetter(0, 1, 2, 3))
