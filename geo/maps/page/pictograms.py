"""Pictograms of settings where no script runs: the paths of `geo/records/pictograms.json`, which the page draws too."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

BADGE_PX = 24
"""How large a mark with a pictogram is; on a phone 0.6 of that."""
_MOST_BADGES = 60
_NONE = ("", "unknown")
_OTHER = "other"


@lru_cache(maxsize=1)
def _file() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(files("geo.records").joinpath("pictograms.json").read_text(encoding="utf-8"))
    return found


def names() -> tuple[str, ...]:
    """List the settings that have a pictogram, in the records' own order."""
    return tuple(_file()["paths"])


def pictogram_of(setting: str) -> str:
    """Give the pictogram for a recorded setting: "" where none is recorded, `other` for a value of a programme's own.

    >>> pictogram_of("road"), pictogram_of("quarry"), pictogram_of("unknown")
    ('road', 'other', '')
    """
    if setting in _NONE:
        return ""
    return setting if setting in _file()["paths"] else _OTHER


def path_of(name: str) -> tuple[str, float]:
    """Give the path of a pictogram, as SVG has it, and the side of the square that it is in."""
    return str(_file()["paths"][name]), float(_file()["size"])


def definitions(wanted: Iterable[str]) -> str:
    """Define pictograms for `use` in the same page."""
    paths, size = _file()["paths"], _file()["size"]
    symbols = (
        f'<symbol id="zm-p-{name}" viewBox="0 0 {size} {size}"><path fill-rule="evenodd" d="{paths[name]}"/></symbol>'
        for name in names()
        if name in set(wanted)
    )
    return f"<defs>{''.join(symbols)}</defs>"


def use(name: str, x: float, y: float, size: float) -> str:
    """Draw a defined pictogram around x, y, `size` wide, in the fill of its group."""
    return f'<use href="#zm-p-{name}" x="{x - size / 2:.1f}" y="{y - size / 2:.1f}" width="{size}" height="{size}"/>'


def sample(name: str) -> str:
    """Draw a defined pictogram alone, for the legend."""
    return f'<svg width="18" height="18" viewBox="-9 -9 18 18" aria-hidden="true">{use(name, 0, 0, 15)}</svg>'


def with_room(
    pictograms: NDArray[np.object_], gravity: NDArray[np.int64], x: NDArray[np.float64], y: NDArray[np.float64]
) -> list[int]:
    """Choose the records (by index) whose marks have room for a pictogram: the gravest, then those of rare settings.

    `pictograms`: of each record, "" for none. x, y: of the marks, in pixels.
    """
    names_there, codes, counts = np.unique(pictograms.astype(str), return_inverse=True, return_counts=True)
    pictured = np.flatnonzero(names_there[codes] != "")
    chosen: list[int] = []
    for at in pictured[np.lexsort((x[pictured], counts[codes][pictured], -gravity[pictured]))].tolist():
        if len(chosen) == _MOST_BADGES:
            break
        if not any(abs(x[at] - x[i]) < BADGE_PX and abs(y[at] - y[i]) < BADGE_PX for i in chosen):
            chosen.append(at)
    return chosen
