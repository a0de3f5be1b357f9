"""What is about a person is left out and said once; counts stay, and so does what only looks like it."""

import pytest
from told import codes, column, told

PERSONAL = [
    "Age at time of accident", "Victim age (years)", "Возраст", "Submitter", "SubmitterName", "submitted_by_name",
    "Editor", "Last edited by", "EditedBy", "Modified by", "Кем внесено", "daxil edən", "saisi par", "Phone No.",
    "Mobile No", "Contact phone number", "telefon nömrəsi", "Victim No.", "VictimCode", "Casualty No", "ID жертвы",
    "Qurbanın ID-si", "device_model", "Phone model", "Имя устройства", "Nom de l'appareil",
    "Witness", "Household head", "Muxtar", "Староста", "المختار", "Görüşülen kişi", "کد ملی", "Chef de village",
    "Nombre y apellidos", "Surname, first name", "Apellidos/Nombre", "Prénom et nom", "Имя, фамилия",
    "Nachname und Name",
    "Encuestado", "Người cung cấp", "Testemunha", "Свідок", "Found by", "Caller number", "Заявитель",
    "Кто обнаружил", "Контактное лицо", "Tapan şəxs", "Ad soyad", "Informante", "Propietario", "Personne de contact",
    "اسم صاحب الأرض", "Kontaktperson", "Imię i nazwisko", "Father's name", "Тел.", "Моб. тел.", "Tél.",
    "Ф.И.О. заявителя", "S/o", "D/O name", "W/o", "Father", "Husband", "Оператор", "Ответственный", "Məsul şəxs",
    "Sorumlu", "İhbar eden", "Başvuran", "Responsable", "Encargado", "Responsável", "Rapporteur", "Відповідальний",
    "المسؤول", "ولد", "نام راپور دهنده", "Дежурный", "Отец", "Tribe", "Team leader name", "Person in charge", "Заявник",
    "Əlaqədar şəxs", "Name of the injured person", "Nom de la personne blessée", "Nombre de la persona herida",
    "Who reported", "Phone (landline)", "Sex (M/F)", "M/F", "Emergency contact", "National ID", "Tazkera #",
    "Home village of victim", "Victim photo", "Approved by", "Prepared by", "QA by", "Data entered by", "ФИО оператора",
    "Respondents name", "resp_name", "Возраст (полных лет)",
]  # fmt: skip


@pytest.mark.parametrize("heading", PERSONAL)
def test_what_is_about_a_person_is_left_out_and_said(read, heading):
    reading = read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,secret\n")
    assert "secret" not in reading.frame.to_string()
    assert heading in told(reading, "personal_data") and "keep_personal" in told(reading, "personal_data")


@pytest.mark.parametrize(
    "heading",
    ["Created", "Last updated", "Submission date", "device type", "devices found", "Number of victims", "Mobile clinic",
     "Contact date", "Minefield name", "Owner type", "Найдено мин", "Исполнитель", "Reported by", "Organisation",
     "User group", "village name", "Number of phones", "No. of phones", "Nombre de téléphones", "Phone coverage",
     "Operator", "Demining operator", "Parent area", "Mother lode", "Husbandry"],
)  # fmt: skip
def test_what_only_looks_like_it_stays(read, heading):
    assert "personal_data" not in codes(read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,3\n"))


@pytest.mark.parametrize("text", ["+994 50 123 45 67", "a.person@example.org", "+7(495)123-45-67"])
def test_addresses_and_telephone_numbers_are_known_by_themselves(read, text):
    reading = read(f"id,lat,lon,q7\n1,39.5,46.9,{text}\n")
    assert text not in reading.frame.to_string() and "q7" in told(reading, "personal_data")


@pytest.mark.parametrize("name", ["Əliyev A.B.", "Иванов И.И.", "И. И. Петров-Водкин", "Mammadov A."])
def test_a_name_with_initials_is_that_of_a_person_wherever_it_stands(read, name):
    reading = read(f"id,lat,lon,Operator\n1,39.5,46.9,{name}\n")
    assert name not in reading.frame.to_string() and "Operator" in told(reading, "personal_data")


@pytest.mark.parametrize(
    "name", ["ANAMA", "с. Ивановка", "г. Шуша", "Sector B", "H.A.L.O. Trust", "Area No. 3", "Qala R"]
)
def test_what_only_looks_like_a_name_with_initials_stays(read, name):
    assert column(read(f"id,lat,lon,Operator\n1,39.5,46.9,{name}\n"), "organisation") == [name]


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


@pytest.mark.parametrize("heading", ["storedBy", "completedBy", "createdByUserInfo", "lastUpdatedByUserInfo"])
def test_the_users_that_dhis2_names_are_left_out(read, heading):
    assert "jsmith" not in read(f"event,lat,lon,{heading}\nAb1,39.5,46.9,jsmith\n").frame.to_string()


@pytest.mark.parametrize("text", ["ask Ali 050-123-45-67", "tell him (050) 123 45 67 by night", "call 0555 123 456 7"])
def test_a_number_as_it_is_dialled_is_seen_among_words(read, text):
    assert "telephone_in_text" in codes(read(f"id,lat,lon,remarks\n1,39.5,46.9,{text}\n"))


@pytest.mark.parametrize(
    "text", ["at 039 30 00 N 046 54 00 E", "from 08-05-2024 to 09-05-2024", "box 012 345 67", "0.123-456 m"]
)
def test_other_numbers_among_words_are_not(read, text):
    assert "telephone_in_text" not in codes(read(f"id,lat,lon,remarks\n1,39.5,46.9,{text}\n"))


NESTED = '[{"victims/name": "Ali A", "victims/age": "12"}]'


@pytest.mark.parametrize("cell", [NESTED, '{"phone": "0501234567", "name": "Ali A"}', '[{"Имя": "Ali A"}]'])
def test_persons_inside_json_in_a_cell_are_left_out(read, cell):
    quoted = cell.replace('"', '""')
    reading = read(f'id,lat,lon,more\n1,39.5,46.9,"{quoted}"\n')
    assert "Ali A" not in reading.frame.to_string() and "more" in told(reading, "personal_data")


def test_the_victims_of_a_form_of_kobo_are_left_out(read):
    form = f'[{{"_id": 1, "village": "A", "loc": "39.5 46.9 0 0", "date": "2024-05-01", "victims": {NESTED}}}]'
    assert "Ali A" not in read(form, "form.json").frame.to_string()


def test_json_without_persons_stays(read):
    cell = '[{""device"": ""PMN"", ""count"": 2}]'
    assert "PMN" in read(f'id,lat,lon,more\n1,39.5,46.9,"{cell}"\n').frame.to_string()


@pytest.mark.parametrize(
    "heading", ["VICTIM_NAM", "VICT_NAME", "PHONE_NUMB", "DATE_OF_BI", "CONTACT_PE", "FATHER_NAM", "INFORMANT_"]
)
def test_headings_that_a_shapefile_cut_off_are_known(read, heading):
    assert "secret" not in read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,secret\n").frame.to_string()


@pytest.mark.parametrize(
    "heading", ["COMPLETION", "CONTAMINAT", "DATE_OF_SU", "OPERATIONS", "NAME_OF_AR", "COMMUNITY_"]
)
def test_other_headings_of_ten_letters_stay(read, heading):
    assert "personal_data" not in codes(read(f"id,lat,lon,status,{heading}\n1,39.5,46.9,open,3\n"))
