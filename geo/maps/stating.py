"""Settings of a whole project that only maps can judge: the languages there are, and a file to make the ground from."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geo.disk import make_folder, write_pieces
from geo.errors import SourceError, UsageError
from geo.maps import catalogue
from geo.maps.ground.own.files import reader_of
from geo.sources.inside import local
from geo.store.settings import not_to_state

if TYPE_CHECKING:
    from geo.store import Project

GROUND = "ground"
"""The folder of a project that its maker's own ground is kept in."""
_BLOCK = 1 << 20


def state_settings(
    project: Project,
    *,
    languages: str | Sequence[str] | None = None,
    ground: str | os.PathLike[str] | None = None,
    command: str = "geo.maps.state_settings",
    **stated: Any,
) -> None:
    """State settings of the whole project as one change: these two, and those of `Project.arrange.settings`.

    `ground` is a file, which is kept in the project, or "" for the built-in ground alone. What is None is left as it is
    here; under another name it is stated no more. Raises UsageError for what cannot be stated, a file that is no ground
    among it.
    """
    if languages is not None:
        named = [languages] if isinstance(languages, str) else languages
        if isinstance(named, (list, tuple)):  # what is no list is refused with the other settings
            _require_texts(named, languages)
        stated["languages"] = named
    if ground is not None:
        stated["ground"] = _kept(project.path, ground)
    project.arrange.settings(command=command, **stated)


def _require_texts(languages: Sequence[str], stated: object) -> None:
    try:
        catalogue.chosen("", list(map(str, languages)))
    except UsageError as error:
        what = not_to_state("languages", stated).what
        raise UsageError(what, remedy=error.remedy, option="languages") from error


def _kept(folder: Path, ground: str | os.PathLike[str]) -> str:
    if not isinstance(ground, (str, os.PathLike)):
        raise not_to_state("ground", ground)
    try:
        return keep_ground(folder, ground) if os.fspath(ground) else ""
    except (SourceError, OSError, ValueError) as error:  # a name that no system has a file of, too
        what = error.what if isinstance(error, SourceError) else ""
        raise not_to_state("ground", ground, what.rstrip(".")) from error


def keep_ground(folder: Path, ground: str | os.PathLike[str]) -> str:
    """Keep a file in a project's folder as ground of its maps, if it is not there yet; gives its path from there.

    A file of other content has another name, so what an undo goes back to is still there. Raises SourceError for a file
    that is no ground, NotSaved if the disk does not take it.
    """
    file = local(ground)
    reader_of(file)
    if file.resolve().is_relative_to(folder.resolve()):
        return file.resolve().relative_to(folder.resolve()).as_posix()
    with file.open("rb") as opened:
        sum_ = hashlib.file_digest(opened, "sha256").hexdigest()
    kept = folder / GROUND / f"{sum_[:8]}-{file.name}"
    make_folder(kept.parent)
    with file.open("rb") as opened:
        write_pieces(kept, iter(lambda: opened.read(_BLOCK), b""))
    return f"{GROUND}/{kept.name}"
