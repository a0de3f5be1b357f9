"""Easting and northing in two columns, with a zone or a CRS in a third, or one CRS for all.

A zone and a CRS say the same thing twice. Where they agree the CRS is taken, which says more; where they do not, the
row is not placed, for a zone that is one off lies some 500 km away. What stands in the zone is kept in any case.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.crs import (
    BANDS,
    GIVEN_CRS_MARGIN_DEG,
    band_limits,
    central_meridian,
    distance_m,
    find_crs,
    in_area_of_use,
)
from geo.errors import UsageError
from geo.findings.counting import counted
from geo.placing.pairs import Pair, bring_pairs, where_in
from geo.placing.rows import WGS84, WRITTEN_TO, Cells, Placing, decimals, joined, own_systems
from geo.positions.words import HEMISPHERES

Written = Callable[..., None]
Lonlat = tuple[NDArray[np.float64], NDArray[np.float64]]
_GRID_ZONE = re.compile(r"[^\d]*(\d{1,2})[\s°-]*([^\W\d_]*)[^\w]*")
_WGS84 = re.compile(r"\bWGS[-_ ]?(19)?84\b", re.IGNORECASE)
_LAST_ZONE = re.compile(r"zone \d+[NS]?$")
_GROUPS = re.compile(r"(?<=\d)(?:[ '\u00a0\u2009\u202f](?=\d{3}(?!\d))|\s*[mм]$)")
_SOVIET = {"EPSG:4284": "Pulkovo 1942", "EPSG:4200": "Pulkovo 1995"}
_MOST_ZONES = 32


@dataclass(frozen=True, slots=True)
class GridZone:
    """A zone as it stands in a cell. `letter`: of the band, N or S of a hemisphere, or nothing."""

    text: str
    number: int
    letter: str

    def side(self, latitude: float) -> str:
        """N or S of the equator, as the letter says of a place at a latitude; empty if it does not."""
        if self.letter == "S":
            return "N" if 31.9 <= latitude <= 40.1 else "S"
        return "" if self.letter == "" else "N" if self.letter >= "N" else "S"

    def has(self, latitude: float) -> bool:
        """Whether the band of the letter contains a latitude; N and S are hemispheres too."""
        if self.letter in ("", "N", "S"):
            return True
        south, north = band_limits(self.letter)
        return south - 0.1 <= latitude <= north + 0.1


def read_zone(text: str) -> GridZone | None:
    """Read a cell as the zone of a grid; None for one that is none, such as the name of a sector.

    >>> read_zone("UTM zone 38 T"), read_zone("38 north"), read_zone("Sector A")
    (GridZone(text='UTM zone 38 T', number=38, letter='T'), GridZone(text='38 north', number=38, letter='N'), None)
    """
    match = _GRID_ZONE.fullmatch(_WGS84.sub("", text).strip())
    if match is None or not 1 <= int(match[1]) <= 64:
        return None
    axis, sign = HEMISPHERES.get(match[2].casefold(), ("", 0)) if len(match[2]) > 1 else ("", 0)
    letter = match[2].upper() if len(match[2]) == 1 else "NS"[sign < 0] if axis == "lat" else ""
    return GridZone(text.strip(), int(match[1]), letter if letter in (*BANDS, "") else "")


def place_grid(
    done: Placing, cells: Cells, columns: Mapping[str, str], crs: str | None, written: Written
) -> None:  # fmt: skip
    """Place the rows that have an easting and a northing. `written` reads what is not a plain number as text."""
    east, north = cells["easting"], cells["northing"]
    where = done.waiting(east, north)
    systems = own_systems(cells, crs, len(where))
    named = np.array([isinstance(system, str) for system in systems], dtype=bool)
    grid_zones = _grid_zones(done, cells, columns, where)
    zoned = where & ~pd.isna(grid_zones)
    _keep(done, cells, where)
    numbers = _closed_up(east), _closed_up(north)
    (x, plain_x), (y, plain_y) = decimals(numbers[0]), decimals(numbers[1])
    letters = _are_letters(columns)
    pair = Pair(x, y, *numbers, (columns["easting"], columns["northing"]), letters=letters)
    plain = where & plain_x & plain_y
    _take_zones_in_front(systems, plain & ~zoned, *((y, x) if letters else (x, y)))
    in_front = where & ~named & ~pd.isna(cells["zone"]) if "zone" in cells else np.zeros(len(where), dtype=bool)
    in_words = np.array([_in_words(one) for one in grid_zones], dtype=object)
    _ask_for_system(done, plain & ~named & ~in_front, columns["easting"])
    free, both = plain & named & ~zoned, plain & named & zoned
    for system in dict.fromkeys(systems[free]):
        bring_pairs(done, pair, free & (systems == system), system, columns["easting"])
    for system in dict.fromkeys(systems[both]):
        _both(done, pair, grid_zones, both & (systems == system), system, columns, written)
    zone_texts = np.where(in_words != "", in_words, cells.get("zone", east))
    texts = np.where(in_front, joined(zone_texts, east, north, by=" "), joined(east, north))
    rest = where & ~plain
    written(done, texts, in_front, {}, columns["easting"], None)
    written(done, texts, rest & ~in_front, cells, columns["easting"], crs)
    _look_again(done, pair, grid_zones, rest & ~in_front & zoned, systems, columns["zone"] if "zone" in cells else "")
    done.write("crs_entered", where & named, systems)


def _take_zones_in_front(
    systems: NDArray[Any], mask: NDArray[np.bool_], eastings: NDArray[np.float64], others: NDArray[np.float64]
) -> None:  # fmt: skip
    """Complete the datum of Soviet maps by the zone of Gauss–Krüger that its eastings have in front: 8 663 400 m.

    The axis that those maps call X points north, so that under such letters the easting is the second.
    """
    for datum, name in _SOVIET.items():
        for index in np.flatnonzero(mask & (systems == datum)).tolist():
            for easting in (eastings[index], others[index]):
                number, within = divmod(easting, 1_000_000)
                if 1 <= number <= _MOST_ZONES and 100_000 <= within <= 900_000:
                    systems[index] = f"{name} / Gauss-Kruger zone {number:.0f}"
                    break


def _closed_up(cells: NDArray[Any]) -> NDArray[Any]:
    """Numbers in groups of three digits without the spaces between them, and without the m of metres."""
    return np.array([_GROUPS.sub("", cell.strip()) if isinstance(cell, str) else cell for cell in cells], dtype=object)


def _in_words(grid_zone: GridZone | float) -> str:
    """A zone whose hemisphere is a word of any language, such as 33 Sul, in English; empty for any other."""
    if not isinstance(grid_zone, GridZone) or grid_zone.letter not in ("N", "S"):
        return ""
    word = re.sub(r"[\d\W_]", "", grid_zone.text)
    return f"{grid_zone.number} {'north' if grid_zone.letter == 'N' else 'south'}" if len(word) > 1 else ""


def _look_again(
    done: Placing, pair: Pair, grid_zones: NDArray[Any], mask: NDArray[np.bool_], systems: NDArray[Any], column: str
) -> None:  # fmt: skip
    """Take back the positions that were read as text by a CRS that the zone beside it contradicts."""
    mask = mask & ~shapely.is_missing(done.geometry)
    for grid_zone, system in dict.fromkeys(zip(grid_zones[mask], systems[mask], strict=True)):
        indexes = np.flatnonzero(mask & _same(grid_zones, grid_zone) & (systems == system))
        lon, lat = shapely.get_coordinates(done.geometry[indexes]).T
        against = ~_agrees(grid_zone, lat, system)
        _conflicts(done, pair, grid_zone, indexes[against], system, (lon[against], lat[against]), column)
        done.geometry[indexes[against]] = None
        for name in ("position_transformation", WRITTEN_TO):
            done.fields[name][indexes[against]] = math.nan


def _same(grid_zones: NDArray[Any], grid_zone: GridZone) -> NDArray[np.bool_]:
    return np.fromiter((each is grid_zone for each in grid_zones), dtype=bool, count=len(grid_zones))


def _are_letters(columns: Mapping[str, str]) -> bool:
    """Whether the headings are X for the first column and Y for the second, which is east and north only in places."""
    words = [re.sub(r"[\W_]", " ", columns[part]).casefold().split() for part in ("easting", "northing")]
    return bool({"x", "х"} & set(words[0])) and bool({"y", "у"} & set(words[1]))


def _grid_zones(done: Placing, cells: Cells, columns: Mapping[str, str], where: NDArray[np.bool_]) -> NDArray[Any]:
    """The zone of each row, NaN where there is none; what is none is said and left in its column."""
    grid_zones = np.full(len(where), math.nan, dtype=object)
    if "zone" not in cells:
        return grid_zones
    codes, distinct = pd.factorize(cells["zone"])
    read = [read_zone(str(text)) for text in distinct]
    spread = np.array([*(math.nan if grid_zone is None else grid_zone for grid_zone in read), math.nan], dtype=object)
    grid_zones = spread[codes]
    strange = np.flatnonzero(where & (codes >= 0) & pd.isna(grid_zones))
    done.together(strange, "zone_not_understood", "This is not a zone of a grid; it was not used.",
                  "Write it as 38N.", at=columns["zone"])  # fmt: skip
    return grid_zones


def _keep(done: Placing, cells: Cells, where: NDArray[np.bool_]) -> None:
    """Keep what was typed, the zone in front where there is one."""
    pairs = joined(cells["easting"], cells["northing"])
    if "zone" in cells:
        has_zone = where & ~pd.isna(cells["zone"])
        done.zones_told |= has_zone & pd.isna(done.fields["position_entered"])
        done.write("position_entered", has_zone, joined(cells["zone"], cells["easting"], cells["northing"], by=" "))
    done.write("position_entered", where, pairs)


def _ask_for_system(done: Placing, mask: NDArray[np.bool_], column: str) -> None:
    if mask.any():
        what = f"The coordinates of {counted(int(mask.sum()), 'row')} are in a system that is not named; not placed."
        done.problems.add("crs_missing", what, "Name it.", field=column)


def _both(
    done: Placing, pair: Pair, grid_zones: NDArray[Any], mask: NDArray[np.bool_], system: str,
    columns: Mapping[str, str], written: Written,
) -> None:  # fmt: skip
    """Place rows that name a zone and a CRS, where the two agree."""
    try:
        found = find_crs(system)
        for grid_zone in dict.fromkeys(grid_zones[mask]):
            these = mask & _same(grid_zones, grid_zone)
            if found.is_geographic and np.nanmax(np.abs(pair.x[these])) > 360:
                _on_datum(done, pair, grid_zone, these, system, columns, written)
                continue
            indexes = np.flatnonzero(these)
            lon, lat = where_in(pair.x[indexes], pair.y[indexes], system)
            against = ~_agrees(grid_zone, lat, system)
            _conflicts(done, pair, grid_zone, indexes[against], system, (lon[against], lat[against]), columns["zone"])
            these[indexes[against]] = False
            bring_pairs(done, pair, these, system, columns["easting"])
    except UsageError as error:
        done.each(mask, "crs_unknown", error.what, error.remedy, columns["easting"])


def _agrees(grid_zone: GridZone, latitudes: NDArray[np.float64], system: str) -> NDArray[np.bool_]:
    """Say for places at some latitudes whether a zone is that of a CRS; a CRS without zones agrees with any."""
    utm, meridian = find_crs(system).utm_zone, central_meridian(system)
    if utm is not None:
        same = int(utm[:-1]) == grid_zone.number
        return np.array(
            [same and grid_zone.side(lat) in ("", utm[-1]) and grid_zone.has(lat) for lat in latitudes.tolist()], bool
        )
    expected = [6 * grid_zone.number - 183]
    if not grid_zone.letter:
        expected += [6 * grid_zone.number - 3, 3 * grid_zone.number]
    near = meridian is None or any(abs((meridian - each + 180) % 360 - 180) < 0.01 for each in expected)
    return np.full(len(latitudes), near)


def _on_datum(
    done: Placing, pair: Pair, grid_zone: GridZone, mask: NDArray[np.bool_], system: str, columns: Mapping[str, str],
    written: Written,
) -> None:  # fmt: skip
    """Place metres in a zone whose CRS column, or the CRS for all, names only the datum."""
    datum = find_crs(system).name
    grid = _crs_called(f"{datum} / UTM zone {grid_zone.number}{grid_zone.side(0.0)}")
    if system != WGS84 and grid_zone.letter not in ("", "S") and grid:
        bring_pairs(done, pair, mask, grid, columns["easting"])
        return
    tag = "" if system == WGS84 else f" {datum}"
    texts = np.array(
        [f"{grid_zone.text} {a} {b}{tag}" for a, b in zip(pair.east, pair.north, strict=True)], dtype=object
    )
    written(done, texts, mask, {}, columns["easting"], None)


def _crs_called(name: str) -> str:
    """The name of a CRS if there is one of that name, or nothing."""
    try:
        find_crs(name)
    except UsageError:
        return ""
    return name


def _conflicts(
    done: Placing, pair: Pair, grid_zone: GridZone, indexes: NDArray[np.intp], system: str, there: Lonlat, column: str
) -> None:  # fmt: skip
    """Say that zone and CRS do not agree, and where each place would be by the one and by the other.

    `there`: lon, lat of the places by the CRS.
    """
    if not len(indexes):
        return
    lon, lat, by = _by_zone(pair, grid_zone, indexes, system, there)
    apart = distance_m(*there, lon, lat)
    name = find_crs(system).name
    named = system if name == system else f"{system} ({name})"
    for number, row in enumerate(done.rows[indexes].tolist()):
        said, could = "", [f"{there[1][number]:.5f}, {there[0][number]:.5f} (by {system})"]
        if np.isfinite(lon[number]):
            could.append(f"{lat[number]:.5f}, {lon[number]:.5f} (by the zone, {by})")
            said = f"; the two places lie {apart[number] / 1000:,.0f} km apart"
        done.problems.add(
            "crs_conflict",
            f"The zone is {grid_zone.text!r}, but the CRS is {named}{said}.",
            f"Correct one of the two. It could be: {'; '.join(could)}.",
            row=row,
            field=column,
        )


def _by_zone(
    pair: Pair, grid_zone: GridZone, indexes: NDArray[np.intp], system: str, there: Lonlat
) -> tuple[NDArray[np.float64], NDArray[np.float64], str]:  # fmt: skip
    """Give lon, lat in the zone that rows name, NaN where it says none, and what that zone was taken for.

    It is one of the kind of the CRS, on the same datum, if that has zones, or else one of UTM.
    """
    name, utm = find_crs(system).name, find_crs(system).utm_zone
    side = grid_zone.side(float(there[1][0]))
    other = _LAST_ZONE.sub(f"zone {grid_zone.number}{(side or utm[-1]) if utm else ''}", name)
    if other == name:
        other = f"WGS 84 / UTM zone {grid_zone.number}{side or 'N'}"
    lon, lat = np.full(len(indexes), math.nan), np.full(len(indexes), math.nan)
    plain = np.isfinite(pair.x[indexes]) & np.isfinite(pair.y[indexes])
    if _crs_called(other) and plain.any():
        lon[plain], lat[plain] = where_in(pair.x[indexes][plain], pair.y[indexes][plain], other)
        outside = ~in_area_of_use(other, lon, lat, margin_deg=GIVEN_CRS_MARGIN_DEG)
        lon[outside], lat[outside] = math.nan, math.nan
    return lon, lat, other
