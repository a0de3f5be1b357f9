"""What a reader hands over: the file as a table, before anything is known about what its columns mean.

Every reader of a family of formats is a function from a path to a `RawTable`. What is common to them stands here:
looking at a file before it is opened, typing a column without changing it, and turning other systems into lon/lat.
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
import shapely

from geo.errors import Problem, SourceError, UnsafeSource

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MAX_BYTES = 4_000_000_000
"""Files that are read piece by piece; text that is read whole has its own, lower limits."""


@dataclass
class RawTable:
    """A file as a table: every record of it, columns as they are named in the file, geometry in EPSG:4326 (lon, lat).

    The frame's index is named `row`: the number a person would use for the record. `problems` say what was wrong with
    single records, `facts` what was found about the file as a whole (encoding, driver, CRS …).
    """

    frame: GeoDataFrame
    problems: list[Problem] = field(default_factory=list)
    facts: dict[str, str] = field(default_factory=dict)


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


def column(values: Sequence[Any]) -> Any:
    """Return `values` as a column of the narrowest type that changes none of them.

    >>> column([5, None, 9007199254740993])[2]
    9007199254740993
    """
    types = set(map(type, values))
    missing = type(None) in types
    types.discard(type(None))
    if types <= {str}:
        return pd.array(values, dtype="str")  # type: ignore[call-overload]
    if types == {bool}:
        return pd.array(values, dtype="boolean" if missing else "bool")  # type: ignore[call-overload]
    if types == {int}:
        return _whole_numbers(values, missing=missing)
    if types == {float}:
        return np.array(values, dtype="float64")
    cells = np.empty(len(values), dtype=object)
    cells[:] = values if not (types & {list, tuple}) else [_cell(value) for value in values]
    return cells


def _cell(value: Any) -> Any:
    return value


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


def free_name(name: str, taken: Iterable[str]) -> str:
    """A column name that is not taken: `name`, or `name_2`, `name_3` …"""
    names = set(taken)
    if name not in names:
        return name
    return next(f"{name}_{number}" for number in range(2, len(names) + 3) if f"{name}_{number}" not in names)


def project(table: RawTable, crs: str, *, source: str) -> None:
    """Turn the geometry of `table` from `crs` into lon/lat, keeping what was entered.

    Writes `position_entered` (the geometry as WKT, in `crs`), `crs_entered` and `position_transformation`, and
    `position_accuracy_m` where it is known and nothing stands there yet. A geometry that has no place on Earth in
    `crs` becomes None, with a problem.
    """
    from geo import crs as systems

    frame = table.frame
    entered = frame.geometry.to_numpy()
    placed = ~shapely.is_missing(entered)
    done = systems.to_lonlat(entered, crs)
    geometry = np.asarray(done.geometries, dtype=object)
    lost = placed & ~np.isfinite(shapely.bounds(geometry)).all(axis=1) & ~shapely.is_empty(entered)
    geometry = np.where(lost, None, geometry)
    table.problems += [
        Problem("outside_crs", "error", f"The position has no place on Earth in {crs}.", "Is it the right CRS?",
                source=source, row=int(row), field="geometry")
        for row in frame.index[lost]
    ]  # fmt: skip
    texts = shapely.to_wkt(entered, rounding_precision=-1)
    _fill(frame, "position_entered", np.where(placed, texts, None))
    _fill(frame, "crs_entered", np.where(placed, crs, None))
    _fill(frame, "position_transformation", np.where(placed, done.transformation, None))
    if done.accuracy_m is not None:
        _fill(frame, "position_accuracy_m", np.where(placed, done.accuracy_m, np.nan))
        table.facts["accuracy_m"] = f"{done.accuracy_m:g}"
    table.facts |= {"crs": crs, "transformation": done.transformation}
    table.frame = frame.set_geometry(geopandas.GeoSeries(geometry, index=frame.index, crs="EPSG:4326"))


def _fill(frame: GeoDataFrame, name: str, values: Any) -> None:
    """Write `values` where the column has none yet."""
    new = pd.Series(values, index=frame.index)
    if name in frame.columns:
        frame[name] = frame[name].where(frame[name].notna(), new)
    else:
        frame[name] = new
