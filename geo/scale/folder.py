"""Layers in parts on the disk: a folder of GeoParquet files, a file for each layer and part, and what is in them.

A part is a stretch of a Hilbert curve, the same for all layers, so what lies together is read together and by one
process. Each file is a GeoParquet with boxes, which other programs read too; each record carries its place in its
layer, by which problems and sums come in the order of the layer and not of the parts.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geo.disk import making_folder, write_bytes
from geo.errors import SourceError, UsageError
from geo.findings.counting import counted
from geo.geojson import without_unknown_heights
from geo.geopackage.told import Told
from geo.geoparquet import reading, writing
from geo.geoparquet.describing import About, about_in, shapes_in
from geo.records.fields import KINDS
from geo.records.imprint import SAFETY, Imprint
from geo.records.layer import Layer, carry
from geo.records.properties import from_properties, from_values, stated_values
from geo.scale.parts import Floats, Indexes, along_the_curve, bounds_of

if TYPE_CHECKING:
    from geopandas import GeoDataFrame

MANIFEST = "zonemark-parts.json"
FORMAT = 1
_AGAIN = "Make the folder again with zonemark partition."
SIZE = 25_000
"""Records of a part: few enough for many processes in a small memory, and many enough for their rim to be small."""


@dataclass(frozen=True)
class Parted:
    """A layer in parts: its name, kind and title, how many records it has, whether they have rows of a source, what
    its project states of it, what is stated of how it is checked, and its columns in their order, as far as whoever
    wrote the folder noted them."""

    name: str
    kind: str
    title: str
    records: int
    has_rows: bool
    imprint: Mapping[str, Any] = field(default_factory=dict)
    terms: Mapping[str, Any] = field(default_factory=dict)
    columns: tuple[str, ...] = ()


@dataclass(frozen=True)
class Held:
    """What a part holds of each layer: how many records, and west, south, east, north of those that lie on Earth."""

    records: tuple[int, ...]
    bounds: tuple[tuple[float, float, float, float] | None, ...]


@dataclass(frozen=True)
class Seen:
    """Records of a layer that a part sees, in the order of the layer: the frame, their places in the layer, which are
    the part's own, and how many stand before each in the files that were read."""

    frame: GeoDataFrame
    orders: NDArray[np.int64]
    own: NDArray[np.bool_]
    before: Indexes


