"""Reading traverses: a CSV or XLSX sheet, or a small text form.

The sheet has one row for each leg, and its first row names the columns (in any order, in any case):

    area           the name of the area; rows of one area stand together, several areas in one file
    from, to       the names of the points of the leg, such as RP (reference point), BM (benchmark), SP, T1, T2
    bearing        a number, or degrees and minutes as 132°30'
    distance       a number
    slope          degrees, or a share of a hundred with a % sign; up or down is the same

What follows holds from its row on until it is changed within the area, so that it is written once:

    position       where the first point of the area is, in any format that Zonemark reads (38T 663808 4472833)
    crs            the CRS of that position, where it does not say its own
    position_m     how exact that position is, in metres, where that is known better than from its digits
    north          true, magnetic or grid: what the bearings count from. It must be said.
    bearing_unit   degrees (if not said), mils (6400), mils6000 or gons
    distance_unit  m (if not said), feet or paces
    pace_m         the length of a pace in metres
    declination    degrees, east positive, or as 6.3 E; goes before the date
    date           of the survey, 2021-04-04; magnetic bearings take their declination from it
    grid_crs       the CRS whose north grid bearings count from (if not said, the UTM zone of the place)
    bearing_sigma  standard deviation of a bearing, in degrees
    distance_sigma standard deviation of a distance, in per cent of it
    begins         the first corner, where the last leg does not come back to it

The text form has the same settings as `name: value`, one to a line, and legs as `FROM -> TO bearing distance [slope]`;
`area:` begins an area, and # begins a comment:

    area: Field by the canal
    position: 38T 663808 4472833
    north: magnetic
    date: 2021-04-04
    RP -> BM   132     45.2
    BM -> SP   95°30'  12
    SP -> T1   30.5    100    5
    T1 -> SP   200     98
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from charset_normalizer import from_bytes

from geo.errors import Problem, SourceError, ZonemarkError
from geo.positions import parse_position
from geo.traverse.model import BEARING_UNITS, DISTANCE_UNITS, Leg, North, Traverse

_SETTINGS = (
    "position", "crs", "position_m", "north", "bearing_unit", "distance_unit", "pace_m", "declination", "date",
    "grid_crs", "bearing_sigma", "distance_sigma", "begins",
)  # fmt: skip
_COLUMNS = ("area", "from", "to", "bearing", "distance", "slope", *_SETTINGS)
_ALIASES = {
    "units": "bearing_unit", "bearings": "north", "azimuth": "bearing", "length": "distance", "pace": "pace_m",
    "start": "from", "end": "to", "name": "area", "polygon": "area", "hazard": "area", "distances": "distance_unit",
}  # fmt: skip
_BEARING_WORDS = {
    "": "degrees", "degree": "degrees", "deg": "degrees", "°": "degrees", "mil": "mils", "mils6400": "mils",
    "gon": "gons", "grad": "gons", "grads": "gons",
}  # fmt: skip
_DISTANCE_WORDS = {
    "": "m", "metre": "m", "metres": "m", "meter": "m", "meters": "m", "ft": "feet", "foot": "feet", "pace": "paces",
    "steps": "paces",
}  # fmt: skip
_LEG = re.compile(r"\s*(.{1,60}?)\s*(?:->|→|>)\s*(.{1,60}?)\s+(\d\S*)\s+(\d\S*)(?:\s+(?:slope\s+)?([-+]?\d\S*))?\s*")
_ANGLE = re.compile(r"(\d{1,3})°\s*(\d{1,2}(?:\.\d+)?)['′]?(?:\s*(\d{1,2}(?:\.\d+)?)[\"″])?")
_NUMBER = re.compile(r"[-+]?\d{1,9}(?:[.,]\d{1,12})?")
_MOST_BYTES = 20_000_000


@dataclass(slots=True)
class _Row:
    """One row of a sheet or one line of a form: its number and its cells by column."""

    number: int
    cells: dict[str, str]


@dataclass(slots=True)
class _Area:
    """What has been read of one area so far."""

    name: str
    settings: dict[str, str] = field(default_factory=dict)
    legs: list[Leg] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def read_traverses(path: str | Path) -> tuple[list[Traverse], list[Problem]]:
    """Read the traverses of a .csv, .xlsx or .txt file; an area with a fault is left out and named in the problems.

    Raises SourceError for a file that cannot be read at all, or that has no legs.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(f"{path.name} is too large for a field sheet.", remedy="Split it.")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror}.") from error
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        rows = list(_workbook_rows(path))
    elif suffix == ".csv":
        rows = list(_sheet_rows(_text(content), path.name))
    elif suffix in (".txt", ".trv", ""):
        rows = list(_form_rows(_text(content), path.name))
    else:
        raise SourceError(f"{path.name} is not a field sheet.", remedy="Give a .csv, .xlsx or .txt file.")
    areas = _areas(rows, path)
    if not any(area.legs or area.problems for area in areas):
        raise SourceError(f"{path.name} has no legs.", remedy="`zonemark traverse --help` shows the form.")
    done, problems = [], []
    for area in areas:
        traverse = _traverse(area, path.name)
        problems += area.problems
        if traverse is not None and not area.problems:
            done.append(traverse)
    return done, problems


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        return str(best) if best is not None else content.decode("latin-1")


