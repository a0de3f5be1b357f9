"""The overview picture that a map file shows where no script runs: land, and a mark wherever something is recorded.

The picture stays small however many records there are, because records that fall into one cell share a mark, which
says how many they are. Nothing is left out: the numbers of all marks add up to the number of records that are placed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import repeat
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.words import fold
from geo.maps.cells import accuracies_m, texts
from geo.maps.ground.extent import ONLY_A_DISTRICT_M, bounds_around, extent_of, grown
from geo.maps.ground.terms import NO_GROUND, Under
from geo.maps.page import pictograms
from geo.maps.page.still.areas import Drawable, districts, places
from geo.maps.page.still.frame import HEIGHT, WIDTH, Frame, fitted
from geo.maps.page.still.ground import ground
from geo.maps.page.still.names import Taken, grid, ground_names, in_order, labels, names, state_names
from geo.maps.page.still.signs import corners, path_around, strikes
from geo.records import KINDS, Kind, Layer
from geo.records.source_gone import are_gone

MOST_MARKS = 700
_BADGE_REACH = pictograms.BADGE_PX / 2 + 1
_SHAPE_FROM_PX = 3  # a place that is an area or a line, and smaller, has a mark


class Mark(NamedTuple):
    """How a class of records looks here: the classes of the full map, reduced to what stays apart at a few pixels."""

    key: str
    shape: str
    fill: str
    line: str


_OF_HAZARDS = (
    Mark("value.area_type.unknown", "ring", "#ffffff", "#7a5846"),
    Mark("value.area_type.indication", "ring", "#ffffff", "#8a3a1c"),
    Mark("value.area_type.spot_task", "triangle", "#c4161c", "#4a4a4a"),
    Mark("value.area_type.SHA", "dot", "#f4a718", "#4a4a4a"),
    Mark("value.area_type.CHA", "square", "#e8201c", "#4a4a4a"),
)
# Outlines by status, as the viewer's styles.ts has them; rings are outlines themselves and keep their own.
STATUSES = {
    "value.status.closed": "#9acd32",
    "value.status.suspended": '#6d5c4c" stroke-dasharray="6 2 1 2',
    "value.status.worked_on": '#f4a718" stroke-dasharray="4 2',
    "value.status.unknown": '#5c5c5c" stroke-dasharray="2 2',
    "value.status.open": "#8f0000",
}
_DARK = ("#e8201c", "#c4161c")  # fills on which white is read better than ink
_MOST_CIRCLES = 300
_SEEN_PX = 9  # a smaller circle is under its mark
_METRES_PER_DEGREE = 111_320.0


def _marks_of(kinds: Iterable[Kind]) -> dict[str, Mark]:
    """The marks of all kinds with positions, in the order in which they are drawn: what threatens life lies on top."""
    marked = [kind for kind in kinds if kind.placed and kind.symbol.family != "hazard"]
    order = ("place", "plain", "release", "accident")
    found: dict[bool, list[Mark]] = {False: [], True: []}
    for kind in sorted(marked, key=lambda kind: order.index(kind.symbol.family)):
        symbol = kind.symbol
        found[symbol.family == "accident"].append(Mark(f"kind.{kind.name}", symbol.shape, symbol.fill, symbol.line))
    return {mark.key: mark for mark in (*found[False], *_OF_HAZARDS, *found[True])}


MARKS = _marks_of(KINDS.values())
GROUND = tuple(f"kind.{kind.name}" for kind in KINDS.values() if kind.ground)


@dataclass(frozen=True)
class Placed:
    """Records with a position, one index each.

    Their class and status, whether their source no longer has them, their pictogram if a map is about them ("" for
    none), their bounds (west, south, east, north in degrees), how far from there they may lie (m, 0 where that is not
    known), the district that those name of which no more is known ("" for others), and whether the position is held for
    wrong.
    """

    classes: NDArray[np.object_]
    statuses: NDArray[np.object_]
    gone: NDArray[np.bool_]
    pictograms: NDArray[np.object_]
    bounds: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]
    districts: NDArray[np.object_]
    in_doubt: NDArray[np.bool_]

    @property
    def middles(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Longitudes and latitudes of the middles of the bounds."""
        west, south, east, north = self.bounds.T
        return (west + east) / 2, (south + north) / 2

    @property
    def are_vague(self) -> NDArray[np.bool_]:
        """Which are known to a district only."""
        return self.accuracy_m >= ONLY_A_DISTRICT_M

    @property
    def are_ground(self) -> NDArray[np.bool_]:
        """Which are places."""
        return np.isin(self.classes, GROUND)


