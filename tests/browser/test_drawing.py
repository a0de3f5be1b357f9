"""What the engine draws, seen in its pixels, and what it finds under a finger."""

from __future__ import annotations

import math
from math import cos, sin

import geopandas
import pytest
import shapely
from backgrounds import png, raster_pmtiles
from waiting import wait_until

from geo.maps import draw
from geo.records.layer import Layer

LON, LAT = 46.75, 39.75
ZONE = shapely.box(LON - 0.001, LAT - 0.001, LON + 0.001, LAT + 0.001)
BAD = {
    "not_a_number": shapely.Point(math.nan, 40),
    "infinity": shapely.Point(math.inf, 40),
    "1e308": shapely.Point(1e308, 40),
    "empty": shapely.from_wkt("POLYGON EMPTY"),
    "null": None,
    "0-area ring": shapely.Polygon([(LON + 0.1, LAT)] * 4),
}

PIXEL = """([lon, lat, pane]) => {
  const { map } = zonemark;
  const box = map.getContainer().getBoundingClientRect();
  const at = map.latLngToContainerPoint([lat, lon]).add([box.left, box.top]);
  for (const canvas of document.querySelectorAll(`.leaflet-${pane}-pane canvas`)) {
    const { left, top, width, height } = canvas.getBoundingClientRect();
    if (at.x < left || at.y < top || at.x >= left + width || at.y >= top + height) continue;
    const scale = canvas.width / width;
    const [r, g, b, a] = canvas.getContext("2d").getImageData((at.x - left) * scale, (at.y - top) * scale, 1, 1).data;
    if (a) return [r, g, b, a];
  }
  return null;
}"""


def hazards(geometries, **columns):
    count = len(geometries)
    data = {"id": [f"H{number}" for number in range(count)], "area_type": ["CHA"] * count, "status": ["open"] * count}
    return Layer(
        "zones", "hazards", geopandas.GeoDataFrame({**data, **columns}, geometry=geometries, crs=4326), "Zones"
    )


@pytest.fixture
def show(open_map, tmp_path):
    """Draw layers and open the file."""

    def open_(*layers, width=1280, height=800, **options):
        path = tmp_path / "map.html"
        draw(layers, title="Test", **options).save(path)
        return open_map(path, width=width, height=height)

    return open_


def look(page, lon, lat, zoom):
    page.evaluate(
        "async ([lon, lat, zoom]) => { zonemark.map.setView([lat, lon], zoom, { animate: false });"
        " await zonemark.engine.whenDrawn(); }",
        [lon, lat, zoom],
    )


def pixel(page, lon, lat, pane="zm-records"):
    return page.evaluate(PIXEL, [lon, lat, pane])


def wait_for_pixel(page, lon, lat, pane):
    """Wait until something is drawn; playwright's own waiting evaluates text, which the page's policy forbids."""
    poll = f"""async (at) => {{
      let seen = null;
      while (!seen) {{
        seen = ({PIXEL})(at);
        await new Promise(requestAnimationFrame);
      }}
      return seen;
    }}"""
    return page.evaluate(poll, [lon, lat, pane])


def hits(page, lon, lat):
    return [found["record"] for found in page.evaluate("([lon, lat]) => zonemark.engine.hits(lon, lat)", [lon, lat])]


def counts(page):
    return [(each["recorded"], each["drawn"]) for each in page.evaluate("zonemark.engine.drawnCounts()")]


@pytest.fixture(scope="module")
def small_zone(open_once, tmp_path_factory):
    return open_once(draw([hazards([ZONE])], title="Test").save(tmp_path_factory.mktemp("small") / "map.html"))


@pytest.mark.parametrize("zoom", [2, 5, 9, 12, 15, 18])
def test_a_small_zone_is_visible_at_every_zoom(small_zone, zoom):
    look(small_zone, LON, LAT, zoom)
    assert pixel(small_zone, LON, LAT) is not None


def test_confirmed_is_red_and_suspected_orange(show):
    beside = shapely.box(LON + 0.002, LAT - 0.001, LON + 0.004, LAT + 0.001)
    page = show(hazards([ZONE, beside], area_type=["CHA", "SHA"]))
    look(page, LON, LAT, 16)
    red, orange = pixel(page, LON + 0.0004, LAT + 0.0002), pixel(page, LON + 0.0033, LAT + 0.0002)
    assert red[0] > 100 and red[1] < 30
    assert orange[0] > 120 and 60 < orange[1] < 180 and orange[2] < 60


def test_nothing_is_drawn_in_the_hole_of_a_zone(show):
    ring = shapely.Polygon(ZONE.exterior, [ZONE.buffer(-0.0005).exterior])
    page = show(hazards([ring]))
    look(page, LON, LAT, 17)
    assert pixel(page, LON, LAT) is None
    assert hits(page, LON, LAT) == []


