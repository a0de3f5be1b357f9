"""QGIS shows the symbols of land release as soon as it opens a GeoPackage; they are those of the page."""

import os
import re
import sqlite3
import subprocess
from itertools import product
from math import cos, radians
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely
from matplotlib import image

import geo
from geo.records import KINDS, Layer
from geo.records.symbols import classes, look_of

STYLES = Path(__file__).parents[1] / "geo/maps/viewer/src/engine/draw/styles.ts"
PYTHON = "/usr/bin/python3"
TYPES, STATUSES = ("CHA", "SHA", "indication", "spot_task", None), ("open", "worked_on", "closed", "as typed")


def every_class():
    """Of each class an area, a point above it, and an area of one metre beside that."""
    records, shapes = [], []
    for number, (area_type, status) in enumerate(product(TYPES, STATUSES)):
        x, y = 46.5 + number % 4 * 0.025, 40 + number // 4 * 0.02
        for name, shape in (
            ("A", shapely.box(x, y, x + 0.014, y + 0.008)),
            ("P", shapely.Point(x + 0.004, y + 0.012)),
            ("S", shapely.box(x + 0.01, y + 0.012, x + 0.01001, y + 0.01201)),
        ):
            records.append({"id": f"{name}{number}", "area_type": area_type, "status": status})
            shapes.append(shape)
    return Layer("reports", "hazards", gpd.GeoDataFrame(records, geometry=shapes, crs=4326))


def picture_of(file, picture):
    """What QGIS makes of a file: its words, and the colour at a place (lon, lat)."""
    if subprocess.run([PYTHON, "-c", "import qgis.core"], capture_output=True, check=False).returncode:
        pytest.skip("QGIS is not installed: apt-get install python3-qgis")
    west, south, east, north = 46.49, 39.99, 46.61, 40.11
    words = [PYTHON, Path(__file__).with_name("qgis_picture.py"), file, picture, west, south, east, north]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [*map(str, words)], capture_output=True, text=True, timeout=300,
        env=environment | {"QT_QPA_PLATFORM": "offscreen"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    seen = image.imread(picture)
    down, across = seen.shape[:2]
    shrink = cos(radians((south + north) / 2))
    px = min(across / (east - west), down * shrink / (north - south))

    def colour(lon, lat, of=np.min):
        column = across / 2 + (lon - (west + east) / 2) * px
        row = down / 2 - (lat - (south + north) / 2) * px / shrink
        part = seen[round(row) - 2 : round(row) + 3, round(column) - 2 : round(column) + 3, :3]
        return tuple(round(float(one) * 255) for one in of(part.reshape(-1, 3), axis=0))

    return done.stdout, colour


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    folder = tmp_path_factory.mktemp("qgis")
    geo.export(every_class(), folder / "styled.gpkg")
    return folder


def test_qgis_draws_points_areas_and_areas_too_small_to_be_seen(written):
    words, colour = picture_of(written / "styled.gpkg", written / "styled.png")
    assert "reports Point 20 RuleRenderer" in words and "reports Polygon 40 RuleRenderer" in words
    paper = (255, 255, 255)
    assert colour(46.497, 39.997) == paper
    for number in range(20):
        x, y = 46.5 + number % 4 * 0.025, 40 + number // 4 * 0.02
        for lon, lat in ((x + 0.004, y + 0.012), (x + 0.01001, y + 0.012), (x, y + 0.004)):
            # A ring is hollow, and its edge is 6 px away.
            near = [colour(lon + step * 0.00012, lat) for step in range(-8, 9)]
            assert any(one != paper for one in near), (number, lon, lat)
    red, green, blue = colour(46.507, 40.004, np.median)
    assert red > 200 and green < 150 and blue < 150  # CHA: red at a half
    red, green, blue = colour(46.507, 40.024, np.median)
    assert red > 180 and 100 < green < 230 and blue < 160  # SHA: orange at a half


def test_without_the_styles_qgis_draws_all_in_one_symbol(written):
    plain = written / "plain.gpkg"
    plain.write_bytes((written / "styled.gpkg").read_bytes())
    with sqlite3.connect(plain) as database:
        database.execute("DELETE FROM layer_styles")
    assert "RuleRenderer" not in picture_of(plain, written / "plain.png")[0]


def test_styles_are_no_layer_of_the_file(written):
    (layer,) = geo.draw(written / "styled.gpkg", kind="hazards").layers
    assert len(layer.frame) == 60


def test_a_column_that_is_not_there_counts_as_unknown(tmp_path):
    frame = gpd.GeoDataFrame({"id": ["A"], "name": ["x"]}, geometry=[shapely.Point(46.9, 40)], crs=4326)
    geo.export(Layer("zones", "hazards", frame), tmp_path / "zones.gpkg")
    with sqlite3.connect(tmp_path / "zones.gpkg") as database:
        (style,) = database.execute("SELECT styleQML FROM layer_styles").fetchone()
    assert style.count("= 'Point' AND 1 AND 1\"") == 1


def test_the_looks_are_those_of_the_page():
    page = STYLES.read_text(encoding="utf-8")
    names = dict(re.findall(r'const (\w+) = "(#[0-9a-f]{6})";', page))
    colours = {*re.findall(r"#[0-9a-f]{6}", page), *names.values()}
    colours |= {"#" + "".join(f"{int(one):02x}" for one in found)
                for found in re.findall(r"rgba\((\d+),(\d+),(\d+)", page)}  # fmt: skip
    for kind in ("hazards", "releases", "accidents"):
        for values in classes(kind):
            look = look_of(kind, *values)
            used = {look.fill, look.mark_fill, look.mark_edge, look.outline.colour, look.outline.casing} - {""}
            assert used | ({look.hatch.colour} if look.hatch else set()) <= colours, values
    for part, values in {"BODIES": TYPES[:4], "OUTLINES": STATUSES[:3], "RELEASES": ("cancelled", "cleared")}.items():
        body = page[page.index(f"const {part}") :]
        assert all(f"\n  {value}: " in body for value in values)
    dashes = [one for line in re.findall(r"dash: \[([\d., ]+)\]", page) for one in [tuple(map(float, line.split(",")))]]
    assert {look_of("hazards", "CHA", one[1]).outline.dash for one in classes("hazards")} - {()} <= set(dashes)
    assert KINDS["hazards"].symbol.by == ("area_type", "status")
