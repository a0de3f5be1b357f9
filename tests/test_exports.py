"""What leaves the project: every format is whole, harmless in a spreadsheet, and says what it leaves behind."""

import csv
import json
import os
import sqlite3
from dataclasses import replace
from xml.etree import ElementTree

import geopandas as gpd
import pyogrio
import pytest
from openpyxl import load_workbook
from shapely import MultiPoint, Point, Polygon, box, from_wkt

import geo
from geo import exports
from geo.errors import NotSaved, UsageError
from geo.exports import FORMATS, documents, export, paths_of, vectors
from geo.exports.wkt import as_wkt
from geo.markup import safe_xml
from geo.records import KINDS, Layer
from geo.records.properties import from_properties
from geo.sources import tables

SAFETY = "does not mean that the area is safe"
RING = box(48, 39, 48.1, 39.1).difference(box(48.02, 39.02, 48.03, 39.03))


def tables_of(path):
    """The layers of a file but for the styles that QGIS keeps in a GeoPackage beside them."""
    return {name for name, _ in pyogrio.list_layers(path)} - {"layer_styles"}


def layer(*records, kind="hazards", name="fields", title="Fields"):
    frame = from_properties(
        [{key: value for key, value in record.items() if key != "at"} for record in records],
        [record.get("at") for record in records],
        kind,
    )
    return Layer(name, kind, frame, title)


@pytest.fixture
def fields():
    return layer(
        {"id": "a", "name": "=HYPERLINK(1)", "ordnance": ["UXO", "AP_mine"], "depth": {"m": 0.2}, "at": RING},
        {"id": "b", "name": "Füzuli", "area_reported_m2": 1200.5},
    )


def codes(problems):
    return {problem.code for problem in problems}


def rows_of_csv(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_carries_every_record_or_names_those_that_it_does_not(fields, suffix, tmp_path):
    path = tmp_path / f"out{suffix}"
    problems = export(fields, path)
    written = 1 if suffix == ".gpx" else 2
    assert [problem.id for problem in problems if problem.code == "not_exported"] == ["b"] * (2 - written)
    if suffix == ".xlsx":
        assert load_workbook(path)["Fields"].max_row == 1 + written
    elif suffix == ".gpx":
        assert path.read_text(encoding="utf-8").count("<trk>") == written
    elif suffix == ".csv":
        assert len(rows_of_csv(path)) == written
    elif suffix == ".parquet":  # GDAL reads it only where it was built with Arrow
        assert len(gpd.read_parquet(path)) == written
    else:
        assert sum(pyogrio.read_info(path, layer=name)["features"] for name in tables_of(path)) == written


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_that_absence_is_not_safety_where_it_has_room(fields, suffix, tmp_path):
    path = tmp_path / f"out{suffix}"
    problems = export(fields, path)
    if suffix == ".csv":
        assert "notice_not_carried" in codes(problems)
        assert SAFETY in (tmp_path / "out.read-first.txt").read_text(encoding="utf-8")
    elif suffix == ".xlsx":
        book = load_workbook(path)
        assert SAFETY in book.properties.description
        assert book.active.title == "Read first" and any(SAFETY in cell.value for (cell,) in book.active)
        assert SAFETY in book["Fields"].oddFooter.center.text
    else:
        assert SAFETY.encode() in path.read_bytes()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_fictitious_export_says_so_on_every_record(fields, suffix, tmp_path):
    path = tmp_path / f"out{suffix}"
    export(fields, path, fictitious=True)
    if suffix == ".xlsx":
        sheet = load_workbook(path)["Fields"]
        place = [cell.value for cell in sheet[1]].index("fictitious")
        assert [row[place] for row in sheet.iter_rows(min_row=2, values_only=True)] == ["FICTITIOUS"] * 2
    else:
        assert path.read_bytes().count(b"FICTITIOUS") >= (1 if suffix == ".gpx" else 2)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_cell_that_begins_like_a_formula_is_defused_and_it_is_said(text, tmp_path):
    given = layer({"id": "a", "remarks": text, text: "own column"})
    for suffix in (".csv", ".xlsx"):
        path = tmp_path / f"out{suffix}"
        assert "cells_defused" in codes(export(given, path))
        if suffix == ".csv":
            (row,) = rows_of_csv(path)
            assert row["remarks"] == f"'{text}" and f"'{text}" in row
        else:
            cells = [cell for row in load_workbook(path)["Fields"] for cell in row]
            assert not any(cell.data_type == "f" for cell in cells)


def test_a_negative_number_is_no_formula(tmp_path):
    export(layer({"id": "a", "position_accuracy_m": -3.5}), tmp_path / "out.csv")
    assert rows_of_csv(tmp_path / "out.csv")[0]["position_accuracy_m"] == "-3.5"


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".kml", ".fgb"])
def test_coordinates_keep_every_digit(suffix, tmp_path):
    path = tmp_path / f"out{suffix}"
    export(layer({"id": "a", "at": Point(0.1 + 0.2, 1 / 3)}), path)
    assert pyogrio.read_dataframe(path, layer=min(tables_of(path))).geometry[0] == Point(0.1 + 0.2, 1 / 3)