@dataclass(frozen=True)
class Folder:
    """Layers in parts, in a folder of the disk."""

    path: Path
    layers: tuple[Parted, ...]
    parts: tuple[Held, ...]

    @classmethod
    def open(cls, path: Path) -> Folder:
        """Open a folder by what stands in its manifest. Raises SourceError for one that is damaged or newer."""
        try:
            found = json.loads((path / MANIFEST).read_text("utf-8"))
            if found["format"] > FORMAT:
                raise SourceError(f"{path.name} was written by a newer Zonemark.", remedy="Install the newest version.")
            layers = tuple(Parted(**{**one, "columns": tuple(one.get("columns", ()))}) for one in found["layers"])
            parts = tuple(Held(tuple(one["records"]), tuple(map(_box, one["bounds"])))
                          for one in found["parts"])  # fmt: skip
            for one in layers:
                Imprint(**one.imprint)
        except (OSError, ValueError, TypeError, KeyError, AttributeError, UsageError) as error:
            what = f"{path.name} has no manifest that can be read ({type(error).__name__})."
            raise SourceError(what, remedy=_AGAIN) from None
        _require_sound(path.name, layers, parts)
        return cls(path, layers, parts)

    def file(self, layer: int, part: int) -> Path:
        """The file of a layer's records in a part; none is there where it has none in it."""
        return self.path / self.layers[layer].name / f"part-{part:05d}.parquet"

    def only(self, kinds: Collection[str] = tuple(KINDS), names: Collection[str] = ()) -> Folder:
        """The same folder without its layers of other kinds, and of other names if some are given."""
        kept = [number for number, one in enumerate(self.layers)
                if one.kind in kinds and (one.name in names or not names)]  # fmt: skip
        parts = tuple(Held(tuple(one.records[number] for number in kept), tuple(one.bounds[number] for number in kept))
                      for one in self.parts)  # fmt: skip
        return Folder(self.path, tuple(self.layers[number] for number in kept), parts)

    def fields(self, layer: int) -> list[str]:
        """The fields of a layer in their order: its columns, or where these are not noted those of its kind, and
        whatever else a record of it states."""
        if self.layers[layer].columns:
            return [*self.layers[layer].columns]
        names = dict.fromkeys(KINDS[self.layers[layer].kind].names)
        for part, held in enumerate(self.parts):
            if held.records[layer]:
                path = self.file(layer, part)
                with reading.opened(path) as file:
                    columns, metadata = file.schema_arrow.names, file.schema_arrow.metadata
                about, shapes = about_in(metadata, path.name), shapes_in(metadata, columns, path.name, None)
                apart = {shapes.column, shapes.boxes, *(about.told.added if about else ())}
                called = about.told.columns if about else {}
                names |= dict.fromkeys(called.get(one, one) for one in columns if one not in apart)
        return [*names]

    def values(self, layer: int, name: str) -> Iterator[Any]:
        """Give what the records state in one field, of which alone is read; in no order."""
        for part, held in enumerate(self.parts):
            if held.records[layer]:
                stated = reading.stated_in(*self._table(layer, part, only=name)).get(name, ())
                yield from (one for one in stated if one == one)

    def seen(self, layer: int, part: int, beside: Mapping[int, Indexes]) -> Seen:
        """Read the records of a part, and those that it sees of others: by part their indexes in the file, rising."""
        tables = []
        for number, indexes in sorted({**beside, part: None}.items()):
            if self.parts[number].records[layer]:
                table, about, shapes = self._table(layer, number)
                tables.append((table if indexes is None else table.take(indexes), about, shapes, number == part))
        return self._put_together(layer, tables)

    def boxes(self, layer: int, part: int) -> Floats:
        """Give west, south, east, north of each record of a part, NaN where it has none."""
        if not self.parts[part].records[layer]:
            return np.empty((0, 4))
        path = self.file(layer, part)
        with reading.opened(path) as file:
            names = file.schema_arrow.names
            boxes = shapes_in(file.schema_arrow.metadata, names, path.name, None).boxes
            sides = file.read(columns=[boxes]).column(boxes).combine_chunks().flatten()
        return np.column_stack([side.to_numpy(zero_copy_only=False) for side in sides]).astype(float)

    def nothing(self, layer: int) -> GeoDataFrame:
        """Give the frame of a layer without any of its records."""
        one = self.layers[layer]
        frame = from_properties([], [], one.kind)
        return _by_rows(frame, np.empty(0, dtype=np.int64)) if one.has_rows else frame

    def whole(self) -> list[Layer]:
        """Read all layers, each in its own order: for what needs them whole, and as much memory as they need."""
        layers = []
        for number, one in enumerate(self.layers):
            tables = [(*self._table(number, part), True)
                      for part, held in enumerate(self.parts) if held.records[number]]  # fmt: skip
            frame = self._put_together(number, tables).frame
            imprint = Imprint(**one.imprint)
            carry(frame, imprint, one.terms)
            layers.append(Layer(one.name, one.kind, frame, one.title, imprint=imprint, terms=dict(one.terms)))
        return layers

    def _table(self, layer: int, part: int, *, only: str = "") -> tuple[Any, About, str]:
        """The table of a part, of `only` one field or of all and the shapes; its columns; the name of the shapes."""
        path = self.file(layer, part)
        with reading.opened(path) as file:
            metadata, names = file.schema_arrow.metadata, file.schema_arrow.names
            about = about_in(metadata, path.name)
            shapes = shapes_in(metadata, names, path.name, None)
            called = about.told.columns if about and only else {}
            wanted = [name for name in names if name != shapes.boxes and only in ("", called.get(name, name))]
            table, count = file.read(columns=wanted), file.metadata.num_rows
        if about is None or "order" not in about.numbers or count != self.parts[part].records[layer]:
            what = f"{path.parent.name}/{path.name} is not the file that belongs there."
            raise SourceError(what, remedy=_AGAIN)
        return table, about, shapes.column

    def _orders(self, table: Any, about: About) -> NDArray[np.int64]:
        found = reading.numbers_of(table, about, "order")
        assert found is not None
        return found

    def _put_together(self, layer: int, tables: Sequence[tuple[Any, About, str, bool]]) -> Seen:
        """The records of several files as one frame, in the order of the layer; their columns need not be the same, and
        come in the order of the layer too."""
        kind, has_rows = self.layers[layer].kind, self.layers[layer].has_rows
        count = sum(table.num_rows for table, *_ in tables)
        stated: dict[str, list[Any]] = {}
        start = 0
        for table, about, shapes, _ in tables:
            for name, values in reading.stated_in(table, about, shapes).items():
                stated.setdefault(name, [np.nan] * count)[start : start + len(values)] = values
            start += table.num_rows
        if not tables:
            return Seen(self.nothing(layer), np.empty(0, dtype=np.int64), np.empty(0, dtype=bool), np.empty(0, np.intp))
        geometry = np.concatenate([reading.shapes_of(table.column(shapes))[0] for table, _, shapes, _ in tables])
        orders = np.concatenate([self._orders(table, about) for table, about, *_ in tables])
        own = np.concatenate([np.full(table.num_rows, is_own) for table, _, _, is_own in tables])
        by_order = np.argsort(orders, kind="stable")
        frame = from_values(stated, geometry, kind).iloc[by_order]
        turns = {name: turn for turn, name in enumerate(self.layers[layer].columns)}
        frame = frame[sorted(frame, key=lambda name: turns.get(name, len(turns)))]
        if has_rows:
            rows = [reading.numbers_of(table, about, "row") for table, about, *_ in tables]
            frame = _by_rows(frame, np.concatenate(rows)[by_order])  # type: ignore[arg-type]
        return Seen(frame, orders[by_order], own[by_order], by_order)


