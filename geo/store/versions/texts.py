"""What zonemark.toml said before and after each change, to the byte: an undo gives back what stood there.

`history/settings/HASH.toml` holds one text, written once; the entry of a change names the text before it and the one
after. So the file comes back, too, where somebody made it one that cannot be read.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from geo.disk import write_bytes
from geo.errors import NotSaved
from geo.store.folder import HISTORY, SETTINGS_TEXTS
from geo.store.layer_file import content_hash
from geo.store.versions.log import Entry


def keep(project: Path, before: bytes, after: bytes) -> list[str]:
    """Keep what zonemark.toml says before a change and after it; give the hashes of both, for the entry."""
    folder = project / HISTORY / SETTINGS_TEXTS
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise NotSaved(f"{folder} cannot be made: {error.strerror}.") from error
    for text in {before, after}:
        if kept(project, content_hash(text)) is None:
            write_bytes(folder / f"{content_hash(text)}.toml", text)
    return [content_hash(before), content_hash(after)]


def kept(project: Path, hash_: str) -> bytes | None:
    """Give the text with this hash as it was written; None where it is not there, or not any more."""
    path = project / HISTORY / SETTINGS_TEXTS / f"{hash_}.toml"
    try:
        text = path.read_bytes()
    except OSError:
        return None
    return text if content_hash(text) == hash_ and not path.is_symlink() else None


def before(project: Path, now: bytes, taken_back: Sequence[Entry]) -> bytes | None:
    """Give what the file said before changes that are taken back, oldest first, where nobody else wrote it since.

    Else None: then only what the changes did to it is to be undone.
    """
    told = [entry.toml for entry in taken_back]
    if not told or not all(told):
        return None
    follow_one_another = all(one[1] == next_[0] for one, next_ in zip(told, told[1:], strict=False))
    is_as_left = told[-1][1] == content_hash(now)
    return kept(project, told[0][0]) if follow_one_another and is_as_left else None


def last(project: Path, entries: Sequence[Entry]) -> bytes | None:
    """Give what the file said after the last change of which that is kept; before any, as the project was made.

    None where neither is known.
    """
    hashes = [entry.toml[1] for entry in reversed(entries) if entry.toml] or _only(project)
    return next((text for hash_ in hashes if (text := kept(project, hash_)) is not None), None)


def _only(project: Path) -> list[str]:
    """The one text that is kept of a project that nothing was changed in."""
    names = [path.stem for path in (project / HISTORY / SETTINGS_TEXTS).glob("*.toml")]
    return names if len(names) == 1 else []
