"""What a map says of released land: measured for each hazard, its conflicts named, and never in the way of the map."""

import csv
import re

import geopandas
import numpy as np
import pytest
import shapely

from geo.analysis import cuts
from geo.checks.outlines.land import CODES
from geo.crs import area_m2
from geo.maps import draw
from geo.maps.catalogue import catalogue
from geo.maps.page import land
from geo.maps.page.contents import drawable
from geo.maps.page.fallback import Shown
from geo.records import Layer
from geo.store import Project

WEST, SOUTH = 46.93, 40.39


def box(west=0.0, south=0.0, east=10.0, north=10.0):
    """A box, in thousandths of a degree."""
    return shapely.box(*(np.array([west, south, east, north]) / 1000 + [WEST, SOUTH, WEST, SOUTH]))


def layer(kind, records, name=""):
    return Layer(name or kind, kind, geopandas.GeoDataFrame(records, geometry="geometry", crs=4326))


def told(*layers):
    return land.land([Shown(one, drawable(one)) for one in layers])


HAZARD = {"id": "H1", "status": "worked_on", "geometry": box()}
WEST_HALF = {"id": "R1", "hazard_id": "H1", "product": "cleared", "geometry": box(east=5)}


def test_a_map_without_releases_says_nothing_of_released_land():
    assert told(layer("hazards", [HAZARD])) == {}


def test_parts_and_what_remains_add_up_to_the_hazard():
    (row,) = told(layer("hazards", [HAZARD]), layer("releases", [WEST_HALF]))["hazards"]
    _, _, area, cleared, reduced, cancelled, other, remains, _ = row
    assert cleared == pytest.approx(area / 2, rel=1e-6)
    assert cleared + reduced + cancelled + other + remains == pytest.approx(area, abs=0.05)


def test_a_closed_hazard_of_which_nothing_was_released_is_named_on_a_map_with_releases():
    closed = {"id": "H2", "status": "closed", "geometry": box(west=50, east=60)}
    found = told(layer("hazards", [HAZARD, closed]), layer("releases", [WEST_HALF]))
    assert found["conflicts"] == [[0, 1, ["closed_without_release"]]]


def test_the_outline_is_that_of_the_land_that_remains():
    (row,) = told(layer("hazards", [HAZARD]), layer("releases", [WEST_HALF]))["hazards"]
    ((ring,),) = row[-1]
    drawn = shapely.Polygon(np.cumsum(np.reshape(ring, (-1, 2)), axis=0) / 1e7)
    assert drawn.symmetric_difference(box(west=5)).area < 1e-12


def test_a_hazard_of_which_nothing_remains_has_no_outline():
    (row,) = told(layer("hazards", [HAZARD]), layer("releases", [{**WEST_HALF, "geometry": box()}]))["hazards"]
    assert row[-2:] == [0.0, None]


def test_records_are_named_by_their_place_on_the_page():
    other = {**HAZARD, "id": "H0"}
    found = told(layer("places", [{"id": "P", "geometry": box()}]), layer("hazards", [other, HAZARD]),
                 layer("releases", [WEST_HALF]))  # fmt: skip
    assert [row[:2] for row in found["hazards"]] == [[1, 1]]


def test_releases_of_several_layers_are_taken_off_hazards_of_several_layers():
    east = {**WEST_HALF, "id": "R2", "hazard_id": "H2", "geometry": box(west=25, east=30)}
    found = told(layer("hazards", [HAZARD], "a"),
                 layer("hazards", [{"id": "H2", "geometry": box(west=20, east=30)}], "b"),
                 layer("releases", [WEST_HALF], "c"), layer("releases", [east], "d"))  # fmt: skip
    assert [row[:2] for row in found["hazards"]] == [[0, 0], [1, 0]] and found["conflicts"] == []


@pytest.mark.parametrize(
    ("release", "code", "place"),
    [
        ({"geometry": box(west=20, east=30)}, "release_outside_hazard", [1, 0]),
        ({"geometry": box(west=5, east=15)}, "release_partly_outside", [1, 0]),
        ({"hazard_id": "H9"}, "unknown_hazard", [1, 0]),
        ({"hazard_id": "H9", "geometry": box(west=20, east=30)}, "unknown_hazard", [1, 0]),
        ({"hazard_id": None}, "release_without_hazard", [1, 0]),
        ({"geometry": box()}, "released_but_open", [0, 0]),
    ],
)
def test_a_conflict_is_named_with_the_record_that_it_is_about(release, code, place):
    found = told(layer("hazards", [HAZARD]), layer("releases", [{**WEST_HALF, **release}]))
    assert [code] in [codes[:1] for *where, codes in found["conflicts"] if where == place]


