"""Vector tiles in one PMTiles file: read by GDAL's driver, and put together again where tiles cut them.

Near records tiles of the finest zoom are read, elsewhere those of a zoom that takes few of them; the two meet on the
edge of what is near. So a road is not drawn twice, a little beside itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import shapely

from geo.crs.transformations import transformer_between
from geo.maps.ground.own import gdal
from geo.maps.ground.own.joining import inside, joined, named_by, together
from geo.maps.ground.own.naming import columns_of_names, names_of, place_rank, places_of, plain_name
from geo.maps.ground.own.osm import CREDIT
from geo.maps.ground.own.parts import KINDS, Own, Part, Where
from geo.maps.ground.own.schemas import Schema, Taken, plain, schema_of
from geo.maps.ground.own.tiles_heading import Heading, heading_of
from geo.maps.ground.world import Names, Places

_FEW_TILES, _MORE_TILES, _MOST_TILES = 300, 2000, 4000
"""Of what lies away from records; of the places in it, which small zooms lack; and of what is near records."""
_MOST_AREAS = 40
_MOST_LISTED = 6
_FAR = frozenset(kind for kind, what in KINDS.items() if what.far_from is not None)
_WATERS = {"river", "water"}
_IN_LANGUAGE = "name:{}", "name_{}"
_MERCATOR = "EPSG:3857"


class _Level(NamedTuple):
    """Tiles of one zoom: the areas that they are read for, what is wanted of them, and what another level has."""

    zoom: int
    areas: Sequence[Any]
    kinds: frozenset[str]
    without: Any = None


def read(path: Path, where: Where) -> Own:
    """Read what a map needs of a file of vector tiles. Raises SourceError for one that cannot be read."""
    heading = heading_of(path)
    known = schema_of(heading.layers)
    schema = known or plain(heading.layers)
    near, boxes = _few(where.near_area()), [shapely.box(*box) for box in where.boxes]
    finest = _zoom_for(near, _MOST_TILES, heading)
    fine = _Level(finest, near, frozenset(KINDS))
    coarse = _Level(min(finest, _zoom_for(boxes, _FEW_TILES, heading)), boxes, _FAR, shapely.union_all(near))
    towns = _Level(_zoom_for(boxes, _MORE_TILES, heading), boxes, frozenset())
    tasks = [task for level in (fine, coarse) for task in _tasks(level, schema.layers())]
    settled = [task for level in (towns, fine) for task in _tasks(level, schema.settled())]
    answers = gdal.read(path, "PMTiles", ".pmtiles", [task.wanted for task in (*tasks, *settled)])
    found = [(task, _on_earth(answer)) for task, answer in zip([*tasks, *settled], answers, strict=True)]
    parts: dict[str, list[Part]] = {}
    for level in (fine, coarse):
        for kind, part in _parts(
            schema, [(task, one) for task, one in found[: len(tasks)] if task.level is level]
        ).items():
            parts.setdefault(kind, []).append(part)
    source = f"{schema.name} tiles" if known else f"tiles of a schema that is not known ({_listed(heading)})"
    notes = []
    if finest < heading.max_zoom:
        notes.append(
            f"The records lie so far apart that around them it was read at zoom {finest} of {heading.max_zoom}."
        )
    whole = {kind: together(parts[kind]) for kind in KINDS if kind in parts}
    return Own(source, _credit(heading, known), whole, _places(schema, found[len(tasks) :]), notes)


class _Task(NamedTuple):
    level: _Level
    area: Any
    wanted: gdal.Wanted


def _tasks(level: _Level, layers: Iterable[str]) -> Iterator[_Task]:
    """What to read for a level: each layer, of each of its areas."""
    names = columns_of_names(*_IN_LANGUAGE)
    columns = ["class", "kind", "kind_detail", "pmap:kind", "pmap:kind_detail", "highway", "place", "type"]
    for area in level.areas:
        asked = shapely.to_wkt(_projected(area, "OGC:CRS84", _MERCATOR), rounding_precision=1)
        options = {"ZOOM_LEVEL": str(level.zoom)}
        for layer in dict.fromkeys(layers):
            wanted = gdal.Wanted(layer, [*columns, "population", *names], asked, options=options)
            yield _Task(level, area, wanted)


def _projected(shapes: Any, source: str, target: str) -> Any:
    turn = transformer_between(source, target)
    return shapely.transform(shapes, lambda vertices: np.column_stack(turn.transform(*vertices.T)))


def _few(area: Any) -> list[Any]:
    """The parts of an area; where there are many, squares in their place."""
    step = 0.1
    parts = list(shapely.get_parts(area))
    while len(parts) > _MOST_AREAS:
        corners = np.floor(shapely.bounds(np.array(parts, dtype=object)) / step) * step
        west, south, east, north = corners.T
        squares: Any = shapely.box(west, south, east + step, north + step)
        parts = list(shapely.get_parts(shapely.union_all(squares)))
        step *= 2
    return parts


def _zoom_for(areas: Sequence[Any], most: int, heading: Heading) -> int:
    """The finest zoom at which some areas take no more tiles than a number."""
    west, south, east, north = shapely.bounds(np.array(areas, dtype=object)).reshape(-1, 4).T
    top, bottom = (0.5 - np.arctanh(np.sin(np.radians(lat))) / (2 * np.pi) for lat in (north, south))
    for zoom in range(heading.max_zoom, heading.min_zoom, -1):
        across = [np.floor(side * 2**zoom) for side in ((west + 180) / 360, (east + 180) / 360, top, bottom)]
        if ((across[1] - across[0] + 1) * (across[3] - across[2] + 1)).sum() <= most:
            return zoom
    return heading.min_zoom


def _on_earth(found: gdal.Found) -> gdal.Found:
    shapes = found.shapes
    return replace(found, shapes=_projected(shapes, _MERCATOR, "OGC:CRS84") if len(shapes) else shapes)


def _parts(schema: Schema, found: Sequence[tuple[_Task, gdal.Found]]) -> dict[str, Part]:
    """The shapes of a level by kind."""
    pieces: dict[str, list[Part]] = {}
    names: list[Part] = []
    for task, one in found:
        if task.wanted.layer in schema.named:
            names.append(Part(one.shapes, names_of(one.column, range(len(one.shapes)), *_IN_LANGUAGE)))
        for taken in schema.taken:
            if taken.layer == task.wanted.layer:
                for kind, part in _by_kind(one, taken, task.level.kinds):
                    pieces.setdefault(kind, []).append(inside(part, task.area, task.level.without))
    parts = {}
    for kind, some in pieces.items():
        whole = together(some)
        if kind in _WATERS and names:
            whole = named_by(whole, together(names))
        parts[kind] = joined(whole)
    return {kind: part for kind, part in parts.items() if len(part.shapes)}


def _by_kind(found: gdal.Found, taken: Taken, wanted: frozenset[str]) -> Iterator[tuple[str, Part]]:
    """The shapes of a layer that are of a dimension, by kind; only waters keep their names."""
    is_one = shapely.get_dimensions(found.shapes) == taken.dimension
    kinds = np.array(_values(found, taken), dtype=object)
    for kind in dict.fromkeys(kinds[is_one].tolist()):
        if kind in wanted:
            indexes = np.flatnonzero(is_one & (kinds == kind))
            is_named = kind in _WATERS
            names = names_of(found.column, indexes.tolist(), *_IN_LANGUAGE) if is_named else [{}] * len(indexes)
            yield kind, Part(found.shapes[indexes], names)


def _values(found: gdal.Found, taken: Taken) -> list[str]:
    """What each shape is: by the first column whose value is known, else what all others are."""
    columns = [found.column(name) for name in taken.columns]
    told = ([taken.kinds.get(str(column[index]), "") for column in columns] for index in range(len(found.shapes)))
    return [next(filter(None, one), taken.otherwise) for one in told]


def _places(schema: Schema, found: Sequence[tuple[_Task, gdal.Found]]) -> Places:
    """Every place once, though two zooms have it."""
    once: dict[tuple[str, float, float], tuple[float, float, int, Names]] = {}
    for task, one in found:
        for taken in schema.towns:
            if taken.layer != task.wanted.layer:
                continue
            names = names_of(one.column, range(len(one.shapes)), *_IN_LANGUAGE)
            people = one.column("population")
            for index, sort in enumerate(_values(one, taken)):
                if sort and names[index] and shapely.get_dimensions(one.shapes[index]) == taken.dimension:
                    lon, lat = shapely.get_coordinates(one.shapes[index])[0].tolist()
                    key = names[index][""], round(lon, 2), round(lat, 2)
                    once[key] = (lon, lat, place_rank(sort, people[index]), names[index])
    lonlat = np.array([place[:2] for place in once.values()], dtype=float)
    return places_of(lonlat, [rank for _, _, rank, _ in once.values()], [names for *_, names in once.values()])


def _credit(heading: Heading, known: Schema | None) -> str:
    """Whom the file asks to name; all files in a known schema are made of OpenStreetMap's data."""
    if known is None or "openstreetmap" in heading.attribution.lower():
        return heading.attribution
    return f"{heading.attribution} {CREDIT}".strip()


def _listed(heading: Heading) -> str:
    """The layers of a file, the first of them by name."""
    first = [plain_name(name) for name in heading.layers[:_MOST_LISTED]]
    return ", ".join(first) + (" …" if len(heading.layers) > _MOST_LISTED else "")
