"""A layer as it lies beneath the contributions, and what of each record is beneath.

A record that contributions changed carries along, as the member `contributed` of its feature, what its source says and
the changes in force. So a layer, each of its versions in the history, and an undo hold both, and never one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geo.geojson import Feature
from geo.store.layer_file import LayerFile

CONTRIBUTED = "contributed"


def lift(file: LayerFile) -> None:
    """Take the contributions off the records of a layer; records that come from contributions alone are gone."""
    if any(CONTRIBUTED in feature for feature in file.features):
        file.features = [own for one in file.features if (own := beneath_of(one)) is not None]


def make_own(file: LayerFile) -> None:
    """Take what records show for what they are, and forget what lay beneath."""
    file.features = [
        {name: value for name, value in feature.items() if name != CONTRIBUTED} if CONTRIBUTED in feature else feature
        for feature in file.features
    ]


def beneath_of(feature: Feature) -> Feature | None:
    """Give a record as its source says it; None if it comes from a contribution alone."""
    if CONTRIBUTED not in feature:
        return feature
    own = feature[CONTRIBUTED].get("beneath") if isinstance(feature[CONTRIBUTED], dict) else None
    rest = {name: value for name, value in feature.items() if name != CONTRIBUTED}
    if not isinstance(own, dict) or not isinstance(own.get("properties"), dict):
        return None if own is None and isinstance(feature[CONTRIBUTED], dict) else rest
    return {**rest, "properties": own["properties"], "geometry": own.get("geometry")}


def in_force_of(feature: Feature) -> list[str]:
    """The keys of the changes in force of a record."""
    own = feature.get(CONTRIBUTED)
    keys = own.get("changes") if isinstance(own, dict) else None
    return [key for key in keys if isinstance(key, str)] if isinstance(keys, list) else []


def member(beneath: Feature | None, in_force: Sequence[str]) -> dict[str, Any]:
    """The member of a record with contributions."""
    own = None if beneath is None else {"properties": beneath["properties"], "geometry": beneath.get("geometry")}
    return {"changes": list(in_force), "beneath": own}
