"""Numbers of things in words: one row, two rows, and how many more there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

FEW = 8
"""So many are named; of more, the number says how many."""


def counted(count: float, noun: str, plural: str = "") -> str:
    """Count a noun.

    >>> counted(1, "row"), counted(36527, "row"), counted(2, "vertex", "vertices")
    ('1 row', '36,527 rows', '2 vertices')
    """
    return f"{count:,.0f} {noun if count == 1 else plural or noun + 's'}"


def verb(count: int, one: str = "is", many: str = "are") -> str:
    """Give the form of a verb for so many.

    >>> verb(1), verb(0), verb(2, "lies", "lie")
    ('is', 'are', 'lie')
    """
    return one if count == 1 else many


def listed(names: Sequence[object], most: int = FEW, *, count: int | None = None) -> str:
    """List the first few names, and how many more there are; `count`: of all, where `names` are the first only.

    >>> listed(["a", "b", "c"]), listed(["a", "b", "c"], most=2)
    ('a, b, c', 'a, b and 1 more')
    """
    first = ", ".join(map(str, names[:most]))
    more = (len(names) if count is None else count) - most
    return f"{first} and {more:,} more" if more > 0 else first


def in_rows(rows: Iterable[int]) -> str:
    """Name the rows with the same fault, in brackets; nothing if there is only one.

    >>> in_rows([3, 8, 9])
    ' (rows 3, 8, 9)'
    """
    found = list(rows)
    return f" (rows {listed(found)})" if len(found) > 1 else ""
