"""A position lies where its CRS puts it or nowhere, and the same slip is the same problem whatever the file is."""

import json
import warnings

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import CRS, Transformer

import geo
from geo.placing import place_shapes
from geo.records.holding import as_reading
from geo.records.read_options import ReadOptions

NUMBER = 40
LON, LAT = 46.93 + np.arange(NUMBER) / 1000, 40.39 + np.arange(NUMBER) / 1000
DRIVERS = {
    ".shp": "ESRI Shapefile",
    ".gpkg": "GPKG",
    ".fgb": "FlatGeobuf",
    ".tab": "MapInfo File",
    ".mif": "MapInfo File",
    ".geojson": "GeoJSON",
    ".gml": "GML",
}
FORMATS = ("columns.csv", "wkt.csv", "position.csv", *(f"points{ending}" for ending in DRIVERS), "esri.json", "frame")
SHAPES = tuple(name for name in FORMATS if name not in ("columns.csv", "position.csv"))


def in_crs(crs):
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(LON, LAT)


def esri(shape):
    if shape.geom_type == "Point":
        return {"x": shape.x, "y": shape.y}
    if shape.geom_type == "LineString":
        return {"paths": [list(shape.coords)]}
    return {"rings": [list(shape.exterior.coords)[::-1]]}


def written(folder, name, x, y, crs, shape=shapely.points):
    """Forty positions, whatever their numbers are, in a file that says that they are in `crs`."""
    folder.mkdir(exist_ok=True)
    path, shapes = folder / name, shape(x, y)
    if name == "columns.csv":
        rows = [f"{east!r},{north!r}" for east, north in zip(x.tolist(), y.tolist(), strict=True)]
        path.write_text("\n".join(["easting,northing", *rows]))
    elif name == "wkt.csv":
        path.write_text("\n".join(["wkt", *(f'"{each.wkt}"' for each in shapes)]))
    elif name == "position.csv":
        # People write the latitude first, and metres as their grid has them.
        pairs = [
            f"{b!r}, {a!r}" if abs(a) <= 360 else f"{a!r} {b!r}" for a, b in zip(x.tolist(), y.tolist(), strict=True)
        ]
        path.write_text("\n".join(["position", *(f'"{pair}"' for pair in pairs)]))
    elif name == "esri.json":
        features = [{"attributes": {"name": "a"}, "geometry": esri(shape)} for shape in shapes]
        reference = {"wkid": int(crs.removeprefix("EPSG:"))}
        path.write_text(json.dumps({"spatialReference": reference, "features": features}))
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
    if name == "frame":
        frame = geopandas.GeoDataFrame(geometry=options.get("shape", shapely.points)(x, y), crs=crs)
        return as_reading(frame, ReadOptions(kind="hazards"), source=name)
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
    in_order = name == "position.csv" and crs == "EPSG:28408"  # which names its axes so, and a text has no headings
    assert said(reading) == ({} if in_order else {("axis_order", "warning"): NUMBER})
    assert lie_right(reading)


@pytest.mark.parametrize("name", FORMATS)
def test_the_zone_of_another_country_is_an_error_and_none_is_placed(tmp_path, name):
    reading = read(tmp_path, name, *in_crs("EPSG:28408"), "EPSG:28409")
    assert said(reading) == {("outside_crs", "error"): NUMBER} and reading.frame.geometry.isna().all()


@pytest.mark.parametrize("name", FORMATS)
def test_the_number_in_front_of_an_easting_is_that_of_its_zone(tmp_path, name):
    x, y = Transformer.from_crs("EPSG:4326", "EPSG:28408", always_xy=True).transform(LON + 0.9, LAT - 10)
    reading = read(tmp_path, name, x, y, "EPSG:28409")  # 5° from zone 9, which a survey may be
    assert said(reading) == {("outside_crs", "error"): NUMBER} and reading.frame.geometry.isna().all()


