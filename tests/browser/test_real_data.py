"""Real data in the page: every accident and hazard that Colombia has published, and Azerbaijan as the ground."""

import geopandas
import pandas
import pytest

import geo
from geo.maps import ZoneLayer, draw

CHOSEN = 20_000  # of the 36,527 records, the one that is clicked


@pytest.fixture(scope="module")
def colombia(shared_data):
    frames = [
        geo.read(path, kind="accidents").frame for path in sorted((shared_data / "colombia_mines").glob("*.json"))
    ]
    return geopandas.GeoDataFrame(pandas.concat(frames, ignore_index=True), geometry="geometry", crs=4326)


def test_all_colombian_records_are_counted_and_a_clicked_one_shows_its_values(colombia, open_map, tmp_path):
    path = draw({"Events": colombia}, kind="accidents", title="Colombia").save(tmp_path / "map.html")
    page = open_map(path)
    assert "36,527 recorded, 36,527 drawn" in page.get_by_role("banner").inner_text()
    chosen = colombia.iloc[CHOSEN]
    centre = [chosen.geometry.y, chosen.geometry.x]
    page.evaluate("at => zonemark.map.setView(at, 18, { animate: false })", centre)
    page.evaluate("() => zonemark.engine.whenDrawn()")
    box = page.get_by_role("application").bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.locator(".zm-card")
    card.wait_for()
    opened = page.evaluate("() => zonemark.ui.open.refs.map(({ record }) => record)")
    assert CHOSEN in opened
    page.evaluate("([refs, at]) => zonemark.ui.openRecords(refs.map(record => ({ layer: 0, record })), at)",
                  [opened, opened.index(CHOSEN)])  # fmt: skip
    card.locator("details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    for name in ("id", "admin1", "admin2", "TIPO_AREA", "TIPO_EVENTO"):
        assert str(chosen[name]) in card.inner_text()


@pytest.fixture(scope="module")
def azerbaijan(shared_data, tmp_path_factory):
    drawing = draw([], title="Azerbaijan", language="ar", languages=["ar", "az", "ru", "en"])
    for name, title in (("region", "Districts"), ("locality", "Settlements")):
        reading = geo.read(shared_data / "wof_az" / f"wof_az_{name}.geojson", kind="places")
        drawing.add_child(ZoneLayer(reading, name=name, title=title))
    return drawing.save(tmp_path_factory.mktemp("azerbaijan") / "map.html")


def test_districts_and_settlements_are_the_ground_of_an_arabic_map(azerbaijan, open_map):
    page = open_map(azerbaijan)
    drawn = page.evaluate("zonemark.engine.drawnCounts().map(({ recorded, drawn }) => [recorded, drawn])")
    assert drawn == [[79, 79], [5031, 5031]]
    assert page.locator("html").get_attribute("dir") == "rtl"
    panel, ground = page.locator(".zm-panel").bounding_box(), page.locator(".zm-mapbox").bounding_box()
    assert panel["x"] >= ground["x"] + ground["width"] - 1  # the panel stands at the right, where reading begins


def test_the_ground_is_drawn_anew_in_another_language(azerbaijan, open_map):
    page = open_map(azerbaijan)
    page.evaluate("() => zonemark.map.setView([40.4, 49.9], 11, { animate: false })")
    pictures = []
    for language in ("ar", "ru"):
        page.locator("select.zm-language").select_option(language)
        page.evaluate("() => zonemark.engine.whenDrawn()")
        pictures.append(page.locator(".folium-map").screenshot())
    assert pictures[0] != pictures[1]
