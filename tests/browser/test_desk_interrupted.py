"""Work at the desk that is cancelled, interrupted or done twice: the project holds all of it or nothing."""

from __future__ import annotations

import os
import re
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from at_desk import AtDesk, survey
from playwright.sync_api import Page, expect
from waiting import PATIENCE_MS

from geo.desk.jobs import Job
from geo.disk import is_running
from geo.store import Project

pytestmark = pytest.mark.browser

ROWS = "name,kind,lat,lon\nOrt 1,SHA,40.1,46.1\nOrt 2,CHA,40.2,46.2\n"


class Halted:
    """Calls that stand still in the middle of a step, as long ones do; `go_on` lets them."""

    def __init__(self) -> None:
        self.at: tuple[str, str] | None = None
        self.processes: list[int] = []

    def see(self, job: Job) -> None:
        if self.at == (job.call, job.progress.get("step")) and job.child is not None:
            self.at = None
            self.processes.append(job.child._process.pid)
            os.kill(self.processes[-1], signal.SIGSTOP)

    def go_on(self) -> None:
        os.kill(self.processes[-1], signal.SIGCONT)

    def wait(self, page: Page) -> None:
        """Wait until the call stands still."""
        until(page, lambda: self.at is None)

    def assert_gone(self, page: Page) -> None:
        """None of the processes that stood still is there any more, once whoever ended them has waited for it."""
        until(page, lambda: not any(map(is_running, self.processes)))


def until(page: Page, is_so: Callable[[], bool]) -> None:
    """Wait for something that no page shows."""
    for _ in range(int(PATIENCE_MS) // 50):
        if is_so():
            return
        page.wait_for_timeout(50)  # the page goes on meanwhile
    pytest.fail("it is still not so")


@pytest.fixture
def halted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Halted]:
    found = Halted()
    note = Job.note

    def noting(job: Job, **changes: object) -> None:
        note(job, **changes)
        found.see(job)

    monkeypatch.setattr(Job, "note", noting)
    yield found
    for process in filter(is_running, found.processes):
        os.kill(process, signal.SIGCONT)


def halted_while_it_adds(desk: AtDesk, folder: Path, halted: Halted) -> AtDesk:
    """A desk at which a file is being added, in the middle of it."""
    dropped(desk, folder)
    understood(desk)
    halted.at = ("add", "writing")
    desk.press("Add to the map")
    halted.wait(desk.page)
    return desk


def names(desk: AtDesk) -> list[str]:
    """The names of the records in the project."""
    return sorted(str(name) for layer in Project(desk.project).layers() for name in layer.frame["name"])


def dropped(desk: AtDesk, folder: Path, name: str = "may.csv", text: str = ROWS) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    desk.panel.locator("input[type=file]").first.set_input_files(folder / name)


def understood(desk: AtDesk) -> None:
    expect(desk.panel.get_by_role("heading", name="What will change")).to_be_visible()
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")


def cancelled(desk: AtDesk, halted: Halted) -> None:
    """Press the button that cancels, by keyboard: the focus goes on to the heading of the panel."""
    halted.wait(desk.page)
    desk.panel.get_by_role("button", name="Cancel", exact=True).press("Enter")
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    expect(desk.panel.get_by_role("heading").first).to_be_focused()
    expect(desk.panel.get_by_role("alert")).to_be_hidden()


def test_another_window_says_what_is_being_done_and_can_stop_it(at_desk, tmp_path, halted) -> None:
    desk = at_desk(make=survey)
    before = names(desk)
    desk.open("files")
    halted_while_it_adds(desk, tmp_path, halted)
    other = AtDesk(desk.page.context.new_page(), desk.served.link)
    news = other.page.locator(".zm-desk-news")
    expect(news).to_contain_text("Work in another window: Writing …")
    expect(desk.page.locator(".zm-desk-news")).to_be_hidden()  # which has a bar of its own
    other.press("Cancel", news)
    desk.page.wait_for_selector(".zm-desk:not([aria-busy])")
    expect(desk.panel.get_by_role("alert")).to_be_hidden()
    expect(news).to_be_hidden()
    halted.assert_gone(desk.page)
    assert names(desk) == before
    desk.alter("Add to the map", "Added.")
    expect(news).to_contain_text("changed elsewhere")
    assert len(names(desk)) == len(before) + 2


def test_what_is_cancelled_by_its_button_leaves_the_project_and_the_desk_as_they_were(
    at_desk, tmp_path, halted
) -> None:
    desk = at_desk(make=survey)
    before = names(desk)
    desk.open("files")

    halted.at = ("inspect", "reading")
    dropped(desk, tmp_path)
    cancelled(desk, halted)  # a long understanding
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(0)

    desk.page.route("**/uploads/*", lambda _: None)  # a long upload
    dropped(desk, tmp_path)
    cancelled(desk, halted)
    desk.page.unroute("**/uploads/*")
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(0)

    dropped(desk, tmp_path)
    understood(desk)
    kind = desk.panel.get_by_label("What the records are")
    halted.at = ("inspect", "reading")
    kind.select_option("places")
    expect(desk.panel.get_by_role("button", name="Add to the map")).to_be_disabled()  # before it is understood anew
    cancelled(desk, halted)
    expect(kind).to_have_value("hazards")  # what was cancelled is not stated of the file

    halted.at = ("add", "writing")
    desk.press("Add to the map")
    cancelled(desk, halted)
    assert names(desk) == before

    halted.at = ("page", "drawing")
    desk.press("Add to the map")
    cancelled(desk, halted)  # the drawing of the map, not what was added
    assert names(desk) == sorted([*before, "Ort 1", "Ort 2"])
    news = desk.page.locator(".zm-desk-news")
    expect(news).to_contain_text("still of before the change")
    desk.anew(news.get_by_role("button"))
    expect(desk.page.locator(".zm-counts")).to_contain_text(f"{len(before) + 2} recorded")

    desk.open("map")
    halted.at = ("save", "drawing")
    desk.press("Save the map")
    cancelled(desk, halted)
    assert not list((desk.project / "maps").glob("*.html"))
    desk.press("Save the map")
    desk.said("The map is ready.")
    assert len(halted.processes) == 5
    halted.assert_gone(desk.page)
    desk.assert_quiet()


