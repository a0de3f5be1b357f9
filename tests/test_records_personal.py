"""Who was hurt, who told of it and who filled in the form is left out by default, in all languages of the field."""

import time

import pandas as pd
import pytest
from unpacking import holds

from geo.cli import main
from geo.exports import FORMATS
from geo.records.personal import personal_columns
from geo.records.reading import to_records

AGES = ["Age", "âge", "Edad", "Idade", "возраст", "vozrast", "вік", "yaş", "العمر", "Age (years)", "age_of_victim",
        "victimAge", "Child's age", "Возраст пострадавшего", "edad de la víctima", "data/person/age",
        "Victim 1 age"]  # fmt: skip
FORMS = ["_submitted_by", "username", "editor", "Creator", "created_user", "deviceid", "enumerator", "subscriberid",
         "meta/username", "encuestador", "enquêteur", "интервьюер", "جامع البيانات"]  # fmt: skip
OTHERS = ["age of mine field", "village", "language", "image", "damage", "agency", "usage", "landmark", "Killed",
          "Number of victims", "Age 0-17", "number aged under 18", "device type", "village name",
          "total victims"]  # fmt: skip


@pytest.mark.parametrize("heading", AGES)
@pytest.mark.parametrize("kind", ["hazards", "accidents"])
def test_the_age_of_a_person_is_personal(heading, kind):
    assert personal_columns([heading], kind) == [heading]


@pytest.mark.parametrize("heading", FORMS)
@pytest.mark.parametrize("kind", ["hazards", "accidents", "places"])
def test_who_filled_in_a_form_and_on_what_is_personal(heading, kind):
    assert personal_columns([heading], kind) == [heading]


@pytest.mark.parametrize("heading", OTHERS)
@pytest.mark.parametrize("kind", ["hazards", "accidents"])
def test_what_only_looks_like_it_is_not(heading, kind):
    assert personal_columns([heading], kind) == []


@pytest.mark.parametrize("heading", ["lat ", "victim age ", "age", "a.", "Aa", "1-", "of the "])
def test_a_long_heading_is_looked_at_in_linear_time(heading):
    start = time.process_time()
    personal_columns([heading * (64_000 // len(heading))], "accidents")
    assert time.process_time() - start < 1


def read(columns, kind="accidents", **options):
    frame = pd.DataFrame({name: [value] for name, value in columns.items()}, index=[2])
    return to_records(frame, kind, source="x.csv", **options)


VICTIM = {"Date": "2024-12-01", "Village": "Boyahmadli", "Name of victim": "A. B.", "Age": "12", "School": "No 3",
          "Remarks": "was herding", "lat": "40.1", "lon": "46.2", "Mine type": "AP mine"}  # fmt: skip


def test_a_row_about_a_person_is_personal_but_for_what_a_record_has_fields_for():
    frame, problems, used = read(VICTIM)
    kept = frame.iloc[0].dropna().to_dict()
    assert {"12", "A. B.", "No 3", "was herding"} & {str(value) for value in kept.values()} == set()
    assert kept["occurred_on"] == "2024-12-01" and kept["place"] == "Boyahmadli" and "Remarks" not in used
    (said,) = [problem for problem in problems if problem.code == "personal_data"]
    assert said.field == "Name of victim, Age, School, Remarks" and "keep_personal=True" in str(said)


def test_a_row_of_counts_keeps_what_else_it_says():
    frame, problems, _ = read(VICTIM | {"Killed": "1"})
    assert frame.at[2, "School"] == "No 3" and frame.at[2, "remarks"] == "was herding" and "Age" not in frame
    assert [problem.field for problem in problems if problem.code == "personal_data"] == ["Name of victim, Age"]


def test_who_told_of_an_accident_makes_no_row_about_a_person():
    frame, _, _ = read({"Date": "2024", "Informant": "A. B.", "School": "No 3", "_submitted_by": "x"})
    assert frame.at[2, "School"] == "No 3" and "Informant" not in frame and "_submitted_by" not in frame


def test_all_of_it_is_kept_by_request():
    frame, problems, _ = read(VICTIM, keep_personal=True)
    assert frame.loc[2, ["Age", "School", "remarks"]].tolist() == ["12", "No 3", "was herding"]
    assert "personal_data" in {problem.code for problem in problems}


SECRETS = ("A. Testov", "471108150", "officer_7", "ee.device")


def made_of(folder, *how):
    """Every file that a project of a survey with personal columns, its map and its exports have."""
    folder.mkdir()
    (folder / "incidents.csv").write_text(
        "Place,Lat,Long,Injured,Killed,Date,Name of victim,Age,_submitted_by,deviceid\n"
        "Boyahmadli,40.1,46.2,0,2,2024-12-01,A. Testov,471108150,officer_7,ee.device:1234\n"
    )
    project = folder / "project"
    commands = [["new", project], ["add", project, folder / "incidents.csv", "--kind", "accidents", *how],
                ["map", project, "-o", folder / "out/map.html"],
                *(["export", project, "--to", folder / f"out/export{suffix}"] for suffix in FORMATS)]  # fmt: skip
    for command in commands:
        assert main([str(word) for word in command]) == 0
    return [path for part in (project, folder / "out") for path in part.rglob("*") if path.is_file()]


def test_nothing_of_it_reaches_project_map_or_exports(tmp_path, capsys):
    files = made_of(tmp_path / "a")
    said = capsys.readouterr().out
    assert said.count("Name of victim, Age, _submitted_by, deviceid") == 1 and "--keep-personal" in said
    assert [(path.name, secret) for path in files for secret in SECRETS if holds(path, secret)] == []
    outputs = [path for path in files if path.parent.name == "out" and not path.name.endswith("read-first.txt")]
    assert len(outputs) == 1 + len(FORMATS) and all(holds(path, "Boyahmadli") for path in outputs)


def test_the_search_finds_it_in_each_of_them_where_it_was_asked_for(tmp_path):
    files = made_of(tmp_path / "a", "--keep-personal")
    for path in files:
        if path.parent.name == "out" and not path.name.endswith("read-first.txt"):
            assert [secret for secret in SECRETS if not holds(path, secret)] == [], path
    plain = (tmp_path / "a/out/map.html").read_text(encoding="utf-8")
    assert not any(secret in plain for secret in SECRETS)  # as it stands in the file nobody would see it
