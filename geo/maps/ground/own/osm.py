"""OpenStreetMap extracts (.osm.pbf): roads, water, woods, buildings and named places, by GDAL's driver."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely

from geo.maps.ground.own import gdal
from geo.maps.ground.own.naming import columns_of_names, names_of, place_rank, places_of
from geo.maps.ground.own.parts import KINDS, Own, Part, Where
from geo.maps.ground.world import Names, Places

CREDIT = "© OpenStreetMap contributors"

_ROADS = {
    "road_main": ("motorway", "trunk", "primary"),
    "road_middle": ("secondary", "tertiary"),
    "road_minor": ("unclassified", "residential", "living_street", "road"),
    "service": ("service",),
    "track": ("track",),
    "path": ("path", "footway", "pedestrian", "bridleway", "cycleway", "steps"),
}
Tags = Mapping[str, Mapping[str, Sequence[str]]]
_LINES: Tags = {
    "highway": {kind: (*values, *(f"{value}_link" for value in values)) for kind, values in _ROADS.items()},
    "waterway": {"river": ("river", "canal"), "stream": ("stream", "drain", "ditch")},
    "railway": {"rail": ("rail", "narrow_gauge")},
    "natural": {"coast": ("coastline",)},
}
_AREAS: Tags = {
    "natural": {"water": ("water",), "wood": ("wood",)},
    "waterway": {"water": ("riverbank", "dock")},
    "landuse": {
        "water": ("reservoir", "basin"),
        "wood": ("forest",),
        "cemetery": ("cemetery",),
        "built": ("residential", "commercial", "industrial", "retail"),
        "field": ("farmland", "orchard", "vineyard", "meadow", "grass", "plant_nursery"),
    },
    "amenity": {"cemetery": ("grave_yard",)},
}
"""Which values of which tag are which kind (wiki.openstreetmap.org, Map features)."""
_PLACES = {"place": ("city", "town", "village", "suburb", "hamlet", "isolated_dwelling", "locality")}
_WATER = {"river", "water"}
_IN_LANGUAGE = "name:{}"
_FIRST_DAY = "2004"  # OpenStreetMap began then; GDAL says 1970 where a file has no dates


def read(path: Path, where: Where) -> Own:
    """Read what a map needs of an extract. Raises SourceError for a file that cannot be read."""
    names = columns_of_names(_IN_LANGUAGE)
    far, near = _split(_LINES)
    far_areas, near_areas = _split(_AREAS)
    settlements = gdal.Wanted("points", ["osm_timestamp", "place", "population", *names], where.all, _any_of(_PLACES))
    wanted = [
        settlements,
        gdal.Wanted("lines", [*_LINES, *names], where.all, _any_of(far)),
        gdal.Wanted("multipolygons", [*_AREAS, *names], where.all, _any_of(far_areas)),
        gdal.Wanted("lines", [*_LINES], where.near, _any_of(near)),
        gdal.Wanted(
            "multipolygons", [*_AREAS, "building"], where.near, f"{_any_of(near_areas)} OR building IS NOT NULL"
        ),
    ]
    points, *found = gdal.read(path, "OSM", ".osm.pbf", wanted, config=_configuration(names))
    parts: dict[str, Part] = {}
    for one, tags, otherwise in zip(found, (far, far_areas, near, near_areas), ("", "", "", "building"), strict=True):
        parts |= _parts(one, _LINES if tags in (far, near) else _AREAS, otherwise)
    days = [str(stamp)[:10].replace("/", "-") for stamp in points.column("osm_timestamp") if stamp]
    newest = max(days, default="")
    of = f" of {newest}" if newest > _FIRST_DAY else ""
    return Own(f"OpenStreetMap extract{of}", CREDIT, parts, _places(points))


def _split(tags: Tags) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The values by tag of kinds that are wanted everywhere, and of those wanted near records only."""
    far: dict[str, list[str]] = {}
    near: dict[str, list[str]] = {}
    for tag, kinds in tags.items():
        for kind, values in kinds.items():
            (near if KINDS[kind].far_from is None else far).setdefault(tag, []).extend(values)
    return far, near


def _any_of(tags: Mapping[str, Sequence[str]]) -> str:
    quoted = {tag: ", ".join(f"'{value}'" for value in values) for tag, values in tags.items()}
    return " OR ".join(f"{tag} IN ({values})" for tag, values in quoted.items())


def _configuration(names: Sequence[str]) -> str:
    """What GDAL's driver is to make columns of (gdal.org/drivers/vector/osm)."""
    wanted = {
        "points": ["place", "population", *names],
        "lines": [*_LINES, *names],
        "multipolygons": [*_AREAS, "building", *names],
    }
    head = (
        "closed_ways_are_polygons=amenity,building,landuse,natural,waterway=riverbank\nattribute_name_laundering=no\n"
    )
    sections = (
        f"[{layer}]\nosm_id=yes\nosm_timestamp={'yes' if layer == 'points' else 'no'}\n"
        f"attributes={','.join(columns)}\nother_tags=no\n"
        for layer, columns in wanted.items()
    )
    return head + "".join(sections)


def _parts(found: gdal.Found, tags: Tags, otherwise: str) -> dict[str, Part]:
    """The shapes by kind; only waters keep their names."""
    kinds = np.array(list(_kinds(found, tags, otherwise)), dtype=object)
    parts = {}
    for kind in dict.fromkeys(kinds.tolist()):
        chosen = np.flatnonzero((kinds == kind) & ~shapely.is_missing(found.shapes))
        names: list[Names] = (
            names_of(found.column, chosen.tolist(), _IN_LANGUAGE) if kind in _WATER else [{}] * len(chosen)
        )
        parts[kind] = Part(found.shapes[chosen], names)
    return parts


def _kinds(found: gdal.Found, tags: Tags, otherwise: str) -> Iterator[str]:
    kind_of = {(tag, value): kind for tag, kinds in tags.items() for kind, values in kinds.items() for value in values}
    for values in zip(*(found.column(tag) for tag in tags), strict=True):
        own = (kind_of.get(pair) for pair in zip(tags, values, strict=True))
        yield next((kind for kind in own if kind), otherwise)


def _places(found: gdal.Found) -> Places:
    names = names_of(found.column, range(len(found.shapes)), _IN_LANGUAGE)
    kept = [index for index, own in enumerate(names) if own and found.shapes[index] is not None]
    people, kinds = found.column("population"), found.column("place")
    ranks = [place_rank(str(kinds[row]), people[row]) for row in kept]
    return places_of(shapely.get_coordinates(found.shapes[kept]), ranks, [names[row] for row in kept])