def test_a_window_that_is_closed_or_loaded_again_while_it_adds_leaves_nothing_half_done(
    at_desk, tmp_path, halted
) -> None:
    desk = halted_while_it_adds(at_desk(), tmp_path, halted)
    desk.page.reload()
    desk.wait()
    assert names(desk) == []
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(1)  # what was dropped is there still
    halted.go_on()
    news = desk.page.locator(".zm-desk-news")
    expect(news).to_contain_text("changed elsewhere")
    assert names(desk) == ["Ort 1", "Ort 2"]
    desk.anew(news.get_by_role("button"))
    expect(desk.page.locator(".zm-counts")).to_contain_text("2 recorded")

    other = AtDesk(desk.page.context.new_page(), desk.served.link)
    other.open("files")
    dropped(other, tmp_path, "june.csv", ROWS.replace("Ort", "Feld"))
    understood(other)
    halted.at = ("add", "writing")
    other.press("Add to the map")
    halted.wait(desk.page)
    other.page.close()
    halted.go_on()
    expect(news).to_contain_text("changed elsewhere")
    assert names(desk) == ["Feld 1", "Feld 2", "Ort 1", "Ort 2"]
    desk.assert_quiet()


def test_of_two_windows_that_add_at_once_one_does_and_the_other_is_told_and_does_it_again(
    at_desk, tmp_path, halted
) -> None:
    one = at_desk()
    other = AtDesk(one.page.context.new_page(), one.served.link)
    for window, file in ((one, "may.csv"), (other, "june.csv")):
        dropped(window, tmp_path, file, ROWS.replace("Ort", file.partition(".")[0]))
        understood(window)
    halted.at = ("add", "writing")
    one.press("Add to the map")
    halted.wait(one.page)  # it holds the project by now, or is about to
    other.press("Add to the map")
    halted.go_on()
    told = one.panel.locator(".zm-desk-said, [role=alert]").filter(has_text=re.compile("Added|was changed meanwhile"))
    told.wait_for()
    is_first = "Added" in told.inner_text()
    first, second, added = (one, other, "may") if is_first else (other, one, "june")
    first.said("Added.")
    alert = second.panel.get_by_role("alert")
    expect(alert).to_contain_text("was changed meanwhile")
    assert names(one) == [f"{added} 1", f"{added} 2"]
    second.anew(alert.get_by_role("button"))
    understood(second)  # the file is kept, and understood beside what is there now
    second.alter("Add to the map", "Added.")
    assert names(one) == ["june 1", "june 2", "may 1", "may 2"]
    one.assert_quiet()
    other.assert_quiet()


def test_a_desk_that_ends_while_it_adds_says_so_and_leaves_no_process(at_desk, tmp_path, halted) -> None:
    desk = halted_while_it_adds(at_desk(), tmp_path, halted)
    desk.page.get_by_role("button", name="End the desk").click()
    expect(desk.page.locator(".zm-desk-news")).to_contain_text("The desk has ended")
    expect(desk.panel.get_by_role("alert")).to_be_hidden()  # it is said once
    halted.assert_gone(desk.page)
    assert names(desk) == []


def test_the_way_back_leads_to_the_panel_before_and_forgets_no_file(at_desk, tmp_path) -> None:
    desk = at_desk(make=survey)
    desk.open("files")
    dropped(desk, tmp_path)
    understood(desk)
    desk.open("problems")
    desk.open("layers")
    for name in ("Problems", "Files"):
        desk.page.go_back()
        expect(desk.panel.get_by_role("heading", name=name, exact=True)).to_be_visible()
    expect(desk.panel.locator("details.zm-desk-file")).to_have_count(1)
    desk.page.go_back()
    expect(desk.panel).to_be_hidden()
    desk.page.go_forward()
    desk.page.reload()
    desk.wait()
    understood(desk)
    desk.alter("Add to the map", "Added.")
    assert desk.served.session.uploads == {}, "what was added is not kept for another time"
    desk.assert_quiet()


def test_what_was_stated_wrongly_of_a_file_is_seen_and_put_right(at_desk, tmp_path) -> None:
    desk = at_desk()
    dropped(desk, tmp_path)
    understood(desk)
    desk.unfold()
    column = desk.panel.locator('select[data-column="name"]')
    column.select_option("lat")
    file = desk.panel.locator("details.zm-desk-file")
    expect(file).to_contain_text("Records read: 2, with a position: 0.")
    expect(column).to_have_value("lat")  # what is wrong stands where it can be put right
    column.select_option("name")
    expect(file).to_contain_text("Records read: 2, with a position: 2.")
    desk.unfold()
    failed = file.get_by_role("alert")
    crs = desk.panel.get_by_label("Reference system, as EPSG:32638")
    crs.fill("EPSG:1")
    crs.blur()
    expect(failed).to_be_visible()
    expect(crs).to_have_value("EPSG:1")
    expect(column).to_have_value("name")  # as do the columns, though nothing is read
    crs.fill("")
    crs.blur()
    expect(failed).to_have_count(0)
    desk.alter("Add to the map", "Added.")
    assert names(desk) == ["Ort 1", "Ort 2"]
    desk.assert_quiet()
