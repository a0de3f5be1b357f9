"""KML, KMZ and GPX: every mark a record, every word as it was typed."""

import zipfile

import pytest
import shapely

from geo.errors import SourceError, UsageError
from geo.records.read_options import ReadOptions
from geo.sources import read_table

KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document><name>May</name>
{}</Document></kml>"""
RING = "<LinearRing><coordinates> 46,40,0 46.1,40,0\n46.1,40.1,0 46, 40.1, 0 46,40,0 </coordinates></LinearRing>"
POLYGON = f"<Polygon><outerBoundaryIs>{RING}</outerBoundaryIs></Polygon>"


@pytest.fixture
def kml(tmp_path):
    def read(marks, **options):
        path = tmp_path / "zones.kml"
        path.write_text(KML.format(marks), encoding="utf-8")
        return read_table(path, ReadOptions(**options))

    return read


def test_a_placemark_keeps_its_words_folders_and_data_as_typed(kml):
    frame = kml(
        f"""<Folder><name>North</name><Folder><name>SHA</name><Placemark id="p1"><name>Ağdam &amp; Шуша</name>
        <description><![CDATA[<b>mines</b> 007]]></description><TimeStamp><when>2024-05</when></TimeStamp>
        <ExtendedData><Data name="teams"><value>007</value></Data>
        <SchemaData schemaUrl="#s"><SimpleData name="depth">1.50</SimpleData></SchemaData></ExtendedData>
        {POLYGON}</Placemark></Folder></Folder>"""
    ).frame
    assert frame.drop(columns="geometry").iloc[0].to_dict() == {
        "id": "p1",
        "folder": "North / SHA",
        "name": "Ağdam & Шуша",
        "description": "<b>mines</b> 007",
        "when": "2024-05",
        "teams": "007",
        "depth": "1.50",
    }
    assert shapely.force_2d(frame.geometry[1]).equals(shapely.box(46, 40, 46.1, 40.1))


@pytest.mark.parametrize(
    ("geometry", "kind"),
    [
        ("<Point><coordinates>46,40</coordinates></Point>", "Point"),
        ("<LineString><coordinates>46,40 47,41</coordinates></LineString>", "LineString"),
        (RING, "Polygon"),
        (POLYGON, "Polygon"),
        (f"<MultiGeometry>{POLYGON}{POLYGON}</MultiGeometry>", "MultiPolygon"),
        (
            f"<MultiGeometry>{POLYGON}<Point><coordinates>46,40</coordinates></Point></MultiGeometry>",
            "GeometryCollection",
        ),
        (
            "<gx:Track><when>2024</when><gx:coord>46 40 0</gx:coord><gx:coord>47 41 0</gx:coord></gx:Track>",
            "LineString",
        ),
    ],
)
def test_every_kind_of_geometry_is_read(kml, geometry, kind):
    read = kml(f"<Placemark>{geometry}</Placemark>")
    assert read.frame.geometry[1].geom_type == kind
    assert read.problems == []


@pytest.mark.parametrize(
    "geometry",
    [
        "<Point><coordinates>46;40</coordinates></Point>",
        "<Point><coordinates></coordinates></Point>",
        "<Point><coordinates>46,40 47,41</coordinates></Point>",
        "<Point><coordinates>46,95</coordinates></Point>",
        "<LineString><coordinates>46,40</coordinates></LineString>",
        "<LineString><coordinates>46,forty 47,41</coordinates></LineString>",
        "<Polygon></Polygon>",
        "<Model><Link><href>x.dae</href></Link></Model>",
    ],
)
def test_a_broken_placemark_costs_one_problem_and_stays_a_record(kml, geometry):
    read = kml(f"<Placemark>{POLYGON}</Placemark><Placemark><name>b</name>{geometry}</Placemark>")
    assert [problem.row for problem in read.problems] == [2]
    assert read.frame.geometry.notna().tolist() == [True, False]
    assert read.frame.at[2, "name"] == "b"


def test_what_kml_only_points_at_is_not_followed_and_said(kml):
    read = kml("<NetworkLink><Link><href>http://127.0.0.1:1/x.kml</href></Link></NetworkLink><GroundOverlay/>")
    assert [problem.code for problem in read.problems] == ["not_followed", "not_followed", "no_records"]


def test_one_folder_can_be_chosen(kml):
    marks = "".join(f"<Folder><name>{name}</name><Placemark>{POLYGON}</Placemark></Folder>" for name in ("a", "b"))
    assert len(kml(marks, sheet="a").frame) == 1
    with pytest.raises(UsageError, match="a, b"):
        kml(marks, sheet="c")


def test_kml_in_another_encoding_is_read(tmp_path):
    path = tmp_path / "zones.kml"
    text = KML.format(f"<Placemark><name>Шуша</name>{POLYGON}</Placemark>").replace("UTF-8", "windows-1251")
    path.write_bytes(text.encode("cp1251"))
    assert read_table(path).frame.at[1, "name"] == "Шуша"


def test_a_kmz_is_read_and_problems_name_it(tmp_path):
    path = tmp_path / "zones.kmz"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", KML.format(f"<Placemark>{POLYGON}</Placemark><Placemark><Point/></Placemark>"))
        archive.writestr("files/icon.png", b"x")
    read = read_table(path)
    assert len(read.frame) == 2
    assert str(read.problems[0]).startswith("zones.kmz, row 2, geometry:")


def test_xml_cut_off_is_refused_with_its_line(tmp_path):
    path = tmp_path / "zones.kml"
    path.write_text(KML.format(f"<Placemark>{POLYGON}</Placemark>")[:-20])
    with pytest.raises(SourceError, match=r"zones\.kml, line \d+, column \d+"):
        read_table(path)


GPX = """<gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1" creator="receiver">{}</gpx>"""
WALK = "".join(
    f'<trkpt lat="{lat}" lon="{lon}"><ele>5</ele><time>2024-05-17T0{n}:00:00Z</time></trkpt>'
    for n, (lat, lon) in enumerate([(40, 46), (40.01, 46), (40.01, 46.01), (40.0001, 46.0001)])
)


