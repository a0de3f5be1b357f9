"""Functions for processes of their own, one of which is killed from outside."""

import os
import signal
from pathlib import Path


def doubled(number):
    return 2 * number


def killed_once(task):
    """Double a number; whoever comes first is killed in the middle of it."""
    mark, number = task
    if not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def always_killed(number):
    os.kill(os.getpid(), signal.SIGKILL)


def killed_elsewhere(process, number):
    """Double a number; any other process than this one is killed before it does."""
    if os.getpid() != process:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def checked_and_killed(mark, function, task):
    """Check a part of layers; the first of all processes is killed in the middle of it."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return function(task)
