"""Serving the desk: a socket on this computer alone, the link that opens it once, and its end.

A file that only this user can read says which desk serves a project; a second start asks that desk for a link of its
own, and opens it, so that nobody is ever asked for a token.
"""

from __future__ import annotations

import http.client
import json
import os
import socket
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import uvicorn
from filelock import FileLock

from geo.desk.app import Served
from geo.desk.calls import READS_FILES
from geo.desk.guard import Keys
from geo.desk.jobs import Jobs
from geo.desk.session import Session, own_folder

LOOK_EVERY_S = 30
_ASK_S = 5


class Desk:
    """A desk on a port of its own; `link` opens it in a browser, once."""

    def __init__(self, project: Path, session: Session | None = None, jobs: Jobs | None = None) -> None:
        self.project = project.resolve()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen()  # whoever opens the link before it is served waits
        self.keys = Keys(self._socket.getsockname()[1])
        self.session = session or Session()
        self.jobs = jobs or Jobs(str(self.project), fresh=READS_FILES)
        self.served = Served(self.project, self.keys, self.session, self.jobs, self.stop)
        config = uvicorn.Config(
            self.served.app(), http="h11", ws="none", lifespan="off", loop="asyncio", log_config=None, access_log=False,
            proxy_headers=False, server_header=False, date_header=False, callback_notify=self._look,
            timeout_notify=LOOK_EVERY_S, timeout_graceful_shutdown=2, h11_max_incomplete_event_size=32_768,
        )  # fmt: skip
        self._server = uvicorn.Server(config)

    @property
    def link(self) -> str:
        """A new address that opens the desk once."""
        return self.keys.link()

    async def _look(self) -> None:
        """End a desk that nobody looks at and that does nothing."""
        if self.session.is_left and not self.jobs.running:
            self.stop()

    def stop(self) -> None:
        """End serving, once what is being answered is answered; whoever waits for a job is told that it is stopped."""
        self.jobs.end()
        self._server.should_exit = True

    def serve(self) -> None:
        """Serve until somebody ends it, or nobody has looked at it for half an hour."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()
            self.jobs.end()
            self.session.end()


def running(project: Path) -> str:
    """Give a link to the desk that serves a project; "" where none does."""
    try:
        known = _state(project)
        connection = http.client.HTTPConnection("127.0.0.1", int(known["port"]), timeout=_ASK_S)
        headers = {"X-Again": str(known["again"]), "Content-Type": "application/json"}
        with closing(connection):
            connection.request("POST", "/again", b"{}", headers)
            link = json.loads(connection.getresponse().read())["link"]
    except (OSError, ValueError, KeyError, TypeError, http.client.HTTPException):
        return ""
    # Whatever listens there now: nothing but an address of this computer is opened.
    return link if str(link).startswith(f"http://127.0.0.1:{int(known['port'])}/enter?key=") else ""


def open_desk(project: Path, show: Callable[[str], Any], session: Session | None = None) -> bool:
    """Open the desk of a project, or the one that runs; `show` gets the link. Gives whether it was a new one, when that
    has ended.
    """
    with FileLock(f"{_state_file(project)}.lock"):
        if link := running(project):
            show(link)
            return False
        desk = Desk(project, session)
        _write_state(project, desk.keys)
    try:
        show(desk.link)
        desk.serve()
    finally:
        with suppress(OSError, ValueError):
            if _state(project).get("again") == desk.keys.again:
                _state_file(project).unlink()
    return True


def _state_file(project: Path) -> Path:
    return own_folder() / f"desk-{sha256(os.fsencode(project.resolve())).hexdigest()[:16]}.json"


def _state(project: Path) -> dict[str, Any]:
    found = json.loads(_state_file(project).read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _write_state(project: Path, keys: Keys) -> None:
    path = _state_file(project)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump({"port": keys.port, "again": keys.again, "process": os.getpid()}, file)
