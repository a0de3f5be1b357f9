"""How commands put into words what files were found to be, and how they were read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli import wording
from geo.cli.output import say
from geo.findings.counting import counted, listed
from geo.records import KINDS
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    import pandas as pd

    from geo.findings import Problem
    from geo.sources import Reading
    from geo.store import Project, ReadFile

LONGEST_FACT = 60
"""Letters; a longer one (the metadata that a file carries along) is for programs to read."""
MOST_NAMED = 12
MOST_LINES = 2
"""So many files have a line each; of more, all together have one."""


def as_words(options: ReadOptions, layer: str = "", by: str = "") -> str:
    """Write options in the words of the command line.

    >>> as_words(ReadOptions(crs="EPSG:32638", fields={"Ort": "name"}, closed_tracks=True))
    '--field Ort=name --crs EPSG:32638 --closed-tracks'
    """
    words: list[str] = []
    for name, value in options.remembered.items():
        if name == "fields":
            words += [f"--field {column}={field}" for column, field in value.items()]
        elif name == "only":
            words += [f"--only {column}={one}" for column, values in value.items() for one in values]
        elif value is True:
            words.append(f"--{name.replace('_', '-')}")
        else:
            words.append(f"--{name} {value if isinstance(value, str) else ','.join(value or ())}")
    return " ".join([*words, *([f"--layer {layer}"] if layer else []), *([f"--by {by}"] if by else [])])


def say_what_was_read(files: Sequence[ReadFile], *, every: bool = False) -> None:
    """Print what each file was found to be, and what became of its columns; of many files together, unless `every`."""
    doubts = list(dict.fromkeys(doubts_of_kind(files)))
    say(*(doubts if every else doubts[:MOST_LINES]))
    if len(doubts) > MOST_LINES and not every:
        say(f"Of {counted(len(doubts) - MOST_LINES, 'more name')} the same is to be asked; --verbose lists all.")
    if every or len(files) <= MOST_LINES:
        say(*(described(file.reading) for file in files))
    else:
        say(described_together([file.reading for file in files]))
    said = [dict.fromkeys(filter(None, map(tell, files))) for tell in (taken, kept, recalled)]
    if every:
        say(*(line for lines in said for line in lines))
        return
    say(*filter(None, (_first_line(list(lines)) for lines in said)))


def _first_line(told: Sequence[str]) -> str:
    more = f" (and of {counted(len(told) - 1, 'other file')}; --verbose lists all)" if len(told) > 1 else ""
    return f"{told[0]}{more}" if told else ""


def described_together(readings: Sequence[Reading]) -> str:
    """Say in one line what many files hold together, and where positions are missing."""
    kinds: dict[str, int] = {}
    for reading in readings:
        kinds[reading.kind] = kinds.get(reading.kind, 0) + reading.rows
    without = {reading.source: int(reading.frame.geometry.isna().sum()) for reading in readings}
    counts = ", ".join(counted(count, kind.removesuffix("s")) for kind, count in kinds.items())
    lacking = [f"{source} {count:,}" for source, count in without.items() if count]
    told = f"{counted(len(readings), 'file')}: {counts}, {sum(without.values()):,} without a position"
    return f"{told} ({listed(lacking)})." if lacking else f"{told}."


def lacking_before(project: Project, readings: Sequence[Reading]) -> set[tuple[str, str]]:
    """The minimum fields, each with its kind, that these readings lack as whole layers of the project did before."""
    lacks = {pair for reading in readings for pair in _lacks(reading.kind, reading.frame)}
    return lacks & {pair for layer in project.layers() for pair in _lacks(layer.kind, layer.frame)} if lacks else lacks


def _lacks(kind: str, frame: pd.DataFrame) -> set[tuple[str, str]]:
    given = {str(name) for name in frame.columns if frame[name].notna().any()}
    return {(kind, fields[0]) for fields in KINDS[kind].minimum if len(frame) and not given & set(fields)}


def news(
    problems: Sequence[Problem], readings: Sequence[Reading], before: Collection[tuple[str, str]]
) -> list[Problem]:
    """The problems without what a project was told of its layers before: that a field is missing in all records."""
    kinds = {reading.source: reading.kind for reading in readings}
    return [
        problem
        for problem in without_doubts(problems)
        if problem.code != "field_missing"
        or problem.row is not None
        or problem.id
        or (kinds.get(problem.source, ""), problem.field) not in before
    ]


def without_doubts(problems: Sequence[Problem]) -> list[Problem]:
    """The problems without the doubts of kind, which were told before anything else."""
    return [problem for problem in problems if problem.code != "kind_doubtful"]


def doubts_of_kind(files: Sequence[ReadFile]) -> list[str]:
    """Say of which files or layers the name tells of another kind than they are read as: nothing matters more."""
    problems = (problem for file in files for problem in file.reading.problems)
    return [problem.told(wording.in_shell) for problem in problems if problem.code == "kind_doubtful"]


def described(reading: Reading) -> str:
    """Say in one line what a file was found to be: its records, how many have a position, its encoding, its CRS."""
    without = int(reading.frame.geometry.isna().sum())
    facts = ", ".join(_fact(name, value) for name, value in reading.facts.items() if len(value) <= LONGEST_FACT)
    placed = f"{len(reading.frame) - without:,} with a position, {without:,} without"
    records = counted(reading.rows, reading.kind.removesuffix("s"))
    return f"{reading.source}: {records}, {placed}" + (f" ({facts})" if facts else "")


def _fact(name: str, value: str) -> str:
    """Put a fact into words; a name that ends in a unit gives it back to the number.

    >>> _fact("accuracy_m", "1.5"), _fact("driver", "GPX")
    ('accuracy 1.5 m', 'driver GPX')
    """
    return f"{name.removesuffix('_m')} {value} m" if name.endswith("_m") else f"{name.replace('_', ' ')} {value}"


def taken(file: ReadFile) -> str:
    """Say which columns were taken for fields of another name, where nobody had said so; empty if none was."""
    pairs = [
        f"{column} as {name}"
        for column, name in file.reading.fields.items()
        if column.casefold() != name and column not in file.options.fields
    ]
    return f"Taken by their headings: {', '.join(pairs)}." if pairs else ""


def kept(file: ReadFile) -> str:
    """Say which columns are not fields and are kept under their own names: one may be a field under another name."""
    frame, known = file.reading.frame, KINDS[file.reading.kind].names
    others = [
        str(name)
        for name in frame.columns
        if name not in known and name != frame.geometry.name and not str(name).endswith("_entered")
    ]
    if not others:
        return ""
    more = f" and {len(others) - MOST_NAMED} more" if len(others) > MOST_NAMED else ""
    names = ", ".join(others[:MOST_NAMED])
    return f"Kept under their own names: {names}{more}. If one is a field under another name, say so with --field."


def recalled(file: ReadFile) -> str:
    """Say how a file was read as the project remembers; empty if it remembers nothing of files like it."""
    if file.recalled is None:
        return ""
    return f"As remembered for {file.recalled.file}: {as_words(file.options, file.layer, file.by)}"


def sources_named(paths: Sequence[Path]) -> str:
    """Name the first of several files."""
    return paths[0].name if len(paths) == 1 else counted(len(paths), "file")
