"""The harness: a real Chromium that opens a map file from disk and writes down everything the page does.

Host names resolve to nothing, so a request that slips out goes nowhere; it is counted all the same, twice: by the
protocol that drives the browser and by the browser's own network log.
"""

import json
import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, wraps
from pathlib import Path

import pytest
from waiting import PATIENCE_MS, SLOW

CHROMIUM = Path(os.environ.get("ZONEMARK_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
    "--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,NetworkTimeServiceQuerying,"
    # A window of Chromium's starts three more processes, of which no test has any use: for what its address bar
    # suggests, and one in reserve. They cost half of what it costs to open a map.
    "WebUIOmniboxPopup,WebUIOmniboxAimPopup,SpareRendererForSitePerProcess",
]
LOCAL = ("file:", "data:", "blob:", "about:")


@dataclass
class Seen:
    """What a page did."""

    path: Path
    frames: bool = False
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    navigations: list[str] = field(default_factory=list)
    downloads: list[str] = field(default_factory=list)

    @property
    def asked(self):
        """The requests that are neither for the file itself nor for what is inside it."""
        own = self.path.as_uri()
        return [url for url in self.requests if url.split("#")[0] != own and not url.startswith(("data:", "blob:"))]

    def watch(self, page):
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: message.type == "error" and self.errors.append(message.text))
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("framenavigated", self._navigated)
        page.on("download", lambda download: self.downloads.append(download.suggested_filename))
        page.on("dialog", self._dialog)

    def _navigated(self, frame):
        if not (self.frames and frame.url == "about:srcdoc"):
            self.navigations.append(frame.url)

    def _dialog(self, dialog):
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def assert_quiet(self):
        """The page asked nobody, ran without an error, and stayed where it is."""
        assert self.asked == []
        assert self.errors == []
        assert self.dialogs == []
        assert len(self.navigations) <= 1


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


def require_chromium():
    if CHROMIUM.is_file():
        return
    if os.environ.get("CI"):
        pytest.fail(f"there is no Chromium at {CHROMIUM}, and in CI the browser tests must run")
    pytest.skip(f"there is no Chromium at {CHROMIUM}")


@pytest.fixture(scope="session")
def playwright_driver():
    require_chromium()
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with patience(), sync_playwright() as driver:
        yield driver


@contextmanager
def patience():
    """Give every page its time; and where that is wanted, let it run slower, and wait for what it asks of a server."""
    from playwright.sync_api import Browser, BrowserContext

    def patient(new_page):
        @wraps(new_page)
        def opened(self, **settings):
            page = new_page(self, **settings)
            page.set_default_timeout(PATIENCE_MS)
            if SLOW > 1:
                session = page.context.new_cdp_session(page)
                session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW})
                unlimited = {"downloadThroughput": -1, "uploadThroughput": -1}
                session.send("Network.emulateNetworkConditions", {"offline": False, "latency": 20 * SLOW, **unlimited})
            return page

        return opened

    with pytest.MonkeyPatch.context() as patch:
        for kind in (Browser, BrowserContext):
            patch.setattr(kind, "new_page", patient(kind.new_page))
        yield


@pytest.fixture(scope="session")
def netlog(tmp_path_factory):
    """The file of the session browser's own network log; it is whole once the browser is closed."""
    return tmp_path_factory.mktemp("netlog") / "netlog.json"


@pytest.fixture(scope="session")
def browser(playwright_driver):
    browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield browser
    browser.close()


REBOUND = "evil.example"
"""A name that somebody else has bound to this computer."""


@pytest.fixture(scope="session")
def loopback(playwright_driver):
    """The browser of the other tests, but one that finds this computer, and nothing else."""
    named = f"MAP {REBOUND} 127.0.0.1, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    rules = [one.replace("MAP * ~NOTFOUND", named) for one in ARGUMENTS]
    browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=rules)
    yield browser
    browser.close()


@pytest.fixture
def at_desk(loopback, tmp_path):
    """`at_desk(size, make=…)` gives a page of a new desk, closed with it at the end; `make` makes its project."""
    from at_desk import opening_desks

    with opening_desks(loopback, tmp_path) as opened:
        yield opened


