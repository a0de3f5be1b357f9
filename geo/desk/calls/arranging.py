"""What the project holds, and what is done to whole layers."""

from __future__ import annotations

from typing import Any

from geo.desk import told
from geo.desk.calls import Desk


def state(desk: Desk) -> dict[str, Any]:
    """Give what the project holds: its layers, its settings, what waits and what other hands did."""
    from geo.exports import FORMATS
    from geo.maps import catalogue
    from geo.records import KINDS
    from geo.share.profiles import PROFILES

    project = desk.project()
    return {
        "title": project.settings.title,
        "path": str(project.path.resolve()),
        "read_only": project.read_only,
        "layers": told.layers(project),
        "waiting": project.contributions.waiting,
        "edits": edits(project),
        "settings": settings(project),
        "profiles": [*dict.fromkeys([*PROFILES, *project.settings.profiles])],
        "kinds": {kind.name: [_field(one) for one in kind.fields] for kind in KINDS.values()},
        "languages": list(catalogue.languages()),
        "formats": [".html", *FORMATS],
    }


def edits(project: Any) -> list[dict[str, Any]]:
    """Give what other hands did to the layers."""
    return [{"layer": one.layer, "what": one.what, "is_of_records": one.is_of_records} for one in project.edits()]


def settings(project: Any) -> dict[str, Any]:
    """Give what zonemark.toml states of the whole project."""
    stated = project.settings.model_dump(mode="json", exclude={"layers", "sources", "format", "profiles"})
    return {name: told.plain(value) for name, value in stated.items()}


def _field(one: Any) -> list[Any]:
    return [one.name, one.type, *([list(one.values)] if one.values else [])]
