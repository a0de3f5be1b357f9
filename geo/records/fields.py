"""What a hazard, a release, an accident, a place and a fact are: a file for each kind of record in `kinds/`.

A kind's file says all that depends on the kind: its fields in the order a reader meets them, its geometries, the
minimum data, which dates come first, what a card shows first, what a map counts it as, and its symbol. Nothing else
in the code names a kind to know such a thing, so that a kind can be added without one of them being forgotten.

The fields cover the minimum-data draft of the GICHD (Minimum Data Requirements) and the fields that users of
IMSMA NG carry. Type says how sure one is of a hazard, status what is being done about it, and a release is a polygon
of its own that takes land away from a hazard: three things, never one column.

A frame of records is a GeoDataFrame in EPSG:4326 (lon, lat). Text columns hold `str` or a missing value, lists hold
tuples of `str`, measures hold float with NaN for missing, counts hold `Int64`, dates hold ISO 8601 text that may stop
at the year or month. Every field but `id` may be missing; a geometry that is not known is None. Columns that are not
fields are kept as they came.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from geo.findings import Severity

FieldType = Literal["text", "value", "values", "date", "measure", "count", "counts"]
Family = Literal["hazard", "release", "accident", "place", "plain", "none"]
SHARED = "shared"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record.

    `type`: text; value (one of `values`); values (several of them); date (YYYY, YYYY-MM or YYYY-MM-DD);
    measure (a number in `unit`); count (a whole number); counts (whole numbers by ordnance). `means` says what it
    holds, in one sentence. `caution`: its values, the most cautious first, which holds while people disagree; or one
    word of CAUTION where it has no such list. A change away from caution waits for a decision.
    """

    name: str
    type: FieldType = "text"
    values: tuple[str, ...] = ()
    unit: str = ""
    means: str = ""
    caution: tuple[str, ...] = ()


CAUTION = {
    "every": "values",  # each that anybody states
    "largest": "measure",
    "smallest": "measure",
    "any": "",  # no value is more cautious than another: each change waits
}
"""What stands for an order of caution, and the type of field that it is for ("" for any)."""


@dataclass(frozen=True, slots=True)
class DateOrder:
    """Two dates of which `first` must not be after `then`; `otherwise` says what it means if it is."""

    first: str
    then: str
    severity: Severity
    otherwise: str


@dataclass(frozen=True, slots=True)
class Symbol:
    """How records of a kind look: the family of symbols, the fields that choose among them, and one plain mark.

    `family`: `none` for records without a position; `plain` draws the mark (`shape` and colours) for every record,
    which is all that a new kind needs. The other families are drawn by rules of their own, and by the mark where no
    scripts run; hazards have a mark for each type there.
    """

    family: Family
    by: tuple[str, ...] = ()
    shape: Literal["", "square", "circle", "ring", "triangle", "diamond", "dot"] = ""
    fill: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Guess:
    """What in the headings of a table tells for a kind of record.

    `telling`: the fields that do; each counts `weight` times, and fewer than `least` count for nothing. `never_alone`:
    fields that tell only beside others. `vague`: fields whose headings are left out. `headings`: headings of no field.
    """

    telling: Sequence[str] = ()
    weight: int = 1
    least: int = 1
    never_alone: Sequence[str] = ()
    vague: Sequence[str] = ()
    headings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record, as its file in `kinds/` describes it.

    `geometries`: the types it is usually given in, none for records without a position. `subject`: a map is about it
    and counts it in its heading. `dangerous`: it is a hazard, which "no hazard is recorded" speaks of. `frees`: it
    takes land away from hazards, so that a larger one is the less cautious. `ground`: it is drawn beneath everything
    else. `land`: its outline is land that is or was dangerous. `date`: what a column just called date holds; `dates`:
    where a record's date is looked for, in that order. `card`: the fields of its card, in order. `minimum`: the
    minimum data, each requirement met by any of its fields. `personal`: an address or telephone number in it is a
    person's; `of_people`: so are names.
    """

    name: str
    fields: tuple[Field, ...]
    symbol: Symbol
    date: str
    dates: tuple[str, ...]
    card: tuple[str, ...]
    geometries: tuple[str, ...] = ()
    subject: bool = False
    dangerous: bool = False
    frees: bool = False
    ground: bool = False
    land: bool = False
    personal: bool = False
    of_people: bool = False
    minimum: tuple[tuple[str, ...], ...] = ()
    date_order: tuple[DateOrder, ...] = ()
    guess: Guess = field(default_factory=Guess)

    def field(self, name: str) -> Field | None:
        """The field of that name, or None.

        >>> KINDS["hazards"].field("area_type").values[1]
        'SHA'
        """
        return next((field for field in self.fields if field.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(field.name for field in self.fields)

    @property
    def placed(self) -> bool:
        """Whether its records have positions, so that one without is missing it."""
        return bool(self.geometries)

    def to_page(self) -> dict[str, Any]:
        """Give what a map's page is told of the kind; `kinds.ts` describes it."""
        told = {key: getattr(self, key) for key in ("name", "placed", "subject", "dangerous", "ground", "land")}
        symbol = {key: getattr(self.symbol, key) for key in ("family", "shape", "fill", "line")}
        dates = [one.name for one in self.fields if one.type == "date"]
        counts = {one.name: list(one.values) for one in self.fields if one.type == "counts"}
        return {
            **told, "symbol": symbol, "card": list(self.card), "dates": list(self.dates), "dateFields": dates,
            "counts": counts,
        }  # fmt: skip


