"""The commands: what goes in, what is said, what is written, and with which code they end."""

import json
import os
import subprocess
import sys
from io import StringIO

import pytest

from geo.cli import COMMANDS, EXIT_CODES, help_text, main
from geo.store import Project
from geo.store.lock import writing_to


def feature(id_, lon=48.1, lat=39.2, **properties):
    return {
        "type": "Feature",
        "properties": {"id": id_, "area_type": "SHA", "source": "village survey", **properties},
        "geometry": lon and {"type": "Point", "coordinates": [lon, lat]},
    }


def write(path, *features):
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path):
    Project.create(tmp_path / "valley")
    return tmp_path / "valley"


@pytest.fixture
def survey(tmp_path):
    return write(tmp_path / "survey.geojson", feature("a"), feature("b", None))


WALK = """<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1"><trk><trkseg><trkpt lat="39.2" lon="48.1"/>
<trkpt lat="39.201" lon="48.1"/><trkpt lat="39.2" lon="48.101"/><trkpt lat="39.2" lon="48.1"/></trkseg></trk></gpx>"""


@pytest.fixture
def zonemark(capsys):
    """Call a command; gives its code, and what it said on stdout and stderr."""

    def call(*words):
        code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


def test_a_new_project_can_be_added_to(zonemark, tmp_path, survey):
    assert zonemark("new", tmp_path / "map", "--title", "Map", "--hotline", "102", "--extent", "46,38,50,41")[0] == 0
    assert zonemark("add", tmp_path / "map", survey)[0] == 0
    assert Project(tmp_path / "map").settings.hotline == "102"


def test_add_counts_rows_records_and_positions(zonemark, project, survey):
    code, said, _ = zonemark("add", project, survey)
    assert code == 0
    assert "survey.geojson: 2 hazards, 1 with a position, 1 without" in said
    assert "2 rows in, 2 records out." in said
    assert "Layer survey: 2 added, 0 changed, 0 unchanged, 0 vanished." in said


def test_adding_the_same_again_says_that_nothing_has_changed(zonemark, project, survey):
    zonemark("add", project, survey)
    assert "Nothing has changed; nothing was written." in zonemark("add", project, survey)[1]


def test_a_dry_run_writes_nothing_and_says_so(zonemark, project, survey):
    assert "Nothing was written (--dry-run)." in zonemark("add", project, survey, "--dry-run")[1]
    assert Project(project).layers() == []


def test_a_vanished_record_is_said_and_removed_only_when_asked(zonemark, project, survey):
    zonemark("add", project, survey)
    write(survey, feature("a"))
    assert "1 vanished; 1 no longer in their source are kept" in zonemark("add", project, survey)[1]
    assert "1 removed" in zonemark("add", project, survey, "--remove-missing")[1]


def test_what_is_no_longer_in_its_source_is_said_by_check_areas_and_export(zonemark, project, survey, tmp_path):
    zonemark("add", project, survey)
    commands = (("check", project), ("areas", project), ("export", project, "--to", tmp_path / "out.csv"))
    assert not any("no longer in the" in zonemark(*command)[1] for command in commands)
    zonemark("add", project, write(survey, feature("a")))
    assert all("no longer in the" in zonemark(*command)[1] for command in commands)
    assert "missing_since" in (tmp_path / "out.csv").read_text(encoding="utf-8-sig")


def test_several_files_go_into_one_layer(zonemark, project, tmp_path):
    files = [write(tmp_path / f"{year}.geojson", feature(f"{year}-a")) for year in (2001, 2002)]
    zonemark("add", project, *files, "--layer", "Все поля")
    assert [(layer.name, layer.title, len(layer.frame)) for layer in Project(project).layers()] == [
        ("все-поля", "Все поля", 2)
    ]


def test_a_mapping_given_once_is_applied_to_the_next_months_file(zonemark, project, tmp_path):
    may = write(tmp_path / "fields-2026-05.geojson", feature("a", Ortsname="Füzuli"))
    zonemark("add", project, may, "--field", "Ortsname=name", "--layer", "minefields")
    june = write(tmp_path / "fields-2026-06.geojson", feature("b", Ortsname="Ağdam"))
    said = zonemark("add", project, june)[1]
    assert "As remembered for fields-#-#.geojson: --field Ortsname=name --layer minefields" in said
    assert Project(project).layer("minefields").frame["name"].tolist() == ["Füzuli", "Ağdam"]


