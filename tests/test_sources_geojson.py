"""A GeoJSON feature becomes a record whatever is wrong with it, and what is wrong is said with its number."""

import json
from collections import Counter

import numpy as np
import pytest
import shapely

from geo.errors import SourceError, UnsafeSource, UsageError
from geo.geojson.shapes import shapes
from geo.records.read_options import ReadOptions
from geo.sources import read_table

SQUARE = [[46.0, 40.0], [46.1, 40.0], [46.1, 40.1], [46.0, 40.1], [46.0, 40.0]]


def polygon(*rings):
    return {"type": "Polygon", "coordinates": list(rings or [SQUARE])}


def feature(geometry, **properties):
    return {"type": "Feature", "properties": properties, "geometry": geometry}


@pytest.fixture
def table(tmp_path):
    """Write what is given to a file and read it."""

    def read(content, name="zones.geojson", **options):
        if isinstance(content, list):
            content = {"type": "FeatureCollection", "features": content}
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read_table(path, ReadOptions(**options))

    return read


def codes(table):
    return [problem.code for problem in table.problems]


def test_none_of_the_bad_files_passes_in_silence(shared_data):
    files = sorted((shared_data / "bad_geojson" / "geojsonhint" / "bad").glob("*.geojson"))
    assert len(files) == 44
    for file in files:
        try:
            read = read_table(file)
        except SourceError as error:
            assert file.name in str(error), file.name
        else:
            assert len(read.frame) and read.problems, file.name


def test_all_of_the_good_files_are_read(shared_data):
    files = sorted((shared_data / "bad_geojson" / "geojsonhint" / "good").glob("*.geojson"))
    assert len(files) == 18
    outside = {"issue82.geojson"}  # latitudes beyond -107
    for file in files:
        read = read_table(file)
        expected = json.loads(file.read_bytes())
        assert len(read.frame) == len(expected.get("features", [expected])), file.name
        assert bool(read.problems) == (file.name in outside), file.name


BROKEN = {
    "a position that is text": ('[[["46.0",40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]]', "position"),
    "NaN": ("[[[NaN,40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]]", "position"),
    "a number too large": ("[[[1e999,40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]]", "position"),
    "a number too long": ("[[[" + "4" * 500 + ",40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]]", "position"),
    "null for a number": ("[[[null,40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]]", "position"),
    "an open ring": ("[[[46.0,40.0],[46.1,40.0],[46.1,40.1],[46.0,40.1]]]", "ring_not_closed"),
    "two positions": ("[[[46.0,40.0],[46.1,40.0]]]", "too_few_positions"),
    "too shallow": ("[[46.0,40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]", "position"),
    "too deep": ("[[[[46.0,40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]]]", "position"),
    "nothing": ("[]", "empty_geometry"),
    "an empty ring": ("[[]]", "empty_geometry"),
    "a latitude of 95": ("[[[46.0,95.0],[46.1,40.0],[46.1,40.1],[46.0,95.0]]]", "coordinate_range"),
    "a longitude of 200": ("[[[200.0,40.0],[46.1,40.0],[46.1,40.1],[200.0,40.0]]]", "coordinate_range"),
    "1e308": ("[[[1e308,40.0],[46.1,40.0],[46.1,40.1],[1e308,40.0]]]", "coordinate_range"),
    "metres": ("[[[500000,4400000],[500100,4400000],[500100,4400100],[500000,4400000]]]", "crs_missing"),
    "an object": ("{}", "nesting"),
    "a syntax error": ("[[[46.0 40.0],[46.1,40.0],[46.1,40.1],[46.0,40.0]]]", "damaged_feature"),
    "true for a number": ("[[[true,40.0],[46.1,40.0],[46.1,40.1],[true,40.0]]]", "position"),
}


