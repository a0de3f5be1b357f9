"""What "Near here" says at 2,000 random places of each of several maps, against shapely and GeographicLib.

    python tests/proofs/near.py [--places N] [--planted]

`--planted`: a hazard of each map is left out of what it is compared with, and one of the places is where it lies. That
must be noticed on every map: where it is not, this returns 0, and `make prove` says that the control has not failed.
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


def without_one(layers):
    """The layers without the first hazard that has a place, and that place (longitude, latitude)."""
    for at, layer in enumerate(layers):
        geometry = layer.frame.geometry
        placed = (geometry.notna() & ~geometry.is_empty).to_numpy()
        if layer.kind == "hazards" and placed.any():
            first = int(placed.argmax())
            place = geometry.iloc[first].representative_point()
            rest = replace(layer, frame=layer.frame.drop(layer.frame.index[first]))
            return [*layers[:at], rest, *layers[at + 1 :]], [round(place.x, 7), round(place.y, 7)]
    raise ValueError("No hazard of this map has a place.")


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
                layers, place = without_one(layers)
                places = [*random_places(layers, 100), place]
            try:
                assert_as_measured(page, layers, places)
                print(f"{name}: {len(places)} places as measured", flush=True)
            except AssertionError as fault:
                wrong += 1
                print(f"{name}: {str(fault).splitlines()[0]}", flush=True)
            page.close()
            tried += 1
    print(f"{tried} maps, {wrong} say something else than was measured")
    return int(wrong == tried) if given.planted else min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
