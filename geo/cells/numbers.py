"""Written numbers become numbers: decimal comma, groups of three, units in the cell or the heading.

1,234 and 1.234 can be one thousand or a little more than one. Another number in the column can tell (2,5 or 1,234,567;
2.5 or 1.234.567); if none does, the value is not taken. A point is taken for one before decimals unless something in
the column speaks against it.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from geo.cells.outcomes import Outcome, failed, shown
from geo.cells.words import fold

AREA_UNITS = {
    "m2": 1.0, "sqm": 1.0, "sqmeters": 1.0, "sqmetres": 1.0, "squaremetres": 1.0, "squaremeters": 1.0, "квм": 1.0,
    "м2": 1.0, "kvm": 1.0, "kvmetr": 1.0, "م2": 1.0, "متر مربع": 1.0, "metroscuadrados": 1.0, "metrescarres": 1.0,
    "ha": 1e4, "hectare": 1e4, "hectares": 1e4, "hectarea": 1e4, "hectareas": 1e4, "hektar": 1e4, "га": 1e4,
    "هكتار": 1e4, "km2": 1e6, "sqkm": 1e6, "squarekilometres": 1e6, "квкм": 1e6, "км2": 1e6, "kvkm": 1e6,
    "acre": 4046.8564224, "acres": 4046.8564224, "rai": 1600.0, "ไร่": 1600.0, "сотка": 100.0, "соток": 100.0,
}  # fmt: skip
"""Square metres in each unit; the international acre. The dunam differs from country to country and is not here."""
LENGTH_UNITS = {
    "m": 1.0, "metre": 1.0, "metres": 1.0, "meter": 1.0, "meters": 1.0, "м": 1.0, "metr": 1.0, "metros": 1.0,
    "متر": 1.0, "م": 1.0, "cm": 0.01, "см": 0.01, "sm": 0.01, "سم": 0.01, "mm": 0.001, "мм": 0.001, "km": 1000.0,
    "км": 1000.0, "كم": 1000.0, "feet": 0.3048, "foot": 0.3048, "ft": 0.3048,
}  # fmt: skip
UNITS: Mapping[str, Mapping[str, float]] = {
    "m2": {fold(name): factor for name, factor in AREA_UNITS.items()},
    "m": {fold(name): factor for name, factor in LENGTH_UNITS.items()},
    "": {},
}
_NUMBER = re.compile(r"([+-]?)(\d[\d.,'\s]*|[.,]\d+)\s*(\D.*)?", re.DOTALL)
_LARGEST = 2**53


def read_measures(texts: Sequence[str], unit: str, factor: float = 1.0) -> list[Outcome]:
    """Read the distinct texts of a column of measures into `unit`: m2, m or none. `factor`: of the heading's unit.

    >>> [outcome.value for outcome in read_measures(["1 200 m²", "2,5 ha", "1.234,5"], "m2")]
    [1200.0, 25000.0, 1234.5]
    """
    plain = [ascii_number(text) for text in texts]
    marks = _Marks(_comma_is_decimal(plain), _point_is_decimal(plain, unit))
    return [_measure(text, clean, unit, factor, marks) for text, clean in zip(texts, plain, strict=True)]


def read_counts(texts: Sequence[str]) -> list[Outcome]:
    """Read the distinct texts of a column of whole numbers, zero or more.

    >>> [outcome.value for outcome in read_counts(["3", "1 200", "2.0"])]
    [3, 1200, 2]
    """
    return [_count(text, doubtful=_all_end_in_zeros(texts)) for text in texts]


def _all_end_in_zeros(texts: Sequence[str]) -> bool:
    """Whether every number with a point has three zeros behind it, so that 2.000 can be two or two thousand."""
    pointed = [text for text in texts if "." in text]
    return bool(pointed) and all(re.fullmatch(r"[1-9]\d{0,2}\.000", text.strip()) for text in pointed)


def ascii_number(text: str) -> str:
    """Digits of any script as 0–9, Arabic separators and odd minus signs and spaces as the usual ones.

    >>> ascii_number("١٢٫٥"), ascii_number("−1\u00a0200")
    ('12.5', '-1 200')
    """
    plain = unicodedata.normalize("NFKC", text.strip()).translate(_SIGNS)
    return plain if plain.isascii() else "".join(str(unicodedata.decimal(each, each)) for each in plain)


_SIGNS = str.maketrans({"٫": ".", "٬": "'", "−": "-", "–": "-", "’": "'", "\u200e": None, "\u200f": None})


def _comma_is_decimal(texts: Sequence[str]) -> bool | None:
    """What a column shows of its commas: before decimals (True), between groups of three (False), or nothing."""
    decimal = grouping = False
    for text in texts:
        found = _NUMBER.fullmatch(text)
        body = found[2].rstrip(" .,'") if found else ""
        if re.search(r"\.\d+.*,|^\d+,(\d{1,2}|\d{4,})$|^0,|\.\d{3}\.", body):
            decimal = True
        if re.search(r",\d+.*\.|,\d{3},|,\d\d,\d{3}$", body):
            grouping = True
    return None if decimal == grouping else decimal


_IN_LAKHS = re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}")
"""As numbers are grouped from Afghanistan to Sri Lanka: 1,25,000."""
_COMMA_AND_THREE = re.compile(r"[1-9]\d{0,2},\d{3}")
_THREE_BEHIND = re.compile(r"[1-9]\d{0,2}\.\d{3}")


def _point_is_decimal(texts: Sequence[str], unit: str) -> bool | None:
    """What a column shows of its points: before decimals (True), between groups of three (False), or nothing.

    Where nothing shows it a point stands before decimals, but for areas that all have three digits behind it, one of
    them a zero at the end that no program writes.
    """
    bodies = [found[2].strip() for text in texts if (found := _NUMBER.fullmatch(text))]
    decimal = any(re.search(r"^\d*\.(\d{1,2}|\d{4,})$|^0?\.|^\d{4,}\.\d|,\d{3}\.", body) for body in bodies)
    grouping = any(re.search(r"\.\d{3}\.\d{3}|\.\d{3},\d|^\d+,\d{1,2}$", body) for body in bodies)
    if decimal or grouping:
        return None if decimal and grouping else decimal
    pointed = [body for body in bodies if "." in body]
    commaed = [body for body in bodies if _COMMA_AND_THREE.fullmatch(body)]
    doubtful = unit != "m" and any(
        body.endswith("0") or _COMMA_AND_THREE.fullmatch(body) for body in [*pointed, *commaed]
    )
    return None if doubtful and all(map(_THREE_BEHIND.fullmatch, pointed)) else True


class _Marks(NamedTuple):
    """Whether a comma, and a point, stands before decimals in a column; None where that cannot be told."""

    comma: bool | None
    point: bool | None


def _value(body: str, comma: bool | None) -> float | None:
    """The number written in digits and separators, or None if it is not one or could be two.

    `comma`: whether the column shows that a comma stands before decimals.
    """
    body = re.sub(r"(?<=\d)[\s'](?=\d{3}(?!\d))", "", body.strip().rstrip(".,"))
    if "," in body and "." in body:
        comma = body.rindex(",") > body.rindex(".")
    elif body.count(",") > 1 or body.count(".") > 1:
        comma = "." in body
    elif "," in body and comma is None:
        if re.fullmatch(r"[1-9]\d{0,2},\d{3}", body):
            return None
        comma = True
    point, group = (",", ".") if comma else (".", ",")
    whole, _, decimals = body.partition(point)
    if group in whole:
        if re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", whole) or _IN_LAKHS.fullmatch(whole):
            whole = whole.replace(group, "")
        elif comma and point not in body and body.count(group) == 1:
            whole, decimals = whole.split(group)
    try:
        return float(f"{whole}.{decimals}" if decimals else whole)
    except ValueError:
        return None


def _measure(text: str, plain: str, wanted: str, factor: float, marks: _Marks) -> Outcome:
    written, found = plain, _NUMBER.fullmatch(plain)
    if found and marks.point is not True and _THREE_BEHIND.fullmatch(found[2].strip()):
        if marks.point is None:
            return _two_numbers(text, found[2], ".")
        plain = plain.replace(".", "")
    try:
        value, unit, mark = float(plain), "", ""
    except ValueError:
        found = _NUMBER.fullmatch(plain)
        if not found:
            return failed("number_not_understood", f"{shown(text)} is not a number.", "Write digits only.")
        mark = found[3] or ""
        read, unit = _value(found[2], marks.comma), fold(mark)
        if read is None:
            return _not_one(text, found[2])
        value = -read if found[1] == "-" else read
    if mark.strip(" .") and unit not in UNITS[wanted]:  # a sign such as % or " folds to nothing, and is a unit
        return failed("number_not_understood", f"{shown(text)} has a unit that is not known here.",
                      f"Write the number in {wanted or 'digits only'}.")  # fmt: skip
    value *= UNITS[wanted][unit] if unit else factor
    if not math.isfinite(value):
        return failed("number_not_understood", f"{shown(text)} is not a finite number.")
    changed = unit or factor != 1 or not _same(written, value)
    return Outcome(value, said=f"{shown(text)} as {value:,.10g} {wanted}".rstrip() if changed else "",
                   entered=bool(unit) or factor != 1)  # fmt: skip


def _same(text: str, value: float) -> bool:
    try:
        return float(text) == value
    except ValueError:
        return False


def _not_one(text: str, body: str) -> Outcome:
    if re.fullmatch(r"[1-9]\d{0,2},\d{3}\s*", body):
        return _two_numbers(text, body, ",")
    return failed("number_not_understood", f"{shown(text)} is not a number.", "Write digits only.")


def _two_numbers(text: str, body: str, mark: str) -> Outcome:
    """A number whose one mark can part thousands or stand before decimals."""
    large, small = body.strip().replace(mark, ""), body.strip().replace(mark, ".")
    return failed("ambiguous_number", f"{shown(text)} can be {large} or {small}.",
                  "No number in the column shows which. Write it without separators.")  # fmt: skip


def _count(text: str, *, doubtful: bool) -> Outcome:
    if doubtful and "." in text:
        return _two_numbers(text, text, ".")
    plain = re.sub(r"(?<=\d)[\s',.](?=\d{3}(?!\d))", "", ascii_number(text))
    plain = re.sub(r"[.,]0*$", "", plain)
    if re.fullmatch(r"\+?\d+", plain) and len(plain) < 17 and int(plain) < _LARGEST:
        count = int(plain)
        return Outcome(count, said="" if str(count) == text else f"{shown(text)} as {count}")
    if re.fullmatch(r"-\d+", plain):
        return failed("negative", f"{shown(text)} is below zero.", "A count is zero or more.")
    return failed("number_not_understood", f"{shown(text)} is not a whole number.", "Write digits only.")
