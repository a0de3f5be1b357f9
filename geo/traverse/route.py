"""Which way the legs go: the approach, the corners in the order walked, and the points that were only shot at.

One leg leads to each point, so that the legs are a tree, and the leg back to a known point closes the polygon. The
corners are the points on the way from the first corner to where that leg starts. A point beside that way to which one
leg leads and from which none goes on is a side shot, such as a tree or a sign: it is not a corner. What can be read in
two ways is told, and no polygon is made of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from geo.errors import SourceError
from geo.traverse.model import Leg, Traverse


@dataclass(frozen=True, slots=True)
class Route:
    """Names of points: `approach` leads to the first corner, `beside` are all that lie off the way, in their order.

    `side_shots` and `branches` are those of `beside` that hang on the polygon: by one leg, and by several. `open_ends`
    are the points at which a traverse ends that does not come back, where these are several.
    """

    approach: list[str]
    corners: list[str]
    beside: list[str]
    closing: Leg | None
    side_shots: list[str]
    branches: list[str]
    open_ends: list[str]

    @property
    def is_plain(self) -> bool:
        """Whether it is certain which points are the corners."""
        return not self.branches and not self.open_ends


def find_route(traverse: Traverse) -> Route:
    """Find the way that the legs of a traverse go.

    Raises SourceError where a leg starts at a point that no leg leads to, where two legs come back, and where the leg
    that comes back does not close the polygon.

    >>> legs = [Leg("SP", "A", 0, 9), Leg("A", "tree", 300, 4), Leg("A", "B", 90, 9), Leg("B", "SP", 225, 12.7)]
    >>> route = find_route(Traverse("one", "SP", 46.93, 40.39, legs))
    >>> route.corners, route.side_shots
    (['SP', 'A', 'B'], ['tree'])
    """
    led, closing = _tree(traverse)
    starts = {leg.start for leg in traverse.legs}
    begins = _first_corner(traverse, closing)
    under = [name for name in led if begins in _way(led, name)[:-1]]
    ends = [name for name in under if name not in starts]
    corners, open_ends = _corners(traverse, led, closing, begins, ends)
    approach = _way(led, begins)[:-1]
    beside = [name for name in led if name not in corners and name not in approach]
    hung = [] if open_ends else [name for name in beside if name in under]
    side_shots = [name for name in hung if name not in starts and led[name].start in corners]
    branches = [name for name in hung if name not in side_shots]
    return Route(approach, corners, beside, closing, side_shots, branches, open_ends)


def where(traverse: Traverse, leg: Leg) -> str:
    """Name the leg for an error: source, row, and the points at its ends."""
    parts = (traverse.source, f"row {leg.row}" if leg.row is not None else "", f"{leg.start} → {leg.end}")
    return ", ".join(part for part in parts if part)


def _tree(traverse: Traverse) -> tuple[dict[str, Leg], Leg | None]:
    """Find the leg that leads to each point, and the one that comes back to a known point."""
    led: dict[str, Leg] = {}
    closing: Leg | None = None
    starts = {leg.start for leg in traverse.legs}
    for leg in traverse.legs:
        known = {traverse.at, *led}
        if leg.start not in known:
            raise SourceError(
                f"{where(traverse, leg)}: no leg leads to '{leg.start}'.",
                remedy=f"Known are: {', '.join(sorted(known))}. Is a leg missing, or a name misspelt?",
            )
        if leg.end not in known:
            led[leg.end] = leg
        elif leg.end not in starts:
            raise SourceError(
                f"{where(traverse, leg)}: a second leg leads to '{leg.end}', from which none goes on.",
                remedy="Give the point a name of its own.",
            )
        elif closing is not None:
            raise SourceError(
                f"{where(traverse, leg)}: the leg comes back to '{leg.end}', but {closing.start} → {closing.end} "
                "has come back already.",
                remedy="Give each area its own name in the column 'area'.",
            )
        else:
            closing = leg
    return led, closing


def _way(led: dict[str, Leg], name: str) -> list[str]:
    """The points from the known point to one point, itself included."""
    names = [name]
    while names[-1] in led:
        names.append(led[names[-1]].start)
    return names[::-1]


def _first_corner(traverse: Traverse, closing: Leg | None) -> str:
    """Find the first corner: it is named, or the leg back leads to it, or it is called SP."""
    if not traverse.legs:
        return traverse.at
    starts = [leg.start for leg in traverse.legs]
    begins = traverse.begins or (closing.end if closing else "")
    if not begins:
        begins = next((name for name in starts if name.strip().casefold() in ("sp", "start", "start point")), starts[0])
    if begins not in starts:
        raise SourceError(f"{traverse.name}: no leg starts at '{begins}'.", remedy="Correct 'begins'.")
    if closing is not None and closing.end != begins:
        raise SourceError(
            f"{where(traverse, closing)}: the leg comes back to '{closing.end}', but the polygon begins at '{begins}'.",
            remedy="Measure the leg back to the first corner, or correct 'begins'.",
        )
    return begins


def _corners(
    traverse: Traverse, led: dict[str, Leg], closing: Leg | None, begins: str, ends: list[str]
) -> tuple[list[str], list[str]]:
    """Give the corners, and the open ends if they are several; the corners are then those before the ways part."""
    last = [closing.start] if closing is not None else ends or [begins]
    ways = [_way(led, name) for name in last]
    if any(begins not in way for way in ways):
        raise SourceError(
            f"{traverse.name}: the legs do not go one way round from '{begins}' back to it.",
            remedy="Write the legs in the order in which they were walked.",
        )
    ways = [way[way.index(begins) :] for way in ways]
    together = takewhile(lambda names: len(set(names)) == 1, zip(*ways, strict=False))
    return [names[0] for names in together], last if len(last) > 1 else []
