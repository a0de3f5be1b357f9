"""Several windows, desks and editors at one project; the tour of the demo; the desk at 400 % and by keyboard."""

from __future__ import annotations

import re

import geopandas
import pytest
import shapely
from at_desk import AtDesk, survey
from playwright.sync_api import expect

from geo import open_map
from geo.store import Project, copy_training

pytestmark = pytest.mark.browser


def test_windows_desks_and_an_editor_see_one_another_and_overwrite_nothing(at_desk) -> None:
    one = at_desk(make=survey)
    other_window = AtDesk(one.page.context.new_page(), one.served.link)
    other_desk = at_desk(make=Project)  # as on another computer, which has the same folder
    for window in (other_desk, other_window, one):
        window.open("layers")
        window.panel.locator("summary").first.click()
    one.panel.get_by_role("textbox", name="Name").fill("Hazards of May")
    one.alter("Rename", "Done.")
    for window in (other_window, other_desk):  # which have not seen the new name
        window.press("Remove this layer")
        expect(window.panel.get_by_role("alert")).to_contain_text("was changed meanwhile")
        expect(window.page.locator(".zm-desk-news")).to_contain_text("changed elsewhere")
    (layer,) = Project(one.project).layers()
    assert (layer.title, len(layer.frame)) == ("Hazards of May", 4)

    path = one.project / "layers" / "zones.geojson"
    path.write_bytes(path.read_bytes().replace(b"Ort 3", b"Ort 9"))  # as an editor does
    expect(one.page.locator(".zm-desk-news")).to_contain_text("changed elsewhere")
    one.anew(one.page.locator(".zm-desk-news").get_by_role("button"))
    expect(one.open("history")).to_contain_text("Another program has changed files")
    one.alter("Take these changes over", "Taken over.")
    assert "Ort 9" in set(Project(one.project).layer("zones").frame["name"])

    one.page.get_by_role("button", name="End the desk").click()
    for window in (one, other_window):
        expect(window.page.locator(".zm-desk-news")).to_contain_text("The desk has ended")
    expect(other_desk.page.locator(".zm-desk-news")).to_contain_text("changed elsewhere")


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_added_and_stays_in_sight(at_desk, tmp_path) -> None:
    (tmp_path / "survey.csv").write_text("id,name,lat,lon\nH-1,Ort,40.1,46.1\n", encoding="utf-8")
    (tmp_path / "empty.csv").write_text("id,name,lat,lon\n", encoding="utf-8")
    (tmp_path / "letter.txt").write_text("Dear colleague,\n\nplease find attached what we saw.\n", encoding="utf-8")
    zone = geopandas.GeoDataFrame({"name": ["Ort"]}, geometry=[shapely.box(46, 40, 46.1, 40.1)], crs=4326)
    zone.to_file(tmp_path / "zones.shp")
    desk = at_desk()
    names = ("survey.csv", "empty.csv", "letter.txt", "zones.shp", "zones.dbf", "zones.shx", "zones.prj")
    desk.panel.locator("input[type=file]").first.set_input_files([tmp_path / name for name in names])
    letter = desk.panel.locator("details.zm-desk-file", has_text="letter.txt")
    expect(letter).to_contain_text("Save the records as a table")
    expect(letter.get_by_text("could not be read")).to_have_count(1)
    expect(desk.panel.locator(".zm-desk-outcome").first).to_contain_text("“empty”: 0 added")
    expect(desk.panel.locator("details.zm-desk-file", has_text="zones.dbf")).to_contain_text("Part of “zones.shp”.")
    desk.press("Add to the map")
    expect(desk.panel.locator(".zm-desk-work")).to_contain_text("empty.csv holds no record")  # which is asked
    desk.alter("Do it all the same", "Added.")
    assert {layer.name: len(layer.frame) for layer in Project(desk.project).layers()} == {
        "survey": 1,
        "empty": 0,
        "zones": 1,
    }
    expect(letter).to_contain_text("Save the records as a table")
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(1)
    desk.press("Remove", letter)
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(0)
    desk.assert_quiet()


def test_the_demo_begins_with_a_tour_of_five_steps_in_the_panels_own_words(at_desk) -> None:
    desk = at_desk("phone", make=copy_training)
    tour = desk.page.locator(".zm-desk-tour")
    for number, panel in enumerate(("Files", "Problems", "Review", "Map", "History"), start=1):
        expect(tour.get_by_role("heading")).to_have_text(f"Tour, {number} of 5: {panel}")
        expect(desk.panel.get_by_role("heading", name=panel, exact=True)).to_be_visible()
        if number < 5:
            desk.press("Go on", tour)
    expect(tour.get_by_role("button", name="Go on")).to_have_count(0)
    desk.press("End the tour", tour)
    expect(tour).to_be_hidden()
    expect(desk.panel.get_by_role("heading", name="Files", exact=True)).to_be_visible()
    desk.assert_quiet()


