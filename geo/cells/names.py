"""Names that are not taken yet."""

from __future__ import annotations

from collections.abc import Collection
from itertools import chain, count


def free_name(name: str, taken: Collection[str]) -> str:
    """A column name that is not taken: `name`, or `name_2`, `name_3` …

    >>> free_name("id", {"id": 1, "id_2": 2})
    'id_3'
    """
    if name not in taken:
        return name
    numbers = chain(range(2, 20), count(len(taken) + 1))
    return next(f"{name}_{number}" for number in numbers if f"{name}_{number}" not in taken)
