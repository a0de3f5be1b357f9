"""What all ways of placing a row share: the rows, what is written for them, and the cells of the columns."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.numbers import ascii_number
from geo.cells.outcomes import Texts
from geo.findings import Findings
from geo.placing.called import grid_called

WGS84 = "EPSG:4326"
WRITTEN_TO = "position_written_to_m"
"""The field for what digits and transformations leave open; `position_accuracy_m` holds what was reported."""
NAME_IT = "Name their system."
Cells = Mapping[str, NDArray[Any]]
"""The cells of each part of a position: texts, NaN where there is none."""
_MOST_DIGITS = 9
_DECIMAL = re.compile(r"[+-]?\d{1,9}\.\d{1,30}")


@dataclass
class Placing:
    """Geometry for the rows of a table, what was typed for it, and the columns that are told in full by that."""

    source: str
    rows: NDArray[np.int64]
    geometry: NDArray[Any]
    problems: Findings = field(default_factory=Findings)
    fields: dict[str, NDArray[Any]] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)
    zones_told: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    beside: pd.DataFrame | None = None
    """The table, for what stands beside a position that its text leaves open."""

    def __post_init__(self) -> None:
        self.problems.source = self.source
        for name in ("position_entered", "crs_entered", "position_transformation", "position_accuracy_m", WRITTEN_TO):
            self.fields[name] = np.full(len(self.rows), math.nan, dtype=object)
        self.zones_told = np.zeros(len(self.rows), dtype=bool)

    def write(self, name: str, where: NDArray[np.bool_], values: Any) -> None:
        """Write `values` (one for each row, or one for all) into the rows `where` a field has none yet."""
        target = self.fields[name]
        free = where & pd.isna(target)
        target[free] = values[free] if isinstance(values, np.ndarray) else values

    def mask(self, indexes: NDArray[np.intp]) -> NDArray[np.bool_]:
        """The rows at some places."""
        chosen = np.zeros(len(self.rows), dtype=bool)
        chosen[indexes] = True
        return chosen

    def each(self, mask: NDArray[np.bool_], code: str, what: str, remedy: str, column: str) -> None:
        """Note the same of every one of some rows."""
        for row in self.rows[mask].tolist():
            self.problems.add(code, what, remedy, row=row, field=column)

    def together(self, indexes: NDArray[np.intp], code: str, what: str, remedy: str = "", *, at: str) -> None:
        """Note once what is to be said of the rows at some places, and name the rows; nothing if there are none."""
        self.problems.add_rows(code, self.rows[indexes].tolist(), what, remedy, field=at)

    def waiting(self, *cells: NDArray[Any]) -> NDArray[np.bool_]:
        """Rows without geometry in which at least one of the cells holds something."""
        filled = np.zeros(len(self.rows), dtype=bool)
        for each in cells:
            filled |= ~pd.isna(each)
        return np.asarray(filled & shapely.is_missing(self.geometry))

    def texts(self, cells: NDArray[Any], where: NDArray[np.bool_]) -> Texts:
        """The distinct texts in the rows `where`."""
        # What is outside `where` becomes NaN, whose code is -1: no text.
        codes, distinct = pd.factorize(np.where(where, cells, math.nan).astype(object))
        return Texts(codes.astype(np.intp), [str(text).strip() for text in distinct], self.rows)


def filled(cells: Cells, parts: tuple[str, ...]) -> NDArray[np.bool_]:
    """Rows in which at least one of the parts of a position holds something."""
    return np.asarray(np.any([~pd.isna(cells[part]) for part in parts], axis=0), dtype=np.bool_)


def own_systems(cells: Cells, crs: str | None, size: int) -> NDArray[Any]:
    """For each row the CRS that it names in a column of its own, or the one for all (None: neither is named)."""
    systems = np.full(size, crs, dtype=object)
    if "crs" in cells:
        # An empty cell has the code -1, which is the last of `own`: the system for all.
        codes, distinct = pd.factorize(cells["crs"])
        own = np.array([*(_system(str(text)) for text in distinct), crs], dtype=object)
        systems = own[codes]
    return systems


def _system(text: str) -> str:
    plain = re.sub(r"[\s_-]", "", text).upper()
    if plain in ("WGS84", "WGS1984", "GCSWGS1984", "4326"):
        return WGS84
    return f"EPSG:{plain}" if plain.isdigit() else grid_called(text) or text.strip()


def joined(*parts: NDArray[Any], by: str = ", ") -> NDArray[Any]:
    """The texts of several columns as one; what a row lacks stays empty."""
    return np.array(
        [by.join(cell.strip() if isinstance(cell, str) else "" for cell in row) for row in zip(*parts, strict=True)],
        dtype=object,
    )


def decimals(cells: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The numbers in a column, and which cells are plain ones."""
    # Plain numbers are read all at once; what pandas cannot read is looked at cell by cell.
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(dtype="float64", copy=True)
    rest = np.flatnonzero(~np.isfinite(numbers) & ~pd.isna(cells))
    for row in rest.tolist():
        text = ascii_number(cells[row]).replace(",", ".")
        if _DECIMAL.fullmatch(text):
            numbers[row] = float(text)
    return numbers, np.isfinite(numbers)


def half_steps(cells: NDArray[Any]) -> NDArray[np.float64]:
    """Half the unit of the last digit of each number as written: how much its digits leave open.

    >>> half_steps(np.array(["40.39", "40,5", "40", "8.66e6"], dtype=object)).tolist()
    [0.005, 0.05, 0.5, 5000.0]
    """
    return np.fromiter((_half_step(cell) for cell in cells), dtype=float, count=len(cells))


def _half_step(cell: Any) -> float:
    try:
        exponent = (
            Decimal(cell if cell.isascii() and "," not in cell else ascii_number(cell).replace(",", "."))
            .as_tuple()
            .exponent
        )
    except InvalidOperation:
        return math.nan
    return 0.5 * 10.0 ** min(exponent, _MOST_DIGITS) if isinstance(exponent, int) else math.nan
