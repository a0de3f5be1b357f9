"""A table becomes records of one kind: columns become fields, words become values, positions become geometry.

Nothing is lost and nothing is repaired in silence. A column that is not a field is kept as it came; a text that is not
understood stands in `<field>_entered`; how other words were interpreted is noted once for each column.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray
from pandas.api.types import infer_dtype

from geo.cells.names import free_name
from geo.cells.texts import text_column
from geo.errors import UsageError
from geo.findings import Findings, Problem
from geo.records.columns import match_columns
from geo.records.fields import KINDS
from geo.records.gathering import gather_choices, gather_counts
from geo.records.making.filling import fill_names, fill_setting, fill_suggested
from geo.records.making.identities import identify
from geo.records.making.persons import (
    personal_of,
    say_numbers_in_texts,
    say_what_is_personal,
    take_out_what_is_no_field,
)
from geo.records.making.placed import exchanged, read_positions, turned, with_outlines
from geo.records.making.reading_fields import read_fields
from geo.records.making.work import Work
from geo.records.personal import is_about_persons
from geo.records.properties import GEOMETRY_PROPERTY, empty_columns, objects
from geo.records.recognising.corners_across import corners_into_one
from geo.records.recognising.kinds_told import says_who_was_harmed
from geo.records.recognising.positions import say_grid_numbers, say_positions_in_texts
from geo.records.recognising.settling import settle
from geo.records.recognising.split_degrees import put_together
from geo.records.vocabulary import PSEUDO_FIELDS


def to_records(
    table: pd.DataFrame,
    kind: str,
    *,
    source: str,
    fields: Mapping[str, str] | None = None,
    crs: str | None = None,
    values: Mapping[str, Sequence[str]] | None = None,
    keep_personal: bool = False,
    swap: bool = False,
) -> tuple[gpd.GeoDataFrame, list[Problem], dict[str, str]]:
    """Turn a table into records of one kind; returns them, what was wrong or rewritten, and which column became what.

    `table`: columns as in the file, index the row numbers; its geometry, if it has one, in lon, lat (EPSG:4326). Rows
    without geometry are looked up in the columns that hold positions; `crs` names the system of those that do not say
    theirs. `fields`: column → field (or lat, lon, position, wkt, easting, northing, zone, crs; "-" for none), before
    whatever the headings say. `values`: allowed values beyond the lists, by field. With `swap`
    latitude and longitude are read in each other's place. The table is not changed.

    Raises UsageError for an unknown kind, field or CRS.

    >>> table = pd.DataFrame({"Estado": ["Abierto"], "Latitud": ["4,61"], "Longitud": ["-74,08"], "Obra": ["7"]})
    >>> records, problems, used = to_records(table, "hazards", source="mayo.csv")
    >>> records.loc[0, ["id", "status", "Obra"]].tolist(), records.geometry[0].wkt
    (['mayo-0', 'open', '7'], 'POINT (-74.08 4.61)')
    >>> used
    {'Estado': 'status', 'Latitud': 'lat', 'Longitud': 'lon'}
    """
    if kind not in KINDS:
        raise UsageError(f"There is no kind {kind!r}.", remedy=f"Use one of: {', '.join(KINDS)}.")
    plain, geometry = _apart(table)
    hashtags = table.attrs.get("hashtags", {})
    work = Work(plain, KINDS[kind], source, values or {}, Findings(source))
    personal = personal_of(work, fields or {})
    rows_of_persons = is_about_persons(plain.columns, personal, kind)
    if KINDS[kind].of_people and says_who_was_harmed(plain):
        rows_of_persons = True
        personal += [name for name in plain.columns if name == "name" and name not in (fields or {})]
    if not keep_personal:
        work.table = work.table.drop(columns=personal)
    work.table = corners_into_one(work.table, fields or {}, work.problems)
    work.table = put_together(work.table, fields or {}, work.problems)
    work.table, counted = gather_counts(work.table, work.kind, fields or {})
    work.table, ticked = gather_choices(work.table, work.kind, fields or {})
    matches, problems = match_columns(list(work.table.columns), kind, fields or {}, hashtags, source=source)
    work.problems += problems
    needs_positions = bool(shapely.is_missing(geometry).any())
    found = settle(work.table, work.kind, matches, needs_positions=needs_positions, problems=work.problems)
    read_fields(work, [match for match in found.matches if match.field not in PSEUDO_FIELDS])
    fill_suggested(work)
    fill_names(work)
    fill_setting(work, fields or {})
    geometry = read_positions(work, exchanged(found) if swap else found, geometry, crs)
    if swap:
        geometry = turned(work, geometry, found)
    geometry = with_outlines(work, geometry)
    if rows_of_persons and not keep_personal:
        personal += take_out_what_is_no_field(work, fields or {})
    say_what_is_personal(work, personal, kept=keep_personal, of_persons=rows_of_persons)
    placing = {column for column, name in work.used.items() if name in PSEUDO_FIELDS} | {"position_entered"}
    rest = work.table.drop(columns=placing, errors="ignore")
    say_positions_in_texts(rest, geometry, work.problems)
    say_grid_numbers(rest.drop(columns=[*work.used], errors="ignore"), geometry, work.problems)
    say_numbers_in_texts(work)
    identify(work)
    _name_columns_of_counts(work, counted | ticked)
    order = {str(name): number for number, name in enumerate(table.columns)}
    work.used = dict(sorted(work.used.items(), key=lambda item: order.get(item[0], 0)))
    return _assemble(work, geometry), work.problems, work.used


def _apart(table: pd.DataFrame) -> tuple[pd.DataFrame, NDArray[Any]]:
    """The columns under distinct names, and the geometry as an array of its own."""
    geometry: NDArray[Any] = np.full(len(table), None, dtype=object)
    active = getattr(table, "_geometry_column_name", None)
    if active in table.columns:
        geometry = np.array(table[active].to_numpy(), dtype=object)
        if table.crs is not None and table.crs != "EPSG:4326":
            raise UsageError("The geometry of the table is not in EPSG:4326.", remedy="Bring it there with geo.crs.")
    plain = pd.DataFrame({index: table.iloc[:, index] for index, name in enumerate(table.columns) if name != active})
    names: dict[str, None] = {}
    for name in table.columns:
        if name != active:
            names[free_name(GEOMETRY_PROPERTY if str(name) == "geometry" else str(name), names)] = None
    plain.columns = pd.Index(list(names), dtype="object")
    plain.index = table.index
    return plain, geometry


def _name_columns_of_counts(work: Work, counted: Mapping[str, str]) -> None:
    """Say of each column of counts which field it went to, in place of the one column that was made of them."""
    for column, name in counted.items():
        if work.used.get(name) == name:
            work.used[column] = name
    for name in set(counted.values()):
        work.used.pop(name, None)


def _assemble(work: Work, geometry: NDArray[Any]) -> gpd.GeoDataFrame:
    """The fields in their order, whether filled or not, then everything else as it came."""
    columns = empty_columns(work.kind, len(work.table)) | work.columns
    for name, values in work.extras.items():
        if name in columns:
            name = free_name(f"{name}_entered", {**columns, **work.extras})
        columns[name] = _as_is(values)
    index = pd.Index(work.table.index, name="row")
    series = {name: _series(getattr(values, "array", values)) for name, values in columns.items()}
    # The columns are the frame's own: what came as it is was copied, and nothing else holds what was made of the rest.
    del columns
    series["geometry"] = gpd.GeoSeries(geometry, crs="EPSG:4326")
    frame = gpd.GeoDataFrame(series, copy=False)
    frame.index = index
    return frame


def _series(values: Any) -> Any:
    """A column of the frame: one of texts alone is text as every other, whoever made it."""
    if isinstance(values, (np.ndarray, pd.arrays.NumpyExtensionArray)) and values.dtype.kind == "O":
        plain = np.asarray(values, dtype=object)
        values = text_column(plain) if infer_dtype(plain, skipna=True) == "string" else plain
    return pd.Series(values, copy=False)


def _as_is(values: Any) -> Any:
    """A copy of a column as it came; blank texts stay what they are."""
    if isinstance(values, pd.Series) and values.dtype == object:
        return objects(values.tolist())
    return values.copy()
