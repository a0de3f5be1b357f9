"""Records become those of an edition: what a profile lists, as exactly as it allows, and an account of the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
import shapely

from geo.cells.missing import is_missing
from geo.contributions.pseudonyms import LENGTH, digest_of, version_of
from geo.findings.counting import counted
from geo.records import KINDS, Layer
from geo.records.imprint import Edition, Imprint, together
from geo.records.layer import carry
from geo.records.properties import from_properties, to_properties
from geo.share.account import Account, LayerAccount
from geo.share.cells import cells, inner_cells
from geo.share.profiles import DIGITS, EVERYTHING, Profile
from geo.share.small_counts import Table
from geo.share.tables import TABULATED, tabulated

DISSOLVED = ("id", "area_type", "status")
"""What areas state that many hazards have become."""


def redact(
    layers: Sequence[Layer], profile: Profile, *, salt: bytes = b"", before: Table | None = None
) -> tuple[list[Layer], Account]:
    """Give the layers of an edition, made anew of what `profile` lists, and the account of what it does not show.

    `salt`: a secret of the project, of which pseudonyms are made. `before`: the table of accidents that was published
    last for this profile, beside which the new one must tell of nobody. The layers that come are not changed, and
    nothing of their frames (columns, attributes, index) is handed on.
    """
    account = Account(profile.name, profile.label or profile.name, ids=profile.ids, dates=profile.dates)
    parts: list[_Part] = []
    for layer in layers:
        if profile.layers and layer.name not in profile.layers:
            _left_out(account, layer, "the profile does not list the layer")
        elif why := _why_not(layer, profile):
            _left_out(account, layer, why)
        else:
            parts.append(_part(layer, profile, salt, account))
    if profile.titles == "none" and profile.ids != "kept":
        parts = _together(parts, profile)
    accidents = [layer for layer in layers if _is_tabulated(layer, profile)]
    made = [_made(part, profile, account, salt) for part in _not_emptied(parts, has_table=bool(accidents))]
    if accidents:
        account.table, table = tabulated(accidents, profile, before)
        account.suppressed = account.table.suppressed
        made.append(table)
    account.cells_m = profile.hazards.cells_m
    if profile.titles == "none":
        made = _untitled(made, profile)
    for layer in made:
        imprint = layer.imprint or Imprint()
        edition = _edition_over(imprint.edition, account) if profile.redacts else imprint.edition
        imprint = replace(imprint, edition=edition, contributions=profile.contributions or imprint.contributions)
        layer.imprint = imprint
        carry(layer.frame, imprint, {})
    return made, account


def _edition_over(before: Edition | None, account: Account) -> Edition:
    """What the edition does not show; where it is made of one that was opened, also what that did not."""
    own = Edition(account.label, account.hidden, account.cells_m, account.dissolved)
    if before is None:
        return own
    cells_m, dissolved = max(own.cells_m, before.cells_m), own.dissolved or before.dissolved
    return Edition(own.label or before.label, own.hidden + before.hidden, cells_m, dissolved)


@dataclass
class _Part:
    """What leaves of one layer, or of several that become one; `keys` are hashes of the records' ids, or the ids."""

    layers: list[Layer]
    told: list[LayerAccount]
    records: list[dict[str, Any]]
    geometry: Any
    keys: list[str]


def _together(parts: Sequence[_Part], profile: Profile) -> list[_Part]:
    """Put what is of one kind into one layer, but for layers that the profile names.

    A layer is a file that somebody sent, or a value of a column: which records stand in one tells of that.
    """
    by_kind: dict[str, list[_Part]] = {}
    for part in parts:
        (layer,) = part.layers
        by_kind.setdefault(layer.name if layer.name in profile.layers else f" {layer.kind}", []).append(part)
    joined = [
        _Part(
            [layer for part in own for layer in part.layers],
            [told for part in own for told in part.told],
            [record for part in own for record in part.records],
            np.concatenate([part.geometry for part in own]),
            [key for part in own for key in part.keys],
        )
        for own in by_kind.values()
    ]
    return joined


def _not_emptied(parts: Sequence[_Part], *, has_table: bool) -> list[_Part]:
    """Without parts of which all was withheld: a layer in which "0 recorded" stands would be a lie.

    Where nothing else is left, the first of hazards stays, to say how many are not shown.
    """
    left = [part for part in parts if part.records or not any(told.recorded for told in part.told)]
    dangerous = [part for part in parts if KINDS[part.layers[0].kind].dangerous]
    return left if left or has_table else dangerous[:1]


