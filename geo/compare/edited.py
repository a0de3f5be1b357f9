"""A file that was saved or exported from a map and then edited becomes a contribution: what differs from its version.

Which version it came from is found among those of its layer: the one from which it differs in the fewest records. Each
is written as the same format and read again before it is compared, so that what the format cannot carry is no change.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from os import PathLike
from pathlib import Path
from time import gmtime, strftime
from typing import TYPE_CHECKING, Any
from uuid import UUID

import numpy as np
import shapely

from geo.contributions.caution import is_same
from geo.contributions.model import MOST_CHANGES, NEW, NOT_TO_BE_SET
from geo.disk import temporary_folder
from geo.errors import SourceError
from geo.exports import FORMATS, export
from geo.mapfile.encode_shapes import UNITS_PER_DEGREE
from geo.records.layer import Layer
from geo.records.properties import to_properties
from geo.sources import Reading, read
from geo.store.layer_file import content_hash, read_layer
from geo.store.received.keeping import kept
from geo.store.received.receiving import Sent

if TYPE_CHECKING:
    from geo.store import Project

_VERSIONS = 12
"""How many versions of a layer are tried, the newest first."""
_NOTED = ("contributed_", "withdrawn_")


@dataclass
class _State:
    """Records of a file by their ids: what each says, and where it lies to 1e-7 degree."""

    properties: dict[str, dict[str, Any]]
    shapes: dict[str, Any]

    @classmethod
    def of(cls, reading: Reading) -> _State:
        records = to_properties(reading.frame)
        ids = [str(record.get("id", "")) for record in records]
        geometry = [_rounded(shape) for shape in reading.frame.geometry]
        return cls(dict(zip(ids, records, strict=True)), dict(zip(ids, geometry, strict=True)))

    def differs(self, other: _State, id_: str, names: Sequence[str]) -> bool:
        return bool(_sets(self.properties[id_], other.properties[id_], names)) or self.moved(other, id_)

    def moved(self, other: _State, id_: str) -> bool:
        one, two = self.shapes[id_], other.shapes[id_]
        return two is not None and (one is None or not shapely.equals(shapely.normalize(one), shapely.normalize(two)))


def sent_as(project: Project, path: str | PathLike[str]) -> list[Sent]:
    """Read what somebody sent back, by the ending of its name: an edited file, or else a contribution.

    Raises SourceError in one sentence for what is neither, damaged, or newer.
    """
    file = Path(path)
    return contributions_of(project, file) if file.suffix.lower() in FORMATS else [Sent.read(file)]


def contributions_of(project: Project, path: Path) -> list[Sent]:
    """Read an edited file as contributions to a project: none where nothing differs from the version it came from.

    Records that are not in it any more are proposed to be withdrawn, unless it holds less than half of its layer.
    Raises SourceError for a file none of whose records is in the project.
    """
    own = sha256(path.read_bytes()).hexdigest()
    if again := _received(project, path, own):
        return again
    reading = read(path)
    now = _State.of(reading)
    layer = _layer_of(project, reading, now)
    if layer is None:
        raise SourceError(f"{path.name} holds no record of this project.", remedy="Add it as a source instead.")
    version, before = _came_from(project, layer, path, now)
    changes = list(_changes(before, now, _names(reading), layer.name, version, path.name))
    return [
        _sent(project, layer, version, changes[at : at + MOST_CHANGES], path, _file_id(own, at // MOST_CHANGES))
        for at in range(0, len(changes), MOST_CHANGES)
    ]


def _received(project: Project, path: Path, own: str) -> list[Sent]:
    """What this very file was merged as, if it was: it is compared with no later version."""
    known = {one.contribution.id: one.contribution for one in kept(project.path).received}
    found = [known[id_] for id_ in (_file_id(own, number) for number in range(len(known))) if id_ in known]
    return [Sent(path.name, one.to_bytes(), one) for one in found]


def _file_id(own: str, number: int) -> str:
    return _uuid("file", own, number)


def _layer_of(project: Project, reading: Reading, now: _State) -> Layer | None:
    """The layer that most of the records belong to."""
    layers = [layer for layer in project.layers() if layer.kind == reading.kind]
    shared = [len(now.properties.keys() & set(map(str, layer.frame["id"]))) for layer in layers]
    return layers[int(np.argmax(shared))] if any(shared) else None


def _came_from(project: Project, layer: Layer, path: Path, now: _State) -> tuple[str, _State]:
    """The version of a layer from which a file differs least, by its hash, as it reads in that format."""
    contents = [project.file_of(layer.name)[1].to_bytes()]
    contents += [one.read() for one in reversed(project.versions(layer.name)) if one.path.stat().st_size]
    found: dict[str, _State] = {}
    for content in contents[:_VERSIONS]:
        found.setdefault(content_hash(content), _as_written(content, layer, path.suffix))

    def difference(version: str) -> int:
        before = found[version]
        both = before.properties.keys() & now.properties.keys()
        apart = len(before.properties.keys() ^ now.properties.keys())
        return apart + sum(before.differs(now, id_, [*now.properties[id_]]) for id_ in both)

    version = min(found, key=difference)  # of those that are as near, the newest
    return version, found[version]


def _as_written(content: bytes, layer: Layer, suffix: str) -> _State:
    """A version as it is after it was written as a format and read again."""
    file = read_layer(content, where=layer.name, kind=layer.kind)
    version = Layer(layer.name, file.kind, file.to_frame(), title=layer.title, imprint=layer.imprint)
    with temporary_folder() as folder:
        path = Path(folder, f"{layer.name}{suffix}")
        export(version, path)
        return _State.of(read(path, kind=layer.kind))


def _names(reading: Reading) -> list[str]:
    """The fields that a file has a column for, and that can be set."""
    columns = {*reading.fields.values(), *(name for name in reading.frame if reading.frame[name].notna().any())}
    shape = reading.frame.active_geometry_name
    return sorted(
        name for name in map(str, columns) if name not in {*NOT_TO_BE_SET, shape} and not name.startswith(_NOTED)
    )


def _sets(old: dict[str, Any], new: dict[str, Any], names: Sequence[str]) -> dict[str, list[Any]]:
    return {name: [old.get(name), new.get(name)] for name in names if not is_same(old.get(name), new.get(name))}


def _changes(
    before: _State, now: _State, names: Sequence[str], layer: str, version: str, name: str
) -> Iterator[dict[str, Any]]:
    """What was done to the records, as changes; ids are made of what they say, so that they are the same again."""

    def change(op: str, target: str, **told: Any) -> dict[str, Any]:
        id_ = _uuid(op, target, told, version)
        own = {"id": id_, "op": op, "edition": version, "layer": layer, "target": target or f"{NEW}{id_}", "after": []}
        return own | told

    for id_, properties in now.properties.items():
        shape = now.shapes[id_]
        if id_ in before.properties:
            told: dict[str, Any] = {"set": _sets(before.properties[id_], properties, names)}
            if before.moved(now, id_):
                told["geometry"] = _mapping(shape)
            if told["set"] or "geometry" in told:
                yield change("correct", id_, **told)
        elif shape is not None:
            yield change("add", "", set=_sets({}, properties, names), geometry=_mapping(shape))
    gone = before.properties.keys() - now.properties.keys()
    if 2 * len(gone) < len(before.properties):
        for id_ in sorted(gone):
            yield change("withdraw", id_, because=f"It is not in {name[:200]} any more.")


def _sent(project: Project, layer: Layer, version: str, changes: list[dict[str, Any]], path: Path, id_: str) -> Sent:
    edition = {"title": project.settings.title[:300], "made_on": "", "redacted": False, "profile": "",
               "layers": {layer.name: version}}  # fmt: skip
    made_on = strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(path.stat().st_mtime))
    told = {
        "type": "zonemark-contribution", "format": 1, "id": id_, "made_on": made_on, "language": "",
        "program": "zonemark merge", "maker": {"name": path.name[:200], "organisation": "", "contact": ""},
        "editions": {version: edition}, "changes": changes,
    }  # fmt: skip
    return Sent.of(path.name, json.dumps(told, ensure_ascii=True).encode())


def _uuid(*what: Any) -> str:
    digest = sha256(json.dumps(what, sort_keys=True, default=str).encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def _rounded(shape: Any) -> Any:
    """A shape in two dimensions with vertices that are whole multiples of 1e-7 degree."""
    if shape is None or shape.is_empty:
        return None
    flat = shapely.force_2d(shape)
    return shapely.set_coordinates(flat, np.rint(shapely.get_coordinates(flat) * UNITS_PER_DEGREE) / UNITS_PER_DEGREE)


def _mapping(shape: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return found
