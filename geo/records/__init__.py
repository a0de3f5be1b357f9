"""What a hazard, a release, an accident, a place is: fields, allowed values, and how what people write becomes them.

The names that need pandas are imported on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo.records.fields import DEFAULT_KIND, KINDS, POPUP_FIELDS, Field, Kind
from geo.records.layer import Layer

if TYPE_CHECKING:
    from geo.records.columns import guess_kind
    from geo.records.properties import from_properties, to_properties
    from geo.records.reading import to_records
    from geo.records.recognised import made_ids

_HOMES = {
    "from_properties": "geo.records.properties",
    "guess_kind": "geo.records.columns",
    "made_ids": "geo.records.recognised",
    "to_properties": "geo.records.properties",
    "to_records": "geo.records.reading",
}

__all__ = [
    "DEFAULT_KIND",
    "KINDS",
    "POPUP_FIELDS",
    "Field",
    "Kind",
    "Layer",
    "from_properties",
    "guess_kind",
    "made_ids",
    "to_properties",
    "to_records",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'geo.records' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
