"""What a project states of its records stands on every map and goes into every check, whichever way they go."""

import json
from dataclasses import replace
from datetime import date

import geopandas
import pandas
import pytest
from shapely import Point
from store_helpers import reading

import geo
from geo.errors import UsageError
from geo.exports import export
from geo.maps import HazardMap, ZoneLayer
from geo.maps.catalogue import text
from geo.records.imprint import Imprint, combined

HERE = {"id": "H-1", "at": (47, 40), "status": "open", "area_type": "SHA", "source": "survey", "reported_on": "2016"}


@pytest.fixture
def project(tmp_path):
    made = geo.Project.create(
        tmp_path / "valley", title="Valley", producer="Team", hotline="102", languages=["ru", "en"], fictitious=True
    )
    made.add(reading(HERE, HERE | {"id": "H-2", "at": (47.1, 40.1)}))
    return made


WAYS = {
    "project": lambda project: project,
    "layers": lambda project: project.layers(),
    "some layers": lambda project: project.layers()[:1],
    "layer": lambda project: project.layer("survey"),
    "named layer": lambda project: {"Found in May": project.layer("survey")},
    "frame": lambda project: project.layer("survey").frame,
    "named frame": lambda project: {"Found in May": project.layer("survey").frame},
    "selected": lambda project: project.layer("survey").frame.query("status.notna()"),
    "measured": lambda project: project.layer("survey").frame.to_crs(32638).assign(more=1),
    "grouped": lambda project: dict(list(project.layer("survey").frame.groupby("area_type"))),
    "joined": lambda project: pandas.concat([project.layer("survey").frame, project.layer("survey").frame]),
    "beside another": lambda project: [project.layer("survey"), unknown()],
    "replaced": lambda project: replace(project.layer("survey"), frame=unknown()),
    "columns of one name": lambda project: project.layer("survey").frame.pipe(lambda own: own[[*own.columns, "id"]]),
}


def unknown():
    """A frame that comes from no project."""
    return geopandas.GeoDataFrame({"id": ["X"]}, geometry=[Point(47, 40)], crs=4326)


def stated(imprint):
    return imprint.title, imprint.producer, imprint.hotline, imprint.languages, imprint.fictitious


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_no_way_from_the_store_to_the_page_loses_what_the_project_states(project, way):
    assert stated(geo.draw(way(project)).imprint) == ("Valley", "Team", "102", ("ru", "en"), True)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_the_page_itself_says_it(project, way, tmp_path):
    page = geo.draw(way(project), language="en").save(tmp_path / "map.html").read_text("utf-8")
    assert text("en", "warning.fictitious_long") in page and "<bdi>102</bdi>" in page and "<h1><bdi>Valley" in page


def test_an_export_of_its_layers_says_it_too(project, tmp_path):
    export(project.layers(), tmp_path / "out.kml")
    assert "FICTITIOUS" in (tmp_path / "out.kml").read_text("utf-8")


def test_a_layer_put_on_a_map_by_hand_brings_it_along(project):
    page = HazardMap(title="May").add_child(ZoneLayer(project.layer("survey")))
    assert stated(page.imprint) == ("May", "Team", "102", ("ru", "en"), True)


def test_a_map_of_records_of_no_project_states_nothing(tmp_path):
    drawing = geo.draw(unknown())
    assert drawing.imprint.fictitious is None
    assert text("en", "warning.fictitious_long") not in drawing.save(tmp_path / "map.html").read_text("utf-8")


def test_a_project_without_a_layer_states_it_too(tmp_path):
    empty = geo.Project.create(tmp_path / "empty", title="Empty", fictitious=True)
    assert geo.draw(empty).imprint.fictitious


def test_what_is_stated_of_the_map_takes_precedence(project):
    said = geo.draw(project, title="May", hotline="112", languages=["en"]).imprint
    assert stated(said) == ("May", "Team", "112", ("en",), True)


def test_the_language_of_the_page_is_chosen_beside_those_of_the_project(project):
    assert geo.draw(project, language="en").imprint.languages == ("en", "ru")


def test_the_word_fictitious_cannot_be_taken_off(project):
    with pytest.raises(UsageError, match="fictitious where they come from"):
        geo.draw(project, fictitious=False)
    with pytest.raises(UsageError, match="fictitious where they come from"):
        geo.draw(project.layers(), fictitious=False)


