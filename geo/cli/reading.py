"""How commands put into words what files were found to be, and how they were read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from geo.cli import wording
from geo.cli.output import say
from geo.findings.counting import counted
from geo.records import KINDS
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geo.sources import Reading
    from geo.store import ReadFile

LONGEST_FACT = 60
"""Letters; a longer one (the metadata that a file carries along) is for programs to read."""
MOST_NAMED = 12


def as_words(options: ReadOptions, layer: str = "") -> str:
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
    return " ".join([*words, *([f"--layer {layer}"] if layer else [])])


def say_what_was_read(files: Sequence[ReadFile]) -> None:
    """Print what each file was found to be, and what became of its columns."""
    for told in dict.fromkeys(doubts_of_kind(files)):
        say(told)
    for file in files:
        say(described(file.reading))
    for said in dict.fromkeys(said for file in files for said in (taken(file), kept(file), recalled(file)) if said):
        say(said)


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
    return f"As remembered for {file.recalled.file}: {as_words(file.options, file.layer)}"


def sources_named(paths: Sequence[Path]) -> str:
    """Name the first of several files."""
    return paths[0].name if len(paths) == 1 else counted(len(paths), "file")