def _require_sound(name: str, layers: Sequence[Parted], parts: Sequence[Held]) -> None:
    """Raise SourceError for a manifest that contradicts itself: records that it does not count would be left out."""
    for one in layers:
        of_text = (one.name, one.kind, one.title, *one.columns)
        if not all(isinstance(text, str) for text in of_text) or not isinstance(one.terms, Mapping):
            raise SourceError(f"{name} has a layer of which its manifest says what cannot be.", remedy=_AGAIN)
        if one.kind not in KINDS or Path(one.name).name != one.name or one.name in ("", "..") or "\0" in one.name:
            raise SourceError(f"{name} holds a layer of a kind or name that cannot be.", remedy=_AGAIN)
    if len({one.name for one in layers}) < len(layers):
        raise SourceError(f"{name} holds two layers of one name.", remedy=_AGAIN)
    counts = [one.records for one in layers]
    known = all(len(part.records) == len(part.bounds) == len(layers) for part in parts)
    numbers = [*counts, *(number for part in parts for number in part.records)]
    if not known or any(type(number) is not int or number < 0 for number in numbers):
        raise SourceError(f"{name} has a part of which its manifest says what cannot be.", remedy=_AGAIN)
    held = [sum(part.records[at] for part in parts) for at in range(len(layers))]
    if held != counts:
        what = f"{name} counts {counted(sum(counts), 'record')}, and its parts {sum(held):,}: some would be left out."
        raise SourceError(what, remedy=_AGAIN)


def _box(sides: Sequence[float] | None) -> tuple[float, float, float, float] | None:
    if not sides:
        return None
    west, south, east, north = map(float, sides)
    return west, south, east, north


def is_folder(path: Path) -> bool:
    """Whether there are layers in parts at a path."""
    return (path / MANIFEST).is_file()


def folder_at(path: Path) -> Folder | None:
    """Open the layers in parts at a path; None where there are none. Raises SourceError as `Folder.open`."""
    return Folder.open(path) if is_folder(path) else None


def layers_at(path: Path) -> list[Layer] | None:
    """Read the layers in parts at a path whole; None where there are none. Raises SourceError as `Folder.open`."""
    folder = folder_at(path)
    return None if folder is None else folder.whole()


def _by_rows(frame: GeoDataFrame, rows: NDArray[np.int64]) -> GeoDataFrame:
    return frame.set_axis(pd.Index(rows, name="row"))


