"""Waiting for what a page becomes, where the page's policy lets playwright's own waiting run no text as a script."""

from __future__ import annotations

import time

from playwright.sync_api import Page

LONGEST_S = 10.0


def wait_until(page: Page, condition: str) -> None:
    """Wait until an expression is true in the page; fails after ten seconds."""
    end = time.monotonic() + LONGEST_S
    while not page.evaluate(condition):
        assert time.monotonic() < end, f"still not so: {condition}"
        page.wait_for_timeout(20)
