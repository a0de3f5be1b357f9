"""Parts of a year or a month: "Q2 2024", "week 14 2023", "spring 2021", "early May 2021".

A record holds a year, a month or a day, so a part is the year or the month that all of it lies in. A winter lies in two
years, and so can a week; they are no date, and it is said why.
"""

from __future__ import annotations

import re
from datetime import date

from geo.cells.outcomes import Outcome, failed, shown
from geo.cells.words import DateWords, words

ROMAN = {numeral: number for number, numeral in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), start=1)}
"""Months as offices in Spain, Poland or Bosnia number them: 15/V/2024; quarters are numbered so everywhere."""
_QUARTERS = 4
_WEEK_DAYS = 7


def date_parts(text: str) -> tuple[str, ...]:
    """The words and numbers of a written date, letters parted from digits.

    >>> date_parts("2023-W14"), date_parts("2nd quarter 2024")
    (('2023', 'w', '14'), ('2', 'nd', 'quarter', '2024'))
    """
    return words(re.sub(r"(\d)([^\W\d_])", r"\1 \2", re.sub(r"([^\d\s_.,/-])(\d)", r"\1 \2", text)))


def part_of_a_year(text: str, bare: str, known: DateWords) -> Outcome | None:
    """Read a part of a year or a month as the year or month that it lies in; None if the text is none.

    >>> words = DateWords({"may": 5}, frozenset({"of", "nd"}), year_parts=frozenset({"quarter", "early"}))
    >>> [part_of_a_year(text, text, words).value for text in ("2nd quarter of 2024", "early May 2021")]
    ['2024', '2021-05']
    """
    every = [word for word in date_parts(bare) if word not in known.fillers]
    years = [word for word in every if word.isdecimal() and len(word) == 4 and word[0] in "12"]
    if len(years) != 1:
        return None
    year = int(years[0])
    numbers = [int(word) for word in every if word.isdecimal() and word != years[0]]
    names = [word for word in every if not word.isdecimal()]
    if names and known.weeks.issuperset(names):
        return _week(text, year, numbers)
    if known.winters & {*names}:
        return _in_two_years(text) if not numbers else None
    months = [known.months[word] for word in names if word in known.months and word not in known.year_parts]
    parts = [word for word in names if word in known.year_parts]
    rest = [word for word in names if word not in known.year_parts and word not in known.months]
    if not parts or (len("".join(parts)) == 1 and not numbers and not rest):  # 1990s
        return None
    if len(months) > 1 or len(numbers) + len(rest) > 1 or (months and numbers):
        return None
    if any(not 1 <= number <= _QUARTERS for number in (*numbers, *(ROMAN.get(word, 0) for word in rest))):
        return None
    return _kept(text, f"{year}-{months[0]:02}" if months else f"{year}")


def _week(text: str, year: int, numbers: list[int]) -> Outcome | None:
    """A week by its number (ISO 8601), or a day of it where that has a number too."""
    try:
        first, last = (date.fromisocalendar(year, numbers[0], day) for day in (1, _WEEK_DAYS))
        if len(numbers) > 1:
            return _kept(text, date.fromisocalendar(year, numbers[0], numbers[1]).isoformat())
    except (ValueError, IndexError):
        return None
    if first.year != last.year:
        return _in_two_years(text)
    return _kept(text, f"{year}-{first.month:02}" if first.month == last.month else f"{year}", " (week of ISO 8601)")


def _kept(text: str, value: str, how: str = "") -> Outcome:
    return Outcome(value, said=f"{shown(text)} as {value}{how}, what was written is kept beside it", entered=True)


def _in_two_years(text: str) -> Outcome:
    return failed(
        "date_not_understood", f"{shown(text)} lies in two years.", "Write the month as YYYY-MM, or the year."
    )
