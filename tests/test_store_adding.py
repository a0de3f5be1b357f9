"""Re-adding a source updates: what is new, what differs, what is gone and what came back is counted and kept."""

import json
from datetime import date

import pyogrio
import pytest
from shapely import Point
from store_helpers import reading

from geo.errors import NeedsYes, UsageError
from geo.store import Project

DAY = date(2026, 5, 1)


@pytest.fixture
def project(tmp_path):
    return Project.create(tmp_path / "valley")


def test_records_come_back_as_they_were_added(project):
    given = reading({"id": "a", "ordnance": ("UXO", "AP_mine"), "area_reported_m2": 1200.5, "at": (1 / 3, 39.1)})
    project.add(given)
    record = project.layer("survey").frame.loc["a"]
    assert (record.ordnance, record.area_reported_m2) == (("UXO", "AP_mine"), 1200.5)
    assert record.geometry == Point(1 / 3, 39.1)


def test_a_second_addition_of_the_same_source_changes_nothing(project):
    given = reading({"id": "a", "at": (48, 39)}, {"id": "b"})
    project.add(given)
    before = (project.path / "layers/survey.geojson").read_bytes()
    change = project.add(given)
    assert (change.added, change.unchanged, change.version) == (0, 2, "")
    assert (project.path / "layers/survey.geojson").read_bytes() == before


def test_what_is_new_and_what_differs_is_counted(project):
    project.add(reading({"id": "a", "name": "old"}, {"id": "b"}))
    change = project.add(reading({"id": "a", "name": "new"}, {"id": "b"}, {"id": "c"}))
    assert (change.added, change.changed, change.unchanged, change.vanished) == (1, 1, 1, 0)


def test_a_record_that_vanished_is_kept_and_marked(project):
    project.add(reading({"id": "a"}, {"id": "b", "at": (48, 39)}))
    change = project.add(reading({"id": "a"}), today=DAY)
    assert (change.vanished, change.missing) == (1, 1)
    assert project.layer("survey").frame.loc["b", "missing_since"] == "2026-05-01"


def test_a_vanished_record_keeps_the_day_on_which_that_was_first_seen(project):
    project.add(reading({"id": "a"}, {"id": "b"}))
    project.add(reading({"id": "a"}), today=DAY)
    change = project.add(reading({"id": "a"}), today=date(2027, 1, 1))
    assert (change.vanished, change.missing, change.version) == (0, 1, "")


def test_a_record_that_comes_back_is_no_longer_marked(project):
    both = reading({"id": "a"}, {"id": "b"})
    project.add(both)
    project.add(reading({"id": "a"}))
    assert project.add(both).returned == 1
    assert "missing_since" not in project.layer("survey").frame


def test_missing_records_are_removed_only_when_asked(project):
    project.add(reading({"id": "a"}, {"id": "b"}))
    assert project.add(reading({"id": "a"}), remove_missing=True).removed == 1
    assert list(project.layer("survey").frame.index) == ["a"]


def test_a_dry_run_counts_and_writes_nothing(project):
    assert project.add(reading({"id": "a"}), dry_run=True).added == 1
    assert project.layers() == []


def test_a_record_that_only_moved_to_another_row_is_unchanged(project):
    project.add(reading({"id": "a", "row": 2}))
    assert project.add(reading({"id": "a", "row": 9})).unchanged == 1
    assert project.layer("survey").frame.loc["a", "source_row"] == 9


def test_an_id_of_another_source_is_qualified_and_it_is_said(project):
    project.add(reading({"id": "1", "name": "north"}, source="north.csv"), layer="all")
    change = project.add(reading({"id": "1", "name": "south"}, source="south.csv"), layer="all", yes=True)
    assert [problem.code for problem in change.problems] == ["stands_already", "id_of_another_source"]
    assert list(project.layer("all").frame["name"]) == ["north", "south"]
    assert project.add(reading({"id": "1", "name": "south"}, source="south.csv"), layer="all").unchanged == 1


def test_an_id_that_a_source_has_twice_loses_no_record(project):
    change = project.add(reading({"id": "a"}, {"id": "a"}))
    assert (change.added, [problem.row for problem in change.problems]) == (2, [3])
    assert list(project.layer("survey").frame.index) == ["a", "a-2"]


def test_an_emptied_cell_empties_the_field(project):
    project.add(reading({"id": "a", "name": "x", "note": "y"}))
    change = project.add(reading({"id": "a", "name": None, "note": None}, fields={"Name": "name"}))
    assert change.changed == 1
    assert project.layer("survey").frame.loc["a", ["name", "note"]].isna().all()


