"""Layers in memory are checked in parts, by several processes, with the same problems in the same order.

What a check has to know of a whole layer is found here, where the layers are; each part is then sent with its rim, and
with the hazards and releases elsewhere that name one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from geo.checks.duplicates import reach_m
from geo.checks.findings import Told, said
from geo.checks.parted.linked import Link, links
from geo.checks.parted.running import Piece, Task, checked, facts_across, facts_of, told_of
from geo.checks.running import find
from geo.checks.view import Terms, View
from geo.scale.parts import Part, bounds_of, split
from geo.scale.runners import Runner

SIZE = 25_000
"""Records of a part: few enough for many processes in a small memory, and many enough for their rim to be small."""


@dataclass(frozen=True)
class Layers:
    """Layers to be checked, with the terms of each and those across them."""

    views: Sequence[View]
    of_each: Sequence[Terms]
    terms: Terms


def in_parts(
    views: Sequence[View], of_each: Sequence[Terms], terms: Terms, *, runner: Runner, count: int | None = None
) -> list[Told]:
    """Run all checks of some layers in parts; `count`: of so many, by default as the number of records asks for."""
    tasks = Tasks(Layers(views, of_each, terms), count)
    whole = find(views, of_each, terms, scopes=("layer",), across=())
    found = runner.run(checked, tasks)
    return said([whole, *found], [view.size for view in views])


class Tasks(Sequence[Task]):
    """The parts of layers as tasks, each of which is made when it is asked for."""

    def __init__(self, layers: Layers, count: int | None = None, *, sums_only: bool = False) -> None:
        self.layers, self.sums_only = layers, sums_only
        views, total = layers.views, sum(view.size for view in layers.views)
        self.parts = split([bounds_of(view.geometry) for view in views], count or -(-total // SIZE) or 1,
                           max(reach_m(one) for one in (*layers.of_each, layers.terms)))  # fmt: skip
        self.known = _known(layers, sums_only=sums_only)
        self.links = links(views, self.parts)

    def __len__(self) -> int:
        return len(self.parts)

    @overload
    def __getitem__(self, number: int) -> Task: ...
    @overload
    def __getitem__(self, number: slice) -> list[Task]: ...
    def __getitem__(self, number: int | slice) -> Task | list[Task]:
        """Take the records of a part, and those that it sees, out of the layers."""
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        pieces = tuple(self._pieces(self.parts[number], self.links[number]))
        return Task(pieces, tuple(self.layers.of_each), self.layers.terms, self.sums_only)

    def _pieces(self, part: Part, link: Link) -> Iterator[Piece]:
        for number, view in enumerate(self.layers.views):
            own = part.own[number]
            seen: NDArray[np.intp] = np.unique(np.concatenate([own, part.near[number], link[number]]))
            told = told_of(self.known, number, view.kind.name, own, sums_only=self.sums_only)
            yield Piece(view.frame.iloc[seen], view.kind.name, view.source, np.isin(seen, own), seen.astype(np.int64),
                        told)  # fmt: skip


def _known(layers: Layers, *, sums_only: bool) -> list[dict[str, Any]]:
    """What is known of each layer, by the name of the fact."""
    with np.errstate(invalid="ignore"):
        for fact in facts_across(sums_only=sums_only):
            fact.of(layers.views, layers.terms)
        return [
            view.facts | {fact.name: fact.of(view, terms) for fact in facts_of(view.kind.name, sums_only=sums_only)}
            for view, terms in zip(layers.views, layers.of_each, strict=True)
        ]
