"""Drawing and correcting in a map that was received, by mouse, finger and keyboard, and the file that goes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect
from test_access import findings, speak
from valley import layers

from geo.contributions.model import read
from geo.maps import draw

pytestmark = pytest.mark.browser

CORNERS = [(0.3, 0.25), (0.6, 0.3), (0.62, 0.7), (0.35, 0.6)]
"""Where a finger or a mouse goes, as parts of the map's box."""
VIOLATIONS = (
    "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))"
)


def tool(page: Page, name: str) -> None:
    if page.locator(".zm-menu").is_visible():
        page.locator(".zm-menu").click()
    page.locator(".zm-toollist").get_by_role("button", name=name).click()


def editor(page: Page) -> Locator:
    return page.locator(".zm-edit")


def press(page: Page, name: str) -> None:
    editor(page).get_by_role("button", name=name, exact=True).click()


def spots(page: Page) -> list[tuple[int, int]]:
    box = page.locator(".folium-map").bounding_box()
    assert box
    return [(round(box["x"] + box["width"] * x), round(box["y"] + box["height"] * y)) for x, y in CORNERS]


def lonlat(page: Page, x: float, y: float) -> tuple[float, float]:
    """The place under a pixel of the page."""
    at = page.evaluate(
        "at => { const {lng, lat} = zonemark.map.mouseEventToLatLng(at); return [lng, lat]; }",
        {"clientX": x, "clientY": y},
    )
    return at[0], at[1]


def points(page: Page, n: int) -> None:
    expect(editor(page).get_by_role("status").first).to_contain_text(f"{n} point")


def saved(page: Page, folder: Path, name: str = "Save") -> dict[str, Any]:
    """The contribution as it is saved, read as strictly as `zonemark merge` reads it."""
    with page.expect_download() as download:
        press(page, name)
    assert download.value.suggested_filename.endswith(".zonemark.json")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    read(path.read_bytes(), path.name)
    return json.loads(path.read_text("utf-8"))


def assert_quiet(page: Page) -> None:
    assert page.evaluate("violations") == []
    assert not page.locator(".zm-card:visible").count()


def test_a_zone_drawn_by_mouse_is_saved_where_it_was_drawn(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    page = open_map(valley_file, first=VIOLATIONS)
    counts = page.locator(".zm-counts").inner_text()
    tool(page, "Contribute")
    assert findings(page) == [], "home"
    press(page, "Area")
    drawn = []
    for number, (x, y) in enumerate(spots(page), 1):
        drawn.append(lonlat(page, x, y))
        page.mouse.click(x, y)
        points(page, number)
    expect(editor(page)).to_contain_text("Perimeter")
    assert findings(page) == [], "drawing"
    page.mouse.click(*spots(page)[0])
    press(page, "Undo")
    points(page, 4)
    press(page, "Redo")
    press(page, "Undo")
    assert_quiet(page)
    press(page, "Go on")
    speak(page, "ar")
    assert findings(page) == [], "form"
    editor(page).get_by_label("الاسم").fill("بستان <b>x</b>")
    speak(page, "ru")
    editor(page).get_by_label("Примечания", exact=True).fill("Рассказал пастух, +994 50 123 45 67")
    expect(editor(page).get_by_role("alert")).to_contain_text("телефон")  # personal data
    editor(page).get_by_label("Примечания", exact=True).fill("Рассказал пастух")
    speak(page, "en")
    editor(page).get_by_role("combobox", name="Type", exact=True).select_option("SHA")
    press(page, "Keep")
    expect(page.locator(".zm-unsaved")).to_have_attribute("aria-label", "1 change not saved")
    assert page.locator(".zm-counts").inner_text() == counts
    change = saved(page, tmp_path)["changes"][0]
    expect(page.locator(".zm-unsaved")).to_be_hidden()
    assert change["set"]["name"] == [None, "بستان <b>x</b>"]
    assert change["set"]["remarks"] == [None, "Рассказал пастух"]
    assert change["set"]["area_type"] == [None, "SHA"]
    ring = change["geometry"]["coordinates"][0]
    assert len(ring) == 5 and ring[0] == ring[-1]
    for found, wanted in zip(ring, drawn, strict=False):
        assert found == pytest.approx(wanted, abs=1e-7)
    expect(editor(page)).to_contain_text("بستان <b>x</b>")  # and no markup
    assert_quiet(page)


def test_a_map_without_contributions_holds_no_editor(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    path = draw(layers(), languages=("en", "az", "ru", "ar"), contributions="none").save(tmp_path / "none.html")
    page = open_map(path)
    assert not page.locator(".zm-toollist").get_by_role("button", name="Contribute").count()
    assert page.evaluate("[window.zonemarkEditor, zonemark.data.settings.catalogues.en['edit.title']]") == [None, None]
    assert valley_file.stat().st_size - path.stat().st_size < 26_000  # with four languages; 16 kB of it the editor