def test_invented_and_real_records_do_not_stand_on_one_map(project, tmp_path):
    real = geo.Project.create(tmp_path / "real")
    real.add(reading({"id": "R-1", "at": (47, 40)}))
    with pytest.raises(UsageError, match="Fictitious records and real ones"):
        geo.draw([project, real])
    assert geo.draw([project, real], fictitious=True).imprint.fictitious


def test_the_numbers_of_two_projects_both_stand_on_their_map(project, tmp_path):
    other = geo.Project.create(tmp_path / "other", hotline="112", producer="Team", fictitious=True)
    other.add(reading({"id": "R-1", "at": (47, 40)}))
    said = geo.draw([*project.layers(), *other.layers()]).imprint
    assert (said.hotline, said.producer) == ("102 · 112", "Team")


def test_an_imprint_can_be_given_whole_and_in_parts():
    whole = Imprint(title="May", made_on=date(2024, 5, 31))
    assert geo.draw(unknown(), imprint=whole).imprint == geo.draw(unknown(), title="May", made_on="2024-05-31").imprint
    assert geo.draw(unknown(), imprint=whole, title="June").imprint.title == "June"


def test_a_misspelt_text_of_the_margin_is_named():
    with pytest.raises(UsageError, match="Did you mean hotline"):
        geo.draw(unknown(), hotlin="102")


@pytest.mark.parametrize("name", ["title", "producer", "hotline", "language", "languages", "made_on", "data_date"])
def test_each_text_fills_a_gap_and_gives_way_to_one_stated(name):
    own, other = (Imprint(**{name: text}) for text in (("a",), ("b",))) if name == "languages" else (
        Imprint(**{name: "a"}), Imprint(**{name: "b"})
    )  # fmt: skip
    assert getattr(combined(Imprint(), [other]), name) == getattr(other, name)
    assert getattr(combined(own, [other]), name) == getattr(own, name)


def test_what_a_frame_carries_along_can_be_written_as_json(project):
    assert "Valley" in json.dumps(project.layer("survey").frame.attrs)


CHECKED = {name: way for name, way in WAYS.items() if name not in ("named layer", "named frame", "measured", "grouped")}
del CHECKED["columns of one name"], CHECKED["replaced"]


@pytest.mark.parametrize("way", CHECKED.values(), ids=CHECKED)
def test_no_way_to_the_checks_loses_the_projects_extent_values_and_staleness(tmp_path, way):
    project = geo.Project.create(tmp_path / "far", extent=(10, 10, 11, 11))
    project.add(reading(HERE | {"status": "watched"}, HERE | {"id": "H-2", "status": "watched"}))
    toml = project.path / "zonemark.toml"
    toml.write_text('stale_after_years = 50\nvalues.status = ["watched"]\n' + toml.read_text("utf-8"), "utf-8")
    codes = {one.code for one in geo.check(way(geo.Project(project.path)), today=date(2026, 1, 1))}
    assert "outside_extent" in codes and not codes & {"value_outside_list", "stale"}


def test_without_a_project_the_same_records_are_judged_by_the_usual_terms():
    frame = reading(HERE | {"status": "watched"}).frame
    codes = {one.code for one in geo.check(frame, today=date(2026, 1, 1))}
    assert {"value_outside_list", "stale"} <= codes and "outside_extent" not in codes


def test_terms_that_are_stated_take_precedence(project):
    assert not any(one.code == "stale" for one in geo.check(project, today=date(2026, 1, 1), stale_after_years=50))
    assert any(one.code == "stale" for one in geo.check(project, today=date(2026, 1, 1)))
    assert any(one.code == "outside_extent" for one in geo.check(project, extent=(10, 10, 11, 11)))


def test_checking_a_project_names_what_its_files_have_wrong(project):
    file = project.path / "layers" / "survey.geojson"
    file.write_text(
        file.read_text("utf-8").replace("[47,40]", '["a","b"]').replace("[47.0,40.0]", '["a","b"]'), "utf-8"
    )
    assert "position" in {one.code for one in geo.check(geo.Project(project.path))}