def test_csv_keeps_every_digit(tmp_path):
    export(layer({"id": "a", "at": Point(0.1 + 0.2, 1 / 3)}), tmp_path / "out.csv")
    assert rows_of_csv(tmp_path / "out.csv")[0]["wkt"] == "POINT (0.30000000000000004 0.3333333333333333)"


def test_polygons_become_closed_tracks_in_gpx_and_it_is_said(fields, tmp_path):
    assert "polygons_as_tracks" in codes(export(fields, tmp_path / "out.gpx"))
    space = {"": "http://www.topografix.com/GPX/1/1"}
    tree = ElementTree.parse(tmp_path / "out.gpx")
    segments = tree.findall("trk/trkseg", space)
    assert len(segments) == 2
    assert all(segment[0].attrib == segment[-1].attrib for segment in segments)


def test_the_parts_of_a_record_are_split_in_gpx_and_it_is_said(tmp_path):
    given = layer({"id": "a", "at": MultiPoint([(48, 39), (48, 40)])}, kind="accidents")
    assert "parts_split" in codes(export(given, tmp_path / "out.gpx"))


def test_several_layers_go_into_one_file_where_the_format_can(fields, tmp_path):
    other = layer({"id": "p", "at": Point(48, 39)}, kind="places", name="towns", title="Towns")
    export([fields, other], tmp_path / "out.gpkg")
    assert tables_of(tmp_path / "out.gpkg") == {"fields", "towns"}
    export([fields, other], tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx").sheetnames == ["Read first", "Fields", "Towns"]


def test_several_layers_go_into_several_files_where_the_format_cannot(fields, tmp_path):
    both = [fields, layer({"id": "p"}, name="towns")]
    export(both, tmp_path / "out.csv")
    assert sorted(tmp_path.iterdir()) == sorted(paths_of(both, tmp_path / "out.csv"))


def test_the_notice_can_stand_in_the_first_line_of_a_csv(fields, tmp_path):
    path = tmp_path / "out.csv"
    problems = export(fields, path, notice_in_line=True)
    assert paths_of([fields], path, notice_in_line=True) == [path] == list(tmp_path.iterdir())
    assert path.read_text(encoding="utf-8-sig").startswith("# Absence of a hazard") and SAFETY in path.read_text()
    assert "notice_not_carried" not in codes(problems)
    assert geo.read(path, kind="hazards").frame["id"].tolist() == ["a", "b"]


def test_the_sheet_with_the_notice_is_read_as_no_records(fields, tmp_path):
    path = tmp_path / "out.xlsx"
    export(fields, path, title="=1+1", producer="@me", fictitious=True)
    reading = geo.read(path, kind="hazards")
    assert reading.frame["id"].tolist() == ["a", "b"]
    assert "other_sheets" not in codes(reading.problems)
    notice = [cell.value for (cell,) in load_workbook(path)["Read first"]]
    assert notice[0] == "FICTITIOUS – =1+1" and "'@me" in notice
    assert "Fields: 2 records, 1 of them without a position" in notice


def test_a_layer_called_like_the_notice_has_a_sheet_of_its_own(tmp_path):
    export(layer({"id": "a"}, title="Read first"), tmp_path / "out.xlsx")
    assert load_workbook(tmp_path / "out.xlsx").sheetnames == ["Read first", "Read first 2"]
    assert len(geo.read(tmp_path / "out.xlsx", kind="hazards").frame) == 1


def test_columns_that_a_database_takes_for_one_are_told_apart(tmp_path):
    given = layer({"id": "a", "Note": "x", "note": "y", "fid": "z", "geom": "w"})
    assert "column_renamed" in codes(export(given, tmp_path / "out.gpkg"))
    row = pyogrio.read_dataframe(tmp_path / "out.gpkg", layer="fields").iloc[0]
    assert (row["Note"], row["note_2"], row["fid"], row["geom"]) == ("x", "y", "z", "w")


def test_a_text_too_long_for_a_cell_is_an_error_and_is_not_cut(tmp_path):
    given = layer({"id": "long", "remarks": "x" * 40_000})
    problems = export(given, tmp_path / "out.xlsx")
    assert [problem.id for problem in problems if problem.code == "cell_too_long"] == ["long"]
    assert "xxx" not in str(list(load_workbook(tmp_path / "out.xlsx")["Fields"].values))


@pytest.mark.parametrize("suffix", FORMATS)
def test_text_that_a_format_cannot_hold_stops_no_export(suffix, tmp_path):
    given = layer({"id": "a", "remarks": "bell \x07, half \ud800", "at": Point(48, 39)}, title="[a]:*?/\\'\x07")
    export(given, tmp_path / f"out{suffix}")
    assert (tmp_path / f"out{suffix}").stat().st_size


def test_markup_in_a_name_is_text_in_kml(tmp_path):
    export(layer({"id": "a", "name": "<b>&</b>"}), tmp_path / "out.kml")
    assert "&lt;b&gt;&amp;&lt;/b&gt;" in (tmp_path / "out.kml").read_text(encoding="utf-8")


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_layer_can_be_exported(suffix, tmp_path):
    export(layer(), tmp_path / f"out{suffix}")
    assert (tmp_path / f"out{suffix}").exists()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_disk_that_refuses_leaves_the_file_that_was_there(fields, suffix, tmp_path, monkeypatch):
    path = tmp_path / f"out{suffix}"
    path.write_text("before", encoding="utf-8")

    def refuse(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(NotSaved):
        export(fields, path)
    assert [(file.name, file.read_text(encoding="utf-8")) for file in tmp_path.iterdir()] == [(path.name, "before")]


def test_another_ending_is_refused(fields, tmp_path):
    with pytest.raises(UsageError, match=r"\.shp"):
        export(fields, tmp_path / "out.shp")


def test_a_geopackage_is_a_sound_database(fields, tmp_path):
    export(fields, tmp_path / "out.gpkg")
    with sqlite3.connect(tmp_path / "out.gpkg") as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
    database.close()


@pytest.mark.parametrize("ending", ["gpkg", "fgb"])
@pytest.mark.parametrize("at_once", [1, 3, 4, 100])
def test_what_is_written_is_read_back_in_runs(tmp_path, monkeypatch, ending, at_once):
    monkeypatch.setattr(vectors, "_AT_ONCE", at_once)
    records = [{"id": str(n), "at": Point(n, n) if n else None} for n in range(4)]
    (path,) = paths_of([layer(*records)], tmp_path / f"out.{ending}")
    export([layer(*records)], path)
    written = pyogrio.read_dataframe(path, layer="fields")
    moved = written.set_geometry([*written.geometry[:-1], Point(3, 3.5)], crs=4326)
    others = moved, written.iloc[:-1], written.drop(columns="id")
    assert [vectors._reads_back(path, {"fields": one}) for one in (written, *others)] == [True, False, False, False]


@pytest.mark.parametrize("suffix", [".kml", ".gpx"])
def test_records_are_written_one_by_one_and_nothing_in_them_is_taken_for_their_place(tmp_path, monkeypatch, suffix):
    longest = []

    def counted(path, pieces):
        written = [*pieces]
        longest.append(max(map(len, written)))
        path.write_bytes(b"".join(written))

    monkeypatch.setattr(documents, "write_pieces", counted)
    several = [{"id": f"{number}", "name": "<records />\n", "at": Point(46, 40)} for number in range(40)]
    two = [layer(*several), replace(layer(*several[:2]), name="other", title="   <records />\n")]
    path = tmp_path / f"out{suffix}"
    export(two, path)
    assert longest[0] < path.stat().st_size / 10
    root = ElementTree.parse(path).getroot()
    names = [one.text for one in root.iter() if one.tag.endswith("name")]
    assert sum("<records />" in (name or "") for name in names) >= 42
    assert ElementTree.tostring(root).count(b"&lt;records") >= 42 and b"<records" not in ElementTree.tostring(root)


def test_kml_reads_back_holes_and_several_parts(tmp_path):
    several = RING.union(Polygon([(50, 39), (51, 39), (51, 40)]))
    export(layer({"id": "a", "at": several}), tmp_path / "out.kml")
    assert pyogrio.read_dataframe(tmp_path / "out.kml").geometry[0].equals(several)


@pytest.fixture(scope="module")
def settlements(shared_data):
    found = json.loads((shared_data / "wof_az/wof_az_locality.geojson").read_text(encoding="utf-8"))["features"]
    reading = geo.read(shared_data / "wof_az/wof_az_locality.geojson", kind="places")
    assert len(reading.frame) == len(found) == 5031
    return Layer("settlements", "places", reading.frame.set_index("id", drop=False), "Settlements")


NAMES = {"name", "name_eng", "name_aze", "name_rus", "name_hye"}


def texts(column):
    return ["" if missing else str(cell) for cell, missing in zip(column, column.isna(), strict=True)]


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_settlements_of_azerbaijan_come_back_from_every_format(settlements, suffix, tmp_path):
    path = tmp_path / f"out{suffix}"
    export(settlements, path)
    back = geo.read(path, kind="places").frame.set_index("id", drop=False)
    back = back[~back.index.duplicated()]  # GPX splits settlements of several parts, which it says
    before = settlements.frame.loc[back.index].dropna(axis="columns", how="all")
    assert len(back) == 5031 and set(before.columns) >= NAMES
    for name in before.columns.drop("geometry"):
        assert texts(back[name]) == texts(before[name]), name
    filled = back.dropna(axis="columns", how="all").columns.intersection(KINDS["places"].names)
    assert set(filled) - set(before.columns) <= {"position_entered"}
    if suffix == ".geojson":  # the one outline that ran the other way has been turned, and it was said
        before.geometry = before.geometry.orient_polygons()
    if suffix != ".gpx":
        assert (back.geometry.to_wkb() == before.geometry.to_wkb()).all()


def test_outlines_in_geojson_run_by_the_right_hand_rule(tmp_path):
    clockwise, bow_tie = Polygon([(48, 39), (48, 40), (49, 40)]), Polygon([(48, 39), (49, 40), (49, 39), (48, 40)])
    problems = export(
        layer({"id": "a", "at": clockwise}, {"id": "b", "at": bow_tie}, {"id": "c"}, {"id": "d", "at": Point(48, 39)}),
        tmp_path / "out.geojson",
    )
    back = geo.read(tmp_path / "out.geojson", kind="hazards").frame.geometry.to_list()
    assert (back[0].exterior.is_ccw, back[0].equals(clockwise), back[1]) == (True, True, bow_tie)
    assert [problem.what.split(" ran")[0] for problem in problems] == ["1 outline"]


@pytest.mark.parametrize(
    "text",
    [
        "POINT (1 2)", "POINT Z (1 2 3)", "POINT EMPTY", "MULTIPOINT ((1 2), (3 4))", "LINESTRING (1 2, 3 4)",
        "MULTILINESTRING ((1 2, 3 4), (5 6, 7 8))", "POLYGON ((0 0, 1 0, 1 1, 0 0))",
        "MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0), (5 1, 6 1, 6 2, 5 1)), ((20 0, 21 0, 21 1, 20 0)))",
        "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (1 2, 3 4))", "GEOMETRYCOLLECTION EMPTY",
        "POLYGON Z ((0 0 1, 1 0 2, 1 1 3, 0 0 1))", "POLYGON EMPTY",
    ],
)  # fmt: skip
def test_well_known_text_says_what_the_geometry_is(text):
    (written,) = as_wkt([from_wkt(text)])
    assert from_wkt(written) == from_wkt(text)


@pytest.mark.parametrize("suffix", sorted(exports.READ_UP_TO))
def test_a_file_that_would_be_refused_when_it_comes_back_says_so(suffix, tmp_path, monkeypatch):
    limits = {".csv": tables.MAX_BYTES, ".kml": safe_xml.MAX_BYTES, ".gpx": safe_xml.MAX_BYTES}
    assert exports.READ_UP_TO == limits
    frame = gpd.GeoDataFrame({"id": ["A"]}, geometry=[Point(46, 40)], crs=4326)
    what = Layer("places", "places", frame)
    assert "larger_than_is_read" not in codes(export(what, tmp_path / f"a{suffix}"))
    monkeypatch.setitem(exports.READ_UP_TO, suffix, 10)
    assert "larger_than_is_read" in codes(export(what, tmp_path / f"a{suffix}"))
