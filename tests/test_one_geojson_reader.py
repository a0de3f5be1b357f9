"""A GeoJSON file says the same whether it is read as a field file or as a layer of a project."""

import json

import pytest
import shapely

import geo
from geo.errors import SourceError, StoreError
from geo.geojson import strict_json
from geo.sources import read_table
from geo.store.layer_file import read_layer

SQUARE = "[[46.0,40.0],[46.1,40.0],[46.1,40.1],[46.0,40.1],[46.0,40.0]]"
OF_THE_SOURCE = {"ring_direction", "excess_decimals"}  # said of how a file is written, not of what it holds


def feature(properties='{"id":"a"}', geometry='{"type":"Point","coordinates":[46,40]}', more=""):
    return f'{{"type":"Feature","properties":{properties},"geometry":{geometry}{more}}}'


FAULTS = {
    "nothing": (feature(), set()),
    "a key twice": (feature('{"id":"a","area_type":"CHA","area_type":"SHA"}'), {"duplicate_key"}),
    "a key twice inside a value": (feature('{"id":"a","seen":{"by":1,"by":2}}'), {"duplicate_key"}),
    "an open ring": (feature(geometry=f'{{"type":"Polygon","coordinates":[{SQUARE[:-13]}]]}}'), {"ring_not_closed"}),
    "a value that is not a number": (feature('{"id":"a","depth":NaN}'), {"damaged_value"}),
    "a number too large": (feature('{"id":"a","depth":1e999}'), {"damaged_value"}),
    "a position that is not a number": (feature(geometry='{"type":"Point","coordinates":[46,NaN]}'), {"position"}),
    "a position that is text": (feature(geometry='{"type":"Point","coordinates":["46",40]}'), {"position"}),
    "a latitude of 95": (feature(geometry='{"type":"Point","coordinates":[46,95]}'), {"coordinate_range"}),
    "metres": (feature(geometry='{"type":"Point","coordinates":[663808,4472833]}'), {"crs_missing"}),
    "swapped axes": (feature(geometry='{"type":"Point","coordinates":[10.5,106.7]}'), {"coordinate_range"}),
    "a type in the wrong case": (feature(geometry='{"type":"point","coordinates":[46,40]}'), {"type_case"}),
    "a type of its own": (feature(geometry='{"type":"Circle","coordinates":[46,40]}'), {"geometry_type"}),
    "an empty polygon": (feature(geometry='{"type":"Polygon","coordinates":[]}'), {"empty_geometry"}),
    "no properties": ('{"type":"Feature","geometry":null}', {"missing_member"}),
    "no geometry": ('{"type":"Feature","properties":{"id":"a"}}', {"missing_member"}),
    "properties that are a list": (feature("[1]"), {"properties_type"}),
    "an id that is a list": (feature('{"name":"x"}', more=',"id":[1]'), {"feature_id"}),
    "a number for a feature": ("7", {"damaged_feature"}),
    "a text that is cut": ('{"type":"Feature" "properties":{}}', {"damaged_feature"}),
    "a bbox of three": (feature(more=',"bbox":[1,2,3]'), {"bbox"}),
    "coordinates in a feature": (feature(more=',"coordinates":[1,2]'), {"geojson_semantics"}),
}


def text_of(*features):
    return '{"type":"FeatureCollection","zonemark":{"kind":"hazards"},"features":[\n' + ",\n".join(features) + "\n]}"


@pytest.fixture
def both(tmp_path):
    """The table that a text is as a source, and the layer that it is in a project, with its frame."""

    def read(text):
        path = tmp_path / "zones.geojson"
        path.write_text(text, encoding="utf-8")
        layer = read_layer(path.read_bytes(), where="zones.geojson", title="zones.geojson")
        return read_table(path), layer, layer.to_frame()

    return read


def told(problems):
    return sorted((one.code, one.severity, one.what) for one in problems if one.code not in OF_THE_SOURCE)


@pytest.mark.parametrize(("text", "codes"), FAULTS.values(), ids=FAULTS)
def test_a_fault_gives_one_answer(both, text, codes):
    table, layer, frame = both(text_of(feature('{"id":"sound"}'), text))
    assert {problem.code for problem in layer.problems} == codes
    assert told(layer.problems) == told(table.problems)
    assert shapely.equals_exact(frame.geometry.to_numpy(), table.frame.geometry.to_numpy()).tolist() == [
        True, frame.geometry.iloc[1] is not None
    ]  # fmt: skip
    assert (frame.geometry.iloc[1] is None) == (table.frame.geometry.iloc[1] is None)
    for name in {"area_type", "depth", "feature_entered", "properties_entered", "position_entered"} & {*table.frame}:
        assert str(frame[name].iloc[1]) == str(table.frame[name].iloc[1])


