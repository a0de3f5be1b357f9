"""Real files through the commands: every row in is a record out."""

import pytest

from geo.cli import main
from geo.store import Project

pytestmark = pytest.mark.slow

MINES = "--layer events --kind accidents --field AÑO=occurred_on --field DEPARTAMENTO=admin1 --field MUNICIPIO=admin2"


def test_thirty_colombian_files_go_through_one_add_and_back_without_a_change(shared_data, tmp_path, capsys):
    files = [str(path) for path in sorted((shared_data / "colombia_mines").glob("*.json"))]
    Project.create(tmp_path / "colombia")
    assert main(["add", str(tmp_path / "colombia"), *files, *MINES.split()]) == 4  # all are in, and one needs somebody
    said = capsys.readouterr().out
    assert "36,527 rows in, 36,527 records out." in said
    assert "2004.json, row 1375, geometry: The longitude has the wrong sign" in said
    assert main(["add", str(tmp_path / "colombia"), *files]) == 4
    again = capsys.readouterr().out
    assert "0 added, 0 changed, 36,527 unchanged, 0 vanished" in again
    assert "Nothing has changed; nothing was written." in again
    assert len(Project(tmp_path / "colombia").layer("events").frame) == 36_527


def test_the_strikes_of_1973_are_all_taken_in_from_a_table_without_headings(shared_data, tmp_path, capsys):
    Project.create(tmp_path / "laos")
    words = ["--headings", "date,latitude,longitude", "--field", "date=information_on", "--kind", "hazards"]
    assert main(["add", str(tmp_path / "laos"), str(shared_data / "thor_seasia/1973.csv"), *words]) == 0
    assert "84,611 rows in, 84,611 records out." in capsys.readouterr().out
    frame = Project(tmp_path / "laos").layer("hazards").frame
    assert (len(frame), frame.geometry.notna().sum()) == (84_611, 84_611)


def test_the_years_that_follow_are_read_as_the_first_was(shared_data, tmp_path, capsys):
    Project.create(tmp_path / "laos")
    words = ["--headings", "date,latitude,longitude", "--field", "date=information_on", "--kind", "hazards"]
    main(["add", str(tmp_path / "laos"), str(shared_data / "thor_seasia/1975.csv"), *words])
    first = len(Project(tmp_path / "laos").layer("hazards").frame)
    assert (
        main(["add", str(tmp_path / "laos"), str(shared_data / "thor_seasia/1965.csv")]) == 4
    )  # two lie nowhere on Earth
    assert "As remembered for #.csv" in capsys.readouterr().out
    assert len(Project(tmp_path / "laos").layer("hazards").frame) > first
