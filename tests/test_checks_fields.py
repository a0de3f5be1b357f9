"""Values, areas, counts, evidence and columns that cannot be right are named; what can be right stays silent."""

import pytest
from checks_frames import accidents, codes, found, hazards, releases, row_of_squares, scattered, square


def of_one(**columns):
    return codes(hazards([square()], **{name: [value] for name, value in columns.items()}))


def of_release(**columns):
    return codes(releases([square()], **{name: [value] for name, value in columns.items()}), kind="releases")


def of_accident(**columns):
    frame = accidents(scattered(1), **{name: [value] for name, value in columns.items()})
    return [(problem.code, problem.severity) for problem in found(frame, kind="accidents")]


# values


def test_a_value_outside_the_list_is_named_with_the_nearest():
    problem = found(hazards([square()], area_type=["sha"]))[0]
    assert (problem.code, problem.field, problem.remedy) == ("value_outside_list", "area_type", "Did you mean SHA?")


def test_a_value_like_none_in_the_list_is_answered_with_the_list():
    assert "worked_on" in found(hazards([square()], status=["zzz"]))[0].remedy


def test_each_of_several_values_is_looked_at():
    frame = hazards([square()], ordnance=[("AP_mine", "AT mine")])
    assert "'AT mine'" in found(frame, "value_outside_list")[0].what


def test_the_project_extends_a_list():
    frame = hazards([square()], area_type=["minefield"])
    assert found(frame, "value_outside_list")
    assert found(frame, values={"area_type": ["minefield"]}) == []


def test_a_value_outside_the_list_in_many_records_is_said_once():
    assert len(found(hazards(row_of_squares(50), status=["active"] * 50))) == 1


def test_what_was_typed_and_not_taken_is_named():
    frame = hazards([square()], status=["unknown"], status_entered=["in proces"])
    assert "'in proces'" in found(frame, "value_outside_list")[0].what


@pytest.mark.parametrize(
    ("typed", "meant"), [("clered", "cleared"), ("opn", "open"), ("suspened", "suspended"), ("ongoign", "worked_on")]
)
def test_a_slip_of_the_hand_is_answered_with_the_word_that_was_meant(typed, meant):
    frame = hazards([square()], status=["unknown"], status_entered=[typed])
    assert found(frame, "value_outside_list")[0].remedy == f"Did you mean {meant}?"


def test_a_date_that_was_typed_and_not_taken_is_named_and_not_asked_for_again():
    frame = hazards([square()], reported_on=[None], reported_on_entered=["2024-13-01"])
    (problem,) = found(frame)
    assert (problem.code, "'2024-13-01'" in problem.what) == ("entered_not_understood", True)


def test_what_was_typed_and_taken_is_silent():
    assert of_one(status="closed", status_entered="cleared 2020") == []


def test_a_reliability_is_a_letter():
    assert of_one(source_reliability="7") == ["value_outside_list"]
    assert of_one(source_reliability="B", information_credibility="2") == []


def test_an_address_that_is_no_web_page_is_named():
    assert of_one(source_url="www.example.org") == ["url_not_http"]
    assert of_one(source_url="https://example.org/a") == []


@pytest.mark.parametrize("column", ["area_reported_m2", "position_accuracy_m"])
def test_a_measure_below_zero_is_an_error(column):
    assert "negative" in of_one(**{column: -5.0})


def test_a_depth_in_centimetres_is_suspected():
    assert of_release(product="cleared", method="clearance", depth_m=13.0) == ["depth_unit"]


# minimum fields


@pytest.mark.parametrize("column", ["area_type", "status", "source", "reported_on"])
def test_a_missing_minimum_field_is_named(column):
    frame = hazards(row_of_squares(3))
    frame[column] = frame[column].where(frame.index != 3)
    problems = found(frame)
    assert [(problem.code, problem.row, problem.field) for problem in problems] == [("field_missing", 3, column)]


def test_a_date_of_the_information_is_as_good_as_one_of_the_report():
    assert of_one(reported_on=None, information_on="2026-02") == []


def test_unknown_is_an_answer():
    assert of_one(area_type="unknown", status="unknown") == []


def test_a_column_that_is_not_there_is_said_once():
    problems = found(hazards(row_of_squares(30)).drop(columns="status"))
    assert [(problem.code, problem.row) for problem in problems] == [("field_missing", None)]


# type, status, evidence


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"area_type": "CHA", "indirect_evidence": ("verbal_report",)}, "cha_without_direct_evidence"),
        ({"area_type": "CHA", "evidence": "none"}, "cha_without_direct_evidence"),
        ({"area_type": "SHA", "direct_evidence": ("detonation",)}, "sha_with_direct_evidence"),
        ({"evidence": "none", "indirect_evidence": ("old_survey",)}, "contradiction"),
        ({"marking": "unknown", "marking_checked_on": "2026-01"}, "contradiction"),
        ({"area_type": "indication", "status": "worked_on"}, "contradiction"),
    ],
)
def test_fields_that_contradict_one_another_are_named(columns, code):
    assert of_one(**columns) == [code]


