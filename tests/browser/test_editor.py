"""Drawing and correcting in a map that was received, by mouse, finger and keyboard, and the file that goes back."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from playwright.sync_api import Locator, Page, expect
from pyproj import Geod
from test_access import findings, speak
from valley import layers
from waiting import wait_for_the_map_to_stand, wait_until

from geo.cli import main
from geo.contributions.model import read
from geo.maps import draw
from geo.store import Project
from geo.traverse import declination

pytestmark = pytest.mark.browser

CORNERS = [(0.3, 0.25), (0.6, 0.3), (0.62, 0.7), (0.35, 0.6)]
"""Where a finger or a mouse goes, as parts of the map's box."""
VIOLATIONS = (
    "window.violations = []; addEventListener('securitypolicyviolation', e => violations.push(e.violatedDirective))"
)


def tool(page: Page, name: str) -> None:
    if page.locator(".zm-menu").is_visible():
        page.locator(".zm-menu").click()
    page.locator(".zm-toollist").get_by_role("button", name=name).click()


def editor(page: Page) -> Locator:
    return page.locator(".zm-edit")


def press(page: Page, name: str) -> None:
    editor(page).get_by_role("button", name=name, exact=True).click()


def spots(page: Page) -> list[tuple[int, int]]:
    box = page.locator(".folium-map").bounding_box()
    assert box
    return [(round(box["x"] + box["width"] * x), round(box["y"] + box["height"] * y)) for x, y in CORNERS]


def lonlat(page: Page, x: float, y: float) -> tuple[float, float]:
    """The place under a pixel of the page."""
    at = page.evaluate(
        "at => { const {lng, lat} = zonemark.map.mouseEventToLatLng(at); return [lng, lat]; }",
        {"clientX": x, "clientY": y},
    )
    return at[0], at[1]


def points(page: Page, n: int) -> None:
    expect(editor(page).get_by_role("status").first).to_contain_text(f"{n} point")


def saved(page: Page, folder: Path, name: str = "Save") -> dict[str, Any]:
    """The contribution as it is saved, read as strictly as `zonemark merge` reads it."""
    with page.expect_download() as download:
        press(page, name)
    assert download.value.suggested_filename.endswith(".zonemark.json")
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    read(path.read_bytes(), path.name)
    return json.loads(path.read_text("utf-8"))


def assert_quiet(page: Page) -> None:
    assert page.evaluate("[violations.length, localStorage.length, sessionStorage.length]") == [0, 0, 0]
    assert not page.locator(".zm-card:visible").count()


