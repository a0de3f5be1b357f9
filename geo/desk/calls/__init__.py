"""The calls of the desk: each carries out a public function of Zonemark, and gives what came of it as plain values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geo.store import Project


@dataclass(frozen=True)
class Desk:
    """What a call works on. `version`: the state of the project that the page has seen, "" where it does not matter.

    `uploads`: where the dropped files lie, by their ids. `folder`: where what is made goes. `tell`: says how far it is.
    """

    project_path: Path
    version: str = ""
    language: str = "en"
    uploads: Mapping[str, Path] = field(default_factory=dict)
    folder: Path = Path()
    tell: Callable[[dict[str, Any]], None] = lambda told: None

    def project(self) -> Project:
        """Open the project, to be written only while it is as the page has seen it."""
        from geo.store import Project

        return Project(self.project_path, seen=self.version)

    def dropped(self, upload: object) -> Path:
        """Give where a dropped file lies. Raises UsageError for one that was not dropped, or was forgotten."""
        from geo.errors import UsageError

        path = self.uploads.get(str(upload))
        if path is None:
            raise UsageError("A file is named that was not dropped, or was forgotten.", remedy="Drop it again.")
        return path

    def step(self, step: str, name: str = "", done: int | None = None, of: int | None = None) -> None:
        """Tell how far it is."""
        self.tell({"step": step, "name": name, "done": done, "of": of})


READS_FILES = ("inspect", "add", "give_back", "merge", "save", "page")
"""The calls that read files which somebody dropped, or need much memory: their process does nothing else afterwards."""
ONLY_READS = ("state", "inspect", "problems", "review", "history", "page", "session")
"""The calls that each window makes for itself; what the others do concerns all windows."""
CALLS = {
    "state": "arranging:state",
    "inspect": "files:inspect",
    "add": "files:add",
    "problems": "problems:problems",
    "give_back": "problems:give_back",
    "rename": "arranging:rename",
    "order": "arranging:order",
    "merge_layers": "arranging:merge_layers",
    "split": "arranging:split",
    "kind": "arranging:kind",
    "remove": "arranging:remove",
    "settings": "arranging:set_settings",
    "merge": "receiving:merge",
    "review": "receiving:review",
    "decide": "receiving:decide",
    "save": "saving:save",
    "history": "history:history",
    "undo": "history:undo",
    "accept_edits": "history:accept_edits",
    "page": "saving:page",
    "session": "saving:session",
}
"""Where the function of each call stands."""


def function_of(call: str) -> Callable[..., dict[str, Any]]:
    """Give the function of a call."""
    from importlib import import_module

    module, _, name = CALLS[call].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), name)  # type: ignore[no-any-return]
