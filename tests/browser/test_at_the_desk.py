"""A newcomer's first hour at the desk: files of her own become a map that can be sent, without a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ARGUMENTS, CHROMIUM
from desk import serving
from playwright.sync_api import Browser, Locator, Page, expect
from test_access import findings

from geo import open_map
from geo.store import Project, copy_training

sys.path.append(str(Path(__file__).parents[1] / "field"))
from office import make

pytestmark = pytest.mark.browser

SEED = 7
DROPPED = ("minalar_2025.xlsx", "My Places.kml", "Waypoints_03-MAY-25.gpx", "from_word.txt", "incidents.xlsx")
SIZES = {"wide": (1280, 800), "phone": (390, 844)}
LONG_MS = 90_000  # on a machine that does much else


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

    def press(self, name: str) -> None:
        self.panel.get_by_role("button", name=name, exact=True).click()

    def said(self, text: str) -> None:
        expect(self.panel.locator(".zm-desk-said")).to_contain_text(text, timeout=LONG_MS)

    def assert_quiet(self) -> None:
        assert self.errors == []
        assert {one for one in self.asked if not one.startswith(("data:", "blob:"))} <= {self.origin}

    @property
    def origin(self) -> str:
        return re.sub(r"^(\w+://[^/]*).*", r"\1", self.page.url)


@pytest.fixture(scope="module")
def loopback(playwright_driver) -> Iterator[Browser]:
    """The browser of the other tests, but one that finds this computer, and nothing else."""
    rules = [one.replace("MAP * ~NOTFOUND", "MAP * ~NOTFOUND, EXCLUDE 127.0.0.1") for one in ARGUMENTS]
    browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=rules)
    yield browser
    browser.close()


@pytest.fixture
def at_desk(loopback: Browser, tmp_path: Path) -> Iterator:
    """`at_desk(size, demo=False)` gives a page of a new desk, closed with it at the end."""
    contexts = []
    served = []

    def opened(size: str = "wide", *, demo: bool = False, **settings) -> AtDesk:
        folder = tmp_path / "project"
        project = copy_training(folder).path if demo else Project.create(folder).path
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
    assert findings(desk.page) == [], "empty"
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
    desk.panel.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    assert findings(desk.page) == [], "understood"
    desk.press("Add to the map")
    desk.said("Added.")
    layers = {layer.name: layer for layer in Project(desk.project).layers()}
    assert sum(len(layer.frame) for layer in layers.values()) == 22
    assert set(layers["minalar"].frame["setting"]) <= {"residential_area", "road", "riverbank", "cemetery", "bridge"}
    expect(desk.page.locator(".zm-counts")).to_contain_text("22 recorded")

    problems = desk.open("problems")
    expect(problems).to_contain_text("warnings:")
    assert findings(desk.page) == [], "problems"
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
    assert findings(desk.page) == [], "map"
    with desk.page.expect_download() as download:
        link.click()
    sent = desk.project.parent / "sent.html"
    download.value.save_as(sent)
    assert {layer.name: len(layer.frame) for layer in open_map(sent).layers} == {
        name: len(layer.frame) for name, layer in layers.items()
    }

    history = desk.open("history")
    expect(history.locator(".zm-desk-log > li")).to_have_count(2)
    assert findings(desk.page) == [], "history"
    desk.press("Go back to the beginning")
    desk.said("as it was then")
    assert Project(desk.project).layers() == [] and Project(desk.project).settings.sources == []
    desk.assert_quiet()
