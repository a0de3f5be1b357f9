"""A newcomer's first hour at the desk: files of her own become a map that can be sent, without a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from conftest import ARGUMENTS, CHROMIUM
from contributing import change, contribution
from desk import serving
from playwright.sync_api import Browser, Locator, Page, expect
from starlette.applications import Starlette
from test_access import findings

from geo import ReadOptions, merge, open_map
from geo.store import Project

sys.path.append(str(Path(__file__).parents[1] / "field"))
from office import make

pytestmark = pytest.mark.browser

SEED = 7
DROPPED = ("minalar_2025.xlsx", "My Places.kml", "Waypoints_03-MAY-25.gpx", "from_word.txt", "incidents.xlsx")
SIZES = {"wide": (1280, 800), "phone": (390, 844)}
REBOUND = "evil.example"
"""A name that somebody else has bound to this computer."""
LONG_MS = 180_000  # on a machine that does much else


class AtDesk:
    """A page of a desk, and whoever works at it."""

    def __init__(self, page: Page, link: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.asked: set[str] = set()
        page.set_default_timeout(LONG_MS)
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda fault: self.errors.append(str(fault)))
        page.on("request", lambda one: self.asked.add(re.sub(r"^(\w+://[^/]*).*", r"\1", one.url)))
        page.goto(link)
        self.wait()

    def wait(self) -> None:
        self.page.wait_for_selector("html[data-zonemark-desk]", state="attached")

    @property
    def panel(self) -> Locator:
        return self.page.locator(".zm-desk")

    def open(self, name: str) -> Locator:
        tab = self.page.locator(f"[data-panel={name}]")
        if tab.get_attribute("aria-expanded") != "true":
            tab.click()
        self.page.wait_for_selector(".zm-desk:not([aria-busy])")
        return self.panel

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.panel).get_by_role("button", name=name, exact=True).click()

    def alter(self, name: str, said: str, within: Locator | None = None) -> None:
        """Press what changes the project: the page comes again, with the records as they are then."""
        self.page.evaluate("document.documentElement.dataset.before = 'yes'")
        self.press(name, within)
        self.page.wait_for_selector("html[data-zonemark-desk]:not([data-before])", state="attached")
        self.said(said)

    def unfold(self) -> None:
        self.panel.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")

    def said(self, text: str) -> None:
        expect(self.panel.locator(".zm-desk-said")).to_contain_text(text, timeout=LONG_MS)

    def barriers(self) -> list[tuple[str, str, Any]]:
        """What stands in the way of people with disabilities, once the desk is not busy and its panel not dimmed."""
        self.page.wait_for_selector('.zm-desk:not([aria-busy="true"])')
        return findings(self.page)

    def assert_quiet(self) -> None:
        assert self.errors == []
        assert {one for one in self.asked if not one.startswith(("data:", "blob:"))} <= {self.origin}

    @property
    def origin(self) -> str:
        return re.sub(r"^(\w+://[^/]*).*", r"\1", self.page.url)


@pytest.fixture(scope="module")
def loopback(playwright_driver) -> Iterator[Browser]:
    """The browser of the other tests, but one that finds this computer, and nothing else."""
    named = f"MAP {REBOUND} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    rules = [one.replace("MAP * ~NOTFOUND", named) for one in ARGUMENTS]
    browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=rules)
    yield browser
    browser.close()


@pytest.fixture
def at_desk(loopback: Browser, tmp_path: Path) -> Iterator:
    """`at_desk(size, make=…)` gives a page of a new desk, closed with it at the end; `make` makes its project."""
    contexts = []
    served = []

    def opened(size: str = "wide", *, make=Project.create, **settings) -> AtDesk:
        project = make(tmp_path / "project").path
        serves = serving(project, tmp_path)
        asked = serves.__enter__()
        served.append(serves)
        width, height = SIZES[size]
        context = loopback.new_context(viewport={"width": width, "height": height}, accept_downloads=True, **settings)
        contexts.append(context)
        found = AtDesk(context.new_page(), asked.desk.link)
        found.project = project
        found.link = lambda: asked.desk.link
        return found

    yield opened
    for context in contexts:
        context.close()
    for one in served:
        one.__exit__(None, None, None)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    files = make(tmp_path_factory.mktemp("office"), SEED)
    return [file.path for name in DROPPED for file in files if file.path.name == name]


def test_five_files_of_an_office_become_a_map(at_desk, office: list[Path]) -> None:
    desk = at_desk()
    expect(desk.panel.get_by_role("heading", name="Files")).to_be_visible()  # an empty project begins there
    assert desk.barriers() == [], "empty"
    desk.panel.locator("input[type=file]").set_input_files(office)
    expect(desk.panel.get_by_role("heading", name="What will change")).to_be_visible(timeout=LONG_MS)
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(5)
    assert Project(desk.project).layers() == [], "nothing is added before it was looked at"
    desk.panel.locator("summary").filter(has_text=DROPPED[0]).click()
    column = desk.panel.locator('select[data-column="Вид места"]').first
    column.focus()
    column.select_option("setting")
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    expect(desk.panel.locator('select[data-column="Вид места"]').first).to_have_value("setting")
    expect(desk.panel.locator('select[data-column="Вид места"]').first).to_be_focused()
    desk.unfold()
    assert desk.barriers() == [], "understood"
    desk.press("Add to the map")
    desk.said("Added.")
    layers = {layer.name: layer for layer in Project(desk.project).layers()}
    assert sum(len(layer.frame) for layer in layers.values()) == 22
    assert set(layers["minalar"].frame["setting"]) <= {"residential_area", "road", "riverbank", "cemetery", "bridge"}
    expect(desk.page.locator(".zm-counts")).to_contain_text("22 recorded")

    problems = desk.open("problems")
    expect(problems).to_contain_text("warnings:", timeout=LONG_MS)
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


def survey(folder: Path) -> Project:
    """A project with a survey of four records, one dated in a year to come, and a reader's proposal that waits."""
    project = Project.create(folder, title="Valley")
    table = folder.parent / "survey.csv"
    rows = [f"H-{n},Ort {n},SHA,open,40.{n},46.{n},2026-0{n}-01" for n in range(1, 4)]
    rows.append("H-4,Ort 4,CHA,closed,40.4,46.4,2031-01-01")
    table.write_text("\n".join(["id,name,area_type,status,lat,lon,reported_on", *rows]), encoding="utf-8")
    project.add(table, layer="zones", options=ReadOptions(kind="hazards"))
    sent = folder.parent / "aysel.zonemark.json"
    sent.write_bytes(contribution(project, change("withdraw", "H-2", "zones", because="It is a double.")))
    merge(project, [sent])
    return project