def test_a_walked_boundary_becomes_a_polygon_when_asked_and_in_the_next_file_too(zonemark, project, tmp_path):
    for name, said in (("walk-1.gpx", ["--closed-tracks", "--kind", "hazards"]), ("walk-2.gpx", [])):
        (tmp_path / name).write_text(WALK.replace("48.1", f"48.{name[5]}"), encoding="utf-8")
        zonemark("add", project, tmp_path / name, *said, "--layer", "Walks")
    assert [shape.geom_type for shape in Project(project).layer("walks").frame.geometry] == ["Polygon", "Polygon"]


def test_a_walked_boundary_is_a_line_unless_asked(zonemark, project, tmp_path):
    (tmp_path / "walk.gpx").write_text(WALK, encoding="utf-8")
    zonemark("add", project, tmp_path / "walk.gpx", "--kind", "hazards")
    assert Project(project).layer("walk").frame.geometry.iloc[0].geom_type == "LineString"


def test_a_mapping_given_once_is_applied_to_a_file_with_the_same_columns(zonemark, project, tmp_path):
    zonemark("add", project, write(tmp_path / "may.geojson", feature("a", Ortsname="x")), "--field", "Ortsname=name")
    zonemark("add", project, write(tmp_path / "june.geojson", feature("b", Ortsname="y")))
    assert Project(project).layer("may").frame.loc["b", "name"] == "y"


def test_a_newer_version_of_a_source_can_keep_its_name(zonemark, project, tmp_path):
    zonemark("add", project, write(tmp_path / "may.geojson", feature("a")), "--layer", "x", "--source", "survey")
    june = write(tmp_path / "june.geojson", feature("b", 49))
    said = zonemark("add", project, june, "--layer", "x", "--source", "survey", "--yes")[1]
    assert "1 added, 0 changed, 0 unchanged, 1 vanished" in said


def test_two_sources_that_number_their_own_records_are_told_apart_by_what_is_said(zonemark, tmp_path, project):
    for name, east in (("north", 46), ("south", 47)):
        rows = "".join(f"{number},{name} {number},39.{number}012,{east}.{number}012\n" for number in range(1, 5))
        (tmp_path / f"{name}.csv").write_text(f"No,Village,Latitude,Longitude\n{rows}")
    zonemark("add", project, tmp_path / "north.csv")
    code, _, said = zonemark("add", project, tmp_path / "south.csv")
    assert code == 2 and "numbers its own records" in said and "--field No=-" in said
    assert "4 added" in zonemark("add", project, tmp_path / "south.csv", "--field", "No=-")[1]
    assert "4 unchanged" in zonemark("add", project, tmp_path / "south.csv", "--field", "No=-")[1]
    assert "duplicate_id" not in zonemark("check", project)[1]


def test_a_version_that_lost_its_records_stops_before_anything_else_is_said(zonemark, project, survey):
    zonemark("add", project, survey)
    write(survey, feature("c", 49))
    code, out, err = zonemark("add", project, survey)
    assert (code, out) == (2, "")
    assert err.startswith("zonemark: All 2 records that came from survey.geojson before are not in it any more.")
    assert f"type:\n  zonemark add {project} {survey} --yes\n" in err
    assert len(Project(project).layer("survey").frame) == 2
    said = zonemark("add", project, survey, "--yes")[1]
    assert said.startswith("All 2 records") and "1 added, 0 changed, 0 unchanged, 2 vanished" in said


def test_a_dry_run_says_first_what_would_stop(zonemark, project, survey):
    zonemark("add", project, survey)
    code, out, _ = zonemark("add", project, write(survey, feature("c", 49)), "--dry-run")
    assert code == 0 and out.startswith("All 2 records")