def _sheet_rows(text: str, name: str) -> Iterator[_Row]:
    lines = text.splitlines()
    heading = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t|", key=heading.count)
    try:
        yield from _named(csv.reader(io.StringIO(text), delimiter=delimiter), name)
    except csv.Error as error:
        raise SourceError(f"{name} is not a table: {error}.") from error


def _workbook_rows(path: Path) -> Iterator[_Row]:
    from geo.sources.workbooks import sheets  # a form or a CSV sheet does not wait for what reads workbooks

    _, read = sheets(path)
    yield from _named(iter(read[0].rows if read else []), path.name)


def _named(rows: Iterator[list[str]], name: str) -> Iterator[_Row]:
    """Give the cells of each row by the names of the first; a column that is not known is left alone."""
    heading: list[str] = []
    for number, row in enumerate(rows, 1):
        if not any(cell.strip() for cell in row):
            continue
        if not heading:
            heading = [_column(cell) for cell in row]
            missing = [column for column in ("from", "to", "bearing", "distance") if column not in heading]
            if missing:
                raise SourceError(
                    f"{name} has no column '{missing[0]}'.", remedy="A sheet has: area, from, to, bearing, distance."
                )
            continue
        yield _Row(number, {key: cell.strip() for key, cell in zip(heading, row, strict=False) if key in _COLUMNS})


def _column(text: str) -> str:
    key = text.strip().casefold().replace(" ", "_")
    return _ALIASES.get(key, key)


def _form_rows(text: str, name: str) -> Iterator[_Row]:
    area = ""
    for number, line in enumerate(text.splitlines(), 1):
        line = line.split("#", 1)[0].strip()
        if not line:
            continue
        leg = _LEG.fullmatch(line[:400])
        key, colon, value = line.partition(":")
        if leg and not (colon and _column(key) in _COLUMNS):
            cells = dict(
                zip(("from", "to", "bearing", "distance", "slope"), (g or "" for g in leg.groups()), strict=True)
            )
            yield _Row(number, {"area": area, **cells})
        elif colon and _column(key) in ("area", *_SETTINGS):
            area = value.strip() if _column(key) == "area" else area
            yield _Row(number, {"area": area, _column(key): value.strip()})
        else:
            raise SourceError(
                f"{name}, line {number}: {line[:60]!r} is neither a setting nor a leg.",
                remedy="Write `name: value`, or `FROM -> TO bearing distance`.",
            )


def _areas(rows: list[_Row], path: Path) -> list[_Area]:
    found: dict[str, _Area] = {}
    last = path.stem
    for row in rows:
        last = row.cells.get("area") or last
        area = found.setdefault(last, _Area(last))
        area.settings.update({key: row.cells[key] for key in _SETTINGS if row.cells.get(key)})
        if any(row.cells.get(key) for key in ("from", "to", "bearing", "distance")):
            leg = _leg(row, area, path.name)
            area.legs += [leg] if leg else []
    return list(found.values())