def placed(
    layers: Iterable[Drawable],
    counted: Collection[str] = (),
    in_doubt: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> Placed:
    """Collect the records that can be drawn; the flag says which of a layer's records those are.

    `counted`: the names of the layers that the map is about, in which it tells what their source no longer has.
    `in_doubt`: for layers by name the indices of the records whose position is held for wrong.
    """
    found: list[list[NDArray[Any]]] = [[] for _ in fields(Placed)]
    for layer, drawable in layers:
        if not layer.what.placed or not drawable.any():
            continue
        accuracies = _accuracies(layer)[drawable]
        of_layer = (
            _classes(layer)[drawable],
            _statuses(layer)[drawable],
            are_gone(layer.frame)[drawable] & (layer.name in counted),
            _pictograms(layer)[drawable],
            bounds_around(np.asarray(layer.frame.geometry, dtype=object)[drawable]),
            accuracies,
            np.where(accuracies >= ONLY_A_DISTRICT_M, _districts(layer)[drawable], ""),
            np.isin(np.flatnonzero(drawable), in_doubt.get(layer.name, ())),
        )
        for column, own in zip(found, of_layer, strict=True):
            column.append(own)
    if not found[0]:
        none = np.array([])
        unnamed, flags = none.astype(object), none.astype(bool)
        return Placed(unnamed, unnamed, flags, unnamed, np.empty((0, 4)), none, unnamed, flags)
    return Placed(*map(np.concatenate, found))


def counts(records: Placed) -> dict[str, int]:
    """Count the placed records of each class, in the order the classes are drawn."""
    found = Counter(records.classes.tolist())
    return {key: found[key] for key in MARKS if key in found}


def settings(records: Placed) -> dict[str, int]:
    """Count the placed records of each pictogram, in the records' own order."""
    found = Counter(records.pictograms.tolist())
    return {name: found[name] for name in pictograms.names() if name in found}


def statuses(records: Placed) -> list[str]:
    """List the statuses of the placed hazards."""
    found = set(records.statuses.tolist())
    return [key for key in reversed(STATUSES) if key in found]


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
    hazards = np.isin(records.classes, [mark.key for mark in _OF_HAZARDS])
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


def _districts(layer: Layer) -> NDArray[np.object_]:
    column = next((name for name in ("admin2", "admin1") if name in layer.frame.columns), None)
    if column is None or layer.what.ground:
        return np.full(len(layer.frame), "", dtype=object)
    return np.array(texts(layer.frame[column]), dtype=object)


def _pictograms(layer: Layer) -> NDArray[np.object_]:
    if not layer.what.subject or "setting" not in layer.frame.columns:
        return np.full(len(layer.frame), "", dtype=object)
    return np.array([pictograms.pictogram_of(one) for one in texts(layer.frame["setting"])], dtype=object)


def _statuses(layer: Layer) -> NDArray[np.object_]:
    if layer.what.symbol.family != "hazard":
        return np.full(len(layer.frame), "", dtype=object)
    if "status" not in layer.frame.columns:
        return np.full(len(layer.frame), "value.status.unknown", dtype=object)
    return _keys(layer.frame["status"], "value.status.", STATUSES)


def _accuracies(layer: Layer) -> NDArray[np.float64]:
    metres = accuracies_m(layer.frame)
    is_point = shapely.get_type_id(np.asarray(layer.frame.geometry, dtype=object)) == 0
    return np.where(is_point & np.isfinite(metres), metres, 0.0)


def _circles(records: Placed, frame: Frame, outlined: Collection[str]) -> str:
    """Where records may lie, as far as that can be seen and no district is shaded for it: dashed circles, the widest
    first."""
    is_shaded = np.array([name != "" and fold(name) in outlined for name in records.districts.tolist()], dtype=bool)
    radius = np.where(is_shaded, 0, records.accuracy_m) / _METRES_PER_DEGREE * frame.y_scale
    x, y = frame.at(*records.middles)
    found = np.unique(np.rint(np.column_stack([-radius, x, y])[radius > _SEEN_PX]).astype(int), axis=0)
    shapes = "".join(f'<circle cx="{x}" cy="{y}" r="{-r}"/>' for r, x, y in found[:_MOST_CIRCLES].tolist())
    return f'<g fill="none" stroke="#8a3a1c" stroke-dasharray="5 4">{shapes}</g>' if shapes else ""


def _classes(layer: Layer) -> NDArray[np.object_]:
    if layer.what.symbol.family != "hazard":
        return np.full(len(layer.frame), f"kind.{layer.kind}", dtype=object)
    if "area_type" not in layer.frame.columns:
        return np.full(len(layer.frame), "value.area_type.unknown", dtype=object)
    return _keys(layer.frame["area_type"], "value.area_type.", MARKS)


def _keys(column: pd.Series[Any], before: str, known: Collection[str]) -> NDArray[np.object_]:
    """The keys of the values of a column, those not known as unknown; equal ones are one text."""
    which, distinct = pd.factorize(texts(column))
    keys = [before + one if before + one in known else f"{before}unknown" for one in distinct]
    return np.array(keys, dtype=object)[which]


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
