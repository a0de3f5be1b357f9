"""The overview picture that a map file shows where no script runs: land, and a mark wherever something is recorded.

The picture stays small however many records there are, because records that fall into one cell share a mark, which
says how many they are. Nothing is left out: the numbers of all marks add up to the number of records that are placed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.cells.words import fold
from geo.maps.ground.extent import extent_of, grown
from geo.maps.ground.terms import NO_GROUND, Under
from geo.maps.page import pictograms
from geo.maps.page.still.areas import Drawable, districts, places
from geo.maps.page.still.frame import HEIGHT, WIDTH, Frame, fitted
from geo.maps.page.still.ground import ground
from geo.maps.page.still.names import Taken, grid, ground_names, in_order, labels, names, state_names
from geo.maps.page.still.placed import GROUND, MARKS, OF_HAZARDS, STATUSES, Mark, Placed
from geo.maps.page.still.signs import corners, path_around, strikes

MOST_MARKS = 700
_BADGE_REACH = pictograms.BADGE_PX / 2 + 1
_SHAPE_FROM_PX = 3  # a place that is an area or a line, and smaller, has a mark
_DARK = ("#e8201c", "#c4161c")  # fills on which white is read better than ink
_MOST_CIRCLES = 300
_SEEN_PX = 9  # a smaller circle is under its mark
_METRES_PER_DEGREE = 111_320.0


def picture(
    records: Placed, label: str, layers: Sequence[Drawable] = (), *, under: Under = NO_GROUND, language: str = "en"
) -> str:
    """Draw the picture as SVG; `label` is its name for who cannot see it, already escaped.

    `layers`: the records' own, of which places give their names and areas. `under`: the ground.
    """
    frame, records = _framed(records)
    marks, middles = _marks(records, frame)
    at = np.column_stack(frame.at(*records.middles))
    badges = _badged(records, at)
    taken = Taken(np.vstack([middles, np.column_stack([at[badges], np.full(len(badges), _BADGE_REACH)])]))
    own_places = under.own.places if under.own else None
    windows = [one.window(0) for one in frame.worlds()]
    of_ground = [name for box in windows for name in ground_names(box, under.terms.names, language, own_places)]
    named = in_order(state_names(frame, language), of_ground, names(language, layers), frame.zoom)
    words = labels(named, frame, taken)
    # A word stands on the marks of places and under all others: it may never hide a hazard.
    places_marked = "".join(marks.pop(key, "") for key in GROUND)
    outlined = districts(layers, _reports(records))
    drawn = places(layers, list(outlined.values()))
    return (
        f'<svg id="zm-overview" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#dfe6ea"/>'
        f"{ground(frame, under.own, drawn, borders=under.terms.borders != 'none')}"
        f"{grid(frame)}{places_marked}{words}{_circles(records, frame, outlined)}{''.join(marks.values())}"
        f"{_badges(records, at, badges)}{_brackets(records, at, badges)}</svg>"
    )


def outside(records: Placed) -> int:
    """Count the records that the picture is not fitted to and that lie beyond it."""
    frame, records = _framed(records)
    x, y = frame.at(*records.middles)
    beyond = (x < 0) | (x > WIDTH) | (y < 0) | (y > HEIGHT)
    about = ~records.are_ground
    return int((beyond & (about if about.any() else True)).sum())


def _framed(records: Placed) -> tuple[Frame, Placed]:
    """Fit the picture around the bulk of the records, as the page is; around the world where there are none.

    The records are given back with their bounds in degrees as the picture has them, which may reach across 180°.
    """
    frame = fitted(extent_of(_reaching(records)))
    lon = records.middles[0]
    turn = frame.turned(lon) - lon
    if not turn.any():
        return frame, records
    bounds = records.bounds.copy()
    bounds[:, ::2] += turn[:, None]
    return frame, replace(records, bounds=bounds)


def _reaching(records: Placed) -> NDArray[np.float64]:
    """The bounds of the records that the picture is of, with how far from there they may lie."""
    about = ~records.are_ground
    shown = about if about.any() else ~about
    sure = shown & ~records.in_doubt
    return grown(records.bounds, records.accuracy_m)[sure if sure.any() else shown]


def _reports(records: Placed) -> dict[str, list[tuple[float, float]]]:
    """Where the reports lie that name a district and no more, by the district's folded name."""
    found: dict[str, list[tuple[float, float]]] = {}
    lon, lat = records.middles
    for at in np.flatnonzero(records.districts != "").tolist():
        found.setdefault(fold(records.districts[at]), []).append((float(lon[at]), float(lat[at])))
    return found