def _made(part: _Part, profile: Profile, account: Account, salt: bytes) -> Layer:
    """The layer of an edition that is made of what leaves."""
    first, shown, geometry = part.layers[0], part.records, part.geometry
    if KINDS[first.kind].dangerous and profile.hazards.dissolve:
        shown, geometry = _dissolved(shown, geometry)
        account.dissolved = True
        for told in part.told:
            told.why = f"shown together, as {counted(len(shown), 'area')}"
            told.shown_columns = [name for name in told.shown_columns if name in DISSOLVED]
    else:
        ids = _ids(part.keys, profile)
        shown = [{**record, "id": id_} for record, id_ in zip(shown, ids, strict=True)]
        if profile.ids != "kept":
            # In the order of the old ids, the new ones could be put beside them again.
            order = np.argsort(np.array(ids))
            shown, geometry = [shown[at] for at in order], geometry[order]
    frame = from_properties(shown, geometry, first.kind)
    imprints = [layer.imprint for layer in part.layers if layer.imprint is not None]
    imprint = together(imprints) if len(imprints) > 1 else first.imprint
    version = version_of([layer.version for layer in part.layers], salt)
    return Layer(first.name, first.kind, frame, first.title, imprint=imprint, version=version)


def _untitled(layers: Sequence[Layer], profile: Profile) -> list[Layer]:
    """Layers called by their kind, but for those that the profile names; told apart by numbers."""
    named = [layer if layer.name in (*profile.layers, TABULATED) else None for layer in layers]
    counts = Counter(layer.kind for layer, kept in zip(layers, named, strict=True) if kept is None)
    taken = {layer.name for layer in named if layer is not None}
    found = list[Layer]()
    for layer, kept in zip(layers, named, strict=True):
        if kept is not None:
            found.append(kept)
            continue
        several, number = counts[layer.kind] > 1 or layer.kind in taken, 1
        while (name := f"{layer.kind}-{number}" if several else layer.kind) in taken:
            number += 1
        taken.add(name)
        title = f"{layer.kind.capitalize()} {number}" if several else layer.kind.capitalize()
        found.append(Layer(name, layer.kind, layer.frame, title, imprint=layer.imprint, version=layer.version))
    return found


def _why_not(layer: Layer, profile: Profile) -> str:
    """Why no record of a layer leaves; "" where some may."""
    if layer.kind not in profile.fields:
        return "the profile lists no field of this kind"
    if layer.kind == "accidents" and profile.accidents.show != "records":
        return "accidents are not shown as records"
    if layer.kind == "releases" and profile.releases == "none":
        # Shown beside enlarged hazards, released land would say of ground that it is safe which is not.
        return "releases are not shown"
    return ""


def _is_tabulated(layer: Layer, profile: Profile) -> bool:
    listed = not profile.layers or layer.name in profile.layers
    return listed and layer.kind == "accidents" and layer.kind in profile.fields and profile.accidents.show == "table"


def _left_out(account: Account, layer: Layer, why: str) -> None:
    account.layers.append(LayerAccount(layer.title, layer.kind, len(layer.frame), 0, why=why))
    if KINDS[layer.kind].dangerous:
        account.hidden += len(layer.frame)


def _open_m(record: Mapping[str, Any]) -> float | None:
    """How far off the position of a record can be, as it was reported or as it is written, whichever is more."""
    stated = [record.get(name) for name in ("position_accuracy_m", "position_written_to_m")]
    return max((float(metres) for metres in stated if isinstance(metres, (int, float))), default=None)


def _part(layer: Layer, profile: Profile, salt: bytes, account: Account) -> _Part:
    """What leaves of a layer."""
    leaving = _leaving(layer, profile)
    records = [record for record, kept in zip(to_properties(layer.frame), leaving, strict=True) if kept]
    geometry = layer.frame.geometry.to_numpy()[leaving]
    dangerous = KINDS[layer.kind].dangerous
    told = LayerAccount(layer.title, layer.kind, len(layer.frame), len(records))
    account.layers.append(told)
    account.hidden += len(layer.frame) - len(records) if dangerous else 0
    told.why = "the others are not for this edition" if len(layer.frame) > len(records) else ""
    if dangerous and profile.hazards.cells_m:
        accuracy = [_open_m(record) for record in records]
        geometry = cells(
            geometry, profile.hazards.cells_m, accuracy_m=pd.to_numeric(pd.Series(accuracy), errors="coerce")
        )
        told.enlarged = int((~shapely.is_missing(geometry)).sum())
    elif layer.kind == "releases" and profile.hazards.cells_m:
        records, geometry = _shrunk(records, geometry, profile, told)
    told.shown_columns, told.left_out = _columns(records, layer.kind, profile)
    shown = [
        {name: _shown(record[name], name, layer.kind, profile) for name in told.shown_columns if name in record}
        for record in records
    ]
    return _Part([layer], [told], shown, geometry, _keys(records, layer, profile, salt))


