"""What lies in a project's folder: its layers, and what is none though it looks like one.

Nothing is ignored in silence and nothing is followed out of the folder. Two files that stand for one layer are an
error, because either could be the one that is true; a copy that a sync program made, a folder and a link are named.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from geo.cells.names import free_name
from geo.cells.slugs import slug
from geo.disk import making_folder
from geo.errors import NotSaved, StoreError, UsageError
from geo.findings import Findings
from geo.store.lock import HOLDER, LOCK

SETTINGS_FILE, LAYERS, HISTORY, MAPS = "zonemark.toml", "layers", "history", "maps"
RECEIVED = "contributions"
SETTINGS_TEXTS, SET_ASIDE = "settings", "set-aside"
"""Of the history: what zonemark.toml said, and what stood in the place of a file and was none that can be read."""
_COPY_WORDS = "copy|copie|copia|cópia|kopie|kopya|копия|копія|nüsxə|surət|نسخة"
_COPY = re.compile(
    rf"""(?P<of>.+?)(
        \s*\([^()]*(conflict|konflikt|конфликт|conflit|conflicto|{_COPY_WORDS})[^()]*\)  # Dropbox, Nextcloud
        | \s*\(\d+\) | [\s_-]+({_COPY_WORDS})(\s*\(?\d+\)?)?       # file managers, Google Drive
        | \.sync-conflict-.+ | [\s_-]+conflict.* | ~.*             # Syncthing, editors
        | -(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{{5,}}              # OneDrive: the name of a computer
    )\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_COMPUTER = re.compile(r"-[a-z0-9-]*[a-z][a-z0-9-]*\Z")


def require_inside(project: Path) -> None:
    """Raise StoreError if a part of the project is a link that leads out of it: what lies there is not the project."""
    of_history = [f"{HISTORY}/{name}" for name in ("current", SETTINGS_TEXTS, SET_ASIDE)]
    for name in (SETTINGS_FILE, LAYERS, HISTORY, *of_history, MAPS, LOCK, HOLDER):
        path = project / name
        if leads_out(path, project):
            raise StoreError(
                f"{path} is a link that leads out of the project, to {path.resolve()}; it is not followed.",
                remedy="Remove the link, and put what it led to in its place if it belongs to the project.",
            )


def stamp(project: Path) -> str:
    """Give a short text that is another one whenever something of the project is: settings, layers, contributions.

    It is made of names, sizes and times of the files, not of what is in them, so it costs next to nothing.
    """
    paths = [project / SETTINGS_FILE, *(path for name in (LAYERS, RECEIVED) for path in (project / name).glob("[!.]*"))]
    digest = sha256()
    for path in sorted(paths):
        with suppress(FileNotFoundError):
            found = path.stat()
            digest.update(f"{path.name}\0{found.st_size}\0{found.st_mtime_ns}\n".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()[:16]


def leads_out(path: Path, project: Path) -> bool:
    """Whether a path is a link to something that does not lie in the project."""
    return path.is_symlink() and not path.resolve().is_relative_to(project.resolve())


def layer_files(project: Path, known: Collection[str]) -> tuple[dict[str, Path], Findings]:
    """Find the layer files by the name that each file name makes, and name what is none.

    `known`: the names of layers that the project has; one of them is not a copy of another, whatever it is called.
    Raises StoreError if two files have one name.
    """
    strays = Findings()
    found: dict[str, Path] = {}
    for path in sorted((project / LAYERS).glob("*.geojson")):
        if path.name.startswith("."):
            continue
        if leads_out(path, project):
            _say(strays, path, f"is a link that leads out of the project, to {path.resolve()}")
        elif not path.is_file():
            _say(strays, path, f"is {what_is_no_file(path)}")
        elif (name := _name_of(path)) is None:
            _say(strays, path, "has no letter or digit in its name")
        elif name in found:
            raise StoreError(
                f"{found[name]} and {path} both stand for the layer '{name}'; one would be lost in silence.",
                remedy="Remove or rename one of the two.",
            )
        else:
            found[name] = path
    for name, path in list(found.items()):
        if name not in known and (original := _original(path, found)):
            what = f"is a copy of {original.name} that a sync program or a person made"
            _say(strays, path, what, "Compare the two, and remove it.")
            del found[name]
    for path in sorted(project.glob("zonemark?*.toml")):
        if _COPY.match(path.stem):
            _say(strays, path, f"is a copy of {SETTINGS_FILE}", "Compare the two, and remove it.")
    return found, strays


def what_is_no_file(path: Path) -> str:
    """Say what stands at a path where a file is to be: "a folder"; empty if it is a file, or nothing is there."""
    if path.is_dir():
        return "a folder"
    # What is a pipe or a device would be waited for without end.
    return "something that is no file" if (path.exists() or path.is_symlink()) and not path.is_file() else ""


def set_aside(project: Path, path: Path, time: str) -> Path:
    """Move what is no file that can be read out of the place of one, into the history; give where it lies now.

    Raises NotSaved if it cannot be moved.
    """
    folder = project / HISTORY / SET_ASIDE
    try:
        folder.mkdir(exist_ok=True)
        # Of a clock that was put back every such moment is the same one: a microsecond after the last change.
        taken = [name.removeprefix(f"{time}-") for name in os.listdir(folder)]
        aside = folder / f"{time}-{free_name(path.name, taken, '{1}-{0}')}"
        os.replace(path, aside)
    except OSError as error:
        raise NotSaved(f"{path} cannot be moved to {folder}: {error.strerror}.") from error
    return aside


def _name_of(path: Path) -> str | None:
    try:
        return slug(path.stem)
    except UsageError:
        return None


def _original(path: Path, found: dict[str, Path]) -> Path | None:
    match = _COPY.match(path.stem)
    if match is None or (_COMPUTER.search(match[0]) and match[2].startswith("-") and match[2] != match[2].upper()):
        return None
    try:
        return found.get(slug(match["of"]))
    except UsageError:
        return None


def _say(strays: Findings, path: Path, what: str, remedy: str = "Move it out of the project.") -> None:
    strays.add("not_a_layer", f"{path} {what}; it is not read.", remedy, source=path.name)


@contextmanager
def made_whole(folder: Path) -> Iterator[Path]:
    """Give a folder to make a project in, which stands at `folder` when the block ends: half of one looks like one.

    Where something lies in the folder already, it is that folder; what was made in it is removed if that is not saved.
    """
    if not folder.exists() or (folder.is_dir() and not folder.is_symlink() and not any(folder.iterdir())):
        with making_folder(folder) as unfinished:
            yield unfinished
        return
    before = set(folder.rglob("*"))
    try:
        yield folder
    except (OSError, NotSaved):
        made = [path for path in folder.rglob("*") if path not in before]
        # The settings first: without them it is no project. What is in a folder goes before the folder.
        for path in sorted(made, key=lambda path: (path.name != SETTINGS_FILE, -len(path.parts))):
            with suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        raise
