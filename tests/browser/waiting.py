"""Waiting for what a page becomes, where the page's policy lets playwright's own waiting run no text as a script."""

from __future__ import annotations

import time

from playwright.sync_api import Page

LONGEST_S = 30.0


def wait_until(page: Page, condition: str) -> None:
    """Wait until an expression is true in the page; fails after half a minute."""
    end = time.monotonic() + LONGEST_S
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"still not so: {condition}"
        page.wait_for_timeout(20)


def wait_for_the_map_to_stand(page: Page) -> None:
    """Wait until the map is not on its way to another scale: till then Leaflet does not hear where else it is to go."""
    wait_until(page, "!zonemark.map._animatingZoom")
