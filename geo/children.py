"""Files are read in a process of its own where what reads them could run in circles, take all memory or give up."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from threading import Timer
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


class Ended(Exception):
    """A child gave no answer: it was ended, by its limits or from outside."""


class Child:
    """A process that answers one request after the other, each a line of JSON, and may tell in between how far it is.

    It runs a module of ours, which reads requests from its standard input until that ends (see `answer_requests`), so
    that it ends with whoever started it.
    """

    def __init__(self, module: str, *words: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own
            [sys.executable, "-P", "-m", module, *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            start_new_session=os.name != "nt",
        )  # fmt: skip

    @property
    def is_alive(self) -> bool:
        """Whether the process still runs."""
        return self._process.poll() is None

    def ask(self, request: Mapping[str, Any], hear: Callable[[Any], None], *, seconds: float) -> Any:
        """Give the answer to a request; `hear` is called with what it tells meanwhile.

        Raises Ended where it ends without an answer, or has none after `seconds` on the clock.
        """
        to, from_ = self._process.stdin, self._process.stdout
        assert to is not None and from_ is not None
        timer = Timer(seconds, self.end)
        timer.daemon = True
        timer.start()
        try:
            to.write(json.dumps(request) + "\n")
            to.flush()
            for line in from_:
                told = json.loads(line)
                if "answer" in told:
                    return told["answer"]
                hear(told["told"])
        except (OSError, ValueError) as error:
            raise Ended from error
        finally:
            timer.cancel()
        raise Ended

    def end(self) -> None:
        """End the process, and those that it has started, at once."""
        with suppress(OSError):
            if os.name == "nt":
                self._process.kill()
            elif self.is_alive:  # else its number may be another's by now
                os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()


def answer_requests(answer: Callable[[dict[str, Any], Callable[[Any], None]], Any]) -> None:
    """Be a Child: answer each line of standard input by a line, until there is no more.

    What libraries print goes to the standard error instead. `answer` gets the request, and a function by which it
    tells how far it is.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(told: Mapping[str, Any]) -> None:
        out.write(json.dumps(told) + "\n")
        out.flush()

    for line in sys.stdin:
        say({"answer": answer(json.loads(line), lambda told: say({"told": told}))})


def limit(bytes_: int, seconds: int) -> None:
    """Let this process have no more memory, and no more time of the processor from now on, where the system can.

    Windows cannot; there the time is limited from outside.
    """
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + seconds, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
