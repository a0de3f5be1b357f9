"""Contribution files become changes of records: where each belongs, what its maker saw, and which shape is meant.

The version of the layer that a map showed is found in the history by its hash. What stood in it is what a change
started from; the changes that were in force in it are those that its maker knew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from geo.contributions import outlines
from geo.contributions.laying import Key, Laid, Record
from geo.contributions.model import NEW, Change, Edition
from geo.contributions.pseudonyms import LENGTH, digest_of
from geo.errors import StoreError
from geo.geojson import Feature, laid_out
from geo.geojson.shapes import shapes
from geo.records.fields import DEFAULT_KIND, KINDS, Field
from geo.store.layer_file import LayerFile, read_some
from geo.store.received.keeping import Received
from geo.store.received.lifting import beneath_of, in_force_of

Find = Callable[[str], bytes | None]
"""Gives the bytes of the version of a layer with a hash."""


@dataclass
class Told:
    """A change as it was told: by whom and when first, on which edition, in which files."""

    change: Change
    edition: Edition
    maker: str
    on: str
    files: set[str] = field(default_factory=set)


def told(received: Iterable[Received]) -> dict[str, Told]:
    """Give each change once, by the key of its content, the same whichever files it came in."""
    found: dict[str, Told] = {}
    for one in received:
        maker, on = one.contribution.maker.label, one.contribution.made_on
        for change in one.contribution.changes:
            edition = one.contribution.editions[change.edition]
            known = found.setdefault(change.key, Told(change, edition, maker, on))
            if known.edition is not edition and known.edition != edition:
                # One id for two editions is a forgery or an accident; which counts must not depend on the order.
                known.edition = min(known.edition, edition, key=_written)
            known.files.add(one.hash)
            known.on, known.maker = min((known.on, known.maker), (on, maker))
    return found


def _written(edition: Edition) -> str:
    return json.dumps(edition.model_dump(), sort_keys=True)


class Shown:
    """Records as maps showed them, by the hash of the version of their layer: it never changes, so it is read once, and
    of its records those are kept that are asked for."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known: dict[str, dict[str, Feature | None]] = {}

    def require(self, asked: Mapping[str, Collection[str]]) -> None:
        """Read what is asked for of versions, by the ids of records, as far as it is not known and can be read."""
        for version, ids in asked.items():
            known = self._known.get(version, {})
            asked_for = {*known, *ids}
            if known.keys() == asked_for or not version or (content := self._find(version)) is None:
                continue
            with suppress(StoreError):
                read = read_some(content, asked_for, where=version, kind=DEFAULT_KIND)
                self._known[version] = {id_: read.get(id_) for id_ in asked_for}

    def record(self, version: str, id_: str) -> Feature | None:
        """Give a record of a version; None where it has none, or it was not read."""
        return self._known.get(version, {}).get(id_)


class Home(NamedTuple):
    """Where a change belongs, and the record that is there, as it lies beneath all contributions."""

    key: Key
    kind: str
    feature: Feature | None


