"""Waiting for what a page becomes, where the page's policy lets playwright's own waiting run no text as a script."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

SLOW = max(1.0, float(os.environ.get("ZONEMARK_SLOW", "1")))
"""How many times slower than the tests pages run: `ZONEMARK_SLOW=8 pytest tests/browser` finds what does not wait."""
PATIENCE_MS = 180_000 * SLOW
"""How long a page may take to become what is expected of it, where the machine does much else."""
STANDS = """new Promise((done) => requestAnimationFrame(() => {
    const { _animatingZoom, _panAnim } = zonemark.map;
    done(!_animatingZoom && !_panAnim?._inProgress);
}))"""
"""Whether the map is not on its way anywhere; it sets out in the frame after it was asked."""


def wait_until(page: Page, condition: str) -> None:
    """Wait until an expression, or what it promises, is true in the page."""
    end = time.monotonic() + PATIENCE_MS / 1000
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"still not so: {condition}"
        page.wait_for_timeout(20)


_ANSWER = "document.querySelector('#zm-pane-find [role=status]').textContent"


def find(page: Page, text: str) -> None:
    """Fill the box of Find, and wait for the answer; what was answered before stands there till then."""
    page.evaluate(f"{_ANSWER} = 'not answered yet'")
    page.locator("#zm-find-input").fill(text)
    wait_until(page, f"{_ANSWER} !== 'not answered yet'")


def wait_for_the_map_to_stand(page: Page) -> None:
    """Wait until the map is not on its way to another scale: till then Leaflet does not hear where else it is to go."""
    wait_until(page, STANDS)
