"""By keyboard, by thumb, by screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from waiting import wait_for_the_map_to_stand, wait_until

pytestmark = pytest.mark.browser


AXE = Axe()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}


def findings(page: Page) -> list[tuple[str, str, Any]]:
    """What axe-core finds against WCAG 2.2 A and AA, and what it calls serious or critical beyond."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    violations = page.evaluate("async (rules) => (await axe.run(document, rules)).violations", RULES)
    return [
        (one["id"], one["impact"], [node["html"][:200] for node in one["nodes"]])
        for one in violations
        if "best-practice" not in one["tags"] or one["impact"] in ("serious", "critical")
    ]


def speak(page: Page, language: str) -> None:
    if page.locator(".zm-menu").is_visible():
        page.locator(".zm-menu").click()
    page.locator("select.zm-language").select_option(language)
    if page.locator(".zm-menu").is_visible():
        page.locator(".zm-menu").click()


@pytest.fixture(params=[(1280, 800), (390, 844), (320, 256)], ids=["wide", "narrow", "low"])
def page(request: pytest.FixtureRequest, open_map: Callable[..., Page], valley_file: Path) -> Page:
    return open_map(valley_file, width=request.param[0], height=request.param[1])


def at_rest(page: Page) -> Page:
    """The page of an earlier test as one that was just opened: in English, with the first tab and no record."""
    page.keyboard.press("Escape")
    page.evaluate("zonemark.ui.closeRecord(); zonemark.ui.showTab('layers'); zonemark.ui.speak('en')")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    wait_for_the_map_to_stand(page)
    return page


@pytest.fixture
def wide_one(open_once: Callable[..., Page], valley_file: Path) -> Page:
    return at_rest(open_once(valley_file))


@pytest.fixture
def narrow_one(open_once: Callable[..., Page], valley_file: Path) -> Page:
    return at_rest(open_once(valley_file, width=390, height=844, has_touch=True))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_found_in_any_tab(page: Page, language: str) -> None:
    speak(page, language)
    assert findings(page) == [], "start"
    page.get_by_role("button", name="Move the map" if language == "en" else "حرّك الخريطة").click()
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    for name in ("layers", "find", "near", "records", "numbers"):
        page.locator(f"#zm-tab-{name}").click()
        if name == "find":
            page.locator("#zm-find-input").fill("orchard")
            expect(page.locator("#zm-pane-find li")).to_have_count(1)
            assert findings(page) == [], "results"
            page.locator("#zm-find-input").fill("39.9-46.7")
            expect(page.locator(".zm-candidates")).to_be_visible()
        if name == "near":
            page.locator("#zm-near-input").fill("39.8985, 46.6985")
            page.locator(".zm-typed button").click()
            expect(page.locator(".zm-inside")).to_be_visible()
        assert findings(page) == [], name


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_is_found_in_card_menu_and_dialogs(page: Page, language: str) -> None:
    speak(page, language)
    page.evaluate("zonemark.ui.openRecords([{layer: 1, record: 0}, {layer: 1, record: 1}])")
    page.locator(".zm-card details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert findings(page) == []
    page.keyboard.press("Escape")
    for at in range(3):
        if page.locator(".zm-menu").is_visible():
            page.locator(".zm-menu").click()
            assert findings(page) == [], "menu"
        page.locator(".zm-toolbuttons button").nth(at).click()
        assert findings(page) == [], at
        page.keyboard.press("Escape")


def test_nothing_is_found_in_what_is_not_on_the_map(page: Page) -> None:
    page.evaluate("zonemark.ui.showNotDrawn()")
    expect(page.get_by_role("listitem")).to_have_count(2)
    assert findings(page) == []


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_nothing_is_found_in_a_failure(open_map: Callable[..., Page], valley_file: Path, size: tuple[int, int]) -> None:
    page = open_map(valley_file, width=size[0], height=size[1], expect_errors=True)
    page.evaluate("void setTimeout(() => { throw new Error('a fault') })")
    expect(page.get_by_role("alert")).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (320, 256)])
