"""zonemark add"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.cli.progress import each, working
from geo.errors import NeedsYes, UsageError
from geo.findings import Problem
from geo.findings.counting import counted
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geo.store import Change, Project, ReadFile, Terms


@options.taking(ReadOptions, "how")
def add(
    context: typer.Context,
    project: Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")],
    sources: Annotated[list[Path], typer.Argument(metavar="SOURCE", help="Field files of any format.")],
    layer: Annotated[str, typer.Option(help="The layer to add to, made if it is new.")] = "",
    by: Annotated[str, typer.Option(metavar="FIELD", help="Make a layer of each value of this field.")] = "",
    how: ReadOptions = options.AS_IT_IS,
    source: Annotated[
        str, typer.Option(help="The name of the source that the file is or continues, by default the file's own.")
    ] = "",
    partial: Annotated[
        bool, typer.Option("--partial", help="The file holds only what is new or changed; nothing is missing from it.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and write nothing.")] = False,
    remove_missing: Annotated[
        bool, typer.Option("--remove-missing", help="Remove records that their source no longer has.")
    ] = False,
    yes: options.Yes = False,
    verbose: options.Verbose = False,
) -> None:
    """Add field files to a project, or bring it up to date with them.

    A record that is there already is updated, one that its source no longer has is kept and marked. How a file is to
    be read is remembered for the next file of its sort. What looks wrong (most records vanish, ids are new at the
    places of the old, the records stand there already under another name) is written only with --yes.

    Ends with 0 if everything is in, with 4 if everything is in and rows need you, with 1 if nothing was added.
    """
    from geo.cli.reading import lacking_before, news, say_what_was_read, sources_named
    from geo.store import Terms, are_of_map, each_once, read_files

    opened = options.open_project(project)
    if source and len(sources) > 1:
        raise UsageError(
            "--source names one file's records, and several files are given.", remedy="Add them one by one."
        )
    named = each(sources, f"Reading {sources_named(sources)}")
    files = each_once([file for path in named for file in read_files(path, how, opened.settings, layer=layer)])
    for file in files:
        file.stated_by = by or None
    if source:
        files[0].reading = replace(files[0].reading, source=source)
    terms = Terms(yes, partial, remove_missing, command=shlex.join(context.obj), of_map=are_of_map(files))
    before = lacking_before(opened, [file.reading for file in files])
    changes = _add(opened, files, terms, dry_run, context.obj)
    for doubt in dict.fromkeys(doubt.what for change in changes for doubt in change.doubts):
        say(doubt)
    say_what_was_read(files, every=verbose)
    _say_what_changed(files, changes, dry_run, every=verbose)
    say(*options.what_waits(opened))
    with working("Checking"):
        problems = [*_problems(files, opened), *(problem for change in changes for problem in change.problems)]
    if problems:
        shown = problems if verbose else news(problems, [file.reading for file in files], before)
        say(*([wording.grouped(shown, every=verbose)] if shown else []))
        say(" ".join([f"{wording.summary(problems)}.", *wording.verdict(problems)]))
    options.end_with(problems)


def _add(project: Project, files: Sequence[ReadFile], terms: Terms, dry_run: bool, words: list[str]) -> list[Change]:
    """Write the records; where that looks wrong, only if somebody says that it is meant."""
    from geo.store import by_layer

    groups, remember = by_layer(project, files)
    try:
        with working("Writing"):
            return project.add_to_layers(groups, terms, dry_run=dry_run, remember=remember)
    except NeedsYes as needs:
        options.require_confirmed(needs.what, _ways(needs, terms, words, project.path, _numbers_of(files)))
    return project.add_to_layers(groups, replace(terms, yes=True), remember=remember)


def _numbers_of(files: Sequence[ReadFile]) -> str:
    """The heading under which a file numbers its records; empty where none does, or its ids are more than numbers."""
    for file in files:
        column = next((name for name, field in file.reading.fields.items() if field == "id"), "")
        if column and len(file.reading.frame) and all(str(each).isdecimal() for each in file.reading.frame["id"]):
            return column
    return ""


def _ways(
    needs: NeedsYes, terms: Terms, words: Sequence[str], project: Path, numbers: str
) -> list[tuple[str, list[str]]]:
    """What may be meant instead, and the words to type for each; the last is that it is meant as it is.

    `numbers`: the heading of a column that numbers the records.
    """
    ways = []
    for doubt in needs.doubts:
        if doubt.source:
            layer = [] if any(word.startswith("--layer") for word in words) else ["--layer", doubt.layer]
            ways.append((f"If it continues {doubt.source}", [*words, *layer, "--source", doubt.source]))
    if numbers and any(doubt.code == "stands_already" for doubt in needs.doubts):
        ways.append(("If each of them numbers its own records", [*words, "--field", f"{numbers}=-"]))
    if not terms.partial and any(doubt.code == "most_vanish" for doubt in needs.doubts):
        ways.append(("If it holds only what is new or changed", [*words, "--partial"]))
    if any(doubt.code == "edited_outside" for doubt in needs.doubts):
        ways.append(("To take the edit back", ["zonemark", "undo", str(project)]))
    return [*ways, ("If it is meant", [*words, "--yes"])]


def _problems(files: Sequence[ReadFile], project: Project) -> list[Problem]:
    from geo.checks import check

    readings = [file.reading for file in files]
    said = [problem for reading in readings for problem in reading.problems]
    return [*said, *check(readings, **project.settings.check_terms)]


def _say_what_changed(
    files: Sequence[ReadFile], changes: Sequence[Change], dry_run: bool, *, every: bool = False
) -> None:
    from geo.cli.reading import MOST_LINES

    rows = sum(file.reading.rows for file in files)
    records = sum(change.added + change.changed + change.unchanged for change in changes)
    told = [f"Layer {change.layer}: {_counts(change)}{_more(change)}." for change in changes]
    if len(told) > MOST_LINES and not every:
        told = [f"{counted(len(changes), 'layer')}: {_counts(*changes)}.",
                *(line for line, change in zip(told, changes, strict=True) if change.vanished)]  # fmt: skip
    say(" ".join([f"{counted(rows, 'row')} in, {counted(records, 'record')} out.", *told[:1]]), *told[1:])
    if dry_run:
        say("Nothing was written (--dry-run).")
    elif not any(change.version for change in changes):
        say("Nothing has changed; nothing was written.")


def _counts(*changes: Change) -> str:
    names = ("added", "changed", "unchanged", "vanished")
    return ", ".join(f"{sum(getattr(change, name) for change in changes):,} {name}" for name in names)


def _more(change: Change) -> str:
    parts = []
    if change.missing:
        parts.append(f"{change.missing:,} no longer in their source are kept and marked missing_since")
    if change.returned:
        parts.append(f"{change.returned:,} have come back")
    if change.removed:
        parts.append(f"{change.removed:,} removed")
    return "".join(f"; {part}" for part in parts)
