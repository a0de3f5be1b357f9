"""A layer on disk: RFC 7946 GeoJSON, one feature a line, sorted by id, every digit of every number kept.

Features are handled as the dictionaries that they are in the file, so what this program does not understand (members
and properties of other programs) goes through it untouched. The same records always give the same bytes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely

from geo.cells.names import free_name
from geo.errors import NewerFormat, SourceError, StoreError
from geo.findings import Findings, Severity
from geo.geojson import FORMAT, Feature, about, collection, with_id
from geo.geojson.documents import Document, document
from geo.geojson.features import first_fault, taken_apart
from geo.geojson.shapes import Shapes, shapes, written
from geo.placing import place_shapes
from geo.records import KINDS
from geo.records.flat import flat_properties
from geo.records.properties import from_properties

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_NESTED = frozenset({list, dict})
LONLAT_NAMES = ("CRS84", "EPSG::4326", "EPSG:4326")


@dataclass
class LayerFile:
    """What a layer file holds. `members`: members of the collection other than type and features."""

    kind: str
    title: str = ""
    features: list[Feature] = field(default_factory=list)
    members: dict[str, Any] = field(default_factory=dict)
    problems: Findings = field(default_factory=Findings)
    names_lonlat: bool = False
    """Whether the file itself says that it is in longitude and latitude."""
    hash: str = ""
    """`content_hash` of the bytes it was read from."""
    ours: dict[str, Any] = field(default_factory=dict)
    """The member `zonemark` as it was read: one of a newer format says what this program would lose."""

    @property
    def is_made_of_contributions(self) -> bool:
        """Whether the layer is there for records that readers added, and goes with the last of them."""
        return self.ours.get("contributed") is True

    @property
    def order(self) -> int:
        """The place in the drawing order that the file states, from 1; 0 if none."""
        stated = self.ours.get("order", 0)
        return stated if type(stated) is int else 0

    def require_own_format(self) -> None:
        """Raise NewerFormat if a newer program wrote the layer: it can be read, not written."""
        written_as = self.ours.get("format", FORMAT)
        if not isinstance(written_as, int) or written_as > FORMAT:
            what = f"The layer '{self.title}' has format {written_as!r}; this Zonemark writes format {FORMAT}."
            raise NewerFormat(what, remedy="Update Zonemark to change this layer.")

    def to_bytes(self) -> bytes:
        """Write the layer as the bytes of its file. Raises NewerFormat if a newer program wrote it."""
        self.require_own_format()
        contributed = {"contributed": True} if self.is_made_of_contributions else {}
        ordered = sorted(self.features, key=lambda feature: str(feature["id"]))
        try:
            return collection(
                ordered, {**self.members, "zonemark": about(self.kind, self.title, self.order) | contributed}
            )
        except ValueError as error:
            raise StoreError(f"The layer '{self.title}' holds a number that JSON cannot write: {error}.") from error

    def to_frame(self) -> GeoDataFrame:
        """Build the frame of records; a geometry that cannot be read is None there, and a problem here."""
        built = shapes([feature.get("geometry") for feature in self.features])
        rows = np.arange(len(self.features))
        placed = place_shapes(
            built.geometries, "EPSG:4326" if self.names_lonlat else None, rows=rows, source=self.title
        )
        for problem in placed.problems:
            # Nobody can name the CRS of a layer, which is always longitude and latitude.
            remedy = problem.remedy if problem.code == "coordinate_range" else _CORRECT
            id_ = str(self.features[problem.row or 0]["id"])
            self.problems.append(replace(problem, row=None, id=id_, remedy=remedy, option=""))
        properties = [feature["properties"] for feature in self.features]
        for index in self._say_slips(built):
            entered = written(self.features[index]["geometry"])
            properties[index] = {"position_entered": entered, **properties[index]}
        for index in np.flatnonzero(
            shapely.is_missing(placed.geometry) & ~shapely.is_missing(built.geometries)
        ).tolist():
            properties[index] = {"position_entered": placed.fields["position_entered"][index], **properties[index]}
        return from_properties(properties, placed.geometry, self.kind)

    def _say_slips(self, built: Shapes) -> list[int]:
        """Say what is wrong with the geometries; returns the features whose geometry is not as it was written."""
        for index, slips in built.slips.items():
            for slip in slips:
                self.problems.add(slip.code, slip.what, slip.remedy or _CORRECT, severity=slip.severity,
                                  source=self.title, id=str(self.features[index]["id"]), field="geometry",
                                  option=None if slip.remedy else "undo")  # fmt: skip
        return [index for index, slips in built.slips.items() if any(slip.severity == "error" for slip in slips)]


_CORRECT = "Correct it in the layer file, or bring back the version before."


def content_hash(content: bytes) -> str:
    """Give the first twelve digits of the SHA-256 of a layer's bytes, as the history uses them."""
    return sha256(content).hexdigest()[:12]


