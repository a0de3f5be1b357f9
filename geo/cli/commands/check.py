"""zonemark check"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from geo.cli import options, wording
from geo.cli.output import isolated, say
from geo.cli.progress import each, working
from geo.errors import UsageError
from geo.findings import SEVERITIES, Problem, speaking
from geo.findings.counting import counted
from geo.findings.speaking import LANGUAGES, spoken
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geo.checks.parted.spilled import Telling
    from geo.scale.folder import Folder


@options.taking(ReadOptions, "how")
def check(
    paths: Annotated[list[Path], typer.Argument(metavar="PROJECT|FILE", help="A project's folder, or field files.")],
    format: Annotated[wording.Form, typer.Option(help="How to list the problems.")] = "text",
    fail_on: Annotated[
        Literal["error", "warning", "note", "never"],
        typer.Option(help="Exit with 1 if one is at least as bad as this."),
    ] = "error",
    how: ReadOptions = options.AS_IT_IS,
    to: Annotated[
        Path | None,
        typer.Option(metavar="FILE.xlsx", help="Give the tables back with a column of what is wrong, cells coloured."),
    ] = None,
    extent: Annotated[str, typer.Option(metavar="W,S,E,N", help="Where records are expected, in degrees.")] = "",
    workers: options.Workers = None,
    scheduler: options.Scheduler = "",
    problems_to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.parquet", help="Write the problems of a folder of parts to this file, and count them."
        ),
    ] = None,
    verbose: options.Verbose = False,
    language: Annotated[
        str,
        typer.Option(
            metavar="en|az|ru|ar", help="Say what is wrong in this language, not the project's or terminal's."
        ),
    ] = "",
) -> None:
    """Check a project or files, and list every problem found. Nothing is changed."""
    if language and language not in LANGUAGES:
        raise UsageError(
            f"Problems are not said in the language '{language}'.", remedy=f"Choose from: {', '.join(LANGUAGES)}."
        )
    terms = {"extent": options.parse_extent(extent)} if extent else {}
    folders = [path for path in paths if path.is_dir()]
    if folders and (len(paths) > 1 or how.stated):
        raise UsageError("A project is checked by itself and as it stands.", remedy="Name one project, or files.")
    if to is not None and to.suffix.lower() != ".xlsx":
        raise UsageError(f"{to.name} is not a workbook.", remedy="Give --to a name that ends in .xlsx.")
    by = options.By(workers, scheduler)
    parted = _parted(folders, problems_to, has_other_form=to is not None or format != "text")
    if parted is not None and problems_to is not None:
        _end(fail_on, _to_parquet(parted, terms, by, problems_to))
        return
    stated = ""
    if parted is not None:
        count, problems = _of_parts(parted, terms, by)
    elif folders:
        count, problems, stated = _of_project(folders[0], terms, by)
    else:
        count, problems = _of_files(paths, how, terms, by)
    tongue = spoken(language or stated or _of_terminal())
    if to is not None:
        with working(f"Writing {to.name}"):
            _give_back(paths, how, problems, to, tongue)
    if format != "text":
        say(wording.listing(problems, format))
    else:
        if problems:
            say(wording.grouped(problems, every=verbose, language=tongue))
        counts = wording.summary(problems, tongue)
        say(speaking.count(tongue, "checked", count, counts=counts), *wording.verdict(problems, tongue))
        if to is not None:
            key = "records_given_back" if folders else "given_back"
            say(isolated(speaking.say(tongue, key, file=speaking.apart(tongue, str(to)))))
    _end(fail_on, Counter(problem.severity for problem in problems))


def _end(fail_on: str, counts: Mapping[str, int]) -> None:
    """End with 1 if one of the problems is as bad as is stated, or worse."""
    if fail_on != "never" and any(counts.get(one) for one in SEVERITIES[: SEVERITIES.index(fail_on) + 1]):
        raise typer.Exit(1)


def _parted(folders: Sequence[Path], problems_to: Path | None, *, has_other_form: bool) -> Folder | None:
    """The folder of parts that is to be checked, if it is one."""
    from geo.scale.folder import Folder, is_folder

    is_parted = bool(folders) and is_folder(folders[0])
    if problems_to is not None and (not is_parted or has_other_form):
        raise UsageError("Problems are written as Parquet for a folder of parts, and as nothing else then.",
                         remedy="Make one with zonemark partition, or leave out --problems-to.")  # fmt: skip
    if is_parted and has_other_form:
        raise UsageError("Of a folder of parts problems are listed as text, or written as Parquet.",
                         remedy="Take --problems-to FILE.parquet.")  # fmt: skip
    return Folder.open(folders[0]) if is_parted else None


def _of_parts(folder: Folder, terms: dict[str, Any], by: options.By) -> tuple[int, list[Problem]]:
    with _telling(folder, terms, by) as telling:
        return sum(telling.sizes), [*telling.problems()]


def _to_parquet(folder: Folder, terms: dict[str, Any], by: options.By, to: Path) -> Mapping[str, int]:
    """Write the problems of a folder of parts to a file, more than a memory holds, and say how many there are."""
    with _telling(folder, terms, by) as telling:
        counts, count = telling.write(to), sum(telling.sizes)
    sums = ", ".join(counted(counts[severity], severity) for severity in SEVERITIES)
    say(f"{counted(count, 'record')} checked: {sums}.", f"{to} is written.")
    return counts


@contextmanager
def _telling(folder: Folder, terms: dict[str, Any], by: options.By) -> Iterator[Telling]:
    from geo.checks import of_folder
    from geo.checks.view import Terms

    # The machines of a cluster see what lies beside the folder, and not each other's temporary files.
    beside = folder.path.parent if by.scheduler else None
    runner = by.runner(sum(one.records for one in folder.layers), from_folder=True)
    with working("Checking"), runner as own, of_folder(
        folder, Terms(date.today()), terms, runner=own, beside=beside
    ) as telling:  # fmt: skip
        yield telling


def _of_terminal() -> str:
    """The language in which programs are to speak to the person (POSIX, environment variables)."""
    return next((told for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (told := os.environ.get(name))), "")


def _give_back(paths: Sequence[Path], how: ReadOptions, problems: Sequence[Problem], to: Path, language: str) -> None:
    """Write the tables of the files, or the layers of the project, with what is wrong with each row."""
    from geo.exports.marked import tables_of_layers, write_marked
    from geo.sources import read, read_table

    if paths[0].is_dir():
        layers = options.open_project(paths[0]).layers()
        if not layers:
            raise UsageError(f"{paths[0]} has no layer yet, so there is no table to write.", remedy="Leave out --to.")
        write_marked(tables_of_layers(layers, problems), to, language)
        return

    tables = []
    for path in paths:
        own = [problem for problem in problems if problem.source == path.name]
        tables.append((path.stem, read_table(path, how).frame, read(path, how).fields, own))
    write_marked(tables, to, language)


def _of_project(path: Path, terms: dict[str, Any], by: options.By) -> tuple[int, list[Problem], str]:
    from geo.checks import check as find

    project = options.open_project(path, lists_problems=True)
    with working("Checking"):
        layers = project.layers()
        count = sum(len(layer.frame) for layer in layers)
        with by.runner(count) as runner:
            found = find(layers, **terms, workers=runner)
    stated = next(iter(project.settings.languages), "")
    return count, [*project.problems, *found], stated


def _of_files(
    paths: Sequence[Path], how: ReadOptions, terms: dict[str, Any], by: options.By
) -> tuple[int, list[Problem]]:
    from geo.checks import check as find
    from geo.store import each_once, read_files

    files = each_once([file for path in each(paths, "Reading") for file in read_files(path, how)])
    readings = [file.reading for file in files]
    count = sum(reading.rows for reading in readings)
    with working("Checking"), by.runner(count) as runner:
        found = find(readings, **terms, workers=runner)
    said = [problem for reading in readings for problem in reading.problems]
    return count, [*said, *found]
