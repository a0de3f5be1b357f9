"""zonemark info"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo.cli import options, wording
from geo.cli.output import say
from geo.disk import temporary_folder
from geo.findings.counting import counted, listed
from geo.records.read_options import ReadOptions

if TYPE_CHECKING:
    from geo.sources.raw import RawTable

FIRST_ROWS, LARGE = 1000, 1_000_000
FEW_DATES = 20
LONGEST_VALUE = 60
"""Letters of a value that are shown."""


@options.taking(ReadOptions, "how", but=("kind", "fields", "keep_personal"))
def info(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A field file of any format that is read.")],
    how: ReadOptions = options.AS_IT_IS,
    first: Annotated[
        int, typer.Option(metavar="N", help="Look at the first N rows of a text table of over 1 MB; 0 for all.")
    ] = FIRST_ROWS,
) -> None:
    """Say what is in a file, as it stands there: records, geometries, bounds, CRS, dates, columns and first values.

    Nothing is interpreted and nothing written; columns that seem to hold personal data show no value.
    """
    from geo.records.columns import guess_kind
    from geo.records.personal import personal_columns
    from geo.sources import read_table

    with _beginning(file, first) as (part, lines):
        table = read_table(part, how)
    frame = table.frame
    if lines:
        of = f"this is of the first {counted(len(frame), 'record')} (--first 0: of all)"
        say(f"{file.name}: {counted(lines, 'line')}; {of}, {counted(len(_columns(table)), 'column')}.")
    else:
        say(f"{file.name}: {counted(len(frame), 'record')}, {counted(len(_columns(table)), 'column')}.")
    for line in [_facts(table), _geometries(table), _bounds(table), _dates(table)]:
        if line:
            say(line)
    personal = personal_columns(_columns(table), guess_kind(_columns(table)))
    columns = {name: frame[name] for name in _columns(table)}
    rows = [
        [name, _kind(column), int(column.notna().sum()), "(personal)" if name in personal else _first(column)]
        for name, column in columns.items()
    ]
    if rows:
        say(wording.table(["column", "holds", "filled", "first value"], rows))
    if table.problems:
        say(wording.grouped(table.problems))
    options.end_with(table.problems)


@contextmanager
def _beginning(file: Path, rows: int) -> Iterator[tuple[Path, int]]:
    """The first rows of a large text table as a file of its own, and how many lines there are in all.

    The file itself, and no count, where all of it is to be looked at, or where its rows are not its lines.
    """
    from geo.sources.inside import kind_of_file, local

    is_large = rows > 0 and file.is_file() and file.stat().st_size > LARGE  # a database is no file
    if not is_large or kind_of_file(path := local(file)) not in (".csv", ".tsv", ".txt"):
        yield file, 0
        return
    with path.open("rb") as whole:
        start = b"".join(islice(whole, rows + 1))
        lines = start.count(b"\n") + sum(block.count(b"\n") for block in iter(lambda: whole.read(1 << 20), b""))
    if b"\0" in start[:4096] or len(start) > LARGE * 10:  # UTF-16, or lines that are none
        yield path, 0
        return
    with temporary_folder() as folder:
        part = folder / path.name
        part.write_bytes(start)
        yield part, lines


def _columns(table: RawTable) -> list[str]:
    return [str(name) for name in table.frame.columns if name != table.frame.active_geometry_name]


def _facts(table: RawTable) -> str:
    facts = {"CRS": "EPSG:4326 (longitude, latitude)", **table.facts}
    return ", ".join(f"{name.replace('_', ' ')}: {value}" for name, value in facts.items() if len(value) <= 80) + "."


def _geometries(table: RawTable) -> str:
    kinds = Counter(table.frame.geometry.geom_type.fillna("none").replace("", "none"))
    return "Geometry: " + ", ".join(f"{kind} {count:,}" for kind, count in kinds.most_common()) + "."


def _bounds(table: RawTable) -> str:
    if not table.frame.geometry.notna().any():
        return ""
    west, south, east, north = table.frame.total_bounds
    return f"Bounds: longitude {west:.4f} to {east:.4f}, latitude {south:.4f} to {north:.4f}."


def _dates(table: RawTable) -> str:
    """The columns whose values are all dates, from when to when."""
    from geo.cells.dates import read_dates
    from geo.records.vocabulary import date_words

    told = []
    for name in _columns(table):
        column = table.frame[name].dropna()
        texts = list(dict.fromkeys(column.head(2000))) if column.dtype.kind not in "iufb" else []
        if not texts or not all(isinstance(text, str) and any(sign.isdigit() for sign in text) for text in texts):
            continue
        for some in (texts[:FEW_DATES], texts):  # most columns of text show soon that they are none
            dates = read_dates(some, date_words())
            found = [one.value for one in dates if not one.problem and isinstance(one.value, str)]
            if len(found) < len(some):
                break
        else:
            told.append(f"{name} {min(found)} to {max(found)}")
    return f"Dates: {listed(told)}." if told else ""


def _kind(column: Any) -> str:
    kinds = {"i": "whole number", "u": "whole number", "f": "number", "b": "true or false"}
    return kinds.get(column.dtype.kind, "text")


def _first(column: Any) -> str:
    values = column.dropna()
    text = " ".join(str(values.iloc[0]).split()) if len(values) else ""
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE]}…"
