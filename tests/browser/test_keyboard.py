"""Where the focus goes: to everything, past everything, and back to where one was."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def find_orchard(page: Page) -> Any:
    page.get_by_role("tab", name="Find").click()
    page.locator("#zm-find-input").fill("orchard")
    return page.locator("#zm-pane-find li button")


def near_orchard(page: Page) -> Any:
    page.get_by_role("tab", name="Near here").click()
    page.locator("#zm-near-input").fill("39.9, 46.72")
    page.keyboard.press("Enter")
    return page.locator(".zm-nearkind li button").nth(1)


def third_record(page: Page) -> Any:
    page.get_by_role("tab", name="Records").click()
    page.get_by_role("listitem").first.get_by_role("button").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    return page.get_by_role("listitem").nth(2).get_by_role("button")


@pytest.fixture(params=["valley_page", "narrow_page"])
def page(request: pytest.FixtureRequest) -> Page:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("row_of", [find_orchard, near_orchard, third_record])
@pytest.mark.parametrize("way_out", ["Escape", "Close"])
def test_a_card_gives_the_focus_back_to_the_row_it_was_opened_from(page: Page, row_of: Any, way_out: str) -> None:
    row = row_of(page)
    row.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_be_focused()
    if way_out == "Escape":
        page.keyboard.press("Escape")
    else:
        page.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(row).to_be_focused()


def test_the_focus_comes_back_to_a_row_that_was_written_anew(valley_page: Page) -> None:
    row = find_orchard(valley_page)
    row.press("Enter")
    valley_page.evaluate("document.querySelector('#zm-pane-find li').remove()")
    valley_page.evaluate("zonemark.ui.applyFilters()")  # the list of results is made again
    expect(row).to_have_count(1)
    valley_page.keyboard.press("Escape")
    expect(row).to_be_focused()


def test_a_card_of_a_record_that_a_card_led_to_gives_the_focus_back_to_the_first_row(valley_page: Page) -> None:
    row = find_orchard(valley_page)
    row.press("Enter")
    valley_page.get_by_role("article").locator("button[data-record]").press("Enter")
    valley_page.keyboard.press("Escape")
    expect(row).to_be_focused()


def test_measuring_gives_the_focus_back(page: Page) -> None:
    narrow = page.locator(".zm-menu").is_visible()
    if narrow:
        page.locator(".zm-menu").click()
    page.get_by_role("button", name="Measure").press("Enter")
    point = page.get_by_role("button", name="Point at the cross")
    for _ in range(2):
        point.press("Enter")
        expect(point).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".zm-menu") if narrow else page.get_by_role("button", name="Measure")).to_be_focused()


def test_choosing_a_place_ends_at_the_answer_or_where_it_began(valley_page: Page) -> None:
    valley_page.get_by_role("tab", name="Near here").click()
    choose = valley_page.get_by_role("button", name="Choose on the map")
    choose.press("Enter")
    expect(valley_page.get_by_role("application")).to_be_focused()
    valley_page.keyboard.press("Escape")
    expect(choose).to_be_focused()
    choose.press("Enter")
    valley_page.keyboard.press("Enter")
    expect(valley_page.locator(".zm-answer")).to_be_focused()


def test_what_a_card_asks_is_answered_where_the_focus_is(page: Page) -> None:
    find_orchard(page).press("Enter")
    page.get_by_role("button", name="What is near").press("Enter")
    expect(page.locator(".zm-answer")).to_be_focused()


def test_clearing_the_filters_leaves_the_focus_in_the_heading(valley_page: Page) -> None:
    valley_page.get_by_role("switch").first.press("Space")
    valley_page.get_by_role("button", name="Clear all filters").press("Enter")
    expect(valley_page.get_by_role("heading", level=1)).to_be_focused()


@pytest.mark.parametrize(
    ("name", "where"),
    [
        ("Skip to: Map", "[role=application]"),
        ("Skip to: Find", "#zm-find-input"),
        ("Skip to: Near here", "#zm-near-input"),
    ],
)
def test_the_first_stops_lead_past_everything(page: Page, name: str, where: str) -> None:
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == name:
            expect(page.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
            page.keyboard.press("Enter")
            break
    expect(page.locator(where)).to_be_focused()
