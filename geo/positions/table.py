"""Many texts at once: each distinct text is read once, and each CRS is brought to lon, lat in one go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.crs import distance_m, find_crs, in_area_of_use, in_own_zone, points_to_lonlat
from geo.errors import PositionError, UsageError
from geo.positions.grids import grids_near
from geo.positions.mgrs_squares import squares_near
from geo.positions.reading import read
from geo.positions.written import Outcome, Written

COLUMNS = ("lon", "lat", "format", "crs", "transformation", "accuracy_m", "problem", "code", "candidates")
_DEGREE_M = 111_195.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place that an ambiguous text can mean. `distance_m`: from the place said to be near, NaN without one."""

    lon: float
    lat: float
    format: str
    crs: str
    distance_m: float = float("nan")

    def __str__(self) -> str:
        far = "" if np.isnan(self.distance_m) else f", {self.distance_m / 1000:,.1f} km away"
        return f"{self.lat:.5f}, {self.lon:.5f} ({self.format}{far})"


@dataclass(frozen=True, slots=True)
class Position:
    """A place and how it was written: lon, lat in degrees (WGS 84), `accuracy_m` as far as text and datum shift say."""

    lon: float
    lat: float
    format: str
    crs: str
    transformation: str
    accuracy_m: float
    text: str


@dataclass(frozen=True, slots=True)
class _Placed:
    """Readings in one list, brought to lon, lat."""

    readings: list[Written]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    transformation: NDArray[np.object_]
    accuracy: NDArray[np.float64]
    fits: NDArray[np.bool_]


def parse_positions(
    texts: Sequence[str | None], *, crs: str | None = None, near: tuple[float, float] | None = None
) -> pd.DataFrame:
    """Read written positions: one row for each text, in order, with the index of a Series if one is given.

    `crs`: the CRS of numbers that do not say their own; `near`: lon, lat of a place nearby, which orders and makes
    candidates and never chooses one. Columns: lon, lat (degrees, WGS 84; NaN where there is a problem), format, crs,
    transformation, accuracy_m (half the cell that the digits leave open, and what the transformation states), problem
    (what is wrong and what to do; NaN if nothing), code, candidates (a tuple of Candidate, the nearest first).
    Raises UsageError for a `crs` that is not known.

    >>> table = parse_positions(["40.39, 46.93", "579000 4473000"])
    >>> table.lon.tolist(), table.code.tolist()
    ([46.93, nan], [nan, 'no_zone'])
    """
    return read_positions(texts, crs=crs, near=near)[0]


def read_positions(
    texts: Sequence[str | None],
    meant: Sequence[Candidate] = (),
    *,
    crs: str | None = None,
    near: tuple[float, float] | None = None,
) -> tuple[pd.DataFrame, list[Written | None]]:
    """Read written positions as `parse_positions` does, and give the reading that was taken of each, or None.

    `meant`: which candidate of each text is meant, where something beside them says so.
    """
    if crs is not None:
        find_crs(crs)
    index = texts.index if isinstance(texts, pd.Series) else None
    written = [text if isinstance(text, str) else None if _missing(text) else str(text) for text in texts]
    wanted: Sequence[Candidate | None] = meant or [None] * len(written)
    asked = list(zip(written, wanted, strict=True))
    distinct = list(dict.fromkeys(asked))
    outcomes = [_complete(read(text, crs), near) for text, _ in distinct]
    placed = _to_lonlat([reading for outcome in outcomes for reading in outcome.readings])
    rows, taken, start = [], [], 0
    for outcome, (_, candidate) in zip(outcomes, distinct, strict=True):
        stop = start + len(outcome.readings)
        code, fitting = _decided(outcome, placed, range(start, stop), candidate)
        rows.append(_row(outcome, placed, range(start, stop), near, candidate))
        taken.append(None if code else placed.readings[fitting[0]])
        start = stop
    number_of = {one: number for number, one in enumerate(distinct)}
    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS)
    numbers = [number_of[one] for one in asked]
    frame = pd.DataFrame({name: _column(name, values) for name, values in zip(COLUMNS, columns, strict=True)})
    frame = frame.iloc[numbers].reset_index(drop=True)
    if index is not None:
        frame.index = index
    return frame, [taken[number] for number in numbers]


def parse_position(text: str, *, crs: str | None = None, near: tuple[float, float] | None = None) -> Position:
    """Read one written position. Raises PositionError for what is not understood and for what can be several.

    >>> round(parse_position("38T 663877 4473000").lat, 4)
    40.3915
    """
    row = parse_positions([text], crs=crs, near=near).iloc[0]
    if isinstance(row.problem, str):
        raise PositionError(row.problem, remedy=_listing(row.candidates))
    return Position(
        float(row.lon), float(row.lat), row.format, row.crs, row.transformation, float(row.accuracy_m), str(text)
    )


def _listing(candidates: tuple[Candidate, ...]) -> str:
    return "It could be: " + "; ".join(map(str, candidates)) + "." if candidates else ""


