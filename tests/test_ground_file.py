"""Ground from a file of the maker's own: an OpenStreetMap extract or a country file of GeoNames."""

import json
import os
import zipfile

import extract
import geopandas
import numpy as np
import pytest
import shapely

import geo
from geo.cli import main
from geo.errors import SourceError, UnsafeSource, ZonemarkError
from geo.mapfile.container import Container, unpacked
from geo.maps.ground.own import fitting, gdal
from geo.maps.ground.own.parts import Own, Part
from geo.maps.ground.terms import GroundTerms, ground_of
from geo.maps.page.contents import drawable
from geo.maps.page.fallback import Shown
from geo.records import Layer

ZONE = geopandas.GeoDataFrame({"id": ["A"]}, geometry=[shapely.Point(extract.LON, extract.LAT)], crs=4326)
GEONAMES = [
    "1\tQuillstead\tQuillstead\tPerevo,Перьево,QST\t39.995\t46.94\tP\tPPL\tAZ\t\t\t\t\t\t120\t\t5\tAsia/Baku\t2024-01-01",
    "2\tInk Brook\tInk Brook\t\t39.99\t46.94\tH\tSTM\tAZ\t\t\t\t\t\t0\t\t5\tAsia/Baku\t2024-01-01",
    "3\tElsewhere\tElsewhere\t\t10\t10\tP\tPPL\tAZ\t\t\t\t\t\t10\t\t5\tAsia/Baku\t2024-01-01",
]


@pytest.fixture
def valley(tmp_path):
    path = tmp_path / "valley.osm.pbf"
    path.write_bytes(extract.valley())
    return path


def under(file, frame=ZONE):
    layer = Layer("zones", "hazards", frame)
    return ground_of([Shown(layer, drawable(layer))], GroundTerms(file=file))


def opened(block):
    container = Container(unpacked(block, "the ground"), "the ground")
    return container, container.heading["ground"]


def counts(block):
    container, told = opened(block)
    return {part["kind"]: container.heading["sections"][part["types"]][1] for part in told["own"]["parts"]}


def names(block):
    container, told = opened(block)
    return container.text(told["places"]["names"]).decode().split("\n")


def test_an_extract_is_whole_near_records_and_has_roads_and_rivers_elsewhere(valley):
    found = under(valley)
    assert counts(found.block) == {"river": 1, "road_main": 1, "road_minor": 1, "wood": 1, "building": 1}
    assert "1 river, 1 main road, 1 minor road, 1 wood, 1 building, 3 places" in found.told[0]
    assert "whole within 2 km of records" in found.told[1]


def test_its_places_are_named_in_the_languages_they_have_names_in_and_stand_once(valley):
    block = under(valley).block
    container, told = opened(block)
    called = dict(json.loads(container.text(told["places"]["called"])))
    assert called[names(block).index("Quillstead")] == {"ru": "Перьево"}
    assert {"Farstead", "Ağdam"} <= set(names(block)) and not {"Aghdam", "Elsewhere"} & set(names(block))
    others = container.text(told["places"]["others"]).decode().split("\n")
    assert "Aghdam" in others[names(block).index("Ağdam")].split("|")


def test_rivers_have_their_names(valley):
    container, told = opened(under(valley).block)
    rivers = next(part for part in told["own"]["parts"] if part["kind"] == "river")
    assert json.loads(container.text(rivers["names"])) == [[0, {"": "Ink Brook", "ru": "Чернилка"}]]


def test_of_what_does_not_fit_the_farthest_is_left_out_and_said():
    bends = np.random.default_rng(1).uniform(0.0005, 0.0015, (500, 5, 2))
    lines = [shapely.LineString(bend + (46 + at / 500, 40)) for at, bend in enumerate(bends)]
    own = Own("a file", "", {"road_main": Part(np.array(lines, dtype=object), [{}] * len(lines))})
    near = np.array([[46.5, 40, 46.5, 40]])
    whole, part = fitting.fitted(own, near), fitting.fitted(own, near, 3000)
    assert len(whole.parts["road_main"].shapes) == 500 and not whole.left_out
    kept = shapely.bounds(part.parts["road_main"].shapes)[:, 0]
    assert 46.1 < kept.min() and kept.max() < 46.9
    assert part.left_out == [f"{500 - len(kept)} of 500 main roads"]
    assert fitting._size("road_main", part.parts["road_main"]) <= 3000


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_country_file_of_geonames_gives_its_places(tmp_path, is_packed):
    path = tmp_path / ("AZ.zip" if is_packed else "AZ.txt")
    text = "\n".join(GEONAMES) + "\n"
    if is_packed:
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("readme.txt", "about")
            archive.writestr("AZ.txt", text)
    else:
        path.write_text(text, "utf-8")
    found = under(path)
    assert "Quillstead" in names(found.block) and not {"Ink Brook", "Elsewhere"} & set(names(found.block))
    assert found.told == [f"Ground: {path.name}, GeoNames country file: 1 place."]
    assert found.credit == "GeoNames (CC BY 4.0)"


