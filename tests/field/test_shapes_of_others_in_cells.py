"""KML, GML and Esri's JSON in the cell of a table are read by what reads such files; what is unclear is not guessed."""

import pytest
from told import codes, column, drawn, told

from geo.findings import SEVERITIES

RING = "46.9,39.5 46.9,39.6 47,39.6 46.9,39.5"
LIST = "[[46.9,39.5],[46.9,39.6],[47,39.6],[46.9,39.5]]"
OUTLINE = "POLYGON ((46.9 39.5, 46.9 39.6, 47 39.6, 46.9 39.5))"
GML_RING = f"<gml:LinearRing><gml:coordinates>{RING}</gml:coordinates></gml:LinearRing>"
SHAPES = {
    "a point of KML": ("<Point><coordinates>46.9,39.5</coordinates></Point>", "POINT (46.9 39.5)"),
    "escaped": ("&lt;Point&gt;&lt;coordinates&gt;46.9,39.5&lt;/coordinates&gt;&lt;/Point&gt;", "POINT (46.9 39.5)"),
    "an outline of KML": (
        f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}</coordinates></LinearRing></outerBoundaryIs></Polygon>",
        OUTLINE,
    ),
    "a file of KML": (
        "<?xml version='1.0'?><kml xmlns='http://www.opengis.net/kml/2.2'><Document><Placemark><name>x</name><LineString>"
        "<coordinates>46.9,39.5 46.9,39.6</coordinates></LineString></Placemark></Document></kml>",
        "LINESTRING (46.9 39.5, 46.9 39.6)",
    ),
    "coordinates alone": ("<coordinates>46.9,39.5</coordinates>", "POINT (46.9 39.5)"),
    "an outline of coordinates alone": (f"<coordinates>{RING}</coordinates>", OUTLINE),
    "GML with the longitude first": (
        "<gml:Point srsName='EPSG:4326'><gml:pos>46.9 39.5</gml:pos></gml:Point>", "POINT (46.9 39.5)"),
    "GML in the order of the authority": (
        "<gml:Point srsName='urn:ogc:def:crs:EPSG::4326'><gml:pos>39.5 46.9</gml:pos></gml:Point>",
        "POINT (46.9 39.5)",
    ),
    "GML that its numbers tell": ("<gml:Point><gml:pos>105.1 11.5</gml:pos></gml:Point>", "POINT (105.1 11.5)"),
    "GML 2": (f"<gml:Polygon><gml:outerBoundaryIs>{GML_RING}</gml:outerBoundaryIs></gml:Polygon>", OUTLINE),
    "rings": (f'{{"rings":[{LIST}],"spatialReference":{{"wkid":4326}}}}', OUTLINE),
    "paths": ('{"hasZ":false,"paths":[[[46.9,39.5],[46.9,39.6]]]}', "LINESTRING (46.9 39.5, 46.9 39.6)"),
    "points": ('{"points":[[46.9,39.5],[46.9,39.6]]}', "MULTIPOINT ((46.9 39.5), (46.9 39.6))"),
    "a feature": (f'{{"attributes":{{"a":1}},"geometry":{{"rings":[{LIST}]}}}}', OUTLINE),
}  # fmt: skip


def row(read, cell, heading="q7"):
    quoted = cell.replace('"', '""')
    return read(f'id,status,{heading}\nA,open,"{quoted}"\n')


@pytest.mark.parametrize("heading", ["q7", "geom", "location"])
@pytest.mark.parametrize(("cell", "wkt"), SHAPES.values(), ids=SHAPES)
def test_a_shape_of_another_format_is_read(read, cell, wkt, heading):
    reading = row(read, cell, heading)
    assert drawn(reading) == [wkt] and column(reading, "position_entered") == [cell]


def test_the_system_of_rings_is_heeded(read):
    merc = "[[5220884,4792968],[5220884,4793968],[5221884,4793968],[5220884,4792968]]"
    shape = row(read, f'{{"rings":[{merc}],"spatialReference":{{"wkid":102100,"latestWkid":3857}}}}').frame.geometry[2]
    assert [round(number, 2) for number in shape.bounds] == [46.9, 39.5, 46.91, 39.5]


