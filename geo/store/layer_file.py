"""A layer on disk: RFC 7946 GeoJSON, one feature a line, sorted by id, every digit of every number kept.

Features are handled as the dictionaries that they are in the file, so what this program does not understand (members
and properties of other programs) goes through it untouched. The same records always give the same bytes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from hashlib import file_digest, sha256
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from geo.cells.names import free_name
from geo.errors import NewerFormat, SourceError, StoreError
from geo.findings import Findings, Severity
from geo.geojson import FORMAT, Feature, about, as_text, collection, with_id
from geo.geojson.documents import Document, OtherLayout, document, sound_runs
from geo.geojson.features import first_fault, taken_apart
from geo.geojson.shapes import shapes, written
from geo.memory import give_back
from geo.records import KINDS
from geo.records.flat import flat_properties
from geo.store.framing import AT_ONCE, Framing

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

_NESTED = frozenset({list, dict})
_DIGITS = 12
_OFTEN = 50_000
"""So many texts are looked for again in the features that follow."""
_GIVEN_BACK = 50_000
"""So many features leave so much memory free that it is worth giving back."""
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
        return self._written(self._ordered())

    def into_bytes(self) -> bytes:
        """Write the layer as `to_bytes` does, and let go of each feature as it is written: a large layer, as features
        and as bytes, is twice what its source takes."""
        ordered = self._ordered()
        ordered.reverse()
        self.features = []
        return self._written(_popped(ordered))

    def _ordered(self) -> list[Feature]:
        return sorted(self.features, key=lambda feature: str(feature["id"]))

    def _written(self, features: Iterable[Feature]) -> bytes:
        self.require_own_format()
        contributed = {"contributed": True} if self.is_made_of_contributions else {}
        try:
            return collection(
                features, {**self.members, "zonemark": about(self.kind, self.title, self.order) | contributed}
            )
        except ValueError as error:
            raise StoreError(f"The layer '{self.title}' holds a number that JSON cannot write: {error}.") from error

    def to_frame(self) -> GeoDataFrame:
        """Build the frame of records; a geometry that cannot be read is None there, and a problem here."""
        framing = Framing(self.kind)
        for start in range(0, len(self.features), AT_ONCE):
            framing.take(self.features[start : start + AT_ONCE])
        return framing.frame(self.problems, title=self.title, names_lonlat=self.names_lonlat)


def _popped(features: list[Feature]) -> Iterator[Feature]:
    """The last feature first, none of which is kept; what they leave free goes back to the system on the way."""
    is_large = len(features) >= _GIVEN_BACK
    while features:
        if len(features) % _GIVEN_BACK == 0:
            give_back()
        yield features.pop()
    if is_large:
        give_back()


def content_hash(content: bytes) -> str:
    """Give the first twelve digits of the SHA-256 of a layer's bytes, as the history uses them."""
    return sha256(content).hexdigest()[:_DIGITS]


def file_hash(path: Path) -> str:
    """Give the `content_hash` of what a file holds, without holding all of it."""
    with path.open("rb") as file:
        return hash_of(file)


def hash_of(file: BinaryIO) -> str:
    """The same of an open file, read to its end."""
    return file_digest(file, "sha256").hexdigest()[:_DIGITS]  # type: ignore[arg-type]


def read_layer(content: bytes, *, where: str, kind: str = "", title: str = "") -> LayerFile:
    """Read the bytes of a layer file, also one that another program has edited, as a GeoJSON source is read.

    `where` names the file in messages; `kind` and `title` stand in where the file itself does not say.
    Raises StoreError if it is damaged.
    """
    return _taken(lambda: _Hashed(BytesIO(content)), where, kind, title, _kept)


def count_records(content: bytes, *, where: str) -> tuple[LayerFile, int]:
    """Read the bytes of a layer file as `read_layer` does, and keep none of its records: give how many there are."""
    count = 0

    def into(_: LayerFile) -> Take:
        nonlocal count
        count = 0
        return take

    def take(features: list[Feature]) -> None:
        nonlocal count
        count += len(features)

    return _taken(lambda: _Hashed(BytesIO(content)), where, "", "", into), count


def read_some(content: bytes, ids: Collection[str], *, where: str, kind: str = "") -> dict[str, Feature]:
    """Read the bytes of a layer file as `read_layer` does, and keep those of its records that have these ids."""
    found: dict[str, Feature] = {}

    def into(_: LayerFile) -> Take:
        found.clear()
        return take

    def take(features: list[Feature]) -> None:
        for feature in features:
            if (id_ := str(feature["id"])) in ids:
                found[id_] = {**feature, "geometry": as_text(feature["geometry"])}

    _taken(lambda: _Hashed(BytesIO(content)), where, kind, "", into)
    return found


def read_file(path: Path, *, kind: str = "", title: str = "") -> LayerFile:
    """Read a layer file. Raises StoreError if it is damaged, FileNotFoundError if it is not there."""
    return _taken(lambda: _Hashed(path.open("rb")), str(path), kind, title, _kept)


def read_frame(path: Path, *, kind: str = "", title: str = "") -> tuple[LayerFile, GeoDataFrame]:
    """Read a layer file as `read_layer` does, into the frame of its records: the file's own features are not kept.

    Raises StoreError if it is damaged, FileNotFoundError if it is not there.
    """
    framings: list[Framing] = []

    def into(layer: LayerFile) -> Take:
        framings[:] = [Framing(layer.kind)]
        return framings[0].take

    layer = _taken(lambda: _Hashed(path.open("rb")), str(path), kind, title, into)
    return layer, framings[0].frame(layer.problems, title=layer.title, names_lonlat=layer.names_lonlat)


