"""What people hold becomes layers: a layer, a reading, a project, a plain frame, or several of them.

Every function that takes records (`check`, `draw`, `export`, `areas`, `Project.add`) asks here what it was given, so
that a frame means the same to all of them: what its columns and values are is found out as it is for a file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from geo.cells.names import unique_names
from geo.cells.texts import text_column
from geo.errors import UsageError
from geo.findings import Problem
from geo.findings.counting import counted
from geo.records.fields import KINDS
from geo.records.layer import ATTRIBUTE, Layer, is_project
from geo.records.read_options import ReadOptions
from geo.records.recognised import are_records, made_ids
from geo.records.recognising.kept_rows import kept_rows
from geo.records.recognising.kinds_told import kind_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

LONLAT = 4326
MADE_IDS = "zonemark_made_ids"
"""The entry of a frame's `attrs` in which it carries which of its ids its source does not give."""

THE_FRAME = "the frame"
"""What a frame without a name is called in problems."""


class _Carried(dict[str, str]):
    """What a frame carries along as plain values, and pandas need not copy at every step: one for each record."""

    def __deepcopy__(self, memo: Any) -> _Carried:
        return self


@dataclass(repr=False)
class Reading:
    """The records of one file or frame, and what was found on the way.

    `frame`: records of `kind` (see `geo.records.fields`), EPSG:4326, index `row`: one for every record in the file.
    `problems`: those of the whole file first, then by row.
    `facts`: about the file as a whole (driver, encoding, delimiter, CRS, transformation …).
    `fields`: which column was taken for which field. `columns`: the columns of the file, as it names them.
    `made_ids`: the ids in `frame` that the file does not give: each with the one that it gives to several, or with "".
    `first`: the first rows of a file as they stand in it, cell by cell, with columns that are not taken in too.
    The frame carries the ids along, so that its records are the same ones when it is added by itself.
    """

    frame: GeoDataFrame
    problems: list[Problem]
    kind: str
    source: str
    facts: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    made_ids: dict[str, str] = field(default_factory=dict)
    first: Any = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        carried = self.frame.attrs.get(MADE_IDS)
        if carried is not None and not self.made_ids and "id" in self.frame:
            self.made_ids = {id_: carried[id_] for id_ in self.frame["id"] if id_ in carried}
        elif carried is None and self.made_ids:
            self.frame.attrs[MADE_IDS] = _Carried(self.made_ids)

    @property
    def rows(self) -> int:
        """How many records the file has."""
        return len(self.frame)

    def __len__(self) -> int:
        return len(self.frame)

    def __repr__(self) -> str:
        without = int(self.frame.geometry.isna().sum())
        records = f"{self.rows:,} {self.kind if self.rows != 1 else self.kind.removesuffix('s')}"
        placed = f"{self.rows - without:,} with a position, {without:,} without"
        found = counted(len(self.problems), "problem")
        return f"<{self.source}: {records}, {placed}; {found}. The records are in .frame, what is wrong in .problems.>"


def as_layers(what: Any, *, kind: str | None = None) -> list[Layer]:
    """Give what was handed over as layers with names of their own, in the order given.

    `what`: a Layer, a Reading, a GeoDataFrame or a plain frame, a Project; a list of these, or a mapping of titles to
    them. A frame's columns and values are recognised as those of a file; `kind` says what its records are, otherwise
    its columns do. Nothing that came is changed. Raises UsageError for anything else.
    """
    return unique([layer_of(one) for one in held(what, kind=kind)])


class Held(NamedTuple):
    """One layer or reading of what was handed over, the name it was given there, and whether it was read just now."""

    records: Layer | Reading
    name: str
    is_new: bool


def held(
    what: Any, *, kind: str | None = None, source: str = THE_FRAME, options: ReadOptions | None = None
) -> Iterator[Held]:
    """Give each layer and each reading in what was handed over; frames are read, as `source` if they have no name."""
    how = options or ReadOptions(kind=kind or "")
    for name, one, is_new in _named(what):
        if is_frame(one):
            yield Held(as_reading(one, how, source=name or source), name, True)
        elif hasattr(one, "frame") and hasattr(one, "kind"):
            _known(one.kind)
            yield Held(one, name, is_new)
        else:
            raise UsageError(
                f"{type(one).__name__} is nothing that holds records.",
                remedy="Give a path, a geo.Reading, a geo.Layer, a GeoDataFrame or a geo.Project, a list of them, or a "
                "mapping of titles to them.",
            )


