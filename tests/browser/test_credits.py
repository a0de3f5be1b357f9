"""Whose the background is stands on the page, on paper and in the saved picture."""

import re

import pytest
from backgrounds import png, raster_pmtiles
from playwright.sync_api import expect
from test_print import prepare, printed, words
from test_save import saved
from valley import layers
from waiting import wait_until

from geo.mapfile.manifest import read
from geo.maps import draw

KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"
GREENS = """(about) => [about, ...about.querySelectorAll("*")].flatMap((one) =>
    ["color", "background-color", "fill", "border-top-color"]
        .map((name) => [name, getComputedStyle(one).getPropertyValue(name)])
        .filter(([, colour]) => {
            const [red, green, blue, alpha = 1] = (colour.match(/[\\d.]+/g) ?? []).map(Number);
            return alpha > 0 && green > red + 40 && green > blue + 40;
        })
        .map((found) => found.join(" ")))"""
CREDIT = "© OpenStreetMap contributors"
METADATA = '{"attribution": "<a href=\\"https://www.openstreetmap.org/copyright\\">© OpenStreetMap</a> contributors"}'

WRITTEN = """() => {
    window.written = [];
    const write = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...where) {
        window.written.push(text);
        return write.call(this, text, ...where);
    };
}"""


@pytest.fixture
def page(open_map, tmp_path):
    ground = raster_pmtiles(tmp_path / "ground.pmtiles", png(200), METADATA.encode())
    return open_map(draw(layers(), title="The valley", basemap=ground).save(tmp_path / "map.html"))


def test_it_stands_on_the_page_on_a_phone_too(page):
    assert page.locator("footer").get_by_text(CREDIT).is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    wait_until(page, "innerWidth === 390")
    expect(page.locator("footer").get_by_text(CREDIT)).to_be_visible()


def test_it_stands_with_the_rest_about_the_map(page):
    page.get_by_text("About this map").click()
    expect(page.get_by_text(f"Background: {CREDIT}")).to_be_visible()
    expect(page.get_by_text("Ground: places from GeoNames (CC BY 4.0)")).to_be_visible()


def test_it_stands_on_paper(page):
    prepare(page)
    assert CREDIT in words(printed(page))


def test_it_stands_in_the_saved_picture(page, tmp_path):
    page.evaluate(WRITTEN)
    saved(page, "Picture", tmp_path)
    assert CREDIT in page.evaluate("window.written.join(' ')")


def test_a_map_without_such_a_background_names_nobody(valley_page):
    assert "OpenStreetMap" not in valley_page.locator("body").inner_text()


def test_about_names_the_producer_his_key_and_the_file_and_vouches_for_nothing(open_map, tmp_path):
    path = draw(layers(), producer="Team Four", signing_key=KEY).save(tmp_path / "map.html")
    page = open_map(path)
    page.get_by_text("About this map").click()
    about = page.locator(".zm-about")
    edition = read(path.read_bytes()).facts["edition"]
    for text in ("Team Four", KEY, edition, "It says which file this is, not who made it"):
        expect(about).to_contain_text(text)
    assert not set(page.locator("body").inner_text()) & set("✓✔☑✅🔒🛡")
    assert not re.search(r"\b(verified|genuine|authentic|trusted)\b", about.inner_text(), re.IGNORECASE)
    assert about.evaluate(GREENS) == []
    about.evaluate("(one) => one.append(Object.assign(document.createElement('b'), { style: 'color: #080' }))")
    assert "color rgb(0, 136, 0)" in about.evaluate(GREENS)  # it would be seen
    prepare(page)
    assert KEY in words(printed(page)).replace("\n", "")


def test_the_licences_of_what_the_page_is_made_with_can_be_read(valley_page):
    valley_page.evaluate("zonemark.ui.showAbout()")
    valley_page.get_by_text("Licences of what this page is made with").click()
    terms = valley_page.locator(".zm-licences")
    expect(terms).to_contain_text("leaflet 1.")
    expect(terms).to_contain_text("Redistributions in binary form must reproduce the above copyright notice")
    expect(terms).not_to_contain_text("pmtiles")  # a map without such a background does not carry it