PLACEMARK = "<Placemark><Point><coordinates>46.9,39.5</coordinates></Point></Placemark>"
UNCLEAR = {
    "which number is the latitude": "<gml:Point><gml:pos>39.5 46.9</gml:pos></gml:Point>",
    "a record has one": f"<kml>{2 * PLACEMARK}</kml>",
    "cut off": f"<Polygon><outerBoundaryIs><LinearRing><coordinates>{RING}",
    "true curves": '{"curveRings":[[[46.9,39.5],{"c":[[46,39],[47,39]]}]]}',
}  # fmt: skip


@pytest.mark.parametrize("why", UNCLEAR)
def test_a_shape_that_is_not_clear_is_said_and_kept(read, why):
    reading = row(read, UNCLEAR[why])
    assert drawn(reading) == [None] and why in told(reading, "geometry_unreadable")
    assert column(reading, "position_entered") == [UNCLEAR[why]]


@pytest.mark.parametrize("cell", [SHAPES["an outline of KML"][0], f'{{"rings":[{LIST}]}}'])
def test_a_ring_that_is_open_is_closed_and_said(read, cell):
    opened = cell.replace(" 46.9,39.5<", "<").replace(",[46.9,39.5]]", "]")
    reading = row(read, opened)
    assert opened != cell and drawn(reading) == [OUTLINE] and "ring_not_closed" in codes(reading)


@pytest.mark.parametrize(
    "cell", ['{"a":[[46.9,39.5],[46.8,39.6],[46.7,39.6]]}', "<x>46.9,39.5; 46.8,39.6; 46.7,39.6</x>"]
)
def test_an_object_or_markup_that_is_not_known_has_no_corners(read, cell):
    assert drawn(row(read, cell)) == [None]


def test_a_shape_among_words_is_named(read):
    assert "position_in_text" in codes(row(read, "<b>here</b> <Point><coordinates>46.9,39.5</coordinates></Point>"))


def test_markup_that_could_open_files_is_refused(read):
    cell = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><Point><coordinates>46.9,39.5"
    assert drawn(row(read, cell, "geom")) == [None]


def gathered(*shapes):
    return f'{{"type":"GeometryCollection","geometries":[{",".join(shapes)}]}}'


POINT = '{"type":"Point","coordinates":[46.9,39.5]}'
SLIPS = {
    "a collection in another": gathered(gathered(POINT, POINT), POINT),
    "a collection of one": gathered(POINT),
    "a position of four numbers": '{"type":"Point","coordinates":[46.9,39.5,1,2]}',
    "a type in small letters": '{"type":"point","coordinates":[46.9,39.5]}',
    "a member of others": '{"type":"Point","coordinates":[46.9,39.5],"features":[]}',
    "some heights": '{"type":"LineString","coordinates":[[46.9,39.5,1],[46.9,39.6]]}',
    "a wrong box": '{"type":"Point","coordinates":[46.9,39.5],"bbox":[1]}',
    "an open ring": '{"type":"Polygon","coordinates":[[[46.9,39.5],[46.9,39.6],[47,39.6]]]}',
    "an empty part beside a note": gathered(gathered(POINT), '{"type":"Point","coordinates":[]}'),
}


@pytest.mark.parametrize("shape", SLIPS.values(), ids=SLIPS)
def test_the_gravest_slip_of_geojson_in_a_cell_is_that_of_a_file(read, shape):
    feature = f'{{"type":"Feature","properties":{{"id":"A","status":"open"}},"geometry":{shape}}}'
    of_file = read(f'{{"type":"FeatureCollection","features":[{feature}]}}', name="a.geojson")
    of_cell = row(read, shape, "geometry")
    slips = [one for one in of_file.problems if one.row]
    assert slips and drawn(of_cell) == drawn(of_file)
    gravest = min(slips, key=lambda one: SEVERITIES.index(one.severity))
    assert (gravest.code, gravest.severity) in [(one.code, one.severity) for one in of_cell.problems]
