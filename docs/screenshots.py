"""Take the pictures in README.md: a map opened from disk. Run by `make screenshots`."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from PIL import Image
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
        _few_colours(page.screenshot()).save(picture, optimize=True)
        browser.close()


def _few_colours(png: bytes) -> Image.Image:
    """A map has few colours, and a third of the bytes for it."""
    return Image.open(io.BytesIO(png)).convert("RGB").quantize(128, dither=Image.Dither.NONE)


if __name__ == "__main__":
    take(Path(sys.argv[1]), Path(sys.argv[2]))
