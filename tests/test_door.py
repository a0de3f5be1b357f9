"""Every public function takes what people hold, and says the same of the same records whichever way they come."""

import inspect
from pathlib import Path

import geopandas
import pandas
import pytest
from shapely import Point, box
from store_helpers import reading

import geo
from geo.errors import UsageError

TABLE = "id,Estado,Latitud,Longitud,Fecha\nA,Abierto,40.05,46.93,5 mayo 2024\nB,opne,95.2,46.94,2024-05-06\n"


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path, survey):
    made = geo.Project.create(tmp_path / "valley")
    made.add(geo.read(survey), layer="survey")
    return made


def plain(survey):
    """The table as somebody holds it in a notebook."""
    return pandas.read_csv(survey, dtype=str)


WAYS = {
    "path": lambda survey, project: survey,
    "text": lambda survey, project: str(survey),
    "reading": lambda survey, project: geo.read(survey),
    "frame": lambda survey, project: plain(survey),
    "layer": lambda survey, project: project.layer("survey"),
    "project": lambda survey, project: project,
    "folder": lambda survey, project: project.path,
    "list": lambda survey, project: [survey],
    "mapping": lambda survey, project: {"survey": survey},
}
every_way = pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)


@every_way
def test_a_map_is_drawn_of_what_people_hold(way, survey, project):
    assert geo.draw(way(survey, project)).counts() == {"recorded": 2, "drawn": 1, "missing": 1}


@every_way
def test_what_people_hold_is_checked(way, survey, project):
    assert "field_missing" in {problem.code for problem in geo.check(way(survey, project))}


@every_way
def test_what_people_hold_is_exported(way, survey, project, tmp_path):
    geo.export(way(survey, project), tmp_path / "out.csv")
    assert "2024-05-05" in (tmp_path / "out.csv").read_text("utf-8-sig")


@every_way
def test_the_land_of_what_people_hold_is_added_up(way, survey, project):
    sums, _ = geo.areas(way(survey, project), by="status")
    assert sums.loc[sums["status"] == "all", "hazards"].item() == 2


@pytest.mark.parametrize("way", ["path", "frame"])
def test_a_kind_and_values_are_heard_of_what_is_read_on_the_way(way, survey, project):
    records = WAYS[way](survey, project)
    assert geo.draw(records, kind="places").layers[0].kind == "places"
    of_status = [one for one in geo.check(records) if one.field == "status" and "opne" in one.what]
    assert of_status and not set(of_status) & set(geo.check(records, values={"status": ["opne"]}))


def test_an_export_refuses_what_a_file_has_no_room_for(survey, tmp_path):
    with pytest.raises(UsageError, match="no option 'hotline' of an export"):
        geo.export(survey, tmp_path / "out.csv", hotline="102")
    assert "hotline" not in inspect.signature(geo.export).parameters


OF_ONE = ("path", "text", "reading", "frame", "layer")


@every_way
def test_what_people_hold_is_read(way, survey, project):
    found = geo.read(way(survey, project))
    is_one = way in [WAYS[name] for name in OF_ONE]
    (one,) = [found] if is_one else found
    assert isinstance(one, geo.Reading) and one.kind == "hazards"
    assert one.frame["id"].tolist() == ["A", "B"] and one.frame.geometry.notna().tolist() == [True, False]


def test_several_are_read_in_their_order_as_the_options_say(survey, project):
    found = geo.read([survey, {"May": survey, "June": plain(survey)}, project], fields={"Estado": "-"})
    assert [one.source for one in found] == ["survey.csv", "May", "June", "survey"]
    assert [one.frame["status"].isna().all() for one in found] == [True, True, True, False]


@pytest.mark.parametrize("nothing", [42, None, [None], {"Zones": 1.5}])
@pytest.mark.parametrize("function", [geo.check, geo.draw, geo.areas, geo.read])
def test_what_holds_no_records_is_refused_by_all_in_the_same_words(function, nothing):
    with pytest.raises(UsageError, match="holds"):
        function(nothing)


