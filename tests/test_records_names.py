"""Names tell: of files, layers and folders, of columns that are called title, and of rows that nobody wants."""

import json

import openpyxl
import pytest

import geo
from geo.checks import check
from geo.cli import main
from geo.errors import UsageError
from geo.exports.template import choice, heading, languages, write_template
from geo.records import KINDS, Field

SQUARE = {"type": "Polygon", "coordinates": [[[46.9, 39.5], [46.91, 39.5], [46.91, 39.51], [46.9, 39.5]]]}


def layer(folder, name, **properties):
    path = folder / name
    feature = {"type": "Feature", "properties": {"name": "A", **properties}, "geometry": SQUARE}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    return path


def codes(reading):
    return [problem.code for problem in reading.problems]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("cleared_areas_simplyfied", "releases"), ("lifted_minefields", "releases"), ("incidents", "accidents"),
        ("Очищенные участки 2024", "releases"), ("təmizlənmiş ərazilər", "releases"), ("حوادث", "accidents"),
        ("desminados-2023", "releases"), ("victimes", "accidents"),
    ],
)  # fmt: skip
def test_a_name_that_tells_of_another_kind_is_the_first_problem(tmp_path, name, kind):
    reading = geo.read(layer(tmp_path, f"{name}.geojson"))
    assert reading.kind == "hazards" and reading.problems[0].code == "kind_doubtful"
    assert reading.problems[0].option == f"kind={kind}"


@pytest.mark.parametrize("name", ["suspected", "minefields", "survey-june", "Опасные участки", "zones"])
def test_a_name_that_agrees_or_says_nothing_raises_no_doubt(tmp_path, name):
    assert "kind_doubtful" not in codes(geo.read(layer(tmp_path, f"{name}.geojson")))


def test_whoever_states_the_kind_is_not_doubted(tmp_path):
    path = layer(tmp_path, "cleared.geojson")
    assert "kind_doubtful" not in codes(geo.read(path, kind="releases"))
    assert "kind_doubtful" not in codes(geo.read(path, kind="hazards"))


