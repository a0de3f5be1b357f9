"""Records as a table of Arrow's, and that as a GeoParquet."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.names import free_name
from geo.errors import UsageError
from geo.geoparquet.describing import COVERING, GEO, NOTICE, OWN, About, geo_entry
from geo.records.fields import KINDS
from geo.records.flat import INT64

if TYPE_CHECKING:
    import pyarrow as pa

    from geo.geopackage.told import Told

ROWS = 10_000
"""Records of a group of rows: who looks for some by their boxes reads no more than the groups that have them."""
_EXACT = range(-(2**53), 2**53 + 1)
"""Whole numbers that a double holds."""

Stated = Mapping[str, tuple[Sequence[int], Sequence[Any]]]


def arrow() -> Any:
    """The library that reads and writes Parquet. Raises UsageError where it is missing."""
    try:
        import pyarrow.parquet
    except ImportError:
        raise UsageError("Parquet needs pyarrow.", remedy="Install it with pip install 'zonemark[scale]'.") from None
    return pyarrow


def table_of(
    stated: Stated, shapes: NDArray[np.object_], told: Told, *, numbers: Mapping[str, NDArray[np.int64]] | None = None,
    added: Mapping[str, Sequence[Any]] | None = None, notice: str = "",
) -> pa.Table:  # fmt: skip
    """Make a table of records: of each property who states it and what (as `stated_values` gives it), and the shapes.

    `numbers` are whole numbers of each record that are written beside them, by what they are; `added` are columns that
    are no property of the records, and `notice` is what the file says to people.
    """
    pa = arrow()
    columns: dict[str, Any] = {}
    as_json: list[str] = []
    for name, (indexes, values) in stated.items():
        type_ = _type_of(values, name, told.kind)
        if type_ is None:
            as_json.append(name)
            values = [json.dumps(value) for value in values]
        cells: list[Any] = [None] * len(shapes)
        for index, value in zip(indexes, values, strict=True):
            cells[index] = value
        columns[name] = pa.array(cells, type=type_ or pa.string())
    for name, more in (added or {}).items():
        columns[name] = pa.array(list(more), type=pa.string())
    beside = {what: free_name(f"zonemark_{what}", columns) for what in numbers or {}}
    for what, column in (numbers or {}).items():
        columns[beside[what]] = pa.array(column, type=pa.int64())
    geometry, boxes = free_name("geometry", columns), free_name("bbox", columns)
    columns[geometry] = pa.array(shapely.to_wkb(shapes, flavor="iso").tolist(), type=pa.binary())
    columns[boxes] = _boxes(shapes)
    told = _with_added(told, [*(added or {}), boxes, *beside.values()])
    about = About(told, tuple(as_json), beside)
    metadata = {GEO: geo_entry(geometry, boxes, shapes), OWN: about.to_bytes(), NOTICE: notice.encode()}
    return pa.table(columns).replace_schema_metadata(metadata)


def write(table: pa.Table, path: Path, *, rows: int = ROWS) -> None:
    """Write a table to a file. Raises OSError if the disk does not take it."""
    arrow().parquet.write_table(table, path, row_group_size=rows, compression="zstd", write_page_index=True)


def _with_added(told: Told, added: Sequence[str]) -> Told:
    return type(told)(told.kind, told.title, told.columns, told.nulls, tuple(added), told.imprint)


def _type_of(values: Sequence[Any], name: str, kind: str) -> Any:
    """The type of a column in which every value comes back as it is; None where there is none."""
    pa = arrow()
    types = set(map(type, values))
    field = KINDS[kind].field(name)
    if types <= {int, float} and field is not None and field.type == "measure":
        return pa.float64() if all(type(value) is float or value in _EXACT for value in values) else None
    if types == {float}:
        return pa.float64()
    if types == {int}:
        return pa.int64() if all(value in INT64 for value in values) else None
    if types == {bool}:
        return pa.bool_()
    if types == {str}:
        try:
            "".join(values).encode()
        except UnicodeEncodeError:  # a half of a character, which Parquet cannot hold
            return None
        return pa.string()
    return None


def _boxes(shapes: NDArray[np.object_]) -> Any:
    pa = arrow()
    bounds = np.asarray(shapely.bounds(shapes), dtype=float)
    without = np.isnan(bounds).any(axis=1)
    sides = [pa.array(bounds[:, number], type=pa.float64()) for number in range(4)]
    return pa.StructArray.from_arrays(sides, names=COVERING, mask=pa.array(without))
