"""Written dates become ISO 8601, as far as they say: a year, a month or a day. What is ambiguous is never guessed.

A span of days, a week, a quarter or a season is the month or the year that all of it lies in, and is kept as written.

Whether 04/05/2021 begins with the day or the month, only another date in the same column can tell (13/05/2021: the
day). Dates with full stops begin with the day, as in all countries that write them so, unless a date in the column
shows otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import pairwise

from geo.cells.outcomes import Outcome, failed, shown
from geo.cells.parts_of_dates import ROMAN, date_parts, part_of_a_year
from geo.cells.words import DateWords, fold

YEARS = range(1800, 2200)
_LONGEST = 80
_YEAR_FIRST = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})(?:\2(\d{1,2}))?)?")
_TIMED = re.compile(
    r"(.*\d)(?:T|,?\s+)\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp]\.?[Mm]\.?)?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_THREE = re.compile(r"(\d{1,2})([./-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?:\s?(?:г|р|il)?\.?)")
_MONTH_YEAR = re.compile(r"(\d{1,2})[./-](\d{4})")
_MILLISECONDS = re.compile(r"-?\d{12,13}")
_SERIAL = re.compile(r"[34]\d{4}(?:\.\d+)?")
_TO = "to until till through and и по до bis und do jusqu'au au al a à hasta até ile və dən ta إلى الى حتى تا đến y e i"
_BETWEEN = re.compile(
    r"^\s*(?:between|from|с|з|від|между|між|von|zwischen|du|entre|del|de|desde|da|dal|od|između|من|بين|از|từ)\s+",
    re.IGNORECASE,
)
_SPAN = re.compile(
    r"\s*(?:[–—−‒~;,&]|\.{2,3}|…|\s-\s|\s/\s|\b(?:" + "|".join(map(re.escape, _TO.split())) + r")\b)\s*", re.IGNORECASE
)
_TIGHT = re.compile(r"\s*[-/]\s*")
"""What stands between the ends of a span: marks and words, and without spaces round it only if nothing else does."""
_OF_OTHER_CALENDARS = frozenset(
    map(fold, "فروردین اردیبهشت خرداد تیر مرداد شهریور مهر آبان آذر دی بهمن اسفند حمل ثور جوزا سرطان اسد سنبله میزان "
              "عقرب قوس جدی دلو حوت محرم صفر رجب شعبان رمضان شوال muharram safar rajab shaban ramadan ramazan shawwal "
              "farvardin ordibehesht khordad mordad shahrivar aban azar bahman esfand hamal sawr jawza saratan asad "
              "sunbula mizan aqrab qaws jadi dalwa hut".split())
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Order:
    """What a column shows about the order of day and month, for one separator: evidence for each."""

    day_first: bool = False
    month_first: bool = False


def read_dates(texts: Sequence[str], known: DateWords) -> list[Outcome]:
    """Read the distinct texts of one column; `known` are the words that dates are written with.

    A column of nothing but day numbers, as spreadsheets store dates, is one of dates.

    >>> spanish = DateWords({"mayo": 5}, frozenset({"de"}))
    >>> [outcome.value for outcome in read_dates(["2021", "03.05.2021", "5 de mayo de 2021"], spanish)]
    ['2021', '2021-05-03', '2021-05-05']
    """
    plain = [_digits(text) for text in texts]
    if texts and all(map(_SERIAL.fullmatch, plain)):
        return [_of_a_spreadsheet(text, clean) for text, clean in zip(texts, plain, strict=True)]
    orders = {mark: _order(plain, mark) for mark in "./-"}
    return [_read(text, clean, orders, known) for text, clean in zip(texts, plain, strict=True)]


def iso(year: int, month: int = 0, day: int = 0) -> str:
    """A date as far as it is known, or the empty text if there is no such day.

    >>> iso(2021, 2), iso(2021, 2, 30)
    ('2021-02', '')
    """
    if year not in YEARS:
        return ""
    if not month:
        return "" if day else f"{year:04}"
    try:
        date(year, month, day or 1)
    except ValueError:
        return ""
    return f"{year:04}-{month:02}-{day:02}" if day else f"{year:04}-{month:02}"


def _digits(text: str) -> str:
    """Digits of any script as 0–9, without the marks of writing direction."""
    plain = "".join(
        str(unicodedata.decimal(each, each)) for each in unicodedata.normalize("NFKC", text)
        if unicodedata.category(each) != "Cf"
    )  # fmt: skip
    return plain.strip()


_TWO_OF_THEM = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")


def _order(texts: Sequence[str], mark: str) -> Order:
    day = month = False
    for text in texts:
        whole = _THREE.fullmatch(_without_time(text)[0]) if len(text) <= _LONGEST else None
        for found in (whole,) if whole else _TWO_OF_THEM.finditer(text[:_LONGEST]):
            if found[2] != mark:
                continue
            first, second = int(found[1]), int(found[3])
            day |= first > 12 >= second
            month |= second > 12 >= first
    return Order(day, month)


def _without_time(text: str) -> tuple[str, bool]:
    timed = _TIMED.fullmatch(text)
    return (timed[1].rstrip(", "), True) if timed else (text, False)


def _read(text: str, plain: str, orders: dict[str, Order], known: DateWords) -> Outcome:
    if len(plain) > _LONGEST:
        return failed("date_not_understood", f"{shown(text)} is not understood as a date.", "Write YYYY-MM-DD.")
    bare, timed = _without_time(plain)
    outcome = _day(text, bare.rstrip(" ."), orders, known)
    if outcome.code == "date_not_understood" and (span := _span(text, plain, orders, known)):
        return span
    if timed and not outcome.problem:
        outcome.entered = True
        outcome.said = f"{shown(text)} as {outcome.value}, the time of day is kept beside it"
    elif not outcome.problem and outcome.value != text:
        outcome.said = outcome.said or f"{shown(text)} as {outcome.value}"
    return outcome


def _day(text: str, bare: str, orders: dict[str, Order], known: DateWords) -> Outcome:
    if found := _YEAR_FIRST.fullmatch(bare):
        return _of(text, int(found[1]), int(found[3] or 0), int(found[4] or 0))
    if found := _COMPACT.fullmatch(bare):
        return _of(text, *map(int, found.groups()))
    if found := _THREE.fullmatch(bare):
        return _ordered(text, found, orders[found[2]])
    if found := _MONTH_YEAR.fullmatch(bare):
        return _of(text, int(found[2]), int(found[1]))
    if _MILLISECONDS.fullmatch(bare):
        moment = datetime.fromtimestamp(int(bare) / 1000, tz=UTC).date()
        return Outcome(moment.isoformat(), said=f"{shown(text)} as {moment} (milliseconds since 1970)", entered=True)
    if _SERIAL.fullmatch(bare):
        day = _of_a_spreadsheet(text, bare).value
        return failed("date_not_understood", f"{shown(text)} is not a date.",
                      f"As a day number of a spreadsheet it would be {day}: format the column as a date.")  # fmt: skip
    outcome = _in_words(text, bare, known)
    return (outcome.problem and part_of_a_year(text, bare, known)) or outcome


def _of_a_spreadsheet(text: str, plain: str) -> Outcome:
    """The day that a spreadsheet shows for a number: the days since 30 December 1899 (ECMA-376, part 1, 18.17.4.1)."""
    day = date.fromordinal(date(1899, 12, 30).toordinal() + int(float(plain))).isoformat()
    return Outcome(day, said=f"{shown(text)} as {day} (day number of a spreadsheet)", entered=True)


def _of(text: str, year: int, month: int = 0, day: int = 0) -> Outcome:
    """A date whose parts are known; a month or day of 00 is one that is not known."""
    if value := iso(year, month, day if month else 0):
        return Outcome(value)
    if year not in YEARS:
        return failed("date_not_understood", f"The year of {shown(text)} is outside {YEARS[0]}…{YEARS[-1]}.",
                      f"{_calendar(year)} Write the date as YYYY-MM-DD.")  # fmt: skip
    return failed("date_not_understood", f"There is no such day as {shown(text)}.", "Write the date as YYYY-MM-DD.")


def _calendar(year: int) -> str:
    """What to say of a year that is none of ours: of which calendars it can be, and which years of ours that is.

    >>> _calendar(1400)
    'Of the Persian calendar it is 2021/2022, of the Hijri calendar 1979/1980.'
    """
    if 2400 <= year < 2700:
        return f"Of the Buddhist calendar it is {year - 543}."
    if 1300 <= year < 1500:
        hijri = int(year * 0.970224 + 621.5774)  # 354.367 days of 365.2425, since July 622
        return f"Of the Persian calendar it is {year + 621}/{year + 622}, of the Hijri calendar {hijri}/{hijri + 1}."
    return "Is it of another calendar?"


def _span(text: str, plain: str, orders: dict[str, Order], known: DateWords) -> Outcome | None:
    """Read two dates, "12-15 May 2021" or "2021-05-12/2021-05-15", as the month or year in which both lie."""
    bare = _MONTH_FIRST.sub(r"\2-\3 \1 \4", _ORDINAL.sub(r"\1", _BETWEEN.sub("", plain)))
    ends = [half for half in _SPAN.split(bare) if half]
    if len(ends) != 2:
        ends = [half for half in _TIGHT.split(bare) if half] if bare.count("-") == 1 or bare.count("/") == 1 else []
        ends = ends if len(ends) == 2 else _SLASHED.split(bare) if bare.count("/") == 1 else []
    if len(ends) != 2:
        return None
    last = _day(text, _without_time(ends[1])[0].strip(" ."), orders, known)
    first = _first_end(text, ends, last, orders, known)
    if first is None or last.problem or first.problem:
        doubt = next((end for end in (first, last) if end and end.code.startswith("ambiguous")), None)
        return doubt and failed(doubt.code, doubt.problem.replace(shown(ends[0]), shown(text)), doubt.remedy)
    begin, end = str(first.value), str(last.value)
    if begin > end:
        return failed("date_not_understood", f"{shown(text)} ends before it begins.", "Write YYYY-MM-DD.")
    common = next((end[:length] for length in (10, 7, 4) if len(min(begin, end, key=len)) >= length
                   and begin[:length] == end[:length]), "")  # fmt: skip
    if not common:
        return failed("date_not_understood", f"{shown(text)} is a span from {begin} to {end}, and no one year.",
                      "Write the day, month or year by which it was known: YYYY-MM-DD, YYYY-MM or YYYY.")  # fmt: skip
    return Outcome(common, said=f"{shown(text)} as {common}, the span is kept beside it", entered=True)


def _first_end(
    text: str, ends: Sequence[str], last: Outcome, orders: dict[str, Order], known: DateWords
) -> Outcome | None:
    """The first end of a span, which leaves out what the last one says: "12" of "12-15 May 2021"."""
    start = _without_time(ends[0])[0].strip(" .,")
    value = str(last.value)
    if last.problem:
        return None
    if start.isdecimal() and len(start) <= 2:
        day = iso(int(value[:4]), int(value[5:7]), int(start)) if len(value) == 10 else ""
        return Outcome(day) if day else None
    if found := _DAY_MONTH.fullmatch(start):
        day = iso(int(value[:4]), int(found[2]), int(found[1]))
        return Outcome(day) if day and len(value) == 10 else None
    whole = _day(text, start, orders, known)
    return whole if not whole.problem or whole.code.startswith("ambiguous") else _day(
        text, f"{start} {value[:4]}", orders, known
    )  # fmt: skip


_SLASHED = re.compile(r"/")
_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th|er|º|ª)\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(r"([^\W\d_]+)\.?\s+(\d{1,2})\s?[-–—]\s?(\d{1,2}),?\s+(\d{4})")
_DAY_MONTH = re.compile(r"(\d{1,2})\.\s?(\d{1,2})")


def _ordered(text: str, found: re.Match[str], order: Order) -> Outcome:
    first, second, year = int(found[1]), int(found[3]), int(found[4])
    if len(found[4]) == 2:
        year += 2000 if year < 69 else 1900
    by_day, by_month = iso(year, second, first), iso(year, first, second)
    if not (by_day and by_month) or by_day == by_month:
        value = by_day or by_month
        return Outcome(value) if value else _of(text, year, second, first)
    day_first = order.day_first or found[2] == "."
    if day_first and not order.month_first:
        return Outcome(by_day)
    if order.month_first and not order.day_first:
        return Outcome(by_month)
    why = "The column has dates in both orders." if order.day_first else "No date in the column shows the order."
    return failed("ambiguous_date", f"{shown(text)} can be {by_day} or {by_month}.", f"{why} Write YYYY-MM-DD.")


def _in_words(text: str, bare: str, known: DateWords) -> Outcome:
    """A date with the month in words, in any of the languages: 12 March 2021, March 12, 2021, martın 12-si 2021."""
    numbers: list[str] = []
    names: list[str] = []
    every = date_parts(bare)
    if numbered := _with_numbered_month(text, every, known):
        return numbered
    for word in every:
        if word.isdigit():
            numbers.append(word)
        elif word not in known.fillers and word not in _WEEKDAYS:
            names.append(word)
    if {*names} & _OF_OTHER_CALENDARS and not known.months.get("".join(names)):
        return failed("date_not_understood", f"{shown(text)} is a date of the Persian or the Hijri calendar.",
                      "Write the day that it is as YYYY-MM-DD.")  # fmt: skip
    month = known.months.get("".join(names), 0) or ROMAN.get("".join(names), 0)
    years = [number for number in numbers if len(number) == 4]
    days = [number for number in numbers if len(number) <= 2]
    if not month or not numbers or len(numbers) > 2:
        return failed("date_not_understood", f"{shown(text)} is not understood as a date.", "Write YYYY-MM-DD.")
    if len(years) == 1 and len(years) + len(days) == len(numbers):
        return _of(text, int(years[0]), month, int(days[0]) if days else 0)
    if len(days) == 2 and numbers == days and not (every[0].isdigit() and every[1].isdigit()):  # no span: 12-15 May
        year = int(days[1])
        return _of(text, year + (2000 if year < 69 else 1900), month, int(days[0]))
    return failed("date_not_understood", f"{shown(text)} is not understood as a date.", "Write YYYY-MM-DD.")


def _with_numbered_month(text: str, every: Sequence[str], known: DateWords) -> Outcome | None:
    """A date in which the words for month and year stand before their numbers: ngày 12 tháng 4 năm 2024."""
    marks = [known.before_month, known.before_year]
    found = [next((int(after) for word, after in pairwise(every) if word in mark and after.isdecimal()), 0)
             for mark in marks]  # fmt: skip
    rest = [word for word in every if not word.isdecimal() and word not in known.fillers.union(*marks)]
    numbers = [int(word) for word in every if word.isdecimal()]
    if not all(found) or rest:
        return None
    if len(numbers) > 3 or numbers[-2:] != found or found[0] > 12:
        return failed("date_not_understood", f"{shown(text)} is not understood as a date.", "Write YYYY-MM-DD.")
    return _of(text, found[1], found[0], numbers[0] if len(numbers) == 3 else 0)


_WEEKDAYS = frozenset(
    map(fold, ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday", "tuesday", "wednesday", "thursday", "friday",
               "saturday", "sunday"))
)  # fmt: skip
