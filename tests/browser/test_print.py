"""The sheet of paper: one page, all on it, in words that can be searched."""

from __future__ import annotations

import io
import itertools
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from valley import frame, square
from waiting import wait_until

from geo.maps import draw
from geo.records import KINDS, Layer

pytestmark = pytest.mark.browser

MM = 72 / 25.4
SIZES = {("A4", "Portrait"): (210, 297), ("A4", "Landscape"): (297, 210), ("A3", "Portrait"): (297, 420),
         ("A3", "Landscape"): (420, 297)}  # fmt: skip
MARGINALIA = (
    "The valley",
    "Data of 1 Mar 2023",
    "Printed on",
    "does not mean that an area is safe",
    "Do not use this map to move on the ground",
    "Legend",
    "CHA, open",
    "Accident",
    "about 1 :",
    "WGS 84",
    "Village survey",
    "Natural Earth",
    "Team Four",
    "+000 102",
    "Sheet:",
    "46°42′",
    "39°54′",
)


def printed(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


def words(pdf: PdfReader) -> str:
    text = " ".join(pdf.pages[0].extract_text().split())
    return text.replace("ﬁ", "fi").replace("ﬀ", "ff")


def prepare(page: Page, paper: str = "A4", direction: str = "Landscape") -> None:
    page.evaluate("window.print = () => { window.printed = (window.printed || 0) + 1 }")
    page.get_by_role("button", name="Print").click()
    page.get_by_label(paper).check()
    page.get_by_label(direction, exact=True).check()
    page.get_by_role("button", name="Print …").click()
    wait_until(page, "window.printed > 0")


@pytest.mark.parametrize(("paper", "direction"), SIZES)
def test_everything_stands_on_one_sheet_of_the_size_asked_for(valley_page: Page, paper: str, direction: str) -> None:
    prepare(valley_page, paper, direction)
    pdf = printed(valley_page)
    assert len(pdf.pages) == 1
    width, height = SIZES[paper, direction]
    box = pdf.pages[0].mediabox
    assert abs(float(box.width) / MM - width) < 1 and abs(float(box.height) / MM - height) < 1
    text = words(pdf)
    assert [part for part in MARGINALIA if part not in text] == []


def test_the_map_on_the_sheet_is_fine_enough_for_paper(valley_page: Page) -> None:
    prepare(valley_page)
    width = valley_page.locator(".zm-sheetmap canvas").get_attribute("width")
    frame = valley_page.locator(".zm-sheetmap").evaluate("node => parseFloat(node.style.inlineSize)")
    assert int(width or 0) / (frame / 25.4) >= 200  # dots per inch


def test_the_browsers_own_printing_has_the_sheet_too(valley_page: Page) -> None:
    text = words(printed(valley_page))
    assert [part for part in MARGINALIA if part not in text] == []


def test_the_shortcut_for_printing_draws_the_sheet_first(valley_page: Page) -> None:
    valley_page.evaluate("window.print = () => { window.printed = 1 }")
    valley_page.keyboard.press("Control+p")
    wait_until(valley_page, "window.printed === 1")
    expect(valley_page.locator(".zm-sheet")).to_have_count(1)


def test_the_panel_is_not_on_paper(valley_page: Page) -> None:
    text = words(printed(valley_page))
    assert "Near here" not in text and "Records" not in text


def test_the_map_is_where_it_was_after_printing(valley_page: Page) -> None:
    look = "[zonemark.map.getCenter().lng, zonemark.map.getCenter().lat, zonemark.map.getZoom()]"
    before = valley_page.evaluate(look)
    printed(valley_page)
    assert valley_page.evaluate(look) == before


def test_a_filter_is_said_on_paper(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Accidents").click()
    prepare(valley_page)
    text = words(printed(valley_page))
    assert "A filter is on: it lets 8 of 9 records through" in text
    assert "Filter: Accidents (hidden by a filter)." in text
    assert text.count("Accident") == 1  # not in the legend


def test_values_and_dates_that_are_asked_for_are_said_on_paper(valley_page: Page) -> None:
    valley_page.evaluate("""() => {
        const { filters } = zonemark.ui;
        filters.choose("setting", "road", true);
        filters.choose("setting", "", true);
        filters.from = 18262;
        zonemark.ui.applyFilters();
    }""")
    prepare(valley_page)
    assert "Filter: Kind of place: road, not recorded; From 1 Jan 2020." in words(printed(valley_page))


def test_the_scale_is_chosen_and_its_bar_has_figures(valley_page: Page) -> None:
    valley_page.get_by_role("button", name="Print").click()
    valley_page.get_by_label("Scale", exact=True).select_option(label="1 : 50,000")
    valley_page.keyboard.press("Escape")
    prepare(valley_page)
    text = words(printed(valley_page))
    assert "about 1 : 50,000 at the centre" in text
    assert re.search(r"\b0 1 2 km", text)


def test_the_sheet_shows_where_in_the_world_it_lies(valley_page: Page) -> None:
    prepare(valley_page)
    inks = valley_page.locator(".zm-sheetlocator canvas").evaluate("""(canvas) => {
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size;
    }""")
    assert inks > 20  # land, water, borders, names and the frame


def test_the_legend_lists_only_what_is_on_the_sheet(valley_page: Page) -> None:
    valley_page.evaluate("zonemark.map.setView([39.9, 46.7], 17, {animate: false})")
    prepare(valley_page)
    text = words(printed(valley_page))
    assert "CHA, open" in text and "CHA, closed" not in text


def test_an_old_sheet_is_not_printed_of_a_new_view(valley_page: Page) -> None:
    prepare(valley_page)
    ratio = re.search(r"1 : ([\d,]+)", words(printed(valley_page)))
    valley_page.evaluate("zonemark.map.setZoom(zonemark.map.getZoom() + 2, {animate: false})")
    expect(valley_page.locator(".zm-sheet")).to_have_count(0)
    other = re.search(r"1 : ([\d,]+)", words(printed(valley_page)))
    assert ratio and other and ratio[1] != other[1]


def test_an_invented_map_says_so_on_paper(invented_page: Page) -> None:
    text = words(printed(invented_page))
    assert "FICTITIOUS" in text and "Nothing shown here is real" in text


def test_the_sheet_is_mirrored_in_arabic(valley_page: Page) -> None:
    valley_page.locator("select.zm-language").select_option("ar")
    valley_page.evaluate("window.print = () => { window.printed = 1 }")
    valley_page.keyboard.press("Control+p")
    wait_until(valley_page, "window.printed === 1")
    expect(valley_page.locator(".zm-sheet")).to_have_attribute("dir", "rtl")
    assert len(printed(valley_page).pages) == 1


@pytest.mark.parametrize(("paper", "direction"), SIZES)
def test_a_legend_of_every_class_leaves_all_on_one_sheet(open_map, tmp_path, paper: str, direction: str) -> None:
    values = {field.name: field.values for field in KINDS["hazards"].fields}
    classes = list(itertools.product(values["area_type"], values["status"]))
    zones = [
        {"id": f"H-{n}", "area_type": kind, "status": status, "source": f"A source with quite a long name, number {n}",
         "geometry": square(46.7 + n / 50, 39.9)}
        for n, (kind, status) in enumerate(classes)
    ]  # fmt: skip
    ground = [
        {"id": f"P-{n}", "setting": setting, "geometry": square(46.7 + n / 50, 39.95)}
        for n, setting in enumerate(values["setting"])
    ]
    drawing = draw(
        [Layer("ground", "places", frame(ground), "Ground"), Layer("zones", "hazards", frame(zones), "Zones")],
        title="A map with a title that is much longer than any title should be, but still is, as titles are in reports",
        language="ru", fictitious=True,
    )  # fmt: skip
    page = open_map(drawing.save(tmp_path / "map.html"))
    page.evaluate("window.print = () => { window.printed = 1 }")
    page.get_by_role("button", name="Печать").click()
    page.get_by_label(paper).check()
    page.locator("dialog[open] input[type=radio]").nth(2 + (direction == "Portrait")).check()
    page.locator("dialog[open] .zm-primary").click()
    wait_until(page, "window.printed > 0")
    pdf = printed(page)
    assert len(pdf.pages) == 1
    assert words(pdf).count("map.html") == 1


def test_paper_names_the_layers_whatever_they_share(open_map, tmp_path) -> None:
    fields = {"area_type": "SHA", "status": "open"}
    north, south = ([{"id": f"{at}", **fields, "geometry": square(46.7, at)}] for at in (39.9, 39.8))
    mixed = [
        {"id": f"{kind}", "area_type": kind, "status": "open", "geometry": square(46.8, 39.9)}
        for kind in ("CHA", "UNKNOWN")
    ]
    layers = [
        Layer("north", "hazards", frame(north), "Northern survey"),
        Layer("south", "hazards", frame(south), "Southern survey"),
        Layer("mixed", "hazards", frame(mixed), "Mixed survey"),
    ]  # fmt: skip
    page = open_map(draw(layers, title="Layers").save(tmp_path / "map.html"))
    prepare(page)
    assert "Layers: Northern survey, Southern survey, Mixed survey" in words(printed(page))
