"""Which of two values of a field is the more cautious one, as the files of the kinds say.

What is not stated counts as unknown where the field has such a value, and as the most cautious one where it has not.
A value of a project's own is worth as much as unknown, but giving it is never cautious: nobody here knows what it
says.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from geo.cells.missing import is_missing
from geo.records.fields import Field

UNKNOWN = "unknown"
_BETWEEN = "; "


def reduces(field: Field | None, old: Any, new: Any) -> bool:
    """Whether `new` in place of `old` says less of a danger: a decision is needed then.

    >>> from geo.records import KINDS
    >>> status, ordnance = (KINDS["hazards"].field(name) for name in ("status", "ordnance"))
    >>> reduces(status, "open", "closed"), reduces(status, None, "open"), reduces(status, "closed", "ours")
    (True, False, True)
    >>> reduces(ordnance, "AP_mine; UXO", "UXO"), reduces(ordnance, "unknown", "UXO")
    (True, False)
    """
    if field is None or not field.caution or is_same(old, new):
        return False
    word = field.caution[0]
    if word == "any":
        return True
    if word == "every":
        return bool(_parts(old) - {UNKNOWN} - _parts(new))
    if word in ("largest", "smallest"):
        return _number(new) < _number(old) if word == "largest" else _number(new) > _number(old)
    return not (_is_listed(field, new) and rank(field, new) <= rank(field, old))


def gathers(field: Field | None) -> bool:
    """Whether a field holds all that anybody states while people disagree."""
    return field is not None and field.caution[:1] == ("every",)


def most_cautious(field: Field | None, values: Collection[Any]) -> Any:
    """Give the value that holds while people disagree; of those that caution does not tell apart, the same always.

    >>> from geo.records import KINDS
    >>> most_cautious(KINDS["hazards"].field("ordnance"), ["UXO", "AP_mine; unknown"])
    'AP_mine; UXO'
    """
    word = field.caution[0] if field is not None and field.caution else ""
    if word == "every":
        assert field is not None
        stated = set().union(*map(_parts, values))
        known = stated - {UNKNOWN} or stated
        ordered = [*(one for one in field.values if one in known), *sorted(known - set(field.values))]
        return _BETWEEN.join(ordered) or None
    if word == "largest":
        return max(values, key=lambda value: (_number(value), text(value)))
    if word == "smallest":
        return min(values, key=lambda value: (_number(value), text(value)))
    if word in ("", "any"):
        return min(values, key=text)
    assert field is not None
    return min(values, key=lambda value: (rank(field, value), text(value)))


def rank(field: Field, value: Any) -> int:
    """The place of a value in its field's order of caution; the lower, the more cautious."""
    order = field.caution
    if not is_nothing(value) and str(value) in order:
        return order.index(str(value))
    return order.index(UNKNOWN) if UNKNOWN in order else 0


def is_same(one: Any, other: Any) -> bool:
    """Whether two values of a property say the same; null, "" and none at all do, and 1 and 1.0."""
    if is_nothing(one) or is_nothing(other):
        return is_nothing(one) and is_nothing(other)
    return type(one) is type(other) and one == other or _both_numbers(one, other) and one == other


def text(value: Any) -> str:
    """A value as a text by which values are put in order, the same whichever program wrote them."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"{'' if is_nothing(value) else type(value).__name__}:{value!r}"


def is_nothing(value: Any) -> bool:
    """Whether a property says nothing."""
    return value == "" or is_missing(value)


def _both_numbers(one: Any, other: Any) -> bool:
    return all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in (one, other))


def _is_listed(field: Field, value: Any) -> bool:
    return is_nothing(value) or str(value) in field.caution


def _parts(value: Any) -> set[str]:
    return set() if is_nothing(value) else {part for part in str(value).split(_BETWEEN) if part}


def _number(value: Any) -> float:
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else 0.0
