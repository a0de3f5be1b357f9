"""KML and GPX as programs and hands write them: second names, balloon tables, empty parts, undeclared prefixes."""

import pytest
from told import codes, column, drawn, told

from geo.errors import SourceError


def kml(*marks, root=""):
    return f'<kml xmlns="http://www.opengis.net/kml/2.2"{root}><Document>{"".join(marks)}</Document></kml>'


def gpx(body):
    return f'<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>'


POINT = "<Point><coordinates>46.9,39.5</coordinates></Point>"
LINE = "<LineString><coordinates>46.9,39.5 46.91,39.5</coordinates></LineString>"
TRACK = "<gx:Track><gx:coord>46.9 39.5</gx:coord><gx:coord>46.91 39.5</gx:coord></gx:Track>"


@pytest.mark.parametrize(
    "names",
    ["<name/><name>A</name>", "<name> </name><name>A</name>", "<name>A</name><name>A</name>", "<name>A</name><name/>"],
)
def test_an_empty_name_does_not_hide_the_other(read, names):
    assert column(read(kml(f"<Placemark>{names}{POINT}</Placemark>"), "a.kml"), "name") == ["A"]


def test_a_second_name_and_a_second_description_are_kept(read):
    words = "<name>A</name><name>Old mill</name><description>x</description><description>y</description>"
    reading = read(kml(f"<Placemark>{words}{POINT}</Placemark>"), "a.kml")
    assert (column(reading, "name_2"), column(reading, "description_2")) == (["Old mill"], ["y"])


BALLOONS = {
    "nested tables": "<html><table><tr><td>T</td></tr><tr><td><table>{rows}</table></td></tr></table></html>",
    "a plain table": "<table border='1'>{rows}</table>",
    "rows that are left open": "<table>{rows}<tr><td>Code</td><td>7",
    "words beside the table": "<p>Seen twice</p><table>{rows}</table>",
    "a style before it": "<style>td {{color: red}}</style><TABLE>{rows}</TABLE>",
}
ROWS = (
    "<tr><td>Hazard_ID</td><td>HZ-7</td></tr><tr bgcolor='#eee'><td><b>Status:</b></td><td>open</td></tr>"
    "<tr><td>Priority</td><td>&lt;Null&gt;</td></tr>"
)


@pytest.mark.parametrize("balloon", BALLOONS.values(), ids=BALLOONS)
def test_the_table_of_a_balloon_is_read(read, balloon):
    text = balloon.format(rows=ROWS)
    reading = read(kml(f"<Placemark><description><![CDATA[{text}]]></description>{POINT}</Placemark>"), "a.kml")
    assert (column(reading, "id"), column(reading, "status"), column(reading, "priority")) == (
        ["HZ-7"],
        ["open"],
        [None],
    )
    assert "table" in told(reading, "balloon_table")
    assert "<" not in (column(reading, "remarks")[0] or "")


def test_headings_above_one_row_of_values_are_a_table_too(read):
    text = "<table><tr><th>ID</th><th>Status</th></tr><tr><td>HZ-7</td><td>open</td></tr></table>"
    reading = read(kml(f"<Placemark><description><![CDATA[{text}]]></description>{POINT}</Placemark>"), "a.kml")
    assert (column(reading, "id"), column(reading, "status")) == (["HZ-7"], ["open"])


def test_markup_without_a_table_stays_as_it_was_typed(read):
    reading = read(
        kml(f"<Placemark><description>two &lt;b&gt;mines&lt;/b&gt;</description>{POINT}</Placemark>"), "a.kml"
    )
    assert column(reading, "remarks") == ["two <b>mines</b>"]


def test_the_personal_rows_of_a_balloon_are_left_out(read):
    rows = ROWS + "<tr><td>Victim name</td><td>A. Person</td></tr>"
    reading = read(
        kml(f"<Placemark><description><![CDATA[<table>{rows}</table>]]></description>{POINT}</Placemark>"), "a.kml"
    )
    assert "A. Person" not in reading.frame.to_string() and "Victim name" in told(reading, "personal_data")


def test_an_address_without_a_position_is_a_place_and_is_said(read):
    reading = read(kml("<Placemark><name>A</name><address>Km 12, Agdam road</address></Placemark>"), "a.kml")
    assert (column(reading, "place"), drawn(reading)) == (["Km 12, Agdam road"], [None])
    assert "Km 12" in told(reading, "address_only")


def test_an_address_beside_a_position_is_a_place_without_a_word(read):
    reading = read(kml(f"<Placemark><address>Km 12</address>{POINT}</Placemark>"), "a.kml")
    assert column(reading, "place") == ["Km 12"] and "address_only" not in codes(reading)


@pytest.mark.parametrize(
    "text",
    [
        kml(f'<Placemark xsi:nil="no"><name>A</name>{POINT}</Placemark>'),
        kml(f"<Placemark><name>A</name><gx:balloonVisibility>1</gx:balloonVisibility>{POINT}</Placemark>"),
        kml(f"<Placemark><name>A</name>{TRACK}</Placemark>"),
    ],
)
def test_an_undeclared_prefix_is_named_and_the_file_is_read(read, text):
    reading = read(text, "a.kml")
    assert drawn(reading)[0] is not None
    assert any(prefix in told(reading, "undeclared_prefix") for prefix in ("xsi", "gx"))


@pytest.mark.parametrize(
    ("text", "remedy"),
    [
        (kml("<Placemark><name>A & B</name></Placemark>"), "&amp;"),
        (kml("<Placemark><name>A&nbsp;B</name></Placemark>"), "sign itself"),
        (kml("<Placemark><name>A</name>")[:80], "cut off"),
    ],
)
def test_what_is_wrong_with_xml_is_said_as_it_is(read, text, remedy):
    with pytest.raises(SourceError, match=remedy):
        read(text, "a.kml")


