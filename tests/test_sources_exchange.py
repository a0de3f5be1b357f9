"""What others exchange is read: GML, TopoJSON, Esri JSON, uMap, JSON tables, old workbooks, OpenStreetMap."""

import json
import re
import zipfile
from pathlib import Path

import exchanged
import pytest
import shapely

import geo
from geo.cli import main
from geo.errors import SourceError, UnsafeSource, UsageError
from geo.exports import DESCRIBED, FORMATS
from geo.sources import READERS, read_table
from geo.sources.exchange.formats import formats, refusals

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
XLS = Path(__file__).parent / "files" / "mines.xls"


@pytest.fixture
def file(tmp_path):
    def made(name, content):
        path = tmp_path / name
        if isinstance(content, bytes):
            path.write_bytes(content)
        else:
            path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path

    return made


def codes(reading):
    return [problem.code for problem in reading.problems]


def wkt(reading):
    return [shape.wkt if shape is not None else None for shape in reading.frame.geometry]


# GML


def test_a_wfs_answer_keeps_its_words_and_the_order_of_its_axes(file):
    path = file("answer.gml", exchanged.WFS_2.format(matched=2))
    reading = geo.read(path)
    assert reading.frame["id"].tolist() == ["hazards.7", "hazards.8"]
    assert reading.frame["code"].tolist() == ["007", "008"]
    assert wkt(reading)[1] == "POINT (46.8 39.6)" and reading.frame.geometry.notna().all()
    assert [one.name for one in path.parent.iterdir()] == ["answer.gml"]


def test_gml_of_the_second_edition_has_x_first(file):
    reading = geo.read(file("zones.xml", exchanged.GML_2))
    assert reading.frame["name"].tolist() == ["River bank"]
    assert wkt(reading) == ["POLYGON ((46.9 39.5, 46.91 39.5, 46.91 39.51, 46.9 39.5))"]


def test_northings_come_first_where_their_authority_has_them_first(file):
    point = '<gml:Point srsName="urn:ogc:def:crs:EPSG::28408"><gml:pos>4400000 8500000</gml:pos></gml:Point>'
    text = (
        f'<x:FeatureCollection xmlns:x="x" xmlns:gml="http://www.opengis.net/gml"><gml:featureMember><x:z><x:g>{point}'
    )
    reading = geo.read(file("z.gml", f"{text}</x:g></x:z></gml:featureMember></x:FeatureCollection>"))
    lon, lat = reading.frame.geometry.iloc[0].coords[0]
    assert 44.9 < lon < 45.1 and 39.6 < lat < 39.8


def test_an_answer_that_was_cut_off_says_so(file):
    assert "records_lacking" in codes(geo.read(file("answer.gml", exchanged.WFS_2.format(matched=1200))))
    assert "records_lacking" not in codes(geo.read(file("whole.gml", exchanged.WFS_2.format(matched=2))))


def test_a_feature_with_an_arc_costs_itself(file):
    arc = (
        "<gml:Curve><gml:segments><gml:Arc><gml:posList>1 2 3 4 5 6</gml:posList></gml:Arc></gml:segments></gml:Curve>"
    )
    text = exchanged.WFS_2.format(matched=2).replace("<gml:pos>39.6 46.8</gml:pos></gml:Point>", "</gml:Point>")
    path = file("a.gml", text.replace('<gml:Point\n srsName="urn:ogc:def:crs:EPSG::4326"></gml:Point>', arc))
    reading = geo.read(path)
    assert reading.frame.geometry.notna().tolist() == [True, False] and "geometry_unreadable" in codes(reading)


def test_what_a_server_says_in_place_of_records_is_repeated(file):
    report = (
        '<ows:ExceptionReport xmlns:ows="x"><ows:ExceptionText>Unknown layer</ows:ExceptionText></ows:ExceptionReport>'
    )
    with pytest.raises(SourceError, match="the server answered 'Unknown layer'"):
        read_table(file("answer.xml", report))


# JSON of other kinds


def test_areas_that_share_a_border_are_put_together(file):
    reading = geo.read(file("zones.topojson", exchanged.TOPOJSON))
    assert reading.frame["id"].tolist() == ["W", "E", "P"] and wkt(reading)[2] == "POINT (46.905 39.505)"
    west, east = reading.frame.geometry.iloc[:2]
    assert west.is_valid and east.is_valid and west.touches(east)


