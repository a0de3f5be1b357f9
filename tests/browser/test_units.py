"""A map for each administrative unit, and a page that leads to them: no record is left out, and nobody is asked."""

import re

import pytest
import shapely
from valley import frame

import geo
from geo.cli import main
from geo.cli.commands import map as command
from geo.errors import UsageError
from geo.maps.units import draw_units
from geo.records import Layer
from geo.records.imprint import Imprint

pytestmark = pytest.mark.browser

EVIL = '<img src=x onerror="alert(1)">{{7*7}}'
UNITS = ["Ağdam", "Ağdam", EVIL, "Index", None, ""]


def layers():
    shapes = [shapely.box(46.7 + n / 50, 39.9, 46.71 + n / 50, 39.91) for n in range(len(UNITS))]
    hazards = frame([{"id": f"H{n}", "status": "open", "area_type": "SHA", "admin1": unit, "geometry": shape}
                     for n, (unit, shape) in enumerate(zip(UNITS, shapes, strict=True))])  # fmt: skip
    releases = frame([{"id": f"R{n}", "hazard_id": of, "product": "cleared", "geometry": shapes[0]}
                      for n, of in enumerate(["H0", "H2", "gone"])])  # fmt: skip
    return [Layer("hazards", "hazards", hazards, "Hazards"), Layer("releases", "releases", releases, "Released")]


@pytest.fixture(scope="module")
def units(tmp_path_factory):
    folder = tmp_path_factory.mktemp("units")
    return folder, draw_units(layers(), folder, "admin1", imprint=Imprint(title=EVIL, fictitious=True))


def test_every_record_is_on_one_map_and_their_sums_are_those_of_the_whole(units):
    folder, found = units
    ids = [id_ for unit in found for layer in geo.open_map(folder / unit.file).layers for id_ in layer.frame["id"]]
    assert sorted(ids) == sorted(id_ for layer in layers() for id_ in layer.frame["id"])
    assert {unit.name: unit.total for unit in found} == {"Ağdam": 3, EVIL: 2, "Index": 1, "": 3}
    assert len({unit.file for unit in found} | {"index.html"}) == 5


def test_the_page_leads_to_each_map_and_asks_nobody(units, open_map):
    folder, found = units
    page = open_map(folder / "index.html", wait=False, javascript=False)
    assert page.title() == EVIL
    assert "does not mean" in page.locator("body").inner_text()
    rows = page.locator("tr").all_inner_texts()
    assert [int(row.split()[-1]) for row in rows[1:]] == [*(unit.total for unit in found), 9]
    assert page.locator("img, script").count() == 0
    assert [one.get_attribute("href") for one in page.locator("a").all()] == [unit.file for unit in found]


def test_a_map_of_a_unit_says_which_it_is_and_shows_its_records(units, open_map):
    folder, found = units
    page = open_map(folder / next(unit.file for unit in found if unit.name == "Ağdam"))
    assert "Ağdam (2/4)" in page.title()
    assert "Hazards that are recorded and that this edition does not show: 4." in page.locator("body").inner_text()


def test_the_command_makes_them_and_says_of_a_large_map_that_it_can(tmp_path, capsys, monkeypatch):
    survey = tmp_path / "survey.csv"
    survey.write_text("id,type,admin1,lat,lon\nA,SHA,North,40.1,46\nB,CHA,South,39.9,46\nC,CHA,,39.9,46\n")
    words = ["map", str(survey), "--kind", "hazards"]
    assert main([*words, "--per", "admin1", "-o", str(tmp_path / "maps")]) in (0, 4)
    said = capsys.readouterr().out
    assert re.search(r"all +index\.html +3 +3", said)
    assert {one.name for one in (tmp_path / "maps").iterdir()} == {
        "index.html",
        "north.html",
        "south.html",
        "elsewhere.html",
    }
    assert main([*words, "--per", "admin1", "-o", str(tmp_path / "maps")]) == 2
    assert main([*words, "--per", "village", "-o", str(tmp_path / "other")]) == 2
    assert not (tmp_path / "other").exists()
    capsys.readouterr()
    for limit, is_said in ((1_000, True), (command.LARGE, False)):
        monkeypatch.setattr(command, "LARGE", limit)
        main([*words, "-o", str(tmp_path / "one.html")])
        assert ("--per admin1" in capsys.readouterr().out) is is_said


def test_records_that_state_no_unit_are_refused_and_not_drawn_apart(tmp_path):
    with pytest.raises(UsageError, match="No record states its admin2"):
        draw_units(layers(), tmp_path, "admin2", imprint=Imprint())
