"""From a file to rows: a CSV or XLSX sheet, or the text form, becomes cells with the names of their columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from geo.errors import SourceError

SETTINGS = (
    "position", "crs", "position_m", "north", "bearing_unit", "distance_unit", "pace_m", "declination", "date",
    "grid_crs", "bearing_sigma", "distance_sigma", "begins",
)  # fmt: skip
_COLUMNS = ("area", "from", "to", "bearing", "distance", "slope", *SETTINGS)
_ALIASES = {
    "units": "bearing_unit", "bearings": "north", "azimuth": "bearing", "length": "distance", "pace": "pace_m",
    "start": "from", "end": "to", "name": "area", "polygon": "area", "hazard": "area", "distances": "distance_unit",
}  # fmt: skip
_LEG = re.compile(r"\s*(.{1,60}?)\s*(?:->|→|>)\s*(.{1,60}?)\s+(\d\S*)\s+(\d\S*)(?:\s+(?:slope\s+)?([-+]?\d\S*))?\s*")
_MOST_BYTES = 20_000_000


@dataclass(slots=True)
class Row:
    """One row of a sheet or one line of a form: its number and its cells by column."""

    number: int
    cells: dict[str, str]


def read_rows(path: Path) -> list[Row]:
    """Read the rows of a .csv, .xlsx or .txt file. Raises SourceError for a file that cannot be read at all."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise SourceError(f"{path.name} is too large for a field sheet.", remedy="Split it.")
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(f"{path.name} cannot be read: {error.strerror}.") from error
    suffix = path.suffix.lower()
    if suffix == ".xlsx":
        return list(_workbook_rows(path))
    if suffix == ".csv":
        return list(_sheet_rows(_text(content), path.name))
    if suffix in (".txt", ".trv", ""):
        return list(_form_rows(_text(content), path.name))
    raise SourceError(f"{path.name} is not a field sheet.", remedy="Give a .csv, .xlsx or .txt file.")


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content).best()
        return str(best) if best is not None else content.decode("latin-1")


def _sheet_rows(text: str, name: str) -> Iterator[Row]:
    lines = text.splitlines()
    heading = next((line for line in lines if line.strip()), "")
    delimiter = max(",;\t|", key=heading.count)
    try:
        yield from _named(csv.reader(io.StringIO(text), delimiter=delimiter), name)
    except csv.Error as error:
        raise SourceError(f"{name} is not a table: {error}.") from error


def _workbook_rows(path: Path) -> Iterator[Row]:
    from geo.sources.workbooks import sheets  # a form or a CSV sheet does not wait for what reads workbooks

    _, read = sheets(path)
    yield from _named(iter(read[0].rows if read else []), path.name)


def _named(rows: Iterator[list[str]], name: str) -> Iterator[Row]:
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
        yield Row(number, {key: cell.strip() for key, cell in zip(heading, row, strict=False) if key in _COLUMNS})


def _column(text: str) -> str:
    key = text.strip().casefold().replace(" ", "_")
    return _ALIASES.get(key, key)


def _form_rows(text: str, name: str) -> Iterator[Row]:
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
            yield Row(number, {"area": area, **cells})
        elif colon and _column(key) in ("area", *SETTINGS):
            area = value.strip() if _column(key) == "area" else area
            yield Row(number, {"area": area, _column(key): value.strip()})
        else:
            raise SourceError(
                f"{name}, line {number}: {line[:60]!r} is neither a setting nor a leg.",
                remedy="Write `name: value`, or `FROM -> TO bearing distance`.",
            )
