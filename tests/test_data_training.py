"""The training valley: fictitious, in open sea, with every type, status and setting, and faults that are all found."""

import csv
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import shapely

import geo
from geo.cli import main
from geo.maps.ground.world import countries
from geo.records import KINDS

FOLDER = Path(__file__).parent.parent / "data" / "training"
FILES = FOLDER / "field-files"
FAR_FROM_LAND_DEGREES = 5
HEADINGS = 1
CHECK_FOUND_SOMETHING = 1


@pytest.fixture(scope="module")
def layers():
    return {layer.name: layer for layer in geo.Project(FOLDER).layers()}


def planted():
    with (FILES / "faulty-survey-faults.csv").open(encoding="utf-8") as file:
        return [(int(row["row"]), row["fault"]) for row in csv.DictReader(file)]


@pytest.fixture(scope="module")
def found():
    reading = geo.read(FILES / "faulty-survey.csv", kind="hazards")
    return [*reading.problems, *geo.check(reading)]


@pytest.mark.parametrize(("row", "fault"), planted())
def test_each_planted_fault_is_found_and_named_with_its_row(row, fault, found):
    own_row = None if row == HEADINGS else row  # what is wrong with a column is said of its heading
    assert fault in {problem.code for problem in found if problem.row == own_row}


def test_at_least_twenty_faults_are_planted():
    assert len({row for row, _ in planted()}) >= 20


def test_no_row_of_the_faulty_table_is_lost():
    with (FILES / "faulty-survey.csv").open(encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    frame = geo.read(FILES / "faulty-survey.csv", kind="hazards").frame
    assert list(frame.index) == list(range(2, len(rows) + 2))
    kept = {str(value) for column in frame.columns for value in frame[column].dropna()}
    assert {row[0] for row in rows} - {"F-02"} <= kept and "see sketch" in kept


@pytest.mark.parametrize(
    ("name", "rows", "placed"),
    [
        ("survey-june.xlsx", 12, 12),
        ("sketch-high-larch.kml", 5, 5),
        ("walk-stonecroft.gpx", 5, 5),
        ("form-export.csv", 7, 7),
    ],
)
def test_a_field_file_is_read_whole(name, rows, placed):
    frame = geo.read(FILES / name, kind="hazards").frame
    assert (len(frame), int(frame.geometry.notna().sum())) == (rows, placed)


@pytest.mark.parametrize("name", ["area_type", "status", "setting"])
def test_every_type_status_and_setting_is_there(name, layers):
    assert set(layers["hazards"].frame[name]) == set(KINDS["hazards"].field(name).values)


@pytest.mark.parametrize(
    "name", ["survey-june.xlsx", "sketch-high-larch.kml", "walk-stonecroft.gpx", "form-export.csv"]
)
def test_a_field_file_needs_no_word_of_what_it_holds(name):
    assert geo.read(FILES / name).kind == "hazards"


def test_the_commands_to_try_run_one_after_the_other(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    commands = re.findall(r"^    (zonemark .*)$", text, re.MULTILINE)
    assert len(commands) >= 7
    for command in ["zonemark demo valley --no-open", *(line.removesuffix(" --open") for line in commands)]:
        allowed = (0, CHECK_FOUND_SOMETHING) if " check " in command else (0,)
        assert main(shlex.split(command)[1:]) in allowed


def test_every_product_of_a_release_is_there(layers):
    assert set(layers["land-released"].frame["product"]) == {"cancelled", "reduced", "cleared"}


def test_accidents_lie_inside_recorded_hazards_and_outside(layers):
    areas = shapely.union_all(layers["hazards"].frame.geometry.dropna().to_numpy())
    inside = layers["accidents"].frame.geometry.within(areas)
    assert 0 < inside.sum() < len(inside)


def test_the_valley_lies_far_from_any_land(layers):
    valley = shapely.union_all([shapely.box(*layer.frame.total_bounds) for layer in layers.values()])
    assert min(shapely.distance(land, valley) for land in countries()[0]) > FAR_FROM_LAND_DEGREES


def test_it_is_said_to_be_fictitious():
    assert geo.Project(FOLDER).settings.fictitious


def test_checks_find_no_error(layers):
    assert not [str(problem) for problem in geo.check(list(layers.values())) if problem.severity == "error"]


def test_the_script_makes_what_is_kept(tmp_path):
    subprocess.run([sys.executable, FOLDER / "make.py", tmp_path], check=True, capture_output=True)
    for part in ("layers", "field-files"):
        made = {path.name: path.read_bytes() for path in (tmp_path / part).iterdir()}
        assert made == {path.name: path.read_bytes() for path in (FOLDER / part).iterdir()}
