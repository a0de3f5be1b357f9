"""Hazards and releases name one another, wherever they lie: a part that has one has to see the other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.checks.view import View
from geo.scale.parts import Part

Indexes = NDArray[np.intp]
Link = tuple[Indexes, ...]
"""Of each layer the indexes of records that a part has to see."""

Ends = tuple[NDArray[np.uint64], NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]
"""Records that can be linked: a number for the id that each has or names, and its layer, index and part."""


def links(views: Sequence[View], parts: Sequence[Part]) -> list[Link]:
    """Find for each part the hazards that its releases name, and the releases that name its hazards."""
    return linked(_ends(views, parts, "hazards"), _ends(views, parts, "releases"), len(parts), len(views))


def linked(hazards: Ends, releases: Ends, parts: int, layers: int) -> list[Link]:
    """Find for each part what `links` finds, from the ends of all parts; records are known by the indexes of these."""
    nothing = tuple(np.empty(0, dtype=np.intp) for _ in range(layers))
    wanted: list[Link] = [nothing] * parts
    if not len(hazards[0]) or not len(releases[0]):
        return wanted
    are_named = np.isin(hazards[0], releases[0])
    named: Ends = (hazards[0][are_named], hazards[1][are_named], hazards[2][are_named], hazards[3][are_named])
    # Of two hazards with one id neither is what a release names: who has one has to see the other.
    found = [_wanted(releases, named), _wanted(named, releases), _wanted(named, named)]
    part, layer, index = (np.concatenate(one) for one in zip(*found, strict=True))
    by_part = np.argsort(part, kind="stable")
    starts = np.searchsorted(part[by_part], np.arange(parts + 1))
    for number in np.unique(part).tolist():
        own = by_part[starts[number] : starts[number + 1]]
        wanted[number] = tuple(index[own][layer[own] == one] for one in range(layers))
    return wanted


def _ends(views: Sequence[View], parts: Sequence[Part], kind: str) -> Ends:
    found = []
    for nth, view in enumerate(views):
        if view.kind.name != kind:
            continue
        of_part = np.empty(view.size, dtype=np.intp)
        for number, part in enumerate(parts):
            of_part[part.own[nth]] = number
        given, numbers = ids_of(view)
        found.append((numbers, np.full(len(given), nth), given, of_part[given]))
    return together(found)


def ids_of(view: View) -> tuple[Indexes, NDArray[np.uint64]]:
    """The indexes of hazards with an id, or of releases that name a hazard, and a number for each such id."""
    texts = view.ids if view.kind.name == "hazards" else _texts(view.column("hazard_id"))
    given = np.flatnonzero(texts != "")
    return given, pd.util.hash_array(texts[given], categorize=False)


def together(ends: Sequence[Ends]) -> Ends:
    """Put ends of several layers or parts together."""
    if not ends:
        return np.empty(0, np.uint64), *(np.empty(0, np.intp) for _ in range(3))  # type: ignore[return-value]
    return tuple(np.concatenate(one) for one in zip(*ends, strict=True))  # type: ignore[return-value]


def _texts(values: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.array(["" if value is None else str(value) for value in values], dtype=object)


def _wanted(asking: Ends, asked: Ends) -> tuple[Indexes, Indexes, Indexes]:
    """The records of `asked` that a part of `asking` has to see: the part, and the layer and index of each."""
    # Each part asks once for an id, however many of its records name it.
    pairs = np.unique(np.rec.fromarrays([asking[0], asking[3]]))
    order = np.argsort(asked[0], kind="stable")
    ids = asked[0][order]
    first, last = np.searchsorted(ids, pairs["f0"]), np.searchsorted(ids, pairs["f0"], side="right")
    counts = last - first
    which = np.repeat(np.arange(len(pairs)), counts)
    at = order[np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts) + np.repeat(first, counts)]
    part = pairs["f1"][which].astype(np.intp)
    elsewhere = asked[3][at] != part
    return part[elsewhere], asked[1][at][elsewhere], asked[2][at][elsewhere]
