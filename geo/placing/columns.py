"""Positions that stand in columns become geometry in lon, lat; what was typed is kept, row by row.

Ways of writing a position are tried in the order of how much they say: a shape (WKT, ODK), a position in one column,
latitude and longitude, easting and northing. Columns of plain decimal degrees are read all at once; whatever is not
plain goes to `geo.positions`. A row that cannot be placed stays without geometry, and it is said why.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.missing import NO_POSITION
from geo.cells.outcomes import Outcome, collect, shown, text_cells
from geo.crs import find_crs, is_lonlat, points_to_lonlat
from geo.errors import UsageError
from geo.placing.arriving import say
from geo.placing.corner_lists import is_corners, place_corners
from geo.placing.pairs import DEGREE_M, Pair, bring_pairs, x_is_north
from geo.placing.rows import WGS84, WRITTEN_TO, Cells, Placing, decimals, filled, joined, own_systems
from geo.placing.shapes import bring_shapes
from geo.placing.sides import settle_sides
from geo.placing.units import LARGEST_ANGLE
from geo.placing.written_shapes import is_odk, is_shape, read_odk, read_shapes
from geo.placing.zones import place_grid

if TYPE_CHECKING:
    from geo.positions.written import Written

_DIGIT = re.compile(r"\d")
_LOOSE = re.compile(r" *[+-]?\d{1,3}, +\d+ *")
TWO_NUMBERS = re.compile(r"[\[(]?\s*([+-]?\d{1,3}(?:\.\d+)?)[\s,;]+([+-]?\d{1,3}(?:\.\d+)?)\s*[\])]?")


def find_positions(
    table: pd.DataFrame, columns: Mapping[str, str], geometry: NDArray[Any], *, crs: str | None, source: str
) -> Placing:
    """Find a geometry for each row that has none, in the columns that hold parts of positions.

    `columns`: which column holds `lat`, `lon`, `position`, `wkt`, `easting`, `northing`, `zone`, `crs`. `crs` is the
    system of numbers whose own text names none. Raises UsageError if it is not known.
    """
    if crs is not None:
        find_crs(crs)
    done = Placing(source, table.index.to_numpy(dtype="int64"), geometry, beside=table)
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
    ways_taken = sum(filled(cells, parts).astype(int) for parts in used) if used else np.zeros(len(done.rows))
    if not had.any() and np.max(ways_taken, initial=0) <= 1:
        done.told = {columns[part] for parts in used for part in parts}
        if "crs" in cells:
            done.write("crs_entered", ~pd.isna(cells["crs"]), cells["crs"])
            done.told.add(columns["crs"])
        if "zone" in cells and done.zones_told[~pd.isna(cells["zone"])].all():
            done.told.add(columns["zone"])
    return done


def _cells(column: pd.Series[Any]) -> NDArray[Any]:
    cells = text_cells(column)
    nothing = [type(cell) is str and cell.strip().casefold() in NO_POSITION for cell in cells]
    cells = np.where(nothing, math.nan, cells) if any(nothing) else cells
    marked = [type(cell) is str and cell[:1] == "'" for cell in cells]  # as spreadsheets mark a text
    if any(marked):
        pairs = zip(cells, marked, strict=True)
        cells = np.array([cell[1:] if is_marked else cell for cell, is_marked in pairs], dtype=object)
    return cells


def _outlines(done: Placing, cells: Cells, columns: Mapping[str, str], crs: str | None) -> None:
    """Shapes in a column of outlines: WKT, the strings of ODK that forms give the same name, or corners in a cell.

    Two numbers are a point.
    """
    written = np.array(
        [
            isinstance(cell, str) and bool(is_odk(cell) or TWO_NUMBERS.fullmatch(cell.strip()) or is_corners(cell))
            for cell in cells["wkt"]
        ],
        dtype=bool,
    )
    if written.any():
        strings = {**cells, "position": np.where(written, cells["wkt"], math.nan)}
        _positions(done, strings, {**columns, "position": columns["wkt"]}, crs)
        cells = {**cells, "wkt": np.where(written, math.nan, cells["wkt"])}
    _shapes(done, cells, columns, crs)


def _shapes(done: Placing, cells: Cells, columns: Mapping[str, str], crs: str | None) -> None:
    """Shapes written as WKT or WKB."""
    where = done.waiting(cells["wkt"])
    texts = done.texts(cells["wkt"], where)
    outcomes, stated = read_shapes(texts.distinct)
    for outcome in outcomes:
        if outcome.value is None:
            outcome.severity = "error"
    done.problems += collect(texts, outcomes, source=done.source, field=columns["wkt"])
    shapes = np.array([outcome.value for outcome in outcomes] + [None], dtype=object)
    geometry = shapes[texts.codes]
    own = np.array([*stated, ""], dtype=object)[texts.codes]
    systems = own_systems(cells, crs or WGS84, len(where))
    systems = np.where(own != "", own, systems)
    done.write("position_entered", where, cells["wkt"])
    for system in sorted(set(systems[where])):
        mask = where & (systems == system) & ~shapely.is_missing(geometry)
        named = bool(crs or "crs" in cells or own[mask].any())
        bring_shapes(done, geometry, mask, system, columns["wkt"], named=named)
        if named:
            done.write("crs_entered", mask, system)


def _positions(done: Placing, cells: Cells, columns: Mapping[str, str], crs: str | None) -> None:
    """A whole position in one column: an ODK string, WKT, or whatever `geo.positions` reads."""
    where = done.waiting(cells["position"])
    texts = done.texts(cells["position"], where)
    done.write("position_entered", where, cells["position"])
    odk = [is_odk(text) for text in texts.distinct]
    wkt = [is_shape(text) for text in texts.distinct]
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
    done: Placing, cells: NDArray[Any], where: NDArray[np.bool_], parts: Cells, column: str,
    crs: str | None,
) -> None:  # fmt: skip
    """Let `geo.positions` read the texts of the rows `where`."""
    if not where.any():
        return
    from geo.positions.table import read_positions

    empty = where & np.array(
        [isinstance(cell, str) and not _DIGIT.search(cell) and "//" not in cell for cell in cells], dtype=bool
    )
    done.each(empty, "position_not_understood", "There is no number in this position.", "", column)
    where = where & ~empty
    systems = own_systems(parts, crs, len(where))
    for system in dict.fromkeys(systems[where]):
        mask = where & (systems == system)
        try:
            corners = place_corners(done, cells, mask, system, column)
            mask &= ~corners
            if (crs or "crs" in parts) and system:
                done.write("crs_entered", corners, system)
            texts = cells[mask].tolist()
            anew = partial(read_positions, crs=system)
            found, taken = settle_sides(done, np.flatnonzero(mask), texts, anew(texts), column, anew)
        except UsageError as error:
            done.each(mask, "crs_unknown", error.what, error.remedy, column)
            continue
        indexes = np.flatnonzero(mask)
        good = found["lon"].notna().to_numpy(dtype=bool)
        done.geometry[indexes[good]] = shapely.points(found["lon"][good], found["lat"][good])
        _say_of_written(done, indexes, taken, column)
        for name, values in (("position_transformation", "transformation"), (WRITTEN_TO, "accuracy_m")):
            full = np.full(len(where), math.nan, dtype=object)
            full[indexes] = found[values].replace({"": math.nan, 0.0: math.nan}).to_numpy(dtype=object)
            done.write(name, mask, full)
        if system and (crs or "crs" in parts):
            done.write("crs_entered", mask, system)
        for number in np.flatnonzero(~good).tolist():
            row, text = int(done.rows[indexes[number]]), str(cells[indexes[number]])
            told = "; ".join(map(str, found["candidates"].iloc[number]))
            said = str(found["problem"].iloc[number])
            what = said if repr(text) in said else f"{shown(text)}: {said}"
            code = str(found["code"].iloc[number])
            done.problems.add(
                # Of a text alone it is the zone that is wanted; of a file, as in every other form, the CRS.
                "crs_missing" if code == "no_zone" and system is None else code,
                what,
                f"It could be: {told}." if told else "",
                severity="error",
                row=row,
                field=column,
                option="",
            )


def _say_of_written(done: Placing, indexes: NDArray[np.intp], taken: list[Written | None], column: str) -> None:
    """Say of texts that were placed what is said of columns: which transformation brought them, and in which order."""
    from geo.positions.pairs import NORTHING_FIRST

    readings = {int(index): reading for index, reading in zip(indexes, taken, strict=True) if reading is not None}
    for system in dict.fromkeys(reading.crs for reading in readings.values()):
        if is_lonlat(system):
            continue
        own = {index: reading for index, reading in readings.items() if reading.crs == system}
        these = np.fromiter(own, dtype=np.intp)
        x, y = np.array([(reading.x, reading.y) for reading in own.values()]).T
        halves = np.array([(reading.half_x, reading.half_y) for reading in own.values()])
        points = points_to_lonlat(x, y, system)
        if find_crs(system).is_geographic:
            halves *= DEGREE_M * np.column_stack([np.cos(np.radians(points.lat)), np.ones(len(these))])
        say(done, these, points, np.hypot(*halves.T), column)
        # A text that has the northing in front is in order where the system itself names its axes so.
        turned = [index for index, reading in own.items() if reading.format.endswith(NORTHING_FIRST)]
        if not x_is_north(system):
            what = f"With the easting first the position would lie outside the area of {find_crs(system).name}; it was "
            done.together(np.array(turned, dtype=np.intp), "axis_order", f"{what}read with the northing first.",
                          "Is it the right CRS?", at=column)  # fmt: skip


def _closed_up(cells: NDArray[Any]) -> NDArray[Any]:
    """Numbers without the space that was typed behind a decimal comma: "39, 5" is no 39 degrees and 5 minutes."""
    loose = [isinstance(cell, str) and bool(_LOOSE.fullmatch(cell)) for cell in cells]
    if not any(loose):
        return cells
    closed = [cell.replace(" ", "") if is_loose else cell for cell, is_loose in zip(cells, loose, strict=True)]
    return np.array(closed, dtype=object)


def _degrees(done: Placing, cells: Cells, columns: Mapping[str, str], crs: str | None) -> None:
    """Latitude and longitude in two columns."""
    where = done.waiting(cells["lat"], cells["lon"])
    lat, plain_lat = decimals(_closed_up(cells["lat"]))
    lon, plain_lon = decimals(_closed_up(cells["lon"]))
    in_metres = crs is not None and not find_crs(crs).is_geographic and "crs" not in cells
    if in_metres and np.nanmax(np.abs(lon[where]), initial=0) > 180:
        _grid(done, {**cells, "easting": cells["lon"], "northing": cells["lat"]},
              {**columns, "easting": columns["lon"], "northing": columns["lat"]}, crs)  # fmt: skip
        return
    if in_metres and "easting" in cells:  # the CRS is that of the other pair of columns
        done.problems.add(
            "crs_not_used",
            f"{crs} is in metres, these columns are in degrees; they are read as WGS 84.",
            field=columns["lat"],
        )
        crs = None
    done.write("position_entered", where, joined(cells["lat"], cells["lon"]))
    plain = where & plain_lat & plain_lon
    in_range = np.ones(len(where), dtype=bool)
    metres = plain & (np.fmin(np.abs(lat), np.abs(lon)) > LARGEST_ANGLE)  # both: not a slip of one digit
    for part, numbers, limit in (("lat", lat, 90), ("lon", lon, 180)):
        outside = plain & ~metres & (np.abs(numbers) > limit)
        in_range &= ~outside
        for number in np.flatnonzero(outside).tolist():
            done.problems.add(
                "coordinate_range",
                f"{cells[part][number].strip()} is outside -{limit}…{limit}.",
                "Are the columns swapped? Name them.",
                row=int(done.rows[number]),
                field=columns[part],
                option=f"fields=COLUMN={part}",
            )
    for part, other in (("lat", "lon"), ("lon", "lat")):
        lacking = where & pd.isna(cells[part])
        for row in done.rows[lacking].tolist():
            done.problems.add(
                "half_a_position", f"There is no value here, only in {columns[other]}.", row=row, field=columns[part]
            )
        in_range &= ~lacking
    systems = own_systems(cells, crs or WGS84, len(where))
    pair = Pair(lon, lat, cells["lon"], cells["lat"], (columns["lon"], columns["lat"]), fixed=True)
    for system in dict.fromkeys(systems[plain & in_range]):
        bring_pairs(done, pair, plain & in_range & (systems == system), system, columns["lat"])
    if crs or "crs" in cells:
        done.write("crs_entered", plain & in_range, systems)
    texts = joined(cells["lat"], cells["lon"])
    _written(done, texts, where & in_range & ~(plain_lat & plain_lon), cells, columns["lat"], crs)
    commas = sum(isinstance(cell, str) and "," in cell for cell in cells["lat"][plain])
    if commas:
        done.problems.add("read_as", f"Numbers with a decimal comma: {commas:,}.", field=columns["lat"])


def _grid(done: Placing, cells: Cells, columns: Mapping[str, str], crs: str | None) -> None:
    """Easting and northing in two columns, unless what they hold are degrees."""
    east, north = cells["easting"], cells["northing"]
    where = done.waiting(east, north)
    x, plain_x = decimals(east)
    y, plain_y = decimals(north)
    plain = where & plain_x & plain_y
    unnamed = crs is None and "crs" not in cells
    if plain.any() and unnamed and np.abs(x[plain]).max() <= 180 and np.abs(y[plain]).max() <= 90:
        _degrees(done, {**cells, "lon": east, "lat": north},
                 {**columns, "lon": columns["easting"], "lat": columns["northing"]}, None)  # fmt: skip
        done.problems.add(
            "read_as",
            f"{columns['easting']} and {columns['northing']} hold degrees; they were read as longitude and latitude.",
            field=columns["easting"],
        )
        return
    place_grid(done, cells, columns, crs, _written)
