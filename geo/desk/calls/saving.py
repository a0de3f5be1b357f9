"""The page of the desk, and the maps, exports and sealed files that are made of the project."""

from __future__ import annotations

from typing import Any

from geo.desk.calls import Desk


def session(desk: Desk) -> dict[str, Any]:
    """Give what the page needs before all else: the project's name and the desk's texts in a language."""
    from geo.maps import catalogue

    project = desk.project()
    language = desk.language or next(iter(project.settings.languages), "en")
    return {
        "project": {
            "path": str(project.path.resolve()),
            "name": project.path.resolve().name,
            "title": project.settings.title,
        },
        "language": language,
        "texts": catalogue.texts_of_desk(language),
        "demo": bool(project.settings.fictitious),
    }


def page(desk: Desk) -> dict[str, Any]:
    """Write the page of the desk: the map of the project, which can be edited, with the desk's panels beside it."""
    from geo.maps import draw
    from geo.maps.bundle import viewer
    from geo.maps.page.page import Beside

    project = desk.project()
    desk.step("drawing", project.settings.title)
    drawn = draw(project, languages="all", contributions="files")
    beside = Beside(*(viewer(name).decode("utf-8").replace("\r\n", "\n") for name in ("desk.js", "desk.css")))
    path = desk.folder / "page.html"
    with path.open("wb") as file:
        file.writelines(drawn.pieces(beside=beside))
    return {"results": [path.name]}