def test_a_frame_and_a_file_are_understood_alike(survey):
    frame, file = geo.read(plain(survey)), geo.read(survey)
    columns = ["id", "status", "reported_on", "geometry"]
    assert frame.frame[columns].values.tolist() == file.frame[columns].values.tolist()
    assert frame.fields == file.fields
    assert [problem.code for problem in frame.problems] == [problem.code for problem in file.problems]


def test_a_check_of_a_path_tells_what_reading_it_found(survey):
    said = [*geo.read(survey).problems, *geo.check(geo.read(survey))]
    assert {str(one) for one in geo.check(survey)} == {str(one) for one in said}


def test_a_check_of_a_frame_tells_what_recognising_it_found(survey):
    assert {one.code for one in geo.check(survey)} == {one.code for one in geo.check(plain(survey))}


def test_a_check_of_a_reading_does_not_repeat_what_reading_found(survey):
    found = geo.read(survey)
    assert found.problems and not {str(one) for one in found.problems} & {str(one) for one in geo.check(found)}


def test_a_map_knows_what_was_wrong_with_its_records(survey):
    assert [one.code for one in geo.draw(plain(survey)).problems] == [one.code for one in geo.read(survey).problems]


@pytest.mark.parametrize("kind", geo.records.KINDS)
def test_the_kind_of_a_frame_of_records_is_found_by_all(kind):
    frame = geopandas.GeoDataFrame({name: ["x"] for name in geo.records.KINDS[kind].names}, geometry=[None], crs=4326)
    assert geo.maps.ZoneLayer(frame).layer.kind == geo.draw(frame).layers[0].kind == geo.read(frame).kind == kind


def test_records_of_a_project_come_back_as_they_are():
    for layer in geo.Project(Path(__file__).parent.parent / "data" / "training").layers():
        again = geo.read(pandas.DataFrame(layer.frame).set_index(pandas.RangeIndex(len(layer.frame))), kind=layer.kind)
        assert [problem for problem in again.problems if problem.severity == "error"] == []
        assert again.frame["id"].tolist() == layer.frame["id"].tolist()


def test_a_frame_with_degrees_declared_as_metres_is_placed_nowhere():
    frame = geopandas.GeoDataFrame({"id": ["A"]}, geometry=[Point(46.93, 40.39)], crs="EPSG:32638")
    drawn = geo.draw(frame, kind="hazards")
    assert drawn.counts() == {"recorded": 1, "drawn": 0, "missing": 1}
    assert drawn.problems and drawn.problems[0].severity == "error"


def test_a_frame_without_a_reference_system_is_refused_and_can_be_given_one():
    frame = geopandas.GeoDataFrame({"id": ["A"]}, geometry=[Point(663508, 4472479)])
    with pytest.raises(UsageError, match="no coordinate reference system"):
        geo.read(frame)
    assert round(geo.read(frame, crs="EPSG:32638").frame.geometry[0].x, 2) == 46.93


def test_the_frame_is_left_as_it_was(survey):
    frame = plain(survey)
    before = frame.copy(deep=True)
    geo.draw(frame), geo.check(frame), geo.read(frame)
    pandas.testing.assert_frame_equal(frame, before)


ARGUMENTS = {
    "kind": "places",
    "fields": {"Estado": "-"},
    "keep_personal": True,
    "values": {"status": ["opne"]},
    "headings": ["a", "b", "c", "d", "e"],
    "delimiter": ";",
    "encoding": "utf-16-le",
}


