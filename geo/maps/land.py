"""What was released of each hazard on a map and what remains of it, for the card of the hazard and for its drawing.

Measured here, where the geometry library is, and carried in the page as numbers. A hazard takes no part whose releases
cannot be told from those of another: its number stands twice, or its outline has no area.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geo.analysis.areas import remaining
from geo.analysis.slivers import only_slivers
from geo.errors import Problem
from geo.maps import cells
from geo.maps.fallback import Shown

_UNITS = 10_000_000
"""The page's own unit, 1e-7 degree: the outlines of its records have the same."""
_FIELDS = ("id", "hazard_id", "product", "status", "completed_on", "information_on", "reported_on")
_TWICE = "hazard_number_twice"
_NONE, _UNKNOWN = "none", "unknown"
_ODD = (shapely.errors.GEOSException, ValueError)
"""What a geometry that slipped through every check raises."""


def land(layers: Sequence[Shown]) -> dict[str, Any]:
    """Measure the hazards that have releases. Gives {} for a map without either.

    `hazards`: one row for each hazard that releases were measured for: its layer and record, its area in m², the parts
    of it that were cleared, reduced, cancelled and released without a product said, what remains, and the outline of
    what remains (None where all does, or nothing) as polygons of rings of whole 1e-7 degrees, lon, lat in turn, each
    vertex as its step from the one before. `conflicts`: layer, record and the codes of what does not fit together.

    >>> from geo.records import Layer
    >>> whole, half = shapely.box(46.93, 40.39, 46.94, 40.40), shapely.box(46.93, 40.39, 46.935, 40.40)
    >>> hazards = GeoDataFrame({"id": ["H1"]}, geometry=[whole], crs="EPSG:4326")
    >>> releases = GeoDataFrame({"id": ["R1"], "hazard_id": ["H1"], "product": ["cleared"]}, geometry=[half], crs=4326)
    >>> told = land([Shown(Layer("h", "hazards", hazards), np.array([True])),
    ...              Shown(Layer("r", "releases", releases), np.array([True]))])
    >>> layer, record, area, cleared, reduced, cancelled, other, remains, outline = told["hazards"][0]
    >>> round(remains / area, 6), told["conflicts"]
    (0.5, [])
    """
    releases = _joined(layers, "releases")
    hazards = None if releases is None else _joined(layers, "hazards")
    if hazards is None or releases is None:
        return {}
    releases, twice = _keyed(hazards, releases)
    rows, problems = _measured(_concerned(hazards, releases), releases)
    conflicts: dict[tuple[int, int], list[str]] = defaultdict(list)
    for index in twice:
        conflicts[_place(hazards, index)].append(_TWICE)
    for frame, problem in problems:
        codes = conflicts[_place(frame, problem.id)]
        if problem.code not in codes:
            codes.append(problem.code)
    told = [[layer, record, codes] for (layer, record), codes in sorted(conflicts.items())]
    return {"hazards": rows, "conflicts": told} if rows or told else {}


def _joined(layers: Sequence[Shown], kind: str) -> GeoDataFrame | None:
    """Put all layers of a kind into one frame, with the place of each record on the page; None if there is no record.

    What the page cannot draw has no area either, so that no odd coordinate reaches the measuring.
    """
    frames = []
    for number, shown in enumerate(layers):
        frame = shown.layer.frame
        if shown.layer.kind != kind or not len(frame):
            continue
        own = pd.DataFrame({"layer": number, "record": range(len(frame))})
        for name in frame.columns.intersection(list(_FIELDS)):
            own[name] = pd.Series([text or None for text in cells.texts(frame[name])], dtype=object)
        shapes = np.where(shown.drawable, frame.geometry.to_numpy(), None)
        frames.append(GeoDataFrame(own, geometry=shapely.force_2d(shapes), crs="EPSG:4326"))
    return pd.concat(frames, ignore_index=True) if frames else None


