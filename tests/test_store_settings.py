"""zonemark.toml: errors name the key, comments stay, and a newer format is read and not written."""

import shutil
from datetime import datetime
from unittest.mock import Mock

import pytest
from store_helpers import reading

from geo.cli import main
from geo.errors import NewerFormat, StoreError
from geo.geojson import FORMAT
from geo.store import Project, SourceSettings, bring_back_settings
from geo.store.versions import history


@pytest.fixture
def project(tmp_path):
    return Project.create(tmp_path / "valley", title="Valley", extent=(46, 38, 50, 41))


def rewrite(project, old, new):
    path = project.path / "zonemark.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_settings_are_read_as_they_were_made(project):
    assert (project.settings.title, project.settings.extent) == ("Valley", (46, 38, 50, 41))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            'title = "Valley"',
            'titel = "Valley"',
            r"zonemark\.toml, titel: there is no such setting \(did you mean 'title'",
        ),
        ("fictitious = false", "fictitious = 'perhaps'", "fictitious: .*not 'perhaps'"),
        ("format = 1", "format =", "is not TOML"),
        ("extent = [46.0, 38", "extent = [46.0, 98", "extent: is not west, south, east, north"),
        ("format = 1", 'format = 1\nvalues = {ordnence = ["x"]}', "did you mean 'ordnance'"),
        ("format = 1", 'format = 1\nlayers = [{name = "../x", kind = "hazards"}]', r"layers\[1\]\.name: is not a name"),
        (
            "format = 1",
            'format = 1\nlayers = [{name = "x", kind = "hazards", languages = ["az"]}]',
            r"layers\[1\]\.languages: it is a setting of the whole project; write it above the first \[\[layers\]\]\.",
        ),
        (
            "format = 1",
            'format = 1\nkind = "hazards"',
            r"kind: it belongs in an entry of \[\[layers\]\] or \[\[sources",
        ),
        (
            "format = 1",
            'format = 1\nlayers = [{name = "x", kind = "hazards", crs = "a"}]',
            r"an entry of \[\[sources\]\]",
        ),
        ("format = 1", 'format = 1\nlayers = [{nome = "x", kind = "hazards"}]', "no such setting .did you mean 'name'"),
        ("format = 1", 'format = 1\nlayers = [{name = "x", kind = "mines"}]', r"layers\[1\]\.kind: must be one of"),
    ],
)
def test_a_wrong_setting_is_named_with_its_key(project, old, new, said):
    rewrite(project, old, new)
    with pytest.raises(StoreError, match=said):
        Project(project.path)


def test_a_folder_without_settings_is_no_project(tmp_path):
    with pytest.raises(StoreError, match="Project.create"):
        Project(tmp_path)


def test_comments_and_order_survive_an_addition(project):
    rewrite(project, 'title = "Valley"', 'title = "Valley" # agreed with the ministry')
    project.add(reading({"id": "a"}))
    text = (project.path / "zonemark.toml").read_text(encoding="utf-8")
    assert "# agreed with the ministry" in text and '[[layers]]\nname = "survey"' in text


def test_a_newer_format_is_read_and_not_written(project):
    project.add(reading({"id": "a"}))
    rewrite(project, "format = 1", "format = 2\nholograms = true")
    newer = Project(project.path)
    assert len(newer.layers()) == 1 and "only reads it" in newer.read_only
    with pytest.raises(NewerFormat, match="Update Zonemark"):
        newer.add(reading({"id": "b"}))


def test_a_layer_of_a_newer_format_is_read_and_not_written(project):
    project.add(reading({"id": "a"}))
    file = project.path / "layers" / "survey.geojson"
    newer = file.read_text(encoding="utf-8").replace(f'"format":{FORMAT}', f'"format":{FORMAT + 1}')
    file.write_text(newer, encoding="utf-8")
    before = file.read_bytes()
    assert len(project.layer("survey").frame) == 1
    with pytest.raises(NewerFormat, match="Update Zonemark"):
        project.add(reading({"id": "b"}))
    assert file.read_bytes() == before


def test_how_a_source_was_read_is_remembered_for_the_next_months_file(project):
    how = SourceSettings(file="survey-#-#.csv", layer="survey", crs="EPSG:32638", fields={"Ortsname": "name"})
    project.add(reading({"id": "a"}), remember=[how])
    again = Project(project.path).settings
    assert again.source("survey-2026-06.csv") == how
    assert again.source("other.csv") is None


def test_how_a_source_was_read_is_remembered_for_files_with_the_same_columns(project):
    how = SourceSettings(file="may.csv", columns=["x", "y", "was"], crs="EPSG:32638")
    project.add(reading({"id": "a"}), remember=[how])
    assert project.settings.source("june.csv", ["was", "x", "y"]).options.crs == "EPSG:32638"
    assert project.settings.source("june.csv", ["was", "x"]) is None


