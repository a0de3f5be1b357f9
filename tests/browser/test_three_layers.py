"""Files called suspected, cleared and incidents, without a column of types: three symbols, and the doubt first."""

import json

import pytest
from playwright.sync_api import expect

from geo.cli import main
from geo.mapfile.opening import open_map as read_map


def feature(number, x, y):
    square = [[x, y], [x + 0.004, y], [x + 0.004, y + 0.004], [x, y + 0.004], [x, y]]
    return {
        "type": "Feature",
        "properties": {"name": f"field {number}"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The map, and what was printed when it was made."""
    from contextlib import redirect_stdout
    from io import StringIO

    folder = tmp_path_factory.mktemp("three")
    paths = []
    for row, name in enumerate(("suspected", "cleared", "incidents")):
        features = [feature(number, 46.9 + number / 100, 39.5 + row / 100) for number in range(3)]
        paths.append(folder / f"{name}.geojson")
        paths[-1].write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    with redirect_stdout(StringIO()) as out:
        assert main(["map", *map(str, paths), "-o", str(folder / "map.html")]) == 0
    return folder / "map.html", out.getvalue().splitlines()


def test_the_doubt_is_the_first_thing_that_is_said_and_is_said_once(made):
    _, said = made
    assert "cleared.geojson: The name tells of land that was released" in said[0] and "--kind releases" in said[0]
    assert "incidents.geojson: The name tells of accidents" in said[1] and "--kind accidents" in said[1]
    assert sum("The name tells" in line for line in said) == 2 and len(said) <= 10


def test_the_drawn_map_has_all_records_and_three_symbols(made, open_map):
    path, _ = made
    assert [len(layer.frame) for layer in read_map(path).layers] == [3, 3, 3]
    page = open_map(path)
    looks = page.locator(".zm-layerrow canvas").evaluate_all("all => all.map((one) => one.toDataURL())")
    assert len(looks) == 3 and len(set(looks)) == 3
    expect(page.locator(".zm-layerrow")).to_have_count(3)


def test_the_page_says_the_doubt_too(made, open_map):
    page = open_map(made[0])
    page.locator("summary", has_text="About this map").click()
    expect(page.locator(".zm-about")).to_contain_text("cleared: The name tells of land that was released")
    expect(page.locator(".zm-about")).not_to_contain_text("suspected: The name tells")
