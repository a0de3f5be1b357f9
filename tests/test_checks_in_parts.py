"""A layer that is checked in parts gives the problems of the whole layer, in their order."""

from dataclasses import replace
from datetime import date
from functools import cache, partial
from itertools import zip_longest

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from checks_frames import scattered, square

from geo import checks
from geo.checks import CHECKS, check, view
from geo.checks.outlines import geometry
from geo.checks.parted import memory
from geo.checks.parted.running import IN_PARTS
from geo.errors import UsageError
from geo.records import Layer
from geo.scale.parts import are_near, bounds_of, rims, split
from geo.scale.runners import Serial

TODAY = date(2026, 8, 1)
COUNT = 240


def faulty_hazards(count=COUNT, seed=5):
    """Zones over two districts, with faults of every kind, and so many that some are said once and some of each."""
    random = np.random.default_rng(seed)
    x, y = random.integers(0, 12, count) * 90.0, random.integers(0, 12, count) * 90.0
    far = random.random(count) < 0.4
    shapes = [square(x=a + 40_000 * f, y=b, side_m=100) for a, b, f in zip(x, y, far, strict=True)]
    for number in range(0, count, 12):
        shapes[number] = None
    for number in range(1, count, 24):
        shapes[number] = shapes[number - 12 if number > 12 else 2]
    shapes[5] = shapely.Polygon([(46.8, 39.6), (46.81, 39.61), (46.81, 39.6), (46.8, 39.61)])
    shapes[7] = square(side_m=0.3)
    shapes[8] = shapely.LineString([(46.8, 39.6), (46.8, 39.6)])
    shapes[9] = shapely.Point(-46.8, 39.6)
    shapes[10] = shapely.Point(39.6, 46.8)
    shapes[11] = shapely.Point(0, 0)
    shapes[13] = shapely.Polygon()
    shapes[14] = shapely.Point(12.0, 39.6)
    shapes[15] = shapely.Polygon([(46.8, 39.6), (46.8, 39.6), (46.802, 39.6), (46.802, 39.603)])
    shapes[17] = square(x=1, y=1)
    shapes[18] = square(x=1, y=2)
    shapes[19] = shapely.Point(46.8, 0)
    shapes[20] = shapely.Polygon(
        [(46.8, 39.6), (46.8, 39.603), (46.802, 39.603), (46.8020001, 39.7), (46.8020002, 39.603)]
    )
    shapes[21] = shapely.Polygon([(46.8, 39.6), (46.81, 39.6), (46.82, 39.6)])
    shapes[22] = shapely.Polygon(
        [(46.8, 39.6), (46.81, 39.6), (46.81, 39.61)], [[(46.9, 39.7), (46.91, 39.7), (46.91, 39.71)]]
    )
    shapes[23] = shapely.box(46, 39, 47, 40)
    shapes[25], shapes[26] = square(y=-900), square(y=-900.5)
    shapes[16] = shapely.LineString([(46.8, 39.6), (np.inf, 39.6)])
    third = np.arange(count) % 3
    return framed(
        shapes,
        id=[f"H-{number - 3 if number % 9 == 3 else number}" for number in range(count)],
        area_type=np.where(third == 0, "CHA", np.where(third == 1, "SHA", "swamp")),
        status=np.where(random.random(count) < 0.5, "closed", "open"),
        evidence=np.where(third == 1, "none", "indirect"),
        direct_evidence=np.where(np.arange(count) % 5 == 1, "detonation", None),
        source="survey",
        reported_on=np.where(third == 0, "2009-05-06", np.where(np.arange(count) % 7 == 1, None, "2026-05-06")),
        information_on=np.where(np.arange(count) % 50 == 1, "2031", np.where(third == 0, "1970-01-01", "2025-13-01")),
        area_reported_m2=np.where(third == 0, 1.0, np.where(np.arange(count) % 9 == 1, 16_850.0, 14_000.0)),
        source_url=np.where(third == 1, "see file", None),
        crs_entered=np.where(third == 1, "EPSG:32638", np.where(third == 2, "EPSG:4326", None)),
        informant_phone=np.where(third == 2, "12345", None),
        ordnance=[("AP_mine", "Laser") if number % 40 == 3 else None for number in range(count)],
        ordnance_entered=np.where(np.arange(count) % 40 == 4, "Knallkörper", None),
        verified_on_entered=np.where(np.arange(count) % 60 == 4, "spring", None),
        missing_since=np.where(np.arange(count) % 30 == 2, "2026-01-01", None),
    )


