"""A map file becomes a project again: its layers as they are in the map, under the imprint that its margin states."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from geo.geojson import as_features, without_unknown_heights
from geo.mapfile.opening import MapFile
from geo.records import Layer
from geo.records.properties import to_properties
from geo.store.folder import made_whole
from geo.store.layer_file import LayerFile
from geo.store.project import Project

OPENED_FROM = "opened_from"
"""The member of a layer's collection that names the map it was opened from."""


def project_of(opened: MapFile, folder: str | Path, *, command: str = "geo.store.project_of") -> Project:
    """Make a project in `folder` of what a map file holds.

    Raises StoreError if there is a project already, NotSaved if it cannot be written.
    """
    imprint = replace(opened.imprint, language="")  # a project states languages; its maps open in the first of them
    files = {layer.name: _layer_file(layer, opened) for layer in opened.layers}
    imprint = replace(imprint, title=imprint.title or Path(folder).resolve().name)
    with made_whole(Path(folder)) as making:
        Project.create(making, imprint=imprint).put(files, command=command, sources=[opened.name])
    return Project(folder)


def _layer_file(layer: Layer, opened: MapFile) -> LayerFile:
    records = to_properties(layer.frame)
    ids = [str(record.get("id", number)) for number, record in enumerate(records, start=1)]
    features = as_features(ids, records, without_unknown_heights(layer.frame.geometry.array))
    came_from = {"file": opened.name, "made_on": opened.made_on}
    if opened.imprint.edition is not None:
        came_from["edition"] = opened.imprint.edition.label
    return LayerFile(layer.kind, layer.title, features, {OPENED_FROM: came_from})