def test_every_overlapping_zone_is_reached_by_one_click(show):
    page = show(hazards([ZONE, ZONE.buffer(0.001), shapely.affinity.translate(ZONE, 0.0005), shapely.Point(LON, LAT)]))
    look(page, LON, LAT, 16)
    page.evaluate("zonemark.engine.onClick((found) => { window.found = found.map((each) => each.record); })")
    box = page.locator(".leaflet-container").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_until(page, "window.found")
    assert page.evaluate("found") == [3, 2, 1, 0]


def test_a_click_beside_a_zone_finds_nothing(show):
    page = show(hazards([ZONE]))
    look(page, LON, LAT, 16)
    assert hits(page, LON + 0.002, LAT) == []


@pytest.mark.parametrize("name", BAD)
def test_three_good_zones_beside_a_bad_one_are_drawn_and_the_fourth_is_listed(show, name):
    beside = [shapely.affinity.translate(ZONE, 0.01 * step) for step in range(3)]
    page = show(hazards([*beside, BAD[name]]))
    look(page, LON, LAT, 14)
    assert counts(page) == [(4, 3)]
    assert all(pixel(page, LON + 0.01 * step, LAT) for step in range(3))
    assert page.evaluate("zonemark.data.layers[0].notDrawn.map((each) => each.record)") == [3]


def test_a_ring_without_area_is_listed_and_still_marked_where_it_lies(show):
    page = show(hazards([ZONE, BAD["0-area ring"]]))
    look(page, LON + 0.1, LAT, 14)
    assert pixel(page, LON + 0.1, LAT) is not None


def test_a_filter_takes_zones_away_and_gives_them_back(show):
    page = show(hazards([ZONE]))
    look(page, LON, LAT, 15)
    hide = """async (mask) => {
      zonemark.engine.setShown(0, mask && Uint8Array.from(mask));
      await zonemark.engine.whenDrawn();
    }"""
    page.evaluate(hide, [0])
    assert pixel(page, LON, LAT) is None
    assert hits(page, LON, LAT) == []
    page.evaluate(hide, None)
    assert pixel(page, LON, LAT) is not None


def near(lon, lat):
    return f"zonemark.engine.near({{lon: {lon}, lat: {lat}, accuracy_m: 0}}, {{radius_m: 5000, mostRows: 5}})"


def test_a_filter_does_not_hide_what_is_near(show):
    page = show(hazards([ZONE]))
    page.evaluate("zonemark.engine.setShown(0, Uint8Array.from([0]))")
    found = page.evaluate(near(LON, LAT))["hazards"]["rows"]
    assert [(each["inside"], each["distance_m"], each["bearing_deg"]) for each in found] == [(True, 0, None)]


def test_what_is_near_has_its_distance_on_the_ellipsoid(show):
    page = show(hazards([ZONE, shapely.affinity.translate(ZONE, 0.02, 0)]))
    found = page.evaluate(near(LON - 0.011, LAT))["hazards"]["rows"]
    assert [each["ref"]["record"] for each in found] == [0, 1]
    assert found[0]["distance_m"] == pytest.approx(857.1, abs=1)  # 0.01 degree of longitude at 39.75° N
    assert found[0]["bearing_deg"] == pytest.approx(90, abs=0.5)


def test_an_uncertain_position_has_the_circle_it_may_lie_in(show):
    page = show(hazards([shapely.Point(LON, LAT)], area_type=["indication"], position_accuracy_m=[500.0]))
    look(page, LON, LAT, 15)
    assert pixel(page, LON, LAT + 0.003) is None  # 330 m north: within an outline
    around = [pixel(page, LON + 0.005853 * sin(turn), LAT + 0.0045 * cos(turn)) for turn in range(20)]
    assert any(around) and not all(around)  # the dashes of the circle
    assert hits(page, LON, LAT + 0.003) == [0]
    beyond = pixel(page, LON, LAT + 0.006, "zm-overlay")  # 670 m north
    page.evaluate("zonemark.engine.select({ layer: 0, record: 0 })")
    assert wait_for_pixel(page, LON, LAT + 0.003, "zm-overlay")  # filled where it is selected
    assert pixel(page, LON, LAT + 0.006, "zm-overlay") == beyond


def test_a_position_that_names_a_district_has_a_mark_of_its_own(show):
    columns = {"area_type": ["indication"] * 2, "position_accuracy_m": [20_000.0, 50.0]}
    page = show(hazards([shapely.Point(LON, LAT), shapely.Point(LON + 0.02, LAT)], **columns))
    look(page, LON, LAT, 13)
    assert pixel(page, LON, LAT) is None  # a frame around nothing
    assert pixel(page, LON + 0.02, LAT) is not None  # a ring with its middle


