"""Ground and records drawn on the axes of a sheet, in the looks of land release."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import shapely

from geo.maps import catalogue
from geo.maps.cells import accuracies_m, texts
from geo.maps.ground.terms import Under
from geo.maps.ground.turning import turned_box, turns_in
from geo.maps.ground.world import Box
from geo.maps.page.fallback import Shown, subject
from geo.maps.page.still.names import degrees, ground_names, names, within_a_turn
from geo.maps.paper.ground import add_paths, draw_ground
from geo.maps.paper.pictures import Pictured, draw_pictograms
from geo.maps.paper.turning import OnSheet, on_sheet
from geo.records.source_gone import are_gone
from geo.records.symbols import Hatch, Look, Outline, look_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_PT = 0.75  # points a pixel
_METRES_PER_DEGREE = 111_320.0
_SMALLEST_SPAN = 0.02  # degrees: a single point still gets its surroundings
_SEEN_PART = 1 / 130  # of the map's width: an area that is smaller has its mark on it
_MOST_NAMES = 28
_STEPS = tuple(step / 60 for step in (0.25, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800))
_HATCHES = {"diagonal": "/", "counter": "\\", "horizontal": "-", "vertical": "|", "dots": "."}
_MARKS = {"square": "s", "circle": "o", "ring": "o", "triangle": "^", "diamond": "D", "dot": "o"}
_DOUBT = Look("#ffffff", 0, None, Outline("#1b1b1b", 1.6, (5, 4)), "circle", "#ffffff", "#1b1b1b")

Drawn = tuple[str, int, Look]


class _Class(NamedTuple):
    """A class of records on one sheet: what it is called, its look, and the shapes of its records."""

    label: str
    look: Look
    shapes: list[Any]


def draw_map(axes: Axes, shown: Sequence[Shown], under: Under, language: str) -> tuple[list[Drawn], list[Pictured]]:
    """Draw ground and records; gives for a legend each class with its number of drawn records and its look, and each
    pictogram of a setting that is drawn."""
    layers = on_sheet(shown)
    classes = _classes(layers, language)
    box = _window([one for shown in subject(layers) for one in _placed(shown)], axes)
    for turn in turns_in(box.west, box.east):
        draw_ground(axes, box, under, turn)
    for one in classes.values():
        _areas(axes, one)
    for one in classes.values():
        _marks(axes, one, box)
    _circles(axes, layers)
    _gone(axes, layers)
    _names(axes, box, layers, under, language)
    _frame(axes, box)
    settings = draw_pictograms(axes, layers, language)
    return [(one.label, len(one.shapes), one.look) for one in reversed(list(classes.values()))], settings


def _placed(shown: OnSheet) -> list[Any]:
    """The shapes of a layer that can be drawn and are not held for wrong; all of them where there are no others."""
    shapes = shown.shapes
    sure = shown.drawable.copy()
    sure[list(shown.doubts)] = False
    return list(shapes[sure if sure.any() else shown.drawable]) if shown.layer.what.placed else []


def _classes(layers: Sequence[OnSheet], language: str) -> dict[tuple[str, ...], _Class]:
    """The classes of what can be drawn, in the order in which they are drawn: what threatens life lies on top."""
    order = ("place", "plain", "release", "accident", "hazard")
    found: dict[tuple[str, ...], _Class] = {}
    placed = [one for one in layers if one.layer.what.placed and one.drawable.any()]
    for shown in sorted(placed, key=lambda one: order.index(one.layer.what.symbol.family)):
        keys = _keys(shown)
        shapes = shown.shapes
        for key in sorted(set(keys[index] for index in np.flatnonzero(shown.drawable)), reverse=True):
            own = [shapes[index] for index in np.flatnonzero(shown.drawable) if keys[index] == key]
            kept = found.setdefault(key, _Class(_label(key, language), _look(key), []))
            kept.shapes.extend(own)
    return found


def _keys(shown: Shown) -> list[tuple[str, ...]]:
    layer, frame = shown.layer, shown.layer.frame
    by = layer.what.symbol.by if layer.what.symbol.family in ("hazard", "release") else ()
    columns = [texts(frame[name]) if name in frame.columns else [""] * len(frame) for name in by]
    keys = [(layer.kind, *(str(one) or "unknown" for one in row)) for row in zip(*columns, strict=True)]
    keys = keys or [(layer.kind,)] * len(frame)
    for index in shown.doubts:
        keys[index] = (layer.kind, "doubt")
    return keys


def _look(key: tuple[str, ...]) -> Look:
    return _DOUBT if key[1:] == ("doubt",) else look_of(*key)


def _label(key: tuple[str, ...], language: str) -> str:
    kind, *values = key
    if values == ["doubt"]:
        return f"{catalogue.text(language, f'kind.{kind}')}: ?"
    fields = ("area_type", "status") if kind == "hazards" else ("product",)
    worded = [catalogue.value(language, name, one) for name, one in zip(fields, values, strict=False)]
    return ", ".join(worded if kind == "hazards" else [catalogue.text(language, f"kind.{kind}"), *worded])


def _window(shapes: Sequence[Any], axes: Axes) -> Box:
    """What of the world the sheet shows: the records and a margin, in the proportions of the map's place on paper."""
    figure = axes.get_figure()
    assert figure is not None
    size = axes.get_position().size * figure.get_size_inches()  # type: ignore[union-attr]
    ratio = size[0] / size[1]
    west, south, east, north = shapely.total_bounds(np.array(shapes, dtype=object)) if shapes else (-170, -60, 180, 75)
    lon, lat = (west + east) / 2, (south + north) / 2
    shrink = max(math.cos(math.radians(lat)), 0.05)
    high = max((north - south) * 1.12, (east - west) * 1.12 * shrink / ratio, _SMALLEST_SPAN)
    wide = high * ratio / shrink
    axes.set_xlim(lon - wide / 2, lon + wide / 2)
    axes.set_ylim(lat - high / 2, lat + high / 2)
    return Box(lon - wide / 2, lat - high / 2, lon + wide / 2, lat + high / 2)


