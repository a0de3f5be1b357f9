"""What brings back a zonemark.toml that cannot be read, which keeps a project from being opened at all."""

from __future__ import annotations

import os
from pathlib import Path

from geo.disk import write_bytes
from geo.errors import StoreError
from geo.findings.options import written_option
from geo.store.folder import HISTORY, SETTINGS_FILE, require_inside, set_aside
from geo.store.lock import writing_to
from geo.store.settings import Settings, read_settings
from geo.store.versions import history, texts
from geo.store.versions.shelf import Shelf


def settings_of(path: Path) -> Settings:
    """Read `zonemark.toml` at a path. Raises StoreError if it cannot be read, with the way back where there is one."""
    try:
        return read_settings(path)
    except StoreError as error:
        if _last_text(path.parent) is None:
            raise
        remedy = "Correct it in a text editor, or bring back what was last written."
        option = written_option("undo_settings", f" {path.parent}")
        raise StoreError(error.what, remedy=remedy, option=option) from error


def bring_back_settings(path: str | Path, *, wait_s: float = 30.0) -> Path | None:
    """Put what was last written in place of a project's zonemark.toml, if that cannot be read.

    What stood there is kept in the history. Gives where it lies now, or the file itself if it was gone; None if the
    settings can be read, and nothing was done. Raises StoreError if the history has none, ProjectLocked and NotSaved.

    >>> import tempfile
    >>> from geo.store import Project
    >>> folder = Project.create(Path(tempfile.mkdtemp(), "valley")).path
    >>> bring_back_settings(folder) is None
    True
    """
    project = Path(path)
    file = project / SETTINGS_FILE
    require_inside(project)
    if _is_sound(file) or _last_text(project) is None:
        settings_of(file)
        return None
    with writing_to(project, wait_s):
        text = _last_text(project)
        if text is None or _is_sound(file):
            return None
        was_there = os.path.lexists(file)
        aside = set_aside(project, file, history.next_time(project / HISTORY)) if was_there else file
        write_bytes(file, text)
    return aside


def _is_sound(file: Path) -> bool:
    try:
        read_settings(file)
    except StoreError:
        return False
    return True


def _last_text(project: Path) -> bytes | None:
    try:
        return texts.last(project, Shelf(project).entries())
    except StoreError:
        return None