@pytest.mark.parametrize(
    "columns",
    [
        {"area_type": "CHA", "direct_evidence": ("detonation",), "indirect_evidence": ("verbal_report",)},
        {"area_type": "CHA"},
        {"area_type": "SHA", "evidence": "indirect", "indirect_evidence": ("verbal_report",)},
        {"marking": "fenced", "marking_checked_on": "2026-01"},
        {"area_type": "CHA", "status": "worked_on"},
    ],
)
def test_fields_that_agree_are_silent(columns):
    assert of_one(**columns) == []


def test_clearance_without_a_depth_is_named():
    assert of_release(product="cleared", method="clearance") == ["no_depth"]
    assert of_release(product="cleared", method="clearance", depth_m=0.2) == []


def test_survey_does_not_clear():
    assert of_release(product="cleared", method="non_technical_survey", depth_m=0.2) == ["contradiction"]


# areas


@pytest.mark.parametrize(
    ("told", "code", "hint"),
    [
        (1.0, "area_unit", "hectares"),
        (0.01, "area_unit", "km²"),
        (10.0, "area_unit", "dunum"),
        (2.47, "area_unit", "acres"),
        (16_840.0, "area_web_mercator", "Web Mercator"),
        (35_000.0, "area_differs", "another area"),
    ],
)
def test_a_reported_area_unlike_the_drawn_one_is_explained(told, code, hint):
    problem = found(hazards([square()], area_reported_m2=[told]))[0]
    assert (problem.code, problem.severity) == (code, "warning")
    assert hint in problem.remedy


@pytest.mark.parametrize("told", [10_000.0, 9_000.0, 11_500.0, None])
def test_a_reported_area_near_the_drawn_one_is_silent(told):
    assert of_one(area_reported_m2=told) == []


def test_a_whole_column_in_hectares_is_said_once():
    problems = found(hazards(row_of_squares(30), area_reported_m2=[1.0] * 30))
    assert [(problem.code, problem.row) for problem in problems] == [("area_unit", None)]


# counts


def test_sums_that_agree_are_silent():
    assert of_accident(killed=1, injured=2, outcome_unknown=0, civilian=3, men=2, boys=1) == []


def test_parts_that_are_unknown_are_not_zero():
    assert of_accident(killed=1, injured=2, men=1) == []
    assert of_accident(injured=2, civilian=5) == []


def test_a_part_larger_than_all_is_an_error():
    assert of_accident(killed=1, injured=1, outcome_unknown=0, military=3) == [("counts_differ", "error")]


def test_people_by_sex_and_age_who_are_fewer_than_all_are_an_error():
    counts = {"men": 1, "women": 0, "boys": 0, "girls": 0, "sex_age_unknown": 0}
    assert of_accident(killed=1, injured=1, **counts) == [("counts_differ", "error")]


def test_groups_of_affiliation_may_overlap():
    assert of_accident(killed=1, injured=0, outcome_unknown=0, military=1, deminer=1) == [("counts_differ", "note")]


def test_a_count_below_zero_is_an_error():
    assert ("negative", "error") in of_accident(killed=-1)


def test_half_a_person_is_an_error():
    assert ("not_whole", "error") in of_accident(killed=0.5)


def test_an_accident_without_casualties_is_noted():
    assert of_accident(killed=0, injured=0) == [("no_casualties", "note")]
    assert of_accident(killed=0) == []


# personal data


@pytest.mark.parametrize(
    "column",
    ["Victim name", "Date of birth", "Nom de famille", "Apellidos", "Data de nascimento", "Фамилия", "Soyadı",
     "Прізвище", "تاريخ الميلاد"],
)  # fmt: skip
def test_a_column_of_personal_data_is_named_once(column):
    frame = accidents(scattered(3), **{column: ["A", "B", None]})
    problems = found(frame, kind="accidents")
    assert [(problem.code, problem.field) for problem in problems] == [("personal_data", column)]


@pytest.mark.parametrize("column", ["village name", "name_az", "victims", "device type", "survey_id"])
def test_other_columns_are_not_taken_for_personal_data(column):
    assert found(accidents(scattered(3), **{column: ["A", "B", None]}), kind="accidents") == []


def test_an_empty_column_holds_no_personal_data():
    assert found(accidents(scattered(3), **{"Victim name": [None] * 3}), kind="accidents") == []


def test_records_that_their_source_no_longer_has_are_counted():
    frame = hazards(row_of_squares(3), missing_since=["2026-05-01", None, None])
    (problem,) = found(frame, "gone_from_source")
    assert problem.what.startswith("1 of 3 records is no longer in the source")
    assert not found(hazards(row_of_squares(3)), "gone_from_source")
