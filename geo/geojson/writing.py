"""Writing GeoJSON (RFC 7946): one feature a line, every digit of every number, the same bytes for the same records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.geojson.geometry_text import GeometryText, laid_out
from geo.geojson.shapes import is_plain

if TYPE_CHECKING:
    from numpy.typing import NDArray

Feature = dict[str, Any]
FORMAT = 2
"""The format of records in a file. In format 1 lists stood as lists, and counts by ordnance nested in one property."""
_AT_ONCE = 5_000
"""Geometries that are taken apart, and features that are put together, at once."""


def about(kind: str, title: str, order: int = 0, edition: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Give the member `zonemark` of a collection: the format, and what kind of records under which title it holds.

    `order`: the layer's place in the drawing order when layers were last put in order, from 1; 0 if they never were.
    `edition`: what an edition does not show, by which it is known again.
    """
    more = {"order": order, "edition": dict(edition or {})}
    return {"format": FORMAT, "kind": kind, "title": title, **{name: one for name, one in more.items() if one}}


def collection(features: Iterable[Feature], members: Mapping[str, Any]) -> bytes:
    """Write a feature collection; `members` are its other members, written before the features.

    >>> collection([{"type": "Feature", "id": "a", "properties": {}, "geometry": None}], {"name": "x"}).count(b"\\n")
    3
    """
    written = BytesIO()
    written.write(_encoded(f'{as_line({"type": "FeatureCollection", **members})[:-1]},"features":['))
    separator, rest = "\n", iter(features)
    while some := list(islice(rest, _AT_ONCE)):
        written.write(_encoded(separator + ",\n".join(map(_feature_line, some))))
        separator = ",\n"
    written.write(b"\n]}\n" if separator != "\n" else b"\n\n]}\n")
    return written.getvalue()


def _encoded(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:  # half a surrogate pair, as broken text in a source may hold, exists only escaped
        return _escape_surrogates(text).encode("utf-8")


def _feature_line(feature: Feature) -> str:
    """A feature in one line; a geometry that is text already is put in as it is."""
    if type(feature.get("geometry")) is not GeometryText:
        return as_line(feature)
    return f"{{{','.join(f'{as_line(name)}:{as_line(value)}' for name, value in feature.items())}}}"


def as_features(ids: Iterable[str], properties: Sequence[dict[str, Any]], geometries: NDArray[Any]) -> list[Feature]:
    """Put records together as features; each has its id as a member, and as a property for programs that show those."""
    return [
        {"type": "Feature", "id": id_, "properties": with_id(record, id_), "geometry": geometry}
        for id_, record, geometry in zip(ids, properties, map(as_text, each_geometry(geometries)), strict=True)
    ]


def as_geometries(geometries: Sequence[Any] | NDArray[Any]) -> list[dict[str, Any] | None]:
    """Give each geometry (lon, lat) as a GeoJSON geometry, exact to the last digit; None stays None.

    >>> as_geometries([shapely.Point(48.1, 39.2), None])
    [{'type': 'Point', 'coordinates': [48.1, 39.2]}, None]
    """
    return list(each_geometry(geometries))


def each_geometry(geometries: Sequence[Any] | NDArray[Any]) -> Iterator[dict[str, Any] | None]:
    """Give the geometries as `as_geometries` does, one by one: as lists they take much memory."""
    array = np.asarray(geometries, dtype=object)
    for start in range(0, len(array), _AT_ONCE):
        some = array[start : start + _AT_ONCE]
        there = ~shapely.is_missing(some)
        written = iter(json.loads(f"[{','.join(shapely.to_geojson(some[there]))}]"))
        yield from (next(written) if placed else None for placed in there.tolist())


def without_unknown_heights(geometries: Sequence[Any] | NDArray[Any]) -> NDArray[Any]:
    """Make geometries flat whose height is NaN somewhere: their place is known, and no format can write such a height.

    >>> without_unknown_heights([shapely.from_wkt("POINT Z (48 39 NaN)")])[0].wkt
    'POINT (48 39)'
    """
    array = np.array(geometries, dtype=object)
    coordinates, owners = shapely.get_coordinates(array, include_z=True, return_index=True)
    flat = np.zeros(len(array), dtype=bool)
    flat[owners[~np.isfinite(coordinates[:, 2])]] = True
    flat &= shapely.has_z(array)
    array[flat] = shapely.force_2d(array[flat])
    return array


def with_id(properties: dict[str, Any], id_: str) -> dict[str, Any]:
    """Give the properties with the id as the first of them; if it is, they are not made again."""
    if properties.get("id") == id_ and next(iter(properties)) == "id":
        return properties
    return {"id": id_, **{name: value for name, value in properties.items() if name != "id"}}


def as_line(value: Any) -> str:
    """Write one JSON value in one line. Raises ValueError for NaN and infinity, which JSON does not have."""
    return value.text if type(value) is GeometryText else _LINE.encode(value)


def as_text(geometry: Any) -> Any:
    """Give a GeoJSON geometry as its text, if it is an ordinary one; anything else stays as it is.

    >>> as_text({"type": "Point", "coordinates": [48.1, 39.2]})
    GeometryText('{"type":"Point","coordinates":[48.1,39.2]}')
    """
    return GeometryText(as_line(geometry)) if is_plain(geometry) else geometry


def _inside(value: Any) -> Any:
    """What JSON writes of a geometry that is held as text inside another value."""
    if isinstance(value, GeometryText):
        return laid_out(value)
    raise TypeError(f"JSON has no {type(value).__name__}")


_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_inside)
"""json.dumps makes an encoder for each call, which takes longer than most lines do."""


def _escape_surrogates(text: str) -> str:
    return "".join(f"\\u{ord(letter):04x}" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