def test_what_people_added_in_another_program_survives_an_update(project):
    project.add(reading({"id": "a", "name": "x"}))
    path = project.path / "layers/survey.geojson"
    layer = json.loads(path.read_text(encoding="utf-8"))
    layer["features"][0]["properties"] |= {"seen_by": "Aysel", "priority": "high"}
    layer["features"][0] |= {"geometry": {"type": "Point", "coordinates": [48, 39]}, "note": {"kept": True}}
    path.write_text(json.dumps(layer), encoding="utf-8")
    project.add(reading({"id": "a", "name": "y"}), yes=True)
    kept = json.loads(path.read_text(encoding="utf-8"))["features"][0]
    assert kept["properties"]["seen_by"] == "Aysel"
    assert kept["properties"]["priority"] == "high"
    assert (kept["geometry"]["coordinates"], kept["note"]) == ([48, 39], {"kept": True})


def test_columns_that_have_the_names_of_our_bookkeeping_are_put_aside(project):
    project.add(reading({"id": "a", "source_file": "theirs"}))
    record = project.layer("survey").frame.loc["a"]
    assert (record.source_file, record.source_file_entered) == ("survey.csv", "theirs")


def test_a_position_that_is_no_number_is_kept_as_text(project):
    change = project.add(reading({"id": "a", "at": (48, float("inf"))}))
    record = project.layer("survey").frame.loc["a"]
    assert record.geometry is None and "inf" in record.position_entered.lower()
    assert [problem.code for problem in change.problems] == ["position_not_finite"]


def test_two_sources_of_one_name_are_refused(project):
    with pytest.raises(UsageError, match="would take the place"):
        project.add([reading({"id": "a"}), reading({"id": "b"})])


def test_a_layer_takes_records_of_one_kind(project):
    project.add(reading({"id": "a"}), layer="all")
    with pytest.raises(UsageError, match="holds hazards"):
        project.add(reading({"id": "b"}, kind="accidents", source="b.csv"), layer="all")


def test_several_sources_become_one_change(project):
    change = project.add([reading({"id": "a"}, source="1.csv"), reading({"id": "b"}, source="2.csv")], layer="all")
    assert change.added == 2
    assert len(project.versions()) == 1


def test_nothing_to_add_is_an_error(project):
    with pytest.raises(UsageError, match="nothing to add"):
        project.add([])


def test_records_without_a_position_stay(project):
    project.add(reading({"id": "a"}, {"id": "b"}))
    assert project.layer("survey").frame.geometry.isna().all()


def test_a_layer_can_be_asked_for_by_its_title(project):
    project.add(reading({"id": "a"}), layer="Минные поля, север")
    assert project.layer("Минные поля, север").name == "минные-поля-север"


def test_a_title_cannot_lead_out_of_the_folder(project):
    project.add(reading({"id": "a"}), layer="../../evil")
    assert [path.name for path in (project.path / "layers").iterdir()] == ["evil.geojson"]


def test_a_height_that_is_no_number_costs_no_position(project):
    from shapely import from_wkt

    given = reading({"id": "a", "at": (48, 39)})
    given.frame.geometry = [from_wkt("POINT Z (48 39 NaN)")]
    assert project.add(given).problems == []
    assert project.layer("survey").frame.geometry["a"] == Point(48, 39)


def test_a_layer_that_another_program_wrote_again_changes_nothing(project):
    given = reading({"id": "a", "name": "x", "at": (48.5, 39.25)}, {"id": "b"})
    project.add(given)
    path = project.path / "layers/survey.geojson"
    pyogrio.write_dataframe(pyogrio.read_dataframe(path), path, driver="GeoJSON")
    assert '"name": null' in path.read_text(encoding="utf-8")
    change = project.add(given)
    assert (change.unchanged, change.returned, change.version) == (2, 0, "")


def test_a_newer_version_of_a_source_under_another_name_is_noticed(project):
    april = [{"id": "H1", "at": (48, 39)}, {"id": "H2", "at": (48, 40)}]
    project.add(reading(*april, source="april.csv"), layer="april")
    other = project.add(reading({"id": "K1"}, source="other.csv"), layer="other")
    may = reading(april[0], {"id": "H3"}, source="may.csv")
    assert other.doubts == []
    with pytest.raises(NeedsYes, match="1 of the 2 ids of may.csv stands in the layer 'april' already, from april.csv"):
        project.add(may, layer="may")
    assert [problem.code for problem in project.add(may, layer="may", yes=True).problems] == ["stands_already"]


def test_a_new_source_that_shares_few_numbers_is_a_source_of_its_own(project):
    project.add(reading({"id": "H1"}, source="april.csv"), layer="april")
    change = project.add(reading({"id": "H1"}, {"id": "K2"}, {"id": "K3"}, source="may.csv"), layer="may")
    assert change.doubts == []
