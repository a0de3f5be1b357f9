"""Records coloured by a column: the legend has a row for each value, which switches it."""

import geopandas
import pytest
from shapely import box
from waiting import wait_until

import geo
from geo.maps import ZoneLayer

CROPS = ["wheat", "cotton", "<b>{{ 7*191 }}</b>", None, "wheat", "wheat"]


@pytest.fixture
def page(open_map, tmp_path):
    squares = [box(46.7 + 0.02 * at, 39.9, 46.71 + 0.02 * at, 39.91) for at in range(len(CROPS))]
    columns = {"id": list("abcdef"), "crop": CROPS, "harvest": [1.5, 2.5, 3.5, 4.5, 5.5, None]}
    frame = geopandas.GeoDataFrame(columns, geometry=squares, crs=4326)
    drawing = geo.draw({"Fields": frame}, column="crop")
    drawing.add_child(ZoneLayer(frame, title="Harvest", column="harvest"))
    return open_map(drawing.save(tmp_path / "map.html"))


def test_the_legend_has_a_row_for_each_value_and_each_range(page):
    words = page.locator(".zm-classrow .zm-word").all_inner_texts()
    assert words[:4] == ["<b>{{ 7*191 }}</b>", "cotton", "wheat", "not recorded"]
    assert words[4:] == ["1.5", "2.5", "3.5", "4.5", "5.5", "not recorded"]


def test_a_row_counts_and_switches_the_records_of_its_value(page):
    row = page.locator(".zm-classrow").nth(2)
    wait_until(page, "document.querySelectorAll('.zm-classrow .zm-count')[2].textContent === '3 of 3'")
    row.get_by_role("switch").uncheck()
    assert page.evaluate("[...zonemark.ui.filters.hiddenClasses].length") == 1


def test_a_record_is_called_by_its_value(page):
    assert page.evaluate("zonemark.engine.classOf({ layer: 0, record: 1 })") == "places/own/0.01"


def test_all_records_are_drawn(page):
    assert [one["drawn"] for one in page.evaluate("zonemark.engine.drawnCounts()")] == [6, 6]
