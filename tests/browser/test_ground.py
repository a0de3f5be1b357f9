"""With no network, a reader sees on the map where it lies: the state, towns, waters; and can ask."""

import math

import geopandas
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect

from geo.maps import draw
from geo.maps.ground import world

# Where, the state, a town, and the rivers that the data have within 30 km.
PLACES = {
    "Aghdam": ((46.93, 39.99), "AZERBAIJAN", "Aghdam", set()),
    "Doboj": ((18.09, 44.73), "BOSNIA & HERZEGOVINA", "Doboj", {"Bosna"}),
    "Izium": ((37.26, 49.21), "UKRAINE", "Izyum", {"Siverskyi Donets", "Oskil"}),
    "Hodeidah": ((42.95, 14.8), "YEMEN", "Al Ḩudaydah", set()),
    "Pailin": ((102.61, 12.85), "CAMBODIA", "Pailin", set()),
    "Tumaco": ((-78.76, 1.8), "COLOMBIA", "Tumaco", {"Mira"}),
}
WRITTEN = "zonemark.engine.written.map((label) => label.text)"
# For each label how far it reaches beyond the pane that it begins in, and whether it lies under what is over the map.
CUT = """zonemark.engine.written.map(({ text, x, y, half }) => {
    const pane = zonemark.map.getContainer().getBoundingClientRect();
    const canvas = document.querySelector('.leaflet-zm-overlay-pane canvas').getBoundingClientRect();
    const [left, right] = [canvas.left + x - half, canvas.left + x + half];
    const [top, bottom] = [canvas.top + y - 6, canvas.top + y + 6];
    const meets = (one) => left < one.right && right > one.left && top < one.bottom && bottom > one.top;
    const isWhole = left >= pane.left && right <= pane.right && top >= pane.top && bottom <= pane.bottom;
    const boxOf = (one) => one.getBoundingClientRect();
    const over = [...document.querySelectorAll('.zm-mapbuttons, .zm-locator')].map(boxOf);
    return { text, inSight: meets(pane), whole: isWhole, under: over.some(meets) };
})"""
NEAR_M = 30_000


def zones(lon, lat, half=0.15):
    spots = [(lon + dx * half, lat + dy * half) for dx in (-1, 0, 1) for dy in (-1, 1)]
    shapes = [shapely.box(x, y, x + 0.004, y + 0.003) for x, y in spots]
    table = {"id": [f"Z-{n}" for n in range(len(shapes))], "area_type": "SHA", "status": "open"}
    return geopandas.GeoDataFrame(table, geometry=shapes, crs=4326)


METRES_PER_DEGREE = 111_200


def rivers_near(lon, lat):
    """What the rivers and lakes of the data are called that lie within 30 km; "" for one without a name."""
    shrink = math.cos(math.radians(lat))
    box = world.Box(lon - 1, lat - 1, lon + 1, lat + 1)
    found = [world.rivers(box), world.lakes(box)]
    shapes, names = np.concatenate([shapes for shapes, _ in found]), [own for _, some in found for own in some]
    flat = shapely.transform(shapes, lambda vertices: vertices * (shrink, 1))
    distances = shapely.distance(flat, shapely.Point(lon * shrink, lat)) * METRES_PER_DEGREE
    return {names[at].get("", "") for at in np.flatnonzero(distances < NEAR_M)}


@pytest.mark.parametrize("name", PLACES)
def test_rivers_and_lakes_near_a_place_have_names(name):
    lonlat, *_, rivers = PLACES[name]
    assert rivers_near(*lonlat) - {""} == rivers


@pytest.fixture
def opened(open_map, tmp_path):
    def opened(lonlat, **how):
        path = draw({"Zones": zones(*lonlat)}, kind="hazards", title="Somewhere", **how).save(tmp_path / "map.html")
        return open_map(path)

    return opened


@pytest.mark.parametrize("name", PLACES)
def test_the_map_names_the_state_a_town_and_the_rivers(opened, name):
    lonlat, state, town, rivers = PLACES[name]
    page = opened(lonlat)
    assert {state, town, *rivers} <= set(page.evaluate(WRITTEN))
    assert page.seen.asked == []


def crowd(lon, lat, half):
    """Records all around a place, with a pictogram each, nearer to one another than names are wide."""
    spots = np.random.default_rng(5).uniform(-half, half, (24, 2)) * (1, 0.5) + (lon, lat)
    table = {"name": [f"Z-{n}" for n in range(len(spots))], "area_type": "SHA", "status": "open"}
    table["setting"] = "cemetery"
    return geopandas.GeoDataFrame(table, geometry=geopandas.points_from_xy(*spots.T), crs=4326)


@pytest.mark.parametrize(
    "lonlat, half, state, town",
    [((103.2, 13.1), 0.3, "CAMBODIA", "Battambang"), ((18.41, 43.86), 0.15, "BOSNIA & HERZEGOVINA", "Sarajevo")],
    ids=["Battambang", "Sarajevo"],
)
def test_on_a_phone_the_state_and_the_town_are_named_among_many_records(open_map, tmp_path, lonlat, half, state, town):
    path = draw({"Zones": crowd(*lonlat, half)}, kind="hazards").save(tmp_path / "map.html")
    page = open_map(path, width=390, height=844)
    assert {state, town} <= {one["text"] for one in page.evaluate(CUT) if one["inSight"]}


