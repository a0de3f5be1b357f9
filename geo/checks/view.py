"""What every check looks at: one layer's records as arrays, prepared once, and the terms they are checked against.

A check never sees the caller's frame except through a `View`, which has no method that writes. Arrays that several
checks need (validity, vertices, areas, date spans) are made on first use and kept, because a layer of 100,000
polygons is measured by many checks and should be walked once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
from geo.checks.findings import MANY, Finding, Made, Noted, Once, Words, most_of_a_layer
from geo.errors import UsageError
from geo.findings import Problem, Severity
from geo.findings.collecting import made
from geo.findings.counting import listed
from geo.records import KINDS, Kind

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Indexes = NDArray[np.intp]

__all__ = ["ABOUT", "MANY", "Flags", "Floats", "Indexes", "Terms", "View", "kind_of"]

ABOUT = 1.1
"""More, as a factor, than an area can be wrong by that is only about right (`View.about_m2`)."""

PAIRS_EACH = 10
FEWEST_PAIRS = 20_000
_AT_ONCE = 50_000
"""The vertices of so many records are held in memory at once."""

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
    max_pairs: int | None = None

    def most_pairs(self, size: int) -> int:
        """How many pairs of records are compared: as many as were stated, or else ten for each record.

        Where more outlines than that meet, it is not land that is recorded twice but a layer that is wrong as a whole;
        the first of them show it, and the time stays that of the layer.
        """
        return self.max_pairs if self.max_pairs is not None else max(FEWEST_PAIRS, PAIRS_EACH * size)


class View:
    """One layer's records, read only.

    `source` is how its problems are headed; records are known by their place in the frame, 0, 1, 2 … A view of a part
    of a layer may hold records that others speak of: `own` flags those that it is to speak of, `orders` are the places
    of its records in the whole layer, and `facts` is what is known of that (see `geo.checks.facts`).
    """

    def __init__(
        self, frame: pd.DataFrame, kind: Kind, source: str = "", *, own: Flags | None = None,
        orders: NDArray[np.int64] | None = None, facts: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.frame = frame
        self.kind = kind
        self.source = source
        self.size = len(frame)
        self.own = own
        self.orders = np.arange(self.size) if orders is None else orders
        self.facts: dict[str, Any] = {} if facts is None else facts
        self.turn = 0
        self._answers: dict[tuple[str, str], Any] = {}
        self._areas = np.full(self.size, np.nan)

    @property
    def own_orders(self) -> NDArray[np.int64]:
        """The places in the layer of the records that are spoken of."""
        return self.orders if self.own is None else self.orders[self.own]

    def mine(self, values: NDArray[Any]) -> NDArray[Any]:
        """Of an array with an entry for each record those of the records that are spoken of."""
        return values if self.own is None else values[self.own]

    def mine_only(self, flags: Flags) -> Flags:
        """Flags of records, taken off those that are not spoken of."""
        return flags if self.own is None else flags & self.own

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

    def vertices(self, indexes: Indexes) -> tuple[Floats, Indexes]:
        """All vertices of some records, lon and lat in columns, and the record each belongs to."""
        coordinates, owner = shapely.get_coordinates(self.geometry[indexes], return_index=True)
        return coordinates, indexes[owner]

    @cached_property
    def on_earth(self) -> Flags:
        """Where every coordinate is a number and within ±180° and ±90°."""
        flags = self.placed.copy()
        for start in range(0, self.size, _AT_ONCE):
            coordinates, owner = self.vertices(np.arange(start, min(start + _AT_ONCE, self.size)))
            # A hair of rounding past the antimeridian is not a fault.
            good = (np.abs(coordinates[:, 0]) <= 180 + 1e-9) & (np.abs(coordinates[:, 1]) <= 90 + 1e-9)
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
    def boxed_twice(self) -> Flags:
        """Where a geometry has the bounding box of another: of all others none can be the same."""
        boxes = pd.DataFrame(shapely.bounds(self.geometry))
        return np.asarray(self.placed & boxes.duplicated(keep=False).to_numpy())

    @cached_property
    def forms(self) -> NDArray[np.object_]:
        """The normal form of each geometry that is boxed twice, as WKB: the same whatever vertex it begins with."""
        forms = np.full(self.size, None, dtype=object)
        forms[self.boxed_twice] = shapely.to_wkb(shapely.normalize(self.geometry[self.boxed_twice]))
        return forms

    @cached_property
    def about_m2(self) -> Floats:
        """Area of the valid polygons in m², right to 2 %; NaN where that cannot be promised, and elsewhere."""
        from geo import crs

        areas = np.full(self.size, np.nan)
        areas[self.outlined] = crs.about_area_m2(self.geometry[self.outlined])
        return areas

    def area_m2(self, indexes: Indexes) -> Floats:
        """Geodesic area of some records' valid polygons in m², NaN for others; measured when it is first asked for."""
        from geo import crs

        wanted = np.zeros(self.size, dtype=bool)
        wanted[indexes] = True
        wanted &= self.outlined & np.isnan(self._areas)
        self._areas[wanted] = crs.area_m2(self.geometry[wanted])
        return np.asarray(self._areas[indexes])

    # attributes

    @_once
    def has(self, name: str) -> bool:
        """Whether the frame has that column, with at least one value in it."""
        return name in self.frame.columns and bool(self.frame[name].notna().any())

    @_once
    def column(self, name: str) -> NDArray[np.object_]:
        """A column as objects, None where a value is missing or blank, or the column is not there."""
        values = np.full(self.size, None, dtype=object)
        series = self._series(name)
        if series is None:
            return values
        missing = np.asarray(series.array.isna())
        if missing.all():  # as in most columns of most layers
            return values
        cells = series.tolist()
        values[:] = cells
        blank = [isinstance(cell, str) and (not cell or cell.isspace()) for cell in cells]
        values[missing | np.array(blank, dtype=bool)] = None
        return values

    def _series(self, name: str) -> pd.Series[Any] | None:
        if name not in self.frame.columns:
            return None
        series = self.frame[name]
        # Of two columns of one name the first is looked at.
        return series.iloc[:, 0] if isinstance(series, pd.DataFrame) else series

    @_once
    def given(self, name: str) -> Flags:
        """Where a column holds a value."""
        series = self._series(name)
        if series is None or bool(series.array.isna().all()):
            return np.zeros(self.size, dtype=bool)
        return np.array([value is not None for value in self.column(name).tolist()], dtype=bool)

    def equals(self, name: str, *wanted: str) -> Flags:
        """Where a column holds one of the wanted texts."""
        return np.array([value in wanted for value in self.column(name).tolist()], dtype=bool)

    @_once
    def numbers(self, name: str) -> Floats:
        """A column as numbers, NaN where there is none."""
        series = self._series(name)
        if series is None:
            return np.full(self.size, np.nan)
        if series.dtype == np.float64:
            return series.to_numpy(copy=True)
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
        return str(self.ids[index]) or f"record {int(self.orders[index]) + 1}"

    def names(self, indexes: Sequence[int] | Indexes, most: int = 5) -> str:
        """The first few names, and how many more there are."""
        first = [self.name(int(index)) for index in indexes[:most]]
        return listed(first, most, count=len(indexes))

    def _worded(self, index: int, words: Words, what: str, at: Sequence[float] | Floats | None = None) -> Problem:
        row, key = None, str(self.ids[index])
        if self.rows is not None:
            row = self.rows[index]
        elif not key:
            key = self.name(index)
        return made(words.code, words.severity, what, words.remedy, words.source, row=row, id=key, field=words.field,
                    at=at, option=words.option)  # fmt: skip

    def problem(
        self, index: int | None, code: str, severity: Severity, what: str, remedy: str = "", *, field: str = "",
        at: Sequence[float] | Floats | None = None, option: str | None = None,
    ) -> Noted:  # fmt: skip
        """A problem of one record, or of the whole layer when `index` is None; `at` is lon, lat in degrees."""
        words = Words(code, severity, remedy, self.source, field, option)
        if index is None:
            return Noted(self, -1, words.of_layer(what))
        is_own = self.own is None or bool(self.own[index])
        return Noted(self, int(self.orders[index]), self._worded(index, words, what, at), is_own)

    def each(
        self, indexes: Iterable[int] | Indexes, code: str, severity: Severity, what: str | Callable[[int], str],
        remedy: str = "", *, field: str = "", together: str = "",
    ) -> Iterator[Finding]:  # fmt: skip
        """A problem for each record, or one for all with `together` when most of the layer has the same fault.

        `together` is a sentence in which {count} and {of} stand for the numbers.
        """
        words = Words(code, severity, remedy, self.source, field)
        yield self.finding(indexes, words, what, most_of_a_layer(together) if together else None)

    def finding(
        self, indexes: Iterable[int] | Indexes, words: Words, what: str | Callable[[int], str],
        once: Once | None = None, *, about: str = "", turn: int | None = None, is_counted: bool = False,
    ) -> Finding:  # fmt: skip
        """Records with one fault, and how it is said of each and `once` for all (see `geo.checks.findings`).

        A check that gives a finding for each of many texts numbers them itself: `about` one, in its `turn`. With
        `is_counted` only the first records are named.
        """
        found = np.fromiter(indexes, np.intp) if not isinstance(indexes, np.ndarray) else indexes
        if self.own is not None:
            found = found[self.own[found]]

        def make(index: int) -> Problem:
            return self._worded(index, words, what if isinstance(what, str) else what(index))

        return Finding(self, words, self._next(turn), about, len(found), self.orders[found].astype(np.int64),
                       Made(found, make), once, is_counted=is_counted)  # fmt: skip

    def amount(self, words: Words, once: Once, *amounts: int) -> Finding:
        """Whole numbers that are added up over the layer before anything is said of them; nothing if all are 0."""
        nothing = np.empty(0, dtype=np.int64)
        told = amounts if any(amounts) else ()
        return Finding(self, words, self._next(None), "", 0, nothing, [], once, amounts=told)

    def _next(self, turn: int | None) -> int:
        if turn is not None:
            return turn
        self.turn += 1
        return self.turn


def kind_of(name: str) -> Kind:
    """The kind of that name.

    Raises UsageError, naming the kinds there are.
    """
    if name not in KINDS:
        raise UsageError(f"There is no kind of record called {name!r}.", remedy=f"Name one of: {', '.join(KINDS)}.")
    return KINDS[name]
