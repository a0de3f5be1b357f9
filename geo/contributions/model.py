"""The contribution file: strict JSON, read whole or refused in one sentence. docs/pages/contributions.md describes it.

A key that is not known is refused, because a newer program means something by it; nothing of a contribution is passed
over. Texts are kept as they are: whoever shows them escapes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails

from geo.errors import SourceError
from geo.findings.counting import counted
from geo.geojson.strict_json import read_json

TYPE, FORMAT = "zonemark-contribution", 1
MOST_BYTES, MOST_CHANGES, MOST_POSITIONS = 5_000_000, 2_000, 50_000
MOST_RADIUS_M = 100_000
NEW = "new-"
"""What the id of a new record begins with; the id of the change that adds it follows."""
NOT_TO_BE_SET = frozenset({"id", "source_file", "source_row", "source_id", "missing_since", "part_of"})
_NOTED = ("contributed_", "withdrawn_")
COLLECTION = "GeometryCollection"
_DEPTHS = {"Point": 0, "MultiPoint": 1, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}
_TIME = re.compile(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ")
_SHOWN = 60
"""Letters of a faulty value that a message repeats."""


def _uuid(text: str) -> str:
    if str(UUID(text)) != text:
        raise ValueError("is not a UUID in lower case")
    return text


def _time(text: str) -> str:
    with suppress(ValueError):
        if _TIME.fullmatch(text) and datetime.fromisoformat(text[:-1]):
            return text
    raise ValueError("is not a time like 2026-11-29T16:45:00Z")


def _version(text: str) -> str:
    if not re.fullmatch(r"([0-9a-f]{12})?", text):
        raise ValueError("is not twelve hexadecimal digits")
    return text


def _settable(name: str) -> str:
    if name in NOT_TO_BE_SET or name.startswith(_NOTED):
        raise ValueError(f"'{name}' is noted by the project and cannot be set")
    return name


def _lists(value: Any, depth: int) -> Iterator[list[Any]]:
    """Every list of positions of coordinates that are nested so deep. Raises ValueError for anything else."""
    if not isinstance(value, list) or (depth and not value):
        raise ValueError("holds coordinates that are no positions")
    if depth == 0:
        yield [value]
    elif depth == 1:
        yield value
    else:
        for one in value:
            yield from _lists(one, depth - 1)


def _geometry(value: dict[str, Any]) -> dict[str, Any]:
    """A geometry of one of the seven types, in two dimensions, with rings that close; a collection holds no other."""
    members = value.get("geometries") if value.get("type") == COLLECTION else [value]
    if not isinstance(members, list) or not members or (value.get("type") == COLLECTION and len(value) > 2):
        raise ValueError(f"is a {COLLECTION} without geometries, or with more than those")
    if sum(map(_position_count, members)) > MOST_POSITIONS:
        raise ValueError(f"has more than {MOST_POSITIONS:,} positions")
    return value


def _position_count(value: Any) -> int:
    """How many positions one of the six types with coordinates has. Raises ValueError if it is none of them."""
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in _DEPTHS or value.keys() != {"type", "coordinates"}:
        raise ValueError(f"is not a geometry of one of: {', '.join(_DEPTHS)}")
    count = 0
    for line in _lists(value["coordinates"], _DEPTHS[kind]):
        count += len(line)
        for one in line:
            if not isinstance(one, list) or len(one) != 2 or not all(type(part) in (int, float) for part in one):
                raise ValueError("holds a position that is not [longitude, latitude]")
            if not (-180 <= one[0] <= 180 and -90 <= one[1] <= 90):
                raise ValueError("holds a position that is not on Earth; longitude comes before latitude")
        if "Polygon" in kind and (line[0] != line[-1] or len({tuple(one) for one in line}) < 3):
            raise ValueError("has a ring that does not close, or has fewer than three corners")
        if "LineString" in kind and len({tuple(one) for one in line}) < 2:
            raise ValueError("has a line of one position")
    return count


Id = Annotated[str, AfterValidator(_uuid)]
Time = Annotated[str, AfterValidator(_time)]
Version = Annotated[str, AfterValidator(_version)]
EditionId = Annotated[str, Field(pattern=r"^[0-9a-f]{12}$")]
Short = Annotated[str, Field(max_length=200)]
Value = Annotated[str, Field(max_length=10_000)] | bool | int | Annotated[float, Field(allow_inf_nan=False)] | None
Name = Annotated[str, Field(min_length=1, max_length=300)]
FieldName = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_settable)]
OldAndNew = Annotated[list[Value], Field(min_length=2, max_length=2)]
Geometry = Annotated[dict[str, Any], AfterValidator(_geometry)]
Reason = Annotated[str, Field(max_length=2_000)]
Operation = Literal["add", "correct", "cut", "split", "withdraw", "note"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Maker(_Strict):
    """Who made a contribution; plain text, "" where it is not given."""

    name: Short
    organisation: Short
    contact: Short

    @property
    def label(self) -> str:
        """How a list calls the maker: by name and organisation, "" where neither is given."""
        return ", ".join(filter(None, (self.name.strip(), self.organisation.strip())))


class Edition(_Strict):
    """A map on which changes were made. `layers`: the content hash of each layer that they name, "" if unknown."""

    title: Annotated[str, Field(max_length=300)]
    made_on: Annotated[str, Field(max_length=10)]
    redacted: bool
    profile: Annotated[str, Field(max_length=200)]
    layers: dict[Name, Version]


_TAKES = {
    "add": {"set", "geometry", "radius_m", "entered", "because"},
    "correct": {"set", "geometry", "radius_m", "entered", "because"},
    "cut": {"knife", "because"},
    "split": {"knife", "because"},
    "withdraw": {"because"},
    "note": {"text"},
}
_NEEDS = {"add": {"geometry"}, "cut": {"knife"}, "split": {"knife"}, "withdraw": {"because"}, "note": {"text"}}
_KNIVES = {"cut": ("Polygon", "MultiPolygon"), "split": ("LineString", "MultiLineString")}


class Change(_Strict):
    """One change of one record, as it was made."""

    id: Id
    op: Operation
    edition: EditionId
    layer: Name
    target: Annotated[str, Field(min_length=1, max_length=1_000)]
    after: Annotated[list[Id], Field(max_length=MOST_CHANGES)]
    set: Annotated[dict[FieldName, OldAndNew], Field(max_length=200)] = Field(default_factory=dict)
    geometry: Geometry | None = None
    radius_m: Annotated[float, Field(gt=0, le=MOST_RADIUS_M)] | None = None
    entered: Annotated[list[Short], Field(max_length=500)] = Field(default_factory=list)
    knife: Geometry | None = None
    text: Annotated[str, Field(min_length=1, max_length=5_000)] | None = None
    because: Reason = ""

    @cached_property
    def key(self) -> str:
        """What names it by its content, whichever file it came in: 16 hexadecimal digits."""
        text = json.dumps(_plain(self.model_dump(exclude_defaults=True)), sort_keys=True, separators=(",", ":"))
        return sha256(text.encode("ascii")).hexdigest()[:16]

    @model_validator(mode="before")
    @classmethod
    def _no_nulls(cls, value: Any) -> Any:
        if isinstance(value, dict) and (names := [name for name, one in value.items() if one is None]):
            raise ValueError(f"{names[0]} is null; it is left out where it is not given")
        return value

    @model_validator(mode="after")
    def _is_whole(self) -> Change:
        stated = {name for name in _ALL if getattr(self, name) not in (None, "", {}, [])}
        if extra := stated - _TAKES[self.op]:
            raise ValueError(f"{self.op} does not take {min(extra)}")
        if missing := _NEEDS.get(self.op, set()) - stated:
            raise ValueError(f"{self.op} needs {min(missing)}")
        if self.op == "correct" and not stated & {"set", "geometry"}:
            raise ValueError("correct changes nothing")
        if (self.op == "add") != (self.target == f"{NEW}{self.id}"):
            raise ValueError(f"the target of a new record is '{NEW}' and the id of the change, and of no other")
        if self.radius_m is not None and (self.geometry or {}).get("type") != "Point":
            raise ValueError("a radius needs a Point")
        if self.op in _KNIVES and (self.knife or {}).get("type") not in _KNIVES[self.op]:
            raise ValueError(f"the knife of a {self.op} is a {' or '.join(_KNIVES[self.op])}")
        return self


_ALL = frozenset().union(*_TAKES.values())


class Contribution(_Strict):
    """One contribution file."""

    type: Literal["zonemark-contribution"]
    format: Literal[1]
    id: Id
    made_on: Time
    language: Annotated[str, Field(max_length=35)]
    program: Annotated[str, Field(max_length=100)]
    maker: Maker
    editions: Annotated[dict[EditionId, Edition], Field(min_length=1, max_length=100)]
    changes: Annotated[list[Change], Field(min_length=1)]

    @model_validator(mode="after")
    def _agrees(self) -> Contribution:
        seen: set[str] = set()
        for number, change in enumerate(self.changes, start=1):
            if change.edition not in self.editions:
                raise ValueError(f"change {number} is of an edition that the file does not name")
            if change.layer not in self.editions[change.edition].layers:
                raise ValueError(f"change {number} is of a layer that its edition does not name")
            if change.id in seen:
                raise ValueError(f"change {number} has the id of an earlier one")
            seen.add(change.id)
        return self

    def to_bytes(self) -> bytes:
        """Write it as a file."""
        told = self.model_dump(exclude_defaults=True)
        return json.dumps(told, ensure_ascii=False, indent=1).encode("utf-8", "surrogatepass")


def read(content: bytes, name: str) -> Contribution:
    """Read a contribution file from its bytes; `name` is what messages call it.

    Raises SourceError, in one sentence, for one that is damaged, too large, newer, or none at all.
    """
    if len(content) > MOST_BYTES:
        raise _refused(f"{name} is larger than {MOST_BYTES // 10**6} MB, and a contribution is not.", _AGAIN)
    try:
        found = read_json(content, source=name)
    except SourceError as error:
        raise _refused(f"{name} is damaged: {_lower(error.what.removeprefix(f'{name}, '))}", _AGAIN) from None
    if not isinstance(found, dict) or found.get("type") != TYPE:
        raise _refused(f"{name} is not a contribution to a map of Zonemark.", "Name a file that a map's editor saved.")
    if type(made := found.get("format")) is int and made > FORMAT:
        raise _refused(
            f"{name} is a contribution of format {made}, and this Zonemark reads format {FORMAT}.", "Update Zonemark."
        )
    changes = found.get("changes")
    if isinstance(changes, list) and len(changes) > MOST_CHANGES:
        raise _refused(
            f"{name} has {counted(len(changes), 'change')}, and a contribution has at most {MOST_CHANGES:,}.", _AGAIN
        )
    try:
        return Contribution.model_validate(found)
    except ValidationError as error:
        raise _refused(f"{name} is not a sound contribution: {_told(error.errors()[0])}.", _AGAIN) from None


_AGAIN = "Ask its maker to save it again; none of it was taken."


def _refused(what: str, remedy: str) -> SourceError:
    return SourceError(what, remedy=remedy)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _told(error: ErrorDetails) -> str:
    """What is wrong and where, with no more than the beginning of what stood there."""
    where = list(error["loc"])
    number = ""
    if where[:1] == ["changes"] and len(where) > 1 and isinstance(where[1], int):
        number, where = f"change {where[1] + 1}, ", where[2:]
    named = ".".join(str(part)[:_SHOWN] for part in where if part != "[key]")
    what = _WORDS.get(error["type"]) or _lower(error["msg"].removeprefix("Value error, ")).rstrip(".")
    return f"{number}{named}{': ' if named else ''}{what[: 4 * _SHOWN]}"


_WORDS = {"extra_forbidden": "is not a key of this format", "missing": "is missing"}


def _plain(value: Any) -> Any:
    """A value with 1.0 as 1: programs write the same number differently."""
    if type(value) is float:
        return int(value) if value.is_integer() else value
    if type(value) is dict:
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if type(value) is list else value
