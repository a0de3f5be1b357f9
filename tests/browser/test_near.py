"""What "Near here" says of a place, against shapely and GeographicLib: at random places of maps in which far more lies
near than a list can hold."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pytest
import shapely
from near_truth import KINDS, truths
from playwright.sync_api import Page, expect

from geo.maps import draw
from geo.records import Layer
from geo.records.imprint import Edition, Imprint

pytestmark = pytest.mark.browser

RADIUS_M = 5000.0
PLACES = int(os.environ.get("ZONEMARK_NEAR_PLACES", "150"))
"""At how many places a map is asked. Two thousand were tried; these take seconds."""

ASK = """(places) => places.map(([lon, lat]) => {
    const near = zonemark.engine.near({lon, lat, accuracy_m: 0}, {radius_m: 5000, mostRows: 50});
    const counts = Object.fromEntries(near.kinds.map(({kind, within, possible, listed}) =>
        [kind, [within, possible, listed]]));
    const {distance_m, bearing_deg, refs} = near.nearestHazard;
    return {counts, distance_m, bearing_deg, refs, touching: near.touching.length, mayTouch: near.mayTouch.length};
})"""


def frame(records: list[dict[str, Any]]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(records, geometry="geometry", crs=4326)


def crowded(seed: int = 1) -> list[Layer]:
    """Fifty hazards over a country, and around each three hundred releases and accidents."""
    random = np.random.default_rng(seed)
    centres = np.column_stack([random.uniform(15.8, 19.5, 50), random.uniform(42.7, 45.2, 50)])
    hazards, releases, accidents = [], [], []
    for number, (lon, lat) in enumerate(centres):
        angles = np.sort(random.uniform(0, 2 * np.pi, 9))
        reach = random.uniform(0.0005, 0.003, 9)
        outline = np.column_stack([lon + reach * np.cos(angles), lat + 0.7 * reach * np.sin(angles)])
        hazards.append({"id": f"H{number}", "area_type": "SHA", "geometry": shapely.Polygon(outline)})
        for at, (east, north) in enumerate(random.normal(0, 0.02, (300, 2))):
            point = shapely.Point(lon + east, lat + 0.7 * north)
            if at % 2:
                accidents.append({"id": f"A{number}-{at}", "geometry": point})
            else:
                releases.append({"id": f"R{number}-{at}", "geometry": point.buffer(0.0004, 2)})
    return [
        Layer("hazards", "hazards", frame(hazards), "Suspected"),
        Layer("releases", "releases", frame(releases), "Released"),
        Layer("accidents", "accidents", frame(accidents), "Accidents"),
    ]


def random_places(layers: list[Layer], count: int, seed: int = 2) -> list[list[float]]:
    """Places beside records, and one in four anywhere in the extent and around it."""
    random = np.random.default_rng(seed)
    geometry = np.concatenate([np.asarray(one.frame.geometry, dtype=object) for one in layers if one.kind in KINDS])
    centres = shapely.get_coordinates(
        shapely.centroid(geometry[~(shapely.is_missing(geometry) | shapely.is_empty(geometry))])
    )
    beside = centres[random.integers(0, len(centres), count)] + random.normal(0, 0.03, (count, 2))
    (west, south), (east, north) = centres.min(axis=0) - 0.5, centres.max(axis=0) + 0.5
    anywhere = np.column_stack([random.uniform(west, east, count), random.uniform(south, north, count)])
    chosen = np.where((np.arange(count) % 4 == 0)[:, None], anywhere, beside)
    return np.round(np.clip(chosen, [-180, -85], [180, 85]), 7).tolist()


def assert_as_measured(page: Page, layers: list[Layer], places: list[list[float]]) -> list[dict[str, Any]]:
    """The page's counts and its nearest hazard are those of shapely and GeographicLib; returns what the page says."""
    known = truths(layers)
    said = page.evaluate(ASK, places)
    for (lon, lat), told in zip(places, said, strict=True):
        where = f"at {lat}, {lon}"
        for kind in KINDS:
            farthest = RADIUS_M + float(known[kind].accuracy.max(initial=0)) + 1
            distance, _ = known[kind].distances(lon, lat, farthest)
            if np.any(np.abs(distance - RADIUS_M) < 0.1):
                continue  # on the very circle
            within, possible, listed = told["counts"][kind]
            assert within == np.count_nonzero(distance <= RADIUS_M), where
            may_be = (distance > RADIUS_M) & (distance - known[kind].accuracy <= RADIUS_M)
            assert possible == np.count_nonzero(may_be), where
            assert listed == within + possible or listed >= 50, where
        nearest, least, bearing = known["hazards"].nearest(lon, lat)
        refs = [(ref["layer"], ref["record"]) for ref in told["refs"]]
        assert len(set(refs)) == len(refs) <= len(nearest), where
        assert told["distance_m"] == pytest.approx(least, abs=0.1), where
        if least > 1:
            assert abs((told["bearing_deg"] - bearing + 180) % 360 - 180) < 0.1, where
    return said


