"""A newcomer's first hour at the desk: files of her own become a map that can be sent, without a terminal."""

from __future__ import annotations

import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from zipfile import ZipFile

import openpyxl
import pytest
from at_desk import AtDesk, survey
from conftest import REBOUND
from desk import serving
from playwright.sync_api import expect
from starlette.applications import Starlette

from geo import open_map
from geo.store import Project

sys.path.append(str(Path(__file__).parents[1] / "field"))
from office import make

pytestmark = pytest.mark.browser

SEED = 7
DROPPED = ("minalar_2025.xlsx", "My Places.kml", "Waypoints_03-MAY-25.gpx", "from_word.txt", "incidents.xlsx")


TEXTS_ASKED = """performance.getEntriesByType("resource").filter(({ name }) => /desk[?]language/.test(name)).length"""
"""How often the page has asked the desk for its texts."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    files = make(tmp_path_factory.mktemp("office"), SEED)
    return [file.path for name in DROPPED for file in files if file.path.name == name]


def test_five_files_of_an_office_become_a_map(at_desk, office: list[Path]) -> None:
    desk = at_desk()
    expect(desk.panel.get_by_role("heading", name="Files")).to_be_visible()  # an empty project begins there
    assert desk.barriers() == [], "empty"
    assert desk.page.evaluate(TEXTS_ASKED) == 1, "a second time the panel would be written anew, under a finger"
    desk.panel.locator("input[type=file]").set_input_files(office)
    expect(desk.panel.get_by_role("heading", name="What will change")).to_be_visible()
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(5)
    assert Project(desk.project).layers() == [], "nothing is added before it was looked at"
    desk.unfold()  # where all columns are understood, they are folded away
    column = desk.panel.locator('select[data-column="Вид места"]').first
    column.focus()
    column.select_option("setting")
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    expect(desk.panel.locator('select[data-column="Вид места"]').first).to_have_value("setting")
    expect(desk.panel.locator('select[data-column="Вид места"]').first).to_be_focused()
    desk.unfold()
    assert desk.barriers() == [], "understood"
    desk.press("Make the workbook")  # whoever sent a file has it back before it was added
    back = desk.panel.locator(".zm-desk-results a", has_text="minalar")
    expect(back).to_be_focused()
    with desk.page.expect_download() as download:
        back.click()
    book = openpyxl.load_workbook(BytesIO(Path(download.value.path()).read_bytes()))
    cells = [str(cell.value) for row in book.active for cell in row]
    assert any("Nothing says which of the two numbers is the latitude" in cell for cell in cells), cells
    assert Project(desk.project).layers() == []
    desk.press("Add to the map")
    desk.said("Added.")
    layers = {layer.name: layer for layer in Project(desk.project).layers()}
    assert sum(len(layer.frame) for layer in layers.values()) == 22
    assert set(layers["minalar"].frame["setting"]) <= {"residential_area", "road", "riverbank", "cemetery", "bridge"}
    expect(desk.page.locator(".zm-counts")).to_contain_text("22 recorded")

    problems = desk.open("problems")
    expect(problems).to_contain_text("warnings:")
    assert desk.barriers() == [], "problems"
    with desk.page.expect_download() as download:
        desk.press("Make the workbook")
        problems.locator(".zm-desk-results a").first.click()
    assert download.value.suggested_filename.endswith(".xlsx")

    # What is sent out opens without the desk, and says of whom it is.
    saving = desk.open("map")
    saving.get_by_label("Title").fill("Reported mines")
    desk.press("Keep")
    desk.said("Kept.")
    desk.press("Save the map")
    desk.said("The map is ready.")
    link = saving.locator(".zm-desk-results a")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport()
    assert desk.barriers() == [], "map"
    with desk.page.expect_download() as download:
        link.click()
    sent = desk.project.parent / "sent.html"
    download.value.save_as(sent)
    assert {layer.name: len(layer.frame) for layer in open_map(sent).layers} == {
        name: len(layer.frame) for name, layer in layers.items()
    }

    history = desk.open("history")
    expect(history.locator(".zm-desk-log > li")).to_have_count(2)
    assert desk.barriers() == [], "history"
    desk.press("Go back to the beginning")
    desk.said("as it was then")
    assert Project(desk.project).layers() == [] and Project(desk.project).settings.sources == []
    desk.assert_quiet()


def test_problems_and_proposals_are_seen_mended_and_decided(at_desk) -> None:
    desk = at_desk(make=survey)
    project = Project(desk.project)

    problems = desk.open("problems")
    desk.unfold()
    wrong = problems.locator("li").filter(has_text="2031").first
    desk.press("Open the record", wrong)
    expect(desk.page.locator(".zm-card .zm-desk-line")).to_contain_text("Reported on")  # row, record and cell
    desk.press("Mend here", wrong)
    editor = desk.page.locator(".zm-edit")
    desk.press("Change what is recorded", editor)
    editor.get_by_label("Reported on").fill("2026-04-01")
    desk.press("Keep", editor)
    desk.alter("Save", "taken in", editor)
    mended = project.layer("zones").frame.set_index("id")["reported_on"]
    assert str(mended["H-4"]) == "2026-04-01", "the officer's own hand is accepted"

    review = desk.open("review")
    assert desk.barriers() == [], "review"
    expect(review.locator("article")).to_have_count(2 + 1)  # two that wait, and what the officer mended
    closing = review.get_by_role("article", name="Ort 1")
    for told in ("Half is left.", "Aysel", "open → closed", "23,695,643 m²", "11,847,822 m²"):
        expect(closing).to_contain_text(told)
    assert drawn(desk) == []
    desk.press("Show on the map", closing)
    expect(desk.page.locator(".zm-legend, .zm-panel, .zm-mapbox").get_by_text("Before (grey)").first).to_be_attached()
    assert drawn(desk) == [[46.1, 46.15, "#37474f"], [46.1, 46.125, "#6a1b9a"]], "as it was, and as it would be"
    closing.get_by_role("textbox").fill("I was there.")
    desk.alter("Accept", "Accepted.", closing)
    assert drawn(desk) == []
    record = project.layer("zones").frame.set_index("id").loc["H-1"]
    assert (record["status"], record.geometry.bounds) == ("closed", (46.1, 40.0, 46.125, 40.05))
    assert (project.contributions.waiting, len(project.layer("zones").frame)) == (1, 4)

    double = review.get_by_role("article", name="Ort 2")
    expect(double).to_contain_text("It is a double.")
    desk.press("Reject", double)
    expect(double.get_by_role("textbox")).to_be_focused()  # nothing is rejected without a reason
    double.get_by_role("textbox").fill("Two fields. " * 200)
    desk.press("Reject", double)  # what is too long is said there, and is not cut off
    assert double.get_by_role("textbox").evaluate("(one) => one.validationMessage") == "Too long (at most 2,000)."
    double.get_by_role("textbox").fill("Two fields, two hazards.")
    desk.alter("Reject", "Rejected.", double)
    assert project.contributions.waiting == 0
    assert set(project.layer("zones").frame["id"]) == {"H-1", "H-2", "H-3", "H-4"}
    desk.unfold()
    for name, told in {"Ort 1": ("In force", "I was there."), "Ort 2": ("Rejected", "two hazards.")}.items():
        for words in told:  # the reason is kept beside what was decided
            expect(review.get_by_role("article", name=name).locator(".zm-desk-fate")).to_contain_text(words)

    history = desk.open("history")
    desk.alter("Undo the last change", "undone")
    assert project.contributions.waiting == 1
    expect(history.locator(".zm-desk-log > li")).to_have_count(len(project.log()))
    desk.assert_quiet()


def drawn(desk: AtDesk) -> list:
    """West, east and colour of each shape that a review shows over the map."""
    return desk.page.evaluate(
        """() => { const found = []; zonemark.ui.map.eachLayer((one) => {
            if (!one.getLatLngs || !/^#(37474f|6a1b9a)$/.test(one.options.color)) return;
            found.push([one.getBounds().getWest(), one.getBounds().getEast(), one.options.color]); });
            return found.map(([w, e, c]) => [+w.toFixed(6), +e.toFixed(6), c]); }"""
    )


def test_layers_settings_and_maps_do_what_their_controls_say_and_it_is_taken_back(at_desk) -> None:
    desk = at_desk(make=survey)
    layers = desk.open("layers")
    assert desk.barriers() == [], "layers"
    layers.locator("summary").first.click()
    layers.get_by_role("textbox", name="Name").fill("Hazards")
    desk.alter("Rename", "Done.", layers)
    layers.locator("summary").first.click()
    layers.get_by_label("Split by").select_option("area_type")
    desk.alter("Split", "Done.", layers)
    assert [layer.title for layer in Project(desk.project).layers()] == ["Hazards: SHA", "Hazards: CHA"]
    desk.alter("Move down: Hazards: CHA", "Done.", layers)
    assert [layer.title for layer in Project(desk.project).layers()] == ["Hazards: CHA", "Hazards: SHA"]
    top = layers.locator("[data-layer=hazards-sha]")
    top.locator("summary").click()
    desk.alter("Merge", "Done.", top)
    (only,) = Project(desk.project).layers()
    assert (only.title, len(only.frame)) == ("Hazards: SHA", 4)

    settings = desk.open("map")
    settings.get_by_label("Hotline").fill("112")
    desk.unfold()
    settings.get_by_label("Azərbaycanca").check()
    settings.get_by_label("Signing key").fill("my key")
    desk.press("As far as the map shows now")
    desk.press("Keep")
    expect(desk.panel.get_by_role("alert")).to_contain_text("signing_key: 'my key' cannot be stated")
    assert Project(desk.project).settings.hotline == "", "all is kept, or nothing"
    settings.get_by_label("Signing key").fill(KEY)
    desk.alter("Keep", "Kept.")
    stated = Project(desk.project).settings
    assert (stated.hotline, stated.languages, stated.signing_key) == ("112", ["en", "az"], KEY)
    assert stated.extent is not None and stated.extent[0] < 46.2 < stated.extent[2]

    seal = settings.get_by_label("Seal with a passphrase")
    seal.check()
    sealed = saved(desk, "project.html", "valley.html")
    words = settings.locator(".zm-desk-outcome b").inner_text()
    assert len(words.split()) == 6 and b"Ort 1" not in sealed.read_bytes()
    assert sum(len(layer.frame) for layer in open_map(sealed, passphrase=words).layers) == 4
    seal.uncheck()
    settings.get_by_label("For whom").select_option("public")
    public = saved(desk, "public.html", "valley-public.html")
    expect(settings.locator(".zm-desk-outcome .zm-help li").first).to_be_visible()  # what the edition does not show
    assert [len(layer.frame) for layer in open_map(public).layers] == [0], "of no record is it stated that it is public"
    desk.unfold()
    settings.get_by_label("Map file, opens in any browser").uncheck()
    settings.get_by_label("Package:").check()
    with ZipFile(saved(desk, "package.zip", "valley-public.zip")) as package:
        assert {"map.html", "sheet.pdf", "account.txt"} <= set(package.namelist())

    history = desk.open("history")
    expect(history.locator(".zm-desk-log > li")).to_have_count(len(Project(desk.project).log()))
    desk.alter("Undo the last change", "undone")
    assert Project(desk.project).settings.hotline == ""
    desk.alter("Go back to this", "as it was then", history.locator(".zm-desk-log > li").last)
    (zones,) = Project(desk.project).layers()
    assert (zones.title, len(zones.frame)) == ("zones", 4)
    desk.assert_quiet()


KEY = "RWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3"


def saved(desk: AtDesk, name: str, called: str) -> Path:
    """Press "save the map", and give what is downloaded then."""
    desk.press("Save the map")
    link = desk.panel.locator(".zm-desk-results a", has_text=called)
    expect(link).to_be_focused()
    with desk.page.expect_download() as download:
        link.click()
    path = desk.project.parent / name
    download.value.save_as(path)
    return path


# What a page on another port can send with the cookie of the desk, since cookies know hosts and no ports. It knows even
# the secret path.
ATTACKS = """async (base) => {
  const quiet = (promise) => promise.catch(() => null);
  const loaded = (tag, props) => new Promise((done) => {
    const one = Object.assign(document.createElement(tag), props);
    one.onload = one.onerror = () => done(null);
    document.body.append(one);
  });
  const own = { credentials: "include" };
  const form = Object.assign(document.createElement("form"), {
    method: "post", action: `${base}calls/form`, enctype: "text/plain", target: "inside",
  });
  const inside = Object.assign(document.createElement("iframe"), { name: "inside" });
  document.body.append(form, inside);
  const sent = new Promise((done) => inside.addEventListener("load", done));
  form.submit();
  const read = await quiet(fetch(`${base}desk`, own).then((answer) => answer.text()));
  await quiet(fetch(`${base}calls/blind`, { ...own, method: "POST", mode: "no-cors", body: "{}" }));
  await quiet(fetch(`${base}uploads/x.csv`, { ...own, method: "PUT", body: "a,b" }));
  await loaded("script", { src: `${base}version` });
  await loaded("img", { src: `${base}results/1/x` });
  await loaded("link", { rel: "stylesheet", href: `${base}results/2/x` });
  await loaded("iframe", { src: base });
  await sent;
  return read;
}"""


OWN = (b"sec-fetch-site", b"same-origin")
"""With what the desk's own page asks, until it is left."""


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "the control that nobody guards"])
def test_no_other_page_reaches_the_desk(loopback, tmp_path, monkeypatch, is_guarded) -> None:
    reached: list[str] = []

    class Noting(Starlette):
        async def __call__(self, scope, receive, send):
            if OWN not in scope["headers"]:
                reached.append(f"{scope['method']} {scope['path'].rpartition('/')[2]}")
            await super().__call__(scope, receive, send)

    monkeypatch.setattr("geo.desk.app.Starlette", Noting)
    if not is_guarded:
        monkeypatch.setattr("geo.desk.app.Guard", lambda app, keys: app)
    (tmp_path / "index.html").write_text("<!DOCTYPE html><title>Another page</title>", encoding="utf-8")
    other = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path))
    Thread(target=other.serve_forever, daemon=True).start()
    context = loopback.new_context()
    try:
        with serving(Project.create(tmp_path / "project").path, tmp_path) as asked:
            page = context.new_page()
            assert page.goto(asked.desk.link).ok
            base = page.url
            page.goto(f"http://127.0.0.1:{other.server_port}/index.html")  # the cookie stays
            reached.clear()
            read = page.evaluate(ATTACKS, base)
            page.goto(base.replace("127.0.0.1", REBOUND))
            assert (not reached) == is_guarded, reached
            assert read is None, "what was answered is kept from other origins, guarded or not"
            if is_guarded:
                page.goto(asked.desk.link)
                assert page.url == base, "whoever has a link still comes in"
            else:
                assert {"POST form", "POST blind", "GET version", "GET desk", "GET x", "GET "} <= set(reached)
    finally:
        context.close()
        other.shutdown()
        other.server_close()
