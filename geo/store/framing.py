"""Records of a layer become the frame of the layer, run by run.

A record as it stands in the file, with its coordinates as lists in lists, takes ten times the memory of what it says.
So nobody holds all records of a layer that way: those of a run are taken apart into columns and shapes at once, and
equal texts of a column are one text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.findings import Findings
from geo.geojson import Feature, laid_out
from geo.geojson.shapes import Slip, shapes, written
from geo.placing import place_shapes
from geo.records import KINDS
from geo.records.flat import counts_together
from geo.records.properties import framed

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

AT_ONCE = 20_000
"""Records that are taken apart at once where all of them are there."""
_CORRECT = "Correct it in the layer file, or bring back the version before."


class Framing:
    """The records of a layer of one kind on their way into a frame."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._counts = [field for field in KINDS[kind].fields if field.type == "counts"]
        self._ids: list[str] = []
        self._columns: dict[str, list[Any]] = {}
        self._once: dict[str, dict[str, str]] = {}
        self._shapes: list[Any] = [np.empty(0, dtype=object)]
        self._slips: dict[int, list[Slip]] = {}

    def take(self, features: Sequence[Feature]) -> None:
        """Take in the next records of the layer, each with an id of its own."""
        start = len(self._ids)
        objects = [laid_out(feature.get("geometry")) for feature in features]
        built = shapes(objects)
        records = [feature["properties"] for feature in features]
        for index, slips in built.slips.items():
            self._slips[start + index] = slips
            if any(slip.severity == "error" for slip in slips):
                records[index] = {"position_entered": written(objects[index]), **records[index]}
        for field in self._counts:
            records = [counts_together(field, record) for record in records]
        self._shapes.append(built.geometries)
        self._ids += [str(feature["id"]) for feature in features]
        for name in dict.fromkeys(chain.from_iterable(records)):
            column = self._columns.setdefault(name, [math.nan] * start)
            column += self._each_once(name, [record.get(name, math.nan) for record in records])
        for column in self._columns.values():
            column += [math.nan] * (len(self._ids) - len(column))

    def frame(self, problems: Findings, *, title: str, names_lonlat: bool = False) -> GeoDataFrame:
        """Build the frame; a geometry that cannot be read is None there, and among the problems of the layer `title`.

        `names_lonlat`: whether the file itself says that it is in longitude and latitude.
        """
        built = np.concatenate(self._shapes)
        self._shapes.clear()
        crs = "EPSG:4326" if names_lonlat else None
        placed = place_shapes(built, crs, rows=np.arange(len(built)), source=title)
        for problem in placed.problems:
            # Nobody can name the CRS of a layer, which is always longitude and latitude.
            remedy = problem.remedy if problem.code == "coordinate_range" else _CORRECT
            id_ = self._ids[problem.row or 0]
            problems.append(replace(problem, row=None, id=id_, remedy=remedy, option=""))
        for index, slips in self._slips.items():
            for slip in slips:
                problems.add(slip.code, slip.what, slip.remedy or _CORRECT, severity=slip.severity, source=title,
                             id=self._ids[index], field="geometry", option=None if slip.remedy else "undo")  # fmt: skip
        for index in np.flatnonzero(shapely.is_missing(placed.geometry) & ~shapely.is_missing(built)).tolist():
            entered = self._columns.setdefault("position_entered", [math.nan] * len(built))
            if entered[index] != entered[index]:
                entered[index] = placed.fields["position_entered"][index]
        return framed(self._columns, placed.geometry, self._kind)

    def _each_once(self, name: str, values: list[Any]) -> list[Any]:
        """The values of a column, of which equal texts are one, unless nearly all of its texts are different."""
        once = self._once.setdefault(name, {})
        if len(once) * 2 > len(self._ids):
            return values
        return [once.setdefault(value, value) if type(value) is str else value for value in values]
