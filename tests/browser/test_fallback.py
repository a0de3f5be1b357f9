"""Where no script runs, the file still shows a picture, the counts, the warnings and a table."""

import geopandas
import pytest
import shapely
from playwright.sync_api import expect
from valley import layers

from geo.maps import draw
from geo.records import Layer


@pytest.fixture
def still(open_map, valley_file):
    return open_map(valley_file, javascript=False)


def test_the_title_the_warnings_and_the_counts_stand_there(still):
    text = still.locator("body").inner_text()
    for said in (
        "The valley", "does not mean that an area is safe", "This viewer runs no scripts", "Data of 2023-03-01",
        "Team Four", "+000 102", "9 recorded, 7 drawn, 2 without usable position",
    ):  # fmt: skip
        assert said in text


def test_the_picture_shows_a_mark_for_each_class(still):
    picture = still.get_by_role("img", name="Overview")
    assert picture.is_visible()
    assert picture.locator("rect, circle, path").count() >= 8
    assert still.locator(".zm-key li").count() == 6  # places, releases, indication, SHA, CHA, accidents


def test_each_layer_is_counted(still):
    rows = still.locator("table").first.locator("tbody tr").all_inner_texts()
    assert [row.split("\t") for row in rows] == [
        ["Settlements", "1", "1", "0"],
        ["Reported hazards", "6", "4", "2"],
        ["Released land", "2", "2", "0"],
        ["Accidents", "1", "1", "0"],
    ]


def test_the_table_begins_with_hazards_in_words(still):
    table = still.get_by_role("table", name="Reported hazards")
    assert "anti-personnel mine, unexploded ordnance" in table.inner_text()
    assert "LOST-5" in table.inner_text()


def test_nothing_of_it_stays_when_the_map_is_drawn(valley_page):
    assert valley_page.locator("#zm-fallback").count() == 0


def test_all_records_are_there_as_long_as_there_is_room_and_the_rest_is_counted_by_district(open_map, tmp_path):
    points = shapely.points([[46 + number / 10_000, 40] for number in range(6000)])
    records = {"id": [f"H-{n}" for n in range(6000)], "admin2": ["Fuzuli", "Aghdam"] * 3000}
    frame = geopandas.GeoDataFrame(records, geometry=points, crs=4326)
    page = open_map(draw(Layer("many", "hazards", frame)).save(tmp_path / "map.html"), javascript=False)
    rows = page.locator("#zm-fallback .zm-scroll tbody td:first-child")
    listed = rows.count()
    assert 2000 < listed < 6000
    assert f"The first {listed:,} of 6,000 records; the file holds {6000 - listed:,} more." in page.content()
    assert page.locator(".zm-scroll tbody th").first.inner_text() == "Aghdam"
    assert rows.nth(0).inner_text() == "H-1"  # the first of Aghdam
    assert f"Fuzuli: +{6000 - listed:,}" in page.locator(".zm-more").last.inner_text()


def test_a_record_has_its_position_to_as_many_digits_as_it_is_known(still):
    rows = still.get_by_role("table", name="Reported hazards").locator("tr")
    assert "39.90000, 46.70000 · 38SPK 45326 18041" in rows.filter(has_text="CHA-1").inner_text()
    assert "39.93, 46.75 · 38SPK 49 21" in rows.filter(has_text="IND-3").inner_text()
    assert "± 1500 m" in rows.filter(has_text="IND-3").inner_text()


def test_the_picture_shows_how_far_a_position_may_be_off(still):
    circle = still.locator("#zm-overview g[fill=none] circle").bounding_box()
    assert circle["width"] > 50


def test_it_says_how_the_whole_map_is_opened(still):
    text = still.locator("body").inner_text()
    assert "on Android" in text and "iPhone" in text and "on a computer" in text


def test_it_is_in_the_language_of_the_map(open_map, tmp_path):
    page = open_map(draw(layers(), language="ar").save(tmp_path / "map.html"), javascript=False)
    assert page.locator("html").get_attribute("dir") == "rtl"
    assert page.locator("html").get_attribute("lang") == "ar"
    assert "Hotline" not in page.locator("body").inner_text()


def test_a_phone_needs_no_sideways_scrolling(open_map, valley_file):
    page = open_map(valley_file, width=390, height=844, javascript=False)
    box = page.locator("#zm-fallback").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.locator("svg#zm-overview").bounding_box()["width"] <= 390
    assert page.evaluate("[...document.querySelectorAll('html, .zm-scroll')].every((one) => one.scrollWidth <= 390)")
    names = page.locator("#zm-overview text").evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().height)"
    )
    assert min(names) >= 9  # px; they were 5


def test_a_script_that_never_starts_leaves_it_with_a_warning(open_map, valley_file, tmp_path):
    text = valley_file.read_text("utf-8").replace("window.zonemarkViewer.start(", "window.nobody.start(")
    (tmp_path / "map.html").write_text(text, "utf-8")
    page = open_map(tmp_path / "map.html", wait=False, expect_errors=True)
    expect(page.locator("#zm-fallback h1")).to_be_visible()
    expect(page.locator("#zm-fallback").get_by_text("2 without usable position")).to_be_visible()