EMPTY_PARTS = {
    "an empty point beside a line": f"<Point><coordinates/></Point>{LINE}",
    "an empty line in a collection": "<MultiGeometry><LineString><coordinates> </coordinates></LineString>"
    f"{LINE}</MultiGeometry>",
    "half a point": f"<MultiGeometry><Point><coordinates>46.9</coordinates></Point>{LINE}</MultiGeometry>",
}


@pytest.mark.parametrize("parts", EMPTY_PARTS.values(), ids=EMPTY_PARTS)
def test_one_bad_part_does_not_void_the_good_ones(read, parts):
    reading = read(kml(f"<Placemark>{parts}</Placemark>"), "a.kml")
    assert "46.9 39.5, 46.91 39.5" in drawn(reading)[0]
    assert "Part 1 of 2" in told(reading, "part_not_drawn")
    assert column(reading, "position_entered")[0]


def test_one_bad_polygon_does_not_void_the_others_of_geojson(read):
    text = (
        '{"type":"MultiPolygon","coordinates":[[[[46.9,39.5],[46.91,39.5],[46.91,39.51],[46.9,39.5]]],[[[46.9,"x"]]]]}'
    )
    reading = read(text, "a.geojson")
    assert drawn(reading) == ["MULTIPOLYGON (((46.9 39.5, 46.91 39.5, 46.91 39.51, 46.9 39.5)))"]
    assert "Part 2 of 2" in told(reading, "part_not_drawn")


def test_a_hole_that_cannot_be_read_makes_the_area_larger_and_never_none(read):
    text = '{"type":"Polygon","coordinates":[[[46.9,39.5],[46.91,39.5],[46.91,39.51],[46.9,39.5]],[[46.9,39.5]]]}'
    reading = read(text, "a.geojson")
    assert drawn(reading) == ["POLYGON ((46.9 39.5, 46.91 39.5, 46.91 39.51, 46.9 39.5))"]
    assert codes(reading) == ["part_not_drawn"]


def test_a_geometry_without_one_good_part_is_not_drawn(read):
    reading = read('{"type":"MultiPolygon","coordinates":[[[[46.9,"x"]]],[[["y",39.5]]]]}', "a.geojson")
    assert drawn(reading) == [None] and "part_not_drawn" not in codes(reading)


@pytest.mark.parametrize("wrap", ["<gpxx:RoutePointExtension>{}</gpxx:RoutePointExtension>", "{}"])
def test_the_points_that_shape_a_route_are_drawn(read, wrap):
    inner = wrap.format('<gpxx:rpt lat="39.6" lon="46.95"/>')
    point = f'<rtept lat="39.5" lon="46.9"><extensions>{inner}</extensions></rtept><rtept lat="39.5" lon="46.91"/>'
    assert drawn(read(gpx(f"<rte>{point}</rte>"), "a.gpx")) == ["LINESTRING (46.9 39.5, 46.95 39.6, 46.91 39.5)"]


@pytest.mark.parametrize("words", ["<desc>a well</desc>", "<cmt>a well</cmt>", "<cmt/><cmt>a well</cmt>"])
def test_the_words_and_the_time_of_a_waypoint_are_taken(read, words):
    reading = read(
        gpx(f'<wpt lat="39.5" lon="46.9"><time>2024-05-01T08:00:00Z</time>{words}<sym>Bridge</sym></wpt>'), "a.gpx"
    )
    assert (column(reading, "remarks"), column(reading, "reported_on")) == (["a well"], ["2024-05-01"])
    assert "Bridge" in (column(reading, "sym") if "sym" in reading.frame else column(reading, "setting_entered"))


@pytest.mark.parametrize("start", ["18", "19", "20", "21", "22", "23", "30"])
def test_the_files_of_programs_from_the_field_are_read(case, start):
    reading = case(start)
    expected = {
        "18": ("remarks", ["two rows of stakes"]), "19": ("reported_on", ["2024-05-01"]),
        "20": ("place", ["Km 12, Agdam road", None]), "21": ("name", ["Edge of area"]),
        "22": ("remarks", ["two UXO at the well"]), "23": ("name", ["A"]), "30": ("name", ["Walk"]),
    }  # fmt: skip
    name, values = expected[start]
    assert column(reading, name) == values
    assert [bool(text) for text in drawn(reading)] == ([False, True] if start == "20" else [True])


def test_what_a_value_is_shown_as_is_its_heading_where_its_name_says_nothing(read):
    data = '<Data name="x1"><displayName>Type of area</displayName><value>CHA</value></Data>'
    title = "<displayName><![CDATA[<b>Status</b>]]></displayName>"
    schema = f'<Schema id="S"><SimpleField name="f1">{title}</SimpleField></Schema>'
    simple = '<SchemaData schemaUrl="#S"><SimpleData name="f1">open</SimpleData></SchemaData>'
    point = "<Point><coordinates>46.9,39.5</coordinates></Point>"
    mark = f"<Placemark><ExtendedData>{data}{simple}</ExtendedData>{point}</Placemark>"
    reading = read(kml(schema, mark), "a.kml")
    assert (column(reading, "area_type"), column(reading, "status")) == (["CHA"], ["open"])


@pytest.mark.parametrize("written", ["46.9 39.5", "46.9;39.5", "46.9\n39.5"])
def test_coordinates_without_a_comma_are_named_as_such_and_kept(read, written):
    reading = read(f"<kml><Placemark><Point><coordinates>{written}</coordinates></Point></Placemark></kml>", "a.kml")
    assert drawn(reading) == [None] and "no comma" in told(reading, "position")
    assert "39.5" in column(reading, "position_entered")[0]