class Writer:
    """Writes a folder of layers in parts, one part after another; `parted` names the layers, whose counts are found."""

    def __init__(self, path: Path, parted: Sequence[Parted]) -> None:
        self.path, self.parted = path, parted
        self.parts: list[Held] = []
        for one in parted:
            (path / one.name).mkdir()

    def add(self, frames: Sequence[GeoDataFrame], orders: Sequence[NDArray[np.int64]]) -> None:
        """Write a part: of each layer the records in it, and their places in the layer."""
        number, bounds = len(self.parts), []
        for one, frame, order in zip(self.parted, frames, orders, strict=True):
            shapes = np.asarray(frame.geometry.array, dtype=object)
            boxes = bounds_of(shapes)
            boxes = boxes[np.isfinite(boxes).all(axis=1)]
            sides = [*boxes[:, :2].min(axis=0), *boxes[:, 2:].max(axis=0)] if len(boxes) else []
            bounds.append(_box(sides))
            if len(frame):
                self._write(one, frame, shapes, order, number)
        self.parts.append(Held(tuple(map(len, frames)), tuple(bounds)))

    def _write(
        self, one: Parted, frame: GeoDataFrame, shapes: NDArray[np.object_], order: NDArray[np.int64], number: int
    ) -> None:
        stated = {name: (indexes, values) for name, indexes, values in stated_values(frame) if indexes}
        numbers = {"order": order} | ({"row": frame.index.to_numpy(np.int64)} if one.has_rows else {})
        told = Told(one.kind, one.title, imprint=one.imprint)
        table = writing.table_of(stated, without_unknown_heights(shapes), told, numbers=numbers, notice=SAFETY)
        path = self.path / one.name / f"part-{number:05d}.parquet"
        writing.write(table, path)
        with reading.opened(path) as file:  # a disk that is full need not have said so
            if file.metadata.num_rows != len(frame):
                raise OSError(f"{path.name} is not whole")

    def close(self) -> Folder:
        """Write the manifest, without which the folder is none."""
        counts = (
            np.array([part.records for part in self.parts], dtype=np.int64).reshape(-1, len(self.parted)).sum(axis=0)
        )
        layers = tuple(Parted(**{**asdict(one), "records": int(count)})
                       for one, count in zip(self.parted, counts, strict=True))  # fmt: skip
        about = {"format": FORMAT, "crs": "EPSG:4326", "layers": [asdict(one) for one in layers],
                 "parts": [asdict(part) for part in self.parts]}  # fmt: skip
        write_bytes(self.path / MANIFEST, json.dumps(about, ensure_ascii=False).encode())
        return Folder(self.path, layers, tuple(self.parts))


def partition(layers: Sequence[Layer], path: Path, *, size: int = SIZE) -> Folder:
    """Write layers in parts of about so many records to a folder, where nothing may be yet.

    Raises UsageError where there is something, and for a size below 1; NotSaved if the disk does not take it.
    """
    if size < 1:
        raise UsageError(f"A part cannot have {size} records.", remedy="Give 1 or more.")
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise UsageError(f"{path} is there already.", remedy="Name a folder that is not there yet.")
    parted = [_parted(layer) for layer in layers]
    bounds = [bounds_of(np.asarray(layer.frame.geometry.array, dtype=object)) for layer in layers]
    count = max(1, -(-sum(map(len, bounds)) // size))
    every = np.concatenate(bounds) if bounds else np.empty((0, 4))
    ends = np.cumsum([0, *map(len, bounds)])
    with making_folder(path) as making:
        writer = Writer(making, parted)
        for own in along_the_curve(every, count)[1]:
            indexes = [own[(own >= ends[n]) & (own < ends[n + 1])] - ends[n] for n in range(len(layers))]
            writer.add([layer.frame.iloc[one] for layer, one in zip(layers, indexes, strict=True)], indexes)
        writer.close()
    return Folder.open(path)


def _parted(layer: Layer) -> Parted:
    imprint = layer.imprint.to_attributes() if layer.imprint else {}
    terms = json.loads(json.dumps(dict(layer.terms), default=list))
    columns = tuple(str(name) for name in layer.frame if name != layer.frame.geometry.name)
    return Parted(layer.name, layer.kind, layer.title, 0, layer.frame.index.name == "row", imprint, terms, columns)
