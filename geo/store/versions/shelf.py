"""The layers of a project as files: each appears twice, and what stood before in the history.

The layer file in `layers/` is the one that people and programs read; `history/current/` holds a second copy of what
was last written, named by its hash. So an edit by other hands is seen, and a layer that is cut short, overwritten or
deleted comes back. In order: what is to be replaced goes into the history, the second copy is written under a name of
its own (`.next`), then the entry that tells of the change; the layer takes its place, and the copy its name. A writer
that is killed between any two of these steps has changed a layer as a whole or not at all, and is not taken for other
hands.

Where a change is of several files, the settings among them, `history/unfinished.json` says so from the moment when all
of them are on the disk until each is in its place; whoever opens the project next puts in place what is not.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import NoneType
from typing import Any

from geo.disk import flush_folder, write_bytes, write_together
from geo.errors import NotSaved, StoreError
from geo.findings import Findings
from geo.findings.options import undo_to
from geo.store.folder import HISTORY, LAYERS, SETTINGS_FILE, layer_files, set_aside, what_is_no_file
from geo.store.layer_file import content_hash, file_hash
from geo.store.versions import history, log, texts
from geo.store.versions.edits import Edit, compare
from geo.store.versions.history import Version
from geo.store.versions.settings_edits import SettingsEdit
from geo.store.versions.settings_edits import compare as compare_settings

CURRENT, DRAWN = "current", "drawn"
"""Of the history: second copies of what was last written, and what maps showed that other hands had edited."""
_NAME = re.compile(r"(?P<layer>.+)-(?P<hash>[0-9a-f]{12})\.(?P<kind>geojson|next)\Z")


class Shelf:
    """The layer files of the project in a folder, their second copies and their history."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.history = project / HISTORY
        self.copies = self.history / CURRENT
        self.unfinished = self.history / "unfinished.json"
        self.drawn = self.history / DRAWN
        self.known: set[str] = set()
        """The names that zonemark.toml lists."""

    def files(self) -> dict[str, Path]:
        """The layer files by name; one that somebody put there goes by the name its file name makes."""
        return layer_files(self.project, {*self.known, *self._copies()})[0]

    def strays(self) -> Findings:
        """What lies among the layers and is none, and second copies that are not what was written."""
        copies = self._copies()
        strays = layer_files(self.project, {*self.known, *copies})[1]
        for name, path in copies.items():
            if not _is_sound(path):
                what = f"{path}, the second copy of the layer, is damaged; an edit of the layer would not be seen."
                strays.add("copy_damaged", what, "It is written again with the next change.", source=name)
        return strays

    def names(self) -> list[str]:
        """The names of the layers that are there, or were last written."""
        return sorted({*self.files(), *self._copies()})

    def path_of(self, name: str) -> Path:
        """Where the file of a layer is, or is to be."""
        return self.files().get(name, self.project / LAYERS / f"{name}.geojson")

    def current(self, name: str) -> bytes | None:
        """What stands in a layer's file; None if there is none. Raises StoreError if it cannot be read."""
        path = self.path_of(name)
        if what_is_no_file(path):
            return None
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}.") from error

    def versions(self, layer: str | None = None) -> list[Version]:
        """The earlier versions, oldest first."""
        return history.versions(self.history, layer)

    def version_of(self, hash_: str) -> bytes | None:
        """The version of any layer with this content hash; None if the project has none."""
        for path in (path for folder in (self.copies, self.drawn) for path in folder.glob(f"*-{hash_}.geojson")):
            if not path.is_symlink() and _is_sound(path):
                return path.read_bytes()
        for version in self.versions():
            if version.hash == hash_:
                return version.read()
        for path in self.files().values():
            if file_hash(path) == hash_:
                return path.read_bytes()
        return None

    def keep_drawn(self) -> None:
        """Keep what each layer holds that is in no version yet: a map shows it, and may come back.

        A layer that Zonemark wrote is there as its second copy, and later in the history.
        """
        for name, path in self.files().items():
            name_of = f"*-{file_hash(path)}.geojson*"
            if not any(path for at in (self.copies, self.history, self.drawn) for path in at.glob(name_of)):
                content = path.read_bytes()
                self.drawn.mkdir(parents=True, exist_ok=True)
                write_bytes(self.drawn / f"{name}-{content_hash(content)}.geojson", content)

    def entries(self) -> list[log.Entry]:
        """All changes that came to be, oldest first; one that a killed writer only announced is left out."""
        after, happened = self.hashes(), set()
        for version in reversed(self.versions()):
            if version.hash != after.get(version.layer):
                happened.add(version.time)
            after[version.layer] = version.hash
        return [one for one in log.entries(self.history, self.versions()) if not one.layers or one.time in happened]

    def hashes(self) -> dict[str, str]:
        """The hash of what each layer holds, also of those that only the history knows."""
        names = {*self.files(), *(version.layer for version in self.versions())}
        return {name: self._hash_of(name) for name in names}

    def _hash_of(self, name: str) -> str:
        """The hash of what a layer's file holds, or of nothing. Raises StoreError if it cannot be read."""
        path = self.path_of(name)
        if what_is_no_file(path):
            return content_hash(b"")
        try:
            return file_hash(path)
        except FileNotFoundError:
            return content_hash(b"")
        except OSError as error:
            raise StoreError(f"{path} cannot be read: {error.strerror}.") from error

    def _copies(self, kind: str = "geojson") -> dict[str, Path]:
        """The second copies by layer, or those that a killed writer had not yet given their names ("next")."""
        found: dict[str, Path] = {}
        for path in sorted(self.copies.glob(f"*.{kind}"), key=_written):
            match = _NAME.match(unicodedata.normalize("NFC", path.name))
            if match and not path.is_symlink():
                found[match["layer"]] = path
        return found

    def has_copy(self, name: str) -> bool:
        """Whether a second copy of a layer is there, as it was written."""
        copy = self._copies().get(name)
        return copy is not None and _is_sound(copy)

    def edit(self, name: str, hash_: str) -> Edit | None:
        """What other hands did to a layer that has this hash now; None if nothing, or if nothing is known of it."""
        copy = self._copies().get(name)
        if copy is None or hash_ in (_hash(copy), _hash(self._copies("next").get(name, copy))):
            return None
        before = copy.read_bytes()
        if content_hash(before) != _hash(copy):
            return None
        return compare(name, self.path_of(name), before, self.current(name))

    def settings_edit(self) -> SettingsEdit | None:
        """What other hands took out of zonemark.toml; None if nothing, or if nothing is known of it."""
        toml = self.project / SETTINGS_FILE
        now, newest = toml.read_bytes(), log.newest(self.history)
        if newest and newest.toml and newest.toml[1] == content_hash(now):
            return None
        before = texts.last(self.project, self.entries())
        return None if before in (None, now) else compare_settings(toml, before or b"", now)

    def edits(self) -> list[Edit | SettingsEdit]:
        """What other hands did to the layers, and what of zonemark.toml is asked about."""
        found = (self.edit(name, self._hash_of(name)) for name in self.names())
        edits: list[Edit | SettingsEdit] = [edit for edit in found if edit is not None]
        settings = self.settings_edit()
        return [*edits, settings] if settings and settings.is_doubtful else edits

    def readable_edits(self) -> list[Edit | SettingsEdit]:
        """The same. Raises StoreError if a layer cannot be read any more."""
        edits = self.edits()
        for edit in edits:
            if edit.damage:
                raise StoreError(edit.what, **self.way_back(edit.layer))
        return edits

    def way_back(self, name: str) -> dict[str, str]:
        """Say how a layer comes back, as the remedy of an error and its option."""
        ways, calls = [], []
        if self.has_copy(name):
            ways.append("what was last written")
            calls.append(undo_to(self.project))
        if kept := [version for version in self.versions(name) if version.path.stat().st_size]:
            ways.append(f"the version before, {kept[-1].path}")
            calls.append(undo_to(self.project, kept[-1].name))
        if not ways:
            return {"remedy": "The history has no earlier version of it."}
        return {"remedy": f"Bring back {', or '.join(ways)}.", "option": ";".join(calls)}

    def replace(
        self,
        contents: Mapping[str, bytes],
        entry: log.Entry,
        before: Mapping[str, bytes] | None = None,
        settings: bytes | None = None,
        settings_before: bytes | None = None,
    ) -> list[Version]:
        """Put new content in place of layers, an empty one for a layer that is to go; gives the versions replaced.

        `before`: what goes into the history of a layer, where that is not what its file holds. `settings`: what
        zonemark.toml is to hold, if it is to change; `settings_before`: what it held before, where that is not what it
        holds. All of it is there afterwards, or nothing.
        """
        now = {name: self._hash_of(name) for name in contents}
        kept = [self._keep(name, before, entry.time) for name in contents]
        written = {name: content for name, content in contents.items() if content}
        for name, content in written.items():
            write_bytes(self._copy_of(name, content, "next"), content)
        toml = (self.project / SETTINGS_FILE).read_bytes()
        log.write(
            self.history,
            dataclasses.replace(entry, toml=texts.keep(self.project, settings_before or toml, settings or toml)),
        )
        self._make_way(contents, entry.time)
        files = {self.path_of(name): content for name, content in written.items() if content_hash(content) != now[name]}
        if settings is not None and settings != toml:
            files[self.project / SETTINGS_FILE] = settings
        is_one = len(files) + len(contents) - len(written) < 2
        write_together(files, (lambda: None) if is_one else lambda: self._announce(contents, settings))
        for name, content in contents.items():
            if content:
                self._confirm(name, content)
            else:
                self._forget_copies(name)
                _remove(self.path_of(name))
        _remove(self.unfinished)
        return kept

    def _keep(self, name: str, before: Mapping[str, bytes] | None, time: str) -> Version:
        """Keep what a layer's file holds, or what stands in `before`, in the history."""
        if before:
            return history.keep(self.history, name, before[name], time)
        if not self.path_of(name).is_file():
            return history.keep(self.history, name, b"", time)
        try:
            return history.keep_file(self.history, name, self.path_of(name), time)
        except OSError as error:
            raise StoreError(f"{self.path_of(name)} cannot be read: {error.strerror}.") from error

    def _make_way(self, names: Iterable[str], time: str) -> None:
        """Set aside what stands in the place of layer files and is no file."""
        for path in (self.path_of(name) for name in names):
            if what_is_no_file(path):
                set_aside(self.project, path, time)

    def _announce(self, contents: Mapping[str, bytes], settings: bytes | None) -> None:
        hashes = {name: content_hash(content) if content else "" for name, content in contents.items()}
        told = {"layers": hashes, "settings": None if settings is None else settings.decode("utf-8")}
        write_bytes(self.unfinished, json.dumps(told, ensure_ascii=False).encode("utf-8"))

    @property
    def is_unfinished(self) -> bool:
        """Whether a change of several files is being put in place, or was when its writer was killed."""
        return self.unfinished.exists()

    def _finish(self) -> None:
        """Put in place what a killed writer had announced. Raises StoreError if it is not there any more."""
        if not self.is_unfinished:
            return
        told = self._unfinished()
        self._make_way(told["layers"], history.next_time(self.history))
        for name, hash_ in told["layers"].items():
            if not hash_:
                self._forget_copies(name)
                _remove(self.path_of(name))
            elif self._hash_of(name) != hash_:
                write_bytes(self.path_of(name), self._announced(name, hash_))
        settings = (told["settings"] or "").encode("utf-8")
        if settings and (self.project / SETTINGS_FILE).read_bytes() != settings:
            write_bytes(self.project / SETTINGS_FILE, settings)
        _remove(self.unfinished)

    def _unfinished(self) -> dict[str, Any]:
        try:
            told: dict[str, Any] = json.loads(self.unfinished.read_text(encoding="utf-8"))
            if isinstance(told["layers"], dict) and isinstance(told["settings"], (str, NoneType)):
                return told
        except (ValueError, KeyError, TypeError):
            pass
        raise StoreError(
            "A change was cut off, and what it was to put in place is damaged.",
            remedy=f"Remove {self.unfinished}: the layers stay as they stand.",
        )

    def _announced(self, name: str, hash_: str) -> bytes:
        for kind in ("next", "geojson"):
            path = self.copies / f"{name}-{hash_}.{kind}"
            if path.exists() and _is_sound(path):
                return path.read_bytes()
        raise StoreError(
            f"A change was cut off, and what it was to put in place of the layer '{name}' is not there.",
            remedy=f"Remove {self.unfinished}: the layers stay as they stand.",
        )

    def adopt(self, edit: Edit) -> None:
        """Take another way of writing the same records for what was last written."""
        if edit.after:
            write_bytes(self._copy_of(edit.layer, edit.after, "next"), edit.after)
            self._confirm(edit.layer, edit.after)

    def settle(self) -> None:
        """Finish what a killed writer began, and give a second copy to each layer that has none."""
        self.copies.mkdir(exist_ok=True)
        self._finish()
        for name, path in self._copies("next").items():
            content = self.current(name)
            if content is not None and content_hash(content) == _hash(path):
                self._confirm(name, content)
            else:
                _remove(path)
        copies = self._copies()
        for name in self.files():
            if name in copies and _is_sound(copies[name]):
                continue
            if content := self.current(name):
                self._forget_copies(name)
                write_bytes(self._copy_of(name, content), content)

    def _copy_of(self, name: str, content: bytes, kind: str = "geojson") -> Path:
        return self.copies / f"{name}-{content_hash(content)}.{kind}"

    def _confirm(self, name: str, content: bytes) -> None:
        """Give the new second copy of a layer its name, and remove the one before."""
        copy = self._copy_of(name, content)
        try:
            os.replace(self._copy_of(name, content, "next"), copy)
        except OSError as error:
            raise NotSaved(f"{copy} was not saved: {error.strerror}.") from error
        flush_folder(self.copies)
        self._forget_copies(name, but=copy)

    def _forget_copies(self, name: str, *, but: Path | None = None) -> None:
        for path in self.copies.glob("*.geojson"):
            match = _NAME.match(unicodedata.normalize("NFC", path.name))
            if match and match["layer"] == name and path != but:
                _remove(path)


def _is_sound(path: Path) -> bool:
    return file_hash(path) == _hash(path)


def _hash(path: Path) -> str:
    return path.stem[-12:]


def _written(path: Path) -> float:
    return path.stat().st_mtime


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise NotSaved(f"{path} cannot be removed: {error.strerror}.") from error
    flush_folder(path.parent)
