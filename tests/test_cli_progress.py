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
def terminal(monkeypatch):
    watched = Terminal()
    monkeypatch.setattr(sys, "stderr", watched)
    monkeypatch.setenv("TERM", "xterm")
    return watched


def wait_for(condition):
    end = time.monotonic() + 5
    while not condition() and time.monotonic() < end:
        time.sleep(0.01)


def test_long_work_shows_how_far_it_is(terminal, monkeypatch):
    monkeypatch.setattr(progress, "SHOWN_AFTER_S", 0.0)
    assert list(progress.each([1, 2], "Reading")) == [1, 2]
    with progress.working("Checking"):
        wait_for(lambda: "Checking" in terminal.getvalue())
    assert "Checking" in terminal.getvalue()


def test_short_work_shows_nothing(terminal):
    assert list(progress.each(range(3), "Reading")) == [0, 1, 2]
    assert terminal.getvalue() == ""


def test_nothing_is_shown_when_nobody_watches(capsys, monkeypatch):
    monkeypatch.setattr(progress, "SHOWN_AFTER_S", 0.0)
    with progress.working("Checking"):
        pass
    assert capsys.readouterr() == ("", "")


def test_work_that_fails_takes_its_bar_away(terminal, monkeypatch):
    monkeypatch.setattr(progress, "SHOWN_AFTER_S", 0.0)
    with pytest.raises(ZeroDivisionError), progress.working("Dividing"):
        wait_for(lambda: "Dividing" in terminal.getvalue())
        1 / 0  # noqa: B018
    shown = terminal.getvalue()
    time.sleep(0.2)
    assert terminal.getvalue() == shown