def test_problems_review_layers_and_settings_do_what_their_controls_say(at_desk) -> None:
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
    waiting = review.locator("article").first
    expect(waiting).to_contain_text("It is a double.")
    desk.press("Show on the map", waiting)
    expect(desk.page.locator(".zm-legend, .zm-panel, .zm-mapbox").get_by_text("Before (grey)").first).to_be_attached()
    desk.press("Reject", waiting)
    expect(waiting.get_by_role("textbox")).to_be_focused()  # nothing is rejected without a reason
    waiting.get_by_role("textbox").fill("Two fields, two hazards.")
    desk.alter("Reject", "Rejected.", waiting)
    assert project.contributions.waiting == 0

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
    desk.press("As far as the map shows now")
    desk.alter("Keep", "Kept.")
    stated = Project(desk.project).settings
    assert (stated.hotline, stated.languages) == ("112", ["en", "az"])
    assert stated.extent is not None and stated.extent[0] < 46.2 < stated.extent[2]  # where the proposal is about
    desk.assert_quiet()


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


@pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "the control that nobody guards"])
def test_no_other_page_reaches_the_desk(loopback, tmp_path, monkeypatch, is_guarded) -> None:
    reached: list[str] = []

    class Noting(Starlette):
        async def __call__(self, scope, receive, send):
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
