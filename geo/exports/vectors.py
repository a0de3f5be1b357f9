"""GeoPackage and FlatGeobuf, written by GDAL."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

from geo.cells.names import free_name, unique_names
from geo.cells.texts import text_column
from geo.disk import replacing
from geo.errors import NotSaved
from geo.exports.flat import Flat, Notice, flatten
from geo.exports.qgis import add_styles
from geo.findings import Problem
from geo.geojson import without_unknown_heights
from geo.geopackage.describing import Table, describe
from geo.geopackage.reading import is_described
from geo.records.flat import INT64
from geo.records.imprint import Imprint

if TYPE_CHECKING:
    from geo.records import Layer

_AT_ONCE = 100_000
"""Records that are read back at once."""
_REFUSALS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, RuntimeError)


def write_gpkg(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one GeoPackage with a table for each layer, the styles that QGIS shows it in, and what `add` reads back."""
    problems: list[Problem] = []
    written: dict[str, gpd.GeoDataFrame] = {}
    tables: list[Table] = []
    identifiers = unique_names(notice.titled(layer.title) for layer in layers)
    with replacing(path, lambda file: _reads_back(file, written) and is_described(file, tables)) as unfinished:
        for layer, identifier in zip(layers, identifiers, strict=True):
            flat = flatten(layer, notice, path.name)
            columns = _columns(flat, layer)
            frame = _frame(columns, layer)
            names = {str(name).casefold() for name in frame.columns}
            options = {
                "FID": free_name("zonemark_fid", names),
                "GEOMETRY_NAME": free_name("geom", names),
                "IDENTIFIER": identifier,
                "DESCRIPTION": notice.text,
            }
            written[layer.name] = frame
            _write(frame, unfinished, "GPKG", path, layer=layer.name, append=unfinished.exists(), layer_options=options)
            tables.append(_table(layer, notice, flat, columns))
            problems += flat.problems
        try:
            describe(unfinished, tables)
            add_styles(unfinished, layers, {name: tuple(map(str, frame.columns)) for name, frame in written.items()})
        except sqlite3.Error as error:
            raise _not_saved(path, f"SQLite could not write it ({error})") from error
    return problems


def _table(layer: Layer, notice: Notice, flat: Flat, columns: Mapping[str, tuple[str, list[Any]]]) -> Table:
    imprint = Imprint(title=notice.title, producer=notice.producer, fictitious=notice.fictitious or None,
                      edition=notice.edition)  # fmt: skip
    of = {name: property_ for name, (property_, _) in columns.items() if property_ in flat.stated}
    cells = {name: own for name, (_, own) in columns.items()}
    return Table(layer.name, layer.kind, layer.title, imprint.to_attributes(), of, flat.stated, cells)


def write_fgb(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one FlatGeobuf of one layer, in the order of the records and with those that have no position."""
    (layer,) = layers
    flat = flatten(layer, notice, path.name)
    frame = _frame(_columns(flat, layer), layer)
    # A spatial index would leave no place for records without a position, and change the order of the others.
    options = {"SPATIAL_INDEX": "NO", "TITLE": notice.titled(layer.title), "DESCRIPTION": notice.text}
    with replacing(path, lambda file: _reads_back(file, {layer.name: frame})) as unfinished:
        _write(frame, unfinished, "FlatGeobuf", path, layer=layer.name, layer_options=options)
    return flat.problems


def _write(frame: gpd.GeoDataFrame, path: Path, driver: str, target: Path, **more: Any) -> None:
    from pyogrio import write_dataframe

    try:
        write_dataframe(frame, path, driver=driver, geometry_type="Unknown", promote_to_multi=False, **more)
    except _REFUSALS as error:
        raise _not_saved(target, f"GDAL could not write it ({str(error)[:200]})") from error


def _not_saved(target: Path, why: str) -> NotSaved:
    return NotSaved(f"{target} was not saved: {why}.", remedy="Is there room on the disk?")


def _reads_back(path: Path, written: Mapping[str, gpd.GeoDataFrame]) -> bool:
    """Whether every layer is in the file with every record, every shape and every column that was written.

    GDAL reports no error for a file that a full disk did not take.
    """
    try:
        return all(_is_in(path, name, frame) for name, frame in written.items())
    except _REFUSALS:
        return False


def _is_in(path: Path, name: str, frame: gpd.GeoDataFrame) -> bool:
    from pyogrio.raw import read

    shapes, columns = frame.geometry.to_numpy(), len(frame.columns) - 1
    # In runs, as all that was written would be in the memory once more; after the last record none may be left.
    for start in range(0, len(frame) + 1, _AT_ONCE):
        own = shapes[start : start + _AT_ONCE]
        meta, _, written, _ = read(path, layer=name, skip_features=start, max_features=_AT_ONCE)
        found = shapely.from_wkb(written)
        if len(found) != len(own) or len(meta["fields"]) != columns:
            return False
        # A missing shape and an empty one are one and the same in some formats; neither is a place.
        if not np.array_equal(shapely.get_coordinates(found), shapely.get_coordinates(own), equal_nan=True):
            return False
    return True


def _frame(columns: Mapping[str, tuple[str, list[Any]]], layer: Layer) -> gpd.GeoDataFrame:
    geometry = gpd.GeoSeries(without_unknown_heights(layer.frame.geometry.array), crs="EPSG:4326")
    arrays = {name: _column(cells) for name, (_, cells) in columns.items()}
    return gpd.GeoDataFrame(arrays, geometry=geometry.array, crs="EPSG:4326")


def _columns(flat: Flat, layer: Layer) -> dict[str, tuple[str, list[Any]]]:
    """The columns by names that a database tells apart (it takes `Name` and `name` for one): property and cells."""
    named: dict[str, tuple[str, list[Any]]] = {}
    taken = {"geometry"}
    for name, cells in flat.columns.items():
        own, number = name or "unnamed", 2
        while own.casefold() in taken:
            own, number = f"{name}_{number}", number + 1
        taken.add(own.casefold())
        named[own] = name, _of_one_type(cells)
        if own != name:
            flat.problems.add("column_renamed", f"{layer.title}: the column '{name}' is called '{own}'.")
    return named


def _of_one_type(cells: list[Any]) -> list[Any]:
    types = {type(cell) for cell in cells} - {type(None)}
    if types in ({bool}, {float}) or (types == {int} and all(cell is None or cell in INT64 for cell in cells)):
        return cells
    return [None if cell is None else str(cell) for cell in cells]


def _column(cells: list[Any]) -> Any:
    types = {type(cell) for cell in cells} - {type(None)}
    if types == {float}:
        return np.array([np.nan if cell is None else cell for cell in cells], dtype="float64")
    if types == {bool} or types == {int}:
        return pd.array(cells, dtype="boolean" if types == {bool} else "Int64")
    return text_column(cells)
