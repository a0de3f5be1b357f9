"""Where an undo leads: to what stood before the last change, or to what stood after any other."""

from __future__ import annotations

from typing import Any

from geo.errors import StoreError
from geo.findings.options import undo_to, written_option
from geo.store.layer_file import content_hash
from geo.store.versions import history, texts
from geo.store.versions.edits import Edit
from geo.store.versions.log import Entry
from geo.store.versions.settings_edits import SettingsEdit
from geo.store.versions.shelf import Shelf

START = "start"
"""What the state before the first change is called."""


def last(shelf: Shelf) -> Entry:
    """Give the last change. Raises StoreError if there is none, or if the last command changed nothing."""
    entries = shelf.entries()
    if not entries:
        raise StoreError(f"{shelf.project} has no change to take back.")
    if entries[-1].is_change:
        return entries[-1]
    what = f"The last command changed nothing, so there is nothing to take back: {entries[-1].command}."
    numbers = [number for number, entry in enumerate(entries) if entry.is_change]
    if not numbers:
        raise StoreError(what)
    number = numbers[-1]
    to = entries[number - 1].time if number else START
    change = f"{entries[number].command or 'another'} ({entries[number].what})"
    raise StoreError(
        what, remedy=f"The change before is {change}; it can be taken back.", option=undo_to(shelf.project, to)
    )


def said(shelf: Shelf) -> list[str]:
    """Say what an undo would take back, in a sentence each. Raises StoreError if there is nothing."""
    if edits := [edit.what for edit in shelf.edits()]:
        return edits
    entry = last(shelf)
    return [f"{entry.command or 'the last change'}: {entry.what}."]


def before_last(shelf: Shelf) -> dict[str, bytes]:
    """Give what each layer held before the last change, an empty text for one that was not there.

    Edits by other hands are the last change there is. Raises StoreError if there is nothing to take back.
    """
    if edits := shelf.edits():
        return {edit.layer: edit.before for edit in edits if isinstance(edit, Edit)}
    if not last(shelf).layers:
        return {}
    wanted = history.last_change(shelf.versions(), shelf.hashes())
    return {version.layer: version.read() for version in wanted}


def order_before(shelf: Shelf, to: str | None) -> list[str]:
    """Give the drawing order to which an undo leads; nothing where the changes taken back left it as it was."""
    return next((one.listed for one in _later(shelf, to) if one.listed), [])


def settings_before(shelf: Shelf, to: str | None) -> dict[str, Any]:
    """Give what settings said where an undo leads, None for one that was not stated."""
    if edit := _settings_edit(shelf, to):
        return edit.marks
    found: dict[str, Any] = {}
    for one in reversed(_later(shelf, to)):
        found |= one.settings
    return found


def recalled_before(shelf: Shelf, to: str | None) -> dict[str, dict[str, Any] | None]:
    """Give what was remembered of files where an undo leads, None for one of which nothing was."""
    found: dict[str, dict[str, Any] | None] = {}
    for one in reversed(_later(shelf, to)):
        found |= one.recalled
    return found


def text_before(shelf: Shelf, to: str | None, now: bytes) -> bytes | None:
    """Give what zonemark.toml said where an undo leads, to the byte; None where others wrote it meanwhile.

    What others took out of it is the last change there is, and comes back.
    """
    if edit := _settings_edit(shelf, to):
        return edit.before
    is_of_all = to is None or moment(shelf, to) is not None
    return texts.before(shelf.project, now, _later(shelf, to)) if is_of_all else None


def _settings_edit(shelf: Shelf, to: str | None) -> SettingsEdit | None:
    """What other hands took out of zonemark.toml, where an undo of the last change takes that back."""
    edit = shelf.settings_edit() if to is None else None
    return edit if edit and edit.is_doubtful else None


def _later(shelf: Shelf, to: str | None) -> list[Entry]:
    """The changes that an undo takes back."""
    entries = shelf.entries()
    if shelf.edits():
        return []
    return entries[-1:] if to is None else [one for one in entries if one.time > to or to == START]


def moment(shelf: Shelf, to: str | None) -> tuple[str, bool] | None:
    """Give the time of a change, and whether an undo leads to what was after it; None for a version of one layer."""
    if to is None:
        return last(shelf).time, False
    if to == START:
        return "", False
    times = [entry.time for entry in shelf.entries() if entry.time.startswith(to)]
    return (times[0], True) if len(times) == 1 else None


def as_after(shelf: Shelf, to: str) -> dict[str, bytes]:
    """Give what each layer held after the change of that time, or what the version of that name holds.

    Only layers that hold something else now are in it. Raises StoreError if there is no such change or version, and
    if no layer holds anything else now.
    """
    found = differing(shelf, to)
    if not found and not any(one.settings or one.recalled or one.proposals for one in _later(shelf, to)):
        raise StoreError(f"{shelf.project} holds what it held after that change already.")
    return found


def differing(shelf: Shelf, to: str) -> dict[str, bytes]:
    """Give the layers that held something else after the change of that time, or the version of that name.

    A layer that was not there is an empty text. Raises StoreError if there is no such change or version.
    """
    versions = shelf.versions()
    for version in versions:
        if to in (version.path.name, version.path.stem, version.name):
            return {version.layer: version.read()}
    times = [entry.time for entry in shelf.entries() if entry.time.startswith(to)]
    if to == START:
        times = [""]
    if len(times) != 1:
        what = (
            f"{shelf.project} has no version '{to}'." if not times else f"'{to}' begins the times of several changes."
        )
        raise StoreError(
            what, remedy="Name one of the changes listed.", option=written_option("log", f" {shelf.project}")
        )
    now, found = shelf.hashes(), dict[str, bytes]()
    for version in versions:
        if version.time.rstrip("Z") > times[0].rstrip("Z") and version.layer not in found:
            found[version.layer] = version.read()
    return {name: content for name, content in found.items() if content_hash(content) != now.get(name)}
