"""Positions in columns become geometry; what cannot be placed stays, and it is said why."""

import pandas as pd
import pytest
import shapely
from shapely import Point

from geo.errors import UsageError
from geo.records import to_records


def place(columns, **options):
    frame = pd.DataFrame(columns)
    frame.index = range(2, len(frame) + 2)
    return to_records(frame, "hazards", source="survey.csv", **options)


def near(shape, lon, lat, degrees=1e-3):
    return shape is not None and Point(lon, lat).distance(shape) < degrees


@pytest.mark.parametrize(
    "columns",
    [
        {"lat": ["40.1"], "lon": ["46.2"]},
        {"Latitud": ["40,1"], "Longitud": ["46,2"]},
        {"Широта": ["40°06'N"], "Долгота": ["46°12'E"]},
        {"خط العرض": ["٤٠٫١"], "خط الطول": ["٤٦٫٢"]},
        {"En dairəsi": [40.1], "Uzunluq dairəsi": [46.2]},
        {"Coordinates": ["40.1, 46.2"]},
        {"location": ["40.1000, 46.2000"]},
        {"whatever": ["40.1 46.2 0.0 0.0"]},
        {"_geolocation": ["[40.1, 46.2]"]},
        {"grp/_place_latitude": ["40.1"], "grp/_place_longitude": ["46.2"]},
        {"geom": ["POINT (46.2 40.1)"]},
        {"geometry": ["SRID=4326;POINT(46.2 40.1)"]},
        {"shape": ["0101000000" + "9a99999999194740" + "cdcccccccc0c4440"]},
        {"x": ["46.2"], "y": ["40.1"]},
        {"Easting": ["602280"], "Northing": ["4439564"], "UTM zone": ["38N"]},
    ],
)
def test_positions_of_many_hands(columns):
    frame, problems, _ = place(columns)
    assert near(frame.geometry[2], 46.2, 40.1), problems


def test_what_was_typed_is_kept():
    frame, _, _ = place({"lat": ["40,1"], "lon": [" 46.20"], "wkt": [None]})
    assert frame.at[2, "position_entered"] == "40,1, 46.20"


def test_a_latitude_out_of_range_is_said_with_its_remedy():
    frame, problems, _ = place({"latitude": ["312.5"], "longitude": ["46"]})
    assert frame.geometry[2] is None and str(problems[0]) == (
        "survey.csv, row 2, latitude: 312.5 is outside -90…90. "
        'Are the columns swapped? Name them (fields={"COLUMN": "lat"}).'
    )


def test_half_a_position_is_a_problem():
    frame, problems, _ = place({"lat": ["40", "41"], "lon": [None, "46"]})
    assert [problem.code for problem in problems] == ["half_a_position"] and frame.geometry.notna().tolist() == [
        False,
        True,
    ]


def test_a_geoshape_is_a_polygon_with_latitude_first():
    frame, _, _ = place({"area": ["1"], "boundary": ["40.1 46.1 0 0; 40.2 46.1 0 3.5; 40.2 46.2 0 0; 40.1 46.1 0 0"]})
    assert frame.geometry[2].equals(shapely.Polygon([(46.1, 40.1), (46.1, 40.2), (46.2, 40.2)]))
    assert frame.at[2, "position_accuracy_m"] == 3.5


def test_an_open_trace_is_a_line():
    assert place({"trace": ["40.1 46.1 0 0; 40.2 46.1 0 0"]})[0].geometry[2].geom_type == "LineString"


def test_one_bad_shape_costs_one_problem():
    frame, problems, _ = place({"wkt": ["POINT (46 40)", "POLYGON ((0 0, 1 1, 2 0", "POINT (47 41)"]})
    assert frame.geometry.notna().tolist() == [True, False, True]
    assert [(problem.row, problem.severity) for problem in problems] == [(3, "error")]
    assert "end of stream" in problems[0].what and frame.at[3, "position_entered"] == "POLYGON ((0 0, 1 1, 2 0"


def test_metres_without_a_system_are_asked_for_and_not_guessed():
    frame, problems, _ = place({"Easting": ["579000"], "Northing": ["4473000"]})
    assert frame.geometry[2] is None and problems[0].code == "crs_missing" and problems[0].option == "crs"
    assert near(place({"E": ["579000"], "N": ["4473000"]}, crs="EPSG:32638",
                      fields={"E": "easting", "N": "northing"})[0].geometry[2], 45.931, 40.404)  # fmt: skip


def test_another_datum_is_brought_over_and_named():
    frame, _, _ = place({"lat": ["40.1"], "lon": ["46.1"]}, crs="EPSG:4284")
    assert frame.at[2, "crs_entered"] == "EPSG:4284" and "Pulkovo" in frame.at[2, "position_transformation"]
    assert 5e-4 < Point(46.1, 40.1).distance(frame.geometry[2]) < 3e-3 and frame.at[2, "position_written_to_m"] > 0


def test_each_row_can_name_its_own_system():
    frame, _, _ = place({"lat": ["40.1"] * 2, "lon": ["46.1"] * 2, "Datum": ["WGS 84", "EPSG:4284"]})
    assert frame.geometry[2] == Point(46.1, 40.1) and frame.geometry[3] != Point(46.1, 40.1)


def test_an_unknown_system_is_refused():
    with pytest.raises(UsageError):
        place({"lat": ["40.1"], "lon": ["46.1"]}, crs="EPSG:1")


def test_a_geometry_goes_before_columns_which_stay():
    import geopandas as gpd

    table = gpd.GeoDataFrame(
        {"lat": ["1", "40"], "lon": ["2", "46"]}, geometry=[Point(5, 5), None], crs="EPSG:4326", index=[1, 2]
    )
    frame, _, _ = to_records(table, "hazards", source="x.geojson")
    assert frame.geometry.tolist() == [Point(5, 5), Point(46, 40)] and frame["lat"].tolist() == ["1", "40"]


def test_a_place_name_is_no_position():
    frame, problems, used = place({"location": ["Shusha", "Lachin"]})
    assert used == {"location": "place"} and problems == []


def test_words_where_a_position_should_be_are_a_problem():
    frame, problems, _ = place({"MGRS": ["38T NL 79000 73000", "near the bad bridge"]})
    assert frame.geometry.notna().tolist() == [True, False] and [problem.row for problem in problems] == [3]


def test_a_second_way_of_writing_helps_where_the_first_is_empty():
    frame, _, _ = place({"wkt": ["POINT (46 40)", None], "lat": ["1", "41"], "lon": ["1", "47"]})
    assert frame.geometry.tolist() == [Point(46, 40), Point(47, 41)] and frame["lat"].tolist() == ["1", "41"]


def test_a_form_may_call_its_string_an_outline():
    ring = "40.1 46.1 0 3; 40.1 46.2 0 4; 40.2 46.2 0 3; 40.1 46.1 0 3"
    frame, problems, _ = place({"hazard/outline": [ring, "POLYGON ((46 40, 46 41, 47 41, 46 40))"]})
    assert frame.geometry.geom_type.tolist() == ["Polygon", "Polygon"] and not problems
    assert frame["position_accuracy_m"].tolist()[0] == 4


def test_columns_of_two_ways_are_told_in_full_where_each_row_uses_one():
    frame, _, _ = place({"lat": ["40.1", ""], "lon": ["46.1", ""], "wkt": ["", "POINT (46 40)"]})
    assert not {"lat", "lon", "wkt"} & set(frame.columns)
    frame, _, _ = place({"lat": ["40.1"], "lon": ["46.1"], "wkt": ["POINT (46 40)"]})
    assert {"lat", "lon", "wkt"} <= set(frame.columns)
