"""What remains of a hazard, and its turning points, as a reader sees them in the card and on the map."""

from __future__ import annotations

import csv
import io

import pytest
import shapely
from playwright.sync_api import Page, expect
from valley import CENTRE, frame, square
from waiting import wait_until

from geo.crs import area_m2, distance_m
from geo.maps import draw
from geo.records import Layer

pytestmark = pytest.mark.browser
LON, LAT = CENTRE
WHOLE = square(LON, LAT)
WEST_PART = shapely.box(LON - 0.002, LAT - 0.002, LON - 0.001, LAT + 0.002)
RING = shapely.Polygon(square(LON + 0.02, LAT).exterior.coords, [square(LON + 0.02, LAT, 0.0005).exterior.coords[::-1]])
OVERLAY = """([lon, lat]) => {
    const canvas = document.querySelector("canvas.zm-overlay");
    const {x, y} = zonemark.map.latLngToContainerPoint([lat, lon]);
    const at = canvas.width / (zonemark.map.getSize().x + 192);
    return [...canvas.getContext("2d").getImageData((x + 96) * at, (y + 96) * at, 1, 1).data];
}"""


def zones() -> list[Layer]:
    hazards = [
        {"id": "H1", "name": "Orchard", "area_type": "CHA", "status": "worked_on", "geometry": WHOLE},
        {"id": "H2", "name": "Quarry", "area_type": "SHA", "status": "open", "geometry": RING},
        {"id": "H3", "name": "Long", "area_type": "SHA", "status": "open",
         "geometry": shapely.Point(LON + 0.04, LAT).buffer(0.005, quad_segs=100)},
        {"id": "H4", "name": "Track", "area_type": "SHA", "status": "open",
         "geometry": shapely.LineString([(LON, LAT + 0.01), (LON, LAT + 0.02), (LON + 0.01, LAT + 0.02)])},
        {"id": "H5", "name": "Spring", "area_type": "indication", "status": "open",
         "geometry": shapely.Point(LON, LAT - 0.01)},
    ]  # fmt: skip
    releases = [
        {"id": "R1", "name": "West field", "hazard_id": "H1", "product": "cleared", "completed_on": "2023-05-12",
         "geometry": WEST_PART},
        {"id": "R2", "name": "Far field", "hazard_id": "H1", "product": "reduced",
         "geometry": shapely.box(LON + 0.0015, LAT - 0.002, LON + 0.003, LAT + 0.002)},
    ]  # fmt: skip
    return [
        Layer("hazards", "hazards", frame(hazards), "Hazards"),
        Layer("released", "releases", frame(releases), "Released land"),
    ]


@pytest.fixture(scope="module")
def land_file(tmp_path_factory: pytest.TempPathFactory):
    return draw(zones(), title="Land", languages=("en", "az", "ru", "ar"), data_date="2023-05-12").save(
        tmp_path_factory.mktemp("land") / "land.html"
    )


@pytest.fixture
def page(open_map, land_file) -> Page:
    return open_map(land_file, permissions=["clipboard-read", "clipboard-write"])


def open_record(page: Page, name: str) -> None:
    page.get_by_role("tab", name="Records").click()
    page.get_by_role("listitem").get_by_role("button", name=name).click()
    expect(page.get_by_role("article").get_by_role("heading", level=2)).to_contain_text(name)


def unfold(page: Page) -> None:
    page.get_by_text("Turning points").first.click()
    expect(page.get_by_role("table", name="Turning points")).to_be_visible()


def said(page: Page, term: str) -> str:
    rows = page.get_by_role("article").locator("dl > div")
    return rows.filter(has=page.locator("dt").get_by_text(term, exact=True)).locator("dd").inner_text()


def square_metres(shape: shapely.Geometry) -> str:
    return f"{float(area_m2([shape])[0]):,.0f} m²"


def test_a_hazard_says_what_was_released_of_it_and_what_remains(page: Page) -> None:
    open_record(page, "Orchard")
    east_part = shapely.box(LON + 0.0015, LAT - 0.002, LON + 0.002, LAT + 0.002)
    middle = shapely.box(LON - 0.001, LAT - 0.002, LON + 0.0015, LAT + 0.002)
    assert said(page, "Area recorded").startswith(square_metres(WHOLE))
    assert said(page, "cleared").startswith(square_metres(WEST_PART))
    assert said(page, "reduced").startswith(square_metres(east_part))
    assert said(page, "cancelled") == "0 m²"
    assert said(page, "Remaining").startswith(square_metres(middle))


def test_a_conflict_is_said_with_the_release_it_is_about(page: Page) -> None:
    open_record(page, "Orchard")
    expect(page.get_by_role("article")).to_contain_text(
        "Far field: The release lies partly outside its hazard: only the part inside is subtracted."
    )


def test_a_release_says_its_own_conflict(page: Page) -> None:
    open_record(page, "Far field")
    expect(page.get_by_role("article")).to_contain_text("The release lies partly outside its hazard")


def test_a_hazard_without_releases_has_no_balance(page: Page) -> None:
    open_record(page, "Quarry")
    expect(page.get_by_role("article")).not_to_contain_text("Remaining")


