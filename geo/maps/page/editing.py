"""The editor that a map carries, so that its readers can draw and correct in it and send a file back.

It is a script and a style of its own: a map with contributions = "none" holds neither, nor their texts. They stand in
the viewer's program as two strings, which are read as code only when somebody wants to draw; there they pack 0.8 kB
smaller than by themselves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from geo.errors import UsageError
from geo.maps.bundle import viewer
from geo.maps.ground.extent import bounds_of
from geo.maps.page.fallback import Shown
from geo.records import KINDS
from geo.records.imprint import Imprint
from geo.traverse.declination import declination

PREFIX = "edit."
"""What the keys of the editor's texts begin with."""
_SET_BY_THE_PROJECT = ("id", "sensitivity", "position_entered", "crs_entered")
_YEARS = ("2026", "2028")
_FAR_DEG = 5.0
"""Beyond this half of a side, what declination is in the middle of a map serves no longer on its edge."""


def has_editor(margin: Imprint) -> bool:
    """Say whether a map carries the editor."""
    return margin.contributions != "none"


def script() -> str:
    """Give the editor's script, as the page's policy allows it."""
    return viewer("edit.js").decode("utf-8").replace("\r\n", "\n")


def style() -> str:
    """Give the editor's style."""
    return viewer("edit.css").decode("utf-8").replace("\r\n", "\n")


def strings() -> str:
    """Give both as the viewer's program carries them."""
    text = json.dumps({"script": script(), "style": style()}, ensure_ascii=False)
    return f"window.zonemarkEditor={text.replace('</', '<' + chr(92) + '/')};\n"


def editing(layers: Sequence[Shown]) -> dict[str, Any]:
    """Tell the editor what can be recorded, and how compass bearings become true ones.

    `fields`: of each kind on the map the names of its fields, their types, and the values that they can have.
    `declination`: in the middle of the map in degrees east, its change in a year and in a degree of longitude and of
    latitude, the place (lon, lat) and the year; None where one number does not serve the whole map.
    """
    kinds = dict.fromkeys(shown.layer.kind for shown in layers if shown.layer.what.placed)
    fields = {
        kind: [
            [one.name, one.type, *([list(one.values)] if one.values else [])]
            for one in KINDS[kind].fields
            if one.type != "counts" and one.name not in _SET_BY_THE_PROJECT
        ]
        for kind in kinds
    }
    return {"fields": fields, "declination": _declination(layers)}


def _declination(layers: Sequence[Shown]) -> list[float] | None:
    bounds = bounds_of(layers)
    if not len(bounds):
        return None
    west, south = bounds[:, :2].min(axis=0)
    east, north = bounds[:, 2:].max(axis=0)
    if not max(east - west, north - south) <= 2 * _FAR_DEG or max(abs(south), abs(north)) > 60:
        return None
    lon, lat = (west + east) / 2, (south + north) / 2
    lon = (lon + 180) % 360 - 180
    try:
        here, later = (declination(lon, lat, year).deg for year in _YEARS)
        beside, above = declination(lon + 1, lat, _YEARS[0]).deg, declination(lon, lat + 1, _YEARS[0]).deg
    except UsageError:
        return None
    years = int(_YEARS[1]) - int(_YEARS[0])
    told = [here, (later - here) / years, beside - here, above - here, lon, lat, int(_YEARS[0]) + 0.5]
    return [round(float(np.round(one, 3)), 3) for one in told]
