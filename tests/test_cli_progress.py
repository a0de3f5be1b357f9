"""A sign of life on long work, on stderr, for those who watch; silence otherwise."""

import io
import sys
import time

import pytest

from geo.cli import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def watch(monkeypatch):
    """Call it in the test, and stderr is a terminal (pytest takes stderr back between a fixture and its test)."""

    def begin():
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(sys, "stderr", Terminal())
        return sys.stderr

    return begin


def wait_for(condition):
    end = time.monotonic() + 60
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)


def test_long_work_shows_how_far_it_is(watch, monkeypatch, capsys):
    terminal = watch()
    monkeypatch.setattr(progress, "SHOWN_AFTER_S", 0.0)
    assert list(progress.each([1, 2], "Reading")) == [1, 2]
    with progress.working("Checking"):
        wait_for(lambda: "Checking" in terminal.getvalue())
        print("a result")
    assert capsys.readouterr().out == "a result\n"
    assert "Checking" in terminal.getvalue()


def test_short_work_shows_nothing(watch):
    terminal = watch()
    assert list(progress.each(range(3), "Reading")) == [0, 1, 2]
    assert terminal.getvalue() == ""


def test_nothing_is_shown_when_nobody_watches(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SHOWN_AFTER_S", 0.0)
    with progress.working("Checking"):
        pass
    assert capsys.readouterr() == ("", "")


def test_work_that_fails_takes_its_bar_away(watch, monkeypatch):
    terminal = watch()
    monkeypatch.setattr(progress, "SHOWN_AFTER_S", 0.0)
    with pytest.raises(ZeroDivisionError), progress.working("Dividing"):
        wait_for(lambda: "Dividing" in terminal.getvalue())
        1 / 0  # noqa: B018
    shown = terminal.getvalue()
    assert "Dividing" in shown
    time.sleep(0.2)
    assert terminal.getvalue() == shown
