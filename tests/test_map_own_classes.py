"""A map can colour records by any column: each record is in one class, each class in the legend, and none looks like a
hazard."""

import colorsys

import geopandas
import numpy as np
import pandas
import pytest
from shapely import Point

import geo
from geo.errors import UsageError
from geo.maps.page.own_classes import COLOURS, ELSE, MISSING, RAMP, own_classes


def fields(**columns):
    count = len(next(iter(columns.values())))
    ids = [f"F-{number}" for number in range(count)]
    # pyarrow, which pandas takes for texts where it is there, refuses half a character.
    held = {name: pandas.Series(of, dtype=object) if "\ud800" in map(str, of) else of for name, of in columns.items()}
    return geopandas.GeoDataFrame({"id": ids, **held}, geometry=[Point(46.7, 39.9)] * count, crs=4326)


def classes(**columns):
    (column,) = columns
    return own_classes(geo.draw(fields(**columns), column=column).layers[0])


def test_each_value_is_a_class_and_each_record_in_its_own():
    found = classes(crop=["rye", "oats", None, "rye"])
    assert [one.get("text", "missing") for one in found["classes"]] == ["oats", "rye", "missing"]
    assert found["codes"] == "1021"


def test_values_beyond_the_colours_are_one_class_and_none_is_lost():
    found = classes(crop=[f"crop {number}" for number in range(25)] + [None])
    assert len(found["classes"]) == len(COLOURS) + 2
    assert found["codes"].count(chr(48 + len(COLOURS))) == 25 - len(COLOURS)


def test_numbers_are_ranges_that_hold_all_of_them():
    values = np.random.default_rng(3).gamma(2, 3, 200)
    found = classes(harvest=[*values, np.nan, np.inf])
    assert len(found["classes"]) == len(RAMP) + 1
    for value, code in zip([*values], found["codes"], strict=False):
        own = found["classes"][ord(code) - 48]
        assert own["low"] <= value <= own["high"]
    assert [found["classes"][ord(code) - 48].get("missing") for code in found["codes"][-2:]] == [True, True]


@pytest.mark.parametrize("values", [[5, 5, 5], [None, None], [1, 2], [True, False, None], [0.0, -0.0]])
def test_few_values_make_few_classes(values):
    found = classes(harvest=values)
    assert 1 <= len(found["classes"]) <= 3 and len(found["codes"]) == len(values)


@pytest.mark.parametrize("value", [["a"], {"a"}, np.array([1]), pandas.Timestamp("2024-05-31"), "\ud800", "{{ 7 }}"])
def test_no_odd_value_stops_a_map(value, tmp_path):
    assert geo.draw(fields(crop=[value, "x"]), column="crop").save(tmp_path / "map.html").is_file()


@pytest.mark.parametrize("colour", [*COLOURS, *RAMP, ELSE, MISSING])
def test_no_colour_is_that_of_a_hazard_or_of_released_land(colour):
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    hue, _, saturation = colorsys.rgb_to_hls(red, green, blue)
    assert saturation < 0.05 or 190 <= hue * 360 <= 325


def test_a_column_that_reading_would_take_for_a_field_stays_what_it_is():
    frame = geo.draw(fields(type=["SHA", "a meadow"]), column="type").layers[0].frame
    assert frame["type"].tolist() == ["SHA", "a meadow"]


def test_what_is_coloured_by_a_column_is_not_counted_as_hazards():
    drawn = geo.draw(fields(crop=["rye"]), column="crop")
    assert drawn.layers[0].kind == "places"
    assert geo.draw(fields(crop=["rye"]), column="crop", kind="accidents").layers[0].kind == "accidents"


def test_hazards_keep_the_symbols_that_say_how_dangerous_they_are():
    with pytest.raises(UsageError, match="hazards are drawn by type and status"):
        geo.draw(fields(crop=["rye"]), column="crop", kind="hazards")


def test_a_column_that_is_not_there_is_met_with_the_nearest():
    with pytest.raises(UsageError, match="Did you mean 'crop'"):
        geo.draw(fields(crop=["rye"]), column="corp")


def test_a_zone_layer_is_coloured_by_a_column_too():
    assert geo.ZoneLayer(fields(crop=["rye"]), column="crop", name="fields").layer.column == "crop"
