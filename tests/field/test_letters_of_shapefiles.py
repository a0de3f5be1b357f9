"""The text of a Shapefile is read as what it is, whatever its .cpg says."""

import geopandas
import pytest
from shapely import Point
from told import codes, column, told

import geo


@pytest.fixture
def shapefile(tmp_path):
    """Write a Shapefile with names in one encoding, and a .cpg that says another, or none."""

    def write(name, written, stated):
        frame = geopandas.GeoDataFrame({"name": [name]}, geometry=[Point(46.9, 39.5)], crs="EPSG:4326")
        frame.to_file(tmp_path / "zones.shp", encoding=written)
        cpg = tmp_path / "zones.cpg"
        if stated is None:
            cpg.unlink(missing_ok=True)
        else:
            cpg.write_text(stated)
        return tmp_path / "zones.shp"

    return write


@pytest.mark.parametrize(
    ("name", "written", "stated"),
    [
        ("Córrego Água", "UTF-8", "1252"),
        ("Şuşa", "UTF-8", "ISO-8859-1"),
        ("Шуша", "UTF-8", "1251"),
        ("Agdərə", "UTF-8", None),
        ("Минное поле у села Мадагиз", "cp1251", "UTF-8"),
        ("Поле у дороги", "cp1251", None),
        ("Мост через реку", "cp866", None),
        ("Минное поле", "cp1251", "ISO-8859-1"),
        ("Şuşa qalası", "cp1254", None),
    ],
)
def test_text_in_another_encoding_than_stated_is_read_and_said(shapefile, name, written, stated):
    reading = geo.read(shapefile(name, written, stated))
    assert column(reading, "name") == [name]
    assert "name the encoding" in told(reading, "encoding_assumed") and "gdal" not in [p.code for p in reading.problems]


@pytest.mark.parametrize(
    ("name", "written", "stated"), [("Ağdam", "UTF-8", "UTF-8"), ("Água", "cp1252", "1252"), ("Agdam", "UTF-8", "1252")]
)
def test_a_cpg_that_is_right_is_believed_without_a_word(shapefile, name, written, stated):
    reading = geo.read(shapefile(name, written, stated))
    assert column(reading, "name") == [name] and "encoding_assumed" not in codes(reading)


def test_headings_in_the_letters_of_a_country_are_read_too(tmp_path):
    frame = geopandas.GeoDataFrame({"Название": ["Поле"]}, geometry=[Point(46.9, 39.5)], crs="EPSG:4326")
    frame.to_file(tmp_path / "zones.shp", encoding="cp1251")
    for stated in ("UTF-8", "1252", None):
        (tmp_path / "zones.cpg").write_text(stated) if stated else (tmp_path / "zones.cpg").unlink()
        assert column(geo.read(tmp_path / "zones.shp"), "name") == ["Поле"]


def test_the_shapefile_from_the_field_is_read(case):
    reading = case("28")
    assert column(reading, "name") == ["Córrego Água"] and "1252" in told(reading, "encoding_assumed")