def test_a_zone_drawn_by_mouse_is_saved_where_it_was_drawn(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    page = open_map(valley_file, first=VIOLATIONS)
    counts = page.locator(".zm-counts").inner_text()
    tool(page, "Contribute")
    assert findings(page) == [], "home"
    press(page, "Area")
    drawn = []
    for number, (x, y) in enumerate(spots(page), 1):
        drawn.append(lonlat(page, x, y))
        page.mouse.click(x, y)
        points(page, number)
    expect(editor(page)).to_contain_text("Perimeter")
    assert findings(page) == [], "drawing"
    page.mouse.click(*spots(page)[0])
    press(page, "Undo")
    points(page, 4)
    press(page, "Redo")
    press(page, "Undo")
    assert_quiet(page)
    press(page, "Go on")
    speak(page, "ar")
    assert findings(page) == [], "form"
    editor(page).get_by_label("الاسم").fill("بستان <b>x</b>")
    speak(page, "ru")
    editor(page).get_by_label("Примечания", exact=True).fill("Рассказал пастух, +994 50 123 45 67")
    expect(editor(page).get_by_role("alert")).to_contain_text("телефон")  # personal data
    editor(page).get_by_label("Примечания", exact=True).fill("Рассказал пастух")
    speak(page, "en")
    editor(page).get_by_role("combobox", name="Type", exact=True).select_option("SHA")
    press(page, "Keep")
    expect(page.locator(".zm-unsaved")).to_have_attribute("aria-label", "1 change not saved")
    assert page.locator(".zm-counts").inner_text() == counts
    change = saved(page, tmp_path)["changes"][0]
    expect(page.locator(".zm-unsaved")).to_be_hidden()
    assert change["set"]["name"] == [None, "بستان <b>x</b>"]
    assert change["set"]["remarks"] == [None, "Рассказал пастух"]
    assert change["set"]["area_type"] == [None, "SHA"]
    ring = change["geometry"]["coordinates"][0]
    assert len(ring) == 5 and ring[0] == ring[-1]
    for found, wanted in zip(ring, drawn, strict=False):
        assert found == pytest.approx(wanted, abs=1e-7)
    expect(editor(page)).to_contain_text("بستان <b>x</b>")  # and no markup
    assert_quiet(page)


QUICK_TAPS = """(places) => {
    for (const [clientX, clientY] of places) {
        const told = { clientX, clientY, bubbles: true, cancelable: true, detail: 1, pointerType: "touch" };
        document.elementFromPoint(clientX, clientY).dispatchEvent(new PointerEvent("click", told));
    }
}"""


FILLS_ITS_BOX = """new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
    const { map } = zonemark, { x, y } = map.getSize(), { clientWidth, clientHeight } = map.getContainer();
    done(x === clientWidth && y === clientHeight);
})))"""
"""Whether the map has the size of the box that it stands in: that this has changed is heard in the frame after."""


def still(part: Locator) -> Any:
    """The box of a part that has stopped moving: the map beside a sheet is laid out anew, and handles with it."""
    wait_until(part.page, FILLS_ITS_BOX)
    wait_for_the_map_to_stand(part.page)
    return part.bounding_box()


def test_a_finger_draws_and_moves_corners_on_a_slow_phone(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    page = open_map(valley_file, width=390, height=844, has_touch=True, is_mobile=True, first=VIOLATIONS)
    session = page.context.new_cdp_session(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    tool(page, "Contribute")
    press(page, "Area")
    zoom = page.evaluate("zonemark.map.getZoom()")
    page.evaluate(QUICK_TAPS, spots(page)[:2])
    for number, (x, y) in enumerate(spots(page)[2:], 3):
        page.touchscreen.tap(x, y)
        points(page, number)
    assert page.evaluate("zonemark.map.getZoom()") == zoom
    corner = page.locator('.zm-corner[data-corner="0,0,1"]')
    box = still(corner)
    assert min(box["width"], box["height"]) >= 44
    centre = page.evaluate("zonemark.map.getCenter()")

    def swipe(place: dict[str, float], right: int, down: int) -> None:
        x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
        for step in range(1, 6):
            at = {"x": x + right * step / 5, "y": y + down * step / 5}
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [at]})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    swipe(box, 30, -20)
    expect(page.locator(".zm-current")).to_have_attribute("data-corner", "0,0,1")
    between = still(page.locator(".zm-between").nth(2))
    swipe(between, 0, 40)
    points(page, 5)
    assert page.evaluate("zonemark.map.getCenter()") == centre
    page.evaluate("zonemark.map.panBy([90, 0], {animate: false})")  # so that no corner lies beneath the buttons
    assert findings(page) == []
    press(page, "Go on")
    press(page, "Keep")
    assert len(saved(page, tmp_path)["changes"][0]["geometry"]["coordinates"][0]) == 6
    assert_quiet(page)


def test_the_keyboard_alone_draws_types_and_saves(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    page = open_map(valley_file, first=VIOLATIONS)

    def enter(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).last.focus()
        page.keyboard.press("Enter")

    def typed(text: str) -> None:
        editor(page).locator("textarea").focus()
        page.keyboard.insert_text(text)
        enter("Add")

    enter("Contribute")
    enter("Area")
    expect(page.locator(".folium-map")).to_be_focused()
    page.keyboard.press("Enter")
    points(page, 1)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    points(page, 2)
    page.keyboard.press("Backspace")
    points(page, 1)
    typed("39°54'32.5\"N 46°42'10\"E\n39.9005, 46.7200\n90° 250 m\n38S PK\n39.9100, 46.7100")
    expect(editor(page).get_by_role("alert").last).to_contain_text("38S PK")  # a square of 100 km is asked about
    points(page, 4)
    editor(page).locator("textarea").fill("39.9100, 46.7100")
    enter("Add")
    points(page, 5)
    page.get_by_label("Bearings are by compass").focus()
    page.keyboard.press("Space")
    east = float(editor(page).get_by_label("Declination").input_value())
    typed("10,5° 300 m")
    points(page, 6)
    page.locator('.zm-corner[data-corner="0,0,4"]').focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator('.zm-corner[data-corner="0,0,4"]')).to_be_focused()
    page.locator('.zm-corner[data-corner="0,0,0"]').focus()
    page.keyboard.press("Delete")
    points(page, 5)
    page.keyboard.press("Control+z")
    points(page, 6)
    enter("Go on")
    enter("Keep")
    expect(editor(page).get_by_role("button", name="Save", exact=True)).to_be_focused()
    change = saved(page, tmp_path)["changes"][0]
    assert change["entered"] == [
        "39°54'32.5\"N 46°42'10\"E",
        "39.9005, 46.7200",
        "90° 250 m",
        "39.9100, 46.7100",
        "10,5° 300 m",
    ]
    ring = change["geometry"]["coordinates"][0]
    assert ring[1] == pytest.approx([46.7027778, 39.9090278], abs=1e-7)
    geod = Geod(ellps="WGS84")
    assert ring[3] == pytest.approx(geod.fwd(46.72, 39.9005, 90, 250)[:2], abs=1e-7)
    assert ring[5] == pytest.approx(geod.fwd(46.71, 39.91, 10.5 + east, 300)[:2], abs=1e-7)
    assert east == pytest.approx(declination(46.7, 39.9, date.today().isoformat()).deg, abs=0.15)
    assert_quiet(page)


def test_a_record_is_corrected_cut_and_withdrawn_and_the_file_gone_on_from(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    page = open_map(valley_file, first=VIOLATIONS, reduced_motion="reduce")

    def begin(record: int, what: str) -> None:
        page.evaluate(f"zonemark.ui.openRecords([{{layer: 1, record: {record}}}])")
        page.locator(".zm-card").get_by_role("button", name="Contribute").click()
        press(page, what)

    begin(0, "Change the outline")
    points(page, 4)
    box = page.locator('.zm-corner[data-corner="0,0,0"]').bounding_box()
    assert box
    page.mouse.move(box["x"] + 12, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] + 60, box["y"] - 30, steps=4)
    page.mouse.up()
    press(page, "Go on")
    editor(page).get_by_role("combobox", name="Status", exact=True).select_option("suspended")
    press(page, "Keep")
    begin(0, "Cut a part away")
    for x, y in spots(page)[:3]:
        page.mouse.click(x, y)
    press(page, "Go on")
    press(page, "Keep")
    begin(1, "Propose to withdraw")
    press(page, "Keep")  # not without a reason
    editor(page).get_by_label("Reason").fill("the same as CHA-1")
    press(page, "Keep")
    begin(2, "Remark")
    editor(page).get_by_label("Remark").fill("The fence is gone.")
    press(page, "Keep")
    expect(page.locator(".zm-unsaved")).to_contain_text("4 changes not saved")
    file = saved(page, tmp_path)
    correct, cut, withdraw, note = file["changes"]
    original = layers()[1].frame
    corners = [list(one) for one in original.geometry.iloc[0].exterior.coords]
    kept = [
        one
        for one in correct["geometry"]["coordinates"][0][:-1]
        if any(one == pytest.approx(c, abs=1e-7) for c in corners)
    ]
    assert (correct["op"], correct["target"], len(kept)) == ("correct", "CHA-1", 3)
    assert correct["set"] == {"status": ["open", "suspended"]}
    assert cut["after"] == [correct["id"]] and cut["knife"]["type"] == "Polygon"
    assert (withdraw["target"], withdraw["because"]) == ("SHA-2", "the same as CHA-1")
    assert (note["op"], note["text"]) == ("note", "The fence is gone.")

    page = open_map(valley_file, first=VIOLATIONS, reduced_motion="reduce")
    tool(page, "Contribute")
    path = next(tmp_path.glob("*.json"))
    editor(page).locator("input[type=file]").set_input_files(path)
    expect(editor(page).get_by_role("listitem")).to_have_count(4)
    expect(page.locator(".zm-unsaved")).to_be_hidden()
    begin(0, "Change what is recorded")
    expect(editor(page).get_by_role("combobox", name="Status", exact=True)).to_have_value("suspended")
    editor(page).get_by_role("combobox", name="Status", exact=True).select_option("closed")
    press(page, "Keep")
    press(page, "Undo")
    expect(editor(page).get_by_role("listitem")).to_have_count(4)
    press(page, "Redo")
    again = saved(page, tmp_path)
    assert again["changes"][:4] == file["changes"] and again["id"] != file["id"]
    assert again["changes"][4]["set"] == {"status": ["suspended", "closed"]}
    assert again["changes"][4]["after"] == [correct["id"], cut["id"]]
    assert_quiet(page)


def test_lines_points_circles_and_knives_snap_cross_and_are_clicked(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    page = open_map(valley_file, first=VIOLATIONS, reduced_motion="reduce")
    tool(page, "Contribute")
    west, east, south = spots(page)[0], spots(page)[1], spots(page)[2]

    def drawn(what: str, *clicks: tuple[float, float]) -> list[tuple[float, float]]:
        press(page, what)
        places = []
        for number, (x, y) in enumerate(clicks, 1):
            places.append(lonlat(page, x, y))
            page.mouse.click(x, y)
            points(page, number)
        return places

    def kept() -> None:
        press(page, "Go on")
        press(page, "Keep")

    along = drawn("Line", west, east)
    expect(editor(page)).to_contain_text("Length")
    kept()
    (there,) = drawn("Point", south)
    kept()
    drawn("Circle", west)
    editor(page).get_by_label("Radius in metres").fill("321")
    kept()
    corner = list(layers()[1].frame.geometry.iloc[0].exterior.coords)[0]
    near = page.evaluate("([lng, lat]) => zonemark.map.latLngToContainerPoint({ lng, lat })", corner)
    box = page.locator(".folium-map").bounding_box()
    assert box
    drawn("Area", west, (near["x"] + box["x"] + 5, near["y"] + box["y"] - 4), south)
    kept()
    drawn("Area", west, south, east, spots(page)[3])
    expect(editor(page).get_by_role("alert")).to_contain_text("crosses itself")
    press(page, "Discard")
    page.evaluate("zonemark.ui.openRecords([{layer: 1, record: 0}])")
    page.locator(".zm-card").get_by_role("button", name="Contribute").click()
    drawn("Split along a line", west, south)
    kept()
    # What was drawn opens where it is clicked, and no card; while something is drawn the click is a corner.
    page.mouse.click(*south)
    expect(editor(page).get_by_role("button", name="Change the outline")).to_be_visible()
    press(page, "Contribute")
    drawn("Line", south)
    press(page, "Discard")
    is_asked = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(is_asked)  # who closes the page before all is saved
    line, point, circle, area, split = saved(page, tmp_path)["changes"]
    assert not page.evaluate(is_asked)
    assert line["geometry"]["type"] == "LineString" and split["knife"]["type"] == "LineString"
    assert np.abs(np.array(line["geometry"]["coordinates"]) - along).max() < 1e-7
    assert point["geometry"]["coordinates"] == pytest.approx(there, abs=1e-7)
    assert circle["geometry"]["type"] == "Point" and circle["radius_m"] == 321
    recorded = np.concatenate([shapely.get_coordinates(layer.frame.geometry) for layer in layers()])
    snapped = np.abs(recorded - area["geometry"]["coordinates"][0][1]).max(axis=1)
    assert np.nanmin(snapped) < 1e-9  # the digits of a layer
    assert split["target"] == "CHA-1"
    assert_quiet(page)


def test_what_was_drawn_and_corrected_is_merged_and_drawn_again(
    open_map: Callable[..., Page], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = Project.create(tmp_path / "valley", title="The valley")
    project.add(layers()[1].frame.iloc[:4], layer="Reported hazards", kind="hazards")
    name = project.layers()[0].name
    path = draw(project).save(tmp_path / "sent.html")
    page = open_map(path, first=VIOLATIONS, reduced_motion="reduce")
    tool(page, "Contribute")
    press(page, "Area")
    drawn = [lonlat(page, x, y) for x, y in spots(page)]
    for x, y in spots(page):
        page.mouse.click(x, y)
    press(page, "Go on")
    editor(page).locator(".zm-edit-form").get_by_label("Name", exact=True).fill("Bağ у реки")
    press(page, "Keep")
    page.evaluate("zonemark.ui.openRecords([{layer: 0, record: 0}])")
    page.locator(".zm-card").get_by_role("button", name="Contribute").click()
    press(page, "Change the outline")
    page.locator('.zm-corner[data-corner="0,0,0"]').focus()
    outward = page.evaluate("zonemark.data.layers[0].geometry.toGeoJSON(0).coordinates[0].slice(0, -1)")
    west = outward[0][0] == min(lon for lon, _ in outward)
    page.keyboard.press("Shift+ArrowLeft" if west else "Shift+ArrowRight")
    press(page, "Go on")
    press(page, "Keep")
    target = page.evaluate("zonemark.data.layers[0].column('id').get(0)")
    file = saved(page, tmp_path)
    sent = next(tmp_path.glob("*.zonemark.json"))
    assert main(["merge", str(project.path), str(sent)]) == 0, capsys.readouterr().out
    held = Project(project.path)
    frames = pd.concat([layer.frame for layer in held.layers()])
    new = frames[frames["name"] == "Bağ у реки"].geometry.iloc[0]
    assert [list(one) for one in new.exterior.coords[:-1]] == pytest.approx(np.array(drawn), abs=1e-7)
    old = layers()[1].frame.set_index("id").geometry[target].exterior.coords
    now = held.layer(name).frame.set_index("id").geometry[target].exterior.coords
    assert len({*old} & {*now}) == 3  # with the layer's own digits, and one moved
    assert len({*now}) == 4 and file["changes"][1]["target"] == target
    page = open_map(draw(held).save(tmp_path / "again.html"))
    tool(page, "Save")
    expect(page.get_by_role("dialog")).to_contain_text("Contributed, not reviewed")


HOSTILE = "<img src=x onerror=alert(1)>"
FILES = {
    "field.geojson": json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"name": HOSTILE, "area_type": "SHA", "{{7*7}}": "${1}"},
         "geometry": {"type": "Polygon",
                      "coordinates": [[[46.69, 39.89], [46.73, 39.89], [46.73, 39.93], [46.69, 39.89]]]}},
        {"type": "Feature", "properties": {"name": "nowhere"}, "geometry": {"type": "Point", "coordinates": [900, 39]}},
    ]}),
    "walk.gpx": '<gpx xmlns="http://www.topografix.com/GPX/1/1"><wpt lon="46.7" lat="39.9"><name>Well</name></wpt>'
    '<trk><trkseg><trkpt lon="46.7" lat="39.9"/><trkpt lon="46.71" lat="39.91"/></trkseg></trk></gpx>',
    "sketch.kml": '<kml xmlns="http://www.opengis.net/kml/2.2"><Placemark><name>Поле</name><Polygon><outerBoundaryIs>'
    "<LinearRing><coordinates>46.7,39.9,0 46.71,39.9,0 46.71,39.91,0 46.7,39.9,0</coordinates></LinearRing>"
    "</outerBoundaryIs></Polygon></Placemark></kml>",
    "list.csv": '\ufeffname;latitude;longitude\n"Ağac; ""big""";39,9012;46,7034\nwithout;;\n',
    "shapes.csv": "# a notice\r\nid,wkt\r\nH-1,\"POLYGON ((46.7 39.9, 46.71 39.9, 46.71 39.91, 46.7 39.9))\"\r\n",
}  # fmt: skip
BAD = {
    "cut.geojson": ('{"type": "FeatureCollection", "features": [{', "damaged"),
    "bomb.kml": ('<!DOCTYPE kml [<!ENTITY a "a">]><kml/>', "damaged, at: <!DOCTYPE"),
    "letter.csv": ("Dear all,\nthe road is closed.\n", "it is no contribution, GeoJSON"),
    "empty.gpx": ("<gpx/>", "it holds no position"),
    "newer.json": ('{"type": "zonemark-contribution", "format": 2}', "a newer program wrote it"),
    "large.csv": ("lat,lon\n" + "39.9012,46.7034\n" * 20_001, "too large"),
}


