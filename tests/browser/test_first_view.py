"""What a map opens on: the bulk of its records fills the pane; what lies far from it is told of and one click away."""

import pytest
import shapely
from geopandas import GeoDataFrame
from playwright.sync_api import expect
from test_print import prepare, printed, words
from waiting import wait_for_the_map_to_stand, wait_until

from geo.maps import draw
from geo.records import Layer

AROUND = (46.0, 39.5, 47.0, 40.5)
FAR = shapely.Point(2.3, 48.8)
BULK = [shapely.Point(46.0 + 0.1 * i, 39.5 + 0.1 * j) for i in range(11) for j in range(11)]
BEYOND_ALL_GROUND = shapely.Point(-20, 48.8)  # to clip half a continent for a map that only has a view takes seconds
FAR_TEXT = "1 record lies far outside"
INSIDE = "([west, south, east, north]) => zonemark.map.getBounds().contains([[south, west], [north, east]])"


@pytest.fixture
def opened(open_map, tmp_path):
    def open_(shapes, **size):
        frame = GeoDataFrame({"id": [f"R{number}" for number in range(len(shapes))]}, geometry=shapes, crs="EPSG:4326")
        draw([Layer("found", "hazards", frame, "Found")]).save(tmp_path / "map.html")
        return open_map(tmp_path / "map.html", **size)

    return open_


@pytest.mark.parametrize("size", [(1280, 800), (390, 844), (844, 390)])
def test_the_bulk_fills_the_pane_and_the_record_far_away_is_said_and_shown(opened, size):
    page = opened([*BULK, FAR], width=size[0], height=size[1])
    assert page.evaluate(INSIDE, AROUND)
    far = page.locator(".zm-counts .zm-far")
    expect(far).to_have_text(f"{FAR_TEXT} ▸ show")
    expect(far).to_be_in_viewport()
    expect(page.locator(".zm-unseen[role=status]")).to_have_text(FAR_TEXT)
    filled = page.evaluate("""() => {
        const [a, b] = [[40.5, 46], [39.5, 47]].map((at) => zonemark.map.latLngToContainerPoint(at));
        const size = zonemark.map.getSize();
        return Math.max((b.x - a.x) / (size.x - 56), (b.y - a.y) / (size.y - 56));
    }""")
    assert 0.97 < filled <= 1.01
    far.click()
    expect(page.locator(".zm-cardheading")).to_contain_text("R121")
    wait_until(page, "zonemark.map.getBounds().contains([48.8, 2.3])")


def test_paper_says_of_a_record_far_away_unless_it_is_on_the_sheet(opened):
    page = opened([*BULK, FAR])
    prepare(page)
    assert FAR_TEXT in words(printed(page))
    page.get_by_role("button", name="Show everything").click()
    wait_until(page, "zonemark.map.getBounds().contains([48.8, 2.3])")
    wait_for_the_map_to_stand(page)
    prepare(page)
    assert FAR_TEXT not in words(printed(page))


@pytest.mark.parametrize("shapes", [BULK, [*BULK, *[BEYOND_ALL_GROUND] * 3], [*BULK[:9], BEYOND_ALL_GROUND]])
def test_what_is_no_rare_exception_is_in_view(opened, shapes):
    page = opened(shapes)
    expect(page.locator(".zm-far")).to_have_count(0)
    assert page.evaluate(INSIDE, shapely.MultiPoint(shapes).bounds)


def test_at_a_zoom_between_two_whole_ones_tiles_are_not_scaled(opened):
    page = opened(BULK)
    assert page.evaluate("zonemark.map.getZoom() % 1") != 0
    scales = "[...document.querySelectorAll('.leaflet-tile-container')].map((one) => one.style.transform)"
    assert page.evaluate(scales) and all("scale(1)" in one for one in page.evaluate(scales))