def sample(key: str) -> str:
    """Draw one mark of a class, for the legend."""
    mark = MARKS[key]
    drawn = _shape(mark, 0, 0, 5.0)
    return f'<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true" {_style(mark)}>{drawn}</svg>'


def vague_sample() -> str:
    """Draw the corners around a record of which a district is known and no more, for the legend."""
    mark = '<circle r="3" fill="#4a3a30"/>'
    around = corners(path_around(0, 0, 9))
    return f'<svg width="18" height="18" viewBox="-11 -11 22 22" aria-hidden="true">{mark}{around}</svg>'


def gone_sample() -> str:
    """Draw what strikes a record through that its source no longer has, for the legend."""
    mark = '<circle r="6" fill="#fff" stroke="#4a4a4a"/>'
    return f'<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">{mark}{strikes([(0, 0, 6)])}</svg>'


def outline(key: str) -> str:
    """Draw the outline of a status, for the legend."""
    return (
        '<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">'
        f'<rect x="-5" y="-5" width="10" height="10" fill="#fff" stroke-width="2.5" stroke="{STATUSES[key]}"/></svg>'
    )


def _badged(records: Placed, at: NDArray[np.float64]) -> list[int]:
    """Hazards that have room for the pictogram of their setting, the gravest last."""
    hazards = np.isin(records.classes, [mark.key for mark in OF_HAZARDS])
    order = list(MARKS)
    gravity = np.array([order.index(key) for key in records.classes], dtype=np.int64)
    gravity[records.gone] -= len(MARKS)  # what is still recorded is never behind what is not
    return pictograms.with_room(np.where(hazards, records.pictograms, ""), gravity, *at.T)[::-1]


def _badges(records: Placed, at: NDArray[np.float64], chosen: Sequence[int]) -> str:
    """The marks of some hazards with the pictogram of their setting."""
    drawn = []
    for i in chosen:
        mark, (x, y) = MARKS[records.classes[i]], at[i]
        ink = mark.line if mark.shape == "ring" else "#fff" if mark.fill in _DARK else "#1b1b1b"
        shape = _shape(mark, x, y, pictograms.BADGE_PX / 2 - 1)
        size = 10 if mark.shape == "triangle" else 14  # whose room is small, and low
        picture = pictograms.use(records.pictograms[i], x, y + 3 * (mark.shape == "triangle"), size)
        struck = strikes([(x, y, pictograms.BADGE_PX / 2)]) if records.gone[i] else ""
        drawn.append(f'<g {_style(mark, records.statuses[i])}>{shape}</g><g fill="{ink}">{picture}</g>{struck}')
    return pictograms.definitions(records.pictograms.tolist()) + "".join(drawn)


def _brackets(records: Placed, at: NDArray[np.float64], badges: Sequence[int]) -> str:
    """Corners around the marks of records of which a district is known and no more, as the page has them."""
    vague = np.rint(at[records.are_vague & ~records.are_ground]).astype(int)
    large = set(map(tuple, np.rint(at[list(badges)]).astype(int).tolist()))
    spots = np.unique(vague, axis=0)[:_MOST_CIRCLES].tolist()
    return corners("".join(path_around(x, y, 15 if (x, y) in large else 10) for x, y in spots))


def _circles(records: Placed, frame: Frame, outlined: Collection[str]) -> str:
    """Where records may lie, as far as that can be seen and no district is shaded for it: dashed circles, the widest
    first."""
    is_shaded = np.array([name != "" and fold(name) in outlined for name in records.districts.tolist()], dtype=bool)
    radius = np.where(is_shaded, 0, records.accuracy_m) / _METRES_PER_DEGREE * frame.y_scale
    x, y = frame.at(*records.middles)
    found = np.unique(np.rint(np.column_stack([-radius, x, y])[radius > _SEEN_PX]).astype(int), axis=0)
    shapes = "".join(f'<circle cx="{x}" cy="{y}" r="{-r}"/>' for r, x, y in found[:_MOST_CIRCLES].tolist())
    return f'<g fill="none" stroke="#8a3a1c" stroke-dasharray="5 4">{shapes}</g>' if shapes else ""