@pytest.mark.parametrize("name", FORMATS)
def test_a_datum_that_is_not_used_there_is_a_warning(tmp_path, name):
    reading = read(tmp_path, name, LON + 22, LAT - 6, "EPSG:4284")
    assert said(reading) == {("transformation", "warning"): NUMBER} and reading.frame.geometry.notna().all()


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "position.csv"])
def test_swapped_degrees_are_an_error_where_a_latitude_cannot_be(tmp_path, name):
    reading = read(tmp_path, name, LAT, LON + 60, "EPSG:4326")
    assert said(reading) == {("coordinate_range", "error"): NUMBER} and reading.frame.geometry.isna().all()


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
@pytest.mark.parametrize("name", SHAPES)
def test_lines_and_polygons_are_judged_as_points_are(tmp_path, name, shape):
    reading = read(tmp_path, name, LON, LAT, "EPSG:32638", shape=shape)
    assert said(reading) == {("crs_conflict", "error"): NUMBER} and reading.frame.geometry.isna().all()
    turned = read(tmp_path / "turned", name, *in_crs("EPSG:32638")[::-1], "EPSG:32638", shape=shape)
    assert said(turned) == {("axis_order", "warning"): NUMBER} and turned.frame.geometry.notna().all()


def test_metres_under_the_headings_of_degrees_are_the_same_error(tmp_path):
    easting, northing = in_crs("EPSG:32638")
    rows = [f"{north!r},{east!r}" for east, north in zip(easting.tolist(), northing.tolist(), strict=True)]
    (tmp_path / "survey.csv").write_text("\n".join(["latitude,longitude", *rows]))
    reading = geo.read(tmp_path / "survey.csv", kind="hazards", crs="EPSG:4326")
    assert said(reading) == {("crs_conflict", "error"): NUMBER} and reading.frame.geometry.isna().all()


def test_a_latitude_that_cannot_be_has_one_name_in_a_form_and_in_a_column(tmp_path):
    (tmp_path / "form.csv").write_text("location,n\n140.39 46.93 0 0,1\n")
    (tmp_path / "columns.csv").write_text("latitude,longitude\n140.39,46.93\n")
    found = [said(geo.read(tmp_path / name, kind="hazards")) for name in ("form.csv", "columns.csv")]
    assert found == [{("coordinate_range", "error"): 1}] * 2


@pytest.mark.parametrize("name", ["points.gpkg", "wkt.csv"])
def test_a_file_that_is_sound_but_for_one_record_loses_that_one_only(tmp_path, name):
    x, y = in_crs("EPSG:32638")
    x[7], y[7] = 46.93, 40.39
    reading = read(tmp_path, name, x, y, "EPSG:32638")
    assert said(reading) == {("crs_conflict", "error"): 1}
    assert reading.frame.geometry.isna().sum() == 1
    assert "POINT (46.93 40.39)" in set(reading.frame["position_entered"])


def test_a_refused_position_is_not_found_again_in_what_was_entered(tmp_path):
    reading = read(tmp_path, "points.gpkg", LON, LAT, "EPSG:32638")
    again = geo.records.to_records(reading.frame, "hazards", source="again.csv")[0]
    assert again.geometry.isna().all()


def test_a_grid_in_kilometres_is_not_taken_for_degrees():
    wkt = CRS.from_epsg(32638).to_wkt("WKT1_GDAL").replace(',AUTHORITY["EPSG","32638"]', "")
    wkt = wkt.replace('"false_easting",500000', '"false_easting",500')
    wkt = wkt.replace('UNIT["metre",1,AUTHORITY["EPSG","9001"]]', 'UNIT["kilometre",1000]')
    shapes = shapely.points(np.column_stack(in_crs("EPSG:32638")) / 1000 - [400, 4200])
    assert (shapely.get_coordinates(shapes) < 360).all()
    placed = place_shapes(shapes, wkt, rows=np.arange(NUMBER), source="grid.gpkg")
    assert not placed.problems and not shapely.is_missing(placed.geometry).any()


def test_degrees_whose_order_a_text_leaves_open_are_read_in_the_only_one_there_is(tmp_path):
    reading = read(tmp_path, "position.csv", LAT, LON + 60, "EPSG:4326")
    assert not said(reading) and (reading.frame.geometry.x > 100).all()


