"""One text, one outcome: the order in which the ways of writing a position are tried."""

from __future__ import annotations

import re
from dataclasses import replace

from geo.crs import find_crs
from geo.errors import UsageError
from geo.findings.counting import counted
from geo.positions.angles import read_angles, read_decimals
from geo.positions.grids import collect, join_groups, read_grid
from geo.positions.links import read_iso, read_lat_lon, read_link, read_wkt
from geo.positions.mgrs_squares import read_mgrs
from geo.positions.pairs import datum_against, datum_of, degrees_in, metres_in, read_pair
from geo.positions.plus_codes import read_plus_code
from geo.positions.words import Token, normalise, tokens
from geo.positions.written import SK42, WGS84, Outcome, fault

_LONGEST = 300
_LONGEST_LINK = 4000
_TAG = re.compile(
    r"(?P<epsg>(?:EPSG|SRID)[:= ]{1,3}(\d{4,6}))"
    r"|(?P<wgs>\b(?:WGS|ВГС)[-_ ]?(?:19)?84\b)"
    r"|(?P<sk42>\b(?:[SCС][KК]|PULKOVO|ПУЛКОВО)[- ]?(?:19)?42\b)"
    r"|(?P<sk95>\b(?:[SCС][KК]|PULKOVO|ПУЛКОВО)[- ]?(?:19)?95\b)"
    r"|(?P<gsk>\b(?:GSK|ГСК)[- ]?2011\b)"
    r"|(?P<ucs>\b(?:UCS|УСК)[- ]?2000\b)",
    re.IGNORECASE,
)
_TAG_PARTS = ("EPSG", "SRID", "84", "42", "95", "2011", "2000")
"""Every tag has one of these: looking for them first is much faster than the pattern."""
_DATUMS = {
    "wgs": ("WGS 84", WGS84),
    "sk42": ("Pulkovo 1942", SK42),
    "sk95": ("Pulkovo 1995", "EPSG:4200"),
    "gsk": ("GSK-2011", "EPSG:7683"),
    "ucs": ("UCS-2000", "EPSG:5561"),
}
_REMEDY = "Write it as 40.39 46.93, as 40°23'28\"N 46°55'10\"E, as a UTM or an MGRS reference."
_DECIMALS = re.compile(r"(-?\d{1,2}\.\d{1,15})[ ,;]{1,3}(-?\d{1,3}\.\d{1,15})")
"""How most positions are written: read at once, for speed. What it does not match goes the long way."""
_SECONDS_AND_LETTER = re.compile(r"(\d ?[sS])([NSEWnsew])(?![a-z])")


_DATE = re.compile(r"(?:\d{1,2}([/.-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d([/.-])\d{1,2}\2\d{1,2})")


def read(text: str | None, crs: str | None = None) -> Outcome:
    """Take one text for a position. `crs` is the CRS of the column or the form, if one was given."""
    if text is None or not text.strip():
        return fault("no_position", "No position is written.")
    plain_pair = _DECIMALS.fullmatch(text)
    if plain_pair and crs is None:
        found = read_decimals(*plain_pair.groups())
        if found is not None:
            return found
    if len(text) > (_LONGEST_LINK if "://" in text[:12] else _LONGEST):
        return fault(
            "too_long", f"{text[:40]!r}… has {counted(len(text), 'character')}; a position has fewer.", _REMEDY
        )
    plain = normalise(text)
    try:
        found = read_plus_code(text) or read_link(plain, _read_value)
        return found or _read_notation(plain, crs) or _read_written(plain, crs)
    except UsageError as error:
        return fault("crs_unknown", error.what, error.remedy)


def _read_value(text: str) -> Outcome:
    """Read what stands in a link at the place of a position: nobody's column, and no further link."""
    plain = normalise(text)
    if not plain or len(plain) > _LONGEST:
        return fault("position_not_understood", "No position is written.")
    return read_plus_code(text) or _read_notation(plain, None) or _read_written(plain, None)


