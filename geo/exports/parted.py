"""GeoJSON is written part by part: the same bytes as of the whole, in the order of the layer.

Of each part the lines of its records are written down aside, with where each begins; then they are put together in the
order of their layer. No process, this one neither, holds more than a few parts of the records.
"""

from __future__ import annotations

import mmap
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from geo.disk import temporary_folder, write_pieces
from geo.exports.documents import Lines, framed, lines_of, told_of
from geo.exports.flat import Notice
from geo.findings import Problem
from geo.records import Layer
from geo.records.imprint import Imprint
from geo.records.source_gone import MISSING_SINCE, is_gone
from geo.scale.folder import Folder
from geo.scale.runners import Cluster, Runner

_AT_ONCE = 4096
"""Lines that are put together before they are written."""


@dataclass(frozen=True)
class _Written:
    """The lines of a part: the file they stand in, of each its place in the layer and where it ends; and what is told
    of them."""

    file: Path
    orders: NDArray[np.int64]
    ends: NDArray[np.int64]
    told: Lines


def without_records(folder: Folder) -> list[Layer]:
    """Give the layers of a folder as far as they are known without their records."""
    return [Layer(one.name, one.kind, folder.nothing(number), one.title, imprint=Imprint(**one.imprint))
            for number, one in enumerate(folder.layers)]  # fmt: skip


def write_geojson_of(folder: Folder, number: int, path: Path, notice: Notice, runner: Runner) -> list[Problem]:
    """Write one GeoJSON file of one layer of a folder, as `documents.write_geojson` writes it."""
    # The machines of a cluster see what lies beside the folder, and not each other's temporary files.
    beside = folder.path.parent if isinstance(runner, Cluster) else None
    layer = without_records(folder)[number]
    with temporary_folder(beside) as aside:
        parts = [part for part, held in enumerate(folder.parts) if held.records[number]]
        task = partial(_write_part, folder, number, replace(layer, imprint=None), notice, aside)
        written = [*runner.run(task, parts)]
        write_pieces(path, framed(layer, notice, _in_order(written, aside / "all.lines")))
    return told_of([one.told for one in written], layer, path)


def gone_in(folder: Folder, number: int) -> int:
    """Count the records of a layer that their source no longer has."""
    return sum(map(is_gone, folder.values(number, MISSING_SINCE)))


def _write_part(folder: Folder, number: int, layer: Layer, notice: Notice, aside: Path, part: int) -> _Written:
    seen = folder.seen(number, part, {})
    lines = lines_of(replace(layer, frame=seen.frame), seen.orders, notice)
    file = aside / f"{part:05d}.lines"
    unfinished = file.with_suffix(".unfinished")  # what is done again after a process was killed leaves no half file
    unfinished.write_bytes(lines.text)
    unfinished.replace(file)
    ends = np.cumsum([len(line) + 1 for line in lines.text.split(b"\n")])
    return _Written(file, seen.orders, ends, replace(lines, text=b""))


def _in_order(written: Sequence[_Written], all_lines: Path) -> Iterator[bytes]:
    """Give the lines of all parts in the order of the layer.

    They stand in one file by then: a system lets a process hold some thousand files open, and there may be more parts.
    """
    if not any(len(one.ends) for one in written):
        return
    with all_lines.open("wb") as together:
        begins = [_moved(one.file, together) for one in written]
    end = np.concatenate([begin + one.ends for begin, one in zip(begins, written, strict=True)])
    start = np.concatenate([begin + np.r_[0, one.ends[:-1]] for begin, one in zip(begins, written, strict=True)])
    order = np.argsort(np.concatenate([one.orders for one in written]), kind="stable")
    with all_lines.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text:
        for first in range(0, len(order), _AT_ONCE):
            some = order[first : first + _AT_ONCE]
            ends = zip(start[some].tolist(), end[some].tolist(), strict=True)
            # Of the text of a part each line but the last ends in a comma.
            yield b",\n".join(text[begin : stop - 1].removesuffix(b",") for begin, stop in ends)


def _moved(file: Path, to: BinaryIO) -> int:
    """Put a file at the end of another one, and say where it begins there."""
    begin = to.tell()
    with file.open("rb") as lines:
        shutil.copyfileobj(lines, to)
    to.write(b"\n")
    file.unlink()
    return begin
