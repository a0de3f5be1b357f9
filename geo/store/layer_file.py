"""A layer on disk: RFC 7946 GeoJSON, one feature a line, sorted by id, every digit of every number kept.

Features are handled as the dictionaries that they are in the file, so what this program does not understand (members
and properties of other programs) goes through it untouched. The same records always give the same bytes.
"""

from __future__ import annotations

import gc
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.errors import NewerFormat, Problem, StoreError
from geo.geojson import FORMAT, Feature, about, as_line, collection, with_id
from geo.records import KINDS
from geo.records.flat import flat_properties
from geo.records.properties import from_properties

if TYPE_CHECKING:
    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

_PERHAPS_TOO_LARGE = re.compile(rb"[eE]\+?[1-9]\d\d")
_NESTED = frozenset({list, dict})
LONLAT_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass
class LayerFile:
    """What a layer file holds. `members`: members of the collection other than type and features."""

    kind: str
    title: str = ""
    features: list[Feature] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    ours: dict[str, Any] = field(default_factory=dict)
    """The member `zonemark` as it was read: one of a newer format says what this program would lose."""

    def to_bytes(self) -> bytes:
        """Write the layer as the bytes of its file. Raises NewerFormat if a newer program wrote it."""
        written_as = self.ours.get("format", FORMAT)
        if not isinstance(written_as, int) or written_as > FORMAT:
            what = f"The layer '{self.title}' has format {written_as!r}; this Zonemark writes format {FORMAT}."
            raise NewerFormat(what, remedy="Update Zonemark to change this layer.")
        ordered = sorted(self.features, key=lambda feature: str(feature["id"]))
        try:
            return collection(ordered, {**self.members, "zonemark": about(self.kind, self.title)})
        except ValueError as error:
            raise StoreError(f"The layer '{self.title}' holds a number that JSON cannot write: {error}.") from error

    def to_frame(self) -> GeoDataFrame:
        """Build the frame of records; a geometry that cannot be read is None there, and a problem here."""
        geometries = self._geometries()
        return from_properties([feature["properties"] for feature in self.features], geometries, self.kind)

    def _geometries(self) -> NDArray[Any]:
        written = [feature.get("geometry") for feature in self.features]
        texts = np.array([_text(one) for one in written], dtype=object)
        geometries: NDArray[Any] = shapely.from_geojson(texts, on_invalid="ignore")
        for position in np.flatnonzero([one is not None for one in written] & shapely.is_missing(geometries)):
            self.problems.append(
                Problem(
                    "geometry_unreadable",
                    "error",
                    "Its geometry cannot be read, so it cannot be drawn.",
                    "Correct it in the layer file, or bring the version before back with `zonemark undo`.",
                    source=self.title,
                    id=str(self.features[position]["id"]),
                    field="geometry",
                )
            )
        return geometries


@contextmanager
def collector_off() -> Iterator[None]:
    """Spare the garbage collector; to look at a million new dictionaries that all stay takes longer than to read."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def content_hash(content: bytes) -> str:
    """Give the first twelve digits of the SHA-256 of a layer's bytes, as the history uses them."""
    return sha256(content).hexdigest()[:12]


def read_layer(content: bytes, *, where: str, kind: str = "", title: str = "") -> LayerFile:
    """Read the bytes of a layer file, also one that another program has edited.

    `where` names the file in messages; `kind` and `title` stand in where the file itself does not say.
    Raises StoreError if it is damaged.
    """
    try:
        finite = _finite if _PERHAPS_TOO_LARGE.search(content) else None
        found = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant, parse_float=finite)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{where} is damaged: {_said(error, content)}.") from error
    if not isinstance(found, dict) or not isinstance(found.get("features"), list):
        raise StoreError(f"{where} is damaged: it is no GeoJSON FeatureCollection.")
    _require_lonlat(found, where)
    ours = found.get("zonemark") if isinstance(found.get("zonemark"), dict) else {}
    assert isinstance(ours, dict)
    layer = LayerFile(
        kind=kind or str(ours.get("kind", "")),
        title=title or str(ours.get("title", "")),
        members={name: value for name, value in found.items() if name not in ("type", "features", "zonemark")},
        ours=ours,
    )
    if layer.kind not in KINDS:
        what = f"{where} does not say what kind of records it holds."
        raise StoreError(what, remedy=f"List it in zonemark.toml with kind = one of: {', '.join(KINDS)}.")
    layer.features = [_feature(feature, number, where) for number, feature in enumerate(found["features"], start=1)]
    _give_ids(layer, where)
    return layer


def _feature(feature: Any, number: int, where: str) -> Feature:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties") or {}, dict):
        raise StoreError(f"{where} is damaged: feature {number} is no GeoJSON feature.")
    if not isinstance(feature.get("geometry") or {}, dict):
        raise StoreError(f"{where} is damaged: feature {number} has a geometry that is no GeoJSON geometry.")
    properties = feature.get("properties") or {}
    nested = not _NESTED.isdisjoint(map(type, properties.values()))  # a file of format 1, or of another program
    feature["properties"] = flat_properties(properties) if nested else properties
    return feature


def _give_ids(layer: LayerFile, where: str) -> None:
    """See that each feature has an id of its own; one drawn or copied in another program may have none."""
    taken: set[str] = set()
    for number, feature in enumerate(layer.features, start=1):
        entered = feature["properties"].get("id", feature.get("id"))
        wanted = str(entered) if entered not in (None, "") else f"feature-{number}"
        given = free_id(wanted, taken)
        if given != wanted:
            layer.problems.append(
                Problem(
                    "id_repeated",
                    "warning",
                    f"The id '{wanted}' is there twice; the second record is now '{given}'.",
                    "Give it an id of its own.",
                    source=where,
                    id=given,
                    field="id",
                )
            )
        taken.add(given)
        feature["id"] = given
        feature["properties"] = with_id(feature["properties"], given)


def free_id(wanted: str, taken: set[str]) -> str:
    """Give `wanted`, or the first of wanted-2, wanted-3 … that is not taken.

    >>> free_id("H-1", {"H-1", "H-1-2"})
    'H-1-3'
    """
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def _text(geometry: dict[str, Any] | None) -> str | None:
    """The geometry as text for GEOS; one with a number too large becomes text that GEOS refuses."""
    try:
        return None if geometry is None else as_line(geometry)
    except ValueError:
        return ""


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text[:20]} is too large a number")
    return number


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON number")


def _said(error: Exception, content: bytes) -> str:
    if not content.strip(b"\0 \r\n\t"):
        return "it is empty"
    return f"it is not JSON ({error})" if isinstance(error, ValueError) else "it is nested too deeply"


def _require_lonlat(found: dict[str, Any], where: str) -> None:
    if "crs" in found and not any(name in json.dumps(found["crs"]) for name in LONLAT_NAMES):
        what = f"{where} is not in longitude and latitude: its crs is {json.dumps(found['crs'])[:100]}."
        raise StoreError(what, remedy="Save it from the other program in EPSG:4326, or add it as a source.")