def test_nothing_is_found_where_no_script_runs(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path, size: tuple[int, int]
) -> None:
    still = tmp_path / "still.html"
    text = valley_file.read_text(encoding="utf-8")
    still.write_text(re.sub(r"<script.*?</script>|<meta http-equiv[^>]*>", "", text, flags=re.S), encoding="utf-8")
    page = open_map(still, width=size[0], height=size[1], wait=False)
    expect(page.get_by_role("table").first).to_be_visible()
    assert findings(page) == []


def test_nothing_is_found_in_the_dark(dark_page: Page) -> None:
    dark_page.evaluate("zonemark.ui.openRecords([{layer: 1, record: 0}])")
    assert findings(dark_page) == []


def test_every_target_is_large_enough_for_a_thumb(narrow_one: Page) -> None:
    narrow_one.evaluate("zonemark.ui.openRecords([{layer: 1, record: 0}, {layer: 1, record: 1}])")
    small = narrow_one.locator("button, select, summary, .zm-row, .zm-check").evaluate_all(
        """all => all.filter(one => one.offsetParent !== null)
              .map(one => [one.className + ' ' + one.textContent, one.getBoundingClientRect()])
              .filter(([, box]) => box.height > 0 && (box.height < 43.5 || box.width < 43.5) && box.height !== 24)
              .map(([name, box]) => `${name} ${box.width}×${box.height}`)"""
    )
    assert small == []


def test_nothing_scrolls_sideways_on_a_phone(narrow_one: Page) -> None:
    for name in ("layers", "find", "near", "records", "numbers"):
        narrow_one.locator(f"#zm-tab-{name}").click()
        assert narrow_one.evaluate("document.documentElement.scrollWidth") <= 390
        assert narrow_one.locator(f"#zm-pane-{name}").evaluate("node => node.scrollWidth - node.clientWidth") <= 0


def test_the_warning_takes_two_lines_at_most_on_a_phone(narrow_one: Page) -> None:
    for language in ("en", "az", "ru", "ar"):
        speak(narrow_one, language)
        box = narrow_one.locator(".zm-strip").bounding_box()
        assert box and box["height"] < 46, language


def test_title_warning_scale_and_sources_stay_at_every_height_of_the_sheet(narrow_one: Page) -> None:
    for _ in range(3):
        for part in (".zm-header h1", ".zm-strip", ".zm-scale", ".zm-sources"):
            expect(narrow_one.locator(part)).to_be_in_viewport()
        narrow_one.locator(".zm-handle").click()


def test_the_sheet_has_three_heights(narrow_one: Page) -> None:
    heights = []
    for _ in range(3):
        box = narrow_one.locator(".zm-panel").bounding_box()
        assert box
        heights.append(round(box["height"]))
        narrow_one.locator(".zm-handle").click()
    assert len(set(heights)) == 3


def test_a_record_opens_in_the_sheet_on_a_phone(narrow_one: Page) -> None:
    narrow_one.evaluate("zonemark.ui.openRecords([{layer: 1, record: 0}])")
    expect(narrow_one.locator(".zm-panel .zm-card")).to_be_visible()
    narrow_one.get_by_role("button", name="Close").click()
    expect(narrow_one.get_by_role("tabpanel")).to_be_visible()


def test_tabs_are_walked_by_arrow_keys(wide_one: Page) -> None:
    wide_one.get_by_role("tab", name="Layers").focus()
    for key, name in (("ArrowRight", "Find"), ("End", "Numbers"), ("ArrowRight", "Layers"), ("ArrowLeft", "Numbers")):
        wide_one.keyboard.press(key)
        expect(wide_one.get_by_role("tab", name=name)).to_be_focused()
        expect(wide_one.get_by_role("tab", name=name)).to_have_attribute("aria-selected", "true")


