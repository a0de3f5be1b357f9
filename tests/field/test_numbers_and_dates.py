"""Numbers and dates whose column tells how they are meant: dotted and commaed thousands, day numbers."""

import pytest
from told import codes, column, told


def areas(read, *written):
    rows = "".join(f'{number};39.5;46.9;"{text}"\n' for number, text in enumerate(written, start=1))
    return read("id;lat;lon;Area (m2)\n" + rows)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        (("12.500", "3.200", "1.250.000"), [12500, 3200, 1250000]),
        (("12.500", "1.234,5"), [12500, 1234.5]),
        (("12.500", "7,5"), [12500, 7.5]),
        (("12.500 m²", "1.250.000 m²"), [12500, 1250000]),
        (("12,500", "1,250,000"), [12500, 1250000]),
        (("12.500", "3.25"), [12.5, 3.25]),
        (("12.500", "0.750"), [12.5, 0.75]),
        (("12.537", "3.204"), [12.537, 3.204]),
        (("1250.500", "12.500"), [1250.5, 12.5]),
    ],
)
def test_another_number_of_the_column_tells_what_a_mark_means(read, written, meant):
    assert column(areas(read, *written), "area_reported_m2") == meant


@pytest.mark.parametrize("written", [("12.500", "3.200"), ("12.500", "1.250.000", "7.5"), ("12,500", "3,200")])
def test_where_none_tells_there_is_no_value_and_both_are_named(read, written):
    reading = areas(read, *written)
    assert column(reading, "area_reported_m2")[0] is None
    assert "can be 12500 or 12.500" in told(reading, "ambiguous_number")
    assert column(reading, "area_reported_m2_entered")[0] == written[0]


def test_an_accuracy_with_three_decimals_is_no_thousand(read):
    reading = read("id,lat,lon,gps accuracy (m)\n1,39.5,46.9,4.500\n2,39.6,46.8,3.200\n")
    assert column(reading, "position_accuracy_m") == [4.5, 3.2]


def test_the_dotted_thousands_from_the_field_are_thousands(case):
    assert column(case("07"), "area_reported_m2") == [12500, 3200, 1250000]


def test_a_count_with_three_zeros_behind_its_point_is_not_taken(read):
    reading = read("id,lat,lon,killed\n1,39.5,46.9,2.000\n2,39.6,46.8,3.000\n", kind="accidents")
    assert (column(reading, "killed"), codes(reading).count("ambiguous_number")) == ([None, None], 1)


def test_a_column_of_day_numbers_is_one_of_dates(case):
    reading = case("11")
    assert column(reading, "reported_on") == ["2024-05-01", "2024-05-02"]
    assert "day number" in told(reading, "read_as")


@pytest.mark.parametrize(
    ("written", "meant"), [(("45413",), ["2024-05-01"]), (("45413.5", "36526"), ["2024-05-01", "2000-01-01"])]
)
def test_day_numbers_are_dates_with_or_without_a_time(read, written, meant):
    rows = "".join(f"{number},39.5,46.9,{text}\n" for number, text in enumerate(written))
    assert column(read("id,lat,lon,Report date\n" + rows), "reported_on") == meant


def test_a_day_number_among_dates_is_named_and_not_taken(read):
    reading = read("id,lat,lon,Report date\n1,39.5,46.9,2024-05-01\n2,39.6,46.8,45414\n")
    assert column(reading, "reported_on") == ["2024-05-01", None]
    assert "2024-05-02" in told(reading, "date_not_understood")


@pytest.mark.parametrize("heading", ["Area (dunum)", "Площадь (manzana)", "Area (feddan)"])
def test_a_unit_that_differs_from_country_to_country_is_not_taken_for_square_metres(read, heading):
    reading = read(f"id,lat,lon,{heading}\n1,39.5,46.9,12\n")
    assert column(reading, "area_reported_m2") == [None] and column(reading, heading) == ["12"]
    assert codes(reading) == ["column_not_understood"]


def test_units_behind_a_comma_and_of_two_words_are_understood(read):
    assert column(read("№;Широта;Долгота;Площадь, кв. м\n1;39,5;46,9;12 500\n"), "area_reported_m2") == [12500]
    assert column(read("id,lat,lon,Area sq m\n1,39.5,46.9,250\n"), "area_reported_m2") == [250]
    assert column(read("id,lat,lon,Area (rai)\n1,14.5,103.9,2\n"), "area_reported_m2") == [3200]


def test_a_point_and_a_comma_before_three_digits_are_both_doubtful(read):
    reading = read('id,lat,lon,Area\n1,39.5,46.9,"1,200"\n2,39.6,46.9,12.345\n')
    assert column(reading, "area_reported_m2") == [None, None]


def test_a_last_record_of_which_only_the_number_is_known_is_no_total(read):
    assert column(read("id,lat,lon\n1,39.5,46.9\n2,39.6,46.9\n3,,\n"), "id") == ["1", "2", "3"]


def test_russian_letters_of_unix_are_read(read):
    text = "N;Населенный пункт;Широта;Долгота\n1;Агдам;39,5;46,9\n2;Шуша;39,6;46,8\n"
    assert column(read(text.encode("koi8-r")), "place") == ["Агдам", "Шуша"]
