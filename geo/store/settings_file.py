"""The settings of a project as they stand on disk, and what they are to say after a change, line by line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from pydantic import ValidationError
from tomlkit.items import AoT

from geo.errors import StoreError
from geo.store.folder import SETTINGS_FILE
from geo.store.mending import settings_of
from geo.store.settings import LayerSettings, Settings, SourceSettings, newer_format


class SettingsFile:
    """`zonemark.toml` of a project. `settings` is what it said when it was last read or written."""

    def __init__(self, project: Path) -> None:
        """Read the settings. Raises StoreError if there are none, or if they cannot be read."""
        self.path = project / SETTINGS_FILE
        self.settings: Settings = settings_of(self.path)

    def reread(self) -> None:
        """Read the file again, since somebody else may have written it. Raises StoreError if it cannot be read."""
        self.settings = settings_of(self.path)

    @property
    def newer(self) -> Exception | None:
        """Why the project can only be read; None if it can be written."""
        return newer_format(self.settings, self.path)

    def with_changes(
        self,
        *,
        gone: Sequence[str] = (),
        new: Sequence[LayerSettings] = (),
        listed: Sequence[LayerSettings] = (),
        order: Sequence[str] = (),
        sources: Sequence[SourceSettings] = (),
        recalled: Mapping[str, Mapping[str, Any] | None] | None = None,
        stated: Mapping[str, Any] | None = None,
    ) -> bytes | None:
        """Give what the file is to say; None where that is what it says.

        `gone`: layers listed no more; `listed`: layers as they are called now; `new`: layers to list if they are not
        listed yet; `order`: the names that come first, and so; `sources`: how sources were read; `recalled`: what is to
        be said of files, by their names, None for one of which nothing is; `stated`: settings of the whole project,
        None for one that is stated no more.
        """
        text = before = self.path.read_text(encoding="utf-8-sig")
        for name in gone:
            text = without(text, "layers", "name", name)
        for layer in [*listed, *(one for one in new if self.settings.layer(one.name) is None)]:
            text = with_entry(text, "layers", layer, key="name")
        for source in sources:
            text = with_entry(text, "sources", source, key="file")
        for file, entry in (recalled or {}).items():
            text = without(text, "sources", "file", file)
            if entry is not None:
                text = with_entry(text, "sources", SourceSettings(**entry), key="file")
        if order:
            text = in_order(text, order)
        if stated:
            text = with_stated(text, stated)
        return text.encode("utf-8") if text != before else None

    def stating(self, names: Iterable[str]) -> dict[str, Any]:
        """Give what the file states of some settings, None where it states nothing."""
        found = tomllib.loads(self.path.read_text(encoding="utf-8-sig"))
        return {name: found.get(name) for name in names}

    def recalled_before(self, sources: Sequence[SourceSettings]) -> dict[str, dict[str, Any] | None]:
        """Give what the file says now of sources of which something else is to be remembered."""
        told = {source.file: source.entry() for source in sources}
        return {file: was for file, was in self.recalling(told).items() if {**(was or {}), **told[file]} != was}

    def recalling(self, files: Iterable[str]) -> dict[str, dict[str, Any] | None]:
        """Give what the file says of how files of these names are read, None where it says nothing."""
        known = {source.file: source.entry() for source in self.settings.sources}
        return {file: known.get(file) for file in files}


def with_entry(text: str, table: str, entry: LayerSettings | SourceSettings, *, key: str) -> str:
    """Give the text of `zonemark.toml` with one `[[table]]` entry added, or changed where `key` is the same."""
    document = tomlkit.parse(text)
    values = entry.entry() if isinstance(entry, SourceSettings) else entry.model_dump(exclude_defaults=True)
    for present in document.get(table, []):
        if present.get(key) == values[key]:
            present.update({name: value for name, value in values.items() if present.get(name) != value})
            return _sound(document)
    if table not in document:
        document[table] = tomlkit.aot()
    if isinstance(document[table], AoT):
        added = tomlkit.item(values)
        added.trivia.indent = "\n"
        document[table].append(added)
    else:  # somebody wrote the table as layers = [{…}, …]
        inline = tomlkit.inline_table()
        inline.update(values)
        document[table].append(inline)
    return _sound(document)


def in_order(text: str, names: Sequence[str]) -> str:
    """Give the text of `zonemark.toml` with the layers of these names first, in their order, and the others behind."""
    document = tomlkit.parse(text)
    entries = list(document.get("layers", []))
    rank = {name: number for number, name in enumerate(names)}
    entries.sort(key=lambda entry: rank.get(str(entry.get("name")), len(rank)))
    array = tomlkit.aot()
    for entry in entries:
        added = tomlkit.item(dict(entry))
        added.trivia.indent = "\n"
        array.append(added)
    if entries:
        document["layers"] = array
    return _sound(document)


def without(text: str, table: str, key: str, value: str) -> str:
    """Give the text of `zonemark.toml` without the `[[table]]` entry whose `key` is that."""
    document = tomlkit.parse(text)
    entries = document.get(table, [])
    for index in reversed([index for index, present in enumerate(entries) if present.get(key) == value]):
        del entries[index]
    if not entries and table in document:  # tomlkit writes an emptied array of tables as no valid TOML
        del document[table]
    left = _sound(document)
    # An entry goes with the empty line that stood before it.
    return left[:-1] if left.endswith("\n\n") and not text.endswith("\n\n") else left


def with_stated(text: str, stated: Mapping[str, Any]) -> str:
    """Give the text of `zonemark.toml` with settings of the whole project stated so; None states one no more."""
    document = tomlkit.parse(text)
    for name, value in stated.items():
        if value is None:
            document.pop(name, None)
        elif name in document or not document or isinstance(value, Mapping):  # a table stands below all lines
            document[name] = value
        else:  # above the first table, where it is of the whole project
            line = tomlkit.dumps({name: value})
            document = tomlkit.parse(line + tomlkit.dumps(document))
    return _sound(document)


def _sound(document: tomlkit.TOMLDocument) -> str:
    """The text of a document, made sure of: what is written has to be read again."""
    text = tomlkit.dumps(document)
    try:
        Settings.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, ValidationError) as error:
        what = f"zonemark.toml cannot be added to as it is written: {str(error).splitlines()[0]}."
        raise StoreError(what, remedy="The layers themselves are saved. Write its tables as [[layers]].") from error
    return text