def _marks(records: Placed, frame: Frame) -> tuple[dict[str, str], NDArray[np.float64]]:
    """By class, one mark for each cell, the cells as small as the number of marks allows; and x, y and reach of what
    must stay in sight. Places that are seen as areas or lines have no mark."""
    x, y = frame.at(*records.middles)
    table = pd.DataFrame(
        {
            "class": _ranked(records.classes, list(MARKS)),
            "status": _ranked(records.statuses, ["", *STATUSES]),
            "gone": records.gone,
            "x": x,
            "y": y,
        }
    )
    west, south, east, north = records.bounds.T
    size_px = np.maximum((east - west) * frame.x_scale, (north - south) * frame.y_scale)
    table = table[~(records.are_ground & (size_px > _SHAPE_FROM_PX))]
    size = 4
    while True:
        cells = table.groupby(["class", "status", "gone", table["x"] // size, table["y"] // size], observed=True)
        if cells.ngroups <= MOST_MARKS:
            break
        size *= 2
    drawn = cells.agg(x=("x", "mean"), y=("y", "mean"), n=("x", "size")).reset_index(level=[0, 1, 2])
    drawn = drawn[drawn["x"].between(-20, WIDTH + 20) & drawn["y"].between(-20, HEIGHT + 20)]
    # On a phone the picture is a third as wide, and what threatens life must be seen there.
    least = np.where(drawn["class"].isin(GROUND), 3.0, 6.0)
    drawn["r"] = np.minimum(least + np.log2(drawn["n"]) * 0.6, np.maximum(least, size * 0.6))
    groups: dict[str, str] = {}
    for (key, status, gone), marks in drawn.groupby(["class", "status", "gone"], observed=True):
        mark = MARKS[str(key)]
        shapes = map(_shape, repeat(mark), marks["x"], marks["y"], marks["r"], marks["n"])
        struck = strikes(zip(marks["x"], marks["y"], marks["r"], strict=True)) if gone else ""
        groups[mark.key] = f"{groups.get(mark.key, '')}<g {_style(mark, str(status))}>{''.join(shapes)}</g>{struck}"
    return groups, drawn.loc[~drawn["class"].isin(GROUND), ["x", "y", "r"]].to_numpy(float)


def _ranked(values: NDArray[np.object_], order: list[str]) -> pd.Categorical[Any]:
    """Texts by their place in an order; pandas would make each of them a text of its own first."""
    which, distinct = pd.factorize(values)
    places = np.array([order.index(one) if one in order else -1 for one in distinct], dtype=np.intp)
    return pd.Categorical.from_codes(places[which], dtype=pd.CategoricalDtype(order, ordered=True))


def _style(mark: Mark, status: str = "") -> str:
    if mark.shape == "ring":
        return f'fill="{mark.fill}" stroke="{mark.line}" stroke-width="2" stroke-dasharray="3 2"'
    line = f'{STATUSES[status]}" stroke-width="2' if status else mark.line
    return f'fill="{mark.fill}" stroke="{line}"'


def _shape(mark: Mark, x: float, y: float, radius: float, records: int = 1) -> str:
    """A mark without its colours, which its group has: a page holds hundreds."""
    title = f"<title>{records}</title>" if records > 1 else ""
    r = round(radius, 1)
    if mark.shape == "square":
        body = f'<rect x="{x - r:.0f}" y="{y - r:.0f}" width="{2 * r:.0f}" height="{2 * r:.0f}"'
    elif mark.shape == "triangle":
        body = f'<path d="M{x:.0f} {y - r:.0f}l{r:.0f} {1.8 * r:.0f}h-{2 * r:.0f}z"'
    elif mark.shape == "diamond":
        body = f'<path d="M{x:.0f} {y - r:.0f}l{r:.0f} {r:.0f}l-{r:.0f} {r:.0f}l-{r:.0f} -{r:.0f}z"'
    else:
        body = f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{r}"'
    return f"{body}>{title}</{body[1 : body.index(' ')]}>" if title else f"{body}/>"
