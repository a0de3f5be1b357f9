"""Other hands at a project: every edit is named, accepted or taken back, and what was last written comes back."""

import json
import os
import random
import shutil
import subprocess
import sys

import pytest
from store_helpers import reading

from geo.checks import check
from geo.cli import main
from geo.errors import NeedsYes, StoreError
from geo.store import Project
from geo.store.versions.log import DAMAGED

TEN = [{"id": f"H{number}", "name": f"Field {number}", "at": (48 + number / 100, 39)} for number in range(10)]


@pytest.fixture
def project(tmp_path):
    project = Project.create(tmp_path / "valley")
    project.add(reading(*TEN))
    return project


@pytest.fixture
def layer(project):
    return project.path / "layers/survey.geojson"


def edited(path, change):
    layer = json.loads(path.read_text(encoding="utf-8"))
    change(layer["features"])
    path.write_text(json.dumps(layer), encoding="utf-8")


def named(project):
    """What is said of the layers when they are read, or why they are not."""
    try:
        project.layers()
    except StoreError as error:
        return str(error)
    return " ".join(str(problem) for problem in project.problems)


def test_a_layer_that_nobody_touched_is_not_talked_about(project):
    assert named(project) == "" and project.edits() == []


def test_records_that_other_hands_took_out_are_named_and_asked_about(project, layer):
    edited(layer, lambda features: features.__delitem__(slice(0, 4)))
    assert "was edited outside of Zonemark: 4 records fewer (H0, H1, H2, H3)" in named(project)
    with pytest.raises(NeedsYes, match="4 records fewer.*Nothing was written"):
        project.add(reading({"id": "Z"}, source="z.csv"), layer="survey")


def test_an_edit_is_named_also_when_another_layer_is_written(project, layer):
    edited(layer, lambda features: features.pop())
    with pytest.raises(NeedsYes, match="1 record fewer"):
        project.add(reading({"id": "Z"}, source="z.csv"), layer="other")


def test_an_edit_that_is_accepted_is_a_change_that_can_be_taken_back(project, layer):
    edited(layer, lambda features: features[0]["properties"].update(name="By hand"))
    project.add(reading({"id": "Z"}, source="z.csv"), layer="survey", yes=True)
    assert project.layer("survey").frame.loc["H0", "name"] == "By hand"
    assert [entry.command for entry in project.log()][1] == "edited outside of Zonemark"
    project.undo(to=project.log()[0].time)
    assert project.layer("survey").frame.loc["H0", "name"] == "Field 0" and named(project) == ""


def test_an_edit_can_be_taken_back_and_that_too(project, layer):
    before = layer.read_bytes()
    edited(layer, lambda features: features.pop())
    edit = layer.read_bytes()
    assert "1 record fewer (H9)" in project.last_change()[0]
    project.undo()
    assert layer.read_bytes() == before
    project.undo()
    assert layer.read_bytes() == edit and project.edits() == []


@pytest.mark.parametrize("content", [b"", b'{"type": "FeatureCollection", "fea', b"\0" * 900, None])
def test_a_layer_that_is_cut_short_overwritten_or_deleted_comes_back(project, layer, content):
    before = layer.read_bytes()
    layer.unlink() if content is None else layer.write_bytes(content)
    assert "project.undo()" in named(project)
    with pytest.raises(StoreError, match=r"project\.undo\(\)"):
        project.add(reading(*TEN), yes=content is not None)
    project.undo()
    assert layer.read_bytes() == before and named(project) == ""


def test_all_layers_deleted_come_back(project, layer):
    before = layer.read_bytes()
    shutil.rmtree(layer.parent)
    Project(project.path).undo()
    assert layer.read_bytes() == before


def a_folder(file):
    file.mkdir()
    (file / "mine.txt").write_text("kept")


