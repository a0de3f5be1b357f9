"""A HazardMap is a folium.Map: what folium users do with a map works, and touches no other map of the process."""

import folium
import pytest
from playwright.sync_api import expect
from test_print import printed, words
from valley import CENTRE, layers

from geo.errors import AsksAHost, MapError
from geo.maps import HazardMap, ZoneLayer, draw

LON, LAT = CENTRE
SQUARE = {
    "type": "Feature",
    "properties": {"name": "a square"},
    "geometry": {"type": "Polygon", "coordinates": [[[LON, LAT], [LON + 0.01, LAT], [LON, LAT + 0.01], [LON, LAT]]]},
}
VIEW = "[zonemark.map.getCenter().lat, zonemark.map.getCenter().lng, zonemark.map.getZoom()]"


def with_others():
    drawing = draw(layers(), title="The valley")
    folium.Marker([LAT, LON], popup="Office", tooltip="An office").add_to(drawing)
    folium.Marker([LAT + 0.01, LON], icon=folium.Icon(color="green", icon="home")).add_to(drawing)
    folium.Circle([LAT, LON + 0.02], radius=500, popup=folium.Popup("<b>500 m</b>")).add_to(drawing)
    folium.GeoJson(
        {"type": "FeatureCollection", "features": [SQUARE]}, name="Square", tooltip=folium.GeoJsonTooltip(["name"])
    ).add_to(drawing)
    group = folium.FeatureGroup(name="Patrol").add_to(drawing)
    folium.PolyLine([[LAT, LON], [LAT + 0.01, LON + 0.01]]).add_to(group)
    folium.LayerControl(collapsed=False).add_to(drawing)
    return drawing


@pytest.fixture
def page(open_map, tmp_path):
    return open_map(with_others().save(tmp_path / "map.html"))


def test_folium_objects_are_drawn_above_the_zones(page):
    assert page.locator(".leaflet-marker-icon").count() == 2
    assert page.locator(".leaflet-overlay-pane path").count() == 3
    panes = "name => Number(getComputedStyle(document.querySelector(`.leaflet-${name}-pane`)).zIndex)"
    assert page.evaluate(panes, "overlay") > page.evaluate(panes, "zm-records")


def test_the_pictures_of_markers_are_inside_the_file(page):
    drawn = page.locator("img.leaflet-marker-icon")
    assert drawn.count() == 1
    inside = "image => image.decode().then(() => image.naturalWidth > 0 && image.src.startsWith('data:'))"
    assert drawn.evaluate(inside)
    assert page.locator(".zm-pin path").get_attribute("fill") == "green"


def test_popups_and_the_layer_control_work(page):
    page.locator("img.leaflet-marker-icon").dispatch_event("click")
    assert page.locator(".leaflet-popup-content").inner_text() == "Office"
    control = page.locator(".leaflet-control-layers")
    assert control.inner_text().split() == ["Square", "Patrol"]
    control.get_by_label("Square").uncheck()
    expect(page.locator(".leaflet-overlay-pane path")).to_have_count(2)


def test_text_that_looks_like_code_stays_text_in_popups_and_tooltips(open_map, tmp_path):
    code = "${window.ran = 1} {{ 7 * 191 }} {% x {# `${window.ran = 2}`"
    drawing = draw(layers(), title="The valley")
    marker = folium.Marker([LAT, LON], popup=folium.Popup(code), tooltip=code).add_to(drawing)
    folium.Marker([LAT + 0.01, LON], popup=folium.Popup(folium.Html(code))).add_to(drawing)
    page = open_map(drawing.save(tmp_path / "map.html"))
    for at in range(2):
        page.locator("img.leaflet-marker-icon").nth(at).dispatch_event("click")
        assert page.locator(".leaflet-popup-content").last.inner_text().strip() == code
    page.locator("img.leaflet-marker-icon").first.dispatch_event("mouseover")
    assert page.locator(".leaflet-tooltip").inner_text().strip() == code
    assert page.evaluate("window.ran === undefined")
    assert next(iter(marker._children.values())).get_name()  # the caller's own objects are as they were


def test_a_zone_layer_is_added_like_any_folium_layer(open_map, tmp_path):
    drawing = HazardMap(title="One")
    ZoneLayer(layers()[1]).add_to(drawing)
    page = open_map(drawing.save(tmp_path / "map.html"))
    assert page.evaluate("zonemark.engine.drawnCounts()[0].drawn") == 4


def test_a_map_without_a_record_says_so(open_map, tmp_path):
    page = open_map(HazardMap(title="Nothing yet").save(tmp_path / "map.html"))
    assert "0 recorded, 0 drawn" in page.get_by_role("banner").inner_text()


def test_a_location_is_where_the_map_opens(open_map, tmp_path):
    page = open_map(HazardMap(location=[39.5, 45.5], zoom_start=9).save(tmp_path / "map.html"))
    assert page.evaluate(VIEW) == pytest.approx([39.5, 45.5, 9], abs=0.001)


def test_bounds_set_in_foliums_way_are_where_the_map_opens(open_map, tmp_path):
    drawing = draw(layers())
    drawing.fit_bounds([[10, 20], [11, 21]])
    page = open_map(drawing.save(tmp_path / "map.html"))
    assert page.evaluate(VIEW)[:2] == pytest.approx([10.5, 20.5], abs=0.01)


