"""Of when a map's records are: one record makes no map newer or older, and a vague date is no more exact than it is."""

from __future__ import annotations

import geopandas
import pytest

from geo.maps.page.dates import Dates, dates
from geo.records import Layer


def layer(kind: str, **columns: list[str | None]) -> Layer:
    count = len(next(iter(columns.values())))
    frame = {"id": [f"{kind}{n}" for n in range(count)], **columns}
    return Layer(kind, kind, geopandas.GeoDataFrame(frame, geometry=[None] * count))


def found(*layers: Layer) -> Dates:
    return dates(layers, until="2026-11-29")


def test_one_new_record_makes_a_hundred_old_ones_no_newer() -> None:
    one = found(layer("hazards", reported_on=["2005-03-01"] * 99 + ["2026-11-20"]))
    assert (one.newest, one.middle, one.older_than) == ("2026-11-20", "2005-03-01", "2006")


def test_new_releases_make_old_hazards_no_newer() -> None:
    releases = layer("releases", completed_on=["2026"] * 50)
    one = found(layer("hazards", reported_on=["2001", "2003", "2026"]), releases)
    assert (one.newest, one.of, one.middle, one.total) == ("2026", "hazards", "2003", 3)


def test_without_hazards_all_records_are_the_bulk() -> None:
    one = found(layer("accidents", occurred_on=["2001", "2003"]), layer("releases", completed_on=["2010-01-01"]))
    assert (one.of, one.middle, one.older_than) == ("records", "2003", "2004")


@pytest.mark.parametrize("field", ["status_date", "marking_checked_on"])
def test_when_a_status_was_set_is_no_date_of_the_information(field: str) -> None:
    one = found(layer("hazards", reported_on=["2005", None], **{field: ["2026-01-01", "2026-01-01"]}))
    assert (one.newest, one.middle, one.undated) == ("2005", "2005", 1)


@pytest.mark.parametrize(("entered", "middle", "older_than"), [
    (["2005", "2005-03", "2026"], "2005", "2006"),  # 2005 may be its last day: later than March
    (["2026-02", "2026-02-11", "2026-05"], "2026-02", "2026-03"),
    (["2026", "2026-05-20"], "2026-05-20", ""),  # of the newest's own month
    (["2026", "2026", "2026-05"], "2026", ""),
])  # fmt: skip
def test_a_vague_date_stays_as_vague_as_it_is(entered: list[str | None], middle: str, older_than: str) -> None:
    one = found(layer("hazards", reported_on=entered))
    assert (one.middle, one.older_than) == (middle, older_than)


def test_half_of_the_dated_records_are_older_than_is_said() -> None:
    entered = [f"{year}-{month:02d}-15" for year in range(1990, 2027) for month in (3, 7, 11)][:-1]
    one = found(layer("hazards", reported_on=entered))
    assert 2 * sum(text < one.older_than for text in entered) >= len(entered)


def test_most_without_a_date_have_no_age() -> None:
    one = found(layer("hazards", reported_on=["2005", None, None]))
    assert one.mostly_undated and one.as_settings()["middle"] == "" and one.newest == "2005"


def test_a_date_still_to_come_is_none() -> None:
    assert found(layer("hazards", reported_on=["2091-01-01"])).undated == 1


def test_a_day_that_its_month_does_not_have_is_no_date() -> None:
    one = found(layer("hazards", reported_on=["2020-02-31", "2020-13", "2019-02"]))
    assert (one.undated, one.newest, one.middle) == (2, "2019-02", "2019-02")


def test_figures_date_a_map_of_nothing_else() -> None:
    assert found(layer("facts", as_of=["2024-05"])).newest == "2024-05"
