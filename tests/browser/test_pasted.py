"""A whole book pasted into the box of Find: work is counted, because a busy machine makes every time long."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from waiting import find

pytestmark = pytest.mark.browser

BOOK = 100_000  # characters
LONGEST = 4000  # of a link; a text is shorter
COUNT_READ = """
    window.read = 0; // characters of long texts that were gone through
    const { exec } = RegExp.prototype;
    RegExp.prototype.exec = function (text) {
        if (String(text).length > 3999) window.read += String(text).length;
        return exec.call(this, text);
    };
    for (const name of ["normalize", "toLowerCase", "split"]) {
        const own = String.prototype[name];
        String.prototype[name] = function (...more) {
            if (this.length > 3999) window.read += this.length;
            return own.apply(this, more);
        };
    }
"""
PASTED = ["a", "orchard road ", "39.9 ", "39°", "https://x.org/?q=1,2;", "geo:1,2 ", "ال", "e\u0301", "38TVE", "POINT("]


@pytest.mark.parametrize("pasted", PASTED)
def test_a_pasted_book_is_gone_through_a_few_times_at_most(
    open_map: Callable[..., Page], valley_file: Path, pasted: str
) -> None:
    page = open_map(valley_file, first=COUNT_READ)
    page.get_by_role("tab", name="Find").click()
    page.locator("#zm-find-input").fill("orchard")  # so that what the page reads of its own is read
    expect(page.locator("#zm-pane-find li")).to_have_count(1)
    page.evaluate("zonemark.whole.then(() => { read = 0; })")
    book = (pasted * BOOK)[:BOOK]
    page.evaluate("text => [text.toLowerCase(), /b$/.test(text)]", book)
    assert page.evaluate("read") == 2 * BOOK  # the control
    find(page, book)
    box = page.locator("#zm-find-input")
    assert len(box.input_value()) == LONGEST + 1  # and that is refused, so that no cut number is taken for a whole one
    box.fill("orchard")
    expect(page.locator("#zm-pane-find li")).to_have_count(1)
    assert page.evaluate("read") <= 2 * BOOK + 10 * LONGEST