def test_of_10_000_polygons_every_tenth_broken_each_costs_one_problem_with_its_row(tmp_path):
    good = json.dumps([SQUARE])
    ways = list(BROKEN.values())
    texts, expected = [], {}
    for row in range(1, 10_001):
        coordinates = good
        if row % 10 == 0:
            coordinates, expected[row] = ways[(row // 10) % len(ways)]
        texts.append(
            f'{{"type":"Feature","properties":{{"name":"Zone {row}"}},'
            f'"geometry":{{"type":"Polygon","coordinates":{coordinates}}}}}'
        )
    path = tmp_path / "zones.geojson"
    path.write_text('{"type":"FeatureCollection","features":[' + ",\n".join(texts) + "]}")
    read = read_table(path)
    assert len(read.frame) == 10_000
    assert len(read.problems) == 1_000
    assert {problem.row: problem.code for problem in read.problems} == expected
    drawn = read.frame.index[read.frame.geometry.notna()]
    closed = [row for row, code in expected.items() if code == "ring_not_closed"]
    assert set(drawn) == (set(range(1, 10_001)) - set(expected)) | set(closed)
    named = read.frame["name"].notna()
    assert named.sum() == 10_000 - Counter(expected.values())["damaged_feature"]


@pytest.mark.parametrize("way", BROKEN)
def test_one_broken_feature_leaves_the_others_drawn_and_keeps_its_name(table, way):
    coordinates, code = BROKEN[way]
    text = json.dumps({"type": "FeatureCollection", "features": [feature(polygon(), name=n) for n in "abc"]})
    broken = text.replace(json.dumps([SQUARE]), "@", 1).replace(json.dumps([SQUARE]), coordinates, 1)
    read = table(broken.replace("@", json.dumps([SQUARE])))
    assert codes(read) == [code]
    assert read.problems[0].row == 2
    assert read.frame.geometry.notna().tolist()[::2] == [True, True]
    if code != "damaged_feature":
        assert read.frame["name"].tolist() == ["a", "b", "c"]


def test_what_was_written_of_a_geometry_that_is_not_drawn_is_kept(table):
    read = table([feature({"type": "Point", "coordinates": ["46.0", 40]})])
    assert read.frame.at[1, "position_entered"] == '{"type": "Point", "coordinates": ["46.0", 40]}'
    assert read.frame.at[1, "geometry"] is None


def test_an_open_ring_is_closed_and_it_is_said(table):
    read = table([feature(polygon(SQUARE[:-1]))])
    assert read.problems[0].severity == "error"
    assert read.frame.geometry[1].equals(shapely.box(46.0, 40.0, 46.1, 40.1))


def test_a_height_that_is_no_number_leaves_the_place(table):
    read = table([feature({"type": "Point", "coordinates": [46.0, 40.0, "high"]})])
    assert codes(read) == ["height"]
    assert read.frame.geometry[1].equals(shapely.Point(46.0, 40.0))


def test_a_null_geometry_is_a_record_without_problem(table):
    read = table([feature(None, name="a")])
    assert (len(read.frame), read.problems) == (1, [])


@pytest.mark.parametrize("kind", ["Point", "LineString", "Polygon", "MultiPoint", "MultiLineString", "MultiPolygon"])
@pytest.mark.parametrize("size", [2, 3])
def test_reading_all_at_once_and_one_by_one_agree(kind, size):
    shape = {
        "Point": shapely.Point(46, 40),
        "LineString": shapely.LineString([(46, 40), (47, 41), (46, 42)]),
        "Polygon": shapely.Polygon(SQUARE, [[(46.02, 40.02), (46.04, 40.06), (46.06, 40.02)]]),
        "MultiPoint": shapely.MultiPoint([(46, 40), (47, 41)]),
        "MultiLineString": shapely.MultiLineString([[(46, 40), (47, 41)], [(1, 2), (3, 4), (5, 6)]]),
        "MultiPolygon": shapely.MultiPolygon([shapely.Polygon(SQUARE), shapely.box(1, 2, 3, 4)]),
    }[kind]
    shape = shapely.force_3d(shape, 5.0) if size == 3 else shape
    value = json.loads(shapely.to_geojson(shape))
    at_once = shapes([value, value]).geometries
    alone = shapes([{**value, "foreign": 1}]).geometries
    assert shapely.equals_identical(at_once, shape).all()
    assert shapely.equals_identical(alone, shape).all()


def test_attributes_come_through_unchanged(table):
    values = {"text": "Ağdam, Шуша, «007»", "whole": 9007199254740993, "half": 0.5, "yes": True, "list": ["UXO", "AXO"]}
    read = table([feature(None, **values), feature(None, whole=None)])
    assert {name: read.frame.at[1, name] for name in values} == values
    assert read.frame["whole"].tolist()[0] == 9007199254740993
    assert read.frame.isna().loc[2, list(values)].all()


def test_numbers_larger_than_64_bits_stay_exact(table):
    read = table([feature(None, key=2**70)])
    assert read.frame.at[1, "key"] == 2**70


def test_the_feature_s_id_becomes_the_column_id(table):
    read = table([{**feature(None, name="a"), "id": 7}])
    assert read.frame.at[1, "id"] == 7


def test_an_id_among_the_properties_is_not_overwritten(table):
    read = table([{**feature(None, id="HA-1"), "id": 7}])
    assert (read.frame.at[1, "id"], read.frame.at[1, "feature_id"]) == ("HA-1", 7)


def test_a_property_called_geometry_is_kept(table):
    read = table([{"type": "Feature", "properties": {"geometry": "fenced"}, "geometry": polygon()}])
    assert read.frame.at[1, "geometry_entered"] == "fenced"
    assert read.frame.geometry[1].area > 0


def test_foreign_members_are_kept_as_columns(table):
    read = table([{**feature(None), "when": "2020"}])
    assert read.frame.at[1, "when"] == "2020"


@pytest.mark.parametrize("name", ["zones.geojsonl", "zones.geojson", "zones.ndjson"])
def test_one_feature_a_line_is_read_whatever_the_file_is_called(table, name):
    lines = [json.dumps(feature({"type": "Point", "coordinates": [46, 40 + n / 10]}, n=n)) for n in range(3)]
    read = table("\n".join(lines) + "\n", name=name)
    assert read.frame["n"].tolist() == [0, 1, 2]
    assert read.problems == []


def test_a_damaged_line_costs_one_problem(table):
    line = json.dumps(feature({"type": "Point", "coordinates": [46, 40]}))
    read = table("\n".join([line, line[:-20], line]), name="zones.geojsonl")
    assert [(problem.code, problem.row) for problem in read.problems] == [("damaged_feature", 2)]
    assert read.frame.at[2, "feature_entered"] == line[:-20]


def test_features_after_record_separators_are_read(table):
    line = json.dumps(feature({"type": "Point", "coordinates": [46, 40]}), indent=1)
    assert len(table(f"\x1e{line}\n\x1e{line}\n", name="zones.geojsons").frame) == 2


def test_a_missing_comma_between_two_features_loses_neither(table):
    one = json.dumps(feature({"type": "Point", "coordinates": [46, 40]}, name="a"))
    read = table(f'{{"type": "FeatureCollection", "features": [{one} {one}]}}')
    assert len(read.frame) == 2
    assert read.frame.geometry.notna().all()


def test_what_is_no_feature_among_features_stays_a_record(table):
    one = json.dumps(feature({"type": "Point", "coordinates": [46, 40]}))
    read = table(f'{{"type": "FeatureCollection", "features": [{one}, null, "x", 5, [], {one}]}}')
    assert [problem.row for problem in read.problems] == [2, 3, 4, 5]
    assert len(read.frame) == 6


def test_a_key_there_twice_in_one_feature_costs_that_feature_a_problem(table):
    one = json.dumps(feature({"type": "Point", "coordinates": [46, 40]}, name="a"))
    read = table(
        f'{{"type": "FeatureCollection", "features": [{one}, {one.replace(": {}", "")[:-1]}, "id": 1, "id": 2}}]}}'
    )
    assert [(problem.code, problem.row) for problem in read.problems] == [("duplicate_key", 2)]


def test_a_file_cut_off_is_refused(table):
    text = json.dumps({"type": "FeatureCollection", "features": [feature(polygon())] * 3})
    with pytest.raises(SourceError, match=r"zones.geojson, line 1, column \d+: the text ends too early"):
        table(text[:-40])


def test_an_empty_collection_is_said(table):
    assert codes(table([])) == ["no_records"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"type": "Topology", "objects": {}}, "TopoJSON"),
        ({"asset": {"version": "2.0"}, "type": "glTF"}, "glTF"),
        ([[1, 2]], "no object"),
        ({"name": "x"}, 'no "type"'),
    ],
)
def test_other_json_is_refused_by_name(tmp_path, content, said):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(content))
    with pytest.raises(SourceError, match=said):
        read_table(path)


