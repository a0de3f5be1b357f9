"""What stands on the disk: layers that other programs can edit, a history, and an undo that loses nothing."""

import json
import os

import pytest
from store_helpers import reading

from geo.errors import ChangedMeanwhile, NotSaved, ProjectLocked, StoreError
from geo.store import Project
from geo.store.layer_file import count_records, read_file
from geo.store.lock import writing_to

HUGE = b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"x":1e999},"geometry":null}]}'


@pytest.fixture
def project(tmp_path):
    project = Project.create(tmp_path / "valley")
    project.add(reading({"id": "b", "at": (48, 39)}, {"id": "a"}))
    return project


@pytest.fixture
def layer_file(project):
    return project.path / "layers/survey.geojson"


def test_a_layer_is_one_feature_a_line_sorted_by_id(layer_file):
    lines = layer_file.read_text(encoding="utf-8").splitlines()
    assert [json.loads(line.rstrip(","))["id"] for line in lines[1:-1]] == ["a", "b"]


def test_the_same_records_give_the_same_bytes(project, layer_file, tmp_path):
    other = Project.create(tmp_path / "other")
    other.add(reading({"id": "a", "row": 3}, {"id": "b", "at": (48, 39), "row": 2}))
    assert (other.path / "layers/survey.geojson").read_bytes() == layer_file.read_bytes()


def test_a_layer_lets_go_of_its_records_as_they_are_written(layer_file):
    kept, let_go = read_file(layer_file), read_file(layer_file)
    assert let_go.into_bytes() == kept.to_bytes() == layer_file.read_bytes()
    assert len(kept.features) == 2 and let_go.features == []


def test_records_are_counted_without_being_kept(layer_file):
    file, count = count_records(layer_file.read_bytes(), where="survey")
    assert (file.kind, file.title, count, file.features) == ("hazards", "survey", 2, [])


def test_coordinates_keep_every_digit(project, layer_file):
    project.add(reading({"id": "c", "at": (0.1 + 0.2, 1e-7)}, source="c.csv"), layer="survey")
    assert "[0.30000000000000004,1e-07]" in layer_file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "content", [b"", b'{"type": "FeatureCollection", "fea', b"[]", b"\xff\xfe\x00", b"[" * 100_000]
)
def test_a_damaged_layer_names_itself_and_the_version_before(project, layer_file, content):
    project.add(reading({"id": "a"}))
    layer_file.write_bytes(content)
    with pytest.raises(StoreError, match=r"survey\.geojson is damaged.*the version before.*undo\(.\d{8}T"):
        project.layer("survey")


def test_a_layer_that_is_gone_is_no_empty_layer(project, layer_file):
    layer_file.unlink()
    with pytest.raises(StoreError, match="is not there, and zonemark.toml lists it"):
        project.layers()


def test_a_layer_in_metres_is_refused(project, layer_file):
    layer = json.loads(layer_file.read_text(encoding="utf-8"))
    layer["crs"] = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32638"}}
    layer_file.write_text(json.dumps(layer), encoding="utf-8")
    with pytest.raises(StoreError, match="not in longitude and latitude"):
        project.layers()


def test_one_bad_geometry_costs_one_problem(project, layer_file):
    layer = json.loads(layer_file.read_text(encoding="utf-8"))
    layer["features"][1]["geometry"] = {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]}
    layer_file.write_text(json.dumps(layer), encoding="utf-8")
    assert len(project.layer("survey").frame) == 2
    assert [problem.id for problem in project.problems if problem.code != "edited_outside"] == ["b"]


def test_a_feature_drawn_elsewhere_gets_an_id(project, layer_file):
    layer = json.loads(layer_file.read_text(encoding="utf-8"))
    layer["features"].append({"type": "Feature", "properties": None, "geometry": None})
    layer["features"].append({"type": "Feature", "properties": {"id": "a"}, "geometry": None})
    layer_file.write_text(json.dumps(layer), encoding="utf-8")
    assert list(project.layer("survey").frame.index) == ["a", "b", "feature-3", "a-2"]


def test_a_layer_that_the_settings_do_not_list_is_read_all_the_same(project):
    path = project.path / "zonemark.toml"
    path.write_text(path.read_text(encoding="utf-8").split("[[layers]]")[0], encoding="utf-8")
    assert [layer.kind for layer in Project(project.path).layers()] == ["hazards"]


def test_undo_brings_the_version_before_back(project):
    project.add(reading({"id": "a", "name": "new"}, {"id": "c"}))
    assert project.undo() == ["survey"]
    assert list(project.layer("survey").frame.index) == ["a", "b"]


def test_undoing_an_undo_brings_back_what_it_took(project):
    project.add(reading({"id": "c"}, source="c.csv"), layer="survey")
    project.undo()
    project.undo()
    assert "c" in project.layer("survey").frame.index


def test_undoing_the_first_addition_leaves_no_layer(project):
    project.undo()
    assert project.layers() == []
    project.undo()
    assert len(project.layer("survey").frame) == 2


def test_several_layers_are_taken_back_at_once(project):
    project.add_to_layers({"x": [reading({"id": "c"})], "y": [reading({"id": "d"})]})
    assert project.undo() == ["x", "y"]
    assert project.layer_names == ["survey"]


