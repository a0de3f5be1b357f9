"""Edits by other hands of records over which contributions lie.

Whoever edits a layer in another program edits what is shown. What they changed is put into the record beneath, as if
its source said so, and the contributions lie over it again: neither the edit nor a contribution is lost, and where the
two disagree that is listed. A record that only a contribution gave is its editor's own from then on, and what gave it
is rejected. Programs that drop the member `contributed` lose nothing by it.
"""

from __future__ import annotations

from typing import Any

from geo.contributions.model import NEW
from geo.errors import StoreError
from geo.geojson import Feature
from geo.store.layer_file import LayerFile
from geo.store.received.lifting import CONTRIBUTED, beneath_of, in_force_of, member


def with_edits(before: LayerFile, after: LayerFile) -> set[str]:
    """Put what was edited in a layer into the records beneath, in `after`; gives the keys of changes to be rejected.

    Raises StoreError for a part of a record that was split, which is worked out anew each time.
    """
    known = {str(one["id"]): one for one in before.features if CONTRIBUTED in one}
    rejected: set[str] = set()
    features = []
    for one in after.features:
        was = known.pop(str(one["id"]), None)
        features.append(one if was is None else _edited(was, one, rejected))
    for was in known.values():  # removed by hand
        if beneath_of(was) is None:
            _reject(was, rejected)
    after.features = features
    return rejected


def _edited(was: Feature, now: Feature, rejected: set[str]) -> Feature:
    beneath = beneath_of(was)
    rest = {name: value for name, value in now.items() if name != CONTRIBUTED}
    if beneath is None:
        if _shown(was) != _shown(now):
            _reject(was, rejected)
            return rest
        return {**rest, CONTRIBUTED: was[CONTRIBUTED]}
    beneath = {**beneath, "properties": _properties(beneath["properties"], was["properties"], now["properties"])}
    if was.get("geometry") != now.get("geometry"):
        beneath["geometry"] = now.get("geometry")
    return {**rest, CONTRIBUTED: member(beneath, in_force_of(was))}


def _shown(feature: Feature) -> tuple[Any, Any]:
    return {name: value for name, value in feature["properties"].items() if value is not None}, feature.get("geometry")


def _reject(was: Feature, rejected: set[str]) -> None:
    if not str(was["id"]).startswith(NEW):
        raise StoreError(
            f"'{was['id']}' is a part of a record that a contribution split, and was edited by hand.",
            remedy="Take the edit back, and correct the part in a map; or reject the split first.",
            option="undo",
        )
    rejected.update(in_force_of(was))


def _properties(beneath: dict[str, Any], was: dict[str, Any], now: dict[str, Any]) -> dict[str, Any]:
    changed = {name for name in {*was, *now} if was.get(name) != now.get(name)}
    kept = {name: value for name, value in beneath.items() if name not in changed or name in now}
    return {**kept, **{name: now[name] for name in now if name in changed}}
