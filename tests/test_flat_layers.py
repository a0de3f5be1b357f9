"""Layers open in other programs as they are: no property holds a list or anything nested."""

import json
from pathlib import Path

import folium
import geopandas
import pyogrio
import pytest

import geo
from geo.exports import export
from geo.geojson import collection
from geo.records import from_properties, to_properties
from geo.records.layer import Layer
from geo.store.layer_file import read_layer

DATA = Path(__file__).parent.parent / "data"
LAYERS = sorted(DATA.glob("*/layers/*.geojson"))
NESTED = {"id": "a", "ordnance": ["UXO", "AXO"], "seen": {"by": ["x", None]}, "tags": ["p", "q"]}


def nested_properties(path):
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        name for feature in features for name, value in feature["properties"].items() if isinstance(value, (list, dict))
    }


def lists_for_gdal(path):
    info = pyogrio.read_info(path)
    types = zip(info["fields"], info["ogr_types"], info["ogr_subtypes"], strict=True)
    return {name for name, type_, subtype in types if "List" in type_ or subtype == "OFSTJSON"}


@pytest.fixture
def of_format_1(tmp_path):
    path = tmp_path / "layers.geojson"
    feature = {
        "type": "Feature",
        "id": "a",
        "properties": NESTED,
        "geometry": {"type": "Point", "coordinates": [48, 39]},
    }
    path.write_bytes(collection([feature], {"zonemark": {"format": 1, "kind": "hazards", "title": "Old"}}))
    return path


def test_a_layer_of_the_first_format_is_seen_to_be_nested(of_format_1):
    assert nested_properties(of_format_1) == {"ordnance", "seen", "tags"}
    assert lists_for_gdal(of_format_1) == {"ordnance", "seen", "tags"}


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.stem)
def test_an_example_layer_is_flat_and_plain_folium_draws_it(path):
    assert not nested_properties(path)
    frame = geopandas.read_file(path, datetime_as_string=True)
    if isinstance(frame, geopandas.GeoDataFrame) and frame.geometry.notna().any():
        page = folium.Map()
        folium.GeoJson(frame[frame.geometry.notna()]).add_to(page)
        assert str(frame["id"][frame.geometry.notna()].iloc[0]) in page.get_root().render()


def test_plain_folium_does_not_draw_a_layer_of_the_first_format(of_format_1):
    with pytest.raises(TypeError, match="not JSON serializable"):
        folium.GeoJson(geopandas.read_file(of_format_1))


@pytest.mark.parametrize("path", LAYERS, ids=lambda path: path.stem)
def test_a_layer_with_fields_of_one_text_type_takes_every_feature_as_qgis_fills_one(path, tmp_path):
    """QGIS's memory layers have text, numbers and dates; GDAL names the fields that they would refuse."""
    assert not lists_for_gdal(path)
    frame = pyogrio.read_dataframe(path, datetime_as_string=True)
    pyogrio.write_dataframe(frame, tmp_path / "copy.gpkg", driver="GPKG")
    copy = pyogrio.read_dataframe(tmp_path / "copy.gpkg", datetime_as_string=True)
    assert len(copy) == len(json.loads(path.read_text(encoding="utf-8"))["features"])
    if "ordnance" in frame:
        assert copy["ordnance"].tolist() == frame["ordnance"].tolist()


@pytest.mark.parametrize("project", ["azerbaijan", "training"])
def test_an_export_of_an_example_is_flat_and_says_the_same(project, tmp_path):
    for layer in geo.Project(DATA / project).layers():
        path = tmp_path / f"{layer.name}.geojson"
        export(layer, path)
        assert not nested_properties(path) and not lists_for_gdal(path)
        again = geo.read(path, kind=layer.kind).frame
        for field in {"ordnance", "blocks", "devices_found", "direct_evidence"} & set(layer.frame.columns):
            assert [value for value in again[field] if value == value] == [
                value for value in layer.frame[field] if value == value
            ]


def test_a_layer_of_the_first_format_is_read_as_before_and_brought_over_when_written(of_format_1):
    layer = read_layer(of_format_1.read_bytes(), where="old")
    frame = layer.to_frame()
    assert (frame.at["a", "ordnance"], frame.at["a", "tags"]) == (("UXO", "AXO"), "p; q")
    assert json.loads(frame.at["a", "seen"]) == NESTED["seen"]
    written = json.loads(layer.to_bytes())
    assert written["zonemark"]["format"] == 2
    assert written["features"][0]["properties"]["ordnance"] == "UXO; AXO"


@pytest.mark.parametrize("suffix", [".geojson", ".csv", ".gpkg", ".xlsx"])
def test_counts_by_ordnance_come_back_from_an_export(suffix, tmp_path):
    records = [{"id": "a", "product": "cleared", "devices_found": {"AP_mine": 30, "UXO": 2}}, {"id": "b"}]
    frame = from_properties(records, [None, None], "releases")
    path = tmp_path / f"released{suffix}"
    export(Layer("released", "releases", frame, "Released"), path)
    reading = geo.read(path, kind="releases")
    assert reading.frame["devices_found"].tolist()[0] == {"AP_mine": 30, "UXO": 2}
    if suffix != ".gpkg":  # which gives the layer itself back
        assert reading.fields["devices_found_UXO"] == "devices_found"
    assert to_properties(reading.frame)[0]["devices_found_AP_mine"] == 30


def test_counts_that_a_source_no_longer_states_do_not_stay(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    for cells in ("2,5", "3,"):
        source = tmp_path / "released.csv"
        source.write_text(f"id,product,devices_found_UXO,devices_found_AXO\nR1,cleared,{cells}\n", encoding="utf-8")
        project.add(geo.read(source, kind="releases"))
    assert project.layer("released").frame.at["R1", "devices_found"] == {"UXO": 3}
