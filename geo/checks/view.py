"""What every check looks at: one layer's records as arrays, prepared once, and the terms they are checked against.

A check never sees the caller's frame except through a `View`, which has no method that writes. Arrays that several
checks need (validity, vertices, areas, date spans) are made on first use and kept, because a layer of 100,000
polygons is measured by many checks and should be walked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import Any, TypeVar, cast

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.analysis.slivers import LEAST_M2
from geo.cells.partial_dates import Spans, spans
from geo.errors import UsageError
from geo.findings import Findings, Problem, Severity
from geo.findings.counting import listed
from geo.records import KINDS, Kind

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indexes = NDArray[np.intp]

MANY = 20
"""A fault of this many records, and of more than half of them, is a fault of the file and is said once."""


T = TypeVar("T")


def _once(method: Callable[[View, str], T]) -> Callable[[View, str], T]:
    """Remember what a view answers about a column: a check may ask again for each of 100,000 records.

    Arrays are handed out read only, because all who ask get the same one.
    """

    @wraps(method)
    def answer(view: View, name: str) -> T:
        key = method.__name__, name
        if key not in view._answers:
            found = method(view, name)
            if isinstance(found, np.ndarray):
                found.setflags(write=False)
            view._answers[key] = found
        return cast("T", view._answers[key])

    return answer


@dataclass(frozen=True)
class Terms:
    """What records are checked against. Distances in metres, areas in m²; `extent` is west, south, east, north."""

    today: date
    extent: tuple[float, float, float, float] | None = None
    country: Any = None
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    stale_after_years: float = 5
    near_m: float = 25
    sliver_m2: float = LEAST_M2
    max_pairs: int = 200_000


class View:
    """One layer's records, read only.

    `source` is how its problems are headed; records are known by their place in the frame, 0, 1, 2 …
    """

    def __init__(self, frame: pd.DataFrame, kind: Kind, source: str = "") -> None:
        self.frame = frame
        self.kind = kind
        self.source = source
        self.findings = Findings(source)
        self.size = len(frame)
        self._answers: dict[tuple[str, str], Any] = {}

    # geometry

    @cached_property
    def geometry(self) -> NDArray[np.object_]:
        """The geometries, None where a record has none."""
        active = getattr(self.frame, "_geometry_column_name", None)
        if active is None or active not in self.frame.columns:
            return np.full(self.size, None, dtype=object)
        series = self.frame[active]
        shapes = np.asarray(series.array, dtype=object)
        placed = any(shape is not None for shape in shapes)
        if placed and getattr(series, "crs", None) is None:
            raise UsageError(
                f"{self.source or 'The frame'} has no coordinate reference system.",
                remedy="Name it with frame.set_crs(…); records are checked in EPSG:4326.",
            )
        if placed and series.crs.to_epsg() not in (4326, 4979) and series.crs.to_authority() != ("OGC", "CRS84"):
            raise UsageError(
                f"{self.source or 'The frame'} is in {series.crs.to_string()}, records are kept in EPSG:4326.",
                remedy="Read it with geo.read, or transform it with frame.to_crs(4326).",
            )
        return shapes

    @cached_property
    def types(self) -> NDArray[np.int_]:
        """The shapely type numbers, -1 where there is no geometry."""
        return np.asarray(shapely.get_type_id(self.geometry))

    @cached_property
    def placed(self) -> Flags:
        """Where there is a geometry that is not empty."""
        return np.asarray((self.types >= 0) & ~np.asarray(shapely.is_empty(self.geometry)))

    @cached_property
    def areal(self) -> Flags:
        """Where the geometry is a polygon or several."""
        return np.asarray(self.placed & np.isin(self.types, (3, 6)))

    @cached_property
    def outlined(self) -> Flags:
        """Where the geometry is a valid polygon or several."""
        return np.asarray(self.areal & self.valid)

    @cached_property
    def pointlike(self) -> Flags:
        """Where the geometry is a point."""
        return np.asarray(self.placed & (self.types == 0))

    @cached_property
    def vertices(self) -> tuple[Floats, Indexes]:
        """All vertices, lon and lat in columns, and the record each belongs to."""
        coordinates, owner = shapely.get_coordinates(self.geometry, return_index=True)
        return coordinates, owner

    @cached_property
    def on_earth(self) -> Flags:
        """Where every coordinate is a number and within ±180° and ±90°."""
        coordinates, owner = self.vertices
        # A hair of rounding past the antimeridian is not a fault.
        good = (np.abs(coordinates[:, 0]) <= 180 + 1e-9) & (np.abs(coordinates[:, 1]) <= 90 + 1e-9)
        flags = self.placed.copy()
        flags[owner[~good]] = False
        return flags

    @cached_property
    def valid(self) -> Flags:
        """Where the geometry is placed, on the earth and valid in the sense of OGC Simple Features."""
        flags = self.on_earth.copy()
        flags[flags] = shapely.is_valid(self.geometry[flags])
        return flags

    @cached_property
    def centre(self) -> Floats:
        """Lon and lat of the middle of each record's bounding box, NaN where it has no usable position."""
        bounds = shapely.bounds(self.geometry)
        middle = np.column_stack([(bounds[:, 0] + bounds[:, 2]) / 2, (bounds[:, 1] + bounds[:, 3]) / 2])
        middle[~self.on_earth] = np.nan
        return middle

    @cached_property
    def area_m2(self) -> Floats:
        """Geodesic area of the valid polygons in m², NaN elsewhere."""
        from geo import crs

        areas = np.full(self.size, np.nan)
        measured = self.outlined
        areas[measured] = crs.area_m2(self.geometry[measured])
        return areas

    # attributes

    @_once
    def has(self, name: str) -> bool:
        """Whether the frame has that column, with at least one value in it."""
        return name in self.frame.columns and bool(self.frame[name].notna().any())

    @_once
    def column(self, name: str) -> NDArray[np.object_]:
        """A column as objects, None where a value is missing or blank, or the column is not there."""
        if name not in self.frame.columns:
            return np.full(self.size, None, dtype=object)
        series = self.frame[name]
        if isinstance(series, pd.DataFrame):  # two columns of one name: the first is looked at
            series = series.iloc[:, 0]
        values = np.empty(self.size, dtype=object)
        values[:] = series.tolist()
        missing = np.asarray(series.array.isna())
        blank = np.fromiter((isinstance(value, str) and not value.strip() for value in values), bool, self.size)
        values[missing | blank] = None
        return values

    @_once
    def given(self, name: str) -> Flags:
        """Where a column holds a value."""
        return np.fromiter((value is not None for value in self.column(name)), bool, self.size)

    def equals(self, name: str, *wanted: str) -> Flags:
        """Where a column holds one of the wanted texts."""
        return np.fromiter((value in wanted for value in self.column(name)), bool, self.size)

    @_once
    def numbers(self, name: str) -> Floats:
        """A column as numbers, NaN where there is none."""
        if name not in self.frame.columns:
            return np.full(self.size, np.nan)
        plain = [value if isinstance(value, (int, float, np.number, str)) else np.nan for value in self.column(name)]
        numbers = pd.to_numeric(pd.Series(plain, dtype=object), errors="coerce")
        return np.asarray(numbers.to_numpy(dtype=np.float64, na_value=np.nan))

    @_once
    def dates(self, name: str) -> Spans:
        """A column as spans of days."""
        return spans(self.column(name))

    @cached_property
    def ids(self) -> NDArray[np.object_]:
        """The ids as text, from the column or else from an index of that name; empty where there is none."""
        if "id" in self.frame.columns:
            return np.array(["" if value is None else str(value) for value in self.column("id")], dtype=object)
        if self.frame.index.name == "id":
            return np.array([str(value) for value in self.frame.index], dtype=object)
        return np.full(self.size, "", dtype=object)

    @cached_property
    def rows(self) -> list[int] | None:
        """The numbers people know the records by in their source, if the index holds them."""
        if self.frame.index.name != "row":
            return None
        return [int(row) for row in self.frame.index]

    # what is said

    def name(self, index: int) -> str:
        """How a reader would call the record: its row in the source, else its id, else its place in the layer."""
        if self.rows is not None:
            return f"row {self.rows[index]}"
        return str(self.ids[index]) or f"record {index + 1}"

    def names(self, indexes: Sequence[int] | Indexes, most: int = 5) -> str:
        """The first few names, and how many more there are."""
        first = [self.name(int(index)) for index in indexes[:most]]
        return listed(first, most, count=len(indexes))

    def problem(
        self,
        index: int | None,
        code: str,
        severity: Severity,
        what: str,
        remedy: str = "",
        *,
        field: str = "",
        at: Sequence[float] | Floats | None = None,
        option: str | None = None,
    ) -> Problem:
        """A problem of one record, or of the whole layer when `index` is None; `at` is lon, lat in degrees."""
        row, key = None, ""
        if index is not None:
            row = self.rows[index] if self.rows is not None else None
            key = str(self.ids[index])
            if row is None and not key:
                key = f"record {index + 1}"
        return self.findings.add(code, what, remedy, severity=severity, row=row, id=key, field=field, option=option,
                                 at=None if at is None else (float(at[0]), float(at[1])))  # fmt: skip

    def each(
        self,
        indexes: Iterable[int] | Indexes,
        code: str,
        severity: Severity,
        what: str | Callable[[int], str],
        remedy: str = "",
        *,
        field: str = "",
        together: str = "",
    ) -> Iterable[Problem]:
        """A problem for each record, or one for all with `together` when most of the layer has the same fault.

        `together` is a sentence in which {count} and {of} stand for the numbers.
        """
        found = [int(index) for index in indexes]
        if together and len(found) >= MANY and len(found) > self.size / 2:
            said = together.format(count=f"{len(found):,}", of=f"{self.size:,}")
            yield self.problem(None, code, severity, f"{said} ({self.names(found)})", remedy, field=field)
            return
        for index in found:
            text = what if isinstance(what, str) else what(index)
            yield self.problem(index, code, severity, text, remedy, field=field)


def kind_of(name: str) -> Kind:
    """The kind of that name.

    Raises UsageError, naming the kinds there are.
    """
    if name not in KINDS:
        raise UsageError(f"There is no kind of record called {name!r}.", remedy=f"Name one of: {', '.join(KINDS)}.")
    return KINDS[name]