def told_by_projects(what: Any) -> list[Problem]:
    """Give what the projects in what was handed over have to say of their folders and files, once these were read."""
    if is_project(what):
        return list(what.problems)
    inside = what.values() if isinstance(what, Mapping) else what if isinstance(what, (list, tuple)) else ()
    return [problem for one in inside for problem in told_by_projects(one)]


def is_frame(what: Any) -> bool:
    """Whether something is a frame of pandas or geopandas."""
    return hasattr(what, "iloc") and hasattr(what, "columns")


def as_reading(frame: Any, options: ReadOptions | None = None, *, source: str = THE_FRAME) -> Reading:
    """Read a frame as a file is read: which column is which field, what its values mean, where its records lie.

    A frame that holds records already (of a project, of a reading, or in the same form) keeps its own. The frame is
    not changed. Raises UsageError for an unknown kind or field, and where coordinates have no reference system.
    """
    from geo.records.reading import to_records

    options = options or ReadOptions()
    plain, moved = _in_lonlat(_with_own_names(frame), source, options.crs)
    if options.only:
        plain, left_out = kept_rows(plain, options.only, source)
        moved = [*moved, *left_out]
    kind = _known(options.kind or kind_of(plain))
    columns = tuple(str(name) for name in plain.columns if name != _geometry_of(plain))
    if not options.fields and are_records(plain, kind):
        return Reading(plain, moved, kind, source, columns=columns)
    names_an_id = _names_an_id(plain, kind, options)
    numbered = plain if names_an_id else _with_ids(plain)
    attributes = numbered.attrs.get(ATTRIBUTE)
    records, problems, used = to_records(
        _by_row(numbered), kind, source=source, fields=options.fields, crs=options.crs or None,
        values=options.values, keep_personal=options.keep_personal, swap=options.swap,
    )  # fmt: skip
    if attributes is not None:
        records.attrs[ATTRIBUTE] = attributes
    found = sorted([*moved, *problems], key=lambda problem: problem.row or 0)
    counts_rows = not names_an_id and pd.api.types.is_integer_dtype(plain.index.dtype)
    made = dict.fromkeys(records["id"], "") if counts_rows else made_ids(numbered, records, used)
    return Reading(records, found, kind, source, fields=used, columns=columns, made_ids=made)


def as_one_layer(title: str, readings: Sequence[Reading]) -> Layer:
    """Put readings of one kind together as one layer. Raises UsageError if they are of several kinds."""
    layers = [layer_of(Held(reading, title, False)) for reading in readings]
    first = layers[0]
    if len(layers) == 1:
        return first
    if len({layer.kind for layer in layers}) > 1:
        told = ", ".join(f"{reading.source} ({reading.kind})" for reading in readings)
        raise UsageError(f"A layer holds one kind of record, not {told}.", remedy="Name the kind.", option="kind")
    frames = [layer.frame for layer in layers]
    ids = [str(one) for frame in frames for one in frame["id"]]
    frame = pd.concat(frames, ignore_index=True)
    frame["id"] = text_column(unique_names(ids))
    frame.index = pd.RangeIndex(1, len(frame) + 1, name="row")
    return replace(first, frame=frame, problems=[problem for layer in layers for problem in layer.problems])


def unique(layers: Sequence[Layer]) -> list[Layer]:
    """Number the names that come again; a name is how a map or a file tells layers apart."""
    taken: set[str] = set()
    renamed: list[Layer] = []
    for layer in layers:
        name, number = layer.name, 1
        while name in taken:
            number += 1
            name = f"{layer.name}-{number}"
        taken.add(name)
        renamed.append(layer if name == layer.name else replace(layer, name=name))
    return renamed


def layer_of(found: Held) -> Layer:
    """Give a layer or a reading as a layer in lon, lat with ids."""
    one, name = found.records, found.name
    called = name or getattr(one, "source", "") or getattr(one, "name", "")
    placed, moved = _in_lonlat(_with_own_names(one.frame), called)
    frame, problems = _with_geometry(_with_ids(placed)), [*getattr(one, "problems", ()), *moved]
    if isinstance(one, Layer):
        return replace(one, frame=frame, title=name or one.title, problems=problems)
    title = called if called != THE_FRAME else ""
    return Layer(title or "layer", one.kind, frame, title, problems=problems)


