"""The files of an office, made from seeds: they add as they are, and nothing leaves that must not."""

import json
from pathlib import Path

import office
import openpyxl
import pytest
from unpacking import columns_of_map, contents

import geo
from geo.cli import NEEDS_YOU, main
from geo.records.read_options import ReadOptions
from geo.store import Project

FEW, MANY = range(1, 3), range(100, 104)


def read(made):
    return geo.read(made.path, options=ReadOptions(fields=made.fields))


@pytest.mark.parametrize("seed", MANY)
def test_each_file_is_read_with_at_most_two_columns_named(tmp_path, seed):
    for made in office.make(tmp_path, seed):
        reading = read(made)
        said = (made.path.name, [str(problem) for problem in reading.problems])
        assert len(made.fields) <= 2 and reading.kind == made.kind, said
        assert len(reading.frame) == made.records and reading.frame.geometry.notna().all(), said
        assert not set(made.headings) & set(reading.frame.columns), said
        table = [str(cell) for cell in reading.frame.drop(columns="geometry").to_numpy(dtype=object).ravel()]
        assert not [text for text in [*made.never, *made.personal] if any(text in cell for cell in table)], said


def test_marks_of_a_receiver_that_are_stops_on_the_way_are_kept_and_named(tmp_path):
    made = next(made for made in office.make(tmp_path, 1) if made.path.suffix == ".gpx")
    (told,) = [one for one in read(made).problems if one.code == "stops_on_the_way"]
    assert "PARKING" in told.what and "LUNCH" in told.what and "only" in str(told)
    wanted = read(office.File(made.path, 0)).frame["sym"].eq("Danger Area").sum()
    assert len(geo.read(made.path, only={"sym": ["Danger Area"]}).frame) == wanted == made.records - 2


def test_marks_sorted_into_folders_have_the_setting_of_their_folder(tmp_path):
    for seed in FEW:
        made = next(made for made in office.make(tmp_path / str(seed), seed) if made.path.suffix == ".kml")
        assert set(read(made).frame["setting"]) == {"cemetery", "crossroads", "riverbank"}


def test_shapes_with_a_title_or_a_name_are_all_called_something(tmp_path):
    made = next(made for made in office.make(tmp_path, 1) if made.path.suffix == ".geojson")
    assert read(made).frame["name"].str.startswith("Shape").all()


@pytest.fixture(scope="module")
def projects(tmp_path_factory):
    """A project for each of a few seeds, with all that was written of it, and how each `add` ended."""
    found = []
    for seed in FEW:
        folder = tmp_path_factory.mktemp("office")
        files = office.make(folder / "files", seed)
        main(["new", str(folder / "p"), "--extent", ",".join(map(str, office.EXTENT))])
        ends = {}
        for made in files:
            fields = [word for column, name in made.fields.items() for word in ("--field", f"{column}={name}")]
            ends[made.path.name] = main(["add", str(folder / "p"), str(made.path), *fields])
        written = [folder / f"out.{ending}" for ending in ("kml", "csv", "xlsx", "gpx", "gpkg")]
        main(["map", str(folder / "p"), "-o", str(folder / "map.html")])
        for path in written:
            main(["export", str(folder / "p"), "--to", str(path)])
        main(["check", str(folder / "p"), "--to", str(folder / "out.problems.xlsx"), "--fail-on", "never"])
        found.append((folder, files, ends))
    return found


def test_they_add_and_the_swapped_row_is_asked_about(projects):
    for _, files, ends in projects:
        assert ends == {made.path.name: NEEDS_YOU if made.swapped else 0 for made in files}


def test_every_record_is_in_the_project_and_no_footer(projects):
    for folder, files, _ in projects:
        layers = Project(folder / "p").layers()
        assert sum(len(layer.frame) for layer in layers) == sum(made.records for made in files)
        held = [json.dumps(layer.frame.drop(columns="geometry").astype(str).to_dict("records")) for layer in layers]
        assert not [text for made in files for text in made.never if any(json.dumps(text)[1:-1] in one for one in held)]


def test_no_name_and_no_age_of_a_person_is_in_anything_that_is_written(projects):
    for folder, files, _ in projects:
        people = [text for made in files for text in made.personal]
        outside = [*folder.glob("map.html"), *folder.glob("out*"), *(folder / "p").rglob("*.geojson"),
                   *(folder / "p" / "history").rglob("*")]  # fmt: skip
        paths = [path for path in outside if path.is_file()]
        assert len(paths) > 10 and people
        for path in paths:
            parts = [*contents(path.read_bytes()), *columns_of_map(path)]
            found = [text for text in people if any(said in part for part in parts for said in spellings(text))]
            assert not found, (path.name, found)


def spellings(text):
    return {text.encode(), json.dumps(text)[1:-1].encode(), text.encode("utf-16-le")}


def test_the_search_finds_what_is_there(projects, tmp_path):
    folder, files, _ = projects[0]
    victims = next(made for made in files if made.personal)
    book = b"".join(contents(victims.path.read_bytes()))
    assert all(text.encode() in book for text in victims.personal)
    assert openpyxl.load_workbook(victims.path).active.max_row > victims.records
    place = Path(folder / "map.html")
    assert any(b"Mark 1" in part for part in contents(place.read_bytes())) or any(
        b"Mark 1" in text for text in columns_of_map(place)
    )
