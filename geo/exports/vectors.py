"""GeoPackage and FlatGeobuf, written by GDAL."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.disk import replacing
from geo.errors import NotSaved, Problem
from geo.exports.flat import Flat, Notice, flatten, note
from geo.geojson import without_unknown_heights

if TYPE_CHECKING:
    from geo.records import Layer


def write_gpkg(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one GeoPackage with a table for each layer."""
    problems: list[Problem] = []
    with replacing(path) as unfinished:
        for layer in layers:
            frame, said = _frame(layer, notice, path.name)
            options = {
                "FID": _free("zonemark_fid", frame.columns),
                "GEOMETRY_NAME": _free("geom", frame.columns),
                "IDENTIFIER": notice.titled(layer.title),
                "DESCRIPTION": notice.text,
            }
            _write(frame, unfinished, "GPKG", layer=layer.name, append=unfinished.exists(), layer_options=options)
            problems += said
    return problems


def write_fgb(layers: Sequence[Layer], path: Path, notice: Notice) -> list[Problem]:
    """Write one FlatGeobuf of one layer, in the order of the records and with those that have no position."""
    (layer,) = layers
    frame, problems = _frame(layer, notice, path.name)
    # A spatial index would leave no place for records without a position, and change the order of the others.
    options = {"SPATIAL_INDEX": "NO", "TITLE": notice.titled(layer.title), "DESCRIPTION": notice.text}
    with replacing(path) as unfinished:
        _write(frame, unfinished, "FlatGeobuf", layer=layer.name, layer_options=options)
    return problems


def _write(frame: gpd.GeoDataFrame, path: Path, driver: str, **more: Any) -> None:
    from pyogrio import write_dataframe
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError

    try:
        write_dataframe(frame, path, driver=driver, geometry_type="Unknown", promote_to_multi=False, **more)
    except (DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, RuntimeError) as error:
        raise NotSaved(f"GDAL could not write the {driver} file: {error}.") from error


def _frame(layer: Layer, notice: Notice, file: str) -> tuple[gpd.GeoDataFrame, list[Problem]]:
    flat = flatten(layer, notice, file)
    columns = {name: _column(cells) for name, cells in _names_that_differ(flat, layer, file).items()}
    geometry = gpd.GeoSeries(without_unknown_heights(layer.frame.geometry.array), crs="EPSG:4326")
    return gpd.GeoDataFrame(columns, geometry=geometry.array, crs="EPSG:4326"), flat.problems


def _names_that_differ(flat: Flat, layer: Layer, file: str) -> dict[str, list[Any]]:
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
            flat.problems.append(note(file, "column_renamed", f"{layer.title}: the column '{name}' is called '{own}'."))
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


def _free(name: str, taken: Any) -> str:
    names = {str(one).casefold() for one in taken}
    while name in names:
        name += "_"
    return name
