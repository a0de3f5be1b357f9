"""Where the headings of a table stand: below title lines, in two rows, beside a row of HXL tags, or nowhere."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from geo.cells.names import free_name
from geo.cells.numbers import UNITS
from geo.cells.words import fold

_LOOK = 40
_TAG = re.compile(r"#[A-Za-z]\w*(?:\s*\+\s*[A-Za-z]\w*)*")
_NUMBER = re.compile(r"[+-]?(?:\d+(?:[.,]\d+)*|[.,]\d+)(?:[eE][+-]?\d+)?")
_DATE = re.compile(r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[T ][\d:.,+Z-]+)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}")

Row = Sequence[str]


@dataclass
class Headings:
    """The names of the columns, where the records begin (index of the first row), and what stood above.

    `line` is the index of the heading row, the last where there are two, None without one; `hashtags` the HXL tag of a
    column, by its name.
    """

    names: list[str]
    start: int
    line: int | None = None
    titles: list[str] = field(default_factory=list)
    hashtags: dict[str, str] = field(default_factory=dict)
    renamed: dict[str, str] = field(default_factory=dict)


_DEGREES = r"[+-]?\d{1,3}(?:[.,]\d{4,}|\s*[°º]\s*\d[\d\s.,'’′\"”″]*)"
_WHERE = re.compile(
    rf"(?:\d{{1,3}}[.)]\s+)?[NSEW]?\s*{_DEGREES}\s*°?\s*[NSEW]?(?:[\s,;/]+[NSEW]?\s*{_DEGREES}\s*°?\s*[NSEW]?)?"
    r"|\d{1,2}\s?[C-HJ-NP-X]\s?[A-HJ-NP-Z]{2}\s?(?:\d\d){2,5}|\d{1,2}\s?[C-HJ-NP-X]\s\d{6}\s\d{6,7}"
)
"""What stands in a heading at most behind words: degrees with four decimals or their sign, and references of a grid."""
_LONGEST = 120
_SHAPE = re.compile(r"(?:MULTI)?(?:POINT|LINESTRING|POLYGON)\s*Z?\s*\(|https?://|geo:-?\d|\{\s*\"type\"", re.IGNORECASE)


def find_headings(
    rows: Sequence[Row], header: bool | Sequence[str], is_known: Callable[[str], bool] = lambda name: False
) -> Headings:
    """Find the headings in the first rows of a table; `header` False says that there are none, a list gives them.

    `is_known`: whether somebody knows a heading. Of two rows the lower one has the headings if it says more that is
    known; columns that it leaves empty keep what stands above.

    >>> found = find_headings([["Survey of May"], ["id", "lat", "lon"], ["7", "40.1", "46.2"]], True)
    >>> found.names, found.start, found.titles
    (['id', 'lat', 'lon'], 2, ['Survey of May'])
    >>> two = [["Task", "Position", ""], ["", "lat", "lon"], ["7", "40.1", "46.2"]]
    >>> find_headings(two, True, {"lat", "lon"}.__contains__).names
    ['Task', 'lat', 'lon']
    """
    if not isinstance(header, bool):
        return _with_names(Headings([], 0), list(header))
    line = _heading_line(rows) if header else None
    if line is None:
        width = max((len(row) for row in rows[:_LOOK]), default=0)
        return Headings([f"column_{number}" for number in range(1, width + 1)], 0)
    tags = _tag_line(rows, line)
    names = rows[line]
    if tags is not None and tags > line:
        lower = next((above for above in range(tags - 1, line, -1) if _filled(rows[above])), line)
    else:
        lower = _second_line(rows, line, is_known)
    if lower > line:
        names, line = _below(rows[line], rows[lower]), lower
    titles = ["; ".join(filled) for row in rows[:line] if not is_tags(row) and (filled := _filled(row))]
    found = Headings([], max(line, -1 if tags is None else tags) + 1, line, titles)
    names = list(names) if _are_twice(names, is_known) else _under_groups(names, rows, line)
    _with_names(found, names)
    if tags is not None:
        found.hashtags = {name: tag.strip() for name, tag in zip(found.names, rows[tags], strict=False) if tag.strip()}
    return found


def _tag_line(rows: Sequence[Row], line: int) -> int | None:
    """The index of a row of HXL tags: that of the headings, one above them, or the first within a few below."""
    near = [line, *range(line + 1, min(len(rows), line + 4)), *([line - 1] if line else [])]
    return next((number for number in near if number < len(rows) and is_tags(rows[number])), None)


def _second_line(rows: Sequence[Row], line: int, is_known: Callable[[str], bool]) -> int:
    """The index of the lower of two rows of headings, `line` where there is only one."""
    lower = next((number for number in range(line + 1, min(len(rows), line + 3)) if _filled(rows[number])), line)
    both = _below(rows[line], rows[lower])
    if lower == line or not _names_of(rows[lower]) or _distinct(both, is_known) <= _distinct(rows[line], is_known):
        return line
    below = rows[lower + 1 : _LOOK]
    over_numbers = [
        any(column < len(row) and _NUMBER.fullmatch(row[column].strip()) for row in below)
        for column, cell in enumerate(rows[lower]) if cell.strip()
    ]  # fmt: skip
    return lower if any(over_numbers) else line


def _distinct(row: Row, is_known: Callable[[str], bool]) -> int:
    """How many different cells are headings that are known; a merged cell has its text several times."""
    return sum(map(is_known, {cell.strip() for cell in row}))


def _below(upper: Row, lower: Row) -> list[str]:
    """The cells of the lower row, and of the upper one where the lower is empty."""
    width = max(len(upper), len(lower))
    cells = zip([*lower, *[""] * (width - len(lower))], [*upper, *[""] * (width - len(upper))], strict=True)
    return [(f"{above} ({own})" if above.strip() and _is_unit(own) else own) if own.strip() else above
            for own, above in cells]  # fmt: skip


def _is_unit(cell: str) -> bool:
    return any(fold(cell) in table for table in UNITS.values())


def _under_groups(names: Row, rows: Sequence[Row], line: int) -> list[str]:
    """Headings with that of their group before those which appear twice: deg, min, deg, min below Latitude, Longitude.

    A column that has no heading gets that above it.
    """
    counts = Counter(" ".join(name.split()).casefold() for name in names if name.strip())
    above = [row for row in rows[max(0, line - 2) : line] if len(_filled(row)) > 1 and not is_tags(row)]
    if not above or (max(counts.values(), default=0) < 2 and all(name.strip() for name in names)):
        return list(names)
    found = [*names, *[""] * (max(map(len, above)) - len(names))]
    names = list(found)
    for row in reversed(above):
        group = ""
        for column, name in enumerate(found):
            cell = row[column].strip() if column < len(row) else ""
            group = cell or group
            if not name.strip():
                found[column] = cell
            elif group and name == names[column] and counts[" ".join(name.split()).casefold()] > 1:
                found[column] = f"{group} {name}" if cell != name else name
    return found


def _are_twice(names: Sequence[str], is_known: Callable[[str], bool]) -> bool:
    """Whether the headings are those of two tables side by side: all again in the same order, and more than a group's.

    Degrees, minutes and seconds below Latitude and Longitude stand there twice too.
    """
    given = _filled(names)
    half = len(given) // 2
    return half > 2 and given[:half] == given[half:] and sum(map(is_known, given[:half])) > 1


def is_tags(row: Row) -> bool:
    """Whether a row holds HXL tags: hashtags and nothing else."""
    filled = _filled(row)
    return bool(filled) and all(_TAG.fullmatch(cell) for cell in filled)


def _filled(row: Row) -> list[str]:
    return [cell.strip() for cell in row if cell.strip()]


def _heading_line(rows: Sequence[Row]) -> int | None:
    """The index of the heading row: the first row that is as full as the rows below it."""
    counts = [len(_filled(row)) for row in rows[:_LOOK]]
    filled = [count for count in counts if count]
    if not filled:
        return None
    usual = median(sorted(filled)[len(filled) // 2 :])
    line = next(number for number, count in enumerate(counts) if count >= max(1, usual * 0.6))
    if is_tags(rows[line]):
        above = [number for number in range(line) if counts[number]]
        below = next((number for number in range(line + 1, len(counts)) if counts[number]), None)
        if below is not None and not above and _names_of(rows[below]) and _has_numbers(rows[below + 1 :]):
            return below
        return line
    return None if _is_data(rows[line]) else line


def _names_of(row: Row) -> bool:
    return not any(re.search(r"\d", cell) and not _is_unit(cell) for cell in _filled(row))


def _has_numbers(rows: Sequence[Row]) -> bool:
    return any(_NUMBER.fullmatch(cell) for row in rows[:_LOOK] for cell in _filled(row))


def _is_data(row: Row) -> bool:
    """Whether a row is a record: nothing but numbers and dates, or for the most part such as no heading would be.

    A position, a shape or a link is no heading, even if it is alone among words.
    """
    filled = _filled(row)
    if any(_SHAPE.match(cell) or (len(cell) <= _LONGEST and _WHERE.fullmatch(cell)) for cell in filled):
        return True
    values = [cell for cell in filled if _NUMBER.fullmatch(cell) or _DATE.fullmatch(cell)]
    telling = [cell for cell in values if _DATE.fullmatch(cell) or re.search(r"[.,]", cell)]
    if len(values) == len(filled):
        return True
    return len(telling) * 2 >= len(filled) and len(telling) > 1


def _with_names(found: Headings, cells: Sequence[str]) -> Headings:
    """Give every column a name of its own: nameless ones a number, repeated ones a suffix."""
    for number, cell in enumerate(cells, start=1):
        wanted = " ".join(cell.split()) or f"column_{number}"
        name = free_name(wanted, found.names)
        if name != wanted:
            found.renamed[name] = wanted
        found.names.append(name)
    return found