def test_a_zone_across_the_antimeridian_is_drawn_on_both_its_sides_and_nowhere_else(show):
    page = show(
        hazards([shapely.from_wkt("POLYGON ((179.98 -17, -179.98 -17, -179.98 -17.02, 179.98 -17.02, 179.98 -17))")])
    )
    look(page, 180, -17.01, 12)
    assert pixel(page, 179.99, -17.01) is not None
    assert pixel(page, 180.01, -17.01) is not None
    look(page, 0, -17.01, 12)
    assert pixel(page, 0, -17.01) is None


def test_every_kind_of_shape_is_drawn(show):
    texts = [
        f"POINT ({LON} {LAT})",
        f"MULTIPOINT (({LON + 0.01} {LAT}), ({LON + 0.011} {LAT}))",
        f"LINESTRING ({LON + 0.02} {LAT - 0.001}, {LON + 0.02} {LAT + 0.001})",
        f"GEOMETRYCOLLECTION (POINT ({LON + 0.03} {LAT}), LINESTRING ({LON + 0.031} {LAT}, {LON + 0.032} {LAT}))",
        shapely.force_3d(shapely.affinity.translate(ZONE, 0.04), 9).wkt,
    ]
    page = show(hazards([shapely.from_wkt(text) for text in texts]))
    look(page, LON + 0.02, LAT, 15)
    assert counts(page) == [(5, 5)]
    assert all(pixel(page, LON + 0.01 * number, LAT) is not None for number in range(5))


def test_a_file_that_was_cut_short_says_so_in_red(open_map, tmp_path):
    draw([hazards([ZONE])], title="Test").save(tmp_path / "map.html")
    whole = (tmp_path / "map.html").read_bytes()
    (tmp_path / "map.html").write_bytes(whole[: whole.index(b'id="zm-data"') + 300])
    page = open_map(tmp_path / "map.html", expect_errors=True)
    assert page.evaluate("document.documentElement.dataset.zonemark") == "failed"
    assert page.get_by_role("alert").is_visible()


def test_a_selected_record_is_ringed(show):
    page = show(hazards([ZONE]))
    look(page, LON, LAT, 16)
    page.evaluate("zonemark.engine.select({ layer: 0, record: 0 })")
    red, green, blue, _ = wait_for_pixel(page, LON - 0.001, LAT + 0.0005, "zm-overlay")
    assert blue > max(red, green)


def test_the_sheet_for_paper_shows_the_same_records(show):
    page = show(hazards([ZONE]))
    red = page.evaluate(
        """async (bounds) => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 1200, height: 1200 });
          const ctx = canvas.getContext("2d");
          const sheet = { bounds, width: 400, height: 400, pixelRatio: 3, strongPatterns: true };
          await zonemark.engine.drawTo(ctx, sheet);
          return [...ctx.getImageData(600, 600, 1, 1).data];
        }""",
        [LON - 0.002, LAT - 0.0015, LON + 0.002, LAT + 0.0015],
    )
    assert red[0] > 120 and red[1] < 160 and red[3] == 255


def test_the_counts_of_the_view_follow_the_view(show):
    page = show(hazards([ZONE, shapely.affinity.translate(ZONE, 3)]))
    look(page, LON, LAT, 12)
    found = page.evaluate("zonemark.engine.countsInView().get('0|hazards/CHA/open')")
    assert found == {"inView": 1, "shown": 2, "total": 2}


def test_all_colombian_records_are_on_one_map(show, shared_data):
    files = sorted((shared_data / "colombia_mines").glob("*.json"))
    frames = [geopandas.read_file(file).assign(file=file.stem) for file in files]
    whole = geopandas.GeoDataFrame(geopandas.pd.concat(frames, ignore_index=True), geometry="geometry", crs=4326)
    whole["id"] = [f"CO-{number}" for number in range(len(whole))]
    page = show(Layer("events", "accidents", whole, "Events"))
    assert counts(page) == [(36_527, 36_527)]
    place = page.evaluate("zonemark.data.layers[0].column('MUNICIPIO').get(36526)")
    assert place == whole["MUNICIPIO"].iloc[-1]


def test_a_background_file_is_drawn_under_the_records(show, tmp_path):
    square = geopandas.GeoDataFrame({"name": ["x"]}, geometry=[shapely.box(46, 39, 48, 41)], crs=4326)
    square.to_file(tmp_path / "ground.pmtiles", driver="PMTiles", layer="ground", MINZOOM=0, MAXZOOM=5)
    page = show(hazards([ZONE]), basemap=tmp_path / "ground.pmtiles")
    look(page, LON, LAT, 8)
    wait_for_pixel(page, LON + 0.3, LAT, "zm-basemap")
    assert pixel(page, LON, LAT) is not None


