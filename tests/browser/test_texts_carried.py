"""Languages beside English carry what their map can show: no walk through the page finds a text that is missing."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pytest
import shapely
from playwright.sync_api import Page, expect
from valley import frame, layers
from waiting import find, wait_until

from geo import draw
from geo.maps import draw as draw_layers
from geo.maps.catalogue import catalogue
from geo.records import Layer
from geo.store import Project

pytestmark = pytest.mark.browser

DATA = Path(__file__).parents[2] / "data"
LANGUAGES = ("uk", "en")

# Notes each text that is asked for and that the page's language does not have.
TRAP = """() => {
    window.lost = new Set();
    const words = Object.getPrototypeOf(zonemark.ui.words);
    const { pattern } = words;
    words.pattern = function (key) {
        if (!Object.hasOwn(this.own, key)) window.lost.add(key);
        return pattern.call(this, key);
    };
    zonemark.ui.speak(zonemark.ui.words.language);
}"""
OPEN_ALL = "all => all.forEach(one => { one.open = true })"
SHOW_RECORDS = """() => {
    const { ui, data } = zonemark;
    for (const layer of data.layers) {
        const seen = new Set();  // one of each class and each reason, and the first few
        for (let record = 0; record < layer.count; record++) {
            const kind = ui.classText({ layer: layer.index, record });
            const reason = layer.notDrawn.find((one) => one.record === record)?.reason;
            const isNew = seen.size !== seen.add(`${kind} ${reason}`).size;
            if (!isNew && record > 12) continue;
            ui.openRecords([{ layer: layer.index, record }, { layer: layer.index, record: 0 }]);
            document.querySelectorAll(".zm-card details").forEach((one) => { one.open = true; });
        }
    }
    ui.closeRecord();
}"""
QUERIES = ("a", "zzzz", "40.4093, 49.8671", "38S PK", "40", "500000 4400000", "38T 500000 4400000", "400°, 12°",
           "39,9 46,7", "1.2.2020", "12 N 13 N", "39.9")  # fmt: skip
PLACES = ("39.9, 46.7", "39.8985, 46.6985", "0, 0", "nowhere")


def walk(page: Page) -> list[str]:
    page.evaluate(TRAP)
    for size in ((1280, 800), (390, 844)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for tab in ("layers", "find", "near", "records", "numbers"):
            page.evaluate("tab => zonemark.ui.showTab(tab)", tab)
            page.locator(".zm-pane:not([hidden]) details").evaluate_all(OPEN_ALL)
    page.set_viewport_size({"width": 1280, "height": 800})
    page.evaluate(SHOW_RECORDS)
    ask(page)
    filter_and_print(page)
    return sorted(page.evaluate("[...window.lost]"))


def ask(page: Page) -> None:
    page.evaluate("zonemark.ui.showTab('find')")
    for query in QUERIES:
        find(page, query)
    page.evaluate("zonemark.ui.showTab('near')")
    for place in PLACES:
        page.locator("#zm-near-input").fill(place)
        page.keyboard.press("Enter")


def filter_and_print(page: Page) -> None:
    page.evaluate("zonemark.ui.showTab('layers')")
    for box in page.locator(".zm-values input").all()[:3]:
        box.check()
    page.evaluate("zonemark.ui.showNotDrawn()")
    page.evaluate("zonemark.ui.showAbout()")
    page.keyboard.press("Escape")
    tools = page.locator(".zm-toollist button")
    tools.nth(0).click()  # measure
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    tools.nth(2).click()  # save
    page.keyboard.press("Escape")
    page.evaluate("window.print = () => { window.printed = true }")
    tools.nth(1).click()
    page.locator("dialog[open] input[type=checkbox]").evaluate_all(
        "all => all.forEach((one) => { one.checked = true })"
    )
    page.locator("dialog[open] .zm-button").first.click()
    wait_until(page, "window.printed")


def valley(path: Path) -> None:
    draw_layers(layers(), title="V", languages=LANGUAGES, fictitious=True, online_tiles="OpenStreetMap.Mapnik").save(
        path
    )


def odd(path: Path) -> None:
    """What is gone, in doubt, without a place, of unknown class; and accidents of which little is known."""
    shapes = [*(shapely.Point(46.9 + at / 100, 39.5) for at in range(4)), shapely.Point(39.51, 46.95), None,
              shapely.Point(float("inf"), 0), shapely.Polygon([(46, 39), (46, 39), (46, 39)])]  # fmt: skip
    records = {"id": [f"R{at}" for at in range(8)], "status": ["open", None, "as it was", "closed"] * 2,
               "missing_since": ["2026-05-01", *[None] * 7],
               "position_entered": [*[None] * 5, "by the road", None, None],
               "position_accuracy_m": [32_000.0, 500.0, *[None] * 6], "marking": ["none", *[None] * 7]}  # fmt: skip
    hazards = geopandas.GeoDataFrame(records, geometry=shapes, crs="EPSG:4326")
    harm = frame([{"id": "A", "killed": None, "occurred_on": "2021", "geometry": shapely.Point(46.9, 39.6)}])
    extent = {"extent": (44.7, 38.3, 50.5, 41.95)}
    found = [Layer("h", "hazards", hazards, "H", terms=extent), Layer("a", "accidents", harm, "A")]
    draw_layers(found, languages=LANGUAGES).save(path)


MAPS = {
    "valley": valley,
    "odd": odd,
    "azerbaijan": lambda path: draw(Project(DATA / "azerbaijan"), languages=LANGUAGES).save(path),
    "training": lambda path: draw(Project(DATA / "training"), languages=LANGUAGES).save(path),
}


@pytest.mark.parametrize("name", MAPS)
def test_no_text_that_is_shown_is_missing(open_map, tmp_path: Path, name: str) -> None:
    MAPS[name](tmp_path / "map.html")
    page = open_map(tmp_path / "map.html")
    expect(page.locator("html")).to_have_attribute("lang", "uk")
    assert walk(page) == []


def test_the_walk_finds_a_text_that_is_missing(open_map, tmp_path: Path) -> None:
    valley(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html")
    page.evaluate("delete zonemark.data.settings.catalogues.uk['ui.print_note']")
    assert walk(page) == ["ui.print_note"]


def test_the_letters_of_a_language_come_out_as_they_went_in(open_map, tmp_path: Path) -> None:
    draw_layers(layers(), languages="all").save(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html")
    for language, own in page.evaluate("zonemark.data.settings.catalogues").items():
        expected = catalogue(language)
        assert own == {key: text for key, text in expected.items() if key in own}
        assert len(own) > 300 and (language != "en" or own == expected)
