"""What GDAL finds in a file, read in a process of its own that may take only so much time and memory."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.children import told_by
from geo.errors import SourceError
from geo.findings.counting import counted
from geo.sources.archives import private
from geo.sources.vectors import raw_line

_CHILD = str(Path(__file__).with_name("gdal_child.py"))
_MEMORY, _SECONDS = 2_500_000_000, 60
"""What reading takes at most, whatever the size of the file; each megabyte of it may take more."""
_MEMORY_PER_BYTE, _SECONDS_PER_MB = 20, 3
MOST_OBJECTS = 3_000_000


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a layer: some columns, and the shapes that touch an area (WKT, lon and lat in degrees)."""

    layer: str
    columns: Sequence[str]
    area: str
    where: str = ""
    options: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Found:
    """Shapes of a layer and their columns: the values by row, as text, where there is one."""

    shapes: NDArray[np.object_]
    columns: Mapping[str, Mapping[str, Any]]

    def column(self, name: str) -> list[Any]:
        """Give a column, None throughout where there is none of the name."""
        values = self.columns.get(name, {})
        return [values.get(str(row)) for row in range(len(self.shapes))]


def read(path: Path, driver: str, ending: str, wanted: Sequence[Wanted], config: str = "") -> list[Found]:
    """Read what is wanted of a file, in that order. Raises SourceError if GDAL cannot do it, or not within the limits.

    `config`: the text of a configuration file that the driver is to be given.
    """
    with private(path, ending) as shown:
        folder = shown.parent
        options: dict[str, str] = {}
        if config:
            (folder / "config.ini").write_text(config, "utf-8")
            options["CONFIG_FILE"] = str(folder / "config.ini")
        reads = [{**asdict(one), "options": {**options, **one.options}} for one in wanted]
        out = folder / "found.npz"
        task = {"file": str(shown), "driver": driver, "out": str(out), "most": MOST_OBJECTS, "reads": reads}
        (folder / "task.json").write_text(json.dumps(task), "utf-8")
        answer = _told(folder, path.stat().st_size)
        if answer.get("too_many"):
            answer = {"error": f"it has more than {counted(MOST_OBJECTS, 'object')} for one map"}
        if "error" in answer:
            raise SourceError(f"{path.name} cannot be read: {raw_line(answer['error'])}",
                              remedy="Was it copied whole?")  # fmt: skip
        with np.load(out, allow_pickle=False) as arrays:
            return [_found(arrays, index) for index in range(len(wanted))]


def _told(folder: Path, size: int) -> dict[str, Any]:
    # What GDAL puts aside goes into the folder that is taken away afterwards.
    own = {**os.environ, "CPL_TMPDIR": str(folder)}
    seconds = _SECONDS + _SECONDS_PER_MB * size // 1_000_000
    most = _MEMORY + _MEMORY_PER_BYTE * size
    return told_by(_CHILD, str(folder / "task.json"), bytes_=most, seconds=seconds, env=own)


def _found(arrays: Mapping[str, Any], index: int) -> Found:
    body, ends = arrays[f"wkb{index}"].tobytes(), arrays[f"ends{index}"].tolist()
    starts = [0, *ends][: len(ends)]
    pieces = np.array([body[start:end] or None for start, end in zip(starts, ends, strict=True)], dtype=object)
    shapes: Any = shapely.force_2d(shapely.from_wkb(pieces, on_invalid="ignore")) if len(pieces) else pieces
    return Found(np.asarray(shapes, dtype=object), json.loads(arrays[f"columns{index}"].tobytes()))
