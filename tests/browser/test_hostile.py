"""Whatever a report says is shown and never run: real attack strings in every text that a map can carry.

An attack that works is counted by the page itself (the functions that such strings call are replaced by counters), by
the requests, the navigations and the browser's complaints. The same harness shows that it can count: on a plain folium
page more than one in six of the same strings runs (of all 6,613, more than a thousand).
"""

from __future__ import annotations

import re
from itertools import cycle
from time import monotonic

import folium
import geopandas
import pytest
import shapely
from conftest import Seen
from lengths import TIMES

import geo
from geo.maps.bundle import viewer
from geo.records import Layer

RAN = "a string ran:"
# Said to the console, because a string that sends the page elsewhere would take a list in the page with it. `touch`
# does to every element what its attributes wait for: a click, the focus, the end of an animation.
COUNTER = f"""
window.touch = (root) => {{
    for (const one of root.querySelectorAll("*")) {{
        for (const {{ name }} of one.attributes) {{
            if (name.startsWith("on")) one.dispatchEvent(new Event(name.slice(2)));
        }}
    }}
}};
for (const name of ["alert", "confirm", "prompt", "print", "open"]) {{
    window[name] = () => {{ console.info("{RAN}", name); return null; }};
}}
"""
TEXT_FIELDS = [
    "id", "name", "place", "admin1", "admin2", "setting", "area_type", "status", "status_date", "status_reason",
    "evidence", "priority", "marking", "position_entered", "crs_entered", "source", "source_url", "source_type",
    "reported_on", "verified_on", "organisation", "sensitivity", "remarks", "own column",
]  # fmt: skip
# Opens the card of every record, unfolded, and gives the records whose string does not stand in it letter by letter.
CARDS_WITHOUT_THEIR_STRING = """
async (strings) => {
    const { ui } = zonemark, missing = [];
    for (let record = 0; record < strings.length; record++) {
        ui.openRecords([{ layer: 0, record }]);
        const card = document.querySelector(".zm-card");
        for (const folded of card.querySelectorAll("details")) folded.open = true;
        touch(card);
        if (!card.textContent.includes(strings[record])) missing.push(record);
        if (record % 500 === 0) await new Promise((resolve) => setTimeout(resolve));
    }
    return missing;
}
"""
SENDS_ELSEWHERE = re.compile(
    r"location|refresh|<base|submit|action|href|navigate|url\s*=|document\.write", re.IGNORECASE
)
OPEN_EVERY_TOOLTIP = """
() => {
    const name = Object.keys(window).find((name) => /^geo_json_[0-9a-f]+$/.test(name));
    window[name].eachLayer((one) => {
        one.fire("mouseover", { latlng: one.getLatLng() }, true);
        touch(one._map.getPane("tooltipPane"));
    });
}
"""
MEANINGFUL = [
    "{{ 7*191 }}", "{{7*191}}", "{% x %}", "{% raw %}", "{#", "${7*191}", "`${alert(1)}`", "{{ this.__class__ }}",
    "\u2028alert(1)//", "\u202egnp.<b>", "\u2066<i>\u2069", "</script><script>alert(1)</script>", "<!--<script>", "]]>",
    "\x00<b>", "\ufeff'\"", "constructor", "__proto__", "toString", "a\r\nb", "&lt;b&gt;", "%3Cscript%3E",
]  # fmt: skip