def _keyed(hazards: GeoDataFrame, releases: GeoDataFrame) -> tuple[GeoDataFrame, list[str]]:
    """Number hazards and releases through, whatever their own numbers are, and find hazards whose number stands twice.

    Gives the releases without those that name such a number, since they take land from none of them; and the hazards.
    """
    places: dict[str, list[str]] = defaultdict(list)
    for place, name in enumerate(hazards.get("id", [None] * len(hazards))):
        if name is not None:
            places[name].append(str(place))
    named = list(releases.get("hazard_id", [None] * len(releases)))
    found = [[_NONE] if name is None else places.get(name, [_UNKNOWN]) for name in named]
    hazards["id"] = hazards.index.astype(str)
    releases["id"] = releases.index.astype(str)
    releases["hazard_id"] = pd.Series([None if own == [_NONE] else own[0] for own in found], dtype=object)
    twice = {place for own in found if len(own) > 1 for place in own}
    return releases[[len(own) == 1 for own in found]], sorted(twice, key=int)


def _concerned(hazards: GeoDataFrame, releases: GeoDataFrame) -> GeoDataFrame:
    """Give the hazards that a release names or may lie in, and those that are closed, which should have been released;
    measuring all of a large map would take half a minute."""
    under, _ = shapely.STRtree(releases.geometry.to_numpy()).query(hazards.geometry.to_numpy())
    is_under = np.isin(np.arange(len(hazards)), under)
    closed = (hazards["status"] == "closed").to_numpy() if "status" in hazards else False
    return hazards[is_under | closed | hazards["id"].isin(releases["hazard_id"]).to_numpy()]


def _measured(hazards: GeoDataFrame, releases: GeoDataFrame) -> tuple[list[Any], list[tuple[GeoDataFrame, Problem]]]:
    """Measure all at once; where a geometry makes that fail, hazard by hazard, so that one costs only itself."""
    try:
        return _balance(hazards, releases)
    except _ODD:
        rows, problems = [], []
        for key, own in releases[releases["hazard_id"].isin(hazards["id"])].groupby("hazard_id"):
            hazard = hazards[hazards["id"] == key]
            try:
                own_rows, own_problems = _balance(hazard, own)
            except _ODD:
                own_rows, own_problems = [], [(hazard, _not_measured(str(key)))]
            rows += own_rows
            problems += own_problems
        return rows, problems


def _balance(hazards: GeoDataFrame, releases: GeoDataFrame) -> tuple[list[Any], list[tuple[GeoDataFrame, Problem]]]:
    left, problems = remaining(hazards, releases)
    has_releases = (left["releases"] > 0).to_numpy()
    measures = ["area_m2", "cleared_m2", "reduced_m2", "cancelled_m2", "other_m2", "remaining_m2"]
    rows = []
    for hazard, shape, measured in zip(
        hazards[has_releases][["layer", "record"]].itertuples(index=False),
        left.geometry[has_releases],
        left.loc[has_releases, [*measures, "released_m2"]].round(2).itertuples(index=False),
        strict=True,
    ):
        is_cut = measured.released_m2 > 0 and not only_slivers(shape)  # a strip would be drawn as a line
        numbers = [float(value) for value in measured[: len(measures)]]
        rows.append([int(hazard.layer), int(hazard.record), *numbers, _outline(shape) if is_cut else None])
    of_hazards = {"closed_with_land_left", "nothing_left", "releases_overlap"}
    return rows, [(hazards if problem.code in of_hazards else releases, problem) for problem in problems]


def _outline(shape: Any) -> list[list[list[int]]]:
    """Write polygons as rings of steps; the vertex that closes a ring is left out."""
    polygons = []
    for polygon in shapely.get_parts(shape):
        rings = []
        for ring in shapely.get_rings(polygon):
            units = np.rint(shapely.get_coordinates(ring)[:-1] * _UNITS).astype(np.int64)
            rings.append(np.diff(units, axis=0, prepend=0).ravel().tolist())
        polygons.append(rings)
    return polygons


def _place(frame: GeoDataFrame, key: str) -> tuple[int, int]:
    """Find where a record stands on the page, by the number that was given to it here."""
    layer, record = frame.loc[int(key), ["layer", "record"]]
    return int(layer), int(record)


def _not_measured(key: str) -> Problem:
    return Problem("area_unknown", "warning", "The land released here could not be measured.", "", id=key)