def test_a_map_of_three_layers_says_the_doubt_before_all_else(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = [str(layer(tmp_path, f"{name}.geojson")) for name in ("suspected", "cleared", "incidents")]
    assert main(["map", *paths]) == 0
    first, second = capsys.readouterr().out.splitlines()[:2]
    assert first.startswith("cleared.geojson: The name tells of land that was released") and "--kind releases" in first
    assert second.startswith("incidents.geojson: The name tells of accidents")


def test_folders_of_marks_are_settings(tmp_path):
    marks = "".join(
        f"<Folder><name>{name}</name><Placemark><name>x</name><Point><coordinates>46.9,39.5</coordinates></Point>"
        "</Placemark></Folder>"
        for name in ("Cemeteries", "Crossroads", "My notes", "Körpülər")
    )
    path = tmp_path / "marks.kml"
    path.write_text(f"<kml><Document>{marks}</Document></kml>", encoding="utf-8")
    reading = geo.read(path)
    assert reading.frame["setting"].fillna("").tolist() == ["cemetery", "crossroads", "", "bridge"]
    assert "setting_by_name" in codes(reading) and reading.frame["folder"].notna().all()


def test_a_folder_called_cleared_is_doubted(tmp_path):
    path = tmp_path / "marks.kml"
    mark = "<Placemark><name>x</name><Point><coordinates>46.9,39.5</coordinates></Point></Placemark>"
    path.write_text(f"<kml><Folder><name>Cleared 2023</name>{mark}</Folder><Folder><name>B</name>{mark}</Folder></kml>")
    problem = geo.read(path).problems[0]
    assert problem.code == "kind_doubtful" and "Cleared 2023" in problem.what
    assert geo.read(path, only={"folder": "Cleared 2023"}, kind="releases").rows == 1


def test_a_file_called_cemeteries_holds_cemeteries_unless_a_column_says_otherwise(tmp_path):
    assert geo.read(layer(tmp_path, "cemeteries_2024.geojson")).frame["setting"].tolist() == ["cemetery"]
    assert geo.read(layer(tmp_path, "cemeteries.geojson", setting="road")).frame["setting"].tolist() == ["road"]


def test_a_word_for_a_kind_of_record_is_no_setting(tmp_path):
    assert geo.read(layer(tmp_path, "settlements.geojson"), kind="places").frame["setting"].isna().all()


def test_title_and_name_fill_each_other_s_gaps(tmp_path):
    path = tmp_path / "two.csv"
    path.write_text("id,title,name,lat,lon\n1,Old bridge,,39.5,46.9\n2,,Mill,39.5,46.9\n3,Ford,Lower ford,39.5,46.9\n")
    assert geo.read(path).frame["name"].tolist() == ["Old bridge", "Mill", "Lower ford"]
    assert geo.read(path, fields={"title": "name"}).frame["name"].tolist() == ["Old bridge", "Mill", "Ford"]


def test_only_the_rows_that_are_wanted_are_read_and_the_others_counted(tmp_path):
    path = tmp_path / "walk.csv"
    path.write_text("id,sym,lat,lon\n1,Danger Area,39.5,46.9\n2,Restaurant,39.5,46.9\n3,Mine,39.6,46.8\n")
    reading = geo.read(path, only={"sym": ["danger area", "Mine"]})
    assert reading.frame["id"].tolist() == ["1", "3"] and reading.frame.index.tolist() == [2, 4]
    assert "1 row is left out" in next(one.what for one in reading.problems if one.code == "rows_left_out")
    with pytest.raises(UsageError, match="There is: Danger Area, Restaurant, Mine"):
        geo.read(path, only={"sym": "Bridge"})
    with pytest.raises(UsageError, match="Did you mean 'sym'"):
        geo.read(path, only={"symb": "Mine"})


def test_a_project_remembers_which_rows_are_wanted(tmp_path):
    project = geo.Project.create(tmp_path / "p")
    for month in ("05", "06"):
        path = tmp_path / f"walk-{month}.csv"
        path.write_text(f"id,sym,lat,lon\nA{month},Mine,39.5,46.9\nB{month},Lunch,39.5,46.8\n")
        only = ["--only", "sym=Mine"] if month == "05" else []
        assert main(["add", str(project.path), str(path), "--layer", "marks", *only]) == 0
    assert sorted(geo.Project(project.path).layer("marks").frame["id"]) == ["A05", "A06"]


def test_a_field_that_is_called_otherwise_is_suggested(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,Date du signalement\n1,2024-05-17\n")
    for wrong, right in (
        ("date", "reported_on"),
        ("village", "place"),
        ("Тип участка", "area_type"),
        ("statsu", "status"),
    ):
        with pytest.raises(UsageError, match=f"Did you mean {right}"):
            geo.read(path, kind="hazards", fields={"Date du signalement": wrong})


def test_every_field_is_listed_with_its_values_and_words(capsys):
    assert main(["fields", "hazards"]) == 0
    said = capsys.readouterr().out
    for field in KINDS["hazards"].fields:
        assert f"  {field.name}: " in said and all(value in said for value in field.values)
    assert "тип участка" in said and "reported_on" in said and "easting" in said
    assert main(["fields"]) == 0 and "ACCIDENTS" in capsys.readouterr().out


# The template


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("kind", KINDS)
def test_what_is_filled_into_a_template_reads_back_without_a_finding(tmp_path, kind, language):
    path = tmp_path / "form.xlsx"
    write_template(path, kind, language=language)
    book = openpyxl.load_workbook(path)
    assert geo.read(path).rows == 0
    for line in book["examples"].iter_rows(min_row=4, values_only=True):
        book[kind].append(line)
    book.save(path)
    reading = geo.read(path)
    assert reading.kind == kind and reading.rows == 2
    assert [str(one) for one in [*reading.problems, *check(reading)]] == []
    assert reading.frame.geometry.notna().all() or kind == "facts"


def test_a_template_offers_every_value_in_words_that_are_understood():
    for language in languages():
        for kind in KINDS.values():
            for field in kind.fields:
                for value in field.values:
                    assert choice(field, value, language).removesuffix(")").endswith(value)
    assert choice(KINDS["hazards"].field("setting"), "bridge", "az") == "körpü (bridge)"
    assert heading(KINDS["hazards"], Field("lat"), "ru") == "Широта"


def test_a_template_has_lists_to_choose_from_and_is_not_written_over(tmp_path, capsys):
    path = tmp_path / "form.xlsx"
    assert main(["template", str(path), "--language", "ar"]) == 0
    sheet = openpyxl.load_workbook(path)["hazards"]
    assert sum(rule.type == "list" for rule in sheet.data_validations.dataValidation) > 8
    assert sheet.sheet_view.rightToLeft
    assert main(["template", str(path)]) == 2 and main(["template", str(tmp_path / "x.ods")]) == 2
