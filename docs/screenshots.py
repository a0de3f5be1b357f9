"""Take the pictures in README.md: a map opened from disk, and the tour of the desk. Run by `make screenshots`."""

from __future__ import annotations

import io
import math
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread

from PIL import Image
from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
WIDE = {"width": 1280, "height": 800}

_ALIKE = 10  # of 255, in red, green and blue together


def take(page_file: Path, picture: Path) -> None:
    """Open a map and save what its reader sees once it is drawn."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=WIDE)
        page.goto(page_file.resolve().as_uri())
        page.wait_for_selector("html[data-zonemark=drawn]", state="attached")
        # What comes a moment after the map: the legend's counts, and the small map in the corner or that there is none.
        page.wait_for_selector(".zm-layerrow .zm-count:not(:empty)")
        page.wait_for_selector(".zm-locator[hidden], .zm-locator[style*=visible]", state="attached")
        _few_colours(page.screenshot()).save(picture, optimize=True)
        browser.close()


STEPS = ("files", "problems", "map")
"""The steps of the tour that are shown, side by side."""
STEP = {"width": 900, "height": 620}
OF_A_PIXEL = 0.62


def take_tour(picture: Path) -> None:
    """Begin the demo of the desk, and save steps of its tour, with files of the valley's field teams dropped."""
    from geo.desk.serving import Desk
    from geo.store import copy_training

    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = copy_training(Path(folder, "valley")).path
        desk = Desk(project)
        thread = Thread(target=desk.serve)
        thread.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport=STEP)
            page.goto(desk.link)
            page.wait_for_selector("html[data-zonemark-desk]", state="attached")
            files = project / "field-files"
            page.locator(".zm-desk input[type=file]").set_input_files([files / "survey-june.xlsx"])
            page.locator(".zm-desk-outcome h3").wait_for()
            shots = []
            for step in STEPS:
                if page.locator(f"[data-panel={step}]").get_attribute("aria-expanded") != "true":
                    page.locator(f"[data-panel={step}]").click()
                page.wait_for_selector(".zm-desk:not([aria-busy])")
                shots.append(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        finally:
            browser.close()
            desk.stop()
            thread.join()
    size = tuple(round(side * OF_A_PIXEL) for side in STEP.values())
    strip = Image.new("RGB", ((size[0] + 8) * len(shots) - 8, size[1]), "white")
    for number, shot in enumerate(shots):
        strip.paste(shot.resize(size, Image.Resampling.LANCZOS), ((size[0] + 8) * number, 0))
    strip.quantize(96, dither=Image.Dither.NONE).save(picture, optimize=True)


def _few_colours(png: bytes) -> Image.Image:
    """A map has few colours, and a third of the bytes for it: the most frequent as they are, each unlike another."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    chosen: list[tuple[int, int, int]] = []
    for _, colour in sorted(picture.getcolors(picture.width * picture.height), reverse=True):
        if all(math.dist(colour, other) > _ALIKE for other in chosen):
            chosen.append(colour)
        if len(chosen) == 256:
            break
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in chosen for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)


if __name__ == "__main__":
    if sys.argv[1] == "desk":
        take_tour(Path(sys.argv[2]))
    else:
        take(Path(sys.argv[1]), Path(sys.argv[2]))
