"""Systems of coordinates as people call them, in a cell or in a heading: "UTM 38N", "СК-42, зона 8", "EPSG:32638"."""

from __future__ import annotations

import re

_LONGEST_NAME = 80
_MOST_WORDS = 6
_WGS = r"(?:\W*(?:WGS[\s_-]?(?:19)?84)\W*)?"
_UTM = re.compile(
    rf"{_WGS}(?:UTM)?\W*(?:zone|зона|zona)?\W*(\d{{1,2}})\W?([C-HJ-NP-X]|north|south)\b{_WGS}(?:UTM)?\W*", re.IGNORECASE
)  # fmt: skip
_SK = re.compile(r"(?:[SCС][KК]|Pulkovo|Пулково)[\s_-]?(?:19)?(?:42|95)", re.IGNORECASE)
_KRUGER = re.compile(
    r"(?P<datum>\(?(?:[SCС][KК][\s_-]?(?:19)?(?:42|95)|Pulkovo[\s_-]?(?:1942|1995))\)?)?\W*"
    r"(?P<grid>Gau(?:ss|ß)[\s–-]*Kr(?:ü|u|ue)ger|G\.?K\.?|Гаусс?а?[\s–-]*Крюгера?)?\W*"
    r"(?:zone|zona|зона)\W*(?:no|nr|№)?\W*(?P<zone>\d{1,2})", re.IGNORECASE
)  # fmt: skip
"""Grids as people call them: a zone with UTM, with Gauss–Krüger or with a datum of the Soviet Union."""
_CODE = re.compile(r"EPSG\W{0,2}(\d{4,5})|(32[67]\d\d|284\d\d)", re.IGNORECASE)
"""A code of the register; those of UTM on WGS 84 and of Gauss–Krüger on Pulkovo 1942 also by themselves."""
_BRACKETS = re.compile(r"([^()\[\]]*?)[\s_,;-]*[(\[]\s*([^()\[\]]+?)\s*[)\]]\s*")
_BETWEEN = re.compile(r"[\s_,;:/]+")


def grid_called(text: str) -> str:
    """The name in the EPSG register of a grid that is called as people call it; empty for any other text.

    Zones 8 to 12 of Gauss-Krüger, without a datum, are those of Pulkovo 1942, which no other country's have.

    >>> grid_called("UTM zone 38T (WGS84)"), grid_called("СК-42 зона 8"), grid_called("Gauss-Kruger zone 6")
    ('WGS 84 / UTM zone 38N', 'Pulkovo 1942 / Gauss-Kruger zone 8', '')
    """
    plain = text.strip()
    if len(plain) > _LONGEST_NAME:
        return ""
    if _SK.fullmatch(plain):  # the datum alone: the zone stands in front of the easting, or in a column of its own
        return "EPSG:4284" if "42" in plain else "EPSG:4200"
    if "utm" in plain.casefold() and (found := _UTM.fullmatch(plain)) and 1 <= int(found[1]) <= 60:
        side = found[2].upper()
        if side != "S":  # which is the south, or a band of the north
            return f"WGS 84 / UTM zone {int(found[1])}{'N' if side >= 'N' and side != 'SOUTH' else 'S'}"
    if (found := _KRUGER.fullmatch(plain)) and (found["datum"] or (found["grid"] and 8 <= int(found["zone"]) <= 12)):
        year = "1995" if "95" in (found["datum"] or "") else "1942"
        return f"Pulkovo {year} / Gauss-Kruger zone {int(found['zone'])}"
    return ""


def split_system(heading: str) -> tuple[str, str]:
    """Take a system of coordinates off a heading; the second text is empty where it names none.

    >>> split_system("X (СК-42, зона 8)"), split_system("Easting UTM 38N"), split_system("EPSG:32638")
    (('X', 'Pulkovo 1942 / Gauss-Kruger zone 8'), ('Easting', 'WGS 84 / UTM zone 38N'), ('', 'EPSG:32638'))
    >>> split_system("Latitude (WGS84)")
    ('Latitude (WGS84)', '')
    """
    if len(heading) > _LONGEST_NAME:
        return heading, ""
    if (found := _BRACKETS.fullmatch(heading)) and (system := _system(found[2])):
        return found[1], system
    parts = _BETWEEN.split(heading.strip())
    for count in range(min(len(parts), _MOST_WORDS), 0, -1):
        for inside, rest in ((parts[-count:], parts[:-count]), (parts[:count], parts[count:])):
            if system := _system(" ".join(inside)):
                return " ".join(rest), system
    return heading, ""


def _system(text: str) -> str:
    code = _CODE.fullmatch(text.strip())
    return f"EPSG:{code[1] or code[2]}" if code else grid_called(text)
