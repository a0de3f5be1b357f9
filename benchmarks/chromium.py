"""A Chromium that is asked to open pages and is not watched while it does.

Playwright listens to every request of a page. For that the browser turns all of a file into text once more on the
page's own thread when it has been read: a sixth of the time that a large map takes, which no reader waits for. Here
the browser is spoken to through a pipe, and only what is needed is turned on.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PATH = "/usr/bin/chromium"
_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--remote-debugging-pipe",
)
_LIMIT_S = 600.0


class Page:
    """The one page of a browser. Commands are those of the DevTools protocol."""

    def __init__(self, to: int, of: int) -> None:
        self._to, self._of = to, of
        self._waiting = b""
        self._number = 0
        self._session: str | None = None
        targets = self.send("Target.getTargets")["targetInfos"]
        target = next(each["targetId"] for each in targets if each["type"] == "page")
        self._session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        """Send a command and give its answer; an error of the protocol is raised."""
        self._number += 1
        session = {} if self._session is None else {"sessionId": self._session}
        told = {"id": self._number, "method": method, "params": parameters, **session}
        os.write(self._to, json.dumps(told).encode() + b"\0")
        while (answer := self._read()).get("id") != self._number:
            pass  # events
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        found: dict[str, Any] = answer["result"]
        return found

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._waiting:
            if not select.select([self._of], [], [], _LIMIT_S)[0]:
                raise TimeoutError("The browser does not answer.")
            self._waiting += os.read(self._of, 1 << 20)
        message, self._waiting = self._waiting.split(b"\0", 1)
        found: dict[str, Any] = json.loads(message)
        return found

    def open(self, path: Path) -> None:
        """Ask for a file; does not wait for it."""
        self.send("Page.navigate", url=path.as_uri())

    def evaluate(self, function: str, argument: Any = None) -> Any:
        """Call a function of the page, and give what it returns or settles with."""
        answer = self.send(
            "Runtime.evaluate",
            expression=f"({function})({json.dumps(argument)})",
            awaitPromise=True,
            returnByValue=True,
        )
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")


@contextlib.contextmanager
def chromium(width: int = 1280, height: int = 800) -> Iterator[Page]:
    """A browser of its own with one page, which shows an empty file: pages of files stay in its process."""
    (of_them, to), (of, to_us) = os.pipe(), os.pipe()

    def numbered() -> None:  # in the browser's process: it reads from 3 and writes to 4
        low, high = os.dup(of_them), os.dup(to_us)
        os.dup2(low, 3)
        os.dup2(high, 4)

    for end in (of_them, to_us):
        os.set_inheritable(end, True)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        window = [f"--user-data-dir={folder}", f"--window-size={width},{height}"]
        browser = subprocess.Popen(
            [PATH, *_ARGUMENTS, *window, "about:blank"],
            preexec_fn=numbered,
            close_fds=False,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(of_them)
        os.close(to_us)
        try:
            page = Page(to, of)
            empty = Path(folder, "empty.html")
            empty.write_text("<!DOCTYPE html><title>Empty</title>", "utf-8")
            page.open(empty)
            yield page
        finally:
            os.close(to)  # which ends it
            os.close(of)
            try:
                browser.wait(10)
            except subprocess.TimeoutExpired:
                browser.kill()
                browser.wait()
