"""A reader at work in the editor of a map, in any engine: by mouse, by finger, by keyboard."""

from __future__ import annotations

import json
from typing import Any

from test_engines import wait_for
from waiting import STANDS

ARABIC = "بستان الرمان {{ 7*7 }}"
CYRILLIC = "Сад у реки </script>, рассказал пастух"
FIRST = """(() => {
    window.violations = []; window.saved = [];
    addEventListener("securitypolicyviolation", (event) => violations.push(event.violatedDirective));
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => (blob.text().then((text) => saved.push(text)), make.call(URL, blob));
    return true;
})()"""
BUTTON = """(([within, name]) => {
    const all = [...document.querySelectorAll(`${within} button`)];
    const one = all.find((each) => each.getClientRects().length && !each.disabled && each.textContent.trim() === name);
    one?.scrollIntoView({ block: "center" });
    const box = one?.getBoundingClientRect();
    return box && [box.x + box.width / 2, box.y + box.height / 2];
})(%s)"""
FIELD = """((name) => {
    const label = [...document.querySelectorAll(".zm-edit label")].find((each) => each.firstChild.textContent === name);
    const one = label?.querySelector("input, textarea, select");
    one?.focus();
    return one !== undefined && document.activeElement === one;
})(%s)"""
PLACES = """(() => {
    const { left, top, width, height } = document.querySelector(".folium-map").getBoundingClientRect();
    return [[0.42, 0.1], [0.52, 0.12], [0.5, 0.28], [0.41, 0.24]].map(([x, y]) => [
        Math.round(left + x * width), Math.round(top + y * height)]);
})()"""
LONLAT = """(([clientX, clientY]) => {
    const { lng, lat } = zonemark.map.mouseEventToLatLng({ clientX, clientY });
    return [lng, lat];
})(%s)"""
CORNER = """((name) => {
    const one = document.querySelector(`.zm-corner[data-corner="${name}"]`);
    one?.focus({ preventScroll: true });
    const box = one?.getBoundingClientRect();
    return box && [box.x + box.width / 2, box.y + box.height / 2];
})(%s)"""

A_FRAME_LATER = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 150)))"
"""A map begins to glide in its next frame, which on a busy machine comes late."""


class Reader:
    """Who draws in a map that is open in an engine."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine

    def open(self, path: Any) -> None:
        self.engine.open(path)
        wait_for(self.engine, "document.documentElement.dataset.zonemark === 'drawn' && window.zonemark.whole")
        self.engine.evaluate(FIRST)

    def ask(self, script: str, told: Any) -> Any:
        return wait_for(self.engine, script % json.dumps(told))

    def click(self, name: str, within: str = ".zm-edit") -> None:
        self.engine.click(*self.ask(BUTTON, [within, name]))

    def enter(self, name: str) -> None:
        """Press a button by the keyboard."""
        self.ask(BUTTON.replace("const box", "one?.focus(); const box"), [".zm-edit", name])
        self.engine.press("Enter")

    def points(self, count: int) -> None:
        told = f"document.querySelector('.zm-edit .zm-measured').textContent.startsWith('{count} point')"
        wait_for(self.engine, told)

    def draw(self, count: int = 4, **how: str) -> list[list[float]]:
        """Set corners by mouse or finger, and give their places."""
        places = self.engine.evaluate(PLACES)[:count]
        drawn = [self.ask(LONLAT, place) for place in places]
        for number, place in enumerate(places, 1):
            self.engine.click(*place, **how)
            self.points(number)
        return drawn

    def corner(self, name: str) -> tuple[float, float]:
        """Choose a corner, and give where it is once the map has stopped moving."""
        before, now = None, self.ask(CORNER, name)
        while now != before:
            self.engine.evaluate(A_FRAME_LATER)
            wait_for(self.engine, STANDS)
            before, now = now, self.ask(CORNER, name)
        return now[0], now[1]

    def correct(self, record: int, what: str) -> None:
        self.engine.evaluate(f"zonemark.ui.openRecords([{{layer: 0, record: {record}}}])")
        self.click("Contribute", ".zm-card")
        self.click(what)

    def fill(self, name: str, text: str) -> None:
        self.ask(FIELD, name)
        self.engine.type(text)

    def choose(self, name: str, value: str) -> None:
        """Take a value of a list, whose own window no driver reaches."""
        self.ask(FIELD, name)
        told = f"document.activeElement.value = {json.dumps(value)}"
        self.engine.evaluate(f"({told}, document.activeElement.dispatchEvent(new Event('change')))")

    def speak(self, language: str) -> None:
        self.engine.evaluate(f"zonemark.ui.speak('{language}')")

    def save(self) -> dict[str, Any]:
        """Save, and give what is in the file."""
        self.click("Save")
        wait_for(self.engine, "saved.length")
        return json.loads(self.engine.evaluate("saved.pop()"))
