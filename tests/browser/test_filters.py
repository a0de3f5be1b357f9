"""Hiding and showing: what is hidden is always said."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from playwright.sync_api import Page, expect

from geo.maps import draw
from geo.records import Layer

pytestmark = pytest.mark.browser


@pytest.fixture
def filtered_page(open_once: Any, valley_file: Path) -> Page:
    """One page for all tests that filter the same records; nothing is filtered, and the filter is folded."""
    page = open_once(valley_file)
    page.get_by_role("tab", name="Layers").click()
    clear = page.get_by_role("banner").get_by_role("button", name="Clear all filters")
    if clear.is_visible():
        clear.click()
    page.locator("details", has=page.locator("summary", has_text="Filter")).evaluate("one => { one.open = false; }")
    expect(page.get_by_role("banner")).not_to_contain_text("shown")
    expect(page.locator("[role=status]").filter(has_text=re.compile("[0-8] of 9 shown"))).to_have_count(0)
    assert shown(page) == [1, 6, 2, 1]
    return page


def open_filter(page: Page) -> None:
    page.locator("summary", has_text="Filter").click()


def shown(page: Page) -> list[int]:
    """How many records of each layer the map lets through."""
    return page.evaluate(
        "zonemark.ui.mapLayers.map(({index, count}) => { const mask = zonemark.ui.shownMask(index);"
        " return mask === null ? count : Array.from({length: count}, (_, at) => mask[at] ? 1 : 0)"
        ".reduce((a, b) => a + b, 0); })"
    )


def test_without_a_filter_nothing_is_said_of_one(filtered_page: Page) -> None:
    expect(filtered_page.get_by_role("banner")).not_to_contain_text("shown")


def test_a_layer_is_hidden_and_the_heading_says_so(filtered_page: Page) -> None:
    filtered_page.get_by_role("switch", name="Show Reported hazards").click()
    expect(filtered_page.get_by_role("banner").locator("b")).to_have_text("3 of 9 shown")


def test_a_type_is_hidden_with_all_its_statuses(filtered_page: Page) -> None:
    filtered_page.get_by_role("switch", name="Show Confirmed hazardous area (CHA) in").click()
    expect(filtered_page.get_by_role("banner")).to_contain_text("6 of 9 shown")
    expect(filtered_page.get_by_role("switch", name="Show CHA, closed in")).not_to_be_checked()


def test_a_status_is_hidden_alone(filtered_page: Page) -> None:
    filtered_page.get_by_role("switch", name="Show CHA, closed in").click()
    expect(filtered_page.get_by_role("banner")).to_contain_text("8 of 9 shown")
    assert shown(filtered_page)[1] == 5


@pytest.mark.parametrize(
    ("group", "value", "left"),
    [
        ("Type", "Suspected", 2),
        ("Status", "closed", 1),
        ("Explosive ordnance", "anti-vehicle", 5),  # four have none recorded, and may be of it
        ("Kind of place", "road", 5),
    ],
)
def test_a_value_asked_for_leaves_its_records_and_those_of_which_it_is_not_known(
    filtered_page: Page, group: str, value: str, left: int
) -> None:
    open_filter(filtered_page)
    filtered_page.get_by_role("group", name=group).get_by_label(value).check()
    expect(filtered_page.get_by_role("banner")).to_contain_text("of 9 shown")
    assert shown(filtered_page)[1] == left


def test_places_stay_when_hazards_are_filtered(filtered_page: Page) -> None:
    open_filter(filtered_page)
    filtered_page.get_by_role("group", name="Kind of place").get_by_label("road").check()
    assert shown(filtered_page)[0] == 1


def test_records_without_a_date_stay_and_are_counted(filtered_page: Page) -> None:
    open_filter(filtered_page)
    expect(filtered_page.get_by_role("tabpanel")).to_contain_text("4 records without a date stay shown.")
    filtered_page.get_by_label("From").focus()
    filtered_page.keyboard.press("End")
    assert shown(filtered_page)[1] == 3  # those without a date


def test_playing_lets_time_pass_to_the_end(filtered_page: Page) -> None:
    open_filter(filtered_page)
    filtered_page.get_by_role("button", name="Play").click()
    expect(filtered_page.get_by_role("banner")).to_contain_text("of 9 shown")
    filtered_page.get_by_role("button", name="Pause").click()
    expect(filtered_page.get_by_role("button", name="Play")).to_be_visible()


def test_clearing_shows_everything_again(filtered_page: Page) -> None:
    open_filter(filtered_page)
    filtered_page.get_by_role("group", name="Status").get_by_label("closed").check()
    filtered_page.get_by_role("switch", name="Show Accidents").click()
    filtered_page.get_by_role("banner").get_by_role("button", name="Clear all filters").click()
    expect(filtered_page.get_by_role("banner")).not_to_contain_text("shown")
    expect(filtered_page.get_by_role("group", name="Status").get_by_label("closed")).not_to_be_checked()
    assert shown(filtered_page) == [1, 6, 2, 1]


def test_a_filter_makes_the_counts_of_the_legend_bold(filtered_page: Page) -> None:
    filtered_page.get_by_role("switch", name="Show CHA, closed in").click()
    row = filtered_page.locator("label").filter(has_text="Reported hazards").first
    expect(row.locator("b")).to_have_text("3")


def test_what_a_filter_hides_is_still_found_and_marked(filtered_page: Page) -> None:
    filtered_page.get_by_role("switch", name="Show Reported hazards").click()
    filtered_page.get_by_role("tab", name="Find").click()
    filtered_page.get_by_label("Name, ID").fill("orchard")
    expect(filtered_page.get_by_role("tabpanel").get_by_role("listitem")).to_contain_text("hidden by a filter")


def test_the_list_holds_only_what_is_shown(filtered_page: Page) -> None:
    filtered_page.get_by_role("switch", name="Show Reported hazards").click()
    filtered_page.get_by_role("tab", name="Records").click()
    expect(filtered_page.get_by_role("tabpanel")).to_contain_text("3 records · places and figures: 1")


def test_the_change_is_said_to_a_screen_reader(filtered_page: Page) -> None:
    filtered_page.get_by_role("switch", name="Show Accidents").click()
    expect(filtered_page.locator("[role=status]").filter(has_text="8 of 9 shown")).to_have_count(1)


def test_the_page_states_the_rule_for_what_is_not_known(filtered_page: Page) -> None:
    open_filter(filtered_page)
    expect(filtered_page.get_by_role("tabpanel")).to_contain_text(
        "Records whose value is missing or unknown stay shown"
    )
    filtered_page.get_by_role("group", name="Explosive ordnance").get_by_label("not recorded").check()
    expect(filtered_page.get_by_role("banner")).to_contain_text("of 9 shown")
    assert shown(filtered_page)[1] == 4  # asked for nothing else, it is alone


def test_every_value_is_offered_the_most_frequent_first(open_map: Any, tmp_path: Path) -> None:
    values = [f"kind {n:02d}" for n in range(90)] + ["kind 89"]
    points = [shapely.Point(46 + n / 1000, 40) for n in range(len(values))]
    zones = geopandas.GeoDataFrame({"id": [*map(str, range(91))], "setting": values}, geometry=points, crs=4326)
    draw([Layer("zones", "hazards", zones, "Zones")]).save(tmp_path / "values.html")
    page = open_map(tmp_path / "values.html")
    open_filter(page)
    group = page.get_by_role("group", name="Kind of place")
    expect(group.locator("label").first).to_contain_text("kind 89")
    expect(group.locator("label")).to_have_count(40)
    group.get_by_role("button", name="More values: 50").click()
    group.get_by_role("button", name="More values: 10").click()
    expect(group.locator("label")).to_have_count(90)
