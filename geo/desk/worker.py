"""A process of the desk: `python -m geo.desk.worker PROJECT BYTES` carries out calls, one line of JSON each.

It imports what the calls need before the first of them comes, and lets itself have so much memory and no more.
"""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from inspect import signature
from pathlib import Path
from typing import Any

from geo.children import answer_requests, limit
from geo.desk import told
from geo.desk.calls import CALLS, Desk, function_of
from geo.errors import UsageError, ZonemarkError

Tell = Callable[[Any], None]
_FAULT = "The desk met a fault of its own, and nothing was written: "
_REPORT = "Please report it, with what was done and the file that it was done with, if that may be shown."


def carry_out(project: Path, request: dict[str, Any], tell: Tell) -> dict[str, Any]:
    """Carry out one call; gives its answer or its error, and the version of the project afterwards."""
    arguments = dict(request["arguments"])
    desk = Desk(
        project,
        version=str(arguments.pop("version", "")),
        language=str(arguments.pop("language", "en")),
        uploads={id_: Path(path) for id_, path in request["uploads"].items()},
        folder=Path(request["folder"]),
        tell=tell,
    )
    try:
        answer = _call(request["call"], desk, arguments)
        return {"answer": answer, "version": _version(project)}
    except ZonemarkError as error:
        return {"error": told.error(error), "version": _version(project)}
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - told to the person, and none of it is taken for done
        traceback.print_exc()
        what = f"{_FAULT}{type(error).__name__}: {str(error)[:300]}"
        fault = {"kind": "Fault", "what": what, "remedy": _REPORT, "option": "", "doubts": []}
        return {"error": fault, "version": _version(project)}


def _call(name: str, desk: Desk, arguments: dict[str, Any]) -> dict[str, Any]:
    if name not in CALLS:
        raise UsageError(f"The desk has no call '{name}'.")
    function = function_of(name)
    try:
        signature(function).bind(desk, **arguments)
    except TypeError as error:
        raise UsageError(f"{name}: {error}.") from None
    return function(desk, **arguments)


def _version(project: Path) -> str:
    from geo.store.folder import stamp

    return stamp(project)


def main() -> None:
    """Get ready, then carry out what is asked."""
    project, memory = Path(sys.argv[1]), int(sys.argv[2])
    for name in CALLS:
        function_of(name)
    import geo.checks
    import geo.maps
    import geo.sources
    import geo.store  # noqa: F401

    def answer(request: dict[str, Any], tell: Tell) -> dict[str, Any]:
        limit(memory, int(request["seconds"]))
        return carry_out(project, request, tell)

    answer_requests(answer)


if __name__ == "__main__":
    main()
