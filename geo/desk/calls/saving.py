"""The page of the desk, and the maps, exports and sealed files that are made of the project."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.desk import told
from geo.desk.calls import Desk
from geo.errors import NotSaved, UsageError
from geo.records.imprint import Imprint

if TYPE_CHECKING:
    from geo.findings import Problem
    from geo.maps import HazardMap
    from geo.share import Account
    from geo.store import Project

PACKAGE = ".zip"
INTERNAL = "internal"


def session(desk: Desk) -> dict[str, Any]:
    """Give what the page needs before all else: the project's name and the desk's texts in a language."""
    from geo.maps import catalogue

    project = desk.project()
    language = desk.language or next(iter(project.settings.languages), "en")
    lost = project.settings_lost
    return {
        "project": {
            "path": str(project.path.resolve()),
            "name": project.path.resolve().name,
            "title": project.settings.title,
        },
        "language": language,
        "texts": catalogue.texts_of_desk(language),
        "demo": bool(project.settings.fictitious),
        "lost": lost.what if lost and lost.severity == "warning" else "",
    }


def page(desk: Desk) -> dict[str, Any]:
    """Write the page of the desk: the map of the project, which can be edited, with the desk's panels beside it."""
    from geo.maps import catalogue, draw
    from geo.maps.bundle import viewer
    from geo.maps.page.page import Beside

    words = catalogue.texts_of_desk(desk.language)
    # The page that waits, or says why there is none, is made where no texts are at hand.
    waiting = {key: words[f"desk.{key}"] for key in ("step_drawing", "cancel", "bring_back")}
    waiting["language"] = desk.language
    desk.tell({"step": "drawing", "name": "", "done": None, "of": None, "waiting": waiting})
    project = desk.project()
    drawn = draw(project, languages="all", contributions="files")
    beside = Beside(*(viewer(name).decode("utf-8").replace("\r\n", "\n") for name in ("desk.js", "desk.css")))
    path = desk.folder / "page.html"
    with path.open("wb") as file:
        file.writelines(drawn.pieces(beside=beside))
    return {"results": [path.name]}


def save(
    desk: Desk, *, profile: str = "", formats: list[str] | None = None, seal: bool = False,
    imprint: dict[str, Any] | None = None, since: str = "", name: str = "",
) -> dict[str, Any]:  # fmt: skip
    """Make a map or exports of the project, or of the edition of a profile; a map can be sealed.

    `.zip` is a package, which is always of an edition: of the one for internal use where no profile is named. What is
    made of the whole project, unsealed, stands in its folder `maps/` too.
    """
    from geo.cells.slugs import slug
    from geo.disk import write_bytes
    from geo.maps import draw
    from geo.packages import package
    from geo.store.folder import MAPS

    endings = formats or [".html"]
    if seal and endings != [".html"]:
        raise UsageError("Only maps can be sealed; an export would lie open beside it.", remedy="Choose the map only.")
    if PACKAGE in endings:
        profile = profile or INTERNAL
    project = desk.project()
    stated = _imprint(imprint or {})
    what, account = _edition(desk, project, profile)
    stem = slug(name or stated.title or project.settings.title or project.path.resolve().name)
    if profile and not name:
        stem = f"{stem}-{slug(profile)}"
    made: list[Path] = []
    problems: list[Problem] = []
    passphrase = ""
    for ending in endings:
        path = desk.folder / f"{stem}{ending}"
        if ending == ".html":
            passphrase = _map(desk, what, path, stated, since, seal, problems)
            made.append(path)
        elif ending == PACKAGE and account is not None:
            desk.step("writing", path.name)
            problems += package(draw(what, imprint=stated), account, path)
            made.append(path)
        else:
            made += _export(desk, what, path, stated, problems)
    told_of = list(account.lines()) if account else []
    if account is None and not seal:
        try:
            for path in made:
                write_bytes(project.path / MAPS / path.name, path.read_bytes())
        except NotSaved as error:  # of a project that is only read; what was made is there to be downloaded
            told_of.append(str(error))
    return {
        "results": [path.name for path in made],
        "passphrase": passphrase,
        "account": told_of,
        **told.problems(dict.fromkeys(problems), desk.language),
    }


def _imprint(stated: dict[str, Any]) -> Imprint:
    """What is stated of a map. Raises UsageError for what stands in no margin."""
    if unknown := stated.keys() - ({one.name for one in fields(Imprint)} - {"edition"}):
        raise UsageError(f"There is no '{min(unknown)}' in the margin of a map.")
    return Imprint(**stated)


def _edition(desk: Desk, project: Project, profile: str) -> tuple[Any, Account | None]:
    """What is shown: the project itself, or the layers of an edition with the account of what it does not show."""
    if not profile:
        return project, None
    from geo.share.editions import edition_of_project

    desk.step("working", profile)
    return edition_of_project(project, profile)


def _map(desk: Desk, what: Any, path: Path, stated: Imprint, since: str, seal: bool, problems: list[Problem]) -> str:
    """Write a map; gives the passphrase with which it was sealed, "" for an open one."""
    from geo.maps import draw

    desk.step("drawing", path.name)
    drawn: HazardMap = draw(what, imprint=stated, since=since)
    problems += drawn.problems
    if not seal:
        drawn.save(path)
        return ""
    from geo.disk import write_bytes
    from geo.mapfile.passphrases import make_passphrase
    from geo.maps.sealing import sealed

    desk.step("sealing", path.name)
    passphrase = make_passphrase()
    write_bytes(path, sealed(b"".join(drawn.pieces()), passphrase, path.name))
    return passphrase


def _export(desk: Desk, what: Any, path: Path, stated: Imprint, problems: list[Problem]) -> list[Path]:
    """Write an export; gives its files."""
    from geo.exports import CARRIED, export, paths_of

    desk.step("writing", path.name)
    problems += export(what, path, imprint=Imprint(**{name: getattr(stated, name) for name in CARRIED}))
    return paths_of(what, path)
