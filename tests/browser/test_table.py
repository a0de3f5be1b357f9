"""The table of all records: the same records as the list, columns to choose, an order by each, all by keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture
def table(valley_page: Page) -> Page:
    valley_page.locator("#zm-tab-records").click()
    valley_page.get_by_role("button", name="Table").click()
    return valley_page


def names(page: Page) -> list[str]:
    return page.locator(".zm-tabledialog .zm-listrow > :first-child").all_inner_texts()


def test_the_table_has_the_records_of_the_list_under_headings(table: Page) -> None:
    said = table.locator(".zm-records > .zm-help").inner_text()
    expect(table.locator(".zm-tabledialog .zm-help")).to_have_text(said)
    grid = table.get_by_role("table", name="All records")
    heads = ["Name", "Type", "Kind of place", "Dates", "Layers"]
    assert grid.get_by_role("columnheader").all_inner_texts() == heads
    assert int(grid.get_attribute("aria-rowcount") or 0) == len(names(table)) + 1
    orchard = grid.get_by_role("row", name="Orchard")
    expect(orchard.get_by_role("cell")).to_have_text(
        ["Orchard", "CHA, open", "Farmland", "4 May 2019", "Reported hazards"]
    )


def test_a_heading_puts_the_rows_in_order_and_what_has_no_value_comes_last(table: Page) -> None:
    by_date = table.get_by_role("columnheader", name="Dates")
    before = names(table)
    by_date.get_by_role("button").press("Enter")
    expect(by_date).to_have_attribute("aria-sort", "ascending")
    up = names(table)
    assert up.index("Orchard") < up.index("Old road") < up.index("Spring")
    by_date.get_by_role("button").press("Enter")
    expect(by_date).to_have_attribute("aria-sort", "descending")
    down = names(table)
    assert down.index("Spring") < down.index("Old road") < down.index("Orchard") < down.index("Damaged")
    expect(by_date.get_by_role("button")).to_be_focused()
    by_date.get_by_role("button").press("Enter")
    assert names(table) == before


def test_columns_are_chosen(table: Page) -> None:
    table.get_by_text("Columns", exact=True).click()
    table.locator(".zm-tabledialog").get_by_label("Organisation", exact=True).check()
    table.locator(".zm-tabledialog").get_by_label("Layers", exact=True).uncheck()
    expect(table.get_by_role("columnheader", name="Organisation")).to_be_visible()
    expect(table.get_by_role("columnheader", name="Layers")).to_have_count(0)
    expect(table.get_by_role("row", name="Orchard").get_by_role("cell").last).to_have_text("Team 4")


def test_only_those_in_view_are_the_records_of_the_map(table: Page) -> None:
    table.keyboard.press("Escape")
    table.evaluate("zonemark.map.setView([39.9, 46.7], 17, {animate: false})")
    table.get_by_role("button", name="Table").click()
    table.locator(".zm-tabledialog").get_by_label("Only those in view").check()
    assert "Orchard" in names(table) and "Spring" not in names(table)


def test_a_row_is_reached_and_opened_by_keyboard(table: Page) -> None:
    first = table.locator(".zm-tabledialog .zm-listrow").first
    first.focus()
    table.keyboard.press("ArrowDown")
    name = table.locator(".zm-tabledialog .zm-listrow:focus > :first-child").inner_text()
    assert name == names(table)[1]
    table.keyboard.press("Enter")
    expect(table.locator(".zm-tabledialog")).to_be_hidden()
    expect(table.get_by_role("heading", name=name)).to_be_visible()


def test_on_a_phone_the_table_is_as_wide_as_the_page_and_moves_sideways(open_map, valley_file) -> None:
    page = open_map(valley_file, width=390, height=844, has_touch=True)
    page.locator("#zm-tab-records").click()
    page.get_by_role("button", name="Table").click()
    box = page.locator(".zm-tabledialog").bounding_box()
    assert box and box["x"] >= 0 and 360 < box["width"] <= 390
    assert page.locator(".zm-tabledialog .zm-list").evaluate("node => node.scrollWidth > node.clientWidth + 100")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
