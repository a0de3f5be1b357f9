"""The ground that the package carries, and what of it goes into a map."""

import hashlib
import json
import math

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geo.cells.words import fold
from geo.errors import UsageError
from geo.mapfile.container import Container, unpacked
from geo.maps import draw
from geo.maps.ground import clip, world
from geo.maps.ground.extent import extent_of
from geo.maps.ground.states import states
from geo.maps.ground.terms import GroundTerms
from geo.maps.ground.world import Box

MIDDLES = {
    "Aghdam": (46.93, 39.99),
    "Doboj": (18.09, 44.73),
    "Izium": (37.26, 49.21),
    "Hodeidah": (42.95, 14.8),
    "Pailin": (102.61, 12.85),
    "Tumaco": (-78.76, 1.8),
}
COUNTRIES = {
    "Azerbaijan": Box(44.5, 38.2, 50.6, 42.1),
    "Bosnia": Box(15.5, 42.4, 19.8, 45.4),
    "Colombia": Box(-79.2, -4.4, -66.7, 12.7),
    "Ukraine": Box(21.9, 44.2, 40.4, 52.6),
}


def around(lon, lat, km):
    north = km / 2 / 111.2
    east = north / math.cos(math.radians(lat))
    return Box(lon - east, lat - north, lon + east, lat + north)


def middle(box):
    return np.array([[(box.west + box.east) / 2, (box.south + box.north) / 2]])


def in_the_file(box, **how):
    """How many characters of the file the ground of a box takes."""
    return len(clip.clipped(box, middle(box), **how)) * 4 / 3


def opened(block):
    return Container(unpacked(block, "the ground"), "the ground")


def names_of(block):
    container = opened(block)
    return container.text(container.heading["ground"]["places"]["names"]).decode().split("\n")


def lines_of(block, name):
    container = opened(block)
    return container.heading["sections"][container.heading["ground"][name]["types"]][1]


@pytest.mark.parametrize("lonlat", MIDDLES.values(), ids=MIDDLES.keys())
@pytest.mark.parametrize("km", [40, 200])
def test_a_district_takes_at_most_30_kb(lonlat, km):
    assert in_the_file(around(*lonlat, km)) <= 30_000


@pytest.mark.parametrize("box", COUNTRIES.values(), ids=COUNTRIES.keys())
def test_a_country_takes_at_most_150_kb(box):
    assert 30_000 < in_the_file(box) <= 150_000


def test_the_package_carries_what_its_list_says_and_at_most_8_mb():
    told = json.loads((world.DATA / "sources.json").read_text("utf-8"))
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in world.DATA.glob("*.bin")}
    assert told["outputs"] == found
    assert all({"for", "licence", "sha256"} == set(entry) for entry in told["inputs"].values())
    assert sum(path.stat().st_size for path in world.DATA.iterdir()) <= 8_000_000


def test_an_emptied_town_stands_before_the_suburbs_of_others():
    found = world.places(around(46.75, 39.8, 200))
    first = [found.names[at] for at in np.argsort(-found.rank, kind="stable")[:40]]
    assert {"Khankendi", "Khojaly", "Shusha", "Aghdam"} <= set(first)


@pytest.mark.parametrize("spelling", ["Bakı", "Баку", "باكو"])
def test_a_place_is_kept_in_the_spellings_of_its_scripts(spelling):
    found = world.places(around(49.9, 40.4, 40))
    assert fold(spelling) in map(fold, found.others[found.names.index("Baku")])


def test_the_places_near_records_are_the_last_to_be_left_out():
    box = COUNTRIES["Ukraine"]
    at_izium = names_of(clip.clipped(box, np.array([[37.26, 49.21]])))
    at_lviv = names_of(clip.clipped(box, np.array([[24.03, 49.84]])))
    assert "Studenok" in at_izium and "Studenok" not in at_lviv
    assert {"Kyiv", "Odesa"} <= set(at_izium) & set(at_lviv)


@pytest.mark.parametrize("lonlat, names", [((-2.5, 22.0), ["Taoudenni"]), ((0.0, -82.0), [""])])
def test_where_there_is_no_place_the_nearest_is_told_unless_it_is_at_the_other_end_of_the_world(lonlat, names):
    box = around(*lonlat, 100)
    assert names_of(clip.clipped(box, np.array([lonlat]))) == names


def test_without_borders_there_are_none():
    box = around(*MIDDLES["Doboj"], 200)
    with_borders, without = (clip.clipped(box, middle(box), borders=borders) for borders in (True, False))
    assert lines_of(with_borders, "borders") and lines_of(with_borders, "districts")
    assert not any(lines_of(without, name) for name in ("borders", "disputed", "districts"))


def test_a_map_across_180_degrees_has_both_sides():
    block = clip.clipped(Box(178, -18, 182, -16), np.array([[180.0, -17.0]]))
    boxes = opened(block).heading["ground"]["boxes"]
    assert [box[0] < 180 and box[2] == 180 for box in boxes] == [True, False]
    assert boxes[1][0] == -180


ANYWHERE = st.builds(
    lambda west, south, wide, high: Box(west, south, west + wide, min(90.0, south + high)),
    st.floats(-540, 540) | st.sampled_from([-180.0, 0.0, 180.0]),
    st.floats(-90, 90) | st.sampled_from([-90.0, -85.0, 0.0, 85.0, 90.0]),
    st.floats(0, clip.WIDEST_DEG) | st.just(0.0),
    st.floats(0, clip.WIDEST_DEG) | st.just(0.0),
)


