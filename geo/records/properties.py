"""Records as they stand in a layer file: one dictionary of flat values a record, and back again without loss.

A missing value is not a property at all, because a reader cannot tell `null` from "not asked". A `null` that somebody
else's property held comes back as `null`. Lists, counts by ordnance and nested values are written as `geo.records.flat`
has them; of the record's own fields they come back as they were, of other properties as the text that they were given.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd

from geo.cells.missing import is_missing
from geo.cells.texts import text_column
from geo.records.fields import KINDS, Field, FieldType, Kind
from geo.records.flat import COUNTS, INT64, counts_apart, counts_together, flat_value, joined, listed

if TYPE_CHECKING:
    from numpy.typing import NDArray

GEOMETRY_PROPERTY = "geometry (property)"
"""The column of a property that is called `geometry`: in a frame that name is taken."""

_PLAIN = frozenset({str, int, bool, type(None)})


def to_properties(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """One dictionary of flat JSON values for each record, its properties in the order of the columns.

    Missing values are left out, the active geometry too. Numbers that JSON cannot write (infinity) become text.

    >>> to_properties(pd.DataFrame({"id": ["a", "b"], "ordnance": [("UXO", "AXO"), None], "men": pd.array([1, None])}))
    [{'id': 'a', 'ordnance': 'UXO; AXO', 'men': 1}, {'id': 'b'}]
    """
    records: list[dict[str, Any]] = [{} for _ in range(len(frame))]
    for name, indexes, values in stated_values(frame):
        for index, value in zip(indexes, values, strict=True):
            records[index][name] = value
    return records


def stated_values(frame: pd.DataFrame) -> Iterator[tuple[str, list[int], list[Any]]]:
    """Give each property of the records: its name, the places (from 0) of those that state it, and what they state."""
    active = frame.active_geometry_name if isinstance(frame, gpd.GeoDataFrame) else None
    names = {str(name): None for name in frame.columns}
    for number, name in enumerate(frame.columns):
        if name == active:
            continue
        column = frame.iloc[:, number]
        kept = _stated(column)
        indexes, values = np.flatnonzero(kept).tolist(), _plain_values(column[kept])
        if name in COUNTS:
            yield from _spread(COUNTS[name], indexes, values, names)
        else:
            yield "geometry" if name == GEOMETRY_PROPERTY else str(name), indexes, values


def _spread(
    field: Field, indexes: list[int], values: list[Any], taken: Mapping[str, Any]
) -> Iterator[tuple[str, list[int], list[Any]]]:
    """Counts by ordnance as one property for each ordnance, in the order of the field's values."""
    apart = [counts_apart(field, value, taken) for value in values]
    for name in (field.name, *(f"{field.name}_{value}" for value in field.values)):
        own = [(index, cells[name]) for index, cells in zip(indexes, apart, strict=True) if name in cells]
        if own:
            yield name, [index for index, _ in own], [value for _, value in own]


def from_properties(
    properties: Sequence[Mapping[str, Any]], geometries: Sequence[Any] | NDArray[Any], kind: str
) -> gpd.GeoDataFrame:
    """Build a frame of records from stored properties: the inverse of `to_properties`.

    Lists and counts are read as text, and as JSON has them (as files of an earlier format hold them).

    `geometries` are in lon, lat (EPSG:4326), None where a record has no usable position. All fields of the kind are
    there, in their order, then every other property as it was stored. The index is `id`. A field that holds something
    else than its type allows (edited by hand) loses nothing: what stands there goes to `<field>_entered`.

    >>> frame = from_properties([{"id": "a", "ordnance": "UXO; AXO", "seen": "twice"}], [None], "hazards")
    >>> frame.at["a", "ordnance"], frame.at["a", "seen"]
    (('UXO', 'AXO'), 'twice')
    """
    for field in KINDS[kind].fields:
        if field.type == "counts":
            properties = [counts_together(field, record) for record in properties]
    names: dict[str, None] = {}
    for record in properties:
        names.update(dict.fromkeys(record))
    values = ((name, [record.get(name, math.nan) for record in properties]) for name in names)
    return framed(dict(values), geometries, kind)


