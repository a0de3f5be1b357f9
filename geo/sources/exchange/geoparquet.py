"""GeoParquet: of Zonemark's the records that were written, of anybody else's a table."""

from __future__ import annotations

import datetime
import decimal
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.cells.names import free_name
from geo.findings import Findings
from geo.geoparquet.describing import About, about_in, shapes_in
from geo.geoparquet.reading import are_named, opened, shapes_of, stated_in
from geo.records.imprint import Imprint
from geo.records.layer import carry
from geo.records.properties import from_values
from geo.sources import raw
from geo.sources.raw import RawTable, numbered

if TYPE_CHECKING:
    import pyarrow as pa


def title_of(path: Path) -> str:
    """Give the title of the layer that Zonemark wrote to a file; empty for a file of anybody else's."""
    with opened(path) as file:
        about = about_in(file.schema_arrow.metadata, path.name)
    return about.told.title if about else ""


def read(path: Path, *, crs: str | None = None) -> RawTable:
    """Read a GeoParquet, records numbered from 1. `crs` overrides what the file says of its system.

    Raises SourceError if it cannot be read, UnsafeSource if it would fill the memory, UsageError if nothing says what
    the coordinates are.
    """
    with opened(path) as file:
        metadata = file.schema_arrow.metadata
        shapes = shapes_in(metadata, file.schema_arrow.names, path.name, crs)
        about = about_in(metadata, path.name)
        found = file.read()
    geometry, broken = shapes_of(found.column(shapes.column))
    table = RawTable(raw.frame_of({}, geometry, range(1, len(geometry) + 1)), Findings(path.name))
    for index in broken:
        table.problems.add("geometry_unreadable", "The geometry cannot be read.", "The attributes are kept.",
                           row=index + 1, field="geometry")  # fmt: skip
    table.facts["driver"] = "GeoParquet"
    if table.frame.geometry.notna().any():
        raw.bring_to_lonlat(table, shapes.crs, source=path.name)
    if about is not None and not broken:
        stated = stated_in(found, about, shapes.column)
        if are_named(stated):
            return _records(table, stated, about)
    return _plain(table, found, {shapes.column, shapes.boxes})


def _records(table: RawTable, stated: dict[str, list[Any]], about: About) -> RawTable:
    for column in table.frame.columns.drop("geometry"):  # what was said of shapes that had to be moved
        values = table.frame[column].tolist()
        before = stated.get(str(column), [math.nan] * len(values))
        stated[str(column)] = [new if pd.isna(old) else old for old, new in zip(before, values, strict=True)]
    frame = numbered(from_values(stated, np.asarray(table.frame.geometry, dtype=object), about.told.kind))
    carry(frame, Imprint(**about.told.imprint), {})
    return RawTable(frame, table.problems, {**table.facts, "layer": about.told.title}, about.told.kind)


def _plain(table: RawTable, found: pa.Table, left_out: set[str]) -> RawTable:
    columns = {name: raw.column([_cell(one) for one in found.column(name).to_pylist()])
               for name in found.column_names if name not in left_out}  # fmt: skip
    if "geometry" in columns:
        columns[free_name("geometry_entered", columns)] = columns.pop("geometry")
    entered = {str(name): table.frame[name] for name in table.frame.columns.drop("geometry")}
    frame = raw.frame_of(columns, table.frame.geometry.to_numpy(), table.frame.index)
    for name, values in entered.items():
        if name not in frame:
            frame[name] = values
    return RawTable(frame, table.problems, table.facts)


def _cell(value: Any) -> Any:
    """A cell as a value that JSON has too; a day that has no hour is a day."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time() and value.tzinfo is None:
        return value.date().isoformat()
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, (decimal.Decimal, datetime.timedelta)):
        return str(value)
    return value