def test_july_continues_june_with_the_command_that_is_told(zonemark, project, tmp_path):
    zonemark("add", project, write(tmp_path / "june.geojson", feature("a"), feature("b", 49)), "--layer", "Survey")
    july = write(tmp_path / "july.geojson", feature("b", 49, status="closed"), feature("c", 50))
    code, _, err = zonemark("add", project, july, "--layer", "Survey")
    (command,) = [line.split() for line in err.splitlines() if line.endswith("--source june.geojson")]
    assert code == 2 and "1 of the 2 ids of july.geojson stands in the layer 'survey' already, from june.geojson" in err
    assert "1 added, 1 changed, 0 unchanged, 1 vanished" in zonemark(*command[1:])[1]


def test_at_a_terminal_the_question_is_asked(zonemark, project, survey, monkeypatch):
    zonemark("add", project, survey)
    write(survey, feature("c", 49))
    for answer, records in (("n", 2), ("y", 3)):
        monkeypatch.setattr("geo.cli.options._at_a_terminal", lambda: True)
        monkeypatch.setattr("sys.stdin", StringIO(answer))
        zonemark("add", project, survey)
        assert len(Project(project).layer("survey").frame) == records


def test_undo_names_what_it_takes_back(zonemark, project, survey):
    zonemark("add", project, survey)
    said = zonemark("undo", project)[1]
    assert said.startswith(f"Taking back zonemark add {project} {survey}: survey: 2 added.\n")


def test_an_add_that_changed_nothing_leaves_nothing_to_undo(zonemark, project, survey):
    zonemark("add", project, survey)
    zonemark("add", project, survey)
    code, _, err = zonemark("undo", project)
    assert code == 3 and "The last command changed nothing, so there is nothing to take back" in err
    assert f"it can be taken back (zonemark undo {project} --to start)" in err
    assert len(Project(project).layer("survey").frame) == 2
    assert zonemark("undo", project, "--to", "start")[0] == 0
    assert Project(project).layers() == []


def test_log_lists_every_change_and_undo_goes_back_to_any(zonemark, project, survey, tmp_path):
    zonemark("add", project, survey)
    zonemark("add", project, write(tmp_path / "more.geojson", feature("c", 50)), "--layer", "survey")
    zonemark("undo", project)
    heading, first, second, third, *_ = zonemark("log", project)[1].splitlines()
    assert heading.split() == ["change", "clock", "what", "sources", "command"]
    assert "survey: 2 added" in first and "survey.geojson" in first and f"zonemark add {project} {survey}" in first
    assert "survey: 1 added" in second and "more.geojson" in second and f"zonemark undo {project}" in third
    for line, records in ((second, 3), (first, 2), (second, 3)):
        assert zonemark("undo", project, "--to", line.split()[0])[0] == 0
        assert len(Project(project).layer("survey").frame) == records


def test_an_edit_outside_is_named_by_check_and_log_and_stops_the_next_add(zonemark, project, survey):
    zonemark("add", project, survey)
    layer = project / "layers" / "survey.geojson"
    write(layer, feature("a"))
    said = "survey.geojson was edited outside of Zonemark: 1 record fewer (b)"
    assert said in zonemark("check", project)[1] and f"Not accepted: {layer}" in zonemark("log", project)[1]
    code, _, err = zonemark("add", project, survey)
    assert code == 2 and said in err and f"To take the edit back, type:\n  zonemark undo {project}\n" in err
    assert zonemark("undo", project)[1].startswith(f"Taking back {layer} was edited outside")
    assert len(Project(project).layer("survey").frame) == 2
    write(layer, feature("a"))
    assert zonemark("log", project, "--accept-edits")[1].startswith(f"Accepted: {layer}")
    assert "edited outside" not in zonemark("check", project)[1]


FAULTY = """id,area_type,status,lat,lon,reported_on,source
A1,SHA,open,95.2,46.93,2024-05-01,x
A2,SHAx,open,,,2024-13-01,x
"""


def test_each_fault_of_a_row_is_said_once(zonemark, tmp_path):
    (tmp_path / "may.csv").write_text(FAULTY, encoding="utf-8")
    said = json.loads(zonemark("check", tmp_path / "may.csv", "--format", "json")[1])
    assert sorted((one["row"], one["code"]) for one in said) == [
        (2, "coordinate_range"),
        (3, "date_not_understood"),
        (3, "no_position"),
        (3, "value_outside_list"),
    ]


