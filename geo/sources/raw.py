"""What a reader hands over: the file as a table, before anything is known about what its columns mean.

Every reader of a family of formats is a function from a path to a `RawTable`. What is common to them stands here:
looking at a file before it is opened, typing a column without changing it, and handing its geometry to be placed.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import numpy as np
import pandas as pd

from geo.cells.texts import text_column
from geo.errors import SourceError, UnsafeSource, UsageError
from geo.findings import Findings
from geo.findings.counting import counted

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MAX_BYTES = 4_000_000_000
"""Files that are read piece by piece; text that is read whole has its own, lower limits."""
MAX_COLUMNS = 5_000
"""How many columns a table of any format may have, and cells a row."""


@dataclass
class RawTable:
    """A file as a table: every record of it, columns as they are named in the file, geometry in EPSG:4326 (lon, lat).

    The frame's index is named `row`: the number a person would use for the record. `problems` say what was wrong with
    single records, `facts` what was found about the file as a whole (encoding, driver, CRS …).
    """

    frame: GeoDataFrame
    problems: Findings = field(default_factory=Findings)
    facts: dict[str, str] = field(default_factory=dict)
    kind: str = ""
    """Of what kind the records are, where the file holds records as this program writes them; "" for any other file."""
    likely_kind: str = ""
    """Of what kind records of the format are unless somebody says otherwise; "" where the columns decide."""


def first_bytes(path: Path, size: int = 4096) -> bytes:
    """Return how the file begins, having made sure that it is a file one can read.

    Raises SourceError for a folder, a device, a pipe, an empty file or one that is too large or full of zeros, without
    waiting for any of them.
    """
    name = path.name
    try:
        found = path.stat()
    except (OSError, ValueError) as error:
        reason = "does not exist" if isinstance(error, FileNotFoundError) else "cannot be opened"
        raise SourceError(f"{str(path)!r} {reason}.", remedy="Check the name and the folder.") from None
    if stat.S_ISDIR(found.st_mode):
        raise SourceError(f"{name} is a folder.", remedy="Name the file in it.")
    if not stat.S_ISREG(found.st_mode):
        raise UnsafeSource(f"{name} is a device or a pipe, not a file.", remedy="Save it as a file first.")
    if found.st_size == 0:
        raise SourceError(f"{name} is empty.", remedy="Was it copied whole?")
    if found.st_size > MAX_BYTES:
        raise SourceError(f"{name} is larger than {MAX_BYTES // 10**9} GB.", remedy="Split it into parts.")
    try:
        with path.open("rb") as file:
            head = file.read(size)
    except OSError as error:
        raise SourceError(f"{name} cannot be read: {error.strerror}.") from None
    if not head.strip(b"\0"):
        raise SourceError(f"{name} begins with nothing but zeros.", remedy="Was it copied whole?")
    return head


def require_one(names: Sequence[str], chosen: str, source: str) -> None:
    """Raise UsageError where a file holds several layers and none is named."""
    if not chosen and len(names) != 1:
        raise UsageError(f"{source} holds {counted(len(names), 'layer')}, and a reading is of one.",
                         remedy=f"Name one of: {', '.join(names)}.", option="sheet")  # fmt: skip


def numbered(records: GeoDataFrame) -> GeoDataFrame:
    """Give records of another program's file or of a map with the rows of a file, from 1."""
    return records.set_axis(pd.RangeIndex(1, len(records) + 1, name="row"))


def column(values: Sequence[Any]) -> Any:
    """Return `values` as a column of the narrowest type that changes none of them.

    >>> column([5, None, 9007199254740993]).tolist()
    [5, <NA>, 9007199254740993]
    """
    types = set(map(type, values))
    missing = type(None) in types
    types.discard(type(None))
    if types <= {str}:
        return text_column(values)
    if types == {bool}:
        return pd.array(values, dtype="boolean" if missing else "bool")
    if types == {int}:
        return _whole_numbers(values, missing=missing)
    if types == {float}:
        return np.array(values, dtype="float64")
    return np.fromiter(values, dtype=object, count=len(values))


def _whole_numbers(values: Sequence[Any], *, missing: bool) -> Any:
    try:
        return pd.array(values, dtype="Int64") if missing else np.array(values, dtype="int64")
    except OverflowError:
        return np.array(values, dtype=object)


def frame_of(columns: dict[str, Any], geometry: Any, rows: Iterable[int]) -> GeoDataFrame:
    """Put columns and geometry (an array, None where there is none) together under the index `row`."""
    index = pd.Index(list(rows), name="row", dtype="int64")
    table = pd.DataFrame({name: pd.Series(cells, index=index) for name, cells in columns.items()}, index=index)
    return geopandas.GeoDataFrame(table, geometry=np.asarray(geometry, dtype=object), crs="EPSG:4326")


def bring_to_lonlat(table: RawTable, crs: str | None, *, source: str) -> None:
    """Turn the geometry of `table` from `crs` (code, WKT) into lon/lat, keeping what was entered.

    `crs`: None where the format says of itself that it is lon/lat. That too is judged.

    A geometry that is changed or not placed stands as WKT in `position_entered`, its CRS in `crs_entered`; what is said
    of the way stands in `position_transformation` and `position_written_to_m`, where nothing stands there yet.
    """
    from geo import placing

    frame = table.frame
    placed = placing.place_shapes(frame.geometry.to_numpy(), crs, rows=frame.index.to_numpy(), source=source)
    for name, values in placed.fields.items():
        given = ~pd.isna(values)
        if given.any():
            _fill(frame, name, values.astype("float64") if name.endswith("_m") else values, given)
    table.problems += placed.problems
    table.facts |= placed.facts
    if placed.problems or "transformation" in placed.facts:
        table.frame = frame.set_geometry(geopandas.GeoSeries(placed.geometry, index=frame.index, crs="EPSG:4326"))


def _fill(frame: GeoDataFrame, name: str, values: Any, placed: Any) -> None:
    """Write `values` into the rows that are placed, where the column has none yet."""
    new = pd.Series(values, index=frame.index).where(placed)
    frame[name] = frame[name].where(frame[name].notna(), new) if name in frame.columns else new
