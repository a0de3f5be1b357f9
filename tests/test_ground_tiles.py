"""Ground from vector tiles in a PMTiles file: three schemas, and files of none of them."""

import json

import pytest
import shapely
import valley_tiles
from test_ground_file import counts, names, opened, under
from vector_tiles import pmtiles

from geo.errors import SourceError
from geo.maps.ground.own import tiles

OSM = "© OpenStreetMap contributors"


@pytest.fixture
def written(tmp_path):
    def write(content):
        path = tmp_path / "valley.pmtiles"
        path.write_bytes(content)
        return path

    return write


def called(block, kind):
    container, told = opened(block)
    part = next(part for part in told["own"]["parts"] if part["kind"] == kind)
    return [own for _, own in json.loads(container.text(part["names"]))]


@pytest.mark.parametrize("schema", valley_tiles.SCHEMAS)
def test_tiles_of_each_schema_are_whole_near_records_and_say_which_they_are(written, schema):
    found = under(written(valley_tiles.valley(schema)))
    near = {"road_minor": 1, "wood": 1, "building": 1}
    assert counts(found.block).items() >= near.items() and {"river", "road_main", "water"} <= set(counts(found.block))
    assert f"valley.pmtiles, {schema} tiles: " in found.told[0] and "2 places" in found.told[0]
    assert {"Quillstead", "Ağdam"} <= set(names(found.block)) and "Aghdam" not in names(found.block)
    assert found.credit == OSM


@pytest.mark.parametrize("schema", valley_tiles.SCHEMAS)
def test_waters_have_their_names_in_the_languages_they_have(written, schema):
    block = under(written(valley_tiles.valley(schema))).block
    rivers = called(block, "river")
    assert rivers and all(own == {"": "Ink Brook", "ru": "Чернилка"} for own in rivers)
    assert called(block, "water") == [{"": "Blot"}]


def test_tiles_of_another_schema_are_drawn_plainly_and_said(written):
    found = under(written(pmtiles(valley_tiles.unknown(), attribution='<a href="https://a.example">The &amp; Co</a>')))
    assert set(counts(found.block)) == {"river", "water", "line"}
    assert "tiles of a schema that is not known (lakes_and_rivers, ways, towns, pubs)" in found.told[0]
    assert "Ağdam" in names(found.block) and "The Quill" not in names(found.block)
    assert called(found.block, "water") == [{"": "Blot"}] and found.credit == "The & Co"


def test_one_layer_alone_is_no_schema(written):
    found = under(written(pmtiles({"water": [(valley_tiles.LAKE, {"name": "Blot"})]})))
    assert "is not known (water)" in found.told[0] and not found.credit


def test_what_tiles_cut_is_put_together_again(written):
    pond, road = shapely.box(46.92, 39.98, 46.945, 40.0), shapely.LineString([(46.915, 39.985), (46.945, 39.993)])
    layers = {"water": [(pond, {"class": "lake"})], "transportation": [(road, {"class": "track"})], "place": []}
    found = under(written(pmtiles(layers, zooms=(14, 14))))
    assert counts(found.block) == {"water": 1, "track": 1}


def test_where_records_lie_far_apart_a_coarser_zoom_is_read_and_said(written, monkeypatch):
    monkeypatch.setattr(tiles, "_MOST_TILES", 2)
    found = under(written(valley_tiles.valley("Shortbread")))
    assert "it was read at zoom 11 of 14" in " ".join(found.told)


@pytest.mark.parametrize(
    "change, said",
    [
        (lambda whole: whole[:90], "heading is damaged"),
        (lambda whole: whole[:7] + b"\x02" + whole[8:], "is PMTiles version 2"),
        (lambda whole: whole[:99] + b"\x02" + whole[100:], "holds pictures"),
        (lambda whole: whole[:97] + b"\x03" + whole[98:], "with Brotli, not with gzip. Make it anew with gzip"),
        (lambda whole: whole[:98] + b"\x04" + whole[99:], "with Zstandard, not with gzip. Make it anew with gzip"),
        (lambda whole: whole[:-1], "is cut short: it was 5,896 bytes"),
        (lambda whole: whole[:150], "is cut short"),
    ],
    ids=[
        "cut in the heading",
        "an older version",
        "pictures",
        "Brotli",
        "Zstandard",
        "cut short",
        "cut in the directory",
    ],
)
def test_a_file_of_tiles_that_cannot_be_read_is_refused_in_a_sentence(written, change, said):
    with pytest.raises(SourceError, match=said):
        under(written(change(valley_tiles.valley("OpenMapTiles"))))
