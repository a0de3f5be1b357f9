"""The page understands a typed position as Python does: both are held to the same table of written positions."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from geo.crs import distance_m

pytestmark = pytest.mark.browser

TABLE = Path(__file__).parents[1] / "positions.csv"
PARSE = """(rows) => rows.map(({text, crs, near}) =>
    zonemark.parsePosition(text, {crs, ...(near && {near})}))"""


def read_table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


ROWS = read_table()
PLACED = [row for row in ROWS if row["lat"]]
SAMPLE = [row for row in PLACED if not row["crs"] and not row["near"]][::19]
OPEN = [row for row in ROWS if row["candidates"] and not row["near"] and not row["crs"]]


def pair(text: str) -> list[float] | None:
    """Lon, lat of a cell that has lat and lon."""
    return [float(part) for part in reversed(text.split())] if text else None


def parsed(page: Page, rows: list[dict[str, str]]) -> list[dict]:
    return page.evaluate(PARSE, [{"text": r["text"], "crs": r["crs"], "near": pair(r["near"])} for r in rows])


@pytest.fixture
def typed_page(open_once: Callable[..., Page], valley_file: Path) -> Page:
    """One page for all tests that do no more than type into the search field."""
    return open_once(valley_file)


def type_in_search(page: Page, text: str) -> None:
    page.get_by_role("tab", name="Find").click()
    box = page.get_by_label("Name, ID, text or coordinates")
    box.fill("")
    panel = page.get_by_role("tabpanel")
    expect(panel.get_by_role("heading", name="Position")).to_have_count(0)
    expect(panel.locator(".zm-candidates")).to_have_count(0)
    box.fill(text)


def test_the_whole_table_is_understood_in_the_page(typed_page: Page) -> None:
    wrong = []
    for row, found in zip(PLACED, parsed(typed_page, PLACED), strict=True):
        if "lon" not in found:
            wrong.append((row["text"], found["problem"]))
            continue
        off = float(distance_m(found["lon"], found["lat"], float(row["lon"]), float(row["lat"])))
        if off > float(row["tolerance_m"]):
            wrong.append((row["text"], f"{off} m off"))
    assert len(PLACED) > 300 and wrong == []


def test_what_is_open_is_refused_in_the_page_with_the_same_candidates(typed_page: Page) -> None:
    refused = [row for row in ROWS if row["code"]]
    for row, found in zip(refused, parsed(typed_page, refused), strict=True):
        assert found.get("problem") == row["code"], row["text"]
        for lon, lat in map(pair, filter(None, row["candidates"].split(";"))):
            apart = [float(distance_m(lon, lat, one["lon"], one["lat"])) for one in found["candidates"]]
            assert min(apart, default=float("inf")) < 0.5, row["text"]


def test_a_sample_of_the_table_is_found_through_the_search_field(typed_page: Page) -> None:
    assert len(SAMPLE) >= 25
    for row in SAMPLE:
        type_in_search(typed_page, row["text"])
        shown = typed_page.get_by_role("tabpanel").locator("dd").first
        expect(shown).to_be_visible()
        lat, lon = (float(part) for part in re.findall(r"-?\d+\.\d+", shown.inner_text()))
        # No more decimals are shown than the accuracy bears; to round to them moves a position by less than it.
        accuracy_m = parsed(typed_page, [row])[0]["accuracy_m"]
        apart = float(distance_m(lon, lat, float(row["lon"]), float(row["lat"])))
        assert apart < float(row["tolerance_m"]) + max(accuracy_m, 0.1), row["text"]


@pytest.mark.parametrize("row", OPEN, ids=lambda row: row["text"])
def test_what_can_be_several_places_lists_them_and_shows_none(typed_page: Page, row: dict[str, str]) -> None:
    type_in_search(typed_page, row["text"])
    panel = typed_page.get_by_role("tabpanel")
    expect(panel).to_contain_text("It may lie at:")
    shown = panel.locator(".zm-candidates .zm-rowname").all_inner_texts()
    for lon, lat in map(pair, row["candidates"].split(";")):
        assert any(is_rounded(text, lon, lat) for text in shown), (lat, lon, shown)
    expect(panel.get_by_role("button", name="Show on the map")).to_have_count(0)


def is_rounded(text: str, lon: float, lat: float) -> bool:
    """Whether a text is the position, latitude first, to the decimals that it has."""
    return all(
        abs(float(part) - value) <= 0.5 * 10.0 ** -len(part.partition(".")[2]) + 1e-6
        for part, value in zip(text.split(", "), (lat, lon), strict=True)
    )


def test_choosing_a_candidate_goes_there(valley_page: Page) -> None:
    type_in_search(valley_page, "40.39-46.93")
    panel = valley_page.get_by_role("tabpanel")
    panel.get_by_role("button", name="40.390, 46.930").click()
    expect(panel.locator("dd").first).to_have_text("40.390, 46.930")
    centre = valley_page.evaluate("zonemark.map.getCenter()")
    assert abs(centre["lat"] - 40.39) < 1e-4 and abs(centre["lng"] - 46.93) < 1e-4


def test_a_candidate_says_how_it_was_read_and_where_it_lies(valley_page: Page) -> None:
    type_in_search(valley_page, "38 663808 4472833")
    first = valley_page.get_by_role("tabpanel").get_by_role("button", name="40.390000, 46.929998")
    expect(first).to_contain_text(re.compile(r"UTM .38T 663808 4472833.; from the middle of the map \d+(\.\d+)? km"))


def test_a_mistake_in_a_position_is_named(typed_page: Page) -> None:
    type_in_search(typed_page, "40°75'N 46°20'E")
    expect(typed_page.get_by_role("tabpanel")).to_contain_text("Minutes must be less than 60.")


def test_the_middle_of_a_view_is_not_passed_off_as_the_place(typed_page: Page) -> None:
    type_in_search(typed_page, "https://maps.google.com/?ll=39.9,46.7")
    panel = typed_page.get_by_role("tabpanel")
    expect(panel).to_contain_text("only the middle of its view")
    expect(panel.locator("dd").first).to_have_text("39.90, 46.70")


def test_a_problem_is_said_in_the_language_of_the_page(valley_page: Page) -> None:
    valley_page.get_by_role("combobox", name="Language").select_option("ru")
    valley_page.get_by_role("tab", name="Поиск").click()
    valley_page.get_by_role("searchbox").fill("40.39-46.93")
    expect(valley_page.get_by_role("tabpanel")).to_contain_text("Тире разделяет координаты")


@pytest.mark.parametrize("text", ["CHA-1", "Orchard 12", "QV 004"])
def test_a_name_is_not_called_a_bad_position(typed_page: Page, text: str) -> None:
    type_in_search(typed_page, text)
    panel = typed_page.get_by_role("tabpanel")
    expect(panel.get_by_role("status")).not_to_have_text("")
    expect(panel.get_by_role("heading", name="Position")).to_have_count(0)


def test_near_here_offers_the_candidates_too(valley_page: Page) -> None:
    valley_page.get_by_role("tab", name="Near here").click()
    valley_page.get_by_label("Type a position").fill("39.9-46.7")
    valley_page.get_by_role("button", name="Go").click()
    panel = valley_page.get_by_role("tabpanel")
    expect(panel).to_contain_text("The dash separates the coordinates, or makes the second one negative.")
    panel.get_by_role("button", name="39.90, 46.70").click()
    expect(panel).to_contain_text("This position lies inside Orchard; Old road.")


COPIED = """(() => {
    const texts = [];
    navigator.clipboard.writeText = async (text) => void texts.push(text);
    for (const one of document.querySelectorAll("[role=tabpanel]:not([hidden]) .zm-positions button")) one.click();
    return texts;
})()"""


@pytest.mark.parametrize(("text", "shown"), [
    ("40.4, 46.9", ["40.40, 46.90", "40°24′N 46°54′E", "38T 661000 4474000", "38T PK 61 73"]),
    ("40.39, 46.93", ["40.390, 46.930", "40°23.4′N 46°55.8′E", "38T 663800 4472800", "38T PK 638 728"]),
])  # fmt: skip
def test_a_typed_position_is_written_and_copied_no_more_exactly_than_it_was_typed(
    valley_page: Page, text: str, shown: list[str]
) -> None:
    for tab in ("Find", "Near here"):
        if tab == "Find":
            type_in_search(valley_page, text)
        else:
            valley_page.get_by_role("button", name="What is near here").click()
        panel = valley_page.get_by_role("tabpanel")
        expect(panel.locator(".zm-positions dd").first).to_have_text(shown[0])
        assert panel.locator(".zm-positions dd").all_inner_texts() == shown
        expect(panel.locator(".zm-note")).to_contain_text("centre of a circle of")
        copied = valley_page.evaluate(COPIED)
        assert [one.split(" (")[0] for one in copied] == shown
        assert all("(centre of a circle of" in one for one in copied)


def test_a_place_chosen_on_the_map_is_known_to_a_pixel(valley_page: Page) -> None:
    valley_page.evaluate("zonemark.map.setView([39.9, 46.7], 6, {animate: false})")
    valley_page.get_by_role("tab", name="Near here").click()
    valley_page.get_by_role("button", name="Choose on the map").press("Enter")
    valley_page.keyboard.press("Enter")
    expect(valley_page.locator("#zm-near-input")).to_have_value("39.90, 46.70")