def ask(page: Page, lon: float, lat: float) -> None:
    page.get_by_role("tab", name="Near here").click()
    page.get_by_label("Type a position").fill(f"{lat:.7f}, {lon:.7f}")
    page.get_by_role("button", name="Go").click()
    expect(page.locator("#zm-near-input")).to_have_value(re.compile(r"\d"))


def summary(page: Page) -> str:
    return " ".join(page.locator(".zm-answer [data-summary]").all_inner_texts())


@pytest.fixture(scope="module")
def crowded_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("near") / "crowded.html"
    draw(crowded(), title="Crowded").save(path)
    return path


def test_fifty_nearer_records_hide_no_hazard(open_map: Any, crowded_file: Path) -> None:
    layers = crowded()
    page = open_map(crowded_file)
    places = random_places(layers, PLACES)
    said = assert_as_measured(page, layers, places)
    # The control: a list of the fifty nearest records holds no hazard at places where some are near.
    known, hidden = truths(layers), 0
    for lon, lat in places[:100]:
        near = {kind: np.sort(known[kind].distances(lon, lat, RADIUS_M)[0]) for kind in KINDS}
        others = np.sort(np.concatenate([near["accidents"], near["releases"]]))
        hidden += bool(others[49] < near["hazards"][0] <= RADIUS_M)
    assert hidden > 5
    # What is said is what was counted.
    for (lon, lat), told in [*zip(places, said, strict=True)][:6]:
        ask(page, lon, lat)
        hazards = told["counts"]["hazards"][0]
        text = summary(page)
        assert ("No hazard is recorded within 5 km" in text) == (hazards == 0)
        assert (f"Hazards within 5 km: {hazards}." in text) == (hazards > 0)
        for kind, words in (("accidents", "Accidents"), ("releases", "Released land")):
            count = told["counts"][kind][0]
            assert (f"{words} within 5 km: {count:,}." in text) == (count > 0)
            listed = told["counts"][kind][2]
            heading = page.locator(".zm-nearkind h2", has_text=words)
            if listed < count:
                expect(heading).to_contain_text(f"the nearest {listed} of {count:,}")


LON, LAT = 46.7, 39.9


@pytest.fixture
def page_of(open_map: Any, tmp_path: Path) -> Any:
    """Open a map of hazards, releases and accidents, each a list of records."""

    def opened(hazards: list[dict[str, Any]], **others: list[dict[str, Any]]) -> tuple[Page, list[Layer]]:
        layers = [Layer(kind, kind, frame(records), kind) for kind, records in {"hazards": hazards, **others}.items()]
        draw(layers, title="Near").save(tmp_path / "near.html")
        return open_map(tmp_path / "near.html"), layers

    return opened


def point(name: str, lon: float, lat: float, **fields: Any) -> dict[str, Any]:
    return {"id": name, "name": name, "geometry": shapely.Point(lon, lat), **fields}


def test_the_nearest_hazard_is_named_however_far_it_is_and_whatever_else_is_near(page_of: Any) -> None:
    page, _ = page_of([point("Far field", LON + 0.2, LAT)], releases=[point("Cleared", LON, LAT + 0.001)])
    ask(page, LON, LAT)
    assert "No hazard is recorded within 5 km." in summary(page)
    assert "The nearest recorded hazard: Far field, Type and status unknown, 17.1 km east (90°)." in summary(page)
    expect(page.locator(".zm-nearkind li").first).to_contain_text("Far field")


def test_an_edition_that_leaves_hazards_out_never_says_that_none_is_near(open_map: Any, tmp_path: Path) -> None:
    layers = [Layer("hazards", "hazards", frame([point("Far field", LON + 0.2, LAT)]), "Hazards")]
    for hidden, is_said in ((0, True), (3, False)):
        drawn = draw(layers, imprint=Imprint(title="Near", edition=Edition("Public edition", hidden)))
        page = open_map(drawn.save(tmp_path / f"{hidden}.html"))
        ask(page, LON, LAT)
        assert ("No hazard is recorded within 5 km" in summary(page)) is is_said
        assert ("that this edition does not show: 3." in summary(page)) is not is_said
        assert ("The nearest recorded hazard: Far field" in summary(page)) is is_said
        assert ("The nearest hazard shown: Far field" in summary(page)) is not is_said


