"""What the checks of a part give, on the disk until all parts are done, and then said in the order of the layers.

Whether a fault is said of each record or once for its layer is known only when all parts are counted. So of a finding a
part hands on how many records it has and the first of them, and writes down what would be said of each. What is
written down lies by stretches of its layer, so that the problems of a stretch can be put in order without the others.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from geo.checks.findings import NAMED, Finding, Found, Told, joined
from geo.disk import replacing
from geo.errors import UsageError
from geo.findings import Problem
from geo.geoparquet.reading import opened
from geo.geoparquet.writing import arrow

STRETCH = 100_000
"""Records of a layer whose problems are put in order at once."""
COLUMNS = tuple(one.name for one in fields(Problem))
_FREE = -1
"""The key of a problem that is said whatever the other parts find."""
_SEQUENCE = ("layer", "order", "check", "turn", "turn_2", "turn_3")

_HALF = re.compile("[\ud800-\udfff]")
"""Halves of characters, which Parquet cannot hold."""

Key = tuple[int, int, int, str]
Stretch = tuple[int, int]


@dataclass(frozen=True)
class Counted:
    """What a part hands on: the stretches of its file, a group of rows each, and by key the turn of a finding and what
    is needed of it to say it once."""

    file: Path
    stretches: tuple[Stretch, ...]
    findings: tuple[tuple[Key, int, Finding], ...]


def spill(found: Found, file: Path) -> Counted:
    """Write down what was found in a part, and give what has to be known of it now."""
    rows: list[tuple[Any, ...]] = [(*one[:3], *one.turn, _FREE, *_cells(one.problem)) for one in found.told]
    kept: list[tuple[Key, int, Finding]] = []
    for check, turn, one in found.findings:
        key = len(kept)
        if one.once is None and one.say is None:
            key = _FREE
        else:
            kept.append(((one.layer, check, one.turn, one.about), turn, one if one.say else _first(one)))
        if one.say is None and not one.is_counted:
            rows += [(one.layer, order, check, turn, 0, 0, key, *_cells(problem))
                     for order, problem in zip(one.orders.tolist(), one.problems, strict=True)]  # fmt: skip
    rows.sort(key=lambda row: row[:6])
    return Counted(file, _written(rows, file), tuple(kept))


def _cells(problem: Problem) -> tuple[Any, ...]:
    return tuple(_HALF.sub("\ufffd", cell) if isinstance(cell, str) and not cell.isascii() else cell
                 for cell in problem.__reduce__()[1])  # fmt: skip


def _first(one: Finding) -> Finding:
    by_order = np.argsort(one.orders, kind="stable")[:NAMED]
    return replace(one, orders=one.orders[by_order], problems=[one.problems[number] for number in by_order.tolist()])


def _written(rows: list[tuple[Any, ...]], file: Path) -> tuple[Stretch, ...]:
    library = arrow()
    stretches: dict[Stretch, list[tuple[Any, ...]]] = {}
    for row in rows:
        stretches.setdefault((row[0], row[1] // STRETCH if row[1] >= 0 else -1), []).append(row)
    schema = _schema()
    # Written aside and renamed: a part that is done again after its process was killed leaves no half file.
    aside = file.with_suffix(".unfinished")
    with library.parquet.ParquetWriter(aside, schema, compression="zstd") as writer:
        for some in stretches.values():
            columns = [
                library.array(cells, type=one.type) for cells, one in zip(zip(*some, strict=True), schema, strict=True)
            ]
            writer.write_table(library.table(columns, schema=schema), row_group_size=len(some))
    aside.replace(file)
    return tuple(stretches)


def _rows_in(path: Path) -> int:
    with opened(path) as file:
        return int(file.metadata.num_rows)


def _schema() -> Any:
    pa = arrow()
    numbers = [(name, pa.int64()) for name in (*_SEQUENCE, "key")]
    types = {"row": pa.int64(), "lon": pa.float64(), "lat": pa.float64()}
    return pa.schema([*numbers, *((name, types.get(name, pa.string())) for name in COLUMNS)])


@dataclass
class Telling:
    """All that was found in parts of layers of these sizes, with what is known of the layers as a whole."""

    parts: Sequence[Counted]
    sizes: Sequence[int]
    whole: Sequence[Told]

    def tables(self) -> Iterator[Any]:
        """Give the problems as tables of Arrow's, in the order of the layers and their records, stretch by stretch."""
        more, unsaid = self._once()
        groups: dict[Stretch, list[tuple[int, int]]] = {}
        for number, part in enumerate(self.parts):
            for group, stretch in enumerate(part.stretches):
                groups.setdefault(stretch, []).append((number, group))
        extra: dict[Stretch, list[Told]] = {}
        for one in (*self.whole, *more):
            extra.setdefault((one.layer, one.order // STRETCH if one.order >= 0 else -1), []).append(one)
        for stretch in sorted({*groups, *extra}):
            table = self._table(groups.get(stretch, ()), unsaid, extra.get(stretch, ()))
            if table.num_rows:
                yield table

    def problems(self) -> Iterator[Problem]:
        """Give the problems one by one, in their order."""
        for table in self.tables():
            yield from map(Problem, *(table.column(name).to_pylist() for name in COLUMNS))

    def write(self, path: Path) -> Counter[str]:
        """Write the problems to a Parquet file, in their order, and count them by severity.

        Raises NotSaved if the disk does not take it, UsageError for a name that ends otherwise than in .parquet.
        """
        if path.suffix.lower() != ".parquet":
            raise UsageError(f"{path.name} is no Parquet file.", remedy="Give it a name that ends in .parquet.")
        pa = arrow()
        schema = pa.schema([_schema().field(name) for name in COLUMNS])
        counts: Counter[str] = Counter()
        with replacing(path, lambda file: _rows_in(file) == counts.total()) as unfinished:
            with pa.parquet.ParquetWriter(unfinished, schema, compression="zstd") as writer:
                for table in self.tables():
                    counts.update(table.column("severity").to_pylist())
                    writer.write_table(table)
        return counts

    def _once(self) -> tuple[list[Told], list[set[int]]]:
        """What is said once for a layer, and by part the keys of which nothing is said of each record then."""
        keys: dict[Key, list[tuple[int, int, int, Finding]]] = {}
        for of_part, part in enumerate(self.parts):
            for at, (key, turn, one) in enumerate(part.findings):
                keys.setdefault(key, []).append((of_part, at, turn, one))
        told: list[Told] = []
        unsaid: list[set[int]] = [set() for _ in self.parts]
        for (layer, check, number, _), found in keys.items():
            turns = {int(order): turn for _, _, turn, one in found for order in one.orders}
            whole, first = joined([one for *_, one in found]), found[0][2]
            begin = int(whole.orders[0]) if len(whole.orders) else -1
            if whole.say is not None:
                said = [*whole.say(whole, self.sizes[layer])]
            else:
                once = whole.once(whole, self.sizes[layer]) if whole.once else None
                if once is None:
                    continue
                said = [(-1 if once.row is None and not once.id else begin, once)]
                for of_part, at, *_ in found:
                    unsaid[of_part].add(at)
            for order, problem in said:
                sequence = (number, begin, first) if order < 0 else (turns.get(order, first), 0, 0)
                told.append(Told(layer, order, check, sequence, problem))
        return told, unsaid

    def _table(self, groups: Sequence[tuple[int, int]], unsaid: Sequence[set[int]], extra: Sequence[Told]) -> Any:
        pa = arrow()
        rows = [(*one[:3], *one.turn, _FREE, *_cells(one.problem)) for one in extra]
        columns = zip(*rows, strict=True) if rows else [()] * len(_schema())
        tables = [pa.table([pa.array(cells, type=one.type) for cells, one in zip(columns, _schema(), strict=True)],
                           schema=_schema())]  # fmt: skip
        for number, group in groups:
            with opened(self.parts[number].file) as file:
                table = file.read_row_group(group)
            if unsaid[number]:
                keys = table.column("key").to_numpy()
                table = table.filter(pa.array(~np.isin(keys, [*unsaid[number]])))
            tables.append(table)
        whole = pa.concat_tables(tables)
        order = np.lexsort([whole.column(name).to_numpy() for name in reversed(_SEQUENCE)])
        return whole.take(order).select(COLUMNS)
