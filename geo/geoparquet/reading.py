"""A GeoParquet as columns of cells and shapes, and a file of Zonemark's as the records that were written."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.cells.names import free_name
from geo.errors import SourceError, UnsafeSource
from geo.findings.counting import counted
from geo.geoparquet.describing import About
from geo.geoparquet.writing import arrow
from geo.records.properties import from_values

if TYPE_CHECKING:
    import pyarrow as pa
    from geopandas import GeoDataFrame

MOST_CELLS = 500_000_000
_TIMES = 300
_ALLOWANCE = 200_000_000
"""A file may say that it unpacks to so many bytes, and to so many times its size beside."""


@contextmanager
def opened(path: Path) -> Iterator[pa.parquet.ParquetFile]:
    """Open a Parquet file, and say what is wrong with one that cannot be read.

    Raises SourceError for a damaged file, UnsafeSource for one that would fill the memory, UsageError without pyarrow.
    """
    library = arrow()
    try:
        with library.parquet.ParquetFile(path) as file:
            _check_size(file.metadata, path)
            yield file
    except (library.ArrowException, OSError, ValueError, OverflowError, MemoryError) as error:
        if isinstance(error, (SourceError, UnsafeSource)):
            raise
        said = " ".join(str(error).split())[:200]
        raise SourceError(f"{path.name} cannot be read: {said.rstrip('.')}.", remedy="Was it copied whole?") from None


def _check_size(metadata: Any, path: Path) -> None:
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    cells = metadata.num_rows * max(metadata.num_columns, 1)
    if size > _ALLOWANCE + _TIMES * path.stat().st_size or cells > MOST_CELLS:
        much = f"{counted(metadata.num_rows, 'row')} of {counted(metadata.num_columns, 'column')}"
        raise UnsafeSource(f"{path.name} unpacks to {much}.", remedy="Split it into parts.")


def shapes_of(column: pa.ChunkedArray) -> tuple[NDArray[np.object_], list[int]]:
    """Give the shapes of a column, None where there is none, and the indexes of those that cannot be read.

    Raises SourceError for a column that holds no bytes.
    """
    pa = arrow()
    if not (pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type)):
        raise SourceError("The column of shapes holds no WKB.")
    cells = np.empty(len(column), dtype=object)
    cells[:] = column.to_pylist()
    found = shapely.from_wkb(cells, on_invalid="ignore")
    given = np.fromiter((cell is not None for cell in cells), bool, len(cells))
    return found, np.flatnonzero(given & shapely.is_missing(found)).tolist()


def stated_in(table: pa.Table, about: About, shapes: str) -> dict[str, list[Any]]:
    """Give what the records of a table of ours state, by property, NaN where they state nothing.

    Raises SourceError for cells that are not what the file says of them.
    """
    found: dict[str, list[Any]] = {}
    for name in table.column_names:
        if name == shapes or name in about.told.added:
            continue
        cells = table.column(name).to_pylist()
        if name in about.as_json:
            try:
                cells = [math.nan if cell is None else json.loads(cell) for cell in cells]
            except (ValueError, TypeError, RecursionError):
                raise SourceError(f"The column {name!r} holds no JSON.") from None
        else:
            cells = [math.nan if cell is None else cell for cell in cells]
        found[free_name(about.told.columns.get(name, name), found)] = cells
    return found


def records_of(table: pa.Table, about: About, shapes: str) -> GeoDataFrame:
    """Give the records of a table of ours, their index `id`. Raises SourceError for damaged shapes."""
    geometry, broken = shapes_of(table.column(shapes))
    if broken:
        raise SourceError(f"{counted(len(broken), 'shape')} cannot be read.")
    return from_values(stated_in(table, about, shapes), geometry, about.told.kind)


def numbers_of(table: pa.Table, about: About, what: str) -> NDArray[np.int64] | None:
    """Give whole numbers that were written beside the records; None where there are none of that name."""
    name = about.numbers.get(what)
    return None if name is None else np.asarray(table.column(name).to_numpy(), dtype=np.int64)


def are_named(stated: Mapping[str, Sequence[Any]]) -> bool:
    """Whether each record has an id of its own."""
    ids = stated.get("id", [])
    return all(isinstance(id_, str) and id_ for id_ in ids) and len(set(ids)) == len(ids)