@pytest.mark.parametrize(
    "put", [a_folder, lambda file: os.mkfifo(file), lambda file: file.symlink_to(file.with_name("nothing"))],
    ids=["a folder", "a pipe", "a link to nothing"],
)  # fmt: skip
@pytest.mark.parametrize("file", ["layers/survey.geojson", "zonemark.toml"])
def test_what_is_no_file_where_one_is_to_be_is_named_and_set_aside_for_it(project, file, put):
    file = project.path / file
    whole = file.read_bytes()
    file.unlink()
    put(file)
    with pytest.raises(StoreError, match=r"(?i)bring back what was last written"):
        Project(project.path).layers()
    assert main(["undo", str(project.path)]) == 0
    assert file.read_bytes() == whole and named(Project(project.path)) == ""
    (aside,) = (project.path / "history" / "set-aside").iterdir()
    assert put is not a_folder or (aside / "mine.txt").read_text() == "kept"


def test_a_layer_deleted_with_its_line_in_the_settings_is_missed(project, layer):
    layer.unlink()
    settings = project.path / "zonemark.toml"
    settings.write_text(settings.read_text("utf-8").split("[[layers]]")[0], "utf-8")
    assert "is not there, and it was written" in named(Project(project.path))
    assert "is gone, with its 10 records" in Project(project.path).accept_edits()[0].what
    assert Project(project.path).layers() == []


def test_another_way_of_writing_the_same_records_is_a_note_and_asks_nothing(project, layer):
    layer.write_text(json.dumps(json.loads(layer.read_text("utf-8")), indent=1), "utf-8")
    assert [(problem.severity, problem.code) for problem in check_of(project)] == [("note", "edited_outside")]
    assert project.add(reading(*TEN)).unchanged == 10
    assert project.edits() == []


def check_of(project):
    project.layers()
    return project.problems


@pytest.mark.parametrize("seed", range(200))
def test_two_hundred_edits_by_other_hands_are_each_named(tmp_path_factory, seed):
    project = Project.create(tmp_path_factory.mktemp("p") / "valley")
    project.add(reading(*TEN))
    layer = project.path / "layers/survey.geojson"
    before = layer.read_bytes()
    at_random(layer, random.Random(seed))
    assert layer.read_bytes() == before or named(project) != ""


def at_random(path, chance):
    def drop(features):
        del features[chance.randrange(len(features))]

    def move(features):
        features[chance.randrange(len(features))]["geometry"]["coordinates"][0] += 1e-7

    def double(features):
        features.append(chance.choice(features))

    def flip(_):
        content = bytearray(path.read_bytes())
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(content)

    kind = chance.choice([drop, move, double, flip, flip])
    flip(None) if kind is flip else edited(path, kind)


def test_two_files_for_one_layer_are_an_error_naming_both(project, layer):
    (layer.parent / "Survey.geojson").write_bytes(layer.read_bytes())
    with pytest.raises(StoreError, match=r"Survey\.geojson and .*survey\.geojson both stand for the layer 'survey'"):
        project.layers()


@pytest.mark.parametrize(
    "name",
    [
        "survey (conflicted copy 2026-01-01)", "survey (Aysel's conflicted copy)", "survey (1)", "survey - Copy",
        "survey copy", "survey.sync-conflict-20260101-120000-ABC", "survey-DESKTOP-7A", "survey - копия",
    ],
)  # fmt: skip
def test_a_copy_that_a_sync_program_made_is_named_and_not_counted(project, layer, name):
    (layer.parent / f"{name}.geojson").write_bytes(layer.read_bytes())
    assert [one.name for one in project.layers()] == ["survey"]
    assert f"{name}.geojson is a copy of survey.geojson" in named(project)


@pytest.mark.parametrize("title", ["survey-north", "survey 2026", "survey-accidents", "survey (north)"])
def test_another_layer_is_no_copy(project, title):
    project.add(reading({"id": "N"}, source="n.csv"), layer=title)
    assert len(project.layers()) == 2 and named(project) == ""


def test_a_folder_and_a_link_among_the_layers_are_named_and_not_followed(project, layer, tmp_path):
    (layer.parent / "folder.geojson").mkdir()
    (tmp_path / "secret.geojson").write_bytes(layer.read_bytes())
    (layer.parent / "link.geojson").symlink_to(tmp_path / "secret.geojson")
    assert [one.name for one in project.layers()] == ["survey"]
    assert "folder.geojson is a folder; it is not read" in named(project)
    assert "link.geojson is a link that leads out of the project" in named(project)


