"""Pictograms of settings on a sheet: the paths that the page draws, where there is room for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.maps import catalogue
from geo.maps.cells import texts
from geo.maps.page import pictograms
from geo.maps.paper.turning import OnSheet

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Pictured = tuple[str, int, str]
"""What a setting is called, how many hazards of it are drawn, and its pictogram."""
_SIZE_PX = 760
_AREA_PT = 42
_BADGE: dict[str, Any] = {"marker": "s", "s": 90, "facecolor": "#ffffff", "edgecolor": "#1b1b1b", "linewidth": 0.5}


def draw_pictograms(axes: Axes, layers: Sequence[OnSheet], language: str) -> list[Pictured]:
    """Draw the setting of hazards where there is room; gives those that are drawn, for a legend."""
    found: list[tuple[str, str, float, float]] = []
    for shown in layers:
        frame = shown.layer.frame
        if shown.layer.what.dangerous and "setting" in frame.columns:
            shapes = shown.shapes
            settings = texts(frame["setting"])
            for index in np.flatnonzero(shown.drawable).tolist():
                west, south, east, north = shapely.bounds(shapes[index])
                setting = str(settings[index])
                found.append((setting, pictograms.pictogram_of(setting), (west + east) / 2, (south + north) / 2))
    if not any(name for _, name, *_ in found):
        return []
    (left, right), (low, high) = axes.get_xlim(), axes.get_ylim()
    x, y = (np.array([one[at] for one in found]) for at in (2, 3))
    scale = _SIZE_PX / (right - left), _SIZE_PX / (right - left) * (right - left) / (high - low) * 148 / 202
    names = np.array([one[1] for one in found], dtype=object)
    chosen = pictograms.with_room(names, np.zeros(len(found), dtype=np.int64), x * scale[0], y * scale[1])
    for at in chosen:
        axes.scatter(x[at], y[at], zorder=7, **_BADGE)
        axes.scatter(x[at], y[at], zorder=7.1, **_sign(str(names[at])))
    counts = Counter((setting, name) for setting, name, *_ in found if name)
    drawn = {names[at] for at in chosen}
    return [
        (catalogue.value(language, "setting", setting), count, name)
        for (setting, name), count in counts.most_common()
        if name in drawn
    ]


def add_picture(figure: Figure, name: str, at: tuple[float, float], size: tuple[float, float]) -> None:
    """Draw a pictogram beside its name; `at` is the middle of its left side, both in parts of the sheet."""
    axes = figure.add_axes((at[0], at[1] - size[1] / 2, *size))
    axes.set_axis_off()
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.scatter([0.5], [0.5], **_sign(name))


def _sign(name: str) -> dict[str, Any]:
    return {"marker": _path(name), "s": _AREA_PT, "facecolor": "#1b1b1b", "edgecolor": "none"}


@lru_cache(maxsize=64)
def _path(name: str) -> Any:
    """A pictogram as a path of matplotlib, its middle at 0, 0 and up above."""
    from fontTools.pens.recordingPen import RecordingPen
    from fontTools.svgLib.path import parse_path
    from matplotlib.path import Path

    pen, points, codes = RecordingPen(), list[tuple[float, float]](), list[int]()
    path, size = pictograms.path_of(name)
    parse_path(path, pen)
    kinds = {"moveTo": Path.MOVETO, "lineTo": Path.LINETO, "curveTo": Path.CURVE4, "qCurveTo": Path.CURVE3}
    for what, given in pen.value:
        if what in kinds:
            points += [(x - size / 2, size / 2 - y) for x, y in given]
            codes += [int(kinds[what])] * len(given)
        elif what == "closePath":
            points.append(points[-1])
            codes.append(int(Path.CLOSEPOLY))
    return Path(points, codes)
