"""Starting costs next to nothing, and every command that is listed is there."""

import subprocess
import sys

import pytest
import typer

import geo
from geo.cli import COMMANDS, help_text

HEAVY = {"pandas", "geopandas", "numpy", "shapely", "folium", "pyogrio", "pydantic", "rich"}


def loaded_by(code):
    """The top-level modules that a fresh interpreter has loaded after running `code`."""
    tell = "import sys; print('LOADED', *{name.partition('.')[0] for name in sys.modules})"
    run = subprocess.run([sys.executable, "-c", f"{code}\n{tell}"], capture_output=True, text=True, check=True)
    return set(run.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize(
    "code",
    [
        "import geo",
        "import geo; dir(geo)",
        "from geo.cli import main; main(['--help'])",
        "from geo.cli import main; main(['--version'])",
        "from geo.cli import main; main(['ad'])",
    ],
)
def test_starting_loads_nothing_heavy(code):
    assert not loaded_by(code) & HEAVY


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_loads_no_pandas(command):
    assert not loaded_by(f"from geo.cli import main; main(['{command}', '--help'])") & {"pandas", "folium", "rich"}


def test_the_test_sees_what_is_loaded():
    assert "pandas" in loaded_by("import pandas")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_documented(name):
    module, _, attribute = COMMANDS[name].home.partition(":")
    function = getattr(__import__(module, fromlist=[attribute]), attribute)
    assert isinstance(function, typer.Typer) or function.__doc__
    assert COMMANDS[name].summary in help_text()


def ended(code, *arguments):
    """What a process prints and its exit code, which runs `code` and is then the command with these arguments."""
    lines = (
        f"import sys, threading\n{code}\nsys.argv = {['zonemark', *arguments]}\nfrom geo.cli import command\ncommand()"
    )
    run = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, check=False)
    return run.stdout, run.returncode


def test_the_process_ends_at_once_and_keeps_its_exit_code():
    told = (
        "import atexit, weakref\natexit.register(print, 'asked for')\nclass Kept:\n  def __del__(self): print('late')\n"
    )
    printed, code = ended(f"{told}kept = Kept()", "info", "nowhere.csv")
    assert (printed, code) == ("asked for\n", 1)
    printed, code = ended(f"{told}kept = Kept()", "--version")
    assert printed.startswith("zonemark ") and printed.endswith("asked for\n") and code == 0


def test_the_process_waits_for_a_thread_that_still_runs():
    wait = "def after():\n  threading.main_thread().join()\n  print('written')\nthreading.Thread(target=after).start()"
    printed, code = ended(wait, "nothing")
    assert (printed, code) == ("written\n", 2)


def test_a_name_that_does_not_exist_is_no_attribute():
    with pytest.raises(AttributeError, match="minefield"):
        geo.minefield  # noqa: B018
