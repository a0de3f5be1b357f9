"""How a file is read, where the file itself does not say it or says it wrongly.

The fields are the keyword arguments of `geo.read`, the options of the commands that read files, and what a project
remembers of a source: an option is added here, and is there in all three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, dataclass, field, fields
from importlib.resources import files
from typing import Any


def _option(help_: str, metavar: str = "", *, default: Any = "", remembered: bool = True) -> Any:
    """A field with what a command's help says of it, and whether a project remembers it for the next file."""
    about = {"help": help_, "metavar": metavar, "remembered": remembered}
    if isinstance(default, dict):
        return field(default_factory=dict, metadata=about)
    return field(default=default, metadata=about)


# By the names of their files: reading the files for a help text would make every command start later.
_KINDS = sorted(
    one.name.removesuffix(".toml")
    for one in files(__package__).joinpath("kinds").iterdir()
    if one.name.endswith(".toml") and one.name != "shared.toml"
)


@dataclass(frozen=True)
class ReadOptions:
    """How a file is read; an empty value leaves it to the file.

    `kind`: one of `geo/records/kinds/`, such as hazards; without it the columns decide. `fields`: column → field (or
    lat, lon, position, wkt, easting, northing, zone, crs; "-" for none), where the heading does not say it. `only`:
    column → values; rows with another value are left out and counted. `crs`: the system of the coordinates,
    as EPSG:32638. `sheet`: the sheet of a workbook, the layer of a GIS file or the table of a database.
    `headings`: the names of the columns of a table that has no heading row, or False where they have no
    names. `closed_tracks`: a GPS track that ends where it began is a polygon. `swap`: latitude and
    longitude stand in each other's place, as is the habit of a source. `keep_personal`: columns of personal data are
    taken in. `values`: allowed values beyond the usual ones, by field.

    >>> ReadOptions(crs="EPSG:32638").stated
    {'crs': 'EPSG:32638'}
    """

    kind: str = _option(f"{', '.join(_KINDS[:-1])} or {_KINDS[-1]}.", "KIND")
    fields: Mapping[str, str] = _option("Read a column as a field; may be repeated.", "COLUMN=field", default={})
    crs: str = _option("The coordinate reference system, where the file does not state it.", "EPSG:n")
    only: Mapping[str, Sequence[str]] = _option(
        "Read only the rows with this value in a column; may be repeated, the others are counted.",
        "COLUMN=VALUE", default={},
    )  # fmt: skip
    sheet: str = _option("The sheet of a workbook, the layer of a GIS file, or the SCHEMA.TABLE of a database.")
    headings: Sequence[str] | bool = _option(
        "The names of the columns of a table that has no heading row.", "A,B,C", default=True
    )
    encoding: str = _option("The encoding of a text file, where it is detected wrongly.")
    delimiter: str = _option("The delimiter of a table, where it is detected wrongly.")
    closed_tracks: bool = _option("Read a GPS track that ends where it began as a polygon.", default=False)
    swap: bool = _option("Latitude and longitude stand in each other's place; read them the other way.", default=False)
    keep_personal: bool = _option(
        "Take in columns of personal data; they are left out otherwise.", default=False, remembered=False
    )
    values: Mapping[str, Sequence[str]] = _option("", default={}, remembered=False)

    def __post_init__(self) -> None:
        only = {name: (one,) if isinstance(one, str) else tuple(one) for name, one in (self.only or {}).items()}
        object.__setattr__(self, "only", only)
        for one in fields(self):
            value = getattr(self, one.name)
            if value is None or value == ():
                object.__setattr__(self, one.name, _DEFAULTS[one.name])
            elif isinstance(value, list):
                object.__setattr__(self, one.name, tuple(value))

    @property
    def stated(self) -> dict[str, Any]:
        """The options that are stated, by name."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value != _DEFAULTS[name]}

    @property
    def remembered(self) -> dict[str, Any]:
        """The options that are stated and are worth remembering for the next file of the same sort."""
        return {name: value for name, value in self.stated.items() if name in REMEMBERED}

    def over(self, other: ReadOptions) -> ReadOptions:
        """Give these options, with what they do not state as `other` states it; columns are named by both.

        >>> ReadOptions(fields={"Ort": "name"}).over(ReadOptions(fields={"Art": "area_type"}, crs="EPSG:4326")).fields
        {'Art': 'area_type', 'Ort': 'name'}
        """
        both = {name: {**getattr(other, name), **getattr(self, name)} for name in ("fields", "only", "values")}
        return ReadOptions(**{**other.stated, **self.stated, **both})


_DEFAULTS: dict[str, Any] = {one.name: {} if one.default is MISSING else one.default for one in fields(ReadOptions)}
REMEMBERED = tuple(one.name for one in fields(ReadOptions) if one.metadata["remembered"])
"""The options that a project remembers of a source."""
