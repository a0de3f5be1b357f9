"""The overview picture that a map file shows where no script runs: land, and a mark wherever something is recorded.

The picture stays small however many records there are, because records that fall into one cell share a mark, which
says how many they are. Nothing is left out: the numbers of all marks add up to the number of records that are placed.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.maps.cells import texts
from geo.maps.ground import world
from geo.maps.ground.terms import AS_IT_IS, GroundTerms
from geo.maps.ground.world import Box
from geo.maps.page import pictograms
from geo.maps.page.overview_names import Name, grid, ground_names, labels
from geo.records import KINDS, Kind, Layer
from geo.records.source_gone import are_gone

WIDTH, HEIGHT = 600, 560  # a phone shows it at 0.6 of that, and its words must be read there
MOST_MARKS = 700
_MOST_LAND_POINTS = 2500
_COARSE_PX = 0.6
_NEAR_DEG = 12  # a higher picture shows neither rivers nor districts
_FARTHEST_REACH = 0.5  # degrees: one position that is known very badly does not make the rest small
_SMALLEST_SPAN = 0.05  # degrees: a single point still gets its surroundings


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
    """Records with a position: their class and status, whether their source no longer has them, their pictogram if a
    map is about them ("" for none), the middle of their bounds (lon, lat in degrees), how far from there they may lie
    (m, 0 where that is not known), and whether the position is held for wrong."""

    classes: NDArray[np.object_]
    statuses: NDArray[np.object_]
    gone: NDArray[np.bool_]
    pictograms: NDArray[np.object_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    accuracy_m: NDArray[np.float64]
    in_doubt: NDArray[np.bool_]


class Frame(NamedTuple):
    """What of the world the picture shows, in degrees, and how many pixels a degree is."""

    west: float
    north: float
    x_scale: float
    y_scale: float


def placed(
    layers: Iterable[tuple[Layer, NDArray[np.bool_]]],
    counted: Collection[str] = (),
    in_doubt: Mapping[str, Sequence[int]] = MappingProxyType({}),
) -> Placed:
    """Collect the records that can be drawn; the flag says which of a layer's records those are.

    `counted`: the names of the layers that the map is about, in which it tells what their source no longer has.
    `in_doubt`: for layers by name the indices of the records whose position is held for wrong.
    """
    classes: list[NDArray[np.object_]] = []
    statuses: list[NDArray[np.object_]] = []
    gone: list[NDArray[np.bool_]] = []
    pictures: list[NDArray[np.object_]] = []
    accuracies: list[NDArray[np.float64]] = []
    bounds: list[NDArray[np.float64]] = []
    doubts: list[NDArray[np.bool_]] = []
    for layer, drawable in layers:
        if not layer.what.placed or not drawable.any():
            continue
        classes.append(_classes(layer)[drawable])
        statuses.append(_statuses(layer)[drawable])
        gone.append(are_gone(layer.frame)[drawable] & (layer.name in counted))
        pictures.append(_pictograms(layer)[drawable])
        accuracies.append(_accuracies(layer)[drawable])
        doubts.append(np.isin(np.flatnonzero(drawable), in_doubt.get(layer.name, ())))
        bounds.append(shapely.bounds(np.asarray(layer.frame.geometry, dtype=object)[drawable]))
    if not classes:
        none = np.array([])
        unnamed = none.astype(object)
        return Placed(unnamed, unnamed, none.astype(bool), unnamed, none, none, none, none.astype(bool))
    west, south, east, north = np.concatenate(bounds).T
    middle = (west + east) / 2, (south + north) / 2
    told = np.concatenate(classes), np.concatenate(statuses), np.concatenate(gone), np.concatenate(pictures)
    return Placed(*told, *middle, np.concatenate(accuracies), np.concatenate(doubts))


def counts(records: Placed) -> dict[str, int]:
    """Count the placed records of each class, in the order the classes are drawn."""
    keys, numbers = np.unique(records.classes.astype(str), return_counts=True)
    found = dict(zip(keys.tolist(), numbers.tolist(), strict=True))
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
    records: Placed, label: str, names: Iterable[Name] = (), *, terms: GroundTerms = AS_IT_IS, language: str = "en"
) -> str:
    """Draw the picture as SVG; `label` is its name for who cannot see it, already escaped.

    `names`: of places to write into it before those of the ground, as many as find room. `terms`: how the ground is
    drawn.
    """
    frame = _frame(records)
    marks = _marks(records, frame)
    kept = ~np.isin(records.classes, GROUND)
    at = np.column_stack([(records.lon - frame.west) * frame.x_scale, (frame.north - records.lat) * frame.y_scale])
    all_names = [*names, *ground_names(_window(frame), terms.names, language)]
    words = labels(all_names, frame, (WIDTH, HEIGHT), at[kept])
    # A word stands on the marks of places and under all others: it may never hide a hazard.
    ground = "".join(marks.pop(key, "") for key in GROUND)
    return (
        f'<svg id="zm-overview" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{label}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#dfe6ea"/>'
        f"{_land(frame, borders=terms.borders != 'none')}"
        f"{grid(frame, (WIDTH, HEIGHT))}{ground}{words}{_circles(records, frame)}{''.join(marks.values())}"
        f"{_badges(records, at)}</svg>"
    )


def outside(records: Placed) -> int:
    """Count the records that the picture is not fitted to and that lie beyond it."""
    if not records.in_doubt.any():
        return 0
    frame = _frame(records)
    x, y = (records.lon - frame.west) * frame.x_scale, (frame.north - records.lat) * frame.y_scale
    return int((records.in_doubt & ((x < 0) | (x > WIDTH) | (y < 0) | (y > HEIGHT))).sum())


def sample(key: str) -> str:
    """Draw one mark of a class, for the legend."""
    mark = MARKS[key]
    drawn = _shape(mark, 0, 0, 5.0)
    return f'<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true" {_style(mark)}>{drawn}</svg>'


def gone_sample() -> str:
    """Draw what strikes a record through that its source no longer has, for the legend."""
    mark = '<circle r="6" fill="#fff" stroke="#4a4a4a"/>'
    return f'<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">{mark}{_strikes([(0, 0, 6)])}</svg>'


def outline(key: str) -> str:
    """Draw the outline of a status, for the legend."""
    return (
        '<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">'
        f'<rect x="-5" y="-5" width="10" height="10" fill="#fff" stroke-width="2.5" stroke="{STATUSES[key]}"/></svg>'
    )


def _badges(records: Placed, at: NDArray[np.float64]) -> str:
    """Hazards with the pictogram of their setting, where there is room for it, the gravest on top."""
    hazards = np.isin(records.classes, [mark.key for mark in _OF_HAZARDS])
    shown = np.where(hazards, records.pictograms, "")
    gravity = np.array([list(MARKS).index(key) for key in records.classes], dtype=np.int64)
    gravity[records.gone] -= len(MARKS)  # what is still recorded is never behind what is not
    drawn = []
    for i in pictograms.with_room(shown, gravity, *at.T)[::-1]:
        mark, (x, y) = MARKS[records.classes[i]], at[i]
        ink = mark.line if mark.shape == "ring" else "#fff" if mark.fill in _DARK else "#1b1b1b"
        shape = _shape(mark, x, y, pictograms.BADGE_PX / 2 - 1)
        size = 10 if mark.shape == "triangle" else 14  # whose room is small, and low
        picture = pictograms.use(records.pictograms[i], x, y + 3 * (mark.shape == "triangle"), size)
        struck = _strikes([(x, y, pictograms.BADGE_PX / 2)]) if records.gone[i] else ""
        drawn.append(f'<g {_style(mark, records.statuses[i])}>{shape}</g><g fill="{ink}">{picture}</g>{struck}')
    return pictograms.definitions(records.pictograms.tolist()) + "".join(drawn)


def _pictograms(layer: Layer) -> NDArray[np.object_]:
    if not layer.what.subject or "setting" not in layer.frame.columns:
        return np.full(len(layer.frame), "", dtype=object)
    return np.array([pictograms.pictogram_of(one) for one in texts(layer.frame["setting"])], dtype=object)


def _statuses(layer: Layer) -> NDArray[np.object_]:
    if layer.what.symbol.family != "hazard":
        return np.full(len(layer.frame), "", dtype=object)
    if "status" not in layer.frame.columns:
        return np.full(len(layer.frame), "value.status.unknown", dtype=object)
    keys = pd.Series("value.status." + texts(layer.frame["status"]))
    return np.asarray(keys.where(keys.isin(list(STATUSES)), "value.status.unknown"), dtype=object)


def _accuracies(layer: Layer) -> NDArray[np.float64]:
    frame = layer.frame
    names = [name for name in ("position_accuracy_m", "position_written_to_m") if name in frame.columns]
    if not names:
        return np.zeros(len(frame))
    metres = [pd.to_numeric(frame[name], errors="coerce").to_numpy(float, na_value=np.nan) for name in names]
    stated = np.fmax.reduce(metres)
    is_point = shapely.get_type_id(np.asarray(frame.geometry, dtype=object)) == 0
    return np.where(is_point & np.isfinite(stated), stated, 0.0)


def _circles(records: Placed, frame: Frame) -> str:
    """Where records may lie, as far as that can be seen: dashed circles, the widest first."""
    radius = records.accuracy_m / _METRES_PER_DEGREE * frame.y_scale
    x, y = (records.lon - frame.west) * frame.x_scale, (frame.north - records.lat) * frame.y_scale
    found = np.unique(np.rint(np.column_stack([-radius, x, y])[radius > _SEEN_PX]).astype(int), axis=0)
    shapes = "".join(f'<circle cx="{x}" cy="{y}" r="{-r}"/>' for r, x, y in found[:_MOST_CIRCLES].tolist())
    return f'<g fill="none" stroke="#8a3a1c" stroke-dasharray="5 4">{shapes}</g>' if shapes else ""


def _classes(layer: Layer) -> NDArray[np.object_]:
    if layer.what.symbol.family != "hazard":
        return np.full(len(layer.frame), f"kind.{layer.kind}", dtype=object)
    if "area_type" not in layer.frame.columns:
        return np.full(len(layer.frame), "value.area_type.unknown", dtype=object)
    keys = pd.Series("value.area_type." + texts(layer.frame["area_type"]))
    return np.asarray(keys.where(keys.isin(list(MARKS)), "value.area_type.unknown"), dtype=object)


def _frame(records: Placed) -> Frame:
    """Fit the picture around the records, but for those in doubt; around the world where there are none."""
    context = np.isin(records.classes, GROUND) | records.in_doubt
    shown = ~context if (~context).any() else np.ones(len(context), bool)
    if not shown.any():
        west, south, east, north = -180.0, -60.0, 180.0, 80.0
    else:
        lon, lat = records.lon[shown], records.lat[shown]
        north_by = np.minimum(records.accuracy_m[shown] / _METRES_PER_DEGREE, _FARTHEST_REACH)
        east_by = north_by / np.maximum(np.cos(np.radians(lat)), 0.05)
        west, south = (lon - east_by).min(), (lat - north_by).min()
        east, north = (lon + east_by).max(), (lat + north_by).max()
    middle_lon, middle_lat = (west + east) / 2, (south + north) / 2
    shrink = max(math.cos(math.radians(middle_lat)), 0.05)
    span_lat = max((north - south) * 1.16, (east - west) * 1.16 * shrink * HEIGHT / WIDTH, _SMALLEST_SPAN)
    y_scale = HEIGHT / span_lat
    x_scale = y_scale * shrink
    return Frame(middle_lon - WIDTH / 2 / x_scale, middle_lat + HEIGHT / 2 / y_scale, x_scale, y_scale)


def _land(frame: Frame, *, borders: bool) -> str:
    """Land, lakes and rivers in the picture with coasts and borders; dashed, the borders on which views differ."""
    window = _window(frame)
    land, shores = world.countries(window, 2 * _COARSE_PX / frame.y_scale)[0], world.lakes(window)[0]
    drawn = [
        f'<path fill="{fill}" d="{path}"/>'
        for fill, areas in (("#f1eee6", land), ("#dde6ec", shores))
        if (path := _outlines(areas, frame, closed=True))
    ]
    is_near = window.north - window.south < _NEAR_DEG
    lines = [("#a9bcc6", world.outlines("coast", window))]
    if is_near:
        lines.insert(0, ("#93b4c8", world.rivers(window)[0]))
    if borders:
        lines += [
            *([('#c9c1b4" stroke-width="0.8', world.districts(window))] if is_near else []),
            ("#8f877c", world.outlines("border", window)),
            ('#8f877c" stroke-dasharray="4 5', world.outlines("disputed", window)),
        ]
    for look, shapes in lines:
        if path := _outlines(shapes, frame, closed=False):
            drawn.append(f'<path fill="none" stroke="{look}" d="{path}"/>')
    return "".join(drawn)


def _window(frame: Frame) -> Box:
    """What of the world the picture shows, and a little more."""
    margin = 8 / frame.y_scale
    east, south = frame.west + WIDTH / frame.x_scale, frame.north - HEIGHT / frame.y_scale
    return Box(frame.west - margin, south - margin, east + margin, frame.north + margin)


def _outlines(shapes: NDArray[np.object_], frame: Frame, *, closed: bool) -> str:
    """Shapes as a path of SVG, clipped to the picture and as coarse as they must be to stay small."""
    window = _window(frame)
    clipped = shapely.clip_by_rect(shapes[shapely.intersects(shapes, shapely.box(*window))], *window)
    tolerance = _COARSE_PX / frame.y_scale
    while True:
        west, south, east, north = shapely.bounds(clipped).T
        clipped = clipped[np.hypot(east - west, north - south) > 2 * tolerance]  # what is smaller is a speck
        coarse = shapely.simplify(clipped, tolerance, preserve_topology=False)
        if shapely.get_num_coordinates(coarse).sum() <= _MOST_LAND_POINTS:
            break
        tolerance *= 1.5
    parts = shapely.get_parts(coarse[~shapely.is_empty(coarse)])
    lines = shapely.get_rings(parts) if closed else parts
    return "".join(_line(shapely.get_coordinates(line), frame, closed=closed) for line in lines)


def _line(coordinates: NDArray[np.float64], frame: Frame, *, closed: bool) -> str:
    x = np.rint((coordinates[:, 0] - frame.west) * frame.x_scale).astype(int)
    y = np.rint((frame.north - coordinates[:, 1]) * frame.y_scale).astype(int)
    points = np.column_stack([x, y])
    kept = points[np.r_[True, (np.diff(points, axis=0) != 0).any(axis=1)]]
    if len(kept) < 2 + closed:
        return ""
    steps = np.diff(kept, axis=0)[: -1 if closed else None]
    return f"M{kept[0, 0]} {kept[0, 1]}l{' '.join(f'{dx} {dy}' for dx, dy in steps.tolist())}{'z' if closed else ''}"


def _marks(records: Placed, frame: Frame) -> dict[str, str]:
    """By class, one mark for each cell, the cells as small as the number of marks allows."""
    table = pd.DataFrame(
        {
            "class": pd.Categorical(records.classes, categories=list(MARKS), ordered=True),
            "status": pd.Categorical(records.statuses, categories=["", *STATUSES], ordered=True),
            "gone": records.gone,
            "x": (records.lon - frame.west) * frame.x_scale,
            "y": (frame.north - records.lat) * frame.y_scale,
        }
    )
    size = 4
    while True:
        cells = table.groupby(["class", "status", "gone", table["x"] // size, table["y"] // size], observed=True)
        if cells.ngroups <= MOST_MARKS:
            break
        size *= 2
    drawn = cells.agg(x=("x", "mean"), y=("y", "mean"), n=("x", "size")).reset_index(level=[0, 1, 2])
    inside = drawn["x"].between(-20, WIDTH + 20) & drawn["y"].between(-20, HEIGHT + 20)
    groups: dict[str, str] = {}
    for (key, status, gone), marks in drawn[inside].groupby(["class", "status", "gone"], observed=True):
        mark = MARKS[str(key)]
        # On a phone the picture is a third as wide, and what threatens life must be seen there.
        least = 3.0 if key in GROUND else 6.0
        radii = (least + np.log2(marks["n"]) * 0.6).clip(upper=max(least, size * 0.6))
        shapes = map(_shape, repeat(mark), marks["x"], marks["y"], radii, marks["n"])
        struck = _strikes(zip(marks["x"], marks["y"], radii, strict=True)) if gone else ""
        groups[mark.key] = f"{groups.get(mark.key, '')}<g {_style(mark, str(status))}>{''.join(shapes)}</g>{struck}"
    return groups


def _strikes(places: Iterable[tuple[float, float, float]]) -> str:
    """A stroke through each mark (x, y, radius), on paper's white so that it is seen on dark and pale ones."""
    steps = "".join(f"M{x - 1.3 * r:.0f} {y - 1.3 * r:.0f}l{2.6 * r:.0f} {2.6 * r:.0f}" for x, y, r in places)
    lines = ("#fff", 3.6), ("#1b1b1b", 1.4)
    return "".join(f'<path stroke="{colour}" stroke-width="{width}" d="{steps}"/>' for colour, width in lines)


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