def faulty_accidents(count=COUNT):
    """Points of which many are there again, shifted by a datum or by a few metres, and counts that differ."""
    points = scattered(count // 2, degrees=0.1)
    again = [shapely.Point(point.x + 0.0011, point.y + 0.00035) for point in points]
    again[:20] = points[:20]
    again[30:36] = points[30:36]
    again[20:30] = [shapely.Point(point.x + 0.0001, point.y) for point in points[20:30]]
    half = np.arange(count) % (count // 2)
    return framed(
        [*points, *again],
        occurred_on=[f"2025-{1 + n % 12:02}-{1 + n % 28:02}" if n % 4 else "2025" for n in half.tolist()],
        reported_on=np.where(half % 6 == 0, "2023-05-06", "2025-12-30"),
        place=[f"village {n}" for n in half.tolist()],
        position_accuracy_m=np.where(half % 3 == 0, 0.001, 5.0),
        killed=half % 3, injured=np.where(half % 5 == 0, 0, 1), civilian=half % 4,
        men=np.where(half % 7 == 0, -1.0, 1.5),
        source="hospital",
    )  # fmt: skip


def faulty_releases(count=COUNT):
    """Releases of hazards that lie elsewhere, are not there, are several, or were reported later; over one another."""
    shapes = faulty_hazards(count, seed=9).geometry.to_list()
    named = [f"H-{number * 7 % count}" if number % 5 else (None if number % 2 else "H-9999") for number in range(count)]
    return framed(
        shapes,
        id=[f"R-{number}" for number in range(count)],
        hazard_id=named,
        product=np.where(np.arange(count) % 3 == 0, "cleared", "cancelled"),
        method=np.where(np.arange(count) % 4 == 0, "clearance", "non_technical_survey"),
        depth_m=np.where(np.arange(count) % 6 == 0, 20.0, np.nan),
        completed_on=np.where(np.arange(count) % 5 == 0, "2020-01-01", "2026-06-01"),
        source="report",
    )


def framed(shapes, **columns):
    frame = geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=4326)
    frame.index = pd.RangeIndex(2, len(frame) + 2, name="row")
    return frame


def minutes(count=60):
    """Points whose digits behind the point are minutes and seconds, all without a source."""
    random = np.random.default_rng(3)
    degrees = (random.integers(0, 6000, (count, 2)) // 100 * 100 + random.integers(0, 60, (count, 2))) / 1e4
    return framed(shapely.points(degrees + (46, 39)), occurred_on=["2025-01-01"] * count, killed=1)


LAYERS = {
    "hazards": lambda: [Layer("h", "hazards", faulty_hazards())],
    "accidents": lambda: [Layer("a", "accidents", faulty_accidents())],
    "no rows": lambda: [Layer("h", "hazards", faulty_hazards().reset_index(drop=True).drop(columns="id"))],
    "minutes": lambda: [Layer("m", "accidents", minutes())],
    "again": lambda: [
        Layer("a", "accidents", framed([shapely.Point(46.8, 39.6)] * 20 + scattered(100), killed=[1] * 120))
    ],
    "land": lambda: [
        Layer("h", "hazards", faulty_hazards()),
        Layer("h2", "hazards", faulty_hazards(90, seed=6)),
        Layer("r", "releases", faulty_releases()),
        Layer("r2", "releases", faulty_releases(60)),
    ],
    "one and none": lambda: [
        Layer("h", "hazards", faulty_hazards()[19:20]), Layer("r", "releases", faulty_releases()[:0])
    ],
}  # fmt: skip
EXTENT = (46.5, 39.0, 47.0, 40.0)


@cache
def whole(name):
    return check(LAYERS[name](), today=TODAY, extent=EXTENT if name == "land" else None)


def in_parts(name, count, monkeypatch):
    monkeypatch.setattr(checks, "in_parts", partial(memory.in_parts, count=count))
    return check(LAYERS[name](), today=TODAY, extent=EXTENT if name == "land" else None, workers=Serial())


@pytest.mark.parametrize("count", [2, 7, 50])
@pytest.mark.parametrize("name", LAYERS)
def test_every_check_says_the_same_of_parts_as_of_the_whole(name, count, monkeypatch):
    found = in_parts(name, count, monkeypatch)
    assert [one for one in zip_longest(whole(name), found) if one[0] != one[1]] == []


def test_the_layers_hold_what_every_check_can_say():
    """What the layers above do not hold would be compared with nothing."""
    said = {problem.code for name in LAYERS for problem in whole(name)}
    wanted = {code for one in (*CHECKS, *checks.ACROSS) for code in one.codes}
    rare = {"too_many_overlaps", "too_many_pairs", "huge_area", "antimeridian", "outside_country", "zone_suspected",
            "date_too_early", "number_not_understood", "spike", "released_but_open"}  # fmt: skip
    assert wanted - said <= rare


def test_a_check_that_is_not_told_of_its_neighbours_says_something_else(monkeypatch):
    monkeypatch.setattr(memory, "split", lambda *given: [replace(one, near=tuple(each[:0] for each in one.near))
                                                         for one in split(*given)])  # fmt: skip
    assert in_parts("hazards", 7, monkeypatch) != whole("hazards")


def test_outlines_are_looked_at_in_pieces_with_the_same_result(monkeypatch):
    whole("hazards")
    for module in (geometry, view):
        monkeypatch.setattr(module, "_AT_ONCE", 7)
    assert check(LAYERS["hazards"](), today=TODAY) == whole("hazards")


def test_checks_of_single_records_need_no_neighbours():
    assert {one.function.__name__ for one in CHECKS if one.scope == "near"} == {"records", "near", "hazards"}
    assert {one.scope for one in CHECKS} == {*IN_PARTS, "layer"}


def test_every_record_is_in_one_part_and_its_neighbours_are_near_it():
    shapes = np.array([*faulty_hazards().geometry, *faulty_accidents().geometry], dtype=object)
    parts = split([bounds_of(shapes)], 7, 300)
    assert sorted(np.concatenate([part.own[0] for part in parts]).tolist()) == [*range(len(shapes))]
    for part in parts:
        assert not np.intersect1d(part.own[0], part.near[0]).size
        others = np.setdiff1d(np.arange(len(shapes)), [*part.own[0], *part.near[0]])
        own, others = (some[np.isfinite(bounds_of(shapes)[some]).all(axis=1)] for some in (part.own[0], others))
        assert not len(shapely.STRtree(shapes[own]).query(shapes[others], predicate="intersects")[0])


def test_a_box_around_neighbours_does_not_span_the_land_between_two_crowds():
    west = np.concatenate([np.linspace(0, 0.5, 48), np.linspace(40, 40.5, 48)])
    own = np.column_stack([west, west * 0, west + 0.01, west * 0 + 0.01])
    around = rims(own, 100.0)
    assert are_near(own, around).all() and not are_near(np.array([[20, 0, 20.01, 0.01]]), around).any()


def test_there_is_no_check_by_no_worker():
    with pytest.raises(UsageError, match="0 workers"):
        check(minutes(3), kind="accidents", workers=0)
