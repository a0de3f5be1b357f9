"""The valley of `extract` as vector tiles, in each schema that is read."""

import shapely
from extract import SQUARE
from vector_tiles import pmtiles

BROOK = shapely.LineString([(46.91, 39.96), (46.94, 39.99), (46.96, 40.02)])
MAIN = shapely.LineString([(46.9, 39.98), (46.95, 39.992), (47.0, 40.0)])
MINOR = shapely.LineString([(46.928, 39.988), (46.932, 39.991)])
FAR = shapely.LineString([(47.3, 40.1), (47.31, 40.11)])
WOOD = shapely.Polygon(SQUARE)
HOUSE = shapely.Polygon([(x + 0.006, y) for x, y in SQUARE])
LAKE = shapely.box(46.95, 39.97, 46.954, 39.974)
QUILLSTEAD, AGDAM = shapely.Point(46.94, 39.995), shapely.Point(46.931, 39.992)
BROOK_IS, QUILLSTEAD_IS = ({"name": "Ink Brook"}, "Чернилка"), ({"name": "Quillstead"}, "Перьево")


def called(names, language):
    own, russian = names
    return {**own, language: russian}


def protomaps():
    return {
        "earth": [(shapely.box(46.8, 39.9, 47.4, 40.2), {"kind": "earth"})],
        "water": [
            (BROOK, {"kind": "river", **called(BROOK_IS, "name:ru")}),
            (LAKE, {"kind": "lake", "name": "Blot"}),
        ],
        "roads": [
            (MAIN, {"kind": "major_road", "kind_detail": "primary"}),
            (MINOR, {"kind": "minor_road", "kind_detail": "residential"}),
            (FAR, {"kind": "minor_road", "kind_detail": "residential"}),
        ],
        "landuse": [(WOOD, {"kind": "forest"})],
        "buildings": [(HOUSE, {"kind": "building"})],
        "places": [
            (QUILLSTEAD, {"kind": "locality", "kind_detail": "village", **called(QUILLSTEAD_IS, "name:ru")}),
            (AGDAM, {"kind": "locality", "kind_detail": "town", "name": "Ağdam", "population": 40000}),
        ],
    }


def openmaptiles():
    return {
        "water": [(LAKE, {"class": "lake"})],
        "water_name": [(shapely.Point(46.952, 39.972), {"name": "Blot"})],
        "waterway": [(BROOK, {"class": "river", **called(BROOK_IS, "name:ru")})],
        "transportation": [
            (MAIN, {"class": "primary"}),
            (MINOR, {"class": "minor"}),
            (FAR, {"class": "minor"}),
        ],
        "landcover": [(WOOD, {"class": "wood"})],
        "building": [(HOUSE, {"render_height": 5})],
        "place": [
            (QUILLSTEAD, {"class": "village", **called(QUILLSTEAD_IS, "name:ru")}),
            (AGDAM, {"class": "town", "name": "Ağdam"}),
        ],
    }


def shortbread():
    return {
        "water_polygons": [(LAKE, {"kind": "water"})],
        "water_polygons_labels": [(shapely.Point(46.952, 39.972), {"kind": "water", "name": "Blot"})],
        "water_lines": [(BROOK, {"kind": "river"})],
        "water_lines_labels": [(BROOK, {"kind": "river", **called(BROOK_IS, "name_ru")})],
        "streets": [(MAIN, {"kind": "primary"}), (MINOR, {"kind": "residential"}), (FAR, {"kind": "residential"})],
        "land": [(WOOD, {"kind": "forest"})],
        "buildings": [(HOUSE, {"dummy": 1})],
        "place_labels": [
            (QUILLSTEAD, {"kind": "village", **called(QUILLSTEAD_IS, "name_ru")}),
            (AGDAM, {"kind": "town", "name": "Ağdam", "population": 40000}),
        ],
    }


def unknown():
    """Layers of nobody's schema."""
    return {
        "lakes_and_rivers": [(BROOK, {"name": "Ink Brook"}), (LAKE, {"name": "Blot"})],
        "ways": [(MAIN, {"n": 1})],
        "towns": [(AGDAM, {"name": "Ağdam"})],
        "pubs": [(QUILLSTEAD, {"name": "The Quill"})],
    }


SCHEMAS = {"Protomaps": protomaps, "OpenMapTiles": openmaptiles, "Shortbread": shortbread}


def valley(schema, **metadata):
    return pmtiles(SCHEMAS[schema](), **metadata)