def test_records_are_walked_and_opened_by_keyboard(wide_one: Page) -> None:
    wide_one.get_by_role("tab", name="Records").click()
    wide_one.get_by_role("listitem").first.get_by_role("button").focus()
    wide_one.keyboard.press("End")
    last = wide_one.get_by_role("listitem").last
    expect(last).to_have_attribute("aria-posinset", "10")
    expect(last).to_have_attribute("aria-setsize", "10")
    expect(last.get_by_role("button")).to_be_focused()
    wide_one.keyboard.press("Enter")
    expect(wide_one.get_by_role("article")).to_be_focused()


def test_the_map_is_moved_and_asked_by_keyboard(wide_one: Page) -> None:
    wide_one.evaluate("zonemark.map.setView([39.9, 46.7], 15, {animate: false})")
    wide_one.get_by_role("application").focus()
    wide_one.keyboard.press("Enter")
    expect(wide_one.get_by_role("article")).to_contain_text("of 2 here")
    wide_one.keyboard.press("Escape")
    expect(wide_one.get_by_role("application")).to_be_focused()
    before = wide_one.evaluate("zonemark.map.getCenter().lng")
    wide_one.keyboard.press("ArrowRight")
    wait_until(wide_one, f"zonemark.map.getCenter().lng > {before}")


def test_a_length_is_measured_by_keyboard(wide_one: Page) -> None:
    wide_one.get_by_role("button", name="Measure").focus()
    wide_one.keyboard.press("Enter")
    expect(wide_one.get_by_role("application")).to_be_focused()
    wide_one.keyboard.press("Enter")
    before = wide_one.evaluate("zonemark.map.getCenter().lng")
    wide_one.keyboard.press("ArrowRight")
    wait_until(wide_one, f"zonemark.map.getCenter().lng > {before}")
    wide_one.keyboard.press("Enter")
    box = wide_one.get_by_role("region", name="Measure")
    expect(box).to_contain_text("2 points")
    wide_one.keyboard.press("Backspace")
    expect(box).to_contain_text("1 point")
    wide_one.keyboard.press("Escape")
    expect(wide_one.locator(".zm-measure")).to_be_hidden()


def test_a_dialog_gives_the_focus_back(wide_one: Page) -> None:
    button = wide_one.get_by_role("button", name="Save")
    button.click()
    wide_one.keyboard.press("Escape")
    expect(button).to_be_focused()


def test_the_focus_is_seen(valley_page: Page) -> None:
    valley_page.keyboard.press("Tab")
    valley_page.keyboard.press("Tab")
    outline = valley_page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
    assert outline == "3px"


def test_texts_in_other_letters_than_the_page_say_their_language(page: Page) -> None:
    languages = "[...document.querySelectorAll('h1 bdi, .zm-layerrow bdi')].map(one => one.lang)"
    assert set(page.evaluate(languages)) == {""}
    speak(page, "ar")
    assert set(page.evaluate(languages)) == {"en"}
    speak(page, "ru")
    assert set(page.evaluate(languages)) == {"en"}
    names = [page.evaluate("""([language, name]) => {
        zonemark.ui.speak(language);
        zonemark.ui.openRecords([{layer: 0, record: 0}]);
        return document.querySelector('.zm-card h2 bdi').lang;
    }""", [language, ""]) for language in ("en", "ru", "ar")]  # fmt: skip
    assert names == ["", "", ""]  # in each the place has a name of that language


def test_the_page_may_be_zoomed(wide_one: Page) -> None:
    content = wide_one.locator("meta[name=viewport]").get_attribute("content") or ""
    assert "maximum-scale" not in content and "user-scalable" not in content


def test_nothing_is_lost_at_twice_the_size(small_page: Page) -> None:
    # 640 × 400 px is what is left of 1280 × 800 at a zoom of 200 %.
    for part in (".zm-header h1", ".zm-strip", ".zm-scale", ".zm-sources", ".zm-tabs"):
        expect(small_page.locator(part)).to_be_in_viewport()
    small_page.get_by_role("tab", name="Find").click()
    expect(small_page.locator("#zm-find-input")).to_be_in_viewport()
