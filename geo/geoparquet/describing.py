"""What a GeoParquet says of itself: where its shapes are and in which system, and what its records are.

The first stands under `geo`, as the standard has it (GeoParquet 1.1, geoparquet.org), the second under `zonemark`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.errors import SourceError, UsageError
from geo.geopackage.told import Told, told_in, value_in

GEO, OWN, NOTICE = b"geo", b"zonemark", b"description"
"""The entries of a file's metadata that are written and read."""
COVERING = ("xmin", "ymin", "xmax", "ymax")


@dataclass(frozen=True)
class About:
    """What a file of Zonemark's says of its records.

    `told`: kind, title, which columns are called otherwise than their properties, and which are none. `as_json`:
    columns of text in which each cell is a JSON value. `numbers`: columns of whole numbers that were written beside
    the records, by what they are.
    """

    told: Told
    as_json: tuple[str, ...] = ()
    numbers: Mapping[str, str] = field(default_factory=dict)

    def to_bytes(self) -> bytes:
        """Give it as an entry of the metadata."""
        return json.dumps({**self.told.to_json(), "as_json": self.as_json, "numbers": dict(self.numbers)}).encode()


@dataclass(frozen=True)
class Shapes:
    """Where the shapes of a file are: their column, its system as `place_shapes` takes it, and the boxes' column."""

    column: str
    crs: str
    boxes: str


def geo_entry(column: str, boxes: str, shapes: NDArray[np.object_]) -> bytes:
    """Write where the shapes of a file are, which types there are, and the bounding box of all. Lon, lat on WGS 84."""
    there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
    of = sorted({f"{shape.geom_type}{' Z' if shape.has_z else ''}" for shape in there})
    about: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": [name.replace("LinearRing", "LineString") for name in of],
        "covering": {"bbox": {name: [boxes, name] for name in COVERING}},
    }
    if len(there) and np.isfinite(bounds := shapely.total_bounds(there)).all():
        about["bbox"] = bounds.tolist()
    return json.dumps({"version": "1.1.0", "primary_column": column, "columns": {column: about}}).encode()


def about_in(metadata: Mapping[bytes, bytes] | None, source: str) -> About | None:
    """Read what a file of ours says of its records; None in a file of anybody else's.

    Raises SourceError if a newer Zonemark has written it.
    """
    text = (metadata or {}).get(OWN, b"").decode("utf-8", "replace")
    told = told_in(text, source)
    found = value_in(text)
    if told is None or not isinstance(found, dict):
        return None
    numbers, as_json = found.get("numbers"), found.get("as_json")
    return About(
        told,
        tuple(map(str, as_json)) if isinstance(as_json, list) else (),
        {str(what): str(name) for what, name in numbers.items()} if isinstance(numbers, dict) else {},
    )


def shapes_in(metadata: Mapping[bytes, bytes] | None, names: Sequence[str], source: str, crs: str | None) -> Shapes:
    """Read where the shapes of a file are; `crs` overrides what the file says of their system.

    Raises SourceError where they are not as the standard has them, UsageError where nothing names their system.
    """
    entry = value_in((metadata or {}).get(GEO, b"").decode("utf-8", "replace"))
    column = entry.get("primary_column") if isinstance(entry, dict) else None
    about = (
        entry.get("columns", {}).get(column) if isinstance(column, str) and _is(entry.get("columns"), dict) else None
    )
    if not isinstance(about, dict) or column not in names:
        raise SourceError(f"{source} is Parquet that names no column of shapes.",
                          remedy="Save it as GeoParquet or CSV.")  # fmt: skip
    if about.get("encoding") != "WKB":
        raise SourceError(f"{source} holds its shapes in an encoding that is not read.",
                          remedy="Save it as GeoParquet with the encoding WKB.")  # fmt: skip
    boxes = _at(about, "covering", "bbox", "xmin")
    return Shapes(str(column), crs or _system(about, source), str(boxes[0]) if _is(boxes, list) and boxes else "")


def _system(about: Mapping[str, Any], source: str) -> str:
    """The code of a column's system: a text of a CRS can name files and hosts, so none is handed on."""
    stated = about.get("crs", "none stated")
    if stated == "none stated":  # the standard: longitude and latitude on WGS 84
        return "EPSG:4326"
    authority, code = _at(stated, "id", "authority"), _at(stated, "id", "code")
    if (authority, str(code)) == ("OGC", "CRS84"):
        return "EPSG:4326"
    if authority == "EPSG" and str(code).isdigit():
        return f"EPSG:{code}"
    raise UsageError(f"{source} does not name the system of its coordinates by a code.", remedy="Name the system.",
                     option="crs")  # fmt: skip


def _at(value: Any, *names: str) -> Any:
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


_is: Callable[[Any, type], bool] = isinstance
