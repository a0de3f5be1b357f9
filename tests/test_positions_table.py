"""Every written position of the table is understood as it is meant, or refused for the right reason."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from geo.crs import distance_m
from geo.positions import parse_positions

TABLE = Path(__file__).with_name("positions.csv")


def read_table():
    with open(TABLE, encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ROWS = read_table()


def pair(text):
    lat, lon = text.split()
    return float(lon), float(lat)


def parse(row):
    near = pair(row["near"]) if row["near"] else None
    return parse_positions([row["text"]], crs=row["crs"] or None, near=near).iloc[0]


@pytest.mark.parametrize("row", [r for r in ROWS if r["lat"]], ids=lambda r: r["text"][:50])
def test_a_position_lies_where_an_independent_source_puts_it(row):
    found = parse(row)
    assert not isinstance(found.problem, str), found.problem
    off = float(distance_m(found.lon, found.lat, float(row["lon"]), float(row["lat"])))
    assert off <= float(row["tolerance_m"])


@pytest.mark.parametrize("row", [r for r in ROWS if r["accuracy_m"]], ids=lambda r: r["text"][:50])
def test_the_digits_that_are_written_say_how_exact_a_position_is(row):
    assert parse(row).accuracy_m == pytest.approx(float(row["accuracy_m"]), rel=0.01)


@pytest.mark.parametrize("row", [r for r in ROWS if r["code"]], ids=lambda r: r["text"][:50])
def test_what_is_no_position_or_several_is_refused(row):
    found = parse(row)
    assert found.code == row["code"] and math.isnan(found.lon) and math.isnan(found.lat)
    for lon, lat in map(pair, filter(None, row["candidates"].split(";"))):
        apart = [float(distance_m(lon, lat, c.lon, c.lat)) for c in found.candidates]
        assert min(apart, default=np.inf) < 0.5


def test_the_table_is_large_and_every_row_names_its_source():
    assert len(ROWS) >= 300
    assert all(row["source"] for row in ROWS)
    assert len({(row["text"], row["crs"], row["near"]) for row in ROWS}) == len(ROWS)
