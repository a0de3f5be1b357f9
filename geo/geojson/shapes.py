"""GeoJSON geometry objects become shapely geometries: all at once when all is well, one by one when it is not.

The whole of a type goes into numpy in one piece. If anything about it is irregular the list is halved, until the
irregular ones stand alone; each of these is then looked at number by number and said in words.

What is done about a geometry that is not as it should be:

- The place is certain in spite of the slip: it is drawn, and the slip is a problem. That is a ring that does not end
  where it began (it is closed with a straight line), a type written in the wrong case, and a position with more than
  three numbers or with a height that is not a number (the rest is left out).
- One part of several cannot be drawn: the others are, and the part is a problem.
- Anything else: there is no geometry, and what was written is kept as `position_entered`. A text that looks like a
  number and a line of one point are not guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from math import isfinite
from typing import Any

import numpy as np
import shapely
from shapely import GeometryType

from geo.findings import Severity
from geo.findings.counting import counted
from geo.geojson.strict_json import Fault, Faulty, shortened

TYPES = ("Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon", "GeometryCollection")
FOREIGN = {"geometry", "properties", "features"}
"""Members that would make a geometry something else (RFC 7946, 7.1)."""
_ALONE = 16


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong with one geometry, and whether it could be drawn all the same."""

    code: str
    what: str
    remedy: str = ""
    severity: Severity = "error"