def test_at_400_percent_and_by_keyboard_every_panel_is_read_whole(at_desk) -> None:
    desk = at_desk("400 %", make=survey, locale="ar")
    for language, files in {"ar": "الملفات", "ru": "Файлы", "en": "Files"}.items():
        desk.page.evaluate("(language) => zonemark.ui.speak(language)", language)
        expect(desk.page.locator("html")).to_have_attribute("lang", language)
        expect(desk.page.locator("[data-panel=files]")).to_have_text(files)
        for panel in ("files", "problems", "review", "layers", "map", "history"):
            desk.page.locator(f"[data-panel={panel}]").focus()
            desk.page.keyboard.press("Enter")
            desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
            expect(desk.panel.get_by_role("heading").first).to_be_focused()
            desk.unfold()
            assert desk.barriers() == [], (language, panel)
            assert desk.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, (language, panel)
            assert desk.page.evaluate(CUT) == [], (language, panel)
    desk.assert_quiet()


def test_by_keyboard_alone_at_400_percent_a_file_is_added_and_a_map_saved(at_desk, tmp_path) -> None:
    (tmp_path / "may.csv").write_text("name,kind,lat,lon\nOrt 1,SHA,40.1,46.1\nOrt 2,CHA,,\n", encoding="utf-8")
    desk = at_desk("400 %")
    told = desk.page.locator(".zm > .zm-unseen[role=status]")
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    desk.reach("input[type=file]", begins_anew=True)
    with desk.page.expect_file_chooser() as chooser:
        desk.page.keyboard.down("Space")
        desk.page.evaluate("zonemark.ui.speak('en')")  # writes the panel again while the key is held
        desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
        desk.page.keyboard.up("Space")
    chooser.value.set_files(tmp_path / "may.csv")
    expect(told).to_have_text("may.csv: Records read: 2, with a position: 1.")
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    assert desk.barriers() == []
    desk.reach('[data-key="columns"] > summary')
    desk.page.keyboard.press("Enter")
    desk.reach('select[data-column="kind"]')
    desk.page.keyboard.press("ArrowDown")
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    assert desk.focused.get_attribute("data-column") == "kind", "what is written anew keeps the focus"
    desk.page.keyboard.press("ArrowUp")
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    desk.reach(".zm-desk-doing .zm-primary")
    desk.anew(desk.focused, lambda: desk.page.keyboard.press("Enter"))
    desk.said("Added.")
    expect(desk.panel.locator(".zm-desk-said")).to_have_attribute("role", "status")
    expect(desk.panel.get_by_role("heading", name="Files", exact=True)).to_be_focused()
    desk.enter("map")
    desk.reach(".zm-desk-doing .zm-primary")
    desk.page.keyboard.press("Enter")
    desk.said("The map is ready.")
    expect(desk.panel.locator(".zm-desk-results a")).to_be_focused()
    expect(desk.focused).to_be_in_viewport()
    assert desk.barriers() == []
    with desk.page.expect_download() as download:
        desk.page.keyboard.press("Enter")
    download.value.save_as(tmp_path / "sent.html")
    assert [len(layer.frame) for layer in open_map(tmp_path / "sent.html").layers] == [2]
    desk.assert_quiet()


CUT = """() => [...document.querySelectorAll(".zm-desk button, .zm-desk label, .zm-desk select, .zm-desk h3")]
    .filter((one) => one.getClientRects().length && !one.closest(".zm-unseen") && !one.closest("table"))
    .map((one) => [one.innerText, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && (box.left < -1 || box.right > innerWidth + 1))
    .map(([text]) => text)"""
"""What stands beyond the sides of the window: a table of a file is wider, and scrolls by itself."""


DOTS = """() => { let found = 0; zonemark.ui.map.eachLayer((one) => {
    if (one.options.color === "#6a1b9a" && (one.getLatLng || one.getLatLngs)) found += 1; });
    return found; }"""
"""How many shapes of files that are not added yet stand on the map."""


@pytest.mark.parametrize("size", ["wide", "phone"])
def test_the_map_shows_as_many_records_of_a_dropped_file_as_the_desk_says(at_desk, tmp_path, size: str) -> None:
    """All of a small file; a part, spread over all, of one of more than 2,000; of each those that have a position."""
    desk = at_desk(size)
    shown = desk.panel.get_by_text(re.compile("of [0-9,]+ shown"))
    for name, rows, placed, wanted in (
        ("small", 20, 15, 15),
        ("many", 4_501, 4_501, 1_501),
        ("some", 4_000, 3_000, 1_500),
    ):
        lines = (f"{n},{f'40.{n:04}' if n < placed else ''},46.{n % 997:04}" for n in range(rows))
        (tmp_path / f"{name}.csv").write_text("id,lat,lon\n" + "\n".join(lines) + "\n", encoding="utf-8")
        desk.panel.locator("input[type=file]").first.set_input_files(tmp_path / f"{name}.csv")
        file = desk.panel.locator("details.zm-desk-file", has_text=f"{name}.csv")
        expect(file).to_contain_text(f"Records read: {rows:,}, with a position: {placed:,}.")
        expect(desk.panel.get_by_role("heading", name="What will change")).to_be_visible()
        desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
        assert desk.page.evaluate(DOTS) == wanted
        if wanted == placed:
            expect(shown).to_have_count(0)
        else:
            expect(shown).to_contain_text(f"{wanted:,} of {placed:,} shown")
            expect(shown).to_be_in_viewport()
            assert desk.barriers() == []
        desk.press("Remove", file)
        expect(desk.panel.locator("details.zm-desk-file")).to_have_count(0)
        desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
        assert desk.page.evaluate(DOTS) == 0
    desk.assert_quiet()
