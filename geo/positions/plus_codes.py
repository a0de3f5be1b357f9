"""Plus codes (Open Location Code): the position is the centre of the cell that a full code names.

The format is Google's, published with its algorithm at github.com/google/open-location-code ("Open Location Code:
Specification"). The only library on the registry has had no release since 2019, and a full code takes a few lines.
A short code, as telephones show it beside the name of a town, names a place only near that town: it is refused.
"""

from __future__ import annotations

import re

from geo.positions.written import WGS84, Outcome, Written, fault, position

_DIGITS = "23456789CFGHJMPQRVWX"
_SEPARATOR = 8
"""A full code has so many digits before its plus."""
_PAIRS = 10
"""So many digits name latitude and longitude in turn; each further one a cell in a grid of 5 rows and 4 columns."""
_ROWS, _COLUMNS = 5, 4
_MOST_DIGITS = 15
_CODE = re.compile(
    rf"(?:plus ?codes?:? ?)?((?:[{_DIGITS}]|0(?=0*\+)){{4,8}})\+([{_DIGITS}]{{0,7}})(?![\w+])", re.IGNORECASE
)


_THREE_WORDS = re.compile(r"(?:https?://(?:www\.)?(?:w3w\.co|what3words\.com)/|/{3})[^\W\d_]+(?:\.[^\W\d_]+){2}")


def looks_like_plus_code(text: str) -> bool:
    """Whether a text begins with a Plus code, full or short, or is an address of what3words, which is no place.

    >>> [looks_like_plus_code(text) for text in ("8HG7G222+22", "G222+3X Agdam", "+40.5+046.9/", "39+46")]
    [True, True, False, False]
    """
    return _match(text) is not None or bool(_THREE_WORDS.fullmatch(text.strip()))


def read_plus_code(text: str) -> Outcome | None:
    """Read a Plus code, whatever words stand behind it; None if the text does not begin with one.

    >>> read_plus_code("8FVC9G8F+6X").readings[0].y
    47.3655625
    """
    if _THREE_WORDS.fullmatch(text.strip()):
        return fault(
            "three_words",
            f"{text!r} is an address of what3words, which nobody but that company can turn into a place.",
            "Ask for the latitude and longitude.",
        )
    match = _match(text)
    if match is None:
        return None
    before, after = match[1].upper(), match[2].upper()
    if len(before) < _SEPARATOR:
        return fault(
            "plus_code_short",
            f"{text!r} is the short form of a Plus code, which is a place only together with a town near it.",
            "Ask for the full code, which has eight characters before the plus.",
        )
    digits = before.rstrip("0") + after
    is_whole = len(digits) > _PAIRS or (len(digits) % 2 == 0 and not ("0" in before and after))
    if not is_whole or len(digits) > _MOST_DIGITS or _DIGITS.index(digits[0]) > 8 or _DIGITS.index(digits[1]) > 17:
        return fault("plus_code_damaged", f"{text!r} is not a whole Plus code.", "Is a character missing?")
    return position(_centre(digits))


def _match(text: str) -> re.Match[str] | None:
    match = _CODE.match(text.strip()) if text.count("+") == 1 else None
    if match is None or len(match[1]) % 2 or match[1].startswith("0"):
        return None
    return match if len(match[1]) == _SEPARATOR or (len(match[2]) > 1 and not match[1].isdecimal()) else None


def _centre(digits: str) -> Written:
    """The centre of a cell, and half its height and width, in degrees."""
    lat, lon, height, width = -90.0, -180.0, 400.0, 400.0
    for index in range(0, min(len(digits), _PAIRS), 2):
        height, width = height / 20, width / 20
        lat += _DIGITS.index(digits[index]) * height
        lon += _DIGITS.index(digits[index + 1]) * width
    for digit in digits[_PAIRS:]:
        height, width = height / _ROWS, width / _COLUMNS
        row, column = divmod(_DIGITS.index(digit), _COLUMNS)
        lat, lon = lat + row * height, lon + column * width
    return Written("Plus code, centre of its cell", WGS84, lon + width / 2, lat + height / 2, width / 2, height / 2)
