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

from geo.cells.names import free_name
from geo.disk import replacing
from geo.errors import NotSaved
from geo.exports.flat import Flat, Notice, flatten
from geo.exports.qgis import add_styles
from geo.findings import Problem
from geo.geojson import without_unknown_heights

if TYPE_CHECKING:
    from geo.records import Layer

_REFUSALS = (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, RuntimeError)


def write_gpkg(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one GeoPackage with a table for each layer, and the styles that QGIS shows them in."""
    problems: list[Problem] = []
    written: dict[str, gpd.GeoDataFrame] = {}
    with replacing(path, lambda file: _reads_back(file, written)) as unfinished:
        for layer in layers:
            frame, said = _frame(layer, notice, path.name)
            names = {str(name).casefold() for name in frame.columns}
            options = {
                "FID": free_name("zonemark_fid", names),
                "GEOMETRY_NAME": free_name("geom", names),
                "IDENTIFIER": notice.titled(layer.title),
                "DESCRIPTION": notice.text,
            }
            written[layer.name] = frame
            _write(frame, unfinished, "GPKG", path, layer=layer.name, append=unfinished.exists(), layer_options=options)
            problems += said
        columns = {name: tuple(map(str, frame.columns)) for name, frame in written.items()}
        try:
            add_styles(unfinished, layers, columns)
        except sqlite3.Error as error:
            what = f"{path} was not saved: its styles could not be written ({error})."
            raise NotSaved(what, remedy="Is there room on the disk?") from error
    return problems


def write_fgb(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one FlatGeobuf of one layer, in the order of the records and with those that have no position."""
    (layer,) = layers
    frame, problems = _frame(layer, notice, path.name)
    # A spatial index would leave no place for records without a position, and change the order of the others.
    options = {"SPATIAL_INDEX": "NO", "TITLE": notice.titled(layer.title), "DESCRIPTION": notice.text}
    with replacing(path, lambda file: _reads_back(file, {layer.name: frame})) as unfinished:
        _write(frame, unfinished, "FlatGeobuf", path, layer=layer.name, layer_options=options)
    return problems


def _write(frame: gpd.GeoDataFrame, path: Path, driver: str, target: Path, **more: Any) -> None:
    from pyogrio import write_dataframe

    try:
        write_dataframe(frame, path, driver=driver, geometry_type="Unknown", promote_to_multi=False, **more)
    except _REFUSALS as error:
        what = f"{target} was not saved: GDAL could not write it ({str(error)[:200]})."
        raise NotSaved(what, remedy="Is there room on the disk?") from error


def _reads_back(path: Path, written: Mapping[str, gpd.GeoDataFrame]) -> bool:
    """Whether every layer is in the file with every record, every shape and every column that was written.

    GDAL reports no error for a file that a full disk did not take.
    """
    from pyogrio.raw import read

    try:
        for name, frame in written.items():
            meta, _, shapes, _ = read(path, layer=name)
            columns = len(frame.columns) - 1
            found = shapely.from_wkb(shapes)
            if len(found) != len(frame) or len(meta["fields"]) != columns:
                return False
            # A missing shape and an empty one are one and the same in some formats; neither is a place.
            coordinates = shapely.get_coordinates(found), shapely.get_coordinates(frame.geometry.to_numpy())
            if not np.array_equal(*coordinates, equal_nan=True):
                return False
    except _REFUSALS:
        return False
    return True


def _frame(layer: Layer, notice: Notice, file: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    flat = flatten(layer, notice, file)
    columns = {name: _column(cells) for name, cells in _names_that_differ(flat, layer).items()}
    geometry = gpd.GeoSeries(without_unknown_heights(layer.frame.geometry.array), crs="EPSG:4326")
    return gpd.GeoDataFrame(columns, geometry=geometry.array, crs="EPSG:4326"), flat.problems


def _names_that_differ(flat: Flat, layer: Layer) -> dict[str, list[Any]]:
    """Names of columns that a database tells apart: it takes `Name` and `name` for one."""
    named: dict[str, list[Any]] = {}
    taken = {"geometry"}
    for name, cells in flat.columns.items():
        own, number = name or "unnamed", 2
        while own.casefold() in taken:
            own, number = f"{name}_{number}", number + 1
        taken.add(own.casefold())
        named[own] = cells
        if own != name:
            flat.problems.add("column_renamed", f"{layer.title}: the column '{name}' is called '{own}'.")
    return named


def _column(cells: list[Any]) -> Any:
    types = {type(cell) for cell in cells} - {type(None)}
    if types == {bool}:
        return pd.array(cells, dtype="boolean")
    if types == {int} and all(cell is None or -(2**63) <= cell < 2**63 for cell in cells):
        return pd.array(cells, dtype="Int64")
    if types == {float}:
        return np.array([np.nan if cell is None else cell for cell in cells], dtype="float64")
    return pd.array([None if cell is None else str(cell) for cell in cells], dtype="str")
