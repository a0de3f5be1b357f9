"""Polygons that touch become arcs: each stretch of border or coast once, so that both sides stay the same when it is
simplified.

As TopoJSON has it (Bostock): a vertex where rings part or meet ends an arc; a ring is a list of arcs, ~n being arc n
backwards.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, NamedTuple

import numpy as np
import shapely

_EXACT = 10_000_000
Key = tuple[int, int]


class Topology(NamedTuple):
    """Arcs (lon, lat), rings as lists of arcs, how many rings each polygon has, and whose each polygon is."""

    arcs: list[Any]
    rings: list[list[int]]
    polygons: list[int]
    owners: list[int]

    def uses(self) -> list[int]:
        """Count the rings that each arc is part of: a coast has one, a border two."""
        counts = [0] * len(self.arcs)
        for ring in self.rings:
            for number in ring:
                counts[~number if number < 0 else number] += 1
        return counts


def topology(shapes: Any) -> Topology:
    """Cut polygons (lon, lat) into arcs; `owners` of the result are indices of `shapes`."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    keys = [[(int(x), int(y)) for x, y in np.rint(shapely.get_coordinates(ring)[:-1] * _EXACT)] for ring in rings]
    nodes = _nodes(keys)
    known: dict[tuple[Key, ...], int] = {}
    arcs: list[Any] = []
    cut = [_numbers(ring, nodes, known, arcs) for ring in keys]
    return Topology(arcs, cut, np.bincount(ring_of, minlength=len(parts)).tolist(), owners.tolist())


def _nodes(rings: list[list[Key]]) -> set[Key]:
    """The vertices whose neighbours are not the same in all rings that pass there."""
    neighbours: dict[Key, set[frozenset[Key]]] = defaultdict(set)
    for ring in rings:
        for at, vertex in enumerate(ring):
            neighbours[vertex].add(frozenset((ring[at - 1], ring[(at + 1) % len(ring)])))
    return {vertex for vertex, found in neighbours.items() if len(found) > 1}


def _numbers(ring: list[Key], nodes: set[Key], known: dict[tuple[Key, ...], int], arcs: list[Any]) -> list[int]:
    """The arcs of a ring, new ones added to `arcs`."""
    start = next((at for at, vertex in enumerate(ring) if vertex in nodes), None)
    if start is None:
        start = ring.index(min(ring))  # the same ring elsewhere begins at the same vertex
    turned = [*ring[start:], *ring[:start], ring[start]]
    ends = [0, *(at for at, vertex in enumerate(turned[1:-1], 1) if vertex in nodes), len(turned) - 1]
    numbers = []
    for first, last in zip(ends, ends[1:], strict=False):
        arc = tuple(turned[first : last + 1])
        if (number := known.get(arc)) is not None:
            numbers.append(number)
        elif (number := known.get(arc[::-1])) is not None:
            numbers.append(~number)
        else:
            known[arc] = len(arcs)
            numbers.append(len(arcs))
            arcs.append(np.array(arc, dtype=float) / _EXACT)
    return numbers
