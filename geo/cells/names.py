"""Names that are not taken yet."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from itertools import chain, count
from typing import Any


def free_name(name: str, taken: Collection[str], shape: str = "{}_{}", last: dict[str, int] | None = None) -> str:
    """A name that is not taken: `name`, or `name_2`, `name_3` … as `shape` writes the name and the number.

    `last` remembers which number each name came to, so that a name which is wanted a thousand times is numbered through
    at once. Without it the numbers jump after the nineteenth: a feature may hold one name 100,000 times.

    >>> free_name("id", {"id": 1, "id_2": 2}), free_name("H-1", {"H-1"}, "{}-{}")
    ('id_3', 'H-1-2')
    """
    if name not in taken:
        return name
    numbers = chain(range(2, 20), count(len(taken) + 1)) if last is None else count(last.get(name, 1) + 1)
    number, made = next((number, made) for number in numbers if (made := shape.format(name, number)) not in taken)
    if last is not None:
        last[name] = number
    return made


def unique_names(names: Iterable[Any], shape: str = "{} ({})") -> list[str]:
    """Give names as text; one that comes again is numbered, so that none hides another.

    >>> unique_names(["id", 7, "id"])
    ['id', '7', 'id (2)']
    """
    unique: dict[str, None] = {}
    last: dict[str, int] = {}
    for name in map(str, names):
        unique[free_name(name, unique, shape, last)] = None
    return list(unique)


def composed(text: Any) -> Any:
    """Give a text with each letter and its accents as one sign (Unicode's form C); anything else as it is.

    macOS writes a letter and an accent where others write one sign, and the two are one name.

    >>> composed("E\u0301cole") == "\u00c9cole"
    True
    """
    return unicodedata.normalize("NFC", text) if isinstance(text, str) else text
