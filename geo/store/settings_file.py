"""The settings of a project as they stand on disk, and what they are to say after a change, line by line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from geo.store.folder import SETTINGS_FILE
from geo.store.settings import (
    LayerSettings,
    Settings,
    SourceSettings,
    in_order,
    newer_format,
    read_settings,
    with_entry,
    with_stated,
    without_layer,
)


class SettingsFile:
    """`zonemark.toml` of a project. `settings` is what it said when it was last read or written."""

    def __init__(self, project: Path) -> None:
        """Read the settings. Raises StoreError if there are none, or if they cannot be read."""
        self.path = project / SETTINGS_FILE
        self.settings: Settings = read_settings(self.path)

    def reread(self) -> None:
        """Read the file again, since somebody else may have written it. Raises StoreError if it cannot be read."""
        self.settings = read_settings(self.path)

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
        stated: Mapping[str, Any] | None = None,
    ) -> bytes | None:
        """Give what the file is to say; None where that is what it says.

        `gone`: layers listed no more; `listed`: layers as they are called now; `new`: layers to list if they are not
        listed yet; `order`: the names that come first, and so; `sources`: how sources were read;
        `stated`: settings of the whole project, None for one that is stated no more.
        """
        text = before = self.path.read_text(encoding="utf-8-sig")
        for name in gone:
            text = without_layer(text, name)
        for layer in [*listed, *(one for one in new if self.settings.layer(one.name) is None)]:
            text = with_entry(text, "layers", layer, key="name")
        for source in sources:
            text = with_entry(text, "sources", source, key="file")
        if order:
            text = in_order(text, order)
        if stated:
            text = with_stated(text, stated)
        return text.encode("utf-8") if text != before else None

    def stating(self, names: Iterable[str]) -> dict[str, Any]:
        """Give what the file states of some settings, None where it states nothing."""
        found = tomllib.loads(self.path.read_text(encoding="utf-8-sig"))
        return {name: found.get(name) for name in names}
