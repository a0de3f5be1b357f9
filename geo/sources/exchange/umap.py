"""uMap backups (.umap): every layer of the map in one file, each a FeatureCollection with the name that it has there.

A layer that uMap fetches from elsewhere when the map is opened is not in the backup; it is named, and not fetched.
"""

from __future__ import annotations

from typing import Any

from geo.errors import SourceError, UsageError
from geo.geojson.documents import Document, collection
from geo.sources.geojson import GeojsonFeatures
from geo.sources.raw import RawTable


def table(value: dict[str, Any], source: str, *, layer: str | None) -> RawTable:
    """Read the layers of a backup, or the one named. Raises SourceError if it has none, UsageError if not that one."""
    listed = value.get("layers")
    layers = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    names = [_name(one, number) for number, one in enumerate(layers, start=1)]
    if not layers:
        raise SourceError(f"{source} is a uMap backup without layers.", remedy="Save it in uMap again.")
    if layer is not None and layer not in names:
        raise UsageError(f"{source} has no layer {layer!r}.", remedy=f"There are: {', '.join(names)}.")
    features: list[Any] = []
    of_layer: list[str] = []
    slips: list[tuple[str, str]] = []
    reader = GeojsonFeatures(source)
    for name, one in zip(names, layers, strict=True):
        if layer in (None, name):
            found = collection({"features": [], **one, "type": "FeatureCollection"}, source)
            features += found.features
            of_layer += [name] * len(found.features)
            slips += [slip for slip in found.slips if slip[0] != "no_records"]
            if isinstance(_options(one).get("remoteData"), dict) and _options(one)["remoteData"].get("url"):
                reader.problem(
                    "not_followed", None, f"The layer {name!r} is fetched from elsewhere by uMap; it was not."
                )
    if not features:
        slips.append(("no_records", "There is not one record in the file."))
    reader.take(Document(features, {}, slips))
    reader.attributes = [
        {"layer": name, **attributes} for name, attributes in zip(of_layer, reader.attributes, strict=True)
    ]
    return reader.table({"driver": "uMap", "layer": ", ".join(names)})


def _options(layer: dict[str, Any]) -> dict[str, Any]:
    found = layer.get("_umap_options") or layer.get("_storage") or {}
    return found if isinstance(found, dict) else {}


def _name(layer: dict[str, Any], number: int) -> str:
    return str(_options(layer).get("name") or layer.get("name") or f"Layer {number}")
