"""The page in windows of every shape: a phone held either way, a zoom of 400 %, colours that the system forces."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect
from waiting import wait_for_the_map_to_stand, wait_until

pytestmark = pytest.mark.browser

TABS = ("layers", "find", "near", "records", "numbers")
WHOLE_IN_VIEW = "zonemark.map.getBounds().contains(zonemark.engine.extent())"


@pytest.mark.parametrize(
    "size", [(320, 256), (341, 192), (480, 270), (568, 320), (640, 360), (658, 320), (750, 342), (844, 390), (320, 480)]
)
def test_every_tab_can_be_opened_and_read_in_a_low_window(
    open_map: Callable[..., Page], valley_file: Path, size: tuple[int, int]
) -> None:
    page = open_map(valley_file, width=size[0], height=size[1], has_touch=True)
    for name in TABS:
        tab, pane = page.locator(f"#zm-tab-{name}"), page.locator(f"#zm-pane-{name}")
        tab.click()
        pane.locator("input:not([type=checkbox]), button, .zm-row").first.scroll_into_view_if_needed()
        pane.evaluate("pane => pane.scrollIntoView({ block: 'start' })")
        seen = pane.evaluate("""pane => {
            const { top, bottom } = pane.getBoundingClientRect();
            return Math.min(bottom, innerHeight) - Math.max(top, 0);
        }""")
        assert seen >= 100, (name, seen)
    assert page.evaluate("document.documentElement.scrollWidth") <= size[0]
    box = page.locator(".zm-mapbox").bounding_box()
    assert box and box["width"] >= 180 and box["height"] >= 110, box


@pytest.mark.parametrize("size", [(320, 256), (844, 390)])
def test_a_record_is_found_and_its_card_read_in_a_low_window(
    open_map: Callable[..., Page], valley_file: Path, size: tuple[int, int]
) -> None:
    page = open_map(valley_file, width=size[0], height=size[1])
    page.locator("#zm-tab-find").click()
    page.locator("#zm-find-input").fill("orchard")
    page.locator("#zm-pane-find li button").press("Enter")
    expect(page.get_by_role("heading", name="Orchard")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.locator("#zm-pane-find li button")).to_be_focused()


@pytest.mark.parametrize("size", [(320, 256), (844, 390), (390, 844)])
def test_choosing_on_the_map_brings_the_map_and_then_the_answer_into_view(
    open_map: Callable[..., Page], valley_file: Path, size: tuple[int, int]
) -> None:
    page = open_map(valley_file, width=size[0], height=size[1])
    page.locator("#zm-tab-near").click()
    page.get_by_role("button", name="Choose on the map").press("Enter")
    expect(page.get_by_role("application")).to_be_in_viewport(ratio=0.9)
    page.keyboard.press("Enter")
    expect(page.locator(".zm-answer > *").first).to_be_in_viewport()


def test_the_sheet_opens_low_with_the_counts_in_one_line(narrow_page: Page) -> None:
    panel = narrow_page.locator(".zm-panel").bounding_box()
    assert panel and panel["height"] < 120
    counts = narrow_page.locator(".zm-panel .zm-counts")
    expect(counts).to_have_text("9 recorded, 7 drawn, 2 without usable position")
    line = narrow_page.locator(".zm-sheetline").bounding_box()
    assert line and line["height"] < 30
    narrow_page.set_viewport_size({"width": 1280, "height": 800})
    expect(narrow_page.locator(".zm-header .zm-counts")).to_be_visible()


def test_the_buttons_of_the_map_are_where_the_thumb_is(narrow_page: Page) -> None:
    for name in ("Zoom in", "Zoom out", "Show everything", "Move the map"):
        box = narrow_page.get_by_role("button", name=name).bounding_box()
        assert box and box["x"] > 195 and box["y"] > 422, name


def test_a_title_of_three_lines_is_whole_on_a_phone(narrow_page: Page) -> None:
    title = narrow_page.get_by_role("heading", level=1)
    title.evaluate("(one, text) => { one.firstChild.textContent = text }",
                   "Reported mines and explosive ordnance, Azerbaijan and its borders, 1994 to 2026")  # fmt: skip
    assert title.evaluate("one => one.scrollHeight <= one.clientHeight + 1")
    title.evaluate("one => { one.firstChild.textContent = 'Reported mines '.repeat(20) }")
    assert title.evaluate("one => one.scrollHeight > one.clientHeight + 1"), "one much longer is cut"


def test_the_language_is_in_the_menu_of_a_phone(narrow_page: Page) -> None:
    expect(narrow_page.locator("select.zm-language")).to_be_hidden()
    narrow_page.get_by_role("button", name="Tools").click()
    narrow_page.get_by_label("Language").select_option("az")
    expect(narrow_page.locator("html")).to_have_attribute("lang", "az")


def test_all_hazards_stay_in_view_when_a_phone_is_turned(narrow_page: Page) -> None:
    for width, height in ((844, 390), (320, 568), (390, 844)):
        narrow_page.set_viewport_size({"width": width, "height": height})
        wait_until(narrow_page, f"zonemark.map.getSize().x <= {width} && {WHOLE_IN_VIEW}")


def test_a_view_that_a_reader_chose_stays_when_the_window_changes(valley_page: Page) -> None:
    valley_page.get_by_role("button", name="Zoom in").click()
    wait_until(valley_page, f"!({WHOLE_IN_VIEW})")
    wait_for_the_map_to_stand(valley_page)
    before = valley_page.evaluate("zonemark.map.getZoom()")
    valley_page.set_viewport_size({"width": 1000, "height": 700})
    wait_until(valley_page, "zonemark.map.getSize().x < 700")
    assert valley_page.evaluate("zonemark.map.getZoom()") == before


@pytest.mark.parametrize(("name", "moved"), [
    ("north", "lat > {lat}"), ("south", "lat < {lat}"), ("east", "lng > {lng}"), ("west", "lng < {lng}"),
])  # fmt: skip
def test_the_map_is_moved_by_buttons_alone(valley_page: Page, name: str, moved: str) -> None:
    valley_page.get_by_role("button", name="Move the map").click()
    before = valley_page.evaluate("zonemark.map.getCenter()")
    valley_page.get_by_role("button", name=f"Move the map: {name}").click()
    wait_until(valley_page, f"zonemark.map.getCenter().{moved.format(**before)}")


def test_the_dates_are_chosen_by_clicks_alone(valley_page: Page) -> None:
    valley_page.locator(".zm-filter > summary").click()
    line = valley_page.locator(".zm-range")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    assert box
    valley_page.mouse.click(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    ends = valley_page.locator(".zm-range input").evaluate_all("all => all.map(one => one.value / one.max)")
    assert ends == [pytest.approx(0.3, abs=0.05), 1]


def test_the_map_goes_at_once_where_less_motion_is_asked_for(open_map: Callable[..., Page], valley_file: Path) -> None:
    at_once = """(() => {
        const before = zonemark.map.getZoom();
        zonemark.map.zoomIn();
        return zonemark.map.getZoom() > before;
    })()"""
    assert not open_map(valley_file).evaluate(at_once)  # the control
    page = open_map(valley_file, reduced_motion="reduce")
    assert page.evaluate(at_once)
    assert page.evaluate("""(() => {
        const before = zonemark.map.getCenter().lng;
        zonemark.map.panBy([100, 0]);
        return zonemark.map.getCenter().lng - before;
    })()""") > 0  # fmt: skip


def pixels(part: Page | Locator) -> Any:
    return np.asarray(Image.open(io.BytesIO(part.screenshot())).convert("L"), dtype=int)


@pytest.fixture
def forced_page(open_map: Callable[..., Page], valley_map: Callable[..., Path]) -> Page:
    return open_map(valley_map(invented=True), forced_colors="active")


def test_every_switch_shows_its_state_in_forced_colours(forced_page: Page) -> None:
    # The heading gets its line on filters, so that nothing moves below it from here on.
    forced_page.get_by_role("switch").last.press("Space")
    for sort in ("input", "button"):
        switch = forced_page.locator(f"{sort}[role=switch]").first
        switch.press("Space")
        off = pixels(switch)
        switch.press("Space")
        on = pixels(switch)
        assert np.ptp(on) > 100 and np.ptp(off) > 100, sort
        rows = min(len(on), len(off))  # a picture at half a pixel has a row more
        assert np.abs(on[:rows] - off[:rows]).max() > 100, sort


def test_the_tab_that_is_open_is_marked_in_forced_colours(forced_page: Page) -> None:
    edges = "getComputedStyle(document.querySelector('#zm-tab-%s')).borderBlockEndColor"
    assert forced_page.evaluate(edges % "layers") != forced_page.evaluate(edges % "find")


def test_the_watermark_covers_nothing_in_forced_colours(forced_page: Page) -> None:
    box = forced_page.locator(".zm-mapbox")
    expect(forced_page.locator(".zm-locator")).to_be_visible()  # drawn when all else is
    with_it, before = pixels(box), None
    while before is None or not np.array_equal(with_it, before):  # names follow the tiles
        with_it, before = pixels(box), with_it
    forced_page.locator(".zm-watermark").evaluate("mark => { mark.hidden = true }")
    apart = np.abs(with_it - pixels(forced_page.locator(".zm-mapbox")))
    assert 0 < apart.max() < 60  # it is there, and what lies beneath is seen through it
