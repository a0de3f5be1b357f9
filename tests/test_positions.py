"""Written positions beyond the table: ambiguity, hostile text, speed, every format, known mistakes."""

import string
import time

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples

from geo.cli import main
from geo.crs import distance_m
from geo.errors import PositionError, UsageError
from geo.positions import parse_position, parse_positions, suspects, to_all_formats

AGHDAM = (46.93, 39.99)


def one(text, **options):
    return parse_positions([text], **options).iloc[0]


def test_the_answer_has_the_rows_and_the_index_of_the_question():
    texts = pd.Series(["40.39 46.93", None, "40.39 46.93"], index=[7, 9, 12])
    found = parse_positions(texts)
    assert found.index.tolist() == [7, 9, 12] and found.lon.tolist()[::2] == [46.93, 46.93]
    assert found.code[9] == "no_position"


def test_no_texts_are_no_failure():
    assert len(parse_positions([])) == 0


def test_a_position_carries_its_format_crs_transformation_and_accuracy():
    found = parse_position("8663877 4474700")
    assert found.crs == "EPSG:28408" and "Pulkovo 1942 to WGS 84 (16)" in found.transformation
    assert found.accuracy_m == pytest.approx(4.55, abs=0.01) and "zone 8" in found.format


def test_the_assumption_of_latitude_first_is_recorded():
    assert one("40.39 46.93").format == "decimal degrees, latitude first"


def test_a_first_number_that_cannot_be_a_latitude_is_taken_for_the_longitude():
    found = one("121.5, 14.6")
    assert (found.lon, found.lat) == (121.5, 14.6) and "longitude first" in found.format


def test_an_o_is_east_or_west_by_language_and_neither_is_chosen():
    found = one("48,5 N 2,25 O")
    assert found.code == "letter_o" and [c.lon for c in found.candidates] == [-2.25, 2.25]


def test_a_grid_of_the_whole_world_has_no_outside():
    found = one("EPSG:3857 5224223 4925344")
    assert (found.lon, found.lat) == pytest.approx((46.92999, 40.40755), abs=1e-5)
    assert one("EPSG:6933 4528015 4738130").lat == pytest.approx(40.31665, abs=1e-5)


@pytest.mark.parametrize("link", ["https://maps.google.com/?ll=40.1,46.1", "https://www.google.com/maps/@40.1,46.1,9z"])
def test_a_link_that_has_only_its_view_says_so(link):
    assert one(link).format == "map link, middle of the view"


def test_an_ambiguous_position_raises_with_its_candidates():
    with pytest.raises(PositionError, match="could be"):
        parse_position("663877 4474700", near=(46.9, 40.4))


def test_a_place_nearby_orders_candidates_and_chooses_none():
    found = one("663877 4474700", near=(46.9, 40.4))
    assert np.isnan(found.lon) and found.code == "no_zone"
    far = [candidate.distance_m for candidate in found.candidates]
    assert far == sorted(far) and far[0] < 5000


def test_degrees_in_a_column_of_metres_could_be_on_either_datum():
    found = one("40.39 46.93", crs="EPSG:28408")
    assert found.code == "crs_conflict" and {c.crs for c in found.candidates} == {"EPSG:4326", "EPSG:4284"}


def test_a_text_that_names_its_datum_goes_before_the_column():
    assert one("EPSG:32638 663808 4472833", crs="EPSG:28408").crs == "EPSG:32638"


def test_a_crs_that_is_not_known_is_refused_at_once():
    with pytest.raises(UsageError):
        parse_positions(["1 2"], crs="EPSG:999999")


def test_a_pair_that_lies_outside_the_area_of_its_crs_is_a_problem_with_a_candidate():
    found = one("500000 1000000", crs="EPSG:28408")
    assert found.code == "outside_crs" and len(found.candidates) > 0


@settings(max_examples=examples(300))
@given(st.text(max_size=60))
def test_no_text_raises_anything(text):
    found = one(text)
    assert isinstance(found.problem, str) or np.isfinite(found.lon)


PIECES = st.sampled_from(
    ["40", "46.93", "40,39", "°", "'", '"', " ", ",", ";", "-", "+", "N", "S", "E", "O", "С", "В", "ш", "38T", "PK",
     "8663877", "4474700", "/", "geo:", "EPSG:28408", "СК-42", "m", "d", "e", "x=", "zone", ".", "(", "http://a/@",
     "lat", "lon", "٤"]
)  # fmt: skip