def test_an_arc_that_is_not_there_costs_its_geometry_only(file):
    broken = json.loads(json.dumps(exchanged.TOPOJSON))
    broken["objects"]["zones"]["geometries"][0]["arcs"] = [[0, 99]]
    reading = geo.read(file("zones.topojson", broken))
    assert reading.frame.geometry.notna().tolist() == [False, True, True] and "99" in reading.problems[0].what


def test_an_arcgis_answer_becomes_what_it_means(file):
    reading = geo.read(file("query.json", exchanged.FEATURE_SERVER))
    assert reading.frame["area_type"].tolist() == ["CHA", "SHA"]
    assert reading.frame["area_type_code"].tolist() == [2, 1]
    assert reading.frame["reported_on"].tolist()[0] == "2024-05-17"
    shape = reading.frame.geometry.iloc[0]
    assert [len(one.interiors) for one in shape.geoms] == [1, 0] and 46.8 < shape.centroid.x < 47
    assert reading.rows == 2


@pytest.mark.parametrize("more", [{"exceededTransferLimit": True}, {"properties": {"exceededTransferLimit": True}}])
def test_an_arcgis_answer_that_was_cut_off_says_so(file, more):
    assert "records_lacking" in codes(geo.read(file("query.json", exchanged.FEATURE_SERVER | more)))
    collection = {"type": "FeatureCollection", "features": exchanged.UMAP["layers"][0]["features"]}
    assert "records_lacking" in codes(geo.read(file("query.geojson", collection | more)))
    assert "records_lacking" not in codes(geo.read(file("whole.geojson", collection)))


def test_the_refusal_of_a_server_is_repeated(file):
    with pytest.raises(SourceError, match="Invalid token"):
        read_table(file("query.json", {"error": {"code": 498, "message": "Invalid token."}}))


def test_a_umap_backup_gives_its_layers_and_names_what_is_fetched(file):
    reading = geo.read(file("valley.umap", exchanged.UMAP), kind="hazards")
    assert reading.frame["layer"].tolist() == ["Cemeteries"] and reading.frame["name"].tolist() == ["A"]
    assert "'Live'" in next(one.what for one in reading.problems if one.code == "not_followed")


def test_a_page_of_kobo_is_a_table_and_each_place_of_a_repeat_a_record(file):
    reading = geo.read(file("kobo.json", exchanged.KOBO), kind="hazards")
    outline = "POLYGON ((46.9 39.5, 46.9 39.6, 47 39.6, 46.9 39.5))"
    assert wkt(reading) == ["POINT (46.9 39.5)", outline, "POINT (46.8 39.7)"]
    assert reading.frame["id"].tolist() == ["11", "11-1", "12"]
    assert reading.frame["area_type"].tolist() == ["SHA", "SHA", "CHA"]
    assert "records_lacking" in codes(reading)


def test_a_geometry_in_a_submission_of_odk_is_its_position(file):
    reading = geo.read(file("odk.json", exchanged.ODK))
    assert reading.frame.geometry.notna().all() and reading.frame["area_type"].tolist() == ["SHA"]
    assert reading.frame["position_accuracy_m"].tolist() == [4.5]


def test_a_list_of_objects_is_a_table(file):
    told = [{"id": "001", "latitude": 39.5, "longitude": 46.9, "event_date": "2024-05-01"}]
    reading = geo.read(file("events.json", told))
    assert reading.frame["id"].tolist() == ["001"] and wkt(reading) == ["POINT (46.9 39.5)"]
    assert wkt(geo.read(file("data.json", {"data": told}))) == ["POINT (46.9 39.5)"]


NAMES, ROWS = ["id", "lat", "lon"], [["001", 39.5, 46.9], ["002", 39.6]]
WITH_HEADINGS = {
    "pandas": {"columns": NAMES, "index": [0, 1], "data": ROWS},
    "open data": {"success": True, "result": {"fields": [{"id": name} for name in NAMES], "records": ROWS}},
    "names first": [NAMES, *ROWS],
}


