"""What "Near here" says at 2,000 random places of each of several maps, against shapely and GeographicLib.

    python tests/proofs/near.py [--places N] [--planted]

`--planted`: the first hazard of each layer is left out of what it is compared with, which must be noticed.
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

PROJECT = Path(__file__).parents[2]
sys.path += [str(PROJECT / "tests" / "browser"), str(PROJECT / "benchmarks"), str(PROJECT / "tests")]

import geopandas  # noqa: E402
import pandas  # noqa: E402
from conftest import ARGUMENTS, CHROMIUM  # noqa: E402
from playwright.sync_api import sync_playwright  # noqa: E402
from test_near import assert_as_measured, crowded, random_places  # noqa: E402
from zones import dirty, zones  # noqa: E402

import geo  # noqa: E402
from geo.maps import draw  # noqa: E402
from geo.records import Layer  # noqa: E402

COLOMBIA = PROJECT.parent / "shared" / "data" / "colombia_mines"
PATIENCE_MS = 120_000


def maps():
    """The layers of each map, by its name; a map whose files are not there is left out and named."""
    yield "training", geo.Project(PROJECT / "data" / "training").layers()
    yield "Azerbaijan", geo.Project(PROJECT / "data" / "azerbaijan").layers()
    yield "crowded", crowded()
    yield "10,000 zones", [Layer("zones", "hazards", dirty(zones(10_000)), "Zones")]
    files = sorted(COLOMBIA.glob("*.json"))
    if not files:
        return print(f"Colombia: {COLOMBIA} is not there")
    events = pandas.concat([geo.read(path, kind="accidents").frame for path in files], ignore_index=True)
    # Some of its events are taken for hazards, so that there are hazards to be near to.
    events = geopandas.GeoDataFrame(events, geometry="geometry", crs=4326)
    hazards = events.iloc[::3].assign(id=[f"H{number}" for number in range(len(events.iloc[::3]))])
    yield (
        "Colombia",
        [
            Layer("events", "accidents", events, "Events"),
            Layer("hazards", "hazards", hazards[["id", "geometry"]], "Hazards"),
        ],
    )


def main():
    """Ask each map, and return 1 where it says something else than was measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--places", type=int, default=2_000)
    parser.add_argument("--planted", action="store_true")
    given = parser.parse_args()
    wrong = tried = 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, layers in maps():
            path = draw(layers, title=name, contributions="none").save(Path(folder) / "map.html")
            page = browser.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-zonemark=drawn]", state="attached")
            places = random_places(layers, given.places)
            if given.planted:
                layers = [
                    replace(one, frame=one.frame.iloc[1:] if one.kind == "hazards" else one.frame) for one in layers
                ]
                places = random_places(layers, 200)
            try:
                assert_as_measured(page, layers, places)
                print(f"{name}: {len(places)} places as measured", flush=True)
            except AssertionError as fault:
                wrong += 1
                print(f"{name}: {str(fault).splitlines()[0]}", flush=True)
            page.close()
            tried += 1
    print(f"{tried} maps, {wrong} say something else than was measured")
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
