"""What was done to the project, by whom, and going back to any of it."""

from __future__ import annotations

from typing import Any

from geo.desk.calls import Desk
from geo.desk.calls.arranging import edits, state


def history(desk: Desk) -> dict[str, Any]:
    """List every change, the newest first."""
    project = desk.project()
    changes = [
        {
            "time": one.time,
            "clock": one.clock,
            "what": one.what,
            "command": one.command,
            "by": one.by,
            "sources": one.sources,
            "layers": one.layers,
        }
        for one in reversed(project.log())
    ]
    return {"changes": changes, "edits": edits(project)}


def undo(desk: Desk, *, to: str = "") -> dict[str, Any]:
    """Take back the last change, or go back to what was there after any; gives what the project holds then."""
    from geo.store import bring_back_settings

    desk.step("writing")
    if bring_back_settings(desk.project_path):
        return state(desk)
    desk.project().undo(to or None, command="zonemark desk: undo" + (f" to {to}" if to else ""))
    return state(desk)


def accept_edits(desk: Desk) -> dict[str, Any]:
    """Take what other hands did to the layers for changes of the project."""
    desk.step("writing")
    desk.project().accept_edits()
    return state(desk)
