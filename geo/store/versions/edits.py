"""What other hands did to a layer since it was last written: which records are gone, changed and new.

Layers may be edited in another program; that is what they are GeoJSON for. But a sync program, a script or a failing
disk edits them too, and a map of what is left looks like a map. So the difference is always named.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geo.errors import StoreError
from geo.findings import Findings, Problem
from geo.findings.counting import counted, listed
from geo.geojson import Feature
from geo.store.folder import what_is_no_file
from geo.store.layer_file import LayerFile, read_layer

NAMED = 5
"""Records named in one sentence."""


@dataclass(frozen=True)
class Edit:
    """One layer that is not what was last written, `before`; `after` is None if it is gone.

    `damage`: why it cannot be read at all. `fewer`, `more`, `changed`: the ids of its records that are.
    """

    layer: str
    path: Path
    before: bytes
    after: bytes | None
    damage: str = ""
    fewer: list[str] = field(default_factory=list)
    more: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    other: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody has to say that it is meant: it is more than another way of writing the same records."""
        return bool(self.damage or self.fewer or self.more or self.changed or self.other)

    @property
    def counts(self) -> dict[str, int]:
        """How many records are gone, new and changed."""
        return {"fewer": len(self.fewer), "more": len(self.more), "changed": len(self.changed)}

    @property
    def what(self) -> str:
        """Say what was done to the layer."""
        if self.after is None:
            instead = what_is_no_file(self.path)
            where = f"; {instead} stands in its place" if instead else ""
            return f"{self.path} is gone, with its {counted(len(self.fewer), 'record')}{where}."
        if self.damage:
            return f"{self.path} was edited outside of Zonemark: {self.damage}"
        named = [(self.fewer, "fewer"), (self.changed, "changed"), (self.more, "more")]
        parts = [f"{counted(len(ids), 'record')} {how} ({listed(ids, NAMED)})" for ids, how in named if ids]
        if self.other:
            parts.append("what it says of the whole layer is changed")
        said = "; ".join(parts) or "it is written anew, and every record is the same"
        return f"{self.path} was edited outside of Zonemark: {said}."

    @property
    def problem(self) -> Problem:
        """The same as a problem of the layer."""
        found = Findings(self.layer)
        if self.is_doubtful:
            return found.add("edited_outside", self.what, "Take the edit back, or accept it.")
        return found.add("edited_outside", self.what, severity="note")


def compare(layer: str, path: Path, before: bytes, after: bytes | None) -> Edit:
    """Find out what was done to a layer."""
    old = read_layer(before, where=layer)
    if after is None:
        return Edit(layer, path, before, after, fewer=[str(one["id"]) for one in old.features])
    try:
        new = read_layer(after, where=str(path), kind=old.kind)
    except StoreError as error:
        return Edit(layer, path, before, after, damage=str(error))
    then, now = _by_id(old.features), _by_id(new.features)
    return Edit(
        layer,
        path,
        before,
        after,
        fewer=[id_ for id_ in then if id_ not in now],
        more=[id_ for id_ in now if id_ not in then],
        changed=[id_ for id_, one in then.items() if id_ in now and now[id_] != one],
        other=_whole(old) != _whole(new),
    )


def _by_id(features: Sequence[Feature]) -> dict[str, Feature]:
    """What each record says; a null says nothing, and whether a program writes one is its own affair."""
    return {
        str(one["id"]): {**one, "geometry": one.get("geometry"), "properties": _stated(one["properties"])}
        for one in features
    }


def _stated(properties: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in properties.items() if value is not None}


def _whole(file: LayerFile) -> tuple[Any, ...]:
    """What a file says of the layer; names, CRS and bounds that other programs write say nothing new."""
    members = {
        name: value
        for name, value in file.members.items()
        if name not in ("name", "crs", "bbox", "xy_coordinate_resolution")
    }
    return file.ours.get("kind", file.kind), members