def test_nothing_to_take_back_is_said(tmp_path):
    with pytest.raises(StoreError, match="no change to take back"):
        Project.create(tmp_path / "empty").undo()


def test_any_version_can_be_brought_back(project):
    project.add(reading({"id": "a"}))
    project.add(reading({"id": "a", "name": "later"}))
    oldest = project.versions()[1].path.stem
    project.undo(to=oldest)
    assert project.layer("survey").frame["name"].isna().all()


def test_a_version_that_was_changed_is_not_taken_for_what_it_was(project):
    project.add(reading({"id": "a"}))
    project.versions()[-1].path.write_text("{}", encoding="utf-8")
    with pytest.raises(StoreError, match="has been changed"):
        project.undo()


def test_a_writer_killed_before_its_layer_was_written_left_nothing_to_undo(project, layer_file):
    version = project.path / "history" / "20990101T000000.000000Z-survey-000000000000.geojson"
    project.add(reading({"id": "a", "name": "x"}))
    from geo.store.versions.history import keep

    keep(version.parent, "survey", layer_file.read_bytes(), "20990101T000000.000000Z")
    project.undo()
    assert project.layer("survey").frame["name"].isna().all()


def test_a_clock_that_was_set_back_does_not_mix_the_history(project):
    from geo.store.versions.history import keep, next_time

    keep(project.path / "history", "survey", b"{}", "20990101T000000.000000Z")
    assert next_time(project.path / "history") == "20990101T000000.000001Z"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_disk_that_refuses_means_not_saved_and_the_layer_stands(project, layer_file, monkeypatch, call):
    before = layer_file.read_bytes()

    def refuse(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(NotSaved, match=r"not saved: no space left.*Make room"):
        project.add(reading({"id": "z"}), yes=True)
    monkeypatch.undo()
    assert layer_file.read_bytes() == before
    assert not list(project.path.rglob(".zonemark-*"))


def test_a_folder_that_cannot_be_flushed_is_not_called_saved(project, monkeypatch):
    monkeypatch.setattr("geo.disk.flush_file", lambda path: None)

    def refuse(descriptor):
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(NotSaved, match="Not saved for certain"):
        project.add(reading({"id": "z"}), yes=True)


def test_what_a_killed_writer_left_is_cleared_away(project):
    leftover = project.path / "layers" / ".zonemark-1-abc.geojson"
    leftover.write_text("half", encoding="utf-8")
    project.add(reading({"id": "z"}), yes=True)
    assert not leftover.exists()


def test_a_locked_project_names_who_holds_it(project):
    waiting = Project(project.path, wait_s=0.05)
    with writing_to(project.path, 1), pytest.raises(ProjectLocked, match=rf"process {os.getpid()} on .* since 20"):
        waiting.add(reading({"id": "z"}))


def test_a_lock_file_that_a_killed_writer_left_locks_nothing(project):
    (project.path / ".lock-holder").write_text('{"process": 1, "host": "x", "since": "2020"}', encoding="utf-8")
    assert project.add(reading({"id": "z"}), yes=True).added == 1


def test_a_project_is_not_made_over_another(project):
    with pytest.raises(StoreError, match="already"):
        Project.create(project.path)


def test_a_large_version_is_compressed_and_comes_back_byte_for_byte(project, layer_file):
    records = [{"id": f"H{number}", "name": "A long name " * 20, "at": (46, 40)} for number in range(4_000)]
    project.add(reading(*records), yes=True)
    before = layer_file.read_bytes()
    project.add(reading(*({**one, "name": "another"} for one in records)), yes=True)
    last = project.versions()[-1]
    assert last.path.suffixes[-2:] == [".geojson", ".gz"] and last.path.stat().st_size < len(before) / 20
    assert last.read() == before
    project.undo(to=last.name)
    assert layer_file.read_bytes() == before


@pytest.mark.parametrize("at", [1, 40, -9, None])
def test_a_damaged_compressed_version_is_refused_by_name(project, layer_file, at):
    records = [{"id": f"H{number}", "name": "A long name " * 20} for number in range(4_000)]
    project.add(reading(*records), yes=True)
    project.add(reading({"id": "a"}), yes=True)
    path = project.versions()[-1].path
    content = bytearray(path.read_bytes())
    if at is None:
        del content[len(content) // 2 :]
    else:
        content[at] ^= 0x55
    path.write_bytes(content)
    with pytest.raises(StoreError, match="has been changed since it was written"):
        project.versions()[-1].read()


def test_a_project_that_changed_since_it_was_seen_is_not_written_to(project):
    stamp = project.stamp
    two = [Project(project.path, seen=stamp) for _ in range(2)]
    two[0].add(reading({"id": "c"}, source="c.csv"), layer="survey")
    assert project.stamp != stamp
    with pytest.raises(ChangedMeanwhile, match="Nothing was written"):
        two[1].add(reading({"id": "d"}, source="d.csv"), layer="survey")
    assert len(project.layer("survey").frame) == 3


def test_a_change_says_who_was_logged_in(project, monkeypatch):
    monkeypatch.setenv("LOGNAME", "leyla")
    project.add(reading({"id": "c"}, source="c.csv"))
    assert project.log()[-1].by == "leyla"
