"""Layers in memory are checked in parts, by several processes, with the same problems in the same order.

What a check has to know of a whole layer is found here, where the layers are; each part is then sent with its rim, and
with the hazards and releases elsewhere that name one another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

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
    total = sum(view.size for view in views)
    layers = Layers(views, of_each, terms)
    parts = split([bounds_of(view.geometry) for view in views], count or -(-total // SIZE) or 1,
                  max(reach_m(one) for one in (*of_each, terms)))  # fmt: skip
    whole = find(views, of_each, terms, scopes=("layer",), across=())
    found = runner.run(checked, _tasks(layers, parts))
    return said([whole, *found], [view.size for view in views])


def _tasks(layers: Layers, parts: Sequence[Part]) -> Iterator[Task]:
    known = _known(layers)
    of_parts = links(layers.views, parts)
    for part, link in zip(parts, of_parts, strict=True):
        yield Task(tuple(_pieces(layers, known, part, link)), tuple(layers.of_each), layers.terms)


def _known(layers: Layers) -> list[dict[str, Any]]:
    """What is known of each layer, by the name of the fact."""
    with np.errstate(invalid="ignore"):
        for fact in facts_across():
            fact.of(layers.views, layers.terms)
        return [
            view.facts | {fact.name: fact.of(view, terms) for fact in facts_of(view.kind.name)}
            for view, terms in zip(layers.views, layers.of_each, strict=True)
        ]


def _pieces(layers: Layers, known: list[dict[str, Any]], part: Part, link: Link) -> Iterator[Piece]:
    for number, view in enumerate(layers.views):
        own = part.own[number]
        seen: NDArray[np.intp] = np.unique(np.concatenate([own, part.near[number], link[number]]))
        told = told_of(known, number, view.kind.name, own)
        yield Piece(view.frame.iloc[seen], view.kind.name, view.source, np.isin(seen, own), seen.astype(np.int64), told)
