"""A GeoPackage gives back what was written into it: kinds, titles, lists, partial dates, nulls, any letters."""

import sqlite3
from contextlib import closing

import geopandas as gpd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from test_records_properties import HAZARD, RELEASE, same

import geo
from geo.cli import main
from geo.errors import SourceError, UsageError
from geo.records import Layer
from geo.records.properties import from_properties, to_properties
from geo.sources import layers_of
from geo.store.training import FOLDERS

SCRIPTS = "Ağdam · Шуша · آغدام · Սյունիք · ខ្មែរ"
ODD = {
    "id": "a", "name": SCRIPTS, "ordnance": "AP_mine; UXO", "reported_on": "2021-05", "information_on": "2021",
    "area_reported_m2": 0.1 + 0.2, SCRIPTS: "letters in a heading", "null": None, "large": 2**70, "whole": 2**62 + 1,
    "mixed": 1, "yes": True, "nested": '{"a":[1,null]}', "empty": "", "Note": "x", "note": "y", "fid": "z",
    "geom": "w", "geometry": "v", "nul": "a\0b", "half": "\ud800", "fictitious": "mine",
}  # fmt: skip
OTHER = {"id": "b", "mixed": "1", "null": "stated", "whole": None, "yes": None, "odd": False}


def layer(records, kind="hazards", name="fields", title="Fields", shapes=None):
    return Layer(name, kind, from_properties(records, shapes or [None] * len(records), kind), title)


def written(tmp_path, *layers, **stated):
    geo.export(list(layers), tmp_path / "out.gpkg", **stated)
    return tmp_path / "out.gpkg"


def changed(path, *statements):
    with closing(sqlite3.connect(path)) as database, database:
        for function in ("ST_IsEmpty", "ST_MinX", "ST_MaxX", "ST_MinY", "ST_MaxY"):  # its triggers name them
            database.create_function(function, 1, lambda _: 1)
        for statement in statements:
            database.execute(statement)
    return path


def without_ids(path, name):
    """A record of a layer that QGIS would write: with a row, and with nothing that Zonemark gives."""
    columns = {"id": [None], "ordnance": ["AP_mine; UXO"]}  # all of them: pyogrio 0.12.0 goes by their order
    one = gpd.GeoDataFrame(columns, geometry=[shapely.Point(46, 40)], crs=4326)
    one.to_file(path, layer=name, mode="a")


@pytest.fixture(scope="module")
def training():
    return geo.Project(next(folder for folder in FOLDERS if (folder / "zonemark.toml").is_file()))


def test_a_project_comes_back_to_the_letter(training, tmp_path):
    path = tmp_path / "all.gpkg"
    geo.export(training, path)
    assert main(["new", str(tmp_path / "again"), "--fictitious"]) == 0
    assert main(["add", str(tmp_path / "again"), str(path)]) in (0, 4)
    for layer in training.layer_names:
        before, after = (
            one.path / "layers" / f"{layer}.geojson" for one in (training, geo.Project(tmp_path / "again"))
        )
        assert after.read_bytes() == before.read_bytes()
    assert len(training.layer_names) == 9


def test_plain_to_file_and_read_file_lose_what_a_table_cannot_hold(training, tmp_path):
    hazards = training.layer("hazards").frame
    hazards.reset_index(drop=True).to_file(tmp_path / "plain.gpkg", layer="hazards")
    back = gpd.read_file(tmp_path / "plain.gpkg")
    assert back["ordnance"].tolist() != hazards["ordnance"].tolist()
    assert layers_of(tmp_path / "plain.gpkg") is None


def test_odd_values_and_names_come_back(tmp_path):
    given_ = layer([ODD, OTHER], title=SCRIPTS, shapes=[shapely.Point(46, 40, 5.5), None])
    back = geo.read(written(tmp_path, given_))
    assert (back.kind, back.facts["layer"]) == ("hazards", SCRIPTS)
    assert all(map(same, to_properties(back.frame), to_properties(given_.frame)))
    assert shapely.to_wkb(back.frame.geometry[1]) == shapely.to_wkb(given_.frame.geometry.iloc[0])


def any_records_come_back(records, kind, through):
    """Draw lists of records of a kind: `through`, which writes a layer and reads its frame, gives each back."""

    @settings(max_examples=examples(8))
    @given(st.lists(records, min_size=1, max_size=4))
    def come_back(properties):
        numbered = [{**one, "id": f"{number} {one['id']}"} for number, one in enumerate(properties)]
        given_ = layer(numbered, kind)
        assert to_properties(through(given_)) == to_properties(given_.frame)

    come_back()


