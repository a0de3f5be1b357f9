"""The columns of positions become the geometry of the records."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.names import free_name
from geo.cells.texts import text_column
from geo.cells.words import words
from geo.placing.called import split_system
from geo.records.columns import group_of
from geo.records.making.work import Work
from geo.records.recognising.corners import corners_together
from geo.records.recognising.positions import place_all
from geo.records.recognising.settling import Settled
from geo.records.vocabulary import PSEUDO_FIELDS


def read_positions(work: Work, found: Settled, geometry: NDArray[Any], crs: str | None) -> NDArray[Any]:
    matches = [match for match in found.matches if match.field in PSEUDO_FIELDS]
    if not matches and not found.more:
        return geometry
    columns = {match.field: match.column for match in matches}
    table, named = (work.table, columns) if crs or found.more else _in_system_of_heading(work, columns)
    done, by = place_all(table, named, found.more, geometry, crs=crs, source=work.source)
    work.problems += done.problems
    work.used |= {match.column: match.field for group in (matches, *found.more) for match in group}
    for column in done.told:
        work.extras.pop(column, None)
    of_another = _accuracies_of_others(work, by)
    for name, values in done.fields.items():
        given = ~pd.isna(values)
        if work.kind.field(name) is None or not given.any():
            continue
        own = work.columns.get(name)
        if own is not None:
            stated = np.asarray(own, dtype=object)
            if name == "position_accuracy_m":
                stated = np.where(of_another, math.nan, stated)
            values = np.where(pd.isna(stated), values, stated)
        number = name.endswith("_m")
        work.columns[name] = values.astype("float64") if number else text_column(values)
    return done.geometry


_WAYS = ({"wkt"}, {"position"}, {"lat", "lon"}, {"easting", "northing"})


def _in_system_of_heading(work: Work, columns: dict[str, str]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Take the system that headings name for that of each row: "X (СК-42)", or an empty column called so beside.

    Where positions are written in more than one way, nothing says of which of them it is the system.
    """
    ways = [way for way in _WAYS if way <= {*columns}]
    if "crs" in columns or len(ways) != 1:
        return work.table, columns
    own = [columns[part] for part in sorted(ways[0])]
    empty = [str(name) for name in work.table.columns if name not in work.used and work.table[name].isna().all()]
    empty = [name for name in empty if split_system(name)[0] == ""]
    for headings in (own, empty):
        systems = {system: name for name in headings if (system := split_system(name)[1])}
        if len(systems) == 1:
            ((system, name),) = systems.items()
            column = free_name("crs", work.table.columns)
            work.problems.add("read_as", f"The heading names the system: {system}.", field=name)
            return work.table.assign(**{column: text_column([system] * len(work.table))}), {**columns, "crs": column}
    return work.table, columns


def _accuracies_of_others(work: Work, by: NDArray[Any]) -> NDArray[np.bool_]:
    """Rows whose column of accuracy is that of another position of the form than the one that is drawn."""
    column = next((column for column, name in work.used.items() if name == "position_accuracy_m"), "")
    group = group_of(column)
    if not group:
        return np.zeros(len(by), dtype=bool)
    others = [name is not None and words(name) != group and group_of(name) != group for name in by]
    if any(others):
        work.extras.setdefault(column, work.table[column])
    return np.array(others, dtype=bool)


_OTHER = {"lat": "lon", "lon": "lat"}


def exchanged(found: Settled) -> Settled:
    """Read the column of latitudes as that of longitudes, and the other way round."""
    return replace(found, matches=[replace(one, field=_OTHER.get(one.field, one.field)) for one in found.matches])


def turned(work: Work, geometry: NDArray[Any], found: Settled) -> NDArray[Any]:
    """Exchange longitude and latitude of the shapes that no pair of columns placed, and say so."""
    pair = {match.field: match.column for match in found.matches if match.field in _OTHER}
    by_columns = np.zeros(len(geometry), dtype=bool)
    if len(pair) == len(_OTHER):
        by_columns = np.all([work.table[column].notna() for column in pair.values()], axis=0)
    turn = ~shapely.is_missing(geometry) & ~by_columns
    geometry = geometry.copy()
    for index in np.flatnonzero(turn).tolist():
        turned = shapely.transform(geometry[index], lambda xy: xy[:, ::-1])
        west, south, east, north = turned.bounds or (0, 0, 0, 0)
        geometry[index] = turned if -90 <= south and north <= 90 and -180 <= west and east <= 180 else None
    work.problems.add("read_as", "Latitude and longitude were read in each other's place, as was asked for.")
    return geometry


def with_outlines(work: Work, geometry: NDArray[Any]) -> NDArray[Any]:
    """Make one record of the rows that are the corners of one outline."""
    ids = list(work.columns.get("id", ()))
    if not ids or len(set(ids)) == len(ids):
        return geometry
    geometry = geometry.copy()
    keep = corners_together(work.table, work.used, ids, geometry, work.problems)
    if keep.all():
        return geometry
    work.columns = {name: values[keep] for name, values in work.columns.items()}
    work.extras = {name: values[keep] for name, values in work.extras.items()}
    work.table = work.table[keep]
    return geometry[keep]