@pytest.mark.parametrize("told", WITH_HEADINGS.values(), ids=WITH_HEADINGS)
def test_rows_beside_the_names_of_their_columns_are_a_table(file, told):
    reading = geo.read(file("rows.json", told))
    assert reading.frame["id"].tolist() == ["001", "002"]
    assert [shapely.to_wkt(shape) for shape in reading.frame.geometry] == ["POINT (46.9 39.5)", None]


@pytest.mark.parametrize("rows", [[["001", 39.5, 46.9, "?"]], [{"a": 1}], ["001"], []])
def test_rows_that_their_headings_do_not_name_are_no_table(file, rows):
    with pytest.raises(SourceError):
        geo.read(file("rows.json", {"columns": NAMES, "data": rows}))


def test_json_that_is_no_table_of_records_is_refused(file):
    for told in ([{"sku": 1, "price": 2}], {"dependencies": [{"name": "x", "version": "1"}]}, {"a": 1}, [1, 2], []):
        with pytest.raises(SourceError):
            read_table(file("package.json", told))


# Workbooks


def test_an_opendocument_is_read_as_a_workbook_is(tmp_path):
    reading = geo.read(exchanged.ods(tmp_path / "may.ods", exchanged.ODS_ROWS))
    assert reading.frame["id"].tolist() == ["001", "002"] and reading.frame.index.tolist() == [3, 4]
    assert reading.frame["admin2"].tolist() == ["Ağdam", "Ağdam"] and "merged_cells" in codes(reading)
    assert reading.frame["reported_on"].tolist()[0] == "2024-05-17"
    assert wkt(reading)[0] == "POINT (46.93 40.05)"


def test_an_opendocument_laid_out_on_lines_is_the_same(tmp_path):
    plain = read_table(exchanged.ods(tmp_path / "may.ods", exchanged.ODS_ROWS)).frame
    rows = exchanged.ODS_ROWS.replace("<table:", "\n  <table:").replace("<text:p>", "\n<text:p>")
    assert read_table(exchanged.ods(tmp_path / "lines.ods", rows)).frame.equals(plain)


def test_a_workbook_of_old_excel_is_read():
    reading = geo.read(XLS)
    assert reading.frame["id"].tolist() == ["001", "002"] and reading.frame["place"].tolist() == ["Ağdam", "Şuşa"]
    assert reading.frame["reported_on"].tolist() == ["2024-05-17", "2024-05-18"]


def test_a_damaged_old_workbook_is_refused(tmp_path):
    path = tmp_path / "cut.xls"
    path.write_bytes(XLS.read_bytes()[:2000] + b"Workbook".decode().encode("utf-16-le"))
    with pytest.raises(SourceError, match="damaged"):
        read_table(path)


@pytest.mark.parametrize("encoding", ["UT-8", "GB18030", "utf_16"])
def test_an_opendocument_in_an_encoding_that_there_is_not_is_damaged(tmp_path, encoding):
    sound = exchanged.ods(tmp_path / "may.ods", exchanged.ODS_ROWS)
    with zipfile.ZipFile(sound) as archive, zipfile.ZipFile(tmp_path / "bad.ods", "w") as out:
        for name in archive.namelist():
            declared = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() if name == "content.xml" else b""
            out.writestr(name, declared + re.sub(rb"^<[?].*?[?]>", b"", archive.read(name)))
    with pytest.raises(SourceError, match="damaged"):
        read_table(tmp_path / "bad.ods")


@pytest.mark.parametrize(
    "rows",
    [
        f'<table:table-row table:number-rows-repeated="1048576">{exchanged.text_cell("x", more)}</table:table-row>'
        for more in (' table:number-columns-repeated="16384"', ' table:number-columns-repeated="999999999"')
    ],
)
def test_an_opendocument_that_repeats_without_end_is_refused(tmp_path, rows):
    with pytest.raises(UnsafeSource, match="too large"):
        read_table(exchanged.ods(tmp_path / "bomb.ods", rows))


# OpenStreetMap


def test_an_extract_of_a_country_becomes_places(shared_data):
    reading = geo.read(shared_data / "osm_liechtenstein" / "liechtenstein-2015-07-27.osm.pbf")
    assert reading.kind == "places" and reading.rows > 90 and reading.frame.geometry.notna().all()
    assert {"Vaduz", "Triesenberg"} <= set(reading.frame["name"].dropna())
    assert {"school", "cemetery", "residential_area"} <= set(reading.frame["setting"])


