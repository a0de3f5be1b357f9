"""A process of the desk: `python -m geo.desk.worker PROJECT BYTES` carries out calls, one line of JSON each.

It imports what the calls need before the first of them comes, and lets itself have so much memory and no more.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from inspect import signature
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

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
    if arguments.get("yes") is True and "yes" not in signature(function).parameters:
        # What is asked about is what other hands did: it is taken over, then the call is as any other.
        del arguments["yes"]
        desk.project().accept_edits()
        desk = replace(desk, version=_version(desk.project_path) if desk.version else "")
    try:
        signature(function).bind(desk, **arguments)
    except TypeError as error:
        raise UsageError(f"{name}: {error}.") from None
    kinds = get_type_hints(function)
    for argument, value in arguments.items():
        if argument != "contribution" and not _is_text(value):  # which is a file, and is refused as one
            what = f"{name}, {argument}: it holds half a sign of UTF-16, which is no text."
            raise UsageError(what, remedy="Type it anew instead of pasting it.")
        try:
            TypeAdapter(kinds[argument]).validate_python(value, strict=True)
        except ValidationError as error:
            raise UsageError(f"{name}, {argument}: {error.errors()[0]['msg']}.") from None
    return function(desk, **arguments)


def _is_text(value: Any) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


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

    answer_requests(answer, get_ready=_get_ready)


def _get_ready() -> None:
    """Read a table of ours: what reads files is then imported, and the words it knows columns by are at hand.

    The first call, which draws the page, has no use for it.
    """
    import geo
    import geo.sources.workbooks

    with suppress(OSError), TemporaryDirectory() as folder:  # on a full disk the calls do it themselves
        table = Path(folder) / "table.csv"
        table.write_text("id,type,status,lat,lon\nH-1,SHA,open,40,46\n", encoding="utf-8")
        geo.read(table)


if __name__ == "__main__":
    main()
