"""Browsers of 2020: what they lack is lent to them; what cannot be lent is said, with the versions that are needed."""

import re
from pathlib import Path

import pytest
from old_chromium import PROGRAM, old_chromium
from playwright.sync_api import expect
from test_engines import ALERTS, COUNTS, FOUND, SAVE, SAVED, SEARCH, wait_for

from geo.maps import catalogue
from geo.maps.page.seal import OLDEST

ROOT = Path(__file__).parents[2]
LACKING = {
    "DecompressionStream": "delete window.DecompressionStream",
    "Object.hasOwn": "delete Object.hasOwn",
    "at": "for (const C of [Array, String, Object.getPrototypeOf(Uint8Array)]) delete C.prototype.at",
    "replaceAll": "delete String.prototype.replaceAll",
    "replaceChildren": "for (const C of [Element, Document, DocumentFragment]) delete C.prototype.replaceChildren",
    "dialogs": "delete HTMLDialogElement.prototype.showModal; delete HTMLDialogElement.prototype.close",
    "fromBase64": "delete Uint8Array.fromBase64",
    "workers": "delete window.Worker",
    "idle time": "delete window.requestIdleCallback",
}
TOO_OLD = "delete Intl.ListFormat; Object.entries = undefined"


@pytest.mark.parametrize("what", LACKING)
def test_a_map_is_drawn_without(what, open_map, valley_file):
    page = open_map(valley_file, first=LACKING[what])
    drawn = [layer["drawn"] for layer in page.evaluate("zonemark.engine.drawnCounts()")]
    assert drawn == [1, 4, 2, 1]
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Picture")).to_be_visible()


def test_a_damaged_block_is_noticed_without_decompression_streams(open_map, valley_file, tmp_path):
    whole = valley_file.read_bytes()
    at = whole.index(b">", whole.index(b'id="zm-data"')) + 200
    (tmp_path / "map.html").write_bytes(whole[:at] + (b"A" if whole[at : at + 1] != b"A" else b"B") + whole[at + 1 :])
    page = open_map(tmp_path / "map.html", first=LACKING["DecompressionStream"], expect_errors=True)
    assert page.get_by_role("alert").inner_text() == catalogue.text("en", "warning.damaged")


@pytest.fixture(scope="module")
def chromium_80():
    if not PROGRAM.exists():
        pytest.skip(f"Chromium 80 is not there: python tests/browser/old_chromium.py fetches it by npm into {PROGRAM}")
    with old_chromium() as window:
        yield window


def test_chromium_80_draws_counts_searches_and_saves(chromium_80, valley_file):
    assert "/80." in chromium_80.version
    chromium_80.open(valley_file)
    assert wait_for(chromium_80, "document.documentElement.dataset.zonemark") == "drawn"
    assert chromium_80.evaluate(COUNTS) == [[1, 1], [6, 4], [2, 2], [1, 1]]
    assert wait_for(chromium_80, "window.zonemark.whole") is True
    chromium_80.evaluate(SEARCH)
    wait_for(chromium_80, FOUND)
    chromium_80.evaluate(SAVE)
    assert wait_for(chromium_80, SAVED) == 1
    assert chromium_80.evaluate(ALERTS) == 0
    assert chromium_80.errors == []


def test_chromium_80_says_that_a_file_is_cut(chromium_80, valley_file, tmp_path):
    (tmp_path / "cut.html").write_bytes(valley_file.read_bytes()[:-30_000])
    chromium_80.open(tmp_path / "cut.html")
    assert wait_for(chromium_80, "document.documentElement.dataset.zonemark") == "failed"
    wait_for(chromium_80, f"{ALERTS} > 0")


def test_a_browser_that_is_too_old_is_told_which_are_needed(open_map, valley_file):
    page = open_map(valley_file, first=TOO_OLD, expect_errors=True)
    assert page.get_by_role("alert").inner_text() == catalogue.text("en", "warning.too_old", **OLDEST)
    expect(page.locator("#zm-fallback h1")).to_be_visible()


def test_the_versions_are_the_same_wherever_they_stand():
    build = (ROOT / "geo" / "maps" / "viewer" / "build.mjs").read_text("utf-8")
    targets = dict(re.findall(r'"(chrome|firefox|safari)([\d.]+)"', build))
    assert targets == OLDEST
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"{name.capitalize()} {version}" in readme for name, version in OLDEST.items())


def test_the_viewer_has_no_pattern_that_stops_safari():
    sources = [path for path in (ROOT / "geo" / "maps" / "viewer" / "src").rglob("*.ts")]
    found = [path.name for path in sources if re.search(r"\(\?<[=!]", path.read_text("utf-8"))]
    assert len(sources) > 50 and found == []  # looking behind is known to Safari from 16.4 on
