"""The legend is short: a row for a layer, a table for types and statuses, no symbol for two layers."""

import subprocess
import sys
from pathlib import Path

import geopandas
import pytest
from playwright.sync_api import expect
from shapely import Point

import geo
from geo.maps.page.own_classes import unknown_classes
from geo.records import Layer

EXAMPLE = Path(__file__).parents[2] / "data" / "azerbaijan"


def points(n=1, **columns):
    return geopandas.GeoDataFrame({**columns, "id": range(n)}, geometry=[Point(46.5, 39.9)] * n, crs=4326)


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    path = tmp_path_factory.mktemp("example") / "azerbaijan.html"
    subprocess.run([sys.executable, "-m", "geo.cli", "map", EXAMPLE, "-o", path], check=True, capture_output=True)
    return path


def test_the_map_of_the_example_takes_at_most_0_9_mb(example):
    assert 100_000 < example.stat().st_size <= 900_000


def test_the_layers_of_the_example_are_seen_without_scrolling(open_map, example):
    page = open_map(example)
    rows = page.locator(".zm-layerrow")
    expect(rows.first.locator(".zm-count")).not_to_be_empty()
    assert rows.count() >= 13
    pane = page.locator("#zm-pane-layers").bounding_box()
    for row in rows.all():
        box = row.bounding_box()
        assert box["y"] >= pane["y"] and box["y"] + box["height"] <= pane["y"] + pane["height"]
    assert page.locator("summary", has_text="Filter").bounding_box()["y"] < rows.first.bounding_box()["y"]


def test_a_layer_of_one_class_is_one_row_with_what_is_not_on_the_map(open_map, tmp_path):
    frame = points(3, area_type="SHA", status="open", setting="cemetery")
    frame.geometry = [Point(46.5, 39.9), Point(46.51, 39.9), None]
    page = open_map(geo.draw({"Cemeteries": frame}, kind="hazards").save(tmp_path / "map.html"))
    block = page.locator(".zm-layer:has(.zm-layerrow)")
    expect(block.locator(".zm-count")).to_have_text("2 of 3")
    assert block.get_by_role("switch").count() == 1
    block.get_by_role("button", name="1 not on the map").click()
    expect(page.get_by_role("tab", name="Records")).to_have_attribute("aria-selected", "true")


def test_types_and_statuses_are_a_table_that_keys_work(valley_page):
    table = valley_page.get_by_role("table", name="Reported hazards")
    cell = table.get_by_role("switch", name="Show CHA, closed in")
    expect(cell.locator(".zm-count")).to_have_text("1")
    cell.press("Space")
    expect(cell).not_to_be_checked()
    expect(valley_page.get_by_role("banner")).to_contain_text("8 of 9 shown")
    table.get_by_role("switch", name="Show closed in").press("Enter")
    expect(cell).to_be_checked()


def test_a_kind_of_place_is_a_filter_in_one_touch(valley_page):
    chip = valley_page.get_by_role("group", name="Kind of place").get_by_role("button", name="Farmland")
    chip.click()
    expect(chip).to_have_attribute("aria-pressed", "true")
    expect(valley_page.get_by_role("banner")).to_contain_text("not on the map · zoom to them · clear filters")


def test_the_map_moves_to_what_a_filter_shows(valley_page):
    valley_page.get_by_role("switch", name="Show Reported hazards").click()
    before = valley_page.evaluate("zonemark.map.getZoom()")
    valley_page.get_by_role("button", name="zoom to them").click()
    valley_page.wait_for_function("(before) => zonemark.map.getZoom() > before", arg=before)


def test_layers_of_which_nothing_is_known_share_no_symbol(open_map, tmp_path):
    frames = {f"Layer {n}": points(name=f"N{n}") for n in range(5)}
    page = open_map(geo.draw(frames, kind="hazards").save(tmp_path / "map.html"))
    looks = page.locator(".zm-layerrow canvas").evaluate_all("all => all.map((one) => one.toDataURL())")
    assert len(set(looks)) == 5


def fills(*layers):
    return [found and found["classes"][0]["fill"] for found in unknown_classes(layers)]


def layer(name, **columns):
    return Layer(name, "hazards", points(**columns), name)


def test_a_layer_keeps_the_colour_of_its_file_unless_it_is_one_of_hazards():
    given = [layer("a", **{"marker-color": "#2255CC"}), layer("b", **{"marker-color": "#f00"}), layer("c", fill="0b8")]
    assert fills(*given) == ["#2255cc", "#7b3f99", "#00bb88"]


def test_known_hazards_keep_their_symbols_and_so_does_one_unknown_layer():
    assert fills(layer("a", area_type="CHA"), layer("b")) == [None, None]
    assert fills(layer("a", area_type="unknown"), layer("b", status="open"), layer("c")) != [None] * 3


def test_what_is_pressed_in_the_legend_is_large_enough_for_a_thumb(narrow_page):
    narrow_page.locator(".zm-handle").click()
    pressed = narrow_page.locator(".zm-legend button, .zm-chip, .zm-layerrow")
    boxes = pressed.evaluate_all("all => all.map((one) => one.getBoundingClientRect().toJSON())")
    seen = [box for box in boxes if box["height"] > 0]
    assert len(seen) > 5 and all(box["height"] >= 43.5 and box["width"] >= 43.5 for box in seen)
