"""A position lies where its CRS puts it or nowhere, and the same slip is the same problem whatever the file is."""

import warnings

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

import geo

NUMBER = 40
LON, LAT = 46.93 + np.arange(NUMBER) / 1000, 40.39 + np.arange(NUMBER) / 1000
DRIVERS = {
    ".shp": "ESRI Shapefile",
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".tab": "MapInfo File",
    ".mif": "MapInfo File",
    ".geojson": "GeoJSON",
}
FORMATS = ("columns.csv", "wkt.csv", *(f"points{ending}" for ending in DRIVERS))


def in_crs(crs):
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(LON, LAT)


def written(folder, name, x, y, crs, shape=shapely.points):
    """Forty positions, whatever their numbers are, in a file that says that they are in `crs`."""
    folder.mkdir(exist_ok=True)
    path, shapes = folder / name, shape(x, y)
    if name == "columns.csv":
        rows = [f"{east!r},{north!r}" for east, north in zip(x.tolist(), y.tolist(), strict=True)]
        path.write_text("\n".join(["easting,northing", *rows]))
    elif name == "wkt.csv":
        path.write_text("\n".join(["wkt", *(f'"{each.wkt}"' for each in shapes)]))
    elif path.suffix == ".geojson":
        features = ",".join(
            f'{{"type":"Feature","properties":{{}},"geometry":{shapely.to_geojson(each)}}}' for each in shapes
        )
        member = f'{{"type":"name","properties":{{"name":"urn:ogc:def:crs:{crs.replace(":", "::")}"}}}}'
        path.write_text(f'{{"type":"FeatureCollection","crs":{member},"features":[{features}]}}')
    else:
        frame = geopandas.GeoDataFrame({"name": list("a" * NUMBER)}, geometry=shapes, crs=crs)
        limits = np.abs([x, y]).max() * np.array([-2, -2, 2, 2])  # MapInfo counts from the bounds it is told
        options = {"BOUNDS": ",".join(map(str, limits))} if path.suffix in (".tab", ".mif") else {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            pyogrio.write_dataframe(frame, path, driver=DRIVERS[path.suffix], **options)
    return path


def read(folder, name, x, y, crs, **options):
    path = written(folder, name, np.asarray(x), np.asarray(y), crs, **options)
    return geo.read(path, kind="hazards", crs=crs if path.suffix == ".csv" else None)


def said(reading):
    """The codes, with the severity of each and how many records it is about."""
    found = {}
    for problem in reading.problems:
        if problem.severity != "note":
            key = problem.code, problem.severity
            more = problem.what.partition("(rows ")[2]
            found[key] = found.get(key, 0) + (NUMBER if more else 1)
    return found


def lie_right(reading):
    """Whether each position is the one that was put in; a FlatGeobuf has them in an order of its own."""
    found = shapely.get_coordinates(reading.frame.geometry)
    return np.allclose(found[np.argsort(found[:, 0])], np.column_stack([LON, LAT]), atol=1e-4)


@pytest.mark.parametrize("name", FORMATS)
def test_degrees_declared_as_metres_are_an_error_and_none_is_placed(tmp_path, name):
    reading = read(tmp_path, name, LON, LAT, "EPSG:32638")
    assert said(reading) == {("crs_conflict", "error"): NUMBER} and reading.frame.geometry.isna().all()
    problem = next(problem for problem in reading.problems if problem.code == "crs_conflict")
    assert problem.source == name and "EPSG:32638 is in metres" in problem.what
    assert reading.frame["position_entered"].notna().all() and set(reading.frame["crs_entered"]) == {"EPSG:32638"}


@pytest.mark.parametrize("name", FORMATS)
def test_metres_declared_as_degrees_are_an_error_and_none_is_placed(tmp_path, name):
    reading = read(tmp_path, name, *in_crs("EPSG:32638"), "EPSG:4326")
    assert said(reading) == {("crs_conflict", "error"): NUMBER} and reading.frame.geometry.isna().all()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("crs", ["EPSG:32638", "EPSG:28408"])
def test_a_northing_in_front_is_read_right_and_said(tmp_path, name, crs):
    reading = read(tmp_path, name, *in_crs(crs)[::-1], crs)
    assert said(reading) == {("axis_order", "warning"): NUMBER}
    assert lie_right(reading)


@pytest.mark.parametrize("name", FORMATS)
def test_the_zone_of_another_country_is_an_error_and_none_is_placed(tmp_path, name):
    reading = read(tmp_path, name, *in_crs("EPSG:28408"), "EPSG:28409")
    assert said(reading) == {("outside_crs", "error"): NUMBER} and reading.frame.geometry.isna().all()


@pytest.mark.parametrize("name", FORMATS)
def test_a_datum_that_is_not_used_there_is_a_warning(tmp_path, name):
    reading = read(tmp_path, name, LON + 22, LAT - 6, "EPSG:4284")
    assert said(reading) == {("transformation", "warning"): NUMBER} and reading.frame.geometry.notna().all()


@pytest.mark.parametrize("name", FORMATS)
def test_swapped_degrees_are_an_error_where_a_latitude_cannot_be(tmp_path, name):
    reading = read(tmp_path, name, LAT, LON + 60, "EPSG:4326")
    assert said(reading) == {("latitude_range", "error"): NUMBER} and reading.frame.geometry.isna().all()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("crs", ["EPSG:32638", "EPSG:28408", "EPSG:4326"])
def test_sound_positions_are_placed_without_a_word(tmp_path, name, crs):
    reading = read(tmp_path, name, *in_crs(crs), crs)
    assert not said(reading)
    assert lie_right(reading)


def lines(x, y):
    return [shapely.LineString([(a, b), (a + 1e-3, b + 1e-3)]) for a, b in zip(x, y, strict=True)]


def squares(x, y):
    return [shapely.box(a, b, a + 1e-3, b + 1e-3) for a, b in zip(x, y, strict=True)]


@pytest.mark.parametrize("shape", [lines, squares])
@pytest.mark.parametrize("name", FORMATS[1:])
def test_lines_and_polygons_are_judged_as_points_are(tmp_path, name, shape):
    reading = read(tmp_path, name, LON, LAT, "EPSG:32638", shape=shape)
    assert said(reading) == {("crs_conflict", "error"): NUMBER} and reading.frame.geometry.isna().all()
    turned = read(tmp_path / "turned", name, *in_crs("EPSG:32638")[::-1], "EPSG:32638", shape=shape)
    assert said(turned) == {("axis_order", "warning"): NUMBER} and turned.frame.geometry.notna().all()