def test_what_is_remembered_of_a_source_can_be_changed(project):
    for crs in ("EPSG:32638", "EPSG:32639"):
        project.add(reading({"id": "a"}), remember=[SourceSettings(file="a.csv", crs=crs)])
    assert [source.options.crs for source in project.settings.sources] == ["EPSG:32639"]


def test_what_is_remembered_of_a_source_is_taken_back_with_the_change_that_had_it_remembered(project):
    def remembered():
        return {source.file: source.options.crs for source in Project(project.path).settings.sources}

    def add(file, crs):
        project.add(reading({"id": "a"}), remember=[SourceSettings(file=file, crs=crs)])

    add("a.csv", "EPSG:32638")
    add("a.csv", "EPSG:32639")
    add("b.csv", "EPSG:32638")  # its records are the same: what is remembered is all that it changes
    project.undo()
    assert remembered() == {"a.csv": "EPSG:32639"}
    project.undo(to="start")
    assert remembered() == {}
    project.undo()
    assert remembered() == {"a.csv": "EPSG:32639"}, "what an undo took back, another brings again"


@pytest.mark.parametrize("end", ["", "# the end", "\n\n# the end\n\n"])
def test_what_an_undo_leads_back_to_is_the_file_as_it_was_to_the_byte(project, end):
    file = project.path / "zonemark.toml"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n") + end.encode())
    states = [file.read_bytes()]
    for change in (
        lambda: project.add(
            reading({"id": "a"}), layer="one", remember=[SourceSettings(file="a.csv", crs="EPSG:4326")]
        ),
        lambda: project.add(reading({"id": "b"}), layer="two"),
        lambda: project.arrange.order(["two"]),
        lambda: project.arrange.settings(hotline="102"),
        lambda: project.arrange.remove("one"),
    ):
        change()
        states.append(file.read_bytes())
        project.undo()
        assert file.read_bytes() == states[-2]
        project.undo()
        assert file.read_bytes() == states[-1]
    project.undo(to="start")
    assert file.read_bytes() == states[0]


def test_what_was_written_into_the_file_meanwhile_stays_when_a_change_is_taken_back(project):
    project.add(reading({"id": "a"}), layer="one")
    rewrite(project, 'producer = ""', 'producer = "By hand"')
    project.undo()
    text = (project.path / "zonemark.toml").read_text()
    assert "By hand" in text and '"one"' not in text and not text.endswith("\n\n")


def test_settings_that_cannot_be_read_come_back_and_what_stood_there_is_kept(project, capsys):
    file = project.path / "zonemark.toml"
    shutil.rmtree(project.path / "history" / "settings")  # as a project that somebody put together by hand
    with pytest.raises(StoreError) as none:
        rewrite(project, "title", "title = ][")
        Project(project.path)
    assert "undo" not in none.value.option, "nothing was ever written of it"
    rewrite(project, "title = ][", "title")
    project.add(reading({"id": "a"}), layer="one")
    whole = file.read_bytes()
    file.write_text("title = ][")
    with pytest.raises(StoreError, match="bring back") as damaged:
        Project(project.path)
    assert damaged.value.option.startswith("undo_settings")
    assert main(["undo", str(project.path)]) == 0
    assert file.read_bytes() == whole
    (kept,) = (project.path / "history" / "set-aside").iterdir()
    assert kept.read_text() == "title = ][" and str(kept) in capsys.readouterr().out
    assert bring_back_settings(project.path) is None


def test_nothing_that_is_set_aside_takes_the_place_of_what_was_set_aside_before(project, monkeypatch):
    project.add(reading({"id": "a"}), layer="one")
    monkeypatch.setattr(history, "datetime", Mock(wraps=datetime, now=lambda zone: datetime(2001, 1, 1, tzinfo=zone)))
    broken = [f"title = ][{number}" for number in range(3)]
    for text in broken:
        (project.path / "zonemark.toml").write_text(text)
        bring_back_settings(project.path)
    aside = project.path / "history" / "set-aside"
    assert sorted(path.read_text() for path in aside.iterdir()) == broken, "a clock was put back"


def test_the_order_of_layers_is_the_order_of_the_settings(project):
    for name in ("c", "a", "b"):
        project.add(reading({"id": name}), layer=name)
    assert [layer.name for layer in project.layers()] == ["c", "a", "b"]


def test_the_checks_learn_extent_and_values(project):
    assert project.settings.check_terms == {"extent": (46, 38, 50, 41)}


@pytest.mark.parametrize(
    "written", ["layers = [{name = 'x', kind = 'hazards'}]", "layers = []", "[[layers]]\nname='x'\nkind='hazards'"]
)
def test_a_layer_is_listed_however_the_list_is_written(project, written):
    rewrite(project, "fictitious = false", f"fictitious = false\n{written}")
    (project.path / "layers/x.geojson").write_text(
        '{"type":"FeatureCollection","features":[],"zonemark":{"kind":"hazards"}}'
    )
    project.add(reading({"id": "a"}), layer="new")
    assert "new" in [layer.name for layer in Project(project.path).settings.layers]
    project.undo()
    assert "new" not in Project(project.path).layer_names
