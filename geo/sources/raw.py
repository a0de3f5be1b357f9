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

from geo.errors import Problem, SourceError, UnsafeSource, UsageError

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MAX_BYTES = 4_000_000_000
"""Files that are read piece by piece; text that is read whole has its own, lower limits."""
MAX_COLUMNS = 5_000
_EARTH = 1e8
"""No system has coordinates that large, but some formulas wrap them onto the Earth."""


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

    >>> column([5, None, 9007199254740993]).tolist()
    [5, <NA>, 9007199254740993]
    """
    types = set(map(type, values))
    missing = type(None) in types
    types.discard(type(None))
    if types <= {str}:
        return pd.array(values, dtype="str")
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


def project(table: RawTable, crs: str, *, source: str) -> None:
    """Turn the geometry of `table` from `crs` (code, WKT) into lon/lat, keeping what was entered.

    Writes `position_entered` (the geometry as WKT, in `crs`), `crs_entered` and `position_transformation`, and
    `position_accuracy_m` where it is known and nothing stands there yet. A geometry that has no place on Earth in
    `crs` becomes None, with a problem.
    """
    from geo import crs as systems

    frame, label = table.frame, system_name(crs)
    entered = frame.geometry.to_numpy()
    placed = ~shapely.is_missing(entered)
    try:
        done = systems.to_lonlat(entered, crs)
    except (RuntimeError, IndexError, ValueError) as error:
        raise UsageError(f"{source}: from its system ({label[:60]}) no way leads to longitude and latitude: {error}.",
                         remedy="Name the right system with --crs EPSG:n.") from None  # fmt: skip
    geometry = np.array(done.geometries, dtype=object)
    lost = placed & ~shapely.is_empty(entered) & ~(_fits(geometry, 180.0) & _fits(entered, _EARTH))
    geometry[lost] = None
    table.problems += [
        Problem("outside_crs", "error", f"The position has no place on Earth in {label}.", "Is it the right CRS?",
                source=source, row=int(row), field="geometry")
        for row in frame.index[lost]
    ]  # fmt: skip
    texts = shapely.to_wkt(entered, rounding_precision=-1)
    _fill(frame, "position_entered", texts, placed)
    _fill(frame, "crs_entered", label, placed)
    _fill(frame, "position_transformation", done.transformation, placed)
    if done.accuracy_m is not None:
        _fill(frame, "position_accuracy_m", done.accuracy_m, placed)
        table.facts["accuracy_m"] = f"{done.accuracy_m:g}"
    table.problems += [Problem("transformation", "warning", note, source=source) for note in done.notes]
    table.facts |= {"crs": label, "transformation": done.transformation}
    table.frame = frame.set_geometry(geopandas.GeoSeries(geometry, index=frame.index, crs="EPSG:4326"))


def _fits(geometry: Any, limit: float) -> Any:
    """Whether every coordinate is finite and within `limit`."""
    bounds = np.abs(shapely.bounds(geometry))
    return (np.isfinite(bounds) & (bounds <= limit)).all(axis=1)


def displace(table: RawTable, rows: Any, code: str, what: str, source: str) -> None:
    """Take the geometry from the rows marked in `rows`, say why, and keep it as WKT in `position_entered`."""
    frame = table.frame
    geometry = frame.geometry.to_numpy().copy()
    _fill(frame, "position_entered", shapely.to_wkt(geometry, rounding_precision=-1), rows)
    geometry[rows] = None
    table.frame = frame.set_geometry(geopandas.GeoSeries(geometry, index=frame.index, crs="EPSG:4326"))
    table.problems += [
        Problem(code, "error", what, "Is it the right CRS?", source=source, row=int(row), field="geometry")
        for row in frame.index[rows]
    ]


def system_name(crs: str) -> str:
    """The authority code of a CRS, or its name where it has none.

    >>> system_name("EPSG:28408"), system_name("+proj=longlat +datum=WGS84")
    ('EPSG:28408', 'OGC:CRS84')
    """
    from geo import crs as systems

    found = systems.find_crs(crs)
    code = found.to_authority(min_confidence=70)
    return ":".join(code) if code else str(found.name)


def is_lonlat(crs: str) -> bool:
    """Whether coordinates in `crs` are already longitude and latitude on WGS 84."""
    return system_name(crs) in ("EPSG:4326", "OGC:CRS84", "EPSG:4979")


def _fill(frame: GeoDataFrame, name: str, values: Any, placed: Any) -> None:
    """Write `values` into the rows that are placed, where the column has none yet."""
    new = pd.Series(values, index=frame.index).where(placed)
    frame[name] = frame[name].where(frame[name].notna(), new) if name in frame.columns else new