@pytest.mark.parametrize(("language", "word"), [("az", "Qalır"), ("ru", "Остаётся"), ("ar", "المتبقي")])
def test_what_remains_is_said_in_the_language_of_the_page(page: Page, language: str, word: str) -> None:
    open_record(page, "Orchard")
    page.get_by_role("combobox", name="Language").select_option(language)
    expect(page.get_by_role("article").locator("dt").get_by_text(word, exact=True)).to_be_visible()


def test_what_remains_of_the_open_hazard_stands_out_on_the_map(page: Page) -> None:
    open_record(page, "Orchard")
    page.get_by_role("button", name="Show on the map").click()
    page.evaluate("zonemark.engine.whenDrawn()")
    remains, released = [LON + 0.0006, LAT + 0.0008], [LON - 0.0015, LAT + 0.0008]
    wait_until(page, f"({OVERLAY})({remains})[3] > 60")
    red, green, blue, _ = page.evaluate(OVERLAY, remains)
    assert red > 100 and green < 60 and blue < 60
    assert page.evaluate(OVERLAY, released)[3] == 0


def test_nothing_stands_out_once_the_card_is_closed(page: Page) -> None:
    open_record(page, "Orchard")
    page.get_by_role("button", name="Show on the map").click()
    remains = [LON + 0.0006, LAT + 0.0008]
    wait_until(page, f"({OVERLAY})({remains})[3] > 60")
    page.keyboard.press("Escape")
    wait_until(page, f"({OVERLAY})({remains})[3] === 0")


def test_turning_points_have_a_position_and_the_way_to_the_next(page: Page) -> None:
    open_record(page, "Orchard")
    unfold(page)
    rows = page.get_by_role("table", name="Turning points").locator("tbody tr")
    expect(rows).to_have_count(4)
    (lon1, lat1), (lon2, lat2) = WHOLE.exterior.coords[:2]
    number, position, metres, bearing = rows.first.locator("td").all_inner_texts()
    assert (number, position) == ("1", f"{lat1:.6f}, {lon1:.6f}")
    assert float(metres) == pytest.approx(float(distance_m(lon1, lat1, lon2, lat2)), abs=0.06)
    assert bearing == ("000.0°" if lat2 > lat1 else "180.0°")


@pytest.mark.parametrize(("name", "beginning"), [("Degrees", "39°53′52"), ("UTM", "38N 6"), ("MGRS", "38SPK")])
def test_turning_points_are_written_in_the_format_chosen(page: Page, name: str, beginning: str) -> None:
    open_record(page, "Orchard")
    unfold(page)
    page.get_by_label("Format of the positions").select_option(label=name)
    cell = page.get_by_role("table", name="Turning points").locator("tbody td").nth(1)
    assert cell.inner_text().replace(" ", "").startswith(beginning.replace(" ", ""))


def test_the_hole_of_a_zone_is_told_apart_from_its_outline(page: Page) -> None:
    open_record(page, "Quarry")
    unfold(page)
    table = page.get_by_role("table", name="Turning points")
    expect(table.locator("th[scope=rowgroup]")).to_have_text(["Outline 1", "Outline 2, a hole"])
    expect(table).to_contain_text("2.4")


def test_a_line_ends_and_does_not_lead_back(page: Page) -> None:
    open_record(page, "Track")
    unfold(page)
    last = page.get_by_role("table", name="Turning points").locator("tbody tr").last
    expect(last.locator("td").nth(2)).to_have_text("–")


def test_a_point_has_no_turning_points(page: Page) -> None:
    open_record(page, "Spring")
    expect(page.get_by_role("article")).not_to_contain_text("Turning points")


def test_a_long_outline_says_how_many_points_are_not_listed(page: Page) -> None:
    open_record(page, "Long")
    expect(page.locator(".zm-points")).to_have_count(0)
    unfold(page)
    expect(page.get_by_role("table", name="Turning points").locator("tbody tr")).to_have_count(200)
    expect(page.get_by_role("article")).to_contain_text("Not listed here: 200 more")


def test_the_copy_has_every_turning_point(page: Page) -> None:
    open_record(page, "Long")
    unfold(page)
    page.get_by_role("button", name="Copy as CSV").click()
    expect(page.locator(".zm-toast")).to_have_text("Copied")
    rows = list(csv.DictReader(io.StringIO(page.evaluate("navigator.clipboard.readText()"))))
    outline = [(float(row["longitude"]), float(row["latitude"])) for row in rows]
    assert shapely.Polygon(outline).equals_exact(shapely.Polygon(zones()[0].frame.geometry.iloc[2]), 1e-6)
    assert len(rows) == 400 and all(float(row["distance_to_next_m"]) > 0 for row in rows)


def test_turning_points_have_their_numbers_on_the_map(page: Page) -> None:
    open_record(page, "Orchard")
    page.get_by_role("button", name="Show on the map").click()
    # Beside the corner, outwards, there is nothing but the number.
    near = """([lon, lat]) => {
        const canvas = document.querySelector("canvas.zm-overlay");
        const at = canvas.width / (zonemark.map.getSize().x + 192);
        const {x, y} = zonemark.map.latLngToContainerPoint([lat, lon]);
        const data = canvas.getContext("2d").getImageData((x + 99) * at, (y + 79) * at, 16 * at, 14 * at).data;
        return data.filter((value, i) => i % 4 === 3 && value > 200).length;
    }"""
    wait_until(page, f"({near})([{LON + 0.002}, {LAT + 0.002}]) > 10")
