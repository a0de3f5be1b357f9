"""A page of a desk, and whoever works at it; the fixture `at_desk` of conftest opens one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import geopandas
import shapely
from contributing import change, contribution
from desk import serving
from playwright.sync_api import Browser, Locator, Page, expect
from test_access import findings

from geo import ReadOptions, merge
from geo.store import Project

SIZES = {"wide": (1280, 800), "phone": (390, 844), "400 %": (320, 256)}
"""Of a window; at 400 % one of 1280 x 1024 has so much room."""
WHOLE = "html[data-zonemark-desk]:not(:has(.zm-desk[aria-busy]))"
"""A page of the desk the panel of which is whole."""


class AtDesk:
    """A page of a desk, and whoever works at it."""

    def __init__(self, page: Page, link: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self.asked: set[str] = set()
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

    def enter(self, name: str) -> None:
        """Open a panel by the keyboard alone; it is there whole when this returns."""
        self.reach(f"[data-panel={name}]")
        self.page.keyboard.press("Enter")
        expect(self.panel.get_by_role("heading").first).to_be_focused()
        self.page.wait_for_selector(".zm-desk:not([aria-busy])")

    def press(self, name: str, within: Locator | None = None) -> None:
        (within or self.panel).get_by_role("button", name=name, exact=True).click()

    def alter(self, name: str, said: str, within: Locator | None = None) -> None:
        """Press what changes the project: the page comes again, with the records as they are then."""
        self.anew((within or self.panel).get_by_role("button", name=name, exact=True))
        self.said(said)

    def anew(self, button: Locator, press: Callable[[], None] | None = None) -> None:
        """Press what loads the page again; what was open is there whole again when this returns."""
        self.page.evaluate("document.documentElement.dataset.before = 'yes'")
        (press or button.click)()
        self.page.wait_for_selector(f"{WHOLE}:not([data-before])", state="attached")

    @property
    def focused(self) -> Locator:
        return self.page.locator(":focus")

    def reach(self, selector: str, *, begins_anew: bool = False) -> None:
        """Press Tab until the focus is there; what was done before has left it somewhere."""
        assert begins_anew or self.page.evaluate("document.activeElement !== document.body"), "the focus is lost"
        for _ in range(150):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("(one) => document.activeElement.matches(one)", selector):
                return
        raise AssertionError(f"the tab key does not come to {selector}")

    def unfold(self) -> None:
        self.page.wait_for_selector(WHOLE, state="attached")  # till then the folds of a panel are not there
        self.panel.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")

    def said(self, text: str) -> None:
        expect(self.panel.locator(".zm-desk-said")).to_contain_text(text)

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


@contextmanager
def opening_desks(browser: Browser, folder: Path) -> Iterator[Any]:
    """Give a function that opens a new desk, of a project in the folder which `make` makes or opens, and its page."""
    with ExitStack() as stack:

        def opened(size: str = "wide", *, make: Any = Project.create, **settings: Any) -> AtDesk:
            project = make(folder / "project").path
            asked = stack.enter_context(serving(project, folder))
            width, height = SIZES[size]
            context = browser.new_context(
                viewport={"width": width, "height": height}, accept_downloads=True, **settings
            )
            stack.callback(context.close)
            found = AtDesk(context.new_page(), asked.desk.link)
            found.project, found.served = project, asked.desk
            return found

        yield opened


ZONES = {"H-1": "SHA", "H-2": "SHA", "H-3": "SHA", "H-4": "CHA"}


def survey(folder: Path) -> Project:
    """A project of four zones, one dated in a year to come, and what a reader proposes: it waits.

    H-1 is to be closed and half as wide, H-2 is to be withdrawn.
    """
    project = Project.create(folder, title="Valley")
    zones = [shapely.box(46 + n / 10, 40, 46.05 + n / 10, 40.05) for n in range(1, 5)]
    dates = ["2026-01-01", "2026-02-01", "2026-03-01", "2031-01-01"]
    columns = {"id": list(ZONES), "name": [f"Ort {n}" for n in range(1, 5)], "area_type": list(ZONES.values())}
    table = geopandas.GeoDataFrame({**columns, "status": "open", "reported_on": dates}, geometry=zones, crs=4326)
    table.to_file(folder.parent / "survey.geojson")
    project.add(folder.parent / "survey.geojson", layer="zones", options=ReadOptions(kind="hazards"))
    half = shapely.box(46.1, 40, 46.125, 40.05)
    closed = change("correct", "H-1", "zones", set={"status": ["open", "closed"]}, shape=half, because="Half is left.")
    double = change("withdraw", "H-2", "zones", because="It is a double.")
    sent = folder.parent / "aysel.zonemark.json"
    sent.write_bytes(contribution(project, closed, double))
    merge(project, [sent])
    return project