def test_files_of_ones_own_lie_apart_on_the_map(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    page = open_map(valley_file, first=VIOLATIONS, reduced_motion="reduce")
    counts = page.locator(".zm-counts").inner_text()
    name, text = next(iter(FILES.items()))
    drop = """([name, text]) => { const files = new DataTransfer(); files.items.add(new File([text], name));
        document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true})); }"""
    page.evaluate(drop, [name, text])
    expect(editor(page)).to_contain_text(f"{name} (2 recorded, 1 drawn, 1 without usable position)")
    assert findings(page) == []
    x, y = page.evaluate(
        """(() => { const { map } = zonemark, { left, top } = map.getContainer().getBoundingClientRect();
        const { x, y } = map.latLngToContainerPoint([39.905, 46.715]); return [left + x, top + y]; })()"""
    )
    page.mouse.click(x, y)
    expect(editor(page).get_by_role("heading").first).to_have_text(HOSTILE)
    expect(editor(page)).to_contain_text("not counted")
    expect(editor(page)).to_contain_text("{{7*7}}")
    assert not page.locator(".zm-card:visible").count()
    press(page, "Take into the contribution")
    press(page, "Keep")
    assert saved(page, tmp_path)["changes"][0]["set"] == {"area_type": [None, "SHA"], "name": [None, HOSTILE]}
    opened = editor(page).locator("input[type=file]")
    for name, text in FILES.items():
        if name != "field.geojson":
            (tmp_path / name).write_text(text, encoding="utf-8")
            opened.set_input_files(tmp_path / name)
            expect(editor(page)).to_contain_text(name)
    for name, (text, why) in BAD.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        opened.set_input_files(tmp_path / name)
        expect(editor(page).get_by_role("status")).to_contain_text(f"“{name}” was not opened: ")
        expect(editor(page).get_by_role("status")).to_contain_text(why)
    expect(editor(page)).to_contain_text("list.csv (2 recorded, 1 drawn")
    assert page.locator(".zm-counts").inner_text() == counts
    press(page, "Close")
    expect(page.locator(".zm-others")).to_contain_text("walk.gpx (2 recorded")
    expect(page.locator(".zm-others")).to_contain_text("Contributed, not reviewed: 1")
    tool(page, "Print")
    assert page.evaluate("violations") == []


def test_a_map_without_contributions_holds_no_editor(
    open_map: Callable[..., Page], valley_file: Path, tmp_path: Path
) -> None:
    path = draw(layers(), languages=("en", "az", "ru", "ar"), contributions="none").save(tmp_path / "none.html")
    page = open_map(path)
    assert not page.locator(".zm-toollist").get_by_role("button", name="Contribute").count()
    assert page.evaluate("[window.zonemarkEditor, zonemark.data.settings.catalogues.en['edit.title']]") == [None, None]
    assert valley_file.stat().st_size - path.stat().st_size < 26_000  # with four languages; 16 kB of it the editor