ANY_RECORDS = pytest.mark.parametrize(("records", "kind"), [(HAZARD, "hazards"), (RELEASE, "releases")])


@ANY_RECORDS
def test_any_records_come_back(records, kind, tmp_path_factory):
    folder = tmp_path_factory.mktemp("any")

    def through(given_):
        (back,) = layers_of(written(folder, given_)).values()
        return back.frame

    any_records_come_back(records, kind, through)


def test_two_layers_of_one_title_stay_two(tmp_path):
    path = written(tmp_path, layer([{"id": "a"}]), layer([{"id": "b"}], name="more"))
    assert list(layers_of(path)) == ["Fields", "Fields (2)"]
    with pytest.raises(UsageError, match="holds 2 layers"):
        geo.read(path)
    assert geo.read(path, sheet="more").frame["id"].tolist() == ["b"]


def test_what_was_edited_elsewhere_holds(tmp_path):
    path = written(tmp_path, layer([ODD, OTHER]))
    changed(path, "UPDATE fields SET mixed = 'edited', [null] = 'edited' WHERE id = 'a'")
    first, second = to_properties(geo.read(path).frame)
    assert (first["mixed"], first["null"], second["mixed"]) == ("edited", "edited", "1")


def test_a_record_that_was_drawn_elsewhere_gets_an_id_and_keeps_its_layer(tmp_path):
    path = written(tmp_path, layer([{"id": "a", "ordnance": "UXO"}]))
    without_ids(path, "fields")
    back = geo.read(path)
    assert (back.kind, len(back.frame), back.frame["id"].is_unique) == ("hazards", 2, True)
    assert back.frame["ordnance"].tolist() == [("UXO",), ("AP_mine", "UXO")]


def test_a_table_of_somebody_else_in_our_file_is_a_layer_of_its_own(tmp_path):
    path = written(tmp_path, layer([{"id": "a"}]))
    gpd.GeoDataFrame({"Name": ["B"]}, geometry=[shapely.Point(46, 40)], crs=4326).to_file(path, layer="villages")
    assert [(title, one.rows) for title, one in layers_of(path).items()] == [("Fields", 1), ("villages", 1)]


def test_what_a_newer_zonemark_wrote_is_refused(tmp_path):
    path = written(tmp_path, layer([{"id": "a"}]))
    changed(path, """UPDATE gpkg_metadata SET metadata = replace(metadata, '"format": 1', '"format": 2')""")
    with pytest.raises(SourceError, match="newer Zonemark"):
        geo.read(path)


@pytest.mark.parametrize("text", ["", "[", "{}", '{"format": 1}', '{"format": 1, "kind": [], "title": 1}', "[" * 9999])
def test_a_table_whose_description_is_damaged_is_read_as_any_other(tmp_path, text):
    path = written(tmp_path, layer([{"id": "a", "name": "Ağdam"}]))
    changed(path, f"UPDATE gpkg_metadata SET metadata = '{text}'")
    assert geo.read(path, kind="hazards").frame["name"].tolist() == ["Ağdam"]


def test_columns_say_what_they_mean_to_other_programs(tmp_path):
    path = written(tmp_path, layer([{"id": "a", "area_type": "SHA", "own": "x"}]))
    with closing(sqlite3.connect(path)) as database:
        meanings = dict(database.execute("SELECT column_name, description FROM gpkg_data_columns").fetchall())
    assert "own" not in meanings and meanings["area_type"]


def test_fictitious_records_stay_fictitious(tmp_path):
    frame = geo.read(written(tmp_path, layer([{"id": "a"}]), fictitious=True)).frame
    assert "fictitious" not in frame and Layer("again", "hazards", frame).imprint.fictitious


def test_a_source_that_is_a_geopackage_is_brought_up_to_date(tmp_path):
    project = geo.Project.create(tmp_path / "valley")
    project.add(written(tmp_path, layer([{"id": "a"}, {"id": "b"}, {"id": "c"}])))
    change = project.add(written(tmp_path, layer([{"id": "a"}, {"id": "b", "name": "new"}])))
    assert (change.unchanged, change.changed, change.vanished) == (1, 1, 1)


def test_words_that_mean_nothing_for_records_are_refused(tmp_path):
    path = written(tmp_path, layer([{"id": "a", "x": "1"}]))
    for stated in ({"fields": {"x": "name"}}, {"swap": True}, {"crs": "EPSG:32638"}, {"kind": "places"}):
        with pytest.raises(UsageError):
            geo.read(path, **stated)