@pytest.mark.parametrize("part", ["layers", "history", "maps", "zonemark.toml", ".lock"])
def test_a_part_of_a_project_that_leads_out_of_it_is_refused(project, tmp_path, part):
    outside, inside = tmp_path / "outside", project.path / part
    if inside.exists():
        inside.rename(outside)
    else:
        outside.write_text("precious", "utf-8")
    inside.symlink_to(outside)
    with pytest.raises(StoreError, match="link that leads out of the project"):
        Project(project.path).add(reading(*TEN))


def test_a_project_may_itself_be_reached_by_a_link(project, tmp_path):
    (tmp_path / "link").symlink_to(project.path)
    assert len(Project(tmp_path / "link").layer("survey").frame) == 10


def test_a_second_copy_that_is_damaged_is_written_again(project, layer):
    (copy,) = (project.path / "history/current").iterdir()
    copy.write_bytes(b"x")
    assert "second copy" in named(project)
    project.add(reading({"id": "Z"}, source="z.csv"), layer="other")
    assert copy.read_bytes() == layer.read_bytes()


def test_a_writer_killed_between_the_copy_and_the_layer_is_not_taken_for_other_hands(project, layer):
    from geo.store.versions.shelf import Shelf

    shelf = Shelf(project.path)
    for name in ("survey", "never"):
        (shelf.copies / f"{name}-0123456789ab.next").write_bytes(b"x")
    assert named(project) == "" and project.layer_names == ["survey"]
    project.add(reading(*TEN))
    assert len(list(shelf.copies.iterdir())) == 1


def test_a_project_without_second_copies_gets_them(project):
    shutil.rmtree(project.path / "history")
    assert named(project) == ""
    Project(project.path).add(reading(*TEN))
    assert len(list((project.path / "history/current").iterdir())) == 1


CLOCK = """
import sys, time, datetime as real
sys.path.insert(0, "tests")
from store_helpers import reading
import geo.store.versions.history as history, geo.store.lock as lock
from geo.store import Project
from geo.store.versions.log import DAMAGED
class At(real.datetime):
    @classmethod
    def now(cls, tz=None):
        return cls({at}, tzinfo=tz)
history.datetime = lock.datetime = At
project = Project(sys.argv[1])
for name in "xyz":
    project.add(reading({{"id": name}}, source=name), layer="later")
assert len(project.layer("later").frame) == 3
project.undo()
assert len(project.layer("later").frame) == 2, len(project.layer("later").frame)
project.undo()
project.log()
assert len(project.layer("later").frame) == 3
"""


@pytest.mark.parametrize("at", ["9999, 12, 31, 23, 59, 59, 999999", "1970, 1, 1", "9999, 1, 1"])
def test_a_clock_far_ahead_or_behind_breaks_nothing(project, request, at):
    command = [sys.executable, "-c", CLOCK.format(at=at), str(project.path)]
    subprocess.run(command, check=True, cwd=request.config.rootpath)
    project.add(reading({"id": "after"}, source="after"), layer="later")
    assert len(Project(project.path).layer("later").frame) == 4
    assert check(project.layers()) is not None


def test_an_entry_of_the_history_that_a_disk_has_altered_is_not_told_for_true(project):
    path = next(project.path.glob("history/2*.json"))
    sound = path.read_text(encoding="utf-8")
    assert project.log()[0].command == "geo.Project.add"
    for altered in (sound.replace("Project.add", "Project.adq"), sound.replace('"sum"', '"sun"'), sound[:-9], "7"):
        path.write_text(altered, encoding="utf-8")
        assert [(one.command, list(one.layers)) for one in project.log()] == [(DAMAGED, ["survey"])]
    path.write_text(json.dumps({"command": "add", "clock": "", "layers": {}}), encoding="utf-8")
    assert project.log()[0].command == "add"  # of an older Zonemark
