"""Layers as the map needs them: split by a field, joined, renamed, ordered, merged, removed; all of it undone again."""

import re

import pytest

import geo
from geo.cli import main
from geo.errors import UsageError, ZonemarkError
from geo.maps.stating import state_settings
from geo.store.settings import TO_STATE

HEAD = "id,setting,area_type,lat,lon\n"
MAY = HEAD + "1,cemetery,SHA,39.5,46.9\n2,bridge,CHA,39.6,46.8\n3,,SHA,39.7,46.7\n"


@pytest.fixture
def project(tmp_path):
    return geo.Project.create(tmp_path / "valley")


@pytest.fixture
def table(tmp_path):
    def made(text, name="survey.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return made


@pytest.fixture
def three(project, table):
    for name in ("a", "b", "c"):
        project.add(table(MAY.replace("1,", f"{name}1,"), f"{name}.csv"), layer=name, yes=True)
    return project


def told(project):
    opened = geo.Project(project.path)
    return [(layer.name, layer.kind, layer.title, len(layer.frame)) for layer in opened.layers()]


def test_each_value_of_a_field_becomes_a_layer_and_no_record_is_lost(project, table, capsys):
    assert main(["add", str(project.path), str(table(MAY)), "--by", "setting"]) == 0
    assert [(title, count) for _, _, title, count in told(project)] == [
        ("Cemetery", 1), ("Bridge", 1), ("Not recorded", 1)
    ]  # fmt: skip


def test_a_record_that_moves_to_another_value_is_missing_in_the_layer_that_it_leaves(project, table):
    project.add(table(MAY), by="setting")
    change = project.add(table(MAY.replace("2,bridge", "2,cemetery")), by="setting", yes=True)
    assert (change.added, change.vanished) == (1, 1)
    bridges = geo.Project(project.path).layer("Bridge").frame
    assert bridges["missing_since"].notna().tolist() == [True]


def test_a_split_under_a_title_keeps_it_in_front(project, table):
    project.add(table(MAY), layer="Survey", by="area_type")
    assert [title for _, _, title, _ in told(project)] == ["Survey: SHA", "Survey: CHA"]


def test_a_field_that_is_none_or_a_name_is_refused(project, table):
    with pytest.raises(UsageError, match="has no field 'colour'"):
        project.add(table(MAY), by="colour")
    many = HEAD + "".join(f"{n},cemetery,SHA,39.5,46.9\n" for n in range(99))
    with pytest.raises(UsageError, match="99 values of 'id'"):
        project.add(table(many), by="id")


def test_a_map_is_split_by_a_field_too(table, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert [layer.title for layer in geo.draw(table(MAY), by="setting").layers] == [
        "Cemetery",
        "Bridge",
        "Not recorded",
    ]
    assert main(["map", str(table(MAY)), "--by", "area_type"]) == 0
    said = capsys.readouterr().out
    assert "SHA" in said and "CHA" in said


def test_several_files_go_into_one_layer_of_a_map(table, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    paths = [str(table(MAY, f"{year}.csv")) for year in (2023, 2024)]
    assert main(["map", *paths, "--layer", "Surveys"]) == 0
    assert "Surveys  hazards  6" in capsys.readouterr().out


CHANGES = [
    (
        ["rename", "a", "Old graves"],
        [("a", "hazards", "Old graves", 3), ("b", "hazards", "b", 3), ("c", "hazards", "c", 3)],
    ),
    (["order", "c", "a"], [("c", "hazards", "c", 3), ("a", "hazards", "a", 3), ("b", "hazards", "b", 3)]),
    (["merge", "a", "c", "--title", "Both"], [("a", "hazards", "Both", 6), ("b", "hazards", "b", 3)]),
    (["remove", "b"], [("a", "hazards", "a", 3), ("c", "hazards", "c", 3)]),
    (["kind", "c", "releases"], [("a", "hazards", "a", 3), ("b", "hazards", "b", 3), ("c", "releases", "c", 3)]),
]


@pytest.mark.parametrize(("words", "after"), CHANGES, ids=lambda words: words[0] if words[0] is not tuple else "")
def test_what_is_done_to_layers_is_done_undone_and_done_again(three, words, after):
    before = told(three)
    assert main(["layer", words[0], str(three.path), *words[1:]]) == 0
    assert told(three) == after
    assert words[0] in three.log()[-1].command
    assert main(["undo", str(three.path)]) == 0
    assert told(three) == before
    assert main(["undo", str(three.path)]) == 0
    assert told(three) == after


def test_several_changes_of_layers_are_taken_back_at_once(three):
    before, change = told(three), three.log()[-1].time
    three.arrange.order(["c"])
    three.arrange.remove("a")
    three.arrange.rename("b", "Bridges")
    assert main(["undo", str(three.path), "--to", change]) == 0
    assert told(three) == before


def test_records_of_one_id_are_both_kept_when_layers_are_merged(three):
    three.arrange.merge(["a", "b"])
    ids = geo.Project(three.path).layer("a").frame["id"]
    assert len(ids) == 6 and ids.is_unique


def test_layers_that_are_not_there_or_differ_in_kind_are_refused(three):
    with pytest.raises(UsageError, match="It has: a, b, c"):
        three.arrange.rename("d", "x")
    with pytest.raises(UsageError, match="already"):
        three.arrange.rename("a", "b")
    three.arrange.kind("c", "releases")
    with pytest.raises(UsageError, match="hazards and releases"):
        three.arrange.merge(["a", "c"])


def test_a_layer_is_split_by_a_field_and_undo_puts_it_together_again(project, table, capsys):
    project.add(table(MAY), layer="may")
    assert main(["layer", "split", str(project.path), "may", "--by", "setting"]) == 0
    assert "3 layers now" in capsys.readouterr().out
    assert [(title, count) for _, _, title, count in told(project)] == [
        ("may: Cemetery", 1), ("may: Bridge", 1), ("may: Not recorded", 1)
    ]  # fmt: skip
    project.undo()
    assert [(title, count) for _, _, title, count in told(project)] == [("may", 3)]
    with pytest.raises(UsageError, match="no field 'nothing'"):
        project.arrange.split("may", "nothing")
    with pytest.raises(UsageError, match="same"):
        project.arrange.split("may", "source_file")


def test_settings_are_stated_with_the_lines_beside_them_kept_and_undone_by_themselves(project, table):
    project.add(table(MAY), layer="may")
    file = project.path / "zonemark.toml"
    file.write_text(file.read_text("utf-8") + "# a line of ours\n", "utf-8")
    project.arrange.settings(title="Hills", stale_after_years=2.0)
    project.add(table(HEAD + "9,bridge,CHA,39.6,46.8\n", "b.csv"), layer="b", yes=True)
    assert geo.Project(project.path).settings.stale_after_years == 2
    assert "# a line of ours" in file.read_text("utf-8")
    project.undo(project.log()[0].time)
    settings = geo.Project(project.path).settings
    assert (settings.title, settings.stale_after_years) == ("valley", None)
    assert told(project) == [("may", "hazards", "may", 3)]
    project.undo()
    assert geo.Project(project.path).settings.title == "Hills"


@pytest.mark.parametrize(
    "stated", [{"title": 5}, {"extent": [1, 2]}, {"borders": "red"}, {"layers": []}, {"colour": 1}]
)
def test_a_setting_that_cannot_be_is_refused_and_nothing_is_written(project, stated):
    before = project.stamp
    with pytest.raises(UsageError):
        project.arrange.settings(**stated)
    assert project.stamp == before


BAD = ["", "red", "x" * 5_000, "a\0b", "abc\u202egnp", "-1", "inf", 0, -1, 2.5, True, float("nan"), [], {}, ["red"],
       [1, 2], (46, 41, 50, 38), (0, 0, 0, 0), (200, 0, 201, 1), "1,2", {"en": 1}, b"x", object]  # fmt: skip


@pytest.mark.parametrize("name", TO_STATE)
def test_what_cannot_be_stated_is_refused_with_the_setting_the_value_and_what_to_write(project, name, capsys):
    flag, refused = f"--{name.replace('_', '-')}", 0
    for value in BAD:
        before = project.stamp
        written = ",".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
        begins = re.sub("[\0\u202e]", "\ufffd", written[:20])
        try:
            state_settings(project, **{name: value})
        except ZonemarkError as error:
            refused += 1
            told = (error.option, name in error.what, begins in error.what, bool(error.remedy), project.stamp)
            assert told == (name, True, True, True, before), str(error)[:300]
            if isinstance(value, str) and value.strip() and value.isprintable():
                assert main(["settings", str(project.path), f"{flag}={value}"]) == 2
                said = capsys.readouterr().err
                assert name in said and begins in said and flag in said and project.stamp == before
    assert refused >= len(BAD) / 3


@pytest.mark.parametrize("title", ["", " ", "a\0b", "\ud800", "a\nb", "x" * 301])
def test_a_title_that_no_screen_or_file_holds_is_refused(three, title):
    before = told(three)
    with pytest.raises(UsageError):
        three.arrange.rename("a", title)
    three.arrange.rename("a", "Minas \u200cنقشه é")
    assert (told(three)[0][2], told(three)[1:]) == ("Minas \u200cنقشه é", before[1:])
