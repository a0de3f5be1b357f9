"""The same map in three engines: drawn, counted, searched, saved, with no request and no error."""

from __future__ import annotations

import os
import time

import engines
import pytest
from conftest import ARGUMENTS, CHROMIUM
from waiting import PATIENCE_MS

from geo.maps import catalogue
from geo.maps.sealing import sealed

COUNTS = "zonemark.engine.drawnCounts().map(({ recorded, drawn }) => [recorded, drawn])"
ALERTS = "[...document.querySelectorAll('[role=alert]')].filter((one) => one.getClientRects().length).length"
# What a page has fetched besides itself, by its own account; workers and saved files are inside it.
FETCHED = (
    "performance.getEntriesByType('resource').map(({ name }) => name).filter((name) => !/^(blob|data):/.test(name))"
)
SENTENCE = "getComputedStyle(document.documentElement, '::before').display"
SEARCH = """(() => {
    zonemark.ui.showTab("find");
    const input = document.querySelector("[role=tabpanel]:not([hidden]) input[type=search]");
    input.value = "spring";
    input.dispatchEvent(new Event("input", { bubbles: true }));
})()"""
FOUND = "document.querySelector('[role=tabpanel]:not([hidden])').innerText.includes('Spring')"
SAVE = """(() => {
    const saved = (window.saved = []);
    const make = URL.createObjectURL;
    URL.createObjectURL = (blob) => (saved.push(blob), make.call(URL, blob));
    [...document.querySelectorAll("header button")].find((each) => each.innerText.includes("Save")).click();
    const wanted = (each) => each.innerText.includes("GeoJSON");
    [...document.querySelectorAll("dialog[open] button")].find(wanted).click();
})()"""
SAVED = "window.saved.length && saved[0].text().then((text) => JSON.parse(text).features.length)"


class Playwright:
    """A page of a browser that playwright drives, with what went wrong in it."""

    def __init__(self, page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))

    def open(self, path):
        self.page.goto(path.as_uri())

    def evaluate(self, expression):
        return self.page.evaluate(expression)

    def click(self, x, y):
        self.page.mouse.click(x, y)

    def drag(self, begin, end):
        self.page.mouse.move(*begin)
        self.page.mouse.down()
        self.page.mouse.move(*end, steps=4)
        self.page.mouse.up()

    def type(self, text):
        self.page.keyboard.insert_text(text)

    def press(self, name):
        self.page.keyboard.press(name)


@pytest.fixture(params=["Chromium", "Firefox", "WebKitGTK"], scope="module")
def engine(request, playwright_driver):
    if request.param == "Chromium":
        browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = Playwright(browser.new_page())
        yield opened
        browser.close()
        assert opened.errors == []
        return
    need(*engines.missing())
    with engines.firefox() if request.param == "Firefox" else engines.webkit() as window:
        yield window


def need(*programs):
    if programs and os.environ.get("CI"):
        pytest.fail(f"in CI every engine must be there; missing: {', '.join(programs)}")
    if programs:
        pytest.skip(f"not installed: {', '.join(programs)}")


def wait_for(engine, expression):
    end = time.monotonic() + PATIENCE_MS / 1000
    while not (found := engine.evaluate(expression)):
        assert time.monotonic() < end, f"still not so: {expression}"
        time.sleep(0.05)
    return found


def test_a_map_is_drawn_counted_searched_and_saved(engine, valley_file):
    engine.open(valley_file)
    assert wait_for(engine, "document.documentElement.dataset.zonemark") == "drawn"
    assert engine.evaluate(COUNTS) == [[1, 1], [6, 4], [2, 2], [1, 1]]
    assert wait_for(engine, "window.zonemark.whole") is True
    assert engine.evaluate(SENTENCE) == "none"
    engine.evaluate(SEARCH)
    wait_for(engine, FOUND)
    engine.evaluate(SAVE)
    assert wait_for(engine, SAVED) == 1
    assert engine.evaluate(ALERTS) == 0
    assert engine.evaluate(FETCHED) == []


def test_a_file_that_is_cut_or_damaged_says_so(engine, valley_file, tmp_path):
    whole = valley_file.read_bytes()
    data = whole.index(b">", whole.index(b'id="zm-data"')) + 200
    letter = b"A" if whole[data : data + 1] != b"A" else b"B"
    for name, content in {"cut": whole[: data + 100], "damaged": whole[:data] + letter + whole[data + 1 :]}.items():
        path = tmp_path / f"{name}.html"
        path.write_bytes(content)
        engine.open(path)
        assert wait_for(engine, "document.documentElement.dataset.zonemark") == "failed"
        wait_for(engine, f"{ALERTS} > 0")
    getattr(engine, "errors", []).clear()


OPEN_SEALED = """(() => {{
    const form = document.getElementById("zm-ask");
    form.elements.passphrase.value = {passphrase!r};
    form.requestSubmit ? form.requestSubmit() : form.querySelector("button").click();
    return true;
}})()"""
SAID = "document.querySelector('#zm-ask [role=status]').textContent"


def test_a_sealed_map_asks_and_opens(engine, valley_file, tmp_path):
    path = tmp_path / "sealed.html"
    passphrase = "value arise chant lazy yahoo await"
    path.write_bytes(sealed(valley_file.read_bytes(), passphrase))
    engine.open(path)
    assert wait_for(engine, "document.documentElement.dataset.zonemark") == "sealed"
    engine.evaluate(OPEN_SEALED.format(passphrase="value arise"))
    wait_for(engine, f"{SAID}.startsWith({catalogue.text('en', 'seal.wrong')!r})")
    engine.evaluate(OPEN_SEALED.format(passphrase=passphrase))
    wait_for(engine, "document.documentElement.dataset.zonemark === 'drawn'")
    assert engine.evaluate(COUNTS) == [[1, 1], [6, 4], [2, 2], [1, 1]]
    assert wait_for(engine, "window.zonemark.whole") is True
    assert engine.evaluate(ALERTS) == 0
    assert engine.evaluate(FETCHED) == []
