"""The look of each class of records, after the GICHD land-release symbols, for paper and for other programs.

The page has the same in `geo/maps/viewer/src/engine/draw/styles.ts`, and a test compares the two: fill says the type,
outline the status, and a pattern says the same in black and white.
"""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from geo.records.fields import KINDS

UNKNOWN = "unknown"


class Hatch(NamedTuple):
    """Lines across a fill (or dots): their directions, how far apart and how thick in px, and their colour."""

    lines: tuple[str, ...]
    spacing: float
    width: float
    colour: str


class Outline(NamedTuple):
    """An outline: its colour, width and dashes in px; `casing`: the colour of what stands beneath it, "" for none."""

    colour: str
    width: float
    dash: tuple[float, ...] = ()
    casing: str = ""


class Look(NamedTuple):
    """How a class looks: as an area (`fill` with `opacity` of 0 to 1), as an outline or line, and as a point's mark."""

    fill: str
    opacity: float
    hatch: Hatch | None
    outline: Outline
    mark: str
    mark_fill: str
    mark_edge: str


_BODIES = {
    "CHA": ("#ff0000", 0.5, Hatch(("diagonal",), 6, 1.3, "#820000"), "square", "#e8201c"),
    "SHA": ("#f4a718", 0.5, Hatch(("diagonal",), 12, 1.3, "#8c5400"), "circle", "#f4a718"),
    "indication": ("#8a3a1c", 0, None, "ring", "#8a3a1c"),
    "spot_task": ("#ff0000", 0.18, Hatch(("dots",), 8, 2.2, "#aa0000"), "triangle", "#c4161c"),
    UNKNOWN: ("#7a5846", 0.3, Hatch(("counter",), 12, 1.2, "#5a3723"), "ring", "#7a5846"),
}
_OUTLINES = {
    "open": Outline("#e00000", 2),
    "worked_on": Outline("#f4a718", 2.6, (9, 5), "#6b4500"),
    "suspended": Outline("#6d5c4c", 2.2, (10, 4, 2, 4)),
    "closed": Outline("#9acd32", 2.6, (), "#49651a"),
    UNKNOWN: Outline("#5c5c5c", 1.6, (3, 4)),
}
_EDGES = {
    "open": "#8f0000",
    "worked_on": "#5a3a00",
    "suspended": "#6d5c4c",
    "closed": "#557c0e",
    UNKNOWN: "#4a4a4a",
}
_RELEASES = {
    "cancelled": ("#7ac8d2", 0.42, "#288493", ("horizontal",)),
    "reduced": ("#2896a0", 0.42, "#13707c", ("vertical",)),
    "cleared": ("#0a5a6e", 0.42, "#0a4a5c", ("horizontal", "vertical")),
    UNKNOWN: ("#8ca5aa", 0.35, "#5b7176", ("dots",)),
}
_DOTTED = Outline("#8a3a1c", 2.2, (0.1, 4.4))
_BENEATH_DOTS = {"worked_on": "#f4a718", "suspended": "#8f8172", "closed": "#9acd32", UNKNOWN: "#d2d2d2"}
_ACCIDENT = Look("#1b1b1b", 0.25, None, Outline("#1b1b1b", 1.6), "diamond", "#1b1b1b", "#ffffff")


def classes(kind: str) -> list[tuple[str, ...]]:
    """List the classes of a kind: the values of the fields that its look depends on, `unknown` last.

    >>> classes("releases")[-1], classes("accidents"), len(classes("hazards"))
    (('unknown',), [()], 25)
    """
    if KINDS[kind].symbol.family == "hazard":
        return list(product(_BODIES, _OUTLINES))
    return [(one,) for one in _RELEASES] if KINDS[kind].symbol.family == "release" else [()]


def look_of(kind: str, *values: str) -> Look:
    """Give the look of a class; a value that is not known looks like `unknown`.

    >>> look_of("hazards", "CHA", "open").outline.colour, look_of("releases", "cleared").mark_fill
    ('#e00000', '#0a4a5c')
    """
    symbol = KINDS[kind].symbol
    if symbol.family == "hazard":
        return _hazard(*values)
    if symbol.family == "accident":
        return _ACCIDENT
    if symbol.family == "release":
        fill, opacity, ink, lines = _RELEASES.get(values[0] if values else UNKNOWN, _RELEASES[UNKNOWN])
        hatch = Hatch(lines, 8, 2 if lines == ("dots",) else 1.1, ink)
        return Look(fill, opacity, hatch, Outline(ink, 1.6), "circle", ink, "#ffffff")
    fill, line = symbol.fill or "#b3b0a6", symbol.line or "#f7f6f2"
    return Look(fill, 0.33, None, Outline(fill, 1.6, (), line), symbol.shape or "dot", fill, line)


def _hazard(area_type: str = UNKNOWN, status: str = UNKNOWN) -> Look:
    area_type = area_type if area_type in _BODIES else UNKNOWN
    status = status if status in _OUTLINES else UNKNOWN
    fill, opacity, hatch, mark, mark_fill = _BODIES[area_type]
    outline, edge = _OUTLINES[status], _EDGES[status]
    if area_type == "indication":  # nobody walked its boundary: dots whatever the status, which shows beneath them
        outline = _DOTTED._replace(casing=_BENEATH_DOTS.get(status, ""))
        edge = edge if status == "closed" else "#8a3a1c"
    return Look(fill, opacity, hatch, outline, mark, mark_fill, edge)