def test_a_number_that_two_hazards_have_takes_land_from_neither():
    found = told(layer("hazards", [HAZARD, {**HAZARD, "geometry": box(south=20, north=30)}]),
                 layer("releases", [WEST_HALF]))  # fmt: skip
    told_of = [[0, 0, ["ambiguous_hazard"]], [0, 1, ["ambiguous_hazard"]], [1, 0, ["ambiguous_hazard"]]]
    assert found == {"hazards": [], "conflicts": told_of}


ODD = [
    None,
    shapely.Point(WEST, SOUTH),
    shapely.Polygon(),
    shapely.Point(float("nan"), SOUTH),
    shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]),
    shapely.Polygon([(WEST, SOUTH), (WEST + 1, 312), (WEST, 41)]),
    shapely.GeometryCollection([box(), shapely.Point(WEST, SOUTH)]),
    shapely.Polygon([(WEST, SOUTH, 812), (WEST + 1, SOUTH, 812), (WEST, 41, 812)]),
]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_an_odd_shape_costs_at_most_itself(odd):
    hazards = layer("hazards", [HAZARD, {**HAZARD, "id": "H2", "geometry": odd}])
    releases = [WEST_HALF, {**WEST_HALF, "id": "R2", "geometry": odd}, {**WEST_HALF, "id": "R3", "hazard_id": "H2"}]
    found = told(hazards, layer("releases", releases))
    assert found["hazards"][0][:2] == [0, 0]
    assert draw([hazards, layer("releases", releases)]).counts()["recorded"] == 5


def test_a_geometry_that_cannot_be_measured_costs_only_its_own_hazard(monkeypatch):
    cut_all = cuts._cut_all

    def refuse(hazards, releases, kinds, named):
        if 1 in named:
            raise shapely.errors.GEOSException("TopologyException")
        return cut_all(hazards, releases, kinds, named)

    monkeypatch.setattr(cuts, "_cut_all", refuse)
    second = {**HAZARD, "id": "H2", "geometry": box(south=20, north=30)}
    own = {**WEST_HALF, "id": "R2", "hazard_id": "H2", "geometry": box(south=20, north=30)}
    found = told(layer("hazards", [HAZARD, second]), layer("releases", [WEST_HALF, own]))
    assert [row[:2] for row in found["hazards"]] == [[0, 0]]
    assert found["conflicts"] == [[1, 1, ["area_unknown"]]]


def test_every_hazard_of_the_training_valley_adds_up(training):
    rows = told(*training)["hazards"]
    assert len(rows) > 20
    for _, _, area, *parts, _ in rows:
        assert sum(parts) == pytest.approx(area, abs=0.05)


@pytest.fixture
def training(request):
    return Project(request.config.rootpath / "data" / "training").layers()


def test_every_conflict_has_words():
    assert len(CODES) > 8
    assert {f"conflict.{code}" for code in CODES} == {key for key in catalogue("en") if key.startswith("conflict.")}


def test_every_problem_of_a_written_position_has_words(request):
    folder = request.config.rootpath / "geo" / "maps" / "viewer" / "src" / "positions"
    source = "".join(path.read_text("utf-8") for path in folder.glob("*.ts"))
    assert source
    table = (request.config.rootpath / "tests" / "positions.csv").open(encoding="utf-8", newline="")
    with table:
        codes = {row["code"] for row in csv.DictReader(table)} - {""}
    codes |= set(re.findall(r'fault\("(\w+)"', source))
    codes.discard("first_fit")  # never told: the first candidate that fits is taken, or none does
    words = {key.removeprefix("problem.") for key in catalogue("en") if key.startswith("problem.")}
    assert codes - words == set()
    assert {word for word in words if f'"{word}"' not in source} == set()


def test_hazards_that_no_release_has_to_do_with_are_not_measured(monkeypatch):
    measured = []

    def watched(shapes):
        measured.append(len(shapes))
        return area_m2(shapes)

    monkeypatch.setattr(cuts, "area_m2", watched)
    far = [{"id": f"F{i}", "geometry": box(south=20 + i, north=21 + i)} for i in range(50)]
    told(layer("hazards", [HAZARD, *far]), layer("releases", [WEST_HALF]))
    assert set(measured) == {1}


def test_cleared_land_in_a_hazard_that_was_reported_later_is_named():
    later = {"id": "H2", "status": "open", "reported_on": "2024-01-02", "geometry": box(east=3)}
    release = {**WEST_HALF, "completed_on": "2023-05-12"}
    found = told(layer("hazards", [HAZARD, later]), layer("releases", [release]))
    assert found["conflicts"] == [[1, 0, ["hazard_after_release"]]]
