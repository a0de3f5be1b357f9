"""What is about a person is left out and said once; counts stay, and so does what only looks like it."""

import pytest
from told import codes, column, told

PERSONAL = [
    "Age at time of accident", "Victim age (years)", "Возраст", "Submitter", "SubmitterName", "submitted_by_name",
    "Editor", "Last edited by", "EditedBy", "Modified by", "Кем внесено", "daxil edən", "saisi par", "Phone No.",
    "Mobile No", "Contact phone number", "telefon nömrəsi", "Victim No.", "VictimCode", "Casualty No", "ID жертвы",
    "Qurbanın ID-si", "device_model", "Phone model", "Имя устройства", "Nom de l'appareil",
    "Witness", "Household head", "Muxtar", "Староста", "المختار", "Görüşülen kişi", "کد ملی", "Chef de village",
    "Encuestado", "Người cung cấp", "Testemunha", "Свідок",
]  # fmt: skip


@pytest.mark.parametrize("heading", PERSONAL)
def test_what_is_about_a_person_is_left_out_and_said(read, heading):
    reading = read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,secret\n")
    assert "secret" not in reading.frame.to_string()
    assert heading in told(reading, "personal_data") and "keep_personal" in told(reading, "personal_data")


@pytest.mark.parametrize(
    "heading",
    ["Created", "Last updated", "Submission date", "device type", "devices found", "Number of victims", "Mobile clinic",
     "Reported by", "Organisation", "User group", "village name"],
)  # fmt: skip
def test_what_only_looks_like_it_stays(read, heading):
    assert "personal_data" not in codes(read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,3\n"))


@pytest.mark.parametrize("text", ["+994 50 123 45 67", "a.person@example.org", "+7(495)123-45-67"])
def test_addresses_and_telephone_numbers_are_known_by_themselves(read, text):
    reading = read(f"id,lat,lon,q7\n1,39.5,46.9,{text}\n")
    assert text not in reading.frame.to_string() and "q7" in told(reading, "personal_data")


def test_an_elevation_with_a_sign_is_no_telephone_number(read):
    assert column(read("id,lat,lon,q7\n1,39.5,46.9,+1204.55\n"), "q7") == ["+1204.55"]


VICTIMS = [
    "Victim ID,Age group,Injury",
    "Sex,Age,School",
    "Name of victim,Occupation,Story",
    "Qurbanın ID-si,Yaşı,Məktəb",
]


@pytest.mark.parametrize("headings", VICTIMS)
def test_a_row_of_a_table_about_victims_is_personal_as_a_whole(read, headings):
    reading = read(f"Date,Village,lat,lon,{headings}\n2024-05-01,Agdam,39.5,46.9,one,two,three\n")
    assert reading.kind == "accidents"
    assert not {"one", "two", "three"} & set(reading.frame.astype(str).to_numpy().ravel())
    assert column(reading, "occurred_on") == ["2024-05-01"]


def test_counts_of_victims_are_no_persons(read):
    reading = read("Date,Village,lat,lon,Killed,Injured,Children\n2024-05-01,Agdam,39.5,46.9,1,2,3\n")
    assert (column(reading, "killed"), column(reading, "Children")) == ([1], ["3"])


def test_what_was_left_out_is_said_once_and_kept_on_request(read):
    text = "id,lat,lon,Editor,Phone No.,Age\n1,39.5,46.9,A,B,C\n2,39.6,46.8,D,E,F\n"
    assert "Editor, Phone No., Age" in told(read(text, kind="hazards"), "personal_data")
    assert column(read(text, kind="hazards", keep_personal=True), "Editor") == ["A", "D"]


def test_who_submitted_the_form_from_the_field_is_left_out(case):
    assert "SubmitterID, SubmitterName" in told(case("06"), "personal_data")
