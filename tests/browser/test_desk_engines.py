"""A newcomer's way in Firefox and WebKitGTK: files chosen and dropped, understood, added, and the map saved."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from base64 import b64encode
from pathlib import Path

import engines
import pytest
from desk import serving
from test_engines import need
from waiting import PATIENCE_MS

from geo import open_map
from geo.store import Project

sys.path.append(str(Path(__file__).parents[1] / "field"))
from office import make

pytestmark = pytest.mark.browser

SEED = 7
CHOSEN = ("minalar_2025.xlsx", "Waypoints_03-MAY-25.gpx", "incidents.xlsx")
DROPPED = ("My Places.kml", "from_word.txt")
DROP = """(() => {
    const moved = new DataTransfer();
    for (const [name, data] of FILES) {
        moved.items.add(new File([Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0))], name));
    }
    window.dispatchEvent(new DragEvent("drop", { dataTransfer: moved, bubbles: true, cancelable: true }));
    return true;
})()"""
IDLE = "document.documentElement.dataset.zonemarkDesk && !document.querySelector('.zm-desk[aria-busy]')"
SAVED = "fetch(document.querySelector('.zm-desk-results a').href).then((answer) => answer.text())"
WHERE = """(() => {
    const all = [...document.querySelectorAll(SELECTOR)].filter((one) => one.getClientRects().length);
    const found = all.find((one) => one.innerText.trim() === NAME);
    if (!found) return null;
    found.scrollIntoView({ block: "center" });
    const { x, y, width, height } = found.getBoundingClientRect();
    return [x + width / 2, y + height / 2];
})()"""


class Newcomer:
    """Somebody before a browser, who waits for what is there and clicks on it."""

    def __init__(self, window) -> None:
        self.window = window

    def wait(self, expression):
        """The value of an expression as soon as it is one that counts; a page that is loading has none."""
        end = time.monotonic() + PATIENCE_MS / 1000
        found = None
        while not found:
            assert time.monotonic() < end, f"still not so: {expression}"
            with contextlib.suppress(AssertionError):
                found = self.window.evaluate(expression)
        return found

    def click(self, name, selector=".zm-desk button"):
        place = WHERE.replace("SELECTOR", json.dumps(selector)).replace("NAME", json.dumps(name))
        self.wait(IDLE)
        self.wait(place)
        self.window.click(*self.wait(place))  # where it is once everything has its place


@pytest.mark.parametrize("name", ["Firefox", "WebKitGTK"])
def test_five_files_are_chosen_and_dropped_understood_added_and_become_a_map(name, tmp_path) -> None:
    need(*engines.missing())
    files = {file.path.name: file.path for file in make(tmp_path, SEED)}
    project = Project.create(tmp_path / "project").path
    with engines.firefox() if name == "Firefox" else engines.webkit() as window, serving(project, tmp_path) as asked:
        someone = Newcomer(window)
        window.open(asked.desk.link)
        someone.wait(IDLE)
        window.choose(".zm-desk input[type=file]", [files[one] for one in CHOSEN])
        someone.wait(
            "document.querySelectorAll('.zm-desk-file').length === 3 && !!document.querySelector('.zm-desk-doing')"
        )
        told = json.dumps([(one, b64encode(files[one].read_bytes()).decode()) for one in DROPPED])
        window.evaluate(DROP.replace("FILES", told))
        someone.wait("document.querySelectorAll('.zm-desk-file h3').length === 5 && " + IDLE)
        assert Project(project).layers() == []
        someone.click("Add to the map")
        someone.wait("document.querySelector('.zm-desk-said')?.textContent.startsWith('Added.')")
        assert sum(len(layer.frame) for layer in Project(project).layers()) == 22
        assert "22 recorded" in someone.wait("document.querySelector('.zm-counts').textContent")
        someone.click("Map", ".zm-desk-bar button")
        someone.click("Save the map")
        someone.wait("!!document.querySelector('.zm-desk-results a')")
        (tmp_path / "sent.html").write_text(someone.wait(SAVED), encoding="utf-8", newline="")
    assert sum(len(layer.frame) for layer in open_map(tmp_path / "sent.html").layers) == 22
