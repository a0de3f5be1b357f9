"""What is taken from a file as a name, and how important a place is that a file tells the sort of."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from geo.maps.catalogue import languages
from geo.maps.ground.world import Names, Places

_LONGEST = 60
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff|]+")
_PEOPLE = {
    "city": 200_000, "town": 15_000, "village": 1_000, "suburb": 3_000, "hamlet": 120, "isolated_dwelling": 20,
    "locality": 10,
}  # fmt: skip
"""People of a place of which only the sort is known."""
_NAMES = {"city": 40, "town": 12, "village": 3, "suburb": 2}
_MOST_PEOPLE = 40_000_000


def plain_name(value: Any, longest: int = _LONGEST) -> str:
    """Give a name as one line of text without marks of direction, which would turn the labels around it; "" for none.

    >>> plain_name(" Ağdam\\u202e\\n ")
    'Ağdam'
    """
    text = " ".join(_UNSEEN.sub(" ", value).split()) if isinstance(value, str) else ""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def place_rank(sort: str, people: Any = None) -> int:
    """Give the rank of a place as those of the built-in ground have it: 4 (log2(people) + 3 log2(1 + names)).

    >>> place_rank("town") > place_rank("village", "900") > place_rank("hamlet")
    True
    """
    text = re.sub(r"[\s,.]", "", str(people)) if people is not None else ""
    stated = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    count = min(stated, _MOST_PEOPLE) or _PEOPLE.get(sort, 100)
    return round(4 * (math.log2(max(count, 2)) + 3 * math.log2(1 + _NAMES.get(sort, 1))))


def columns_of_names(*spellings: str) -> list[str]:
    """Give the columns that names stand in: "name", and one for each language and way to call such a column.

    >>> columns_of_names("name:{}")[:2]
    ['name', 'name:en']
    """
    return ["name", *(spelling.format(language) for spelling in spellings for language in languages())]


def names_of(column: Callable[[str], Sequence[Any]], rows: Sequence[int], *spellings: str) -> list[Names]:
    """Give what some rows are called, by language; under "" the name that is used there.

    `spellings`: how the column of a language is called, as `name:{}`.
    """
    own = column("name")
    others = {language: [column(each.format(language)) for each in spellings] for language in languages()}
    return [_names(own[row], {each: [one[row] for one in found] for each, found in others.items()}) for row in rows]


def _names(here: Any, elsewhere: dict[str, list[Any]]) -> Names:
    own = plain_name(here)
    if not own:
        return {}
    called = {each: next(filter(None, map(plain_name, found)), "") for each, found in elsewhere.items()}
    return {"": own, **{language: name for language, name in called.items() if name not in ("", own)}}


def places_of(lonlat: NDArray[np.float64], ranks: Sequence[int], names: Sequence[Names]) -> Places:
    """Give places that each have a name, from their positions, ranks and names by language."""
    called = [{language: name for language, name in own.items() if language} for own in names]
    return Places(
        lonlat.reshape(-1, 2),
        np.array(ranks, dtype=np.int64),
        [own[""] for own in names],
        [list(dict.fromkeys(own.values())) for own in called],
        called,
    )