def test_columns_taken_by_their_headings_are_said(zonemark, project, tmp_path):
    (tmp_path / "mai.csv").write_text("Nom;Type;Latitude;Longitude\nA;SHA;40,1;46,9\n", encoding="utf-8")
    said = zonemark("add", project, tmp_path / "mai.csv", "--kind", "hazards", "--field", "Nom=name")[1]
    assert "mai.csv: 1 hazard, 1 with a position" in said
    assert "Taken by their headings: Type as area_type, Latitude as lat, Longitude as lon." in said


def test_only_the_first_problems_of_a_code_are_listed_unless_all_are_asked_for(zonemark, project, tmp_path):
    hazards = write(tmp_path / "h.geojson", *(feature(f"h{number}", area_type="?") for number in range(9)))
    short, long = (zonemark("add", project, hazards, *more)[1] for more in ([], ["--verbose"]))
    assert len(short.splitlines()) <= len(long.splitlines())
    assert "--verbose lists all" not in long


def test_check_ends_with_1_only_at_or_above_fail_on(zonemark, tmp_path):
    warned = write(tmp_path / "warned.geojson", feature("a", reported_on="2999-01-01"))
    bow_tie = {"type": "Polygon", "coordinates": [[[48, 39], [48.1, 39.1], [48.1, 39], [48, 39.1], [48, 39]]]}
    wrong = write(tmp_path / "wrong.geojson", {**feature("a"), "geometry": bow_tie})
    codes = {limit: zonemark("check", warned, "--fail-on", limit)[0] for limit in ("error", "warning", "note", "never")}
    assert codes == {"error": 0, "warning": 1, "note": 1, "never": 0}
    assert zonemark("check", wrong)[0] == 1


def test_check_lists_problems_for_programs(zonemark, tmp_path):
    bad = write(tmp_path / "bad.geojson", feature("a", reported_on="2999-01-01"))
    found = json.loads(zonemark("check", bad, "--format", "json")[1])
    assert {"code", "severity", "source", "row", "what"} <= found[0].keys()
    lines = zonemark("check", bad, "--format", "csv")[1].splitlines()
    assert lines[0].startswith("code,severity,what") and len(lines) >= 2


def test_check_takes_a_project_with_its_extent(zonemark, project, survey):
    text = (project / "zonemark.toml").read_text(encoding="utf-8")
    (project / "zonemark.toml").write_text(f"{text}extent = [10.0, 10.0, 20.0, 20.0]\n", encoding="utf-8")
    zonemark("add", project, survey)
    assert "outside" in zonemark("check", project)[1]


def test_layers_are_listed_with_their_counts(zonemark, project, survey):
    assert "has no layer yet" in zonemark("layers", project)[1]
    zonemark("add", project, survey)
    assert zonemark("layers", project)[1].splitlines()[1].split() == "survey hazards 2 1 1 0 1 survey".split()


def test_export_writes_and_says_what_it_leaves_out(zonemark, project, survey, tmp_path):
    zonemark("add", project, survey)
    code, said, _ = zonemark("export", project, "--to", tmp_path / "out.gpx")
    assert code == 0 and (tmp_path / "out.gpx").exists()
    assert "not_exported (1)" in said


def test_undo_says_what_is_there_now(zonemark, project, survey):
    zonemark("add", project, survey)
    assert "Layer survey: not there now." in zonemark("undo", project)[1]
    assert "Layer survey: 2 records now." in zonemark("undo", project)[1]
    assert len(zonemark("undo", project, "--list")[1].splitlines()) == 4


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["ad"], 2, "Did you mean 'add'?"),
        (["add"], 2, "Missing argument"),
        (["layers", "/nowhere"], 3, "not a Zonemark project"),
        (["check", "/nowhere.csv"], 1, "does not exist"),
        (["check", "/nowhere.csv", "--field", "x"], 2, "not of the form COLUMN=field"),
        (["new", "/tmp/x", "--extent", "1,2"], 2, "not an extent"),
        (["export", "/nowhere", "--to", "x.gpx"], 3, "not a Zonemark project"),
    ],
)
def test_a_failure_is_one_sentence_and_a_code(zonemark, words, code, said):
    got, out, err = zonemark(*words)
    assert (got, out) == (code, "")
    assert said in err and "Traceback" not in err