class Unclear(Exception):
    """The geometry cannot be drawn; carries the `Slip`."""

    def __init__(self, code: str, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.slip = Slip(code, what, remedy)


class Irregular(Exception):
    """Not all of these can be read at once."""


@dataclass
class Shapes:
    """Geometries in the order asked for, None where there is none, and the slips by position in that order."""

    geometries: Any
    slips: dict[int, list[Slip]] = field(default_factory=dict)


def shapes(objects: Sequence[Any]) -> Shapes:
    """Build the geometries of GeoJSON geometry objects (None for null).

    Whether their numbers can be longitude and latitude is for `geo.placing` to judge, as it is of every other file.
    """
    out = Shapes(np.full(len(objects), None, dtype=object))
    groups: dict[str, list[int]] = {}
    for index, value in enumerate(objects):
        if value is not None:
            groups.setdefault(_plain_type(value), []).append(index)
    for name, members in groups.items():
        _fill(out, objects, name, members)
    return out


def written(value: Any) -> str:
    """A value as JSON text, as it stood in the file."""
    return json.dumps(value, ensure_ascii=False, default=lambda fault: getattr(fault, "written", str(fault)))


def is_plain(value: Any) -> bool:
    """Whether this is an ordinary geometry, of a type and coordinates and nothing else."""
    return bool(_plain_type(value))


def _plain_type(value: Any) -> str:
    """The type, if this is an ordinary geometry that can be read with others of its type."""
    if type(value) is dict and len(value) == 2 and "coordinates" in value:
        name = value.get("type")
        return name if type(name) is str and name in _BULK else ""
    return ""


def _fill(out: Shapes, objects: Sequence[Any], name: str, members: list[int]) -> None:
    if name:
        try:
            out.geometries[members] = _BULK[name]([objects[index]["coordinates"] for index in members])
            return
        except Irregular:
            if len(members) > _ALONE:
                half = len(members) // 2
                _fill(out, objects, name, members[:half])
                _fill(out, objects, name, members[half:])
                return
    for index in members:
        reader = _One()
        try:
            out.geometries[index] = reader.geometry(objects[index])
        except Unclear as fault:
            reader.slips = [fault.slip]
        if reader.slips:
            out.slips[index] = reader.slips


# All at once. Each level of nesting is checked for its type and flattened; numpy and GEOS do the rest.


def _inside(values: list[Any], least: int) -> tuple[list[Any], Any]:
    """The members of all `values`, each of them a list of at least `least`, and where each begins."""
    if set(map(type, values)) != {list}:
        raise Irregular
    lengths = np.fromiter(map(len, values), dtype=np.int64, count=len(values))
    if lengths.min() < least:
        raise Irregular
    return list(chain.from_iterable(values)), np.concatenate(([0], np.cumsum(lengths)))


def _positions(values: list[Any]) -> Any:
    """Positions as an array of two or three columns."""
    if set(map(type, values)) != {list} or (sizes := set(map(len, values))) not in ({2}, {3}):
        raise Irregular
    size = sizes.pop()
    numbers = list(chain.from_iterable(values))
    if not set(map(type, numbers)) <= {int, float}:
        raise Irregular
    array = np.array(numbers, dtype=np.float64).reshape(-1, size)
    if not np.isfinite(array).all():
        raise Irregular
    return array


def _rings(values: list[Any]) -> tuple[Any, Any]:
    points, starts = _inside(values, 4)
    array = _positions(points)
    if not (array[starts[:-1]] == array[starts[1:] - 1]).all():
        raise Irregular
    return array, starts


def _bulk_points(values: list[Any]) -> Any:
    return shapely.points(_positions(values))


def _bulk_lines(values: list[Any], kind: GeometryType = GeometryType.LINESTRING) -> Any:
    points, starts = _inside(values, 2 if kind is GeometryType.LINESTRING else 1)
    return shapely.from_ragged_array(kind, _positions(points), (starts,))


def _bulk_multipoints(values: list[Any]) -> Any:
    return _bulk_lines(values, GeometryType.MULTIPOINT)


def _bulk_multilines(values: list[Any]) -> Any:
    lines, parts = _inside(values, 1)
    points, starts = _inside(lines, 2)
    return shapely.from_ragged_array(GeometryType.MULTILINESTRING, _positions(points), (starts, parts))


def _bulk_polygons(values: list[Any]) -> Any:
    rings, parts = _inside(values, 1)
    array, starts = _rings(rings)
    return shapely.from_ragged_array(GeometryType.POLYGON, array, (starts, parts))


def _bulk_multipolygons(values: list[Any]) -> Any:
    polygons, parts = _inside(values, 1)
    rings, holders = _inside(polygons, 1)
    array, starts = _rings(rings)
    return shapely.from_ragged_array(GeometryType.MULTIPOLYGON, array, (starts, holders, parts))


_BULK: dict[str, Callable[[list[Any]], Any]] = {
    "Point": _bulk_points,
    "MultiPoint": _bulk_multipoints,
    "LineString": _bulk_lines,
    "MultiLineString": _bulk_multilines,
    "Polygon": _bulk_polygons,
    "MultiPolygon": _bulk_multipolygons,
}


class _One:
    """Read a single geometry with an eye on every number; `slips` are those that leave it drawable."""

    def __init__(self) -> None:
        self.slips: list[Slip] = []

    def slip(self, code: str, what: str, remedy: str = "", severity: Severity = "error") -> None:
        """Note a slip, once for each code."""
        if all(known.code != code for known in self.slips):
            self.slips.append(Slip(code, what, remedy, severity))

    def geometry(self, value: Any, level: int = 0) -> Any:
        """The geometry of a GeoJSON geometry object."""
        if not isinstance(value, dict):
            raise Unclear("geometry_type", f"The geometry is {_in_words(value)}, not an object.")
        if isinstance(value, Faulty):
            raise Unclear("duplicate_key", f"In the geometry {value.what}", "Keep one of them.")
        name = self._type(value.get("type"))
        self._members(value)
        if name == "GeometryCollection":
            return self._collection(value.get("geometries"), level)
        if "coordinates" not in value:
            raise Unclear("no_coordinates", f"The {name} has no coordinates.")
        coordinates = value["coordinates"]
        if coordinates == []:
            raise Unclear("empty_geometry", f"The {name} has no positions.", "Give its position, or a null geometry.")
        return getattr(self, f"_{name.lower()}")(coordinates)

    def _type(self, name: Any) -> str:
        if isinstance(name, str):
            known = next((known for known in TYPES if known.lower() == name.strip().lower()), None)
            if known:
                if name != known:
                    self.slip("type_case", f'The type is written "{name}".', f'Write "{known}".', "warning")
                return known
            raise Unclear(
                "geometry_type", f'"{shortened(name)}" is not a geometry type.', f"Use one of: {', '.join(TYPES)}."
            )
        raise Unclear("geometry_type", f"The geometry's type is {_in_words(name)}.", f"Use one of: {', '.join(TYPES)}.")

    def _members(self, value: dict[str, Any]) -> None:
        strange = sorted(FOREIGN & set(value))
        if strange:
            self.slip(
                "geojson_semantics",
                f'A geometry cannot hold a member "{strange[0]}".',
                "It was ignored.",
                "warning",
            )
        if (fault := bbox_fault(value)) is not None:
            self.slip("bbox", fault, "It was ignored.", "warning")

    def _collection(self, members: Any, level: int) -> Any:
        if not isinstance(members, list):
            raise Unclear("geometry_type", 'The GeometryCollection has no list "geometries".')
        if not members:
            raise Unclear("empty_geometry", "The GeometryCollection is empty.", "Give a null geometry.")
        if level:
            self.slip("collection", "A GeometryCollection is inside another.", severity="note")
        elif len(members) == 1:
            self.slip("collection", "A GeometryCollection holds a single geometry.", severity="note")
        good = self._parts(members, lambda member: self.geometry(member, level + 1))
        return good[0] if len(good) < len(members) == len(good) + 1 and len(good) == 1 else (
            shapely.geometrycollections(good)
        )  # fmt: skip

    def _parts(self, parts: list[Any], read: Callable[[Any], Any], least: int = 1) -> list[Any]:
        """The parts that can be drawn; each other one is a slip. Raises Unclear if they are fewer than `least`."""
        good: list[Any] = []
        faults: list[tuple[int, Slip]] = []
        for number, part in enumerate(parts, start=1):
            try:
                good.append(read(part))
            except Unclear as fault:
                faults.append((number, fault.slip))
        if len(good) < least:
            raise Unclear(faults[0][1].code, faults[0][1].what, faults[0][1].remedy)
        for number, slip in faults:
            what = f"Part {number} of {len(parts)} is not drawn: {slip.what} The other parts are."
            self.slips.append(Slip("part_not_drawn", what, slip.remedy,
                                   "warning" if slip.code == "empty_geometry" else "error"))  # fmt: skip
        return good

    def _point(self, coordinates: Any) -> Any:
        return shapely.points(self._position(coordinates))

    def _multipoint(self, coordinates: Any) -> Any:
        points = self._parts(_list(coordinates, "positions"), self._position)
        return shapely.multipoints(shapely.points(self._array(points)))

    def _linestring(self, coordinates: Any) -> Any:
        return shapely.linestrings(self._line(coordinates, 2))

    def _multilinestring(self, coordinates: Any) -> Any:
        return shapely.multilinestrings(self._parts(_list(coordinates, "lines"), self._linestring))

    def _polygon(self, coordinates: Any) -> Any:
        outer, *inner = _list(coordinates, "rings")
        shell = shapely.linearrings(self._ring(outer))
        holes = self._parts(inner, lambda ring: shapely.linearrings(self._ring(ring)), least=0)
        return shapely.polygons(shell, holes or None)

    def _multipolygon(self, coordinates: Any) -> Any:
        return shapely.multipolygons(self._parts(_list(coordinates, "polygons"), self._polygon))

    def _position(self, value: Any) -> tuple[float, ...]:
        if not isinstance(value, list):
            raise Unclear(
                "position", f"A position is {_in_words(value)}, not a list of numbers.", "Is the nesting right?"
            )
        if len(value) < 2:
            raise Unclear(
                "position", f"A position has {counted(len(value), 'number')}.", "It needs longitude and latitude."
            )
        wrong = [number for number in value[:2] if not _is_number(number)]
        if wrong:
            raise Unclear("position", f"A position holds {_in_words(wrong[0])} where a number should be.")
        lon, lat = map(float, value[:2])
        if len(value) > 3:
            self.slip("position_length", f"A position has {counted(len(value), 'number')}; the first three were read.",
                      severity="warning")  # fmt: skip
        if len(value) == 2:
            return lon, lat
        if not _is_number(value[2]):
            self.slip("height", f"A height is {_in_words(value[2])}; it was left out.")
            return lon, lat
        return lon, lat, float(value[2])

    def _line(self, value: Any, least: int) -> Any:
        positions = [self._position(position) for position in _list(value, "positions")]
        if len(positions) < least:
            raise Unclear("too_few_positions", f"A line has {counted(len(positions), 'position')}.", "It needs two.")
        return self._array(positions)

    def _ring(self, value: Any) -> Any:
        positions = [self._position(position) for position in _list(value, "positions")]
        if len(set(positions)) < 3:
            raise Unclear("too_few_positions", f"A ring has {len(set(positions))} different positions.",
                          "It needs three.")  # fmt: skip
        if positions[0][:2] != positions[-1][:2]:
            self.slip("ring_not_closed", "A ring does not end where it begins; it was closed with a straight line.",
                      "Are positions missing?")  # fmt: skip
            positions.append(positions[0])
        ring = self._array(positions)
        ring[-1] = ring[0]
        return ring

    def _array(self, positions: list[tuple[float, ...]]) -> Any:
        size = min(map(len, positions))
        if size != max(map(len, positions)):
            self.slip("heights", "Some positions have a height and some have none; the heights were left out.",
                      severity="warning")  # fmt: skip
        return np.array([position[:size] for position in positions], dtype=np.float64)


def bbox_fault(value: dict[str, Any]) -> str | None:
    """What is wrong with the bbox of a GeoJSON object, if it has one."""
    if "bbox" not in value or value["bbox"] is None:
        return None
    bbox = value["bbox"]
    if not isinstance(bbox, list):
        return f"The bbox is {_in_words(bbox)}, not a list of numbers."
    if len(bbox) not in (4, 6):
        return f"The bbox has {counted(len(bbox), 'number')}; it needs four, or six with heights."
    wrong = [number for number in bbox if not _is_number(number)]
    return f"The bbox holds {_in_words(wrong[0])} where a number should be." if wrong else None


def _list(value: Any, of: str) -> list[Any]:
    if not isinstance(value, list):
        raise Unclear("nesting", f"Where a list of {of} should be stands {_in_words(value)}.", "Is the nesting right?")
    if not value:
        raise Unclear("empty_geometry", f"A list of {of} is empty.")
    return value


def _is_number(value: Any) -> bool:
    return type(value) in (int, float) and isfinite(value)


def _in_words(value: Any) -> str:
    """A JSON value in words."""
    if value is None:
        return "null"
    if isinstance(value, Fault):
        return shortened(value.written)
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    return shortened(written(value))
