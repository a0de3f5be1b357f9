"""What is taken from a file as a name, and how important a place is that a file tells the sort of."""

from __future__ import annotations

import math
import re
from typing import Any

_LONGEST = 60
_UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff|]+")
_PEOPLE = {
    "city": 200_000, "town": 15_000, "village": 1_000, "suburb": 3_000, "hamlet": 120, "isolated_dwelling": 20,
    "locality": 10,
}  # fmt: skip
"""People of a place of which only the sort is known."""
_NAMES = {"city": 40, "town": 12, "village": 3, "suburb": 2}
_MOST_PEOPLE = 40_000_000


def plain_name(value: Any) -> str:
    """Give a name as one line of text without marks of direction, which would turn the labels around it; "" for none.

    >>> plain_name(" Ağdam\\u202e\\n ")
    'Ağdam'
    """
    text = " ".join(_UNSEEN.sub(" ", value).split()) if isinstance(value, str) else ""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def place_rank(sort: str, people: Any = None) -> int:
    """Give the rank of a place as those of the built-in ground have it: 4 (log2(people) + 3 log2(1 + names)).

    >>> place_rank("town") > place_rank("village", "900") > place_rank("hamlet")
    True
    """
    text = re.sub(r"[\s,.]", "", str(people)) if people is not None else ""
    stated = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
    count = min(stated, _MOST_PEOPLE) or _PEOPLE.get(sort, 100)
    return round(4 * (math.log2(max(count, 2)) + 3 * math.log2(1 + _NAMES.get(sort, 1))))
