"""Reads shapes with GDAL and writes them as plain arrays: `python THIS TASK BYTES SECONDS`, its limits.

A damaged file can make GDAL run in circles, take all the memory there is, or give up in a way that no Python code can
catch. In a process of its own that costs the file, not the program. Nothing of Zonemark is imported here.

TASK is a JSON file: the `file`, the `driver` that must be the one to open it, `out` for the arrays, and `reads`: each
a `layer`, its `columns`, the `area` (WKT) that its shapes touch, a `where` ("" for all) and open `options`. Of each,
`out` gets the shapes as WKB one after the other (`wkb0`, `ends0`) and the columns as JSON (`columns0`), by row where
there is a value. A layer that the file does not have gives none.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import numpy as np
import pyogrio
import shapely

_FAILURES = (RuntimeError, ValueError, OverflowError, MemoryError, OSError, NameError)


def read(task: dict[str, Any]) -> dict[str, Any]:
    """Carry out a task; gives what is to be said of it."""
    file, first = task["file"], task["reads"][0]["options"]
    if pyogrio.read_info(file, layer=0, **first)["driver"] != task["driver"]:
        return {"error": f"it would not be opened as {task['driver']}"}
    there = {str(name) for name, _ in pyogrio.list_layers(file)}
    arrays: dict[str, Any] = {}
    found = 0
    for index, wanted in enumerate(task["reads"]):
        shapes: Any = ()
        columns: dict[str, dict[int, Any]] = {}
        if wanted["layer"] in there:
            shapes, columns = _layer(file, wanted)
        found += len(shapes)
        if found > task["most"]:
            return {"too_many": True}
        body = b"".join(shape or b"" for shape in shapes)
        arrays[f"wkb{index}"] = np.frombuffer(body, np.uint8)
        arrays[f"ends{index}"] = np.cumsum([len(shape or b"") for shape in shapes], dtype=np.int64)
        arrays[f"columns{index}"] = np.frombuffer(json.dumps(columns).encode("utf-8", "replace"), np.uint8)
    np.savez(task["out"], **arrays)
    return {"layers": sorted(there)}


def _layer(file: str, wanted: dict[str, Any]) -> tuple[Any, dict[str, dict[int, Any]]]:
    meta, _, shapes, fields = pyogrio.raw.read(
        file,
        layer=wanted["layer"],
        columns=wanted["columns"],
        where=wanted["where"] or None,
        mask=shapely.from_wkt(wanted["area"]),
        datetime_as_string=True,
        **wanted["options"],
    )
    columns = {
        str(name): {index: _plain(value) for index, value in enumerate(values.tolist()) if value is not None}
        for name, values in zip(meta["fields"], fields, strict=True)
    }
    return (shapes if shapes is not None else ()), columns


def _plain(value: Any) -> Any:
    return value if isinstance(value, str | int) else str(value)


def _limit(bytes_: int, seconds: int) -> None:
    """Let this process have no more memory and time, where the system can hold it to that."""
    try:
        import resource
    except ImportError:  # Windows; there the time is limited from outside
        return
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Carry out the task, and print what is to be said of it, or in `error` why it cannot be carried out."""
    with open(sys.argv[1], encoding="utf-8") as file:
        task = json.load(file)
    _limit(int(sys.argv[2]), int(sys.argv[3]))
    try:
        answer = read(task)
    except _FAILURES as error:
        answer = {"error": str(error).replace(task["file"], "the file") or type(error).__name__}
    sys.stdout.write(json.dumps(answer))
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    main()
