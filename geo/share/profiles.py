"""Profiles: what an audience may see. Only what a profile lists leaves; a column that it does not know does not.

`internal`, `partners` and `public` are always there; a project's zonemark.toml changes them and adds others under
`[profiles.NAME]`, stating only what differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from geo.errors import UsageError
from geo.records import KINDS

EVERYTHING = "*"
"""Stands for all columns of a kind, those of other programs too."""
DIGITS = {"day": 10, "month": 7, "year": 4}
"""How many signs of a date leave."""
_WHERE = ["place", "admin1", "admin2"]
_HAZARD = ["setting", "area_type", "status", "ordnance", "marking", "reported_on", "verified_on"]


class Records(BaseModel):
    """Which records leave: those of these sensitivities. `unknown`: what a record is that does not state any."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sensitivity: list[str] = ["public"]
    unknown: Literal["internal", "partners", "public"] = "internal"


class Hazards(BaseModel):
    """How hazards are shown: exactly (0), or as the cells of this size that they touch.

    `dissolve`: cells of hazards of one type and status become one area, so that nobody can count the hazards.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    cells_m: Annotated[float, Field(ge=0, le=100_000)] = 0
    dissolve: bool = False

    @model_validator(mode="after")
    def _dissolves_cells(self) -> Hazards:
        if self.dissolve and not self.cells_m:
            raise ValueError("hazards are dissolved as cells; state cells_m too")
        return self


class Accidents(BaseModel):
    """How accidents leave: as records, as a table by a field, or not at all; a count below `fewest` is not given.

    `fewest` is never two: whoever reads that fewer are not given knows that it is one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    show: Literal["records", "table", "none"] = "records"
    by: str = "admin1"
    fewest: Annotated[int, Field(ge=1)] = 5

    @model_validator(mode="after")
    def _withholds_more_than_one_count(self) -> Accidents:
        if self.fewest == 2:
            raise ValueError("a count that is not given below 2 can only be 1; state 3 or more, or 1 for all counts")
        return self


class Profile(BaseModel):
    """What one audience may see.

    `fields`: by kind, the columns that leave, or ["*"]; a kind that is not there does not leave. `layers`: the
    names of the layers that leave, all where there are none. `ids`: kept, replaced by pseudonyms that are the same in
    each edition of a project, or numbered anew. `dates`: to the day, the month or the year. `titles`: whether names and
    titles of layers that `layers` does not name leave; a file's name can be one. `contributions`: "none" where readers
    are not to draw in the map; "" for what the project states.

    >>> Profile(name="x", fields={"hazards": ["status"]}).fields_of("hazards")
    ['id', 'status']
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    label: str = ""
    contributions: Literal["", "files", "none"] = ""
    layers: list[str] = Field(default_factory=list)
    fields: dict[str, list[str]] = Field(default_factory=dict)
    ids: Literal["kept", "pseudonym", "none"] = "pseudonym"
    records: Records = Records()
    hazards: Hazards = Hazards()
    accidents: Accidents = Accidents()
    releases: Literal["records", "none"] = "records"
    dates: Literal["day", "month", "year"] = "day"
    titles: Literal["kept", "none"] = "none"

    @model_validator(mode="after")
    def _counts_by_a_listed_field(self) -> Profile:
        listed, by = self.fields.get("accidents"), self.accidents.by
        if self.accidents.show == "table" and listed and not {by, EVERYTHING} & {*listed}:
            raise ValueError(f"accidents are counted by {by}, which fields.accidents does not list")
        return self

    @property
    def redacts(self) -> bool:
        """Whether anything at all is left out or changed."""
        return self.name != "internal" or any(self.fields.get(kind) != [EVERYTHING] for kind in KINDS)

    def fields_of(self, kind: str) -> list[str]:
        """Give the columns of a kind that leave, the id first; those of all columns are [EVERYTHING]."""
        listed = self.fields.get(kind, [])
        return [EVERYTHING] if EVERYTHING in listed else ["id", *(name for name in listed if name != "id")]


_PARTNERS = {
    "hazards": [
        *("name", *_WHERE, *_HAZARD, "evidence", "priority", "blocks", "area_reported_m2", "position_method"),
        *(
            "position_accuracy_m",
            "position_written_to_m",
            "information_on",
            "organisation",
            "source",
            "source_url",
            "missing_since",
        ),
    ],
    "releases": [
        *("hazard_id", "product", "method", "completed_on", "depth_m", "area_reported_m2", "organisation"),
        "missing_since",
    ],
    "accidents": [
        "occurred_on",
        "killed",
        "injured",
        "ordnance",
        *_WHERE,
        "position_accuracy_m",
        "position_written_to_m",
        "missing_since",
    ],
    "places": ["name", "setting"],
    "facts": ["subject", "value", "unit", "as_of", "source", "source_url"],
}
_PUBLIC = {
    "hazards": [
        *("setting", "area_type", "status", "admin1", "admin2"),
        *("reported_on", "verified_on", "missing_since"),
    ],
    "accidents": ["occurred_on", "killed", "injured", "admin1", "admin2"],
    "places": ["name", "setting"],
    "facts": ["subject", "value", "unit", "as_of", "source", "source_url"],
}
PROFILES: dict[str, dict[str, Any]] = {
    "internal": {
        "label": "Internal edition",
        "fields": {kind: [EVERYTHING] for kind in KINDS},
        "ids": "kept",
        "titles": "kept",
        "records": {"sensitivity": ["public", "partners", "internal"]},
    },
    "partners": {
        "label": "Partners' edition",
        "fields": _PARTNERS,
        "ids": "kept",
        "titles": "kept",
        "records": {"sensitivity": ["public", "partners"]},
    },
    "public": {
        "label": "Public edition",
        "fields": _PUBLIC,
        "hazards": {"cells_m": 1000},
        "accidents": {"show": "table"},
        "releases": "none",
        "dates": "month",
    },
}
"""What the profiles are where no zonemark.toml says otherwise."""


def profile_of(name: str, stated: Mapping[str, Mapping[str, Any]] | None = None) -> Profile:
    """Give a profile by its name, as `stated` in a project's settings over what it is by itself.

    Raises UsageError for one that nobody states, and for what a profile cannot state.

    >>> profile_of("public", {"public": {"hazards": {"cells_m": 2000}}}).hazards.cells_m
    2000.0
    """
    own = (stated or {}).get(name)
    if own is None and name not in PROFILES:
        names = sorted({*PROFILES, *(stated or {})})
        near = get_close_matches(name, names, n=1)
        raise UsageError(
            f"There is no profile '{name}'.", remedy=f"Did you mean {near[0]}?" if near else f"Use {', '.join(names)}."
        )
    base = PROFILES.get(name, {"label": name})
    try:
        return Profile.model_validate({"name": name, **_over(base, own or {})})
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise UsageError(f"The profile '{name}' cannot state {where}: {first['msg']}.") from None


def _over(base: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
    """What is stated in tables is stated key by key; anything else as a whole."""
    return {
        **base,
        **{
            key: {**base[key], **value} if isinstance(value, Mapping) and isinstance(base.get(key), Mapping) else value
            for key, value in own.items()
        },
    }
