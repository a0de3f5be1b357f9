"""`zonemark areas`: what land is hazardous, what was released of it, and what remains."""

from __future__ import annotations

import csv
import math
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say

if TYPE_CHECKING:
    import pandas as pd


def areas(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    by: Annotated[str, typer.Option(help="Fields to add up by, such as admin1,area_type.")] = "",
    to: Annotated[Path | None, typer.Option(help="Also write the table to this .csv or .xlsx file.")] = None,
) -> None:
    """Add up hazardous, released and remaining land in square metres, and name what does not fit together."""
    from geo.analysis.areas import table
    from geo.errors import UsageError

    if to is not None and to.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"{to.name} is neither .csv nor .xlsx.", remedy="Give the file one of these endings.")
    layers = options.open_project(project).layers()
    hazards = _together([layer.frame for layer in layers if layer.kind == "hazards"])
    if hazards is None:
        raise UsageError(f"{project} has no layer of hazards.", remedy="Add one with `zonemark add`.")
    fields = [name.strip() for name in by.split(",") if name.strip()]
    unknown = [name for name in fields if name not in hazards]
    if unknown:
        known = ", ".join(str(name) for name in hazards.columns if name != hazards.geometry.name)
        raise UsageError(f"No hazard has a field '{unknown[0]}'.", remedy=f"There are: {known}.")
    sums, problems = table(hazards, _together([layer.frame for layer in layers if layer.kind == "releases"]), by=fields)
    say(wording.table([str(name) for name in sums], [[_written(cell) for cell in row] for row in sums.values]))
    say("Areas are in m² on the ellipsoid. No record of a hazard at a place does not mean that the place is safe.")
    if problems:
        say(wording.grouped(problems))
    if to is not None:
        _write(sums, to)


def _together(frames: list[pd.DataFrame]) -> pd.DataFrame | None:
    import pandas as pd

    return pd.concat(frames) if frames else None


def _written(cell: object) -> str:
    if isinstance(cell, float) and math.isnan(cell):
        return "unknown"
    return f"{cell:,.0f}" if isinstance(cell, (int, float)) else str(cell)


def _write(sums: pd.DataFrame, path: Path) -> None:
    """Write the table whole or not at all; text that a spreadsheet would run is defused."""
    from geo.disk import write_bytes
    from geo.exports.flat import defuse
    from geo.exports.tables import workbook

    rows = [
        [defuse(None if cell != cell else cell) for cell in row] for row in [list(sums.columns), *sums.values.tolist()]
    ]
    if path.suffix.lower() == ".csv":
        stream = StringIO(newline="")
        csv.writer(stream).writerows(rows)
        write_bytes(path, stream.getvalue().encode("utf-8-sig"))
        return
    with workbook(path) as book:
        sheet = book.create_sheet("areas")
        for row in rows:
            sheet.append(row)