def _missing(value: object) -> bool:
    return value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value))


def _column(name: str, values: Sequence[object]) -> pd.Series:
    if name in ("lon", "lat", "accuracy_m"):
        return pd.Series(values, dtype="float64")
    if name == "candidates":
        column = np.empty(len(values), dtype=object)
        column[:] = values
        return pd.Series(column, dtype=object)
    return pd.Series(values, dtype="str")


def _complete(outcome: Outcome, near: tuple[float, float] | None) -> Outcome:
    """Give an outcome without zone or square the readings that a known place nearby makes possible."""
    if near is None or outcome.readings:
        return outcome
    readings: tuple[Written, ...] = ()
    if outcome.grid is not None:
        readings = grids_near(outcome.grid, near)
    elif outcome.square is not None:
        readings = squares_near(outcome.square, near)
    return Outcome(readings, outcome.code, outcome.problem, outcome.remedy, outcome.grid, outcome.square)


def _to_lonlat(readings: list[Written]) -> _Placed:
    """Bring all readings to lon, lat, one CRS after the other."""
    count = len(readings)
    x, y = np.array([w.x for w in readings], float), np.array([w.y for w in readings], float)
    lon, lat, accuracy = x.copy(), y.copy(), np.zeros(count)
    half_x, half_y = np.array([w.half_x for w in readings], float), np.array([w.half_y for w in readings], float)
    transformation = np.full(count, "", dtype=object)
    fits = np.ones(count, bool)
    codes = np.array([w.crs for w in readings], dtype=object)
    for code in dict.fromkeys(codes):
        these = np.flatnonzero(codes == code)
        if code != "EPSG:4326":
            try:
                points = points_to_lonlat(x[these], y[these], code)
            except UsageError:
                lon[these], lat[these], fits[these] = np.nan, np.nan, False
                continue
            lon[these], lat[these] = points.lon, points.lat
            transformation[these], accuracy[these] = points.said, points.accuracies
            margins = [readings[index].margin_deg for index in these]
            free = np.array([margin is None for margin in margins], bool)
            margin = np.array([margin or 0.0 for margin in margins], float)
            used = in_area_of_use(code, points.lon, points.lat, margin_deg=margin) & in_own_zone(code, x[these])
            fits[these] = np.isfinite(points.lon) & (free | used)
        degrees = find_crs(code).is_geographic
        # Half a cell in metres: of a degree of longitude only the cosine of the latitude is left.
        along = _DEGREE_M * np.cos(np.radians(lat[these])) if degrees else 1.0
        across = _DEGREE_M if degrees else 1.0
        accuracy[these] = np.sqrt(accuracy[these] ** 2 + (half_x[these] * along) ** 2 + (half_y[these] * across) ** 2)
    return _Placed(readings, lon, lat, transformation, accuracy, fits)


def _decided(outcome: Outcome, placed: _Placed, span: range, meant: Candidate | None) -> tuple[str, list[int]]:
    """The code of what is wrong with a text once its readings are placed, or nothing, and the readings that fit."""
    if meant is not None:
        return "", [index for index in span if (placed.lon[index], placed.lat[index]) == (meant.lon, meant.lat)]
    fitting = [index for index in span if placed.fits[index]]
    code = outcome.code
    if not fitting and code in ("", "first_fit", "zone_or_order", "axis_order"):
        code = "outside_crs"
    elif code == "first_fit" or (code in ("zone_or_order", "axis_order") and len(fitting) == 1):
        code = ""
    return code, fitting


def _row(
    outcome: Outcome, placed: _Placed, span: range, near: tuple[float, float] | None, meant: Candidate | None
) -> tuple[object, ...]:
    code, fitting = _decided(outcome, placed, span, meant)
    if not code:
        index = fitting[0]
        written = placed.readings[index]
        return (
            placed.lon[index], placed.lat[index], written.format, written.crs,
            placed.transformation[index], placed.accuracy[index], None, None, (),
        )  # fmt: skip
    shown = fitting or [index for index in span if np.isfinite(placed.lon[index])]
    problem = f"{outcome.problem} {outcome.remedy}".strip()
    if not fitting and len(span):
        problem = f"It would lie outside the area of {find_crs(placed.readings[span[0]].crs).name}. Name the CRS."
    candidates = tuple(_candidate(placed, index, near) for index in shown)
    if near is not None:
        candidates = tuple(sorted(candidates, key=lambda c: c.distance_m))
    return np.nan, np.nan, None, None, None, np.nan, problem, code, candidates


def _candidate(placed: _Placed, index: int, near: tuple[float, float] | None) -> Candidate:
    lon, lat, written = float(placed.lon[index]), float(placed.lat[index]), placed.readings[index]
    far = float("nan") if near is None else float(distance_m(lon, lat, *near))
    return Candidate(lon, lat, written.format, written.crs, far)
