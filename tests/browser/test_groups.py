"""Counted groups: where many records lie close together, hexagons say how many; read from what is on the canvases."""

import numpy as np
import pytest
import shapely
from geopandas import GeoDataFrame
from waiting import wait_for_the_map_to_stand, wait_until

from geo.maps import draw
from geo.records import Layer

# Notes every number that is written on a canvas, and follows it where a tile is painted aside and put in place.
NOTED = """{
  const paint = CanvasRenderingContext2D.prototype;
  const notes = new WeakMap();
  const of = (canvas) => notes.get(canvas) ?? notes.set(canvas, []).get(canvas);
  const { fillText, drawImage, clearRect } = paint;
  paint.fillText = function (text, x, y) {
    const { a, d, e, f } = this.getTransform();
    of(this.canvas).push([text, (a * x + e) / this.canvas.width, (d * y + f) / this.canvas.height]);
    return fillText.apply(this, arguments);
  };
  paint.drawImage = function (image, ...more) {
    if (notes.has(image)) of(this.canvas).push(...of(image));
    return drawImage.call(this, image, ...more);
  };
  paint.clearRect = function (...box) {
    notes.delete(this.canvas);
    return clearRect.apply(this, box);
  };
  window.numbersDrawn = () => {
    const seen = new Map(); // a hexagon over the edge of tiles is drawn in each of them
    for (const canvas of document.querySelectorAll(".leaflet-zm-records-pane canvas")) {
      const { left, top, width, height } = canvas.getBoundingClientRect();
      for (const [text, x, y] of of(canvas))
        if (/^[0-9]+$/.test(text)) seen.set([left + x * width, top + y * height].map(Math.round).join(), Number(text));
    }
    return [...seen.entries()].map(([at, number]) => [...at.split(",").map(Number), number]);
  };
}"""
SETTLED = "zonemark.engine.whenDrawn()"
AT = [(45.0, 39.0), (47.0, 40.0), (46.0, 41.0)]


def points(random, count):
    return [shapely.Point(*(np.array(AT[i % 3]) + random.normal(0, 0.0005, 2))) for i in range(count)]


def confirmed(shapes):
    ids = [f"H{i}" for i in range(len(shapes))]
    return GeoDataFrame({"id": ids, "area_type": "CHA", "status": "open"}, geometry=shapes, crs=4326)


