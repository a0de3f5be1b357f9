"""What is found is said in English, Azerbaijani, Russian and Arabic: every code, every word, every value."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

import geo
from geo.cli import main
from geo.findings import Problem, codes, speaking
from geo.findings.speaking import ISOLATE, LANGUAGES, POP, values_of

FOLDER = Path(speaking.__file__).parent / "languages"
PAGES = Path(geo.__file__).parent / "maps" / "languages"
OTHERS = [language for language in LANGUAGES if language != "en"]
FORMS = {"en": {"one", "other"}, "az": {"one", "other"}, "ru": {"one", "few", "many", "other"},
         "ar": {"zero", "one", "two", "few", "many", "other"}}  # fmt: skip
SURVEY = "id,lat,lon,area_type,reported_on\nA,312.5,46.9,CHA,2020-01-01\nB,39.9,46.9,Sus,2019-01-01\n"


def table(language: str) -> dict[str, dict[str, object]]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))


def places(text: object) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", str(text)))


def test_there_is_a_file_for_each_language() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == {*LANGUAGES}


@pytest.mark.parametrize("language", OTHERS)
def test_every_code_has_its_sentences(language: str) -> None:
    told = table(language)["codes"]
    assert {*told} == {*codes()}
    for name, one in told.items():
        english = codes()[name]
        assert one["title"] and one["do"], name
        assert not one["title"].endswith("."), name
        assert one["title"] != english.title and one["do"] != english.remedy, name
        # Names of fields, files and formats, and what is to be typed, are the same in every language.
        kept = re.findall(r"[a-z]+_[a-z_0-9]+|EPSG:\d+|\d+\.\d+|zonemark\.toml|RFC \d+|GeoPackage", english.remedy)
        assert [part for part in kept if part not in one["do"]] == [], name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_its_forms_and_the_same_places(language: str) -> None:
    words, english = table(language)["words"], table("en")["words"]
    counted = {key.partition(".")[0] for key in english if "." in key}
    for name in counted:
        assert {key.partition(".")[2] for key in words if key.startswith(f"{name}.")} == FORMS[language], name
    assert {key for key in words if "." not in key} == {key for key in english if "." not in key}
    for key, text in words.items():
        name, _, form = key.partition(".")
        expected = places(english[f"{name}.other"] if form else english[key])
        allowed = [expected, expected - {"n"}] if form in ("zero", "one", "two") else [expected]
        assert places(text) in allowed, key


@pytest.mark.parametrize("language", OTHERS)
def test_the_warning_is_that_of_the_page(language: str) -> None:
    page = json.loads((PAGES / f"{language}.json").read_text("utf-8"))
    assert table(language)["words"]["safety"] == page["warning.absence"]


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("312.5 is outside -90…90.", ["312.5", "-90…90"]),
        ("'it\\'s 5' is also the id of row 3.", ["'it\\'s 5'", "row 3"]),
        ("1,200 records lie 5 km off (EPSG:28408).", ["1,200 records", "5 km", "EPSG:28408"]),
        ("The outline crosses itself.", []),
    ],
)
def test_values_are_found_in_the_english_sentence(what: str, values: list[str]) -> None:
    assert values_of(what) == values


@pytest.mark.parametrize("language", OTHERS)
def test_every_value_of_a_finding_is_said(language: str) -> None:
    problem = Problem("duplicate_id", "warning", "'B' is also the id of row 3; called 'B-2' (rows 4, 9).", "Mend it.",
                      source="a.csv", row=4, field="id", option="fields=x=id")  # fmt: skip
    said = problem.text(language)
    for value in ("a.csv", "'B'", "3", "'B-2'", "4, 9", "id", 'fields={"x": "id"}'):
        assert value in said, value
    assert "also the id" not in said


def test_english_is_as_it_was_and_stands_for_languages_that_are_not_there() -> None:
    problem = Problem("stale", "note", "Last seen in 2009.", "Has anyone been there since?", row=7)
    assert str(problem) == problem.text("en") == problem.text("fr") == problem.text()


def test_values_stand_apart_in_arabic_and_cannot_turn_what_is_around_them() -> None:
    problem = Problem("stale", "note", f"'a{POP}\u202eb' is old.", id=f"H{POP}")
    said = problem.text("ar")
    assert said.count(ISOLATE) == said.count(POP) == 2
    assert "\u202e" not in said and "U+202E" in said
    assert ISOLATE not in problem.text("ru")


def survey(folder: Path) -> str:
    path = folder / "survey.csv"
    path.write_text(SURVEY, "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "2 records checked"), ("ru", "Проверены 2 записи"), ("az", "2 qeyd yoxlandı"), ("ar", "فُحص سجلان")],
)
def test_check_speaks_the_language_that_is_asked_for(tmp_path, capsys, language: str, said: str) -> None:
    assert main(["check", survey(tmp_path), "--language", language]) == 1
    out = capsys.readouterr().out
    assert said in out and "312.5" in out and "\\u2068" not in out
    assert ("is outside" in out) == (language == "en")


def test_check_speaks_the_language_of_the_terminal_and_of_the_project(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    main(["check", survey(tmp_path)])
    assert "Проверены" in capsys.readouterr().out
    main(["new", str(tmp_path / "p"), "--languages", "az,en"])
    main(["check", str(tmp_path / "p")])
    assert "yoxlandı" in capsys.readouterr().out


def test_a_language_that_is_not_there_is_refused(tmp_path, capsys) -> None:
    assert main(["check", survey(tmp_path), "--language", "fr"]) == 2
    assert "en, az, ru, ar" in capsys.readouterr().err


def test_the_table_that_is_given_back_is_in_the_language(tmp_path) -> None:
    from openpyxl import load_workbook

    out = tmp_path / "problems.xlsx"
    main(["check", survey(tmp_path), "--language", "ru", "--to", str(out)])
    cells = [str(cell.value) for row in load_workbook(out).active for cell in row if cell.value]
    assert "что неверно" in cells
    assert any("Такой координаты на Земле нет: 312.5" in cell for cell in cells)
