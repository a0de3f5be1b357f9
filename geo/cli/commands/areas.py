"""`zonemark areas`: what land is hazardous, what was released of it, and what remains."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
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
    from geo.checks.parted.land import Added
    from geo.records.imprint import Imprint


def areas(
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder, or one of parts.")],
    by: Annotated[str, typer.Option(help="Fields to add up by, such as admin1,area_type.")] = "",
    to: Annotated[Path | None, typer.Option(help="Also write the table to this .csv or .xlsx file.")] = None,
    notice_in_line: options.NoticeInLine = False,
    workers: options.Workers = None,
    scheduler: options.Scheduler = "",
    verbose: options.Verbose = False,
) -> None:
    """Add up hazardous, released and remaining land in square metres, and name what does not fit together."""
    from geo.errors import UsageError
    from geo.exports import Notice
    from geo.exports.tables import write_table

    if to is not None and to.suffix.lower() not in (".csv", ".xlsx"):
        raise UsageError(f"{to.name} is neither .csv nor .xlsx.", remedy="Give the file one of these endings.")
    found, imprint = _added_up(project, parse_names(by), options.By(workers, scheduler))
    sums, conflicts = found.table, found.conflicts
    headings = [str(name) for name in sums]
    cells = [[_written(cell) for cell in row] for row in sums.values]
    if len(cells) == 1:  # a row of twelve numbers is wider than a window: one below the other, they are read
        say(wording.table(["of all", "sum"], zip(headings, cells[0], strict=True)))
    else:
        say(wording.table(headings, cells))
    for line in _explained(sums, found.unassigned):
        say(line)
    say(*wording.gone(found.gone))
    say("Areas are in m² on the ellipsoid. No record of a hazard at a place does not mean that the place is safe.")
    if conflicts:
        say(wording.grouped(conflicts, every=verbose))
    if to is not None:
        title = imprint.title or to.stem
        notice = Notice(title, imprint.producer, bool(imprint.fictitious), notice_in_line)
        for path in write_table(_rows(sums), to, notice):
            say(f"{path} is written.")
    options.end_with(conflicts)


def _added_up(path: Path, by: Sequence[str], how: options.By) -> tuple[Added, Imprint]:
    """The sums of a project or of a folder of parts, and what is stated of whose they are."""
    from geo.checks.parted.land import add_up
    from geo.records.imprint import Imprint
    from geo.scale.folder import folder_at

    if (folder := folder_at(path)) is not None:
        count = sum(one.records for one in folder.layers)
        with how.runner(count, from_folder=True) as runner:
            # The machines of a cluster see what lies beside the folder, and not each other's temporary files.
            found = add_up(folder, by, runner=runner, beside=path.parent if how.scheduler else None)
        return found, next((Imprint(**one.imprint) for one in folder.layers if one.imprint), Imprint())
    opened = options.open_project(path)
    layers = opened.layers()
    with how.runner(sum(len(one.frame) for one in layers)) as runner:
        return add_up(layers, by, runner=runner), opened.settings.imprint


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