def from_values(
    stated: Mapping[str, list[Any]], geometries: Sequence[Any] | NDArray[Any], kind: str
) -> gpd.GeoDataFrame:
    """Build a frame of records as `from_properties` does, from the values of each property, NaN where none is stated.

    >>> from_values({"id": ["a"], "ordnance": ["UXO; AXO"]}, [None], "hazards").at["a", "ordnance"]
    ('UXO', 'AXO')
    """
    columns = dict(stated)
    for field in KINDS[kind].fields:
        if field.type == "counts":
            own = [name for name in columns if name == field.name or name.startswith(f"{field.name}_")]
            rows = zip(*(columns.pop(name) for name in own), strict=True)
            records = [
                counts_together(field, {name: one for name, one in zip(own, row, strict=True) if one == one})
                for row in rows
            ]
            names = dict.fromkeys(name for record in records for name in record)
            columns |= {name: [record.get(name, math.nan) for record in records] for name in names}
    return framed(columns, geometries, kind)


def framed(stated: Mapping[str, list[Any]], geometries: Sequence[Any] | NDArray[Any], kind: str) -> gpd.GeoDataFrame:
    """Build a frame as `from_values` does, of records whose counts by ordnance stand together in their field."""
    nothing = [math.nan] * len(geometries)
    columns: dict[str, Any] = {}
    moved: dict[str, list[Any]] = {}
    for name in dict.fromkeys([*KINDS[kind].names, *stated]):
        values = stated.get(name, nothing)
        known = KINDS[kind].field(name)
        columns[GEOMETRY_PROPERTY if name == "geometry" else name] = (
            _extra(values) if known is None else _typed(values, known, moved)
        )
    for name, values in moved.items():
        entered = f"{name}_entered"
        before = stated.get(entered, nothing)
        columns[entered] = _extra([new if is_missing(old) else old for old, new in zip(before, values, strict=True)])
    geometry = gpd.GeoSeries(np.asarray(geometries, dtype=object), crs="EPSG:4326")
    frame = gpd.GeoDataFrame(columns, geometry=geometry.array, crs="EPSG:4326")
    frame.index = pd.Index(frame["id"].astype("object"), name="id")
    return frame


def empty_columns(kind: Kind, rows: int) -> dict[str, Any]:
    """One wholly missing column for each field of a kind, of the type that the field has in a frame of records."""
    missing = {type_: column_of([math.nan] * rows, type_) for type_ in {field.type for field in kind.fields}}
    return {field.name: missing[field.type].copy() for field in kind.fields}


def column_of(values: Sequence[Any], type_: FieldType) -> Any:
    """An array of the type that fields of `type_` have in a frame; `values` must be of that type or missing."""
    if type_ == "measure":
        return np.array([math.nan if value is None else value for value in values], dtype="float64")
    if type_ == "count":
        return pd.array([pd.NA if is_missing(value) else value for value in values], dtype="Int64")
    if type_ in ("values", "counts"):
        return objects(values)
    return text_column(list(values))


def objects(values: Sequence[Any]) -> Any:
    """An object column: pandas infers no type for it, and lists of one length stay lists."""
    return pd.Series(np.fromiter(values, dtype=object, count=len(values)), dtype=object)


def _stated(column: pd.Series[Any]) -> NDArray[np.bool_]:
    """Which rows hold a value; an explicit None among somebody's own properties is one."""
    present: NDArray[np.bool_] = column.notna().to_numpy(dtype=bool)
    if column.dtype == object and not present.all() and column.name not in _FIELD_NAMES:
        return np.fromiter((value is None or found for value, found in zip(column, present, strict=True)), dtype=bool)
    return present


_FIELD_NAMES = frozenset(name for kind in KINDS.values() for name in kind.names)
_MEASURES = frozenset(field.name for kind in KINDS.values() for field in kind.fields if field.type == "measure")
_LISTS = frozenset(field.name for kind in KINDS.values() for field in kind.fields if field.type == "values")


