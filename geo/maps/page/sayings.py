"""Which of the page's texts a map has something to say of: those that its languages beside English carry.

English is carried whole, as what is shown where a language lacks a text, so that what these rules should have kept
would be read in English and never as a gap. A text is kept unless a rule here says that the map has nothing of what it
is about; a text that no rule knows is always kept. Whatever lets a reader bring records into a map brings every field
and value with it: see `any_record`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import shapely

from geo.compare.lately import LATELY
from geo.maps.cells import ACCURACY
from geo.maps.page.fallback import Shown
from geo.records import KINDS
from geo.records.layer import NOT_REVIEWED

PYTHON_ONLY = (
    "fallback.",
    "warning.cut",
    "warning.too_old",
    "warning.static",
    "seal.",
)
"""What stands in the file in the language that it opens in, or is said before any catalogue can be read."""
ALSO_FALLBACK = "fallback.loading"
"""The one of these that the page says too."""

_POINTS = {-1, 0, 4}  # shapely's numbers of no shape, a point, several points
_LINES = {1, 2, 5, 7}


@dataclass(frozen=True)
class Sayable:
    """What there is on a map, as far as texts speak of it alone."""

    kinds: frozenset[str]
    columns: frozenset[str]
    values: Mapping[str, frozenset[str]]
    shapes: frozenset[int]
    settings: Mapping[str, Any] = field(default_factory=dict)
    reasons: frozenset[str] = frozenset()
    any_record: bool = False

    @cached_property
    def asked(self) -> dict[str, frozenset[str]]:
        """The fields that the editor asks for, where the map carries it, each with its values."""
        kinds = (self.settings.get("edit") or {}).get("fields", {}).values()
        return {name: frozenset(*values) for fields in kinds for name, _, *values in fields}

    @property
    def land(self) -> Mapping[str, Any]:
        """What was released of hazards."""
        return self.settings.get("land") or {}

    @property
    def conflicts(self) -> set[str]:
        """What of hazards and releases does not fit together."""
        return {code for *_, codes in self.land.get("conflicts", ()) for code in codes}

    @property
    def doubts(self) -> set[str]:
        """What is wrong with positions."""
        return {code for layer in self.settings["layers"] for _, code in layer["doubts"]}

    def holds(self, name: str, value: str) -> bool:
        """Whether any record has a value in a field; unknown is what any that is no value of the field is shown as."""
        held = self.values.get(name, frozenset())
        is_unknown = value == "unknown" and any(not held <= one for one in _told_apart(name))
        return self.any_record or value in held or is_unknown or value in self.asked.get(name, ())


def sayable(
    keys: Sequence[str],
    layers: Sequence[Shown],
    settings: Mapping[str, Any],
    reasons: Iterable[str] = (),
    *,
    any_record: bool = False,
) -> list[str]:
    """Give the keys of the texts that a map of some layers can show, in their order.

    `settings`: those of the page, without its catalogues; `reasons`: why records are not drawn. `any_record`: readers
    can bring in records of any kind.
    """
    worded = {key.split(".")[1] for key in keys if key.startswith("value.") and key.count(".") == 2}
    found = replace(_found(layers, worded), settings=settings, reasons=frozenset(reasons), any_record=any_record)
    return [key for key in keys if _is_sayable(key, found)]


def _found(layers: Sequence[Shown], worded: set[str]) -> Sayable:
    values: dict[str, set[str]] = {}
    shapes: set[int] = set()
    columns: set[str] = set()
    for one in layers:
        frame = one.layer.frame
        columns.update(map(str, frame.columns))
        for name in worded & {*frame.columns}:
            values.setdefault(name, set()).update(_distinct(frame[name]))
        for name in {*one.layer.what.symbol.by} - {*frame.columns}:
            values.setdefault(name, set()).add("")
        if one.layer.what.placed:
            shapes.update(map(int, np.unique(shapely.get_type_id(np.asarray(frame.geometry)))))
    counts = {name for kind in KINDS.values() for name in kind.to_page()["counts"]}
    if any(column.startswith(name) for column in columns for name in counts):
        values.setdefault("ordnance", set()).update(_values_of("hazards", "ordnance"))
    return Sayable(
        kinds=frozenset(one.layer.kind for one in layers),
        columns=frozenset(columns),
        values={name: frozenset(found) for name, found in values.items()},
        shapes=frozenset(shapes),
    )


def _distinct(column: Any) -> set[str]:
    """The values of a column as texts; each part of a list for itself."""
    values = column.tolist()
    try:
        found = set(values)
    except TypeError:  # lists and objects
        found = {tuple(value) if isinstance(value, (list, np.ndarray)) else str(value) for value in values}
    return {str(part) for value in found for part in (value if isinstance(value, (tuple, frozenset)) else (value,))}


def _is_sayable(key: str, found: Sayable) -> bool:
    if key.startswith(PYTHON_ONLY):
        return key == ALSO_FALLBACK
    first, _, rest = key.partition(".")
    of_data = _OF_DATA.get(first)
    if of_data is not None:
        return of_data(rest, found)
    return all(rule(found) for start, rule in _STARTS.items() if key.startswith(start))


def _value(rest: str, found: Sayable) -> bool:
    field, _, value = rest.rpartition(".")
    if field in _DERIVED:
        return _DERIVED[field](found)
    return not field or found.holds(field, value)


def _field(rest: str, found: Sayable) -> bool:
    *kind, name = rest.split(".")
    if found.any_record or name in found.asked:
        return True
    if kind and kind[0] not in found.kinds:
        return False
    if name in _DERIVED:
        return _DERIVED[name](found)
    card = {field for one in found.kinds & KINDS.keys() for field in KINDS[one].to_page()["card"]}
    return name in card or name in found.columns or f"{name}_entered" in found.columns


def _class(rest: str, found: Sayable) -> bool:
    kind, *parts = rest.split("/")
    if kind == "signs":
        rule = _SIGNS.get(parts[0])
        return found.any_record or rule is None or rule(found)
    if kind not in found.kinds and not found.any_record:
        return False
    fields = KINDS[kind].symbol.by if KINDS[kind].symbol.family in ("hazard", "release") else ()
    return all(found.holds(field, value) for field, value in zip(fields, parts, strict=False))


def _reason(rest: str, found: Sayable) -> bool:
    if rest == "position_unusable":
        return found.any_record or ("no_position" in found.reasons and "position_entered" in found.columns)
    return found.any_record or rest in found.reasons


def _told_apart(field: str) -> list[set[str]]:
    """For each kind whose symbols a field tells apart, the values that it tells apart."""
    return [_values_of(name, field) for name, kind in KINDS.items() if field in kind.symbol.by]


def _values_of(kind: str, name: str) -> set[str]:
    known = KINDS[kind].field(name)
    return {*known.values} if known else set()


def _is_gone(found: Sayable) -> bool:
    return "missing_since" in found.columns


def _is_vague(found: Sayable) -> bool:
    return not found.columns.isdisjoint(ACCURACY)


def _is_withdrawn(found: Sayable) -> bool:
    asked = any(note == "asked" for layer in found.settings["layers"] for _, note in layer.get(LATELY, ()))
    return asked or "withdrawn_on" in found.columns


_DERIVED: Mapping[str, Callable[[Sayable], bool]] = {
    "in_source": _is_gone,
    "since": lambda found: bool(found.settings.get("since")),
    "withdrawal": _is_withdrawn,
}
"""Fields that no record holds as such, and what a map has of them."""

_SIGNS: Mapping[str, Callable[[Sayable], bool]] = {
    "gone": _is_gone,
    "doubt": lambda found: bool(found.doubts),
    "contributed": lambda found: any(one.get("name", "").startswith(NOT_REVIEWED) for one in found.settings["layers"]),
    "district": _is_vague,
    "circle": _is_vague,
}
"""What a symbol tells of a record beside its class."""

_OF_DATA: Mapping[str, Callable[[str, Sayable], bool]] = {
    "value": _value,
    "field": _field,
    "class": _class,
    "reason": _reason,
    "kind": lambda rest, found: found.any_record or rest in found.kinds or KINDS[rest].subject,
    "conflict": lambda rest, found: rest in found.conflicts,
    "doubt": lambda rest, found: rest in found.doubts or (rest == "other" and bool(found.doubts)),
}
"""Texts of what records hold, by the first part of their keys."""

_STARTS: Mapping[str | tuple[str, ...], Callable[[Sayable], bool]] = {
    ("ui.gone_", "ui.counts_gone", "ui.show_gone"): _is_gone,
    "ui.land": lambda found: bool(found.land.get("hazards") or found.conflicts),
    "ui.position_in_doubt": lambda found: bool(found.doubts),
    "ui.cleared_to": lambda found: found.any_record or "cleared" in found.values.get("product", ()),
    ("ui.figures_", "ui.numbers_not_drawn"): lambda found: any(not KINDS[kind].placed for kind in found.kinds),
    "ui.numbers_uncounted": lambda found: "accidents" in found.kinds,
    ("ui.type_is_fill", "ui.status_is_outline"): lambda found: found.any_record or "hazards" in found.kinds,
    "ui.points_": lambda found: found.any_record or bool(found.shapes - _POINTS),
    "ui.card_length": lambda found: found.any_record or bool(found.shapes & _LINES),
    "ui.online_tiles": lambda found: bool(found.settings["onlineTiles"]),
    ("ui.others", "ui.other_marks", "ui.screen_only"): lambda found: bool(
        found.settings["others"] or found.settings.get("edit")
    ),
    "edit.": lambda found: bool(found.settings.get("edit")),
    "ui.signing_key": lambda found: bool(found.settings.get("signingKey")),
    "warning.fictitious": lambda found: bool(found.settings["fictitious"]),
    "warning.contributed": lambda found: bool(found.settings.get("waiting")),
    "ui.since": lambda found: bool(found.settings.get("since")),
    "ui.near_shown": lambda found: bool((found.settings["edition"] or {}).get("hidden")),
    "warning.edition_": lambda found: found.settings["edition"] is not None,
    ("warning.age_hazards", "warning.undated_hazards"): lambda found: found.settings["dates"].get("of") == "hazards",
    ("warning.age_records", "warning.undated_records"): lambda found: found.settings["dates"].get("of") == "records",
}
"""Texts of what not every map has, by the beginnings of their keys."""
