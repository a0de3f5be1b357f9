"""What the project holds, and what is done to whole layers."""

from __future__ import annotations

from typing import Any

from geo.desk import told
from geo.desk.calls import Desk
from geo.desk.calls.saving import PACKAGE


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
        "formats": [".html", PACKAGE, *FORMATS],
    }


def edits(project: Any) -> list[dict[str, Any]]:
    """Give what other hands did to the layers."""
    return [{"layer": one.layer, "what": one.what, "is_doubtful": one.is_doubtful} for one in project.edits()]


def settings(project: Any) -> dict[str, Any]:
    """Give what zonemark.toml states of the whole project."""
    stated = project.settings.model_dump(mode="json", exclude={"layers", "sources", "format", "profiles"})
    return {name: told.plain(value) for name, value in stated.items()}


def _field(one: Any) -> list[Any]:
    return [one.name, one.type, *([list(one.values)] if one.values else [])]


def rename(desk: Desk, *, layer: str, title: str) -> dict[str, Any]:
    """Give a layer another title."""
    desk.project().arrange.rename(layer, title, command=f"zonemark desk: rename {layer} to {title}")
    return state(desk)


def order(desk: Desk, *, layers: list[str]) -> dict[str, Any]:
    """Put layers in drawing order, the lowest first."""
    desk.project().arrange.order(layers, command=f"zonemark desk: order {' '.join(layers)}")
    return state(desk)


def merge_layers(desk: Desk, *, layers: list[str], title: str = "") -> dict[str, Any]:
    """Put the records of layers of one kind into the first of them."""
    desk.step("writing")
    desk.project().arrange.merge(layers, title, command=f"zonemark desk: merge {' '.join(layers)}")
    return state(desk)


def split(desk: Desk, *, layer: str, by: str) -> dict[str, Any]:
    """Make a layer of each value of a field."""
    desk.step("writing")
    desk.project().arrange.split(layer, by, command=f"zonemark desk: split {layer} by {by}")
    return state(desk)


def kind(desk: Desk, *, layer: str, kind: str) -> dict[str, Any]:
    """State of what kind the records of a layer are."""
    desk.step("writing")
    desk.project().arrange.kind(layer, kind, command=f"zonemark desk: {layer} holds {kind}")
    return state(desk)


def remove(desk: Desk, *, layer: str) -> dict[str, Any]:
    """Take a layer out of the project; the history keeps it."""
    desk.project().arrange.remove(layer, command=f"zonemark desk: remove {layer}")
    return state(desk)


def set_settings(desk: Desk, *, settings: dict[str, Any]) -> dict[str, Any]:
    """State settings of the whole project: title, producer, hotline, languages, extent …

    `ground` is the id of a dropped file, which is kept in the project, or "" for the built-in ground alone.
    """
    from geo.maps.stating import state_settings

    stated = dict(settings)
    if stated.get("ground"):
        stated["ground"] = desk.dropped(stated["ground"])
        desk.step("writing", stated["ground"].name)
    state_settings(desk.project(), command=f"zonemark desk: settings {' '.join(settings)}", **stated)
    return state(desk)
