"""What readers sent is on the map: new zones apart until somebody reviews them, what waits and what is new in words."""

import shapely
from contributing import change, contribution
from playwright.sync_api import expect
from test_access import speak

import geo
from geo.maps import catalogue
from geo.store.received.receiving import Sent

ZONE = shapely.box(46.9, 39.9, 46.91, 39.91)
HOSTILE = "</script><img src=x onerror=alert(1)>{{ 7*7 }}"


def received(folder):
    """A project of one zone, to which a new zone and a change that waits were sent."""
    import geopandas

    frame = geopandas.GeoDataFrame({"id": ["H1"], "name": ["Field"], "status": ["open"]}, geometry=[ZONE], crs=4326)
    project = geo.Project.create(folder / "valley", title="Valley", languages=["az", "ar"])
    project.add(frame, kind="hazards", layer="Zones")
    sent = contribution(
        project,
        change("add", layer="zones", shape=shapely.box(46.92, 39.9, 46.93, 39.91), set={"name": [None, HOSTILE]}),
        change("correct", "H1", "zones", set={"status": ["open", "closed"]}, because=HOSTILE),
        name=HOSTILE,
    )
    project.contributions.merge([Sent.of("a.json", sent)])
    return project


def test_a_zone_that_nobody_reviewed_has_a_symbol_of_its_own_and_the_heading_says_what_waits(open_map, tmp_path):
    project = received(tmp_path)
    page = open_map(geo.draw(project, since="2020-01-01", language="en").save(tmp_path / "map.html"))
    heading = page.locator("body").inner_text()
    assert "Contributed changes that wait for review: 1." in heading
    assert "2 new, 0 changed, 0 gone" in heading
    assert page.get_by_text("Contributed, not reviewed").count() >= 2  # the layer, and the class of its zones
    assert page.get_by_text(HOSTILE).count() >= 0 and page.locator("img[src=x]").count() == 0
    for language in ("az", "ar", "en"):  # the layer is titled in the reader's language
        speak(page, language)
        expect(
            page.locator(".zm-layerrow", has_text=catalogue.text(language, "class.signs/contributed"))
        ).to_have_count(1)
    plain = geo.Project.create(tmp_path / "plain", title="Valley")
    plain.add(project.layer("zones").frame, kind="hazards", layer="Zones")
    text = open_map(geo.draw(plain, language="en").save(tmp_path / "plain.html")).locator("body").inner_text()
    assert "wait for review" not in text and "not reviewed" not in text


def test_what_is_new_and_what_somebody_asks_to_withdraw_is_marked_listed_and_counted(open_map, tmp_path):
    project = received(tmp_path)
    withdrawal = change("withdraw", "H1", "zones", because="there is none")
    project.contributions.merge([Sent.of("b.json", contribution(project, withdrawal))])
    page = open_map(geo.draw(project, since="2020-01-01", language="en").save(tmp_path / "map.html"))
    expect(page.locator(".zm-counts")).to_contain_text("2 recorded, 2 drawn, 0 without usable position")
    expect(page.locator(".zm-counts")).to_contain_text("withdrawal proposed: 1")
    expect(page.locator(".zm-signrow", has_text="withdrawal proposed: 1")).to_be_visible()
    struck = page.evaluate("[...zonemark.engine.countsInView().get('signs/withdrawn') ? [1] : []]")
    assert struck == [1]
    page.evaluate("zonemark.ui.openRecords([{layer: 0, record: 0}])")
    expect(page.locator(".zm-cardheading")).to_contain_text("new · withdrawal proposed")
    page.keyboard.press("Escape")
    page.locator("summary", has_text="Filter").click()
    group = page.get_by_role("group", name="New or changed")
    expect(group.locator(".zm-count")).to_have_text(["2"])
    page.get_by_role("group", name="Withdrawal").get_by_label("withdrawal proposed").check()
    expect(page.locator(".zm-shown")).to_contain_text("1 of 2 shown")
