"""A GeoJSON feature becomes its parts, the same whether it stands in a field file or in a layer.

An ordinary feature is taken as it is. Any other is looked at member by member: what is wrong is said, of a key that is
there twice the first value is kept, a value that JSON does not allow is kept as the text that it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Protocol

from geo.findings import Severity
from geo.geojson.documents import Damaged, Document
from geo.geojson.shapes import bbox_fault, written
from geo.geojson.strict_json import Fault, Faulty

PLAIN = frozenset({"type", "properties", "geometry", "id", "bbox"})
FOREIGN = ("features", "coordinates", "geometries")
"""Members that would make a Feature something else (RFC 7946, 7.1)."""


class Say(Protocol):
    """How a reader is told what is wrong with the feature `row` (from 1), or with the file (None)."""

    def __call__(
        self, code: str, row: int | None, what: str, remedy: str = "", *, severity: Severity | None = None,
        at: str = "", option: str | None = None,
    ) -> None: ...  # fmt: skip


@dataclass
class Parts:
    """A feature taken apart. `others`: the members that RFC 7946 does not know, or that it forbids."""

    properties: dict[str, Any]
    geometry: Any = None
    identity: str | int | float | None = None
    others: dict[str, Any] = field(default_factory=dict)


def taken_apart(found: Document, say: Say) -> list[Parts]:
    """Take the features of a document apart, in their order, and say what is wrong with it and with each of them."""
    for code, what in found.slips:
        say(code, None, what, severity="note" if code == "geojson_semantics" else "warning")
    return [
        Parts(feature["properties"], feature["geometry"], feature.get("id"))
        if found.whole and _is_plain(feature)
        else _odd(feature, row, say)
        for row, feature in enumerate(found.features, start=1)
    ]


def without_faults(value: Any) -> Any:
    """Give a value that JSON can write: faults as the text that they were, of a key there twice the first value."""
    if isinstance(value, Fault):
        return value.written
    if isinstance(value, list):
        return [without_faults(one) for one in value]
    if isinstance(value, dict):
        return {name: without_faults(one) for name, one in value.items()}
    return value


def first_fault(value: Any) -> str:
    """What is wrong inside a value, at the first place where something is; empty if nothing is."""
    if isinstance(value, (Fault, Faulty)):
        return value.what
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return next(filter(None, map(first_fault, inner)), "")


def _is_plain(feature: Any) -> bool:
    if type(feature) is not dict or feature.get("type") != "Feature" or not feature.keys() <= PLAIN:
        return False
    identity = feature.get("id")
    known = type(feature.get("properties")) is dict and "geometry" in feature and "bbox" not in feature
    return known and (identity is None or type(identity) in (str, int))


def _odd(feature: Any, row: int, say: Say) -> Parts:
    if isinstance(feature, Damaged):
        say("damaged_feature", row, feature.what, "Its text is kept in feature_entered.")
        return Parts({"feature_entered": feature.written})
    if not isinstance(feature, dict):
        say("damaged_feature", row, f"The feature is {_brief(feature)}, not an object.")
        return Parts({} if feature is None else {"feature_entered": written(feature)})
    kind = feature.get("type")
    if isinstance(feature, Faulty):
        say("duplicate_key", row, f"In the feature {feature.what}", "Keep one of them.", severity="error")
    if kind != "Feature" and "geometry" not in feature and ("coordinates" in feature or "geometries" in feature):
        return Parts({}, feature, _identity(feature, row, say))
    _say_of_members(feature, kind, row, say)
    others = {
        name: _value(name, value, row, say) for name, value in feature.items() if name not in PLAIN or name == "bbox"
    }
    return Parts(_properties(feature, row, say), feature.get("geometry"), _identity(feature, row, say), others)


def _say_of_members(feature: dict[str, Any], kind: Any, row: int, say: Say) -> None:
    if kind != "Feature":
        say("feature_type", row, f'The type is {_brief(kind)}, not "Feature".', severity="warning")
    for name in (name for name in FOREIGN if name in feature):
        say("geojson_semantics", row, f'A Feature cannot hold a member "{name}".', severity="warning")
    if (fault := bbox_fault(feature)) is not None:
        say("bbox", row, fault, "It was ignored.", severity="warning")
    missing = [name for name in ("properties", "geometry") if name not in feature]
    if missing:
        grave: Severity = "error" if "geometry" in missing else "warning"
        what, remedy = f'The feature has no "{missing[0]}".', "Write null if there is none."
        say("missing_member", row, what, remedy, severity=grave, at=missing[0])


def _properties(feature: dict[str, Any], row: int, say: Say) -> dict[str, Any]:
    properties = feature.get("properties")
    if isinstance(properties, dict):
        if isinstance(properties, Faulty):
            say("duplicate_key", row, f"In the properties {properties.what}", "The first was kept.", severity="error")
        return {name: _value(name, value, row, say) for name, value in properties.items()}
    if properties is None:
        return {}
    what = f"The properties are {_brief(properties)}, not an object."
    say("properties_type", row, what, "They are kept in properties_entered.", at="properties")
    return {"properties_entered": written(properties)}


def _value(name: str, value: Any, row: int, say: Say) -> Any:
    fault = first_fault(value)
    if not fault:
        return value
    if "twice" in fault:
        say("duplicate_key", row, f"In its value {fault}", "The first was kept.", severity="error", at=name)
    else:
        say("damaged_value", row, fault, "It is kept as text.", at=name)
    return without_faults(value)


def _identity(feature: dict[str, Any], row: int, say: Say) -> str | int | float | None:
    identity = feature.get("id")
    if identity is None or type(identity) in (str, int, float):
        return identity
    say("feature_id", row, f"The id is {_brief(identity)}, not a text or a number.", severity="warning", at="id")
    return None


def _brief(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, (dict, list)):
        return "an object" if isinstance(value, dict) else "a list"
    text = written(value)
    return text if len(text) <= 40 else f"{text[:40]}…"
