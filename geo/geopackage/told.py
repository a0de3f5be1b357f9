"""What stands in a GeoPackage beside a table: the kind and title of its records, and what its cells cannot hold.

It stands where the standard has room for it (OGC 12-128r19): in the metadata extension, whose entries can speak of a
table or of one cell of it. A table that was copied to another file without them is a table like any other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from geo.errors import SourceError
from geo.records.fields import KINDS

FORMAT = 1
LAYER, CELL = "urn:zonemark:layer", "urn:zonemark:cell"
"""The standards by which entries of `gpkg_metadata` are ours: what a table is, and what a cell stands for."""
LONGEST = 10_000_000
"""Letters of an entry that is read."""


@dataclass(frozen=True)
class Told:
    """What is said of a table.

    `columns`: the property that a column holds, where it is called otherwise. `nulls`: columns in which an empty cell
    is a stated null. `added`: columns that are no property of the records. `imprint`: as a frame carries it.
    """

    kind: str
    title: str
    columns: Mapping[str, str] = field(default_factory=dict)
    nulls: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    imprint: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Give it as an entry of the metadata."""
        told = {"kind": self.kind, "title": self.title, "columns": self.columns, "nulls": self.nulls}
        return {"format": FORMAT, **told, "added": self.added, "imprint": self.imprint}


def told_in(text: str, source: str) -> Told | None:
    """Read an entry; None if it is not one of ours. Raises SourceError if a newer Zonemark has written it."""
    found = value_in(text)
    if not isinstance(found, dict) or not isinstance(found.get("format"), int):
        return None
    if found["format"] > FORMAT:
        raise SourceError(f"{source} was written by a newer Zonemark.", remedy="Install the newest version.")
    kind, title = found.get("kind"), found.get("title")
    if not isinstance(kind, str) or kind not in KINDS or not isinstance(title, str):
        return None
    columns = {name: of for name, of in _of(dict, found, "columns").items() if isinstance(of, str)}
    nulls, added = (tuple(map(str, _of(list, found, name))) for name in ("nulls", "added"))
    return Told(kind, title, columns, nulls, added, _of(dict, found, "imprint"))


def _of(type_: type, found: Mapping[str, Any], name: str) -> Any:
    value = found.get(name)
    return value if isinstance(value, type_) else type_()


def value_in(text: Any) -> Any:
    """The JSON value that an entry holds; None if it holds none."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
