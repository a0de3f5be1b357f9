"""A walk through the page by the Tab key, and through what a screen reader is told of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

MOST_STOPS = 200
NUMBER_STOPS = """(() => {
    for (const one of document.querySelectorAll("[data-stop]")) delete one.dataset.stop; // of the state before
    const seen = (one) => one.checkVisibility({ visibilityProperty: true }); // not within a closed fold
    const all = [...document.querySelectorAll("a[href], button, input, select, summary, [tabindex]")];
    const stops = all.filter((one) => one.tabIndex >= 0 && !one.disabled && seen(one));
    stops.forEach((one, at) => { one.dataset.stop = at; });
    return stops.map((one) => one.outerHTML.slice(0, 120));
})()"""
STOP = """(() => {
    const stop = document.activeElement;
    if (stop === null || stop === document.body) return null;
    const { left, top, width, height } = stop.getBoundingClientRect();
    const within = (from, size, most) => Math.min(Math.max(1, from) + Math.min(size, most) / 2, most - 1);
    const there = document.elementFromPoint(within(left, width, innerWidth), within(top, height, innerHeight));
    const looks = getComputedStyle(stop);
    return {
        stop: Number(stop.dataset.stop ?? -1),
        what: stop.outerHTML.slice(0, 120),
        isFramed: looks.outlineStyle !== "none" && parseFloat(looks.outlineWidth) >= 2,
        isCovered: there === null || !(stop.contains(there) || there.contains(stop)),
    };
})()"""


def opened(page: Page, state: str) -> Page:
    page.keyboard.press("Escape")
    expect(page.locator(".zm-card")).to_be_hidden()
    if state == "card":
        page.locator("#zm-tab-layers").click()
        page.evaluate("zonemark.ui.openRecords([{layer: 1, record: 0}, {layer: 1, record: 1}])")
        page.locator(".zm-card details").evaluate_all("all => all.forEach(one => { one.open = true })")
        return page
    page.locator(f"#zm-tab-{state}").click()
    page.locator(".zm-pane:not([hidden]) details").evaluate_all("all => all.forEach(one => { one.open = true })")
    if state == "find":
        page.locator("#zm-find-input").fill("orchard")
        expect(page.locator("#zm-pane-find li")).to_have_count(1)
    if state == "near":
        page.locator("#zm-near-input").fill("39.8985, 46.6985")
        page.keyboard.press("Enter")
        expect(page.locator(".zm-inside")).to_be_visible()
    return page


def stops_of(page: Page) -> list[dict[str, Any]]:
    """Where Tab goes from the beginning of the page until it leaves it."""
    page.locator(".zm-skip button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")  # so that it came by the keyboard
    stops = [page.evaluate(STOP)]
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = page.evaluate(STOP)
        if stop is None or stop["stop"] == stops[0]["stop"]:
            return stops
        stops.append(stop)
    raise AssertionError("Tab never leaves the page")


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (844, 390), (320, 256)])
@pytest.mark.parametrize("state", ["layers", "find", "near", "records", "numbers", "card"])
def test_tab_reaches_everything_shows_where_it_is_and_leaves(
    open_once: Callable[..., Page], valley_file: Path, state: str, size: tuple[int, int]
) -> None:
    page = opened(open_once(valley_file, width=size[0], height=size[1]), state)
    expected = page.evaluate(NUMBER_STOPS)
    stops = stops_of(page)
    reached = {stop["stop"] for stop in stops}
    assert [what for at, what in enumerate(expected) if at not in reached] == []
    assert [stop["what"] for stop in stops if not stop["isFramed"]] == []
    assert [stop["what"] for stop in stops if stop["isCovered"]] == []


def test_landmarks_roles_and_states_are_told(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Accidents").uncheck()
    for landmark in ("banner", "complementary", "main", "contentinfo", "navigation"):
        expect(valley_page.get_by_role(landmark)).to_have_count(1)
    expect(valley_page.get_by_role("region", name="Panel")).to_be_visible()
    expect(valley_page.get_by_role("tab", selected=True)).to_have_text("Layers")
    expect(valley_page.get_by_role("tabpanel", name="Layers")).to_be_visible()
    expect(valley_page.get_by_role("switch", checked=False)).to_have_count(1)
    move = valley_page.get_by_role("button", name="Move the map", exact=True)
    expect(move).to_have_attribute("aria-expanded", "false")
    move.click()
    expect(move).to_have_attribute("aria-expanded", "true")
    expect(valley_page.get_by_role("group", name="Move the map").get_by_role("button")).to_have_count(4)
