"""Enlarge outlines in every way that a profile offers, as a map file holds them, and look for any part outside.

    python tests/proofs/outlines.py [--n 10000] [--planted rounding|simplifying]

Random outlines (they cross themselves, have holes and parts, lie at the edges of the world) and two real sets. What is
compared is what the file holds: coordinates of whole 1e-7 degrees. With `--planted` hazards are generalised as other
programs do it: the same look must find that.
"""

import argparse
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

import geo
from geo.analysis.faces import filled
from geo.mapfile.decode import decode
from geo.mapfile.encode import encode
from geo.records import Layer
from geo.share import profile_of

SHARED = Path(__file__).parents[3] / "shared" / "data"
METHODS = {
    "cells of 100 m": {"hazards": {"cells_m": 100}},
    "cells of 1 km": {},
    "cells of 5 km": {"hazards": {"cells_m": 5000}},
    "dissolved": {"hazards": {"cells_m": 1000, "dissolve": True}},
    "releases shrunk": {"hazards": {"cells_m": 100}, "releases": "records", "fields": {"releases": ["product"]}},
}
PLANTED = {
    "rounding": lambda shapes, *_, **__: shapely.make_valid(shapely.transform(shapes, lambda at: np.round(at, 3))),
    "simplifying": lambda shapes, *_, **__: shapely.make_valid(shapely.simplify(shapes, 1e-3)),
}


def random_outlines(count, seed=7):
    """Draw polygons, lines and points of 1 m to 10 km; corners to a hundredth of a millimetre, as GEOS takes them."""
    random = np.random.default_rng(seed)
    made = []
    for _ in range(count):
        size = 10 ** random.uniform(-5, -1)
        edge = random.random() < 0.02
        west = 180 - size if edge else random.uniform(-180, 180 - size)
        south = random.uniform(-84, 84 - size)
        corners = np.round(np.array([west, south]) + random.random((random.integers(3, 12), 2)) * size, 10)
        kind = random.choice(["rough", "round", "hole", "line", "point", "parts"], p=[0.35, 0.2, 0.1, 0.1, 0.15, 0.1])
        rough = shapely.polygons(corners)
        round_ = shapely.convex_hull(shapely.multipoints(corners))
        if kind == "hole":
            inner = shapely.affinity.scale(round_, 0.5, 0.5)
            rough = shapely.Polygon(round_.exterior, [inner.exterior]) if round_.geom_type == "Polygon" else round_
        elif kind == "parts":
            rough = shapely.union(round_, shapely.affinity.translate(round_, -2 * size, 0) if west > -179 else round_)
        elif kind in ("line", "point", "round"):
            rough = {"line": shapely.linestrings(corners), "point": shapely.points(corners[0]), "round": round_}[kind]
        made.append(rough)
    return made


def real_outlines():
    """Give two real sets: the districts and places of a country, and what OpenStreetMap has of another as areas."""
    districts = [geo.read(path).frame.geometry for path in sorted((SHARED / "wof_az").glob("*.geojson"))]
    yield "districts of Azerbaijan", [one for part in districts for one in part if one is not None and one.area < 0.02]
    of_liechtenstein = next((SHARED / "osm_liechtenstein").glob("*.pbf"))
    yield "areas of Liechtenstein", list(pyogrio.read_dataframe(of_liechtenstein, layer="multipolygons").geometry)


def shown(shapes, method):
    """Make the public edition of hazards, or releases, of these shapes: what its block in a map file holds, by id.

    Accuracies of up to a kilometre are stated of every third hazard, as those of points are.
    """
    releases = "releases" in METHODS[method]
    kind = "releases" if releases else "hazards"
    stated = {"product": "cleared"} if releases else {"area_type": "SHA"}
    ids = [f"{at}" for at in range(len(shapes))]
    frame = gpd.GeoDataFrame({"id": ids, "sensitivity": "public", **stated}, geometry=shapes, crs=4326)
    if not releases:
        frame["position_accuracy_m"] = np.where(np.arange(len(shapes)) % 3, np.nan, np.arange(len(shapes)) % 1000)
    profile = profile_of("public", {"public": {"ids": "kept", **METHODS[method]}})
    layers, _ = geo.edition([Layer("outlines", kind, frame)], profile)
    (layer,) = decode(encode(layers))  # of releases too there is something to compare
    return dict(zip(layer.frame["id"], layer.frame.geometry, strict=True))


def outside(shapes, method):
    """Count the shapes of which a part is not where it must be: hazards within what is shown, releases around it."""
    found = shown(shapes, method)
    if "releases" in METHODS[method]:
        return sum(not shapely.difference(two, shapes[int(one)]).is_empty for one, two in found.items())
    if method == "dissolved":
        (everything,) = found.values()
        found = dict.fromkeys(map(str, range(len(shapes))), everything)
        shapely.prepare(everything)
        return sum(not everything.covers(filled(one)) for one in shapes)
    return sum(not shapely.difference(filled(one), found[str(at)]).is_empty for at, one in enumerate(shapes))


def plant(method):
    """Let hazards be generalised as careless programs do it."""
    sys.modules["geo.share.redact"].cells = PLANTED[method]


def tell(called, shapes, methods=METHODS):
    """Print how many shapes each method leaves a part of outside, and give their sum."""
    found = {method: outside(shapes, method) for method in methods}
    print(f"{called}, {len(shapes):,} outlines: {found}", flush=True)
    return sum(found.values())


def main():
    """Look at all of it, and return 1 if any part is outside."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--planted", choices=list(PLANTED))
    given = parser.parse_args()
    if given.planted:
        plant(given.planted)
    methods = ["cells of 1 km"] if given.planted else list(METHODS)
    sets = [("random", random_outlines(given.n)), *(() if given.planted else real_outlines())]
    lost = sum(tell(called, shapes, methods) for called, shapes in sets)
    total = sum(len(shapes) for _, shapes in sets)
    print(f"{total:,} outlines, {len(methods)} methods: {lost} with a part outside")
    return min(lost, 1)


if __name__ == "__main__":
    sys.exit(main())
