"""Where no script runs, the file still shows a picture, the counts, the warnings and a table."""

import geopandas
import pytest
import shapely
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


def test_of_many_records_the_first_500_are_there_and_the_rest_counted(open_map, tmp_path):
    points = shapely.points([[46 + number / 1000, 40] for number in range(700)])
    frame = geopandas.GeoDataFrame({"id": [f"H-{n}" for n in range(700)]}, geometry=points, crs=4326)
    page = open_map(draw(Layer("many", "hazards", frame)).save(tmp_path / "map.html"), javascript=False)
    assert page.locator("#zm-fallback .zm-scroll tbody tr").count() == 500
    assert "The first 500 of 700 records; 200 more are in the file." in page.locator("body").inner_text()


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


def test_a_script_that_never_starts_leaves_it_with_a_warning(open_map, valley_file, tmp_path):
    text = valley_file.read_text("utf-8").replace("window.zonemarkViewer.start(", "window.nobody.start(")
    (tmp_path / "map.html").write_text(text, "utf-8")
    page = open_map(tmp_path / "map.html", wait=False, expect_errors=True)
    assert page.locator("#zm-fallback h1").is_visible()
    assert page.locator("#zm-fallback").get_by_text("2 without usable position").is_visible()
