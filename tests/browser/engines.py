"""Firefox and WebKitGTK's browser as they are installed, each driven in its own language and with no screen.

Playwright knows neither: its Firefox and its WebKit are builds of its own.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STARTED_S = 180
SIZE = (1280, 800)
FIREFOX = "firefox-esr"
WEBKIT = "WebKitWebDriver"
SCRIPT = """const done = arguments[arguments.length - 1];
Promise.resolve({}).then(done, (fault) => done(String(fault)));"""

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
"""What WebDriver calls an element."""


class Hands:
    """Clicks, taps, drags and keys of WebDriver (https://www.w3.org/TR/webdriver2/#actions), as a reader makes them."""

    def click(self, x: float, y: float, pointer: str = "mouse") -> None:
        self.drag((x, y), (x, y), pointer)

    def drag(self, begin: tuple[float, float], end: tuple[float, float], pointer: str = "mouse") -> None:
        """Press at one place of the window and let go at another, by "mouse" or "touch"."""
        told = [_move(begin), {"type": "pointerDown", "button": 0}]
        if begin != end:
            told += [
                _move((begin[0] + (end[0] - begin[0]) * part / 4, begin[1] + (end[1] - begin[1]) * part / 4))
                for part in range(1, 5)
            ]
        told.append({"type": "pointerUp", "button": 0})
        self._act([{"type": "pointer", "id": pointer, "parameters": {"pointerType": pointer}, "actions": told}])

    def type(self, text: str) -> None:
        """Type letter by letter."""
        told = [{"type": way, "value": letter} for letter in text for way in ("keyDown", "keyUp")]
        self._act([{"type": "key", "id": "keys", "actions": told}])

    def press(self, name: str) -> None:
        """Press a key, with others held, as "Shift+ArrowLeft"."""
        keys = [KEYS.get(one, one) for one in name.split("+")]
        told = [{"type": "keyDown", "value": one} for one in keys]
        told += [{"type": "keyUp", "value": one} for one in reversed(keys)]
        self._act([{"type": "key", "id": "keys", "actions": told}])

    def _act(self, actions: list[dict[str, Any]]) -> None:
        raise NotImplementedError


KEYS = {"Enter": "\ue007", "ArrowLeft": "\ue012", "ArrowUp": "\ue013", "ArrowRight": "\ue014", "ArrowDown": "\ue015",
        "Delete": "\ue017", "Backspace": "\ue003", "Shift": "\ue008", "Control": "\ue009", "Tab": "\ue004"}  # fmt: skip


def _move(to: tuple[float, float]) -> dict[str, Any]:
    return {"type": "pointerMove", "x": round(to[0]), "y": round(to[1]), "duration": 20, "origin": "viewport"}


class Firefox(Hands):
    """A window of Firefox, by Marionette (https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html)."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), timeout=180)
        self._count = 0
        self._message()  # its greeting
        self._ask("WebDriver:NewSession", {})
        self.resize(*SIZE)

    def open(self, path: Path | str) -> None:
        """Open a file, or an address."""
        self._ask("WebDriver:Navigate", {"url": path if isinstance(path, str) else path.as_uri()})

    def choose(self, selector: str, paths: list[Path]) -> None:
        """Choose files in a control for files."""
        found = self._ask("WebDriver:FindElement", {"using": "css selector", "value": selector})["value"]
        self._ask("WebDriver:ElementSendKeys", {"id": found[ELEMENT], "text": "\n".join(map(str, paths))})

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, or of what it promises."""
        script = SCRIPT.replace("{}", expression)
        return self._ask("WebDriver:ExecuteAsyncScript", {"script": script, "args": [], "sandbox": None})["value"]

    def resize(self, width: int, height: int) -> None:
        self._ask("WebDriver:SetWindowRect", {"width": width, "height": height})

    def screenshot(self) -> str:
        """The page as PNG in base64."""
        return str(self._ask("WebDriver:TakeScreenshot", {"full": False})["value"])

    def _act(self, actions: list[dict[str, Any]]) -> None:
        self._ask("WebDriver:PerformActions", {"actions": actions})

    def close(self) -> None:
        self._ask("Marionette:Quit", {"flags": ["eForceQuit"]})
        self._socket.close()

    def _ask(self, command: str, told: dict[str, Any]) -> Any:
        self._count += 1
        text = json.dumps([0, self._count, command, told]).encode()
        self._socket.sendall(b"%d:%s" % (len(text), text))
        _, _, error, answer = self._message()
        assert error is None, f"{command}: {error}"
        return answer

    def _message(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            length += self._socket.recv(1)
        text = b""
        while len(text) < int(length[:-1]):
            text += self._socket.recv(int(length[:-1]) - len(text))
        return json.loads(text)


class WebKit(Hands):
    """A window of MiniBrowser, by WebDriver (https://www.w3.org/TR/webdriver2/)."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        options = {"binary": str(_minibrowser()), "args": ["--automation"]}
        wanted = {"browserName": "MiniBrowser", "webkitgtk:browserOptions": options}
        answer = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{answer['sessionId']}"
        self.resize(*SIZE)

    def open(self, path: Path | str) -> None:
        """Open a file, or an address."""
        url = path if isinstance(path, str) else path.as_uri()
        self._ask("POST", f"{self._session}/url", {"url": url})

    def choose(self, selector: str, paths: list[Path]) -> None:
        """Choose files in a control for files."""
        found = self._ask("POST", f"{self._session}/element", {"using": "css selector", "value": selector})
        told = {"text": "\n".join(map(str, paths))}
        self._ask("POST", f"{self._session}/element/{found[ELEMENT]}/value", told)

    def evaluate(self, expression: str) -> Any:
        """The value of an expression, or of what it promises."""
        script = SCRIPT.replace("{}", expression)
        return self._ask("POST", f"{self._session}/execute/async", {"script": script, "args": []})

    def resize(self, width: int, height: int) -> None:
        self._ask("POST", f"{self._session}/window/rect", {"width": width, "height": height})

    def screenshot(self) -> str:
        """The page as PNG in base64."""
        return str(self._ask("GET", f"{self._session}/screenshot"))

    def _act(self, actions: list[dict[str, Any]]) -> None:
        self._ask("POST", f"{self._session}/actions", {"actions": actions})

    def close(self) -> None:
        self._ask("DELETE", self._session)

    def _ask(self, method: str, path: str, told: Any = None) -> Any:
        body = None if told is None else json.dumps(told).encode()
        request = urllib.request.Request(
            self._address + path, body, {"Content-Type": "application/json"}, method=method
        )
        try:
            with urllib.request.urlopen(request, timeout=180) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{method} {path}: {error.read().decode()}") from error


def missing() -> list[str]:
    """Which of the programs that are needed are not installed."""
    names = [name for name in (FIREFOX, WEBKIT, "Xvfb") if not shutil.which(name)]
    return names + ([] if _minibrowser() else ["MiniBrowser"])


@contextlib.contextmanager
def firefox() -> Iterator[Firefox]:
    """A Firefox of one's own, ended in the end."""
    port = _free_port()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        Path(profile, "user.js").write_text(f'user_pref("marionette.port", {port});\n', encoding="utf-8")
        yield from _started([FIREFOX, "--headless", "--marionette", "--no-remote", "--profile", profile], Firefox, port)


@contextlib.contextmanager
def webkit() -> Iterator[WebKit]:
    """A WebKitGTK of one's own, ended in the end."""
    port = _free_port()
    with _screen() as name:
        yield from _started([WEBKIT, "-p", str(port)], WebKit, port, DISPLAY=name)


@contextlib.contextmanager
def _screen() -> Iterator[str]:
    """A screen that nobody sees, by its name. It takes a number itself: two that looked for one would find the same."""
    told = ["-displayfd", "1", "-screen", "0", "1400x1000x24", "-nolisten", "tcp"]
    with subprocess.Popen(["Xvfb", *told], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        yield f":{process.stdout.readline().strip()}"
        process.terminate()


def _started(command: list[str], kind: Any, port: int, **environment: str) -> Iterator[Any]:
    quiet = subprocess.DEVNULL
    told = {**os.environ, **environment}
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, start_new_session=True, env=told)
    try:
        end = time.monotonic() + STARTED_S
        while True:
            try:
                window = kind(port)
                break
            except OSError:
                assert process.poll() is None and time.monotonic() < end, f"{command[0]} does not start"
                time.sleep(0.1)
        yield window
        with contextlib.suppress(OSError):
            window.close()
    finally:
        os.killpg(process.pid, signal.SIGTERM)  # with the windows that it has opened
        process.wait(STARTED_S)


def _minibrowser() -> Path | None:
    return next(Path("/usr/lib").glob("*/webkit2gtk-4.1/MiniBrowser"), None)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