@pytest.fixture
def crowded(open_map, tmp_path):
    """Three towns with 300 hazards and 900 accidents."""
    random = np.random.default_rng(5)
    hazards = confirmed(points(random, 300))
    accidents = GeoDataFrame({"id": [f"A{i}" for i in range(900)]}, geometry=points(random, 900), crs=4326)
    layers = [Layer("hazards", "hazards", hazards, "Hazards"), Layer("accidents", "accidents", accidents, "Accidents")]
    draw(layers).save(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html", first=NOTED)
    page.evaluate("zonemark.map.setView([40, 46], 8, {animate: false})")
    page.evaluate(SETTLED)
    return page


def drawn(page):
    page.evaluate(SETTLED)
    return [number for _, _, number in page.evaluate("numbersDrawn()")]


def test_the_numbers_on_the_map_add_up_to_the_heading_whatever_is_filtered(crowded):
    assert "1,200 recorded, 1,200 drawn" in crowded.locator(".zm-counts").inner_text()
    assert sum(drawn(crowded)) == 1200
    crowded.get_by_label("Show Hazards", exact=True).click(force=True)
    assert sum(drawn(crowded)) == 900
    crowded.get_by_label("Show Hazards", exact=True).click(force=True)
    odd = "zonemark.engine.setShown(1, Uint8Array.from({ length: 900 }, (_, record) => record % 3 === 0 ? 1 : 0))"
    crowded.evaluate(odd)
    assert sum(drawn(crowded)) == 600


def test_hexagons_show_hazards_first_open_on_click_and_end_near(crowded):
    [x, y, count] = max(crowded.evaluate("numbersDrawn()"), key=lambda one: one[2])
    box = crowded.locator(".folium-map").bounding_box()
    red, green, blue, _ = crowded.evaluate("""async ([x, y]) => {
        const canvas = [...document.querySelectorAll(".leaflet-zm-records-pane canvas")].find((one) => {
            const box = one.getBoundingClientRect();
            return x > box.left && x < box.right && y > box.top && y < box.bottom;
        });
        const { left, top, width, height } = canvas.getBoundingClientRect();
        const at = [((x - left) * canvas.width) / width, ((y - top) * canvas.height) / height];
        return [...canvas.getContext("2d").getImageData(...at, 1, 1).data];
    }""", [x - 12, y + 6])  # fmt: skip
    assert red > 200 and green < 160  # a quarter of its records are hazards, and they come first
    assert count >= 300 and box["x"] < x < box["x"] + box["width"]
    crowded.mouse.move(x, y)
    wait_until(crowded, f"document.querySelector('.zm-tip').textContent === '{count} records'")
    before = crowded.evaluate("zonemark.map.getZoom()")
    crowded.mouse.click(x, y)
    wait_until(crowded, f"zonemark.map.getZoom() > {before + 1}")
    wait_for_the_map_to_stand(crowded)
    crowded.evaluate("zonemark.map.setZoom(12, {animate: false})")
    assert drawn(crowded) == []


def test_a_ribbon_of_small_shapes_is_drawn_under_its_hexagons(open_map, tmp_path):
    ribbon = [shapely.box(46 + 0.004 * i, 39.996, 46.0036 + 0.004 * i, 40) for i in range(430)]
    draw([Layer("hazards", "hazards", confirmed(ribbon), "Hazards")]).save(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html", first=NOTED)
    assert sum(drawn(page)) > 300  # there are hexagons
    columns = page.evaluate("""() => {
        const seen = new Set();
        for (const canvas of document.querySelectorAll(".leaflet-zm-records-pane canvas")) {
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            const left = canvas.getBoundingClientRect().left;
            for (let i = 0; i < data.length; i += 4) // no hexagon has the full red of a symbol
                if (data[i] > 200 && data[i + 1] < 60 && data[i + 3] > 200) seen.add(left + ((i / 4) % width));
        }
        return seen.size;
    }""")
    assert columns > 250  # nearly as long as it is, and no rings


# Where texts are written over the map, and where its groups lie, in px of the window.
OVER_GROUPS = """async () => {
  const { engine, map } = zonemark;
  const paint = CanvasRenderingContext2D.prototype;
  const { fillText } = paint;
  const texts = [];
  paint.fillText = function (text, x, y) {
    const wide = this.measureText(text).width;
    const left = x - (this.textAlign === "center" ? wide / 2 : 0);
    if (this.canvas.className.includes("zm-overlay")) texts.push([text, left, left + wide, y, this.canvas]);
    return fillText.apply(this, arguments);
  };
  engine.relabel();
  await engine.whenDrawn();
  paint.fillText = fillText;
  const box = map.getContainer().getBoundingClientRect();
  const from = map.getPixelBounds().min;
  const { groups } = engine.groups.at(256 * 2 ** map.getZoom());
  const over = [];
  for (const [text, left, right, y, canvas] of texts) {
    const at = canvas.getBoundingClientRect();
    const [west, east, middle] = [left + at.left - box.left, right + at.left - box.left, y + at.top - box.top];
    for (const { x, y, radius } of groups) {
      const away = Math.max(west - x + from.x, x - from.x - east, 0);
      if (Math.hypot(away, middle - y + from.y) < radius * 0.85) over.push(text);
    }
  }
  return [texts.length, groups.length, over];
}"""


def test_no_name_and_no_degree_is_written_over_a_group(open_map, tmp_path):
    shapes = shapely.points(np.random.default_rng(7).uniform((43, 37.5), (51, 42), (20_000, 2)))
    page = open_map(draw(Layer("hazards", "hazards", confirmed(shapes), "Hazards")).save(tmp_path / "map.html"))
    page.evaluate("zonemark.map.setView([40, 46.6], 7.5, {animate: false})")
    page.evaluate(SETTLED)
    texts, groups, over = page.evaluate(OVER_GROUPS)
    assert texts > 5 and groups > 50, (texts, groups)
    assert over == []
