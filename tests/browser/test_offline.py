"""A map file asks nobody: shown by the browser's own network log, with the resolution of host names switched off."""

import json

import folium
from valley import CENTRE, layers

from geo.maps import draw

EVERYTHING_ONCE = """async () => {
    const { ui, map } = zonemark;
    for (const name of ["find", "near", "records", "numbers", "layers"]) ui.showTab(name);
    for (const code of ui.data.settings.languages) ui.speak(code);
    for (let layer = 0; layer < ui.layers.length; layer++) ui.openRecords([{ layer, record: 0 }]);
    for (const zoom of [2, 6, 10, 14, 18]) {
        map.setZoom(zoom, { animate: false });
        await zonemark.engine.whenDrawn();
    }
}"""


def visit(page):
    """Do what a reader does; a page without the viewer is only waited for."""
    if page.evaluate("document.getElementById('zm-data') !== null"):
        page.wait_for_selector("html[data-zonemark]", state="attached")
        page.evaluate(EVERYTHING_ONCE)
    else:
        page.wait_for_timeout(1500)  # requests that fail have no end to wait for


def test_a_map_asks_nobody(valley_file, requests_by_netlog):
    assert requests_by_netlog(valley_file, settle=visit) == []


def test_a_map_asks_nobody_without_scripts_either(open_map, valley_file):
    page = open_map(valley_file, javascript=False)
    assert page.seen.requests == [valley_file.as_uri()]


def test_online_tiles_ask_nobody_before_a_click(tmp_path, requests_by_netlog):
    path = draw(layers(), online_tiles="OpenStreetMap.Mapnik").save(tmp_path / "map.html")
    assert requests_by_netlog(path, settle=visit) == []


def test_online_tiles_ask_their_host_alone_after_the_click(browser, tmp_path):
    path = draw(layers(), online_tiles="OpenStreetMap.Mapnik").save(tmp_path / "map.html")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-zonemark]", state="attached")
    page.get_by_role("button", name="Background from the internet").click()
    with page.expect_request(lambda request: request.url.startswith("https:")):
        page.get_by_role("button", name="Ask tile.openstreetmap.org").click()
    page.close()
    assert {url.split("/")[2] for url in asked if url.startswith("http")} == {"tile.openstreetmap.org"}


def test_the_same_harness_counts_what_plain_folium_asks(tmp_path, requests_by_netlog):
    lon, lat = CENTRE
    path = tmp_path / "plain.html"
    folium.Map(location=[lat, lon]).save(path)
    asked = requests_by_netlog(path, settle=visit)
    assert len(asked) >= 10, json.dumps(asked, indent=1)