def _shrunk(
    records: list[dict[str, Any]], geometry: Any, profile: Profile, told: LayerAccount
) -> tuple[list[dict[str, Any]], Any]:
    """Releases as the cells within them; one that holds no whole cell is left out, since it may only shrink."""
    inside = inner_cells(geometry, profile.hazards.cells_m)
    has_cells = ~shapely.is_missing(inside)
    told.shown = int(has_cells.sum())
    told.why = "released land is shown as the cells that lie wholly within it; what holds none is left out"
    return [record for record, kept in zip(records, has_cells, strict=True) if kept], inside[has_cells]


def _dissolved(records: Sequence[dict[str, Any]], geometry: Any) -> tuple[list[dict[str, Any]], Any]:
    """One record for all hazards of a type and status, and one for all of these that have no position.

    `DISSOLVED` is what such a record states.
    """
    parts: dict[tuple[str, str, bool], list[int]] = {}
    for index, record in enumerate(records):
        is_placed = geometry[index] is not None and not geometry[index].is_empty
        key = str(record.get("area_type", "")), str(record.get("status", "")), is_placed
        parts.setdefault(key, []).append(index)
    made, shapes = list[dict[str, Any]](), np.full(len(parts), None, dtype=object)
    for number, (area_type, status, is_placed) in enumerate(sorted(parts)):
        known = {"id": str(number + 1), "area_type": area_type, "status": status}
        made.append({name: value for name, value in known.items() if value})
        if is_placed:
            shapes[number] = shapely.union_all(geometry[parts[area_type, status, is_placed]])
    return made, shapes


def _leaving(layer: Layer, profile: Profile) -> Any:
    """Which records leave, by their sensitivity; where a kind has none, all do."""
    if layer.what.field("sensitivity") is None or profile.name == "internal":
        return np.ones(len(layer.frame), dtype=bool)
    # A frame of somebody's own may lack the column; nobody has stated then that its records may leave.
    column = layer.frame["sensitivity"] if "sensitivity" in layer.frame else [None] * len(layer.frame)
    stated = [profile.records.unknown if is_missing(one) else str(one) for one in column]
    return np.array([one in profile.records.sensitivity for one in stated], dtype=bool)


def _columns(records: Sequence[dict[str, Any]], kind: str, profile: Profile) -> tuple[list[str], list[str]]:
    """The columns that leave, and those that are left out, of those that any record states."""
    stated = list(dict.fromkeys(name for record in records for name in record))
    listed = profile.fields_of(kind)
    if EVERYTHING in listed:
        return stated, []
    return [name for name in listed if name in stated], [name for name in stated if name not in listed]


def _shown(value: Any, name: str, kind: str, profile: Profile) -> Any:
    field = KINDS[kind].field(name)
    is_date = (field is not None and field.type == "date") or name == "missing_since"
    return value[: DIGITS[profile.dates]] if is_date and isinstance(value, str) else value


def _keys(records: Sequence[Mapping[str, Any]], layer: Layer, profile: Profile, salt: bytes) -> list[str]:
    """What the ids of records in an edition are made of."""
    ids = [str(record.get("id", "")) for record in records]
    if profile.ids == "kept":
        return ids
    secret = salt or np.random.default_rng().bytes(32)
    return [digest_of(secret, layer.kind, layer.name, id_) for id_ in ids]


def _ids(keys: Sequence[str], profile: Profile) -> list[str]:
    if profile.ids == "kept":
        return list(keys)
    if profile.ids == "none":
        ranks = np.argsort(np.argsort(np.array(keys), kind="stable"), kind="stable") + 1
        return [f"{rank:0{len(str(len(keys)))}d}" for rank in ranks.tolist()]
    # Layers that somebody names alike may hold the same id.
    found, seen = list[str](), Counter[str]()
    for key in keys:
        seen[key] += 1
        found.append(key[:LENGTH] if seen[key] == 1 else f"{key[:LENGTH]}-{seen[key]}")
    return found
