"""What stands on a map beside its records: it can be taken off by name, and what of it is not drawn is said."""

import folium
import geopandas
import pytest
from folium.plugins import HeatMap
from shapely import box

from geo.errors import AsksAHost, UsageError
from geo.maps import HazardMap, ZoneLayer
from geo.maps.folium_.skeleton import others_on

ZONE = geopandas.GeoDataFrame({"id": ["A"]}, geometry=[box(46.7, 39.9, 46.8, 40.0)], crs=4326)


@pytest.fixture
def drawing():
    return HazardMap().add_child(ZoneLayer(ZONE, title="Reported"))


@pytest.mark.parametrize("called", ["TileLayer", "Streets", "TileLayer 'Streets'"])
def test_an_element_that_save_refuses_can_be_taken_off_by_name(drawing, tmp_path, called):
    folium.TileLayer("https://tile.example/{z}/{x}/{y}.png", attr="x", name="Streets").add_to(drawing)
    with pytest.raises(AsksAHost, match="remove"):
        drawing.save(tmp_path / "map.html")
    assert drawing.remove(called).save(tmp_path / "map.html").is_file()


def test_the_name_in_the_error_is_one_that_remove_takes(drawing, tmp_path):
    HeatMap([[39.9, 46.7]]).add_to(drawing)
    with pytest.raises(AsksAHost) as refused:
        drawing.save(tmp_path / "map.html")
    assert drawing.remove(refused.value.what.partition(" would ask")[0]).save(tmp_path / "map.html").is_file()


def test_records_can_be_taken_off_by_their_title(drawing):
    assert drawing.remove("Reported").layers == []


def test_what_is_inside_a_group_can_be_taken_off(drawing, tmp_path):
    group = folium.FeatureGroup(name="Patrol").add_to(drawing)
    folium.TileLayer("https://tile.example/{z}/{x}/{y}.png", attr="x", name="Streets").add_to(group)
    drawing.remove("Streets").save(tmp_path / "map.html")
    assert not any(isinstance(one, folium.TileLayer) for one in group._children.values())


def test_a_name_that_nothing_has_is_refused_with_those_there_are(drawing):
    folium.FeatureGroup(name="Patrol").add_to(drawing)
    with pytest.raises(UsageError, match="There are: Reported, Patrol"):
        drawing.remove("Patrols")


def test_a_pin_that_asks_for_an_icon_font_is_said_to_have_a_dot(drawing):
    folium.Marker([39.9, 46.7], icon=folium.Icon(icon="bomb", prefix="fa")).add_to(drawing)
    assert [(one.code, "'bomb'" in one.what) for one in drawing.problems] == [("glyph_not_drawn", True)]


def test_a_plain_pin_is_as_it_was_asked_for(drawing):
    folium.Marker([39.9, 46.7], icon=folium.Icon(color="green")).add_to(drawing)
    assert drawing.problems == []


def test_a_group_of_zones_is_no_layer_beside_them_however_often_it_is_saved(drawing, tmp_path):
    ZoneLayer(ZONE).add_to(folium.FeatureGroup(name="Zones").add_to(drawing))
    first, second = (drawing.save(tmp_path / name).read_bytes() for name in ("a.html", "b.html"))
    assert first == second and list(others_on(drawing)) == []
