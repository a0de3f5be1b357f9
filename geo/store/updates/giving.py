"""What a source gives to a layer: its records as features, made run by run as they are asked for.

All records of a source as features take as much memory as those of the layer that they are for, and its frame is there
anyway. So those of a run are made when one of them is asked for, and let go when one of another is: whoever goes
through them in their order makes each once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, overload

import numpy as np
import shapely

from geo.findings import Findings, Problem
from geo.geojson import Feature, as_features, with_id, without_unknown_heights
from geo.records import KINDS
from geo.records.flat import COUNTS
from geo.records.properties import to_properties
from geo.records.source_gone import MISSING_SINCE
from geo.store.updates.likeness import BOOKKEEPING, SOURCE_FILE, SOURCE_ID, SOURCE_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from geopandas import GeoDataFrame
    from numpy.typing import NDArray

AT_ONCE = 5_000
"""Records of a source that are features at once."""
_OFTEN = 50_000
"""So many texts are looked for again in the records that follow."""


class ReadingLike(Protocol):
    """What the store asks of a reading; `geo.read` gives one."""

    @property
    def frame(self) -> GeoDataFrame: ...
    @property
    def problems(self) -> Sequence[Problem]: ...
    @property
    def kind(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def fields(self) -> Mapping[str, str]: ...
    @property
    def made_ids(self) -> Mapping[str, str]: ...


class Records(Sequence[Feature]):
    """The records of a reading as features. `entered`: the id that each has in the reading, "" for none."""

    def __init__(self, reading: ReadingLike, problems: Findings, *, of_map: bool = False) -> None:
        self._frame, self._source, self._of_map = reading.frame, reading.source, of_map
        self.entered = list(_ids_of(reading.frame))
        self._geometries, self._texts = _writable(reading.frame, self.entered, problems)
        self._ids: dict[int, tuple[str, str]] = {}
        self._run, self._features = -1, list[Feature]()
        self._run_stated, self._stated = -1, list[dict[str, Any]]()
        self._names: set[str] = set()
        self._named: set[int] = set()
        self._once: dict[str, str] = {}

    def __len__(self) -> int:
        return len(self._frame)

    @overload
    def __getitem__(self, index: int) -> Feature: ...
    @overload
    def __getitem__(self, index: slice) -> list[Feature]: ...
    def __getitem__(self, index: int | slice) -> Feature | list[Feature]:
        if isinstance(index, slice):
            return [self[one] for one in range(*index.indices(len(self)))]
        if not 0 <= index < len(self):
            raise IndexError(index)
        run, at = divmod(index, AT_ONCE)
        if run != self._run:
            self._features = []  # before the next run is made
            self._features, self._run = self._made(run), run
        return self._features[at]

    def __iter__(self) -> Iterator[Feature]:
        return (self[index] for index in range(len(self)))

    @property
    def names(self) -> set[str]:
        """The properties that any of the records has."""
        for run in range(-(-len(self) // AT_ONCE)):
            if run not in self._named:
                self._properties(run)
        return self._names

    def properties(self, index: int) -> Mapping[str, Any]:
        """What a record states, for whoever does not ask where it lies: most of it goes into making geometries."""
        run, at = divmod(index, AT_ONCE)
        if run != self._run_stated:
            self._stated = []
            self._stated, self._run_stated = self._properties(run), run
        return self._stated[at]

    def row(self, index: int) -> int | None:
        """The row of its source from which a record comes, None where they are not numbered."""
        return _row(self._frame, index)

    def name(self, ids: dict[int, tuple[str, str]]) -> None:
        """Give each record, by its place, its id in the layer, and the id by which its source knows it, "" where that
        is the same."""
        self._ids = ids
        self._run = self._run_stated = -1

    def id_of(self, index: int) -> str:
        """The id that a record has in the layer, once it is named."""
        return self._ids[index][0]

    def _made(self, run: int) -> list[Feature]:
        part = slice(run * AT_ONCE, (run + 1) * AT_ONCE)
        stated = self._properties(run)
        return as_features([str(one["id"]) for one in stated], stated, self._geometries[part])

    def _properties(self, run: int) -> list[dict[str, Any]]:
        start = run * AT_ONCE
        part = self._frame.iloc[start : start + AT_ONCE]
        stated = to_properties(part)
        if not self._of_map:
            _put_aside_foreign_bookkeeping(stated)
        for index, row in enumerate(part.index.tolist(), start):
            record = stated[index - start]
            if index in self._texts:
                record.setdefault("position_entered", self._texts[index])
            self._share_texts(record)
            id_, key = self._ids.get(index, (self.entered[index], ""))
            record = stated[index - start] = with_id(record, id_)
            record |= {SOURCE_FILE: self._source, SOURCE_ROW: row} | ({SOURCE_ID: key} if key else {})
            if run not in self._named:
                self._names.update(record)
        self._named.add(run)
        return stated

    def _share_texts(self, record: dict[str, Any]) -> None:
        """Let equal texts be one text: what is made of these records is kept."""
        if len(self._once) > _OFTEN:
            self._once.clear()
        for name, value in record.items():
            if type(value) is str:
                record[name] = self._once.setdefault(value, value)


@dataclass
class Given:
    """What a source gives: features with the rows they came from, and the id by which it knows each ("" for none)."""

    source: str
    features: Records
    keys: list[str]
    ours: set[str]
    problems: Findings

    @classmethod
    def of(cls, reading: ReadingLike, *, of_map: bool = False) -> Given:
        """Turn a reading into features as a layer holds them."""
        problems = Findings(reading.source)
        features = Records(reading, problems, of_map=of_map)
        keys = [reading.made_ids.get(id_, id_) for id_ in features.entered]
        return cls(reading.source, features, keys, _columns_of_source(reading), problems)


def _ids_of(frame: GeoDataFrame) -> Iterator[str]:
    """The ids that the records have in their frame, "" where one has none."""
    columns = frame.loc[:, [name for name in frame.columns if name == "id"]]
    for start in range(0, len(frame), AT_ONCE):
        yield from map(_id_of, to_properties(columns.iloc[start : start + AT_ONCE]))


def _id_of(record: Mapping[str, Any]) -> str:
    return str(record["id"]) if record.get("id") else ""


def _put_aside_foreign_bookkeeping(properties: list[dict[str, Any]]) -> None:
    """A source may have columns of these names itself, as exports of another project do."""
    for record in properties:
        for name in BOOKKEEPING:
            if name in record:
                record[f"{name}_entered"] = record.pop(name)


def _writable(frame: GeoDataFrame, ids: Sequence[str], problems: Findings) -> tuple[NDArray[Any], dict[int, str]]:
    """The geometries, None for those that GeoJSON cannot write, and the texts of these by their places."""
    given = frame.geometry.array
    geometries = np.empty(len(given), dtype=object)
    entered: dict[int, str] = {}
    measured: list[int] = []
    for start in range(0, len(given), AT_ONCE):
        some = without_unknown_heights(given[start : start + AT_ONCE])
        coordinates, owners = shapely.get_coordinates(some, return_index=True)
        for at in np.unique(owners[~np.isfinite(coordinates).all(axis=1)]).tolist():
            entered[start + at] = shapely.to_wkt(some[at])
            some[at] = None
        measured += (start + np.flatnonzero(shapely.has_m(some))).tolist()
        geometries[start : start + AT_ONCE] = some
    for index in entered:
        problems.add("position_not_finite", "Its position holds a value that is not a number.",
                     "It is kept without a position; correct the source.", row=_row(frame, index),
                     id=ids[index], field="geometry")  # fmt: skip
    for index in measured:
        what = "Its measures (M values) cannot be written in GeoJSON and are left out."
        problems.add("m_values_left_out", what, row=_row(frame, index))
    return geometries, entered


def _row(frame: GeoDataFrame, index: int) -> int | None:
    row = frame.index[index]
    return int(row) if isinstance(row, (int, np.integer)) else None


def _columns_of_source(reading: ReadingLike) -> set[str]:
    """The properties that the source has a say in; a field that it has no column for is not emptied by it."""
    fields = set(KINDS[reading.kind].names)
    frame = reading.frame
    stated = {str(name) for name in frame.columns if name not in fields or frame[name].notna().any()}
    stated |= {f"{name}_{value}" for name in stated & COUNTS.keys() for value in COUNTS[name].values}
    if len(reading.made_ids) == len(frame):
        stated.discard("id")
    return stated | set(reading.fields.values()) | {MISSING_SINCE, SOURCE_ID}