@contextmanager
def opening(browser):
    """What opens pages, closed in the end: `open_map` and `open_once` say how it is called."""
    opened = []

    def open_(
        path,
        *,
        width=1280,
        height=800,
        javascript=True,
        expect_errors=False,
        wait=True,
        allow_frames=False,
        first="",
        **settings,
    ):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            java_script_enabled=javascript,
            accept_downloads=True,
            **settings,
        )
        page = context.new_page()
        page.add_init_script(first)
        page.seen = Seen(Path(path).resolve(), frames=allow_frames)
        page.seen.watch(page)
        opened.append((context, page.seen, expect_errors))
        page.goto(page.seen.path.as_uri())
        if javascript and wait:
            page.wait_for_selector("html[data-zonemark]", state="attached")  # the page's policy lets no string be run
        return page

    yield open_
    for context, _, _ in opened:
        context.close()
    for _, seen, expect_errors in opened:
        if expect_errors:
            seen.errors.clear()
        seen.assert_quiet()


@pytest.fixture
def open_map(browser):
    """Open a map file from disk and wait until it is drawn; whatever it asks or complains of fails the test.

    `open_map(path, width=1280, height=800, javascript=True)` gives playwright's page; what it did is in `page.seen`.
    `expect_errors=True` is for pages that are broken on purpose. `first` is a script that runs before the page's own.
    More settings go to the browser's context.
    """
    with opening(browser) as open_:
        yield open_


@pytest.fixture(scope="module")
def open_once(browser):
    """As `open_map`, but whoever asks for the same gets the same page: for tests that only look, or undo what they do.

    To open a map takes half a second of processor time, which is most of what such a test takes.
    """
    with opening(browser) as open_:
        yield cache(open_)


@pytest.fixture(scope="session")
def valley_map(tmp_path_factory):
    """The map file of a small valley that does not exist (see valley.py); `invented=True` marks it as such."""
    from valley import layers

    from geo.maps import draw

    def made(*, invented=False):
        path = tmp_path_factory.mktemp("valley") / "valley.html"
        draw(
            layers(),
            title="The valley",
            producer="Team Four",
            hotline="+000 102",
            languages=("en", "az", "ru", "ar"),
            data_date="2023-03-01",
            fictitious=invented,
        ).save(path)
        return path

    return made


@pytest.fixture(scope="session")
def valley_file(valley_map):
    return valley_map()


@pytest.fixture
def valley_page(open_map, valley_file):
    return open_map(valley_file)


@pytest.fixture
def narrow_page(open_map, valley_file):
    """As on a phone, under a thumb."""
    return open_map(valley_file, width=390, height=844, has_touch=True)


@pytest.fixture
def small_page(open_map, valley_file):
    return open_map(valley_file, width=640, height=400)


@pytest.fixture
def dark_page(open_map, valley_file):
    return open_map(valley_file, color_scheme="dark")


@pytest.fixture
def invented_page(open_map, valley_map):
    return open_map(valley_map(invented=True))


@pytest.fixture
def requests_by_netlog(playwright_driver, tmp_path):
    """Open a file in a browser of its own, and give what the browser's network log says was asked of hosts."""

    def log(path, settle=None):
        file = tmp_path / f"{Path(path).stem}.netlog.json"
        arguments = [*ARGUMENTS, f"--log-net-log={file}", "--net-log-capture-mode=Everything"]
        browser = playwright_driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(Path(path).resolve().as_uri(), wait_until="load")
        if settle:
            settle(page)
        browser.close()
        return asked_of_hosts(file)

    return log


def asked_of_hosts(file):
    """The addresses in a network log that a page asked of hosts, in the order they were begun.

    The browser's own housekeeping (updates, accounts) is in the log too; no page is its initiator.
    """
    text = file.read_text(encoding="utf-8").rstrip()
    try:
        log = json.loads(text)
    except ValueError:  # a browser that was stopped leaves the list of events open
        log = json.loads(text.rstrip(",\n") + "]}")
    begun = log["constants"]["logEventTypes"]["URL_REQUEST_START_JOB"]
    jobs = [event["params"] for event in log["events"] if event["type"] == begun and "url" in event.get("params", {})]
    urls = [job["url"] for job in jobs if job.get("initiator") != "not an origin"]
    return list(dict.fromkeys(url for url in urls if not url.startswith(LOCAL)))