Take = Callable[[list[Feature]], None]


def _kept(layer: LayerFile) -> Take:
    """Keep the features; their geometries as text, and of equal texts in properties one."""
    once: dict[str, str] = {}

    def take(features: list[Feature]) -> None:
        if len(once) > 2 * _OFTEN:
            once.clear()
        for feature in features:
            feature["geometry"] = as_text(feature["geometry"])
            properties = feature["properties"]
            for name, value in properties.items():
                if type(value) is str:
                    properties[name] = once.setdefault(value, value)
        layer.features.extend(features)

    return take


class _Hashed:
    """A file that is read line by line, and the hash of what was read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._digest = sha256()

    def readline(self, size: int, /) -> bytes:
        line = self._file.readline(size)
        self._digest.update(line)
        return line

    def readlines(self, hint: int, /) -> list[bytes]:
        lines = self._file.readlines(hint)
        for line in lines:
            self._digest.update(line)
        return lines

    def read(self) -> bytes:
        """All of it, from its beginning."""
        self._file.seek(0)
        content = self._file.read()
        self._digest = sha256(content)
        return content

    @property
    def hash(self) -> str:
        return self._digest.hexdigest()[:_DIGITS]

    def close(self) -> None:
        self._file.close()


def _taken(
    opened: Callable[[], _Hashed], where: str, kind: str, title: str, into: Callable[[LayerFile], Take]
) -> LayerFile:
    """Read a layer file in runs of features, or as a whole if it is not as Zonemark writes it."""
    with closing(opened()) as file:
        try:
            found, runs = sound_runs(file, where)
            layer = _take_runs(found, runs, where, kind, title, into)
        except (OtherLayout, StoreError):
            content = file.read()
            try:
                found = document(content, where, limited=False)
            except SourceError as error:
                raise StoreError(f"{where} is damaged: {_damage(error, content, where)}.") from error
            del content
            layer = _take_runs(found, iter([found.features]), where, kind, title, into)
        layer.hash = file.hash
    return layer


def _take_runs(
    found: Document, runs: Iterator[list[Any]], where: str, kind: str, title: str,
    into: Callable[[LayerFile], Take],
) -> LayerFile:  # fmt: skip
    """Take the features in as they stand in the file; what JSON cannot write again is kept as text."""
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
    )
    if layer.kind not in KINDS:
        what = f"{where} does not say what kind of records it holds."
        raise StoreError(what, remedy=f"List it in zonemark.toml with kind = one of: {', '.join(KINDS)}.")
    slips = [slip for slip in found.slips if slip[0] != "no_records"]  # a layer may have been emptied
    take, ids, row = into(layer), _Ids(where), 0
    for run in runs:
        one = replace(found, features=run, slips=[] if row else slips)
        features = _features(layer, one, where, row)
        row += len(run)
        ids.give(features)
        take(features)
        del run, one, features  # before the next run is read
    # It is said of the ids after all that is said of the features.
    layer.problems += ids.problems
    return layer


def _features(layer: LayerFile, found: Document, where: str, before: int) -> list[Feature]:
    """The features of a run, in front of which there are so many others."""

    def say(
        code: str, row: int | None, what: str, remedy: str = "", *, severity: Severity | None = None,
        at: str = "", option: str | None = None,
    ) -> None:  # fmt: skip
        number = None if row is None else row + before
        layer.problems.add(code, what, remedy, severity=severity, source=where, row=number, field=at, option=option)

    features = []
    for row, parts in enumerate(taken_apart(found, say), start=1):
        if parts.geometry is not None and not found.whole and first_fault(parts.geometry):
            for slip in shapes([parts.geometry]).slips.get(0, []):
                say(slip.code, row, slip.what, slip.remedy, severity=slip.severity, at="geometry")
            parts.properties.setdefault("position_entered", written(parts.geometry))
            parts.geometry = None
        nested = not _NESTED.isdisjoint(map(type, parts.properties.values()))  # of format 1, or of another program
        properties = flat_properties(parts.properties) if nested else parts.properties
        identity = {} if parts.identity is None else {"id": parts.identity}
        features.append(
            {"type": "Feature", **identity, "properties": properties, "geometry": parts.geometry, **parts.others}
        )
    return features


def _damage(error: SourceError, content: bytes, where: str) -> str:
    if not content.strip(b"\0 \r\n\t"):
        return "it is empty"
    return error.what.removeprefix(f"{where}, ").removeprefix(f"{where}: ").removeprefix(f"{where} ").removesuffix(".")


class _Ids:
    """See that each feature has an id of its own; one drawn or copied in another program may have none."""

    def __init__(self, where: str) -> None:
        self.problems = Findings()
        self._where = where
        self._taken: set[str] = set()
        self._last: dict[str, int] = {}
        self._number = 0

    def give(self, features: Sequence[Feature]) -> None:
        for number, feature in enumerate(features, start=self._number + 1):
            entered = feature["properties"].get("id", feature.get("id"))
            wanted = str(entered) if entered not in (None, "") else f"feature-{number}"
            given = free_id(wanted, self._taken, self._last)
            if given != wanted:
                what = f"The id '{wanted}' is there twice; the second record is now '{given}'."
                self.problems.add("duplicate_id", what, "Give it an id of its own.", severity="warning",
                                  source=self._where, id=given, field="id")  # fmt: skip
            self._taken.add(given)
            feature["id"] = given
            feature["properties"] = with_id(feature["properties"], given)
        self._number += len(features)


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
