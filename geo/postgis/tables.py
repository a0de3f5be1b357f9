"""A layer as a table: what its columns are called and of what type, and what stands in its comment.

The comment of a table says of what kind its records are, as a layer file does; so a table that was copied, dumped and
restored is still known for what it is.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from geo.cells.names import free_name
from geo.records.fields import KINDS, Kind
from geo.records.flat import INT64

FORMAT = 1
GEOMETRY, ROW, GONE = "geometry", "zonemark_row", "gone_since"
"""Columns of a table beside the properties: the outline, the place in the layer, and since when it is not in it."""
OWN = (GEOMETRY, ROW, GONE)
_LONGEST = 63
"""Bytes of a name that PostgreSQL keeps; it cuts what is longer without a word."""
_TYPES = {"measure": "double precision", "count": "bigint", "counts": "bigint"}
_PYTHON = {str: "text", bool: "boolean", int: "bigint", float: "double precision"}


@dataclass(frozen=True)
class Column:
    """A column of a table: its name there, the property that it holds, its type in SQL, and what it means."""

    name: str
    of: str
    type: str
    means: str = ""

    def cell(self, value: Any) -> Any:
        """What is written into it."""
        return json.dumps(value, ensure_ascii=False) if self.type == "json" else value


def columns_of(kind: str, properties: Iterable[tuple[str, list[Any]]]) -> list[Column]:
    """Give the columns for properties, each a name and the values stated, in their order."""
    taken, found = set(OWN), list[Column]()
    for name, values in properties:
        short = name.encode()[: _LONGEST - 8].decode(errors="ignore") if len(name.encode()) > _LONGEST else name
        own = free_name(short or "unnamed", taken)
        taken.add(own)
        field = KINDS[kind].field(name)
        found.append(Column(own, name, _type(KINDS[kind], name, values), field.means if field else ""))
    return found


def _type(kind: Kind, name: str, values: list[Any]) -> str:
    field = kind.field(name)
    wanted = _TYPES.get(field.type, "text") if field else ""
    types = {_PYTHON.get(type(value), "json") for value in values}
    if "bigint" in types and not all(value in INT64 for value in values if type(value) is int):
        types = {"json"}
    if wanted and types <= {wanted} | ({"bigint"} if wanted == "double precision" else set()):
        return wanted
    return types.pop() if len(types) == 1 else "json"


def comment(kind: str, title: str, columns: Iterable[Column], notice: str) -> str:
    """Give the comment of a table: what its records are, and what a missing record does not mean."""
    renamed = {column.name: column.of for column in columns if column.name != column.of}
    told = {"format": FORMAT, "kind": kind, "title": title, "columns": renamed}
    return json.dumps({"zonemark": told, "notice": notice}, ensure_ascii=False)


def told_by(text: str | None) -> dict[str, Any] | None:
    """Read the comment of a table; None if it is not one of ours."""
    try:
        told = json.loads(text or "")["zonemark"]
        return dict(told) if told["kind"] in KINDS and told["format"] == FORMAT else None
    except (ValueError, KeyError, TypeError):
        return None
