"""What is written in one cell of a field sheet: numbers, bearings, slopes, declinations and words.

Each reader raises UsageError with what is wrong and the remedy.
"""

from __future__ import annotations

import math
import re

from geo.cells.angles import MARKS, read_angle
from geo.cells.numbers import LENGTH_UNITS, UNITS, read_measures
from geo.cells.outcomes import Outcome
from geo.cells.words import fold
from geo.errors import UsageError
from geo.traverse.model import BEARING_UNITS, North

_BEARING_WORDS = {
    "degree": "degrees", "deg": "degrees", "°": "degrees", "mil": "mils", "mils6400": "mils", "gon": "gons",
    "grad": "gons", "grads": "gons",
}  # fmt: skip
_PACES = ("pace", "paces", "step", "steps")
_NORTHS: dict[str, North] = {"true": "true", "magnetic": "magnetic", "grid": "grid"}
_DECLINATION = re.compile(r"([-+]?)(\d{1,3}(?:[.,]\d{1,6})?)\s*°?\s*([EWew]?)")


def number(text: str, what: str = "a number", *, least: float = -math.inf, marks: str = "") -> float:
    """Read a number with a decimal point or comma; `marks` are signs of its unit that may follow it.

    A comma that is followed by exactly three digits can be read in two ways, and is refused.

    >>> number("1.5 %", marks="%"), number("0,125")
    (1.5, 0.125)
    """
    plain = text.strip().rstrip(f"{marks} ")
    [read] = read_measures([plain], "") if not re.search(r"\s|[eE]", plain) else [Outcome()]
    if read.code == "ambiguous_number":
        raise UsageError(read.problem, remedy="Write it without a separator, or with a decimal point.")
    value: float = read.value
    if not value >= least:
        bound = "" if least == -math.inf else f" of {least:g} or more"
        raise UsageError(f"{text[:40]!r} is not {what}{bound}.", remedy="Write it in digits.")
    return value


def distance(text: str) -> float:
    """Read a distance, which is more than 0."""
    value = number(text, "a distance")
    if value <= 0:
        raise UsageError(f"{text[:40]!r} is not a distance.", remedy="Write a number over 0.")
    return value


def pace(text: str) -> float:
    """Read the length of a pace in metres."""
    value = number(text, "the length of a pace", marks="m")
    if not 0.3 <= value <= 2.0:
        raise UsageError(f"A pace of {value:g} m is not in 0.3…2 m.", remedy="Write it in metres.")
    return value


def bearing(text: str, unit: str) -> float:
    """Read a bearing in `unit`: a number, or degrees and minutes.

    >>> bearing("132°30'", "degrees")
    132.5
    """
    if unit != "degrees" and any(mark in text for mark in MARKS):
        raise UsageError(f"{text[:40]!r} is in degrees, but the unit is {unit}.", remedy="Correct bearing_unit.")
    try:
        angle = read_angle(text)
    except ValueError as error:
        what = f"{text[:40]!r} has 60 minutes or seconds, or more."
        raise UsageError(what, remedy="Check the bearing.") from error
    value = number(text, "a bearing", marks="°") if angle is None else angle
    circle = BEARING_UNITS[unit]
    if not 0 <= value <= circle:
        raise UsageError(f"{text[:40]!r} is not a bearing of 0…{circle:g} {unit}.", remedy="Check the unit.")
    return value


def slope(text: str) -> float:
    """Read a slope, up or down, in degrees or with a % sign, as degrees of 0 or more; nothing is level.

    >>> slope(""), slope("-5"), round(slope("9%"), 2)
    (0.0, 5.0, 5.14)
    """
    text = text.strip()
    if not text:
        return 0.0
    if re.fullmatch(r"0\d\d", text):
        raise UsageError(f"{text!r} can be a slope, or the end of a distance.", remedy="Write numbers without spaces.")
    value = number(text, "a slope", marks="%" if text.endswith("%") else "°")
    degrees = abs(math.degrees(math.atan(value / 100)) if text.endswith("%") else value)
    if degrees >= 90:
        raise UsageError(f"{text[:40]!r} is not a slope.", remedy="Write degrees under 90, or a number with %.")
    return degrees


def declination(text: str) -> float:
    """Read a declination in degrees, east positive, or with E or W.

    >>> declination("6.3 W")
    -6.3
    """
    match = _DECLINATION.fullmatch(text.strip())
    if match is None:
        raise UsageError(f"{text[:40]!r} is not a declination.", remedy="Write 6.3, -6.3, 6.3 E or 6.3 W.")
    sign, letter = match[1], match[3].upper()
    if letter and sign and (sign, letter) != ("+", "E"):
        raise UsageError(f"{text[:40]!r} has a sign and a letter.", remedy="Write one or the other: -6.3 or 6.3 W.")
    value = -number(match[2]) if letter == "W" else number(sign + match[2])
    if abs(value) > 180:
        raise UsageError(f"{text[:40]!r} is not a declination.", remedy="It is at most 180.")
    return value


def north(text: str) -> North:
    """Read what north bearings count from."""
    try:
        return _NORTHS[text.casefold()]
    except KeyError:
        raise UsageError(
            f"{text[:40]!r} is not a kind of north.", remedy="Write north: true, magnetic or grid."
        ) from None


def bearing_unit(text: str) -> str:
    """Read a unit of bearings."""
    plain = text.casefold().replace(" ", "")
    unit = _BEARING_WORDS.get(plain, plain)
    if unit not in BEARING_UNITS:
        raise UsageError(
            f"{text[:40]!r} is not a unit of bearings.", remedy=f"It is one of: {', '.join(BEARING_UNITS)}."
        )
    return unit


def distance_unit(text: str) -> str:
    """Read a unit of distances."""
    plain = fold(text)
    if plain in _PACES:
        return "paces"
    if plain not in UNITS["m"]:
        raise UsageError(f"{text[:40]!r} is not known.", remedy="It is one of: m, feet, paces.")
    # Of the names of one length, in all languages, the first is the one that a sheet is written with.
    return next(name for name, metres in LENGTH_UNITS.items() if metres == UNITS["m"][plain])
