"""Which layers of vector tiles hold what: the schemas of such files, and what to take where none is known.

A schema is recognised by several layers, since others use single names of them too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

POINT, LINE, AREA = 0, 1, 2


class Taken(NamedTuple):
    """What is taken of a layer: shapes of a dimension, whose kind is told by the first of some columns that has a value
    which is known. `otherwise`: the kind of all others, "" for none."""

    layer: str
    dimension: int
    columns: Sequence[str] = ()
    kinds: Mapping[str, str] = {}
    otherwise: str = ""


class Schema(NamedTuple):
    """A schema of vector tiles.

    `told_by`: groups of layers; a file that has all of one group is in this schema. `towns`: the layer of places, with
    the columns that tell their sort. `named`: layers whose shapes name the waters of another.
    """

    name: str
    told_by: Sequence[frozenset[str]]
    taken: Sequence[Taken]
    towns: Sequence[Taken]
    named: Sequence[str] = ()

    def layers(self) -> list[str]:
        """Give the names of the layers that shapes and their names are read of."""
        return list(dict.fromkeys([*(one.layer for one in self.taken), *self.named]))

    def settled(self) -> list[str]:
        """Give the names of the layers that places are read of."""
        return [one.layer for one in self.towns]


def _each(**kinds: str) -> dict[str, str]:
    """Values, written in one text for each kind."""
    return {value: kind for kind, values in kinds.items() for value in values.split()}


_ROADS = _each(
    road_main="motorway trunk primary",
    road_middle="secondary tertiary",
    road_minor="unclassified residential living_street road minor",
    service="service",
    track="track",
    path="path footway pedestrian bridleway cycleway steps",
    rail="rail narrow_gauge",
)
_LINKS = {f"{value}_link": kind for value, kind in _ROADS.items()}
_LAND = _each(
    wood="wood forest",
    cemetery="cemetery grave_yard",
    built="residential commercial industrial retail",
    field="farmland farm orchard vineyard meadow grass grassland plant_nursery",
)
_STREAMS = _each(river="river canal", stream="stream drain ditch")
_SEA = {"ocean": "sea", "sea": "sea"}
_SORTS = _each(city="city capital state_capital", town="town", village="village", suburb="suburb", hamlet="hamlet",
               isolated_dwelling="isolated_dwelling farm", locality="locality")  # fmt: skip

PROTOMAPS = Schema(
    "Protomaps",
    (frozenset({"earth", "roads"}), frozenset({"earth", "places"})),
    (
        Taken("water", AREA, ("kind", "pmap:kind"), _SEA, "water"),
        Taken("water", LINE, ("kind", "pmap:kind"), _STREAMS),
        Taken("physical_line", LINE, ("kind", "pmap:kind"), _STREAMS),
        # `kind_detail` is finer than `kind`, and files before version 4 have other names for both.
        Taken(
            "roads",
            LINE,
            ("kind_detail", "pmap:kind_detail", "highway", "kind", "pmap:kind"),
            {
                **_ROADS,
                **_LINKS,
                **_each(road_main="highway major_road", road_middle="medium_road", road_minor="minor_road"),
            },
        ),
        Taken("transit", LINE, ("kind_detail", "kind", "pmap:kind"), {"rail": "rail"}),
        Taken("landuse", AREA, ("kind", "pmap:kind"), _LAND),
        Taken("natural", AREA, ("kind", "pmap:kind"), _LAND),
        Taken("buildings", AREA, otherwise="building"),
    ),
    (Taken("places", POINT, ("kind_detail", "pmap:kind_detail", "place", "kind", "pmap:kind"), _SORTS),),
    ("physical_point",),
)
OPENMAPTILES = Schema(
    "OpenMapTiles",
    (frozenset({"transportation", "place"}), frozenset({"transportation", "waterway"})),
    (
        Taken("water", AREA, ("class",), _SEA, "water"),
        Taken("waterway", LINE, ("class",), _STREAMS),
        Taken("transportation", LINE, ("class",), _ROADS),
        Taken("landcover", AREA, ("class",), _LAND),
        Taken("landuse", AREA, ("class",), _LAND),
        Taken("building", AREA, otherwise="building"),
    ),
    (Taken("place", POINT, ("class",), _SORTS),),
    ("water_name",),
)
SHORTBREAD = Schema(
    "Shortbread",
    (frozenset({"streets", "place_labels"}), frozenset({"streets", "water_polygons"})),
    (
        Taken("ocean", AREA, otherwise="sea"),
        Taken("water_polygons", AREA, ("kind",), otherwise="water"),
        Taken("water_lines", LINE, ("kind",), _STREAMS),
        Taken("streets", LINE, ("kind",), {**_ROADS, **_LINKS}),
        Taken("land", AREA, ("kind",), _LAND),
        Taken("buildings", AREA, otherwise="building"),
    ),
    (Taken("place_labels", POINT, ("kind",), _SORTS),),
    ("water_lines_labels", "water_polygons_labels"),
)
SCHEMAS = (PROTOMAPS, OPENMAPTILES, SHORTBREAD)
_WATER = re.compile(r"water|ocean|sea\b|lake|river|stream", re.IGNORECASE)
_SETTLED = re.compile(r"place|city|cities|town|village|settlement|localit", re.IGNORECASE)


def schema_of(layers: Collection[str]) -> Schema | None:
    """Give the schema that a file with these layers is in; None where it is not known."""
    there = frozenset(layers)
    return next((schema for schema in SCHEMAS if any(group <= there for group in schema.told_by)), None)


def plain(layers: Iterable[str]) -> Schema:
    """Give what to take of layers of which nothing is known: every shape, and points with names as places.

    Where a layer sounds as if it held settlements, points of others are no places.
    """
    names = list(layers)
    taken = [
        Taken(name, dimension, otherwise=kind)
        for name in names
        for dimension, kind in zip((LINE, AREA), ("river", "water") if _WATER.search(name) else ("line", "area"),
                                   strict=True)
    ]  # fmt: skip
    settled = [name for name in names if _SETTLED.search(name)]
    sorts = ("class", "kind", "place", "type")
    towns = [Taken(name, POINT, sorts, _SORTS, "locality") for name in settled or names]
    return Schema("", (), taken, towns)
