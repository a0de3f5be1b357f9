"""Tables of a GeoPackage that Zonemark wrote: they hold records already, and give them back as they were."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pandas as pd

from geo.geopackage.told import Told
from geo.records.imprint import Imprint
from geo.records.layer import carry
from geo.records.properties import from_values
from geo.sources import vectors
from geo.sources.databases import stated_in, told_of
from geo.sources.raw import RawTable, numbered, require_one


def titles_of(path: Path) -> dict[str, str]:
    """Give the layers of a GeoPackage in which any table is ours, each with its title; none of any other."""
    told = told_of(path)
    if not told:
        return {}
    return {name: told[name].title if name in told else name for name in vectors.layers_in(path)}


def table_of(path: Path, layer: str) -> RawTable | None:
    """Read a table that Zonemark wrote; None for one of anybody else's.

    Raises UsageError if none is named and there are several.
    """
    told = told_of(path)
    if not told:
        return None
    names = vectors.layers_in(path)
    require_one(names, layer, path.name)
    name = layer or names[0]
    return _records(path, name, told[name]) if name in told else None


def _records(path: Path, name: str, told: Told) -> RawTable:
    table = vectors.read(path, layer=name, shapes_only=True)
    stated = stated_in(path, name, told)
    table.likely_kind = told.kind
    if stated is None or any(len(values) != len(table.frame) for values in stated.values()) or not _are_named(stated):
        table = vectors.read(path, layer=name)  # edited elsewhere: ids are made as for any table
        table.likely_kind = told.kind
        return table
    for column in table.frame.columns.drop("geometry"):  # what was said of shapes that had to be moved
        values = table.frame[column].tolist()
        before = stated.get(str(column), [math.nan] * len(values))
        stated[str(column)] = [new if pd.isna(old) else old for old, new in zip(before, values, strict=True)]
    frame = numbered(from_values(stated, np.asarray(table.frame.geometry, dtype=object), told.kind))
    carry(frame, Imprint(**told.imprint), {})
    table.facts["layer"] = told.title
    return RawTable(frame, table.problems, table.facts, told.kind)


def _are_named(stated: dict[str, list[object]]) -> bool:
    """Whether each record has an id of its own."""
    ids = stated.get("id", [])
    return all(isinstance(id_, str) and id_ for id_ in ids) and len(set(ids)) == len(ids)
