"""A position held for wrong is drawn apart: hollow, in a legend entry of its own, out of the first view."""

import re

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from playwright.sync_api import expect

from geo.maps import draw
from geo.maps.page.fallback import Shown, fallback
from geo.records import Layer
from geo.records.imprint import Imprint

EXTENT = (44.7, 38.3, 50.5, 41.95)
GOOD = [shapely.Point(46.9 + 0.01 * number, 39.5) for number in range(4)]


@pytest.fixture
def doubtful(open_map, tmp_path):
    """Four hazards in the extent of their project, and a fifth whose longitude and latitude are swapped."""
    shapes = [*GOOD, shapely.Point(39.51, 46.95)]
    frame = GeoDataFrame({"id": [f"R{number}" for number in range(5)]}, geometry=shapes, crs="EPSG:4326")
    draw([Layer("found", "hazards", frame, "Found", terms={"extent": EXTENT})]).save(tmp_path / "map.html")
    return open_map(tmp_path / "map.html")


def test_the_legend_has_an_entry_of_its_own_for_positions_in_doubt(doubtful):
    row = doubtful.locator(".zm-legend .zm-row", has_text="Position in doubt")
    expect(row).to_have_count(1)
    expect(row.locator(".zm-count")).to_contain_text("1")


def test_the_first_view_is_that_of_the_others(doubtful):
    bounds = "[zonemark.map.getBounds().getSouth(), zonemark.map.getBounds().getNorth()]"
    south, north = doubtful.evaluate(bounds)
    assert 38 < south < 39.5 < north < 41


def test_it_is_drawn_hollow_with_a_question_mark(doubtful):
    assert doubtful.evaluate("zonemark.engine.classOf({layer: 0, record: 4})") == "hazards/doubt"
    assert doubtful.evaluate("zonemark.engine.classOf({layer: 0, record: 0})") == "hazards/unknown/unknown"


def test_its_card_says_why(doubtful):
    doubtful.evaluate("zonemark.ui.openRecords([{layer: 0, record: 4}], 0)")
    expect(doubtful.locator(".zm-doubt")).to_contain_text("swapped")


def test_the_card_of_another_says_nothing_of_it(doubtful):
    doubtful.evaluate("zonemark.ui.openRecords([{layer: 0, record: 0}], 0)")
    expect(doubtful.locator(".zm-cardheading h2")).to_be_visible()
    expect(doubtful.locator(".zm-doubt")).to_have_count(0)


def test_the_picture_without_scripts_is_that_of_the_others_and_says_what_lies_outside():
    good = Layer("found", "hazards", GeoDataFrame({"id": ["A", "B", "C", "D"]}, geometry=GOOD, crs=4326), "Found")
    frame = GeoDataFrame({"id": ["A", "B", "C", "D", "E"]}, geometry=[*GOOD, shapely.Point(39.51, 46.95)], crs=4326)
    mixed = Layer("found", "hazards", frame, "Found", terms={"extent": EXTENT})
    alone, both = (
        fallback(Imprint(language="en"), [Shown(one, np.ones(len(one.frame), bool))]) for one in (good, mixed)
    )
    land = re.compile(r'<path fill="#f1eee6"[^>]*>')
    assert land.findall(alone) and land.findall(alone) == land.findall(both)
    assert "1 record lies far outside" in both and "far outside" not in alone