def test_a_crs_member_is_obeyed_and_what_was_entered_is_kept(table):
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32638"}},
        "features": [feature({"type": "Point", "coordinates": [585000.0, 4428000.0]})],
    }
    read = table(collection)
    assert read.frame.geometry[1].distance(shapely.Point(45.995, 39.998)) < 0.01
    assert read.frame.at[1, "crs_entered"] == "EPSG:32638"
    assert read.frame.at[1, "position_entered"] == "POINT (585000 4428000)"
    assert read.facts["transformation"] == read.frame.at[1, "position_transformation"]


def test_the_crs_given_goes_before_the_one_in_the_file(table):
    collection = {
        "type": "FeatureCollection",
        "crs": {"type": "name", "properties": {"name": "EPSG:32639"}},
        "features": [feature({"type": "Point", "coordinates": [585000.0, 4428000.0]})],
    }
    assert table(collection, crs="EPSG:32638").frame.geometry[1].x == pytest.approx(45.995, abs=0.01)


@pytest.mark.parametrize("member", [None, {}, {"type": "link", "properties": {"href": "http://x/"}}])
def test_a_crs_member_that_names_nothing_is_asked_for(table, member):
    with pytest.raises(UsageError, match='crs="EPSG:n"'):
        table({"type": "FeatureCollection", "crs": member, "features": [feature(polygon())]})


