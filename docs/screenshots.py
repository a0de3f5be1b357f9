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


STEPS = 5
"""Of the tour of the desk, one for each panel that it leads to."""
STEP = {"width": 900, "height": 640}
OF_A_PIXEL = 0.7
IN_A_ROW = 3
LONG_MS = 300_000  # on a machine that does much else
GAP = 8


def take_tour(picture: Path) -> None:
    """Walk the tour of the desk with a file of the valley's field teams dropped, and open the map that comes of it."""
    from geo.desk.serving import Desk

    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = _valley(Path(folder))
        desk = Desk(project)
        thread = Thread(target=desk.serve)
        thread.start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        try:
            page = browser.new_page(viewport=STEP)
            page.set_default_timeout(LONG_MS)
            page.goto(desk.link)
            page.wait_for_selector("html[data-zonemark-desk]", state="attached")
            page.locator(".zm-desk input[type=file]").set_input_files(project / "field-files" / "survey-june.xlsx")
            page.locator(".zm-desk-doing").wait_for()
            tour, shots = page.locator(".zm-desk-tour"), []
            for number in range(1, STEPS + 1):
                tour.get_by_role("heading", name=f"{number} of {STEPS}").wait_for()
                page.wait_for_selector(".zm-desk:not([aria-busy])")
                if page.locator(".zm-desk-change").count():
                    page.locator(".zm-desk-change").first.get_by_role("button", name="Show on the map").click()
                shots.append(page.screenshot())
                if number < STEPS:
                    tour.get_by_role("button", name="Go on").click()
            page.locator("[data-panel=map]").click()
            page.get_by_role("button", name="Save the map").click()
            with page.expect_download() as download:
                page.locator(".zm-desk-results a").click()
            download.value.save_as(Path(folder, "sent.html"))
            page.goto(Path(folder, "sent.html").as_uri())
            page.wait_for_selector("html[data-zonemark=drawn]", state="attached")
            page.wait_for_selector(".zm-layerrow .zm-count:not(:empty)")
            shots.append(page.screenshot())
        finally:
            browser.close()
            desk.stop()
            thread.join()
    _together(shots).quantize(128, dither=Image.Dither.NONE).save(picture, optimize=True)


def _valley(folder: Path) -> Path:
    """The training project, with what a reader of its map proposes: it waits for a decision."""
    from geo import merge
    from geo.store import copy_training

    sys.path.append(str(Path(__file__).parents[1] / "tests"))
    from contributing import change, contribution

    project = copy_training(folder / "valley")
    layer = next(one for one in project.layers() if one.kind == "hazards")
    open_ = layer.frame[layer.frame["status"] == "open"].iloc[0]
    closed = {"status": ["open", "closed"]}
    told = change("correct", str(open_["id"]), layer.name, set=closed, because="The deminers handed it over in May.")
    (folder / "aysel.json").write_bytes(contribution(project, told))
    merge(project, [folder / "aysel.json"])
    return project.path


def _together(shots: list[bytes]) -> Image.Image:
    """Pictures in rows, smaller than they were."""
    width, height = (round(side * OF_A_PIXEL) for side in STEP.values())
    rows = math.ceil(len(shots) / IN_A_ROW)
    whole = Image.new("RGB", ((width + GAP) * IN_A_ROW - GAP, (height + GAP) * rows - GAP), "white")
    for number, shot in enumerate(shots):
        small = Image.open(io.BytesIO(shot)).convert("RGB").resize((width, height), Image.Resampling.LANCZOS)
        whole.paste(small, (number % IN_A_ROW * (width + GAP), number // IN_A_ROW * (height + GAP)))
    return whole


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
