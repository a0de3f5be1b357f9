"""A table becomes records of one kind: columns become fields, words become values, positions become geometry.

Nothing is lost and nothing is repaired in silence. A column that is not a field is kept as it came; a text that is not
understood stands in `<field>_entered`; how other words were interpreted is noted once for each column.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePath
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geo.cells.dates import read_dates
from geo.cells.missing import MISSING_MARKS, NO_POSITION, NO_TEXT, NOT_STATED
from geo.cells.names import composed, free_name
from geo.cells.numbers import read_counts, read_measures
from geo.cells.outcomes import Outcome, Texts, collect, failed, text_cells, texts_of
from geo.cells.texts import text_column
from geo.cells.words import fold, words
from geo.errors import UsageError
from geo.findings import Findings, Problem
from geo.findings.counting import in_rows
from geo.findings.options import written_option
from geo.records.columns import KEEP, Match, group_of, match_columns, unknown_unit
from geo.records.fields import KINDS, Field, Kind
from geo.records.gathering import gather_counts
from geo.records.personal import holds_a_number, is_about_persons, personal_by_values, personal_columns
from geo.records.properties import GEOMETRY_PROPERTY, column_of, empty_columns, objects
from geo.records.recognising.corners import corners_together
from geo.records.recognising.looks import sample
from geo.records.recognising.names_tell import SORTED_IN, settings_by_name
from geo.records.recognising.positions import place_all, say_positions_in_texts
from geo.records.recognising.settling import Settled, settle
from geo.records.recognising.split_degrees import put_together
from geo.records.values import read_devices, read_lists, read_states, read_values
from geo.records.vocabulary import PSEUDO_FIELDS, date_words, synonyms

_NAMES = ("id", "name", "place", "admin1", "admin2", "source", "organisation")
"""Texts that say nothing where they say that nothing is known; remarks are kept as they are."""


@dataclass
class _Work:
    """A table on its way to records."""

    table: pd.DataFrame
    kind: Kind
    source: str
    values: Mapping[str, Sequence[str]]
    problems: Findings = field(default_factory=Findings)
    columns: dict[str, Any] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    used: dict[str, str] = field(default_factory=dict)
    suggested: dict[str, list[list[Any]]] = field(default_factory=dict)


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
    work = _Work(plain, KINDS[kind], source, values or {}, Findings(source))
    personal = _personal(work, fields or {})
    rows_of_persons = is_about_persons(plain.columns, personal, kind)
    if not keep_personal:
        work.table = work.table.drop(columns=personal)
    work.table = put_together(work.table, fields or {}, work.problems)
    work.table, counted = gather_counts(work.table, work.kind, fields or {})
    matches, problems = match_columns(list(work.table.columns), kind, fields or {}, hashtags, source=source)
    work.problems += problems
    needs_positions = bool(shapely.is_missing(geometry).any())
    found = settle(work.table, work.kind, matches, needs_positions=needs_positions, problems=work.problems)
    _read_fields(work, [match for match in found.matches if match.field not in PSEUDO_FIELDS])
    _fill_suggested(work)
    _fill_names(work)
    _fill_setting(work, fields or {})
    geometry = _read_positions(work, _exchanged(found) if swap else found, geometry, crs)
    if swap:
        geometry = _turned(work, geometry, found)
    geometry = _with_outlines(work, geometry)
    if rows_of_persons and not keep_personal:
        personal += _take_out_what_is_no_field(work, fields or {})
    _say_what_is_personal(work, personal, kept=keep_personal, of_persons=rows_of_persons)
    placing = {column for column, name in work.used.items() if name in PSEUDO_FIELDS} | {"position_entered"}
    say_positions_in_texts(work.table.drop(columns=placing, errors="ignore"), geometry, work.problems)
    _say_numbers_in_texts(work)
    _identify(work)
    _name_columns_of_counts(work, counted)
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


def _name_columns_of_counts(work: _Work, counted: Mapping[str, str]) -> None:
    """Say of each column of counts which field it went to, in place of the one column that was made of them."""
    for column, name in counted.items():
        if work.used.get(name) == name:
            work.used[column] = name
    for name in set(counted.values()):
        work.used.pop(name, None)


def _personal(work: _Work, fields: Mapping[str, str]) -> list[str]:
    """The columns that hold personal data, but for those that somebody has named a field for."""
    chosen = {column for column, name in fields.items() if name not in KEEP}
    by_heading = set(personal_columns(map(str, work.table.columns), work.kind.name))
    names = [str(name) for name in work.table.columns if str(name) not in chosen]
    return [name for name in names if name in by_heading or personal_by_values(sample(work.table[name]))]


def _take_out_what_is_no_field(work: _Work, fields: Mapping[str, str]) -> list[str]:
    """Take out of records of single persons what no field is for, and what was remarked of them; gives the columns."""
    out = [name for name in work.extras if name in work.table.columns]
    for name in out:
        del work.extras[name]
    remarks = [column for column, field in work.used.items() if field == "remarks" and column not in fields]
    for column in remarks:
        del work.columns[work.used.pop(column)]
    return out + remarks


def _say_what_is_personal(work: _Work, columns: Sequence[str], *, kept: bool, of_persons: bool) -> None:
    if not columns:
        return
    remedy = (
        "Remove it before you share a map or a file."
        if kept
        else "If it is to be taken in, say so; if it is something else, name its field."
    )
    what = "This seems to be personal data" + ("." if kept else "; it was not taken in.")
    if of_persons and not kept:
        what = "Each row seems to be about a person, so only what a record has fields for was taken in; this was not."
    option = "" if kept else "keep_personal; fields"
    work.problems.add("personal_data", what, remedy, field=", ".join(columns), option=option)


def _read_fields(work: _Work, matches: Sequence[Match]) -> None:
    by_field = {match.field: match for match in matches}
    taken = set()
    for spec in work.kind.fields:
        match = by_field.get(spec.name)
        if match and _read_field(work, spec, match):
            work.used[match.column] = spec.name
            taken.add(match.column)
    for name in work.table.columns:
        if name not in taken:
            work.extras[str(name)] = work.table[name]


def _read_field(work: _Work, spec: Field, match: Match) -> bool:
    """Read one column into a field; False if nothing in it is understood and nobody said that it is the field."""
    column = work.table[match.column]
    if spec.type == "text":
        codes, distinct = pd.factorize(text_cells(column))
        no_text = NO_TEXT | NOT_STATED if spec.name in _NAMES else NO_TEXT
        written = [math.nan if text.strip().casefold() in no_text else composed(text) for text in distinct]
        # The last stands for -1, the code of an empty cell.
        work.columns[spec.name] = text_column(np.array([*written, math.nan], dtype=object)[codes].tolist())
        return True
    marks = MISSING_MARKS - {"none"} if "none" in spec.values else MISSING_MARKS
    if spec.type == "date":
        marks = NO_POSITION
    elif spec.values:  # "not known" is an answer where the list has it
        marks = marks - {mark for mark in NOT_STATED if fold(mark) in synonyms(spec.name)}
    texts = texts_of(column, marks=marks)
    outcomes = _outcomes(work, spec, texts.distinct, match)
    if not match.sure and _nothing_understood(texts, outcomes):
        work.problems.add(
            "column_not_understood",
            f"The heading could mean {spec.name}, but none of the values is one; the column is kept as it is. "
            f"Of the first: {outcomes[0].problem} {outcomes[0].remedy}".rstrip(),
            "If it is, name the field.",
            field=match.column,
            option=written_option("fields", f"{match.column}={spec.name}"),
        )
        return False
    work.problems += collect(texts, outcomes, source=work.source, field=spec.name)
    work.columns[spec.name] = column_of(texts.spread([outcome.value for outcome in outcomes]), spec.type)
    _keep_entered(work, spec.name, texts, outcomes)
    for name in {name for outcome in outcomes for name in outcome.others}:
        work.suggested.setdefault(name, []).append(
            texts.spread([outcome.others.get(name, math.nan) for outcome in outcomes])
        )
    return True


def _outcomes(work: _Work, spec: Field, texts: Sequence[str], match: Match) -> list[Outcome]:
    more = work.values.get(spec.name, ())
    if spec.type == "date":
        return read_dates(texts, date_words())
    if spec.type == "count":
        return read_counts(texts)
    if spec.type == "counts":
        return read_devices(texts, spec)
    if spec.type == "values":
        return read_lists(texts, spec, more)
    if spec.type == "value":
        flat = work.kind.name == "hazards" and spec.name in ("area_type", "status")
        return (read_states if flat else read_values)(texts, spec, more)
    if spec.unit and not match.sure and (unit := unknown_unit(match.column)):
        what = f"How large the unit {unit!r} is differs from country to country; the number was not read."
        return [failed("number_not_understood", what, "Give them in square metres or hectares.") for _ in texts]
    if spec.unit == "m2" and not match.sure and not match.unit and texts:
        work.problems.add("unit_assumed", "Numbers without a unit were read as square metres.", field=match.column)
    return read_measures(texts, spec.unit, match.factor)


def _nothing_understood(texts: Texts, outcomes: Sequence[Outcome]) -> bool:
    return bool(outcomes) and all(
        outcome.problem and outcome.code != "status_split" and not outcome.code.startswith("ambiguous")
        for outcome in outcomes
    )


def _keep_entered(work: _Work, name: str, texts: Texts, outcomes: Sequence[Outcome]) -> None:
    kept = texts.spread(
        [text if outcome.entered else math.nan for text, outcome in zip(texts.distinct, outcomes, strict=True)]
    )
    if not any(outcome.entered for outcome in outcomes):
        return
    entered = f"{name}_entered"
    if entered in work.table.columns:
        before = text_cells(work.table[entered])
        kept = [new if isinstance(new, str) else old for old, new in zip(before, kept, strict=True)]
    work.extras[entered] = pd.Series(text_column(kept), index=work.table.index)


def _fill_suggested(work: _Work) -> None:
    """Give to other fields what a flat column said of them; what they say themselves goes first."""
    rows = work.table.index.tolist()
    for name, columns in work.suggested.items():
        own = work.columns.get(name, text_column([math.nan] * len(rows)))
        merged = list(own)
        for suggestions in columns:
            against = []
            for index, value in enumerate(suggestions):
                if not isinstance(value, str):
                    continue
                if not isinstance(merged[index], str) or merged[index] == "unknown":
                    merged[index] = value
                elif merged[index] != value and name != "status_reason":
                    against.append(rows[index])
            if against:
                work.problems.add(
                    "contradiction",
                    f"Two columns say different things of this field{in_rows(against)}; the field's own was taken.",
                    row=against[0],
                    field=name,
                )
        work.columns[name] = text_column(merged)


def _fill_names(work: _Work) -> None:
    """Give a record without a name the title that it has, or the other way round: programs write either."""
    if "name" not in work.columns:
        return
    names = list(work.columns["name"])
    for column in [name for name in work.extras if fold(name) in ("title", "name")]:
        others = text_cells(work.table[column])
        names = [name if isinstance(name, str) else other for name, other in zip(names, others, strict=True)]
    work.columns["name"] = text_column(names)


def _fill_setting(work: _Work, fields: Mapping[str, str]) -> None:
    """Take the setting from the folder, layer or file that records stand in, where no column states one."""
    if work.kind.field("setting") is None or "setting" in work.columns or set(SORTED_IN) & set(fields):
        return
    settings, said = settings_by_name(work.table, work.source)
    if said:
        work.columns["setting"] = text_column(settings)
        work.problems.add("setting_by_name", said, option="")


def _read_positions(work: _Work, found: Settled, geometry: NDArray[Any], crs: str | None) -> NDArray[Any]:
    matches = [match for match in found.matches if match.field in PSEUDO_FIELDS]
    if not matches and not found.more:
        return geometry
    columns = {match.field: match.column for match in matches}
    done, by = place_all(work.table, columns, found.more, geometry, crs=crs, source=work.source)
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


def _accuracies_of_others(work: _Work, by: NDArray[Any]) -> NDArray[np.bool_]:
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


def _exchanged(found: Settled) -> Settled:
    """Read the column of latitudes as that of longitudes, and the other way round."""
    return replace(found, matches=[replace(one, field=_OTHER.get(one.field, one.field)) for one in found.matches])


def _turned(work: _Work, geometry: NDArray[Any], found: Settled) -> NDArray[Any]:
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


def _with_outlines(work: _Work, geometry: NDArray[Any]) -> NDArray[Any]:
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


def _say_numbers_in_texts(work: _Work) -> None:
    """Name the rows in whose words a telephone number or an e-mail address stands; the words are kept."""
    for name in work.table.columns:
        if work.table[name].dtype.kind in "iufbM" or work.used.get(str(name)) in ("id", "source_url"):
            continue
        codes, distinct = pd.factorize(text_cells(work.table[name]))
        holding = np.array([" " in text and holds_a_number(text) for text in distinct], dtype=bool)
        if holding.any():
            rows = work.table.index[holding[codes] & (codes >= 0)].tolist()
            what = "A telephone number or an e-mail address stands in the text, and goes where the record goes."
            work.problems.add_rows("telephone_in_text", rows, what, "Take it out in the source.", field=str(name))


def _identify(work: _Work) -> None:
    """Give each record an identity: its own key, or the source's name and the row."""
    rows = work.table.index.tolist()
    own = [composed(key.strip()) if isinstance(key, str) else key for key in
           work.columns.get("id", [math.nan] * len(rows))]  # fmt: skip
    stem = PurePath(work.source).stem or "record"
    taken = {key for key in own if isinstance(key, str)}
    seen: dict[str, int] = {}
    last: dict[str, int] = {}
    keys: list[str] = []
    for row, key in zip(rows, own, strict=True):
        if not isinstance(key, str):
            made = free_name(f"{stem}-{row}", taken, "{}-{}", last)
            taken.add(made)
            keys.append(made)
        elif key not in seen:
            seen[key] = row
            keys.append(key)
        else:
            new = free_name(key, taken, "{}-{}", last)
            taken.add(new)
            keys.append(new)
            work.problems.add(
                "duplicate_id",
                f"{key!r} is also the id of row {seen[key]}; this record is called {new!r}.",
                "Give each record an id of its own.",
                severity="warning",
                row=row,
                field="id",
            )
    work.columns["id"] = text_column(keys)


def _assemble(work: _Work, geometry: NDArray[Any]) -> gpd.GeoDataFrame:
    """The fields in their order, whether filled or not, then everything else as it came."""
    columns = empty_columns(work.kind, len(work.table)) | work.columns
    for name, values in work.extras.items():
        if name in columns:
            name = free_name(f"{name}_entered", {**columns, **work.extras})
        columns[name] = _as_is(values)
    index = pd.Index(work.table.index, name="row")
    series = {name: _series(getattr(values, "array", values)) for name, values in columns.items()}
    frame = pd.DataFrame(series, index=pd.RangeIndex(len(index)))
    frame.index = index
    shapes = gpd.GeoSeries(geometry, index=index, crs="EPSG:4326")
    return gpd.GeoDataFrame(frame, geometry=shapes)


def _series(values: Any) -> Any:
    try:
        return pd.Series(values, copy=False)
    except UnicodeEncodeError:  # half a character, which pyarrow refuses
        return pd.Series(text_column(values), copy=False)


def _as_is(values: Any) -> Any:
    """A column as it came; blank texts stay what they are."""
    if isinstance(values, pd.Series) and values.dtype == object:
        return objects(values.tolist())
    return values