def _named(what: Any) -> Iterator[tuple[str, Any, bool]]:
    """Each thing in what was handed over, its name there, and whether it was read from a project just now."""
    if isinstance(what, Mapping):
        for name, records in what.items():
            found = list(_named(records))
            yield from ((str(name) if len(found) == 1 else own or str(name), one, new) for own, one, new in found)
    elif isinstance(what, (list, tuple)) or (not hasattr(what, "columns") and hasattr(what, "__next__")):
        yield from (each for records in what for each in _named(records))
    elif is_project(what):
        yield from (("", layer, True) for layer in what.layers())
    else:
        yield "", what, False


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise UsageError(f"There is no kind of record {kind!r}.", remedy=f"Name one of: {', '.join(KINDS)}.")
    return kind


def _geometry_of(frame: Any) -> Any:
    """The name of the active geometry column, None where there is none."""
    name = getattr(frame, "active_geometry_name", None)
    return name if name is not None and name in frame.columns else None


def _with_own_names(frame: Any) -> Any:
    names = unique_names(frame.columns)
    if names == list(frame.columns):
        return frame
    geometry = _geometry_of(frame)
    copy = pd.DataFrame(frame).set_axis(names, axis=1)
    if geometry is not None:
        copy = frame.__class__(copy, geometry=names[list(frame.columns).index(geometry)], crs=frame.crs)
    copy.attrs.update(frame.attrs)
    return copy


def _with_geometry(frame: Any) -> Any:
    """The frame with a geometry column, of none where it has none: figures have no position, and maps ask for one."""
    if _geometry_of(frame) is not None or "geometry" in frame.columns:
        return frame
    from geopandas import GeoDataFrame

    found = GeoDataFrame(frame, geometry=[None] * len(frame), crs=LONLAT)
    found.attrs.update(frame.attrs)
    return found


def _with_ids(frame: Any) -> Any:
    """The frame with a column `id`, made of its index where it has none."""
    if "id" in frame.columns:
        return frame
    return frame.assign(id=frame.index.astype(str) if frame.index.is_unique else range(1, len(frame) + 1))


def _in_lonlat(frame: Any, called: str, crs: str = "") -> tuple[Any, list[Problem]]:
    """The frame with its geometry in lon, lat on WGS 84, and what was said on the way there, as of a file.

    `crs` stands in where the frame states none.
    """
    if _geometry_of(frame) is None:
        return frame, []
    stated = frame.crs.to_string() if frame.crs is not None else crs
    if not stated:
        if frame.geometry.isna().all():
            return frame.set_crs(LONLAT), []
        raise UsageError(
            f"{'The frame' if called in ('', THE_FRAME) else called} has no coordinate reference system.",
            remedy="Set it, for lon/lat on WGS 84 with frame.set_crs(4326).",
        )
    from geo.placing import place_shapes

    rows = _by_row(frame).index.to_numpy(dtype="int64")
    done = place_shapes(frame.geometry.to_numpy(), stated, rows=rows, source=called)
    if frame.crs == "EPSG:4326" and not done.problems:
        return frame, []
    placed = frame.set_geometry(list(done.geometry), crs=LONLAT)
    stated_of_each = {
        name: values.astype("float64") if name.endswith("_m") else text_column(values)
        for name, values in done.fields.items()
        if name not in frame.columns and not pd.isna(values).all()
    }
    return placed.assign(**stated_of_each), done.problems


def _names_an_id(frame: Any, kind: str, options: ReadOptions) -> bool:
    """Whether one of a frame's columns is taken for the id."""
    from geo.records.columns import match_columns

    columns = [str(name) for name in frame.columns]
    matches, _ = match_columns(columns, kind, options.fields, frame.attrs.get("hashtags", {}), source="")
    return any(match.field == "id" for match in matches)


def _by_row(frame: Any) -> Any:
    """The frame with whole numbers for an index, by which its problems name the rows; its own where it has them."""
    index = frame.index
    if index.is_unique and pd.api.types.is_integer_dtype(index.dtype):
        return frame
    numbered = frame.copy(deep=False)
    numbered.index = pd.RangeIndex(1, len(frame) + 1)
    return numbered