def _plain_values(column: pd.Series[Any]) -> list[Any]:
    kind = column.dtype.kind
    if kind == "M":
        return [moment.isoformat() for moment in column]
    values = column.tolist()
    if kind in "iub" or isinstance(column.dtype, pd.StringDtype):
        return values
    if column.name in _MEASURES:
        return [int(value) if value.is_integer() else value for value in map(float, values)]
    if column.name in COUNTS:
        return [_plain(value) for value in values]
    if column.name in _LISTS:
        return _list_texts(values)
    return [value if type(value) in _PLAIN else flat_value(_plain(value)) for value in values]


def _list_texts(values: list[Any]) -> list[Any]:
    """Lists as texts; a column holds the same few lists again and again."""
    known: dict[tuple[str, ...], str] = {}
    texts: list[Any] = []
    for value in values:
        if type(value) is tuple and set(map(type, value)) <= {str}:
            texts.append(known[value] if value in known else known.setdefault(value, joined(value)))
        else:
            texts.append(flat_value(_plain(value)))
    return texts


def _plain(value: Any) -> Any:
    """A JSON value for whatever a cell may hold."""
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else str(value)
    if isinstance(value, np.generic):
        return _plain(value.item())
    if isinstance(value, Mapping):
        return {str(name): inner if type(inner) in _PLAIN else _plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [inner if type(inner) in _PLAIN else _plain(inner) for inner in value]
    if type(value) in _PLAIN:
        return value
    if isinstance(value, bytes):
        return value.hex()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _typed(values: list[Any], field: Field, moved: dict[str, list[Any]]) -> Any:
    """A field's column; what is not of its type is put aside under the field's name in `moved`."""
    fits = _FITS[field.type]
    if field.type == "values":
        values = _lists(values)
    sure = _SURE[field.type]
    if not all(fits(value) for value in values if type(value) not in sure and value is not math.nan):
        moved[field.name] = [math.nan if fits(value) else value for value in values]
        values = [value if fits(value) else math.nan for value in values]
    return column_of([math.nan if value is None else value for value in values], field.type)


def _lists(values: list[Any]) -> list[Any]:
    """Lists, from text and JSON, as tuples; a blank text lists nothing. What is not a list stays as it is."""
    texts = {value for value in values if type(value) is str}
    known: dict[str, Any] = {text: text if (parts := listed(text)) is None else parts for text in texts}
    known |= {text: math.nan for text in texts if not text.strip()}
    return [known[value] if type(value) is str else tuple(value) if _is_list(value) else value for value in values]


def _is_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(part, str) for part in value)


def _is_number(value: Any) -> bool:
    return value is None or (isinstance(value, (int, float)) and not isinstance(value, bool))


def _is_count(value: Any) -> bool:
    return is_missing(value) or (isinstance(value, int) and not isinstance(value, bool) and value in INT64)


_FITS: dict[FieldType, Any] = {
    "text": lambda value: isinstance(value, str) or is_missing(value),
    "value": lambda value: isinstance(value, str) or is_missing(value),
    "date": lambda value: isinstance(value, str) or is_missing(value),
    "values": lambda value: isinstance(value, tuple) or is_missing(value),
    "measure": _is_number,
    "count": _is_count,
    "counts": lambda value: isinstance(value, dict) or is_missing(value),
}


_SURE: dict[FieldType, frozenset[type]] = {
    "text": frozenset({str}),
    "value": frozenset({str}),
    "date": frozenset({str}),
    "values": frozenset({tuple}),
    "measure": frozenset({int, float}),
    "count": frozenset(),
    "counts": frozenset({dict}),
}
"""Types of which each value fits: most are of these, and a large layer has millions of them."""


def _extra(values: list[Any]) -> Any:
    """The column of a property that is not a field: of one type where that loses nothing, else object."""
    types = set(map(type, values))
    if types == {str}:
        return text_column(values)
    if types == {str, float} and all(type(value) is str or value != value for value in values):
        return text_column(values)
    if types == {float}:
        return np.array(values, dtype="float64")
    if types == {bool}:
        return np.array(values, dtype=bool)
    if types == {int} and all(value in INT64 for value in values):
        return np.array(values, dtype="int64")
    return objects(values)