def _areas(axes: Axes, one: _Class) -> None:
    from matplotlib.colors import to_rgba

    by_dimension: dict[int, list[Any]] = defaultdict(list)
    for shape in one.shapes:
        for part in shapely.get_parts(shape):
            by_dimension[int(shapely.get_dimensions(part))].append(part)
    areas, lines = by_dimension[2], by_dimension[1]
    look = one.look
    if look.opacity:
        add_paths(axes, areas, facecolor=to_rgba(look.fill, look.opacity), edgecolor="none", zorder=4)
    if look.hatch:
        lines_of = {"edgecolor": look.hatch.colour, "hatch": _hatch(look.hatch), "linewidth": 0}
        add_paths(axes, areas, facecolor="none", zorder=4, **lines_of)
    for colour, width, dash in _strokes(look.outline):
        dashes = (0, tuple(max(length, 0.3) / width for length in dash)) if dash else "-"
        stroke = {"edgecolor": colour, "linewidth": width * _PT * 0.7, "linestyle": dashes}
        add_paths(axes, [*areas, *lines], facecolor="none", zorder=5, **stroke)


def _strokes(outline: Outline) -> list[tuple[str, float, tuple[float, ...]]]:
    beneath = [(outline.casing, outline.width + 1.4, ())] if outline.casing else []
    return [*beneath, (outline.colour, outline.width, outline.dash)]


def _hatch(hatch: Hatch) -> str:
    """Lines as close as on the screen, as near as a pattern of matplotlib comes to that: more signs are closer."""
    return "".join(_HATCHES[line] * max(1, round(24 / hatch.spacing)) for line in hatch.lines)


def _marks(axes: Axes, one: _Class, box: Box) -> None:
    """Marks of points, and of areas and lines that are too small to be seen."""
    shapes = np.array(one.shapes, dtype=object)
    west, south, east, north = shapely.bounds(shapes).T
    small = (east - west < (box.east - box.west) * _SEEN_PART) & (north - south < (box.north - box.south) * _SEEN_PART)
    at = np.column_stack([(west + east) / 2, (south + north) / 2])[small]
    if not len(at):
        return
    is_ground = one.look.mark == "dot"
    axes.scatter(at[:, 0], at[:, 1], **_mark(one.look, 5 if is_ground else 16), zorder=3 if is_ground else 6)


def _mark(look: Look, size: float) -> dict[str, Any]:
    hollow = look.mark == "ring"
    return {
        "s": size,
        "marker": _MARKS.get(look.mark, "o"),
        "facecolor": "#ffffff" if hollow else look.mark_fill,
        "edgecolor": look.mark_fill if hollow else look.mark_edge,
        "linewidth": 1.2 if hollow else 0.7,
    }


def _circles(axes: Axes, layers: Sequence[OnSheet]) -> None:
    """Where points may lie, as far as was reported or is written: dashed circles."""
    from matplotlib.collections import EllipseCollection

    for shown in layers:
        frame = shown.layer.frame
        if not shown.layer.what.placed:
            continue
        metres = accuracies_m(frame)
        shapes = shown.shapes
        chosen = shown.drawable & (shapely.get_type_id(shapes) == 0) & (metres > 0)
        if chosen.any():
            at = shapely.get_coordinates(shapes[chosen])
            high = 2 * metres[chosen] / _METRES_PER_DEGREE
            wide = high / np.maximum(np.cos(np.radians(at[:, 1])), 0.05)
            look = {"facecolor": "none", "edgecolor": "#8a3a1c", "linestyle": (0, (4, 3)), "linewidth": 0.6}
            axes.add_collection(
                EllipseCollection(wide, high, np.zeros(len(at)), units="xy", offsets=at,
                                  offset_transform=axes.transData, zorder=5, **look),
                autolim=False,
            )  # fmt: skip


