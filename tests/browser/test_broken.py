"""One bad record never stops another from being drawn: three good zones beside each way to be broken."""

import json

import geopandas
import pytest
import shapely
from playwright.sync_api import expect

import geo
from geo.maps import draw
from geo.records import Layer

GOOD = [shapely.box(46.70 + step, 39.90, 46.705 + step, 39.905) for step in (0.0, 0.01, 0.02)]
RING = [[46.75, 39.9], [46.76, 39.9], [46.76, 39.91], [46.75, 39.9]]

# What stands in the file after "geometry": written by hand, because no library writes such files.
IN_A_FILE = {
    "NaN": '{"type": "Point", "coordinates": [NaN, 39.9]}',
    "infinity": '{"type": "Point", "coordinates": [46.75, Infinity]}',
    "string coordinates": '{"type": "Point", "coordinates": ["46.75", "39.9"]}',
    "words for coordinates": '{"type": "Polygon", "coordinates": [[["east", "north"], ["a", "b"], ["c", "d"]]]}',
    "unknown type": '{"type": "Blob", "coordinates": [46.75, 39.9]}',
    "null": "null",
    "empty": '{"type": "Polygon", "coordinates": []}',
    "1e308": '{"type": "Point", "coordinates": [1e308, 1e308]}',
    "0-area ring": '{"type": "Polygon", "coordinates": [[[46.75, 39.9], [46.76, 39.9], [46.75, 39.9], [46.75, 39.9]]]}',
}
IN_A_FRAME = {
    "NaN": shapely.Point(float("nan"), 39.9),
    "infinity": shapely.Point(46.75, float("inf")),
    "1e308": shapely.Point(1e308, 1e308),
    "empty": shapely.Polygon(),
    "None": None,
    "0-area ring": shapely.Polygon([(46.75, 39.9), (46.76, 39.9), (46.75, 39.9), (46.75, 39.9)]),
    "beyond the poles": shapely.Point(46.75, 95.0),
}
COUNTS = """() => {
    const [layer] = zonemark.data.layers;
    const { drawn } = zonemark.engine.drawnCounts()[0];
    return [layer.count, drawn, layer.notDrawn.map(({ record }) => layer.column("id").get(record))];
}"""


def feature(number, geometry, **properties):
    said = json.dumps({"id": f"Z-{number}", "area_type": "CHA", **properties})
    return f'{{"type": "Feature", "properties": {said}, "geometry": {geometry}}}'


def map_of_file(tmp_path, *features):
    path = tmp_path / "zones.geojson"
    path.write_text('{"type": "FeatureCollection", "features": [' + ",\n".join(features) + "]}", encoding="utf-8")
    return draw(geo.read(path, kind="hazards"), title="Zones").save(tmp_path / "map.html")


def three_good():
    return [feature(number, json.dumps(shapely.geometry.mapping(zone))) for number, zone in enumerate(GOOD, 1)]


def assert_three_drawn_and_the_fourth_listed(page):
    assert page.evaluate(COUNTS) == [4, 3, ["Z-4"]]
    assert "4 recorded, 3 drawn, 1 without usable position" in page.get_by_role("banner").inner_text()
    page.get_by_role("tab", name="Records").click()
    page.get_by_role("button", name="Not on the map (1)").click()
    expect(page.get_by_role("listitem").filter(has_text="Z-4")).to_have_count(1)
    assert page.get_by_role("alert").filter(has_text="not complete").count() == 0


@pytest.mark.parametrize("broken", IN_A_FILE)
def test_beside_a_broken_feature_of_a_file_three_zones_are_drawn(broken, open_map, tmp_path):
    path = map_of_file(tmp_path, *three_good(), feature(4, IN_A_FILE[broken]))
    assert_three_drawn_and_the_fourth_listed(open_map(path))


@pytest.mark.parametrize("broken", IN_A_FRAME)
def test_beside_a_broken_geometry_of_a_frame_three_zones_are_drawn(broken, open_map, tmp_path):
    records = {"id": ["Z-1", "Z-2", "Z-3", "Z-4"], "area_type": ["CHA"] * 4}
    frame = geopandas.GeoDataFrame(records, geometry=[*GOOD, IN_A_FRAME[broken]], crs=4326)
    path = draw(Layer("zones", "hazards", frame), title="Zones").save(tmp_path / "map.html")
    assert_three_drawn_and_the_fourth_listed(open_map(path))


def test_a_style_that_would_hide_all_hides_nothing(open_map, tmp_path):
    hiding = {"style": {"display": "none", "opacity": 0, "fillOpacity": 0, "stroke": False, "weight": 0}}
    hidden = feature(4, json.dumps({"type": "Polygon", "coordinates": [RING]}), **hiding)
    page = open_map(map_of_file(tmp_path, *three_good(), hidden))
    assert page.evaluate(COUNTS) == [4, 4, []]


def test_an_unclosed_ring_is_drawn_or_listed(open_map, tmp_path):
    unclosed = feature(4, json.dumps({"type": "Polygon", "coordinates": [RING[:-1]]}))
    count, drawn, listed = open_map(map_of_file(tmp_path, *three_good(), unclosed)).evaluate(COUNTS)
    assert count == 4
    assert (drawn, listed) in [(4, []), (3, ["Z-4"])]


def test_a_damaged_block_of_records_is_said_in_red(open_map, tmp_path):
    path = map_of_file(tmp_path, *three_good())
    text = path.read_text(encoding="utf-8")
    at = text.index('class="zm-data">') + 400
    path.write_text(text[:at] + ("A" * 40) + text[at + 40 :], encoding="utf-8")
    page = open_map(path, expect_errors=True)
    assert page.evaluate("document.documentElement.dataset.zonemark") == "failed"
    assert "Do not rely on it" in page.get_by_role("alert").inner_text()
    expect(page.locator("#zm-fallback h1")).to_be_visible()