def _leg(row: _Row, area: _Area, source: str) -> Leg | None:
    before = len(area.problems)

    def refuse(column: str, what: str, remedy: str) -> None:
        area.problems.append(
            Problem("leg", "error", what, remedy, source=source, row=row.number, id=area.name, field=column)
        )

    settings, cells = area.settings, row.cells
    start, end = cells.get("from") or (area.legs[-1].end if area.legs else ""), cells.get("to", "")
    if not start or not end:
        refuse("from" if not start else "to", "The leg lacks a point.", "Name the points at both ends.")
    unit = settings.get("bearing_unit", "").casefold().replace(" ", "")
    unit = _BEARING_WORDS.get(unit, unit)
    length_unit = settings.get("distance_unit", "").casefold()
    length_unit = _DISTANCE_WORDS.get(length_unit, length_unit)
    north = settings.get("north", "").casefold()
    if unit not in BEARING_UNITS:
        refuse(
            "bearing_unit", f"{unit[:40]!r} is not a unit of bearings.", f"It is one of: {', '.join(BEARING_UNITS)}."
        )
    if length_unit not in DISTANCE_UNITS:
        refuse("distance_unit", f"{length_unit[:40]!r} is not known.", f"It is one of: {', '.join(DISTANCE_UNITS)}.")
    if north not in ("true", "magnetic", "grid"):
        said = f"{north[:40]!r} is no north." if north else "What north the bearings count from is not said."
        refuse("north", said, "Write north: true, magnetic or grid.")
    bearing, distance = _bearing(cells.get("bearing", "")), _number(cells.get("distance", ""))
    circle = BEARING_UNITS.get(unit, math.inf)
    if bearing is None or not 0 <= bearing <= circle:
        refuse(
            "bearing", f"{cells.get('bearing', '')[:40]!r} is not a bearing of 0…{circle:g} {unit}.", "Check the unit."
        )
    if distance is None or distance <= 0:
        refuse("distance", f"{cells.get('distance', '')[:40]!r} is not a distance.", "Write a number over 0.")
    pace = _number(settings.get("pace_m", ""))
    if length_unit == "paces" and (pace is None or not 0.3 <= pace <= 2.0):
        refuse("pace_m", "The length of a pace is not said, or not in 0.3…2 m.", "Write it in metres in pace_m.")
    slope = _slope(cells.get("slope", ""))
    if slope is None:
        refuse(
            "slope", f"{cells.get('slope', '')[:40]!r} is not a slope.", "Write degrees under 90, or a number with %."
        )
    if len(area.problems) > before or bearing is None or distance is None or slope is None:
        return None
    kind: North = "true" if north == "true" else "magnetic" if north == "magnetic" else "grid"
    return Leg(start, end, bearing, distance, kind, unit, length_unit, pace, slope, row.number)


def _number(text: str) -> float | None:
    return float(text.replace(",", ".")) if _NUMBER.fullmatch(text.strip()) else None


def _bearing(text: str) -> float | None:
    match = _ANGLE.fullmatch(text.strip())
    if match is None:
        return _number(text.strip().rstrip("°"))
    minutes, seconds = float(match[2]), float(match[3] or 0)
    return float(match[1]) + minutes / 60 + seconds / 3600 if minutes < 60 and seconds < 60 else None


def _slope(text: str) -> float | None:
    text = text.strip()
    if not text:
        return 0.0
    value = _number(text.rstrip("%° "))
    if value is None:
        return None
    degrees = math.degrees(math.atan(value / 100)) if text.endswith("%") else value
    return abs(degrees) if abs(degrees) < 90 else None


def _traverse(area: _Area, source: str) -> Traverse | None:
    """Put the settings of an area together; what is wrong with them becomes its problems."""
    settings = area.settings

    def refuse(column: str, what: str, remedy: str = "") -> None:
        area.problems.append(Problem("setting", "error", what, remedy, source=source, id=area.name, field=column))

    if not area.legs:
        if not area.problems:
            refuse("from", "The area has no legs.", "Write them, or take its name out.")
        return None
    numbers = {}
    for name in ("position_m", "bearing_sigma", "distance_sigma"):
        numbers[name] = _number(settings[name].rstrip("%° ")) if name in settings else None
        if name in settings and (numbers[name] is None or (numbers[name] or 0) < 0):
            refuse(name, f"{settings[name][:40]!r} is not a number of 0 or more.")
    variation = _declination(settings.get("declination", ""))
    if variation is None and settings.get("declination"):
        refuse(
            "declination", f"{settings['declination'][:40]!r} is not a declination.", "Write 6.3, -6.3, 6.3 E or 6.3 W."
        )
    try:
        place = parse_position(settings.get("position", ""), crs=settings.get("crs"))
    except ZonemarkError as error:
        refuse("position", error.what, error.remedy)
        return None
    share = numbers["distance_sigma"]
    return Traverse(
        area.name, area.legs[0].start, place.lon, place.lat, area.legs,
        position_entered=settings.get("position", ""),
        position_accuracy_m=place.accuracy_m if numbers["position_m"] is None else numbers["position_m"],
        date=settings.get("date", ""), declination_deg=variation, grid_crs=settings.get("grid_crs", ""),
        bearing_sigma_deg=numbers["bearing_sigma"], distance_sigma=None if share is None else share / 100,
        begins=settings.get("begins", ""), source=source,
    )  # fmt: skip


def _declination(text: str) -> float | None:
    match = re.fullmatch(r"([-+]?\d{1,3}(?:[.,]\d{1,6})?)\s*°?\s*([EWew]?)", text.strip())
    if match is None:
        return None
    value = float(match[1].replace(",", ".")) * (-1 if match[2].upper() == "W" else 1)
    return value if abs(value) <= 180 else None