def _gone(axes: Axes, layers: Sequence[OnSheet]) -> None:
    """A stroke through what its source no longer has."""
    for shown in subject(layers):
        gone = shown.drawable & are_gone(shown.layer.frame)
        if gone.any():
            bounds = shapely.bounds(shown.shapes[gone])
            x, y = ((bounds[:, :2] + bounds[:, 2:]) / 2).T
            axes.scatter(x, y, marker="x", color="#1b1b1b", s=30, linewidth=1.1, zorder=7)


def _names(axes: Axes, box: Box, layers: Sequence[OnSheet], under: Under, language: str) -> None:
    """Names of places where there is room, none over another or over a record."""
    from matplotlib.patheffects import withStroke

    drawn = [(shown.layer, shown.drawable) for shown in layers]
    own = under.own.places if under.own else None
    high, wide = (box.north - box.south) / 48, (box.east - box.west) / 125  # a line, a letter
    shapes = [shape for shown in subject(layers) for shape in _placed(shown)]
    taken = [shapely.box(*one.bounds) for one in shapes]
    tree = shapely.STRtree(taken)
    written: list[Any] = []
    halo = [withStroke(linewidth=1.6, foreground="#f7f6f2")]
    look: dict[str, Any] = {"fontsize": 6.2, "color": "#44423c", "va": "center", "parse_math": False, "zorder": 3}
    of_ground = [
        name._replace(lon=name.lon + turn)
        for turn in turns_in(box.west, box.east)
        for name in ground_names(turned_box(box, -turn), under.terms.names, language, own)
    ]
    of_layers = [one._replace(lon=one.lon + 360 * (one.lon < box.west)) for one in names(language, drawn)]
    for name in [*of_layers, *of_ground]:
        low, right = name.lat - high / 2, name.lon + wide * (len(name.text) + 1)
        place = shapely.box(name.lon + wide / 2, low, right, low + high)
        inside = box.west < name.lon and right < box.east and box.south < low and low + high < box.north
        if not inside or len(tree.query(place)) or any(place.intersects(one) for one in written):
            continue
        written.append(place)
        if name.dot:
            axes.plot([name.lon], [name.lat], ".", color="#6d675f", markersize=3, zorder=3)
        axes.text(name.lon + wide / 2, name.lat, name.text, path_effects=halo, **look)
        if len(written) == _MOST_NAMES:
            break


def _frame(axes: Axes, box: Box) -> None:
    """Meridians and parallels with their degrees, north, and a scale that holds in the middle."""
    step = max((one for one in _STEPS if (box.north - box.south) / one >= 3), default=_STEPS[0])
    for low, high, letters, axis in (
        (box.west, box.east, "EW", axes.xaxis), (max(box.south, -90), min(box.north, 90), "NS", axes.yaxis),
    ):  # fmt: skip
        values = [number * step for number in range(math.ceil(low / step), math.floor(high / step) + 1)]
        texts_of = [degrees(within_a_turn(value) if letters == "EW" else value, letters) for value in values]
        axis.set_ticks(values, texts_of)
    axes.tick_params(labelsize=5.5, length=2, pad=1.5, colors="#5c5a54")
    for label in axes.get_yticklabels():
        label.set(rotation=90, va="center")
    axes.grid(color="#8d8b84", alpha=0.35, linewidth=0.4, zorder=2)
    metres = (box.east - box.west) * _METRES_PER_DEGREE * math.cos(math.radians((box.north + box.south) / 2))
    nice = [mantissa * 10**power for power in range(1, 8) for mantissa in (1, 2, 5)]
    length = max((one for one in nice if one <= metres / 4), default=nice[0])
    part = length / metres
    back = {"facecolor": "#f7f6f2", "edgecolor": "none", "alpha": 0.8, "pad": 1.5}
    axes.plot([0.02, 0.02 + part], [0.03, 0.03], color="#1b1b1b", linewidth=2, transform=axes.transAxes, zorder=8)
    told = f"{length / 1000:,.0f} km" if length >= 1000 else f"{length:,.0f} m"
    axes.text(0.02, 0.04, f"{told} · WGS 84", fontsize=6.5, transform=axes.transAxes, va="bottom", bbox=back, zorder=8)
    axes.text(0.975, 0.96, "N\n↑", fontsize=8, transform=axes.transAxes, ha="center", va="top", bbox=back, zorder=8)


def add_swatch(figure: Figure, look: Look, at: tuple[float, float], size: tuple[float, float]) -> None:
    """Draw the symbol of a class beside its name; `at` is the middle of its left side, both in parts of the sheet."""
    axes = figure.add_axes((at[0], at[1] - size[1] / 2, *size))
    axes.set_axis_off()
    axes.set_xlim(0, 2)
    axes.set_ylim(0, 1)
    _areas(axes, _Class("", look, [shapely.box(0.7, 0.1, 1.9, 0.9)]))
    axes.scatter([0.3], [0.5], **_mark(look, 14))
