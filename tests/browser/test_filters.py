"""Hiding and showing: what is hidden is always said."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


def open_filter(page: Page) -> None:
    page.locator("summary", has_text="Filter").click()


def shown(page: Page) -> list[int]:
    """How many records of each layer the map lets through."""
    return page.evaluate(
        "zonemark.ui.mapLayers.map(({index, count}) => { const mask = zonemark.ui.shownMask(index);"
        " return mask === null ? count : Array.from({length: count}, (_, at) => mask[at] ? 1 : 0)"
        ".reduce((a, b) => a + b, 0); })"
    )


def test_without_a_filter_nothing_is_said_of_one(valley_page: Page) -> None:
    expect(valley_page.get_by_role("banner")).not_to_contain_text("shown")


def test_a_layer_is_hidden_and_the_heading_says_so(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Reported hazards").click()
    expect(valley_page.get_by_role("banner").locator("b")).to_have_text("3 of 9 shown")


def test_a_type_is_hidden_with_all_its_statuses(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Confirmed hazardous area (CHA) in").click()
    expect(valley_page.get_by_role("banner")).to_contain_text("6 of 9 shown")
    expect(valley_page.get_by_role("switch", name="Show CHA, closed in")).not_to_be_checked()


def test_a_status_is_hidden_alone(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show CHA, closed in").click()
    expect(valley_page.get_by_role("banner")).to_contain_text("8 of 9 shown")
    assert shown(valley_page)[1] == 5


@pytest.mark.parametrize(
    ("group", "value", "left"),
    [
        ("Type", "Suspected", 2),
        ("Status", "closed", 1),
        ("Kind of ordnance", "anti-vehicle", 1),
        ("Kind of place", "road", 1),
    ],
)
def test_a_value_asked_for_leaves_only_its_records(valley_page: Page, group: str, value: str, left: int) -> None:
    open_filter(valley_page)
    valley_page.get_by_role("group", name=group).get_by_label(value).check()
    expect(valley_page.get_by_role("banner")).to_contain_text("of 9 shown")
    assert shown(valley_page)[1] == left


def test_places_stay_when_hazards_are_filtered(valley_page: Page) -> None:
    open_filter(valley_page)
    valley_page.get_by_role("group", name="Kind of place").get_by_label("road").check()
    assert shown(valley_page)[0] == 1


def test_records_without_a_date_stay_and_are_counted(valley_page: Page) -> None:
    open_filter(valley_page)
    expect(valley_page.get_by_role("tabpanel")).to_contain_text("4 records without a date stay shown.")
    valley_page.get_by_label("From").focus()
    valley_page.keyboard.press("End")
    assert shown(valley_page)[1] == 3  # those without a date


def test_playing_lets_time_pass_to_the_end(valley_page: Page) -> None:
    open_filter(valley_page)
    valley_page.get_by_role("button", name="Play").click()
    expect(valley_page.get_by_role("banner")).to_contain_text("of 9 shown")
    valley_page.get_by_role("button", name="Pause").click()
    expect(valley_page.get_by_role("button", name="Play")).to_be_visible()


def test_clearing_shows_everything_again(valley_page: Page) -> None:
    open_filter(valley_page)
    valley_page.get_by_role("group", name="Status").get_by_label("closed").check()
    valley_page.get_by_role("switch", name="Show Accidents").click()
    valley_page.get_by_role("banner").get_by_role("button", name="Clear all filters").click()
    expect(valley_page.get_by_role("banner")).not_to_contain_text("shown")
    expect(valley_page.get_by_role("group", name="Status").get_by_label("closed")).not_to_be_checked()
    assert shown(valley_page) == [1, 6, 2, 1]


def test_a_filter_makes_the_counts_of_the_legend_bold(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show CHA, closed in").click()
    row = valley_page.locator("label").filter(has_text="Reported hazards").first
    expect(row.locator("b")).to_have_text("3")


def test_what_a_filter_hides_is_still_found_and_marked(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Reported hazards").click()
    valley_page.get_by_role("tab", name="Find").click()
    valley_page.get_by_label("Name, number").fill("orchard")
    expect(valley_page.get_by_role("tabpanel").get_by_role("listitem")).to_contain_text("hidden by a filter")


def test_the_list_holds_only_what_is_shown(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Reported hazards").click()
    valley_page.get_by_role("tab", name="Records").click()
    expect(valley_page.get_by_role("tabpanel")).to_contain_text("4 records")


def test_the_change_is_said_to_a_screen_reader(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Accidents").click()
    expect(valley_page.locator("[role=status]").filter(has_text="8 of 9 shown")).to_have_count(1)
