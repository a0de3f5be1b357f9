"""Reading traverses: a CSV or XLSX sheet, or a small text form.

The sheet has one row for each leg, and its first row names the columns (in any order, in any case):

    area           the name of the area; rows of one area stand together, several areas in one file. Without one it is
                   named after the file; of a workbook all sheets with these columns are read, and name their areas
    from, to       the names of the points of the leg, such as RP (reference point), BM (benchmark), SP, T1, T2
    bearing        a number, or degrees and minutes as 132°30'
    distance       a number
    slope          degrees, or per cent with a % sign or in a column 'slope %'; up or down is the same

What follows belongs to the whole area. It is written before the first leg or beside it, and may be repeated:

    position       where the first point of the area is, in any format that Zonemark reads (38T 663808 4472833)
    crs            the CRS of that position, where it does not say its own
    position_m     how exact that position is, in metres, where that is known better than from its digits
    begins         the first corner, where no leg comes back to it; it may stand in any row

What follows holds for the legs from its row on until it is changed within the area, so that it is written once:

    north          true, magnetic or grid: what the bearings count from. It must be said.
    bearing_unit   degrees (if not given), mils (6400), mils6000 or gons
    distance_unit  m (if not given), feet or paces
    pace_m         the length of a pace in metres
    declination    degrees, east positive, or as 6.3 E or 6.3 W; overrides the date
    date           of the survey, 2021-04-04; magnetic bearings take their declination from it
    grid_crs       the CRS whose north grid bearings count from (otherwise the grid or the zone in which the position
                   is written, or else the UTM zone of the place)
    bearing_sigma  standard deviation of a bearing, in degrees
    distance_sigma standard deviation of a distance, in per cent of it

A point to which a leg leads and from which none goes on is a side shot, and no corner of the polygon.
Numbers have a decimal point or comma; 1,200 can be read in two ways, and is refused. Columns that are not known are
named in a note and left alone.

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

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import SourceError, UsageError, ZonemarkError
from geo.findings import Findings, Problem
from geo.positions import parse_position
from geo.traverse import cells as written
from geo.traverse.model import Leg, Traverse
from geo.traverse.rows import SETTINGS, Row, read_rows

_OF_THE_AREA = ("position", "crs", "position_m", "begins")
_READERS: dict[str, Callable[[str], Any]] = {
    "position": str,
    "crs": str,
    "position_m": lambda text: written.number(text, least=0, marks="m"),
    "begins": str,
    "north": written.north,
    "bearing_unit": written.bearing_unit,
    "distance_unit": written.distance_unit,
    "pace_m": written.pace,
    "declination": written.declination,
    "date": str,
    "grid_crs": str,
    "bearing_sigma": lambda text: written.number(text, least=0, marks="°"),
    "distance_sigma": lambda text: written.number(text, least=0, marks="%") / 100,
}


@dataclass(slots=True)
class _Area:
    """What has been read of one area so far: its settings as they hold in this row, and as they were typed."""

    name: str
    source: str
    now: dict[str, Any] = field(default_factory=dict)
    typed: dict[str, str] = field(default_factory=dict)
    legs: list[Leg] = field(default_factory=list)
    problems: Findings = field(default_factory=Findings)
    begun: bool = False

    def __post_init__(self) -> None:
        self.problems.source = self.source

    def refuse(self, code: str, column: str, what: str, remedy: str = "", row: int | None = None) -> None:
        """Name a fault, for which the area is left out."""
        self.problems.add(code, what, remedy, severity="error", row=row, id=self.name, field=column)

    def scatter(self, row: int, source: str) -> None:
        """Name, once, an area that stands on two sheets, whose settings and legs are then not certain."""
        if "scattered" not in [problem.code for problem in self.problems]:
            what, remedy = f"The area appears here and in {self.source}.", "Give each area its own name, and one sheet."
            self.problems.add("scattered", what, remedy, source=source, row=row, id=self.name)


def read_traverses(path: str | Path) -> tuple[list[Traverse], list[Problem]]:
    """Read the traverses of a .csv, .xlsx or .txt file; an area with a fault is left out and named in the problems.

    Raises SourceError for a file that cannot be read at all, or that has no legs.
    """
    path = Path(path)
    rows, problems = read_rows(path)
    areas = _areas(rows, path)
    if not any(area.legs or area.problems for area in areas):
        raise SourceError(
            f"{path.name} has no legs.", remedy="Write them in the form of a field sheet.", option="sheet_form"
        )
    done = []
    for area in areas:
        traverse = _traverse(area)
        problems += area.problems
        if traverse is not None and not area.problems:
            done.append(traverse)
    return done, problems


def _areas(rows: list[Row], path: Path) -> list[_Area]:
    found: dict[str, _Area] = {}
    last, sheet = path.stem, ""
    for row in rows:
        if row.sheet != sheet:
            last = sheet = row.sheet
        last = row.cells.get("area") or last
        source = f"{path.name}, sheet {sheet}" if sheet else path.name
        area = found.setdefault(last, _Area(last, source))
        if source != area.source:
            area.scatter(row.number, source)
        _take(row, area)
    return list(found.values())


def _take(row: Row, area: _Area) -> None:
    """Let the settings of a row hold, then read its leg."""
    if row.fault:
        area.refuse("too_many_cells", "", row.fault, "Is a comma of a number taken for the end of a cell?", row.number)
    for key in SETTINGS:
        if row.cells.get(key):
            _hold(area, key, row.cells[key], row.number)
    if any(row.cells.get(key) for key in ("from", "to", "bearing", "distance")):
        leg = _leg(row, area)
        area.legs += [leg] if leg else []
        area.begun = True


def _hold(area: _Area, key: str, text: str, row: int) -> None:
    """Let a setting hold from this row on; what belongs to the whole area must not change."""
    before = area.typed.get(key)
    if key in _OF_THE_AREA and before is not None:
        if _plain(before) != _plain(text):
            what = f"{text[:60]!r} is another {key} than {before[:60]!r} before it, and an area has one."
            area.refuse("second_setting", key, what, "Begin a new area, or leave it out here.", row)
        return
    if key in _OF_THE_AREA and key != "begins" and area.begun:
        what = f"The {key} of the first point comes after the first leg; it is not certain which point it belongs to."
        area.refuse("late_setting", key, what, "Write it beside the first leg, or before it.", row)
        return
    area.typed[key] = text
    try:
        area.now[key] = _READERS[key](text)
    except UsageError as error:
        area.refuse("setting", key, error.what, error.remedy, row)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _leg(row: Row, area: _Area) -> Leg | None:
    cells, now, before = row.cells, area.now, len(area.problems)
    unit = now.get("bearing_unit", "degrees")
    found: dict[str, float] = {}
    readers: tuple[tuple[str, Callable[[str], float]], ...] = (
        ("bearing", lambda text: written.bearing(text, unit)),
        ("distance", written.distance),
        ("slope", written.slope),
    )
    for column, read in readers:
        try:
            found[column] = read(cells.get(column, ""))
        except UsageError as error:
            area.refuse("leg", column, error.what, error.remedy, row.number)
    start, end = cells.get("from") or (area.legs[-1].end if area.legs else ""), cells.get("to", "")
    if not start or not end:
        lacking = "from" if not start else "to"
        area.refuse("leg", lacking, "The leg lacks a point.", "Name the points at both ends.", row.number)
    if "north" not in area.typed:
        what = "What north the bearings count from is not given."
        area.refuse("leg", "north", what, "Write north: true, magnetic or grid.", row.number)
    length_unit = now.get("distance_unit", "m")
    if length_unit == "paces" and "pace_m" not in area.typed:
        what = "The length of a pace is not given."
        area.refuse("leg", "pace_m", what, "Write it in metres in pace_m.", row.number)
    if len(area.problems) > before or "north" not in now:
        return None
    return Leg(
        start, end, found["bearing"], found["distance"], now["north"], unit, length_unit, now.get("pace_m"),
        found["slope"], row.number,
        declination_deg=now.get("declination"), date=now.get("date", ""), grid_crs=now.get("grid_crs", ""),
        bearing_sigma_deg=now.get("bearing_sigma"), distance_sigma=now.get("distance_sigma"),
    )  # fmt: skip


def _traverse(area: _Area) -> Traverse | None:
    """Put an area together; what is wrong with its position becomes its problem."""
    if not area.legs:
        if not area.problems:
            area.refuse("setting", "from", "The area has no legs.", "Write them, or take its name out.")
        return None
    try:
        position = parse_position(area.now.get("position", ""), crs=area.now.get("crs"))
    except ZonemarkError as error:
        area.refuse("setting", "position", error.what, error.remedy)
        return None
    first = area.legs[0]
    return Traverse(
        area.name, first.start, position.lon, position.lat, area.legs,
        position_entered=area.now.get("position", ""),
        position_accuracy_m=area.now.get("position_m", position.accuracy_m),
        date=first.date, declination_deg=first.declination_deg, grid_crs=first.grid_crs,
        bearing_sigma_deg=first.bearing_sigma_deg, distance_sigma=first.distance_sigma,
        begins=area.now.get("begins", ""), source=area.source,
        position_crs=position.crs, position_transformation=position.transformation,
    )  # fmt: skip
