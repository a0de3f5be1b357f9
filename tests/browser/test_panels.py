"""What a reader sees and does in the panels, in the reader's words."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import shapely
from playwright.sync_api import Page, expect
from valley import CENTRE, frame
from waiting import wait_for_the_map_to_stand

from geo.maps import draw
from geo.records import Layer

pytestmark = pytest.mark.browser
LON, LAT = CENTRE


@pytest.fixture
def read_page(open_once: Any, valley_file: Path) -> Page:
    """One page for all tests that only read, find or ask; it shows what it showed first, and no card is open."""
    page = open_once(valley_file)
    page.keyboard.press("Escape")
    wait_for_the_map_to_stand(page)
    page.evaluate("""() => {
        const { map, ui } = zonemark;
        window.first ??= [map.getCenter(), map.getZoom()];
        map.setView(...window.first, { animate: false });
        ui.showTab("layers");
    }""")
    expect(page.locator(".zm-card")).to_be_hidden()
    return page


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def open_record(page: Page, name: str) -> None:
    tab(page, "Records")
    page.get_by_role("listitem").get_by_role("button", name=name).click()
    expect(page.get_by_role("article")).to_be_visible()


def click_on_the_orchard(page: Page) -> None:
    page.evaluate("([lon, lat]) => zonemark.map.setView([lat, lon], 15, {animate: false})", [LON, LAT])
    box = page.get_by_role("application").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2 + 4, box["y"] + box["height"] / 2 - 4)


def test_the_heading_says_title_date_and_counts(read_page: Page) -> None:
    heading = read_page.get_by_role("banner")
    expect(heading.get_by_role("heading")).to_have_text("The valley")
    expect(heading).to_contain_text("Data of 1 Mar 2023")
    expect(heading).to_contain_text("9 recorded, 7 drawn, 2 without usable position")


def test_the_warning_and_the_age_of_the_data_are_always_there(read_page: Page) -> None:
    for name in ("Layers", "Find", "Near here", "Records"):
        tab(read_page, name)
        strip = read_page.get_by_label("Warnings")
        expect(strip).to_contain_text("does not mean that an area is safe")
        expect(strip).to_contain_text(re.compile(r"Half of the hazard records are at least \d+ years? old"))


def test_the_legend_lists_every_class_with_its_count(read_page: Page) -> None:
    legend = read_page.get_by_role("tabpanel", name="Layers")
    for words, count in (("Reported hazards", "4 of 6"), ("Released land", "2 of 2")):
        row = legend.locator("label").filter(has_text=words).first
        expect(row).to_contain_text(count)


def test_the_legend_counts_what_is_in_view(read_page: Page) -> None:
    read_page.evaluate("([lon, lat]) => zonemark.map.setView([lat, lon], 16, {animate: false})", [LON, LAT])
    row = read_page.locator("label").filter(has_text="Reported hazards").first
    expect(row).to_contain_text("2 of 6")


def test_a_click_shows_all_records_under_it(read_page: Page) -> None:
    click_on_the_orchard(read_page)
    card = read_page.get_by_role("article")
    expect(card).to_contain_text("1 of 2 here")
    first = card.get_by_role("heading", level=2).inner_text()
    card.get_by_role("button", name="Next record here").click()
    expect(card).to_contain_text("2 of 2 here")
    assert {first, card.get_by_role("heading", level=2).inner_text()} == {"Orchard", "Old road"}


def test_a_card_begins_with_what_is_known(read_page: Page) -> None:
    open_record(read_page, "Orchard")
    card = read_page.get_by_role("article")
    expect(card.locator(".zm-kind")).to_have_text(
        "Farmland · Confirmed hazardous area (CHA), open · Reported hazards · CHA-1"
    )
    terms = card.locator("dl").first.locator("dt").all_inner_texts()
    assert terms == ["Explosive ordnance", "Last verified", "Source", "Remarks", "Area", "Reported area", "Marking",
                     "Surveying organisation"]  # fmt: skip


def test_a_card_of_an_accident_begins_with_when_and_whom(read_page: Page) -> None:
    read_page.evaluate("""() => {
      const layer = zonemark.ui.layers.findIndex(({ kind }) => kind === "accidents");
      zonemark.ui.openRecords([{ layer, record: 0 }]);
    }""")
    terms = read_page.get_by_role("article").locator("dl").first.locator("dt").all_inner_texts()
    assert terms[:3] == ["Date of the accident", "Killed", "Injured"]
    expect(read_page.get_by_role("article")).not_to_contain_text("urveying organisation")


def test_a_card_says_in_one_line_what_is_not_recorded(read_page: Page) -> None:
    open_record(read_page, "CHA-4")
    line = read_page.get_by_role("article").locator(".zm-notrecorded")
    expect(line).to_have_text(re.compile("^Not recorded: name, kind of place, .*marking, surveying organisation$"))


def test_a_card_shows_one_format_of_a_position_and_folds_the_others(valley_page: Page) -> None:
    open_record(valley_page, "Orchard")
    card = valley_page.get_by_role("article")
    expect(card.locator(".zm-positions dd >> visible=true")).to_have_count(1)
    card.get_by_text("Other formats").click()
    expect(card.locator(".zm-positions dd >> visible=true")).to_have_count(4)


def test_a_card_shows_computed_and_reported_area(read_page: Page) -> None:
    open_record(read_page, "Orchard")
    card = read_page.get_by_role("article")
    computed = card.locator("dl").first.locator("div", has_text="Area").first.inner_text()
    # 151,926 m² by pyproj.Geod (WGS 84).
    assert "151,92" in computed and "15.19 ha" in computed
    expect(card.locator("div", has_text="Reported area").last).to_contain_text("120,000 m² (12 ha)")
    expect(card).not_to_contain_text("computed")


def test_each_kind_calls_an_organisation_what_it_is(read_page: Page) -> None:
    heading = 'zonemark.ui.words.field("organisation", kind)'
    assert read_page.evaluate(f'["hazards", "releases"].map((kind) => {heading})') == [
        "Surveying organisation", "Organisation"
    ]  # fmt: skip


def test_a_card_gives_the_position_in_four_formats(read_page: Page) -> None:
    open_record(read_page, "Orchard")
    card = read_page.get_by_role("article")
    for text in ("39.900000, 46.700000", "39°54′00", "38", "38S PK"):
        expect(card).to_contain_text(text)


def test_a_vague_position_is_written_and_copied_as_the_centre_of_a_circle(valley_page: Page) -> None:
    valley_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_record(valley_page, "Spring")
    card = valley_page.get_by_role("article")
    expect(card).to_contain_text("centre of a circle of 1.5 km")
    card.get_by_role("button", name="Copy: Decimal").click()
    expect(valley_page.locator(".zm-toast")).to_have_text("Copied")
    copied = valley_page.evaluate("navigator.clipboard.readText()")
    assert re.fullmatch(r"\d\d\.\d\d, \d\d\.\d\d \(centre of a circle of 1\.5 km\)", copied), copied


# Metres as stated, metres that the digits leave open; then decimals, digits of MGRS and whether a circle is spoken of.
KNOWN_TO = [
    (None, None, 6, 5, False),
    (None, 0.1, 6, 5, False),
    (1.0, 0.1, 5, 5, False),
    (30.0, None, 4, 4, False),
    (5.0, 555.0, 3, 3, True),
    (None, 1_110.0, 2, 2, True),
    (None, 5_550.0, 2, 2, True),
    (32_000.0, 111.0, 1, 1, True),
    (100_000.0, None, 0, 0, True),
]


def test_no_position_is_written_or_copied_to_more_than_is_known_of_it(open_map: Any, tmp_path: Path) -> None:
    records = [
        {"id": f"P{at}", "position_accuracy_m": stated, "position_written_to_m": written, "area_type": "SHA",
         "geometry": shapely.Point(46.93, 40.39)}
        for at, (stated, written, *_) in enumerate(KNOWN_TO)
    ]  # fmt: skip
    path = tmp_path / "known.html"
    draw([Layer("h", "hazards", frame(records), "Hazards")], title="Known").save(path)
    page, still = open_map(path), open_map(path, javascript=False)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for at, (_, _, decimals, digits, is_circle) in enumerate(KNOWN_TO):
        page.evaluate(f"zonemark.ui.openRecords([{{layer: 0, record: {at}}}])")
        card = page.get_by_role("article")
        card.locator(".zm-formats summary").click()
        decimal, *_, mgrs = card.locator(".zm-positions dd bdi").all_inner_texts()
        assert decimal == f"{40.39:.{decimals}f}, {46.93:.{decimals}f}", at
        assert [len(part) for part in mgrs.split()[2:]] == [digits] * 2 * bool(digits), (at, mgrs)
        for button in card.get_by_role("button", name="Copy:").all():
            button.click()
            expect(page.locator(".zm-toast")).to_have_text("Copied")
            copied = page.evaluate("navigator.clipboard.readText()")
            assert ("(centre of a circle of" in copied) == is_circle, (at, copied)
        expect(card.get_by_text("centre of a circle of")).to_have_count(int(is_circle))
        brief = still.locator(f"#zm-fallback tr:has-text('P{at}')").inner_text()
        least = min(decimals, 5)
        assert f"{40.39:.{least}f}, {46.93:.{least}f} · 38TPK" in brief, brief


def test_a_position_is_copied(valley_page: Page) -> None:
    valley_page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_record(valley_page, "Orchard")
    valley_page.get_by_role("button", name="Copy: Decimal").click()
    expect(valley_page.locator(".zm-toast")).to_have_text("Copied")
    assert valley_page.evaluate("navigator.clipboard.readText()") == "39.900000, 46.700000"


def test_a_source_is_a_link_only_when_it_is_a_web_address(read_page: Page) -> None:
    open_record(read_page, "Orchard")
    link = read_page.get_by_role("article").get_by_role("link")
    expect(link).to_have_text("https://example.org/report?id=1")
    expect(link).to_have_attribute("rel", "noreferrer noopener")
    open_record(read_page, "Old road")
    expect(read_page.get_by_role("article")).to_contain_text("javascript:alert(1)")
    expect(read_page.get_by_role("article").get_by_role("link")).to_have_count(0)


def test_everything_recorded_is_one_fold_away_and_is_text(valley_page: Page) -> None:
    open_record(valley_page, "Orchard")
    valley_page.get_by_text("Everything recorded").click()
    expect(valley_page.get_by_role("article")).to_contain_text("Həsən: <b>not bold</b> {{7*7}}")


def test_a_card_ends_with_what_absence_does_not_mean(read_page: Page) -> None:
    open_record(read_page, "Orchard")
    last = read_page.get_by_role("article").locator("> *").last
    expect(last).to_have_text("Absence of other records nearby does not mean the area is safe.")


def test_cleared_land_is_cleared_to_a_depth_on_a_date(read_page: Page) -> None:
    open_record(read_page, "R-1")
    expect(read_page.get_by_role("article")).to_contain_text("Cleared, to 0.2 m, on 12 May 2023")
    open_record(read_page, "R-2")
    expect(read_page.get_by_role("article")).to_contain_text("Cleared, to not recorded, on not recorded")


def test_a_release_leads_to_its_hazard(read_page: Page) -> None:
    open_record(read_page, "R-1")
    read_page.get_by_role("article").get_by_role("listitem").get_by_role("button", name="Orchard").click()
    expect(read_page.get_by_role("article").get_by_role("heading", level=2)).to_have_text("Orchard")


def test_escape_closes_the_card(read_page: Page) -> None:
    open_record(read_page, "Orchard")
    read_page.keyboard.press("Escape")
    expect(read_page.locator(".zm-card")).to_be_hidden()


def test_names_are_found_without_their_marks(read_page: Page) -> None:
    tab(read_page, "Find")
    read_page.get_by_label("Name, ID, text or coordinates").fill("agdam")
    expect(read_page.get_by_role("tabpanel").get_by_role("status")).to_have_text("1 result")


def test_a_text_that_is_nowhere_is_not_called_absent(read_page: Page) -> None:
    tab(read_page, "Find")
    read_page.get_by_label("Name, ID, text or coordinates").fill("zzzz")
    expect(read_page.get_by_role("tabpanel").get_by_role("status")).to_contain_text("does not mean there is nothing")


@pytest.mark.parametrize("written", ["39.9, 46.7", "39°54′00″N 46°42′00″E", "38S 645327 4418041", "38S PK 45327 18041"])
def test_typed_coordinates_are_found_in_four_formats(read_page: Page, written: str) -> None:
    tab(read_page, "Find")
    box, found = (
        read_page.get_by_label("Name, ID, text or coordinates"),
        read_page.get_by_role("tabpanel").locator("dd"),
    )
    box.fill("")
    expect(found).to_have_count(0)  # of what was typed before
    box.fill(written)
    lat, lon = (float(part) for part in re.findall(r"[\d.]+", found.first.inner_text())[:2])
    assert abs(lat - LAT) < 1e-4 and abs(lon - LON) < 1e-4


def ask_near(page: Page, written: str) -> None:
    tab(page, "Near here")
    page.get_by_label("Type a position").fill(written)
    page.get_by_role("button", name="Go").click()


def test_a_position_inside_a_hazard_is_warned_of(read_page: Page) -> None:
    ask_near(read_page, "39.8985, 46.6985")
    expect(read_page.get_by_role("alert").filter(has_text="lies inside")).to_have_text(
        "This position lies inside Orchard."
    )


def test_the_nearest_are_listed_with_distance_and_direction(read_page: Page) -> None:
    ask_near(read_page, "39.89, 46.7")
    panel = read_page.get_by_role("tabpanel")
    expect(panel.get_by_role("listitem").first).to_contain_text("Orchard")  # a hazard, though a release is nearer
    expect(panel.get_by_role("listitem").filter(has_text="R-1")).to_contain_text("684 m west")
    expect(panel).to_contain_text(re.compile(r"Orchard\s*888 m north \(0°\) · Farmland · CHA, open · 4 May 2019"))
    expect(panel).to_contain_text("The nearest recorded hazard: Orchard, CHA, open, 888 m north (0°).")


def test_a_vague_position_says_how_vague(read_page: Page) -> None:
    ask_near(read_page, "39.93, 46.76")
    row = read_page.get_by_role("listitem").filter(has_text="Spring")
    expect(row).to_contain_text("position ± 1.5 km")


def test_nothing_near_is_not_called_safe(read_page: Page) -> None:
    ask_near(read_page, "10, 10")
    panel = read_page.get_by_role("tabpanel")
    expect(panel).to_contain_text("No hazard with a usable position is recorded within 5 km.")
    expect(panel).to_contain_text("That does not mean there is none.")
    said = panel.inner_text().replace("does not mean that an area is safe", "")
    assert "safe" not in said.lower()


def test_what_may_lie_near_is_listed_though_its_point_is_far(open_map, tmp_path) -> None:
    vague = {"id": "V", "name": "Somewhere in the district", "position_accuracy_m": 40_000.0}
    records = [{**vague, "geometry": shapely.Point(LON + 0.3, LAT)}, {"id": "L", "name": "Lost", "geometry": None}]
    draw([Layer("zones", "hazards", frame(records), "Zones")]).save(tmp_path / "vague.html")
    page = open_map(tmp_path / "vague.html")
    ask_near(page, f"{LAT}, {LON}")
    panel = page.get_by_role("tabpanel")
    expect(panel).to_contain_text("may lie within 5 km, because their position is only approximate: 1.")
    expect(panel).to_contain_text("without a usable position, which may be anywhere: 1.")
    expect(panel.get_by_role("listitem")).to_contain_text("Somewhere in the district")
    ask_near(page, "10, 10")
    expect(panel).to_contain_text(
        re.compile(r"The nearest recorded hazard: Somewhere in the district, .*, 4,\d\d\d km")
    )
    expect(panel).to_contain_text("That is far from everything recorded. Is the position right?")
    expect(panel.get_by_role("listitem")).to_contain_text("Somewhere in the district")


def test_what_was_said_of_a_place_does_not_stand_under_a_text_that_is_none(valley_page: Page) -> None:
    ask_near(valley_page, "10, 10")
    expect(valley_page.get_by_role("tabpanel")).to_contain_text("within 5 km")
    ask_near(valley_page, "qwerty")
    expect(valley_page.get_by_role("tabpanel")).not_to_contain_text("within 5 km")
    expect(valley_page.locator(".zm-herecross")).to_have_count(0)


def test_what_is_near_ignores_filters(valley_page: Page) -> None:
    valley_page.get_by_role("switch", name="Show Reported hazards").click()
    ask_near(valley_page, "39.8985, 46.6985")
    expect(valley_page.get_by_role("alert").filter(has_text="Orchard")).to_be_visible()


def test_a_place_is_chosen_by_a_click(read_page: Page) -> None:
    tab(read_page, "Near here")
    read_page.get_by_role("button", name="Choose on the map").click()
    click_on_the_orchard(read_page)
    expect(read_page.get_by_role("tabpanel")).to_contain_text("This position lies inside")
    expect(read_page.locator(".zm-card")).to_be_hidden()


def test_a_refused_device_position_is_explained(valley_page: Page) -> None:
    tab(valley_page, "Near here")
    valley_page.get_by_role("button", name="My position").click()
    expect(valley_page.get_by_role("tabpanel").get_by_role("status").first).to_contain_text("Type")


def test_the_list_holds_every_record(read_page: Page) -> None:
    tab(read_page, "Records")
    expect(read_page.get_by_role("tabpanel")).to_contain_text("9 records · places and figures: 1")
    assert read_page.get_by_role("list", name="All records").get_by_role("listitem").count() == 10


def test_the_list_follows_the_map(valley_page: Page) -> None:
    tab(valley_page, "Records")
    valley_page.get_by_label("Only those in view").check()
    valley_page.evaluate("([lon, lat]) => zonemark.map.setView([lat, lon], 16, {animate: false})", [LON, LAT])
    expect(valley_page.get_by_role("tabpanel")).to_contain_text("2 records")


def test_what_could_not_be_drawn_is_listed_with_its_reason(valley_page: Page) -> None:
    tab(valley_page, "Records")
    valley_page.get_by_role("button", name="Not on the map (2)").click()
    rows = valley_page.get_by_role("listitem")
    expect(rows.filter(has_text="Without a place")).to_contain_text("no position recorded")
    expect(rows.filter(has_text="Damaged")).to_contain_text("the position that was entered could not be used")


def test_a_length_and_an_area_are_measured_on_the_ellipsoid(valley_page: Page) -> None:
    valley_page.get_by_role("button", name="Measure").click()
    for lon, lat in ((46.69, 39.89), (46.71, 39.89), (46.71, 39.91)):
        valley_page.evaluate("([lon, lat]) => zonemark.map.setView([lat, lon], 14, {animate: false})", [lon, lat])
        valley_page.get_by_role("button", name="Point at the cross").click()
    box = valley_page.get_by_role("region", name="Measure")
    expect(box).to_contain_text("3 points")
    # 3931.3 m and 1,899,342 m² by pyproj.Geod (WGS 84).
    expect(box).to_contain_text(re.compile(r"Length: 3\.93 km"))
    expect(box).to_contain_text(re.compile(r"\(1\.9 km²\)"))


def test_a_failed_count_shows_a_red_banner_with_the_way_to_the_list(valley_page: Page) -> None:
    valley_page.evaluate("zonemark.engine.drawnCounts = () => [{layer: 1, recorded: 6, drawn: 1}]")
    valley_page.evaluate("window.dispatchEvent(new ErrorEvent('error', {message: 'made by a test'}))")
    banner = valley_page.get_by_role("alert").filter(has_text="not complete")
    expect(banner).to_contain_text("7 of 10 records could not be shown. Do not rely on it.")
    banner.get_by_role("button").click()
    expect(valley_page.get_by_role("button", name="Not on the map (2)")).to_have_attribute("aria-pressed", "true")


def test_a_fault_of_any_script_is_said(valley_page: Page) -> None:
    valley_page.evaluate("window.dispatchEvent(new ErrorEvent('error', {message: 'made by a test'}))")
    expect(valley_page.get_by_role("alert").filter(has_text="has failed")).to_contain_text("Do not rely on it")


def test_that_sizes_are_told_of_a_frame_later_is_no_fault(valley_page: Page) -> None:
    told = "message => window.dispatchEvent(new ErrorEvent('error', { message }))"
    fault = valley_page.get_by_role("alert").filter(has_text="has failed")
    valley_page.evaluate(told, "ResizeObserver loop completed with undelivered notifications.")
    expect(fault).to_have_count(0)
    valley_page.evaluate(told, "made by a test")  # the control
    expect(fault).to_have_count(1)


def test_the_page_keeps_nothing(valley_page: Page) -> None:
    open_record(valley_page, "Orchard")
    assert valley_page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


IN_SIGHT = """(record) => {
  const [west, south, east, north] = zonemark.data.layers[1].geometry.bounds(record);
  const { left, top } = zonemark.map.getContainer().getBoundingClientRect();
  return [[north, west], [south, east]].every((at) => {
    const { x, y } = zonemark.map.latLngToContainerPoint(at);
    return document.elementFromPoint(left + x, top + y)?.closest(".folium-map") !== null;
  });
}"""


@pytest.mark.parametrize("size", [(1280, 800), (390, 844)], ids=["wide", "narrow"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_record_opened_from_the_list_is_not_behind_its_card(open_map, valley_file, size, language) -> None:
    page = open_map(valley_file, width=size[0], height=size[1], reduced_motion="reduce")
    if size[0] < 900:
        page.get_by_role("button", name="Tools").click()
    page.get_by_label("Language").select_option(language)
    page.locator("#zm-tab-records").click()
    page.get_by_role("listitem").get_by_role("button", name="Orchard").click()
    expect(page.get_by_role("article")).to_be_visible()
    page.evaluate("() => zonemark.engine.whenDrawn()")
    assert page.evaluate(IN_SIGHT, 0)


def test_a_place_that_the_card_comes_to_lie_over_is_drawn_aside(open_map, valley_file) -> None:
    page = open_map(valley_file, reduced_motion="reduce")
    page.evaluate("([lon, lat]) => zonemark.map.setView([lat, lon - 0.02], 14, {animate: false})", [LON, LAT])
    x, y = page.evaluate(
        "at => { const {x, y} = zonemark.map.latLngToContainerPoint(at);"
        "const box = zonemark.map.getContainer().getBoundingClientRect(); return [box.left + x, box.top + y]; }",
        [LAT, LON],
    )
    page.mouse.click(x, y)
    expect(page.get_by_role("article")).to_be_visible()
    assert page.evaluate(IN_SIGHT, 0)


def test_all_records_at_one_point_are_a_step_apart(open_map, tmp_path) -> None:
    same = frame([{"id": f"A-{n}", "geometry": shapely.Point(LON, LAT)} for n in range(1, 8)])
    page = open_map(draw({"Accidents": same}, kind="accidents").save(tmp_path / "map.html"))
    box = page.get_by_role("application").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.get_by_role("article")
    titles = set()
    for n in range(1, 8):
        expect(card).to_contain_text(f"{n} of 7")
        titles.add(card.get_by_role("heading").first.inner_text())
        card.get_by_role("button", name="Next").click()
    assert len(titles) == 7


def test_figures_stand_under_their_subjects_with_what_they_cover_and_who_published_them(open_map, tmp_path) -> None:
    cleared = {"subject": "area cleared", "unit": "ha", "geometry": None}
    figures = frame(
        [
            {
                **cleared,
                "id": "a",
                "value": "237821.5",
                "as_of": "2025-11-10",
                "remarks": "since 10 Nov 2020",
                "source": "Trend",
            },
            {
                **cleared,
                "id": "b",
                "value": "1616",
                "as_of": "2026-02-22",
                "remarks": "one week only",
                "source": "MENAFN",
            },
            {"id": "c", "subject": "mines found", "value": "about 40", "unit": "items", "geometry": None},
        ]
    )
    path = tmp_path / "figures.html"
    draw(
        [
            Layer("zones", "hazards", frame([{"id": "Z", "geometry": shapely.Point(LON, LAT)}]), "Zones"),
            Layer("figures", "facts", figures, "Figures"),
        ]
    ).save(path)
    page = open_map(path)
    page.get_by_role("button", name="Figures (3)").first.click()
    page.get_by_text("area cleared", exact=True).click()
    rows = page.get_by_role("tabpanel").get_by_role("listitem")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_contain_text("1,616 ha22 Feb 2026 · one week only · MENAFN")
    expect(rows.nth(1)).to_contain_text("237,821.5 ha10 Nov 2025 · since 10 Nov 2020 · Trend")
    rows.nth(1).get_by_role("button").click()
    expect(page.get_by_role("article")).to_contain_text("237821.5")


def test_the_count_of_what_is_not_on_the_map_opens_its_list(valley_page: Page) -> None:
    valley_page.get_by_role("banner").get_by_role("button", name="2 without usable position").click()
    expect(valley_page.get_by_role("button", name="Not on the map (2)")).to_have_attribute("aria-pressed", "true")


def test_the_line_of_sources_opens_what_stands_behind_the_map(valley_page: Page) -> None:
    valley_page.get_by_role("contentinfo").get_by_role("button").click()
    expect(valley_page.get_by_text("About this map")).to_be_focused()
    expect(valley_page.get_by_role("heading", name="Sources")).to_be_visible()


def test_the_signs_of_poor_positions_are_explained(open_map, tmp_path) -> None:
    here = shapely.Point(LON, LAT)
    records = [
        {"id": "D", "position_accuracy_m": 40_000.0, "geometry": here},
        {"id": "C", "position_accuracy_m": 900.0, "geometry": here},
    ]
    draw([Layer("zones", "hazards", frame(records), "Zones")]).save(tmp_path / "vague.html")
    legend = open_map(tmp_path / "vague.html").get_by_role("tabpanel")
    for said in ("Only the district is known", "somewhere in the circle", "Several records at one place"):
        expect(legend).to_contain_text(said)


def test_a_map_of_exact_positions_has_no_signs_to_explain_but_its_symbol(open_map, tmp_path) -> None:
    record = {"id": "A", "area_type": "CHA", "status": "open", "geometry": shapely.Point(LON, LAT)}
    draw([Layer("zones", "hazards", frame([record]), "Zones")]).save(tmp_path / "exact.html")
    expect(open_map(tmp_path / "exact.html").locator(".zm-signrow")).to_have_text(["CHA, open"])


def test_what_was_entered_and_not_understood_is_not_called_not_recorded(open_map, tmp_path) -> None:
    entered = {"id": "A", "name": "Mill", "verified_on": None, "verified_on_entered": "31.02.2021", "geometry": None}
    records = [{**entered, "position_entered": "39 75 10 N"}, {"id": "B", "geometry": shapely.Point(LON, LAT)}]
    draw([Layer("zones", "hazards", frame(records), "Zones")]).save(tmp_path / "entered.html")
    page = open_map(tmp_path / "entered.html")
    open_record(page, "Mill")
    card = page.get_by_role("article")
    expect(card).to_contain_text("not understood: 31.02.2021")
    expect(card).to_contain_text("the position that was entered could not be used39 75 10 N")
    expect(card).not_to_contain_text("no position recorded")