@settings(max_examples=examples(500))
@given(st.lists(PIECES, max_size=12), st.sampled_from([None, "EPSG:28408", "EPSG:4284", "EPSG:32638"]))
def test_no_mixture_of_pieces_raises_anything(pieces, crs):
    for joint in ("", " "):
        found = one(joint.join(pieces), crs=crs, near=AGHDAM)
        assert isinstance(found.problem, str) or (abs(found.lat) <= 90 and abs(found.lon) <= 180)


@pytest.mark.parametrize(
    "piece", ["1", "1,", "1.", "1 ", "N ", "°", "-", "a.", "a. ", "(", "38T ", "1°1'", ", ", "\u0301"]
)
@pytest.mark.parametrize("start", ["", "https://", "geo:", "+", "POINT(", "MGRS "])
def test_a_long_hostile_text_is_refused_in_no_time(start, piece):
    text = start + piece * (100_000 // len(piece))
    began = time.process_time()
    one(text)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("character", string.punctuation)
def test_punctuation_alone_is_no_position(character):
    assert isinstance(one(character * 5).problem, str)


@settings(max_examples=examples(100))
@given(st.floats(-180, 180), st.floats(-90, 90))
def test_every_format_that_is_printed_is_read_back_to_the_same_place(lon, lat):
    for name, written in to_all_formats(lon, lat).items():
        found = one(written)
        assert not isinstance(found.problem, str), (name, written, found.problem)
        assert distance_m(found.lon, found.lat, lon, lat) < 5


def test_a_place_outside_the_world_is_not_printed():
    with pytest.raises(ValueError, match="not a place"):
        to_all_formats(46.93, 91)


@pytest.mark.parametrize(
    ("code", "shift_m", "within"),
    [
        ("datum_suspected", 104, 10),
        ("gk_as_utm", 1900, 100),
        ("zone_suspected", 512_000, 1500),
        ("swapped_axes", 952_000, 20_000),
    ],
)
def test_a_known_mistake_has_the_right_size_at_aghdam(code, shift_m, within):
    found = next(suspect for suspect in suspects(*AGHDAM) if suspect.code == code)
    assert found.shift_m == pytest.approx(shift_m, abs=within)


def test_dms_typed_as_decimal_is_up_to_55_km_off_and_is_undone():
    typed = (46.5544, 39.5927)  # 39°59'27", 46°55'44"
    found = next(suspect for suspect in suspects(*typed) if "seconds were typed" in suspect.what)
    assert (found.lon, found.lat) == pytest.approx((46 + 55 / 60 + 44 / 3600, 39 + 59 / 60 + 27 / 3600))
    assert found.shift_m == pytest.approx(54_400, abs=1000)


@pytest.mark.parametrize("code", ["datum_suspected", "gk_as_utm", "zone_suspected", "swapped_axes", "sign_error"])
def test_the_mistake_that_was_made_is_the_one_that_brings_the_place_back(code):
    made = next(s for s in suspects(*AGHDAM) if s.code == code)
    # What was read is where it is; what was meant is where it would be without the mistake.
    found = suspects(*AGHDAM, near=(made.lon, made.lat))
    assert found[0].code == code and found[0].distance_m < 1


def test_a_place_that_is_right_is_suspected_of_nothing():
    assert suspects(*AGHDAM, near=AGHDAM) == []


def test_where_prints_a_position_in_all_formats(capsys):
    assert main(["where", "8663877 4474700"]) == 0
    said = capsys.readouterr().out
    assert "38TPK 63706 72819" in said and "Pulkovo 1942 to WGS 84 (16)" in said and "±4.6 m" in said


def test_where_lists_candidates_and_fails_if_there_are_several(capsys):
    assert main(["where", "663877 4474700", "--near", "40.4 46.9"]) == 1
    assert "UTM 38 north" in capsys.readouterr().err


def test_where_fails_on_what_it_does_not_understand(capsys):
    assert main(["where", "by the old mill"]) == 1
    assert "not understood" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["59SPK663877", "38TNE", "4LAT1234", "38TPK123456789012"])
def test_a_square_far_outside_its_band_does_not_exist(text):
    assert one(text).code in ("mgrs_square", "mgrs_digits", "position_not_understood")