@pytest.mark.parametrize("name", ARGUMENTS)
def test_every_option_of_reading_changes_the_answer(name, tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(TABLE.replace("Fecha", "Telefono").replace("5 mayo 2024", "Şuşa"), encoding="utf-8")

    def answer(**stated):
        try:
            found = geo.read(path, **stated)
        except geo.ZonemarkError as error:
            return str(error)
        return found.frame.to_csv(), list(map(str, found.problems)), found.kind

    assert answer() != answer(**{name: ARGUMENTS[name]})
    assert answer(**{name: ARGUMENTS[name]}) == answer(options=geo.ReadOptions(**{name: ARGUMENTS[name]}))


def test_a_misspelt_option_is_named(survey):
    with pytest.raises(UsageError, match="Did you mean fields"):
        geo.read(survey, field={"Estado": "status"})


def test_a_reading_introduces_itself_in_a_sentence(survey):
    assert repr(geo.read(survey)).startswith("<survey.csv: 2 hazards, 1 with a position, 1 without; ")
    assert len(repr(geo.read(survey))) < 160


def test_the_public_names_are_these_and_no_others():
    names = "Comparison HazardMap Imprint Layer MapFile Problem Project ReadOptions Reading ZoneLayer ZonemarkError"
    functions = "areas check diff draw edition export merge open_map parse_position read traverse"
    assert dir(geo) == [*names.split(), *functions.split()] == geo.__all__


@pytest.mark.parametrize("name", geo.__all__)
def test_every_public_name_is_there_and_explains_itself(name):
    assert getattr(geo, name).__doc__


def test_help_names_every_option_that_a_function_takes():
    assert {"title", "hotline", "fictitious", "made_on"} <= set(inspect.signature(geo.draw).parameters)
    assert {"crs", "fields", "sheet", "headings"} <= set(inspect.signature(geo.read).parameters)


def test_a_path_is_added_to_a_project_as_the_project_remembers(project, tmp_path):
    path = tmp_path / "june-1.csv"
    path.write_text("nr,x,y\n1,663508,4472479\n", encoding="utf-8")
    first = project.add(path, crs="EPSG:32638", fields={"nr": "id", "x": "easting", "y": "northing"})
    again = tmp_path / "june-2.csv"
    again.write_text("nr,x,y\n2,663508,4472479\n", encoding="utf-8")
    assert (first.layer, project.add(again).layer) == ("june", "june")
    assert project.layer("june").frame.geometry.notna().all()


def test_a_frame_is_added_to_a_project(project, survey):
    change = project.add(plain(survey).assign(id=["C", "D"]), layer="More")
    assert (change.layer, change.added) == ("more", 2)
    assert project.layer("more").frame["status"].tolist()[0] == "open"


def test_several_files_of_a_list_are_one_change(project, tmp_path, survey):
    other = tmp_path / "other.csv"
    other.write_text(TABLE.replace("A,", "E,").replace("B,", "F,"), encoding="utf-8")
    assert project.add([other, geo.read(survey)], layer="Both", yes=True).added == 4


def test_a_map_begins_where_folium_would_let_it(tmp_path):
    drawn = geo.HazardMap([39.9, 46.7], zoom_start=9)
    assert drawn.location == [39.9, 46.7] and drawn.options["zoom"] == 9


@pytest.mark.parametrize(("title", "name"), [("My Layer", "my-layer"), ("../../etc", "etc"), ("***", "layer")])
def test_the_name_of_a_layer_is_safe_whatever_its_title(title, name, survey, tmp_path):
    (drawn,) = geo.draw({title: plain(survey)}).layers
    assert (drawn.name, drawn.title) == (name, title)
    assert geo.Layer(title, "hazards", geo.read(survey).frame).name == name
    geo.export({title: plain(survey), "Other": plain(survey)}, tmp_path / "out.csv")
    assert (tmp_path / f"out-{name}.csv").exists()


def test_zones_of_a_frame_and_of_a_mapping_keep_their_titles():
    square = geopandas.GeoDataFrame({"id": ["A"], "type": ["SHA"]}, geometry=[box(46, 39, 46.1, 39.1)], crs=4326)
    drawn = geo.draw({"Reported": square, "Confirmed": square})
    assert [layer.title for layer in drawn.layers] == ["Reported", "Confirmed"]
    assert drawn.layers[0].frame["area_type"].tolist() == ["SHA"]


def test_adding_by_hand_is_as_before(project):
    assert project.add(reading({"id": "Z", "at": (46.9, 40.1)}), layer="Hand").added == 1


def test_what_lies_among_the_layers_and_is_none_is_told_by_every_way_out_of_a_project(project, tmp_path):
    (project.path / "layers" / "survey (1).geojson").write_bytes((project.path / "layers/survey.geojson").read_bytes())
    told = geo.Project(project.path).problems
    assert told
    for found in (
        geo.check(project.path),
        geo.draw(project.path).problems,
        geo.export(project.path, tmp_path / "o.kml"),
    ):
        assert set(told) <= set(found) and len(set(found)) == len(found)