def test_a_background_of_pictures_is_drawn_too(show, tmp_path):
    page = show(hazards([ZONE]), basemap=raster_pmtiles(tmp_path / "ground.pmtiles", png(130)))
    look(page, LON, LAT, 8)
    assert wait_for_pixel(page, LON + 0.3, LAT, "zm-basemap")[:3] == [130, 130, 130]


LOOKS_UNPAINTED = """() => [...document.querySelectorAll(".leaflet-zm-records-pane canvas")].filter((tile) => {
  const { visibility, backgroundImage } = getComputedStyle(tile);
  return visibility === "visible" && backgroundImage !== "none";
}).length"""


def test_land_whose_records_are_not_painted_yet_does_not_look_empty(show):
    page = show(hazards([ZONE]))
    assert page.evaluate(LOOKS_UNPAINTED) == 0
    page.evaluate("""() => {
        const tiles = zonemark.engine.recordTiles;
        const { paint } = tiles;
        const freed = new Promise((free) => (window.free = free));
        tiles.paint = async (...all) => { await freed; return paint(...all); };
        zonemark.map.panBy([3000, 0], {animate: false});
    }""")
    wait_until(page, f"({LOOKS_UNPAINTED})() > 0")
    page.evaluate("window.free()")
    page.evaluate("zonemark.engine.whenDrawn()")
    assert page.evaluate(LOOKS_UNPAINTED) == 0


GLIDES = """async () => {
  const { map, engine } = zonemark;
  const tiles = (zoom) => [...engine.recordTiles.jobs.values()].filter(({coords}) => coords.z === zoom);
  const before = map.getZoom();
  const told = new Promise((done) => map.once("zoomend", done));
  const end = map._onZoomTransitionEnd;
  map._onZoomTransitionEnd = () => undefined; // it glides for as long as a slow machine paints
  map.setZoom(before + 3);
  await new Promise((done) => map.once("zoomanim", done));
  await engine.recordTiles.whenIdle();
  const onTheWay = [map._animatingZoom, tiles(before).length > 0, tiles(before + 3).filter(({done}) => !done).length];
  const canvas = document.querySelector("canvas.zm-overlay");
  Object.assign(map, { _onZoomTransitionEnd: end })._onZoomTransitionEnd();
  await told;
  const isHidden = canvas.hidden;
  await engine.whenDrawn();
  return [...onTheWay, isHidden, canvas.hidden, tiles(before).length];
}"""


def test_what_a_map_glides_to_is_painted_on_the_way_and_what_it_comes_from_stays_till_then(show):
    page = show(hazards([ZONE]), width=390, height=844)
    page.evaluate("zonemark.map.setZoom(9, {animate: false}), zonemark.engine.whenDrawn()")
    gliding, still_there, painted, labels_hidden, *after = page.evaluate(GLIDES)
    assert gliding and still_there and painted > 0
    assert labels_hidden  # those of the other zoom belong nowhere here
    assert after == [False, 0]


def test_tiles_are_smaller_on_a_phone(show):
    tiles = "[...document.querySelectorAll('.leaflet-zm-records-pane canvas')]"
    sides = f"[...new Set({tiles}.map((tile) => tile.clientWidth))]"
    assert show(hazards([ZONE]), width=390, height=844).evaluate(sides) == [256]
    assert show(hazards([ZONE])).evaluate(sides) == [512]


def test_ground_is_painted_after_the_records_of_a_view(show):
    page = show(hazards([ZONE]))
    painted = page.evaluate("""async () => {
        const { engine, map } = zonemark;
        const order = [];
        for (const [name, tiles] of [["records", engine.recordTiles], ["ground", engine.worldTiles]]) {
            const { paint } = tiles;
            tiles.paint = async (...all) => { await paint(...all); order.push(name); };
        }
        map.panBy([3000, 0], {animate: false});
        await engine.whenDrawn();
        return order;
    }""")
    assert painted == sorted(painted, reverse=True)
    assert {"records", "ground"} == set(painted)


def test_nothing_that_can_wait_is_done_while_records_wait_to_be_painted(show):
    waits, is_quiet = show(hazards([ZONE])).evaluate("""async () => {
        const { engine, map } = zonemark;
        const { paint } = engine.recordTiles;
        let free;
        const freed = new Promise((done) => (free = done));
        let isQuiet = false;
        const quiet = engine.quiet().then(() => (isQuiet = true));
        engine.recordTiles.paint = async (...all) => { await freed; return paint(...all); };
        map.panBy([3000, 0], {animate: false}); // a finger, after it was asked for
        for (let turn = 0; turn < 3; turn++) await new Promise((done) => requestIdleCallback(done));
        const waits = !isQuiet;
        free();
        await quiet;
        return [waits, isQuiet && !engine.recordTiles.isBusy];
    }""")
    assert waits and is_quiet
