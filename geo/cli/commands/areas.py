"""`zonemark areas`: what land is hazardous, what was released of it, and what remains."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import options, wording
from geo.cli.options import parse_names
from geo.cli.output import say
from geo.findings.counting import counted

if TYPE_CHECKING:
    import pandas as pd

    from geo.analysis.areas import Unassigned
    from geo.records import Layer
    from geo.records.imprint import Imprint


def areas(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder, or one of parts.")],
    by: Annotated[str, typer.Option(help="Fields to add up by, such as admin1,area_type.")] = "",
    to: Annotated[Path | None, typer.Option(help="Also write the table to this .csv or .xlsx file.")] = None,
    notice_in_line: options.NoticeInLine = False,
    verbose: options.Verbose = False,
) -> None:
    """Add up hazardous, released and remaining land in square metres, and name what does not fit together."""
    from geo.analysis.areas import unassigned
    from geo.door import areas as add_up
    from geo.door import hazards_and_releases
    from geo.errors import UsageError
    from geo.exports import Notice
    from geo.exports.tables import write_table

    if to is not None and to.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"{to.name} is neither .csv nor .xlsx.", remedy="Give the file one of these endings.")
    layers, imprint = _records_in(project)
    sums, conflicts = add_up(layers, by=parse_names(by))
    say(wording.table([str(name) for name in sums], [[_written(cell) for cell in row] for row in sums.values]))
    for line in _explained(sums, unassigned(*hazards_and_releases(layers))):
        say(line)
    say(*wording.gone(layer.frame for layer in layers if layer.kind in ("hazards", "releases")))
    say("Areas are in m² on the ellipsoid. No record of a hazard at a place does not mean that the place is safe.")
    if conflicts:
        say(wording.grouped(conflicts, every=verbose))
    if to is not None:
        title = imprint.title or to.stem
        notice = Notice(title, imprint.producer, bool(imprint.fictitious), notice_in_line)
        for path in write_table(_rows(sums), to, notice):
            say(f"{path} is written.")
    options.end_with(conflicts)


def _records_in(path: Path) -> tuple[list[Layer], Imprint]:
    """The layers of a project or of a folder of parts, and what is stated of whose they are."""
    from geo.records.imprint import Imprint
    from geo.scale.folder import Folder, is_folder

    if is_folder(path):
        layers = Folder.open(path).whole()
        return layers, next((one.imprint for one in layers if one.imprint), Imprint())
    opened = options.open_project(path)
    return opened.layers(), opened.settings.imprint


def _explained(sums: pd.DataFrame, apart: Unassigned) -> Iterator[str]:
    """What the sums count twice, and what is in none of them."""
    total = sums.iloc[-1]
    if total["counted_twice_m2"] >= 0.5:
        once = total["area_m2"] - total["counted_twice_m2"]
        yield (
            f"Hazards lie over one another: {total['counted_twice_m2']:,.0f} m² of area_m2 are counted again, "
            f"{once:,.0f} m² of land are hazardous or were."
        )
    if apart.releases:
        yield (
            f"{apart.area_m2:,.0f} m² were released by {counted(apart.releases, 'release')} that "
            f"{'names' if apart.releases == 1 else 'name'} no hazard here. They are subtracted from none; "
            f"{apart.inside_m2:,.0f} m² of them lie in hazards."
        )


def _written(cell: object) -> str:
    if isinstance(cell, float) and math.isnan(cell):
        return "unknown"
    return f"{cell:,.0f}" if isinstance(cell, (int, float)) else str(cell)


def _plain(cell: object) -> object:
    """A cell as it is written to a file: counts whole, areas to a tenth of a square metre, the unknown empty."""
    if isinstance(cell, float):
        return None if math.isnan(cell) else round(cell, 1)
    return cell


def _rows(sums: pd.DataFrame) -> list[list[object]]:
    """The table as it is written to a file, its headings first."""
    # As objects, since a table of numbers would turn its counts into fractions.
    return [[*sums.columns], *([_plain(cell) for cell in row] for row in sums.astype(object).values.tolist())]
