"""How old the page says its data is: by the bulk of the hazards, whatever the device's clock shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import geopandas
import pytest
import shapely
from playwright.sync_api import Page, expect

from geo.maps import draw
from geo.records import Layer

pytestmark = pytest.mark.browser


def clock(day: str) -> str:
    """A script that sets the clock of the page."""
    return f"""{{
        const Real = Date, at = Real.parse("{day}T12:00:00");
        globalThis.Date = class extends Real {{
            constructor(...given) {{ given.length ? super(...given) : super(at); }}
            static now() {{ return at; }}
        }};
    }}"""


@pytest.fixture
def dated(open_map: Any, tmp_path: Path) -> Any:
    """Open a map of hazards of these dates, made on 29 November 2026, on a device with this clock."""

    def opened(entered: list[str | None], day: str = "2026-11-30", **settings: Any) -> Page:
        points = [shapely.Point(46 + n / 1000, 40) for n in range(len(entered))]
        records = geopandas.GeoDataFrame(
            {"id": [*map(str, range(len(entered)))], "reported_on": entered}, geometry=points, crs=4326
        )
        draw([Layer("zones", "hazards", records, "Zones")], made_on="2026-11-29").save(tmp_path / "dated.html")
        return open_map(tmp_path / "dated.html", first=clock(day), **settings)

    return opened


OLD = ["2005-03-01"] * 99 + ["2026-11-20"]


def test_one_new_record_takes_no_age_from_ninety_nine_old_ones(dated: Any) -> None:
    page = dated(OLD)
    expect(page.get_by_role("banner")).to_contain_text("Newest record: 20 Nov 2026; half are older than 2006")
    expect(page.get_by_label("Warnings")).to_contain_text("Half of the hazard records are at least 21 years old.")


@pytest.mark.parametrize("day", ["1970-01-02", "2000-01-01", "2026-10-01"])
def test_a_clock_that_is_behind_hides_no_age_and_is_said(dated: Any, day: str) -> None:
    strip = dated(OLD, day).get_by_label("Warnings")
    expect(strip).to_contain_text("at least 21 years old")
    expect(strip).to_contain_text(
        re.compile("clock of this device is wrong: it shows .* (1970|2000|2026), before this map")
    )


@pytest.mark.parametrize("day", ["2026-11-28", "2026-11-29", "2027-05-01"])
def test_a_clock_that_may_be_right_is_not_called_wrong(dated: Any, day: str) -> None:
    expect(dated(OLD, day).get_by_label("Warnings")).not_to_contain_text("clock")


def test_new_data_has_no_age(dated: Any) -> None:
    page = dated(["2026-11-01", "2026-10", "2026-11"])
    expect(page.get_by_label("Warnings")).not_to_contain_text("old")
    expect(page.get_by_role("banner")).to_contain_text("Newest record: November 2026")  # any day of it


def test_most_without_a_date_is_said(dated: Any) -> None:
    page = dated(["2005", None, None, None])
    expect(page.get_by_label("Warnings")).to_contain_text("Most hazards have no date: 3 of 4.")


@pytest.mark.parametrize("entered", [OLD, ["2026-11", "2026-11-02"], ["2005", None, None], [None]])
def test_the_static_part_says_the_same(dated: Any, entered: list[str | None]) -> None:
    words = {"20 Nov 2026": "2026-11-20", "2 Nov 2026": "2026-11-02", "November 2026": "2026-11"}
    static = dated(entered, javascript=False).locator("#zm-fallback").inner_text()
    page = dated(entered)
    for text in (page.locator(".zm-dated").inner_text(), page.get_by_label("Warnings").inner_text().split(". ")[-1]):
        for word, iso in words.items():
            text = text.replace(word, iso)
        if "years old" in text:  # the static part knows no day
            continue
        said = "The date of the data is not recorded." if text == "Data: date not recorded" else text
        assert said.rstrip(".") in static