def read_layer(content: bytes, *, where: str, kind: str = "", title: str = "") -> LayerFile:
    """Read the bytes of a layer file, also one that another program has edited, as a GeoJSON source is read.

    `where` names the file in messages; `kind` and `title` stand in where the file itself does not say.
    Raises StoreError if it is damaged.
    """
    try:
        found = document(content, where, limited=False)
    except SourceError as error:
        raise StoreError(f"{where} is damaged: {_damage(error, content, where)}.") from error
    members = found.members
    _require_lonlat(members, where)
    ours = members.get("zonemark") if isinstance(members.get("zonemark"), dict) else {}
    assert isinstance(ours, dict)
    layer = LayerFile(
        kind=kind or str(ours.get("kind", "")),
        title=title or str(ours.get("title", "")),
        members={name: value for name, value in members.items() if name != "zonemark"},
        names_lonlat="crs" in members,
        ours=ours,
        hash=content_hash(content),
    )
    if layer.kind not in KINDS:
        what = f"{where} does not say what kind of records it holds."
        raise StoreError(what, remedy=f"List it in zonemark.toml with kind = one of: {', '.join(KINDS)}.")
    _take_features(layer, found, where)
    _give_ids(layer, where)
    return layer


def _take_features(layer: LayerFile, found: Document, where: str) -> None:
    """Take the features in as they stand in the file; what JSON cannot write again is kept as text."""

    def say(
        code: str, row: int | None, what: str, remedy: str = "", *, severity: Severity | None = None,
        at: str = "", option: str | None = None,
    ) -> None:  # fmt: skip
        layer.problems.add(code, what, remedy, severity=severity, source=where, row=row, field=at, option=option)

    found.slips = [slip for slip in found.slips if slip[0] != "no_records"]  # a layer may have been emptied
    for row, parts in enumerate(taken_apart(found, say), start=1):
        if parts.geometry is not None and not found.whole and first_fault(parts.geometry):
            for slip in shapes([parts.geometry]).slips.get(0, []):
                say(slip.code, row, slip.what, slip.remedy, severity=slip.severity, at="geometry")
            parts.properties.setdefault("position_entered", written(parts.geometry))
            parts.geometry = None
        nested = not _NESTED.isdisjoint(map(type, parts.properties.values()))  # of format 1, or of another program
        properties = flat_properties(parts.properties) if nested else parts.properties
        identity = {} if parts.identity is None else {"id": parts.identity}
        layer.features.append(
            {"type": "Feature", **identity, "properties": properties, "geometry": parts.geometry, **parts.others}
        )


def _damage(error: SourceError, content: bytes, where: str) -> str:
    if not content.strip(b"\0 \r\n\t"):
        return "it is empty"
    return error.what.removeprefix(f"{where}, ").removeprefix(f"{where}: ").removeprefix(f"{where} ").removesuffix(".")


def _give_ids(layer: LayerFile, where: str) -> None:
    """See that each feature has an id of its own; one drawn or copied in another program may have none."""
    taken: set[str] = set()
    last: dict[str, int] = {}
    for number, feature in enumerate(layer.features, start=1):
        entered = feature["properties"].get("id", feature.get("id"))
        wanted = str(entered) if entered not in (None, "") else f"feature-{number}"
        given = free_id(wanted, taken, last)
        if given != wanted:
            what = f"The id '{wanted}' is there twice; the second record is now '{given}'."
            layer.problems.add("duplicate_id", what, "Give it an id of its own.", severity="warning", source=where,
                               id=given, field="id")  # fmt: skip
        taken.add(given)
        feature["id"] = given
        feature["properties"] = with_id(feature["properties"], given)


def free_id(wanted: str, taken: set[str], last: dict[str, int] | None = None) -> str:
    """Give `wanted`, or the first of wanted-2, wanted-3 … that is not taken; `last` remembers how far that came.

    >>> free_id("H-1", {"H-1", "H-1-2"})
    'H-1-3'
    """
    return free_name(wanted, taken, "{}-{}", {} if last is None else last)


def _require_lonlat(found: dict[str, Any], where: str) -> None:
    if "crs" in found and not any(name in json.dumps(found["crs"]) for name in LONLAT_NAMES):
        what = f"{where} is not in longitude and latitude: its crs is {json.dumps(found['crs'])[:100]}."
        raise StoreError(what, remedy="Save it from the other program in EPSG:4326, or add it as a source.")