@pytest.fixture
def gpx(tmp_path):
    def read(content, **options):
        path = tmp_path / "walk.gpx"
        path.write_text(GPX.format(content), encoding="utf-8")
        return read_table(path, ReadOptions(**options))

    return read


def test_waypoints_routes_and_tracks_become_points_and_lines(gpx):
    read = gpx(
        f"""<wpt lat="40.10" lon="46.1"><ele>5</ele><name>007</name><desc>fence</desc><sym>Skull</sym></wpt>
        <rte><name>way in</name><rtept lat="40" lon="46"/><rtept lat="41" lon="46"/></rte>
        <trk><name>edge</name><trkseg>{WALK}</trkseg></trk>"""
    )
    assert read.frame.geometry.geom_type.tolist() == ["Point", "LineString", "LineString"]
    assert read.frame["name"].tolist() == ["007", "way in", "edge"]
    assert read.frame.at[1, "desc"] == "fence"
    assert read.frame.at[3, "time_last"] == "2024-05-17T03:00:00Z"
    assert read.problems == []


def test_a_closed_track_becomes_a_polygon_only_when_asked(gpx):
    track = f"<trk><trkseg>{WALK}</trkseg></trk>"
    assert gpx(track).frame.geometry[1].geom_type == "LineString"
    asked = gpx(track, closed_tracks=True)
    assert asked.frame.geometry[1].geom_type == "Polygon"
    assert [(problem.code, problem.severity) for problem in asked.problems] == [("track_to_polygon", "note")]


def test_an_open_track_stays_a_line_when_polygons_are_asked_for(gpx):
    track = '<trk><trkseg><trkpt lat="40" lon="46"/><trkpt lat="41" lon="46"/><trkpt lat="41" lon="47"/></trkseg></trk>'
    assert gpx(track, closed_tracks=True).frame.geometry[1].geom_type == "LineString"


def test_a_track_with_gaps_is_several_lines(gpx):
    segment = '<trkseg><trkpt lat="40" lon="46"/><trkpt lat="41" lon="46"/></trkseg>'
    assert gpx(f"<trk>{segment}{segment}</trk>").frame.geometry[1].geom_type == "MultiLineString"


@pytest.mark.parametrize("point", ['lat="x" lon="46"', 'lat="40"', 'lat="95" lon="46"', 'lat="" lon=""'])
def test_a_waypoint_without_usable_position_stays_a_record(gpx, point):
    read = gpx(f"<wpt {point}><name>a</name></wpt>")
    assert [problem.row for problem in read.problems] == [1]
    assert read.frame.at[1, "name"] == "a"
    assert read.frame.geometry[1] is None


def test_a_track_without_positions_stays_a_record(gpx):
    read = gpx("<trk><name>a</name></trk>")
    assert [(problem.code, problem.row) for problem in read.problems] == [("empty_geometry", 1)]
