"""Take the pictures in README.md: a map opened from disk. Run by `make screenshots`."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDE = {"width": 1280, "height": 800}


def take(page_file: Path, picture: Path) -> None:
    """Open a map and save what its reader sees once it is drawn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=WIDE)
        page.goto(page_file.resolve().as_uri())
        page.wait_for_selector("html[data-zonemark=drawn]", state="attached")
        page.screenshot(path=picture)
        browser.close()


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
