"""`zonemark map`: a project or files become one HTML file, and what is said about it."""

import base64
import gzip
import json

import geopandas
import pytest
import shapely

from geo import Project
from geo.cli import main
from geo.sources import read


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text("id,lat,lon,type\nA-1,39.9,46.7,CHA\nA-2,40.0,46.8,SHA\nA-3,,,CHA\n", "utf-8")
    return path


@pytest.fixture
def project(tmp_path, survey):
    made = Project.create(tmp_path / "valley", title="Valley of quills", producer="Team")
    made.add(read(survey, kind="hazards"), layer="Zones")
    return made


def page_of(path):
    return path.read_text("utf-8")


def test_a_project_becomes_a_map_in_its_own_folder(project, capsys):
    assert main(["map", str(project.path)]) == 0
    path = project.path / "maps" / "valley-of-quills.html"
    assert "<title>Valley of quills</title>" in page_of(path)
    said = capsys.readouterr().out
    assert f"{path} is written" in said
    assert [line.split() for line in said.splitlines() if line.startswith("Zones")] == [
        ["Zones", "hazards", "3", "2", "1"]
    ]


def test_the_last_line_says_whether_each_record_is_drawn(project, capsys):
    assert main(["map", str(project.path)]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == f"1 of 3 records is listed on the map and not drawn; zonemark check {project.path} says why."


def test_the_sum_of_many_layers_is_the_count_of_the_heading(project, tmp_path, capsys):
    for number in range(3):
        places = tmp_path / f"villages-{number}.csv"
        places.write_text(f"name,lat,lon\nLarch {number},39.9,46.7\nQuill {number},,\n", "utf-8")
        project.add(read(places, kind="places"), layer=f"Villages {number}")
    figures = tmp_path / "figures.csv"
    figures.write_text("quantity,value\nmines found,12\n", "utf-8")
    project.add(read(figures, kind="facts"), layer="Figures")
    assert main(["map", str(project.path)]) == 0
    said = capsys.readouterr().out
    assert "5 layers: 3 recorded, 2 drawn, 1 without usable position (Zones 1). Beside them" in said
    assert "places 6" in said and "facts 1" in said
    heading = page_of(project.path / "maps" / "valley-of-quills.html")
    assert "3 recorded, 2 drawn, 1 without usable position" in heading


def test_files_become_a_map_without_a_project(survey, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["map", str(survey)]) == 0
    assert (tmp_path / "survey.html").exists()
    said = capsys.readouterr().out
    assert "survey.csv: 3 hazards, 2 with a position, 1 without" in said
    assert "2" in said


def test_the_file_goes_where_it_is_told(survey, tmp_path):
    assert main(["map", str(survey), "-o", str(tmp_path / "new" / "a map.html")]) == 0
    assert (tmp_path / "new" / "a map.html").exists()


def test_several_files_are_several_layers_with_titles_in_their_order(survey, tmp_path, capsys):
    places = tmp_path / "villages.geojson"
    geopandas.GeoDataFrame({"name": ["Agdam"]}, geometry=[shapely.Point(46.9, 39.9)], crs=4326).to_file(places)
    out = tmp_path / "map.html"
    assert main(["map", str(survey), str(places), "--layer", "Reports", "--layer", "Villages", "-o", str(out)]) == 0
    said = capsys.readouterr().out
    assert said.index("Reports") < said.index("Villages")


def test_as_many_titles_as_files_are_needed(survey, capsys):
    assert main(["map", str(survey), "--layer", "a", "--layer", "b"]) == 2
    assert "2 titles for 1 file" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option, found",
    [
        (["--title", "Another <title>"], "Another &lt;title&gt;"),
        (["--producer", "Team Nine"], "Team Nine"),
        (["--hotline", "102"], "102</bdi>"),
        (["--language", "ru"], '<html lang="ru"'),
        (["--made-on", "2024-05-31"], "2024-05-31"),
        (["--fictitious"], "Nothing shown here is real"),
        (["--online-tiles", "OpenStreetMap.Mapnik"], "https://tile.openstreetmap.org"),
        (["--kind", "accidents"], "Accidents"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_what_an_option_says_stands_in_the_file(option, found, survey, tmp_path):
    plain, other = tmp_path / "plain.html", tmp_path / "map.html"
    assert main(["map", str(survey), "-o", str(plain)]) == 0
    assert main(["map", str(survey), *option, "-o", str(other)]) == 0
    assert found in page_of(other)
    assert found not in page_of(plain)


def test_languages_are_all_or_those_named(survey, tmp_path):
    sizes = []
    for languages in ("en", "en,az", "all"):
        out = tmp_path / f"{languages}.html"
        assert main(["map", str(survey), "--languages", languages, "-o", str(out)]) == 0
        sizes.append(out.stat().st_size)
    assert sizes == sorted(sizes) and len(set(sizes)) == 3


@pytest.mark.parametrize(
    "arguments, said",
    [
        (["--language", "xx"], "no texts in the language 'xx'"),
        (["--made-on", "May"], "that is not a day"),
        (["--online-tiles", "Nobody"], "No online tiles are called 'Nobody'"),
        (["--kind", "minefields"], "minefields"),
    ],
)
def test_what_is_not_understood_is_refused_with_a_remedy(arguments, said, survey, capsys):
    assert main(["map", str(survey), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_project_is_not_told_what_its_layers_are(project, capsys):
    assert main(["map", str(project.path), "--kind", "places"]) == 2
    assert "zonemark.toml" in capsys.readouterr().err


def test_a_project_and_a_file_make_no_map_together(project, survey, capsys):
    assert main(["map", str(project.path), str(survey)]) == 2
    assert "one project, or of files" in capsys.readouterr().err


def test_a_background_that_is_none_is_refused(survey, tmp_path, capsys):
    (tmp_path / "a.pmtiles").write_text("no tiles")
    assert main(["map", str(survey), "--basemap", str(tmp_path / "a.pmtiles")]) == 1
    assert "not a PMTiles file" in capsys.readouterr().err


def test_the_same_project_gives_the_same_file(project, tmp_path):
    for name in ("a.html", "b.html"):
        assert main(["map", str(project.path), "-o", str(tmp_path / name)]) == 0
    assert (tmp_path / "a.html").read_bytes() == (tmp_path / "b.html").read_bytes()


def test_the_map_is_opened_on_request(survey, tmp_path, monkeypatch):
    opened = []
    monkeypatch.setattr("typer.launch", opened.append)
    assert main(["map", str(survey), "--open", "-o", str(tmp_path / "map.html")]) == 0
    assert opened == [(tmp_path / "map.html").as_uri()]


def settings_in(path):
    text = page_of(path)
    packed = text.partition('id="zm-settings">')[2].partition("<")[0]
    return json.loads(gzip.decompress(base64.b64decode(packed)))


def test_a_project_says_what_places_are_called_and_that_borders_are_left_out(project):
    settings = project.path / "zonemark.toml"
    names = 'borders = "none"\n\n[names]\nAghdam = "Ağdam"\nKhankendi = { az = "Xankəndi", en = "Khankendi" }\n'
    text = settings.read_text("utf-8")
    settings.write_text(
        text.replace("[[", names.partition("[names]")[0] + "[[", 1) + names.partition("\n\n")[2], "utf-8"
    )
    assert main(["map", str(project.path)]) == 0
    said = settings_in(project.path / "maps" / "valley-of-quills.html")
    assert said["borders"] == "none"
    assert said["names"] == {"Aghdam": "Ağdam", "Khankendi": {"az": "Xankəndi", "en": "Khankendi"}}


def test_borders_can_be_left_out_of_one_map(project, capsys):
    assert main(["map", str(project.path), "--borders", "none"]) == 0
    assert settings_in(project.path / "maps" / "valley-of-quills.html")["borders"] == "none"
    assert main(["map", str(project.path), "--borders", "some"]) != 0
    assert "It is one of: drawn, none" in capsys.readouterr().err