def test_without_a_file_there_is_nothing_of_one():
    found = under(None)
    assert "own" not in opened(found.block)[1] and not found.credit and not found.told


def test_a_map_of_the_whole_world_does_not_use_the_file_and_says_so(valley):
    points = [shapely.Point(-120, -40), shapely.Point(140, 60)]
    found = under(valley, geopandas.GeoDataFrame({"id": ["A", "B"]}, geometry=points, crs=4326))
    assert found.block is None and "was not used" in found.told[0]


@pytest.mark.parametrize(
    "content, said",
    [
        (b"\x00\x00\x00\x0d\x0a\x09OSMHeader" + bytes(range(256)), "cannot be read"),
        (extract.valley()[:-40], "cannot be read"),
        (b"<OGRVRTDataSource></OGRVRTDataSource>", "no ground that can be read"),
        (b"id,lat,lon\n1,2,3\n", "no ground that can be read"),
        (b"", "is empty"),
        ("\n".join([*GEONAMES, "4\tcut sho"]).encode(), "a line has 2 columns"),
    ],
    ids=["noise", "cut short", "VRT", "a table", "empty", "a list cut short"],
)
def test_a_file_that_is_no_ground_is_refused_in_a_sentence(tmp_path, content, said):
    path = tmp_path / "ground"
    path.write_bytes(content)
    with pytest.raises(SourceError, match=said):
        under(path)


@pytest.mark.parametrize("name", ["/vsicurl/http://a.example/x.osm.pbf", "http://a.example/x.osm.pbf", "/vsizip/a.zip"])
def test_nothing_is_read_through_gdals_file_systems_or_from_a_host(name):
    with pytest.raises(UnsafeSource):
        GroundTerms(file=name)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(ZonemarkError, match="device or a pipe"):
        GroundTerms(file=tmp_path / "pipe")


def test_reading_takes_only_so_much_memory_and_so_many_objects(valley, monkeypatch):
    monkeypatch.setattr(gdal, "_MEMORY", 1_000_000)
    with pytest.raises(SourceError, match="cannot be read"):
        under(valley)
    monkeypatch.undo()
    monkeypatch.setattr(gdal, "MOST_OBJECTS", 2)
    with pytest.raises(SourceError, match="more than 2 objects"):
        under(valley)


def test_a_name_is_one_line_without_marks_of_direction(tmp_path):
    path = tmp_path / "a.osm.pbf"
    path.write_bytes(extract.pbf([(46.94, 39.995, {"place": "village", "name": "Safe\u202eway\n<b>|x"})]))
    assert "Safe way <b> x" in names(under(path).block)


def test_the_command_takes_the_file_and_says_what_it_has(valley, tmp_path, capsys):
    survey = tmp_path / "survey.csv"
    survey.write_text(f"id,lat,lon,type\nA,{extract.LAT},{extract.LON},CHA\n", "utf-8")
    assert main(["map", str(survey), "--ground", str(valley), "-o", str(tmp_path / "map.html")]) == 0
    assert "Ground: valley.osm.pbf, OpenStreetMap extract: 1 river" in " ".join(capsys.readouterr().out.split())
    assert main(["map", str(survey), "--ground", str(survey), "-o", str(tmp_path / "map.html")]) == 1
    assert "survey.csv is no ground that can be read" in capsys.readouterr().err


def test_a_project_names_the_file_in_its_settings(valley, tmp_path):
    project = geo.Project.create(tmp_path / "project", title="Valley")
    project.add({"zones": ZONE})
    settings = project.path / "zonemark.toml"
    settings.write_text('ground = "../valley.osm.pbf"\n' + settings.read_text("utf-8"), "utf-8")
    drawn = geo.draw(geo.Project(project.path))
    drawn.save(tmp_path / "map.html")
    assert "valley.osm.pbf, OpenStreetMap extract" in drawn.ground_told[0]
