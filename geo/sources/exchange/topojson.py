"""TopoJSON, in which areas share their borders: each object a layer, each geometry of it a record.

The arcs are put together as the format's specification (github.com/topojson/topojson-specification, 2) has it. A
geometry whose arcs are not all there costs itself, never the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from geo.errors import SourceError, UsageError
from geo.geojson.shapes import written
from geo.sources.features import Features
from geo.sources.geojson import declared
from geo.sources.raw import RawTable

_MOST_POSITIONS = 20_000_000
_DEPTHS = {"LineString": 0, "MultiLineString": 1, "Polygon": 1, "MultiPolygon": 2}
"""How many lists there are around the arcs of one line or ring."""


class _Unclear(Exception):
    """A geometry cannot be put together; carries a sentence that says why."""


def table(value: dict[str, Any], source: str, *, crs: str | None, layer: str | None) -> RawTable:
    """Read a topology. Raises SourceError if it has no objects or arcs, UsageError if there is no object `layer`."""
    objects, arcs = value.get("objects"), value.get("arcs", [])
    if not isinstance(objects, dict) or not objects or not isinstance(arcs, list):
        raise SourceError(f"{source} is TopoJSON without objects or arcs.", remedy="Was it copied whole?")
    if layer is not None and layer not in objects:
        raise UsageError(f"{source} has no object {layer!r}.", remedy=f"There are: {', '.join(objects)}.")
    chosen = {layer: objects[layer]} if layer is not None else objects
    reader = Features(source)
    unfolded = _Arcs(arcs, value.get("transform"))
    for name, top in chosen.items():
        for geometry in _geometries(top):
            _add(reader, geometry, name if len(objects) > 1 else "", unfolded)
    if not reader.geometries:
        reader.problems.add("no_records", "There is not one record in the file.")
    return reader.table_in_degrees_or(
        crs or declared(value, source), {"driver": "TopoJSON", "layer": ", ".join(chosen)}
    )


def _geometries(top: Any) -> Iterator[Any]:
    if isinstance(top, dict) and top.get("type") == "GeometryCollection" and "properties" not in top:
        members = top.get("geometries")
        yield from members if isinstance(members, list) else ()
    else:
        yield top


def _add(reader: Features, geometry: Any, layer: str, arcs: _Arcs) -> None:
    properties = geometry.get("properties") if isinstance(geometry, dict) else None
    attributes = {**({"layer": layer} if layer else {}), **(properties if isinstance(properties, dict) else {})}
    identity = geometry.get("id") if isinstance(geometry, dict) else None
    try:
        shape = arcs.geometry(geometry)
    except _Unclear as unclear:
        shape = None
        attributes["position_entered"] = written(geometry)
        reader.problem("geometry_unreadable", reader.row, str(unclear), "The attributes are kept.", at="geometry")
    reader.add(attributes, shape, identity if isinstance(identity, (str, int, float)) else None)


class _Arcs:
    """The arcs of a topology with their positions as they are on Earth; None for one that is damaged."""

    def __init__(self, arcs: list[Any], transform: Any) -> None:
        self._scale, self._move = (1.0, 1.0), (0.0, 0.0)
        self._is_quantised = isinstance(transform, dict)
        if self._is_quantised:
            scale, move = transform.get("scale"), transform.get("translate")
            if not (_are_numbers(scale) and _are_numbers(move)):
                raise SourceError("The transform of the topology is not two scales and two translations.")
            self._scale, self._move = (scale[0], scale[1]), (move[0], move[1])
        self._arcs = [self._positions(arc) for arc in arcs]
        self._left = _MOST_POSITIONS

    def _positions(self, arc: Any) -> list[list[float]] | None:
        if not isinstance(arc, list) or not all(map(_are_numbers, arc)):
            return None
        if not self._is_quantised:
            return [list(position) for position in arc]
        return [
            self._on_earth(x, y)
            for x, y in zip(*(accumulate(axis) for axis in ([p[0] for p in arc], [p[1] for p in arc])), strict=True)
        ]

    def _on_earth(self, x: float, y: float) -> list[float]:
        return [x * self._scale[0] + self._move[0], y * self._scale[1] + self._move[1]]

    def geometry(self, told: Any) -> Any:
        """A geometry of a topology as a GeoJSON geometry; raises _Unclear if it cannot be put together."""
        kind = told.get("type") if isinstance(told, dict) else None
        if kind is None:
            return None
        if kind == "GeometryCollection":
            members = told.get("geometries")
            if not isinstance(members, list):
                raise _Unclear("A collection of geometries has no list of them.")
            return {"type": kind, "geometries": [self.geometry(one) for one in members]}
        if kind in ("Point", "MultiPoint"):
            return {"type": kind, "coordinates": self._points(told.get("coordinates"), kind)}
        if not isinstance(kind, str) or kind not in _DEPTHS:
            raise _Unclear(f"The geometry's type is {written(kind)[:40]}, which TopoJSON does not have.")
        return {"type": kind, "coordinates": self._lines(told.get("arcs"), _DEPTHS[kind])}

    def _points(self, coordinates: Any, kind: str) -> Any:
        positions = coordinates if kind == "MultiPoint" else [coordinates]
        if not self._is_quantised or not isinstance(positions, list) or not all(map(_are_numbers, positions)):
            return coordinates
        placed = [self._on_earth(position[0], position[1]) for position in positions]
        return placed if kind == "MultiPoint" else placed[0]

    def _lines(self, told: Any, depth: int) -> Any:
        if not isinstance(told, list):
            raise _Unclear("The arcs of the geometry are not a list.")
        if depth:
            return [self._lines(one, depth - 1) for one in told]
        line: list[list[float]] = []
        for index in told:
            arc = self._arc(index)
            line += arc[1:] if line else arc
            self._left -= len(arc)
            if self._left < 0:
                raise _Unclear(f"The arcs of the file unfold to more than {_MOST_POSITIONS:,} positions.")
        return line

    def _arc(self, index: Any) -> list[list[float]]:
        if type(index) is not int or not -len(self._arcs) <= index < len(self._arcs):
            raise _Unclear(f"The geometry needs arc {written(index)[:20]}, which the file does not have.")
        arc = self._arcs[index if index >= 0 else ~index]
        if arc is None:
            raise _Unclear(f"Arc {index if index >= 0 else ~index} of the file is damaged.")
        return arc if index >= 0 else arc[::-1]


def _are_numbers(position: Any) -> bool:
    return isinstance(position, list) and len(position) >= 2 and all(type(one) in (int, float) for one in position)
