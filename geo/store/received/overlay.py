"""All that was received and decided, laid over the layers of a project."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from geo.contributions.laying import Decided, Key, Laid, Merged, Outcome, decided
from geo.contributions.merging import merge
from geo.contributions.outlines import Outline
from geo.geojson import Feature, with_id
from geo.geojson.writing import as_geometries
from geo.records.fields import DEFAULT_KIND
from geo.records.layer import NOT_REVIEWED, NOT_REVIEWED_TITLE
from geo.store.layer_file import LayerFile
from geo.store.received.keeping import Kept
from geo.store.received.lifting import CONTRIBUTED, lift, member
from geo.store.received.resolving import Resolver, Shown, Told, told


@dataclass
class Overlaid:
    """What came of laying. `changes`: as they were laid, by their keys; `told`: as they were told.

    `decided`: what was decided about changes, by whom and why, by their keys.
    """

    outcome: Outcome = field(default_factory=Outcome)
    changes: dict[str, Laid] = field(default_factory=dict)
    told: dict[str, Told] = field(default_factory=dict)
    before: dict[Key, Any] = field(default_factory=dict)
    """The records beneath, by their names."""
    decided: dict[str, Decided] = field(default_factory=dict)

    @property
    def waiting(self) -> list[Laid]:
        """The changes that wait for a decision, in the order of their records."""
        keys = [key for key, fate in self.outcome.fates.items() if fate == "pending"]
        return sorted((self.changes[key] for key in keys), key=lambda one: (one.target, one.on, one.key))


def lay(files: dict[str, LayerFile], kept: Kept, shown: Shown, secret: bytes = b"") -> Overlaid:
    """Lay what was received over layers, by their names; they are changed in place, and layers of new records added.

    The layers may come with earlier contributions over them or without. `shown` gives records
    as maps showed them, and `secret` is that of the project's pseudonyms.
    """
    for file in files.values():
        lift(file)
    if not kept.received:
        return Overlaid()
    all_ = told(kept.received)
    resolver = Resolver(files, shown, secret)
    changes = resolver.resolve(all_)
    targets = {one.target for one in changes}
    beneath = {
        key: resolver.record(feature, files[key.layer].kind)
        for key in targets
        if (feature := resolver.features.get(key))
    }
    split = {one.target for one in changes if one.op == "split"}
    parts = {f"{key.id}/" for key in split}
    taken = {key for key in resolver.features if "/" in key.id and f"{key.id.rsplit('/', 1)[0]}/" in parts}
    decisions = [one.decision for one in kept.decisions]
    outcome = merge(beneath, changes, decisions, taken=taken)
    _write(files, resolver, outcome)
    return Overlaid(outcome, {one.key: one for one in changes}, all_, beneath, decided(decisions))


def _write(files: dict[str, LayerFile], resolver: Resolver, outcome: Outcome) -> None:
    """Put the merged records into the layers."""
    changed: dict[Key, Feature] = {}
    for key, merged in sorted(outcome.records.items()):
        if merged is None:
            continue
        beneath = resolver.features.get(key)
        if beneath is None or merged.in_force:
            outline = merged.record.outline
            is_own = beneath is not None and (outline is None or outline == resolver.outlines.of(beneath))
            changed[key] = _feature(key, merged, beneath, None if is_own else outline)
    for name, file in files.items():
        file.features = [changed.pop(Key(name, str(one["id"])), one) for one in file.features]
    for key, feature in changed.items():
        merged = outcome.records[key]
        assert merged is not None
        _home(files, merged, key).features.append(feature)


def _home(files: dict[str, LayerFile], merged: Merged, key: Key) -> LayerFile:
    """The layer of a record that no source has: that of what it was part of, its own, or of what nobody reviewed."""
    wanted = key.layer or (merged.layer if merged.is_reviewed else "")
    if wanted in files and files[wanted].kind == merged.record.kind:
        return files[wanted]
    kind = merged.record.kind
    plain = kind == DEFAULT_KIND
    name = NOT_REVIEWED if plain else f"{NOT_REVIEWED}-{kind}"
    if name not in files:
        title = NOT_REVIEWED_TITLE if plain else f"{NOT_REVIEWED_TITLE}: {kind}"
        files[name] = LayerFile(kind, title, ours={"contributed": True})
    return files[name]


def _feature(key: Key, merged: Merged, beneath: Feature | None, outline: Outline | None) -> Feature:
    """A record as it is written; the geometry is its source's own, with every digit, where it has no new outline."""
    properties = with_id(dict(merged.record.properties), key.id)
    geometry = as_geometries([outline.shape])[0] if outline is not None else (beneath or {}).get("geometry")
    rest = {"type": "Feature", "id": key.id} if beneath is None else beneath
    return {**rest, "properties": properties, "geometry": geometry, CONTRIBUTED: member(beneath, merged.in_force)}
