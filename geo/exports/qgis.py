"""Styles for QGIS inside a GeoPackage, so that it shows the symbols of land release as soon as the file is opened.

QGIS looks for the style of a table in `layer_styles` (its own convention; ArcGIS and others leave that table alone). A
table may hold points, lines and areas, which QGIS takes for a layer each: each class has a rule for each, so that none
is drawn with a symbol that its shape cannot take, which QGIS leaves out without a word. An area that is too small to be
seen at a scale is drawn as its mark.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from geo.exports.flat import geometry_types
from geo.records.symbols import Hatch, Look, classes, look_of

if TYPE_CHECKING:
    from geo.records import Layer

_MM_PER_PX = 0.2646
_MARK_MM = 3.0
_SEEN_MM = 1.5
"""An area whose side is shorter than this on the screen is drawn as its mark."""
_SHAPES = {"ring": "circle", "dot": "circle", "question": "circle"}
_ANGLES = {"diagonal": 45, "counter": 135, "horizontal": 0, "vertical": 90}
_TABLE = """
    CREATE TABLE layer_styles (
        id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
        f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
        useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME
    )"""
_LISTED = """
    INSERT INTO gpkg_contents (table_name, data_type, identifier, description)
    VALUES ('layer_styles', 'attributes', 'layer_styles', 'Styles for QGIS')"""


def add_styles(path: Path, layers: Sequence[Layer], columns: dict[str, tuple[str, ...]]) -> None:
    """Write the styles of layers into their GeoPackage. `columns`: those of each layer's table, by the layer's name.

    Raises sqlite3.Error if the disk does not take it.
    """
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(_TABLE)
        database.execute(_LISTED)
        for layer in layers:
            if not layer.what.placed:
                continue
            (geometry,) = database.execute(
                "SELECT column_name FROM gpkg_geometry_columns WHERE table_name = ?", (layer.name,)
            ).fetchone()
            database.execute(
                "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName,"
                " styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
                (layer.name, geometry, layer.kind, style_of(layer, columns[layer.name]),
                 "Symbols of land release, by Zonemark"),
            )  # fmt: skip


def style_of(layer: Layer, columns: Sequence[str]) -> str:
    """Give the style of a layer as QGIS writes one (QML)."""
    root = Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = SubElement(root, "renderer-v2", type="RuleRenderer", symbollevels="0", forceraster="0")
    rules = SubElement(renderer, "rules", key="zonemark")
    symbols = SubElement(renderer, "symbols")
    number = 0
    for shape in _shapes_of(layer):
        for values in classes(layer.kind):
            where = " AND ".join(
                [f"geometry_type($geometry) = '{shape}'", *_conditions(layer, values, columns)],
            )
            label = " · ".join(value.replace("_", " ") for value in values) or layer.kind
            SubElement(rules, "rule", key=f"zonemark-{number}", filter=where, label=label, symbol=f"{number}")
            look = look_of(layer.kind, *values)
            symbols.append(_SYMBOLS[shape](f"{number}", look))
            number += 1
    return '<!DOCTYPE qgis PUBLIC "http://mrcc.com/qgis.dtd" "SYSTEM">\n' + tostring(root, encoding="unicode")


def _shapes_of(layer: Layer) -> list[str]:
    found = geometry_types([layer])
    named = {"Point": "Point", "Line": "Line", "Polygon": "Polygon"}
    there = [shape for part, shape in named.items() if any(part in one for one in found)]
    return there or ["Polygon"]


def _conditions(layer: Layer, values: Sequence[str], columns: Sequence[str]) -> Iterator[str]:
    """Which records are of a class; one with a value that is not known, or with none, is of the class `unknown`."""
    for at, value in enumerate(values):
        name = layer.what.symbol.by[at]
        if name not in columns:
            yield "1" if value == "unknown" else "0"
            continue
        column = f'"{name}"'
        if value != "unknown":
            yield f"{column} = '{value}'"
        else:
            known = sorted({one[at] for one in classes(layer.kind)} - {"unknown"})
            yield f"coalesce({column}, '') NOT IN ({', '.join(repr(one) for one in known)})"


def _mm(px: float) -> str:
    return f"{px * _MM_PER_PX:.2f}"


def _rgba(colour: str, opacity: float = 1) -> str:
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    return ",".join(map(str, [*parts, round(opacity * 255)]))


def _part(symbol: Element, kind: str, **options: str) -> Element:
    """A layer of a symbol, with its options as QGIS writes them."""
    part = SubElement(symbol, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    kept = SubElement(part, "Option", type="Map")
    for name, value in options.items():
        SubElement(kept, "Option", name=name, value=value, type="QString")
    return part


def _area(name: str, look: Look) -> Element:
    symbol = Element("symbol", type="fill", name=name, alpha="1", clip_to_extent="1", force_rhr="0")
    fill = _rgba(look.fill, look.opacity)
    _part(symbol, "SimpleFill", color=fill, style="solid" if look.opacity else "no", outline_style="no")
    for direction in look.hatch.lines if look.hatch else ():
        _add_hatch(symbol, f"@{name}@{len(symbol)}", look.hatch, direction)  # type: ignore[arg-type]
    _add_lines(symbol, look)
    # Turned so that where QGIS cannot tell (no scale, no area), the mark is there.
    side_mm = "sqrt(area(transform($geometry, 'EPSG:4326', 'EPSG:6933'))) / @map_scale * 1000"
    part = _part(symbol, "CentroidFill", point_on_surface="1", point_on_all_parts="0")
    part.append(_point(f"@{name}@{len(symbol) - 1}", look, f"if({side_mm} >= {_SEEN_MM}, 0, {_MARK_MM})"))
    return symbol


def _add_hatch(symbol: Element, name: str, hatch: Hatch, direction: str) -> None:
    apart, width = _mm(hatch.spacing), _mm(hatch.width)
    if direction == "dots":
        part = _part(symbol, "PointPatternFill", distance_x=apart, distance_y=apart, displacement_x=_mm(0))
        inner = SubElement(part, "symbol", type="marker", name=name, alpha="1")
        _part(inner, "SimpleMarker", name="circle", size=width, color=_rgba(hatch.colour), outline_style="no")
        return
    part = _part(symbol, "LinePatternFill", angle=f"{_ANGLES[direction]}", distance=apart)
    inner = SubElement(part, "symbol", type="line", name=name, alpha="1")
    _part(inner, "SimpleLine", line_color=_rgba(hatch.colour, 0.8), line_width=width)


def _add_lines(symbol: Element, look: Look) -> None:
    """The outline of an area, or a line, above the casing that keeps it apart from its own fill."""
    outline = look.outline
    if outline.casing:
        _part(symbol, "SimpleLine", line_color=_rgba(outline.casing), line_width=_mm(outline.width + 1.4))
    dashes = {}
    if outline.dash:
        dashes = {"use_custom_dash": "1", "customdash": ";".join(map(_mm, outline.dash)), "customdash_unit": "MM"}
    _part(symbol, "SimpleLine", line_color=_rgba(outline.colour), line_width=_mm(outline.width), capstyle=
          "round" if outline.dash[:1] == (0.1,) else "flat", **dashes)  # fmt: skip


def _line(name: str, look: Look) -> Element:
    symbol = Element("symbol", type="line", name=name, alpha="1")
    _add_lines(symbol, look)
    return symbol


def _point(name: str, look: Look, size: str = "") -> Element:
    """The mark of a class; `size`: an expression that gives it in mm, for one that is not always drawn."""
    symbol = Element("symbol", type="marker", name=name, alpha="1")
    hollow = look.mark == "ring"
    part = _part(
        symbol, "SimpleMarker", name=_SHAPES.get(look.mark, look.mark), size=f"{_MARK_MM}",
        color=_rgba("#ffffff") if hollow else _rgba(look.mark_fill),
        outline_color=_rgba(look.mark_fill if hollow else look.mark_edge), outline_width=_mm(2.4 if hollow else 1.6),
    )  # fmt: skip
    if size:
        defined = SubElement(SubElement(part, "data_defined_properties"), "Option", type="Map")
        SubElement(defined, "Option", name="name", value="", type="QString")
        own = SubElement(
            SubElement(defined, "Option", name="properties", type="Map"), "Option", name="size", type="Map"
        )
        for key, value, type_ in (("active", "true", "bool"), ("expression", size, "QString"), ("type", "3", "int")):
            SubElement(own, "Option", name=key, value=value, type=type_)
        SubElement(defined, "Option", name="type", value="collection", type="QString")
    return symbol


_SYMBOLS = {"Point": _point, "Line": _line, "Polygon": _area}