@given(ANYWHERE)
def test_the_boxes_around_any_extent_lie_in_the_world_and_hold_what_a_map_shows_of_it(extent):
    boxes = clip.boxes_around(extent)
    assert 1 <= len(boxes) <= 2
    for west, south, east, north in boxes:
        assert -180 <= west < east <= 180 and -85 <= south < north <= 85
    west, east = ((lon + 180) % 360 - 180 for lon in (extent.west, extent.east))
    shown = [(lon, max(-85, min(85, lat))) for lon in (west, east) for lat in (extent.south, extent.north)]
    rounding = 1e-9
    holding = shapely.union_all([shapely.box(*box) for box in boxes]).buffer(rounding)
    assert all(shapely.covers(holding, shapely.Point(position)) for position in shown)


@pytest.mark.parametrize(
    "extent",
    [Box(0, -89, 0, -89), Box(-180, -90, -180, -90), Box(0, 90, 0, 90), Box(0, 86, 59, 90), Box(181, 70, 185, 70)],
    ids=["89 S", "south pole", "north pole", "beyond the map", "wholly beyond 180"],
)
def test_ground_is_made_at_the_poles_and_beyond_180_degrees(extent):
    around_it = opened(clip.clipped(extent, middle(extent))).heading["ground"]
    assert around_it["boxes"] == [list(box) for box in clip.boxes_around(extent)]


def test_a_map_of_the_whole_world_has_only_the_coarse_one():
    assert clip.clipped(Box(-120, -40, 140, 60), np.empty((0, 2))) is None


def states_at(lonlat):
    """The states in the ground around a record, by whether one of their points reaches it."""
    [box] = clip.boxes_around(Box(*lonlat, *lonlat))
    found: dict[str, bool] = {}
    for one in states([box], np.array([lonlat])):
        away = math.hypot((one.lon - lonlat[0]) * math.cos(math.radians(lonlat[1])), one.lat - lonlat[1])
        found[one.names["en"]] = found.get(one.names["en"], False) or away < one.reach_deg
    return found


@pytest.mark.parametrize(
    "lonlat, state",
    [
        ((179.2, -8.52), "Tuvalu"),
        ((166.93, -0.53), "Nauru"),
        ((-157.4, 1.87), "Kiribati"),
        ((-172.5, -8.55), "New Zealand"),
        ((15.63, 78.22), "Norway"),
        ((145.75, 15.18), "Northern Mariana Islands"),
        ((12.45, 43.94), "San Marino"),
        ((7.42, 43.74), "Monaco"),
        ((34.4, 31.45), "Palestinian Territories"),
        ((0.0, -82.0), "Antarctica"),
    ],
)
def test_the_name_of_the_state_reaches_a_record_on_the_smallest_island_and_by_a_border(lonlat, state):
    assert states_at(lonlat)[state]


def test_no_state_is_named_on_the_high_sea_or_between_two():
    assert states_at((-30.0, 20.0)) == {}
    between_gibraltar_and_morocco = (-5.4, 36.0)
    assert not any(states_at(between_gibraltar_and_morocco).values())


def test_one_record_far_away_does_not_widen_the_ground():
    many = np.repeat([[46.0, 39.0, 46.1, 39.1]], 300, axis=0)
    assert extent_of(np.vstack([many, [[10.0, 50.0, 10.0, 50.0]]])) == Box(46.0, 39.0, 46.1, 39.1)
    assert extent_of(np.vstack([many[:3], [[10.0, 50.0, 10.0, 50.0]]])) == Box(10.0, 39.0, 46.1, 50.0)


def test_the_picture_without_scripts_has_names_and_lines_of_the_ground(tmp_path):
    points = [shapely.Point(46.6, 39.7), shapely.Point(47.1, 40.1)]
    zone = geopandas.GeoDataFrame({"id": ["Z", "Y"]}, geometry=points, crs=4326)
    text = draw(zone, kind="hazards").save(tmp_path / "map.html").read_text("utf-8")
    picture = text[text.index('<svg id="zm-overview"') : text.index("</svg>", text.index('<svg id="zm-overview"'))]
    assert ">Khojavend</text>" in picture and "#c9c1b4" in picture
    bare = draw(zone, kind="hazards", borders="none").save(tmp_path / "bare.html").read_text("utf-8")
    assert "#c9c1b4" not in bare


def test_borders_are_drawn_or_not():
    with pytest.raises(UsageError, match="borders is 'dashed'"):
        GroundTerms(borders="dashed")


def test_a_map_of_kherson_does_not_cut_crimea_off_by_a_solid_line():
    kherson_to_simferopol = shapely.LineString([(33.6, 46.6), (34.1, 45.0)])
    window = Box(33, 45, 35.5, 47)
    solid, dashed = (world.outlines(kind, window) for kind in ("border", "disputed"))
    assert not shapely.intersects(solid, kherson_to_simferopol).any()
    assert shapely.intersects(dashed, kherson_to_simferopol).any()
    block = clip.clipped(Box(32.5, 45.9, 34.5, 47.0), np.array([[33.5, 46.4]]))
    assert lines_of(block, "disputed") and not lines_of(block, "borders")