def test_a_script_in_a_callers_own_html_runs(open_map, tmp_path):
    drawing = draw(layers())
    drawing.get_root().html.add_child(folium.Element("<p id=own></p><script>own.textContent = 'mine'</script>"))
    assert open_map(drawing.save(tmp_path / "map.html")).locator("#own").text_content() == "mine"


@pytest.mark.parametrize(
    "element, named",
    [
        (lambda: folium.TileLayer("OpenStreetMap"), "TileLayer 'openstreetmap'"),
        (lambda: folium.Marker([1, 1], icon=folium.CustomIcon("https://icons.example/a.png")), "CustomIcon"),
        (lambda: folium.plugins.MarkerCluster(), "MarkerCluster"),
        (lambda: folium.Marker([1, 1], popup='<img src="//spy.example/p.gif">'), "Popup"),
        (lambda: folium.Marker([1, 1], icon=folium.DivIcon('<img src="https://a.example/p.gif">')), "DivIcon"),
        (lambda: folium.raster_layers.WmsTileLayer("https://wms.example/", "roads"), "WmsTileLayer"),
    ],
    ids=["tiles", "icon", "plugin", "popup", "div icon", "wms"],
)
def test_an_element_that_would_ask_a_host_is_refused_by_name(element, named, tmp_path):
    import folium.plugins  # noqa: F401  folium.plugins is there only once it is imported

    drawing = draw(layers())
    element().add_to(drawing)
    with pytest.raises(AsksAHost, match=named):
        drawing.save(tmp_path / "map.html")
    assert not (tmp_path / "map.html").exists()


def test_online_lets_the_named_hosts_be_asked_and_no_other(tmp_path):
    drawing = draw(layers())
    folium.TileLayer("https://{s}.tiles.example/{z}/{x}/{y}.png", attr="tiles").add_to(drawing)
    text = drawing.save(tmp_path / "map.html", online=True).read_text("utf-8")
    policy = text.split('http-equiv="Content-Security-Policy" content="')[1].split('"')[0]
    assert "img-src data: blob: https://*.tiles.example;" in policy
    assert "tiles.example" in policy.split("script-src")[1].split(";")[0]


def test_a_link_is_no_request(tmp_path):
    drawing = draw(layers())
    folium.Marker([LAT, LON], popup='<a href="https://example.org">the report</a>').add_to(drawing)
    assert drawing.save(tmp_path / "map.html").exists()


def test_what_is_added_to_one_map_changes_no_other():
    before = (list(folium.Map.default_js), list(folium.Map.default_css))
    drawing = HazardMap()
    drawing.add_js_link("own", "https://cdn.example/own.js")
    drawing.add_css_link("own", "https://cdn.example/own.css")
    assert (folium.Map.default_js, folium.Map.default_css) == before
    assert HazardMap().default_js == []
    assert "own.js" not in folium.Map(tiles=None).get_root().render()


def test_a_map_shows_itself_in_a_notebook_without_a_network(open_map, tmp_path):
    notebook = tmp_path / "notebook.html"
    notebook.write_text(f"<!DOCTYPE html><meta charset=utf-8><h1>A notebook</h1>{with_others()._repr_html_()}", "utf-8")
    page = open_map(notebook, wait=False, allow_frames=True)
    inside = page.frame_locator("iframe")
    inside.locator('html[data-zonemark="drawn"]').wait_for(state="attached")
    assert inside.locator("h1").inner_text() == "The valley"


def test_the_page_is_had_in_folium_ways_too(tmp_path):
    drawing = draw(layers(), title="The valley")
    saved = drawing.save(tmp_path / "map.html").read_text("utf-8")
    assert drawing.get_root().render() == saved


def test_a_map_inside_another_figure_is_refused():
    drawing = draw(layers())
    folium.Figure().add_child(drawing)
    with pytest.raises(MapError, match="page of its own"):
        drawing.get_root().render()


def others_in_legend(page):
    return page.locator(".zm-others .zm-word").all_inner_texts()


def test_the_legend_names_what_stands_beside_the_records(page):
    assert others_in_legend(page) == ["Square", "Patrol", "Marks without a name"]


def test_the_legend_switches_what_stands_beside_the_records(page):
    paths = page.locator(".leaflet-overlay-pane path")
    page.get_by_role("switch", name="Show Square").uncheck()
    expect(paths).to_have_count(2)
    page.get_by_role("switch", name="Show Marks without a name").uncheck()
    expect(page.locator(".leaflet-marker-icon")).to_have_count(0)
    expect(paths).to_have_count(1)
    page.get_by_role("switch", name="Show Square").check()
    expect(paths).to_have_count(2)


def test_the_legend_follows_foliums_own_control(page):
    page.locator(".leaflet-control-layers").get_by_label("Square").uncheck()
    expect(page.get_by_role("switch", name="Show Square")).not_to_be_checked()


def test_the_sheet_says_what_it_does_not_show(page):
    page.get_by_role("switch", name="Show Patrol").uncheck()
    text = words(printed(page))
    assert "Square (on the screen only)" in text and "Patrol (on" not in text


def test_a_map_of_records_alone_has_no_such_rows(open_map, tmp_path):
    page = open_map(draw(layers()).save(tmp_path / "map.html"))
    assert page.locator(".zm-others").count() == 1 and not page.locator(".zm-others").is_visible()
