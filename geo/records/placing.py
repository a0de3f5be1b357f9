"""Positions that stand in columns become geometry in lon, lat; what was typed is kept, row by row.

Ways of writing a position are tried in the order of how much they say: a shape (WKT, ODK), a position in one column,
latitude and longitude, easting and northing. Columns of plain decimal degrees are read all at once; whatever is not
plain goes to `geo.positions`. A row that cannot be placed stays without geometry, and it is said why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import find_crs, to_lonlat
from geo.errors import Problem, UsageError
from geo.records.numbers import ascii_number
from geo.records.outcomes import Outcome, Texts, collect, shown, text_cells
from geo.records.written_shapes import in_degrees, is_odk, is_wkt, read_odk, read_wkt

WGS84 = "EPSG:4326"
_DECIMAL = re.compile(r"[+-]?\d{1,9}\.\d{1,30}")
_DIGIT = re.compile(r"\d")
_NULLS = frozenset({"", "[null, null]", "null", "none", "n/a", "na", "-", "--", "nan"})


@dataclass
class Placing:
    """Geometry for the rows of a table, what was typed for it, and the columns that are told in full by that."""

    source: str
    rows: NDArray[np.int64]
    geometry: NDArray[Any]
    problems: list[Problem] = field(default_factory=list)
    fields: dict[str, NDArray[Any]] = field(default_factory=dict)
    told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for name in ("position_entered", "crs_entered", "position_transformation", "position_accuracy_m"):
            self.fields[name] = np.full(len(self.rows), math.nan, dtype=object)

    def write(self, name: str, where: NDArray[np.bool_], values: Any) -> None:
        """Write `values` (one for each row, or one for all) into the rows `where` a field has none yet."""
        target = self.fields[name]
        free = where & pd.isna(target)
        target[free] = values[free] if isinstance(values, np.ndarray) else values

    def problem(
        self, code: str, row: int | None, what: str, remedy: str = "", *, at: str, severity: Any = "error"
    ) -> None:
        """Note what is wrong with the position of a row."""
        self.problems.append(Problem(code, severity, what, remedy, source=self.source, row=row, field=at))


def place(
    table: pd.DataFrame, columns: Mapping[str, str], geometry: NDArray[Any], *, crs: str | None, source: str
) -> Placing:
    """Find a geometry for each row that has none, in the columns that hold parts of positions.

    `columns`: which column holds `lat`, `lon`, `position`, `wkt`, `easting`, `northing`, `zone`, `crs`. `crs` is the
    system of numbers whose own text names none. Raises UsageError if it is not known.
    """
    if crs is not None:
        find_crs(crs)
    done = Placing(source, table.index.to_numpy(dtype="int64"), geometry)
    cells = {part: _cells(table[column]) for part, column in columns.items()}
    ways = [
        (_outlines, ("wkt",)),
        (_positions, ("position",)),
        (_degrees, ("lat", "lon")),
        (_grid, ("easting", "northing")),
    ]
    used = [parts for _, parts in ways if all(part in cells for part in parts)]
    had = ~shapely.is_missing(geometry)
    for way, parts in ways:
        if parts in used:
            way(done, cells, columns, crs)
    ways_taken = sum(_filled(cells, parts).astype(int) for parts in used) if used else np.zeros(len(done.rows))
    if not had.any() and np.max(ways_taken, initial=0) <= 1:
        done.told = {columns[part] for parts in used for part in parts}
        if "crs" in cells:
            done.told.add(columns["crs"])
        if "zone" in cells and ("easting", "northing") in used:
            done.told.add(columns["zone"])
    return done


def _cells(column: pd.Series[Any]) -> NDArray[Any]:
    cells = text_cells(column)
    nothing = [type(cell) is str and cell.strip().casefold() in _NULLS for cell in cells]
    return np.where(nothing, math.nan, cells) if any(nothing) else cells


def _filled(cells: Mapping[str, NDArray[Any]], parts: tuple[str, ...]) -> NDArray[np.bool_]:
    """Rows in which at least one of the parts of a position holds something."""
    return np.asarray(np.any([~pd.isna(cells[part]) for part in parts], axis=0), dtype=np.bool_)


def _waiting(done: Placing, *cells: NDArray[Any]) -> NDArray[np.bool_]:
    """Rows without geometry in which at least one of the cells holds something."""
    filled = np.zeros(len(done.rows), dtype=bool)
    for each in cells:
        filled |= ~pd.isna(each)
    return np.asarray(filled & shapely.is_missing(done.geometry))


def _texts(done: Placing, cells: NDArray[Any], where: NDArray[np.bool_]) -> Texts:
    codes, distinct = pd.factorize(np.where(where, cells, math.nan).astype(object))
    return Texts(codes.astype(np.intp), [str(text).strip() for text in distinct], done.rows)


def _own_crs(cells: Mapping[str, NDArray[Any]], row: int, crs: str | None) -> str | None:
    """The CRS that a row names in a column of its own, or the one for all."""
    text = cells["crs"][row] if "crs" in cells else math.nan
    if not isinstance(text, str):
        return crs
    plain = re.sub(r"[\s_-]", "", text).upper()
    if plain in ("WGS84", "WGS1984", "GCSWGS1984", "4326"):
        return WGS84
    return f"EPSG:{plain}" if plain.isdigit() else text.strip()


def _outlines(done: Placing, cells: Mapping[str, NDArray[Any]], columns: Mapping[str, str], crs: str | None) -> None:
    """Shapes in a column of outlines: WKT, or the strings of ODK that forms give the same name."""
    odk = np.array([isinstance(cell, str) and is_odk(cell) for cell in cells["wkt"]], dtype=bool)
    if odk.any():
        strings = {**cells, "position": np.where(odk, cells["wkt"], math.nan)}
        _positions(done, strings, {**columns, "position": columns["wkt"]}, crs)
        cells = {**cells, "wkt": np.where(odk, math.nan, cells["wkt"])}
    _shapes(done, cells, columns, crs)


def _shapes(done: Placing, cells: Mapping[str, NDArray[Any]], columns: Mapping[str, str], crs: str | None) -> None:
    """Shapes written as WKT or WKB."""
    where = _waiting(done, cells["wkt"])
    texts = _texts(done, cells["wkt"], where)
    outcomes, stated = read_wkt(texts.distinct)
    for outcome in outcomes:
        outcome.severity = "error"
    done.problems += collect(texts, outcomes, source=done.source, field=columns["wkt"])
    shapes = np.array([None if outcome.problem else outcome.value for outcome in outcomes] + [None], dtype=object)
    geometry = shapes[texts.codes]
    own = np.array([*stated, ""], dtype=object)[texts.codes]
    systems = np.array(
        [(own[row] or _own_crs(cells, row, crs) or WGS84) if where[row] else "" for row in range(len(where))], object
    )
    done.write("position_entered", where, cells["wkt"])
    for system in sorted(set(systems[where])):
        rows = where & (systems == system) & ~shapely.is_missing(geometry)
        _bring(done, geometry, rows, system, columns["wkt"])
        if crs or "crs" in cells or own[rows].any():
            done.write("crs_entered", rows, system)


def _bring(done: Placing, geometry: NDArray[Any], rows: NDArray[np.bool_], system: str, column: str) -> None:
    """Bring shapes in one system to lon, lat and put them in their place."""
    if not rows.any():
        return
    shapes = geometry[rows]
    if system != WGS84:
        try:
            result = to_lonlat(shapes, system)
        except UsageError as error:
            _each(done, rows, "crs_unknown", error.what, error.remedy, column)
            return
        shapes = np.array(result.geometries, dtype=object)
        done.write("position_transformation", rows, result.transformation)
        if result.accuracy_m:
            done.write("position_accuracy_m", rows, result.accuracy_m)
    good = in_degrees(shapes) & np.isfinite(shapely.bounds(shapes)).all(axis=1) | shapely.is_empty(shapes)
    places = np.flatnonzero(rows)
    done.geometry[places[good]] = shapes[good]
    bad = np.zeros(len(rows), dtype=bool)
    bad[places[~good]] = True
    _each(done, bad, "outside_crs", f"The coordinates are not longitude and latitude ({system}).",
          "Name their system with --crs EPSG:n.", column)  # fmt: skip


def _each(done: Placing, rows: NDArray[np.bool_], code: str, what: str, remedy: str, column: str) -> None:
    for row in done.rows[rows].tolist():
        done.problem(code, row, what, remedy, at=column)


def _positions(done: Placing, cells: Mapping[str, NDArray[Any]], columns: Mapping[str, str], crs: str | None) -> None:
    """A whole position in one column: an ODK string, WKT, or whatever `geo.positions` reads."""
    where = _waiting(done, cells["position"])
    texts = _texts(done, cells["position"], where)
    done.write("position_entered", where, cells["position"])
    odk = [is_odk(text) for text in texts.distinct]
    wkt = [is_wkt(text) for text in texts.distinct]
    if any(odk):
        outcomes = [read_odk(text) if own else Outcome(None) for text, own in zip(texts.distinct, odk, strict=True)]
        for outcome in outcomes:
            outcome.severity = "error"
        done.problems += collect(texts, outcomes, source=done.source, field=columns["position"])
        shapes = np.array([None if each.problem else each.value for each in outcomes] + [None], dtype=object)
        geometry = shapes[texts.codes]
        found = ~shapely.is_missing(geometry)
        done.geometry[found] = geometry[found]
        accuracy = texts.spread([each.others.get("position_accuracy_m", math.nan) for each in outcomes])
        done.write("position_accuracy_m", found, np.array(accuracy, dtype=object))
    if any(wkt):
        these = where & np.array([*wkt, False])[texts.codes]
        _shapes(done, {**cells, "wkt": np.where(these, cells["position"], math.nan)},
                {**columns, "wkt": columns["position"]}, crs)  # fmt: skip
    rest = where & ~np.array([a or b for a, b in zip(odk, wkt, strict=True)] + [True])[texts.codes]
    joined = np.array(
        [text.strip("[] ") if isinstance(text, str) else text for text in cells["position"]], dtype=object
    )
    _written(done, joined, rest, cells, columns["position"], crs)


def _written(
    done: Placing, cells: NDArray[Any], where: NDArray[np.bool_], parts: Mapping[str, NDArray[Any]], column: str,
    crs: str | None,
) -> None:  # fmt: skip
    """Let `geo.positions` read the texts of the rows `where`."""
    if not where.any():
        return
    from geo.positions import parse_positions

    empty = where & np.array([isinstance(cell, str) and not _DIGIT.search(cell) for cell in cells], dtype=bool)
    _each(done, empty, "position_not_understood", "There is no number in this position.", "", column)
    where = where & ~empty
    systems = [_own_crs(parts, row, crs) for row in range(len(where))]
    for system in dict.fromkeys(system for system, wanted in zip(systems, where, strict=True) if wanted):
        rows = where & np.array([each == system for each in systems])
        try:
            found = parse_positions(cells[rows].tolist(), crs=system)
        except UsageError as error:
            _each(done, rows, "crs_unknown", error.what, error.remedy, column)
            continue
        places = np.flatnonzero(rows)
        good = found["lon"].notna().to_numpy(dtype=bool)
        done.geometry[places[good]] = shapely.points(found["lon"][good], found["lat"][good])
        for name, values in (("position_transformation", "transformation"), ("position_accuracy_m", "accuracy_m")):
            full = np.full(len(where), math.nan, dtype=object)
            full[places] = found[values].replace({"": math.nan, 0.0: math.nan}).to_numpy(dtype=object)
            done.write(name, rows, full)
        if system and (crs or "crs" in parts):
            done.write("crs_entered", rows, system)
        for number in np.flatnonzero(~good).tolist():
            row, text = int(done.rows[places[number]]), str(cells[places[number]])
            told = "; ".join(map(str, found["candidates"].iloc[number]))
            said = str(found["problem"].iloc[number])
            what = said if repr(text) in said else f"{shown(text)}: {said}"
            done.problem(str(found["code"].iloc[number]), row, what,
                         f"It could be: {told}." if told else "", at=column)  # fmt: skip


def _degrees(done: Placing, cells: Mapping[str, NDArray[Any]], columns: Mapping[str, str], crs: str | None) -> None:
    """Latitude and longitude in two columns."""
    where = _waiting(done, cells["lat"], cells["lon"])
    lat, plain_lat = _decimal(cells["lat"])
    lon, plain_lon = _decimal(cells["lon"])
    if crs is not None and not find_crs(crs).is_geographic and "crs" not in cells:
        if np.nanmax(np.abs(lon[where]), initial=0) > 180:
            _grid(done, {**cells, "easting": cells["lon"], "northing": cells["lat"]},
                  {**columns, "easting": columns["lon"], "northing": columns["lat"]}, crs)  # fmt: skip
            return
        done.problem("crs_not_used", None, f"{crs} is in metres, these columns are in degrees; they are read as WGS "
                     "84.", at=columns["lat"], severity="warning")  # fmt: skip
        crs = None
    done.write("position_entered", where, _joined(cells["lat"], cells["lon"]))
    plain = where & plain_lat & plain_lon
    in_range = np.ones(len(where), dtype=bool)
    for part, numbers, limit, name in (("lat", lat, 90, "latitude"), ("lon", lon, 180, "longitude")):
        outside = plain & (np.abs(numbers) > limit)
        in_range &= ~outside
        for number in np.flatnonzero(outside).tolist():
            done.problem(f"{name}_range", int(done.rows[number]), f"{cells[part][number].strip()} is outside "
                         f"-{limit}…{limit}.", f"Are the columns swapped? Name them with --field COLUMN={part}.",
                         at=columns[part])  # fmt: skip
    for part, other in (("lat", "lon"), ("lon", "lat")):
        lacking = where & pd.isna(cells[part])
        for row in done.rows[lacking].tolist():
            done.problem("half_a_position", row, f"There is no value here, only in {columns[other]}.", at=columns[part])
        in_range &= ~lacking
    _plain_points(done, plain & in_range, lon, lat, cells, columns["lat"], crs)
    texts = _joined(cells["lat"], cells["lon"])
    _written(done, texts, where & in_range & ~(plain_lat & plain_lon), cells, columns["lat"], crs)
    commas = sum(isinstance(cell, str) and "," in cell for cell in cells["lat"][plain])
    if commas:
        done.problem("read_as", None, f"Numbers with a decimal comma: {commas:,}.",
                     at=columns["lat"], severity="note")  # fmt: skip


def _joined(lat: NDArray[Any], lon: NDArray[Any]) -> NDArray[Any]:
    pairs = zip(lat, lon, strict=True)
    return np.array(
        [f"{a.strip() if isinstance(a, str) else ''}, {b.strip() if isinstance(b, str) else ''}" for a, b in pairs],
        dtype=object,
    )


def _decimal(cells: NDArray[Any]) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """The numbers in a column, and which cells are plain ones."""
    numbers = pd.to_numeric(pd.Series(cells, dtype=object), errors="coerce").to_numpy(dtype="float64", copy=True)
    rest = np.flatnonzero(~np.isfinite(numbers) & ~pd.isna(cells))
    for row in rest.tolist():
        text = ascii_number(cells[row]).replace(",", ".")
        if _DECIMAL.fullmatch(text):
            numbers[row] = float(text)
    return numbers, np.isfinite(numbers)


def _plain_points(
    done: Placing, where: NDArray[np.bool_], lon: NDArray[np.float64], lat: NDArray[np.float64],
    cells: Mapping[str, NDArray[Any]], column: str, crs: str | None,
) -> None:  # fmt: skip
    """Points in decimal degrees, each in the CRS that its row names."""
    if "crs" in cells:
        systems = np.array([_own_crs(cells, row, crs) or WGS84 for row in range(len(where))], dtype=object)
    else:
        systems = np.full(len(where), crs or WGS84, dtype=object)
    for system in dict.fromkeys(systems[where]):
        rows = where & (systems == system)
        _bring(done, _points(lon, lat, rows), rows, system, column)
        if crs or "crs" in cells:
            done.write("crs_entered", rows, system)


def _points(x: NDArray[np.float64], y: NDArray[np.float64], rows: NDArray[np.bool_]) -> NDArray[Any]:
    points = np.full(len(rows), None, dtype=object)
    points[rows] = shapely.points(x[rows], y[rows])
    return points


def _grid(done: Placing, cells: Mapping[str, NDArray[Any]], columns: Mapping[str, str], crs: str | None) -> None:
    """Easting and northing in two columns, with a zone or a CRS."""
    east, north = cells["easting"], cells["northing"]
    where = _waiting(done, east, north)
    x, plain_x = _decimal(east)
    y, plain_y = _decimal(north)
    plain = where & plain_x & plain_y
    if plain.any() and crs is None and not {"crs", "zone"} & set(cells):
        if np.abs(x[plain]).max() <= 180 and np.abs(y[plain]).max() <= 90:
            _degrees(done, {**cells, "lon": east, "lat": north},
                     {**columns, "lon": columns["easting"], "lat": columns["northing"]}, None)  # fmt: skip
            done.problem("read_as", None, f"{columns['easting']} and {columns['northing']} hold degrees; they were "
                         "read as longitude and latitude.", at=columns["easting"], severity="note")  # fmt: skip
            return
        done.write("position_entered", where, _joined(east, north))
        done.problem("crs_missing", None, f"The coordinates of {int(where.sum()):,} rows are in a system that is not "
                     "named; they are not placed.", "Name it with --crs EPSG:n.", at=columns["easting"])  # fmt: skip
        return
    if "zone" in cells and crs is None:
        zoned = np.array(
            [f"{zone} {a} {b}" for zone, a, b in zip(cells["zone"], east, north, strict=True)], dtype=object
        )
        done.write("position_entered", where, zoned)
        _written(done, zoned, where, {}, columns["easting"], None)
        return
    done.write("position_entered", where, _joined(east, north))
    _plain_points(done, plain, x, y, cells, columns["easting"], crs)
    _written(done, _joined(east, north), where & ~plain, cells, columns["easting"], crs)
