"""Values as flat cells: text, numbers, booleans and null, which is all that other programs can hold in a property.

QGIS's memory layers refuse a feature that holds a list, folium and pydeck raise, uMap drops the column. So a list is
written as one text, counts by ordnance as columns of their own (`devices_found_UXO`), and anything else that is nested
as JSON text. What joined text could not give back as it was becomes JSON text too, so that nothing is lost.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from geo.records.fields import KINDS, Field

SEPARATOR = "; "
_BLANK = " \t\r\n"
COUNTS = {field.name: field for kind in KINDS.values() for field in kind.fields if field.type == "counts"}
"""The fields that hold counts by ordnance, by name."""
INT64 = range(-(2**63), 2**63)


def joined(parts: Sequence[str]) -> str:
    """Write a list of texts as one text; `listed` gives the list back.

    >>> joined(("AP_mine", "UXO")), joined(["one; two"]), joined([])
    ('AP_mine; UXO', '["one; two"]', '[]')
    """
    text = SEPARATOR.join(parts)
    comes_back = text and not text.startswith("[") and listed(text) == tuple(parts)
    return text if comes_back else _json(list(parts))


def listed(text: str) -> tuple[str, ...] | None:
    """Read the parts of a list written as one text, by hand or by `joined`; None for JSON that is not a list of texts.

    >>> listed("AP_mine;UXO"), listed('["one; two"]'), listed(" "), listed("[7]")
    (('AP_mine', 'UXO'), ('one; two',), (), None)
    """
    found = _parsed(text) if text.startswith("[") else None
    if isinstance(found, list):
        return tuple(found) if all(isinstance(part, str) for part in found) else None
    return tuple(part for piece in text.split(";") if (part := piece.strip(_BLANK)))


def flat_value(value: Any) -> Any:
    """Give a JSON value as a flat one.

    >>> flat_value(["a", "b"]), flat_value({"m": [1, None]}), flat_value(0.5)
    ('a; b', '{"m":[1,null]}', 0.5)
    """
    if isinstance(value, list) and value and all(isinstance(part, str) for part in value):
        return joined(value)
    return _json(value) if isinstance(value, (list, dict)) else value


def flat_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Give the properties of a record with every value flat, as a file of an earlier format may not have them."""
    flat: dict[str, Any] = {}
    for name, value in properties.items():
        field = COUNTS.get(name)
        flat |= counts_apart(field, value, properties) if field else {name: flat_value(value)}
    return flat


def counts_apart(field: Field, value: Any, taken: Mapping[str, Any]) -> dict[str, Any]:
    """Give counts by ordnance as one property for each; as JSON text where a name is taken or no value of the field.

    >>> counts_apart(COUNTS["devices_found"], {"UXO": 2}, {})
    {'devices_found_UXO': 2}
    """
    if not isinstance(value, dict):
        return {field.name: flat_value(value)}
    apart = {f"{field.name}_{part}": count for part, count in value.items()}
    plain = all(part in field.values and _is_count(count) for part, count in value.items())
    return apart if apart and plain and taken.keys().isdisjoint(apart) else {field.name: _json(value)}


def counts_together(field: Field, properties: Mapping[str, Any]) -> Mapping[str, Any]:
    """Put the counts of a record back into its field: the inverse of `counts_apart`. `properties` stay as they are.

    >>> counts_together(COUNTS["devices_found"], {"id": "R1", "devices_found_UXO": 2})
    {'id': 'R1', 'devices_found': {'UXO': 2}}
    """
    own = properties.get(field.name)
    counts = own if isinstance(own, dict) else _parsed(own) if isinstance(own, str) and own.startswith("{") else {}
    if not isinstance(counts, dict):
        return properties
    counts = dict(counts)
    rest = dict(properties)
    for part in field.values:
        name = f"{field.name}_{part}"
        if name in rest and part not in counts and (rest[name] is None or _is_count(rest[name])):
            count = rest.pop(name)
            if count is not None:
                counts[part] = count
    return rest | {field.name: counts} if counts or own == "{}" else rest


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in INT64


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