def test_a_position_inside_a_circle_of_accuracy_may_be_inside(page_of: Any) -> None:
    page, _ = page_of([point("Vague", LON + 0.065, LAT, position_accuracy_m=6000.0)])
    ask(page, LON, LAT)
    alert = page.get_by_role("alert").filter(has_text="may be inside Vague")
    assert alert.evaluate("box => getComputedStyle(box).borderTopStyle") == "dashed"
    assert "No hazard" not in summary(page)
    assert "Hazards that may lie within 5 km, because their position is only approximate: 1." in summary(page)
    ask(page, LON + 0.005, LAT)  # 5.13 km: the nearest is found among those that may be near
    assert "The nearest recorded hazard: Vague, Type and status unknown, 5.13 km east" in summary(page)
    ask(page, LON - 0.1, LAT)  # 14.1 km: the circle does not reach within 5 km
    assert "No hazard is recorded within 5 km." in summary(page)
    assert page.get_by_role("alert").filter(has_text="inside").count() == 0


def test_an_accuracy_counts_for_an_outline_and_for_a_few_metres_too(page_of: Any) -> None:
    outline = {
        "id": "O",
        "name": "Outline",
        "position_accuracy_m": 900.0,
        "geometry": shapely.box(LON, LAT, LON + 0.01, LAT + 0.01),
    }
    page, _ = page_of([outline, point("Fine", LON - 0.1, LAT, position_accuracy_m=30.0)])
    ask(page, LON - 0.005, LAT)
    assert "may be inside Outline" in summary(page)
    ask(page, LON - 0.1002, LAT)  # 17 m
    assert "may be inside Fine" in summary(page)


def test_the_device_may_be_as_far_off_as_it_states(page_of: Any) -> None:
    page, _ = page_of([point("Exact", LON + 0.0004, LAT)])
    far = "zonemark.engine.near({lon: 46.7, lat: 39.9, accuracy_m: %d}, {radius_m: 5000, mostRows: 5}).mayTouch.length"
    assert [page.evaluate(far % metres) for metres in (20, 50)] == [0, 1]  # it is 34 m away


@pytest.mark.parametrize(("lon", "lat", "text"), [
    (LON, LAT + 0.005, "lies inside Field"),
    (LON + 0.02, LAT, "is at the recorded place of Post"),
])  # fmt: skip
def test_an_edge_and_a_point_have_no_direction(page_of: Any, lon: float, lat: float, text: str) -> None:
    field = {"id": "F", "name": "Field", "geometry": shapely.box(LON, LAT, LON + 0.01, LAT + 0.01)}
    page, _ = page_of([field, point("Post", LON + 0.02, LAT)])
    ask(page, lon, lat)
    row = page.locator(".zm-nearkind li").first
    assert "0 m" not in row.inner_text() and "°" not in row.inner_text()
    expect(page.get_by_role("alert").filter(has_text=text.split()[-1])).to_have_count(1)


def test_records_at_one_point_are_one_row(page_of: Any) -> None:
    page, _ = page_of([point(f"Village {n}", LON + 0.01, LAT) for n in range(7)] + [point("Alone", LON + 0.02, LAT)])
    ask(page, LON, LAT)
    rows = page.locator(".zm-nearkind li")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("7 records at this point")
    rows.first.get_by_role("button").click()
    expect(page.get_by_role("article")).to_contain_text("1 of 7 here")


def test_what_is_near_is_announced_with_count_nearest_type_and_status(page_of: Any) -> None:
    page, _ = page_of([point("Ridge", LON, LAT + 0.01, area_type="CHA", status="open")])
    ask(page, LON, LAT)
    said = page.locator(".zm-unseen[role=status]", has_text="Hazards within 5 km: 1.")
    expect(said).to_contain_text("The nearest recorded hazard: Ridge, CHA, open, 1.11 km north (0°).")


def test_the_nearest_is_exact_among_any_number_of_long_lines(page_of: Any) -> None:
    random = np.random.default_rng(4)
    ends = random.uniform([-40, 30], [60, 70], (20, 2, 2))
    hazards = [{"id": f"L{n}", "geometry": shapely.LineString(pair)} for n, pair in enumerate(ends)]
    hazards += [
        {"id": f"D{n}", "geometry": shapely.box(-179.9, lat, -179.8, lat + 0.1)} for n, lat in enumerate((-16.9, 60.0))
    ]
    page, layers = page_of(hazards)
    places = [
        *random.uniform([-60, 20], [80, 80], (8, 2)).tolist(),
        [179.95, -17.02],
        [-179.99, 60.2],
        [179.999, -16.8],
    ]
    assert_as_measured(page, layers, np.round(places, 7).tolist())