class Resolver:
    """Turns changes into what is laid over the records of these layers (lifted, by their names)."""

    def __init__(self, layers: Mapping[str, LayerFile], shown: Shown, secret: bytes = b"") -> None:
        self._layers = layers
        self._secret = secret
        self._pseudonyms: dict[str, Key] = {}
        self._shown = shown
        self._by_id: dict[str, list[Key]] = {}
        self.features: dict[Key, Feature] = {}
        self.outlines = _Outlines()
        for name, file in layers.items():
            for feature in file.features:
                key = Key(name, str(feature["id"]))
                self.features[key] = feature
                self._by_id.setdefault(key.id, []).append(key)

    def _own_key(self, edition: Edition, layer: str, target: str) -> Key:
        """Where a record is; a redacted edition shows a pseudonym, in a layer that may hold those of several."""
        if not edition.redacted or not self._secret:
            return Key(layer, target)
        if not self._pseudonyms:
            self._pseudonyms = {
                digest_of(self._secret, file.kind, name, str(one["id"]))[:LENGTH]: Key(name, str(one["id"]))
                for name, file in self._layers.items()
                for one in file.features
            }
        return self._pseudonyms.get(target, Key(layer, target))

    def home(self, change: Change, edition: Edition) -> Home:
        """Find the record of a change; where its layer was merged into another or renamed, the one of that id."""
        key = self._own_key(edition, change.layer, change.target)
        kind = self._layers[key.layer].kind if key.layer in self._layers else DEFAULT_KIND
        if key.id.startswith(NEW):
            return Home(Key("", key.id), kind, None)
        if key not in self.features and len(found := self._by_id.get(key.id, [])) == 1:
            key = found[0]
        return Home(key, self._layers[key.layer].kind if key.layer in self._layers else kind, self.features.get(key))

    def resolve(self, all_: Mapping[str, Told]) -> list[Laid]:
        """Give the changes as they are laid over the records."""
        keys_by_id: dict[str, list[str]] = {}
        for key, one in all_.items():
            keys_by_id.setdefault(one.change.id, []).append(key)
        known = {id_: keys[0] for id_, keys in keys_by_id.items() if len(keys) == 1}
        asked: dict[str, set[str]] = {}
        for one in all_.values():
            if not one.edition.redacted:
                asked.setdefault(one.edition.layers[one.change.layer], set()).add(one.change.target)
        self._shown.require(asked)
        self.outlines.read(
            [
                feature
                for one in all_.values()
                for feature in (
                    self.home(one.change, one.edition).feature,
                    self._seen(one.edition, one.change.layer, one.change.target),
                )
                if feature is not None
            ]
        )
        drawn = _shapes([one.change.geometry for one in all_.values()])
        knives = _shapes([one.change.knife for one in all_.values()])
        return [
            self._laid(key, one, shape, knife, known)
            for (key, one), shape, knife in zip(all_.items(), drawn, knives, strict=True)
        ]

    def _laid(self, key: str, one: Told, shape: Any, knife: Any, known: Mapping[str, str]) -> Laid:
        change = one.change
        home = self.home(change, one.edition)
        seen = self._seen(one.edition, change.layer, change.target)
        knew = {known[id_] for id_ in change.after if id_ in known}
        before = ground = None
        if seen is not None:
            knew |= set(in_force_of(seen))
            before = self.outlines.of(seen)
            ground = None if (own := beneath_of(seen)) is None else self.record(own, home.kind)
        if shape is not None and change.radius_m is not None:
            shape = outlines.circle(shape.x, shape.y, change.radius_m)
        elif shape is not None:
            now = None if home.feature is None else self.outlines.of(home.feature)
            shape = outlines.with_own_digits(shape, *(one.shape for one in (before, now) if one is not None))
        fields = KINDS[home.kind]
        sets = {name: (old, _as_text(fields.field(name), new)) for name, (old, new) in change.set.items()}
        if change.entered:
            sets["position_entered"] = (None, "; ".join(change.entered))
        return Laid(
            key, change.id, change.op, home.key, home.kind, frozenset(knew - {key}), sets, outlines.of(shape),
            before, ground, knife, change.text or "", change.because, one.maker, one.on[:10], change.layer,
            one.edition.redacted,
        )  # fmt: skip

    def record(self, feature: Feature, kind: str) -> Record:
        """A feature as a record that changes can be laid over."""
        return Record(kind, feature["properties"], self.outlines.of(feature))

    def _seen(self, edition: Edition, layer: str, id_: str) -> Feature | None:
        """The record as the map showed it; None if it was redacted, or the version is not in the history."""
        if edition.redacted:
            return None
        return self._shown.record(edition.layers[layer], id_)


def _as_text(field: Field | None, value: Any) -> Any:
    """A number, true or false for a field of text as the text that it is; a frame would not show it otherwise."""
    is_of_text = field is not None and field.type in ("text", "value", "values", "date")
    return json.dumps(value) if is_of_text and isinstance(value, (bool, int, float)) else value


class _Outlines:
    """The outlines of features, read together and each once; None for one without a position that can be read."""

    def __init__(self) -> None:
        self._read: dict[int, tuple[Any, outlines.Outline | None]] = {}

    def read(self, features: Iterable[Feature]) -> None:
        """Read the outlines of many features at once."""
        found = [own for one in features if (own := one.get("geometry")) is not None and id(own) not in self._read]
        for own, shape in zip(found, _shapes(found), strict=True):
            self._read[id(own)] = own, outlines.of(shape)  # which keeps it alive, and its number its own

    def of(self, feature: Feature) -> outlines.Outline | None:
        """Give the outline of a feature."""
        own = feature.get("geometry")
        if own is None:
            return None
        if id(own) not in self._read:
            self.read([feature])
        return self._read[id(own)][1]


def _shapes(geometries: list[dict[str, Any] | None]) -> Any:
    return shapes([*map(laid_out, geometries)]).geometries if geometries else np.empty(0, dtype=object)