def test_a_file_that_cannot_be_read_adds_nothing(zonemark, project, survey, tmp_path):
    (tmp_path / "torn.geojson").write_text('{"type": "Feat', encoding="utf-8")
    code, _, said = zonemark("add", project, survey, tmp_path / "torn.geojson")
    assert code == 1 and "torn.geojson" in said
    assert Project(project).layers() == []


def test_a_locked_project_is_not_written_to(zonemark, project, survey, monkeypatch):
    monkeypatch.setattr(
        "geo.store.project.Project.__init__.__kwdefaults__", {"wait_s": 0.05, "seen": ""}, raising=False
    )
    with writing_to(project, 1):
        code, _, said = zonemark("add", project, survey)
    assert code == 3 and f"process {os.getpid()}" in said


def test_no_word_calls_the_help_and_the_usage_code(zonemark):
    assert zonemark()[0] == 2
    assert zonemark("--help")[:2] == (0, help_text())


def test_the_help_names_every_command_and_code():
    assert all(name in help_text() for name in COMMANDS)
    assert all(meaning in help_text() for meaning in EXIT_CODES.values())


def run(*words, **more):
    command = [sys.executable, "-m", "geo.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, **more)


def test_output_is_utf8_in_any_locale(project, tmp_path):
    write(tmp_path / "fields.geojson", feature("a"))
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "LC_ALL": "C"}
    done = run("add", project, tmp_path / "fields.geojson", "--layer", "Минные поля", env=environment)
    assert done.returncode == 0 and "минные-поля" in done.stdout.decode("utf-8")


def test_a_reader_that_has_gone_is_no_failure(project, tmp_path):
    write(tmp_path / "many.geojson", *(feature(f"h{number}", 300.0) for number in range(3000)))
    command = f"{sys.executable} -m geo.cli check {tmp_path / 'many.geojson'} --verbose; echo code $? >&2"
    done = subprocess.run(["bash", "-c", f"({command}) | head -1"], capture_output=True, text=True)
    assert done.stderr.strip() in ("code 0", "code 1") and len(done.stdout.splitlines()) == 1


def test_ctrl_c_ends_with_130(monkeypatch, capsys):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("geo.store.Project", interrupted)
    assert main(["layers", "x"]) == 130
    assert "stopped" in capsys.readouterr().err


def test_nothing_but_the_result_goes_into_a_pipe(project, survey):
    done = run("add", project, survey, check=True)
    assert done.stderr == b""


def test_settings_are_stated_listed_and_taken_back_and_a_ground_is_kept_in_the_project(zonemark, project, tmp_path):
    ground = tmp_path / "AZ.txt"
    ground.write_text("1\tAğdam\tAgdam\t\t40.1\t46.1\tP\tPPL\tAZ" + 10 * "\t" + "\n", encoding="utf-8")
    assert zonemark("settings", project, "--hotline", "112", "--languages", "az,ru", "--ground", ground)[0] == 0
    stated = Project(project).settings
    assert (stated.hotline, stated.languages) == ("112", ["az", "ru"])
    assert (project / stated.ground).read_bytes() == ground.read_bytes()
    again = zonemark("settings", project, "--ground", project / stated.ground)
    assert "nothing" not in again[1] and Project(project).settings.ground == stated.ground, "it is there already"
    assert "112" in zonemark("settings", project)[1]
    for wrong in (["--languages", "xx"], ["--extent", "1"], ["--ground", tmp_path / "none"], ["--borders", "grey"]):
        code, _, said = zonemark("settings", project, *wrong, "--hotline", "113")
        assert code and said, wrong
    assert Project(project).settings == stated
    assert zonemark("settings", project, "--hotline", "", "--ground", "")[0] == 0
    assert (Project(project).settings.hotline, Project(project).settings.ground) == ("", "")
    assert zonemark("undo", project)[0] == 0
    assert Project(project).settings == stated