def test_metres_in_a_file_that_says_it_is_in_degrees_contradict_it_in_both(both):
    crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:OGC:1.3:CRS84"}},"features"'
    table, layer, frame = both(text_of(feature('{"id":"sound"}'), FAULTS["metres"][0]).replace('"features"', crs, 1))
    assert told(layer.problems) == told(table.problems) == [("crs_conflict", "error", layer.problems[0].what)]
    assert "layer file" in layer.problems[0].remedy and layer.problems[0].option == ""
    assert frame.geometry.notna().tolist() == table.frame.geometry.notna().tolist() == [True, False]
    assert frame["position_entered"].iloc[1] == table.frame["position_entered"].iloc[1] == "POINT (663808 4472833)"


def test_a_key_twice_keeps_the_first_value_in_both(both):
    table, _, frame = both(text_of(FAULTS["a key twice"][0]))
    assert (table.frame.loc[1, "area_type"], frame.at["a", "area_type"]) == ("CHA", "CHA")


def test_an_open_ring_is_closed_and_drawn_in_both(both):
    table, _, frame = both(text_of(FAULTS["an open ring"][0]))
    assert frame.geometry.iloc[0].equals_exact(table.frame.geometry.iloc[0], 0) and frame.geometry.iloc[0].area > 0


@pytest.mark.parametrize(("text", "codes"), FAULTS.values(), ids=FAULTS)
def test_what_is_wrong_in_a_layer_is_written_again_and_nothing_of_it_is_lost(both, text, codes):
    _, layer, frame = both(text_of(feature('{"id":"0"}'), text))
    again = read_layer(layer.to_bytes(), where="zones.geojson").to_frame()
    assert len(again) == 2 and set(frame.columns) <= set(again.columns)
    for name in frame.columns.drop("geometry"):
        assert str(again[name].iloc[1]) == str(frame[name].iloc[1])


def test_members_of_other_programs_go_through_a_layer_untouched(both):
    _, layer, _ = both(text_of(feature(more=',"bbox":[46,40,46,40],"style":{"color":"red"}')))
    [kept] = json.loads(layer.to_bytes())["features"]
    assert (kept["bbox"], kept["style"]) == ([46, 40, 46, 40], {"color": "red"})


@pytest.mark.parametrize("text", ["", "[]", "7", '{"type":"FeatureCollection","fea', text_of(feature())[:-3]])
def test_what_is_no_geojson_is_refused_in_both(tmp_path, text):
    path = tmp_path / "zones.geojson"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError):
        read_table(path)
    with pytest.raises(StoreError, match="zones.geojson is damaged"):
        read_layer(path.read_bytes(), where="zones.geojson", kind="hazards")


@pytest.fixture
def large(tmp_path, monkeypatch):
    """A project whose layer, and whose export, are larger than a text may be that is read at once."""
    source = tmp_path / "survey.csv"
    rows = "".join(f"H{n},CHA,40.{n:03},48.2\n" for n in range(100))
    source.write_text(f"id,type,lat,lon\n{rows}", encoding="utf-8")
    project = geo.Project.create(tmp_path / "valley")
    project.add(geo.read(source))
    export = tmp_path / "zones.geojson"
    geo.export(project.layer("survey"), export)
    monkeypatch.setattr(strict_json, "MAX_BYTES", 4_000)
    monkeypatch.setattr("geo.geojson.documents._PIECE", 1_000)
    assert export.stat().st_size > strict_json.MAX_BYTES
    return project, export


def test_a_layer_of_any_size_that_was_written_is_read(large):
    project, _ = large
    assert len(project.layer("survey").frame) == 100


def test_an_export_of_any_size_is_read_piece_by_piece_and_is_the_same(large, monkeypatch):
    _, export = large
    pieces = read_table(export)
    monkeypatch.undo()
    whole = read_table(export)
    assert pieces.frame.equals(whole.frame) and pieces.facts == whole.facts and pieces.problems == whole.problems


def test_a_damaged_line_of_a_large_file_costs_itself_and_names_its_line(large):
    _, export = large
    lines = export.read_text(encoding="utf-8").splitlines(keepends=True)
    lines[70] = lines[70].replace('"properties"', '"properties" oh')
    export.write_text("".join(lines), encoding="utf-8")
    table = read_table(export)
    [problem] = [problem for problem in table.problems if problem.code == "damaged_feature"]
    assert len(table.frame) == 100 and problem.row == 70 and "line 71," in problem.what


def test_a_large_file_that_is_cut_off_or_laid_out_otherwise_is_refused(large):
    _, export = large
    text = export.read_text(encoding="utf-8")
    export.write_text(text[: text.rindex("\n]}")] + "\n", encoding="utf-8")
    with pytest.raises(SourceError, match="ends too early"):
        read_table(export)
    export.write_text(json.dumps(json.loads(text), indent=1), encoding="utf-8")
    with pytest.raises(SourceError, match="not one feature a line"):
        read_table(export)
