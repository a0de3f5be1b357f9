"""Files are read in a process of its own where what reads them could run in circles, take all memory or give up."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any


def told_by(
    script: str, *words: str, bytes_: int, seconds: int, env: Mapping[str, str] | None = None
) -> dict[str, Any]:
    """Run a script that prints one JSON object; gives it, or why there is none as `error`.

    The script gets the words, then the most bytes of memory and the most seconds of the processor that it is to allow
    itself; six times as many seconds on the clock end it from outside.
    """
    run = [sys.executable, "-P", script, *words, str(bytes_), str(seconds)]
    try:
        done = subprocess.run(run, capture_output=True, timeout=6 * seconds, check=False, env=env)  # noqa: S603 - our own
    except subprocess.TimeoutExpired:
        return {"error": "it takes too long"}
    except OSError as error:
        return {"error": f"no process to read it can be started ({error.strerror})"}
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        return {"error": "what reads it gave up"}
    return answer
