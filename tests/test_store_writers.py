"""Writers that meet, and writers that die: no record that was acknowledged is lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from lengths import TIMES

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks its writers"),
]


def harness(*arguments):
    command = [sys.executable, str(Path(__file__).with_name("writers.py")), *map(str, arguments)]
    return json.loads(subprocess.run(command, capture_output=True, text=True, timeout=900).stdout)


def test_writers_that_meet_lose_nothing():
    assert harness("together", "--writers", 8, "--additions", 20 * TIMES) == {
        "failed": 0,
        "records": 160 * TIMES,
    }


def test_killed_writers_leave_all_that_was_acknowledged():
    found = harness("killed", "--rounds", 80 * TIMES)
    assert found["lost"] == 0
    assert (
        found["kept"] > 24 * TIMES
    )  # about every second writer acknowledges one addition, whatever the machine is busy with


def test_the_same_harness_sees_to_file_lose_records():
    assert harness("killed", "--rounds", 200, "--writer", "to_file", "--until-lost")["lost"] > 0
