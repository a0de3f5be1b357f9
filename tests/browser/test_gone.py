"""A record that its source no longer has looks so on the map, in every list and in every count, in every language."""

import geopandas
import numpy as np
import pytest
import shapely
from playwright.sync_api import expect
from shapely import Point
from test_print import prepare, printed, words

from geo.maps import draw
from geo.records import Layer

SAID = {"en": "no longer", "az": "artıq", "ru": "больше нет", "ar": "لم يعد"}
IDS = ["H1", "H2", "H3", "H4"]


def hazards(gone, shapes):
    since = ["2026-05-01" if name in gone else None for name in IDS]
    records = {"id": IDS, "area_type": ["SHA"] * 4, "status": ["open"] * 4, "missing_since": since}
    return geopandas.GeoDataFrame(records, geometry=shapes, crs="EPSG:4326")


AREAS = [*(shapely.box(46 + at, 40, 46.5 + at, 40.5) for at in (0, 1, 2)), None]


@pytest.fixture
def gone_map(open_map, tmp_path):
    """Two hazards of four are no longer in their source, one of them without a position; and a village, which nobody
    counts."""
    village = geopandas.GeoDataFrame({"id": ["V"], "missing_since": ["2026-05-01"]}, geometry=[Point(46, 40)], crs=4326)
    layers = [Layer("h", "hazards", hazards({"H1", "H4"}, AREAS)), Layer("v", "places", village)]
    draw(layers).save(tmp_path / "map.html")
    return open_map(tmp_path / "map.html")


@pytest.mark.parametrize("language", SAID)
def test_a_card_says_that_its_source_no_longer_has_the_record(open_map, tmp_path, language):
    frame = hazards({"H1"}, AREAS)
    draw(frame, languages=[language]).save(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html")
    for record, says in ((0, True), (1, False)):
        page.evaluate("(record) => zonemark.ui.openRecords([{layer: 0, record}], 0)", record)
        heading, card = page.locator(".zm-cardheading"), page.locator(".zm-cardheading + .zm-note")
        assert (SAID[language] in heading.inner_text()) == says
        assert (card.count() > 0 and SAID[language] in card.inner_text()) == says
    for where in (".zm-counts", ".zm-legend"):
        assert SAID[language] in page.locator(where).inner_text().lower()


def test_heading_legend_filter_and_paper_count_the_same(gone_map):
    expect(gone_map.locator(".zm-counts")).to_contain_text("2 no longer in the source")
    expect(gone_map.locator(".zm-row", has_text="No longer in its source")).to_contain_text("1 of 2")
    gone_map.locator("summary", has_text="Filter").click()
    group = gone_map.get_by_role("group", name="In its source")
    expect(group.locator(".zm-count")).to_have_count(2)
    assert [row.split() for row in group.locator(".zm-count").all_inner_texts()] == [["2"], ["2"]]
    prepare(gone_map)
    paper = words(printed(gone_map))
    assert "2 no longer in the source" in paper and "No longer in its source 1" in paper


def test_the_legend_switches_them_off_and_the_heading_says_so(gone_map):
    switch = gone_map.get_by_role("switch", name="Show records that are no longer in their source")
    expect(switch).to_be_checked()
    switch.click()
    expect(gone_map.locator(".zm-shown")).to_contain_text("2 of 4 shown")
    gone_map.get_by_role("button", name="Clear").first.click()
    expect(switch).to_be_checked()
    gone_map.locator("summary", has_text="Filter").click()
    gone_map.get_by_label("no longer in its source").check()
    expect(gone_map.locator(".zm-shown")).to_contain_text("2 of 4 shown")


def test_where_nothing_is_gone_nothing_is_said_of_it(open_map, tmp_path):
    draw(hazards(set(), AREAS)).save(tmp_path / "map.html")
    page = open_map(tmp_path / "map.html")
    expect(page.locator(".zm-row", has_text="SHA").first).to_be_visible()
    assert "no longer" not in page.locator("body").inner_text()


PIXELS = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), {width: 600, height: 300});
  const ctx = canvas.getContext("2d", {willReadFrequently: true});
  await zonemark.ui.engine.drawTo(ctx, {bounds: [45.9, 39.9, 48.6, 40.6], width: 600, height: 300, pixelRatio: 1,
    strongPatterns: false});
  const {data} = ctx.getImageData(0, 0, 600, 300);
  return Array.from({length: 600 * 300}, (_, at) => data[4 * at] + data[4 * at + 1] + data[4 * at + 2]);
}"""
SHAPES = {
    "areas": [shapely.box(46.1 + 0.9 * at, 40, 46.6 + 0.9 * at, 40.5) for at in (0, 1, 2)],
    "small areas": [shapely.box(46.4 + 0.9 * at, 40.2, 46.5 + 0.9 * at, 40.3) for at in (0, 1, 2)],
    "points": [Point(46.4 + 0.9 * at, 40.2) for at in (0, 1, 2)],
    "several points": [shapely.MultiPoint([(46.4 + 0.9 * at, 40.2), (46.5 + 0.9 * at, 40.4)]) for at in (0, 1, 2)],
    "lines": [shapely.LineString([(46.2 + 0.9 * at, 40.2), (46.5 + 0.9 * at, 40.4)]) for at in (0, 1, 2)],
}


@pytest.mark.parametrize("shapes", SHAPES)
def test_it_is_struck_through_on_the_map_and_no_other_is(open_map, tmp_path, shapes):
    pictures = []
    for gone in ((), ("H2",)):
        draw(hazards(gone, [*SHAPES[shapes], None])).save(tmp_path / "map.html")
        pictures.append(np.reshape(open_map(tmp_path / "map.html").evaluate(PIXELS), (300, 3, 200)))
    changed = (pictures[0] != pictures[1]).sum(axis=(0, 2))
    assert changed[1] > 20 and changed[0] == changed[2] == 0


def test_one_that_was_withdrawn_is_struck_through_too_and_still_counted(open_map, tmp_path):
    pictures = []
    for days in ([None] * 4, [None, "2026-05-01", None, None]):
        draw(hazards((), AREAS).assign(withdrawn_on=days)).save(tmp_path / "map.html")
        page = open_map(tmp_path / "map.html")
        pictures.append(np.reshape(page.evaluate(PIXELS), (300, 3, 200)))
    changed = (pictures[0] != pictures[1]).sum(axis=(0, 2))
    assert changed[1] > 20 and changed[0] == changed[2] == 0
    expect(page.locator(".zm-counts")).to_contain_text("4 recorded, 3 drawn")
    expect(page.locator(".zm-counts")).to_contain_text("withdrawn: 1")


def test_a_reader_without_scripts_sees_and_reads_it(browser, gone_map, tmp_path):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((tmp_path / "map.html").as_uri())
    expect(page.locator(".zm-counts")).to_contain_text("2 no longer in the source")
    expect(page.locator(".zm-key")).to_contain_text("No longer in its source: 2")
    expect(page.get_by_role("row", name="h 4 3 1 2")).to_be_visible()
    struck = page.locator("#zm-overview path[stroke-width='1.4']")
    assert [path.get_attribute("d").count("M") for path in struck.all()] == [1]
    assert page.get_by_role("row").filter(has_text="2026-05-01").count() == 3
    context.close()