def test_a_crs_that_does_not_exist_is_refused(table):
    with pytest.raises(UsageError):
        table([feature(polygon())], crs="EPSG:1")


def test_metres_without_a_crs_are_asked_about(table):
    with pytest.raises(UsageError, match='crs="EPSG:n"'):
        table([feature({"type": "Point", "coordinates": [585000.0, 4428000.0]})])


def test_winding_against_the_rule_is_noted_once_and_not_changed(table):
    read = table([feature(polygon(SQUARE[::-1]))] * 5)
    assert [(problem.code, problem.severity, problem.row) for problem in read.problems] == [
        ("ring_direction", "note", None)
    ]
    assert np.array_equal(shapely.get_coordinates(read.frame.geometry[1]), SQUARE[::-1])


def test_the_file_can_be_in_another_encoding(tmp_path):
    path = tmp_path / "zones.geojson"
    path.write_bytes(json.dumps(feature(polygon(), name="Шуша"), ensure_ascii=False).encode("cp1251"))
    with pytest.raises(SourceError, match="not UTF-8"):
        read_table(path)
    assert read_table(path, ReadOptions(encoding="cp1251")).frame.at[1, "name"] == "Шуша"


def test_an_option_that_means_nothing_for_the_file_is_refused(table):
    for option in ({"sheet": "May"}, {"delimiter": ";"}, {"closed_tracks": True}):
        with pytest.raises(UsageError, match="cannot be used here"):
            table([feature(polygon())], **option)


def test_a_vrt_called_geojson_is_unsafe(table):
    with pytest.raises(UnsafeSource):
        table('<OGRVRTDataSource><OGRVRTLayer name="x"/></OGRVRTDataSource>')


def test_every_point_of_colombia_is_read(shared_data):
    files = sorted((shared_data / "colombia_mines").glob("*.json"))
    tables = [read_table(file) for file in files]
    assert len(files) == 30
    assert sum(len(read.frame) for read in tables) == 36_527
    assert all(read.frame.geometry.notna().all() for read in tables)
    assert {problem.severity for read in tables for problem in read.problems} <= {"note"}
