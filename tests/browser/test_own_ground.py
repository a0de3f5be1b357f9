"""Ground from an OpenStreetMap extract lies under the records, and whose it is is named."""

import re

import extract
import geopandas
import pytest
import shapely
from playwright.sync_api import expect
from test_credits import CREDIT, WRITTEN
from test_print import prepare, printed, words
from test_save import saved
from waiting import wait_until

from geo.maps import draw

LABELS = "zonemark.engine.written.map((label) => label.text)"
ROAD = (46.925, 39.986)


def zone(**columns):
    table = {"id": ["A"], "area_type": "CHA", "status": "open", **columns}
    return geopandas.GeoDataFrame(table, geometry=[shapely.Point(extract.LON, extract.LAT)], crs=4326)


@pytest.fixture(scope="module")
def with_ground(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ground")
    (folder / "valley.osm.pbf").write_bytes(extract.valley())
    zones = draw({"Zones": zone()}, kind="hazards", title="Valley", ground=folder / "valley.osm.pbf")
    return zones.save(folder / "map.html")


@pytest.fixture(scope="module")
def with_places(tmp_path_factory):
    """A map whose records, though not its ground, are of OpenStreetMap."""
    places = zone(source="OpenStreetMap").drop(columns=["area_type", "status"])
    return draw(places, kind="places", title="Valley").save(tmp_path_factory.mktemp("places") / "map.html")


@pytest.fixture(scope="module")
def without(tmp_path_factory):
    return draw(zone(), kind="hazards", title="Valley").save(tmp_path_factory.mktemp("without") / "map.html")


def pixel(page, lon, lat):
    """The colour of the ground at a position."""
    return page.evaluate(
        """([lon, lat]) => {
            const { x, y } = zonemark.map.latLngToContainerPoint([lat, lon]);
            const frame = zonemark.map.getContainer().getBoundingClientRect();
            for (const canvas of document.querySelectorAll('.leaflet-zm-world-pane canvas')) {
                const box = canvas.getBoundingClientRect();
                const [left, top] = [x + frame.left - box.left, y + frame.top - box.top];
                if (left < 0 || top < 0 || left >= box.width || top >= box.height) continue;
                const scale = canvas.width / box.width;
                return [...canvas.getContext('2d').getImageData(left * scale, top * scale, 1, 1).data];
            }
        }""",
        [lon, lat],
    )


def closer(page, lat, lon, zoom):
    page.evaluate(f"zonemark.map.setView([{lat}, {lon}], {zoom}, {{animate: false}})")
    page.evaluate("zonemark.engine.whenDrawn()")


def test_roads_woods_and_names_lie_under_the_records(open_map, with_ground, without):
    page, bare = open_map(with_ground), open_map(without)
    for each in (page, bare):
        closer(each, 39.987, 46.93, 15)
    expect_labels = {"Ink Brook", "Ağdam"}
    wait_until(page, f"{LABELS}.includes('Ink Brook')")
    assert expect_labels <= set(page.evaluate(LABELS)) and not expect_labels & set(bare.evaluate(LABELS))
    wood, road = pixel(page, 46.927, 39.9872), pixel(page, *ROAD)
    assert wood[1] > wood[0] and wood[1] > wood[2]  # pale green
    assert min(wood) > 200
    assert road != pixel(bare, *ROAD)
    assert page.seen.asked == []


def test_a_name_of_the_ground_stands_in_the_language_of_the_page(open_map, tmp_path):
    (tmp_path / "valley.osm.pbf").write_bytes(extract.valley())
    how = {"kind": "hazards", "language": "ru", "ground": tmp_path / "valley.osm.pbf"}
    page = open_map(draw(zone(), **how).save(tmp_path / "map.html"))
    closer(page, 39.995, 46.94, 14)
    wait_until(page, f"{LABELS}.includes('Перьево')")
    assert "Чернилка" in page.evaluate(LABELS)


def test_the_picture_without_scripts_has_the_makers_roads_and_names(with_ground, without):
    picture, bare = (
        re.search(r'<svg id="zm-overview".*?</svg>', path.read_text("utf-8"), re.DOTALL)[0]
        for path in (with_ground, without)
    )
    assert "#8f8578" in picture and "#8f8578" not in bare  # beneath its main roads
    assert ">Quillstead<" in picture and ">Quillstead<" not in bare


@pytest.mark.parametrize("which", ["with_ground", "with_places"])
def test_openstreetmap_is_named_on_the_page_on_a_phone_in_about_on_paper_and_in_the_picture(
    open_map, tmp_path, which, request
):
    page = open_map(request.getfixturevalue(which))
    assert page.locator(".zm-footer").get_by_text(CREDIT).is_visible()
    page.get_by_text("About this map").click()
    expect(page.get_by_text(f"Background: {CREDIT}")).to_be_visible()
    page.evaluate(WRITTEN)
    saved(page, "Picture", tmp_path)
    assert CREDIT in page.evaluate("window.written.join(' ')")
    page.keyboard.press("Escape")
    prepare(page)
    assert CREDIT in words(printed(page))
    page.set_viewport_size({"width": 390, "height": 844})
    wait_until(page, "innerWidth === 390")
    expect(page.locator(".zm-footer").get_by_text(CREDIT)).to_be_visible()


@pytest.mark.parametrize("which", ["with_ground", "with_places"])
def test_openstreetmap_is_named_where_no_script_runs(open_map, which, request):
    page = open_map(request.getfixturevalue(which), javascript=False)
    assert page.get_by_text(CREDIT).is_visible()
    assert page.get_by_text("GeoNames (CC BY 4.0)").is_visible()


def test_a_map_without_it_names_it_nowhere(open_map, tmp_path, without):
    page = open_map(without)
    page.get_by_text("About this map").click()
    page.evaluate(WRITTEN)
    saved(page, "Picture", tmp_path)
    page.keyboard.press("Escape")
    prepare(page)
    said = [page.locator("body").inner_text(), page.evaluate("window.written.join(' ')"), words(printed(page))]
    still = open_map(without, javascript=False)
    assert not any("OpenStreetMap" in text for text in [*said, still.locator("body").inner_text()])
