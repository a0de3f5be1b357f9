"""Every language knows the common columns and every value; no word means two things."""

from collections import defaultdict

import pytest

from geo.cells.dates import read_dates
from geo.cells.words import fold
from geo.records import KINDS
from geo.records.vocabulary import (
    BY_CELLS,
    LANGUAGES,
    PSEUDO_FIELDS,
    SYSTEMS,
    allowed_values,
    columns_of,
    date_words,
    hashtags_of,
    load,
    synonyms,
)

COMMON = (
    "id name place admin1 admin2 setting area_type status status_date ordnance evidence priority marking blocks "
    "area_reported_m2 hazard_id product method completed_on depth_m devices_found occurred_on killed injured civilian "
    "military deminer men women boys girls activity source source_url reported_on information_on verified_on "
    "organisation remarks position_accuracy_m position_method lat lon position wkt easting northing zone crs location "
    "date subject value unit as_of"
).split()
LISTS = (
    "area_type status product setting ordnance evidence direct_evidence indirect_evidence priority marking method "
    "position_method sensitivity"
).split()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_a_heading_for_each_common_column(language):
    assert [field for field in COMMON if not load()[language]["columns"].get(field)] == []


@pytest.mark.parametrize("field", LISTS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_a_word_for_each_value(language, field):
    known = {**load()[language]["values"][field], **load()[language]["words"]}
    assert [value for value in allowed_values(field) if not known.get(value)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_names_twelve_months_and_personal_data(language):
    tables = load()[language]
    assert len(tables["words"]["months"]) == 12 and all(tables["words"]["months"])
    assert tables["personal"]["person"] and tables["personal"]["other"] and tables["personal"]["about"]


@pytest.mark.parametrize("kind", KINDS)
def test_no_heading_means_two_fields_of_a_kind(kind):
    known = {*KINDS[kind].names, *PSEUDO_FIELDS, *BY_CELLS, "date"}
    meanings = defaultdict(set)
    for language in (*LANGUAGES, *SYSTEMS):
        for field, names in load()[language]["columns"].items():
            for name in names if field in known else ():
                meanings[fold(name)].add(KINDS[kind].date if field == "date" else field)
    decided = (
        {name for name, fields in meanings.items() if fields == {"id", "hazard_id"}} if kind == "releases" else set()
    )
    assert {name: fields for name, fields in meanings.items() if len(fields) > 1 and name not in decided} == {}


@pytest.mark.parametrize("field", [*LISTS, "blocks"])
def test_no_word_means_two_values_of_a_field(field):
    meanings = defaultdict(set)
    for language in (*LANGUAGES, *SYSTEMS):
        for value, names in load()[language].get("values", {}).get(field, {}).items():
            assert value in allowed_values(field)
            for name in names:
                meanings[fold(name)].add(value)
    for value in allowed_values(field):
        meanings[fold(value)].add(value)
    assert {word: values for word, values in meanings.items() if len(values) > 1} == {}


def test_every_column_in_the_lists_is_a_field_of_some_kind():
    fields = {name for kind in KINDS.values() for name in kind.names} | {*PSEUDO_FIELDS, *BY_CELLS, "date"}
    for name, tables in load().items():
        assert set(tables["columns"]) <= fields, name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("AREA_TYPE", "Area type"), ("AÑO", "ano"), ("TƏSDİQLƏNMİŞ", "təsdiqlənmiş"), ("melum deyil", "Məlum deyil"),
        ("qirmizi", "qırmızı"), ("مُؤَكَّدة", "مؤكدة"), ("الحـــالة", "الحاله"), ("Ёлка", "елка"), ("ﬁeld", "field"),
    ],
)  # fmt: skip
def test_spellings_of_one_word_are_alike(one, other):
    assert fold(one) == fold(other)


def test_the_fields_own_names_go_before_what_people_call_them():
    assert all(columns_of(kind)[fold(name)] == name for kind in KINDS for name in KINDS[kind].names)


def test_months_of_all_languages_are_known():
    names = ("March", "mars", "marzo", "março", "марта", "mart", "березня", "آذار", "مارچ", "մարտի", "მარტის", "មីនា")
    assert {date_words().months[fold(name)] for name in names} == {3}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("១២ មេសា ២០២៤", "2024-04-12"), ("ថ្ងៃទី១២ ខែមេសា ឆ្នាំ២០២៤", "2024-04-12"), ("ថ្ងៃទី ៥ ខែ៣ ឆ្នាំ២០២៤", "2024-03-05"),
        ("១៥/០៣/២០២៤", "2024-03-15"), ("ngày 12 tháng 4 năm 2024", "2024-04-12"), ("tháng 4 năm 2024", "2024-04"),
        ("12 tháng tư 2024", "2024-04-12"), ("12 აპრილი 2024", "2024-04-12"), ("2024 թ. ապրիլի 12", "2024-04-12"),
        ("12 Nisan 2024", "2024-04-12"), ("۱۲ اپریل ۲۰۲۴", "2024-04-12"),
    ],
)  # fmt: skip
def test_dates_are_read_in_the_languages_of_the_page(written, meant):
    assert read_dates([written], date_words())[0].value == meant


@pytest.mark.parametrize("written", ["tháng 13 năm 2024", "1 2 tháng 4 năm 2024", "មេសា", "năm 2024 tháng"])
def test_what_is_no_date_in_them_is_none(written):
    assert read_dates([written], date_words())[0].problem


def test_vowels_of_khmer_are_letters_and_accents_are_not():
    assert fold("មេសា") != fold("មីនា") and fold("Tọa độ") == fold("toa do")


def test_hashtags_and_synonyms_point_at_what_there_is():
    assert set(hashtags_of("accidents").values()) <= {*KINDS["accidents"].names, *PSEUDO_FIELDS}
    assert set(synonyms("ordnance").values()) <= set(allowed_values("ordnance"))
