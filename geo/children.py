"""Files are read in a process of its own where what reads them could run in circles, take all memory or give up."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import stat
import struct
import subprocess
import sys
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import ECANCELED, ECONNABORTED, ECONNRESET
from pathlib import Path
from threading import Lock, Timer
from typing import Any

PATIENCE_S = 120
"""So long whoever starts processes may take for one, its own start and imports among it."""


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
    that it ends with whoever started it. A `Nursery` gives it.
    """

    def __init__(self, process: subprocess.Popen[str] | _Forked) -> None:
        self._process = process

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


class Nursery:
    """Gives processes that run one module, each a new one, without the second that its imports take.

    On Linux one process imports them, hears of nothing else and forks each of the others; elsewhere, where what has
    imported much is not safely forked, one is always started ahead. `end` ends what has been given nobody.
    """

    def __init__(self, module: str, *words: str) -> None:
        self._run = [sys.executable, "-P", "-m", module, *words]
        self._lock = Lock()
        self._first: subprocess.Popen[bytes] | None = None
        self._spare: Child | None = None
        self._control: socket.socket | None = None
        self._is_over = False
        self._prepare()

    def _prepare(self) -> None:
        if not _can_watch():
            self._spare = self._started()
            return
        self._control, control = socket.socketpair()
        with control:
            self._first = subprocess.Popen(  # noqa: S603 - our own
                self._run, stdin=control.fileno(), stdout=subprocess.DEVNULL, start_new_session=True
            )

    def _started(self) -> Child:
        return Child(subprocess.Popen(  # noqa: S603 - our own
            self._run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            start_new_session=os.name != "nt",
        ))  # fmt: skip

    def child(self) -> Child:
        """Give a process that has answered nothing yet. Raises OSError where the system has none to give."""
        with self._lock:
            if self._is_over:
                raise OSError(ECANCELED, os.strerror(ECANCELED))
            if self._first is None:
                child, self._spare = self._spare or self._started(), None
                self._spare = self._started()
                return child
            if self._control is not None:
                try:
                    return self._forked(self._control)
                except ConnectionError:  # whoever forks them was ended or stopped from outside
                    self._close()
            self._prepare()
            assert self._control is not None
            try:
                return self._forked(self._control)
            except ConnectionError as error:
                self._close()
                what = "the process that starts others does not answer, or was ended from outside"
                raise OSError(error.errno, what) from error

    def _forked(self, control: socket.socket) -> Child:
        own, its = socket.socketpair()
        try:
            with its:
                socket.send_fds(control, [b"."], [its.fileno()])
            process, errno = _FORKED.unpack(self._answer(control))
            if errno:
                raise OSError(errno, os.strerror(errno))
            return Child(_Forked(process, own))
        except BaseException:
            own.close()
            raise

    def _answer(self, control: socket.socket) -> bytes:
        """What the process tells that forks the others. Raises ConnectionError where it can tell nothing any more."""
        assert self._first is not None
        for _ in range(PATIENCE_S):
            if select.select([control], [], [], 1)[0]:
                if len(told := control.recv(_FORKED.size, socket.MSG_WAITALL)) == _FORKED.size:
                    return told
                raise ConnectionResetError(ECONNRESET, os.strerror(ECONNRESET))
            if _is_stopped(self._first.pid) or self._is_over:
                break
        raise ConnectionAbortedError(ECONNABORTED, os.strerror(ECONNABORTED))

    def _close(self) -> None:
        if self._control is not None and self._first is not None:
            self._control.close()
            self._control = None
            self._first.kill()
            self._first.wait()

    def end(self) -> None:
        """End what has been given nobody; those that were given are ended by whoever has them, before."""
        self._is_over = True  # before the lock: whoever waits for a process has it
        with self._lock:
            if self._first is None:
                if self._spare is not None:
                    self._spare.end()
                return
            if self._control is not None:
                self._control.close()
            with suppress(subprocess.TimeoutExpired):  # it waits for those that have been ended
                self._first.wait(timeout=5)
            self._first.kill()
            self._first.wait()


def _is_stopped(process: int) -> bool:
    """Whether somebody stopped a process (SIGSTOP), which then waits until somebody lets it go on."""
    with suppress(OSError):
        told = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        return told.rpartition(") ")[2][:1] in ("T", "t")
    return False


def _can_watch() -> bool:
    """Whether a process that another one started can be watched here: on Linux, since its version 5.3."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return False
    return True


class _Forked:
    """A process that another one forked, with what a Child needs of a Popen: it is watched by a handle of its own."""

    def __init__(self, process: int, end: socket.socket) -> None:
        self.pid = process
        self.stdin = end.makefile("w", encoding="utf-8")
        self.stdout = end.makefile("r", encoding="utf-8")
        end.close()
        self._handle: int | None = None
        with suppress(ProcessLookupError):  # it is gone already
            self._handle = os.pidfd_open(process)
            weakref.finalize(self, os.close, self._handle)

    def _is_over(self, wait_ms: int | None) -> bool:
        if self._handle is None:
            return True
        end = select.poll()  # one each, since several threads may wait
        end.register(self._handle, select.POLLIN)
        return bool(end.poll(wait_ms))

    def poll(self) -> int | None:
        """Give a number once it has ended, as Popen does; which, nobody asks."""
        return 0 if self._is_over(0) else None

    def wait(self) -> None:
        """Wait until it has ended."""
        self._is_over(None)

    def kill(self) -> None:
        """End it alone."""
        os.kill(self.pid, signal.SIGKILL)


_FORKED = struct.Struct("=ii")
"""What is told of a fork: the number of the process, and of the error where there is none."""


def _is_asked(get_ready: Callable[[], None]) -> bool:
    """Whether requests come through standard input; where sockets come, fork for each, which then asks there."""
    if not stat.S_ISSOCK(os.fstat(0).st_mode):
        return True
    signal.signal(signal.SIGCHLD, lambda *_: _reap(os.WNOHANG))
    with socket.socket(fileno=os.dup(0)) as control:
        is_first = True
        while ends := socket.recv_fds(control, 1, 1)[1]:
            process = errno = 0
            try:
                process = os.fork()
            except OSError as error:
                errno = error.errno or -1
            else:
                if process == 0:
                    _become(ends[0])
                    return True
                with suppress(OSError):  # it has done so itself, or is gone
                    os.setpgid(process, process)
            os.close(ends[0])
            control.sendall(_FORKED.pack(process, errno))
            if is_first:
                get_ready()
            is_first = False
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    _reap(0)
    return False


def _become(end: int) -> None:
    """Be a child: a group of its own, which can be ended as a whole, and asked by whoever has the other end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setpgid(0, 0)
    for standard in (0, 1):
        os.dup2(end, standard)
    os.close(end)


def _reap(how: int) -> None:
    with suppress(ChildProcessError):
        while os.waitpid(-1, how)[0]:
            pass


def answer_requests(
    answer: Callable[[dict[str, Any], Callable[[Any], None]], Any], *, get_ready: Callable[[], None] = lambda: None
) -> None:
    """Be a Child: answer each line of standard input by a line, until there is no more.

    What libraries print goes to the standard error instead. `answer` gets the request, and a function by which it
    tells how far it is. `get_ready` is called where processes are forked, once the first of them is: the others have
    what it imports.
    """
    if not _is_asked(get_ready):
        os._exit(0)  # to take apart what it has imported takes long
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