def read_kinds(files: Mapping[str, str]) -> dict[str, Kind]:
    """Read kinds from the texts of their files, by name; `shared` is what they have in common.

    Raises ValueError naming the file when a kind contradicts itself: a field in its card, its minimum data, its dates
    or its symbol that it does not have, or a position without a symbol.
    """
    shared = tomllib.loads(files[SHARED])
    read = {name: tomllib.loads(text) for name, text in files.items() if name != SHARED}
    return {name: _kind(name, read[name], shared) for name in sorted(read, key=lambda name: read[name]["order"])}


def _kind(name: str, found: dict[str, Any], shared: Mapping[str, Any]) -> Kind:
    told = {
        key: found.get(key, False)
        for key in ("subject", "dangerous", "frees", "ground", "land", "personal", "of_people")
    }
    guess: dict[str, Any] = dict(found.get("guess", {}))
    symbol: dict[str, Any] = dict(found["symbol"])
    kind = Kind(
        name=name,
        fields=tuple(_fields(found["fields"], shared)),
        symbol=Symbol(**{**symbol, "by": tuple(symbol.get("by", ()))}),
        date=found["date"],
        dates=tuple(found["dates"]),
        card=tuple(found["card"]),
        geometries=tuple(found["geometries"]),
        minimum=tuple(map(tuple, found.get("minimum", ()))),
        date_order=tuple(DateOrder(**each) for each in found.get("date_order", ())),
        guess=Guess(**guess),
        **told,
    )
    fault = _contradiction(kind)
    if fault:
        raise ValueError(f"{name}.toml: {fault}")
    return kind


def _fields(listed: Sequence[Mapping[str, Any]], shared: Mapping[str, Any]) -> Iterator[Field]:
    for each in listed:
        if SHARED in each:
            yield from _fields(shared[each[SHARED]], shared)
        else:
            values = shared["lists"][each["list"]] if "list" in each else each.get("values", ())
            told = {key: each[key] for key in ("name", "type", "unit", "means") if key in each}
            yield Field(values=tuple(values), caution=tuple(each.get("caution", ())), **told)


def _contradiction(kind: Kind) -> str:
    """What a kind says against itself, or nothing."""
    orders = (name for order in kind.date_order for name in (order.first, order.then))
    named = {
        *kind.card,
        *kind.dates,
        kind.date,
        *kind.symbol.by,
        *orders,
        *(name for one in kind.minimum for name in one),
    }
    unknown = sorted(named - {*kind.names, "area"})
    if unknown:
        return f"it has no field {unknown[0]}."
    for one in kind.fields:
        word = one.caution[0] if len(one.caution) == 1 else ""
        if word in CAUTION and CAUTION[word] in ("", one.type):
            continue
        if one.caution and (one.type != "value" or set(one.caution) != set(one.values)):
            return f"the order of caution of {one.name} is not one of its values."
    if kind.placed and (kind.symbol.family == "none" or not (kind.symbol.shape or kind.symbol.family == "hazard")):
        return "it has positions and no symbol."
    return ""


def _texts() -> dict[str, str]:
    folder = files(__package__).joinpath("kinds")
    return {entry.name.removesuffix(".toml"): entry.read_text(encoding="utf-8") for entry in folder.iterdir()}


KINDS: Mapping[str, Kind] = MappingProxyType(read_kinds(_texts()))
"""Every kind of record by its name, in the order in which legends and lists have them."""

DEFAULT_KIND = next(name for name, kind in KINDS.items() if kind.dangerous)
"""What records are taken for when nothing tells: what could be a hazard is one."""

POPUP_FIELDS = (
    *("name", "area", "area_type", "status", "ordnance", "marking", "organisation", "verified_on"),
    *("source", "position_accuracy_m"),
)
"""What a public map shows first of a hazard; `area` is computed, beside what was reported."""
