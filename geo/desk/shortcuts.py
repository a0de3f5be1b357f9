"""A shortcut on the desktop that opens a project's desk without a terminal, as each system has it.

Windows    a .cmd file that starts the program without a console and goes at once
macOS      a folder NAME.app, as small as one may be: a script and what it is called
elsewhere  a .desktop file (https://specifications.freedesktop.org/desktop-entry-spec/latest/)

Plain text each, so that whoever wonders what it starts can read it.
"""

from __future__ import annotations

import os
import plistlib
import re
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from geo.cells.slugs import slug
from geo.disk import make_folder, write_bytes
from geo.errors import StoreError

NAME = "Zonemark"
_OF_EXEC = re.compile(r'(["`$\\])')


def write_shortcut(project: Path, folder: Path | None = None, system: str = sys.platform) -> Path:
    """Write a shortcut to a project's desk into a folder, by default the desktop; gives what was written.

    `system` is named as `sys.platform` names it. Raises StoreError where there is no desktop, NotSaved if the disk does
    not take it.
    """
    folder = folder or desktop(system)
    if not folder.is_dir():
        raise StoreError(f"There is no folder {folder}.", remedy="A shortcut needs a desktop to lie on.")
    name = f"{NAME} {slug(project.resolve().name)}"
    for part, content in parts(name, project.resolve(), system).items():
        make_folder((folder / part).parent)
        write_bytes(folder / part, content)
        os.chmod(folder / part, 0o700)
    return folder / Path(part).parts[0]


def parts(name: str, project: Path, system: str) -> dict[str, bytes]:
    """Give the files of a shortcut by their paths, the one that is started first."""
    words = [*program(system), str(project)]
    if system == "win32":
        # %% stands for %; the code page is of the file, whose paths may hold any letter.
        line = " ".join(f'"{word}"' for word in words).replace("%", "%%")
        return {f"{name}.cmd": f'@echo off\r\nchcp 65001 >nul\r\nstart "" {line}\r\n'.encode()}
    if system == "darwin":
        about = {"CFBundleName": name, "CFBundleExecutable": "open", "CFBundleIdentifier": "org.zonemark.desk"}
        script = f"#!/bin/sh\nexec {shlex.join(words)}\n"
        return {
            f"{name}.app/Contents/MacOS/open": script.encode("utf-8", "surrogateescape"),
            f"{name}.app/Contents/Info.plist": plistlib.dumps({**about, "CFBundlePackageType": "APPL"}),
        }
    line = " ".join(_exec_word(word) for word in words)
    entry = ["[Desktop Entry]", "Type=Application", f"Name={name}", f"Exec={line}", "Terminal=false"]
    return {
        f"{name}.desktop": "\n".join([*entry, "Categories=Science;Geography;", ""]).encode("utf-8", "surrogateescape")
    }


def program(system: str) -> Sequence[str]:
    """Give the words that start the desk without a console: the program that is installed, or else Python itself."""
    own = Path(sys.executable)
    installed = own.with_name("zonemark-desk.exe" if system == "win32" else "zonemark-desk")
    return [str(installed)] if installed.exists() else [str(own), "-m", "geo.cli", "desk"]


def desktop(system: str) -> Path:
    """Give the folder of the desktop of whoever is logged in, as the system says."""
    home = Path.home()
    if system not in ("win32", "darwin"):
        settings = Path(os.environ.get("XDG_CONFIG_HOME") or home / ".config") / "user-dirs.dirs"
        text = settings.read_text("utf-8", "replace") if settings.is_file() else ""
        if stated := re.search(r'^XDG_DESKTOP_DIR="(.+)"', text, re.MULTILINE):
            return Path(stated[1].replace("$HOME", str(home)))
    if system == "win32":  # where the desktop is kept by OneDrive, the one beside it is not shown
        cloud = os.environ.get("OneDrive")
        if cloud and (Path(cloud) / "Desktop").is_dir():
            return Path(cloud) / "Desktop"
    return home / "Desktop"


def _exec_word(word: str) -> str:
    """A word of an Exec line: quoted, what stands for something else escaped, first for the line, then for the file."""
    escaped = _OF_EXEC.sub(r"\\\1", word)
    quoted = f'"{escaped}"' if re.search(r"[^\w./:=@+-]", word) else word
    return quoted.replace("\\", "\\\\").replace("%", "%%")