@pytest.fixture(scope="module")
def strings(shared_data):
    path = shared_data / "xss" / "payloadbox" / "xss-payload-list.txt"
    every = max(1, 12 // TIMES)  # `make prove` takes all
    return path.read_text(encoding="utf-8").split("\n")[:6613:every]


@pytest.fixture
def watched(browser):
    """Make a page with the counters in it; what it does is in `page.seen`, what ran in `page.ran`."""
    contexts = []

    def open_(path, **settings):
        context = browser.new_context(viewport={"width": 1280, "height": 800}, **settings)
        contexts.append(context)
        page = context.new_page()
        page.seen = Seen(path)
        page.seen.watch(page)
        page.ran = []
        page.on("console", lambda message: message.text.startswith(RAN) and page.ran.append(message.text))
        page.add_init_script(COUNTER)
        return page

    yield open_
    for context in contexts:
        context.close()


def drawn(page, path):
    page.goto(path.as_uri())
    page.locator('html[data-zonemark="drawn"]').wait_for(state="attached")
    return page


def assert_nothing_happened(page):
    page.evaluate("touch(document)")
    page.evaluate("new Promise((done) => setTimeout(done))")  # what was set off is with the harness then
    assert page.ran == []
    page.seen.assert_quiet()


def zones(columns, count):
    """Records side by side, so that each has a place of its own."""
    points = shapely.points([(45 + at % 100 / 100, 40 + at // 100 / 100) for at in range(count)])
    return geopandas.GeoDataFrame(columns, geometry=points, crs=4326)


def saved(page, tmp_path):
    page.save(tmp_path / "map.html")
    return tmp_path / "map.html"


@pytest.mark.slow
def test_no_string_in_a_record_runs_and_each_is_shown_as_it_is(strings, watched, tmp_path):
    columns = {name: strings for name in TEXT_FIELDS} | {"ordnance": [(text, text) for text in strings]}
    layer = Layer("zones", "hazards", zones(columns, len(strings)), "Zones")
    path = saved(geo.draw(layer, languages=["en"]), tmp_path)
    page = drawn(watched(path), path)
    assert page.evaluate("zonemark.data.layers[0].count") == len(strings)
    assert page.evaluate(CARDS_WITHOUT_THEIR_STRING, strings) == []
    for tab in ("Find", "Near here", "Records", "Layers"):
        page.get_by_role("tab", name=tab).click()
    assert_nothing_happened(page)


def test_no_string_runs_as_the_name_of_a_column_a_layer_or_a_place(strings, watched, tmp_path):
    one_record = zones({"id": ["A-1"], "name": ["All columns"]} | {text: [text] for text in strings if text != "id"}, 1)
    layers = [Layer("columns", "hazards", one_record, "Columns")]
    shares = [strings[at::100] for at in range(100)]
    kinds = cycle(["hazards", "releases", "accidents", "places", "facts"])
    for share, kind in zip(shares, kinds, strict=False):
        frame = zones({"id": share, "name": share, "name_az": share}, len(share))
        layers.append(Layer("\n".join(share), kind, frame, "\n".join(share)))
    path = saved(geo.draw(layers), tmp_path)
    page = drawn(watched(path), path)
    assert page.evaluate("columns => columns.filter(one => !zonemark.data.layers[0].column(one)).length", strings) == 0
    page.evaluate("zonemark.ui.openRecords([{ layer: 0, record: 0 }])")
    page.locator(".zm-card details").evaluate_all("all => all.forEach((one) => (one.open = true))")
    card = page.locator(".zm-card").evaluate("card => card.textContent")
    assert [text for text in strings if text not in card] == []
    legend = page.locator("#zm-pane-layers").evaluate("pane => pane.textContent")
    assert [share for share, layer in zip(shares, layers[1:], strict=True) if layer.kind != "facts"
            and "\n".join(share) not in legend] == []  # fmt: skip
    for language in ("az", "ru", "ar", "en"):
        page.evaluate("language => zonemark.ui.speak(language)", language)
    assert_nothing_happened(page)


def test_no_string_runs_in_the_margin_of_the_page(strings, watched, tmp_path):
    everything = "\n".join(strings)
    frame = zones({"id": strings, "source": strings, "source_url": strings}, len(strings))
    drawing = geo.draw(
        {everything: frame}, kind="hazards", title=everything, producer=everything, hotline=everything,
        data_date="2024-01-01",
    )  # fmt: skip
    path = saved(drawing, tmp_path)
    page = drawn(watched(path), path)
    assert page.evaluate("document.querySelector('h1').textContent") == everything
    assert page.evaluate("zonemark.data.settings.hotline") == everything
    page.evaluate("zonemark.ui.speak('ar')")
    assert_nothing_happened(page)


def test_without_scripts_the_strings_are_text_too(strings, watched, tmp_path):
    everything = "\n".join(strings)
    frame = zones({"id": strings, "name": strings, "source": strings}, len(strings))
    path = saved(geo.draw({everything: frame}, kind="hazards", title=everything, producer=everything), tmp_path)
    page = watched(path, java_script_enabled=False)
    page.goto(path.as_uri())
    cells = page.locator("#zm-fallback .zm-scroll td:first-child").all_text_contents()
    assert len(cells) > 300
    assert cells == [text if len(text) <= 300 else f"{text[:300]} …" for text in strings[: len(cells)]]
    page.seen.assert_quiet()


@pytest.mark.slow
def test_the_same_harness_counts_the_same_strings_on_plain_folium(strings, watched, tmp_path):
    # Of the strings, those that do not send the page elsewhere: there it could count no further.
    strings = [text for text in strings if not SENDS_ELSEWHERE.search(text)]
    plain = folium.Map([40, 45], tiles=None)
    tooltip = folium.GeoJsonTooltip(["name"])
    folium.GeoJson(zones({"name": strings}, len(strings)), tooltip=tooltip).add_to(plain)
    plain.save(tmp_path / "plain.html")
    page = watched(tmp_path / "plain.html")
    # Leaflet stands in the viewer; the hosts that folium asks for it are not reached here.
    leaflet = viewer("viewer.js").decode()
    page.route(re.compile("^https:"), lambda route: route.fulfill(
        body=leaflet if route.request.url.endswith("leaflet.js") else "", content_type="text/javascript"))  # fmt: skip
    page.goto((tmp_path / "plain.html").as_uri(), wait_until="commit")
    page.wait_for_load_state("load")
    page.evaluate(OPEN_EVERY_TOOLTIP)
    until = monotonic() + 60
    while len(page.ran) <= len(strings) / 6 and monotonic() < until:
        page.wait_for_timeout(100)
    assert len(page.ran) > len(strings) / 6


@pytest.mark.parametrize("text", MEANINGFUL)
def test_text_that_means_something_to_a_template_or_a_script_is_only_text(text, open_map, tmp_path):
    frame = zones({"id": [text], "name": [text], "remarks": [f"{text}{text}"], "source": [text], text: [text]}, 1)
    path = saved(geo.draw({text: frame}, kind="hazards", title=text, producer=text, hotline=text), tmp_path)
    page = open_map(path)
    page.evaluate("zonemark.ui.openRecords([{ layer: 0, record: 0 }])")
    read = "() => ['id', 'name', 'remarks'].map((name) => zonemark.data.layers[0].column(name).get(0))"
    assert page.evaluate(read) == [text, text, text + text]
    assert page.evaluate("document.querySelector('h1').textContent") == text
    assert page.evaluate("zonemark.data.settings.producer") == text
    assert "1337" not in page.locator("body").inner_text()


def test_a_hostile_file_name_is_only_a_name(open_map, tmp_path):
    name = "<img src=x onerror=alert(1)>{{7*191}}.geojson"
    zones({"id": ["A"]}, 1).to_file(tmp_path / "plain.geojson")
    (tmp_path / "plain.geojson").rename(tmp_path / name)
    reading = geo.read(tmp_path / name)
    path = saved(geo.draw([reading], title=reading.source), tmp_path)
    page = open_map(path)
    assert page.evaluate("document.querySelector('h1').textContent") == name
