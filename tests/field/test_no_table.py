"""What is no table is refused with its true reason; what only looks odd is still read."""

import time

import pytest
from told import drawn

from geo.errors import SourceError
from geo.sources.rows.no_table import refuse_known

REFUSED = {
    "a script": ('const zones = [{"lat": 39.5, "lon": 46.9}];\n', "zones.txt", "JavaScript"),
    "a script in a table's name": ("// made by a plug-in\nwindow.layers.zones = {};\n", "zones.csv", "JavaScript"),
    "a script that calls": ('show({"type": "Point", "coordinates": [46.9, 39.5]})', "zones", "JavaScript"),
    "a drawing": ("  0\r\nSECTION\r\n  2\r\nHEADER\r\n  9\r\n$ACADVER\r\n", "plan.dxf", "DXF"),
    "a drawing by another name": ("999\nmade by hand\n0\nSECTION\n2\nENTITIES\n", "plan.txt", "DXF"),
    "a track of OziExplorer": ("OziExplorer Track Point File Version 2.1\nWGS 84\n", "walk.plt", "OziExplorer"),
    "waypoints of CompeGPS": ("G  WGS 84\nU  1\nW  TP1 A 39.5N 46.9E\n", "points.wpt", "another program"),
    "a log of a receiver": ("$GPGGA,120000,3930.0,N,04654.0,E,1,08,0.9,545.4,M,46.9,M,,*47\n", "log.txt", "NMEA"),
    "a document": (r"{\rtf1\ansi Two mines at the bridge, one at the well.}", "report.txt", "RTF"),
    "a dump of a database": ("INSERT INTO hazards VALUES (1, 39.5, 46.9);\n", "dump.csv", "SQL"),
    "a letter": (
        "Dear colleague,\n\nthe team went to Khojaly on Monday, and saw two mines near the old bridge.\n"
        "The owner of the field, who lives there, told us of three more, but nobody has seen them.\n"
        "We shall go there again, weather permitting, in the second week of June.\n",
        "report.txt",
        "not a table",
    ),
    "a letter in one line": ("Two mines were seen at the bridge, please mark it.", "note.csv", "not a table"),
    "columns aligned by spaces": (
        "Village        District  Lat       Lon      What\n"
        "Old Bridge     North     39.5000   46.9000  AP mine, two\n"
        "Upper Mill     South     39.6000   46.8000  UXO\n",
        "table.txt",
        "aligned by spaces",
    ),
    "columns aligned by spaces, with decimal commas": (
        "Kənd           Enlik     Uzunluq\nXocalı         39,5000   46,9000\nAğdam          39,6000   46,8000\n",
        "table.txt",
        "aligned by spaces",
    ),
}


@pytest.mark.parametrize(("text", "name", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_table_is_refused_with_its_reason(read, text, name, reason):
    with pytest.raises(SourceError, match=reason):
        read(text, name)


@pytest.mark.parametrize(("start", "reason"), [("15", "JavaScript"), ("16", "OziExplorer")])
def test_the_files_of_other_programs_from_the_field_are_refused(case, start, reason):
    with pytest.raises(SourceError, match=reason):
        case(start)


READ = {
    "JSON named as text": ('{"type": "Point",\n "coordinates": [46.9, 39.5]}', "zone.txt"),
    "JSON named as a table": ('{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": '
                              "[46.9, 39.5]}}", "zone.csv"),
    "features line by line, named as text": ('{"type": "Feature", "properties": {}, "geometry": {"type": "Point", '
                                             '"coordinates": [46.9, 39.5]}}\n', "zones.txt"),
    "headings in brackets": ("[id],[lat],[lon]\n7,39.5,46.9\n", "zones.csv"),
    "padded cells": ("id ,  lat    ,   lon\n7  ,  39.500 ,  46.900\n", "zones.csv"),
    "one column of positions": ("Where\n39.5000 46.9000\n", "zones.txt"),
    "a long remark in each row": (
        "lat,lon,remarks\n39.5,46.9,\"the owner of the field told us, on Monday, that he saw two mines there\"\n",
        "zones.csv",
    ),
    "headings that nobody knows": ("Xx,lat,lon\n1,39.5,46.9\n", "zones.csv"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "name"), READ.values(), ids=READ)
def test_what_only_looks_odd_is_read(read, text, name):
    assert drawn(read(text, name)) == ["POINT (46.9 39.5)"]


def test_geojson_that_was_renamed_is_read(case):
    assert drawn(case("14")) == ["POINT (46.9 39.5)"]


def test_a_table_of_unknown_words_is_read_if_its_rows_are_of_one_width(read):
    assert len(read("Qx,Wy\nalpha,beta\ngamma,delta\nomega,sigma\n")) == 3


def test_a_delimiter_that_is_named_is_believed(read):
    assert len(read("Qx~Wy\nalpha~beta\n", delimiter="~")) == 1


@pytest.mark.parametrize(
    "text", ["/" * 4096, "//\n" * 1300, "/*" * 2000, "999\nx\n" * 600, "--\n" * 1300, "(;!" * 1300]
)
def test_what_only_begins_like_a_script_or_a_drawing_is_judged_at_once(text):
    start = time.process_time()
    refuse_known(text, "x")
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize(
    "cell", ["1" + " " * 20_000 + "x", "1" * 20_000 + "x", "POLYGON" + " " * 20_000, "1.234 " * 5000]
)
def test_a_long_cell_is_looked_at_in_linear_time(read, cell):
    start = time.process_time()
    read(f"key,q1,lat,lon\nk1,{cell},39.5,46.9\nTotal,{cell},,\n")
    assert time.process_time() - start < 2
