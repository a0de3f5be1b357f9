"""A shortcut to the desk, seen from the files that it is made of on each system."""

import plistlib
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from geo.cli import main
from geo.desk.shortcuts import desktop, parts, program, write_shortcut
from geo.errors import StoreError

ODD = Path('/home/o\'neil/my "map" 100% $HOME `id` \\x ə')


def test_windows_gets_a_file_that_starts_the_program_without_a_console():
    ((name, content),) = parts("Zonemark x", ODD, "win32").items()
    assert name == "Zonemark x.cmd"
    *_, line = content.decode("utf-8").removesuffix("\r\n").split("\r\n")
    assert line.startswith('start "" "')
    assert "100%% $HOME" in line, "a single % would begin the name of a variable"


def test_macos_gets_a_program_that_is_a_script(tmp_path):
    app = write_shortcut(ODD, tmp_path, "darwin")
    assert app.suffix == ".app"
    about = plistlib.loads((app / "Contents" / "Info.plist").read_bytes())
    script = app / "Contents" / "MacOS" / about["CFBundleExecutable"]
    assert script.stat().st_mode & 0o111
    first, line = script.read_text("utf-8").splitlines()
    assert first == "#!/bin/sh"
    assert shlex.split(line) == ["exec", *program("darwin"), str(ODD)]


def test_linux_gets_an_entry_whose_words_are_escaped_twice(tmp_path):
    entry = write_shortcut(ODD, tmp_path, "linux")
    told = dict(line.split("=", 1) for line in entry.read_text("utf-8").splitlines()[1:])
    assert (told["Type"], told["Terminal"]) == ("Application", "false")
    # As a starter reads it: the escapes of the file, then the quotes of the line, which are those of a shell, then %%.
    line = told["Exec"].replace("\\\\", "\\").replace("%%", "%")
    words = subprocess.run(["sh", "-c", f"printf '%s\\n' {line}"], capture_output=True, check=True).stdout.decode()
    assert words.splitlines() == [*program("linux"), str(ODD)]


@pytest.mark.skipif(sys.platform == "win32", reason="it is a shell script")
def test_what_is_written_starts_the_program_with_the_project(tmp_path, monkeypatch):
    stand_in = tmp_path / "bin" / "zonemark-desk"
    stand_in.parent.mkdir()
    stand_in.write_text('#!/bin/sh\nprintf "%s" "$1"\n')
    stand_in.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(stand_in.with_name("python")))
    app = write_shortcut(ODD, tmp_path, "darwin")
    told = subprocess.run([app / "Contents" / "MacOS" / "open"], capture_output=True, check=True)
    assert told.stdout.decode() == str(ODD)


def test_the_command_writes_one_on_the_desktop_that_the_person_has(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    with pytest.raises(StoreError, match="Desktop"):
        write_shortcut(tmp_path)
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "user-dirs.dirs").write_text('XDG_DESKTOP_DIR="$HOME/Masaüstü"\n', encoding="utf-8")
    (tmp_path / "Masaüstü").mkdir()
    assert desktop("linux") == tmp_path / "Masaüstü"
    if sys.platform == "linux":
        assert main(["desk", str(tmp_path / "mines"), "--shortcut"]) == 0
        assert "Zonemark mines.desktop" in capsys.readouterr().out
        assert (tmp_path / "Masaüstü" / "Zonemark mines.desktop").is_file()
