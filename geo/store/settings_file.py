"""The settings of a project as they stand on disk: read, written line by line, and put back where a write fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from geo.disk import write_bytes
from geo.errors import NotSaved
from geo.store.folder import SETTINGS_FILE
from geo.store.settings import (
    LayerSettings,
    Settings,
    SourceSettings,
    in_order,
    newer_format,
    read_settings,
    with_entry,
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

    def list_layers(self, layers: Sequence[LayerSettings], order: Sequence[str] = ()) -> None:
        """List layers as they are called now, those that are named in `order` first and so."""
        text = before = self._text()
        for layer in layers:
            text = with_entry(text, "layers", layer, key="name")
        self._write(in_order(text, order) if order else text, before)

    def remember(self, layers: Sequence[LayerSettings], sources: Sequence[SourceSettings] = ()) -> None:
        """List layers that are not listed yet, and how sources were read."""
        text = before = self._text()
        for layer in layers:
            if self.settings.layer(layer.name) is None:
                text = with_entry(text, "layers", layer, key="name")
        for source in sources:
            text = with_entry(text, "sources", source, key="file")
        self._write(text, before)

    def forget(self, names: Sequence[str]) -> None:
        """List these layers no more."""
        text = before = self._text()
        for name in names:
            text = without_layer(text, name)
        self._write(text, before)

    @contextmanager
    def back_on_failure(self) -> Iterator[None]:
        """Put the file back as it was if what is done meanwhile is not saved."""
        before = self.path.read_bytes()
        try:
            yield
        except NotSaved:
            if self.path.read_bytes() != before:
                with suppress(NotSaved):  # what failed first is what is said
                    write_bytes(self.path, before)
            raise

    def _text(self) -> str:
        return self.path.read_text(encoding="utf-8-sig")

    def _write(self, text: str, before: str) -> None:
        if text != before:
            write_bytes(self.path, text.encode("utf-8"))
            self.reread()
