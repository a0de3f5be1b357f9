"""The training project: a fictitious valley in open sea, carried by every installation of Zonemark."""

from __future__ import annotations

import shutil
from pathlib import Path

from geo.errors import NotSaved, StoreError
from geo.store.folder import made_whole
from geo.store.project import Project

_HERE = Path(__file__).parent
FOLDERS = (_HERE.parent / "training", _HERE.parent.parent / "data" / "training")
"""Where it stands: in a wheel, and in a checkout."""
PARTS = ("zonemark.toml", "README.md", "layers", "field-files")


def copy_training(folder: str | Path) -> Project:
    """Copy the training project to a new or empty folder and open it.

    Raises StoreError if the folder holds something already, NotSaved if it cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as there:
    ...     copy_training(Path(there, "valley")).settings.fictitious
    True
    """
    target = Path(folder)
    if target.exists() and any(target.iterdir()):
        raise StoreError(f"{target} is not empty.", remedy="Name a new folder.", option="demo")
    source = next((found for found in FOLDERS if (found / "zonemark.toml").is_file()), None)
    if source is None:
        raise StoreError("This installation does not carry the training project.", remedy="Install Zonemark again.")
    try:
        with made_whole(target) as making:
            for part in PARTS:
                if (source / part).is_dir():
                    shutil.copytree(source / part, making / part)
                elif (source / part).is_file():
                    shutil.copyfile(source / part, making / part)
            for part in ("history", "maps"):
                (making / part).mkdir()
    except OSError as error:
        raise NotSaved(f"{target} cannot be written: {error.strerror}.") from error
    return Project(target)