def _read_notation(text: str, crs: str | None) -> Outcome | None:
    """Read ISO 6709, which may say its own CRS, or a WKT point, which is in the CRS of the column."""
    found = read_iso(text)
    if found is not None:
        return found if "CRS" in text.upper() else degrees_in(found, text, crs)
    point = read_wkt(text)
    if point is None:
        return None
    srid, x, y = point
    crs = f"EPSG:{srid}" if srid else crs
    metres = max(abs(float(x)), abs(float(y))) > 360
    if metres and crs is not None and not find_crs(crs).is_geographic:
        return Outcome((metres_in(crs, "WKT point", x, y),), "first_fit")
    return degrees_in(read_lat_lon("WKT point", y, x), text, crs)


def _read_written(text: str, crs: str | None) -> Outcome:
    """Read a text that is written by hand."""
    if _DATE.fullmatch(text.strip()):
        return fault("date", f"{text.strip()!r} is a date.", _REMEDY)
    family, datum, crs, rest = _take_tag(text, crs)
    found = read_mgrs(rest)
    if found is None or (found.code in ("mgrs_zone", "mgrs_no_square") and crs is not None):
        return _read_tokens(rest, crs, family, datum)
    if datum not in (None, WGS84):
        return fault(
            "crs_conflict",
            f"{text!r} is a reference of the military grid of WGS 84, but is stated to be on {family}.",
            "Write it in metres, with the EPSG code of its grid.",
            found.readings,
        )
    return found


def _take_tag(text: str, crs: str | None) -> tuple[str, str | None, str | None, str]:
    """Take the name of a datum or an EPSG code out of a text: the datum's name and code, the CRS, and the rest.

    An EPSG code overrides what the column says.
    """
    upper = text.upper()
    match = _TAG.search(text) if any(part in upper for part in _TAG_PARTS) else None
    if match is None:
        return "", None, crs, text
    rest = f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;:()")
    if match["epsg"]:
        return "", None, f"EPSG:{match[2]}", rest
    name, code = _DATUMS[match.lastgroup or "wgs"]
    return name, code, crs, rest


def _read_tokens(text: str, crs: str | None, family: str, datum: str | None) -> Outcome:
    shown = text if len(text) <= 60 else f"{text[:60]}…"
    pieces = tokens(_SECONDS_AND_LETTER.sub(r"\1 \2", text))
    projected = crs is not None and find_crs(crs).is_projected
    if pieces is None:
        return fault("position_not_understood", f"{shown!r} has characters that belong to no position.", _REMEDY)
    large = any(token.kind == "number" and len(token.text.partition(".")[0]) > 5 for token in pieces)
    # A number of six digits is not an angle, unless a letter says that it is 40 23 28 written close.
    close = any(token.kind == "hemi" for token in pieces)
    degrees = None
    if not projected and (close or not large):
        degrees = _degrees(pieces, shown, crs, family, datum)
        if degrees.readings or not (large or _has_groups(text)):
            return degrees
    grid = collect(pieces)
    if grid is None or (not large and not projected):
        joined = tokens(join_groups(text))
        grid = (collect(joined) if joined else None) or grid
    if projected and crs is not None:
        pair = read_pair(grid, shown, crs) if grid is not None else None
        if grid is None or pair is None or max(float(number) for number in grid.numbers) <= 360:
            return _degrees(pieces, shown, crs, family, datum)
        return pair if datum in (None, datum_of(crs)) else datum_against(pair, grid, shown, crs, family)
    found = read_grid(grid, shown, family) if grid is not None else None
    if found is not None and found.code != "grid_range":
        return _metres_in_degrees(found, shown, crs) if crs and not (family or (grid and grid.grid_zone)) else found
    return degrees or _degrees(pieces, shown, crs, family, datum)


def _metres_in_degrees(found: Outcome, shown: str, crs: str) -> Outcome:
    """Refuse metres that name neither their datum nor their zone where the column is in degrees."""
    return replace(
        found,
        code="crs_conflict",
        problem=f"{shown!r} is not a longitude and latitude, but {find_crs(crs).name} ({crs}) is in degrees. "
        "Are these metres?",
        remedy="Name their system.",
    )


def _has_groups(text: str) -> bool:
    return join_groups(text) != text


def _degrees(pieces: list[Token], text: str, crs: str | None, family: str, datum: str | None) -> Outcome:
    if any(token.kind == "word" for token in pieces):
        word = next(token.text for token in pieces if token.kind == "word")
        return fault("position_not_understood", f"{word!r} in {text!r} is not understood.", _REMEDY)
    return degrees_in(read_angles(pieces, text), text, crs, datum, family)
