"""Settings have pictures: the four main ones are told apart on the map, in lists, on paper and without scripts."""

import itertools

import geopandas
import pytest
from shapely import Point, box

import geo

MAIN = ("residential_area", "riverbank", "crossroads", "cemetery")
# Linear RGB as seen with protanopia and deuteranopia: Machado, Oliveira and Fernandes, 2009, severity 1.
SIGHTS = {
    "in colour": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "in grey": ((0.2126, 0.7152, 0.0722),) * 3,
    "with protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "with deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
}
# How much of two symbols, so many px high, differs plainly, as a person with that sight sees it on white.
DIFFERENCE = """([key, one, other, sight, px]) => {
  const seen = (setting) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [1.4 * px, px];
    zonemark.engine.drawSymbol(canvas, key, { ratio: px / 20, setting });
    const { data } = canvas.getContext("2d").getImageData(0.2 * px, 0, px, px);
    const light = (at) => {
      const share = data[at] / 255 * (data[at - at % 4 + 3] / 255) + 1 - data[at - at % 4 + 3] / 255;
      return share ** 2.2;
    };
    return Array.from({ length: px * px }, (_, i) => {
      const linear = [0, 1, 2].map((part) => light(4 * i + part));
      const mixed = sight.map((row) => row.reduce((sum, share, part) => sum + share * linear[part], 0));
      return mixed.map((part) => Math.max(0, Math.min(1, part)) ** (1 / 2.2));
    });
  };
  const [a, b] = [seen(one), seen(other)];
  return a.filter((pixel, i) => Math.hypot(...pixel.map((part, at) => part - b[i][at])) > 0.35).length / (px * px);
}"""


def points(settings):
    columns = {
        "id": [f"P-{n}" for n in range(len(settings))],
        "area_type": ["CHA"] * len(settings),
        "status": ["open"] * len(settings),
        "setting": list(settings),
    }
    shapes = [Point(46.513 + 0.02 * n, 39.913) for n in range(len(settings))]
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=4326)


@pytest.fixture
def page(open_map, tmp_path):
    return open_map(geo.draw({"Reports": points([*MAIN, None])}, kind="hazards").save(tmp_path / "map.html"))


@pytest.mark.parametrize("sight", SIGHTS)
def test_the_four_main_settings_are_told_apart(page, sight):
    for class_ in ("CHA/open", "SHA/open", "indication/unknown"):
        key = f"hazards/{class_}"
        for px in (20, 14):
            assert page.evaluate(DIFFERENCE, [key, MAIN[0], MAIN[0], SIGHTS[sight], px]) == 0
            for one, other in itertools.combinations(MAIN, 2):
                assert page.evaluate(DIFFERENCE, [key, one, other, SIGHTS[sight], px]) > 0.1, (class_, one, other, px)


INK = """(record) => {
  const canvas = document.querySelector("canvas.zm-overlay");
  const [lon, lat] = zonemark.ui.layers[0].geometry.anchor(record);
  const at = zonemark.map.latLngToContainerPoint([lat, lon]);
  const [box, map] = [canvas, zonemark.map.getContainer()].map((one) => one.getBoundingClientRect());
  const ratio = canvas.width / box.width;
  const corner = [at.x + map.left - box.left - 10, at.y + map.top - box.top - 10];
  const part = [...corner, 20, 20].map((px) => px * ratio);
  return [...canvas.getContext("2d").getImageData(...part).data].join();
}"""


def test_each_record_has_the_pictogram_of_its_setting_on_the_map(page):
    pictures = [page.evaluate(INK, record) for record in range(5)]
    assert len(set(pictures[:4])) == 4
    assert set(pictures[4].split(",")) == {"0"}, "a record without a setting has none"


def test_lists_and_card_name_the_kind_of_place_first(page):
    page.get_by_role("tab", name="Records").click()
    row = page.get_by_role("listitem").nth(3)
    assert "Cemetery · " in row.inner_text()
    row.get_by_role("button").click()
    assert page.get_by_role("article").locator(".zm-kind").inner_text().startswith("Cemetery · ")


def test_paper_lists_the_settings(page):
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    rows = page.locator(".zm-sheetlegend li").all_inner_texts()
    assert rows[1:5] == ["Residential area", "Riverbank", "Crossroads", "Cemetery"]


def test_a_click_on_the_pictogram_beside_a_small_zone_opens_the_zone(open_map, tmp_path):
    frame = points(["school", "road"])
    frame.geometry = [box(46.5, 39.9, 46.501, 39.901), box(46.52, 39.9, 46.521, 39.901)]
    page = open_map(geo.draw({"Zones": frame}, kind="hazards").save(tmp_path / "map.html"))
    page.evaluate("zonemark.map.setView([39.9, 46.51], 14, { animate: false })")
    where = """() => {
      const { x, y } = zonemark.map.latLngToContainerPoint([39.901, 46.5005]);
      const box = zonemark.map.getContainer().getBoundingClientRect();
      return [x + box.left, y + box.top - 11];
    }"""
    page.evaluate("zonemark.engine.whenDrawn()")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.click(*page.evaluate(where))
    assert "P-0" in page.get_by_role("article").inner_text()


def test_without_scripts_the_settings_are_shown_and_counted(open_map, tmp_path):
    frame = points([*MAIN, "cemetery"])
    page = open_map(geo.draw({"Reports": frame}, kind="hazards").save(tmp_path / "map.html"), javascript=False)
    assert page.locator("#zm-overview use").count() == 5
    key = page.locator(".zm-settings").inner_text()
    assert "cemetery: 2" in key and "riverbank: 1" in key