def test_a_text_may_name_the_datum_of_the_grid_of_its_column(tmp_path):
    (tmp_path / "survey.csv").write_text('position\n"WGS 84 40.39, 46.93"\n"40.39, 46.93"\n')
    reading = geo.read(tmp_path / "survey.csv", kind="hazards", crs="EPSG:32638")
    assert said(reading) == {("crs_conflict", "error"): 1}
    assert reading.frame.geometry.notna().tolist() == [True, False]
    assert "40.39000, 46.93000" in next(
        problem.remedy for problem in reading.problems if problem.code == "crs_conflict"
    )


def test_degrees_under_headings_of_degrees_contradict_a_crs_in_metres_unless_it_is_for_other_columns(tmp_path):
    (tmp_path / "a.csv").write_text("latitude,longitude\n40.39,46.93\n")
    (tmp_path / "b.csv").write_text("latitude,longitude,easting,northing\n40.39,46.93,663808,4472833\n")
    alone, beside = (geo.read(tmp_path / f"{name}.csv", kind="hazards", crs="EPSG:32638") for name in "ab")
    assert said(alone) == {("crs_conflict", "error"): 1} and alone.frame.geometry.isna().all()
    assert said(beside) == {("crs_not_used", "warning"): 1} and beside.frame.geometry.notna().all()


@pytest.mark.parametrize("name", ["columns.csv", "wkt.csv", "position.csv"])
def test_metres_of_which_nobody_names_the_crs_are_asked_about(tmp_path, name):
    path = written(tmp_path, name, *in_crs("EPSG:32638"), "EPSG:32638")
    reading = geo.read(path, kind="hazards")
    assert {code for code, _ in said(reading)} == {"crs_missing"} and reading.frame.geometry.isna().all()


UKRAINE = np.linspace(22.2, 40.1, NUMBER), np.linspace(48.3, 49.6, NUMBER)


def whole_country(crs, turned=False):
    return Transformer.from_crs("EPSG:4326", crs, always_xy=True).transform(*UKRAINE)[:: -1 if turned else 1]


NOT_ALONE = [name for name in FORMATS if name != "position.csv"]  # a text is read for itself


@pytest.mark.parametrize("name", NOT_ALONE)
def test_a_whole_country_in_one_zone_is_placed_and_the_far_part_is_said(tmp_path, name):
    reading = read(tmp_path, name, *whole_country("EPSG:32636"), "EPSG:32636")
    found = shapely.get_coordinates(reading.frame.geometry)
    assert np.allclose(found[np.argsort(found[:, 0])], np.column_stack(UKRAINE), atol=1e-6)
    assert set(said(reading)) == {("outside_crs", "warning")}


@pytest.mark.parametrize("name", NOT_ALONE)
def test_the_far_part_of_a_country_alone_is_not_placed(tmp_path, name):
    x, y = (numbers[:3] for numbers in whole_country("EPSG:32636"))
    reading = read(tmp_path, name, *(np.resize(numbers, NUMBER) for numbers in (x, y)), "EPSG:32636")
    assert said(reading) == {("outside_crs", "error"): NUMBER} and reading.frame.geometry.isna().all()


@pytest.mark.parametrize("name", ["columns.csv", "wkt.csv", "points.gpkg"])
def test_what_is_in_the_country_in_one_order_and_in_the_zone_in_the_other_is_asked_about(tmp_path, name):
    to_metres = Transformer.from_crs("EPSG:4326", "EPSG:32638", always_xy=True)
    x, y = map(np.array, to_metres.transform(np.linspace(42.1, 47.9, NUMBER), np.full(NUMBER, 15.0)))
    x[7], y[7] = y[7], x[7]  # a northing of 1,660 km is an easting 7.8° beyond the zone
    reading = read(tmp_path, name, x, y, "EPSG:32638")
    assert said(reading) == {("axis_order", "error"): 1} and reading.frame.geometry.isna().sum() == 1