@pytest.mark.parametrize("size", [(390, 844), (1280, 800)], ids=["phone", "wide"])
@pytest.mark.parametrize(
    "lonlat, state",
    [
        ((15.63, 78.22), "NORWAY"),
        ((144.79, 13.47), "GUAM"),
        ((-5.71, -15.94), "ST. HELENA, ASCENSION & TRISTAN DA CUNHA"),
    ],
    ids=["Longyearbyen", "Guam", "St Helena"],
)
def test_the_state_is_named_on_a_small_or_far_island(open_map, tmp_path, size, lonlat, state):
    ends = shapely.points([lonlat, (lonlat[0] + 0.02, lonlat[1] + 0.01)])
    zones = geopandas.GeoDataFrame({"id": ["A", "B"]}, geometry=ends, crs=4326)
    page = open_map(draw({"Zones": zones}, kind="hazards").save(tmp_path / "map.html"), width=size[0], height=size[1])
    found = {one["text"]: one["inSight"] and not one["under"] for one in page.evaluate(CUT)}
    assert found.get(state)


def test_a_river_is_named_in_the_language_of_the_page(opened):
    assert "Сіверський Донець" in opened(PLACES["Izium"][0], language="uk").evaluate(WRITTEN)


def test_a_lake_is_named(opened):
    assert "Sevan" in opened((45.3, 40.35)).evaluate(WRITTEN)


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)])
def test_no_name_is_cut_by_the_edge_of_the_map_or_lies_under_its_buttons(open_map, tmp_path, size):
    path = draw({"Zones": zones(*PLACES["Aghdam"][0], half=1)}, kind="hazards").save(tmp_path / "map.html")
    page = open_map(path, width=size[0], height=size[1])
    seen = []
    for zoom in (6.6, 7.3, 8.1, 9.2, 10):
        page.evaluate("zoom => zonemark.map.setZoom(zoom, {animate: false})", zoom)
        page.evaluate("zonemark.engine.whenDrawn()")
        seen += page.evaluate(CUT)
    assert len([one for one in seen if one["inSight"]]) > 20
    assert [one["text"] for one in seen if one["inSight"] and not one["whole"]] == []
    assert [one["text"] for one in seen if one["under"]] == []


@pytest.mark.parametrize("spelling", ["Баку", "Bakı", "Baku", "باکو"])
def test_a_town_is_found_in_every_spelling_as_what_it_is(opened, spelling):
    page = opened((49.87, 40.4))
    page.get_by_role("tab", name="Find").click()
    page.get_by_label("Name, ID, text or coordinates").fill(spelling)
    found = page.get_by_role("button", name="Baku place of the ground, not a report")
    expect(found.first).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="No record found for")).to_be_visible()


def test_the_foot_says_where_the_middle_of_the_map_is(opened):
    page = opened(PLACES["Aghdam"][0])
    page.evaluate("zonemark.map.setView([39.99, 47.1], 12, {animate: false})")
    expect(page.locator("footer")).to_contain_text("Centre of the map: 13 km south-west of Hindarkh")


def test_a_card_says_where_its_record_is(opened):
    page = opened(PLACES["Aghdam"][0])
    page.evaluate("zonemark.ui.openRecords([{layer: 0, record: 2}])")
    expect(page.get_by_role("article")).to_contain_text("14 km south-east of Askyaran")


CLIPPED = """[...document.querySelectorAll('.zm-footer > *')].filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => one.textContent)"""


def test_close_up_the_page_says_that_the_ground_is_general(opened):
    page = opened(PLACES["Aghdam"][0])
    page.evaluate("zonemark.map.setZoom(10, {animate: false})")
    expect(page.locator("footer")).not_to_contain_text("1 km off")
    page.evaluate("zonemark.map.setView([39.99, 47.1], 13, {animate: false})")
    expect(page.locator("footer")).to_contain_text("At this scale land, water and borders can be 1 km off.")
    assert page.evaluate(CLIPPED) == []


def test_whose_ground_it_is_stands_on_the_map_and_with_its_views_in_about(opened):
    page = opened(PLACES["Aghdam"][0])
    expect(page.locator("footer")).to_contain_text("GeoNames (CC BY 4.0), Natural Earth, WDB II")
    page.get_by_text("About this map").click()
    expect(page.get_by_text("Ground: places from GeoNames (CC BY 4.0)")).to_be_visible()
    expect(page.get_by_text("express no opinion on the status of any territory")).to_be_visible()


def test_a_place_is_called_what_the_maker_of_the_map_calls_it(open_map, tmp_path):
    from geo.maps import HazardMap, ZoneLayer
    from geo.maps.ground.terms import GroundTerms

    page_map = HazardMap(ground=GroundTerms(names={"Aghdam": {"en": "Ağdam (Aghdam)"}}))
    page_map.add_child(ZoneLayer(zones(46.93, 39.99), kind="hazards"))
    written = open_map(page_map.save(tmp_path / "map.html")).evaluate(WRITTEN)
    assert "Ağdam (Aghdam)" in written and "Aghdam" not in written