def test_what_an_extract_calls_a_minefield_is_not_left_unsaid(file):
    reading = geo.read(file("valley.osm", exchanged.OSM))
    assert reading.frame["setting"].tolist() == ["residential_area", "school"]
    assert reading.frame["name_ru"].tolist()[0] == "Шуша"
    assert any("minefields" in problem.what for problem in reading.problems)


# What is not read


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("report.pdf", b"%PDF-1.7\n%\xe2\xe3", "is a PDF.*copy its table into a spreadsheet"),
        ("plan.dwg", b"AC1027\0\0\0\0\0\0\0", "CAD program.*GeoPackage"),
        ("zones.dbf", b"\x03\x7c\x05\x11\x02\0\0\0\x41\0\x0b\0" + b"\0" * 40, "table of a Shapefile.*ends in .shp"),
        ("m.mxd", OLE + b"\0" * 600 + "Layers".encode("utf-16-le"), "project of ArcGIS"),
        ("r.doc", OLE + b"\0" * 600 + "WordDocument".encode("utf-16-le"), "text of Word"),
        ("s.xls", OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
        ("map.qgs", "<!-- x --><qgis projectname='m' version='3.34'></qgis>", "project of QGIS.*Save Features As"),
    ],
)  # fmt: skip
def test_a_refusal_says_what_to_do_with_that_very_format(file, name, content, said):
    with pytest.raises(SourceError, match=said):
        read_table(file(name, content))


@pytest.mark.parametrize(
    ("name", "members", "said"),
    [
        ("r.docx", ["[Content_Types].xml", "word/document.xml"], "text of Word.*into a spreadsheet"),
        ("m.qgz", ["m.qgs", "m.qgd"], "project of QGIS"),
        ("all.zip", ["a/doc.kmz", "readme.txt"], "holds other archives: a/doc.kmz.*one by one"),
        ("shape.zip", ["z.shx", "z.dbf", "z.prj"], "parts of a Shapefile.*not the one that ends in .shp"),
        ("scans.zip", ["scan.pdf"], "holds 'scan.pdf'.*is a PDF"),
    ],
)
def test_a_refusal_of_an_archive_says_what_is_in_it(tmp_path, name, members, said):
    with zipfile.ZipFile(tmp_path / name, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    with pytest.raises(SourceError, match=said):
        read_table(tmp_path / name)


def test_every_reader_has_a_format_and_every_refusal_a_remedy():
    listed = {reader for one in formats() for reader in one.readers}
    assert set(READERS) == listed
    assert all(one.do.endswith(".") and not one.does.endswith(".") for one in refusals().values())
    assert set(FORMATS) == set(DESCRIBED)


def test_an_option_that_an_exchanged_file_has_no_use_for_is_refused(file):
    with pytest.raises(UsageError, match="delimiter cannot be used here"):
        geo.read(file("valley.umap", exchanged.UMAP), delimiter=";")
    with pytest.raises(UsageError, match="There are: hazards"):
        geo.read(file("answer.gml", exchanged.WFS_2.format(matched=2)), sheet="roads")


def test_the_command_lists_what_is_read_and_written_and_what_helps_with_the_rest(capsys):
    assert main(["formats"]) == 0
    said = capsys.readouterr().out
    assert all(ending in said for ending in (*FORMATS, ".ods", ".osm.pbf", ".umap", ".docx"))
    assert "Copy the table in it into a spreadsheet" in said


@pytest.mark.filterwarnings("error")
def test_rings_of_numbers_that_are_no_coordinates_stop_nothing(tmp_path):
    ring = [[1e308, -1e308], [-1e308, 1e308], [1e308, 1e308], [1e308, -1e308]]
    feature = {"attributes": {"OBJECTID": 1, "Status": "open"}, "geometry": {"rings": [ring, ring]}}
    members = {"geometryType": "esriGeometryPolygon", "spatialReference": {"wkid": 4326}, "features": [feature]}
    (tmp_path / "x.json").write_text(json.dumps(members))
    assert len(read_table(tmp_path / "x.json").frame) == 1
