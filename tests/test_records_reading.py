"""A table becomes records: nothing lost, nothing repaired in silence."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import Point

from geo.errors import UsageError
from geo.records import KINDS, guess_kind, to_properties, to_records


def table(**columns):
    frame = pd.DataFrame({name.replace("__", " "): cells for name, cells in columns.items()}, dtype="str")
    frame.index = range(2, len(frame) + 2)
    return frame


def records(columns, kind="hazards", **options):
    frame = pd.DataFrame(columns)
    frame.index = range(2, len(frame) + 2)
    return to_records(frame, kind, source="survey.csv", **options)


def codes(problems, severity=None):
    return [problem.code for problem in problems if severity in (None, problem.severity)]


def test_columns_are_known_in_any_case_and_spelling():
    *_, used = records({"ÁREA TYPE": ["SHA"], "Nearest_Town": ["Shusha"], "grp/hazard status": ["open"]})
    assert used == {"ÁREA TYPE": "area_type", "Nearest_Town": "place", "grp/hazard status": "status"}


def test_what_the_user_says_goes_before_the_heading():
    frame, _, used = records({"Name": ["7"], "Village": ["Shusha"]}, fields={"name": "id", "Village": "-"})
    assert used == {"Name": "id"} and frame.at[2, "Village"] == "Shusha" and frame.at[2, "id"] == "7"


def test_an_unknown_field_in_the_fields_names_the_nearest():
    with pytest.raises(UsageError, match="Did you mean status"):
        records({"a": ["1"]}, fields={"a": "statos"})


def test_a_field_for_a_column_that_is_not_there_is_a_problem():
    _, problems, _ = records({"a": ["1"]}, fields={"b": "name"})
    assert codes(problems) == ["mapped_column_missing"]


def test_of_two_columns_for_one_field_the_other_is_kept():
    frame, problems, _ = records({"Estado": ["open"], "Status of area": ["closed"]})
    assert frame.at[2, "status"] == "open" and frame.at[2, "Status of area"] == "closed"
    assert codes(problems) == ["column_twice"]


def test_a_column_that_only_sounds_like_a_field_is_kept_as_it_is():
    frame, problems, used = records({"TIPO_AREA": ["Rural", "Urbana"]})
    assert list(frame["TIPO_AREA"]) == ["Rural", "Urbana"] and used == {}
    assert codes(problems) == ["column_not_understood"]


def test_a_value_outside_the_list_is_kept_beside_the_field():
    frame, problems, _ = records({"status": ["opne", "open", "opne"]})
    assert list(frame["status"]) == ["unknown", "open", "unknown"]
    assert frame["status_entered"].tolist()[0] == "opne" and pd.isna(frame.at[3, "status_entered"])
    [problem] = problems
    assert str(problem).startswith(
        "survey.csv, row 2, status: 'opne' is not one of the values of this field (rows 2, 4)."
    )


def test_rewritings_are_said_once_for_a_column():
    _, problems, _ = records({"status": ["Abierto"] * 9 + ["Cerrado"] * 3})
    [problem] = problems
    assert problem.severity == "note"
    assert problem.what == "12 values interpreted: 'Abierto' as open (9), 'Cerrado' as closed (3)."


def test_a_split_status_fills_what_other_columns_leave_open():
    frame, problems, _ = records({"status": ["CHA - open", "SHA - open"], "area_type": ["", "CHA"]})
    assert list(frame["area_type"]) == ["CHA", "CHA"] and list(frame["status_entered"]) == ["CHA - open", "SHA - open"]
    assert codes(problems, "warning") == ["contradiction"]


def test_a_cleared_hazard_is_closed_and_says_why():
    frame, problems, _ = records({"Status": ["Cleared"]})
    assert frame.loc[2, ["status", "status_reason", "status_entered"]].tolist() == ["closed", "cleared", "Cleared"]
    assert [(problem.code, problem.row) for problem in problems][:2] == [("status_split", 2), ("read_as", None)]
    assert "no hazard area remains" in problems[1].what


def test_text_is_taken_verbatim():
    frame, _, _ = records({"admin1": ["NA"], "remarks": [" None, null "], "id": ["001"]})
    assert frame.loc[2, ["admin1", "remarks", "id"]].tolist() == ["NA", " None, null ", "001"]


def test_marks_for_nothing_are_missing_in_numbers_and_choices():
    frame, problems, _ = records({"area_reported_m2": ["n/a", "-"], "status": ["null", ""], "marking": ["None", "-"]})
    assert frame["area_reported_m2"].isna().all() and frame["status"].isna().all()
    assert frame.at[2, "marking"] == "none" and pd.isna(frame.at[3, "marking"])


def test_ids_are_made_from_source_and_row():
    frame, _, _ = records({"x": ["1", "2"]})
    assert list(frame["id"]) == ["survey-2", "survey-3"] and frame.index.name == "row"


def test_a_second_record_with_one_id_gets_another():
    frame, problems, _ = records({"id": ["7", "7", "7-2", None]})
    assert list(frame["id"]) == ["7", "7-3", "7-2", "survey-5"]
    assert codes(problems) == ["duplicate_id"]


@pytest.mark.parametrize(
    "heading",
    [
        "Victim name",
        "Date of birth",
        "Nom de la victime",
        "Teléfono",
        "Morada",
        "ФИО",
        "Soyad",
        "Прізвище",
        "رقم الهاتف",
    ],
)
def test_personal_data_is_named_and_not_taken_in(heading):
    frame, problems, _ = records({heading: ["x"], "killed": ["1"]}, "accidents")
    assert heading not in frame and codes(problems) == ["personal_data"] and problems[0].field == heading


def test_personal_data_is_kept_on_demand_and_still_named():
    frame, problems, _ = records({"Victim name": ["x"]}, "accidents", keep_personal=True)
    assert frame.at[2, "Victim name"] == "x" and codes(problems) == ["personal_data"]


def test_a_name_among_accidents_is_a_persons_until_said_otherwise():
    assert "Nombre" not in records({"Nombre": ["x"]}, "accidents")[0]
    assert records({"Nombre": ["x"]}, "accidents", fields={"Nombre": "name"})[0].at[2, "name"] == "x"
    assert records({"Nombre": ["x"]}, "hazards")[0].at[2, "name"] == "x"
    assert records({"name": ["x"]}, "accidents")[0].at[2, "name"] == "x"


def test_a_telephone_of_a_hospital_is_no_personal_data():
    assert records({"name": ["Hospital"], "phone": ["5"]}, "places")[0].at[2, "phone"] == "5"


def test_hashtags_name_the_columns():
    frame = table(a=["Shusha"], b=["2"])
    frame.attrs["hashtags"] = {"a": "#loc +name +v_pcode", "b": "#affected+killed"}
    _, _, used = to_records(frame, "accidents", source="x.csv")
    assert used == {"a": "place", "b": "killed"}


def test_json_values_of_any_type_are_read():
    frame = gpd.GeoDataFrame(
        {"id": [7, 8], "ordnance": [["UXO", "AP_mine"], None], "killed": [1.0, None], "x": [{"a": [1]}, None],
         "geometry": [Point(1, 2), None]},
        crs="EPSG:4326", index=[1, 2],
    )  # fmt: skip
    result, problems, _ = to_records(frame, "accidents", source="x.geojson")
    assert problems == [] and result.at[1, "ordnance"] == ("UXO", "AP_mine") and result.at[1, "killed"] == 1
    assert result.at[1, "x"] == {"a": [1]} and result.at[1, "id"] == "7" and result.geometry[1] == Point(1, 2)


def test_the_callers_table_is_untouched():
    frame = table(Status=["Abierto"], lat=["40,1"], lon=["46,2"])
    before = frame.copy()
    to_records(frame, "hazards", source="x.csv")
    pd.testing.assert_frame_equal(frame, before)


def test_every_field_is_a_column_also_of_no_records():
    for kind in KINDS:
        frame, _, _ = to_records(pd.DataFrame({"a": []}), kind, source="x.csv")
        assert list(frame.columns) == [*KINDS[kind].names, "a", "geometry"]


def test_written_records_read_again_are_the_same():
    first, _, _ = records(
        {"status": ["CHA - open"], "ordnance": ["UXO, AP"], "area (ha)": ["2"], "lat": ["40"], "lon": ["46"]}
    )
    properties = to_properties(first)
    again = gpd.GeoDataFrame(pd.DataFrame(properties), geometry=list(first.geometry), crs="EPSG:4326")
    second, problems, _ = to_records(again, "hazards", source="x.geojson")
    assert to_properties(second) == properties and problems == []


@settings(max_examples=60)
@given(
    st.sampled_from(list(KINDS)),
    st.dictionaries(st.sampled_from(["id", "status", "lat", "lon", "wkt", "position", "Date", "killed", "ordnance",
                                     "area", "zone", "easting", "northing", "crs", "geometry", "?"]),
                    st.lists(st.text(max_size=12) | st.none(), min_size=3, max_size=3)),
)  # fmt: skip
def test_any_text_keeps_its_record(kind, columns):
    frame, _, _ = records(columns or {"a": [None] * 3}, kind)
    assert len(frame) == 3 and frame["id"].is_unique


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        (["Muertos", "Heridos"], "accidents"), (["Product", "Depth (m)", "Hazard ID"], "releases"),
        (["Hazard ID", "Type", "Status"], "hazards"), (["status"], "hazards"), (["lat", "lon"], "hazards"),
        ([], "hazards"),
        (["name", "population"], "places"), (["subject", "value", "unit", "as_of"], "facts"),
    ],
)  # fmt: skip
def test_the_kind_is_guessed_from_what_only_it_has(columns, kind):
    assert guess_kind(columns) == kind


def test_the_colombian_columns_are_known():
    columns = {
        "TIPO_EVENTO": ["1"],
        "DEPARTAMENTO": ["ANTIOQUIA"],
        "TIPO_AREA": ["Rural"],
        "AÑO": ["1990"],
        "MUNICIPIO": ["NECHÍ"],
    }
    frame, _, used = records(columns, "accidents")
    assert used == {"DEPARTAMENTO": "admin1", "AÑO": "occurred_on", "MUNICIPIO": "admin2"}
    assert frame.loc[2, ["TIPO_EVENTO", "TIPO_AREA", "occurred_on"]].tolist() == ["1", "Rural", "1990"]


def test_half_a_character_is_kept_and_every_text_column_is_of_one_type():
    half = "\ud800"
    found, _, _ = records(
        pd.DataFrame({"name": ["A", half], "own": [half, None], "lists": [["a"], ["b"]]}, dtype=object)
    )
    assert found["name"].tolist() == ["A", half] and found["own"].iloc[0] == half
    assert {found[name].dtype.storage for name in ("id", "name", "own")} == {"python"}
    assert found["lists"].dtype == object and found["lists"].iloc[0] == ["a"]
