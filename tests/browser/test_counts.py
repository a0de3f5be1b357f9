"""Heading, legend, lists, sheet and static part say the same numbers, whatever is filtered."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Page, expect
from valley import frame, layers
from waiting import wait_until

from geo.maps import draw
from geo.records import Layer

pytestmark = pytest.mark.browser

EMPTY = {
    "empty outline": shapely.from_wkt("POLYGON EMPTY"),
    "empty parts": shapely.from_wkt("MULTIPOLYGON EMPTY"),
    "ring of one point": shapely.Polygon([(46.71, 39.91)] * 4),
    "no outline": None,
}


@pytest.fixture(scope="module")
def crippled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The valley, and hazards whose outlines are empty in every way."""
    records = [{"id": f"E{n}", "name": name, "status": "open", "area_type": "SHA", "geometry": shape}
               for n, (name, shape) in enumerate(EMPTY.items())]  # fmt: skip
    empty = Layer("empty", "hazards", frame(records), "Empty outlines")
    path = tmp_path_factory.mktemp("counts") / "counts.html"
    draw([*layers(), empty], title="Counts").save(path)
    return path


def numbers(text: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def legend(page: Page) -> tuple[int, int, int]:
    """In view and in all of the layers that the map is about, and how many are said not to be on it."""
    page.get_by_role("tab", name="Layers").click()
    expect(page.locator(".zm-legend:not([aria-busy])")).to_be_visible()  # the counts wait for the map to rest
    in_view = in_all = missing = 0
    for block in page.locator(".zm-legend .zm-layer:has(.zm-layerrow)").all():
        if "Settlements" in block.inner_text():
            continue
        shown, total = numbers(block.locator(".zm-layerrow .zm-count").inner_text())
        rows = [numbers(row.inner_text()) for row in block.locator(".zm-classrow .zm-count").all()]
        rows += [numbers(cell.get_attribute("title")) for cell in block.locator(".zm-matrix td .zm-count").all()]
        if rows:  # the classes add up to their layer
            assert [sum(column) for column in zip(*rows, strict=True)] == [shown, total]
        in_view, in_all = in_view + shown, in_all + total
        for said in block.locator(".zm-notdrawn").all():
            missing += numbers(said.inner_text())[0]
    return in_view, in_all, missing


def listed(page: Page, *, in_view: bool = False) -> int:
    page.get_by_role("tab", name="Records").click()
    page.get_by_role("button", name="All records").click()
    page.get_by_label("Only those in view").set_checked(in_view)
    return numbers(page.locator(".zm-records > .zm-help").inner_text())[0]


def sheet(page: Page) -> tuple[int, str]:
    """The numbers of the legend on paper added up, and what the sheet says above the map."""
    page.evaluate("window.print = () => { window.printed = true }")
    page.get_by_role("button", name="Print").click()
    page.get_by_role("button", name="Print …").click()
    wait_until(page, "window.printed")
    counts = page.locator(".zm-sheetlegend .zm-count").evaluate_all("all => all.map((one) => one.textContent)")
    said = page.locator(".zm-sheet").evaluate("sheet => sheet.textContent")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    return sum(sum(numbers(count)) for count in counts), said


def test_without_a_filter_all_agree(open_map: Any, crippled_file: Path) -> None:
    page = open_map(crippled_file)
    recorded, drawn, missing = numbers(page.locator(".zm-counts").inner_text())
    assert (recorded, drawn, missing) == (13, 7, 6)
    assert legend(page) == (drawn, recorded, missing)
    assert listed(page) == recorded
    assert listed(page, in_view=True) == drawn
    page.get_by_role("button", name=f"Not on the map ({missing})").click()
    for name in EMPTY:
        page.locator(".zm-list").evaluate("list => list.scrollTo(0, 1e6)")
        expect(page.locator(".zm-rowname").get_by_text(name, exact=True)).to_have_count(1)
    on_paper, said = sheet(page)
    assert on_paper == drawn + 1  # and a settlement
    assert "13 recorded, 7 drawn, 6 without usable position" in said
    static = open_map(crippled_file, javascript=False)
    assert "13 recorded, 7 drawn, 6 without usable position" in static.locator("#zm-fallback").inner_text()


def choose(group: str, value: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.locator("summary", has_text="Filter").click()
        page.get_by_role("group", name=group, exact=True).get_by_label(value).check()

    return act


def switch_off(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("switch", name=name).click()


@pytest.mark.parametrize("act", [
    choose("Status", "open"), choose("Type", "Suspected"), choose("Explosive ordnance", "anti-vehicle"),
    switch_off("Show Empty outlines"), switch_off("Show Reported hazards"),
    switch_off("Show CHA, open in Reported"),
])  # fmt: skip
def test_after_a_filter_all_agree(open_map: Any, crippled_file: Path, act: Callable[[Page], None]) -> None:
    page = open_map(crippled_file)
    act(page)
    shown, total, *rest = numbers(page.locator(".zm-shown b").inner_text())
    missing = rest[0] if rest else 0
    assert total == 13 and shown < 13
    assert legend(page)[:2] == (shown - missing, total)
    assert listed(page) == shown
    assert listed(page, in_view=True) == shown - missing
    on_paper, said = sheet(page)
    assert on_paper == shown - missing + 1
    assert f"it lets {shown} of {total} records through, {missing} of them without a place on the map" in said
